//! What a program writes in a teammate's name may be HTML, as Intercom's API takes it. Messages are texts: it becomes the
//! text that a reader would see, with the addresses of links and pictures written out. Nothing of it runs, and nobody's
//! browser fetches a picture that they did not ask for.

use std::convert::Infallible;

use html5gum::Tokenizer;
use html5gum::emitters::default::{DefaultEmitter, StartTag, Token};

/// The elements by which HTML is told from a text with angle brackets in it, and how each breaks lines: newlines before
/// and after it.
const ELEMENTS: [(&str, usize); 45] = [
    ("a", 0),
    ("article", 2),
    ("b", 0),
    ("blockquote", 2),
    ("body", 0),
    ("br", 0),
    ("center", 1),
    ("code", 0),
    ("dd", 1),
    ("del", 0),
    ("div", 1),
    ("dl", 2),
    ("dt", 1),
    ("em", 0),
    ("font", 0),
    ("h1", 2),
    ("h2", 2),
    ("h3", 2),
    ("h4", 2),
    ("h5", 2),
    ("h6", 2),
    ("head", 0),
    ("hr", 2),
    ("html", 0),
    ("i", 0),
    ("iframe", 0),
    ("img", 0),
    ("li", 1),
    ("mark", 0),
    ("ol", 2),
    ("p", 2),
    ("pre", 2),
    ("s", 0),
    ("script", 0),
    ("section", 2),
    ("small", 0),
    ("span", 0),
    ("strong", 0),
    ("style", 0),
    ("sub", 0),
    ("sup", 0),
    ("table", 2),
    ("tr", 1),
    ("u", 0),
    ("ul", 2),
];

/// Elements whose content is not read by anybody.
const UNREAD: [&[u8]; 8] =
    [b"head", b"iframe", b"noscript", b"object", b"script", b"style", b"template", b"title"];

/// Lists within lists; what is deeper is listed without numbers.
const DEEPEST: usize = 16;

/// The text: of HTML what a reader sees, of everything else what was written. Text that was escaped for HTML is that too.
pub(super) fn text_of(body: String) -> String {
    if !body.contains('<') {
        return unescaped(&body).unwrap_or(body);
    }
    let mut text = Text::default();
    for token in tokens(&body) {
        text.take(token);
    }
    if text.is_html { text.finish() } else { body }
}

/// What stands behind the character references, where there are some and no other ampersand.
fn unescaped(body: &str) -> Option<String> {
    let mut rest = body.split('&');
    let before = rest.next()?;
    let reference = |after: &str| {
        let name = after.split_once(';').map(|(name, _)| name).unwrap_or_default();
        let name = name.strip_prefix('#').unwrap_or(name);
        (1..=32).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_alphanumeric())
    };
    if before.len() == body.len() || !rest.all(reference) {
        return None;
    }
    let mut text = String::with_capacity(body.len());
    for token in tokens(body) {
        match token {
            Token::String(read) => text.push_str(&String::from_utf8_lossy(&read)),
            // Nobody knows a character by that name.
            _ => return None,
        }
    }
    Some(text)
}

fn tokens(body: &str) -> impl Iterator<Item = Token> {
    let mut emitter = DefaultEmitter::<()>::new_with_span();
    emitter.naively_switch_states(true);
    Tokenizer::new_with_emitter(body, emitter).filter_map(|token: Result<Token, Infallible>| token.ok())
}

fn breaks(name: &[u8]) -> Option<usize> {
    ELEMENTS.iter().find(|(known, _)| known.as_bytes() == name).map(|(_, breaks)| *breaks)
}

#[derive(Default)]
struct Text {
    out: String,
    is_html: bool,
    /// A space that is written if anything follows in its line.
    space: bool,
    /// Newlines that are written if anything follows at all.
    newlines: usize,
    preformatted: usize,
    /// The element whose content nobody reads, while in it.
    unread: Option<Vec<u8>>,
    /// The next number of each list that is open; `None` for one without numbers.
    lists: Vec<Option<u32>>,
    /// Where a link goes, and where in the text it began.
    link: Option<(String, usize)>,
}

