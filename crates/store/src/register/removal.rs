//! How everything of a contact, a conversation or a part is found and removed: SQL made once from the register, so
//! that a new table needs one declaration there and nothing else. The test that prepares every statement prepares these.

use std::sync::LazyLock;

use super::reach::{Way, way};
use super::shared;
use super::{BadRegister, Erasure, Register, Retention, Table};
use crate::statement::Statement;

/// Rows that one removal takes away at most.
pub const BATCH: i64 = 500;

/// Of what everything is removed. The statements take the workspace as `$1` and the id as `$2`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// A contact.
    Contact,
    /// A conversation.
    Conversation,
    /// One part of a conversation, with its number as `$3`: what hangs on it, not the part itself.
    Part,
}

/// One place in which rows stand, and how they go.
#[derive(Debug)]
pub struct Removal {
    /// The place's permanent name: the table, and where it has rows of several kinds the kind.
    pub place: &'static str,
    /// Whether a hold on what was said needs its rows: those of a person or a conversation, not what expires anyway.
    pub held: bool,
    /// How many rows are left.
    pub left: Statement,
    /// How many of them the next removal takes away, `BATCH` at most.
    pub next: Statement,
    /// Removes so many.
    pub remove: Statement,
    /// The next objects in the file store to remove before their rows; none if the rows name no objects.
    pub files: Option<Statement>,
}

/// The places of all subjects, each in the order in which they must be emptied.
struct Removals {
    contact: Vec<Removal>,
    conversation: Vec<Removal>,
    part: Vec<Removal>,
}

/// Made when first asked for, and never again: the texts live as long as the program.
static REMOVALS: LazyLock<Result<Removals, BadRegister>> = LazyLock::new(|| {
    let register = Register::read()?;
    let of = |subject| removals_of(&register, subject);
    Ok(Removals {
        contact: of(Subject::Contact),
        conversation: of(Subject::Conversation),
        part: of(Subject::Part),
    })
});

/// The places in which something of a subject stands, in the order in which they must be emptied.
pub fn removals(of: Subject) -> Result<&'static [Removal], BadRegister> {
    let all = REMOVALS.as_ref().map_err(Clone::clone)?;
    Ok(match of {
        Subject::Contact => &all.contact,
        Subject::Conversation => &all.conversation,
        Subject::Part => &all.part,
    })
}

/// Every statement made from the register.
pub(crate) fn statements() -> Vec<&'static Statement> {
    let Ok(all) = REMOVALS.as_ref() else { return Vec::new() };
    let places = all.contact.iter().chain(&all.conversation).chain(&all.part);
    places
        .flat_map(|place| [&place.left, &place.next, &place.remove].into_iter().chain(&place.files))
        .collect()
}

/// One place while the order is made.
struct Found<'r> {
    name: &'r str,
    kind: Option<&'static str>,
    table: &'r Table,
    condition: String,
    steps: usize,
}

/// What hangs on other rows goes before them, and the subject's own row last.
fn removals_of(register: &Register, subject: Subject) -> Vec<Removal> {
    let goes = |table: &Table| matches!(table.erasure, Some(Erasure::Rows | Erasure::RowsAndFiles));
    let tables = register.tables().iter().filter(|(_, table)| goes(table));
    let mut found: Vec<Found<'_>> = tables.flat_map(|(name, table)| places(name, table, subject)).collect();
    found.sort_by_key(|place| {
        (Some(place.name) == own_table(subject), std::cmp::Reverse(place.steps), place.name)
    });
    let theirs = if subject == Subject::Contact { shared::removals() } else { Vec::new() };
    theirs.into_iter().chain(found.iter().map(|place| removal(place, subject))).collect()
}

/// The table of the subject's own row; a part's stays, without its content.
const fn own_table(subject: Subject) -> Option<&'static str> {
    match subject {
        Subject::Contact => Some("contacts"),
        Subject::Conversation => Some("conversations"),
        Subject::Part => None,
    }
}

fn places<'r>(name: &'r str, table: &'r Table, subject: Subject) -> Vec<Found<'r>> {
    let Some(way) = way(table) else { return Vec::new() };
    let place = |kind, condition, steps| Found { name, kind, table, condition, steps };
    match (&table.kind_in, subject) {
        _ if own_table(subject) == Some(name) => {
            vec![place(None, format!("{} = $2", table.key.join(", ")), 0)]
        }
        (Some(_), Subject::Part) => Vec::new(),
        (Some(kind_in), subject) => of_kinds(kind_in, &way, subject)
            .into_iter()
            .map(|(kind, condition)| place(Some(kind), condition, 1))
            .collect(),
        (None, Subject::Contact) => match &table.conversation_in {
            None => vec![place(None, way.condition(), way.steps())],
            // What hangs on a conversation of theirs goes with it, whoever else it is about.
            Some(column) => {
                let of_theirs = format!(
                    "{column} IN (SELECT conversation_id FROM conversations WHERE workspace_id = $1 AND contact_id = $2)"
                );
                vec![place(None, format!("({} OR {of_theirs})", way.condition()), way.steps() + 1)]
            }
        },
        (None, Subject::Conversation) if table.conversation_in.is_some() => {
            let named = table.conversation_in.iter();
            named.map(|column| place(None, format!("{column} = $2"), way.steps() + 1)).collect()
        }
        (None, Subject::Conversation) => {
            let cut = way.to_conversation().map(|cut| place(None, cut.condition(), way.steps()));
            cut.into_iter().collect()
        }
        (None, Subject::Part) => {
            let of_part = way.to_conversation().zip(table.part_in.as_ref());
            let of_part = of_part.map(|(cut, part_in)| {
                place(None, format!("{} AND {part_in} = $3", cut.condition()), way.steps())
            });
            of_part.into_iter().collect()
        }
    }
}

