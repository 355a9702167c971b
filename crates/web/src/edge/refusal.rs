//! An error that the edge answers itself, in the API's envelope, or as a line of text to a browser.

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::RequestId;
use crate::words::{EdgeWords, Language};

/// A status, a stable code and a sentence, for people in their language; none holds anything of the request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The HTTP status.
    pub status: StatusCode,
    /// For programs, such as `body_too_large`.
    pub code: &'static str,
    /// What was wrong, what is allowed; English.
    pub message: String,
    /// The same in Japanese, where a person may read it.
    japanese: Option<String>,
}

/// What an answer needs to know of its request, kept while the handler has it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Asked {
    html: bool,
    language: Language,
    id: Option<RequestId>,
}

impl Asked {
    /// Notes the id, the language, and whether HTML is asked for.
    pub fn of(request: &Request) -> Self {
        let header = |name| request.headers().get(name).and_then(|value| value.to_str().ok());
        let html = header(header::ACCEPT).is_some_and(|accept| accept.contains("text/html"));
        let language = Language::accepted(header(header::ACCEPT_LANGUAGE).unwrap_or_default());
        Self { html, language, id: request.extensions().get().copied() }
    }
}

impl Refusal {
    /// A refusal that only programs meet.
    pub fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), japanese: None }
    }

    /// A refusal that people meet too.
    pub fn said(
        status: StatusCode,
        code: &'static str,
        sentence: impl Fn(&'static EdgeWords) -> String,
    ) -> Self {
        let say = |language: Language| sentence(&language.words().edge);
        Self { status, code, message: say(Language::English), japanese: Some(say(Language::Japanese)) }
    }

    /// The answer: a line of text in the language that is asked for if HTML was, else JSON.
    pub fn answer(&self, asked: &Asked) -> Response {
        if asked.html { self.text(asked.language) } else { self.envelope(asked.id) }
    }

    fn text(&self, language: Language) -> Response {
        let (language, message) = match (language, &self.japanese) {
            (Language::Japanese, Some(japanese)) => (language, japanese),
            _ => (Language::English, &self.message),
        };
        let headers = [
            (header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8")),
            (header::CONTENT_LANGUAGE, HeaderValue::from_static(language.tag())),
        ];
        (self.status, headers, format!("{message}\n")).into_response()
    }

    fn envelope(&self, id: Option<RequestId>) -> Response {
        let envelope = json!({
            "type": "error.list",
            "request_id": id.map(|id| id.to_string()),
            "errors": [{ "code": self.code, "message": self.message }],
        });
        let media = [(header::CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"))];
        (self.status, media, Body::from(envelope.to_string())).into_response()
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        self.envelope(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_gets_text_and_a_program_the_envelope() {
        let refusal = Refusal::new(StatusCode::FORBIDDEN, "forbidden", "No.");
        let json = refusal.answer(&Asked::default());
        assert_eq!(json.headers()[header::CONTENT_TYPE], "application/json; charset=utf-8");
        let request = Request::builder().header(header::ACCEPT, "text/html,*/*;q=0.8");
        let text = refusal.answer(&Asked::of(&request.body(Body::empty()).unwrap()));
        assert_eq!(text.headers()[header::CONTENT_TYPE], "text/plain; charset=utf-8");
        assert_eq!((json.status(), text.status()), (StatusCode::FORBIDDEN, StatusCode::FORBIDDEN));
    }

    #[tokio::test]
    async fn people_are_told_in_their_language_and_programs_in_english() {
        let refusal =
            Refusal::said(StatusCode::FORBIDDEN, "cross_site_request", |words| words.cross_site.into());
        let (english, japanese) = (Language::English.words().edge, Language::Japanese.words().edge);
        for (accept, language, tag, told) in [
            ("text/html", "ja,en;q=0.5", "ja", japanese.cross_site),
            ("text/html", "en-GB,ja;q=0.5", "en", english.cross_site),
            ("text/html", "", "en", english.cross_site),
            ("application/json", "ja", "", english.cross_site),
        ] {
            let request =
                Request::builder().header(header::ACCEPT, accept).header(header::ACCEPT_LANGUAGE, language);
            let answer = refusal.answer(&Asked::of(&request.body(Body::empty()).unwrap()));
            let named =
                answer.headers().get(header::CONTENT_LANGUAGE).map_or("", |tag| tag.to_str().unwrap());
            assert_eq!(named, tag);
            let body = axum::body::to_bytes(answer.into_body(), 10_000).await.unwrap();
            assert!(String::from_utf8(body.to_vec()).unwrap().contains(told), "{accept} {language}");
        }
    }
}
