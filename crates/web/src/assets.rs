//! The files of `frontend/`, inside the binary, each with an address that changes when its content does.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io::Write as _;
use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::response::{Html, IntoResponse, Response};

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
    /// 16 hex digits that change with the content, for `?v=` and `ETag`.
    pub version: String,
}

/// The file called `name`, such as `inbox/inbox.css`. What a module imports is named with its version, and the comments on lines of
/// their own are left out: they are a tenth of what a visitor's browser would fetch.
pub fn find(name: &str) -> Option<Asset> {
    let file = Files::get(name)?;
    let bytes = if is_module(name) { served_module(file.data) } else { file.data };
    Some(Asset { version: version(name)?, media_type: media_type(name), bytes })
}

/// The address of the file called `name`; one that does not exist gets no version and answers 404.
pub fn url(name: &str) -> String {
    match version(name) {
        Some(version) => format!("/assets/{name}?v={version}"),
        None => format!("/assets/{name}"),
    }
}

/// The addresses of all modules that these modules import, directly or not: a browser that is told of them at once need not find
/// one after the other.
pub fn imported(modules: &[&str]) -> Vec<String> {
    let all: BTreeSet<_> = modules.iter().filter_map(|&name| IMPORTED.get(name)).flatten().collect();
    all.into_iter().filter(|name| !modules.contains(&name.as_str())).map(|name| url(name)).collect()
}

/// What each module imports, directly or not.
static IMPORTED: LazyLock<HashMap<String, BTreeSet<String>>> = LazyLock::new(|| {
    Files::iter().filter(|name| is_module(name)).map(|name| (name.to_string(), imported_by(&name))).collect()
});

fn imported_by(module: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut waiting = vec![module.to_owned()];
    while let Some(name) = waiting.pop() {
        let Some(file) = Files::get(&name) else { continue };
        for import in String::from_utf8_lossy(&file.data).lines().filter_map(import_in) {
            let wanted = beside(&name, import);
            if found.insert(wanted.clone()) {
                waiting.push(wanted);
            }
        }
    }
    found
}

/// The relative address in a line that imports.
fn import_in(line: &str) -> Option<&str> {
    line.strip_prefix("import ").and_then(|rest| rest.split('"').nth(1))
}

/// The name of the file that a file imports as `import`.
fn beside(name: &str, import: &str) -> String {
    let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
    match import.strip_prefix("../") {
        Some(other) => other.to_owned(),
        None => format!("{folder}/{}", import.trim_start_matches("./")),
    }
}

/// The module without its comments, with the modules' version at each address that it imports.
fn served_module(file: Cow<'static, [u8]>) -> Cow<'static, [u8]> {
    let Ok(text) = std::str::from_utf8(&file) else { return file };
    let mut out = String::with_capacity(text.len() + 512);
    for line in code_lines(text) {
        match import_in(line) {
            Some(import) => out += &line.replacen(import, &format!("{import}?v={}", *MODULES), 1),
            None => out += line,
        }
    }
    Cow::Owned(out.into_bytes())
}

/// The lines of a script that are no comment. A comment of ours has its lines to itself, and no text that goes over several lines
/// has one that begins like a comment.
fn code_lines(text: &str) -> impl Iterator<Item = &str> {
    let mut inside = false;
    text.split_inclusive('\n').filter(move |line| {
        let line = line.trim();
        let block = inside || line.starts_with("/*");
        inside = block && !line.ends_with("*/");
        !block && !line.starts_with("//")
    })
}

/// `GET /assets/{name}`: kept for a year where the address has the content's version, else asked for each time.
pub async fn serve(Path(name): Path<String>, uri: Uri, asked: HeaderMap) -> Response {
    let Some(asset) = find(&name) else { return StatusCode::NOT_FOUND.into_response() };
    let versioned = uri.query() == Some(&format!("v={}", asset.version));
    let keep = if versioned { "public, max-age=31536000, immutable" } else { "no-cache" };
    let packed = PACKED.get(&name).cloned();
    Sent { asset, packed }.answer(keep, &asked)
}

/// A file as it is sent.
pub(crate) struct Sent {
    pub(crate) asset: Asset,
    pub(crate) packed: Option<bytes::Bytes>,
}

impl Sent {
    /// The file, compressed once with gzip where that makes it smaller.
    pub(crate) fn new(asset: Asset) -> Self {
        Self { packed: pack(&asset.bytes), asset }
    }

    /// The file as an answer, to be kept as `keep` says; compressed for whoever takes that.
    pub(crate) fn answer(&self, keep: &'static str, asked: &HeaderMap) -> Response {
        let packed = self.packed.as_ref().filter(|_| takes_gzip(asked));
        let tag = format!("\"{}{}\"", self.asset.version, if packed.is_some() { "-gzip" } else { "" });
        let mut headers = HeaderMap::new();
        headers.insert(CACHE_CONTROL, HeaderValue::from_static(keep));
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(self.asset.media_type));
        headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
        headers.extend(HeaderValue::try_from(tag.clone()).map(|tag| (ETAG, tag)));
        if asked.get(IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes()) {
            return (StatusCode::NOT_MODIFIED, headers).into_response();
        }
        match packed {
            Some(packed) => {
                headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
                (headers, packed.clone()).into_response()
            }
            None => (headers, self.asset.bytes.clone()).into_response(),
        }
    }
}

/// The texts, compressed once with gzip (RFC 1952): they hold no secret, so their sizes tell nothing.
static PACKED: LazyLock<HashMap<String, bytes::Bytes>> = LazyLock::new(|| {
    let texts = Files::iter().filter(|name| media_type(name).starts_with("text/") || name.ends_with(".svg"));
    texts.filter_map(|name| Some((name.to_string(), pack(&find(&name)?.bytes)?))).collect()
});

