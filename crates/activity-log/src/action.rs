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
        /// A teammate got another role.
        TeammateRoleChanged = "teammate.role_changed",
        /// A teammate was deactivated: they sign in no more.
        TeammateDeactivated = "teammate.deactivated",
        /// A deactivated teammate may sign in again.
        TeammateReactivated = "teammate.reactivated",
        /// A teammate signed in.
        TeammateSignedIn = "teammate.signed_in",
        /// Somebody tried to sign in as a teammate and failed.
        TeammateSignInFailed = "teammate.sign_in_failed",
        /// Somebody was refused at a door: once for each reason and five minutes, with how many.
        AccessRefused = "access.refused",
        /// A teammate signed out.
        TeammateSignedOut = "teammate.signed_out",
        /// A password or a link was right, and a code is owed.
        SignInStepBegun = "sign_in_step.begun",
        /// A code was tried at signing in.
        SignInCodeTried = "sign_in_step.tried",
        /// A session was used, to a quarter of an hour.
        SessionUsed = "session.used",
        /// A teammate ended sessions of their own.
        SessionEnded = "session.ended",
        /// Teammates' sessions past their end were removed.
        SessionsExpired = "session.expired",
        /// A teammate changed their password.
        PasswordChanged = "password.changed",
        /// An owner took the password of somebody who forgot it, and made a link that signs them in once.
        PasswordReset = "password.reset",
        /// A second factor was drawn and waits to be confirmed.
        SecondFactorBegun = "second_factor.begun",
        /// A second factor is on.
        SecondFactorConfirmed = "second_factor.confirmed",
        /// A second factor was turned off.
        SecondFactorRemoved = "second_factor.removed",
        /// An owner took the second factor of somebody who lost it.
        SecondFactorReset = "second_factor.reset",
        /// Everybody must have a second factor.
        SecondFactorRequired = "second_factor.required",
        /// Nobody must have one.
        SecondFactorOptional = "second_factor.optional",
        /// A wrong code was given.
        SecondFactorFailed = "second_factor.failed",
        /// New recovery codes were made.
        RecoveryCodesMade = "recovery_codes.made",
        /// A recovery code was used up.
        RecoveryCodeUsed = "recovery_code.used",
        /// Teammates were listed.
        TeammateListed = "teammate.listed",
        /// A teammate went away.
        TeammateWentAway = "teammate.went_away",
        /// A teammate came back.
        TeammateCameBack = "teammate.came_back",
        /// A teammate chose the language in which they read.
        TeammateLanguageChosen = "teammate.language_chosen",
        /// A teammate gave themselves another name.
        TeammateRenamed = "teammate.renamed",
        /// A team was made.
        TeamCreated = "team.created",
        /// A team got another name.
        TeamRenamed = "team.renamed",
        /// A team was dissolved.
        TeamDeleted = "team.deleted",
        /// Somebody joined a team or left it.
        TeamMembersChanged = "team.members_changed",
        /// The conversations of a team that is to be dissolved were given to nobody.
        TeamEmptied = "team.emptied",
        /// Teams were listed.
        TeamListed = "team.listed",
        /// A link that signs a teammate in was made.
        SignInLinkCreated = "sign_in_link.created",
        /// Somebody was invited to become a teammate.
        InvitationCreated = "invitation.created",
        /// An invitation got another link and another end.
        InvitationRenewed = "invitation.renewed",
        /// An invitation was taken back.
        InvitationRevoked = "invitation.revoked",
        /// An invitation was accepted.
        InvitationAccepted = "invitation.accepted",
        /// Invitations that nobody answered were removed.
        InvitationExpired = "invitation.expired",
        /// The mail server was set, changed or removed.
        MailSettingsChanged = "mail_settings.changed",
        /// The mail server was tried out.
        MailSettingsTested = "mail_settings.tested",
        /// A letter was put into the queue, or its turn brought forward.
        MailQueued = "mail.queued",
        /// A letter left.
        MailSent = "mail.sent",
        /// A letter could not be sent yet.
        MailFailed = "mail.failed",
        /// A letter could not be sent and is tried no more.
        MailGivenUp = "mail.given_up",
        /// A letter was removed before it left.
        MailDiscarded = "mail.discarded",
        /// Letters that were given up long ago were removed.
        MailExpired = "mail.expired",
        /// Links in letters that had come to their end were removed.
        MailLinksExpired = "mail.links_expired",
        /// Letters that have not left were listed.
        MailListed = "mail.listed",
        /// An API token was made.
        ApiTokenCreated = "api_token.created",
        /// An API token was taken back.
        ApiTokenRevoked = "api_token.revoked",
        /// API tokens were listed.
        ApiTokenListed = "api_token.listed",
        /// A secret that signs users' identities was made.
        IdentitySecretCreated = "identity_secret.created",
        /// Such a secret was deleted.
        IdentitySecretDeleted = "identity_secret.deleted",
        /// What is taken as proof of who a user is was changed.
        IdentityRulesChanged = "identity_rules.changed",
        /// Somebody was not taken for who a page said they are.
        IdentityRefused = "identity.refused",
        /// A contact was made.
        ContactCreated = "contact.created",
        /// What is known of a contact changed.
        ContactUpdated = "contact.updated",
        /// A visitor became a lead or user, or a lead a user.
        ContactConverted = "contact.converted",
        /// A company was made.
        CompanyCreated = "company.created",
        /// What is known of a company, or who belongs to it, changed.
        CompanyUpdated = "company.updated",
        /// A company was deleted.
        CompanyDeleted = "company.deleted",
        /// A contact was blocked: they may write nothing more.
        ContactBlocked = "contact.blocked",
        /// A contact may write again.
        ContactUnblocked = "contact.unblocked",
        /// A contact asked for no more mail.
        ContactUnsubscribed = "contact.unsubscribed",
        /// A contact belongs to a company.
        ContactAttached = "contact.attached",
        /// A contact belongs to a company no more.
        ContactDetached = "contact.detached",
        /// A lead became one with a user.
        ContactMerged = "contact.merged",
        /// A messenger session began.
        MessengerSessionStarted = "messenger.session_started",
        /// A messenger session was ended by its contact.
        MessengerSessionEnded = "messenger.session_ended",
        /// Messenger sessions past their end were removed.
        MessengerSessionsExpired = "messenger.session_expired",
        /// A conversation began.
        ConversationStarted = "conversation.started",
        /// A message was sent.
        MessageSent = "message.sent",
        /// A note was written.
        NoteWritten = "note.written",
        /// A teammate's draft was kept.
        DraftKept = "draft.kept",
        /// A teammate's draft was discarded.
        DraftDiscarded = "draft.discarded",
        /// A conversation was closed.
        ConversationClosed = "conversation.closed",
        /// A conversation was opened again.
        ConversationOpened = "conversation.opened",
        /// A conversation was put aside.
        ConversationSnoozed = "conversation.snoozed",
        /// A conversation was put before others.
        ConversationPrioritised = "conversation.prioritised",
        /// A conversation was put among the others again.
        ConversationDeprioritised = "conversation.deprioritised",
        /// A conversation's title or custom attributes changed.
        ConversationUpdated = "conversation.updated",
        /// A conversation was marked as if nobody had looked at it.
        ConversationMarkedUnread = "conversation.marked_unread",
        /// A conversation was given to a teammate, or to nobody.
        ConversationAssigned = "conversation.assigned",
        /// A further contact was brought into a conversation.
        ConversationContactAttached = "conversation.contact_attached",
        /// A contact was taken out of a conversation with several.
        ConversationContactDetached = "conversation.contact_detached",
        /// A conversation was labelled.
        ConversationTagged = "conversation.tagged",
        /// A label was taken from a conversation.
        ConversationUntagged = "conversation.untagged",
        /// A contact was labelled.
        ContactTagged = "contact.tagged",
        /// A label was taken from a contact.
        ContactUntagged = "contact.untagged",
        /// A note was written about a contact.
        ContactNoted = "contact.noted",
        /// Something that a contact did was told.
        DataEventTracked = "data_event.tracked",
        /// How often a contact did something was told.
        DataEventCounted = "data_event.counted",
        /// What contacts did long ago was removed.
        DataEventsExpired = "data_event.expired",
        /// A tag got another name.
        TagRenamed = "tag.renamed",
        /// A tag was taken from what it was on, to be deleted.
        TagEmptied = "tag.emptied",
        /// A tag was deleted.
        TagDeleted = "tag.deleted",
        /// An answer to keep ready was made.
        MacroCreated = "macro.created",
        /// An answer kept ready was changed.
        MacroChanged = "macro.changed",
        /// An answer kept ready was deleted.
        MacroDeleted = "macro.deleted",
        /// A choice of conversations was kept under a name.
        ViewCreated = "view.created",
        /// A view was changed.
        ViewChanged = "view.changed",
        /// A view was deleted.
        ViewDeleted = "view.deleted",
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
        /// A contact's data was handed out as a whole.
        ContactExported = "contact.exported",
        /// A contact was put under a restriction: kept, but not used.
        ContactRestricted = "contact.restricted",
        /// A contact that had been erased was made again on purpose.
        ContactRecreated = "contact.recreated",
        /// A conversation was deleted.
        ConversationDeleted = "conversation.deleted",
        /// The content of a part was taken out.
        MessageRedacted = "message.redacted",
        /// Somebody searched.
        SearchPerformed = "search.performed",
        /// An erasure was asked for.
        ErasureRequested = "erasure.requested",
        /// An erasure was planned, and the person closed to every write.
        ErasureFenced = "erasure.fenced",
        /// The person's keys ended.
        ErasureShredded = "erasure.shredded",
        /// A step of the removal was done.
        ErasureRemoved = "erasure.removed",
        /// It was checked that nothing is left.
        ErasureChecked = "erasure.checked",
        /// An erasure was completed: removal done, horizon reached.
        ErasureCompleted = "erasure.completed",
        /// A conversation that an erasure left was looked over.
        ErasureReviewed = "erasure.reviewed",
        /// An erasure waits for a hold to end.
        ErasureDeferred = "erasure.deferred",
        /// A hold was placed.
        HoldPlaced = "hold.placed",
        /// A hold was lifted.
        HoldLifted = "hold.lifted",
        /// Somebody asked, with a reason, to read what a hold keeps.
        HoldRead = "hold.read",
        /// An erased person's identifier was barred from coming back silently.
        SuppressionAdded = "suppression.added",
        /// A bar was overridden on purpose.
        SuppressionOverridden = "suppression.overridden",
        /// A bar ended by its own date.
        SuppressionExpired = "suppression.expired",
        /// Keys were destroyed in the vault.
        VaultPunctured = "vault.punctured",
        /// The vault's records went under a new epoch key.
        VaultEpochChanged = "vault.epoch_changed",
        /// An older vault was brought to the state that the log tells.
        VaultRecovered = "vault.recovered",
        /// A new tree of keys was opened.
        TreeOpened = "tree.opened",
        /// The store was restored from a backup.
        StoreRestored = "store.restored",
        /// A backup was made.
        BackupMade = "backup.made",
        /// The log was looked at.
        LogRead = "log.read",
        /// Entries that were kept long enough lost their bodies; their hashes stay.
        LogBodiesExpired = "log.bodies_expired",
        /// The log goes on from an earlier state: what it held beyond was lost with the disk.
        LogCutBack = "log.cut_back",
        /// The log was exported.
        LogExported = "log.exported",
        /// A checkpoint of the log was handed out.
        LogCheckpointPublished = "log.checkpoint_published",
        /// A receipt was downloaded.
        ReceiptDownloaded = "receipt.downloaded",
        /// The operator's link to the first workspace was made.
        SetupLinkCreated = "setup_link.created",
        /// A server opened the vault.
        VaultOpened = "vault.opened",
        /// The deployment was set up.
        DeploymentCreated = "deployment.created",
    }
}
