//! Putting a restored store in the place of the old one, by renames. A note is durable before the first of them; whoever
//! finds it goes on from where it stands. Before the note the old store is whole, after it the restored one will be.

use std::fs::{self, DirBuilder, File};
use std::io::{self, Write as _};
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};

use privacy::Time;

use super::dated::dated;
use super::failure::BackupFailed;
use super::watch::{Step, Watch};

/// The folder in which a backup is put beside the data.
pub(super) const STAGED: &str = "restoring";
/// The note that the staged store is to be put in place; it holds the name of the folder for the old one.
const NOTE: &str = "restoring.note";
const ASIDE: &str = "before-restore-";

/// Puts the staged store in place; the old one is kept in the folder that this names.
pub fn put_in_place(data: &Path, now: Time, watch: &dyn Watch) -> Result<PathBuf, BackupFailed> {
    let aside = free_name(data, now);
    write_note(data, &aside).map_err(BackupFailed::place(data))?;
    watch.at(Step::Noted);
    go_on(data, &aside, watch).map_err(BackupFailed::place(data))?;
    Ok(data.join(aside))
}

/// Goes on with what a kill broke off, if there is anything; answers where the old store is kept.
pub fn finish(data: &Path, watch: &dyn Watch) -> Result<Option<PathBuf>, BackupFailed> {
    let aside = match fs::read_to_string(data.join(NOTE)) {
        Ok(aside) => aside,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(BackupFailed::place(&data.join(NOTE))(error)),
    };
    if !is_aside(&aside) {
        let bad = io::Error::new(io::ErrorKind::InvalidData, "it is not a restore's note");
        return Err(BackupFailed::Place(data.join(NOTE), bad));
    }
    go_on(data, &aside, watch).map_err(BackupFailed::place(data))?;
    Ok(Some(data.join(aside)))
}

/// Where the restored store and its files lie before they are put in place.
pub fn staged(data: &Path) -> (PathBuf, PathBuf) {
    (data.join(STAGED).join("store"), data.join(STAGED).join("files"))
}

/// Throws away what was staged, before it was noted.
pub fn abandon(data: &Path) -> Result<(), BackupFailed> {
    none_under_way(data)?;
    remove_folder(&data.join(STAGED)).map_err(BackupFailed::place(data))
}

/// Refuses while a restore is half done.
pub(super) fn none_under_way(data: &Path) -> Result<(), BackupFailed> {
    if data.join(NOTE).exists() { Err(BackupFailed::BrokenOff(data.to_owned())) } else { Ok(()) }
}

/// Each rename is done only if it was not. The database goes out first and comes in last: it is what is staged.
fn go_on(data: &Path, aside: &str, watch: &dyn Watch) -> io::Result<()> {
    let (staged, aside) = (data.join(STAGED), data.join(aside));
    private_folder(&aside)?;
    for (name, out_of_the_way, in_place) in
        [("store", Step::StoreAside, None), ("files", Step::FilesAside, Some(Step::FilesIn))]
    {
        if staged.join(name).exists() && data.join(name).exists() {
            fs::rename(data.join(name), aside.join(name))?;
        }
        watch.at(out_of_the_way);
        if let Some(step) = in_place {
            bring_in(&staged, data, name)?;
            watch.at(step);
        }
    }
    bring_in(&staged, data, "store")?;
    sync(&aside)?;
    sync(data)?;
    watch.at(Step::StoreIn);
    remove_folder(&staged)?;
    fs::remove_file(data.join(NOTE))?;
    sync(data)?;
    watch.at(Step::InPlace);
    Ok(())
}

fn bring_in(staged: &Path, data: &Path, name: &str) -> io::Result<()> {
    if staged.join(name).exists() { fs::rename(staged.join(name), data.join(name)) } else { Ok(()) }
}

fn write_note(data: &Path, aside: &str) -> io::Result<()> {
    let mut file = tempfile::NamedTempFile::new_in(data)?;
    file.write_all(aside.as_bytes())?;
    file.as_file().sync_all()?;
    file.persist(data.join(NOTE)).map_err(|error| error.error)?;
    sync(data)
}

