//! The real binary, running as a child process.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Error, Result};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use serde_json::Value;

/// How long a server may take to say that it is ready, or to refuse to start, on a busy machine.
const START: Duration = Duration::from_mins(2);

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
    /// The address to listen on; port 0 takes a free one.
    pub listen: String,
    /// Further arguments.
    pub arguments: Vec<String>,
    /// Further variables of the environment.
    pub environment: Vec<(String, String)>,
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
            listen: "127.0.0.1:0".to_owned(),
            arguments: Vec::new(),
            environment: Vec::new(),
        }
    }

    /// The command that starts it, with its log at the end of a file in the home folder.
    pub fn command(&self) -> Result<Command> {
        std::fs::create_dir_all(&self.home)?;
        let mut command = Command::new(&self.binary);
        command.args(["serve", "--json", "--listen", &self.listen, "--data"]).arg(&self.data);
        if self.demo {
            command.arg("--demo");
        }
        if let Some(store) = &self.store {
            command.args(["--store", store]);
        }
        command.args(&self.arguments);
        for variable in
            ["XDG_CONFIG_HOME", "XDG_DATA_HOME", "RUST_LOG", "RUST_BACKTRACE", "RUST_LIB_BACKTRACE"]
        {
            command.env_remove(variable);
        }
        command.env("HOME", &self.home);
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        let log = File::options().create(true).append(true).open(self.log())?;
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(log);
        Ok(command)
    }

    /// Where the server's log goes.
    pub fn log(&self) -> PathBuf {
        self.home.join("troth.log")
    }

    /// Where the server keeps its root key unless told otherwise.
    pub fn root_key(&self) -> PathBuf {
        self.home.join(".config/troth/root.key")
    }
}

/// A server that is ready.
#[derive(Debug)]
pub struct Running {
    child: Child,
    ready: Value,
    lines: std::sync::mpsc::Receiver<String>,
}

/// How a server ended that did not start.
#[derive(Debug)]
pub struct Refusal {
    /// Its exit status.
    pub status: ExitStatus,
    /// What it said on standard error.
    pub said: String,
}

impl Running {
    /// Starts the server and waits until it says that it is ready; what it logged is the error otherwise.
    pub fn start(options: &Options) -> Result<Self> {
        Self::start_command(&mut options.command()?, &options.log())
    }

    /// Starts a command made from `Options::command`.
    pub fn start_command(command: &mut Command, log: &Path) -> Result<Self> {
        let mut child = command.spawn()?;
        let out = child.stdout.take().ok_or_else(|| Error::other("no standard output"))?;
        let (tell, lines) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            for line in BufReader::new(out).lines().map_while(Result::ok) {
                if tell.send(line).is_err() {
                    return;
                }
            }
        });
        let line = lines.recv_timeout(START);
        let ready = line.ok().and_then(|line| serde_json::from_str(&line).ok());
        let Some(ready) = ready else {
            let _ = child.kill();
            let status = child.wait()?;
            let log = std::fs::read_to_string(log).unwrap_or_default();
            return Err(Error::other(format!("the server did not start ({status}):\n{log}")));
        };
        Ok(Self { child, ready, lines })
    }

    /// Starts a server that must refuse to start; one that is ready is an error.
    pub fn refused(options: &Options) -> Result<Refusal> {
        let mut command = options.command()?;
        let said = options.home.join("refusal.log");
        let mut child = command.stderr(File::create(&said)?).stdout(Stdio::piped()).spawn()?;
        let out = child.stdout.take().ok_or_else(|| Error::other("no standard output"))?;
        let mut line = String::new();
        BufReader::new(out).read_line(&mut line)?;
        if !line.is_empty() {
            child.kill()?;
            child.wait()?;
            return Err(Error::other("the server started where it had to refuse"));
        }
        Ok(Refusal { status: child.wait()?, said: std::fs::read_to_string(said)? })
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

    /// Whether the process still runs.
    pub fn is_alive(&mut self) -> Result<bool> {
        Ok(self.child.try_wait()?.is_none())
    }

    /// Ends the process without a chance to do anything more: SIGKILL.
    pub fn kill(mut self) -> Result<()> {
        self.child.kill()?;
        self.child.wait().map(|_| ())
    }

    /// Tells it to stop: SIGTERM.
    pub fn terminate(&self) -> Result<()> {
        Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().map(|_| ())
    }

    /// Waits until it has ended; answers its status and what else it printed on standard output.
    pub fn wait(mut self) -> Result<(ExitStatus, Vec<String>)> {
        let status = self.child.wait()?;
        Ok((status, self.lines.iter().collect()))
    }

    /// Tells it to stop and waits until it has.
    pub fn stop(self) -> Result<ExitStatus> {
        self.terminate()?;
        self.wait().map(|(status, _)| status)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
