//! The product without its edge: a deployment with a workspace, and visitors with a conversation each.

use anyhow::{Context as _, Result};
use domain::attachments::Files;
use domain::conversations::{self, Conversation};
use domain::messages::{self, Author, Draft, Kind};
use domain::teammates::NewTeammate;
use domain::workspaces::{self, NewWorkspace, Settings};
use domain::{Deployment, contacts, messenger_sessions};
use privacy::access::{Actor, Role, allow};
use privacy::ids::{Contact, Conversation as ConversationKind, Teammate, Workspace};
use privacy::keys::RootKey;
use privacy::{Clock, Id, Personal, Random, Region};
use store::vault::{Vault, VaultAddress};
use store::{Options, Store};

use crate::scratch::Scratch;

/// What every message says: 300 bytes.
pub(crate) const TEXT_BYTES: usize = 300;

/// An open deployment.
pub(crate) struct Product {
    pub(crate) d: Deployment,
    pub(crate) workspace: Id<Workspace>,
    pub(crate) teammate: Id<Teammate>,
}

/// A visitor and their conversation.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Talk {
    pub(crate) contact: Id<Contact>,
    pub(crate) conversation: Id<ConversationKind>,
}

impl Product {
    /// Opens the store of `scratch`, with a vault in a folder, and makes a workspace.
    pub(crate) async fn open(scratch: &Scratch) -> Result<Self> {
        let (clock, random) = (Clock::system(), Random::system());
        let store = Store::open(scratch.address()?, Options::default()).await?;
        let vault = VaultAddress::Folder(scratch.folder("vault"));
        let vault = Vault::open(vault, &RootKey::create(&random), &random).await?;
        let files = Files::in_folder(&scratch.folder("files"))?;
        let d = Deployment::new(store, vault, files, clock, random);
        let owner = NewTeammate {
            name: Personal::new("Jo Keeper".to_owned()),
            email: Personal::new("jo@example.com".to_owned()),
            password: None,
        };
        let new = NewWorkspace {
            region: Region::Eu,
            name: Personal::new("Bench".to_owned()),
            settings: Settings::default(),
            owner,
        };
        let (workspace, teammate) =
            workspaces::create(&d, new, None).await?.context("no workspace was made")?;
        Ok(Self { d, workspace, teammate })
    }

    /// The teammate, as who acts.
    pub(crate) const fn owner(&self) -> Actor {
        Actor::Teammate { workspace: self.workspace, id: self.teammate, role: Role::Owner }
    }

    /// A new visitor with a conversation of one message.
    pub(crate) async fn talk(&self) -> Result<Talk> {
        let contact = messenger_sessions::start(&self.d, self.workspace, None).await?.contact;
        let by = Actor::Contact { workspace: self.workspace, id: contact };
        let found = contacts::find(&self.d, self.workspace, contact).await?.context("the visitor is gone")?;
        let started = conversations::start(&self.d, &allow(&by, found)?, said(contact)).await?;
        Ok(Talk { contact, conversation: started.conversation })
    }

    /// So many of them.
    pub(crate) async fn talks(&self, count: usize) -> Result<Vec<Talk>> {
        let mut talks = Vec::with_capacity(count);
        for _ in 0..count {
            talks.push(self.talk().await?);
        }
        Ok(talks)
    }

    /// The conversation as it stands.
    pub(crate) async fn held(&self, talk: Talk) -> Result<Conversation> {
        held(&self.d, self.workspace, talk).await
    }

    /// Closes the store.
    pub(crate) async fn close(&self) {
        self.d.store.close().await;
    }
}

async fn held(d: &Deployment, workspace: Id<Workspace>, talk: Talk) -> Result<Conversation> {
    conversations::find(d, workspace, talk.conversation).await?.context("the conversation is gone")
}

/// The visitor says something in their conversation, by the whole act.
pub(crate) async fn say(d: &Deployment, workspace: Id<Workspace>, talk: Talk) -> Result<()> {
    let by = Actor::Contact { workspace, id: talk.contact };
    let allowed = allow(&by, held(d, workspace, talk).await?)?;
    messages::send(d, allowed, said(talk.contact)).await?;
    Ok(())
}

fn said(contact: Id<Contact>) -> Draft {
    Draft {
        kind: Kind::Comment,
        author: Author::Contact(contact),
        body: Personal::new(text()),
        files: Vec::new(),
        key: None,
    }
}

/// What every message says.
pub(crate) fn text() -> String {
    "A parcel, two shirts and a question about when. ".chars().cycle().take(TEXT_BYTES).collect()
}
