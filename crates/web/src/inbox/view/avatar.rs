//! A round mark with a person's first letters, in one of eight calm colours that their id chooses.

use maud::{Markup, html};

/// The avatar of the person with this id and name; decoration, hidden from screen readers.
pub(crate) fn avatar(id: &str, name: &str) -> Markup {
    let class = format!("avatar tint-{}", tint(id));
    html! { span class=(class) aria-hidden="true" { (initials(name)) } }
}

/// FNV-1a over the id, one of eight.
fn tint(id: &str) -> u32 {
    id.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)) % 8
}

/// The first letters of a name.
pub(super) fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(|word| word.chars().next());
    let first = words.next();
    let last =
        words.next_back().filter(|letter| letter.is_ascii() && first.is_some_and(|first| first.is_ascii()));
    first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_fit_the_mark() {
        assert_eq!(initials("amber heron"), "AH");
        assert_eq!(initials("Ada"), "A");
        assert_eq!(initials("Ada King Lovelace"), "AL");
        assert_eq!(initials("山田 太郎"), "山");
        assert_eq!(initials("  "), "");
    }

    #[test]
    fn one_person_keeps_one_colour() {
        assert_eq!(tint("5f3a"), tint("5f3a"));
        assert!((0..64).map(|n| tint(&n.to_string())).collect::<std::collections::HashSet<_>>().len() == 8);
    }
}
