//! Searching contacts by what stands clear of them, and by whole addresses, ids and phone numbers, which are found by
//! their blind indexes. Everything else is sealed and cannot be searched.

use axum::Json;
use axum::extract::State;
use domain::contacts::{self, Condition, ContactRole, Moment, Sort};
use domain::conversations::Compare;
use privacy::Personal;
use privacy::access::{act, allow};

use super::super::caller::Caller;
use super::super::error::Problem;
use super::super::given::{Given, PLAIN};
use super::super::paging::Page;
use super::super::shapes::contact::Contact;
use super::super::shapes::list::List;
use super::query::{Asked, Filter, Operator, Order, asked, order};
use super::value::day;
use crate::app::App;

const PER_PAGE: i64 = 50;
/// The fields that can be searched.
const FIELDS: &str = "id, external_id, email, phone, role, owner_id, tag_id, unsubscribed_from_emails, created_at, \
                      updated_at, signed_up_at, last_seen_at, last_replied_at or last_contacted_at";

/// A page of the contacts that fit.
pub(in super::super) async fn search(
    State(app): State<App>,
    caller: Caller,
    Given(mut fields): Given<PLAIN>,
) -> Result<Json<List<Contact>>, Problem> {
    let condition = condition(asked(&mut fields)?)?;
    let sort = sort(order(&mut fields)?)?;
    let page = Page::given(&mut fields, PER_PAGE)?;
    let permit = contacts::search_permit(&app.d, &caller.by).await?;
    let mut found = contacts::search(&app.d, &permit, &condition, sort, page.after, page.rows()).await?;
    let pages = page.cut(&mut found.contacts, found.total, |contact| (sort.value(contact), contact.id));
    let keys = app.d.keys(caller.by.workspace()).await?;
    let mut data = Vec::with_capacity(found.contacts.len());
    for contact in found.contacts {
        let contact = allow::<_, act::ReadContacts>(&caller.by, contact)?;
        let shown = contacts::show(&keys, &permit, contact.thing())?;
        let with = contacts::attached(&app.d, &contact).await?;
        data.push(Contact::of(contact.thing(), shown, &with, caller.version));
    }
    Ok(Json(List::of(data, found.total, pages)))
}

fn sort(order: Option<Order>) -> Result<Sort, Problem> {
    let Some(order) = order else { return Ok(Sort { by_update: false, ascends: false }) };
    let by_update = match order.field.as_str() {
        "created_at" => false,
        "updated_at" => true,
        _ => {
            let allowed = "sort.field must be created_at or updated_at: names and addresses are sealed.";
            return Err(Problem::invalid("sort.field", allowed));
        }
    };
    Ok(Sort { by_update, ascends: order.ascends })
}

fn condition(asked: Asked) -> Result<Condition, Problem> {
    let all = |list: Vec<Asked>| list.into_iter().map(condition).collect::<Result<Vec<_>, _>>();
    Ok(match asked {
        Asked::Every(list) => Condition::Every(all(list)?),
        Asked::Any(list) => Condition::Any(all(list)?),
        Asked::Filter(filter) => of_filter(&filter)?,
    })
}

fn of_filter(filter: &Filter) -> Result<Condition, Problem> {
    let texts = |make: fn(Option<Personal<String>>) -> Condition| -> Result<Vec<Condition>, Problem> {
        Ok(filter.texts()?.into_iter().map(|text| make(text.map(Personal::new))).collect())
    };
    let list = match filter.field.as_str() {
        "email" => texts(Condition::Email)?,
        "external_id" => texts(Condition::ExternalId)?,
        "phone" => texts(Condition::Phone)?,
        "id" => filter.ids()?.into_iter().flatten().map(Condition::Id).collect(),
        "owner_id" => match filter.anybody()? {
            Some(true) => return Ok(Condition::Not(Box::new(Condition::Owner(None)))),
            Some(false) => vec![Condition::Owner(None)],
            None => filter.ids()?.into_iter().map(Condition::Owner).collect(),
        },
        "tag_id" => filter.ids()?.into_iter().flatten().map(Condition::Tag).collect(),
        "role" => {
            let words = [("user", ContactRole::User), ("lead", ContactRole::Lead)];
            filter.words(&words)?.into_iter().map(Condition::Role).collect()
        }
        _ => return of_one(filter),
    };
    let one = Condition::Any(list);
    Ok(if filter.negates() { Condition::Not(Box::new(one)) } else { one })
}

fn of_one(filter: &Filter) -> Result<Condition, Problem> {
    match filter.field.as_str() {
        "unsubscribed_from_emails" => Ok(Condition::Unsubscribed(filter.flag()?)),
        "created_at" => of_day(filter, Moment::Created),
        "updated_at" => of_day(filter, Moment::Updated),
        "signed_up_at" => of_day(filter, Moment::SignedUp),
        "last_seen_at" => of_day(filter, Moment::LastSeen),
        "last_replied_at" => of_day(filter, Moment::LastReplied),
        "last_contacted_at" => of_day(filter, Moment::LastContacted),
        _ => {
            let allowed = format!("A field must be {FIELDS}. All others are sealed, or not known here.");
            Err(Problem::invalid("query", allowed))
        }
    }
}

/// Times of contacts are compared by the day, as Intercom's are; days are those of UTC.
fn of_day(filter: &Filter, moment: Moment) -> Result<Condition, Problem> {
    if filter.asks_for_none() {
        let never = Condition::Never(moment);
        return Ok(if filter.negates() { Condition::Not(Box::new(never)) } else { never });
    }
    let (start, next) = day(filter.seconds()?);
    Ok(match filter.operator {
        Operator::Is => Condition::Every(vec![
            Condition::When(moment, Compare::AtLeast, start),
            Condition::When(moment, Compare::Below, next),
        ]),
        Operator::Above => Condition::When(moment, Compare::AtLeast, next),
        Operator::AtLeast => Condition::When(moment, Compare::AtLeast, start),
        Operator::Below => Condition::When(moment, Compare::Below, start),
        Operator::AtMost => Condition::When(moment, Compare::Below, next),
        Operator::IsNot | Operator::In | Operator::NotIn => {
            return Err(filter.wrong(
                "a time in whole seconds since 1970-01-01 UTC with =, >, >=, < or <=, or null with = or !=",
            ));
        }
    })
}
