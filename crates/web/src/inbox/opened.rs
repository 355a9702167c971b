//! One conversation, opened for whoever looks at it: what was said, and the person it is with.

use std::collections::HashMap;

use domain::conversations::{Condition, Sort};
use domain::data_events::Before;
use domain::messages::{self, Kind, Which};
use domain::{contacts, conversations, data_events, drafts, notes, tags, teammates, teams};
use privacy::Id;
use privacy::access::{Permit, act, allow};
use privacy::ids::{Conversation as ConversationKind, Hex};
use privacy::purpose::Purpose;

use super::problem::Problem;
use super::session::SignedIn;
use super::view::{Begun, May, Newest, Noted, Part, Participant, Person, Previous, Tag, Thread, WrittenOn};
use super::{companies, macros, show};
use crate::app::App;
use crate::words::Language;

/// How many parts a thread shows at first.
const PARTS: i64 = 50;
/// How many notes about the person are opened.
const NOTES: i64 = 50;
/// How many things that the person did are listed.
const EVENTS: i64 = 30;
/// How many other conversations with the person are listed.
const PREVIOUS: i64 = 30;

/// What of a conversation is looked at.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Look {
    /// The parts before this one, instead of the latest.
    pub(super) before: Option<i64>,
    /// Up to which part it is seen already.
    pub(super) shown: Option<i64>,
    /// Nobody has it before them, so that nothing is marked as read.
    pub(super) glance: bool,
}

/// The conversation; in the composer stands the macro of that id.
pub(super) async fn thread(
    app: &App,
    who: &SignedIn,
    id: Id<ConversationKind>,
    Look { before, shown, glance }: Look,
    uses: Option<&str>,
) -> Result<Thread, Problem> {
    let (held, permit) = conversations::read_by(&app.d, &who.actor, id).await?;
    let about = privacy::access::permit(&who.actor, Purpose::Administration)?;
    let conversation = held.thing().clone();
    let which = before.map_or(Which::Latest, Which::Before);
    let said = async {
        let parts = match shown {
            _ if glance => messages::parts(&app.d, &held, &permit, which, PARTS).await?,
            Some(seq) => messages::thread_again(&app.d, &held, &permit, which, PARTS, seq).await?,
            None => messages::thread(&app.d, &held, &permit, which, PARTS).await?,
        };
        let taken = match (shown, parts.first()) {
            (Some(_), Some(first)) => messages::redacted(&app.d, &held, first.seq - 1).await?,
            _ => Vec::new(),
        };
        Ok((parts, taken))
    };
    let begun = async { if uses.is_some() { Ok(None) } else { drafts::find(&app.d, &held, &permit).await } };
    let ((parts, taken), draft, tags, on, noted, mut all, teams) = Box::pin(async {
        tokio::try_join!(
            said,
            begun,
            conversations::tags_of(&app.d, &permit, conversation.workspace, id),
            conversations::written_on(&app.d, &permit, &conversation),
            conversations::attributes(&app.d, &permit, &conversation),
            teammates::everyone(&app.d, &about),
            teams::names(&app.d, &about),
        )
    })
    .await?;
    let known = show::colleagues(&all);
    all.retain(teammates::TeammateShown::is_active);
    // Whoever looks takes most for themselves.
    all.sort_by_key(|one| one.id != who.id);
    let (contact, permit) = contacts::read_by(&app.d, &who.actor, conversation.contact).await?;
    let shown = contacts::show(&app.d.keys(conversation.workspace).await?, &permit, contact.thing())?;
    let begun = match uses {
        Some(id) => Begun { body: macros::filled_one(app, who, shown.name.clone(), id).await?, note: false },
        None => {
            draft.map(|draft| Begun { note: draft.kind == Kind::Note, body: draft.body }).unwrap_or_default()
        }
    };
    let redacts = allow::<_, act::RedactMessage>(&who.actor, conversation.clone()).is_ok();
    let key: [u8; 16] = app.d.random.bytes();
    Ok(Thread {
        id: id.to_string(),
        person_id: conversation.contact.to_string(),
        name: shown.called().to_owned(),
        pseudonym: show::unnamed(&shown),
        title: noted.title,
        state: show::state(conversation.state),
        snoozed_until: conversation.snoozed_until.map(privacy::Time::micros),
        priority: conversation.priority,
        assignee: conversation.assignee.and_then(|id| known.get(&id).cloned()),
        team: conversation.team.map(|id| show::team(id, &teams)),
        teammates: all.iter().map(show::teammate).collect(),
        assignees: show::assignees(&all),
        mail: show::mail(contact.thing()),
        teams: show::teams(&teams),
        tags: tags.into_iter().map(|(id, name)| Tag { id: id.to_string(), name }).collect(),
        written_on: on.map(|on| WrittenOn { url: on.url, referrer: on.referrer }),
        taken,
        earlier: parts.first().map(|part| part.seq).filter(|seq| *seq > 0),
        parts: parts
            .into_iter()
            .map(|part| {
                let removable = redacts && !part.redacted && matches!(part.kind, Kind::Comment | Kind::Note);
                let part = show::part(part, &format!("/inbox/{id}/files"), &known, &teams);
                Part { removable, ..part }
            })
            .collect(),
        seen: (conversation.contact_seen_seq >= 0).then_some(conversation.contact_seen_seq),
        answers: allow::<_, act::Reply>(&who.actor, conversation).is_ok(),
        begun,
        client_key: Hex::new(key).to_string(),
    })
}

