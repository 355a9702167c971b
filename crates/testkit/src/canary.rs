//! Looks for planted personal data in every byte of files and slices, in whatever form it may have taken:
//! other encodings, escapes, parts of it, and inside compressed or encoded data. A scan that finds nothing
//! means something only because this module's own tests show that it finds each form.

mod encode;
mod finder;
mod folder;
mod form;
mod hit;
mod layer;
mod merge;
mod pattern;
mod variant;
mod window;

#[cfg(test)]
mod tests;

pub use self::finder::Finder;
pub use self::form::{Form, Layer};
pub use self::hit::{Hit, Located, Report};

/// A value shorter than this turns up by chance in a large folder.
pub const SHORTEST_BYTES: usize = 8;
/// A value of fewer different bytes than this, such as "00000000", turns up by chance too.
pub const FEWEST_DIFFERENT_BYTES: usize = 5;

/// Why a finder cannot be made; names the value by its label, never by its content.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum CanaryError {
    /// The value would be found by chance.
    #[error("the planted {name} has {bytes} bytes: plant at least {SHORTEST_BYTES}, or chance would find it")]
    TooShort {
        /// The value's label.
        name: String,
        /// Its length.
        bytes: usize,
    },
    /// The value would be found by chance.
    #[error("the planted {name} has {different} different bytes: plant at least {FEWEST_DIFFERENT_BYTES}")]
    TooUniform {
        /// The value's label.
        name: String,
        /// How many of its bytes differ from one another.
        different: usize,
    },
    /// A search for nothing would always succeed.
    #[error("no canary was planted: a scan for nothing proves nothing")]
    NothingPlanted,
    /// The planted values are too many for one automaton.
    #[error("the planted values make too large an automaton: {0}")]
    TooLarge(String),
}

/// A planted value: text is looked for in more forms than bytes.
#[derive(Clone)]
enum Value {
    Text(String),
    Bytes(Vec<u8>),
}

impl Value {
    fn bytes(&self) -> &[u8] {
        match self {
            Self::Text(text) => text.as_bytes(),
            Self::Bytes(bytes) => bytes,
        }
    }
}

/// The planted values, each under a label that reports may show.
#[derive(Clone, Default)]
pub struct Canaries {
    planted: Vec<(String, Value)>,
}

impl Canaries {
    /// Nothing planted yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Plants a text: a name, an e-mail address, a phone number, a message, a file name.
    #[must_use]
    pub fn plant(mut self, name: &str, value: &str) -> Self {
        self.planted.push((name.to_owned(), Value::Text(value.to_owned())));
        self
    }

    /// Plants bytes that need not be text: a file's content.
    #[must_use]
    pub fn plant_bytes(mut self, name: &str, value: &[u8]) -> Self {
        let value = match std::str::from_utf8(value) {
            Ok(text) => Value::Text(text.to_owned()),
            Err(_) => Value::Bytes(value.to_vec()),
        };
        self.planted.push((name.to_owned(), value));
        self
    }

    /// The finder of everything planted; an error names the label of a value that chance would find.
    pub fn finder(&self) -> Result<Finder, CanaryError> {
        if self.planted.is_empty() {
            return Err(CanaryError::NothingPlanted);
        }
        for (name, value) in &self.planted {
            let bytes = value.bytes();
            if bytes.len() < SHORTEST_BYTES {
                return Err(CanaryError::TooShort { name: name.clone(), bytes: bytes.len() });
            }
            let different = window::different_bytes(bytes);
            if different < FEWEST_DIFFERENT_BYTES {
                return Err(CanaryError::TooUniform { name: name.clone(), different });
            }
        }
        Finder::of(&self.planted)
    }
}
