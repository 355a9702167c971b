//! Pages of the list, and how many conversations the folders hold.

use std::collections::BTreeSet;

use domain::conversations::{
    self, Compare, Condition, Filter, Folder as In, Place, Sort, State as Standing, counts,
};
use domain::views::{self, View};
use domain::{limits, messages, teams};
use futures_util::future::try_join_all;
use privacy::Id;
use privacy::ids::{Conversation, Number, Team};
use privacy::purpose::Purpose;
use serde::Deserialize;

use super::problem::Problem;
use super::session::SignedIn;
use super::show;
use super::view::{ConversationRow, Count, Folder, FolderRow, List, Listing, Order, Searched, State};
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

    /// The list that is meant; what the address does not say is as usual. What a view holds is not known here.
    pub(super) fn listing(&self) -> Listing {
        Listing {
            folder: self.folder.as_deref().and_then(Folder::parse).unwrap_or_default(),
            state: self.state.as_deref().and_then(State::parse).unwrap_or_default(),
            order: self.order().unwrap_or_default(),
            usual: Order::default(),
        }
    }

    fn order(&self) -> Option<Order> {
        self.sort.as_deref().and_then(Order::parse)
    }

    /// The place after which the page begins, as `place` writes it.
    fn after(&self) -> Option<Place> {
        place_of(self.after.as_deref()?)
    }

    /// A page, or more of it for a script that shows several as one.
    fn rows(&self) -> i64 {
        let asked = self.rows.as_deref().and_then(|rows| rows.parse().ok()).unwrap_or(ROWS);
        asked.clamp(ROWS, limits::PAGE)
    }
}

/// The place that `place` wrote.
pub(crate) fn place_of(written: &str) -> Option<Place> {
    let (value, id) = written.split_once('.')?;
    Some(Place { value: value.parse().ok()?, id: id.parse().ok()? })
}

/// A place in the list, for addresses.
pub(crate) fn place(at: Place) -> String {
    format!("{}.{}", at.value, at.id)
}

/// A list, and the view that it is, if it is one.
#[derive(Default)]
pub(super) struct Meant {
    /// The list; a view's has the view's state and order.
    pub(super) listing: Listing,
    view: Option<View>,
}

/// The list that an address means; a view that is not there for the teammate is not found.
pub(super) async fn meant(app: &App, who: &SignedIn, asked: &Asked) -> Result<Meant, Problem> {
    let listing = asked.listing();
    let Folder::View(id) = listing.folder else { return Ok(Meant { listing, view: None }) };
    let id = Number::new(id).map(Id::of).ok_or(Problem::NotFound)?;
    let view = views::find(&app.d, &who.actor, id).await?.ok_or(Problem::NotFound)?;
    let usual = show::order(view.choice.order);
    let listing = Listing {
        state: view.choice.state.map(show::state).unwrap_or_default(),
        order: asked.order().unwrap_or(usual),
        usual,
        ..listing
    };
    Ok(Meant { listing, view: Some(view) })
}

/// A page of the list, and all folders.
pub(super) async fn list(
    app: &App,
    who: &SignedIn,
    asked: &Asked,
    meant: &Meant,
    selected: Option<&str>,
) -> Result<List, Problem> {
    let (permit, listing, rows) = (conversations::permit_for(&who.actor)?, meant.listing, asked.rows());
    let condition = match &meant.view {
        Some(view) => view.choice.condition(who.id),
        None => condition(who, listing),
    };
    let (sort, after) = (sort(listing.order), asked.after());
    let mentioned = if listing.folder == Folder::Mentions {
        messages::unseen_mentions(&app.d, who.actor.workspace(), who.id).await?
    } else {
        BTreeSet::new()
    };
    let page = async {
        let page = if listing.state == State::Open && !mentioned.is_empty() {
            let both = (&condition, &put_aside(&mentioned));
            conversations::page_of_both(&app.d, &permit, both, sort, after, rows + 1).await?
        } else {
            conversations::page(&app.d, &permit, &condition, sort, after, rows + 1).await?
        };
        Ok(page)
    };
    let (mut page, folders) = Box::pin(async { tokio::try_join!(page, folders(app, who)) }).await?;
    let goes_on = i64::try_from(page.len()).is_ok_and(|found| found > rows);
    if goes_on {
        page.pop();
    }
    let next = page.last().filter(|_| goes_on).map(|last| place(last.conversation.place(sort)));
    let row = |one: &conversations::Listed| {
        let unread = one.conversation.unread || mentioned.contains(&one.conversation.id);
        show::row(one, unread, selected, who.language)
    };
    Ok(List {
        rows: page.iter().map(row).collect(),
        folders,
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
    searched: Searched,
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
        Folder::View(_) => None,
    };
    // A number that no team can have holds nothing.
    let Some(folder) = folder else { return Condition::Any(Vec::new()) };
    Filter { folder, state: Some(standing(listing.state)), contact: None }.into()
}

/// Of those in which the teammate is mentioned and has not looked, what is snoozed or closed: it stands among what is open until they have.
fn put_aside(mentioned: &BTreeSet<Id<Conversation>>) -> Condition {
    let those = mentioned.iter().map(|id| Condition::Id(Compare::Is, *id)).collect();
    Condition::Every(vec![Condition::Not(Box::new(Condition::State(Standing::Open))), Condition::Any(those)])
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

/// All folders with their open conversations, and the views with theirs.
async fn folders(app: &App, who: &SignedIn) -> Result<Vec<FolderRow>, Problem> {
    let about = privacy::access::permit(&who.actor, Purpose::Administration)?;
    let (names, counted, views) = Box::pin(async {
        tokio::try_join!(
            teams::names(&app.d, &about),
            counts(&app.d, who.actor.workspace(), who.id, Standing::Open),
            views::list(&app.d, &about),
        )
    })
    .await?;
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
    let mut all: Vec<FolderRow> = own.chain(counted.teams.iter().map(team)).collect();
    let counting = views.iter().map(|view| views::count(&app.d, &who.actor, &view.choice));
    let counted = try_join_all(counting).await?;
    for (view, held) in views.into_iter().zip(counted) {
        let number = u64::try_from(held.number).unwrap_or_default();
        let (folder, name) = (Folder::View(view.id.raw().get()), Some(view.name));
        all.push(FolderRow { folder, name, count: Count { number, more: held.more } });
    }
    Ok(all)
}

fn row(folder: Folder, name: Option<String>, held: i64) -> FolderRow {
    let number = u64::try_from(held).unwrap_or_default();
    FolderRow { folder, name, count: Count { number, more: held >= limits::COUNTED } }
}

/// Teams' folders and views whose name fits, each with its icon and address.
pub(super) async fn named(
    app: &App,
    who: &SignedIn,
    fits: impl Fn(&str) -> bool,
) -> Result<Vec<(String, &'static str, String)>, Problem> {
    let about = privacy::access::permit(&who.actor, Purpose::Administration)?;
    let names = teams::names(&app.d, &about).await?;
    let teams = show::teams(&names)
        .into_iter()
        .filter_map(|team| Some((Folder::Team(team.id.parse().ok()?), team.name)));
    let views = views::list(&app.d, &about).await?.into_iter();
    let views = views.map(|view| (Folder::View(view.id.raw().get()), view.name));
    let address = |folder| Listing::default().of(folder, State::Open).address(None);
    let fitting = teams.chain(views).filter(|(_, name)| fits(name));
    Ok(fitting.map(|(folder, name)| (name, folder.icon(), address(folder))).collect())
}
