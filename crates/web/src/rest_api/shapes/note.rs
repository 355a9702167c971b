//! Notes about contacts.

use domain::notes::NoteShown;
use domain::teammates::TeammateShown;
use privacy::Id;
use privacy::ids::Team;
use serde::Serialize;

use super::super::version::Version;
use super::admin::Admin;
use super::text::Display;

/// One note.
#[derive(Serialize)]
pub(in super::super) struct Note {
    #[serde(rename = "type")]
    kind: &'static str,
    id: String,
    created_at: i64,
    contact: About,
    author: Option<Admin>,
    body: Option<String>,
}

#[derive(Serialize)]
struct About {
    #[serde(rename = "type")]
    kind: &'static str,
    id: String,
}

impl Note {
    /// The note; a teammate who is gone is no author any more.
    pub(in super::super) fn of(
        note: NoteShown,
        author: Option<TeammateShown>,
        teams: &[Id<Team>],
        version: Version,
    ) -> Self {
        Self {
            kind: "note",
            id: note.id.to_string(),
            created_at: note.created_at.seconds(),
            contact: About { kind: "contact", id: note.contact.to_string() },
            author: author.map(|author| Admin::of(author, teams, version)),
            body: Display::Html.body(note.body),
        }
    }
}
