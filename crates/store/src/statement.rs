//! Statements are static and listed, so that a test prepares every one of them on both engines.

/// One SQL text in the portable subset, with the name by which conflicts and errors call it.
#[derive(Debug)]
pub struct Statement {
    /// The name of the static that holds it.
    pub name: &'static str,
    /// The text, with parameters `$1`, `$2`, ...
    pub sql: &'static str,
}

impl Statement {
    /// A statement made from the register when the program first needs it. Its texts are never freed: it must be kept
    /// in a static, as those written by hand are.
    pub(crate) fn generated(name: String, sql: String) -> Self {
        Self { name: name.leak(), sql: sql.leak() }
    }

    /// Where the static lies: what a connection's cache of prepared statements is keyed by.
    pub(crate) fn key(&'static self) -> usize {
        std::ptr::from_ref(self).addr()
    }

    /// Whether it changes rows, so that a wrong count of them can be a conflict.
    pub(crate) fn writes(&self) -> bool {
        let first = self.sql.split_ascii_whitespace().next().unwrap_or_default();
        ["INSERT", "UPDATE", "DELETE"].iter().any(|verb| first.eq_ignore_ascii_case(verb))
    }
}

/// Declares the statements of a file as statics, and `STATEMENTS`, the list of them.
#[macro_export]
macro_rules! statements {
    ($($(#[$doc:meta])* $name:ident = $sql:expr;)+) => {
        $(
            $(#[$doc])*
            pub(crate) static $name: $crate::Statement =
                $crate::Statement { name: stringify!($name), sql: $sql };
        )+
        /// Every statement of this file.
        pub(crate) static STATEMENTS: &[&$crate::Statement] = &[$(&$name),+];
    };
}
