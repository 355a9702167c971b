//! Changing what is known of a person, beside a conversation with them.

use axum::extract::{Path, Request, State};
use axum::http::HeaderMap;
use axum::response::Response;
use domain::companies::{self, Given};
use domain::contacts::{self, Changes, Contact, ContactRole, CustomAttributes, is_email};
use domain::messages::Author;
use domain::{conversations, exports, limits, notes, tags, workspaces};
use privacy::access::{Allowed, act, allow};
use privacy::ids::Contact as ContactKind;
use privacy::sealed::Json;
use privacy::{Id, Personal};
use serde_json::{Value, json};

use super::acts::{Done, answer, bad, form, not_tagged, tag_of};
use super::companies::change;
use super::problem::Problem;
use super::search::not_too_often;
use super::session::SignedIn;
use super::show;
use crate::app::App;
use crate::edge::form::Form;
use crate::edge::rate::Kind;
use crate::exported;

type Held = Allowed<Contact, act::UpdateContact>;

/// A person with whom the teammate may do that.
async fn held<A: act::Act>(app: &App, who: &SignedIn, id: &str) -> Result<Allowed<Contact, A>, Problem> {
    let id: Id<ContactKind> = id.parse().map_err(|_| Problem::NotFound)?;
    let found = contacts::find(&app.d, who.actor.workspace(), id).await?.ok_or(Problem::NotFound)?;
    Ok(allow(&who.actor, found)?)
}

