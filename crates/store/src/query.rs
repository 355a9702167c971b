//! A question whose conditions are chosen while the program runs: lists and searches. It is put together from pieces
//! that stand in the program and from parameters, so that no text from outside can become part of it.

use crate::param::Param;

/// A SELECT in the portable subset, with its parameters. Every piece is a text of the program's own.
#[derive(Debug, Clone)]
pub struct Query {
    name: &'static str,
    sql: String,
    params: Vec<Param>,
}

impl Query {
    /// A question with the name by which errors call it, and its first piece.
    pub fn new(name: &'static str, start: &'static str) -> Self {
        Self { name, sql: start.to_owned(), params: Vec::new() }
    }

    /// Adds a piece; a blank goes before it.
    pub fn add(&mut self, piece: &'static str) -> &mut Self {
        self.sql.push(' ');
        self.sql.push_str(piece);
        self
    }

    /// Adds a parameter where the text now ends.
    pub fn bind(&mut self, param: impl Into<Param>) -> &mut Self {
        self.params.push(param.into());
        self.sql.push_str(" $");
        self.sql.push_str(&self.params.len().to_string());
        self
    }

    /// The name.
    pub(crate) const fn name(&self) -> &'static str {
        self.name
    }

    /// The text.
    pub(crate) fn sql(&self) -> &str {
        &self.sql
    }

    /// The parameters, in order.
    pub(crate) fn params(&self) -> &[Param] {
        &self.params
    }
}

#[cfg(test)]
mod tests {
    use super::Query;
    use crate::param::Count;

    #[test]
    fn parameters_are_numbered_as_they_come() {
        let mut query = Query::new("PEOPLE", "SELECT a FROM people WHERE b =");
        query.bind(Count(1)).add("AND (c >").bind(Count(2)).add("OR c IS NULL)");
        assert_eq!(query.sql(), "SELECT a FROM people WHERE b = $1 AND (c > $2 OR c IS NULL)");
        assert_eq!(query.params().len(), 2);
    }
}
