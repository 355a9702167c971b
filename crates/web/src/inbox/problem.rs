//! What went wrong, as a page for people and as JSON for the page's scripts.

use std::sync::Arc;

use axum::Json;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::http::header::CONTENT_LENGTH;
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use domain::Trouble;
use domain::companies::CompanyError;
use domain::contacts::{MergeError, UpdateError};
use domain::conversations::{AssignError, MarkError, ParticipantError, ReadError, StateError};
use domain::data_events::TrackError;
use domain::drafts::DraftError;
use domain::erasure::EraseError;
use domain::messages::SendError;
use domain::notes::NoteError;
use domain::tags::TagError;
use domain::teammates::PresenceError;

use super::view::{MessagePage, Notice, message_page};
use crate::edge::body::BodyError;
use crate::refused::FormToken;
use crate::words::{Language, RefusalWords, fill};

/// Everything that a teammate's act can end in but success.
#[derive(Debug)]
pub(crate) enum Problem {
    /// Not there, or not theirs.
    NotFound,
    /// The session ended.
    SignedOut,
    /// The messenger's contact was erased: it clears itself, and nobody begins in their place.
    Erased,
    /// The same, and a hold keeps some of it for now.
    ErasureWaits,
    /// The messenger was not shown who somebody is; whoever asks is not told why.
    Unproven,
    /// The form's token was missing or wrong.
    Forged,
    /// The role does not allow it.
    NotAllowed,
    /// Something in the request is not right; the sentence says what.
    Bad(String),
    /// The same, in the reader's language.
    Refused(fn(&RefusalWords) -> &'static str),
    /// A message was not sent.
    Unsent(SendError),
    /// The request's body could not be read.
    Body(BodyError),
    /// Too many requests.
    TooFast(u64),
    /// The machinery failed.
    Trouble(Trouble),
}

impl Problem {
    fn status(&self) -> StatusCode {
        match self {
            Self::NotFound | Self::Trouble(Trouble::Gone) => StatusCode::NOT_FOUND,
            Self::SignedOut | Self::Erased | Self::ErasureWaits | Self::Unproven => StatusCode::UNAUTHORIZED,
            Self::Forged | Self::NotAllowed => StatusCode::FORBIDDEN,
            Self::Bad(_) | Self::Refused(_) | Self::Unsent(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Body(error) => error.status(),
            Self::TooFast(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Trouble(Trouble::Full) => StatusCode::INSUFFICIENT_STORAGE,
            Self::Trouble(Trouble::Busy | Trouble::Contended | Trouble::InDoubt) => {
                StatusCode::SERVICE_UNAVAILABLE
            }
            Self::Trouble(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    const fn code(&self) -> &'static str {
        match self {
            Self::NotFound | Self::Trouble(Trouble::Gone) => "not_found",
            Self::SignedOut => "signed_out",
            Self::Erased => "erased",
            Self::ErasureWaits => "erasure_waits",
            Self::Unproven => "identity_not_verified",
            Self::Forged => "forged",
            Self::NotAllowed => "not_allowed",
            Self::Bad(_) | Self::Refused(_) | Self::Unsent(_) | Self::Body(_) => "bad_request",
            Self::TooFast(_) => "rate_limit_exceeded",
            Self::Trouble(Trouble::Full) => "storage_full",
            Self::Trouble(_) => "unavailable",
        }
    }

    pub(super) fn message(&self, language: Language) -> String {
        let words = &language.words().problems;
        let sentence = match self {
            Self::NotFound | Self::Trouble(Trouble::Gone) => words.not_found,
            Self::SignedOut => words.signed_out,
            Self::Erased => words.erased,
            Self::ErasureWaits => words.erasure_waits,
            Self::Unproven => words.unproven,
            Self::Forged => words.forged,
            Self::NotAllowed => words.not_allowed,
            Self::Bad(what) => return what.clone(),
            Self::Refused(sentence) => sentence(&language.words().refusal),
            Self::Unsent(error) => return words.unsent(error),
            Self::Body(error) => return words.not_read(error),
            Self::TooFast(seconds) => return fill(words.too_fast, "seconds", &seconds.to_string()),
            Self::Trouble(Trouble::Full) => words.full,
            Self::Trouble(Trouble::Busy | Trouble::Contended) => words.busy,
            Self::Trouble(Trouble::InDoubt) => words.in_doubt,
            Self::Trouble(_) => words.broken,
        };
        sentence.to_owned()
    }

    /// As JSON, for the page's scripts.
    pub(crate) fn as_json(&self, language: Language) -> Response {
        let message = self.message(language);
        let body = serde_json::json!({"errors": [{"code": self.code(), "message": message}]});
        let mut response = (self.status(), Json(body)).into_response();
        if let Self::TooFast(seconds) = self {
            response.headers_mut().insert("retry-after", (*seconds).into());
        }
        self.marked(response)
    }

    /// With what the log is told of it.
    fn marked(&self, mut response: Response) -> Response {
        if matches!(self, Self::Forged) {
            response.extensions_mut().insert(FormToken);
        }
        response
    }

    /// As a page, for people.
    pub(crate) fn as_page(&self, language: Language) -> Response {
        let notice = match self {
            Self::NotFound | Self::NotAllowed | Self::Trouble(Trouble::Gone) => Notice::NotFound,
            Self::SignedOut => Notice::Ended,
            Self::Erased | Self::ErasureWaits | Self::Unproven => Notice::SignedOut,
            Self::Forged | Self::Bad(_) | Self::Refused(_) | Self::Unsent(_) | Self::Body(_) => {
                Notice::BadRequest
            }
            Self::TooFast(_) => Notice::TooFast,
            Self::Trouble(Trouble::Full) => Notice::ReadOnly,
            Self::Trouble(_) => Notice::Unavailable,
        };
        let told = matches!(self, Self::Bad(_) | Self::Refused(_) | Self::Unsent(_) | Self::Body(_));
        let reason = told.then(|| self.message(language));
        self.marked(draw(self.status(), &MessagePage { language, notice, reason, reference: None }))
    }
}

/// A page that says one thing.
pub(crate) fn page(status: StatusCode, language: Language, notice: Notice) -> Response {
    draw(status, &MessagePage { language, notice, reason: None, reference: None })
}

fn draw(status: StatusCode, page: &MessagePage) -> Response {
    let text = message_page(page).into_string();
    (status, super::page_headers(), Html(text)).into_response()
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.as_json(Language::default());
        response.extensions_mut().insert(Unspoken(Arc::new(self)));
        response
    }
}

/// A problem that was answered before anybody knew to whom.
#[derive(Clone)]
struct Unspoken(Arc<Problem>);

/// Middleware: says problems to scripts in the language that they ask for.
pub(crate) async fn speak(request: Request, next: Next) -> Response {
    let language = super::session::language(request.headers());
    let mut response = next.run(request).await;
    match response.extensions_mut().remove::<Unspoken>() {
        Some(Unspoken(problem)) if language != Language::default() => {
            let (head, body) = problem.as_json(language).into_parts();
            // What was set meanwhile stays, but for what tells of the sentence's length.
            response.headers_mut().extend(head.headers);
            response.headers_mut().remove(CONTENT_LENGTH);
            *response.body_mut() = body;
            response
        }
        _ => response,
    }
}

impl From<Trouble> for Problem {
    fn from(trouble: Trouble) -> Self {
        Self::Trouble(trouble)
    }
}

impl From<privacy::access::Denied> for Problem {
    fn from(_: privacy::access::Denied) -> Self {
        Self::NotAllowed
    }
}

impl From<BodyError> for Problem {
    fn from(error: BodyError) -> Self {
        Self::Body(error)
    }
}

impl From<ReadError> for Problem {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::NotFound | ReadError::Denied(_) => Self::NotFound,
            ReadError::Trouble(trouble) => trouble.into(),
        }
    }
}

impl From<domain::activity::ReadError> for Problem {
    fn from(error: domain::activity::ReadError) -> Self {
        match error {
            domain::activity::ReadError::NotFound => Self::NotFound,
            domain::activity::ReadError::Denied(denied) => denied.into(),
            domain::activity::ReadError::Trouble(trouble) => trouble.into(),
        }
    }
}

impl From<domain::contacts::ReadError> for Problem {
    fn from(error: domain::contacts::ReadError) -> Self {
        match error {
            domain::contacts::ReadError::Trouble(trouble) => trouble.into(),
            _ => Self::NotFound,
        }
    }
}

impl From<domain::attachments::ReadFileError> for Problem {
    fn from(error: domain::attachments::ReadFileError) -> Self {
        match error {
            domain::attachments::ReadFileError::NotFound => Self::NotFound,
            domain::attachments::ReadFileError::Trouble(trouble) => trouble.into(),
        }
    }
}

impl From<SendError> for Problem {
    fn from(error: SendError) -> Self {
        match error {
            SendError::Trouble(trouble) => trouble.into(),
            SendError::NotFound => Self::NotFound,
            SendError::NotTheAuthor => Self::NotAllowed,
            other => Self::Unsent(other),
        }
    }
}

impl From<StateError> for Problem {
    fn from(error: StateError) -> Self {
        match error {
            StateError::NotFound => Self::NotFound,
            StateError::ChangedMeanwhile => Self::Bad(error.to_string()),
            StateError::Trouble(trouble) => trouble.into(),
        }
    }
}

impl From<MarkError> for Problem {
    fn from(error: MarkError) -> Self {
        match error {
            MarkError::NotFound => Self::NotFound,
            MarkError::Trouble(trouble) => trouble.into(),
        }
    }
}

impl From<UpdateError> for Problem {
    fn from(error: UpdateError) -> Self {
        match error {
            UpdateError::ExternalIdTaken(_) => Self::Refused(|words| words.external_id_taken),
            UpdateError::ChangedMeanwhile => Self::Refused(|words| words.changed_meanwhile),
            UpdateError::TooManyAttributes => Self::Refused(|words| words.too_many_attributes),
            UpdateError::Trouble(trouble) => trouble.into(),
        }
    }
}

impl From<CompanyError> for Problem {
    fn from(error: CompanyError) -> Self {
        match error {
            CompanyError::NoExternalId => Self::Refused(|words| words.company),
            CompanyError::TooManyAttributes => Self::Refused(|words| words.too_many_attributes),
            CompanyError::NotFound => Self::NotFound,
            CompanyError::ChangedMeanwhile => Self::Refused(|words| words.changed_meanwhile),
            CompanyError::Trouble(trouble) => trouble.into(),
        }
    }
}

impl From<MergeError> for Problem {
    fn from(error: MergeError) -> Self {
        match error {
            MergeError::Same => Self::Refused(|words| words.merge_same),
            MergeError::NotALead => Self::Refused(|words| words.merge_user),
            MergeError::NotAUser => Self::Refused(|words| words.merge_into_user),
            MergeError::TooManyAttributes => Self::Refused(|words| words.too_many_attributes),
            MergeError::HeldOrChanged => Self::Refused(|words| words.merge_held),
            MergeError::WrongKey => {
                tracing::error!("a merge met a key that is not what the record says");
                Self::Trouble(Trouble::Broken)
            }
            MergeError::Trouble(trouble) => trouble.into(),
        }
    }
}

impl From<DraftError> for Problem {
    fn from(error: DraftError) -> Self {
        match error {
            DraftError::NotFound => Self::NotFound,
            DraftError::NotATeammate => Self::NotAllowed,
            DraftError::TooLong => Self::Bad(error.to_string()),
            DraftError::Trouble(trouble) => trouble.into(),
        }
    }
}

impl From<TrackError> for Problem {
    fn from(error: TrackError) -> Self {
        match error {
            TrackError::NotFound => Self::NotFound,
            // That somebody is held is not for their browser to tell.
            TrackError::NoRoom | TrackError::Held => {
                Self::Bad("no more events are kept here for now".to_owned())
            }
            TrackError::Trouble(trouble) => trouble.into(),
            said => Self::Bad(said.to_string()),
        }
    }
}

impl From<EraseError> for Problem {
    fn from(error: EraseError) -> Self {
        match error {
            EraseError::NotFound => Self::NotFound,
            EraseError::Denied(denied) => denied.into(),
            EraseError::Held(_) => Self::Refused(|words| words.held),
            EraseError::WrongKey | EraseError::Left => {
                tracing::error!(code = error.code(), "an erasure failed");
                Self::Trouble(Trouble::Broken)
            }
            EraseError::Trouble(trouble) => trouble.into(),
        }
    }
}

impl From<AssignError> for Problem {
    fn from(error: AssignError) -> Self {
        match error {
            AssignError::NotFound => Self::NotFound,
            AssignError::NoSuchTeammate
            | AssignError::CannotAnswer
            | AssignError::NoSuchTeam
            | AssignError::ChangedMeanwhile => Self::Bad(error.to_string()),
            AssignError::Trouble(trouble) => trouble.into(),
        }
    }
}

impl From<ParticipantError> for Problem {
    fn from(error: ParticipantError) -> Self {
        match error {
            ParticipantError::NotFound => Self::NotFound,
            ParticipantError::Trouble(trouble) => trouble.into(),
            said => Self::Bad(said.to_string()),
        }
    }
}

impl From<NoteError> for Problem {
    fn from(error: NoteError) -> Self {
        match error {
            NoteError::Empty => Self::Unsent(SendError::Empty),
            NoteError::TooLong => Self::Unsent(SendError::TooLong),
            NoteError::NotFound => Self::NotFound,
            NoteError::Trouble(trouble) => trouble.into(),
        }
    }
}

impl From<TagError> for Problem {
    fn from(error: TagError) -> Self {
        match error {
            TagError::BadName | TagError::NameTaken | TagError::TooMany | TagError::ChangedMeanwhile => {
                Self::Bad(error.to_string())
            }
            TagError::NotFound => Self::NotFound,
            TagError::Trouble(trouble) => trouble.into(),
        }
    }
}

impl From<PresenceError> for Problem {
    fn from(error: PresenceError) -> Self {
        match error {
            PresenceError::NotFound => Self::NotFound,
            PresenceError::Denied(denied) => denied.into(),
            PresenceError::Trouble(trouble) => trouble.into(),
        }
    }
}
