//! A workspace's mail server: set, shown without its password, tried out, taken away.

use std::net::IpAddr;

use activity_log::{Action, FactKey, Facts};
use privacy::access::{Actor, Allowed, SystemRole, act, permit};
use privacy::ids::{self, Workspace as WorkspaceKind};
use privacy::keys::Under;
use privacy::purpose::Purpose;
use privacy::sealed::{Disclosed, Json};
use privacy::{Id, Personal, RowId};
use store::{Change, Count, Failed, params, statements};

use super::smtp::{self, Outgoing};
use super::{Fault, MailError, Security, Server, Told, before, message_id};
use crate::uses::{MailPassword, MailServer};
use crate::workspaces::Workspace;
use crate::{Deployment, Trouble, contacts, entry, limits, teammates};

statements! {
    /// The server's settings.
    FIND_MAIL_SETTINGS = "SELECT version, settings, password FROM mail_settings WHERE workspace_id = $1";
    /// Whether there are any.
    HAS_MAIL_SETTINGS = "SELECT version FROM mail_settings WHERE workspace_id = $1";
    /// The first settings.
    ADD_MAIL_SETTINGS = "INSERT INTO mail_settings (workspace_id, version, settings, password, updated_at) \
                         VALUES ($1, 1, $2, $3, $4) ON CONFLICT DO NOTHING";
    /// New settings over the version that was read.
    CHANGE_MAIL_SETTINGS = "UPDATE mail_settings SET settings = $3, password = $4, version = version + 1, updated_at = $5 \
                            WHERE workspace_id = $1 AND version = $2";
    /// What has not left for a reason of the settings, and what is to be tried later, has its turn now, unless it is old news.
    TRY_ALL_AGAIN = "UPDATE outgoing_mail SET state = 'waiting', tries = 0, next_try_at = $2 WHERE workspace_id = $1 \
                     AND (state = 'waiting' OR (state = 'dead' AND created_at > $3 AND failure NOT IN ('refused', 'address')))";
    /// Takes them away.
    REMOVE_MAIL_SETTINGS = "DELETE FROM mail_settings WHERE workspace_id = $1";
}

/// The server, and whether a password is kept for it; never the password.
pub struct SettingsShown {
    /// The server.
    pub server: Server,
    /// Whether a password is kept.
    pub has_password: bool,
}

/// The server with its password, for sending.
pub(super) struct Opened {
    pub(super) server: Server,
    pub(super) password: Option<Disclosed<String>>,
}

/// Whether mail can leave.
pub async fn is_set_up(d: &Deployment, workspace: Id<WorkspaceKind>) -> Result<bool, Trouble> {
    Ok(d.store.row(&HAS_MAIL_SETTINGS, params![workspace]).await?.is_some())
}

/// The settings without the password.
pub async fn shown(
    d: &Deployment,
    of: &Allowed<Workspace, act::ManageWorkspace>,
) -> Result<Option<SettingsShown>, MailError> {
    let workspace = of.thing().id;
    let Some(row) = d.store.row(&FIND_MAIL_SETTINGS, params![workspace]).await.map_err(Trouble::from)? else {
        return Ok(None);
    };
    let mut c = row.cells();
    c.count().map_err(Trouble::from)?;
    let sealed = c.sealed::<MailServer>().map_err(Trouble::from)?;
    let has_password = c.maybe_sealed::<MailPassword>().map_err(Trouble::from)?.is_some();
    let permit = permit(of.actor(), Purpose::Administration)?;
    let Json(server) = d.keys(workspace).await?.open(&permit, &RowId::of(workspace), &sealed)?.into_shown();
    Ok(Some(SettingsShown { server, has_password }))
}