macro_rules! about {
    ($(#[$doc:meta])* $name:ident => $does:ident) => {
        $(#[$doc])*
        pub(super) async fn $name(
            State(app): State<App>,
            who: SignedIn,
            Path(id): Path<String>,
            headers: HeaderMap,
            request: Request,
        ) -> Response {
            let (conversation, done) = match form(&who, &headers, request).await {
                Ok(form) => {
                    let done = match held(&app, &who, &id).await {
                        Ok(person) => $does(&app, &who, person, &form).await,
                        Err(problem) => Err(problem),
                    };
                    (form.trimmed("conversation"), done)
                }
                Err(problem) => (String::new(), Err(problem)),
            };
            // Only an id of a conversation becomes part of the address to which a form goes back.
            let back = conversation.parse::<Id<privacy::ids::Conversation>>();
            answer(&headers, &back.map(|id| id.to_string()).unwrap_or_default(), done, &who)
        }
    };
}

about! {
    /// `POST /inbox/people/{id}/edit`
    edit => do_edit
}
about! {
    /// `POST /inbox/people/{id}/block`
    block => do_block
}
about! {
    /// `POST /inbox/people/{id}/unblock`
    unblock => do_unblock
}
about! {
    /// `POST /inbox/people/{id}/attach`
    attach => do_attach
}
about! {
    /// `POST /inbox/people/{id}/detach`
    detach => do_detach
}
about! {
    /// `POST /inbox/people/{id}/company`
    company => change
}
about! {
    /// `POST /inbox/people/{id}/merge`
    merge => do_merge
}
about! {
    /// `POST /inbox/people/{id}/tag`
    tag => do_tag
}
about! {
    /// `POST /inbox/people/{id}/untag`
    untag => do_untag
}
about! {
    /// `POST /inbox/people/{id}/note`
    note => do_note
}

/// `GET /inbox/people/{id}/export`: everything that is held of them, to be handed out.
pub(super) async fn export(State(app): State<App>, who: SignedIn, Path(id): Path<String>) -> Response {
    let made = async {
        let id: Id<ContactKind> = id.parse().map_err(|_| Problem::NotFound)?;
        not_too_often(&app, &who, Kind::Export)?;
        Ok::<_, Problem>(exported::answer(exports::begin(&app.d, &who.actor, id).await?))
    };
    made.await.unwrap_or_else(|problem| problem.as_page(who.language))
}

async fn do_edit(app: &App, who: &SignedIn, person: Held, form: &Form) -> Done {
    let words = &who.language.words().refusal;
    let email = line(who, form, "email")?;
    if email.as_ref().is_some_and(|email| !email.is(|text| is_email(text))) {
        return Err(bad(words.not_an_address));
    }
    // All fields are sent: over a newer version they would take away what others wrote.
    if form.text("version").and_then(|version| version.parse().ok()) != Some(person.thing().version) {
        return Err(bad(words.changed_meanwhile));
    }
    let (name, phone) = (line(who, form, "name")?, line(who, form, "phone")?);
    let custom_attributes = attributes(app, who, &person, form).await?;
    let changes = Changes {
        name: Some(name),
        email: Some(email),
        phone: Some(phone),
        custom_attributes,
        ..Changes::default()
    }
    .of(person.thing());
    contacts::update(&app.d, person, changes).await?;
    Ok(json!({}))
}

/// One line that somebody wrote, without space around it; an empty one says that there is none.
pub(super) fn line(
    who: &SignedIn,
    form: &Form,
    field: &'static str,
) -> Result<Option<Personal<String>>, Problem> {
    let text = form.trimmed(field);
    if text.len() > limits::SHORT_TEXT_BYTES || text.chars().any(char::is_control) {
        return Err(bad(who.language.words().refusal.one_line));
    }
    Ok((!text.is_empty()).then(|| Personal::new(text)))
}

/// The custom attributes that are different now; an empty value takes one away. A number stays a number, and so on.
async fn attributes(
    app: &App,
    who: &SignedIn,
    person: &Held,
    form: &Form,
) -> Result<Option<Personal<Json<CustomAttributes>>>, Problem> {
    let (read, permit) = contacts::read_by(&app.d, &who.actor, person.thing().id).await?;
    let keys = app.d.keys(person.thing().workspace).await?;
    let old = contacts::show(&keys, &permit, read.thing())?.custom_attributes;
    typed_over(
        &old,
        form.every("attribute").zip(form.every("value")).map(|(name, value)| (name, value, None)),
    )
}

/// The same of a form that tells what stood in each field when it was drawn.
pub(super) fn typed_over_told(
    old: &CustomAttributes,
    form: &Form,
) -> Result<Option<Personal<Json<CustomAttributes>>>, Problem> {
    let fields = form.every("attribute").zip(form.every("value")).zip(form.every("was"));
    typed_over(old, fields.map(|((name, value), was)| (name, value, Some(was))))
}

/// The attributes in whose field something else was typed than stands there: of each its name, what was typed, and what stood
/// there before, where the form tells that. Over what somebody else wrote meanwhile nothing is typed.
fn typed_over<'a>(
    old: &CustomAttributes,
    fields: impl Iterator<Item = (&'a str, &'a str, Option<&'a str>)>,
) -> Result<Option<Personal<Json<CustomAttributes>>>, Problem> {
    let mut new = CustomAttributes::new();
    for (name, value, was) in fields {
        // An attribute that is there is called as it is; a new one has no space around its name.
        let (name, value) = (if old.contains_key(name) { name } else { name.trim() }, value.trim());
        let known = old.get(name);
        let stands = known.map_or_else(String::new, in_field);
        let was = was.map_or_else(|| stands.clone(), one_line);
        if name.is_empty() || value == was {
            continue;
        }
        if stands != was {
            return Err(Problem::Refused(|words| words.changed_meanwhile));
        }
        if name.len() > limits::SHORT_TEXT_BYTES || name.chars().chain(value.chars()).any(char::is_control) {
            return Err(Problem::Refused(|words| words.one_line));
        }
        new.insert(name.to_owned(), like(known, value));
    }
    Ok((!new.is_empty()).then(|| Personal::new(Json(new))))
}

/// A value as a field of one line sends it back untouched.
fn in_field(value: &Value) -> String {
    one_line(&show::text(value))
}

/// A text as a field of one line sends it back.
pub(super) fn one_line(text: &str) -> String {
    text.replace(['\r', '\n'], "").trim().to_owned()
}

/// What was typed, as the kind of value that stood there.
fn like(known: Option<&Value>, typed: &str) -> Value {
    if typed.is_empty() {
        return Value::Null;
    }
    let read: Option<Value> = serde_json::from_str(typed).ok();
    let same = |read: &Value| {
        known.is_some_and(|known| std::mem::discriminant(known) == std::mem::discriminant(read))
    };
    read.filter(|read| (read.is_number() || read.is_boolean()) && same(read)).unwrap_or_else(|| typed.into())
}

/// They write nothing more, and what is open or snoozed with them is closed.
async fn do_block(app: &App, who: &SignedIn, person: Held, _: &Form) -> Done {
    contacts::set_blocked(&app.d, &person, true).await?;
    conversations::close_all(&app.d, &who.actor, person.thing().id, Author::of(&who.actor)).await?;
    Ok(json!({}))
}

async fn do_unblock(app: &App, _: &SignedIn, person: Held, _: &Form) -> Done {
    contacts::set_blocked(&app.d, &person, false).await?;
    Ok(json!({}))
}

/// Into the company of that id at the customer's, which is made if there is none.
async fn do_attach(app: &App, who: &SignedIn, person: Held, form: &Form) -> Done {
    let words = &who.language.words().refusal;
    let company = line(who, form, "company")?.ok_or_else(|| bad(words.company))?;
    let given = Given { name: line(who, form, "name")?.map(Some), ..Given::default() };
    let workspace = workspaces::find(&app.d, who.actor.workspace()).await?.ok_or(Problem::NotFound)?;
    let company = companies::save(&app.d, &allow(&who.actor, workspace)?, company, &given).await?;
    companies::attach(&app.d, &person, company).await?;
    Ok(json!({}))
}

async fn do_detach(app: &App, _: &SignedIn, person: Held, form: &Form) -> Done {
    let company = form.text("company").and_then(|id| id.parse().ok()).ok_or(Problem::NotFound)?;
    companies::detach(&app.d, &person, company).await?;
    Ok(json!({}))
}

/// Into the user of that whole address, or of that id at the customer's.
async fn do_merge(app: &App, who: &SignedIn, person: Held, form: &Form) -> Done {
    let words = &who.language.words().refusal;
    let Some(into) = line(who, form, "into")? else { return Err(bad(words.no_user)) };
    // Whether somebody has an address is told here as by a search, and entered as one.
    not_too_often(app, who, Kind::Search)?;
    contacts::search_permit(&app.d, &who.actor).await?;
    let (d, workspace) = (&app.d, who.actor.workspace());
    let mut found = contacts::find_by_email(d, workspace, &into).await?;
    found.extend(contacts::find_by_external_id(d, workspace, &into).await?);
    found.retain(|one| one.role == ContactRole::User && one.id != person.thing().id);
    found.dedup_by_key(|one| one.id);
    let user = match found.len() {
        0 => return Err(bad(words.no_user)),
        1 => found.remove(0),
        _ => return Err(bad(words.several_users)),
    };
    contacts::merge(d, &person, &allow(&who.actor, user)?).await?;
    Ok(json!({}))
}

async fn do_tag(app: &App, who: &SignedIn, person: Allowed<Contact, act::Tag>, form: &Form) -> Done {
    let name = form.personal("name").unwrap_or_else(|| Personal::new(String::new()));
    let tagged = tags::tag_contact(&app.d, &person, who.id, name).await;
    tagged.map_err(|error| not_tagged(error, &who.language.words().refusal))?;
    Ok(json!({}))
}

async fn do_untag(app: &App, who: &SignedIn, person: Allowed<Contact, act::Tag>, form: &Form) -> Done {
    let tag = tag_of(form.text("tag").unwrap_or_default())?;
    let taken = tags::untag_contact(&app.d, &person, tag).await;
    taken.map_err(|error| not_tagged(error, &who.language.words().refusal))?;
    Ok(json!({}))
}

async fn do_note(app: &App, who: &SignedIn, person: Allowed<Contact, act::Note>, form: &Form) -> Done {
    let body = form.personal("body").unwrap_or_else(|| Personal::new(String::new()));
    notes::add(&app.d, &person, who.id, body).await?;
    Ok(json!({}))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_keeps_its_kind() {
        let (number, flag, text) = (json!(3), json!(true), json!("3"));
        assert_eq!(like(Some(&number), "4.5"), json!(4.5));
        assert_eq!(like(Some(&number), "four"), json!("four"));
        assert_eq!(like(Some(&flag), "false"), json!(false));
        assert_eq!(like(Some(&text), "4"), json!("4"));
        assert_eq!((like(None, "4"), like(Some(&text), "")), (json!("4"), Value::Null));
    }
}
