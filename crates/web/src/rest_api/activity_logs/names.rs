//! The one table of what acts are called over the API: as Intercom calls them where it has a word, else as the log does.

use activity_log::Action;

/// The name of an act as clients see it.
pub(in super::super) const fn name(action: Action) -> &'static str {
    match action {
        Action::WorkspaceSettingsChanged | Action::SecondFactorRequired | Action::SecondFactorOptional => {
            "security_settings_change"
        }
        Action::SecondFactorConfirmed | Action::SecondFactorRemoved | Action::SecondFactorReset => {
            "admin_two_factor_auth_change"
        }
        Action::IdentityRulesChanged => "app_identity_verification_change",
        Action::TeammateAdded => "app_admin_join",
        Action::TeammateSignedIn => "admin_login_success",
        Action::TeammateSignInFailed => "admin_login_failure",
        Action::TeammateSignedOut => "admin_logout",
        Action::TeammateWentAway | Action::TeammateCameBack => "admin_away_mode_change",
        Action::TeamCreated => "app_team_creation",
        Action::TeamDeleted => "app_team_deletion",
        Action::TeamMembersChanged => "app_team_membership_modification",
        Action::SignInLinkCreated => "admin_invite_creation",
        Action::ApiTokenCreated => "custom_authentication_token_creation",
        Action::ApiTokenRevoked => "oauth_token_revocation",
        Action::IdentitySecretCreated => "messenger_api_secret_creation",
        Action::IdentitySecretDeleted => "messenger_api_secret_deletion",
        Action::ContactExported | Action::LogExported => "bulk_export",
        Action::ConversationDeleted | Action::ErasureRequested => "app_data_deletion",
        Action::MessageRedacted => "conversation_part_deletion",
        other => other.code(),
    }
}

/// The acts of that name; none: there is no such name.
pub(in super::super) fn acts(given: &str) -> Vec<Action> {
    Action::ALL.iter().copied().filter(|action| name(*action) == given).collect()
}

/// Every name once, sorted.
pub(in super::super) fn all() -> Vec<&'static str> {
    let mut names: Vec<_> = Action::ALL.iter().map(|action| name(*action)).collect();
    names.sort_unstable();
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_act_is_found_by_its_name_and_nothing_by_another() {
        for action in Action::ALL {
            assert!(acts(name(*action)).contains(action));
        }
        assert_eq!(acts("admin_login_success"), [Action::TeammateSignedIn]);
        assert_eq!(acts("teammate.signed_in"), []);
        assert_eq!(all().len(), all().iter().collect::<std::collections::HashSet<_>>().len());
    }
}
