//! A fresh place for a database, gone at the end: a folder beside this program, or a database of the given server.

use std::path::PathBuf;

use anyhow::{Context as _, Result};
use clap::ValueEnum;
use store::{StoreAddress, database};
use tempfile::TempDir;

const CLUSTER: &str = "TROTH_TEST_POSTGRES";

/// Where data is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Engine {
    Embedded,
    Postgres,
}

impl Engine {
    /// What the table calls it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Embedded => "embedded",
            Self::Postgres => "PostgreSQL",
        }
    }

    /// Whether it can be measured here.
    pub(crate) fn is_here(self) -> bool {
        let here = self == Self::Embedded || std::env::var_os(CLUSTER).is_some();
        if !here {
            crate::progress::say("no PostgreSQL: run `cargo xtask bench`, which starts one");
        }
        here
    }
}

/// A fresh place.
pub(crate) struct Scratch {
    folder: TempDir,
    database: Option<(String, String)>,
}

impl Scratch {
    /// Makes one; on PostgreSQL a new database called after `role` and this process.
    pub(crate) async fn make(engine: Engine, role: &str) -> Result<Self> {
        let beside = std::env::current_exe()?;
        let beside = beside.parent().context("this program lies in no folder")?;
        let folder = tempfile::Builder::new().prefix("bench-").tempdir_in(beside)?;
        let database = match engine {
            Engine::Embedded => None,
            Engine::Postgres => {
                let cluster = std::env::var(CLUSTER)
                    .with_context(|| format!("{CLUSTER} is not set: run `cargo xtask bench`"))?;
                let name = format!("bench_{role}_{}", std::process::id());
                database::create(&cluster, &name).await?;
                Some((cluster, name))
            }
        };
        Ok(Self { folder, database })
    }

    /// A folder of this place.
    pub(crate) fn folder(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The URL of the database; none if embedded.
    pub(crate) fn url(&self) -> Result<Option<String>> {
        let url = |(cluster, name): &(String, String)| database::url_of(cluster, name);
        Ok(self.database.as_ref().map(url).transpose()?)
    }

    /// The store of this place.
    pub(crate) fn address(&self) -> Result<StoreAddress> {
        Ok(match self.url()? {
            Some(url) => StoreAddress::parse(&url)?,
            None => StoreAddress::Folder(self.folder("store")),
        })
    }

    /// The embedded database's file.
    pub(crate) fn file(&self) -> PathBuf {
        self.folder("store").join("troth.db")
    }

    /// Removes it.
    pub(crate) async fn remove(self) -> Result<()> {
        if let Some((cluster, name)) = &self.database {
            database::drop(cluster, name).await?;
        }
        Ok(self.folder.close()?)
    }
}
