//! HTML forms with files: `multipart/form-data`, bounded in whole, in each file and in their number.

use axum::body::Body;
use axum::http::{HeaderMap, header};
use multer::{Constraints, Field, Multipart, SizeLimit};
use privacy::Personal;

use super::body::{BodyError, check_length};
use super::form::Form;

/// What an upload may hold.
#[derive(Debug, Clone, Copy)]
pub struct UploadLimits {
    /// Of the whole body, in bytes.
    pub total_bytes: usize,
    /// Of one file, in bytes.
    pub file_bytes: usize,
    /// Of one field that is not a file, in bytes.
    pub field_bytes: usize,
    /// How many files.
    pub files: usize,
}

impl Default for UploadLimits {
    fn default() -> Self {
        Self { total_bytes: 20 * MIB + MIB / 4, file_bytes: 20 * MIB, field_bytes: MIB / 8, files: 10 }
    }
}

const MIB: usize = 1024 * 1024;

/// A form with files.
#[derive(Debug, Default)]
pub struct Upload {
    /// The fields that are not files.
    pub form: Form,
    /// The files, in order.
    pub files: Vec<UploadedFile>,
}

/// One file.
#[derive(Debug)]
pub struct UploadedFile {
    /// The field's name.
    pub field: String,
    /// The name that the sender gave, without folders.
    pub name: Personal<String>,
    /// The type that the sender claims, in lower case; `application/octet-stream` if it is none.
    pub media_type: String,
    /// How many bytes.
    pub size: usize,
    /// The content.
    pub content: Personal<Vec<u8>>,
}

/// Reads a form with files. An empty file without a name, which a browser sends for an empty input, is left out.
pub async fn read_multipart(
    headers: &HeaderMap,
    body: Body,
    limits: UploadLimits,
) -> Result<Upload, BodyError> {
    let boundary = boundary(headers)?;
    check_length(headers, limits.total_bytes)?;
    let whole = SizeLimit::new().whole_stream(limits.total_bytes as u64);
    let constraints = Constraints::new().size_limit(whole);
    let mut parts = Multipart::with_constraints(body.into_data_stream(), boundary, constraints);
    let mut upload = Upload::default();
    while let Some(field) = parts.next_field().await.map_err(|error| refused(&error, limits))? {
        if field.file_name().is_some() {
            if let Some(file) = read_file(field, &upload, limits).await? {
                upload.files.push(file);
            }
        } else {
            read_field(field, &mut upload.form, limits).await?;
        }
    }
    Ok(upload)
}

fn boundary(headers: &HeaderMap) -> Result<String, BodyError> {
    let given = headers.get(header::CONTENT_TYPE).and_then(|given| given.to_str().ok());
    given
        .and_then(|given| multer::parse_boundary(given).ok())
        .ok_or(BodyError::MediaType { expected: "multipart/form-data" })
}

async fn read_field(field: Field<'_>, form: &mut Form, limits: UploadLimits) -> Result<(), BodyError> {
    let name = field.name().ok_or(BodyError::Form("a field has no name"))?.to_owned();
    let limit = limits.field_bytes;
    let value = read_part(field, limit, BodyError::TooLarge { limit }, limits).await?;
    form.add(name, String::from_utf8(value).map_err(|_| BodyError::NotUtf8)?)
}

async fn read_file(
    field: Field<'_>,
    so_far: &Upload,
    limits: UploadLimits,
) -> Result<Option<UploadedFile>, BodyError> {
    let name = last_segment(field.file_name().unwrap_or_default()).to_owned();
    let label = field.name().ok_or(BodyError::Form("a file has no field name"))?.to_owned();
    let media_type = media_type(field.headers());
    let limit = limits.file_bytes;
    if name.contains('\0') || label.contains('\0') {
        return Err(BodyError::Nul);
    }
    let content = read_part(field, limit, BodyError::FileTooLarge { limit }, limits).await?;
    if content.is_empty() && name.is_empty() {
        return Ok(None);
    }
    if so_far.files.len() >= limits.files {
        return Err(BodyError::TooManyFiles { limit: limits.files });
    }
    let size = content.len();
    let (name, content) = (Personal::new(name), Personal::new(content));
    Ok(Some(UploadedFile { field: label, name, media_type, size, content }))
}

async fn read_part(
    mut field: Field<'_>,
    limit: usize,
    too_large: BodyError,
    limits: UploadLimits,
) -> Result<Vec<u8>, BodyError> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(|error| refused(&error, limits))? {
        if bytes.len() + chunk.len() > limit {
            return Err(too_large);
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// What stands behind the last slash or backslash: browsers of old sent whole paths.
fn last_segment(name: &str) -> &str {
    name.rsplit(['/', '\\']).next().unwrap_or_default()
}

fn media_type(headers: &HeaderMap) -> String {
    let given = headers.get(header::CONTENT_TYPE).and_then(|given| given.to_str().ok()).unwrap_or_default();
    let essence = given.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let token = |part: &str| {
        !part.is_empty()
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&byte))
    };
    match essence.split_once('/') {
        Some((kind, of)) if essence.len() <= 127 && token(kind) && token(of) => essence,
        _ => "application/octet-stream".to_owned(),
    }
}

fn refused(error: &multer::Error, limits: UploadLimits) -> BodyError {
    match error {
        multer::Error::StreamSizeExceeded { .. } => BodyError::TooLarge { limit: limits.total_bytes },
        multer::Error::StreamReadFailed(_)
        | multer::Error::IncompleteStream
        | multer::Error::IncompleteFieldData { .. } => BodyError::Cut,
        _ => BodyError::Form("it is not valid multipart/form-data"),
    }
}

#[cfg(test)]
mod tests;
