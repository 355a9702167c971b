//! How the console looks: pure functions from disclosed strings to HTML.

mod form;
mod frame;
mod identity;
mod invitations;
mod join;
mod mail;
mod messenger;
mod qr;
mod sign_in;
mod steps;
mod tags;
mod teammates;
mod teams;
mod tokens;
mod workspace;

pub use frame::{Frame, Said, Section, console_page};
pub use identity::{IdentityPage, SecretForm, SecretRow, identity_page};
pub use invitations::{InvitationForm, InvitationRow, InvitationsPart, LetterState};
pub use join::{JoinPage, JoinProblem, gone_page, join_page};
pub use mail::{MailForm, MailPage, MailRow, mail_page};
pub use messenger::{LookForm, MessengerPage, Seen, messenger_page, seen_fragment};
pub use sign_in::{Factor, SessionRow, SignInPage, sign_in_page};
pub use steps::{Step, first_steps};
pub use tags::{TagForm, TagRow, TagsPage, tags_page};
pub(crate) use teammates::role_word;
pub use teammates::{SignsInBy, TeammateRow, TeammatesPage, teammates_page};
pub use teams::{Member, TeamForm, TeamProblem, TeamRow, TeamsPage, teams_page};
pub use tokens::{TokenForm, TokenRow, TokensPage, tokens_page};
pub use workspace::{WorkspaceForm, workspace_page};

#[cfg(test)]
mod tests;
