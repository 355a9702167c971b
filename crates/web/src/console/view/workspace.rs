//! The page of the workspace.

use maud::{Markup, html};

use super::form::{field, value, versioned};
use crate::words::Language;

/// What stands in the form.
#[derive(Debug, Clone, Default)]
pub struct WorkspaceForm {
    /// Field `name`.
    pub name: String,
    /// Field `colour`, `#rrggbb`.
    pub colour: String,
}

/// The page; `of` is the session's token and the version of the settings, `fixed` the region's code and the workspace's id.
pub fn workspace_page(
    language: Language,
    of: (&str, i64),
    fixed: (&str, &str),
    form: &WorkspaceForm,
) -> Markup {
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
            (versioned(of.0, of.1))
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
