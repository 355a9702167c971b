//! Files by link. Only images that are images are shown in place; everything else is saved, and nothing runs.

use axum::Router;
use axum::extract::{Path, Query, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use domain::Trouble;
use domain::attachments::{Opened, ReadFileError, open_by_link};
use domain::refusals::Cause;

use crate::app::App;
use crate::edge::rate::Kind;
use crate::edge::refusal::Asked;
use crate::edge::{Peer, Refusal};
use crate::refused;

/// `/files/{workspace}/{attachment}?key=…`
pub fn router(app: App) -> Router {
    Router::new().route("/files/{workspace}/{attachment}", get(file)).with_state(app)
}

async fn file(State(app): State<App>, request: Request) -> Response {
    let asked = Asked::of(&request);
    match opened(&app, request).await {
        Ok(opened) => download(opened),
        Err(refusal) => refusal.answer(&asked),
    }
}

async fn opened(app: &App, request: Request) -> Result<Opened, Refusal> {
    use axum::RequestExt as _;
    let mut request = request;
    if let Some(Peer(address)) = request.extensions().get::<Peer>() {
        let rate = app.rates.check_address(Kind::Address, *address);
        if !rate.allowed {
            return Err(rate.refusal());
        }
    }
    let link = key(&request).ok_or_else(not_there)?;
    let ids = request.extract_parts::<Path<(String, String)>>().await;
    let Ok(Path((workspace, file))) = ids else { return Err(not_there()) };
    let (Ok(workspace), Ok(file)) = (workspace.parse(), file.parse()) else { return Err(not_there()) };
    match open_by_link(&app.d, workspace, file, &link).await {
        Ok(opened) => Ok(opened),
        Err(ReadFileError::NotFound) => {
            refused::note(app, workspace, Cause::FileLink).await;
            Err(not_there())
        }
        Err(ReadFileError::Trouble(trouble)) => Err(failed(&trouble)),
    }
}

fn key(request: &Request) -> Option<String> {
    let Query(pairs) = Query::<Vec<(String, String)>>::try_from_uri(request.uri()).ok()?;
    pairs.into_iter().find(|(name, _)| name == "key").map(|(_, key)| key)
}

fn not_there() -> Refusal {
    Refusal::said(StatusCode::NOT_FOUND, "not_found", |words| words.no_file.to_owned())
}

fn failed(trouble: &Trouble) -> Refusal {
    match trouble {
        Trouble::Busy | Trouble::Contended => {
            let status = StatusCode::SERVICE_UNAVAILABLE;
            Refusal::said(status, "service_unavailable", |words| words.busy.to_owned())
        }
        Trouble::Full => {
            Refusal::said(StatusCode::INSUFFICIENT_STORAGE, "storage_full", |words| words.full.to_owned())
        }
        _ => {
            tracing::error!(%trouble, "a file was not opened");
            let status = StatusCode::INTERNAL_SERVER_ERROR;
            Refusal::said(status, "server_error", |words| words.broken.to_owned())
        }
    }
}

/// The answer that hands a file over.
pub(crate) fn download(opened: Opened) -> Response {
    let image = image(&opened.content);
    let disposition = disposition(image.is_some(), &opened.file.name);
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(image.unwrap_or("application/octet-stream"))),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
    ];
    (headers, opened.content).into_response()
}

/// The media type of a content that begins as one of the images that browsers show safely.
fn image(content: &[u8]) -> Option<&'static str> {
    match content {
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some("image/png"),
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some("image/gif"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("image/webp"),
        _ => None,
    }
}

/// In place or to be saved, with the file's name as RFC 6266 and RFC 8187 write it.
fn disposition(in_place: bool, name: &str) -> HeaderValue {
    use std::fmt::Write as _;
    let mut text = format!("{}; filename*=UTF-8''", if in_place { "inline" } else { "attachment" });
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
            text.push(char::from(byte));
        } else {
            let _ = write!(text, "%{byte:02X}");
        }
    }
    HeaderValue::try_from(text).unwrap_or_else(|_| HeaderValue::from_static("attachment"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_begins_as_an_image_is_one() {
        assert_eq!(image(b"\x89PNG\r\n\x1a\n...."), Some("image/png"));
        assert_eq!(image(b"RIFF1234WEBPVP8 "), Some("image/webp"));
        for other in [
            &b"<svg xmlns='http://www.w3.org/2000/svg'>"[..],
            b"<html>",
            b"%PDF-1.7",
            b"RIFF1234WAVE",
            b"GIF8",
            b"",
        ] {
            assert_eq!(image(other), None);
        }
    }

    #[test]
    fn a_name_cannot_leave_its_place_in_the_header() {
        let shown = disposition(false, "a\"; filename=b.html\r\nX: y\u{202e}.pdf");
        assert_eq!(
            shown.to_str().unwrap(),
            "attachment; filename*=UTF-8''a%22%3B%20filename%3Db.html%0D%0AX%3A%20y%E2%80%AE.pdf"
        );
        assert_eq!(
            disposition(true, "zażółć.png").to_str().unwrap(),
            "inline; filename*=UTF-8''za%C5%BC%C3%B3%C5%82%C4%87.png"
        );
    }
}
