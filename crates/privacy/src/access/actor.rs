//! Who is acting. Every change and every disclosure has one.

use super::role::Role;
use crate::Id;
use crate::codes;
use crate::ids::{ApiToken, Contact, Teammate, Workspace};

/// An authenticated actor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Actor {
    /// A signed-in teammate.
    Teammate {
        /// The workspace.
        workspace: Id<Workspace>,
        /// The teammate.
        id: Id<Teammate>,
        /// Their role there.
        role: Role,
    },
    /// A contact in the messenger.
    Contact {
        /// The workspace.
        workspace: Id<Workspace>,
        /// The contact.
        id: Id<Contact>,
    },
    /// A program with an API token.
    Token {
        /// The workspace.
        workspace: Id<Workspace>,
        /// The token.
        id: Id<ApiToken>,
        /// What the token may do.
        scope: Scope,
        /// The teammate to whom the token belongs.
        teammate: Id<Teammate>,
    },
    /// The program itself, in one closed role.
    System {
        /// The workspace it works on.
        workspace: Id<Workspace>,
        /// The role: there is none that may do everything.
        role: SystemRole,
    },
}

codes! {
    /// What an API token may do.
    Scope {
        /// Only look.
        Read = "read",
        /// Look and change.
        Write = "write",
        /// Look, erase, place and lift holds: what a privacy officer does.
        Privacy = "privacy",
    }
}

codes! {
    /// The program's own roles.
    SystemRole {
        /// Makes a workspace with its owner, at the operator's command.
        Setup = "setup",
        /// Authenticates: looks up sessions and password hashes.
        SignIn = "sign_in",
        /// Shows a workspace's public face: its name and greeting in the messenger.
        Messenger = "messenger",
        /// Sends mail that waits, and opens nothing else.
        Mail = "mail",
        /// Does what is due at a time: brings snoozed conversations back.
        Schedule = "schedule",
        /// Erases: at the operator's command, after a restore, and what an erasure has still to do.
        Erasure = "erasure",
        /// Fills the demo workspace.
        Demo = "demo",
    }
}

impl Actor {
    /// The workspace in which this actor acts.
    pub const fn workspace(&self) -> Id<Workspace> {
        match self {
            Self::Teammate { workspace, .. }
            | Self::Contact { workspace, .. }
            | Self::Token { workspace, .. }
            | Self::System { workspace, .. } => *workspace,
        }
    }

    /// The kind of actor, as entries say it.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Teammate { .. } => "teammate",
            Self::Contact { .. } => "contact",
            Self::Token { .. } => "api_token",
            Self::System { .. } => "system",
        }
    }

    /// The actor's id, as entries say it.
    pub fn id(&self) -> String {
        match self {
            Self::Teammate { id, .. } => id.to_string(),
            Self::Contact { id, .. } => id.to_string(),
            Self::Token { id, .. } => id.to_string(),
            Self::System { role, .. } => role.code().to_owned(),
        }
    }
}
