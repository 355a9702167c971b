//! Runs of base64 and hexadecimal digits: decoded, whatever they hold is searched like anything else.

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::Visit;
use crate::canary::form::Layer;

/// Shorter runs hold no value that was encoded before, nor anything compressed.
const SHORTEST_RUN: usize = 20;
/// A line this long that only has such digits is wrapped text: the next line goes on with it.
const WRAPPED_LINE: usize = 60;
/// What stands between wrapped lines, in a file and in a JSON string.
const BREAKS: [&[u8]; 6] = [b"\r\n", b"\n", b"\\r\\n", b"\\n", b"\r\n ", b"\n "];

/// Either alphabet is turned into the standard one first; the last bits of a cut run are dropped.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Visits each run, decoded at each alignment.
pub(super) fn each(bytes: &[u8], visit: Visit<'_>) {
    let mut at = 0;
    while let Some(start) = next_start(bytes, at) {
        at = run_end(bytes, start);
        if at - start < SHORTEST_RUN {
            continue;
        }
        let run;
        (run, at) = unwrapped(bytes, start);
        for skipped in 0..4 {
            visit(start, Layer::Base64, &from_base64(run.get(skipped..).unwrap_or_default()));
        }
        hex_runs(&run, start, visit);
    }
}

fn next_start(bytes: &[u8], at: usize) -> Option<usize> {
    let rest = bytes.get(at..)?;
    rest.iter().position(|&byte| is_digit(byte)).map(|skipped| at + skipped)
}

fn run_end(bytes: &[u8], start: usize) -> usize {
    let rest = bytes.get(start..).unwrap_or_default();
    start + rest.iter().position(|&byte| !is_digit(byte)).unwrap_or(rest.len())
}

/// The run that starts here, with the lines that go on with it, and where it ends.
fn unwrapped(bytes: &[u8], start: usize) -> (Vec<u8>, usize) {
    let (mut run, mut at) = (Vec::new(), start);
    loop {
        let end = run_end(bytes, at);
        let len = end - at;
        run.extend_from_slice(bytes.get(at..end).unwrap_or_default());
        at = end;
        let behind = bytes.get(at..).unwrap_or_default();
        let line_break = BREAKS.iter().filter(|_| len >= WRAPPED_LINE).find(|line_break| {
            let next = behind.strip_prefix(**line_break).and_then(<[u8]>::first);
            next.is_some_and(|&byte| is_digit(byte))
        });
        match line_break {
            Some(line_break) => at += line_break.len(),
            None => return (run, at),
        }
    }
}

fn is_digit(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_')
}

fn from_base64(run: &[u8]) -> Vec<u8> {
    let standard = run.iter().map(|byte| match byte {
        b'-' => b'+',
        b'_' => b'/',
        other => *other,
    });
    let mut standard: Vec<u8> = standard.collect();
    if standard.len() % 4 == 1 {
        standard.pop();
    }
    LENIENT.decode(&standard).unwrap_or_default()
}

/// Hex digits are base64 digits too: they are runs within runs.
fn hex_runs(run: &[u8], start: usize, visit: Visit<'_>) {
    for digits in run.split(|byte| !byte.is_ascii_hexdigit()).filter(|digits| digits.len() >= SHORTEST_RUN) {
        for skipped in 0..2 {
            visit(start, Layer::Hex, &from_hex(digits.get(skipped..).unwrap_or_default()));
        }
    }
}

fn from_hex(digits: &[u8]) -> Vec<u8> {
    let value = |digit: u8| char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok());
    let pairs = digits.as_chunks::<2>().0.iter();
    pairs.filter_map(|[high, low]| Some(value(*high)? << 4 | value(*low)?)).collect()
}
