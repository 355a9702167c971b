//! The frame around every HTML page: head, style sheets, scripts, and words for the scripts as inert JSON.

use maud::{DOCTYPE, Markup, PreEscaped, html};
use serde::Serialize;

use crate::assets;
use crate::words::Language;

/// What stands around a page's body.
#[derive(Debug, Clone, Copy)]
pub struct Shell<'a> {
    /// The title in the browser's tab.
    pub title: &'a str,
    /// The language of the text.
    pub language: Language,
    /// Style sheets after the tokens, by asset name.
    pub styles: &'a [&'a str],
    /// ES modules, by asset name.
    pub modules: &'a [&'a str],
    /// Class of `<body>`.
    pub class: &'a str,
}

/// A whole document.
pub fn document(shell: &Shell<'_>, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(shell.language.tag()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content";
                meta name="referrer" content="same-origin";
                meta name="color-scheme" content="light dark";
                title { (shell.title) }
                link rel="icon" type="image/svg+xml" href=(assets::url("icon.svg"));
                link rel="stylesheet" href=(assets::url("tokens.css"));
                @for style in shell.styles { link rel="stylesheet" href=(assets::url(style)); }
                @for import in assets::imported(shell.modules) { link rel="modulepreload" href=(import); }
                @for module in shell.modules { script type="module" src=(assets::url(module)) {} }
            }
            body class=(shell.class) { (body) }
        }
    }
}

/// Data for scripts in a block the browser does not run; `<` is escaped so that no value can end the block.
pub fn data_block(id: &str, value: &impl Serialize) -> Markup {
    let json = serde_json::to_string(value).unwrap_or_default().replace('<', "\\u003c");
    html! { script type="application/json" id=(id) { (PreEscaped(json)) } }
}

/// What `live/forms.js` says, on each page of which it sends the forms.
pub fn form_words(language: Language) -> Markup {
    data_block("form-words", &language.words().forms)
}

/// An act that asks once more before it is done.
#[derive(Debug, Clone, Copy)]
pub struct Careful<'a> {
    /// The button that asks.
    pub summary: &'a str,
    /// The question.
    pub title: &'a str,
    /// What follows.
    pub effect: &'a str,
    /// The button that does it.
    pub now: &'a str,
    /// Where the form goes.
    pub action: &'a str,
    /// Something ends with it: its button has the colour of that.
    pub ends: bool,
}

/// The act, with the fields that its form sends.
pub fn careful(act: &Careful<'_>, fields: &Markup) -> Markup {
    html! {
        details .careful {
            summary .button .alarm[act.ends] { (act.summary) }
            form method="post" action=(act.action) {
                (fields)
                h3 { (act.title) }
                p { (act.effect) }
                button .button.danger { (act.now) }
            }
        }
    }
}

/// One icon of the sprite, hidden from screen readers: the control around it has the label.
pub fn icon(name: &str) -> Markup {
    html! { svg class="icon" aria-hidden="true" focusable="false" { use href=(format!("{}#{name}", assets::url("icons.svg"))) {} } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_value_can_leave_the_data_block() {
        let block = data_block("words", &["</script><script>alert(1)</script>"]).into_string();
        assert_eq!(block.matches("</script>").count(), 1);
        assert!(block.contains("\\u003c/script>"));
    }

    #[test]
    fn a_title_is_escaped() {
        let shell =
            Shell { title: "<b>&", language: Language::English, styles: &[], modules: &[], class: "" };
        assert!(document(&shell, &html! {}).into_string().contains("<title>&lt;b&gt;&amp;</title>"));
    }
}
