//! PostgreSQL refuses to run as root: then its programs run as Debian's `postgres` user.

use std::ffi::OsStr;
use std::path::Path;
use std::process::Command;

use anyhow::Context as _;

use crate::process;

/// Whose account the server runs under.
pub(crate) enum Account {
    /// The one this program runs under.
    Own,
    /// Debian's `postgres`, because this program runs as root.
    Postgres,
}

impl Account {
    /// The account that fits: `Postgres` for root, else `Own`.
    pub(crate) fn choose() -> anyhow::Result<Self> {
        let id = process::read(Command::new("id").arg("-u")).context("cannot tell who runs this")?;
        Ok(if id == "0" { Self::Postgres } else { Self::Own })
    }

    /// A command that runs `program` under this account.
    pub(crate) fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = match self {
            Self::Own => Command::new("env"),
            Self::Postgres => {
                let mut command = Command::new("runuser");
                command.args(["-u", "postgres", "--", "env"]);
                command
            }
        };
        // The server must speak one language, whatever the user's; and a folder that it can enter.
        command.args(["LC_ALL=C.UTF-8"]).arg(program).current_dir("/");
        command
    }

    /// Whether this account can enter a folder.
    pub(crate) fn can_enter(&self, folder: &Path) -> bool {
        process::read(self.command("test").arg("-x").arg(folder)).is_ok()
    }

    /// Gives a file or folder, with all that is in it, to this account.
    pub(crate) fn own(&self, path: &Path) -> anyhow::Result<()> {
        match self {
            Self::Own => Ok(()),
            Self::Postgres => {
                process::read(Command::new("chown").args(["-R", "postgres"]).arg(path)).map(drop)
            }
        }
    }
}
