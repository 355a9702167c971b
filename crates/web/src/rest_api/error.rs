//! The one table of what clients are told when something is wrong: status, code, message. Nothing else leaves.

use std::borrow::Cow;

use axum::http::StatusCode;
use domain::contacts::{CreateError, ReadError as ContactReadError, UpdateError};
use domain::conversations::{AssignError, ReadError, StateError};
use domain::erasure::EraseError;
use domain::holds::HoldError;
use domain::messages::SendError;
use domain::{Trouble, limits};
use privacy::Id;
use privacy::access::Denied;
use privacy::ids::Contact;

use crate::edge::body::BodyError;
use crate::edge::rate::Decision;

/// What went wrong with a request, as the client is told. `answer` turns it into the error envelope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Problem {
    pub(super) status: StatusCode,
    pub(super) code: &'static str,
    pub(super) message: Cow<'static, str>,
    pub(super) field: Option<Cow<'static, str>>,
    pub(super) retry_after_seconds: Option<i64>,
}

impl Problem {
    /// A problem of the table below.
    pub(super) const fn of(status: StatusCode, code: &'static str, message: &'static str) -> Self {
        Self { status, code, message: Cow::Borrowed(message), field: None, retry_after_seconds: None }
    }

    /// A value that is not allowed; the message says what is, never what was given.
    pub(super) fn invalid(
        field: impl Into<Cow<'static, str>>,
        message: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            message: message.into(),
            ..Self::of(StatusCode::BAD_REQUEST, "parameter_invalid", "").about(field)
        }
    }

    /// A value that is needed and was not given.
    pub(super) fn missing(field: impl Into<Cow<'static, str>>) -> Self {
        Self::of(StatusCode::BAD_REQUEST, "parameter_not_found", "This parameter is required.").about(field)
    }

    /// The same answer for what never was, what is gone and what belongs to somebody else.
    pub(super) const fn not_found() -> Self {
        Self::of(StatusCode::NOT_FOUND, "not_found", "There is nothing here.")
    }

    /// An address that the API does not have, whatever it is asked about.
    pub(super) const fn no_such_address() -> Self {
        Self::of(StatusCode::NOT_FOUND, "address_not_found", "This server does not have this address.")
    }

    /// A teammate who is named and not there.
    pub(super) fn no_such_admin(field: impl Into<Cow<'static, str>>) -> Self {
        Self::of(StatusCode::NOT_FOUND, "admin_not_found", "There is no admin with this id.").about(field)
    }

    pub(super) const fn unauthorized() -> Self {
        Self::of(
            StatusCode::UNAUTHORIZED,
            "unauthorized",
            "The access token is missing, unknown, expired or revoked.",
        )
    }

    pub(super) const fn forbidden() -> Self {
        Self::of(StatusCode::FORBIDDEN, "forbidden", "The access token's scope does not allow this.")
    }

    pub(super) const fn version() -> Self {
        Self::of(
            StatusCode::BAD_REQUEST,
            "intercom_version_invalid",
            "Intercom-Version must be 2.11, 2.12, 2.13, 2.14, 2.15 or 2.16, or be left out.",
        )
    }

    pub(super) const fn method_not_allowed() -> Self {
        Self::of(
            StatusCode::METHOD_NOT_ALLOWED,
            "method_not_allowed",
            "This address does not take that method; the Allow header lists those it takes.",
        )
    }

    /// Too many requests, as the rates decided.
    pub(super) fn too_many(rate: &Decision) -> Self {
        let refusal = rate.refusal();
        Self {
            message: refusal.message.into(),
            retry_after_seconds: Some(rate.retry_after),
            ..Self::of(refusal.status, refusal.code, "")
        }
    }

    /// The program failed; the log says how, the client is not told.
    pub(super) const fn broken() -> Self {
        Self::of(StatusCode::INTERNAL_SERVER_ERROR, "server_error", "Something went wrong on the server.")
    }

    pub(super) const fn changed_meanwhile() -> Self {
        Self::of(
            StatusCode::CONFLICT,
            "conflict",
            "This was changed by somebody else at the same time: read it again and repeat the request.",
        )
    }

    /// A part or first message that is not there, or has no text to take away.
    pub(super) const fn no_such_part() -> Self {
        Self::of(
            StatusCode::NOT_FOUND,
            "conversation_part_or_message_not_found",
            "There is no part or message with a text of this id in this conversation.",
        )
    }

    /// The one message that clients read: they look for the id at its end.
    fn external_id_taken(by: Option<Id<Contact>>) -> Self {
        let problem =
            Self::of(StatusCode::CONFLICT, "conflict", "A contact matching those details already exists.")
                .about("external_id");
        match by {
            Some(id) => Self {
                message: format!("A contact matching those details already exists with id={id}").into(),
                ..problem
            },
            None => problem,
        }
    }

    /// What stood in the way after something was done already: nobody is told that nothing was. Clients repeat by
    /// themselves what is answered 5xx, so this says what a person has to know before that.
    pub(super) fn once_made(self) -> Self {
        if self.status.is_server_error() {
            Self::of(
                StatusCode::INTERNAL_SERVER_ERROR,
                "outcome_unknown",
                "This was done in part or in whole, and what stands now could not be read: look before repeating it.",
            )
        } else if self.status == StatusCode::CONFLICT {
            let message = "A part of this was done before somebody else changed it: read it again before repeating the rest.";
            Self { message: message.into(), ..self }
        } else {
            self
        }
    }

    pub(super) fn about(self, field: impl Into<Cow<'static, str>>) -> Self {
        Self { field: Some(field.into()), ..self }
    }
}

