//! The screen of the activity log, for owners, admins and privacy officers, and its downloads.

use std::collections::{BTreeMap, HashMap, HashSet};

use activity_log::note::VerifierKey;
use activity_log::{Action, Entry, FactKey, FactValue, ObjectKind};
use axum::extract::{Query, State};
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{Html, IntoResponse, Response};
use domain::activity::{self, Filter, Reader, Whom};
use domain::teammates::TeammateShown;
use domain::{api_tokens, contacts, teammates, workspaces};
use privacy::access::Permit;
use privacy::ids::{Contact, Teammate, Workspace};
use privacy::{Id, Time};
use serde::Deserialize;
use store::LoggedEntry;

use super::log_names::names;
use super::page_headers;
use super::problem::Problem;
use super::session::SignedIn;
use super::view::{LogAsked, LogLine, LogPage, WitnessLine, log_page};
use crate::app::App;
use crate::told::Cast;
use crate::words::{Language, day_start, fill};

/// Entries on one page.
const LISTED: i64 = 50;
/// A day in microseconds.
const DAY: i64 = 86_400_000_000;

/// What the address asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    who: String,
    act: String,
    from: String,
    until: String,
    below: Option<u64>,
}

impl Asked {
    fn filter(&self) -> Filter {
        Filter {
            whom: whom(&self.who),
            acts: Action::of_code(&self.act).into_iter().collect(),
            from: day_start(&self.from).map(Time::from_micros),
            until: day_start(&self.until).map(|day| Time::from_micros(day.saturating_add(DAY))),
            without_contacts: false,
            below: self.below,
            since: None,
        }
    }

    /// What was asked for, without what nobody could mean.
    fn understood(self) -> LogAsked {
        let known = |day: String| if day_start(&day).is_some() { day } else { String::new() };
        LogAsked {
            who: if whom(&self.who).is_some() { self.who } else { String::new() },
            act: if Action::of_code(&self.act).is_some() { self.act } else { String::new() },
            from: known(self.from),
            until: known(self.until),
            below: self.below,
        }
    }
}

/// `teammate:7` or `contact:64b0…`.
fn whom(word: &str) -> Option<Whom> {
    match word.split_once(':')? {
        ("teammate", id) => id.parse().ok().map(Whom::Teammate),
        ("contact", id) => id.parse().ok().map(Whom::Contact),
        _ => None,
    }
}

/// `GET /inbox/log`
pub(super) async fn screen(State(app): State<App>, who: SignedIn, Query(asked): Query<Asked>) -> Response {
    match draw(&app, &who, asked).await {
        Ok(response) => response,
        Err(problem) => problem.as_page(who.language),
    }
}

async fn draw(app: &App, who: &SignedIn, asked: Asked) -> Result<Response, Problem> {
    let (reader, permit) = activity::read_by(&app.d, &who.actor).await?;
    activity::catch_up(&app.d, who.actor.workspace()).await;
    let filter = asked.filter();
    let mut found = activity::list(&app.d, &reader, &filter, 0, LISTED + 1).await?;
    let more = found.len() > usize::try_from(LISTED).unwrap_or(usize::MAX);
    found.truncate(usize::try_from(LISTED).unwrap_or(usize::MAX));
    let cast = cast(app, &reader, &permit, &found, filter.whom).await?;
    let newest = app.d.store.newest_checkpoint(who.actor.workspace()).await.map_err(domain::Trouble::from)?;
    let page = LogPage {
        language: who.language,
        workspace_name: workspaces::shown(&app.d, reader.thing(), &permit).await?.name,
        checkpoint: newest.map(|newest| (newest.size, newest.signed_at.micros())),
        witnesses: witnesses(app, who.actor.workspace()).await?,
        people: people(&cast),
        acts: acts(who.language),
        older: found.last().filter(|_| more).map(|last| last.index),
        entries: lines(app, &reader, &found, &cast, who.language).await?,
        asked: asked.understood(),
    };
    Ok((page_headers(), Html(log_page(&page).into_string())).into_response())
}

/// How far each of the witnesses that are asked has come.
async fn witnesses(app: &App, workspace: Id<Workspace>) -> Result<Vec<WitnessLine>, Problem> {
    if app.witnesses.is_empty() {
        return Ok(Vec::new());
    }
    let signed = app.d.store.witnesses(workspace).await.map_err(domain::Trouble::from)?;
    let line = |key: &VerifierKey| {
        let found = signed.iter().find(|one| one.witness == key.to_string());
        WitnessLine { name: key.name().to_owned(), signed: found.map(|one| (one.size, one.at.micros())) }
    };
    Ok(app.witnesses.iter().map(line).collect())
}

/// The names of those who appear, and of nobody else's contacts.
async fn cast(
    app: &App,
    reader: &Reader,
    permit: &Permit,
    found: &[LoggedEntry],
    asked: Option<Whom>,
) -> Result<Cast, Problem> {
    let workspace = reader.actor().workspace();
    let known: HashMap<Id<Teammate>, TeammateShown> =
        teammates::everyone(&app.d, permit).await?.into_iter().map(|one| (one.id, one)).collect();
    let mut wanted: HashSet<Id<Contact>> =
        found.iter().filter_map(|logged| activity::contact_of(&logged.entry)).collect();
    if let Some(Whom::Contact(id)) = asked {
        wanted.insert(id);
    }
    let keys = app.d.keys(workspace).await?;
    let mut called = HashMap::with_capacity(wanted.len());
    for id in wanted {
        if let Some(contact) = contacts::find(&app.d, workspace, id).await? {
            called.insert(id, contacts::show(&keys, permit, &contact)?.called().to_owned());
        }
    }
    let tokens = api_tokens::owners(&app.d, workspace).await?;
    Ok(Cast { teammates: known, tokens, contacts: called, things: names(app, reader, permit, found).await? })
}

