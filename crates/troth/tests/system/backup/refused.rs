//! What a backup does not do, and what it says then.

use std::fs;
use std::process::{Command, Stdio};

use super::{assert_refused, assert_tidy, make, restore, text, troth, used, verify, well};
use crate::full_disk::Disk;
use crate::place::{Outcome, run};

#[test]
fn a_backup_never_overwrites_and_never_lies_in_the_data() -> Outcome {
    run(async {
        let place = used().await?;
        let (backup, made) = make(&place, "one.backup")?;
        well(&made);
        let bytes = fs::read(&backup)?;
        assert_refused(&make(&place, "one.backup")?.1, &["is there already", "never overwrites"]);
        assert_eq!(fs::read(&backup)?, bytes);
        let inside = place.options.data.join("files/inside.backup");
        let data = text(&place.options.data)?;
        let refused = troth(&place, &["--data", data, "--out", text(&inside)?]).output()?;
        assert_refused(&refused, &["must not lie in the data folder"]);
        assert_refused(&make(&place, "no/such/folder/b")?.1, &["cannot be used"]);
        let refused = troth(&place, &["--data", data, "--out", "/proc/none.backup"]).output()?;
        assert_refused(&refused, &["cannot be used"]);
        assert_tidy(place.path())
    })
}

#[test]
fn each_damage_is_said_for_what_it_is() -> Outcome {
    run(async {
        let place = used().await?;
        let (backup, made) = make(&place, "damaged.backup")?;
        well(&made);
        let whole = fs::read(&backup)?;
        let before = place.files()?;
        let mut changed = whole.clone();
        changed[70_000] ^= 1;
        let mut newer = whole.clone();
        newer[8] = 9;
        newer.insert(9, 9);
        for (bytes, words) in [
            (changed, ["chunk 1 was changed", ""]),
            (whole[..whole.len() - 65_552].to_vec(), ["cut off", ""]),
            (whole[..whole.len() - 1].to_vec(), ["cut off", "length"]),
            (newer, ["format 9", "newer"]),
            (b"something else altogether".to_vec(), ["not a backup of Troth", ""]),
        ] {
            fs::write(&backup, bytes)?;
            assert_refused(&verify(&place, &backup)?, &words);
            assert_refused(&restore(&place, &backup)?, &words);
        }
        fs::write(&backup, &whole)?;
        let key = place.options.root_key();
        let right = fs::read(&key)?;
        fs::write(&key, "5a".repeat(32))?;
        assert_refused(&verify(&place, &backup)?, &["was made with the root key", "was given"]);
        fs::write(&key, right)?;
        assert!(well(&verify(&place, &backup)?).contains("is whole"));
        let mut after = place.files()?;
        after.retain(|path, _| !path.ends_with("server.lock"));
        assert_eq!(after, before, "a refused restore changed something");
        Ok(())
    })
}

#[test]
fn a_restore_beside_a_server_or_without_the_vault_is_refused() -> Outcome {
    run(async {
        let place = used().await?;
        let (backup, made) = make(&place, "beside.backup")?;
        well(&made);
        let server = place.start()?;
        assert_refused(&restore(&place, &backup)?, &["another server", "stop it"]);
        assert!(server.stop()?.success());
        let (vault, aside) = (place.options.data.join("vault"), place.path().join("vault-aside"));
        fs::rename(&vault, &aside)?;
        assert_refused(&restore(&place, &backup)?, &["vault", "is not there"]);
        fs::rename(&aside, &vault)?;
        let other = used().await?;
        fs::copy(place.options.root_key(), other.options.root_key())?;
        fs::remove_dir_all(&other.options.data)?;
        other.start()?.stop()?;
        assert_refused(&restore(&other, &backup)?, &["belongs to another vault"]);
        Ok(())
    })
}

#[test]
fn told_to_stop_it_leaves_nothing_behind() -> Outcome {
    run(async {
        let place = used().await?;
        // Files as they come, but many: so that there is time to stop.
        let fifo = place.path().join("stopped.backup");
        let mut command = troth(&place, &["--data", text(&place.options.data)?, "--out", text(&fifo)?]);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
        Command::new("kill").args(["-INT", &child.id().to_string()]).status()?;
        let status = child.wait()?;
        // Whether it was stopped or had ended: the backup is whole, or there is none.
        assert_eq!(status.success(), fifo.exists());
        if fifo.exists() {
            well(&verify(&place, &fifo)?);
        }
        assert_tidy(place.path())
    })
}

#[test]
fn a_full_disk_is_said_and_nothing_is_left_on_it() -> Outcome {
    run(async {
        let place = used().await?;
        let small = place.path().join("small");
        let disk = Disk::mount(&small)?;
        let filler = disk.fill()?;
        let size = fs::metadata(&filler)?.len();
        let (mut refused, mut room) = (0, 0);
        // From no room at all to room for the copy of the database, and at last for the backup too.
        loop {
            fs::File::options().write(true).open(&filler)?.set_len(size.saturating_sub(room))?;
            let (backup, made) = make(&place, "small/full.backup")?;
            assert_tidy(&small)?;
            if made.status.success() {
                well(&verify(&place, &backup)?);
                break;
            }
            assert_refused(&made, &["no room left"]);
            assert!(!backup.exists());
            (refused, room) = (refused + 1, room + 400_000);
        }
        assert!(refused >= 2, "there was room from the beginning");
        Ok(())
    })
}