/// A dated name that is not taken.
fn free_name(data: &Path, now: Time) -> String {
    let name = format!("{ASIDE}{}", dated(now));
    let others = (2..).map(|number: u32| format!("{name}-{number}"));
    let mut names = std::iter::once(name.clone()).chain(others);
    names.find(|name| !data.join(name).exists()).unwrap_or_default()
}

fn is_aside(name: &str) -> bool {
    let rest = name.strip_prefix(ASIDE);
    rest.is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'))
}

/// Makes the folder with mode 0700 where it is missing.
pub(super) fn private_folder(folder: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

/// Removes a folder and all in it; one that is not there is gone already.
pub(super) fn remove_folder(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Makes durable which names are in the folder of `path`.
pub(super) fn sync_folder_of(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => sync(folder),
        _ => sync(Path::new(".")),
    }
}

fn sync(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use super::*;

    /// Breaks off at one step, as a kill would: nothing of this module is undone when it unwinds.
    struct Killed(Option<Step>);

    impl Watch for Killed {
        fn at(&self, step: Step) {
            assert_ne!(Some(step), self.0, "killed here");
        }
        fn done(&self, _: u64, _: u64) {}
        fn stopped(&self) -> bool {
            false
        }
    }

    fn data() -> tempfile::TempDir {
        let data = tempfile::tempdir().unwrap();
        for (folder, holds) in
            [("store", "old"), ("files", "old"), ("restoring/store", "new"), ("restoring/files", "new")]
        {
            fs::create_dir_all(data.path().join(folder)).unwrap();
            fs::write(data.path().join(folder).join("holds"), holds).unwrap();
        }
        data
    }

    fn holds(folder: &Path) -> String {
        fs::read_to_string(folder.join("holds")).unwrap()
    }

    fn assert_restored(data: &Path) {
        let aside = data.join(free_name(data, Time::from_seconds(0)).trim_end_matches("-2"));
        for name in ["store", "files"] {
            assert_eq!((holds(&data.join(name)), holds(&aside.join(name))), ("new".into(), "old".into()));
        }
        assert!(!data.join(STAGED).exists() && !data.join(NOTE).exists());
        assert!(none_under_way(data).is_ok() && finish(data, &Killed(None)).unwrap().is_none());
    }

    const STEPS: [Step; 6] =
        [Step::Noted, Step::StoreAside, Step::FilesAside, Step::FilesIn, Step::StoreIn, Step::InPlace];

    #[test]
    fn broken_off_at_any_two_steps_it_ends_the_same() {
        for (first, second) in STEPS.into_iter().flat_map(|one| STEPS.map(|other| (one, other))) {
            let data = data();
            let put = || put_in_place(data.path(), Time::from_seconds(0), &Killed(Some(first)));
            assert!(catch_unwind(AssertUnwindSafe(put)).is_err(), "it was not killed at {first:?}");
            if first != Step::InPlace {
                assert!(matches!(none_under_way(data.path()), Err(BackupFailed::BrokenOff(_))));
            }
            let _ = catch_unwind(AssertUnwindSafe(|| finish(data.path(), &Killed(Some(second)))));
            finish(data.path(), &Killed(None)).unwrap();
            assert_restored(data.path());
        }
    }

    #[test]
    fn a_note_that_nobody_wrote_moves_nothing() {
        for note in ["", "store", "before-restore-../x", "before-restore-a/b", "before-restore-\u{e4}"] {
            let data = data();
            fs::write(data.path().join(NOTE), note).unwrap();
            assert!(finish(data.path(), &Killed(None)).is_err(), "{note:?}");
            assert_eq!(holds(&data.path().join("store")), "old");
        }
    }

    #[test]
    fn without_an_old_store_the_new_one_comes_in() {
        let data = data();
        fs::remove_dir_all(data.path().join("store")).unwrap();
        fs::remove_dir_all(data.path().join("files")).unwrap();
        let aside = put_in_place(data.path(), Time::from_seconds(0), &Killed(None)).unwrap();
        assert_eq!(holds(&data.path().join("store")), "new");
        let again = put_in_place(data.path(), Time::from_seconds(0), &Killed(None)).unwrap();
        assert_ne!(aside, again, "what was kept before is not touched");
    }
}
