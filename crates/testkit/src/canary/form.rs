//! The words for how a value was written, and for what it was found inside of.

use std::fmt;

/// How a value was written where it was found. ASCII letters match in either case in every form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Form {
    /// As it is.
    Utf8,
    /// UTF-16, little-endian.
    Utf16Le,
    /// UTF-16, big-endian.
    Utf16Be,
    /// UTF-32, little-endian.
    Utf32Le,
    /// UTF-32, big-endian.
    Utf32Be,
    /// Base64, either alphabet, at any of the three alignments.
    Base64,
    /// Hexadecimal digits.
    Hex,
    /// `%E3%81`, of every byte or of those that some context needs; a space may be `+`.
    Percent,
    /// `\u3042` and the other escapes of JSON.
    Json,
    /// `&#12354;`, `&#x3042;`, `&lt;`.
    Html,
    /// `=E3=81`, as in the bodies and headers of mail.
    QuotedPrintable,
    /// `\xE3\x81`.
    HexEscape,
    /// `\343\201`.
    OctalEscape,
    /// `227, 129`, as a list of bytes is printed.
    Decimal,
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16Le => "UTF-16 LE",
            Self::Utf16Be => "UTF-16 BE",
            Self::Utf32Le => "UTF-32 LE",
            Self::Utf32Be => "UTF-32 BE",
            Self::Base64 => "base64",
            Self::Hex => "hex",
            Self::Percent => "percent-encoding",
            Self::Json => "JSON escapes",
            Self::Html => "HTML entities",
            Self::QuotedPrintable => "quoted-printable",
            Self::HexEscape => "\\x escapes",
            Self::OctalEscape => "octal escapes",
            Self::Decimal => "a list of numbers",
        })
    }
}

/// What a value was found inside of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Layer {
    /// A gzip member.
    Gzip,
    /// A zlib stream.
    Zlib,
    /// Raw deflate, looked for at the start of a file.
    Deflate,
    /// A deflated member of a zip archive.
    Zip,
    /// A zstd frame.
    Zstd,
    /// An LZ4 frame, or a value that PostgreSQL compressed with LZ4.
    Lz4,
    /// A value that PostgreSQL compressed.
    Pglz,
    /// A value that PostgreSQL stored in chunks.
    Toast,
    /// A run of base64, over several lines if it is wrapped.
    Base64,
    /// A run of hexadecimal digits.
    Hex,
    /// Text whose soft line breaks were taken out.
    SoftBreaks,
    /// The name of a file, or the target of a symbolic link.
    Name,
}

impl fmt::Display for Layer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Gzip => "gzip",
            Self::Zlib => "zlib",
            Self::Deflate => "deflate",
            Self::Zip => "a zip member",
            Self::Zstd => "zstd",
            Self::Lz4 => "LZ4",
            Self::Pglz => "pglz",
            Self::Toast => "TOAST chunks",
            Self::Base64 => "base64",
            Self::Hex => "hex",
            Self::SoftBreaks => "wrapped lines",
            Self::Name => "a file's name",
        })
    }
}
