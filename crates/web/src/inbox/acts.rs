//! What a teammate can do in a conversation. A form is answered with the page, a script with JSON.

use std::collections::BTreeSet;
use std::time::Duration;

use axum::Json;
use axum::extract::{Path, Request, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use domain::conversations::{
    self, AssignError, Back, Conversation, State as Standing, StateError, Stood, To,
};
use domain::erasure::{self, Source};
use domain::messages::{self, Author, ClientKey, Draft, Kind, NewFile};
use domain::tags::TagError;
use privacy::access::{act, allow};
use privacy::ids::Tag;
use privacy::{Id, Personal, Time};
use serde_json::json;

use super::mentions;
use super::noted::change_noted;
use super::problem::Problem;
use super::session::SignedIn;
use crate::app::App;
use crate::edge::body::BodyError;
use crate::edge::form::{Form, read_form};
use crate::edge::multipart::{Upload, UploadLimits, read_multipart};
use crate::words::{RefusalWords, minute};

/// The largest form without files: a message and some fields.
const FORM_BYTES: usize = 256 * 1024;
/// The longest time for which a conversation is put aside.
const LONGEST_SNOOZE: Duration = Duration::from_hours(366 * 24);

/// A form that may bring files.
async fn upload(headers: &HeaderMap, request: Request) -> Result<Upload, BodyError> {
    let kind = headers.get("content-type").and_then(|value| value.to_str().ok()).unwrap_or_default();
    if kind.starts_with("multipart/form-data") {
        return read_multipart(headers, request.into_body(), UploadLimits::default()).await;
    }
    let form = read_form(headers, request.into_body(), FORM_BYTES).await?;
    Ok(Upload { form, files: Vec::new() })
}

/// The fields of a form that brought the session's token, in itself or, from a script, in a header.
pub(super) async fn form(who: &SignedIn, headers: &HeaderMap, request: Request) -> Result<Form, Problem> {
    let form = read_form(headers, request.into_body(), FORM_BYTES).await?;
    if has_token(who, headers, &form) { Ok(form) } else { Err(Problem::Forged) }
}

fn has_token(who: &SignedIn, headers: &HeaderMap, form: &Form) -> bool {
    let header = headers.get("csrf").and_then(|value| value.to_str().ok());
    who.has_token(header.or_else(|| form.text("csrf")))
}

/// Scripts ask for JSON; a form without scripts gets the conversation's page.
pub(super) fn answer(
    headers: &HeaderMap,
    id: &str,
    done: Result<serde_json::Value, Problem>,
    who: &SignedIn,
) -> Response {
    let script =
        headers.get("accept").and_then(|v| v.to_str().ok()).is_some_and(|v| v.contains("application/json"));
    match done {
        Ok(value) if script => Json(value).into_response(),
        Ok(_) => Redirect::to(&format!("/inbox/{id}")).into_response(),
        Err(problem) if script => problem.as_json(who.language),
        Err(problem) => problem.as_page(who.language),
    }
}

pub(super) async fn found(app: &App, who: &SignedIn, id: &str) -> Result<Conversation, Problem> {
    let id: Id<privacy::ids::Conversation> = id.parse().map_err(|_| Problem::NotFound)?;
    conversations::find(&app.d, who.actor.workspace(), id).await?.ok_or(Problem::NotFound)
}

/// `POST /inbox/{id}/reply`
pub(super) async fn reply(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let done = match upload(&headers, request).await {
        Ok(upload) if has_token(&who, &headers, &upload.form) => do_reply(&app, &who, &id, &upload).await,
        Ok(_) => Err(Problem::Forged),
        Err(error) => Err(error.into()),
    };
    answer(&headers, &id, done, &who)
}

macro_rules! act {
    ($(#[$doc:meta])* $name:ident => $does:ident) => {
        $(#[$doc])*
        pub(super) async fn $name(
            State(app): State<App>,
            who: SignedIn,
            Path(id): Path<String>,
            headers: HeaderMap,
            request: Request,
        ) -> Response {
            let done = match form(&who, &headers, request).await {
                Ok(form) => $does(&app, &who, &id, &form).await,
                Err(problem) => Err(problem),
            };
            answer(&headers, &id, done, &who)
        }
    };
}

act! {
    /// `POST /inbox/{id}/close`
    close => do_close
}
act! {
    /// `POST /inbox/{id}/open`
    open => do_open
}
act! {
    /// `POST /inbox/{id}/snooze`
    snooze => do_snooze
}
act! {
    /// `POST /inbox/{id}/assign`
    assign => do_assign
}
act! {
    /// `POST /inbox/{id}/priority`
    priority => do_priority
}
act! {
    /// `POST /inbox/{id}/unread`
    unread => do_unread
}
act! {
    /// `POST /inbox/{id}/remove`
    remove => do_remove
}
act! {
    /// `POST /inbox/{id}/noted`
    noted => change_noted
}
act! {
    /// `POST /inbox/{id}/tag`
    tag => do_tag
}
act! {
    /// `POST /inbox/{id}/untag`
    untag => do_untag
}

pub(super) type Done = Result<serde_json::Value, Problem>;

async fn do_reply(app: &App, who: &SignedIn, id: &str, Upload { form, files }: &Upload) -> Done {
    let held = found(app, who, id).await?;
    let is_note = match form.text("kind") {
        None | Some("comment") => false,
        Some("note") => true,
        Some(_) => return Err(bad("kind is comment or note")),
    };
    let closes = match form.text("then") {
        None | Some("") => false,
        Some("close") if is_note => return Err(bad("a note does not close the conversation")),
        Some("close") => true,
        Some(_) => return Err(bad("then is close")),
    };
    let key = form.text("client_key").filter(|key| !key.is_empty());
    let key = key.map(|key| ClientKey::read(key).ok_or_else(|| bad("client_key has 32 hexadecimal digits")));
    let files = files.iter().map(|file| {
        let media_type = Personal::new(file.media_type.clone());
        NewFile::new(&app.d, file.name.clone(), media_type, file.content.clone())
    });
    let draft = Draft {
        kind: if is_note { Kind::Note } else { Kind::Comment },
        author: Author::of(&who.actor),
        body: form.personal("body").unwrap_or_else(|| Personal::new(String::new())),
        files: files.collect(),
        key: key.transpose()?,
    };
    let sent = if is_note {
        let whom = mentions::named(app, who, form.text("body").unwrap_or_default()).await?;
        messages::note_to(&app.d, allow::<_, act::Note>(&who.actor, held)?, draft, whom).await?
    } else {
        messages::send(&app.d, allow::<_, act::Reply>(&who.actor, held)?, draft).await?
    };
    let ending = if closes { closed_after(app, who, id, sent.seq).await? } else { None };
    Ok(json!({"seq": sent.seq, "closed": ending}))
}

/// Closes the conversation after the message of that number: not where more was said since, nor twice where the message is
/// sent again because its answer was lost.
async fn closed_after(
    app: &App,
    who: &SignedIn,
    id: &str,
    seq: i64,
) -> Result<Option<serde_json::Value>, Problem> {
    let held = found(app, who, id).await?;
    if held.next_seq > seq + 1 {
        return Ok((held.state == Standing::Closed).then(|| json!({})));
    }
    perform(app, who, id, Task::Close).await.map(Some)
}

/// What is done with a conversation, once it is clear what was asked.
#[derive(Clone)]
pub(super) enum Task {
    Close,
    Open,
    Snooze(Time),
    PutBack(Back),
    Assign(To),
    HandBack(Back),
    Prioritise(bool),
    Read(bool),
    Tag(Personal<String>),
    Label(Id<Tag>),
    Untag(Id<Tag>),
}

/// Does it with the conversation; answers how that stood before, so that it can be taken back, and what is so now.
pub(super) async fn perform(app: &App, who: &SignedIn, id: &str, task: Task) -> Done {
    let held = found(app, who, id).await?;
    let tags = if matches!(task, Task::Tag(_)) { Some(tags(app, who, &held).await?) } else { None };
    let stood = held.clone();
    let now = does(app, who, held, task).await?;
    let tag = now.get("tag").and_then(serde_json::Value::as_str);
    let tagged = tags.zip(tag).map(|(tags, tag)| tags.contains(tag));
    Ok(json!({"id": id, "was": before(&stood, tagged), "now": now}))
}

fn before(held: &Conversation, tagged: Option<bool>) -> serde_json::Value {
    let id = |kind: &str, id: Option<String>| format!("{kind}-{}", id.as_deref().unwrap_or("none"));
    json!({
        "state": held.state.code(),
        "until": held.snoozed_until.map(|until: Time| until.micros() / 1_000_000),
        "waiting": held.waiting_since.map(Time::micros),
        "unread": held.unread,
        "moved": held.moved_at.micros(),
        "priority": held.priority,
        "teammate": id("teammate", held.assignee.map(|one| one.to_string())),
        "team": id("team", held.team.map(|one| one.to_string())),
        "tagged": tagged,
    })
}

async fn tags(app: &App, who: &SignedIn, held: &Conversation) -> Result<BTreeSet<String>, Problem> {
    let permit = conversations::permit_for(&who.actor)?;
    let all = conversations::tags_of(&app.d, &permit, held.workspace, held.id).await?;
    Ok(all.into_iter().map(|(id, _)| id.to_string()).collect())
}

async fn does(app: &App, who: &SignedIn, held: Conversation, task: Task) -> Done {
    let words = &who.language.words().refusal;
    let (d, by, author) = (&app.d, &who.actor, Author::of(&who.actor));
    match task {
        Task::Close => {
            let left = conversations::close(d, allow(by, held)?, author).await?;
            Ok(json!({"state": "closed", "left": left}))
        }
        Task::Open => {
            let left = conversations::open(d, allow(by, held)?, author).await?;
            Ok(json!({"state": "open", "left": left}))
        }
        Task::Snooze(until) => {
            let left = conversations::snooze(d, allow(by, held)?, author, until).await?;
            Ok(json!({"state": "snoozed", "left": left}))
        }
        Task::PutBack(back) => {
            let put = conversations::put_back(d, allow(by, held)?, author, back).await;
            put.map_err(|error| not_put_back(error, words))?;
            Ok(json!({}))
        }
        Task::Assign(to) => {
            let given = conversations::assign_to(d, allow(by, held)?, author, to).await;
            let left = given.map_err(|error| not_assigned(error, words))?;
            Ok(json!({"left": left}))
        }
        Task::HandBack(back) => {
            let given = conversations::hand_back(d, allow(by, held)?, author, back).await;
            given.map_err(|error| not_assigned(error, words))?;
            Ok(json!({}))
        }
        Task::Prioritise(first) => {
            conversations::set_priority(d, &allow(by, held)?, first).await?;
            Ok(json!({"priority": first}))
        }
        Task::Read(read) => {
            conversations::set_read(d, &allow(by, held)?, read).await?;
            Ok(json!({"unread": !read}))
        }
        Task::Tag(name) => {
            let tag = conversations::tag(d, &allow(by, held)?, who.id, name).await;
            let tag = tag.map_err(|error| not_tagged(error, words))?;
            Ok(json!({"tag": tag.to_string()}))
        }
        Task::Label(tag) => {
            let labelled = conversations::label(d, &allow(by, held)?, who.id, tag).await;
            labelled.map_err(|error| not_tagged(error, words))?;
            Ok(json!({"tag": tag.to_string()}))
        }
        Task::Untag(tag) => {
            let taken = conversations::untag(d, &allow(by, held)?, tag).await;
            taken.map_err(|error| not_tagged(error, words))?;
            Ok(json!({"untagged": tag.to_string()}))
        }
    }
}

fn not_put_back(error: StateError, words: &RefusalWords) -> Problem {
    match error {
        StateError::ChangedMeanwhile => bad(words.changed_meanwhile),
        other => other.into(),
    }
}

fn not_assigned(error: AssignError, words: &RefusalWords) -> Problem {
    match error {
        AssignError::NoSuchTeammate => bad(words.no_such_teammate),
        AssignError::CannotAnswer => bad(words.cannot_answer),
        AssignError::NoSuchTeam => bad(words.no_such_team),
        AssignError::ChangedMeanwhile => bad(words.changed_meanwhile),
        AssignError::NotFound => Problem::NotFound,
        AssignError::Trouble(trouble) => trouble.into(),
    }
}

pub(super) fn not_tagged(error: TagError, words: &RefusalWords) -> Problem {
    match error {
        TagError::BadName => bad(words.bad_tag),
        TagError::TooMany => bad(words.too_many_tags),
        TagError::NotFound => bad(words.no_such_tag),
        TagError::NameTaken | TagError::ChangedMeanwhile => bad(words.changed_meanwhile),
        TagError::Trouble(trouble) => trouble.into(),
    }
}

async fn do_close(app: &App, who: &SignedIn, id: &str, _: &Form) -> Done {
    perform(app, who, id, Task::Close).await
}

async fn do_open(app: &App, who: &SignedIn, id: &str, _: &Form) -> Done {
    perform(app, who, id, Task::Open).await
}

async fn do_snooze(app: &App, who: &SignedIn, id: &str, form: &Form) -> Done {
    let task = Task::Snooze(chosen_time(app, who, form)?);
    perform(app, who, id, task).await
}

/// The time that a form chooses: `until` in seconds, or `at` as a day and a minute in UTC.
pub(super) fn chosen_time(app: &App, who: &SignedIn, form: &Form) -> Result<Time, Problem> {
    let seconds = match form.text("at") {
        Some(at) => minute(at).map(|micros| micros / 1_000_000),
        None => form.text("until").and_then(|text| text.parse().ok()),
    };
    until(app, who, seconds)
}

/// A time until which something may be put aside.
pub(super) fn until(app: &App, who: &SignedIn, seconds: Option<i64>) -> Result<Time, Problem> {
    let now = app.d.now();
    let latest = now.after(LONGEST_SNOOZE).micros() / 1_000_000;
    let until = seconds.filter(|seconds| *seconds < latest).map(Time::from_seconds);
    let until = until.filter(|until| *until > now);
    until.ok_or_else(|| bad(who.language.words().refusal.past))
}

/// How a conversation stood, as `before` tells it: its id, its state, the second in which a snooze ends, the microsecond since
/// which its contact waited, whether it was unread, the microsecond that is its place in lists, which teammate and which team
/// had it; `-` for what there is not. And what was left, as `does` tells it.
pub(super) fn back(told: &str) -> Result<(String, Back), Problem> {
    let number = |word: &str| if word == "-" { Some(None) } else { word.parse::<i64>().ok().map(Some) };
    let read = || {
        let words: Vec<&str> = told.split(' ').collect();
        let [id, state, until, waiting, unread, moved, teammate, team, left] = words.as_slice() else {
            return None;
        };
        let (Ok(To::Teammate(teammate)), Ok(To::Team(team))) = (assignee(teammate), assignee(team)) else {
            return None;
        };
        let until = number(until)?.filter(|until| until.unsigned_abs() < 1 << 40).map(Time::from_seconds);
        let stood = Stood {
            state: Standing::of_code(state)?,
            until,
            waiting_since: number(waiting)?.map(Time::from_micros),
            unread: *unread == "yes",
            assignee: teammate,
            team,
            moved_at: Time::from_micros(moved.parse().ok()?),
        };
        Some(((*id).to_owned(), Back { stood, left: left.parse().ok()? }))
    };
    read().ok_or_else(|| {
        bad("was is an id, a state, the end of a snooze, since when somebody waited, yes or no, its place in lists, teammate- and team- with an id or none, and the number of the next part")
    })
}

async fn do_assign(app: &App, who: &SignedIn, id: &str, form: &Form) -> Done {
    let task = Task::Assign(assignee(form.text("to").unwrap_or_default())?);
    perform(app, who, id, task).await
}

/// `teammate-3`, `team-2`, `teammate-none`, `team-none` or `nobody`.
pub(super) fn assignee(word: &str) -> Result<To, Problem> {
    let to = match word.split_once('-') {
        Some(("teammate", "none")) => Some(To::Teammate(None)),
        Some(("teammate", id)) => id.parse().ok().map(|id| To::Teammate(Some(id))),
        Some(("team", "none")) => Some(To::Team(None)),
        Some(("team", id)) => id.parse().ok().map(|id| To::Team(Some(id))),
        _ => (word == "nobody").then_some(To::Both(None, None)),
    };
    to.ok_or_else(|| bad("to is teammate- or team- with an id or none, or nobody"))
}

async fn do_priority(app: &App, who: &SignedIn, id: &str, form: &Form) -> Done {
    perform(app, who, id, Task::Prioritise(first(form.text("first").unwrap_or_default())?)).await
}

pub(super) fn first(word: &str) -> Result<bool, Problem> {
    match word {
        "yes" => Ok(true),
        "no" => Ok(false),
        _ => Err(bad("first is yes or no")),
    }
}

async fn do_unread(app: &App, who: &SignedIn, id: &str, _: &Form) -> Done {
    perform(app, who, id, Task::Read(false)).await
}

/// What was written is taken away for everyone, and its key ends: that cannot be taken back.
async fn do_remove(app: &App, who: &SignedIn, id: &str, form: &Form) -> Done {
    let message = form.text("message").unwrap_or_default();
    let message = message.parse().map_err(|_| bad("message is the id of a message"))?;
    let held = allow(&who.actor, found(app, who, id).await?)?;
    let requested = messages::redact(&app.d, held, message, Source::Inbox).await?;
    erasure::start(&app.d, who.actor.workspace(), requested.erasure);
    Ok(json!({}))
}

async fn do_tag(app: &App, who: &SignedIn, id: &str, form: &Form) -> Done {
    let name = form.personal("name").unwrap_or_else(|| Personal::new(String::new()));
    perform(app, who, id, Task::Tag(name)).await
}

async fn do_untag(app: &App, who: &SignedIn, id: &str, form: &Form) -> Done {
    let task = Task::Untag(tag_of(form.text("tag").unwrap_or_default())?);
    perform(app, who, id, task).await
}

pub(super) fn tag_of(word: &str) -> Result<Id<Tag>, Problem> {
    word.parse().map_err(|_| bad("tag is the id of a tag"))
}

pub(super) fn bad(what: &str) -> Problem {
    Problem::Bad(what.to_owned())
}
