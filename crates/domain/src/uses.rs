//! Every use of a sealed value, with its permanent name. The register lists the same names; a test compares.

use privacy::sealed::Json;
use privacy::totp::TotpSecret;
use privacy::{Indexed, Use};

use crate::contacts::CustomAttributes;
use crate::mail::Server;
use crate::workspaces::Settings;

macro_rules! uses {
    ($($(#[$doc:meta])* $name:ident($value:ty) = $use:literal;)+) => {
        $(
            $(#[$doc])*
            pub enum $name {}
            impl Use for $name {
                const NAME: &'static str = $use;
                type Value = $value;
            }
        )+
        /// The permanent names of all uses.
        pub const NAMES: &[&str] = &[$($use,)+];
    };
}

uses! {
    /// A workspace's name.
    WorkspaceName(String) = "workspaces.name/v1";
    /// A workspace's settings.
    WorkspaceSettings(Json<Settings>) = "workspaces.settings/v1";
    /// A teammate's name.
    TeammateName(String) = "teammates.name/v1";
    /// A teammate's e-mail address.
    TeammateEmail(String) = "teammates.email/v1";
    /// A teammate's password hash.
    TeammatePassword(String) = "teammates.password/v1";
    /// The address to which an invitation went.
    InvitationEmail(String) = "invitations.email/v1";
    /// A workspace's mail server, but for the password.
    MailServer(Json<Server>) = "mail_settings.server/v1";
    /// The password for it.
    MailPassword(String) = "mail_settings.password/v1";
    /// To which address a letter goes.
    MailRecipient(String) = "outgoing_mail.recipient/v1";
    /// The line above a letter.
    MailSubject(String) = "outgoing_mail.subject/v1";
    /// A letter's text.
    MailBody(String) = "outgoing_mail.body/v1";
    /// The same as HTML.
    MailHtml(String) = "outgoing_mail.html/v1";
    /// Where a mail program asks for no more such letters.
    MailStopLink(String) = "outgoing_mail.stop_link/v1";
    /// What a teammate's authenticator app shares with the server.
    SecondFactorSecret(TotpSecret) = "second_factors.secret/v1";
    /// What an API token is called.
    TokenName(String) = "api_tokens.name/v1";
    /// What a secret that signs users' identities is called.
    IdentitySecretName(String) = "identity_secrets.name/v1";
    /// Such a secret.
    IdentitySecretText(String) = "identity_secrets.secret/v1";
    /// The id a contact has in the customer's own system.
    ContactExternalId(String) = "contacts.external_id/v1";
    /// A contact's e-mail address.
    ContactEmail(String) = "contacts.email/v1";
    /// A contact's phone number.
    ContactPhone(String) = "contacts.phone/v1";
    /// A contact's name.
    ContactName(String) = "contacts.name/v1";
    /// A contact's custom attributes, an object of names and values.
    ContactCustom(Json<CustomAttributes>) = "contacts.custom_attributes/v1";
    /// What someone wrote in a conversation.
    MessageBody(String) = "messages.body/v1";
    /// A file's name.
    FileName(String) = "attachments.name/v1";
    /// What a file claims to be.
    FileMediaType(String) = "attachments.media_type/v1";
    /// A file's content.
    FileContent(Vec<u8>) = "attachments.content/v1";
    /// Why a hold was placed, in words.
    HoldBasis(String) = "holds.basis/v1";
    /// Why somebody read what a hold keeps, in words.
    ReadingReason(String) = "entries.reason/v1";
    /// What a teammate has begun to write.
    DraftBody(String) = "drafts.body/v1";
    /// A conversation's title and custom attributes.
    ConversationAttributes(Json<crate::conversations::Attributes>) = "conversations.attributes/v1";
    /// On which page a conversation began, and where that page was come to from.
    ConversationPage(Json<crate::conversations::WrittenOn>) = "conversations.page/v1";
    /// What a contact did.
    DataEventName(String) = "data_events.name/v1";
    /// What else is told of it.
    DataEventMetadata(Json<crate::data_events::Metadata>) = "data_events.metadata/v1";
    /// A team's name.
    TeamName(String) = "teams.name/v1";
    /// The id a company has in the customer's own system.
    CompanyExternalId(String) = "companies.external_id/v1";
    /// A company's name.
    CompanyName(String) = "companies.name/v1";
    /// What else is known of a company.
    CompanyProfile(Json<crate::companies::Profile>) = "companies.profile/v1";
    /// What a teammate wrote down about a contact.
    ContactNote(String) = "contact_notes.body/v1";
    /// What an answer kept ready is called.
    MacroName(String) = "macros.name/v1";
    /// What it says.
    MacroBody(String) = "macros.body/v1";
    /// What a view is called.
    ViewName(String) = "saved_views.name/v1";
    /// A tag's name.
    TagName(String) = "tags.name/v1";
}

impl Indexed for TeammateEmail {
    const NORMALISATION: &'static str = "trim-lowercase/1";
    fn normalise(value: &str) -> String {
        value.trim().to_lowercase()
    }
}

impl Indexed for InvitationEmail {
    const NORMALISATION: &'static str = "trim-lowercase/1";
    fn normalise(value: &str) -> String {
        value.trim().to_lowercase()
    }
}

impl Indexed for ContactEmail {
    const NORMALISATION: &'static str = "trim-lowercase/1";
    fn normalise(value: &str) -> String {
        value.trim().to_lowercase()
    }
}

impl Indexed for ContactExternalId {
    const NORMALISATION: &'static str = "exact/1";
    fn normalise(value: &str) -> String {
        value.to_owned()
    }
}

impl Indexed for ContactPhone {
    const NORMALISATION: &'static str = "plus-and-digits/1";
    fn normalise(value: &str) -> String {
        value.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect()
    }
}

impl Indexed for CompanyExternalId {
    const NORMALISATION: &'static str = "exact/1";
    fn normalise(value: &str) -> String {
        value.to_owned()
    }
}

impl Indexed for DataEventName {
    const NORMALISATION: &'static str = "once/1";
    fn normalise(value: &str) -> String {
        value.to_owned()
    }
}

impl Indexed for TeamName {
    const NORMALISATION: &'static str = "trim-lowercase/1";
    fn normalise(value: &str) -> String {
        value.trim().to_lowercase()
    }
}

impl Indexed for TagName {
    const NORMALISATION: &'static str = "trim-lowercase/1";
    fn normalise(value: &str) -> String {
        value.trim().to_lowercase()
    }
}
