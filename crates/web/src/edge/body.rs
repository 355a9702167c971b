//! Reading a request's body: never more than is allowed, never deeper than is safe, never a NUL.
//! What is wrong is said with a place in the text, never with the text.

use axum::body::{Body, HttpBody as _};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use serde_json::Value;

use super::Refusal;

/// How deep objects and arrays may nest.
pub const MAX_DEPTH: usize = 32;

/// Why a body was not read. Without any of its content.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BodyError {
    /// More than the limit; what came after it was not read.
    #[error("The body is larger than {limit} bytes, which is the most allowed here.")]
    TooLarge {
        /// In bytes.
        limit: usize,
    },
    /// Of a media type that is not read here.
    #[error("The body's Content-Type must be {expected}.")]
    MediaType {
        /// What is.
        expected: &'static str,
    },
    /// No body.
    #[error("The body is empty; {expected} is expected.")]
    Empty {
        /// What should be there.
        expected: &'static str,
    },
    /// Not UTF-8.
    #[error("The body is not valid UTF-8.")]
    NotUtf8,
    /// Not JSON.
    #[error("The body is not valid JSON: line {line}, column {column}.")]
    NotJson {
        /// From 1.
        line: usize,
        /// From 1; 0 at a line's start.
        column: usize,
    },
    /// Nested too deeply.
    #[error("The body nests deeper than {MAX_DEPTH} levels, which is the most allowed.")]
    TooDeep,
    /// A NUL in a string.
    #[error("The body holds a NUL character (U+0000), which is not allowed in text.")]
    Nul,
    /// A form that cannot be read.
    #[error("The form cannot be read: {0}.")]
    Form(&'static str),
    /// A file larger than is allowed.
    #[error("A file is larger than {limit} bytes, which is the most allowed.")]
    FileTooLarge {
        /// In bytes.
        limit: usize,
    },
    /// More files than are allowed.
    #[error("There are more than {limit} files, which is the most allowed.")]
    TooManyFiles {
        /// The most.
        limit: usize,
    },
    /// The sender stopped in the middle.
    #[error("The body ended too early.")]
    Cut,
}

impl BodyError {
    /// 413, 415 or 400.
    pub const fn status(&self) -> StatusCode {
        match self {
            Self::TooLarge { .. } | Self::FileTooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::MediaType { .. } => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            _ => StatusCode::BAD_REQUEST,
        }
    }

    /// For the API's error envelope.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } | Self::FileTooLarge { .. } => "body_too_large",
            Self::MediaType { .. } => "media_type_not_acceptable",
            _ => "parameter_invalid",
        }
    }
}

impl From<BodyError> for Refusal {
    fn from(error: BodyError) -> Self {
        Self::new(error.status(), error.code(), error.to_string())
    }
}

impl IntoResponse for BodyError {
    fn into_response(self) -> Response {
        Refusal::from(self).into_response()
    }
}

/// Reads a JSON body. A missing `Content-Type` is taken for JSON; another one is refused.
pub async fn read_json(headers: &HeaderMap, body: Body, max_bytes: usize) -> Result<Value, BodyError> {
    expect_media_type(headers, &body, "application/json")?;
    parse_json(&read_bytes(headers, body, max_bytes).await?)
}

/// Reads at most `max_bytes`; a larger `Content-Length` is refused before anything is read.
pub async fn read_bytes(headers: &HeaderMap, body: Body, max_bytes: usize) -> Result<Vec<u8>, BodyError> {
    check_length(headers, max_bytes)?;
    match Limited::new(body, max_bytes).collect().await {
        Ok(whole) => Ok(whole.to_bytes().into()),
        Err(error) if error.is::<LengthLimitError>() => Err(BodyError::TooLarge { limit: max_bytes }),
        Err(_) => Err(BodyError::Cut),
    }
}

/// Parses JSON text as a request's body.
pub fn parse_json(bytes: &[u8]) -> Result<Value, BodyError> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(BodyError::Empty { expected: "JSON" });
    }
    let text = std::str::from_utf8(bytes).map_err(|_| BodyError::NotUtf8)?;
    if depth(text) > MAX_DEPTH {
        return Err(BodyError::TooDeep);
    }
    let value: Value = serde_json::from_str(text)
        .map_err(|error| BodyError::NotJson { line: error.line(), column: error.column() })?;
    if holds_nul(&value) { Err(BodyError::Nul) } else { Ok(value) }
}

/// Refuses by `Content-Length`, before a byte is read.
pub(super) fn check_length(headers: &HeaderMap, max_bytes: usize) -> Result<(), BodyError> {
    let announced = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok())
        .and_then(|length| length.parse::<u64>().ok());
    match announced {
        Some(length) if length > max_bytes as u64 => Err(BodyError::TooLarge { limit: max_bytes }),
        _ => Ok(()),
    }
}

/// Refuses a body of another type; no body, or one without a type, passes.
pub(super) fn expect_media_type(
    headers: &HeaderMap,
    body: &Body,
    expected: &'static str,
) -> Result<(), BodyError> {
    match headers.get(header::CONTENT_TYPE) {
        None => Ok(()),
        Some(_) if body.is_end_stream() => Ok(()),
        Some(given) => {
            let given = given.to_str().unwrap_or_default();
            let essence = given.split(';').next().unwrap_or_default().trim();
            if essence.eq_ignore_ascii_case(expected) {
                Ok(())
            } else {
                Err(BodyError::MediaType { expected })
            }
        }
    }
}

/// The deepest nesting of brackets outside strings: exact for JSON, and counted without recursion.
fn depth(text: &str) -> usize {
    let (mut now, mut deepest) = (0usize, 0usize);
    let (mut quoted, mut escaped) = (false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'[' | b'{' if !quoted => {
                now += 1;
                deepest = deepest.max(now);
            }
            b']' | b'}' if !quoted => now = now.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

fn holds_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(values) => values.iter().any(holds_nul),
        Value::Object(fields) => fields.iter().any(|(key, value)| key.contains('\0') || holds_nul(value)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

#[cfg(test)]
mod tests;
