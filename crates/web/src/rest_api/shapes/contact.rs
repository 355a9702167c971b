//! A contact. Visitors, of whom nothing is known, are shown as leads: clients know no third role.

use domain::contacts::{Attached, Contact as Held, ContactRole, ContactShown, CustomAttributes};
use privacy::Time;
use serde::Serialize;

use super::super::version::Version;
use super::Null;
use super::list::{EmptyList, ShortList};

/// One contact.
#[derive(Serialize)]
pub(in super::super) struct Contact {
    #[serde(rename = "type")]
    kind: &'static str,
    id: String,
    workspace_id: String,
    external_id: Option<String>,
    role: &'static str,
    email: Option<String>,
    email_domain: Option<String>,
    phone: Option<String>,
    name: Option<String>,
    avatar: Null,
    owner_id: Option<Owner>,
    social_profiles: EmptyList,
    has_hard_bounced: bool,
    marked_email_as_spam: bool,
    unsubscribed_from_emails: bool,
    created_at: i64,
    updated_at: i64,
    signed_up_at: Option<i64>,
    last_seen_at: Option<i64>,
    last_replied_at: Option<i64>,
    last_contacted_at: Option<i64>,
    last_email_opened_at: Null,
    last_email_clicked_at: Null,
    language_override: Null,
    location: Location,
    #[serde(flatten)]
    devices: Devices,
    custom_attributes: CustomAttributes,
    tags: ShortList,
    notes: ShortList,
    companies: ShortList,
    opted_out_subscription_types: EmptyList,
    opted_in_subscription_types: EmptyList,
    #[serde(flatten)]
    campaign: Campaign,
    enabled_push_messaging: Null,
}

/// Who has account ownership: a number, and a text in later versions.
#[derive(Serialize)]
#[serde(untagged)]
enum Owner {
    Number(i64),
    Text(String),
}

#[derive(Serialize)]
struct Location {
    #[serde(rename = "type")]
    kind: &'static str,
    country: Null,
    region: Null,
    city: Null,
    country_code: Null,
    continent_code: Null,
}

/// What this server does not collect about machines.
#[derive(Serialize, Default)]
struct Devices {
    browser: Null,
    browser_version: Null,
    browser_language: Null,
    os: Null,
    android_app_name: Null,
    android_app_version: Null,
    android_device: Null,
    android_os_version: Null,
    android_sdk_version: Null,
    android_last_seen_at: Null,
    ios_app_name: Null,
    ios_app_version: Null,
    ios_device: Null,
    ios_os_version: Null,
    ios_sdk_version: Null,
    ios_last_seen_at: Null,
}

/// What this server does not collect about the way here.
#[derive(Serialize, Default)]
struct Campaign {
    utm_campaign: Null,
    utm_content: Null,
    utm_medium: Null,
    utm_source: Null,
    utm_term: Null,
    referrer: Null,
}

impl Contact {
    pub(in super::super) fn of(held: &Held, shown: ContactShown, with: &Attached, version: Version) -> Self {
        let seconds = |time: Option<Time>| time.map(Time::seconds);
        let list = |kind, each: &str, ids: &[String], total| {
            ShortList::of(kind, ids, total, each, format!("/contacts/{}{each}", held.id))
        };
        let part = |name: &str| EmptyList::at(Some(format!("/contacts/{}/{name}", held.id)));
        Self {
            kind: "contact",
            id: held.id.to_string(),
            workspace_id: held.workspace.to_string(),
            external_id: shown.external_id,
            role: role(held.role),
            email_domain: shown
                .email
                .as_deref()
                .and_then(|email| email.rsplit_once('@'))
                .map(|(_, it)| it.to_owned()),
            email: shown.email,
            phone: shown.phone,
            name: shown.name,
            avatar: (),
            owner_id: held.owner.map(|owner| {
                if version.has_owners_as_text() {
                    Owner::Text(owner.to_string())
                } else {
                    Owner::Number(owner.raw().get())
                }
            }),
            social_profiles: EmptyList::at(None),
            has_hard_bounced: false,
            marked_email_as_spam: false,
            unsubscribed_from_emails: held.unsubscribed,
            created_at: held.created_at.seconds(),
            updated_at: held.updated_at.seconds(),
            signed_up_at: seconds(held.signed_up_at),
            last_seen_at: seconds(held.last_seen_at),
            last_replied_at: seconds(held.last_replied_at),
            last_contacted_at: seconds(held.last_contacted_at),
            last_email_opened_at: (),
            last_email_clicked_at: (),
            language_override: (),
            location: Location {
                kind: "location",
                country: (),
                region: (),
                city: (),
                country_code: (),
                continent_code: (),
            },
            devices: Devices::default(),
            custom_attributes: shown.custom_attributes,
            tags: list("tag", "/tags", &with.tags, with.all_tags),
            notes: list("note", "/notes", &with.notes, with.all_notes),
            companies: list("company", "/companies", &with.companies, with.all_companies),
            opted_out_subscription_types: part("subscriptions"),
            opted_in_subscription_types: part("subscriptions"),
            campaign: Campaign::default(),
            enabled_push_messaging: (),
        }
    }
}

impl Contact {
    /// Their id at the customer's.
    pub(in super::super) fn into_external_id(self) -> Option<String> {
        self.external_id
    }
}

/// A contact's role, in the words that clients know.
pub(super) const fn role(role: ContactRole) -> &'static str {
    match role {
        ContactRole::User => "user",
        ContactRole::Lead | ContactRole::Visitor => "lead",
    }
}