/// Sets the server. Without a new `password` the one that is kept stays, as long as host, port and user stay the same:
/// nobody who may change the settings can have it sent somewhere else. What has not left for a reason of the settings is tried
/// again at once.
pub async fn change(
    d: &Deployment,
    of: &Allowed<Workspace, act::ManageWorkspace>,
    server: Server,
    password: Option<Personal<String>>,
) -> Result<(), MailError> {
    check(&server, password.as_ref())?;
    let (workspace, now) = (of.thing().id, d.now());
    let (keys, row) = (d.keys(workspace).await?, RowId::of(workspace));
    let under = Under::one(keys.settings_leaf());
    let known = d.store.row(&FIND_MAIL_SETTINGS, params![workspace]).await.map_err(Trouble::from)?;
    let (mut version, mut kept) = (None, None);
    if let Some(known) = known {
        let mut c = known.cells();
        version = Some(Count(c.count().map_err(Trouble::from)?));
        let sealed = c.sealed::<MailServer>().map_err(Trouble::from)?;
        let known = keys.reopen(&row, &sealed)?;
        if known.is(|Json(known)| {
            (&known.host, known.port, &known.user) == (&server.host, server.port, &server.user)
        }) {
            kept = c.maybe_sealed::<MailPassword>().map_err(Trouble::from)?;
        }
    }
    let password = match password {
        Some(password) => Some(keys.seal::<MailPassword>(under, &row, &password)?),
        None if server.user.is_empty() => None,
        None => Some(kept.ok_or(Fault::NoPassword)?),
    };
    let settings = keys.seal::<MailServer>(under, &row, &Personal::new(Json(server)))?;
    let change = Change::new(d.change(), of.actor(), now, entry::of(Action::MailSettingsChanged, &workspace));
    let change = match version {
        Some(version) => {
            change.one(&CHANGE_MAIL_SETTINGS, params![workspace, version, settings, password, now])
        }
        None => change.one(&ADD_MAIL_SETTINGS, params![workspace, settings, password, now]),
    };
    // A letter that is on its way now leaves as it would: its version stays.
    let change = change.any(&TRY_ALL_AGAIN, params![workspace, now, before(now, limits::ANSWER_OLDEST)]);
    match d.store.commit(change).await {
        Ok(_) => Ok(()),
        Err(Failed::Conflict(_)) => Err(MailError::ChangedMeanwhile),
        Err(failed) => Err(Trouble::from(failed).into()),
    }
}

fn check(server: &Server, password: Option<&Personal<String>>) -> Result<(), Fault> {
    let line = |text: &str| text.len() <= limits::SHORT_TEXT_BYTES && !text.contains(['\r', '\n', '\0']);
    if !is_host(&server.host) {
        return Err(Fault::Host);
    }
    if server.port == 0 {
        return Err(Fault::Port);
    }
    if server.security == Security::Plain && !is_this_machine(&server.host) {
        return Err(Fault::Plain);
    }
    if !line(&server.user) || !password.is_none_or(|password| password.is(|text| line(text))) {
        return Err(Fault::Credentials);
    }
    if !contacts::is_email(&server.from) || !smtp::is_address(&server.from) {
        Err(Fault::From)
    } else {
        Ok(())
    }
}

fn is_host(host: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    host.parse::<IpAddr>().is_ok() || (host.len() <= 253 && host.split('.').all(label))
}

