//! The page of the workspace.

use maud::{Markup, html};

use super::form::{field, token, value};
use crate::words::Language;

/// What stands in the form.
#[derive(Debug, Clone, Default)]
pub struct WorkspaceForm {
    /// Field `name`.
    pub name: String,
    /// Field `colour`, `#rrggbb`.
    pub colour: String,
}

/// The page; `fixed` is the region's code and the workspace's id.
pub fn workspace_page(language: Language, csrf: &str, fixed: (&str, &str), form: &WorkspaceForm) -> Markup {
    let (words, all) = (&language.words().workspace, language.words());
    let region = match fixed.0 {
        "us" => all.doors.us,
        "au" => all.doors.au,
        _ => all.doors.eu,
    };
    let name = html! { input type="text" name="name" value=(form.name) required maxlength="100" autocomplete="organization"; };
    let colour = html! { input type="color" name="colour" value=(form.colour); };
    html! {
        form .panel method="post" action="/settings/workspace" {
            (token(csrf))
            (field(words.name, words.name_hint, &name))
            (field(words.colour, words.colour_hint, &colour))
            p .do { button .primary { (all.console.save) } }
        }
        section .panel {
            div .field { span .field-name { (words.region) } p { (region) } small { (words.region_hint) } }
            (value(language, "workspace-id", words.id, words.id_hint, fixed.1))
        }
    }
}