/// The person with whom the conversation is, or another one who is in it.
pub(super) async fn person(
    app: &App,
    who: &SignedIn,
    id: Id<ConversationKind>,
    whom: Option<&str>,
) -> Result<Person, Problem> {
    let (held, permit) = conversations::read_by(&app.d, &who.actor, id).await?;
    let conversation = held.into_thing();
    let all = conversation.contacts();
    let whom = whom.and_then(|id| id.parse().ok()).filter(|id| all.contains(id));
    let whom = whom.unwrap_or(conversation.contact);
    let noted = conversations::attributes(&app.d, &permit, &conversation).await?;
    let (contact, permit) = contacts::read_by(&app.d, &who.actor, whom).await?;
    let held = contact.thing();
    let about = privacy::access::permit(&who.actor, Purpose::Administration)?;
    let shown = contacts::show(&app.d.keys(conversation.workspace).await?, &permit, held)?;
    let (all, holding, blocked, about_them, events) = Box::pin(async {
        tokio::try_join!(
            teammates::everyone(&app.d, &about),
            contacts::held(&app.d, &contact),
            contacts::is_blocked(&app.d, held.workspace, held.id),
            notes::list(&app.d, &contact, &permit, 0, NOTES),
            data_events::list_with_counts(&app.d, &contact, &permit, Before::ALL, EVENTS + 1),
        )
    })
    .await?;
    let (participants, (companies, companies_beyond), tags, previous) = Box::pin(async {
        tokio::try_join!(
            participants(app, who, &conversation),
            companies::of(app, &about, held),
            tags_of(app, &about, held),
            previous(app, &permit, held.id, id, who.language),
        )
    })
    .await?;
    let known = show::colleagues(&all);
    let region = conversation.workspace.region().ok_or(Problem::NotFound)?;
    let may_hold = allow::<_, act::ManageHolds>(&who.actor, held.clone()).is_ok();
    let active = all.iter().filter(|one| may_hold && one.is_active());
    Ok(Person {
        conversation: id.to_string(),
        may: May {
            erase: allow::<_, act::EraseContact>(&who.actor, held.clone()).is_ok(),
            export: allow::<_, act::ExportContact>(&who.actor, held.clone()).is_ok(),
            edit: allow::<_, act::UpdateContact>(&who.actor, held.clone()).is_ok(),
            bring_in: allow::<_, act::ManageParticipants>(&who.actor, conversation.clone()).is_ok(),
            tag: allow::<_, act::Tag>(&who.actor, held.clone()).is_ok(),
            note: allow::<_, act::Note>(&who.actor, held.clone()).is_ok(),
        },
        mail_log: allow::<_, act::ReadActivityLog>(&who.actor, held.clone())
            .is_ok()
            .then(|| format!("/inbox/log?who=contact:{}&act=contact.unsubscribed", held.id)),
        participants,
        beside: whom != conversation.contact,
        reviewers: active.map(show::teammate).collect(),
        blocked,
        companies,
        companies_beyond,
        tags,
        notes: show::notes(about_them, &known),
        noted: Noted {
            title: noted.title,
            attributes: show::texts(noted.custom),
            may_change: allow::<_, act::ChangeState>(&who.actor, conversation.clone()).is_ok(),
        },
        previous,
        events: Newest::of(events.into_iter().map(show::event), EVENTS),
        ..show::person(held, shown, (&holding, &who.actor), region, &known)
    })
}

/// Everybody who is in the conversation, whoever it is with first. Whoever looks is entered as having looked at each.
async fn participants(
    app: &App,
    who: &SignedIn,
    conversation: &conversations::Conversation,
) -> Result<Vec<Participant>, Problem> {
    let keys = app.d.keys(conversation.workspace).await?;
    let mut all = conversation.contacts();
    all.sort_by_key(|id| *id != conversation.contact);
    let mut shown = Vec::new();
    for id in all {
        let (found, permit) = match contacts::read_by(&app.d, &who.actor, id).await {
            Err(contacts::ReadError::NotFound) => continue,
            read => read?,
        };
        shown.push(show::participant(found.thing(), contacts::show(&keys, &permit, found.thing())?));
    }
    Ok(shown)
}

async fn tags_of(app: &App, about: &Permit, contact: &contacts::Contact) -> Result<Vec<Tag>, Problem> {
    let on = tags::of_contact(&app.d, contact.workspace, contact.id).await?;
    if on.is_empty() {
        return Ok(Vec::new());
    }
    let names: HashMap<_, _> = tags::list(&app.d, about).await?.into_iter().collect();
    let shown =
        on.iter().filter_map(|one| Some(Tag { id: one.tag.to_string(), name: names.get(&one.tag)?.clone() }));
    Ok(shown.collect())
}

/// The person's other conversations, the newest of them, and whether there are older ones.
async fn previous(
    app: &App,
    permit: &Permit,
    contact: Id<privacy::ids::Contact>,
    open: Id<ConversationKind>,
    language: Language,
) -> Result<Newest<Previous>, Problem> {
    let theirs = Condition::Contact(contact);
    let mut page = conversations::page(&app.d, permit, &theirs, Sort::NEWEST, None, PREVIOUS + 2).await?;
    page.retain(|one| one.conversation.id != open);
    Ok(Newest::of(page.iter().map(|one| show::previous(one, language)), PREVIOUS))
}
