//! The part of the table of what clients are told that is about teams, marks and other daily work.

use axum::http::StatusCode;
use domain::companies::CompanyError;
use domain::contacts::MergeError;
use domain::conversations::{AttributesError, MarkError, ParticipantError};
use domain::data_events::TrackError;
use domain::limits;
use domain::notes::NoteError;
use domain::tags::TagError;
use domain::teammates::PresenceError;

use super::error::Problem;

impl From<MarkError> for Problem {
    fn from(error: MarkError) -> Self {
        match error {
            MarkError::NotFound => Self::not_found(),
            MarkError::Trouble(trouble) => trouble.into(),
        }
    }
}

impl From<AttributesError> for Problem {
    fn from(error: AttributesError) -> Self {
        match error {
            AttributesError::NotFound => Self::not_found(),
            AttributesError::TooMany => Self::invalid(
                "custom_attributes",
                format!(
                    "A conversation has at most {} custom attributes, of {} bytes in all.",
                    limits::CUSTOM_ATTRIBUTES,
                    limits::CUSTOM_ATTRIBUTES_BYTES
                ),
            ),
            AttributesError::Trouble(trouble) => trouble.into(),
        }
    }
}

impl From<TagError> for Problem {
    fn from(error: TagError) -> Self {
        match error {
            TagError::BadName => {
                Self::invalid("name", format!("A tag's name has 1 to {} bytes.", limits::SHORT_TEXT_BYTES))
            }
            TagError::NameTaken => {
                Self::of(StatusCode::CONFLICT, "conflict", "A tag with this name exists already.")
                    .about("name")
            }
            TagError::TooMany => {
                Self::invalid("name", format!("A workspace has at most {} tags.", limits::TAGS))
            }
            TagError::NotFound => {
                Self::of(StatusCode::NOT_FOUND, "tag_not_found", "There is no such tag here.")
            }
            TagError::ChangedMeanwhile => Self::changed_meanwhile(),
            TagError::Trouble(trouble) => trouble.into(),
        }
    }
}

impl From<ParticipantError> for Problem {
    fn from(error: ParticipantError) -> Self {
        match error {
            ParticipantError::NotFound | ParticipantError::NotIn => Self::not_found(),
            ParticipantError::TooMany => Self::invalid(
                "customer",
                format!("A conversation has at most {} people.", limits::PARTICIPANTS),
            ),
            ParticipantError::LastOne => Self::of(
                StatusCode::UNPROCESSABLE_ENTITY,
                "parameter_invalid",
                "The last contact cannot be taken out of a conversation.",
            ),
            ParticipantError::Held => Self::of(
                StatusCode::CONFLICT,
                "held",
                "A hold needs this conversation as it is: lift it first, or hold each of the people.",
            ),
            ParticipantError::Trouble(trouble) => trouble.into(),
        }
    }
}

impl From<MergeError> for Problem {
    fn from(error: MergeError) -> Self {
        let invalid = |field: &'static str, message| {
            Self::of(StatusCode::BAD_REQUEST, "invalid_merge", message).about(field)
        };
        match error {
            MergeError::Same => invalid("into", "A contact cannot be merged into itself."),
            MergeError::NotALead => invalid("from", "Only a lead can be merged into another contact."),
            MergeError::NotAUser => invalid("into", "A lead can be merged into a user only."),
            MergeError::TooManyAttributes => {
                invalid("from", "Together they have more custom attributes than a contact may have.")
            }
            MergeError::HeldOrChanged => Self::of(
                StatusCode::CONFLICT,
                "conflict",
                "A hold needs one of them, or one was changed at the same time: read both again.",
            ),
            MergeError::WrongKey => {
                tracing::error!("the record of a contact's key does not fit it");
                Self::broken()
            }
            MergeError::Trouble(trouble) => trouble.into(),
        }
    }
}

impl From<CompanyError> for Problem {
    fn from(error: CompanyError) -> Self {
        match error {
            CompanyError::NoExternalId => Self::missing("company_id"),
            CompanyError::TooManyAttributes => Self::invalid(
                "custom_attributes",
                format!(
                    "A company has at most {} custom attributes, of {} bytes in all.",
                    limits::CUSTOM_ATTRIBUTES,
                    limits::CUSTOM_ATTRIBUTES_BYTES
                ),
            ),
            CompanyError::NotFound => {
                Self::of(StatusCode::NOT_FOUND, "company_not_found", "There is no such company here.")
            }
            CompanyError::ChangedMeanwhile => Self::changed_meanwhile(),
            CompanyError::Trouble(trouble) => trouble.into(),
        }
    }
}

impl From<NoteError> for Problem {
    fn from(error: NoteError) -> Self {
        match error {
            NoteError::Empty => Self::missing("body"),
            NoteError::TooLong => {
                Self::invalid("body", format!("A note has at most {} bytes.", limits::MESSAGE_BYTES))
            }
            NoteError::NotFound => Self::not_found(),
            NoteError::Trouble(trouble) => trouble.into(),
        }
    }
}

impl From<TrackError> for Problem {
    fn from(error: TrackError) -> Self {
        match error {
            TrackError::BadName => Self::invalid(
                "event_name",
                format!(
                    "event_name must have 1 to {} bytes and no control characters.",
                    limits::EVENT_NAME_BYTES
                ),
            ),
            TrackError::TooMuch => Self::invalid(
                "metadata",
                format!(
                    "metadata must have at most {} keys, and at most {} bytes as JSON.",
                    limits::EVENT_METADATA,
                    limits::EVENT_METADATA_BYTES
                ),
            ),
            TrackError::BadKey => Self::invalid(
                "metadata",
                format!(
                    "The keys of metadata must have 1 to {} bytes and no control characters.",
                    limits::EVENT_NAME_BYTES
                ),
            ),
            TrackError::BadValue => Self::invalid(
                "metadata",
                "The values of metadata must be strings, numbers, true, false or null, \
                 or an object with url and value, or with amount and currency.",
            ),
            TrackError::InTheFuture => Self::invalid(
                "created_at",
                "created_at must not be in the future: seconds since 1970-01-01 UTC.",
            ),
            TrackError::TooOld => Self::invalid(
                "created_at",
                format!(
                    "created_at must be within the last {} days: events are kept no longer.",
                    limits::EVENTS_KEPT.as_secs() / 86_400
                ),
            ),
            TrackError::BadCount => Self::invalid(
                "event_summaries",
                format!("count must be a whole number from 1 to {}.", limits::EVENT_TIMES),
            ),
            TrackError::FirstAfterLast => Self::invalid("event_summaries", "first must not be after last."),
            TrackError::Held => Self::of(
                StatusCode::CONFLICT,
                "held",
                "A hold keeps what was counted of this contact before; it can be counted anew when that is lifted.",
            ),
            TrackError::NoRoom => Self::of(
                StatusCode::CONFLICT,
                "held",
                "A hold keeps this contact's events, and there is no room for more until it is lifted.",
            ),
            TrackError::Blocked => {
                Self::of(StatusCode::FORBIDDEN, "contact_blocked", "This contact is blocked.")
            }
            TrackError::NotFound => Self::not_found(),
            TrackError::Trouble(trouble) => trouble.into(),
        }
    }
}

impl From<PresenceError> for Problem {
    fn from(error: PresenceError) -> Self {
        match error {
            PresenceError::NotFound => {
                Self::of(StatusCode::NOT_FOUND, "admin_not_found", "There is no admin with this id.")
            }
            PresenceError::Denied(denied) => denied.into(),
            PresenceError::Trouble(trouble) => trouble.into(),
        }
    }
}
