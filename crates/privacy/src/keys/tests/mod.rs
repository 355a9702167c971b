//! The construction against a second implementation, against naive models, and against damage.

mod backup;
mod frontier;
mod record;
mod values;
mod vectors;

use super::kdf::Key;
use super::leaf::Leaf;
use super::page::{Held, Item, Page};
use super::place::{Place, child, walk};
use super::workspace_keys::{Tree, WorkspaceKeys};
use crate::access::{Actor, Permit, SystemRole, permit};
use crate::ids::Workspace;
use crate::purpose::Purpose;
use crate::sealed::{Indexed, Use};
use crate::{Id, Region};

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
    let other = (Key::new([0x40; 32]), Key::new([0x60; 32]));
    WorkspaceKeys::new((workspace(id), region), vec![Tree { number: TREE, page }], TREE, other)
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

/// The frontier without what is below `dead`: the siblings along the way take the place of the node above it.
fn puncture(page: &Page, dead: Place) -> Page {
    let mut items: Vec<Item> = Vec::new();
    for item in page.items() {
        let Held::Seed(seed) = &item.held else { panic!("one page only") };
        if item.place.covers(dead) {
            let mut seed = seed.clone();
            for depth in item.place.depth()..dead.depth() {
                let next = dead.above(depth + 1);
                let sibling = next.sibling().unwrap();
                let bit = |place: Place| u8::try_from(place.path() & 1).unwrap();
                items.push(Item { place: sibling, held: Held::Seed(child(&seed, depth, bit(sibling))) });
                seed = child(&seed, depth, bit(next));
            }
        } else if !dead.covers(item.place) {
            items.push(item.clone());
        }
    }
    items.sort_by_key(|item| item.place.start());
    Page::of(items)
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
