//! Both engines, for every test of the store and of what stands on it: a fresh place for data and vault, gone when
//! the test ends.
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::missing_panics_doc,
    reason = "a test without its engine must fail, and say why"
)]

use std::sync::atomic::{AtomicU32, Ordering};

use privacy::ids::Hex;
use store::vault::VaultAddress;
use store::{StoreAddress, database};
use tempfile::TempDir;

/// The variable that names the cluster's `postgres` database, for a user who may create databases.
pub const CLUSTER: &str = "TROTH_TEST_POSTGRES";

/// A fresh place on one of the engines.
#[derive(Debug)]
pub struct Place {
    on: On,
}

#[derive(Debug)]
enum On {
    Folder(TempDir),
    Postgres { cluster: String, data: String, vault: String },
}

impl Place {
    /// A fresh folder.
    pub fn embedded() -> Self {
        Self { on: On::Folder(tempfile::tempdir().expect("a temporary folder")) }
    }

    /// Two fresh databases, one for the data and one for the vault.
    pub async fn postgres() -> Self {
        let cluster = std::env::var(CLUSTER).unwrap_or_else(|_| {
            panic!("{CLUSTER} is not set: run `cargo xtask test`, or `cargo xtask postgres` in another terminal and export what it prints")
        });
        let (data, vault) = (fresh_name("data"), fresh_name("vault"));
        let (one, other) =
            tokio::join!(database::create(&cluster, &data), database::create(&cluster, &vault));
        one.and(other).expect("fresh databases");
        Self { on: On::Postgres { cluster, data, vault } }
    }

    /// A copy of the data as it is, as a backup would have it, with a vault's place of its own. The store must be closed.
    pub async fn copy(&self) -> Self {
        match &self.on {
            On::Folder(folder) => {
                let copy = tempfile::tempdir().expect("a temporary folder");
                copy_folder(&folder.path().join("data"), &copy.path().join("data"));
                Self { on: On::Folder(copy) }
            }
            On::Postgres { cluster, data, .. } => {
                let (copy, vault) = (fresh_name("data"), fresh_name("vault"));
                database::copy(cluster, data, &copy).await.expect("a copy");
                Self { on: On::Postgres { cluster: cluster.clone(), data: copy, vault } }
            }
        }
    }

    /// Whether this is the embedded engine.
    pub const fn is_embedded(&self) -> bool {
        matches!(self.on, On::Folder(_))
    }

    /// What `serve --store` takes: the folder's path, or the database's URL.
    pub fn store(&self) -> String {
        match &self.on {
            On::Folder(folder) => folder.path().join("data").to_str().expect("a path in UTF-8").to_owned(),
            On::Postgres { cluster, data, .. } => database::url_of(cluster, data).expect("a clean name"),
        }
    }

    /// Where the vault is, in the same form.
    pub fn vault(&self) -> String {
        match &self.on {
            On::Folder(folder) => folder.path().join("vault").to_str().expect("a path in UTF-8").to_owned(),
            On::Postgres { cluster, vault, .. } => database::url_of(cluster, vault).expect("a clean name"),
        }
    }

    /// The store's address.
    pub fn store_address(&self) -> StoreAddress {
        StoreAddress::parse(&self.store()).expect("an address of a store")
    }

    /// The vault's address.
    pub fn vault_address(&self) -> VaultAddress {
        VaultAddress::parse(&self.vault()).expect("an address of a vault")
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let On::Postgres { cluster, data, vault } = &self.on else { return };
        let (cluster, names) = (cluster.clone(), [data.clone(), vault.clone()]);
        // The test's own runtime is busy, or gone: dropping takes one of its own.
        let drops = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            let [data, vault] = &names;
            let both =
                async { tokio::join!(database::drop(&cluster, data), database::drop(&cluster, vault)) };
            let _ = runtime.block_on(both);
            Ok::<(), std::io::Error>(())
        });
        let _ = drops.join();
    }
}

/// Copies a folder with all its files.
pub fn copy_folder(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let (path, copy) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy_folder(&path, &copy);
        } else {
            std::fs::copy(&path, &copy).expect("a copy");
        }
    }
}

/// A name that no other test in any process has.
fn fresh_name(what: &str) -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let chance: [u8; 6] = privacy::Random::system().bytes();
    let chance = Hex::new(chance);
    format!("troth_{what}_{chance}_{}", NEXT.fetch_add(1, Ordering::Relaxed))
}

/// Makes of each `async fn name(place: Place) { .. }` the tests `name::embedded` and `name::postgres`.
#[macro_export]
macro_rules! on_both_engines {
    ($($(#[$doc:meta])* async fn $name:ident($place:ident: Place) $body:block)+) => {$(
        $(#[$doc])*
        mod $name {
            use super::*;

            async fn run($place: $crate::engines::Place) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn embedded() {
                run($crate::engines::Place::embedded()).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                run($crate::engines::Place::postgres().await).await;
            }
        }
    )+};
}