impl Text {
    fn take(&mut self, token: Token) {
        match (token, self.unread.take()) {
            (Token::EndTag(tag), Some(unread)) if *tag.name == unread => {}
            (_, Some(unread)) => self.unread = Some(unread),
            (Token::String(read), None) => self.read(&String::from_utf8_lossy(&read)),
            (Token::StartTag(tag), None) => self.begin(&tag),
            (Token::EndTag(tag), None) => self.end(&tag.name),
            (Token::Comment(_) | Token::Doctype(_) | Token::Error(_), None) => {}
        }
    }

    fn begin(&mut self, tag: &StartTag<()>) {
        let name = tag.name.as_slice();
        let known = breaks(name);
        self.is_html |= known.is_some();
        self.breaks(known.unwrap_or(0));
        if UNREAD.contains(&name) && !tag.self_closing {
            self.unread = Some(name.to_vec());
        }
        match name {
            b"br" => self.newlines += 1,
            b"hr" => self.write("---"),
            b"td" | b"th" => self.space = true,
            b"pre" => self.preformatted += 1,
            b"ul" | b"ol" if self.lists.len() < DEEPEST => self.lists.push((name == b"ol").then_some(1)),
            b"li" => self.item(),
            b"a" => self.link = address(tag, b"href").map(|to| (to, self.out.len())),
            b"img" => self.picture(tag),
            _ => {}
        }
        self.breaks(if name == b"hr" { 2 } else { 0 });
    }

    fn end(&mut self, name: &[u8]) {
        let known = breaks(name);
        self.is_html |= known.is_some();
        self.breaks(known.unwrap_or(0));
        match name {
            b"pre" => self.preformatted = self.preformatted.saturating_sub(1),
            b"ul" | b"ol" => {
                self.lists.pop();
            }
            b"a" => self.leave_link(),
            _ => {}
        }
    }

    fn breaks(&mut self, newlines: usize) {
        self.newlines = self.newlines.max(newlines);
    }

    /// What stands between tags: white space is one space, unless it is preformatted.
    fn read(&mut self, read: &str) {
        if self.preformatted > 0 {
            self.write(read);
            return;
        }
        for (at, word) in read.split([' ', '\t', '\n', '\r', '\x0c']).enumerate() {
            self.space |= at > 0;
            self.write(word);
        }
    }

    fn write(&mut self, words: &str) {
        if words.is_empty() {
            return;
        }
        let began = self.out.is_empty();
        match (began, self.newlines) {
            (true, _) => {}
            (false, 0) => self.out.extend(self.space.then_some(' ')),
            (false, newlines) => self.out.extend(std::iter::repeat_n('\n', newlines.min(2))),
        }
        (self.space, self.newlines) = (false, 0);
        self.out.push_str(words);
    }

    fn item(&mut self) {
        let mark = match self.lists.last_mut() {
            Some(Some(number)) => {
                *number = number.saturating_add(1);
                format!("{}.", *number - 1)
            }
            _ => "-".to_owned(),
        };
        self.write(&mark);
        self.space = true;
    }

    /// A picture is asked for by whoever reads: they are told what it is and where.
    fn picture(&mut self, tag: &StartTag<()>) {
        let described = attribute(tag, b"alt").unwrap_or_default();
        self.space |= !described.is_empty();
        self.read(&described);
        if let Some(source) = address(tag, b"src") {
            self.space = true;
            self.write(&if described.trim().is_empty() { source } else { format!("({source})") });
        }
        self.space = true;
    }

    fn leave_link(&mut self) {
        let Some((to, began)) = self.link.take() else { return };
        let said = self.out.get(began..).unwrap_or_default().trim();
        let same = said == to || to.strip_prefix("mailto:") == Some(said);
        if said.is_empty() {
            self.space = true;
            self.write(&to);
        } else if !same {
            self.space = true;
            self.write(&format!("({to})"));
        }
    }

    fn finish(self) -> String {
        self.out.trim().to_owned()
    }
}

fn attribute(tag: &StartTag<()>, name: &[u8]) -> Option<String> {
    tag.attributes.get(name).map(|value| String::from_utf8_lossy(value).into_owned())
}

