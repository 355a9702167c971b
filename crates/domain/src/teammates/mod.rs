//! The people who answer: their names and addresses sealed, their roles in the clear.

mod add;
mod away;
mod change_role;
mod deactivate;
mod expire;
mod language;
mod list;
mod password;
mod rename;
mod reset_factor;
mod reset_password;
pub mod second_factor;
mod session;
mod sessions;
mod sign_in;
mod step;

use privacy::access::{Role, answers};
use privacy::ids::{Teammate as TeammateKind, Workspace};
use privacy::keys::Leaf;
use privacy::{Id, Sealed, Time, codes};
use store::Statement;

use crate::uses::{TeammateEmail, TeammateName};

pub use add::{AddError, NewTeammate, PasswordRule, add, check_password};
pub(crate) use add::{adding, placing};
pub use away::{Presence, PresenceError, set_presence};
pub use change_role::{ChangeRoleError, change_role};
pub use deactivate::{DeactivateError, deactivate, reactivate};
pub use expire::expire;
pub use language::{choose_language, language};
pub(crate) use list::names;
pub use list::{actor, everyone, find, list};
pub use password::{PasswordError, change_password, confirm_password, has_password};
pub use rename::{RenameError, own_name, rename};
pub use reset_factor::{ResetError, reset_factor};
pub use reset_password::reset_password;
pub(crate) use session::starting;
pub use session::{Authenticated, SessionKey, authenticate, is_live, refused, sign_out};
pub use sessions::{SessionShown, end_other_sessions, end_session, sessions};
pub use sign_in::{Entered, SignInError, SignedIn, by_link, by_password, create_link};
pub use step::{StepError, by_code};

pub(crate) static STATEMENTS: &[&[&Statement]] = &[
    add::STATEMENTS,
    away::STATEMENTS,
    change_role::STATEMENTS,
    deactivate::STATEMENTS,
    expire::STATEMENTS,
    language::STATEMENTS,
    list::STATEMENTS,
    password::STATEMENTS,
    rename::STATEMENTS,
    reset_factor::STATEMENTS,
    reset_password::STATEMENTS,
    second_factor::STATEMENTS,
    session::STATEMENTS,
    sessions::STATEMENTS,
    sign_in::STATEMENTS,
    step::STATEMENTS,
];

codes! {
    /// Whether a teammate may sign in.
    TeammateState {
        /// They may.
        Active = "active",
        /// They may not; what they did keeps their name.
        Deactivated = "deactivated",
    }
}

/// A teammate as the store holds them.
#[derive(Debug, Clone)]
pub struct Teammate {
    /// The workspace.
    pub workspace: Id<Workspace>,
    /// Their id.
    pub id: Id<TeammateKind>,
    /// The leaf under which their values are sealed.
    pub leaf: Leaf,
    /// What they may do.
    pub role: Role,
    /// Whether they may sign in.
    pub state: TeammateState,
    /// Their name.
    pub name: Sealed<TeammateName>,
    /// Their address.
    pub email: Sealed<TeammateEmail>,
    /// Since when they are away, if they are.
    pub away_since: Option<Time>,
    /// Whether what people answer them then goes back to everybody.
    pub away_reassigns: bool,
    /// When they were added.
    pub created_at: Time,
}

/// A teammate, opened.
#[derive(Clone)]
pub struct TeammateShown {
    /// Their id.
    pub id: Id<TeammateKind>,
    /// Their role.
    pub role: Role,
    /// Whether they may sign in.
    pub state: TeammateState,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// Since when they are away, if they are.
    pub away_since: Option<Time>,
    /// Whether what people answer them then goes back to everybody.
    pub away_reassigns: bool,
    /// When they were added.
    pub created_at: Time,
}

impl TeammateShown {
    /// Whether they may sign in.
    pub fn is_active(&self) -> bool {
        self.state == TeammateState::Active
    }

    /// Whether conversations can be given to them: they may sign in, and their role answers people.
    pub fn answers(&self) -> bool {
        self.is_active() && answers(self.role)
    }
}
