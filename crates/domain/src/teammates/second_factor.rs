//! The second factor: codes by time from an app, and ten codes on paper for when the app is lost.

use std::collections::HashSet;

use activity_log::Action;
use privacy::access::{Actor, SystemRole, permit};
use privacy::ids::{Session, Teammate, Workspace};
use privacy::keys::{Leaf, Under};
use privacy::purpose::Purpose;
use privacy::sealed::Disclosed;
use privacy::secret::Digest;
use privacy::totp::TotpSecret;
use privacy::{Id, Personal, RowId, Sealed, Time, codes};
use store::{Change, Count, Failed, params, statements};
use zeroize::Zeroizing;

use super::sessions::END_OTHER_SESSIONS;
use crate::uses::SecondFactorSecret;
use crate::{Deployment, Trouble, entry, limits};

statements! {
    /// A teammate's second factor, and the leaf under which it is sealed.
    FIND_FACTOR = "SELECT f.state, f.version, f.secret, f.last_step, f.locked_until, t.tree, t.leaf \
                   FROM teammates t LEFT JOIN second_factors f \
                   ON f.workspace_id = t.workspace_id AND f.teammate_id = t.teammate_id \
                   WHERE t.workspace_id = $1 AND t.teammate_id = $2 AND t.state = 'active'";
    /// A factor that is not confirmed yet; it replaces another such, and never one that is on.
    BEGIN_FACTOR = "INSERT INTO second_factors (workspace_id, teammate_id, state, version, secret, last_step, failures, created_at) \
                    VALUES ($1, $2, 'begun', 1, $3, 0, 0, $4) ON CONFLICT (workspace_id, teammate_id) DO UPDATE \
                    SET secret = excluded.secret, version = second_factors.version + 1, created_at = excluded.created_at \
                    WHERE second_factors.state = 'begun'";
    /// It is on.
    CONFIRM_FACTOR = "UPDATE second_factors SET state = 'on', last_step = $4, failures = 0, version = version + 1 \
                      WHERE workspace_id = $1 AND teammate_id = $2 AND version = $3 AND state = 'begun'";
    /// A code of a newer step than any before was taken.
    TAKE_STEP = "UPDATE second_factors SET last_step = $4, failures = 0, locked_until = NULL, version = version + 1 \
                 WHERE workspace_id = $1 AND teammate_id = $2 AND version = $3 AND last_step < $4";
    /// A wrong code was given; after so many in a row none is taken for a while. Counted whoever else tries meanwhile.
    COUNT_FAILURE = "UPDATE second_factors SET failures = failures + 1, version = version + 1, \
                     locked_until = CASE WHEN failures + 1 >= $3 THEN $4 ELSE locked_until END \
                     WHERE workspace_id = $1 AND teammate_id = $2";
    /// A code on paper was right: the wrong ones before it count no more.
    FORGIVE = "UPDATE second_factors SET failures = 0, locked_until = NULL, version = version + 1 \
               WHERE workspace_id = $1 AND teammate_id = $2";
    /// Who signs in with one.
    HOLDERS = "SELECT teammate_id FROM second_factors WHERE workspace_id = $1 AND state = 'on'";
    /// It is off.
    REMOVE_FACTOR = "DELETE FROM second_factors WHERE workspace_id = $1 AND teammate_id = $2";
    /// A code on paper.
    ADD_RECOVERY_CODE = "INSERT INTO recovery_codes (workspace_id, teammate_id, code_hash, created_at) VALUES ($1, $2, $3, $4)";
    /// One that is good.
    FIND_RECOVERY_CODE = "SELECT created_at FROM recovery_codes WHERE workspace_id = $1 AND teammate_id = $2 AND code_hash = $3";
    /// Uses one up.
    USE_RECOVERY_CODE = "DELETE FROM recovery_codes WHERE workspace_id = $1 AND teammate_id = $2 AND code_hash = $3";
    /// Removes all of them.
    REMOVE_RECOVERY_CODES = "DELETE FROM recovery_codes WHERE workspace_id = $1 AND teammate_id = $2";
    /// How many are left.
    COUNT_RECOVERY_CODES = "SELECT CAST(COUNT(*) AS BIGINT) FROM recovery_codes WHERE workspace_id = $1 AND teammate_id = $2";
}

