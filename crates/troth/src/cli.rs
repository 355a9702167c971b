//! The command line. Every option can be set in the environment too, as `TROTH_<OPTION>`.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use web::witnesses::Witness;

/// Customer messaging that you host yourself, with every personal value sealed.
#[derive(Debug, Parser)]
#[command(name = "troth", version)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Runs the server: inbox, messenger and REST API.
    Serve(Serve),
    /// Makes a backup of the embedded store, beside a running server or without one.
    Backup(Backup),
    /// Erases a person, without a server or beside those of a shared store.
    Erase(crate::erase::Erase),
    /// Looks after the vault that holds the keys; the servers must not run.
    Vault(crate::vault::OfVault),
    /// Verifies, offline, what a deployment handed out: an exported activity log, a receipt, a backup.
    #[command(after_help = verify::EXIT_CODES)]
    Verify(crate::verifying::Verify),
}

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct Backup {
    #[command(flatten)]
    pub(crate) make: MakeBackup,
    #[command(subcommand)]
    pub(crate) act: Option<BackupAct>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum BackupAct {
    /// Copies the embedded vault, beside a running server or without one.
    Vault(CopyVault),
    /// Proves a backup readable without restoring it.
    Verify(VerifyBackup),
    /// Puts a backup in the place of the store, which is kept aside; the server must not run.
    Restore(RestoreBackup),
    /// Erases again in a store that was restored by other means, as PostgreSQL's own; no server may run.
    Restored(crate::existing::Where),
}

#[derive(Debug, Args)]
pub(crate) struct MakeBackup {
    /// The new file to write: outside of the data folder, never over something.
    #[arg(long, value_name = "BACKUP", required = true)]
    pub(crate) out: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) keys: Keys,
}

#[derive(Debug, Args)]
pub(crate) struct CopyVault {
    /// The folder in which the copy gets a folder of its own: outside of the data folder, apart from the data's backups.
    #[arg(long, value_name = "FOLDER")]
    pub(crate) out: PathBuf,
    /// So many days the copy is kept; by then it must be destroyed. Receipts of erasures count with it.
    #[arg(long, value_name = "DAYS", default_value_t = 7, value_parser = clap::value_parser!(u32).range(1..=90))]
    pub(crate) keep: u32,
    #[command(flatten)]
    pub(crate) keys: Keys,
}

#[derive(Debug, Args)]
pub(crate) struct VerifyBackup {
    /// The backup. It is compared with the vault of the data folder, or with `--vault`, if there is one.
    pub(crate) backup: PathBuf,
    #[command(flatten)]
    pub(crate) keys: Keys,
}

#[derive(Debug, Args)]
pub(crate) struct RestoreBackup {
    /// The backup.
    pub(crate) backup: PathBuf,
    /// Takes a vault that is older than the backup: only if no newer copy is left. What the log tells is destroyed again in it.
    #[arg(long)]
    pub(crate) older_vault: bool,
    #[command(flatten)]
    pub(crate) keys: Keys,
}

/// Where data, vault and root key are, as for `serve`.
#[derive(Debug, Args)]
pub(crate) struct Keys {
    /// The data folder. Default: `troth` in the user's data folder.
    #[arg(long, env = "TROTH_DATA", value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
    /// `postgres://…` of the vault; without it, the embedded vault in the data folder.
    #[arg(long, env = "TROTH_VAULT", value_name = "URL")]
    pub(crate) vault: Option<String>,
    /// The file with the root key. Default: `troth/root.key` in the user's configuration folder.
    #[arg(long, env = "TROTH_ROOT_KEY_FILE", value_name = "FILE")]
    pub(crate) root_key: Option<PathBuf>,
    /// Shows no progress.
    #[arg(long)]
    pub(crate) quiet: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// Makes a demo workspace with people and conversations, and a demo website; on this machine only.
    #[arg(long, env = "TROTH_DEMO")]
    pub(crate) demo: bool,
    /// The folder for all data but the root key. Default: `troth` (with --demo: `troth-demo`) in the user's data folder.
    #[arg(long, env = "TROTH_DATA", value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
    /// The address to serve HTTPS on; plain HTTP there is redirected.
    #[arg(long, env = "TROTH_LISTEN", value_name = "ADDR:PORT", default_value = "127.0.0.1:8443")]
    pub(crate) listen: SocketAddr,
    /// A second address, on port 80 as a rule, where plain HTTP is redirected to HTTPS.
    #[arg(long, env = "TROTH_LISTEN_HTTP", value_name = "ADDR:PORT")]
    pub(crate) listen_http: Option<SocketAddr>,
    /// Where metrics are served, as plain HTTP. Default: a free port on loopback.
    #[arg(long, env = "TROTH_METRICS", value_name = "ADDR:PORT", default_value = "127.0.0.1:0")]
    pub(crate) metrics: SocketAddr,
    /// `postgres://…` for PostgreSQL; without it, the embedded store in the data folder.
    #[arg(long, env = "TROTH_STORE", value_name = "URL")]
    pub(crate) store: Option<String>,
    /// `postgres://…` for a vault in a PostgreSQL of its own; without it, the embedded vault in the data folder.
    #[arg(long, env = "TROTH_VAULT", value_name = "URL")]
    pub(crate) vault: Option<String>,
    /// The file with the root key. Default: `troth/root.key` in the user's configuration folder.
    #[arg(long, env = "TROTH_ROOT_KEY_FILE", value_name = "FILE")]
    pub(crate) root_key: Option<PathBuf>,
    /// The certificate chain, PEM. Without it, on loopback only, a development certificate is made.
    #[arg(long, env = "TROTH_TLS_CERTIFICATE", value_name = "FILE", requires = "tls_key")]
    pub(crate) tls_certificate: Option<PathBuf>,
    /// The certificate's private key, PEM.
    #[arg(long, env = "TROTH_TLS_KEY", value_name = "FILE", requires = "tls_certificate")]
    pub(crate) tls_key: Option<PathBuf>,
    /// The origin under which clients reach this server, as `https://desk.example`. Default: the listening address.
    #[arg(long, env = "TROTH_PUBLIC_URL", value_name = "URL")]
    pub(crate) public_url: Option<String>,
    /// A witness that signs the logs' checkpoints, as NAME+ID+KEY=URL with https; can be given several times, in the
    /// environment with spaces between. It learns the workspaces' ids, how many entries their logs have, and when.
    #[arg(long, env = "TROTH_WITNESS", value_name = "KEY=URL", value_delimiter = ' ')]
    pub(crate) witness: Vec<Witness>,
    /// The certificate authorities that witnesses' servers are trusted by, PEM. Default: the system's.
    #[arg(long, env = "TROTH_WITNESS_CA", value_name = "FILE", requires = "witness")]
    pub(crate) witness_ca: Option<PathBuf>,
    /// After how many seconds somebody who left an address gets an answer that they have not seen by mail.
    #[arg(long, env = "TROTH_MAIL_ANSWERS_AFTER", value_name = "SECONDS", default_value_t = domain::limits::ANSWER_QUIET.as_secs(), value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub(crate) mail_answers_after: u64,
    /// Multiplies every rate limit. Default: 1, and 100 with --demo, where all load comes from this machine.
    #[arg(long, env = "TROTH_RATES", value_name = "FACTOR", value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub(crate) rates: Option<u32>,
    /// Prints one line of JSON on standard output when ready.
    #[arg(long)]
    pub(crate) json: bool,
    /// Logs as JSON lines instead of text, on standard error.
    #[arg(long, env = "TROTH_LOG_JSON")]
    pub(crate) log_json: bool,
}
