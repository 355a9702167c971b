//! A small world for tests: a deployment with a clock to move, and workspaces with people in them.
#![expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "a test whose world does not stand must fail"
)]

use domain::contacts::{Attributes, ContactRole};
use domain::conversations::Started;
use domain::messages::{Author, Draft, Kind};
use domain::teammates::NewTeammate;
use domain::workspaces::{NewWorkspace, Settings};
use domain::{Deployment, attachments, contacts, conversations, messenger_sessions, teammates, workspaces};
use privacy::access::{Actor, Role, SystemRole, allow};
use privacy::ids::{Contact, Teammate, Workspace};
use privacy::keys::RootKey;
use privacy::{Clock, Id, Personal, Random, Region, Time};
use store::vault::Vault;
use store::{Options, Store};
use tempfile::TempDir;

use crate::engines::{Place, copy_folder};

/// A deployment on one engine.
pub struct World {
    /// The deployment.
    pub d: Deployment,
    /// Its clock; it starts in 2026 and moves when told.
    pub clock: Clock,
    files: TempDir,
    place: Place,
}

/// A workspace with an owner.
#[derive(Debug, Clone, Copy)]
pub struct Desk {
    /// The workspace.
    pub workspace: Id<Workspace>,
    /// The owner's id.
    pub owner_id: Id<Teammate>,
    /// The owner, signed in.
    pub owner: Actor,
}

impl World {
    /// A fresh deployment in a fresh place.
    pub async fn new(place: Place) -> Self {
        let (clock, random) = (Clock::manual(Time::from_seconds(1_790_000_000)), Random::system());
        let store = Store::open(place.store_address(), Options::default()).await.expect("a store");
        let root = RootKey::create(&random);
        let vault = Vault::open(place.vault_address(), &root, &random).await.expect("a vault");
        let files = tempfile::tempdir().expect("a temporary folder");
        let d = deployment(store, vault, &files, &clock, random);
        Self { d, clock, files, place }
    }

    /// The data as it is now, as a backup has it, beside the vault that goes on; this world goes on too.
    pub async fn backup(&mut self) -> Self {
        self.d.store.close().await;
        let (place, files) = (self.place.copy().await, tempfile::tempdir().expect("a temporary folder"));
        copy_folder(self.files.path(), files.path());
        self.d = self.opened(&self.place, &self.files).await;
        let d = self.opened(&place, &files).await;
        Self { d, clock: self.clock.clone(), files, place }
    }

    /// Ends this server and starts another on the same place: what was in memory is gone.
    pub async fn reopen(&mut self) {
        self.d.store.close().await;
        self.d = self.opened(&self.place, &self.files).await;
    }

    async fn opened(&self, place: &Place, files: &TempDir) -> Deployment {
        let store = Store::open(place.store_address(), Options::default()).await.expect("a store");
        deployment(store, self.d.vault.clone(), files, &self.clock, self.d.random.clone())
    }

    /// The folder with the sealed contents of files.
    pub fn files(&self) -> &std::path::Path {
        self.files.path()
    }

    /// A fresh workspace.
    pub async fn desk(&self) -> Desk {
        let owner = NewTeammate {
            name: personal("Ines Carvalho"),
            email: personal("ines@desk.example"),
            password: Some(personal("correct horse battery")),
        };
        let new =
            NewWorkspace { region: Region::Eu, name: personal("Desk"), settings: Settings::default(), owner };
        let made = workspaces::create(&self.d, new, None).await.expect("a workspace");
        let (workspace, owner_id) = made.expect("no link was needed");
        Desk { workspace, owner_id, owner: Actor::Teammate { workspace, id: owner_id, role: Role::Owner } }
    }

    /// A further teammate, an agent.
    pub async fn agent(&self, desk: Desk, name: &str) -> Actor {
        let by = Actor::System { workspace: desk.workspace, role: SystemRole::Demo };
        let found = workspaces::find(&self.d, desk.workspace).await.expect("a store").expect("a workspace");
        let email = personal(&format!("{name}@desk.example"));
        let new = NewTeammate { name: personal(name), email, password: None };
        let allowed = allow(&by, found).expect("the demo adds teammates");
        let id = teammates::add(&self.d, &allowed, Role::Agent, new).await.expect("a teammate");
        Actor::Teammate { workspace: desk.workspace, id, role: Role::Agent }
    }

    /// A visitor with a messenger.
    pub async fn visitor(&self, desk: Desk) -> Actor {
        let visitor = messenger_sessions::start(&self.d, desk.workspace, None).await.expect("a visitor");
        Actor::Contact { workspace: desk.workspace, id: visitor.contact }
    }

    /// A user whom the owner enters.
    pub async fn user(&self, desk: Desk, attributes: Attributes) -> Id<Contact> {
        contacts::create(&self.d, &desk.owner, ContactRole::User, attributes).await.expect("a contact")
    }

    /// A conversation that a visitor starts.
    pub async fn conversation(&self, visitor: Actor, text: &str) -> Started {
        let Actor::Contact { workspace, id } = visitor else { unreachable_actor() };
        let found = contacts::find(&self.d, workspace, id).await.expect("a store").expect("a contact");
        let with = allow(&visitor, found).expect("a visitor may start");
        conversations::start(&self.d, &with, draft(Author::Contact(id), text)).await.expect("a conversation")
    }
}

fn deployment(store: Store, vault: Vault, files: &TempDir, clock: &Clock, random: Random) -> Deployment {
    let kept = attachments::Files::in_folder(files.path()).expect("a folder for files");
    Deployment::new(store, vault, kept, clock.clone(), random)
}

#[expect(clippy::panic, reason = "a mistake of the test's author")]
fn unreachable_actor() -> ! {
    panic!("only contacts start conversations here")
}

/// A comment.
pub fn draft(author: Author, text: &str) -> Draft {
    Draft { kind: Kind::Comment, author, body: personal(text), files: Vec::new(), key: None }
}

/// A personal value.
pub fn personal(text: &str) -> Personal<String> {
    Personal::new(text.to_owned())
}
