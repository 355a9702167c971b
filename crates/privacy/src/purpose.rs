//! Why someone looks at personal data. Closed: a purpose that is not here cannot be given.

/// The purpose of a disclosure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// A teammate or integration works on the customer's conversations.
    Support,
    /// The data subject sees their own data.
    OwnData,
    /// Proving who is signing in, or which session this is.
    Authentication,
    /// Running the workspace: its name, settings and teammates.
    Administration,
}

impl Purpose {
    /// The permanent code in entries.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Support => "support",
            Self::OwnData => "own_data",
            Self::Authentication => "authentication",
            Self::Administration => "administration",
        }
    }
}
