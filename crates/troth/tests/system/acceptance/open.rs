//! The store and the vault opened from outside the server, which must not run: to plant what no address of the API takes,
//! and to try what a vault opens.

use std::collections::BTreeSet;
use std::fs;
use std::time::Duration;

use domain::attachments::Files;
use domain::contacts::ContactRole;
use domain::holds::{self, Ground, NewHold, On, Scope};
use domain::mail;
use domain::messages::{self, Author, Draft, Kind};
use domain::{Deployment, contacts, conversations, drafts, uses, workspaces};
use privacy::access::{Actor, Role, allow};
use privacy::ids::{Conversation, Teammate, Workspace};
use privacy::keys::{RootKey, WorkspaceKeys};
use privacy::sealed::Json;
use privacy::{Clock, Id, Personal, Random, RowId, Sealed, Use};
use store::vault::{Vault, VaultAddress};
use store::{Job, Options, Store, StoreAddress};

use super::person::Person;
use super::sealed::Taken;
use crate::place::{Outcome, Place};

async fn vault(place: &Place) -> Outcome<Vault> {
    let root = RootKey::read(&fs::read_to_string(place.options.root_key())?)?;
    Ok(Vault::open(VaultAddress::Folder(place.options.data.join("vault")), &root, &Random::system()).await?)
}

/// Ten minutes from now, so that what was just said is no longer new.
async fn deployment(place: &Place) -> Outcome<Deployment> {
    let address = match &place.options.store {
        Some(url) => StoreAddress::parse(url)?,
        None => StoreAddress::Folder(place.options.data.join("store")),
    };
    let store = Store::open(address, Options::default()).await?;
    let files = Files::in_folder(&place.options.data.join("files"))?;
    let clock = Clock::manual(Clock::system().now().after(Duration::from_mins(10)));
    Ok(Deployment::new(store, vault(place).await?, files, clock, Random::system()))
}

/// Tags their conversation, mentions a teammate in a note in it, begins to write there, lets them begin another one on a page, places a hold on
/// them that is over, brings somebody into it and takes them out, and lets a letter about what they have not seen wait.
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
    begin_on_a_page(&d, workspace, person).await?;
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
    share(&d, &by, conversation).await?;
    mail_answers(&d, &by).await?;
    d.store.close().await;
    Ok(())
}

/// They begin another conversation, on a page that is told.
async fn begin_on_a_page(d: &Deployment, workspace: Id<Workspace>, person: &Person) -> Outcome {
    let id = person.contact.parse()?;
    let by = Actor::Contact { workspace, id };
    let found = contacts::find(d, workspace, id).await?.ok_or("no contact")?;
    let said = Draft {
        kind: Kind::Comment,
        author: Author::Contact(id),
        body: Personal::new("And the stairs?".to_owned()),
        files: Vec::new(),
        key: None,
    };
    let on = conversations::WrittenOn::read(&person.value("page"), None).ok_or("no page")?;
    conversations::start_on(d, &allow(&by, found)?, said, Some(Personal::new(Json(on)))).await?;
    Ok(())
}

/// Brings somebody into the conversation and takes them out again: it was with several people.
async fn share(d: &Deployment, by: &Actor, conversation: Id<Conversation>) -> Outcome {
    let email = Some(Personal::new(format!("guest-of-{conversation}@wobble.example")));
    let guest = contacts::Attributes { email, ..contacts::Attributes::default() };
    let guest = contacts::create(d, by, ContactRole::Lead, guest).await?;
    let workspace = by.workspace();
    let guest = contacts::find(d, workspace, guest).await?.ok_or("no guest")?;
    let found = async || conversations::find(d, workspace, conversation).await;
    let held = allow(by, found().await?.ok_or("no conversation")?)?;
    conversations::attach(d, held, Author::of(by), &guest).await?;
    let held = allow(by, found().await?.ok_or("no conversation")?)?;
    Ok(conversations::detach(d, held, Author::of(by), guest.id).await?)
}

/// Lets a letter about the answers wait that nobody has seen, with its links. It leaves in ten minutes at the earliest.
async fn mail_answers(d: &Deployment, by: &Actor) -> Outcome {
    let workspace = by.workspace();
    let held = workspaces::find(d, workspace).await?.ok_or("no workspace")?;
    let at = mail::Server {
        host: "127.0.0.1".into(),
        port: 9,
        security: mail::Security::Plain,
        user: String::new(),
        from: "desk@desk.example".into(),
    };
    mail::change(d, &allow(by, held)?, at, None).await?;
    let of = Id::<Workspace>::OPERATOR;
    let lease = d.store.lease(of, Job::SendMail, Duration::from_secs(1)).await?.ok_or("no lease")?;
    let write = |told: &mail::Answers<'_>| web::letters::answers("https://desk.example", told);
    while mail::tell_next(d, workspace, &lease, domain::limits::ANSWER_QUIET, &write).await? {}
    Ok(d.store.release(lease).await?)
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
        ConversationPage,
        DataEventName,
        DataEventMetadata,
        FileName,
        FileMediaType,
        FileContent,
        HoldBasis,
        MailRecipient,
        MailSubject,
        MailBody,
        MailHtml,
        MailStopLink
    )
}

fn opens_as<U: Use>(keys: &WorkspaceKeys, one: &Taken) -> Outcome<bool> {
    let sealed = Sealed::<U>::from_store(one.bytes.clone())?;
    Ok(keys.reopen::<U>(&RowId::of(one.row.as_str()), &sealed).is_ok())
}
