//! What the product does: one folder a thing, one file a verb. No HTTP, no SQL engine, no keys of its own.

pub mod activity;
pub mod api_tokens;
pub mod attachments;
pub mod backups;
pub mod carried;
pub mod companies;
pub mod contacts;
pub mod conversations;
pub mod data_events;
pub mod deployment;
pub mod drafts;
mod entry;
pub mod erasure;
pub mod exports;
pub mod holds;
pub mod identity;
pub mod identity_secrets;
pub mod invitations;
pub mod limits;
pub mod macros;
pub mod mail;
pub mod messages;
pub mod messenger_sessions;
pub mod notes;
pub mod notices;
pub mod reads;
pub mod recovery;
pub mod refusals;
pub mod restoring;
pub mod setup;
pub mod suppression;
pub mod tags;
pub mod teammates;
pub mod teams;
pub mod trouble;
pub mod uses;
pub mod views;
pub mod workspaces;

use store::Statement;

pub use deployment::Deployment;
pub use trouble::Trouble;

/// Every statement of the product, for the test that prepares them all on both engines.
pub fn statements() -> Vec<&'static Statement> {
    [
        activity::STATEMENTS,
        api_tokens::STATEMENTS,
        attachments::STATEMENTS,
        backups::STATEMENTS,
        companies::STATEMENTS,
        contacts::STATEMENTS,
        carried::STATEMENTS,
        conversations::STATEMENTS,
        data_events::STATEMENTS,
        drafts::STATEMENTS,
        erasure::STATEMENTS,
        &[exports::STATEMENTS],
        holds::STATEMENTS,
        identity::STATEMENTS,
        identity_secrets::STATEMENTS,
        invitations::STATEMENTS,
        macros::STATEMENTS,
        mail::STATEMENTS,
        messages::STATEMENTS,
        messenger_sessions::STATEMENTS,
        notes::STATEMENTS,
        notices::STATEMENTS,
        &[reads::STATEMENTS],
        recovery::STATEMENTS,
        &[restoring::STATEMENTS],
        setup::STATEMENTS,
        suppression::STATEMENTS,
        tags::STATEMENTS,
        teammates::STATEMENTS,
        teams::STATEMENTS,
        views::STATEMENTS,
        workspaces::STATEMENTS,
    ]
    .concat()
    .concat()
}
