//! The companies of a person: what is known of each, and forms that change it, take the person out, or put them into another.

use maud::{Markup, html};

use super::linkify::{Writer, linkify};
use super::person::fact;
use super::person_forms::{Before, about, attributes};
use super::shapes::{Person, Viewing};
use crate::words::{PersonWords, fill};

/// So many attributes have a field: a form has at most 200, and those that have none stay as they are.
const EDITED: usize = 60;

/// A company somebody belongs to.
#[derive(Debug, Clone, Default)]
pub struct Company {
    /// Its id.
    pub id: String,
    /// Counts changes.
    pub version: i64,
    /// Its id at the customer's.
    pub external_id: String,
    /// Its name, if it has one.
    pub given_name: Option<String>,
    /// What it has bought.
    pub plan: Option<String>,
    /// How many work there.
    pub size: Option<i64>,
    /// Its website.
    pub website: Option<String>,
    /// What it does.
    pub industry: Option<String>,
    /// What it pays each month.
    pub monthly_spend: Option<i64>,
    /// Whatever else is kept about it.
    pub custom: Vec<(String, String)>,
    /// How many people belong to it.
    pub people: i64,
}

impl Company {
    /// Its name, or else its id at the customer's.
    fn called(&self) -> &str {
        self.given_name.as_deref().unwrap_or(&self.external_id)
    }

    /// What can be typed over, each as the field of that name has it.
    fn fields<'a>(&self, words: &'a PersonWords) -> [(&'static str, &'a str, Option<String>); 6] {
        [
            ("name", words.name, self.given_name.clone()),
            ("plan", words.plan, self.plan.clone()),
            ("website", words.website, self.website.clone()),
            ("industry", words.industry, self.industry.clone()),
            ("size", words.size, self.size.map(|size| size.to_string())),
            ("spend", words.monthly_spend, self.monthly_spend.map(|spend| spend.to_string())),
        ]
    }
}

/// The companies, each with what is known of it, and a form that puts the person into one.
pub(super) fn companies(viewing: &Viewing, words: &PersonWords, person: &Person) -> Markup {
    let attach = html! {
        label { span { (words.company_id) } input type="text" name="company" required maxlength="500" autocomplete="off"; }
        label { span { (words.company_name) } input type="text" name="name" maxlength="500" autocomplete="off"; }
        button .primary { (words.attach_company) }
    };
    html! {
        @if person.may.edit || !person.companies.is_empty() {
            section aria-label=(words.companies) {
                @if !person.companies.is_empty() { h3 { (words.companies) } }
                ul .companies {
                    @for company in &person.companies { li { (one(viewing, words, person, company)) } }
                }
                @if person.companies_beyond > 0 {
                    p .hint { (fill(words.companies_beyond, "count", &person.companies_beyond.to_string())) }
                }
                @if person.may.edit {
                    details .change data-keep="company" {
                        summary { (words.add_company) }
                        (about(viewing, person, "attach", &attach))
                    }
                }
            }
        }
    }
}

fn one(viewing: &Viewing, words: &PersonWords, person: &Person, company: &Company) -> Markup {
    let detach = html! {
        input type="hidden" name="company" value=(company.id);
        button aria-label=(fill(words.detach_company, "name", company.called())) { "×" }
    };
    html! {
        details .change data-keep={ "company-" (company.id) } {
            summary { (company.called()) }
            (known(words, company))
            @if person.may.edit {
                details .change data-keep={ "of-company-" (company.id) } {
                    summary { (words.edit_company) }
                    (about(viewing, person, "company", &edit(words, company)))
                }
            }
        }
        @if person.may.edit { (about(viewing, person, "detach", &detach)) }
    }
}

fn known(words: &PersonWords, company: &Company) -> Markup {
    let beside_name = company.fields(words).into_iter().skip(1);
    html! {
        dl .facts {
            (fact(words.of_company_id, &html! { (company.external_id) }))
            @for (_, label, value) in beside_name {
                @if let Some(value) = value { (fact(label, &linkify(&value, Writer::Contact))) }
            }
            @for (name, value) in &company.custom { (fact(name, &html! { (value) })) }
            (fact(words.people_in_it, &html! { (company.people) }))
        }
    }
}

fn edit(words: &PersonWords, company: &Company) -> Markup {
    html! {
        input type="hidden" name="company" value=(company.id);
        input type="hidden" name="version" value=(company.version);
        @for (field, label, value) in company.fields(words) {
            label { span { (label) } input type="text" name=(field) value=(value.unwrap_or_default()) maxlength="500" autocomplete="off"; }
        }
        (attributes(words, company.custom.iter().take(EDITED), Before::Told))
    }
}