/// Rows that say themselves whose they are: the contact's own, and those of their conversations.
fn of_kinds(kind_in: &str, way: &Way, subject: Subject) -> Vec<(&'static str, String)> {
    let own = way.condition().replace(" = $2", "");
    match subject {
        Subject::Contact => vec![
            (
                "conversation",
                format!(
                    "{kind_in} = 'conversation' AND {own} IN (SELECT CAST(conversation_id AS TEXT) FROM conversations \
                     WHERE workspace_id = $1 AND contact_id = $2)"
                ),
            ),
            ("contact", format!("{kind_in} = 'contact' AND {own} = $2")),
        ],
        Subject::Conversation => vec![(
            "conversation",
            format!("{kind_in} = 'conversation' AND {own} = CAST(CAST($2 AS BIGINT) AS TEXT)"),
        )],
        Subject::Part => Vec::new(),
    }
}

fn removal(place: &Found<'_>, subject: Subject) -> Removal {
    let (table, condition) = (place.name, &place.condition);
    let name = place.kind.map_or_else(|| table.to_owned(), |kind| format!("{table}_{kind}"));
    let statement = |verb: &str, sql: String| {
        Statement::generated(format!("{verb}_{name}_OF_{subject:?}").to_uppercase(), sql)
    };
    let reached = format!("FROM {table} WHERE workspace_id = $1 AND {condition}");
    let key = place.table.key.join(", ");
    let files = (place.table.erasure == Some(Erasure::RowsAndFiles)).then(|| {
        let object = place.table.key.last().map_or("", String::as_str);
        statement("FILES", format!("SELECT {object} {reached} ORDER BY {key} LIMIT {BATCH}"))
    });
    // Only rows whose files are gone may go: both take them in the same order.
    let order = if files.is_some() { format!(" ORDER BY {key}") } else { String::new() };
    Removal {
        held: matches!(place.table.retention, Retention::Conversation | Retention::Person),
        left: statement("COUNT", format!("SELECT CAST(COUNT(*) AS BIGINT) {reached}")),
        next: statement(
            "NEXT",
            format!(
                "SELECT CAST(COUNT(*) AS BIGINT) FROM (SELECT 1 AS one {reached} LIMIT {BATCH}) AS batch"
            ),
        ),
        remove: statement(
            "REMOVE",
            format!(
                "DELETE FROM {table} WHERE workspace_id = $1 AND ({key}) IN (SELECT {key} {reached}{order} LIMIT {BATCH})"
            ),
        ),
        files,
        place: name.leak(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(of: Subject) -> Vec<&'static str> {
        removals(of).unwrap().iter().map(|removal| removal.place).collect()
    }

    #[test]
    fn what_hangs_on_a_row_goes_before_it() {
        let of_contact = names(Subject::Contact);
        let at = |name: &str| of_contact.iter().position(|place| *place == name).unwrap();
        assert!(at("messages") < at("conversations") && at("attachments") < at("conversations"));
        assert!(at("leaves_conversation") < at("conversations"));
        assert_eq!(of_contact.last(), Some(&"contacts"));
        assert_eq!(
            names(Subject::Conversation),
            [
                "attachments",
                "conversation_contacts",
                "conversation_tags",
                "drafts",
                "leaves_conversation",
                "mail_links",
                "mentions",
                "messages",
                "outgoing_mail_conversation",
                "conversations"
            ]
        );
        assert_eq!(names(Subject::Part), ["attachments", "mentions"]);
    }

    /// A new table about a contact is planned and removed by its entry alone.
    #[test]
    fn a_new_table_needs_one_entry() {
        let text = format!(
            "{}\n[tables.previews]\nabout = \"contact\"\n\
             reached_by = \"attachment_id > attachments.conversation_id > conversations.contact_id\"\n\
             retention = \"conversation\"\nerasure = \"rows_and_files\"\nkey = [\"preview_id\"]\n[tables.previews.columns]\n\
             attachment_id = {{ class = \"identifier\", category = \"reference\", level = \"internal\" }}\n\
             preview_id = {{ class = \"identifier\", category = \"reference\", level = \"internal\" }}\n",
            super::super::TEXT
        );
        let register = Register::parse(&text).unwrap();
        let of_contact = removals_of(&register, Subject::Contact);
        let own = of_contact.iter().find(|place| !place.place.ends_with("_shared")).unwrap();
        assert_eq!(own.place, "previews");
        assert_eq!(
            own.left.sql,
            "SELECT CAST(COUNT(*) AS BIGINT) FROM previews WHERE workspace_id = $1 AND attachment_id IN \
             (SELECT attachment_id FROM attachments WHERE workspace_id = $1 AND conversation_id IN \
             (SELECT conversation_id FROM conversations WHERE workspace_id = $1 AND contact_id = $2))"
        );
        let of_conversation = removals_of(&register, Subject::Conversation);
        assert!(of_conversation[0].files.is_some() && of_conversation[0].place == "previews");
    }
}
