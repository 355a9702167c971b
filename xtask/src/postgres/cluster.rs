//! One running cluster: made, started, described to tests, stopped and removed.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

use crate::postgres::account::Account;
use crate::postgres::{bin_folder, certificate, leftover};
use crate::process::{self, Interrupt};
use crate::workspace;

/// A server's socket path may have 107 bytes; this leaves room for the names below the folder.
const LONGEST_FOLDER: usize = 60;
/// Somebody else may take the free port before the server does.
const START_ATTEMPTS: u32 = 3;

/// A running PostgreSQL; dropping it stops it and removes its folder.
pub(crate) struct Cluster {
    folder: PathBuf,
    bin: PathBuf,
    account: Account,
    password: String,
    port: u16,
}

impl Cluster {
    /// Makes and starts a cluster in a new folder.
    pub(crate) fn start(interrupt: &Interrupt) -> anyhow::Result<Self> {
        if interrupt.raised() {
            bail!("interrupted");
        }
        let (account, bin) = (Account::choose()?, bin_folder()?);
        let parent = parent_folder(&account)?;
        leftover::remove(&parent, &bin.join("pg_ctl"), &account);
        let folder = parent.join(format!("troth-postgres-{}", std::process::id()));
        fs::create_dir(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        let mut cluster = Self { folder, bin, account, password: random_password()?, port: 0 };
        cluster.initialise()?;
        cluster.configure()?;
        cluster.start_server()?;
        Ok(cluster)
    }

    /// The environment that tests read.
    pub(crate) fn environment(&self) -> Vec<(&'static str, String)> {
        let url = format!("postgres://troth:{}@127.0.0.1:{}/postgres", self.password, self.port);
        let path = |name: &str| self.folder.join(name).display().to_string();
        vec![
            ("TROTH_TEST_POSTGRES", url),
            ("TROTH_TEST_PGDATA", path("data")),
            ("TROTH_TEST_POSTGRES_SOCKET", self.folder.display().to_string()),
            ("TROTH_TEST_POSTGRES_CA", path("ca.pem")),
        ]
    }

    /// Stops the server in order and removes its folder.
    pub(crate) fn stop(self) -> anyhow::Result<()> {
        let mut command = self.account.command(self.bin.join("pg_ctl"));
        command.args(["stop", "--mode", "fast", "--silent", "--pgdata"]).arg(self.data());
        process::read(&mut command).map(drop)
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    fn initialise(&self) -> anyhow::Result<()> {
        certificate::write(&self.folder)?;
        let password = self.folder.join("password");
        let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&password)?;
        file.write_all(self.password.as_bytes())?;
        self.account.own(&self.folder)?;
        let mut command = self.account.command(self.bin.join("initdb"));
        command.args(["--username", "troth", "--auth", "scram-sha-256", "--encoding", "UTF8"]);
        command.args(["--locale", "C.UTF-8", "--pgdata"]).arg(self.data());
        command.arg("--pwfile").arg(&password);
        process::read(&mut command).context("cannot make a PostgreSQL cluster")?;
        Ok(())
    }

    fn configure(&self) -> anyhow::Result<()> {
        let folder = self.folder.display();
        let settings = format!(
            "\n# Durable as in production; room for many tests at once.\n\
             listen_addresses = '127.0.0.1'\nunix_socket_directories = '{folder}'\n\
             max_connections = 400\nwal_level = replica\nfsync = on\nsynchronous_commit = on\n\
             full_page_writes = on\nssl = on\nssl_cert_file = '{folder}/server.pem'\n\
             ssl_key_file = '{folder}/server.key'\nssl_ca_file = '{folder}/ca.pem'\n"
        );
        let path = self.data().join("postgresql.conf");
        let mut file =
            fs::OpenOptions::new().append(true).open(path).context("cannot configure PostgreSQL")?;
        file.write_all(settings.as_bytes()).context("cannot configure PostgreSQL")
    }

    /// The server's log lies in the data folder, so that whoever scans that folder reads it too.
    fn start_server(&mut self) -> anyhow::Result<()> {
        let mut attempt = 1;
        loop {
            self.port = free_port()?;
            let mut command = self.account.command(self.bin.join("pg_ctl"));
            command.args(["start", "--wait", "--silent", "--options", &format!("-p {}", self.port)]);
            command.arg("--log").arg(self.data().join("server.log")).arg("--pgdata").arg(self.data());
            match process::read(&mut command) {
                Ok(_) => return Ok(()),
                Err(error) if attempt == START_ATTEMPTS => return Err(error.context(self.last_log_lines())),
                Err(_) => attempt += 1,
            }
        }
    }

    fn last_log_lines(&self) -> String {
        let log = fs::read_to_string(self.data().join("server.log")).unwrap_or_default();
        let lines: Vec<&str> = log.lines().rev().take(5).collect();
        format!(
            "PostgreSQL does not start; its log ends: {}",
            lines.into_iter().rev().collect::<Vec<_>>().join(" | ")
        )
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        leftover::stop(&self.folder, &self.bin.join("pg_ctl"), &self.account);
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// The build folder, or the system's temporary one where the server cannot enter or the path is too long.
fn parent_folder(account: &Account) -> anyhow::Result<PathBuf> {
    let target = workspace::target();
    fs::create_dir_all(&target).context("cannot make the build folder")?;
    let fits = target.as_os_str().len() <= LONGEST_FOLDER && account.can_enter(&target);
    Ok(if fits { target } else { std::env::temp_dir() })
}

fn free_port() -> anyhow::Result<u16> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).context("no free port")?;
    Ok(listener.local_addr().context("no free port")?.port())
}

fn random_password() -> anyhow::Result<String> {
    let mut bytes = [0_u8; 16];
    let mut source = fs::File::open(Path::new("/dev/urandom")).context("no source of chance")?;
    source.read_exact(&mut bytes).context("no source of chance")?;
    Ok(format!("{:032x}", u128::from_ne_bytes(bytes)))
}
