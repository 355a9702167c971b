//! A visitor, as clients know them.

use domain::contacts::{Attached, Contact as Held, ContactShown, CustomAttributes};
use privacy::Time;
use serde::Serialize;
use serde_json::{Map, Value};

use super::Null;

/// One visitor.
#[derive(Serialize)]
pub(in super::super) struct Visitor {
    #[serde(rename = "type")]
    kind: &'static str,
    id: String,
    user_id: String,
    anonymous: bool,
    email: String,
    phone: Option<String>,
    name: Option<String>,
    pseudonym: String,
    avatar: Avatar,
    app_id: String,
    companies: Companies,
    location_data: Map<String, Value>,
    last_request_at: Option<i64>,
    created_at: i64,
    remote_created_at: Option<i64>,
    signed_up_at: Option<i64>,
    updated_at: i64,
    session_count: i64,
    social_profiles: SocialProfiles,
    owner_id: Option<String>,
    unsubscribed_from_emails: bool,
    marked_email_as_spam: bool,
    has_hard_bounced: bool,
    tags: Tags,
    segments: Segments,
    custom_attributes: CustomAttributes,
    #[serde(flatten)]
    campaign: Campaign,
    do_not_track: Null,
}

#[derive(Serialize)]
struct Avatar {
    #[serde(rename = "type")]
    kind: &'static str,
    image_url: Null,
}

#[derive(Serialize)]
struct Reference {
    #[serde(rename = "type")]
    kind: &'static str,
    id: String,
}

#[derive(Serialize)]
struct Companies {
    #[serde(rename = "type")]
    kind: &'static str,
    companies: Vec<Reference>,
}

#[derive(Serialize)]
struct SocialProfiles {
    #[serde(rename = "type")]
    kind: &'static str,
    social_profiles: [(); 0],
}

#[derive(Serialize)]
struct Tags {
    #[serde(rename = "type")]
    kind: &'static str,
    tags: Vec<Reference>,
}

#[derive(Serialize)]
struct Segments {
    #[serde(rename = "type")]
    kind: &'static str,
    segments: [(); 0],
}

/// What this server does not collect about the way here.
#[derive(Serialize, Default)]
struct Campaign {
    referrer: Null,
    utm_campaign: Null,
    utm_content: Null,
    utm_medium: Null,
    utm_source: Null,
    utm_term: Null,
}

impl Visitor {
    pub(in super::super) fn of(held: &Held, shown: ContactShown, with: &Attached) -> Self {
        let references = |kind, ids: &[String]| {
            ids.iter().map(|id| Reference { kind, id: id.clone() }).collect::<Vec<_>>()
        };
        Self {
            kind: "visitor",
            id: held.id.to_string(),
            user_id: held.id.to_string(),
            anonymous: true,
            email: shown.email.unwrap_or_default(),
            phone: shown.phone,
            name: shown.name,
            pseudonym: shown.pseudonym,
            avatar: Avatar { kind: "avatar", image_url: () },
            app_id: held.workspace.to_string(),
            companies: Companies { kind: "company.list", companies: references("company", &with.companies) },
            location_data: Map::new(),
            last_request_at: held.last_seen_at.map(Time::seconds),
            created_at: held.created_at.seconds(),
            remote_created_at: None,
            signed_up_at: held.signed_up_at.map(Time::seconds),
            updated_at: held.updated_at.seconds(),
            session_count: 0,
            social_profiles: SocialProfiles { kind: "social_profile.list", social_profiles: [] },
            owner_id: held.owner.map(|owner| owner.to_string()),
            unsubscribed_from_emails: held.unsubscribed,
            marked_email_as_spam: false,
            has_hard_bounced: false,
            tags: Tags { kind: "tag.list", tags: references("tag", &with.tags) },
            segments: Segments { kind: "segment.list", segments: [] },
            custom_attributes: shown.custom_attributes,
            campaign: Campaign::default(),
            do_not_track: (),
        }
    }
}
