//! The roles that teammates have and the actions that the policy knows.

use crate::codes;

codes! {
    /// What a teammate is in a workspace.
    Role {
        /// Made the workspace, or was handed it: everything.
        Owner = "owner",
        /// Runs the workspace.
        Admin = "admin",
        /// Answers people.
        Agent = "agent",
        /// Answers for people's rights: erasures, holds, the log. Reads, and answers nobody.
        PrivacyOfficer = "privacy_officer",
    }
}

codes! {
    /// Everything that can be asked of the policy.
    Action {
        /// See conversations, notes and files.
        ReadConversations = "conversations.read",
        /// Start a conversation.
        StartConversation = "conversations.start",
        /// Write to the contact, or as the contact.
        Reply = "conversations.reply",
        /// Write a note that only teammates see, in a conversation or about a person.
        Note = "conversations.note",
        /// Close, open, snooze, put first, mark as read or unread, name.
        ChangeState = "conversations.change_state",
        /// Give the conversation to a teammate or a team.
        Assign = "conversations.assign",
        /// Bring further people into a conversation, or take them out of it.
        ManageParticipants = "conversations.manage_participants",
        /// Label a conversation or a person.
        Tag = "conversations.tag",
        /// See people.
        ReadContacts = "contacts.read",
        /// Create a person.
        CreateContact = "contacts.create",
        /// Change a person's attributes.
        UpdateContact = "contacts.update",
        /// Leave an address of one's own, by which one can be reached.
        LeaveAddress = "contacts.leave_address",
        /// Tell what a person did.
        TrackEvent = "contacts.track_event",
        /// Take away what is held of a person.
        ExportContact = "contacts.export",
        /// End a person's keys and remove all that is theirs.
        EraseContact = "contacts.erase",
        /// End a conversation's keys and remove it.
        DeleteConversation = "conversations.delete",
        /// End the key of one part and blank it.
        RedactMessage = "messages.redact",
        /// Place and lift holds, and see them.
        ManageHolds = "holds.manage",
        /// See erasures: how far they are, and their receipts.
        ReadErasures = "erasures.read",
        /// Say that what an erasure left was looked over.
        ReviewErasures = "erasures.review",
        /// See the list of teammates.
        ReadTeammates = "teammates.read",
        /// Add teammates.
        ManageTeammates = "teammates.manage",
        /// Change what a teammate is.
        GiveRoles = "teammates.give_roles",
        /// Make, change and delete companies.
        ManageCompanies = "companies.manage",
        /// Rename and delete labels.
        ManageTags = "tags.manage",
        /// Make, change and delete answers kept ready.
        ManageMacros = "macros.manage",
        /// Keep choices of conversations under a name, for oneself.
        ManageViews = "views.manage",
        /// Keep them for everybody.
        ShareViews = "views.share",
        /// Say of another teammate that they are away, or back.
        SetOthersAway = "teammates.set_others_away",
        /// Make, rename and delete teams, and say who belongs to them.
        ManageTeams = "teams.manage",
        /// Create and revoke API tokens.
        ManageTokens = "api_tokens.manage",
        /// Create, see and delete the secrets with which users' identities are signed.
        ManageIdentitySecrets = "identity_secrets.manage",
        /// Change the workspace's name and settings.
        ManageWorkspace = "workspace.manage",
        /// See the activity log, export it, and take its checkpoints.
        ReadActivityLog = "activity_log.read",
    }
}
