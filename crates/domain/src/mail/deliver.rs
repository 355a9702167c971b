//! Delivering what waits: one letter after the other, again after a while where it did not work, given up in the end.

use std::time::Duration;

use activity_log::{Action, FactKey, Facts};
use privacy::access::{Actor, SystemRole, permit};
use privacy::ids::{Mail, Workspace};
use privacy::purpose::Purpose;
use privacy::{Id, RowId, Sealed};
use store::{Act, Change, Code, Count, Failed, Lease, Row, params, statements};

use super::settings::opened;
use super::smtp::{self, Outgoing, Told};
use super::{State, before, message_id};
use crate::uses::{MailBody, MailHtml, MailRecipient, MailStopLink, MailSubject};
use crate::{Deployment, Trouble, entry, limits};

statements! {
    /// The workspaces in which a letter is due and there is a server for it.
    MAIL_IS_DUE = "SELECT DISTINCT m.workspace_id FROM outgoing_mail m JOIN mail_settings s ON s.workspace_id = m.workspace_id \
                   WHERE m.state = 'waiting' AND m.next_try_at <= $1 LIMIT 1000";
    /// The letter whose turn it is; none to a contact who is blocked, being erased, or kept for a hold alone.
    NEXT_MAIL = "SELECT m.mail_id, m.version, m.tries, m.recipient, m.subject, m.body, m.html, m.stop_link FROM outgoing_mail m \
                 WHERE m.workspace_id = $1 AND m.state = 'waiting' AND m.next_try_at <= $2 AND (m.person_kind <> 'contact' \
                 OR EXISTS (SELECT 1 FROM contacts c WHERE c.workspace_id = m.workspace_id AND c.contact_id = m.person_id \
                 AND c.state = 'active' AND c.blocked_at IS NULL)) ORDER BY m.next_try_at, m.mail_id LIMIT 1";
    /// It has left.
    MAIL_LEFT = "DELETE FROM outgoing_mail WHERE workspace_id = $1 AND mail_id = $2 AND version = $3";
    /// It has not; when it is tried again, if ever.
    MAIL_FAILED = "UPDATE outgoing_mail SET state = $4, tries = tries + 1, failure = $5, next_try_at = $6, version = version + 1 \
                   WHERE workspace_id = $1 AND mail_id = $2 AND version = $3";
    /// How many were given up before a time, 500 at most.
    OLD_MAIL = "SELECT CAST(COUNT(*) AS BIGINT) FROM (SELECT 1 AS one FROM outgoing_mail \
                WHERE workspace_id = $1 AND state = 'dead' AND next_try_at <= $2 LIMIT 500) AS old";
    /// Removes so many.
    REMOVE_OLD_MAIL = "DELETE FROM outgoing_mail WHERE workspace_id = $1 AND mail_id IN (SELECT mail_id FROM outgoing_mail \
                       WHERE workspace_id = $1 AND state = 'dead' AND next_try_at <= $2 LIMIT 500)";
}

struct Next {
    id: Id<Mail>,
    version: i64,
    tries: i64,
    recipient: Sealed<MailRecipient>,
    subject: Sealed<MailSubject>,
    body: Sealed<MailBody>,
    html: Option<Sealed<MailHtml>>,
    stop_link: Option<Sealed<MailStopLink>>,
}

fn read(row: Row) -> Result<Next, Trouble> {
    let mut c = row.cells();
    Ok(Next {
        id: c.id()?,
        version: c.count()?,
        tries: c.count()?,
        recipient: c.sealed()?,
        subject: c.sealed()?,
        body: c.sealed()?,
        html: c.maybe_sealed()?,
        stop_link: c.maybe_sealed()?,
    })
}

/// The workspaces in which a letter is due.
pub async fn due(d: &Deployment) -> Result<Vec<Id<Workspace>>, Trouble> {
    let rows = d.store.rows(&MAIL_IS_DUE, params![d.now()]).await?;
    rows.into_iter().map(|row| Ok(row.cells().id()?)).collect()
}

