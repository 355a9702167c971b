//! The closed words in which the register speaks.

use serde::Deserialize;

/// Whom a row is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// Nobody: the operator's own.
    Operator,
    /// A customer's workspace.
    Workspace,
    /// Someone who answers.
    Teammate,
    /// Someone who writes in.
    Contact,
    /// A teammate, a contact or a conversation, as the row itself says.
    Person,
}

/// How long a row is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Retention {
    /// As long as the deployment.
    Deployment,
    /// As long as the workspace.
    Workspace,
    /// As long as the person is not erased.
    Person,
    /// As long as the conversation.
    Conversation,
    /// Until it expires.
    Expiry,
    /// As part of the log, which is never edited.
    Log,
}

/// How the rows of a contact go when the contact is erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Erasure {
    /// They are removed.
    Rows,
    /// They are removed after the objects that they name in the file store.
    RowsAndFiles,
    /// They stay, for a reason that the register gives.
    Kept,
}

/// What stands in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// An id, or the number of a key.
    Identifier,
    /// A time.
    Timing,
    /// One of a closed set of codes, or facts of such.
    State,
    /// A number that counts or orders.
    Count,
    /// A sealed value.
    Sealed,
    /// A blind index of a sealed value.
    Index,
    /// A digest of a secret that has enough chance, or of public text.
    Digest,
    /// A commitment to a key.
    Commitment,
}

/// What kind of data it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// Which thing it is, or belongs to.
    Reference,
    /// Which key seals it.
    KeyReference,
    /// What someone is called.
    Name,
    /// How someone is reached or known elsewhere.
    ContactDetail,
    /// What a customer keeps about someone.
    Attribute,
    /// What someone wrote.
    Content,
    /// A file, or what it is called.
    File,
    /// What opens something.
    Credential,
    /// What someone did, and when.
    Behaviour,
    /// How something is set up.
    Configuration,
    /// What the log tells.
    Audit,
}

/// How closely it is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// For everybody.
    Public,
    /// For those who run the deployment.
    Internal,
    /// For those whom the workspace lets.
    Confidential,
    /// For the program alone.
    Restricted,
}
