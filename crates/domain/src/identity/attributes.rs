//! What a page or a token says of somebody, as attributes of a contact. What cannot be one is left out: a mistake in a
//! website's attributes must not keep its users from writing.

use privacy::Personal;
use privacy::sealed::Json;
use serde_json::Value;

use crate::contacts::{CustomAttributes, is_email};
use crate::limits;

/// What the messenger and its loader are told by the same object, and is nothing about a person.
const NOT_THEIRS: [&str; 29] = [
    "app_id",
    "api_base",
    "region",
    "widgetUrl",
    "user_id",
    "user_hash",
    "intercom_user_jwt",
    "action_color",
    "alignment",
    "background_color",
    "custom_launcher_selector",
    "hide_default_launcher",
    "horizontal_padding",
    "vertical_padding",
    "z_index",
    "session_duration",
    "hide_notifications",
    "language_override",
    "theme_mode",
    "installation_type",
    "utm_campaign",
    "utm_content",
    "utm_medium",
    "utm_source",
    "utm_term",
    "avatar",
    "company",
    "companies",
    "last_request_at",
];

/// What is said of somebody, with everything about the person in its place.
#[derive(Default, Clone)]
pub(super) struct Known {
    pub(super) email: Option<Personal<String>>,
    pub(super) phone: Option<Personal<String>>,
    pub(super) name: Option<Personal<String>>,
    pub(super) custom: Option<Personal<Json<CustomAttributes>>>,
}

impl Known {
    /// Of several tellings, the later ones over the earlier.
    pub(super) fn of(told: Vec<Personal<CustomAttributes>>) -> Self {
        let Some(all) = told.into_iter().reduce(|one, other| one.join(other, over)) else {
            return Self::default();
        };
        let line = |name: &'static str| text(&all, name, |text| !text.chars().any(char::is_control));
        Self {
            email: text(&all, "email", is_email),
            phone: line("phone"),
            name: line("name"),
            custom: custom(all),
        }
    }
}

fn over(mut one: CustomAttributes, other: CustomAttributes) -> CustomAttributes {
    one.extend(other);
    one
}

fn text(
    all: &Personal<CustomAttributes>,
    name: &'static str,
    fits: impl FnOnce(&str) -> bool,
) -> Option<Personal<String>> {
    let found = all.clone().map(|mut all| match all.remove(name) {
        Some(Value::String(text)) => text.trim().to_owned(),
        _ => String::new(),
    });
    found.is(|text| !text.is_empty() && text.len() <= limits::SHORT_TEXT_BYTES && fits(text)).then_some(found)
}

fn custom(all: Personal<CustomAttributes>) -> Option<Personal<Json<CustomAttributes>>> {
    let kept = all.map(|all| {
        let plain = |value: &Value| !matches!(value, Value::Array(_) | Value::Object(_));
        let named = |name: &str| {
            let about_them =
                !NOT_THEIRS.contains(&name) && !["email", "phone", "name", "created_at"].contains(&name);
            about_them
                && !name.is_empty()
                && name.len() <= limits::SHORT_TEXT_BYTES
                && !name.contains(char::is_control)
        };
        Json(
            all.into_iter().filter(|(name, value)| named(name) && plain(value)).collect::<CustomAttributes>(),
        )
    });
    kept.is(|Json(kept)| !kept.is_empty()).then_some(kept)
}
