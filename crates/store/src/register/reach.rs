//! How a row is reached from the person whom it is about: the way that the register declares, checked and as SQL.

use super::{About, Erasure, Register, Table};

/// The column in which a row, or the row above it, names its contact.
const CONTACT: &str = "contact_id";
/// The column in which a row, or the row above it, names its conversation.
const CONVERSATION: &str = "conversation_id";

/// One step up: the column of this row, and the table whose row has the same in the column of that name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Way {
    own: String,
    above: Vec<(String, String)>,
}

impl Way {
    /// Reads `column`, or `column > table.column`, or more such steps.
    fn read(path: &str) -> Option<Self> {
        let mut steps = path.split(" > ");
        let own = steps.next()?.to_owned();
        let above = steps.map(|step| step.split_once('.').map(|(t, c)| (t.to_owned(), c.to_owned())));
        Some(Self { own, above: above.collect::<Option<_>>()? })
    }

    /// How many tables are above.
    pub(super) const fn steps(&self) -> usize {
        self.above.len()
    }

    /// The condition under which a row is reached whose way ends in the value `$2`.
    pub(super) fn condition(&self) -> String {
        condition(&self.own, &self.above)
    }

    /// The same way, ended at the conversation; `None` if it does not lead by one.
    pub(super) fn to_conversation(&self) -> Option<Self> {
        let columns = std::iter::once(&self.own).chain(self.above.iter().map(|(_, column)| column));
        let at = columns.into_iter().position(|column| column == CONVERSATION)?;
        Some(Self { own: self.own.clone(), above: self.above.iter().take(at).cloned().collect() })
    }

    /// Whether the way ends at a contact.
    pub(super) fn ends_at_contact(&self) -> bool {
        self.above.last().map_or(&self.own, |(_, column)| column) == CONTACT
    }
}

fn condition(own: &str, above: &[(String, String)]) -> String {
    match above.split_first() {
        None => format!("{own} = $2"),
        Some(((table, column), further)) => format!(
            "{own} IN (SELECT {own} FROM {table} WHERE workspace_id = $1 AND {})",
            condition(column, further)
        ),
    }
}

/// The declared way of a table.
pub(super) fn way(table: &Table) -> Option<Way> {
    Way::read(table.reached_by.as_deref()?)
}

/// A row about somebody must be reachable from them, by columns that are declared; and where that may be a contact,
/// the register says how it goes.
pub(super) fn check(register: &Register, name: &str, table: &Table) -> Result<(), String> {
    let Some(way) = way(table) else {
        return match (table.about, &table.reached_by) {
            (_, Some(path)) => Err(format!("{name} is reached by {path}, which is no way")),
            (About::Operator, None) => Ok(()),
            (_, None) => Err(format!("{name} is about somebody: say how it is reached_by")),
        };
    };
    let first = (name.to_owned(), way.own.clone());
    let named =
        [&table.kind_in, &table.conversation_in, &table.part_in].into_iter().flatten().chain(&table.key);
    let others = named.map(|column| (name.to_owned(), column.clone()));
    let mut columns = std::iter::once(first).chain(way.above.clone()).chain(others);
    if let Some((table, column)) = columns.find(|(table, column)| !register.declares(table, column)) {
        return Err(format!("{name} is reached by {table}.{column}, which is not declared"));
    }
    check_erasure(name, table, &way)
}

fn check_erasure(name: &str, table: &Table, way: &Way) -> Result<(), String> {
    if !matches!(table.about, About::Contact | About::Person) {
        return Ok(());
    }
    match table.erasure {
        None => Err(format!("{name} is about a contact: say how its rows go in an `erasure`")),
        Some(Erasure::Kept) if table.because.is_none() => {
            Err(format!("{name} is kept: say why in `because`"))
        }
        Some(Erasure::Kept) => Ok(()),
        Some(_) if table.key.is_empty() => Err(format!("{name} has rows to remove: say its primary key")),
        Some(_) if table.kind_in.is_none() && !way.ends_at_contact() => {
            Err(format!("{name} does not lead to a contact: end its way there, or say `kind_in`"))
        }
        Some(_) => Ok(()),
    }
}
