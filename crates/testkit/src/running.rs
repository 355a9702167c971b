//! The real binary, running as a child process, and a client that trusts its development certificate authority.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::Value;

/// How to start the server.
#[derive(Debug, Clone)]
pub struct Options {
    /// The `troth` binary.
    pub binary: PathBuf,
    /// The data folder.
    pub data: PathBuf,
    /// The folder for the root key, and whatever else is the user's.
    pub home: PathBuf,
    /// `postgres://…`, or the embedded store.
    pub store: Option<String>,
    /// Whether to make the demo.
    pub demo: bool,
    /// Further arguments.
    pub arguments: Vec<String>,
}

impl Options {
    /// The demo in a scratch folder, on the embedded store.
    pub fn demo(binary: &Path, scratch: &Path) -> Self {
        Self {
            binary: binary.to_owned(),
            data: scratch.join("data"),
            home: scratch.join("home"),
            store: None,
            demo: true,
            arguments: Vec::new(),
        }
    }

    /// The command that starts it, with everything it prints kept in files beside the data folder.
    pub fn command(&self) -> std::io::Result<Command> {
        std::fs::create_dir_all(&self.home)?;
        let mut command = Command::new(&self.binary);
        command.args(["serve", "--json", "--listen", "127.0.0.1:0", "--data"]).arg(&self.data);
        if self.demo {
            command.arg("--demo");
        }
        if let Some(store) = &self.store {
            command.args(["--store", store]);
        }
        command.args(&self.arguments);
        command.env("HOME", &self.home).env_remove("XDG_CONFIG_HOME").env_remove("XDG_DATA_HOME");
        let log = std::fs::File::options().create(true).append(true).open(self.log())?;
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(log);
        Ok(command)
    }

    /// Where the server's log goes.
    pub fn log(&self) -> PathBuf {
        self.home.join("troth.log")
    }
}

/// A server that is ready.
#[derive(Debug)]
pub struct Running {
    child: Child,
    ready: Value,
}

impl Running {
    /// Starts the server and waits until it says that it is ready; what it logged is the error otherwise.
    pub fn start(options: &Options) -> std::io::Result<Self> {
        Self::start_command(&mut options.command()?, &options.log())
    }

    /// Starts a command made from `Options::command`.
    pub fn start_command(command: &mut Command, log: &Path) -> std::io::Result<Self> {
        let mut child = command.spawn()?;
        let out = child.stdout.take().ok_or_else(|| std::io::Error::other("no standard output"))?;
        let (tell, told) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            for line in BufReader::new(out).lines().map_while(Result::ok) {
                if tell.send(line).is_err() {
                    return;
                }
            }
        });
        let line = told.recv_timeout(Duration::from_mins(1));
        let ready = line.ok().and_then(|line| serde_json::from_str(&line).ok());
        let Some(ready) = ready else {
            let _ = child.kill();
            let status = child.wait()?;
            let log = std::fs::read_to_string(log).unwrap_or_default();
            return Err(std::io::Error::other(format!("the server did not start ({status}):\n{log}")));
        };
        Ok(Self { child, ready })
    }

    /// A field of the line that the server printed when it was ready.
    pub fn field(&self, name: &str) -> &str {
        self.ready.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    /// The whole line.
    pub const fn ready(&self) -> &Value {
        &self.ready
    }

    /// The process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Ends it as a power switch would: SIGKILL.
    pub fn kill(mut self) -> std::io::Result<()> {
        self.child.kill()?;
        self.child.wait().map(|_| ())
    }

    /// Asks it to stop and waits until it has.
    pub fn stop(mut self) -> std::io::Result<std::process::ExitStatus> {
        Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status()?;
        self.child.wait()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
