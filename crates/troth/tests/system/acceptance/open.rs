//! The store and the vault opened from outside the server, which must not run: to plant what no address of the API takes,
//! and to try what a vault opens.

use std::collections::BTreeSet;
use std::fs;
use std::time::Duration;

use domain::attachments::Files;
use domain::holds::{self, Ground, NewHold, On, Scope};
use domain::mail::{self, Letter};
use domain::messages::{self, Author, Draft, Kind};
use domain::{Deployment, contacts, conversations, drafts, uses};
use privacy::access::{Actor, Role, allow};
use privacy::ids::{Conversation, Teammate, Workspace};
use privacy::keys::{RootKey, WorkspaceKeys};
use privacy::{Clock, Id, Personal, Random, RowId, Sealed, Use};
use store::vault::{Vault, VaultAddress};
use store::{Options, Store, StoreAddress};

use super::person::Person;
use super::sealed::Taken;
use crate::place::{Outcome, Place};

async fn vault(place: &Place) -> Outcome<Vault> {
    let root = RootKey::read(&fs::read_to_string(place.options.root_key())?)?;
    Ok(Vault::open(VaultAddress::Folder(place.options.data.join("vault")), &root, &Random::system()).await?)
}

async fn deployment(place: &Place) -> Outcome<Deployment> {
    let address = match &place.options.store {
        Some(url) => StoreAddress::parse(url)?,
        None => StoreAddress::Folder(place.options.data.join("store")),
    };
    let store = Store::open(address, Options::default()).await?;
    let files = Files::in_folder(&place.options.data.join("files"))?;
    Ok(Deployment::new(store, vault(place).await?, files, Clock::system(), Random::system()))
}

/// Tags their conversation, mentions a teammate in a note in it, begins to write there, places a hold on them that is over, and lets a letter to them
/// wait.
pub(super) async fn tag_and_hold(place: &Place, workspace: &str, person: &Person) -> Outcome {
    let workspace: Id<Workspace> = workspace.parse()?;
    let owner =
        &place.rows("SELECT teammate_id FROM teammates WHERE role = 'owner' ORDER BY 1 LIMIT 1")?[0][0];
    let id: Id<Teammate> = owner.parse()?;
    let by = Actor::Teammate { workspace, id, role: Role::Owner };
    let d = deployment(place).await?;
    let conversation: Id<Conversation> = person.conversation.parse()?;
    let found = conversations::find(&d, workspace, conversation).await?.ok_or("no conversation")?;
    conversations::tag(&d, &allow(&by, found)?, id, Personal::new("Limping".to_owned())).await?;
    let other = place.rows("SELECT teammate_id FROM teammates WHERE role <> 'owner' ORDER BY 1 LIMIT 1")?;
    let note = Draft {
        kind: Kind::Note,
        author: Author::Teammate(id),
        body: Personal::new("Have a look at the slippers.".to_owned()),
        files: Vec::new(),
        key: None,
    };
    let found = conversations::find(&d, workspace, conversation).await?.ok_or("no conversation")?;
    messages::note_to(&d, allow(&by, found)?, note, [other[0][0].parse()?].into()).await?;
    let found = conversations::find(&d, workspace, conversation).await?.ok_or("no conversation")?;
    let begun = Personal::new("Perhaps the felt ones instead.".to_owned());
    drafts::keep(&d, &allow(&by, found)?, Kind::Comment, begun).await?;
    let hold = NewHold {
        ground: Ground::Litigation,
        scope: Scope::Everything,
        basis: Personal::new("The claim about the marmalade stairs.".to_owned()),
        until: None,
        review_at: d.now().after(Duration::from_hours(24)),
        reviewer: id,
    };
    let hold = holds::place(&d, &by, On::Contact(person.contact.parse()?), hold).await?;
    holds::lift(&d, &by, hold).await?;
    let found = contacts::find(&d, workspace, person.contact.parse()?).await?.ok_or("no contact")?;
    let letter = Letter {
        subject: Personal::new("Your cork-soled slippers".to_owned()),
        body: Personal::new("They are ready to be fetched.".to_owned()),
    };
    assert!(mail::to_contact(&d, &allow(&by, found)?, &letter).await?, "they have an address");
    d.store.close().await;
    Ok(())
}

/// The places of which the vault of that deployment opens a value; all of a place's values, or none.
pub(super) async fn opening(place: &Place, workspace: &str, taken: &[Taken]) -> Outcome<BTreeSet<String>> {
    let keys = vault(place).await?.keys(workspace.parse()?).await?.ok_or("no such workspace")?;
    let (mut opened, mut closed) = (BTreeSet::new(), BTreeSet::new());
    for one in taken {
        let found = if opens(&keys, one)? { &mut opened } else { &mut closed };
        found.insert(one.used_as.clone());
    }
    assert!(opened.is_disjoint(&closed), "{opened:?} open in part");
    Ok(opened)
}

fn opens(keys: &WorkspaceKeys, one: &Taken) -> Outcome<bool> {
    macro_rules! by_use {
        ($($name:ident),+) => {
            match one.used_as.as_str() {
                $(<uses::$name as Use>::NAME => opens_as::<uses::$name>(keys, one),)+
                unknown => Err(format!("{unknown} has no canary here: add its use, and a value to the people met").into()),
            }
        };
    }
    by_use!(
        ContactExternalId,
        ContactEmail,
        ContactPhone,
        ContactName,
        ContactCustom,
        MessageBody,
        DraftBody,
        ConversationAttributes,
        ContactNote,
        FileName,
        FileMediaType,
        FileContent,
        HoldBasis,
        MailRecipient,
        MailSubject,
        MailBody
    )
}

fn opens_as<U: Use>(keys: &WorkspaceKeys, one: &Taken) -> Outcome<bool> {
    let sealed = Sealed::<U>::from_store(one.bytes.clone())?;
    Ok(keys.reopen::<U>(&RowId::of(one.row.as_str()), &sealed).is_ok())
}
