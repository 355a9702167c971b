//! The files of `frontend/`, inside the binary, each with an address that changes when its content does.

use std::borrow::Cow;

use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::response::{IntoResponse, Response};

#[derive(rust_embed::RustEmbed)]
#[folder = "../../frontend"]
struct Files;

/// One static file.
#[derive(Debug, Clone)]
pub struct Asset {
    /// The content, uncompressed.
    pub bytes: Cow<'static, [u8]>,
    /// For `Content-Type`.
    pub media_type: &'static str,
    /// 16 hex digits of the content's SHA-256, for `?v=` and `ETag`.
    pub version: String,
}

/// The file called `name`, such as `inbox/inbox.css`.
pub fn find(name: &str) -> Option<Asset> {
    let file = Files::get(name)?;
    Some(Asset {
        version: version(file.metadata.sha256_hash()),
        media_type: media_type(name),
        bytes: file.data,
    })
}

/// The address of the file called `name`; one that does not exist gets no version and answers 404.
pub fn url(name: &str) -> String {
    match Files::get(name) {
        Some(file) => format!("/assets/{name}?v={}", version(file.metadata.sha256_hash())),
        None => format!("/assets/{name}"),
    }
}

/// `GET /assets/{name}`: kept for a year where the address has the content's version, else asked for each time.
pub async fn serve(Path(name): Path<String>, uri: Uri, asked: HeaderMap) -> Response {
    let Some(asset) = find(&name) else { return StatusCode::NOT_FOUND.into_response() };
    let tag = format!("\"{}\"", asset.version);
    let versioned = uri.query() == Some(&format!("v={}", asset.version));
    let keep = if versioned { "public, max-age=31536000, immutable" } else { "no-cache" };
    let mut headers = HeaderMap::new();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(keep));
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(asset.media_type));
    headers.extend(HeaderValue::try_from(tag.clone()).map(|tag| (ETAG, tag)));
    if asked.get(IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes()) {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    (headers, asset.bytes).into_response()
}

fn version(hash: [u8; 32]) -> String {
    use std::fmt::Write as _;
    hash.iter().take(8).fold(String::with_capacity(16), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("html") => "text/html; charset=utf-8",
        Some("json") => "application/json",
        Some("png") => "image/png",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_carries_the_version_of_its_file() {
        let tokens = find("tokens.css").unwrap();
        assert_eq!(tokens.media_type, "text/css; charset=utf-8");
        assert_eq!(url("tokens.css"), format!("/assets/tokens.css?v={}", tokens.version));
        assert_eq!(tokens.version.len(), 16);
    }

    #[test]
    fn only_files_of_the_folder_are_found() {
        assert!(find("../Cargo.toml").is_none());
        assert!(find("").is_none());
        assert_eq!(url("absent.css"), "/assets/absent.css");
    }

    #[test]
    fn every_module_imports_files_that_exist() {
        let modules: Vec<_> = Files::iter().filter(|name| name.ends_with(".js")).collect();
        assert!(modules.len() > 20);
        for name in modules {
            let text = String::from_utf8(find(&name).unwrap().bytes.into_owned()).unwrap();
            for import in text
                .lines()
                .filter(|line| line.starts_with("import "))
                .filter_map(|line| line.split('"').nth(1))
            {
                let folder = name.rsplit_once('/').unwrap().0;
                let wanted = match import.strip_prefix("../") {
                    Some(other) => other.to_owned(),
                    None => format!("{folder}/{}", import.trim_start_matches("./")),
                };
                assert!(find(&wanted).is_some(), "{name} imports {import}");
            }
        }
    }

    #[test]
    fn no_file_asks_another_host_for_anything() {
        for name in Files::iter() {
            let text = String::from_utf8_lossy(&find(&name).unwrap().bytes).replace("http://www.w3.org/", "");
            for (at, _) in text.match_indices("://") {
                let before = &text[..at];
                assert!(!before.ends_with("http") && !before.ends_with("https"), "{name} names an address");
            }
        }
    }

    #[test]
    fn what_a_page_loads_before_the_first_click_stays_small() {
        assert!(find("widget/loader.js").unwrap().bytes.len() < 18 * 1024);
    }
}
