//! Files in a request: their contents come with it, in base64.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use domain::limits;
use domain::messages::NewFile;
use privacy::Personal;

use super::super::error::Problem;
use super::super::given::{Fields, WITH_FILES, required};
use crate::app::App;

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);
const MEDIA_TYPE_BYTES: usize = 255;

/// The files of `attachment_files`. `attachment_urls` is refused: the server asks no other server for anything.
pub(super) fn files(app: &App, fields: &mut Fields) -> Result<Vec<NewFile>, Problem> {
    if fields.lists("attachment_urls")? {
        return Err(Problem::invalid(
            "attachment_urls",
            "Nothing is fetched from other servers: send the files themselves in attachment_files.",
        ));
    }
    let given = fields.objects("attachment_files", limits::FILES)?;
    given.into_iter().map(|file| one(app, file)).collect()
}

fn one(app: &App, mut file: Fields) -> Result<NewFile, Problem> {
    let name = required(file.line("name", limits::SHORT_TEXT_BYTES)?, file.name("name"))?;
    let media_type = required(file.line("content_type", MEDIA_TYPE_BYTES)?, file.name("content_type"))?;
    if !media_type.is(|text| is_media_type(text)) {
        let field = file.name("content_type");
        return Err(Problem::invalid(field, "A content_type must be a media type, such as image/png."));
    }
    let mut data = required(file.text("data", WITH_FILES)?, file.name("data"))?;
    // As mail writes it, in lines.
    data.retain(|letter| !letter.is_ascii_whitespace());
    let content = BASE64
        .decode(data)
        .map_err(|_| Problem::invalid(file.name("data"), "A file's data must be its content in base64."))?;
    Ok(NewFile::new(&app.d, name, media_type, Personal::new(content)))
}

fn is_media_type(text: &str) -> bool {
    let essence = text.split(';').next().unwrap_or_default().trim();
    let token = |part: &str| {
        !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&b))
    };
    text.is_ascii() && essence.split_once('/').is_some_and(|(kind, of)| token(kind) && token(of))
}
