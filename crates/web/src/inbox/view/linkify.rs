//! Text as written by people: line breaks kept, http(s) addresses made links, everything escaped.

use maud::{Markup, html};

/// The text with its addresses as links that carry no referrer and no rank; line breaks are kept by the style sheet.
pub fn linkify(text: &str) -> Markup {
    html! {
        @for piece in pieces(text) {
            @match piece {
                Piece::Text(text) => (text),
                Piece::Link(address) => a href=(address) target="_blank" rel="noopener noreferrer nofollow" { (address) },
            }
        }
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Piece<'a> {
    Text(&'a str),
    Link(&'a str),
}

fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((before, address, after)) = next_address(rest) {
        if !before.is_empty() {
            found.push(Piece::Text(before));
        }
        found.push(Piece::Link(address));
        rest = after;
    }
    if !rest.is_empty() {
        found.push(Piece::Text(rest));
    }
    found
}

/// The first address of the text with what stands before and after it.
fn next_address(text: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    while let Some(start) = next_scheme(text, from) {
        let (before, at) = text.split_at_checked(start)?;
        let length = address_length(at);
        let starts_a_word = !before.chars().next_back().is_some_and(|c| c.is_ascii_alphanumeric());
        let (address, after) = at.split_at_checked(length)?;
        if starts_a_word && has_host(address) {
            return Some((before, address, after));
        }
        from = start + length.max(4);
    }
    None
}

/// Where `http://` or `https://` starts, in any case, at or after `from`.
fn next_scheme(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    (from..bytes.len()).find(|&at| {
        let rest = bytes.get(at..).unwrap_or_default();
        starts_with(rest, b"http://") || starts_with(rest, b"https://")
    })
}

fn starts_with(rest: &[u8], scheme: &[u8]) -> bool {
    rest.get(..scheme.len()).is_some_and(|head| head.eq_ignore_ascii_case(scheme))
}

/// Up to the first character that no address holds, without the punctuation of the sentence around it.
fn address_length(at: &str) -> usize {
    let end = at.find(|c: char| {
        !c.is_ascii_graphic() || matches!(c, '<' | '>' | '"' | '`' | '{' | '}' | '|' | '\\' | '^')
    });
    let mut address = at.get(..end.unwrap_or(at.len())).unwrap_or_default();
    while let Some(last) = address.chars().next_back() {
        let of_the_sentence = match last {
            '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '*' | '_' => true,
            ')' => address.matches(')').count() > address.matches('(').count(),
            ']' => address.matches(']').count() > address.matches('[').count(),
            _ => false,
        };
        if !of_the_sentence {
            break;
        }
        address = address.get(..address.len() - last.len_utf8()).unwrap_or_default();
    }
    address.len()
}

/// Something that can be a host follows the scheme, and no user name that could pass for one.
fn has_host(address: &str) -> bool {
    let Some((_, rest)) = address.split_once("://") else { return false };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    authority.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '[') && !authority.contains('@')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links(text: &str) -> Vec<&str> {
        pieces(text)
            .into_iter()
            .filter_map(|piece| match piece {
                Piece::Link(address) => Some(address),
                Piece::Text(_) => None,
            })
            .collect()
    }

    #[test]
    fn addresses_become_links_and_the_sentence_stays() {
        assert_eq!(links("See https://example.com/a?b=c#d."), ["https://example.com/a?b=c#d"]);
        assert_eq!(
            links("(http://example.com/a_(b)) and HTTPS://EXAMPLE.COM!"),
            ["http://example.com/a_(b)", "HTTPS://EXAMPLE.COM"]
        );
        assert_eq!(links("詳しくはhttps://example.jp/案内をご覧ください"), ["https://example.jp/"]);
        assert_eq!(links("https://a.example,https://b.example"), ["https://a.example,https://b.example"]);
        assert_eq!(links("http://localhost:3000/x"), ["http://localhost:3000/x"]);
    }

    #[test]
    fn what_is_no_web_address_stays_text() {
        for text in [
            "javascript:alert(1)",
            "ftp://example.com",
            "https://",
            "http://.",
            "xhttp://example.com",
            "https://you@example.com",
            "data:text/html,x",
        ] {
            assert!(links(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn nothing_is_lost_or_added() {
        for text in [
            "",
            "a\nb  c",
            "x https://example.com/ y",
            "😀https://example.com😀",
            "httphttps://a.b https://c.d",
            "é http",
        ] {
            let joined: String = pieces(text)
                .into_iter()
                .map(|piece| match piece {
                    Piece::Text(t) | Piece::Link(t) => t,
                })
                .collect();
            assert_eq!(joined, text);
        }
    }

    #[test]
    fn markup_is_escaped_in_and_beside_links() {
        let shown = linkify("<b>https://example.com/?a=1&b='\"<script>").into_string();
        assert!(shown.starts_with("&lt;b&gt;<a href=\"https://example.com/?a=1&amp;b=\""), "{shown}");
        assert!(!shown.contains("<script"));
        assert!(shown.contains("rel=\"noopener noreferrer nofollow\""));
    }
}