impl From<Trouble> for Problem {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Busy | Trouble::Contended => Self {
                retry_after_seconds: Some(1),
                ..Self::of(
                    StatusCode::SERVICE_UNAVAILABLE,
                    "service_unavailable",
                    "There is too much to do at the moment. Nothing was changed: try again.",
                )
            },
            Trouble::Full => Self::of(
                StatusCode::INSUFFICIENT_STORAGE,
                "storage_full",
                "The server's disk is full: nothing is written until there is room, reading goes on.",
            ),
            Trouble::InDoubt => Self::of(
                StatusCode::INTERNAL_SERVER_ERROR,
                "outcome_unknown",
                "The connection to the database broke: look whether the change was kept before repeating it.",
            ),
            Trouble::Gone | Trouble::Keys(_) | Trouble::Broken | Trouble::Files => {
                tracing::error!(%trouble, "an API request failed");
                Self::broken()
            }
        }
    }
}

impl From<BodyError> for Problem {
    fn from(error: BodyError) -> Self {
        Self { message: error.to_string().into(), ..Self::of(error.status(), error.code(), "") }
    }
}

impl From<Denied> for Problem {
    fn from(_: Denied) -> Self {
        Self::forbidden()
    }
}

impl From<ReadError> for Problem {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::NotFound => Self::not_found(),
            ReadError::Denied(denied) => denied.into(),
            ReadError::Trouble(trouble) => trouble.into(),
        }
    }
}

impl From<ContactReadError> for Problem {
    fn from(error: ContactReadError) -> Self {
        match error {
            ContactReadError::NotFound => Self::not_found(),
            ContactReadError::Denied(denied) => denied.into(),
            ContactReadError::Trouble(trouble) => trouble.into(),
        }
    }
}

impl From<CreateError> for Problem {
    fn from(error: CreateError) -> Self {
        match error {
            CreateError::Denied(denied) => denied.into(),
            CreateError::ExternalIdTaken(by) => Self::external_id_taken(by),
            CreateError::Suppressed => Self::of(
                StatusCode::CONFLICT,
                "suppressed",
                "Somebody with this id, address or phone number was erased, and does not come back silently.",
            ),
            CreateError::Trouble(trouble) => trouble.into(),
        }
    }
}

impl From<EraseError> for Problem {
    fn from(error: EraseError) -> Self {
        match error {
            EraseError::NotFound => Self::not_found(),
            EraseError::Denied(denied) => denied.into(),
            EraseError::Held(_) => Self::of(
                StatusCode::CONFLICT,
                "held",
                "A hold needs this: it can be deleted when the hold has ended.",
            ),
            EraseError::WrongKey | EraseError::Left => {
                tracing::error!(code = error.code(), "an erasure failed");
                Self::broken()
            }
            EraseError::Trouble(trouble) => trouble.into(),
        }
    }
}

impl From<HoldError> for Problem {
    fn from(error: HoldError) -> Self {
        match error {
            HoldError::NotFound => Self::not_found(),
            HoldError::Denied(denied) => denied.into(),
            HoldError::Erasing => Self::of(
                StatusCode::CONFLICT,
                "erasing",
                "This contact is being erased already: there is nothing left to hold.",
            ),
            HoldError::Shared => Self::invalid(
                "conversation_id",
                "Several people are in this conversation: place a hold on each of them.",
            ),
            HoldError::NoSuchTeammate => Self::no_such_admin("reviewer_id"),
            // What a request can lack was looked for field by field.
            HoldError::Incomplete | HoldError::NoReason => {
                Self::invalid("body", "A hold needs a basis, and a review and an end that are to come.")
            }
            HoldError::Trouble(trouble) => trouble.into(),
        }
    }
}

