//! Where sealed contents lie: a folder by default, one object a file. Written whole and synced before it is referred to.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use object_store::local::LocalFileSystem;
use object_store::path::Path as ObjectPath;
use object_store::{ObjectStore, ObjectStoreExt, PutPayload};
use privacy::Id;
use privacy::ids::{Attachment, Workspace};

use crate::Trouble;

/// The file store.
#[derive(Clone)]
pub struct Files {
    store: Arc<dyn ObjectStore>,
    folder: PathBuf,
}

impl Files {
    /// Files in a folder, which is made if it is not there.
    pub fn in_folder(folder: &Path) -> std::io::Result<Self> {
        std::fs::create_dir_all(folder)?;
        let store = LocalFileSystem::new_with_prefix(folder).map_err(std::io::Error::other)?;
        Ok(Self { store: Arc::new(store.with_fsync(true)), folder: folder.to_owned() })
    }

    /// The object's name: the workspace, the day of the id, the id.
    fn name(workspace: Id<Workspace>, id: Id<Attachment>) -> ObjectPath {
        ObjectPath::from_iter([workspace.to_string(), day(id).to_string(), id.to_string()])
    }

    /// Keeps a sealed content.
    pub(crate) async fn put(
        &self,
        workspace: Id<Workspace>,
        id: Id<Attachment>,
        sealed: Vec<u8>,
    ) -> Result<(), Trouble> {
        let put = self.store.put(&Self::name(workspace, id), PutPayload::from(Bytes::from(sealed))).await;
        put.map(|_| ()).map_err(|error| trouble(&error))
    }

    /// The sealed content; `None` if there is none.
    pub(crate) async fn get(
        &self,
        workspace: Id<Workspace>,
        id: Id<Attachment>,
    ) -> Result<Option<Vec<u8>>, Trouble> {
        let got = match self.store.get(&Self::name(workspace, id)).await {
            Ok(got) => got,
            Err(object_store::Error::NotFound { .. }) => return Ok(None),
            Err(error) => return Err(trouble(&error)),
        };
        Ok(Some(got.bytes().await.map_err(|error| trouble(&error))?.to_vec()))
    }

    /// Removes a content; one that is not there is gone already.
    pub(crate) async fn remove(&self, workspace: Id<Workspace>, id: Id<Attachment>) {
        match self.store.delete(&Self::name(workspace, id)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
            Err(_) => tracing::warn!(%workspace, attachment = %id, "a file was not removed"),
        }
    }

    /// Removes a content that must be gone before its row is; one that is not there is gone already.
    pub(crate) async fn erase(&self, workspace: Id<Workspace>, id: Id<Attachment>) -> Result<(), Trouble> {
        match self.store.delete(&Self::name(workspace, id)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(trouble(&error)),
        }
    }

    /// The newest days, three at most, on which a workspace got files.
    pub(crate) async fn newest_days(&self, workspace: Id<Workspace>) -> Result<Vec<u32>, Trouble> {
        let folder = ObjectPath::from(workspace.to_string());
        let listed = self.store.list_with_delimiter(Some(&folder)).await.map_err(|error| trouble(&error))?;
        let days = listed.common_prefixes.iter().filter_map(|day| day.filename()?.parse().ok());
        let mut days: Vec<u32> = days.collect();
        days.sort_unstable_by(|one, other| other.cmp(one));
        days.truncate(3);
        Ok(days)
    }

    /// Removes what a killed server left half written on one day; answers how many. For a server that is alone.
    pub(crate) async fn remove_drafts(&self, workspace: Id<Workspace>, day: u32) -> usize {
        let folder = self.folder.join(workspace.to_string()).join(day.to_string());
        let removing = tokio::task::spawn_blocking(move || {
            let files = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
            let drafts = files.filter(|file| file.file_name().to_string_lossy().contains('#'));
            drafts.filter(|draft| std::fs::remove_file(draft.path()).is_ok()).count()
        });
        removing.await.unwrap_or_default()
    }

    /// The contents that were begun on one day, in one workspace.
    pub(crate) async fn of_day(
        &self,
        workspace: Id<Workspace>,
        day: u32,
    ) -> Result<Vec<Id<Attachment>>, Trouble> {
        let folder = ObjectPath::from_iter([workspace.to_string(), day.to_string()]);
        let listed = self.store.list_with_delimiter(Some(&folder)).await.map_err(|error| trouble(&error))?;
        Ok(listed.objects.iter().filter_map(|object| object.location.filename()?.parse().ok()).collect())
    }
}

/// The day on which an id was made, counted from 1970.
fn day(id: Id<Attachment>) -> u32 {
    let [a, b, c, d, ..] = *id.raw().bytes();
    u32::from_be_bytes([a, b, c, d]) / 86_400
}

fn trouble(error: &object_store::Error) -> Trouble {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(one) = cause {
        let kind = one.downcast_ref::<std::io::Error>().map(std::io::Error::kind);
        if matches!(kind, Some(std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded)) {
            return Trouble::Full;
        }
        cause = one.source();
    }
    tracing::error!("the file store failed");
    Trouble::Files
}
