//! The inbox's page and the fragments that keep it up to date.

use axum::extract::{Path, Query, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use domain::conversations::{self, Filter, Folder as In, State as Standing};
use domain::messages::{Which, thread};
use domain::{contacts, teammates, teams, workspaces};
use privacy::Id;
use privacy::access::{Permit, act, allow};
use privacy::ids::Conversation as ConversationKind;
use privacy::purpose::Purpose;
use serde::Deserialize;

use super::problem::Problem;
use super::session::SignedIn;
use super::view::{self, ConversationRow, Counts, Folder, InboxPage, Person, State as Tab, Thread, Viewing};
use super::{page_headers, show};
use crate::app::App;

/// How many conversations the list shows.
const LISTED: i64 = 50;
/// How many parts a thread shows at first.
const PARTS: i64 = 50;

/// What the address says about the list and the thread.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    folder: Option<String>,
    state: Option<String>,
    selected: Option<String>,
    before: Option<i64>,
}

impl Asked {
    fn viewing(&self, app: &App, who: &SignedIn) -> Viewing {
        Viewing {
            language: who.language,
            csrf: who.csrf.as_str().to_owned(),
            folder: self.folder.as_deref().and_then(Folder::parse).unwrap_or(Folder::All),
            state: self.state.as_deref().and_then(Tab::parse).unwrap_or(Tab::Open),
            now: app.d.now().micros(),
        }
    }
}

/// `/`: to the inbox, or to the door.
pub(super) async fn home() -> Redirect {
    Redirect::to("/inbox")
}

/// `GET /inbox`
pub(super) async fn inbox(State(app): State<App>, who: SignedIn, Query(asked): Query<Asked>) -> Response {
    match page(&app, &who, &asked, None).await {
        Ok(response) => response,
        Err(problem) => problem.as_page(who.language),
    }
}

/// `GET /inbox/{id}`
pub(super) async fn conversation(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    let found = match id.parse() {
        Ok(id) => page(&app, &who, &asked, Some(id)).await,
        Err(_) => Err(Problem::NotFound),
    };
    found.unwrap_or_else(|problem| problem.as_page(who.language))
}

async fn page(
    app: &App,
    who: &SignedIn,
    asked: &Asked,
    open: Option<Id<ConversationKind>>,
) -> Result<Response, Problem> {
    let viewing = asked.viewing(app, who);
    let about = privacy::access::permit(&who.actor, Purpose::Administration)?;
    let workspace = workspaces::find(&app.d, who.actor.workspace()).await?.ok_or(Problem::NotFound)?;
    let sees_log = allow::<_, act::ReadActivityLog>(&who.actor, workspace.clone()).is_ok();
    let sees_erasures = allow::<_, act::ReadErasures>(&who.actor, workspace.clone()).is_ok();
    let workspace = workspaces::shown(&app.d, &workspace, &about).await?;
    let all = teammates::list(&app.d, &about).await?;
    let me = all.iter().find(|one| one.id == who.id).ok_or(Problem::SignedOut)?;
    let me = show::teammate(me);
    let (thread, person) = match open {
        Some(id) => {
            let (thread, person) = Box::pin(opened(app, who, id, asked.before)).await?;
            (Some(thread), Some(person))
        }
        None => (None, None),
    };
    let selected = open.map(|id| id.to_string());
    let (list, counts) = listed(app, who, &viewing, selected.as_deref()).await?;
    let page = InboxPage {
        viewing,
        me,
        workspace_name: workspace.name,
        sees_log,
        sees_erasures,
        counts,
        list,
        thread,
        person,
    };
    Ok((page_headers(), Html(view::inbox_page(&page).into_string())).into_response())
}

/// `GET /inbox/list`
pub(super) async fn list(
    State(app): State<App>,
    who: SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let viewing = asked.viewing(&app, &who);
    let (rows, counts) = listed(&app, &who, &viewing, asked.selected.as_deref()).await?;
    Ok(fragment(view::list_fragment(&viewing, &rows, &counts)))
}

/// `GET /inbox/{id}/thread`
pub(super) async fn thread_of(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let id = id.parse().map_err(|_| Problem::NotFound)?;
    let (thread, _) = opened(&app, &who, id, asked.before).await?;
    Ok(fragment(view::thread_fragment(&asked.viewing(&app, &who), &thread)))
}

