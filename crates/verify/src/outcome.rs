//! What verifying ends with, unless the file cannot be read at all.

/// Passes with what was found, or does not with the reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It passes: what was found, and what that means and does not mean.
    Passes(String),
    /// It does not pass: why.
    Fails(String),
}
