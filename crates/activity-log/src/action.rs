//! What can be entered. A new kind of act needs a new code here before it can be done at all.

use crate::codes::codes;

codes! {
    /// An act.
    Action {
        /// A workspace was made.
        WorkspaceCreated = "workspace.created",
        /// A workspace's name or settings changed.
        WorkspaceSettingsChanged = "workspace.settings_changed",
        /// A teammate was added.
        TeammateAdded = "teammate.added",
        /// A teammate signed in.
        TeammateSignedIn = "teammate.signed_in",
        /// Somebody tried to sign in as a teammate and failed.
        TeammateSignInFailed = "teammate.sign_in_failed",
        /// A teammate signed out.
        TeammateSignedOut = "teammate.signed_out",
        /// A link that signs a teammate in was made.
        SignInLinkCreated = "sign_in_link.created",
        /// An API token was made.
        ApiTokenCreated = "api_token.created",
        /// An API token was taken back.
        ApiTokenRevoked = "api_token.revoked",
        /// A contact was made.
        ContactCreated = "contact.created",
        /// What is known of a contact changed.
        ContactUpdated = "contact.updated",
        /// A visitor became a lead or user, or a lead a user.
        ContactConverted = "contact.converted",
        /// A messenger session began.
        MessengerSessionStarted = "messenger.session_started",
        /// A conversation began.
        ConversationStarted = "conversation.started",
        /// A message was sent.
        MessageSent = "message.sent",
        /// A note was written.
        NoteWritten = "note.written",
        /// A conversation was closed.
        ConversationClosed = "conversation.closed",
        /// A conversation was opened again.
        ConversationOpened = "conversation.opened",
        /// A conversation was put aside.
        ConversationSnoozed = "conversation.snoozed",
        /// A conversation was given to a teammate, or to nobody.
        ConversationAssigned = "conversation.assigned",
        /// A conversation was labelled.
        ConversationTagged = "conversation.tagged",
        /// A tag was made.
        TagCreated = "tag.created",
        /// A contact was looked at.
        ContactRead = "contact.read",
        /// Contacts were listed.
        ContactListed = "contact.listed",
        /// A conversation was looked at.
        ConversationRead = "conversation.read",
        /// Conversations were listed.
        ConversationListed = "conversation.listed",
        /// A file was opened.
        AttachmentRead = "attachment.read",
        /// The operator's link to the first workspace was made.
        SetupLinkCreated = "setup_link.created",
        /// A server opened the vault.
        VaultOpened = "vault.opened",
        /// The deployment was set up.
        DeploymentCreated = "deployment.created",
    }
}
