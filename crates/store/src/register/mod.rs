//! The register: every table and column declared once in `schema/register.toml`, with what kind of data it is.
//! It is compared with the live schema both ways, so that nothing is stored that nobody classified.

mod reach;
pub mod removal;
mod shared;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

pub use self::words::{About, Category, Class, Erasure, Level, Retention};

const TEXT: &str = include_str!("../../../../schema/register.toml");

/// The declarations, checked against each other.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Register {
    tables: BTreeMap<String, Table>,
    #[serde(default)]
    content: Vec<Content>,
}

/// One table.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// Whom its rows are about.
    pub about: About,
    /// How a row is reached from whom it is about: `column`, or `column > table.column`.
    pub reached_by: Option<String>,
    /// The column that says whose row it is: a contact's, a conversation's or a teammate's.
    pub kind_in: Option<String>,
    /// The column with the conversation to which a row belongs, where its way does not lead by one.
    pub conversation_in: Option<String>,
    /// The column with the number of the part of a conversation to which a row belongs.
    pub part_in: Option<String>,
    /// How long its rows are kept.
    pub retention: Retention,
    /// How its rows go when a contact is erased.
    pub erasure: Option<Erasure>,
    /// Why they are kept then.
    pub because: Option<String>,
    /// The primary key after the workspace.
    #[serde(default)]
    pub key: Vec<String>,
    /// Its columns by name.
    pub columns: BTreeMap<String, Column>,
}

/// One column.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// What stands in it.
    pub class: Class,
    /// What kind of data it is.
    pub category: Category,
    /// How closely it is held.
    pub level: Level,
    /// The permanent name under which it is sealed or indexed.
    #[serde(rename = "use")]
    pub used_as: Option<String>,
}

/// Sealed content that is kept elsewhere than in a column.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Content {
    /// The permanent name under which it is sealed.
    #[serde(rename = "use")]
    pub used_as: String,
    /// Whom it is about.
    pub about: About,
    /// Where it is kept.
    pub held_in: String,
    /// What kind of data it is.
    pub category: Category,
    /// How closely it is held.
    pub level: Level,
}

/// The register's text is wrong, in words for whoever edits it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("schema/register.toml: {0}")]
pub struct BadRegister(String);

impl Register {
    /// The register of this program.
    pub fn read() -> Result<Self, BadRegister> {
        Self::parse(TEXT)
    }

    /// Reads a register and checks its declarations against each other.
    pub fn parse(text: &str) -> Result<Self, BadRegister> {
        let register: Self = toml::from_str(text).map_err(|error| BadRegister(error.to_string()))?;
        register.check().map_err(BadRegister)?;
        Ok(register)
    }

    /// The tables by name.
    pub const fn tables(&self) -> &BTreeMap<String, Table> {
        &self.tables
    }

    /// What is sealed elsewhere than in a column.
    pub fn content(&self) -> &[Content] {
        &self.content
    }

    /// The permanent names under which something is sealed, each once.
    pub fn uses(&self) -> BTreeSet<&str> {
        let sealed = self.columns().filter(|(_, _, column)| column.class == Class::Sealed);
        let columns = sealed.filter_map(|(_, _, column)| column.used_as.as_deref());
        columns.chain(self.content.iter().map(|content| content.used_as.as_str())).collect()
    }

    /// In words, each column (table, column) that is in the store and not here, and the other way round.
    pub fn differences(&self, live: &[(String, String)]) -> Vec<String> {
        let live: BTreeSet<(&str, &str)> =
            live.iter().map(|(table, column)| (table.as_str(), column.as_str())).collect();
        let declared: BTreeSet<(&str, &str)> =
            self.columns().map(|(table, column, _)| (table, column)).collect();
        let undeclared = live.difference(&declared).map(|(table, column)| {
            format!(
                "{table}.{column} is stored but not declared: add it to schema/register.toml with its class"
            )
        });
        let missing = declared.difference(&live).map(|(table, column)| {
            format!("{table}.{column} is declared in schema/register.toml but not stored")
        });
        undeclared.chain(missing).collect()
    }

    fn columns(&self) -> impl Iterator<Item = (&str, &str, &Column)> {
        self.tables.iter().flat_map(|(table, declared)| {
            declared.columns.iter().map(|(name, column)| (table.as_str(), name.as_str(), column))
        })
    }

