//! Pages of the list, and how many conversations the folders hold.

use std::collections::BTreeSet;

use domain::conversations::{self, Condition, Filter, Folder as In, Place, Sort, State as Standing, counts};
use domain::{limits, messages, teams};
use privacy::Id;
use privacy::ids::{Number, Team};
use privacy::purpose::Purpose;
use serde::Deserialize;

use super::problem::Problem;
use super::session::SignedIn;
use super::show;
use super::view::{ConversationRow, Count, Folder, FolderRow, List, Listing, Order, State};
use crate::app::App;
use crate::edge::form::Form;

/// How many conversations a page of the list has.
const ROWS: i64 = 50;

/// What the address says about the list.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    folder: Option<String>,
    state: Option<String>,
    sort: Option<String>,
    after: Option<String>,
    rows: Option<String>,
}

impl Asked {
    /// The list from which a form was sent.
    pub(super) fn of(form: &Form) -> Self {
        let field = |name| form.text(name).map(str::to_owned);
        Self { folder: field("folder"), state: field("state"), sort: field("sort"), ..Self::default() }
    }

    /// The list that is meant; what the address does not say is as usual.
    pub(super) fn listing(&self) -> Listing {
        Listing {
            folder: self.folder.as_deref().and_then(Folder::parse).unwrap_or_default(),
            state: self.state.as_deref().and_then(State::parse).unwrap_or_default(),
            order: self.sort.as_deref().and_then(Order::parse).unwrap_or_default(),
        }
    }

    /// The place after which the page begins, as `place` writes it.
    fn after(&self) -> Option<Place> {
        let (value, id) = self.after.as_deref()?.split_once('.')?;
        Some(Place { value: value.parse().ok()?, id: id.parse().ok()? })
    }

    /// A page, or more of it for a script that shows several as one.
    fn rows(&self) -> i64 {
        let asked = self.rows.as_deref().and_then(|rows| rows.parse().ok()).unwrap_or(ROWS);
        asked.clamp(ROWS, limits::PAGE)
    }
}

/// A place in the list, for addresses.
fn place(at: Place) -> String {
    format!("{}.{}", at.value, at.id)
}

/// A page of the list, and all folders.
pub(super) async fn list(
    app: &App,
    who: &SignedIn,
    asked: &Asked,
    selected: Option<&str>,
) -> Result<List, Problem> {
    let (permit, listing, rows) = (conversations::permit_for(&who.actor)?, asked.listing(), asked.rows());
    let (condition, sort, after) = (condition(who, listing), sort(listing.order), asked.after());
    let mut page = conversations::page(&app.d, &permit, &condition, sort, after, rows + 1).await?;
    let goes_on = i64::try_from(page.len()).is_ok_and(|found| found > rows);
    if goes_on {
        page.pop();
    }
    let next = page.last().filter(|_| goes_on).map(|last| place(last.place(sort)));
    let mentioned = if listing.folder == Folder::Mentions {
        messages::unseen_mentions(&app.d, who.actor.workspace(), who.id).await?
    } else {
        BTreeSet::new()
    };
    let row = |one: &conversations::Listed| {
        let unread = one.conversation.unread || mentioned.contains(&one.conversation.id);
        show::row(one, unread, selected)
    };
    Ok(List {
        rows: page.iter().map(row).collect(),
        folders: folders(app, who).await?,
        next,
        choosable: choosable(who),
        later: after.is_some(),
        searched: None,
    })
}

/// What was found for a text, as a list.
pub(super) async fn found(
    app: &App,
    who: &SignedIn,
    rows: Vec<ConversationRow>,
    searched: String,
) -> Result<List, Problem> {
    let folders = folders(app, who).await?;
    let choosable = choosable(who);
    Ok(List { rows, folders, next: None, choosable, later: false, searched: Some(searched) })
}

/// Whoever gives support may change conversations; others see them, and nothing more.
fn choosable(who: &SignedIn) -> bool {
    privacy::access::permit(&who.actor, Purpose::Support).is_ok()
}

fn condition(who: &SignedIn, listing: Listing) -> Condition {
    let folder = match listing.folder {
        Folder::Mine => Some(In::Of(who.id)),
        Folder::Unassigned => Some(In::Unassigned),
        Folder::Mentions => Some(In::Mentions(who.id)),
        Folder::All => Some(In::All),
        Folder::Team(id) => Number::new(id).map(|id| In::Team(Id::of(id))),
    };
    // A number that no team can have holds nothing.
    let Some(folder) = folder else { return Condition::Any(Vec::new()) };
    Filter { folder, state: Some(standing(listing.state)), contact: None }.into()
}

const fn standing(state: State) -> Standing {
    match state {
        State::Open => Standing::Open,
        State::Snoozed => Standing::Snoozed,
        State::Closed => Standing::Closed,
    }
}

const fn sort(order: Order) -> Sort {
    match order {
        Order::Newest => Sort::NEWEST,
        Order::Oldest => Sort::OLDEST,
        Order::Waiting => Sort::WAITING_LONGEST,
        Order::Priority => Sort::PriorityFirst,
    }
}

/// All folders with their open conversations.
async fn folders(app: &App, who: &SignedIn) -> Result<Vec<FolderRow>, Problem> {
    let about = privacy::access::permit(&who.actor, Purpose::Administration)?;
    let names = teams::names(&app.d, &about).await?;
    let counted = counts(&app.d, who.actor.workspace(), who.id, Standing::Open).await?;
    let own = [
        (Folder::Mine, counted.mine),
        (Folder::Unassigned, counted.unassigned),
        (Folder::Mentions, counted.mentions),
        (Folder::All, counted.all),
    ];
    let own = own.into_iter().map(|(folder, held)| row(folder, None, held));
    let team = |(id, held): &(Id<Team>, i64)| {
        row(Folder::Team(id.raw().get()), Some(show::team(*id, &names).name), *held)
    };
    Ok(own.chain(counted.teams.iter().map(team)).collect())
}

fn row(folder: Folder, team: Option<String>, held: i64) -> FolderRow {
    let number = u64::try_from(held).unwrap_or_default();
    FolderRow { folder, team, count: Count { number, more: held >= limits::COUNTED } }
}
