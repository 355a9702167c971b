//! A real SMTP server for tests: `MailDev`'s, in a process of its own, and the mails that it took.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::client::Error;

/// What a mail takes at most to arrive once a server has said that it is on its way.
const PATIENCE: Duration = Duration::from_mins(1);

/// The server.
pub struct MailServer {
    /// Its port on 127.0.0.1.
    pub port: u16,
    child: Child,
    lines: Receiver<Value>,
    _folder: TempDir,
}

impl MailServer {
    /// One that takes everything.
    pub fn start() -> Result<Self, Error> {
        Self::with(&json!({}))
    }

    /// One with options of `MailDev`'s: `port`, `auth`, `secure`, `certPath`, `keyPath`.
    pub fn with(options: &Value) -> Result<Self, Error> {
        let folder = TempDir::with_prefix("mail-")?;
        let script = tests().join("mail/server.mjs");
        if !tests().join("npm/node_modules/@maildev").is_dir() {
            return Err("tests/npm/node_modules is not complete: run `cargo xtask test`, or `npm ci --ignore-scripts` in tests/npm".into());
        }
        let mut child = Command::new("node")
            .arg(script)
            .arg(folder.path().join("mails"))
            .arg(options.to_string())
            .env_remove("NODE_OPTIONS")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let said = BufReader::new(child.stdout.take().ok_or("the mail server says nothing")?);
        let (teller, lines) = channel();
        std::thread::spawn(move || {
            for line in said.lines().map_while(Result::ok) {
                let Ok(value) = serde_json::from_str(&line) else { continue };
                if teller.send(value).is_err() {
                    return;
                }
            }
        });
        let ready: Value = lines.recv_timeout(PATIENCE).map_err(|_| "the mail server did not start")?;
        let port = ready
            .get("port")
            .and_then(Value::as_u64)
            .and_then(|port| u16::try_from(port).ok())
            .ok_or("no port")?;
        Ok(Self { port, child, lines, _folder: folder })
    }

    /// The next mail: `to`, `from`, `subject`, `text`, `html`, `head` (its lines), `id`. Waits for it.
    pub fn next(&self) -> Result<Value, Error> {
        self.lines.recv_timeout(PATIENCE).map_err(|_| "no mail arrived".into())
    }

    /// A mail that has arrived already, if there is one.
    pub fn arrived(&self) -> Option<Value> {
        self.lines.try_recv().ok()
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The folder of the repository's tests for Node.
fn tests() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests")
}
