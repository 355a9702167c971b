//! Who acted, and on what.

use crate::EntryError;
use crate::codes::codes;
use crate::name::checked;

codes! {
    /// The kinds of actors.
    ActorKind {
        /// Someone who answers.
        Teammate = "teammate",
        /// Someone who writes in.
        Contact = "contact",
        /// A program with an API token.
        ApiToken = "api_token",
        /// The program itself, in one of its roles.
        System = "system",
    }
}

codes! {
    /// The kinds of things that are acted on.
    ObjectKind {
        /// A workspace.
        Workspace = "workspace",
        /// A contact.
        Contact = "contact",
        /// A conversation.
        Conversation = "conversation",
        /// A part of a conversation.
        Message = "message",
        /// A teammate.
        Teammate = "teammate",
        /// A file.
        Attachment = "attachment",
        /// A tag.
        Tag = "tag",
        /// A group of teammates.
        Team = "team",
        /// A company.
        Company = "company",
        /// A note about a contact.
        Note = "note",
        /// Something that a contact did.
        DataEvent = "data_event",
        /// An answer kept ready.
        Macro = "macro",
        /// A choice of conversations kept under a name.
        View = "view",
        /// A signed-in browser or a messenger.
        Session = "session",
        /// An API token.
        ApiToken = "api_token",
        /// A secret that signs users' identities.
        IdentitySecret = "identity_secret",
        /// A commit of the store.
        Change = "change",
        /// A link that signs a teammate in.
        SignInLink = "sign_in_link",
        /// A letter on its way.
        Mail = "mail",
        /// An invitation to become a teammate.
        Invitation = "invitation",
        /// The operator's link to the first workspace.
        SetupLink = "setup_link",
        /// The vault of keys.
        Vault = "vault",
        /// The whole installation.
        Deployment = "deployment",
        /// An erasure.
        Erasure = "erasure",
        /// A hold.
        Hold = "hold",
        /// A bar against an erased person's silent return.
        Suppression = "suppression",
        /// The activity log.
        Log = "log",
        /// A backup.
        Backup = "backup",
        /// A receipt.
        Receipt = "receipt",
    }
}

/// Who acted. The id is checked when an entry is made of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    /// The kind of actor.
    pub kind: ActorKind,
    /// The actor's id, or the program's role.
    pub id: String,
}

impl Party {
    /// The actor of that kind and id.
    pub fn new(kind: ActorKind, id: impl Into<String>) -> Self {
        Self { kind, id: id.into() }
    }

    pub(crate) fn check(&self) -> Result<(), EntryError> {
        checked("the actor's id", &self.id).map(|_| ())
    }
}

/// What was acted on. The id is checked when an entry is made of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Object {
    /// The kind of thing.
    pub kind: ObjectKind,
    /// The thing's id.
    pub id: String,
}

impl Object {
    /// The thing of that kind and id.
    pub fn new(kind: ObjectKind, id: impl Into<String>) -> Self {
        Self { kind, id: id.into() }
    }

    pub(crate) fn check(&self) -> Result<(), EntryError> {
        checked("the object's id", &self.id).map(|_| ())
    }
}