/// Whom one may ask for: every teammate, and the contacts of this page, sorted by name.
fn people(cast: &Cast) -> Vec<(String, String)> {
    let teammates = cast.teammates.values().map(|one| (one.name.clone(), format!("teammate:{}", one.id)));
    let contacts = cast.contacts.iter().map(|(id, name)| (name.clone(), format!("contact:{id}")));
    let (mut first, mut then): (Vec<_>, Vec<_>) = (teammates.collect(), contacts.collect());
    first.sort();
    then.sort();
    first.into_iter().chain(then).map(|(name, word)| (word, name)).collect()
}

/// Every act, with its sentence without a name, sorted as read.
fn acts(language: Language) -> Vec<(&'static str, String)> {
    let words = language.words();
    let sentence = |act: Action| fill(&fill(words.acts.of(act), "who", "…"), "what", "…");
    let sorted: BTreeMap<String, &'static str> =
        Action::ALL.iter().map(|act| (sentence(*act), act.code())).collect();
    sorted.into_iter().map(|(sentence, code)| (code, sentence)).collect()
}

async fn lines(
    app: &App,
    reader: &Reader,
    found: &[LoggedEntry],
    cast: &Cast,
    language: Language,
) -> Result<Vec<LogLine>, Problem> {
    let mut lines = Vec::with_capacity(found.len());
    let mut covering: Option<u64> = None;
    // Newest first: the checkpoint over an entry covers those below it too, unless an earlier one does.
    for logged in found.iter().rev() {
        if covering.is_none_or(|size| size <= logged.index) {
            let over = activity::covering(&app.d, reader.actor().workspace(), logged.index).await?;
            covering = over.map(|checkpoint| checkpoint.size);
        }
        lines.push(LogLine {
            index: logged.index,
            actor_id: logged.entry.actor().id.clone(),
            name: cast.name(&logged.entry, language),
            sentence: with_reason(cast.sentence(&logged.entry, language), &logged.entry, language),
            act: logged.entry.action().code(),
            link: conversation(&logged.entry).map(|id| format!("/inbox/{id}")),
            at: logged.entry.stamp().at_us,
            covered: covering,
        });
    }
    lines.reverse();
    Ok(lines)
}

/// The sentence with why somebody was refused and how often, or what was made harmless.
fn with_reason(sentence: String, entry: &Entry, language: Language) -> String {
    let words = &language.words().causes;
    let facts = entry.facts().list();
    let count = |wanted: FactKey| {
        facts.iter().find_map(|(key, value)| match value {
            FactValue::Count(count) if *key == wanted => Some(*count),
            _ => None,
        })
    };
    let cause = facts.iter().find_map(|(key, value)| match (key, value) {
        (FactKey::Cause, FactValue::Code(code)) => words.of(code),
        _ => None,
    });
    let why = match (cause, count(FactKey::Count)) {
        (Some(why), Some(times @ 2..)) => {
            Some(fill(&fill(words.times, "why", why), "count", &times.to_string()))
        }
        (Some(why), _) => Some(why.to_owned()),
        (None, _) => None,
    };
    let harmless = [
        (FactKey::Disguised, words.disguised),
        (FactKey::Inside, words.inside),
        (FactKey::Markup, words.markup),
    ];
    let told =
        harmless.into_iter().filter_map(|(key, text)| Some(fill(text, "count", &count(key)?.to_string())));
    let told: Vec<_> = why.into_iter().chain(told).collect();
    if told.is_empty() { sentence } else { format!("{sentence}: {}", told.join("; ")) }
}

/// The conversation that an entry is about.
fn conversation(entry: &Entry) -> Option<&str> {
    if entry.object().kind == ObjectKind::Conversation {
        return Some(entry.object().id.as_str());
    }
    entry.facts().list().iter().find_map(|(key, value)| match (key, value) {
        (FactKey::Conversation, FactValue::Id(id)) => Some(id.as_str()),
        _ => None,
    })
}

/// `GET /inbox/log/checkpoint`
pub(super) async fn checkpoint(State(app): State<App>, who: SignedIn) -> Result<Response, Problem> {
    let (reader, _) = activity::read_by(&app.d, &who.actor).await?;
    let newest = activity::hand_out_checkpoint(&app.d, &reader, None).await?.ok_or(Problem::NotFound)?;
    let name = format!("checkpoint-{}-{}.txt", reader.actor().workspace(), newest.checkpoint().size);
    Ok((download("text/plain; charset=utf-8", &name), newest.to_string()).into_response())
}

/// `GET /inbox/log/export`, of what the screen shows: without a filter, of all.
pub(super) async fn export(
    State(app): State<App>,
    who: SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let (reader, _) = activity::read_by(&app.d, &who.actor).await?;
    let filter = Filter { below: None, ..asked.filter() };
    let all =
        filter.whom.is_none() && filter.acts.is_empty() && filter.from.is_none() && filter.until.is_none();
    let name = format!("log-{}.jsonl", reader.actor().workspace());
    let export = activity::export(&app.d, reader, (!all).then_some(filter)).await?;
    Ok((download("application/jsonl; charset=utf-8", &name), crate::told::streamed(export)).into_response())
}

/// The headers of something to be saved under that name.
pub(crate) fn download(media_type: &'static str, name: &str) -> [(axum::http::HeaderName, HeaderValue); 3] {
    let name = HeaderValue::try_from(format!("attachment; filename=\"{name}\""));
    [
        (CONTENT_TYPE, HeaderValue::from_static(media_type)),
        (CONTENT_DISPOSITION, name.unwrap_or_else(|_| HeaderValue::from_static("attachment"))),
        (CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
    ]
}
