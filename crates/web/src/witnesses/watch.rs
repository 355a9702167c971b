//! One witness and all logs: who waits for its signature is asked for in rounds. Whoever does not answer is asked less
//! and less often, and nothing else waits.

use std::collections::HashMap;
use std::time::Duration;

use domain::activity::{Taken, question, take_answer};
use domain::{Deployment, Trouble};
use privacy::Id;
use privacy::ids::Workspace;
use store::Unwitnessed;
use tokio::time::Instant;

use super::{AskFailed, Asker, Witness};

/// A log is asked for so often in a row: once from where it was left, once from where the witness says it is, once more
/// where the log grew meanwhile.
const TRIES: usize = 3;
/// The first pause after a failure; each further one is twice as long.
const FIRST_PAUSE: Duration = Duration::from_secs(5);
/// The longest pause.
const LONGEST_PAUSE: Duration = Duration::from_mins(5);

/// A witness, and where asking it stands.
pub struct Watch {
    witness: Witness,
    key: String,
    asker: Asker,
    /// While the witness does not answer at all.
    pause: Option<Pause>,
    /// The logs that it does not sign.
    pauses: HashMap<Id<Workspace>, Pause>,
}

#[derive(Debug, Clone, Copy)]
struct Pause {
    until: Instant,
    lasts: Duration,
}

impl Pause {
    /// The pause after this one.
    fn after(before: Option<Self>) -> Self {
        let lasts = before.map_or(FIRST_PAUSE, |before| (before.lasts * 2).min(LONGEST_PAUSE));
        Self { until: Instant::now() + lasts, lasts }
    }

    fn is_on(pause: Option<&Self>) -> bool {
        pause.is_some_and(|pause| Instant::now() < pause.until)
    }
}

/// Why a log has no signature.
enum Unsigned {
    /// Nobody can be asked now.
    Failed(AskFailed),
    /// This log has none.
    Refused(Taken),
    /// Our own machinery.
    Trouble(Trouble),
}

impl From<Trouble> for Unsigned {
    fn from(trouble: Trouble) -> Self {
        Self::Trouble(trouble)
    }
}

impl Watch {
    /// Begins with a witness.
    pub fn new(witness: Witness, asker: Asker) -> Self {
        let key = witness.key.to_string();
        Self { witness, key, asker, pause: None, pauses: HashMap::new() }
    }

    /// Looks at every log whose newest checkpoint the witness has not signed, asks for it if that is this server's to do,
    /// and tells in the metrics how many wait, and for how long.
    pub async fn round(&mut self, d: &Deployment, may_ask: bool) -> Result<(), Trouble> {
        let (mut after, mut waiting, mut oldest) = (None, 0_u32, None);
        loop {
            let page = d.store.unwitnessed(&self.key, after).await?;
            let Some(last) = page.last() else { break };
            after = Some(last.workspace);
            for log in page {
                if may_ask && self.ask(d, log).await {
                    continue;
                }
                waiting += 1;
                oldest = oldest.min(Some(log.since)).or(Some(log.since));
            }
        }
        let lag_us = oldest.map_or(0, |since| d.now().micros().saturating_sub(since.micros()));
        let name = self.witness.name().to_owned();
        metrics::gauge!("log_witness_waiting_logs", "witness" => name.clone()).set(waiting);
        let lag = Duration::from_micros(u64::try_from(lag_us).unwrap_or(0));
        metrics::gauge!("log_witness_lag_seconds", "witness" => name).set(lag.as_secs_f64());
        Ok(())
    }

    /// Asks for one log, unless there is a pause; whether the witness signed.
    async fn ask(&mut self, d: &Deployment, log: Unwitnessed) -> bool {
        if Pause::is_on(self.pause.as_ref()) || Pause::is_on(self.pauses.get(&log.workspace)) {
            return false;
        }
        let asked = self.exchange(d, log).await;
        match asked {
            Ok(()) => {
                self.count("signed");
                self.pause = None;
                self.pauses.remove(&log.workspace);
                return true;
            }
            Err(Unsigned::Trouble(trouble)) => {
                self.rest(log.workspace);
                tracing::warn!(workspace = %log.workspace, %trouble, "a checkpoint cannot be brought to a witness");
            }
            Err(Unsigned::Failed(failed)) => {
                self.count(failed.code());
                self.pause = Some(Pause::after(self.pause));
                tracing::warn!(witness = self.witness.name(), %failed, "a witness is not asked for a while");
            }
            Err(Unsigned::Refused(taken)) => {
                self.pause = None;
                self.rest(log.workspace);
                self.tell(log.workspace, taken);
            }
        }
        false
    }

    /// Leaves a log alone for a while, longer each time.
    fn rest(&mut self, workspace: Id<Workspace>) {
        let pause = Pause::after(self.pauses.get(&workspace).copied());
        self.pauses.insert(workspace, pause);
    }

    async fn exchange(&self, d: &Deployment, log: Unwitnessed) -> Result<(), Unsigned> {
        let (mut old, mut last) = (log.signed, Taken::AskFrom(log.signed));
        for _ in 0..TRIES {
            let Some(question) = question(d, log.workspace, old).await? else { break };
            let answer = self.asker.post(&self.witness.url, question.body.clone()).await;
            let (status, body) = answer.map_err(Unsigned::Failed)?;
            last = take_answer(d, &question, &self.witness.key, status, &body).await?;
            match last {
                Taken::Signed => return Ok(()),
                Taken::AskFrom(seen) => old = seen,
                _ => break,
            }
        }
        Err(Unsigned::Refused(last))
    }

    /// Tells the operator why a log has no signature.
    fn tell(&self, workspace: Id<Workspace>, taken: Taken) {
        let witness = self.witness.name();
        match taken {
            Taken::Ahead { witness: seen, log } => {
                self.count("ahead");
                tracing::error!(%workspace, witness, seen, log, "ALARM: a witness has seen more entries than the log has: it was rolled back");
            }
            Taken::Forked(size) => {
                self.count("forked");
                tracing::error!(%workspace, witness, size, "ALARM: a witness has seen other entries than the log has: it was forked");
            }
            Taken::Refused(refusal) => {
                self.count(refusal.code());
                tracing::warn!(%workspace, witness, %refusal, "a checkpoint was not witnessed");
            }
            Taken::Signed | Taken::AskFrom(_) => {
                self.count("other_size");
                tracing::warn!(%workspace, witness, "a checkpoint was not witnessed: the witness names another size each time");
            }
        }
    }

    fn count(&self, answer: &'static str) {
        let name = self.witness.name().to_owned();
        metrics::counter!("log_witness_answers_total", "witness" => name, "answer" => answer).increment(1);
    }
}