    fn check(&self) -> Result<(), String> {
        for (table, name, column) in self.columns() {
            check_use(table, name, column)?;
        }
        for (name, table) in &self.tables {
            reach::check(self, name, table)?;
        }
        self.check_unique()
    }

    /// Whether there is such a column.
    fn declares(&self, table: &str, column: &str) -> bool {
        self.tables.get(table).is_some_and(|table| table.columns.contains_key(column))
    }

    /// A use seals one thing only; an index belongs to something that is sealed.
    fn check_unique(&self) -> Result<(), String> {
        let sealed = self.columns().filter(|(_, _, column)| column.class == Class::Sealed);
        let named = sealed.filter_map(|(_, _, column)| column.used_as.as_deref());
        let mut seen = BTreeSet::new();
        for name in named.chain(self.content.iter().map(|content| content.used_as.as_str())) {
            if !seen.insert(name) {
                return Err(format!("the use {name} is declared twice"));
            }
        }
        let mut indexes = self.columns().filter(|(_, _, column)| column.class == Class::Index);
        match indexes.find(|(_, _, column)| column.used_as.as_deref().is_none_or(|used| !seen.contains(used)))
        {
            Some((table, column, _)) => {
                Err(format!("{table}.{column} is an index of nothing that is sealed"))
            }
            None => Ok(()),
        }
    }
}

fn check_use(table: &str, name: &str, column: &Column) -> Result<(), String> {
    match (column.class, &column.used_as) {
        (Class::Sealed | Class::Index, None) => {
            Err(format!("{table}.{name} needs the permanent name of its use"))
        }
        (Class::Sealed | Class::Index, Some(_)) | (_, None) => Ok(()),
        (_, Some(_)) => Err(format!("{table}.{name} is neither sealed nor an index, and has no use")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(from: &str, to: &str) -> String {
        assert!(TEXT.contains(from), "the register has no {from:?}");
        Register::parse(&TEXT.replacen(from, to, 1)).unwrap_err().to_string()
    }

    #[test]
    fn the_programs_register_is_sound() {
        let register = Register::read().unwrap();
        assert!(
            register.uses().contains("messages.body/v1")
                && register.uses().contains("attachments.content/v1")
        );
    }

    #[test]
    fn contradictions_are_refused() {
        assert!(refused(", use = \"messages.body/v1\"", "").contains("messages.body needs"));
        assert!(refused("\"messages.body/v1\"", "\"tags.name/v1\"").contains("declared twice"));
        assert!(
            refused("use = \"attachments.content/v1\"", "use = \"messages.body/v1\"")
                .contains("declared twice")
        );
        assert!(refused("> conversations.contact_id", "> conversations.person_id").contains("not declared"));
        assert!(refused("about = \"operator\"", "about = \"contact\"").contains("say how"));
        assert!(refused("erasure = \"rows\"\n", "").contains("say how its rows go"));
        assert!(refused("because = \"it proves", "unsaid = \"").contains("unknown field"));
        assert!(refused("key = [\"session_id\"]", "key = [\"sitting_id\"]").contains("sitting_id"));
        assert!(refused("key = [\"session_id\"]", "key = []").contains("primary key"));
        assert!(refused("kind_in = \"holder_kind\"", "").contains("kind_in"));
        assert!(refused("part_in = \"seq\"", "part_in = \"sequel\"").contains("not declared"));
        assert!(refused("class = \"timing\"", "class = \"secret\"").contains("unknown variant"));
    }

    #[test]
    fn differences_are_named_both_ways() {
        let register = Register::read().unwrap();
        let mut live: Vec<(String, String)> =
            register.columns().map(|(table, column, _)| (table.to_owned(), column.to_owned())).collect();
        assert_eq!(register.differences(&live), Vec::<String>::new());
        live.retain(|(table, column)| (table.as_str(), column.as_str()) != ("messages", "body"));
        live.push(("contacts".to_owned(), "shoe_size".to_owned()));
        let named = register.differences(&live);
        assert_eq!(named.len(), 2);
        assert!(named[0].starts_with("contacts.shoe_size is stored but not declared"));
        assert!(named[1].starts_with("messages.body is declared"));
    }
}