fn is_this_machine(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Takes the server away: what waits goes on waiting.
pub async fn remove(d: &Deployment, of: &Allowed<Workspace, act::ManageWorkspace>) -> Result<(), MailError> {
    let workspace = of.thing().id;
    let facts = Facts::new().code(FactKey::Outcome, "removed");
    let act = entry::with(Action::MailSettingsChanged, &workspace, facts);
    let change =
        Change::new(d.change(), of.actor(), d.now(), act).one(&REMOVE_MAIL_SETTINGS, params![workspace]);
    match d.store.commit(change).await {
        Ok(_) => Ok(()),
        Err(Failed::Conflict(_)) => Err(MailError::NoServer),
        Err(failed) => Err(Trouble::from(failed).into()),
    }
}

/// Opens the server for sending, as the program.
pub(super) async fn opened(d: &Deployment, workspace: Id<WorkspaceKind>) -> Result<Option<Opened>, Trouble> {
    let Some(row) = d.store.row(&FIND_MAIL_SETTINGS, params![workspace]).await? else { return Ok(None) };
    let program = Actor::System { workspace, role: SystemRole::Mail };
    let permit = permit(&program, Purpose::Delivery).map_err(|_| Trouble::Gone)?;
    let (keys, row_id) = (d.keys(workspace).await?, RowId::of(workspace));
    let mut c = row.cells();
    c.count()?;
    let Json(server) = keys.open(&permit, &row_id, &c.sealed::<MailServer>()?)?.into_shown();
    let password = match c.maybe_sealed::<MailPassword>()? {
        Some(sealed) => Some(keys.open(&permit, &row_id, &sealed)?),
        None => None,
    };
    Ok(Some(Opened { server, password }))
}

/// Sends a letter to the teammate who asks, at once, and answers what the server said.
pub async fn test(
    d: &Deployment,
    of: &Allowed<Workspace, act::ManageWorkspace>,
    subject: &str,
    body: &str,
) -> Result<Result<String, Told>, MailError> {
    let (workspace, by) = (of.thing().id, of.actor());
    let Actor::Teammate { id, .. } = *by else { return Err(MailError::NotFound) };
    let about = permit(by, Purpose::Administration)?;
    let me = teammates::find(d, &about, id).await?.ok_or(MailError::NotFound)?;
    let opened = opened(d, workspace).await?.ok_or(MailError::NoServer)?;
    let mail = Id::<ids::Mail>::fresh(&d.random, d.now());
    let message_id = message_id(&mail, &opened.server.from);
    let outgoing = Outgoing { message_id, recipient: &me.email, subject, body, html: None, stop_link: None };
    let told = smtp::send(&opened.server, opened.password.as_ref(), &outgoing).await;
    let outcome = told.as_ref().map_or_else(|told| told.failure.code(), |_| "sent");
    let facts = Facts::new().code(FactKey::Outcome, outcome);
    let change =
        Change::new(d.change(), by, d.now(), entry::with(Action::MailSettingsTested, &workspace, facts));
    d.store.commit(change).await.map_err(Trouble::from)?;
    Ok(told)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server() -> Server {
        Server {
            host: "smtp.example.com".into(),
            port: 587,
            security: Security::StartTls,
            user: "desk".into(),
            from: "desk@example.com".into(),
        }
    }

    #[test]
    fn what_cannot_be_a_server_is_refused() {
        assert_eq!(check(&server(), None), Ok(()));
        for host in
            ["", "smtp example", "-a.example", "a..b", "http://a.example", "a.example/", "a\r\nb", "[::1]"]
        {
            assert_eq!(check(&Server { host: host.into(), ..server() }, None), Err(Fault::Host), "{host:?}");
        }
        assert_eq!(check(&Server { port: 0, ..server() }, None), Err(Fault::Port));
        for from in ["", "desk", "a@b\r\nBcc: c@d.example", "Desk <desk@example.com>"] {
            assert_eq!(check(&Server { from: from.into(), ..server() }, None), Err(Fault::From), "{from:?}");
        }
        let broken = Personal::new("a\r\nb".to_owned());
        assert_eq!(check(&server(), Some(&broken)), Err(Fault::Credentials));
    }

    #[test]
    fn plain_text_stays_on_this_machine() {
        let plain =
            |host: &str| check(&Server { host: host.into(), security: Security::Plain, ..server() }, None);
        for host in ["localhost", "127.0.0.1", "127.8.0.1", "::1"] {
            assert_eq!(plain(host), Ok(()), "{host}");
        }
        for host in ["smtp.example.com", "10.0.0.1", "0.0.0.0", "localhost.example", "::ffff:10.0.0.1"] {
            assert_eq!(plain(host), Err(Fault::Plain), "{host}");
        }
    }
}
