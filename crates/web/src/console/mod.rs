//! The console: what is set for a workspace and by whom, one page a matter. Every page is judged by the one policy.

pub(crate) mod desk;
mod identity;
mod index;
mod invitations;
mod join;
mod look;
mod mail;
mod messenger;
mod sign_in;
mod tags;
mod teammates;
mod teams;
mod tokens;
pub mod view;
mod workspace;

pub(crate) use workspace::chosen;

use axum::Router;
use axum::routing::{get, post};

use crate::app::App;

/// The console's routes.
pub fn router() -> Router<App> {
    Router::new()
        .route("/settings", get(index::screen))
        .route("/settings/workspace", get(workspace::screen).post(workspace::save))
        .route("/settings/messenger", get(messenger::screen))
        .route("/settings/messenger/seen", get(messenger::seen_now))
        .route("/settings/messenger/preview", get(messenger::preview))
        .route("/settings/messenger/look", post(messenger::save))
        .route("/settings/identity", get(identity::screen).post(identity::make))
        .route("/settings/identity/rules", post(identity::change_rules))
        .route("/settings/identity/{id}/delete", post(identity::delete))
        .route("/settings/teammates", get(teammates::screen))
        .route("/settings/teammates/{id}/role", post(teammates::role))
        .route("/settings/teammates/{id}/deactivate", post(teammates::deactivate))
        .route("/settings/teammates/{id}/reactivate", post(teammates::reactivate))
        .route("/settings/teammates/{id}/reset-factor", post(teammates::reset_factor))
        .route("/settings/teammates/{id}/reset-password", post(teammates::reset_password))
        .route("/settings/invitations", post(invitations::invite))
        .route("/settings/invitations/{id}/renew", post(invitations::renew))
        .route("/settings/invitations/{id}/revoke", post(invitations::revoke))
        .route("/invitation/{workspace}/{secret}", get(join::screen).post(join::join))
        .route("/settings/teams", get(teams::screen).post(teams::make))
        .route("/settings/teams/{id}/name", post(teams::rename))
        .route("/settings/teams/{id}/members", post(teams::members))
        .route("/settings/teams/{id}/dissolve", post(teams::dissolve))
        .route("/settings/tags", get(tags::screen).post(tags::make))
        .route("/settings/tags/{id}/name", post(tags::rename))
        .route("/settings/tags/{id}/delete", post(tags::delete))
        .route("/settings/mail", get(mail::screen).post(mail::save))
        .route("/settings/mail/test", post(mail::test))
        .route("/settings/mail/remove", post(mail::remove))
        .route("/settings/mail/{id}/again", post(mail::again))
        .route("/settings/mail/{id}/discard", post(mail::discard))
        .route("/settings/sign-in", get(sign_in::screen))
        .route("/settings/sign-in/password", post(sign_in::password))
        .route("/settings/sign-in/name", post(sign_in::name))
        .route("/settings/sign-in/language", post(sign_in::language))
        .route("/settings/sign-in/factor", post(sign_in::begin))
        .route("/settings/sign-in/factor/confirm", post(sign_in::confirm))
        .route("/settings/sign-in/factor/off", post(sign_in::off))
        .route("/settings/sign-in/codes", post(sign_in::codes))
        .route("/settings/sign-in/sessions/end-others", post(sign_in::end_others))
        .route("/settings/sign-in/sessions/{id}/end", post(sign_in::end))
        .route("/settings/sign-in/require", post(sign_in::require))
        .route("/settings/tokens", get(tokens::screen).post(tokens::make))
        .route("/settings/tokens/{id}/revoke", post(tokens::revoke))
}
