//! Text as written by people: line breaks kept, http(s) addresses made links, everything escaped.

use domain::messages::{Piece, pieces};
use maud::{Markup, html};

/// Who wrote a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Writer {
    /// A teammate: their links lead everywhere.
    Teammate,
    /// Anybody else: an address inside the reader's network stays text, as nobody should open it unseen with their standing there.
    Contact,
}

/// The text with its addresses as links that carry no referrer and no rank; line breaks are kept by the style sheet.
pub fn linkify(text: &str, writer: Writer) -> Markup {
    html! {
        @for piece in pieces(text) {
            @match (piece, writer) {
                (Piece::Text(text), _) | (Piece::Inside(text), Writer::Contact) => (text),
                (Piece::Link(address), _) | (Piece::Inside(address), Writer::Teammate) => {
                    a href=(address) target="_blank" rel="noopener noreferrer nofollow" { (address) }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_escaped_in_and_beside_links() {
        let shown = linkify("<b>https://example.com/?a=1&b='\"<script>", Writer::Contact).into_string();
        assert!(shown.starts_with("&lt;b&gt;<a href=\"https://example.com/?a=1&amp;b=\""), "{shown}");
        assert!(!shown.contains("<script"));
        assert!(shown.contains("rel=\"noopener noreferrer nofollow\""));
    }

    #[test]
    fn an_address_inside_is_a_link_of_teammates_only() {
        let text = "See http://192.168.0.1/reboot";
        assert_eq!(linkify(text, Writer::Contact).into_string(), text);
        assert!(
            linkify(text, Writer::Teammate).into_string().contains("<a href=\"http://192.168.0.1/reboot\"")
        );
    }
}
