//! A message's text on the wire: as written, or as HTML in which nothing that was written is markup.

/// How bodies are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Display {
    /// A paragraph for each block of lines.
    Html,
    /// As written.
    Plain,
}

impl Display {
    /// The text; `None` where there is none.
    pub(in super::super) fn body(self, text: String) -> Option<String> {
        match self {
            _ if text.trim().is_empty() => None,
            Self::Plain => Some(text),
            Self::Html => Some(html(&text)),
        }
    }
}

fn html(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + 16);
    let text = text.replace("\r\n", "\n");
    for block in text.split("\n\n").map(|block| block.trim_matches('\n')).filter(|block| !block.is_empty()) {
        html.push_str("<p>");
        for letter in block.chars() {
            match letter {
                '&' => html.push_str("&amp;"),
                '<' => html.push_str("&lt;"),
                '>' => html.push_str("&gt;"),
                '"' => html.push_str("&quot;"),
                '\'' => html.push_str("&#39;"),
                '\n' => html.push_str("<br>"),
                other => html.push(other),
            }
        }
        html.push_str("</p>");
    }
    html
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn paragraphs_and_lines_are_kept() {
        let shown = |text: &str| Display::Html.body(text.to_owned());
        assert_eq!(shown("Hello").as_deref(), Some("<p>Hello</p>"));
        assert_eq!(shown("a\nb\r\n\r\nc\n").as_deref(), Some("<p>a<br>b</p><p>c</p>"));
        assert_eq!(shown("1 < 2 & \"x\"").as_deref(), Some("<p>1 &lt; 2 &amp; &quot;x&quot;</p>"));
        assert_eq!(shown(" \n"), None);
        assert_eq!(Display::Plain.body("<b>\n".to_owned()).as_deref(), Some("<b>\n"));
    }

    proptest! {
        #[test]
        fn nothing_written_becomes_markup(text in "\\PC{0,60}|[<>&\"'/a\n\r]{0,40}") {
            let shown = Display::Html.body(text).unwrap_or_default();
            let bare = shown.replace("<p>", "").replace("</p>", "").replace("<br>", "");
            prop_assert!(!bare.contains(['<', '>', '"', '\'']), "{bare}");
        }
    }
}
