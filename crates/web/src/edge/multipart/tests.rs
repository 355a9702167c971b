use axum::http::HeaderValue;
use proptest::prelude::*;

use super::*;

fn headers() -> HeaderMap {
    let media = HeaderValue::from_static("multipart/form-data; boundary=XX");
    HeaderMap::from_iter([(header::CONTENT_TYPE, media)])
}

fn part(disposition: &str, more: &str, content: &str) -> String {
    format!("--XX\r\nContent-Disposition: form-data; {disposition}\r\n{more}\r\n{content}\r\n")
}

fn file(name: &str, content: &str) -> String {
    part(&format!("name=\"file\"; filename=\"{name}\""), "Content-Type: Image/PNG; a=b\r\n", content)
}

async fn read(text: impl Into<Vec<u8>>, limits: UploadLimits) -> Result<Upload, BodyError> {
    read_multipart(&headers(), Body::from(text.into()), limits).await
}

const SMALL: UploadLimits = UploadLimits { total_bytes: 1_000, file_bytes: 20, field_bytes: 10, files: 2 };

#[tokio::test]
async fn fields_and_files_are_read() {
    let text = format!(
        "{}{}{}--XX--\r\n",
        part("name=\"csrf\"", "", "abc"),
        file("C:\\tmp\\cat.png", "meow"),
        part("name=\"file\"; filename=\"\"", "", "")
    );
    let upload = read(text, SMALL).await.unwrap();
    assert_eq!(upload.form.text("csrf"), Some("abc"));
    let [cat] = upload.files.as_slice() else { panic!("one file, not {}", upload.files.len()) };
    assert_eq!((cat.field.as_str(), cat.media_type.as_str(), cat.size), ("file", "image/png", 4));
    assert!(cat.name.is(|name| name == "cat.png") && cat.content.is(|content| content == b"meow"));
    assert!(!format!("{upload:?}").contains("meow"));
}

#[tokio::test]
async fn each_limit_holds() {
    let long = "x".repeat(21);
    let cases = [
        (file("a", &long), BodyError::FileTooLarge { limit: 20 }),
        (file("a", "b").repeat(3), BodyError::TooManyFiles { limit: 2 }),
        (part("name=\"a\"", "", &long), BodyError::TooLarge { limit: 10 }),
        (part("name=\"a\"", "", "b").repeat(50), BodyError::TooLarge { limit: 1_000 }),
        (part("name=\"a\"", "", "\0"), BodyError::Nul),
        (part("filename=\"a\"", "", "b"), BodyError::Form("a file has no field name")),
    ];
    for (text, expected) in cases {
        assert_eq!(read(format!("{text}--XX--\r\n"), SMALL).await.unwrap_err(), expected);
    }
}

#[tokio::test]
async fn a_body_that_is_cut_or_not_a_form_is_refused() {
    assert_eq!(read("--XX\r\nContent-Disposition: form-data; na", SMALL).await.unwrap_err(), BodyError::Cut);
    let json = HeaderMap::from_iter([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))]);
    let refused = read_multipart(&json, Body::from("{}"), SMALL).await.unwrap_err();
    assert_eq!(refused, BodyError::MediaType { expected: "multipart/form-data" });
}

proptest! {
    #[test]
    fn any_bytes_are_answered(parts in proptest::collection::vec(noise(), 0..12)) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        match runtime.block_on(read(parts.concat(), SMALL)) {
            Ok(upload) => prop_assert!(upload.files.len() <= SMALL.files),
            Err(error) => prop_assert!(error.status().is_client_error()),
        }
    }
}

fn noise() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        Just(b"--XX\r\n".to_vec()),
        Just(b"--XX--\r\n".to_vec()),
        Just(b"\r\n\r\n".to_vec()),
        Just(b"Content-Disposition: form-data; name=\"a\"; filename=\"b\"\r\n".to_vec()),
        Just(b"Content-Disposition: form-data; name=\"a\"\r\n\r\n".to_vec()),
        proptest::collection::vec(any::<u8>(), 0..40),
    ]
}
