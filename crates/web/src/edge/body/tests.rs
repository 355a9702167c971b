use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::http::HeaderValue;
use bytes::Bytes;
use proptest::prelude::*;

use super::*;

async fn read(media: Option<&'static str>, text: &str) -> Result<Value, BodyError> {
    let mut headers = HeaderMap::new();
    if let Some(media) = media {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
    }
    read_json(&headers, Body::from(text.to_owned()), 100).await
}

fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "[^\0]{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 64, 5, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            proptest::collection::hash_map("[^\0]{0,6}", inner, 0..5)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn what_is_written_is_read(value in json()) {
        prop_assert_eq!(parse_json(value.to_string().as_bytes()), Ok(value));
    }

    #[test]
    fn any_bytes_are_answered_and_what_passes_is_clean(bytes: Vec<u8>) {
        if let Ok(value) = parse_json(&bytes) {
            prop_assert!(!holds_nul(&value));
        }
    }

    #[test]
    fn json_like_noise_is_answered(text in r#"[\[\]{}":,0-9eE.\\u \n-]{0,200}"#) {
        if let Ok(value) = parse_json(text.as_bytes()) {
            prop_assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), value);
        }
    }

    #[test]
    fn a_damaged_document_is_refused_or_read(value in json(), at: prop::sample::Index, byte: u8) {
        let mut bytes = value.to_string().into_bytes();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        if let Err(error) = parse_json(&bytes) {
            prop_assert!(error.status().is_client_error());
        }
    }

    #[test]
    fn the_depth_of_json_is_counted_right(levels in 0usize..60) {
        let text = format!("{}\"[[[\\\"\"{}", "[".repeat(levels), "]".repeat(levels));
        prop_assert_eq!(parse_json(text.as_bytes()).is_ok(), levels <= MAX_DEPTH);
    }

    #[test]
    fn a_nul_is_found_wherever_it_is(before in "[^\0\"\\\\]{0,5}", key: bool) {
        let string = format!("{}\\u0000", before.escape_default().to_string().replace("\\u{", "").replace(['}', '\\', '\''], ""));
        let text = if key { format!("[{{\"{string}\":1}}]") } else { format!("[{{\"a\":[\"{string}\"]}}]") };
        prop_assert_eq!(parse_json(text.as_bytes()), Err(BodyError::Nul));
    }
}

#[tokio::test]
async fn only_json_is_read_as_json() {
    assert!(read(None, "{}").await.is_ok());
    assert!(read(Some("application/json"), "{}").await.is_ok());
    assert!(read(Some("Application/JSON; charset=utf-8"), "{}").await.is_ok());
    let refused = read(Some("text/plain"), "{}").await.unwrap_err();
    assert_eq!(refused.status(), StatusCode::UNSUPPORTED_MEDIA_TYPE);
    assert_eq!(read(Some("text/plain"), "").await.unwrap_err(), BodyError::Empty { expected: "JSON" });
}

#[tokio::test]
async fn an_error_says_where_and_not_what() {
    let error = read(None, "{\n \"secret\": planted }").await.unwrap_err();
    assert_eq!(error, BodyError::NotJson { line: 2, column: 12 });
    assert!(!error.to_string().contains("planted"));
    assert_eq!(parse_json(b"\"\xff\""), Err(BodyError::NotUtf8));
    assert_eq!(parse_json(&b"[".repeat(1_000_000)), Err(BodyError::TooDeep));
}

#[tokio::test]
async fn a_body_within_the_limit_passes_and_one_above_does_not() {
    let at = format!("\"{}\"", "a".repeat(98));
    let above = format!("\"{}\"", "a".repeat(99));
    assert!(read(None, &at).await.is_ok());
    assert_eq!(read(None, &above).await.unwrap_err(), BodyError::TooLarge { limit: 100 });
}

#[tokio::test]
async fn nothing_is_read_when_the_announced_length_is_too_large() {
    let (body, pulled) = endless();
    let headers = HeaderMap::from_iter([(header::CONTENT_LENGTH, HeaderValue::from_static("104857600"))]);
    assert_eq!(read_json(&headers, body, 100).await, Err(BodyError::TooLarge { limit: 100 }));
    assert_eq!(pulled.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn reading_stops_at_the_limit() {
    let (body, pulled) = endless();
    assert_eq!(read_json(&HeaderMap::new(), body, 100).await, Err(BodyError::TooLarge { limit: 100 }));
    assert_eq!(pulled.load(Ordering::SeqCst), 11);
}

/// A body of chunks of ten bytes without end, and how many were taken.
fn endless() -> (Body, Arc<AtomicUsize>) {
    let pulled = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&pulled);
    let chunks = futures_util::stream::repeat_with(move || {
        count.fetch_add(1, Ordering::SeqCst);
        Ok::<_, Infallible>(Bytes::from_static(b"          "))
    });
    (Body::from_stream(chunks), pulled)
}
