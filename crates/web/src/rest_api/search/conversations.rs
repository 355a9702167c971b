//! Searching conversations by what stands clear of them. Texts and names are sealed and cannot be searched.

use axum::Json;
use axum::extract::State;
use domain::conversations::{self, Begun, Compare, Condition, Moment, Place, Sort, State as Standing};
use privacy::ids::Number;
use privacy::{Id, Time};

use super::super::caller::Caller;
use super::super::conversations::{PRIORITIES, summaries};
use super::super::error::Problem;
use super::super::given::{Given, PLAIN};
use super::super::paging::Page;
use super::super::query::Query;
use super::super::shapes::conversation::Conversation;
use super::super::shapes::list::ConversationList;
use super::query::{Asked, Filter, Operator, Order, asked, order};
use crate::app::App;

const PER_PAGE: i64 = 20;
/// The fields that can be searched.
const FIELDS: &str = "id, created_at, updated_at, waiting_since, snoozed_until, state, open, read, priority, \
                      admin_assignee_id, team_assignee_id, tag_ids or contact_ids";

/// A page of the conversations that fit.
pub(in super::super) async fn search(
    State(app): State<App>,
    caller: Caller,
    query: Query,
    Given(mut fields): Given<PLAIN>,
) -> Result<Json<ConversationList<Conversation>>, Problem> {
    let condition = condition(asked(&mut fields)?)?;
    let sort = sort(order(&mut fields)?)?;
    let page = Page::<Place>::given(&mut fields, PER_PAGE)?;
    let permit = conversations::search_permit(&app.d, &caller.by).await?;
    let mut found = conversations::begun(&app.d, &permit, &condition, sort, page.after, page.rows()).await?;
    let total = conversations::total(&app.d, &permit, &condition).await?;
    let pages = page.cut(&mut found, total, |one: &Begun| one.conversation.place(sort));
    let shown = summaries(&app, &caller, &permit, &query, found).await?;
    Ok(Json(ConversationList::of(shown, total, pages)))
}

fn sort(order: Option<Order>) -> Result<Sort, Problem> {
    let Some(order) = order else { return Ok(Sort::LATEST) };
    let moment = match order.field.as_str() {
        "created_at" => Moment::Created,
        "updated_at" => Moment::Updated,
        "waiting_since" => Moment::WaitingSince,
        "snoozed_until" => Moment::SnoozedUntil,
        _ => {
            let allowed = "sort.field must be created_at, updated_at, waiting_since or snoozed_until.";
            return Err(Problem::invalid("sort.field", allowed));
        }
    };
    Ok(if order.ascends { Sort::EarliestFirst(moment) } else { Sort::LatestFirst(moment) })
}

fn condition(asked: Asked) -> Result<Condition, Problem> {
    let all = |list: Vec<Asked>| list.into_iter().map(condition).collect::<Result<Vec<_>, _>>();
    Ok(match asked {
        Asked::Every(list) => Condition::Every(all(list)?),
        Asked::Any(list) => Condition::Any(all(list)?),
        Asked::Filter(filter) => of_filter(&filter)?,
    })
}

/// One of them, or none of them where the filter says what shall not be.
fn any(filter: &Filter, list: Vec<Condition>) -> Condition {
    let one = Condition::Any(list);
    if filter.negates() { Condition::Not(Box::new(one)) } else { one }
}

/// Whether it is given to somebody, where the condition is that it is to nobody.
fn given_to(nobody: Condition, given: bool) -> Condition {
    if given { Condition::Not(Box::new(nobody)) } else { nobody }
}

fn of_filter(filter: &Filter) -> Result<Condition, Problem> {
    let list = match filter.field.as_str() {
        "state" => {
            let words =
                [("open", Standing::Open), ("closed", Standing::Closed), ("snoozed", Standing::Snoozed)];
            filter.words(&words)?.into_iter().map(Condition::State).collect()
        }
        "priority" => filter.words(&PRIORITIES)?.into_iter().map(Condition::Priority).collect(),
        "admin_assignee_id" => match filter.anybody()? {
            Some(given) => return Ok(given_to(Condition::Assignee(None), given)),
            None => filter.ids()?.into_iter().map(Condition::Assignee).collect(),
        },
        "team_assignee_id" => match filter.anybody()? {
            Some(given) => return Ok(given_to(Condition::Team(None), given)),
            None => filter.ids()?.into_iter().map(Condition::Team).collect(),
        },
        "tag_ids" | "tag_id" => filter.ids()?.into_iter().flatten().map(Condition::Tag).collect(),
        "contact_ids" => filter.ids()?.into_iter().flatten().map(Condition::Contact).collect(),
        _ => return of_one(filter),
    };
    Ok(any(filter, list))
}

fn of_one(filter: &Filter) -> Result<Condition, Problem> {
    match filter.field.as_str() {
        "open" => {
            let closed = Condition::State(Standing::Closed);
            Ok(if filter.flag()? { Condition::Not(Box::new(closed)) } else { closed })
        }
        "read" => Ok(Condition::Unread(!filter.flag()?)),
        "id" => of_id(filter),
        "created_at" => of_time(filter, Moment::Created),
        "updated_at" => of_time(filter, Moment::Updated),
        "waiting_since" => of_time(filter, Moment::WaitingSince),
        "snoozed_until" => of_time(filter, Moment::SnoozedUntil),
        _ => {
            let allowed = format!("A field must be {FIELDS}. All others are sealed, or not known here.");
            Err(Problem::invalid("query", allowed))
        }
    }
}

fn of_id(filter: &Filter) -> Result<Condition, Problem> {
    let compare = match filter.operator {
        Operator::Above | Operator::AtLeast => Compare::AtLeast,
        Operator::Below | Operator::AtMost => Compare::AtMost,
        _ => {
            let same = filter.ids()?.into_iter().flatten().map(|id| Condition::Id(Compare::Is, id));
            return Ok(any(filter, same.collect()));
        }
    };
    let number = match &filter.value {
        serde_json::Value::String(text) => text.parse().ok(),
        value => value.as_i64(),
    };
    let number = number.and_then(Number::new);
    let number = number.ok_or_else(|| filter.wrong("an id with =, !=, IN, NIN, >, >=, < or <="))?;
    Ok(Condition::Id(compare, Id::of(number)))
}

/// A time is a whole second here: `=` is any moment of it, `>` begins with it and `<` ends with it, as Intercom's do.
fn of_time(filter: &Filter, moment: Moment) -> Result<Condition, Problem> {
    if filter.asks_for_none() {
        return Ok(any(filter, vec![Condition::Never(moment)]));
    }
    let seconds = filter.seconds()?;
    let (start, next) = (Time::from_seconds(seconds), Time::from_seconds(seconds + 1));
    let (from, until) =
        (Condition::When(moment, Compare::AtLeast, start), Condition::When(moment, Compare::Below, next));
    Ok(match filter.operator {
        Operator::Is => Condition::Every(vec![from, until]),
        Operator::IsNot => Condition::Not(Box::new(Condition::Every(vec![from, until]))),
        Operator::Above | Operator::AtLeast => from,
        Operator::Below | Operator::AtMost => until,
        Operator::In | Operator::NotIn => {
            return Err(filter.wrong(
                "a time in whole seconds since 1970-01-01 UTC with =, !=, >, >=, < or <=, or null with = or !=",
            ));
        }
    })
}
