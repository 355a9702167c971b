//! A PostgreSQL of the test's own, for what the shared one must not suffer: being killed, and being read byte by byte.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;
use testkit::look;

use crate::place::Outcome;

/// A running cluster; it ends with the value.
pub(crate) struct Cluster {
    folder: TempDir,
    bin: PathBuf,
    port: u16,
}

impl Cluster {
    /// Makes and starts one, as durable as in production, which logs every statement with its parameters.
    pub(crate) fn start() -> Outcome<Self> {
        let versions = (15..=19).map(|version| PathBuf::from(format!("/usr/lib/postgresql/{version}/bin")));
        let bin = versions.into_iter().find(|bin| bin.join("initdb").is_file());
        let bin = bin.ok_or("PostgreSQL's server programs are not installed: run `cargo xtask test`")?;
        let folder = TempDir::with_prefix("pg-")?;
        let port = testkit::port::free()?;
        let cluster = Self { folder, bin, port };
        fs::set_permissions(cluster.folder.path(), fs::Permissions::from_mode(0o755))?;
        fs::create_dir(cluster.data())?;
        if is_root()? {
            run(Command::new("chown").arg("-R").arg("postgres").arg(cluster.folder.path()))?;
        }
        let data = cluster.data();
        run(cluster
            .program("initdb")?
            .args(["--username", "troth", "--auth", "trust", "--locale", "C.UTF-8", "--pgdata"])
            .arg(&data))?;
        let settings = format!(
            "listen_addresses = '127.0.0.1'\nport = {}\nunix_socket_directories = ''\nmax_connections = 200\n\
             log_statement = 'all'\nlog_parameter_max_length = -1\nlog_parameter_max_length_on_error = -1\n\
             log_error_verbosity = verbose\n",
            cluster.port
        );
        let mut file = fs::File::options().append(true).open(cluster.data().join("postgresql.conf"))?;
        std::io::Write::write_all(&mut file, settings.as_bytes())?;
        cluster.up()?;
        Ok(cluster)
    }

    /// Starts the server, again after a kill too.
    pub(crate) fn up(&self) -> Outcome {
        let mut command = self.program("pg_ctl")?;
        command
            .args(["start", "--wait", "--silent", "--timeout", "120", "--log"])
            .arg(self.data().join("server.log"));
        run(command.arg("--pgdata").arg(self.data())).map_err(|error| {
            let log = fs::read(self.data().join("server.log")).unwrap_or_default();
            let log = String::from_utf8_lossy(log.get(log.len().saturating_sub(2_000)..).unwrap_or_default())
                .into_owned();
            format!("{error}\n{log}").into()
        })
    }

    /// Kills it with all its processes, at once.
    pub(crate) fn kill(&self) -> Outcome {
        let postmaster = fs::read_to_string(self.data().join("postmaster.pid"))?;
        let pid: u32 = postmaster.lines().next().unwrap_or_default().parse()?;
        // A stopped one starts no further children while they are counted.
        run(Command::new("kill").args(["-STOP", &pid.to_string()]))?;
        let mut processes = vec![pid.to_string()];
        for entry in fs::read_dir("/proc")? {
            let name = entry?.file_name().to_string_lossy().into_owned();
            let stat = fs::read_to_string(format!("/proc/{name}/stat")).unwrap_or_default();
            let parent = stat.rsplit(')').next().and_then(|rest| rest.split_whitespace().nth(1));
            if parent == Some(&pid.to_string()) {
                processes.push(name);
            }
        }
        // One that has just ended by itself is as good as killed.
        let _ = Command::new("kill").arg("-9").args(&processes).output()?;
        while processes.iter().any(|process| runs(process)) {
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        // Where nobody collects the dead, PostgreSQL takes the name in this file for a living process.
        Ok(fs::remove_file(self.data().join("postmaster.pid"))?)
    }

    /// Its address.
    pub(crate) fn url(&self) -> String {
        format!("postgres://troth@127.0.0.1:{}/postgres", self.port)
    }

    /// Its files, its log among them.
    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Puts everything into the files: pages, and the write-ahead log.
    pub(crate) fn checkpoint(&self) -> Outcome {
        look::postgres(&self.url(), "CHECKPOINT").map(drop)
    }

    /// A server program under an account that PostgreSQL accepts.
    fn program(&self, name: &str) -> Outcome<Command> {
        let mut command = if is_root()? {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(self.bin.join(name));
            command
        } else {
            Command::new(self.bin.join(name))
        };
        command.current_dir("/").env("LC_ALL", "C.UTF-8");
        Ok(command)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if let Ok(mut command) = self.program("pg_ctl") {
            let _ = command
                .args(["stop", "--mode", "immediate", "--silent", "--pgdata"])
                .arg(self.data())
                .output();
        }
    }
}

/// Whether a process is there and not only waiting to be counted as dead.
fn runs(process: &str) -> bool {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    stat.rsplit(')').next().is_some_and(|rest| !rest.is_empty() && !rest.trim_start().starts_with('Z'))
}

/// Whether this test runs as root, which PostgreSQL refuses to.
pub(crate) fn is_root() -> Outcome<bool> {
    use std::os::unix::fs::MetadataExt as _;
    Ok(fs::metadata(Path::new("/proc/self"))?.uid() == 0)
}

fn run(command: &mut Command) -> Outcome {
    let output = command.output()?;
    if output.status.success() {
        return Ok(());
    }
    let said =
        String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout);
    Err(format!("{command:?}: {said}").into())
}
