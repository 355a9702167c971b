//! A power cut, which kill -9 does not show: what a process wrote and did not sync is gone, or half there.
//! A small library is preloaded into the process tree and keeps, beside the real files, the folder as a disk
//! would hold it (`powerloss/image.c` tells how, and what it leaves out).

mod key;
mod library;
mod tear;

use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where the layer keeps its state inside the durable folder until the cut.
const STATE: &str = ".powerloss";
/// What SQLite rebuilds after a crash need not survive.
const LEFT_OUT: &str = "-shm";

/// Why the layer cannot be set up, or the power not be cut.
#[derive(Debug, thiserror::Error)]
pub enum PowerLossError {
    /// The layer is a small C library that is compiled when it is used.
    #[error("no C compiler: install Debian's gcc and libc6-dev, or set CC to one ({0})")]
    NoCompiler(io::Error),
    /// The compiler refused it.
    #[error("the power-loss layer does not compile: {0}")]
    Compile(String),
    /// One folder lies in the other, or the durable one is not empty.
    #[error("the durable folder must be empty and apart from the watched one")]
    Folders,
    /// A file could not be read or written.
    #[error("cannot {what} {}: {source}", path.display())]
    File {
        /// What was tried.
        what: &'static str,
        /// On what.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
}

type Result<T> = std::result::Result<T, PowerLossError>;

/// Names the attempt and the path in an error.
fn file(what: &'static str, path: &Path) -> impl FnOnce(io::Error) -> PowerLossError {
    move |source| PowerLossError::File { what, path: path.to_path_buf(), source }
}

/// A watched folder whose durable image is kept until the power is cut.
#[derive(Debug)]
pub struct PowerLoss {
    watch: PathBuf,
    durable: PathBuf,
}

impl PowerLoss {
    /// Watches `watch` (made if missing; what it holds now counts as durable) with its image in `durable`,
    /// which must be empty or missing, and writable for the processes to come.
    pub fn prepare(watch: &Path, durable: &Path) -> Result<Self> {
        let folders = [watch, durable].map(|path| {
            fs::create_dir_all(path).and_then(|()| path.canonicalize()).map_err(file("make", path))
        });
        let [watch, durable] = folders;
        let (watch, durable) = (watch?, durable?);
        let mut inside = fs::read_dir(&durable).map_err(file("list", &durable))?;
        if inside.next().is_some() || watch.starts_with(&durable) || durable.starts_with(&watch) {
            return Err(PowerLossError::Folders);
        }
        let layer = Self { watch, durable };
        for folder in ["objects", "tree", "dirty", "done"] {
            let path = layer.state(folder);
            fs::create_dir_all(&path).map_err(file("make", &path))?;
        }
        library::compile(&layer.library())?;
        layer.keep(&layer.watch, &layer.state("tree"))?;
        Ok(layer)
    }

    /// Makes a command run under the layer, with all processes that it starts.
    pub fn apply<'c>(&self, command: &'c mut Command) -> &'c mut Command {
        command
            .env("LD_PRELOAD", self.library())
            .env("POWERLOSS_WATCH", &self.watch)
            .env("POWERLOSS_DURABLE", &self.durable)
    }

    /// Turns the durable folder into what the disk holds after the cut. With a seed, sectors of 512 bytes
    /// that were written and not synced reach it too, each by chance. All processes must be dead.
    pub fn cut(self, seed: Option<u64>) -> Result<()> {
        if let Some(seed) = seed {
            tear::apply(&self, seed)?;
        }
        let tree = self.state("tree");
        for entry in fs::read_dir(&tree).map_err(file("list", &tree))? {
            let entry = entry.map_err(file("list", &tree))?;
            let name = self.durable.join(entry.file_name());
            fs::rename(entry.path(), &name).map_err(file("place", &name))?;
        }
        let state = self.durable.join(STATE);
        fs::remove_dir_all(&state).map_err(file("remove", &state))
    }

    fn library(&self) -> PathBuf {
        self.state("libpowerloss.so")
    }

    fn state(&self, name: &str) -> PathBuf {
        self.durable.join(STATE).join(name)
    }

    /// Puts what a folder holds into the image.
    fn keep(&self, folder: &Path, tree: &Path) -> Result<()> {
        let mode = fs::metadata(folder).map_err(file("look at", folder))?.permissions().mode();
        fs::set_permissions(tree, fs::Permissions::from_mode(mode)).map_err(file("place", tree))?;
        for entry in fs::read_dir(folder).map_err(file("list", folder))? {
            let entry = entry.map_err(file("list", folder))?;
            let (path, name) = (entry.path(), tree.join(entry.file_name()));
            let kind = entry.file_type().map_err(file("look at", &path))?;
            if kind.is_dir() {
                fs::create_dir(&name).map_err(file("make", &name))?;
                self.keep(&path, &name)?;
            } else if kind.is_symlink() {
                let target = fs::read_link(&path).map_err(file("read", &path))?;
                std::os::unix::fs::symlink(target, &name).map_err(file("link", &name))?;
            } else if kind.is_file() && !entry.file_name().to_string_lossy().ends_with(LEFT_OUT) {
                self.keep_file(&path, &name)?;
            }
        }
        Ok(())
    }

    fn keep_file(&self, path: &Path, name: &Path) -> Result<()> {
        let key = key::of(&fs::metadata(path).map_err(file("look at", path))?);
        let object = self.state("objects").join(&key);
        if !object.exists() {
            fs::copy(path, &object).map_err(file("copy", path))?;
            let done = self.state("done").join(&key);
            fs::write(&done, 0_u64.to_ne_bytes()).map_err(file("write", &done))?;
        }
        fs::hard_link(&object, name).map_err(file("link", name))
    }
}
