//! Hearing at once that another server destroyed something. A notification wakes and says nothing: what was destroyed is
//! read from the vault, and a server that hears none looks all the same before long.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Notify, mpsc};
use tokio::task::JoinHandle;

use super::VaultError;
use super::postgres::Remote;
use crate::failure::OpenError;
use crate::postgres::{Connection, Connector};

/// Seen in the list of connections.
const SETTINGS: &str = "SET application_name = 'troth vault'; LISTEN troth_vault";
/// The waits between attempts to connect: the first, and the longest.
const WAITS: (Duration, Duration) = (Duration::from_millis(20), Duration::from_secs(1));

/// The task that listens; it ends with this.
pub(super) struct Listener(JoinHandle<()>);

impl Drop for Listener {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Listener {
    /// Tells `wake` of every notification by another server than `own`, and when it may have missed some.
    pub(super) fn start(connector: Arc<Connector>, own: String, wake: Arc<Notify>) -> Self {
        Self(tokio::spawn(async move {
            let mut wait = WAITS.0;
            loop {
                if let Ok((_connection, mut heard)) = connect(&connector, own.clone()).await {
                    wait = WAITS.0;
                    wake.notify_one();
                    while heard.recv().await.is_some() {
                        wake.notify_one();
                    }
                }
                tokio::time::sleep(wait).await;
                wait = (wait * 2).min(WAITS.1);
            }
        }))
    }
}

async fn connect(connector: &Connector, own: String) -> Result<(Connection, mpsc::Receiver<()>), OpenError> {
    let (tell, heard) = mpsc::channel(1);
    let connection = connector.connect_hearing(move |payload| {
        if payload != own {
            // One that waits stands for this one too.
            let _ = tell.try_send(());
        }
    });
    let connection = connection.await?;
    connection.run(SETTINGS).await?;
    Ok((connection, heard))
}

/// Wakes the other servers, after the commit of which they are to hear. Nobody waits until this is on the disk: if it is
/// lost, they look by themselves.
pub(super) async fn notify(remote: &Remote, own: &str) -> Result<(), VaultError> {
    let sql = format!("BEGIN; SET LOCAL synchronous_commit = off; NOTIFY troth_vault, '{own}'; COMMIT");
    remote.run(&sql).await
}
