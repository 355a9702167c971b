//! Where a test's server lives: scratch folders, and a database of its own on the engine under test.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use testkit::client::{Client, Error};
use testkit::engines::copy_folder;
use testkit::look::{self, Rows};
use testkit::running::{Options, Running};

/// What tests answer.
pub(crate) type Outcome<T = ()> = Result<T, Error>;

/// The engine under test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Engine {
    /// SQLite in the data folder.
    Embedded,
    /// PostgreSQL in the cluster that `TROTH_TEST_POSTGRES` names.
    Postgresql,
}

/// Runs each of these asynchronous tests once on either engine.
macro_rules! on_both_engines {
    ($($name:ident),* $(,)?) => {
        mod embedded {
            $(#[test]
            fn $name() -> crate::place::Outcome {
                crate::place::run(super::$name(crate::place::Engine::Embedded))
            })*
        }
        mod postgresql {
            $(#[test]
            fn $name() -> crate::place::Outcome {
                crate::place::run(super::$name(crate::place::Engine::Postgresql))
            })*
        }
    };
}

/// Runs one asynchronous test to its end.
pub(crate) fn run(test: impl Future<Output = Outcome>) -> Outcome {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(test)
}

/// The `troth` binary under test.
pub(crate) fn binary() -> PathBuf {
    PathBuf::from(env!("CARGO_BIN_EXE_troth"))
}

/// The cluster for tests; an error says how to get one.
pub(crate) fn cluster() -> Outcome<String> {
    let none = "TROTH_TEST_POSTGRES is not set: run the tests with `cargo xtask test`, or start `cargo xtask postgres`";
    std::env::var("TROTH_TEST_POSTGRES").map_err(|_| none.into())
}

/// A database that is dropped in the end.
pub(crate) struct Database {
    cluster: String,
    name: String,
    /// Its address.
    pub(crate) url: String,
}

impl Database {
    /// A new database in the cluster of that address, whose last part names a database.
    pub(crate) fn make(cluster: &str) -> Outcome<Self> {
        let scratch = TempDir::with_prefix("d")?;
        let random = scratch.path().file_name().map(|name| name.to_string_lossy().to_lowercase());
        let name = format!("system_{}_{}", std::process::id(), random.unwrap_or_default());
        look::postgres(cluster, &format!("CREATE DATABASE \"{name}\""))?;
        let (server, _) = cluster.rsplit_once('/').ok_or("the cluster's address names no database")?;
        Ok(Self { url: format!("{server}/{name}"), cluster: cluster.to_owned(), name })
    }
}

impl Database {
    /// A copy under another name in the same cluster; nobody may be connected to this one.
    fn copy(&self) -> Outcome<Self> {
        let name = format!("{}_copy", self.name);
        look::postgres(&self.cluster, &format!("CREATE DATABASE \"{name}\" TEMPLATE \"{}\"", self.name))?;
        let (server, _) = self.url.rsplit_once('/').ok_or("the database's address names none")?;
        Ok(Self { url: format!("{server}/{name}"), cluster: self.cluster.clone(), name })
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let _ =
            look::postgres(&self.cluster, &format!("DROP DATABASE IF EXISTS \"{}\" WITH (FORCE)", self.name));
    }
}

/// One deployment: its folders, its database, and how its server is started.
pub(crate) struct Place {
    folder: TempDir,
    database: Option<Database>,
    /// The engine.
    pub(crate) engine: Engine,
    /// How the server is started; tests change what they need.
    pub(crate) options: Options,
}

impl Place {
    /// A demo that was never started.
    pub(crate) fn new(engine: Engine) -> Outcome<Self> {
        match engine {
            Engine::Embedded => Self::with(None),
            Engine::Postgresql => Self::with(Some(Database::make(&cluster()?)?)),
        }
    }

    /// A demo on that database, or on the embedded store.
    pub(crate) fn with(database: Option<Database>) -> Outcome<Self> {
        let folder = TempDir::with_prefix("troth-")?;
        let mut options = Options::demo(&binary(), folder.path());
        options.store = database.as_ref().map(|database| database.url.clone());
        let engine = if database.is_some() { Engine::Postgresql } else { Engine::Embedded };
        Ok(Self { folder, database, engine, options })
    }

    /// A copy of everything as it is: data, files, vault and root key. No server may run.
    pub(crate) fn copy(&self) -> Outcome<Self> {
        let copy = Self::with(self.database.as_ref().map(Database::copy).transpose()?)?;
        copy_folder(self.path(), copy.path());
        Ok(copy)
    }

    /// The scratch folder around everything.
    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Starts the server.
    pub(crate) fn start(&self) -> Outcome<Running> {
        Ok(Running::start(&self.options)?)
    }

    /// What the tables hold.
    pub(crate) fn rows(&self, sql: &str) -> Outcome<Rows> {
        match &self.database {
            Some(database) => look::postgres(&database.url, sql),
            None => look::embedded(&self.options.data.join("store/troth.db"), sql),
        }
    }

    /// Everything below the data folder by name, with its bytes; without what only a running server needs.
    pub(crate) fn files(&self) -> Outcome<BTreeMap<PathBuf, Vec<u8>>> {
        let mut found = BTreeMap::new();
        gather(&self.options.data, &mut found)?;
        let passing = |path: &Path| path.ends_with("server.lock") || path.to_string_lossy().ends_with("-shm");
        found.retain(|path, _| !passing(path));
        Ok(found)
    }
}

fn gather(folder: &Path, found: &mut BTreeMap<PathBuf, Vec<u8>>) -> Outcome {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            gather(&path, found)?;
        } else {
            found.insert(path.clone(), std::fs::read(&path)?);
        }
    }
    Ok(())
}

/// A connection to the REST API with the demo's token.
pub(crate) async fn api(server: &Running) -> Outcome<Client> {
    Client::connect(server.field("api"), server.field("ca"), server.field("token")).await
}

/// A connection without any credentials.
pub(crate) async fn stranger(server: &Running) -> Outcome<Client> {
    Client::connect(server.field("api"), server.field("ca"), "").await
}
