//! Companies.

use domain::companies::{Company as Held, CompanyShown};
use domain::contacts::CustomAttributes;
use serde::Serialize;

use super::Null;
use super::activity_log::Numbered;

/// One company.
#[derive(Clone, Serialize)]
pub(in super::super) struct Company {
    #[serde(rename = "type")]
    kind: &'static str,
    id: String,
    app_id: String,
    company_id: String,
    name: Option<String>,
    plan: Plan,
    remote_created_at: Option<i64>,
    created_at: i64,
    updated_at: i64,
    last_request_at: Null,
    size: Option<i64>,
    website: Option<String>,
    industry: Option<String>,
    monthly_spend: i64,
    session_count: i64,
    user_count: i64,
    custom_attributes: CustomAttributes,
    tags: Tags,
    segments: Segments,
}

/// What it has bought; without fields where that is nothing.
#[derive(Clone, Default, Serialize)]
struct Plan {
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    kind: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<Null>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
}

impl Plan {
    const fn of(name: String) -> Self {
        Self { kind: Some("plan"), id: Some(()), name: Some(name) }
    }
}

#[derive(Clone, Serialize)]
struct Tags {
    #[serde(rename = "type")]
    kind: &'static str,
    tags: [(); 0],
}

#[derive(Clone, Serialize)]
struct Segments {
    #[serde(rename = "type")]
    kind: &'static str,
    segments: [(); 0],
}

impl Company {
    pub(in super::super) fn of(held: &Held, shown: CompanyShown) -> Self {
        let profile = shown.profile;
        Self {
            kind: "company",
            id: held.id.to_string(),
            app_id: held.workspace.to_string(),
            company_id: shown.external_id,
            name: shown.name,
            plan: profile.plan.map(Plan::of).unwrap_or_default(),
            remote_created_at: profile.remote_created_at,
            created_at: held.created_at.seconds(),
            updated_at: held.updated_at.seconds(),
            last_request_at: (),
            size: profile.size,
            website: profile.website,
            industry: profile.industry,
            monthly_spend: profile.monthly_spend.unwrap_or_default(),
            session_count: 0,
            user_count: shown.contacts,
            custom_attributes: profile.custom,
            tags: Tags { kind: "tag.list", tags: [] },
            segments: Segments { kind: "segment.list", segments: [] },
        }
    }
}

/// A page of something that is found by its number.
#[derive(Serialize)]
pub(in super::super) struct NumberedList<T> {
    #[serde(rename = "type")]
    kind: &'static str,
    data: Vec<T>,
    total_count: i64,
    pages: Numbered,
}

impl<T> NumberedList<T> {
    pub(in super::super) const fn of(data: Vec<T>, total_count: i64, pages: Numbered) -> Self {
        Self { kind: "list", data, total_count, pages }
    }
}

/// The companies of a contact, under both names that clients know.
#[derive(Serialize)]
pub(in super::super) struct CompaniesOf {
    #[serde(rename = "type")]
    kind: &'static str,
    data: Vec<Company>,
    companies: Vec<Company>,
    total_count: i64,
    pages: Numbered,
}

impl CompaniesOf {
    pub(in super::super) fn of(companies: Vec<Company>, total_count: i64, pages: Numbered) -> Self {
        Self { kind: "list", data: companies.clone(), companies, total_count, pages }
    }
}

/// Some of all companies, and where to go on.
#[derive(Serialize)]
pub(in super::super) struct Scrolled {
    #[serde(rename = "type")]
    kind: &'static str,
    data: Vec<Company>,
    pages: Null,
    total_count: Null,
    scroll_param: Option<String>,
}

impl Scrolled {
    pub(in super::super) const fn of(data: Vec<Company>, scroll_param: Option<String>) -> Self {
        Self { kind: "list", data, pages: (), total_count: (), scroll_param }
    }
}

/// What is left to say of a company.
#[derive(Serialize)]
pub(in super::super) struct Gone {
    id: String,
    object: &'static str,
    deleted: bool,
}

impl Gone {
    pub(in super::super) const fn of(id: String) -> Self {
        Self { id, object: "company", deleted: true }
    }
}
