//! The log as a file, JSON lines: a header, a line for each entry (or for the hashes of what the file does not have),
//! and signed checkpoints. Each line has one form, so a line is read by writing it again.

mod check;
mod fault;
mod line;
#[cfg(test)]
mod tests;

pub use check::{LogChecker, LogReport, Trust, Witnessed};
pub use fault::LogFault;
pub use line::{Header, Line, LineError, MAX_LINE_BYTES, Read, Told, Why};