/// Tries the letter whose turn it is; `false` when none is due, or no server is set up.
pub async fn deliver_next(d: &Deployment, workspace: Id<Workspace>, lease: &Lease) -> Result<bool, Trouble> {
    let Some(row) = d.store.row(&NEXT_MAIL, params![workspace, d.now()]).await? else { return Ok(false) };
    let Some(server) = opened(d, workspace).await? else { return Ok(false) };
    let next = read(row)?;
    let program = Actor::System { workspace, role: SystemRole::Mail };
    let permit = permit(&program, Purpose::Delivery).map_err(|_| Trouble::Gone)?;
    let (keys, row) = (d.keys(workspace).await?, RowId::of(next.id));
    let opens = (
        keys.open(&permit, &row, &next.recipient),
        keys.open(&permit, &row, &next.subject),
        keys.open(&permit, &row, &next.body),
        next.html.as_ref().map(|html| keys.open(&permit, &row, html)).transpose(),
        next.stop_link.as_ref().map(|link| keys.open(&permit, &row, link)).transpose(),
    );
    // Whose key has ended is written to no more; the row goes with the erasure.
    let (Ok(recipient), Ok(subject), Ok(body), Ok(html), Ok(stop_link)) = opens else { return Ok(false) };
    let letter = Outgoing {
        message_id: message_id(&next.id, &server.server.from),
        recipient: recipient.shown(),
        subject: subject.shown(),
        body: body.shown(),
        html: html.as_ref().map(|html| html.shown().as_str()),
        stop_link: stop_link.as_ref().map(|link| link.shown().as_str()),
    };
    let told = smtp::send(&server.server, server.password.as_ref(), &letter).await;
    let change = match told {
        Ok(_) => Change::new(d.change(), &program, d.now(), entry::of(Action::MailSent, &next.id))
            .one(&MAIL_LEFT, params![workspace, next.id, Count(next.version)]),
        Err(told) => failed(d, &program, &next, &told),
    };
    match d.store.commit(change.under(lease)).await {
        Ok(_) => Ok(true),
        // Erased, discarded, or another server has the job now.
        Err(Failed::Conflict(_)) => Ok(false),
        Err(failed) => Err(failed.into()),
    }
}

fn failed(d: &Deployment, program: &Actor, next: &Next, told: &Told) -> Change {
    let (workspace, now) = (program.workspace(), d.now());
    let again = if told.for_good { None } else { pause(next.tries) };
    let (state, action, at) = match again {
        Some(pause) => (State::Waiting, Action::MailFailed, now.after(pause)),
        None => (State::Dead, Action::MailGivenUp, now),
    };
    let facts = Facts::new().code(FactKey::Outcome, told.failure.code());
    let act: Act = entry::with(action, &next.id, facts);
    Change::new(d.change(), program, now, act).one(
        &MAIL_FAILED,
        params![workspace, next.id, Count(next.version), Code(state.code()), Code(told.failure.code()), at],
    )
}

/// How long to wait after so many tries that failed before; `None`: it was tried often enough.
fn pause(tries: i64) -> Option<Duration> {
    let minutes = [1, 5, 15, 60, 180, 360, 720];
    let place = usize::try_from(tries).ok()?;
    minutes.get(place).map(|minutes| Duration::from_mins(*minutes))
}

/// Removes letters that were given up a month ago, 500 at most; answers how many.
pub async fn expire(d: &Deployment, workspace: Id<Workspace>) -> Result<u32, Trouble> {
    let now = d.now();
    let before = before(now, limits::DEAD_MAIL);
    let row = d.store.row(&OLD_MAIL, params![workspace, before]).await?;
    let old = u32::try_from(row.map_or(Ok(0), |row| row.cells().count())?).unwrap_or_default();
    if old == 0 {
        return Ok(0);
    }
    let by = Actor::System { workspace, role: SystemRole::Schedule };
    let facts = Facts::new().count(FactKey::Count, old.into());
    let change = Change::new(d.change(), &by, now, entry::with(Action::MailExpired, &workspace, facts))
        .exactly(old, &REMOVE_OLD_MAIL, params![workspace, before]);
    d.store.commit(change).await?;
    Ok(old)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pauses_grow_and_end() {
        let pauses: Vec<Duration> = (0..).map_while(pause).collect();
        assert_eq!(pauses.len(), 7);
        assert!(pauses.is_sorted());
        assert_eq!(pause(-1), None);
    }
}
