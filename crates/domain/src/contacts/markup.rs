//! Whoever has markup for a name may be trying what a screen does with it. It is shown as it is written, and entered.

use activity_log::{FactKey, Facts};
use privacy::Personal;

/// What the entry tells of a name that is given.
pub(super) fn told_of(name: Option<&Personal<String>>) -> Facts {
    let marked = name.is_some_and(|name| name.is(|name| has_markup(name)));
    if marked { Facts::new().count(FactKey::Markup, 1) } else { Facts::new() }
}

/// Whether a browser would read a tag in it; an address between angle brackets is none.
fn has_markup(name: &str) -> bool {
    name.match_indices('<').any(|(at, _)| {
        let rest = name.get(at + 1..).unwrap_or_default();
        let begins = rest.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?'));
        begins && !rest.split_once('>').is_some_and(|(within, _)| is_address(within))
    })
}

fn is_address(text: &str) -> bool {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-');
    text.split_once('@')
        .is_some_and(|(local, host)| !host.is_empty() && local.chars().chain(host.chars()).all(plain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_told_from_names_and_addresses() {
        for name in [
            "<script>x</script>",
            "Kim<img src=x onerror=x>",
            "</title>",
            "<!--",
            "<svg/onload=x@y>",
            "<b",
            "Kim <kim@example.org> <i>",
        ] {
            assert!(has_markup(name), "{name}");
        }
        for name in [
            "",
            "Kim Aster",
            "I <3 tea",
            "a < b",
            "Kim <kim.aster+x@example.org>",
            "<>",
            "木村 <木村@example.jp>",
        ] {
            assert!(!has_markup(name), "{name}");
        }
    }
}
