//! What a client may say of a contact, field by field. An empty text says that there is none. Nothing is fetched
//! from elsewhere: `avatar` is ignored, as is every field that is not known.

use domain::contacts::{Attributes, Changes, ContactRole, CustomAttributes, is_email};
use domain::limits;
use privacy::ids::Teammate;
use privacy::sealed::Json;
use privacy::{Id, Personal, Time};

use super::super::custom_attributes;
use super::super::error::Problem;
use super::super::given::{Fields, Said};

/// The fields of a contact, as they were given.
pub(super) struct Given {
    pub(super) role: Option<ContactRole>,
    external_id: Said<Personal<String>>,
    email: Said<Personal<String>>,
    phone: Said<Personal<String>>,
    name: Said<Personal<String>>,
    custom_attributes: Option<Personal<Json<CustomAttributes>>>,
    owner: Said<Id<Teammate>>,
    unsubscribed: Option<bool>,
    signed_up_at: Said<Time>,
    last_seen_at: Said<Time>,
}

impl Given {
    /// Reads and checks the fields.
    pub(super) fn read(mut fields: Fields) -> Result<Self, Problem> {
        let roles = [("user", ContactRole::User), ("lead", ContactRole::Lead)];
        Ok(Self {
            role: fields.word("role", &roles)?.value(),
            external_id: external_id(&mut fields)?,
            email: email(&mut fields)?,
            phone: fields.line("phone", limits::SHORT_TEXT_BYTES)?,
            name: fields.line("name", limits::SHORT_TEXT_BYTES)?,
            custom_attributes: custom_attributes::read(&mut fields)?,
            owner: fields.id("owner_id", || Problem::no_such_admin("owner_id"))?,
            unsubscribed: fields.flag("unsubscribed_from_emails")?.value(),
            signed_up_at: fields.time("signed_up_at")?,
            last_seen_at: fields.time("last_seen_at")?,
        })
    }

    /// The owner who was named.
    pub(super) const fn owner(&self) -> Option<Id<Teammate>> {
        if let Said::Value(owner) = self.owner { Some(owner) } else { None }
    }

    /// Whether anything says who this is: a new contact needs that.
    pub(super) const fn names_somebody(&self) -> bool {
        self.role.is_some()
            || matches!(self.email, Said::Value(_))
            || matches!(self.external_id, Said::Value(_))
    }

    /// For a new contact.
    pub(super) fn into_attributes(self) -> Attributes {
        Attributes {
            external_id: self.external_id.value(),
            email: self.email.value(),
            phone: self.phone.value(),
            name: self.name.value(),
            custom_attributes: self.custom_attributes.map(|given| given.map(|Json(given)| Json(set(given)))),
            owner: self.owner.value(),
            unsubscribed: self.unsubscribed.unwrap_or_default(),
            signed_up_at: self.signed_up_at.value(),
            last_seen_at: self.last_seen_at.value(),
            language: None,
        }
    }

    /// For a contact that is there.
    pub(super) fn into_changes(self) -> Changes {
        Changes {
            role: self.role,
            external_id: self.external_id.into(),
            email: self.email.into(),
            phone: self.phone.into(),
            name: self.name.into(),
            custom_attributes: self.custom_attributes,
            owner: self.owner.into(),
            unsubscribed: self.unsubscribed,
            signed_up_at: self.signed_up_at.into(),
            last_seen_at: self.last_seen_at.into(),
        }
    }
}

/// The attributes that have a value.
fn set(given: CustomAttributes) -> CustomAttributes {
    given.into_iter().filter(|(_, value)| !value.is_null()).collect()
}

fn external_id(fields: &mut Fields) -> Result<Said<Personal<String>>, Problem> {
    let said = fields.id_text("external_id", limits::SHORT_TEXT_BYTES)?;
    Ok(match said {
        Said::Value(text) if text.chars().any(char::is_control) => {
            return Err(Problem::invalid("external_id", "external_id must have no control characters."));
        }
        Said::Value(text) => Said::Value(Personal::new(text)),
        Said::Null => Said::Null,
        Said::Nothing => Said::Nothing,
    })
}

fn email(fields: &mut Fields) -> Result<Said<Personal<String>>, Problem> {
    let said = fields.line("email", limits::SHORT_TEXT_BYTES)?;
    match said {
        Said::Value(email) if !email.is(|text| is_email(text.trim())) => Err(Problem::invalid(
            "email",
            "email must be an address: something, one @, and a domain, without spaces.",
        )),
        Said::Value(email) => Ok(Said::Value(email.map(|text| text.trim().to_owned()))),
        said => Ok(said),
    }
}
