//! The log over a restore: one history where the store that was there can be read, and said for what it is where it cannot.

use std::fs;
use std::process::Stdio;
use std::time::Duration;

use super::{
    assert_refused, entered, make, restore, text, troth as backup_of, verify as verify_backup, well,
};
use crate::erase::{look, person};
use crate::place::{Engine, Outcome, Place, api, run};
use crate::tampering::{Kept, acts, assert_told, keep, verify};

/// A backup with history before and after it, a checkpoint of either, and what was not sequenced when the server was killed.
async fn history(place: &Place) -> Outcome<(std::path::PathBuf, Kept, Kept)> {
    let server = place.start()?;
    acts(&server, "first").await?;
    let early = keep(place, &server, "early").await?;
    let (backup, made) = make(place, "logs.backup")?;
    well(&made);
    acts(&server, "second").await?;
    let late = keep(place, &server, "late").await?;
    person(&mut api(&server).await?, "last").await?;
    server.kill()?;
    Ok((backup, early, late))
}

/// Starts, acts, and keeps the log as it is then.
async fn afterwards(place: &Place, name: &str) -> Outcome<Kept> {
    let server = place.start()?;
    acts(&server, name).await?;
    let kept = keep(place, &server, name).await?;
    assert!(server.stop()?.success());
    Ok(kept)
}

fn continues(place: &Place, log: &Kept, kept: &Kept) -> Outcome {
    let passes = well(&verify(place, &log.log, &log.key, Some(&kept.checkpoint))?);
    assert!(passes.contains("PASSES"), "{passes}");
    Ok(())
}

#[test]
fn a_checkpoint_from_before_a_restore_fits_the_log_after_it() -> Outcome {
    run(async {
        let place = Place::new(Engine::Embedded)?;
        let (backup, early, late) = history(&place).await?;
        let before = entered(&place, "message.sent")?;
        let said = well(&restore(&place, &backup)?);
        assert!(said.contains("entries of the logs were carried over"), "{said}");
        assert_eq!(entered(&place, "message.sent")?, before, "what was not sequenced is there too");
        assert_eq!(entered(&place, "log.cut_back")?, 0);
        assert_eq!(entered(&place, "store.restored")?, 1);
        let after = afterwards(&place, "third").await?;
        for kept in [&early, &late] {
            continues(&place, &after, kept)?;
        }
        // Once more, to the same backup: the history only grows.
        well(&restore(&place, &backup)?);
        let again = afterwards(&place, "fourth").await?;
        for kept in [&early, &late, &after] {
            continues(&place, &again, kept)?;
        }
        assert_eq!(entered(&place, "store.restored")?, 2);
        assert!(!fs::read_to_string(place.options.log())?.contains("ALARM"));
        Ok(())
    })
}

#[test]
fn a_log_whose_disk_was_lost_says_so() -> Outcome {
    run(async {
        let place = Place::new(Engine::Embedded)?;
        let (backup, early, late) = history(&place).await?;
        fs::remove_dir_all(place.options.data.join("store"))?;
        let said = well(&restore(&place, &backup)?);
        assert!(said.contains("what the logs held beyond the backup is lost"), "{said}");
        assert_eq!(entered(&place, "log.cut_back")?, 2, "the workspace's log and the operator's");
        let after = afterwards(&place, "third").await?;
        continues(&place, &after, &early)?;
        let told = verify(&place, &after.log, &after.key, Some(&late.checkpoint))?;
        assert_told(&told, "what came after was lost");
        Ok(())
    })
}

#[test]
fn a_log_that_was_changed_is_not_carried() -> Outcome {
    run(async {
        let place = Place::new(Engine::Embedded)?;
        let (backup, early, late) = history(&place).await?;
        place.rows(
            "UPDATE entries SET actor_id = '99' WHERE (workspace_id, log_index) IN \
             (SELECT workspace_id, size - 1 FROM log_heads WHERE workspace_id <> '' ORDER BY size DESC LIMIT 1)",
        )?;
        let said = well(&restore(&place, &backup)?);
        assert!(said.contains("1 logs could not be, and say so"), "{said}");
        assert_eq!(entered(&place, "log.cut_back")?, 1);
        let after = afterwards(&place, "third").await?;
        continues(&place, &after, &early)?;
        assert_told(
            &verify(&place, &after.log, &after.key, Some(&late.checkpoint))?,
            "what came after was lost",
        );
        Ok(())
    })
}