/// An address that a reader may follow.
fn address(tag: &StartTag<()>, name: &[u8]) -> Option<String> {
    let to = attribute(tag, name)?;
    let to = to.trim();
    let scheme = to.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase())?;
    let good = matches!(scheme.as_str(), "http" | "https" | "mailto" | "tel");
    (good && !to.contains(|letter: char| letter.is_whitespace() || letter.is_control()))
        .then(|| to.to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text(body: &str) -> String {
        text_of(body.to_owned())
    }

    #[test]
    fn a_text_that_is_no_html_stays_as_it_is() {
        for body in [
            "",
            " a\n\n b ",
            "1 < 2 && 3 > 2",
            "<3",
            "if (a<b) foo",
            "Tom & Jerry &amp; Spike",
            "a &nosuchname; b",
            "a &#0; b",
            "x=1&amp=2",
            "1 < 2 &amp; 3",
            "Vec<String>",
            "<<EOF\n x\nEOF",
            "a <b",
        ] {
            assert_eq!(text(body), body);
        }
    }

    #[test]
    fn what_was_escaped_is_read() {
        assert_eq!(
            text("Tom &amp; Jerry&#39;s\n\n &lt;b&gt; &#x3042;&nbsp;."),
            "Tom & Jerry's\n\n <b> \u{3042}\u{a0}."
        );
        assert_eq!(text("&amp;amp;"), "&amp;");
        assert_eq!(text("&hearts;"), "\u{2665}");
    }

    #[test]
    fn what_a_reader_sees_is_kept() {
        assert_eq!(
            text("<p>Hello <b>Ada</b>,</p><p>it  is\nhere.<br>Bye</p>"),
            "Hello Ada,\n\nit is here.\nBye"
        );
        assert_eq!(text("a<br><br><br>b"), "a\n\nb");
        assert_eq!(
            text("<ol><li>one<li>two <i>x</i></ol><ul><li>three</li></ul>four"),
            "1. one\n2. two x\n\n- three\n\nfour"
        );
        assert_eq!(text("<div>Tom &amp; Jerry &lt;b&gt;</div><div>x</div>"), "Tom & Jerry <b>\nx");
        assert_eq!(text("<pre>a\n  b</pre>c"), "a\n  b\n\nc");
        assert_eq!(text("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>"), "a b\nc");
        assert_eq!(text("one<hr>two"), "one\n\n---\n\ntwo");
    }

    #[test]
    fn where_a_link_goes_is_said() {
        assert_eq!(
            text(r#"See <a href="https://a.example/x?a=1&copy=2">our page</a>."#),
            "See our page (https://a.example/x?a=1&copy=2)."
        );
        assert_eq!(text(r#"<a href="https://a.example">https://a.example</a>"#), "https://a.example");
        assert_eq!(text(r#"<a href="mailto:a@a.example">a@a.example</a>"#), "a@a.example");
        assert_eq!(text(r#"<a href="javascript:alert(1)">now</a>"#), "now");
        assert_eq!(text(r#"<a href="https://a.example"></a>!"#), "https://a.example!");
        assert_eq!(text("<a href=' JavaScript:x'>a</a> <a href='/b'>b</a>"), "a b");
    }

    #[test]
    fn a_picture_is_an_address_and_what_runs_is_gone() {
        assert_eq!(
            text(r#"Look: <img src="https://a.example/c.png" alt="a cup">"#),
            "Look: a cup (https://a.example/c.png)"
        );
        assert_eq!(text(r#"<img src="https://a.example/c.png"> x"#), "https://a.example/c.png x");
        assert_eq!(text(r#"<img src="data:image/png;base64,AAAA" onerror="x()">y"#), "y");
        assert_eq!(text("a<script>if (a<b) {'</p>'}</script>b<style>p{}</style><!-- c -->"), "ab");
        assert_eq!(text("<iframe src='https://a.example'><p>x</p></iframe>a"), "a");
        assert_eq!(text("<script>never closed"), "");
    }

    proptest! {
        #[test]
        fn any_text_ends_and_grows_no_longer_than_its_numbers(body in "(<(p|br|a href=|img src=|ol|li|/ol|pre|/pre|script|/script|td)|>|http://a|\"|&amp;|[ a\n]){0,60}") {
            let shown = text(&body);
            prop_assert!(shown.len() <= body.len() * 2 + 16);
        }

        #[test]
        fn of_html_no_tag_is_left(words in "[a-z ]{0,20}", inner in "[a-z ]{1,20}") {
            let shown = text(&format!("<div>{words}<span class=\"x\">{inner}</span></div>"));
            let spaced = |text: &str| text.split_whitespace().collect::<String>();
            prop_assert_eq!(spaced(&shown), spaced(&format!("{words}{inner}")));
        }
    }
}
