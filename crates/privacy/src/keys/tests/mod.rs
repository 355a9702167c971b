//! The construction against a second implementation, against naive models, and against damage.

mod backup;
mod frontier;
mod pages;
mod puncture;
mod record;
mod values;
mod vectors;

use super::kdf::Key;
use super::leaf::Leaf;
use super::live::Live;
use super::page::Page;
use super::place::{Place, child, walk};
use super::puncture::edit::Edit;
use super::workspace_keys::{State, Tree, WorkspaceKeys};
use crate::access::{Actor, Permit, SystemRole, permit};
use crate::ids::Workspace;
use crate::purpose::Purpose;
use crate::sealed::{Indexed, Use};
use crate::{Id, Random, Region};

const TREE: u32 = 0x0102_0304;

/// Bytes 00..1f.
fn root() -> Key {
    Key::new(std::array::from_fn(|at| u8::try_from(at).unwrap()))
}

fn workspace(id: &str) -> Id<Workspace> {
    id.parse().unwrap()
}

/// Keys of a workspace whose only tree has the root 00..1f and this frontier.
fn keys_over(id: &str, region: Region, page: Page) -> WorkspaceKeys {
    let trees = vec![Tree { number: TREE, page: page.into() }];
    let state = State { generation: 1, destroyed: 0, trees, newest: TREE, index_key: Key::new([0x40; 32]) };
    WorkspaceKeys::new((workspace(id), region), state, Key::new([0x60; 32]), Live::always())
}

fn keys() -> WorkspaceKeys {
    keys_over("eu4k7m2pqx", Region::Eu, Page::whole(root()))
}

fn permit_in(keys: &WorkspaceKeys) -> Permit {
    let actor = Actor::System { workspace: keys.workspace(), role: SystemRole::SignIn };
    permit(&actor, Purpose::Authentication).unwrap()
}

const fn leaf(index: u64) -> Leaf {
    Leaf { tree: TREE, index }
}

/// The key at a place, by nothing but steps from the root.
fn naive(place: Place) -> Key {
    walk(root(), Place::ROOT, place, |_, _| {})
}

/// The frontier without what is below `dead`.
fn puncture(page: &Page, dead: Place) -> Page {
    Edit::new(&Random::seeded(1)).first_page(page, &[dead])
}

enum Email {}
impl Use for Email {
    const NAME: &'static str = "contacts.email/v1";
    type Value = String;
}
impl Indexed for Email {
    const NORMALISATION: &'static str = "trim-lowercase/1";
    fn normalise(value: &str) -> String {
        value.trim().to_lowercase()
    }
}

macro_rules! uses {
    ($($name:ident = $use:literal;)+) => {$(
        enum $name {}
        impl Use for $name {
            const NAME: &'static str = $use;
            type Value = Vec<u8>;
        }
    )+};
}
uses! {
    EmailBytes = "contacts.email/v1";
    Settings = "workspaces.settings/v1";
    Body = "messages.body/v1";
    Content = "attachments.content/v1";
}