#[test]
fn killed_at_any_moment_the_log_stays_one_history() -> Outcome {
    run(async {
        let place = Place::new(Engine::Embedded)?;
        let (backup, early, late) = history(&place).await?;
        let (mut killed, mut last) = (0, None);
        for turn in 0..12_u64 {
            let data = text(&place.options.data)?;
            let mut command = backup_of(&place, &["restore", text(&backup)?, "--data", data]);
            let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
            tokio::time::sleep(Duration::from_millis(turn * 14)).await;
            child.kill()?;
            killed += u32::from(!child.wait()?.success());
            let after = afterwards(&place, &format!("turn-{turn}")).await?;
            continues(&place, &after, &early)?;
            continues(&place, &after, last.as_ref().unwrap_or(&late))?;
            last = Some(after);
        }
        assert!(killed > 3, "{killed} restores were killed under way");
        assert_eq!(entered(&place, "log.cut_back")?, 0);
        Ok(())
    })
}

#[test]
fn a_vault_that_is_older_than_the_backup_is_refused() -> Outcome {
    run(async {
        let place = Place::new(Engine::Embedded)?;
        let (server, out) = (place.start()?, place.path().join("vaults"));
        fs::create_dir(&out)?;
        let mut client = api(&server).await?;
        let gone = person(&mut client, "gone").await?;
        let data = text(&place.options.data)?.to_owned();
        well(&backup_of(&place, &["vault", "--data", &data, "--out", text(&out)?]).output()?);
        let copy = fs::read_dir(&out)?.next().ok_or("there is no copy")??.path();
        client.delete(&format!("/contacts/{gone}")).await?.ok()?;
        assert!(server.stop()?.success());
        let (backup, made) = make(&place, "newer.backup")?;
        well(&made);
        let said = well(&backup_of(&place, &["verify", text(&backup)?, "--data", &data]).output()?);
        assert!(
            said.contains("1 destructions of keys, chain ") && said.contains("is as new as the backup"),
            "{said}"
        );
        assert!(well(&verify_backup(&place, &backup)?).contains("No vault is at hand"));

        let vault = place.options.data.join("vault");
        fs::remove_dir_all(&vault)?;
        fs::rename(&copy, &vault)?;
        let said = well(&backup_of(&place, &["verify", text(&backup)?, "--data", &data]).output()?);
        assert!(said.contains("OLDER than the backup"), "{said}");
        let before = place.files()?;
        assert_refused(
            &restore(&place, &backup)?,
            &["the vault is older than the backup", "0", "--older-vault"],
        );
        let mut after = place.files()?;
        after.retain(|path, _| !path.ends_with("server.lock"));
        let without_lock = |files: &std::collections::BTreeMap<std::path::PathBuf, Vec<u8>>| {
            files.keys().filter(|path| !path.ends_with("server.lock")).cloned().collect::<Vec<_>>()
        };
        assert_eq!(without_lock(&after), without_lock(&before), "a refused restore left something");

        // There is no newer one: what the log tells is destroyed again, and nobody comes back.
        well(&backup_of(&place, &["restore", text(&backup)?, "--data", &data, "--older-vault"]).output()?);
        assert!(entered(&place, "vault.recovered")? > 0);
        let server = place.start()?;
        assert_eq!(look(&mut api(&server).await?, &gone).await?, 404);
        assert!(server.stop()?.success());
        let said = well(&backup_of(&place, &["verify", text(&backup)?, "--data", &data]).output()?);
        assert!(said.contains("1 destructions of keys, chain "), "{said}");
        Ok(())
    })
}

#[test]
fn numbers_that_were_dealt_since_the_backup_are_not_dealt_again() -> Outcome {
    run(async {
        let place = Place::new(Engine::Embedded)?;
        let (backup, ..) = history(&place).await?;
        let newest = |action: &str| {
            place.rows(&format!(
                "SELECT MAX(CAST(object_id AS INTEGER)) FROM entries WHERE action = '{action}'"
            ))
        };
        let told = |rows: testkit::look::Rows| -> Outcome<i64> { Ok(rows[0][0].trim_matches('\'').parse()?) };
        let (messages, talks) = (told(newest("message.sent")?)?, told(newest("conversation.started")?)?);
        well(&restore(&place, &backup)?);
        let server = place.start()?;
        person(&mut api(&server).await?, "new").await?;
        assert!(server.stop()?.success());
        assert!(told(place.rows("SELECT MAX(message_id) FROM messages")?)? > messages);
        assert!(told(place.rows("SELECT MAX(conversation_id) FROM conversations")?)? > talks);
        Ok(())
    })
}