impl From<UpdateError> for Problem {
    fn from(error: UpdateError) -> Self {
        match error {
            UpdateError::ExternalIdTaken(by) => Self::external_id_taken(by),
            UpdateError::ChangedMeanwhile => Self::changed_meanwhile(),
            UpdateError::TooManyAttributes => Self::invalid(
                "custom_attributes",
                format!(
                    "A contact has at most {} custom attributes, of {} bytes in all.",
                    limits::CUSTOM_ATTRIBUTES,
                    limits::CUSTOM_ATTRIBUTES_BYTES
                ),
            ),
            UpdateError::Trouble(trouble) => trouble.into(),
        }
    }
}

impl From<StateError> for Problem {
    fn from(error: StateError) -> Self {
        match error {
            StateError::NotFound => Self::not_found(),
            StateError::ChangedMeanwhile => Self::changed_meanwhile(),
            StateError::Trouble(trouble) => trouble.into(),
        }
    }
}

impl From<AssignError> for Problem {
    fn from(error: AssignError) -> Self {
        match error {
            AssignError::NotFound => Self::not_found(),
            AssignError::ChangedMeanwhile => Self::changed_meanwhile(),
            AssignError::NoSuchTeammate => {
                Self::of(StatusCode::NOT_FOUND, "assignee_not_found", "There is no admin with this id.")
                    .about("assignee_id")
            }
            AssignError::CannotAnswer => Self::invalid(
                "assignee_id",
                "assignee_id must be an admin who may reply: a privacy officer answers nobody.",
            ),
            AssignError::NoSuchTeam => {
                Self::of(StatusCode::NOT_FOUND, "assignee_not_found", "There is no team with this id.")
                    .about("assignee_id")
            }
            AssignError::Trouble(trouble) => trouble.into(),
        }
    }
}

impl From<SendError> for Problem {
    fn from(error: SendError) -> Self {
        match error {
            SendError::Empty => Self::missing("body"),
            SendError::TooLong => {
                Self::invalid("body", format!("A message has at most {} bytes.", limits::MESSAGE_BYTES))
            }
            SendError::TooManyFiles => {
                Self::invalid("attachment_files", format!("A message has at most {} files.", limits::FILES))
            }
            SendError::FileTooLarge => {
                let most = (limits::FILE_BYTES, limits::FILES_BYTES);
                let allowed =
                    format!("A file has at most {} bytes, all files of a message {}.", most.0, most.1);
                Self::invalid("attachment_files", allowed)
            }
            SendError::Blocked => Self::of(
                StatusCode::FORBIDDEN,
                "contact_blocked",
                "This contact is blocked and cannot write.",
            ),
            SendError::NotTheAuthor | SendError::NoSuchTeammate | SendError::NotFound => Self::not_found(),
            SendError::Trouble(trouble) => trouble.into(),
        }
    }
}

impl From<domain::activity::ReadError> for Problem {
    fn from(error: domain::activity::ReadError) -> Self {
        match error {
            domain::activity::ReadError::NotFound => Self::not_found(),
            domain::activity::ReadError::Denied(denied) => denied.into(),
            domain::activity::ReadError::Trouble(trouble) => trouble.into(),
        }
    }
}

impl From<domain::activity::ProveError> for Problem {
    fn from(error: domain::activity::ProveError) -> Self {
        match error {
            domain::activity::ProveError::NotFound => Self::not_found(),
            domain::activity::ProveError::Trouble(trouble) => trouble.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_done_is_not_said_to_be_undone() {
        for trouble in [Trouble::Busy, Trouble::Contended, Trouble::InDoubt, Trouble::Broken] {
            let problem = Problem::from(trouble).once_made();
            assert_eq!((problem.status.as_u16(), problem.code), (500, "outcome_unknown"));
            assert_eq!(problem.retry_after_seconds, None, "nobody is asked to try again");
        }
        let conflict = Problem::changed_meanwhile();
        let later = conflict.clone().once_made();
        assert_eq!((later.status, later.code), (conflict.status, conflict.code));
        assert_ne!(later.message, conflict.message);
        assert_eq!(Problem::not_found().once_made(), Problem::not_found());
    }
}
