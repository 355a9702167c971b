//! The few shapes of which the console's forms are made.

use maud::{Markup, html};

use crate::page::{self, Careful, icon};
use crate::words::Language;

/// The hidden field that proves where a form came from.
pub(super) fn token(csrf: &str) -> Markup {
    html! { input type="hidden" name="csrf" value=(csrf); }
}

/// The same, and the key under which the form does what it asks for once.
pub(super) fn once(csrf: &str, key: &str) -> Markup {
    html! { (token(csrf)) input type="hidden" name="key" value=(key); }
}

/// The same, and the version of the settings of which the form was drawn.
pub(super) fn versioned(csrf: &str, version: i64) -> Markup {
    html! { (token(csrf)) input type="hidden" name="version" value=(version); }
}

/// A setting: what it is called, the control, and one sentence on what it does.
pub(super) fn field(label: &str, hint: &str, control: &Markup) -> Markup {
    html! {
        label .field {
            span .field-name { (label) }
            (control)
            @if !hint.is_empty() { small { (hint) } }
        }
    }
}

/// Why what was typed was not taken, in its place at the field; the field's control names it by `BAD`.
pub(super) fn bad(says: Option<&str>) -> Markup {
    html! { @if let Some(says) = says { p .bad id=(BAD) role="alert" { (says) } } }
}

/// The id of what `bad` draws: a page says it of one field at most.
pub(super) const BAD: &str = "why-not";

/// The field `name` with what stands in it, and why that was not taken; `whose` is what browsers fill in.
pub(super) fn name_field(
    (label, hint): (&str, &str),
    value: &str,
    whose: &str,
    why_not: Option<&str>,
) -> Markup {
    let (invalid, described) = (why_not.map(|_| "true"), why_not.map(|_| BAD));
    html! {
        div .field {
            label .field {
                span .field-name { (label) }
                input type="text" name="name" value=(value) required maxlength="100" autocomplete=(whose) aria-invalid=[invalid] aria-describedby=[described];
                @if !hint.is_empty() { small { (hint) } }
            }
            (bad(why_not))
        }
    }
}

/// One of several, by code and word.
pub(super) fn select(id: &str, name: &str, choices: &[(&str, &str)], chosen: &str) -> Markup {
    html! {
        select id=(id) name=(name) { @for (code, word) in choices { option value=(code) selected[*code == chosen] { (word) } } }
    }
}

/// The languages to choose from, each by its own name; first the one that is not chosen here.
pub(super) const fn languages(theirs: &str) -> [(&str, &str); 3] {
    [("", theirs), ("en", "English"), ("ja", "日本語")]
}

/// A value to read and to copy.
pub(super) fn value(language: Language, id: &str, label: &str, hint: &str, text: &str) -> Markup {
    html! {
        div .field {
            span .field-name id={ (id) "-name" } { (label) }
            div .copyable { output id=(id) aria-labelledby={ (id) "-name" } { (text) } (copy(language, id)) }
            @if !hint.is_empty() { small { (hint) } }
        }
    }
}

/// A button that copies the text of the element with that id; there with scripts only.
pub(super) fn copy(language: Language, id: &str) -> Markup {
    let words = &language.words().console;
    html! {
        button .button.with-script type="button" data-copy=(id) data-copied=(words.copied) { (icon("copy")) span { (words.copy) } }
    }
}

/// An act that ends something, and asks once more before it does.
pub(super) fn careful(
    summary: &str,
    title: &str,
    effect: &str,
    now: &str,
    action: &str,
    csrf: &str,
) -> Markup {
    page::careful(&Careful { summary, title, effect, now, action, ends: true }, &token(csrf))
}

/// The sentence with `blank` replaced by an element.
pub(super) fn around(sentence: &str, blank: &str, element: &Markup) -> Markup {
    let (before, after) = sentence.split_once(blank).unwrap_or((sentence, ""));
    html! { (before) (element) (after) }
}
