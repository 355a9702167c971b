//! A company's installation: its name, region and settings, all but the region sealed.

mod create;
mod describe;
mod find;
mod identity_rules;
mod messenger;
mod require;
mod settings;

use privacy::access::Guarded;
use privacy::ids::{Contact, Workspace as WorkspaceKind};
use privacy::{Id, Region, Sealed, Time};
use serde::{Deserialize, Serialize};
use store::Statement;

use crate::uses::{WorkspaceName, WorkspaceSettings};

pub use create::{NewWorkspace, create};
pub use describe::describe;
pub use find::{all_ids, find, only, shown};
pub use identity_rules::change_identity_rules;
pub use messenger::{AskEmail, BadMessenger, Hours, Messenger, OfficeHours, ReplyTime};
pub use require::{require_second_factor, requires_second_factor};
pub use settings::{SettingsError, allow_origin, change_settings};

pub(crate) static STATEMENTS: &[&[&Statement]] =
    &[create::STATEMENTS, describe::STATEMENTS, find::STATEMENTS, require::STATEMENTS, settings::STATEMENTS];

/// A workspace as the store holds it.
#[derive(Debug, Clone)]
pub struct Workspace {
    /// Its id, which names the region.
    pub id: Id<WorkspaceKind>,
    /// Where its data is hosted.
    pub region: Region,
    /// Counts changes.
    pub version: i64,
    /// Its name.
    pub name: Sealed<WorkspaceName>,
    /// Its settings.
    pub settings: Sealed<WorkspaceSettings>,
    /// When it was made.
    pub created_at: Time,
}

/// A workspace's settings: whatever the customer chose.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Origins (`https://shop.example`) whose pages may frame the messenger.
    pub allowed_origins: Vec<String>,
    /// What the messenger says first.
    pub greeting: String,
    /// The colour of the messenger, `#rrggbb`; empty: Troth's own.
    pub colour: String,
    /// What the messenger says of the team.
    pub messenger: Messenger,
    /// What is taken as proof of who somebody is.
    pub identity: crate::identity::Rules,
}

/// A workspace's name and settings, opened.
pub struct WorkspaceShown {
    /// The name.
    pub name: String,
    /// The settings.
    pub settings: Settings,
}

impl Guarded for Workspace {
    fn workspace(&self) -> Id<WorkspaceKind> {
        self.id
    }
    fn contact(&self) -> Option<Id<Contact>> {
        None
    }
}
