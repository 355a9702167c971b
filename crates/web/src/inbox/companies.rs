//! The companies of a person, beside a conversation with them.

use domain::companies::{self, Given};
use domain::contacts::Contact;
use privacy::access::{Allowed, Permit, act, allow};
use privacy::purpose::Purpose;

use super::acts::{Done, bad};
use super::people::{line, typed_over_told};
use super::problem::Problem;
use super::session::SignedIn;
use super::show;
use super::view::Company;
use crate::app::App;
use crate::edge::form::Form;

/// How many of somebody's companies are opened.
const COMPANIES: i64 = 20;

/// The companies to which somebody belongs, and how many more there are.
pub(super) async fn of(app: &App, about: &Permit, contact: &Contact) -> Result<(Vec<Company>, u64), Problem> {
    let found = companies::companies_of(&app.d, contact.workspace, contact.id, 0, COMPANIES).await?;
    let beyond = u64::try_from(found.total).unwrap_or_default().saturating_sub(found.companies.len() as u64);
    let mut all = Vec::new();
    for company in found.companies {
        let shown = companies::show(&app.d, about, &company).await?;
        let known = shown.profile;
        all.push(Company {
            id: company.id.to_string(),
            version: company.version,
            external_id: shown.external_id,
            given_name: shown.name,
            plan: known.plan,
            size: known.size,
            website: known.website,
            industry: known.industry,
            monthly_spend: known.monthly_spend,
            custom: show::texts(known.custom),
            people: shown.contacts,
        });
    }
    Ok((all, beyond))
}

/// Another name, plan, size and so on of a company of theirs; what is left empty is taken away.
pub(super) async fn change(
    app: &App,
    who: &SignedIn,
    person: Allowed<Contact, act::UpdateContact>,
    form: &Form,
) -> Done {
    let id = form.text("company").and_then(|id| id.parse().ok()).ok_or(Problem::NotFound)?;
    let found = companies::find(&app.d, person.thing().workspace, id).await?.ok_or(Problem::NotFound)?;
    // All fields are sent: over a newer version they would take away what others wrote.
    if form.text("version").and_then(|version| version.parse().ok()) != Some(found.version) {
        return Err(bad(who.language.words().refusal.changed_meanwhile));
    }
    let about = privacy::access::permit(&who.actor, Purpose::Administration)?;
    let old = companies::show(&app.d, &about, &found).await?.profile.custom;
    let given = Given {
        name: Some(line(who, form, "name")?),
        plan: Some(line(who, form, "plan")?),
        website: Some(line(who, form, "website")?),
        industry: Some(line(who, form, "industry")?),
        size: Some(whole(who, form, "size")?),
        monthly_spend: Some(whole(who, form, "spend")?),
        remote_created_at: None,
        custom: typed_over_told(&old, form)?,
    };
    companies::update(&app.d, &allow(&who.actor, found)?, &given).await?;
    Ok(serde_json::json!({}))
}

/// A whole number, or none where nothing was typed.
fn whole(who: &SignedIn, form: &Form, field: &'static str) -> Result<Option<i64>, Problem> {
    let typed = form.trimmed(field);
    if typed.is_empty() {
        return Ok(None);
    }
    let read = typed.parse().ok().filter(|number| (0..=companies::MOST).contains(number));
    read.map(Some).ok_or_else(|| bad(who.language.words().refusal.whole_number))
}