/// How many codes on paper there are.
pub const RECOVERY_CODES: usize = 10;

codes! {
    /// How far a second factor is.
    FactorState {
        /// Its secret was shown, and no code of it was given yet.
        Begun = "begun",
        /// Nobody signs in without it.
        On = "on",
    }
}

/// Why a code was not taken.
#[derive(Debug, thiserror::Error)]
pub enum CodeError {
    /// Not the code of now, one that was used, or no factor to give a code of.
    #[error("the code is not right")]
    Wrong,
    /// Too many wrong ones: none is taken for a while.
    #[error("too many wrong codes: try again later")]
    Locked,
    /// The machinery failed.
    #[error(transparent)]
    Trouble(#[from] Trouble),
}

struct Factor {
    state: FactorState,
    version: i64,
    secret: Sealed<SecondFactorSecret>,
    last_step: i64,
    locked_until: Option<Time>,
}

/// The teammate's leaf, and their factor where there is one.
async fn find(
    d: &Deployment,
    workspace: Id<Workspace>,
    id: Id<Teammate>,
) -> Result<(Option<Factor>, Leaf), Trouble> {
    let row = d.store.row(&FIND_FACTOR, params![workspace, id]).await?.ok_or(Trouble::Gone)?;
    let mut c = row.cells();
    let (state, version) = (c.maybe_code(FactorState::of_code)?, c.maybe_count()?);
    let (secret, last_step) = (c.maybe_sealed()?, c.maybe_count()?);
    let (locked_until, leaf) = (c.maybe_time()?, c.leaf()?);
    let factor = match (state, version, secret, last_step) {
        (Some(state), Some(version), Some(secret), Some(last_step)) => {
            Some(Factor { state, version, secret, last_step, locked_until })
        }
        _ => None,
    };
    Ok((factor, leaf))
}

/// Whether the teammate signs in with a second factor.
pub async fn is_on(d: &Deployment, workspace: Id<Workspace>, id: Id<Teammate>) -> Result<bool, Trouble> {
    let (factor, _) = find(d, workspace, id).await?;
    Ok(factor.is_some_and(|factor| factor.state == FactorState::On))
}

/// Who of a workspace signs in with a second factor.
pub async fn holders(d: &Deployment, workspace: Id<Workspace>) -> Result<HashSet<Id<Teammate>>, Trouble> {
    let rows = d.store.rows(&HOLDERS, params![workspace]).await?;
    rows.into_iter().map(|row| Ok(row.cells().id()?)).collect()
}

/// How many codes on paper are left.
pub async fn recovery_codes_left(
    d: &Deployment,
    workspace: Id<Workspace>,
    id: Id<Teammate>,
) -> Result<i64, Trouble> {
    let row = d.store.row(&COUNT_RECOVERY_CODES, params![workspace, id]).await?.ok_or(Trouble::Broken)?;
    Ok(row.cells().count()?)
}

/// Draws a secret and answers it as base32, to be put into an app. It counts for nothing before it is confirmed.
pub async fn begin(d: &Deployment, by: &Actor, id: Id<Teammate>) -> Result<Zeroizing<String>, CodeError> {
    let (workspace, now) = (by.workspace(), d.now());
    let (_, leaf) = find(d, workspace, id).await?;
    let secret = TotpSecret::fresh(&d.random);
    let shown = secret.base32();
    let keys = d.keys(workspace).await?;
    let sealed = keys.seal::<SecondFactorSecret>(Under::one(leaf), &RowId::of(id), &Personal::new(secret));
    let change = Change::new(d.change(), by, now, entry::of(Action::SecondFactorBegun, &id))
        .one(&BEGIN_FACTOR, params![workspace, id, sealed.map_err(Trouble::from)?, now]);
    match d.store.commit(change).await {
        Ok(_) => Ok(shown),
        Err(Failed::Conflict(_)) => Err(CodeError::Wrong),
        Err(failed) => Err(Trouble::from(failed).into()),
    }
}

/// The key of a factor that was begun and is not confirmed, for showing it again to who mistyped a code.
pub async fn begun(
    d: &Deployment,
    by: &Actor,
    id: Id<Teammate>,
) -> Result<Option<Zeroizing<String>>, Trouble> {
    let (factor, _) = find(d, by.workspace(), id).await?;
    match factor.filter(|factor| factor.state == FactorState::Begun) {
        Some(factor) => Ok(Some(opened(d, by.workspace(), id, &factor).await?.shown().base32())),
        None => Ok(None),
    }
}

/// Confirms it with a code from the app; from now on nobody signs in without, and sessions that were opened without end,
/// but for the one that asks. Answers the codes for paper.
pub async fn confirm(
    d: &Deployment,
    by: &Actor,
    (id, session): (Id<Teammate>, Id<Session>),
    code: &str,
) -> Result<Vec<Zeroizing<String>>, CodeError> {
    let (workspace, now) = (by.workspace(), d.now());
    let (factor, _) = find(d, workspace, id).await?;
    let factor = factor.filter(|factor| factor.state == FactorState::Begun).ok_or(CodeError::Wrong)?;
    let step = step_of(d, workspace, id, &factor, &bare(code)).await?.ok_or(CodeError::Wrong)?;
    let change = Change::new(d.change(), by, now, entry::of(Action::SecondFactorConfirmed, &id))
        .one(&CONFIRM_FACTOR, params![workspace, id, Count(factor.version), Count(step)])
        .any(&END_OTHER_SESSIONS, params![workspace, id, session, now]);
    let (change, codes) = with_codes(d, change, workspace, id);
    match d.store.commit(change).await {
        Ok(_) => Ok(codes),
        Err(Failed::Conflict(_)) => Err(CodeError::Wrong),
        Err(failed) => Err(Trouble::from(failed).into()),
    }
}

/// Ten new codes for paper, against a code of the app or of those before, which are good for nothing any more.
pub async fn renew_codes(
    d: &Deployment,
    by: &Actor,
    id: Id<Teammate>,
    code: &str,
) -> Result<Vec<Zeroizing<String>>, CodeError> {
    let change = taking(d, by, id, code, Action::RecoveryCodesMade).await?;
    let (change, codes) = with_codes(d, change, by.workspace(), id);
    match d.store.commit(change).await {
        Ok(_) => Ok(codes),
        Err(Failed::Conflict(_)) => Err(CodeError::Wrong),
        Err(failed) => Err(Trouble::from(failed).into()),
    }
}

/// The second factor is off: the password alone signs in. What was begun is gone too.
pub(super) fn removing(change: Change, workspace: Id<Workspace>, id: Id<Teammate>) -> Change {
    change.any(&REMOVE_FACTOR, params![workspace, id]).any(&REMOVE_RECOVERY_CODES, params![workspace, id])
}

/// Turns the teammate's own factor off, against a code of it.
pub async fn remove(d: &Deployment, by: &Actor, id: Id<Teammate>, code: &str) -> Result<(), CodeError> {
    let change = taking(d, by, id, code, Action::SecondFactorRemoved).await?;
    let change = removing(change, by.workspace(), id);
    match d.store.commit(change).await {
        Ok(_) => Ok(()),
        Err(Failed::Conflict(_)) => Err(CodeError::Wrong),
        Err(failed) => Err(Trouble::from(failed).into()),
    }
}

/// A change under the action, in which a code of the app or of the paper is used up. A wrong one is counted and entered.
pub(super) async fn taking(
    d: &Deployment,
    by: &Actor,
    id: Id<Teammate>,
    code: &str,
    action: Action,
) -> Result<Change, CodeError> {
    let (workspace, now) = (by.workspace(), d.now());
    let (factor, _) = find(d, workspace, id).await?;
    let factor = factor.filter(|factor| factor.state == FactorState::On).ok_or(CodeError::Wrong)?;
    if factor.locked_until.is_some_and(|until| until > now) {
        return Err(CodeError::Locked);
    }
    let code = bare(code);
    let change = Change::new(d.change(), by, now, entry::of(action, &id));
    if code.len() == privacy::totp::DIGITS {
        if let Some(step) = step_of(d, workspace, id, &factor, &code).await? {
            return Ok(change.one(&TAKE_STEP, params![workspace, id, Count(factor.version), Count(step)]));
        }
    } else if let Some(hash) = hash(&code)
        && known(d, workspace, id, hash).await?
    {
        let change = change.also(entry::of(Action::RecoveryCodeUsed, &id));
        return Ok(change
            .one(&USE_RECOVERY_CODE, params![workspace, id, hash])
            .any(&FORGIVE, params![workspace, id]));
    }
    Err(refuse(d, workspace, id).await?)
}

/// Whether a code on paper is good.
async fn known(
    d: &Deployment,
    workspace: Id<Workspace>,
    id: Id<Teammate>,
    hash: Digest,
) -> Result<bool, Trouble> {
    Ok(d.store.row(&FIND_RECOVERY_CODE, params![workspace, id, hash]).await?.is_some())
}

/// Counts a wrong code. After ten in a row none is taken for a quarter of an hour, and then one, until one is right.
async fn refuse(d: &Deployment, workspace: Id<Workspace>, id: Id<Teammate>) -> Result<CodeError, Trouble> {
    let program = Actor::System { workspace, role: SystemRole::SignIn };
    let (many, until) = (Count(limits::WRONG_CODES), d.now().after(limits::LOCKED));
    let change = Change::new(d.change(), &program, d.now(), entry::of(Action::SecondFactorFailed, &id))
        .any(&COUNT_FAILURE, params![workspace, id, many, until]);
    d.store.commit(change).await?;
    Ok(CodeError::Wrong)
}

/// A code without the blanks and hyphens with which apps and paper show it, in the width in which it is read: a Japanese
/// keyboard makes wide ones.
fn bare(code: &str) -> String {
    let narrow = |c: char| match c {
        '！'..='～' => u32::from(c).checked_sub(0xfee0).and_then(char::from_u32).unwrap_or(c),
        _ => c,
    };
    let hyphen = |c: char| matches!(c, '-' | '‐' | '−' | 'ー');
    code.chars().map(narrow).filter(|c| !c.is_whitespace() && !hyphen(*c)).collect()
}

async fn opened(
    d: &Deployment,
    workspace: Id<Workspace>,
    id: Id<Teammate>,
    factor: &Factor,
) -> Result<Disclosed<TotpSecret>, Trouble> {
    let program = Actor::System { workspace, role: SystemRole::SignIn };
    let permit = permit(&program, Purpose::Authentication).map_err(|_| Trouble::Gone)?;
    Ok(d.keys(workspace).await?.open(&permit, &RowId::of(id), &factor.secret)?)
}

async fn step_of(
    d: &Deployment,
    workspace: Id<Workspace>,
    id: Id<Teammate>,
    factor: &Factor,
    code: &str,
) -> Result<Option<i64>, Trouble> {
    let secret = opened(d, workspace, id, factor).await?;
    Ok(secret.shown().step_of(code, d.now(), factor.last_step))
}

/// Ten codes of 80 bits each, as four groups of four letters; only digests are kept.
fn with_codes(
    d: &Deployment,
    change: Change,
    workspace: Id<Workspace>,
    id: Id<Teammate>,
) -> (Change, Vec<Zeroizing<String>>) {
    let now = d.now();
    let mut change = change.any(&REMOVE_RECOVERY_CODES, params![workspace, id]);
    let mut codes = Vec::with_capacity(RECOVERY_CODES);
    for _ in 0..RECOVERY_CODES {
        let code = fresh_code(d);
        if let Some(hash) = hash(&code.replace('-', "")) {
            change = change.one(&ADD_RECOVERY_CODE, params![workspace, id, hash, now]);
        }
        codes.push(code);
    }
    (change, codes)
}

fn fresh_code(d: &Deployment) -> Zeroizing<String> {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let chance: Zeroizing<[u8; 16]> = Zeroizing::new(d.random.bytes());
    let mut code = Zeroizing::new(String::with_capacity(19));
    for (place, byte) in chance.iter().enumerate() {
        if place > 0 && place.is_multiple_of(4) {
            code.push('-');
        }
        code.push(char::from(LETTERS.get(usize::from(byte % 32)).copied().unwrap_or(b'a')));
    }
    code
}

/// The digest of a code on paper: it has 80 bits of chance, so that a digest is enough. `None` if it cannot be one.
fn hash(code: &str) -> Option<Digest> {
    let code = code.to_ascii_lowercase();
    let fits = code.len() == 16 && code.bytes().all(|byte| byte.is_ascii_alphanumeric());
    fits.then(|| Digest::of(code.as_bytes()))
}