/// `GET /inbox/{id}/person`
pub(super) async fn person_of(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let id = id.parse().map_err(|_| Problem::NotFound)?;
    let (_, person) = opened(&app, &who, id, asked.before).await?;
    Ok(fragment(view::person_fragment(&asked.viewing(&app, &who), &person)))
}

fn fragment(markup: maud::Markup) -> Response {
    (page_headers(), Html(markup.into_string())).into_response()
}

async fn listed(
    app: &App,
    who: &SignedIn,
    viewing: &Viewing,
    selected: Option<&str>,
) -> Result<(Vec<ConversationRow>, Counts), Problem> {
    let permit: Permit = conversations::permit_for(&who.actor)?;
    let folder = match viewing.folder {
        Folder::Mine => In::Of(who.id),
        Folder::Unassigned => In::Unassigned,
        Folder::All => In::All,
    };
    let state = match viewing.state {
        Tab::Open => Standing::Open,
        Tab::Snoozed => Standing::Snoozed,
        Tab::Closed => Standing::Closed,
    };
    let filter = Filter { folder, state: Some(state), contact: None };
    let page = conversations::list(&app.d, &permit, filter, None, LISTED).await?;
    let counted = conversations::counts(&app.d, who.actor.workspace(), who.id, Standing::Open).await?;
    let count = |n: i64| u64::try_from(n).unwrap_or_default();
    let counts =
        Counts { mine: count(counted.mine), unassigned: count(counted.unassigned), all: count(counted.all) };
    Ok((page.conversations.iter().map(|one| show::row(one, selected)).collect(), counts))
}

async fn opened(
    app: &App,
    who: &SignedIn,
    id: Id<ConversationKind>,
    before: Option<i64>,
) -> Result<(Thread, Person), Problem> {
    let (held, permit) = conversations::read_by(&app.d, &who.actor, id).await?;
    let about = privacy::access::permit(&who.actor, Purpose::Administration)?;
    let mut all = teammates::everyone(&app.d, &about).await?;
    let known = show::colleagues(&all);
    all.retain(teammates::TeammateShown::is_active);
    let teams = teams::names(&app.d, &about).await?;
    let which = before.map_or(Which::Latest, Which::Before);
    let parts = thread(&app.d, &held, &permit, which, PARTS).await?;
    let tags = conversations::tags_of(&app.d, &permit, held.thing().workspace, id).await?;
    let conversation = held.thing().clone();
    let (contact, permit) = contacts::read_by(&app.d, &who.actor, conversation.contact).await?;
    let keys = app.d.keys(conversation.workspace).await?;
    let shown = contacts::show(&keys, &permit, contact.thing())?;
    let holding = contacts::held(&app.d, &contact).await?;
    let region = conversation.workspace.region().ok_or(Problem::NotFound)?;
    let earlier = parts.first().map(|part| part.seq).filter(|seq| *seq > 0);
    let key: [u8; 16] = app.d.random.bytes();
    let thread = Thread {
        id: id.to_string(),
        person_id: conversation.contact.to_string(),
        name: shown.called().to_owned(),
        pseudonym: show::unnamed(&shown),
        state: show::state(conversation.state),
        snoozed_until: conversation.snoozed_until.map(privacy::Time::micros),
        assignee: conversation.assignee.and_then(|id| known.get(&id).cloned()),
        teammates: all.iter().map(show::teammate).collect(),
        tags: tags.into_iter().map(|(_, name)| name).collect(),
        parts: parts
            .into_iter()
            .map(|part| show::part(part, &format!("/inbox/{id}/files"), &known, &teams))
            .collect(),
        seen: (conversation.contact_seen_seq >= 0).then_some(conversation.contact_seen_seq),
        earlier,
        answers: allow::<_, act::Reply>(&who.actor, conversation.clone()).is_ok(),
        client_key: privacy::ids::Hex::new(key).to_string(),
    };
    let erasable = allow::<_, act::EraseContact>(&who.actor, contact.thing().clone()).is_ok();
    let holds = allow::<_, act::ManageHolds>(&who.actor, contact.thing().clone()).is_ok();
    let reviewers = if holds { all.iter().map(show::teammate).collect() } else { Vec::new() };
    let person = show::person(contact.thing(), shown, &holding, region, &known, (erasable, reviewers));
    Ok((thread, person))
}
