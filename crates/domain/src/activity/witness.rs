//! Witnesses: what one is asked, and what is done with its answer. The asking itself is HTTP, and `web`'s.

use activity_log::note::{
    Cosignature, SignedCheckpoint, VerifierKey, WitnessAnswer, WitnessRefusal, add_checkpoint, read_answer,
};
use privacy::ids::Workspace;
use privacy::{Id, Time};
use store::Witnessed;

use super::key::verifier;
use super::prove::{ProveError, prove_consistency};
use crate::{Deployment, Trouble};

/// What a witness is asked to sign.
#[derive(Debug, Clone)]
pub struct Question {
    workspace: Id<Workspace>,
    old: u64,
    checkpoint: SignedCheckpoint,
    /// What is posted to the witness.
    pub body: String,
}

/// What came of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// The witness signed, and the signature is kept.
    Signed,
    /// The witness has seen so many entries: ask again from there.
    AskFrom(u64),
    /// The witness has seen more entries than this log has: the log was rolled back, or another has its key.
    Ahead {
        /// How many it has seen.
        witness: u64,
        /// How many the log has.
        log: u64,
    },
    /// The witness has seen as many entries, and others: the log was forked.
    Forked(u64),
    /// There is no signature.
    Refused(WitnessRefusal),
}

/// What to ask a witness that has seen `old` entries of a log; none if the log does not have so many, or none at all.
pub async fn question(
    d: &Deployment,
    workspace: Id<Workspace>,
    old: u64,
) -> Result<Option<Question>, Trouble> {
    let (proof, checkpoint) = match prove_consistency(d, workspace, old).await {
        Ok(proven) => proven,
        Err(ProveError::NotFound) => return Ok(None),
        Err(ProveError::Trouble(trouble)) => return Err(trouble),
    };
    let checkpoint = checkpoint.without_witnesses(&verifier(d, workspace).await?);
    let body = add_checkpoint(old, &proof, &checkpoint);
    Ok(Some(Question { workspace, old, checkpoint, body }))
}

/// Judges what a witness answered with that status and body; a signature that holds is kept.
pub async fn take_answer(
    d: &Deployment,
    question: &Question,
    witness: &VerifierKey,
    status: u16,
    body: &[u8],
) -> Result<Taken, Trouble> {
    let size = question.checkpoint.checkpoint().size;
    match read_answer(status, body, witness, &question.checkpoint) {
        Ok(WitnessAnswer::Cosigned(by)) => keep(d, question.workspace, size, witness, by).await,
        Ok(WitnessAnswer::SawLast(seen)) if seen == question.old && seen == size => Ok(Taken::Forked(seen)),
        Ok(WitnessAnswer::SawLast(seen)) => ahead(d, question.workspace, seen).await,
        Err(refusal) => Ok(Taken::Refused(refusal)),
    }
}

/// The log may have grown since the question was made.
async fn ahead(d: &Deployment, workspace: Id<Workspace>, seen: u64) -> Result<Taken, Trouble> {
    let log = d.store.log_size(workspace).await?.unwrap_or(0);
    Ok(if seen > log { Taken::Ahead { witness: seen, log } } else { Taken::AskFrom(seen) })
}

async fn keep(
    d: &Deployment,
    workspace: Id<Workspace>,
    size: u64,
    witness: &VerifierKey,
    by: Cosignature,
) -> Result<Taken, Trouble> {
    let at = Time::from_seconds(i64::try_from(by.time_s).unwrap_or(i64::MAX));
    d.store.put_cosignature(workspace, Witnessed { witness: witness.to_string(), size, at }, by.line).await?;
    Ok(Taken::Signed)
}
