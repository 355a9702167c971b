//! Other spellings of a value that programs make of it: Unicode letter case, a phone number's digits.

use std::collections::BTreeSet;

/// Fewer digits than this are found by chance.
const FEWEST_DIGITS: usize = 8;
const SEPARATORS: [&str; 6] = ["", " ", "-", ".", "/", "\u{a0}"];

/// The value itself first, then its other spellings. ASCII case is left to the automaton.
pub(super) fn spellings(value: &str) -> Vec<String> {
    let mut found = vec![value.to_owned()];
    found.extend([value.to_lowercase(), value.to_uppercase()]);
    found.extend(phone_spellings(value));
    let mut seen = BTreeSet::new();
    found.retain(|spelling| seen.insert(spelling.to_ascii_lowercase()));
    found
}

/// A phone number's digit groups with each separator between, with and without its country code.
fn phone_spellings(value: &str) -> Vec<String> {
    let groups = digit_groups(value);
    let national = groups.get(1..).filter(|_| value.starts_with('+')).unwrap_or_default();
    let mut found = Vec::new();
    for groups in [groups.as_slice(), national] {
        if groups.concat().len() >= FEWEST_DIGITS {
            found.extend(SEPARATORS.iter().map(|separator| groups.join(separator)));
        }
    }
    found
}

/// The groups of digits of a value that is a phone number; none of any other value.
fn digit_groups(value: &str) -> Vec<&str> {
    let belongs = |c: char| c.is_ascii_digit() || " +-().\u{a0}/".contains(c);
    if !value.chars().all(belongs) {
        return Vec::new();
    }
    value.split(|c: char| !c.is_ascii_digit()).filter(|group| !group.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::spellings;

    #[test]
    fn a_phone_number_is_spelled_with_any_separator_and_without_its_country_code() {
        let found = spellings("+81 (90) 1234-5678");
        for wanted in ["819012345678", "81-90-1234-5678", "81.90.1234.5678", "9012345678", "90 1234 5678"] {
            assert!(found.iter().any(|spelling| spelling == wanted), "{wanted} not in {found:?}");
        }
    }

    #[test]
    fn letters_beyond_ascii_are_spelled_in_both_cases() {
        assert_eq!(spellings("Ödön Käfer"), ["Ödön Käfer", "ödön käfer", "ÖDÖN KÄFER"]);
    }

    #[test]
    fn a_name_with_digits_is_no_phone_number() {
        assert_eq!(spellings("agent 12345678"), ["agent 12345678"]);
    }
}