/// A page that holds nothing secret, compressed for whoever takes that.
pub(crate) fn page(text: String, asked: &HeaderMap) -> Response {
    let packed = if takes_gzip(asked) { pack(text.as_bytes()) } else { None };
    let vary = (VARY, HeaderValue::from_static("accept-encoding"));
    match packed {
        Some(packed) => {
            let kind = (CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
            let coding = (CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            ([kind, coding, vary], packed).into_response()
        }
        None => ([vary], Html(text)).into_response(),
    }
}

fn pack(bytes: &[u8]) -> Option<bytes::Bytes> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).ok()?;
    let packed = encoder.finish().ok()?;
    (packed.len() < bytes.len()).then(|| packed.into())
}

/// Whether `Accept-Encoding` (RFC 9110, 12.5.3) names gzip, and not to refuse it.
fn takes_gzip(asked: &HeaderMap) -> bool {
    let header = asked.get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    header.split(',').any(|coding| {
        let mut parts = coding.split(';').map(str::trim);
        let gzip = parts.next().is_some_and(|name| name.eq_ignore_ascii_case("gzip"));
        gzip && parts.all(|part| !matches!(part, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
    })
}

/// Of all modules together: each names others with it, so that it changes where any of them does.
static MODULES: LazyLock<String> = LazyLock::new(|| {
    let mut hasher = DefaultHasher::new();
    for name in Files::iter().filter(|name| is_module(name)) {
        (&*name, Files::get(&name).map(|file| file.metadata.sha256_hash())).hash(&mut hasher);
    }
    format!("{:016x}", hasher.finish())
});

fn version(name: &str) -> Option<String> {
    let file = Files::get(name)?;
    if is_module(name) {
        return Some(MODULES.clone());
    }
    let start = file.metadata.sha256_hash().first_chunk().map_or(0, |&bytes| u64::from_be_bytes(bytes));
    Some(format!("{start:016x}"))
}

fn is_module(name: &str) -> bool {
    media_type(name).starts_with("text/javascript")
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
        let modules: Vec<_> = Files::iter().filter(|name| is_module(name)).collect();
        assert!(modules.len() > 20);
        for name in modules {
            let file = Files::get(&name).unwrap();
            let text = String::from_utf8(file.data.into_owned()).unwrap();
            for import in text.lines().filter_map(import_in) {
                assert!(find(&beside(&name, import)).is_some(), "{name} imports {import}");
            }
            let imports = text.lines().filter(|line| line.starts_with("import ")).count();
            assert_eq!(imports, text.matches(" from \"").count(), "{name}: an import is one line");
        }
    }

    #[test]
    fn a_script_is_served_without_its_comments() {
        for name in Files::iter().filter(|name| is_module(name)) {
            let written = String::from_utf8(Files::get(&name).unwrap().data.into_owned()).unwrap();
            let served = String::from_utf8(find(&name).unwrap().bytes.into_owned()).unwrap();
            assert!(served.len() < written.len(), "{name}");
            assert!(!served.contains("*/"), "{name}: a block comment ends where its line does");
            for line in served.lines() {
                assert!(!line.trim_start().starts_with("//"), "{name}: {line}");
            }
            let code = |text: &str| {
                text.lines().filter(|line| line.trim_end().ends_with([';', '{', '}', ','])).count()
            };
            assert!(
                code(&served) <= code(&written) && code(&served) * 10 > code(&written) * 9,
                "{name}: no code went with them"
            );
        }
    }

    #[test]
    fn only_comments_with_lines_of_their_own_are_left_out() {
        let text = "// one\nlet a = 1; // stays\n  /** two\n   three\n  */\nlet b = \"/*\"; /* stays */\n/* four */\nlet c = a / b;\n";
        let left: String = code_lines(text).collect();
        assert_eq!(left, "let a = 1; // stays\nlet b = \"/*\"; /* stays */\nlet c = a / b;\n");
    }

    #[test]
    fn a_module_is_asked_for_under_one_address_wherever_it_is_named() {
        let entry = String::from_utf8(find("inbox/inbox.js").unwrap().bytes.into_owned()).unwrap();
        let all = imported(&["inbox/inbox.js"]);
        let named: Vec<_> =
            entry.lines().filter_map(import_in).map(|import| beside("inbox/inbox.js", import)).collect();
        assert!(named.len() > 10 && all.len() > named.len(), "what is imported imports more");
        for name in named {
            assert!(all.contains(&format!("/assets/{name}")), "{name}");
        }
        assert!(!all.contains(&url("inbox/inbox.js")));
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
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
    fn texts_are_compressed_for_whoever_takes_that() {
        let asked = |header: &'static str| {
            let asked = HeaderMap::from_iter([(ACCEPT_ENCODING, HeaderValue::from_static(header))]);
            Sent::new(find("tokens.css").unwrap()).answer("no-cache", &asked)
        };
        for takes in ["gzip", "br, gzip;q=0.5", "deflate,GZIP"] {
            assert_eq!(asked(takes).headers()[CONTENT_ENCODING], "gzip", "{takes}");
        }
        for refuses in ["", "br", "gzip;q=0", "gzipped"] {
            assert!(!asked(refuses).headers().contains_key(CONTENT_ENCODING), "{refuses}");
        }
        assert_ne!(asked("gzip").headers()[ETAG], asked("").headers()[ETAG], "two forms, two tags");
    }
}
