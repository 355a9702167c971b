//! kill -9 at any moment of a restore: the old store is whole, or the restore goes on by itself and ends the same.

use std::process::Stdio;
use std::time::Duration;

use super::{contents, make, restore, tables, text, troth, used, well};
use crate::place::{Outcome, run};
use crate::truth::assert_rows;

#[test]
fn a_restore_that_is_killed_leaves_one_store_or_the_other() -> Outcome {
    run(async {
        let place = used().await?;
        let (backup, made) = make(&place, "killed.backup")?;
        well(&made);
        let (old, files) = (tables(&place)?, contents(&place)?);
        let mut finished = 0;
        for delay in (0..40).map(|turn| Duration::from_millis(turn * 8)) {
            let data = text(&place.options.data)?;
            let mut command = troth(&place, &["restore", text(&backup)?, "--data", data]);
            let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
            tokio::time::sleep(delay).await;
            child.kill()?;
            finished += u32::from(child.wait()?.success());
            let server = place.start()?;
            assert!(server.stop()?.success());
            assert_eq!(tables(&place)?, old);
            assert_eq!(contents(&place)?, files);
            assert!(!place.options.data.join("restoring.note").exists());
            assert!(!place.options.data.join("store/restored.json").exists());
            assert_rows(&place)?;
        }
        well(&restore(&place, &backup)?);
        assert_eq!(tables(&place)?, old);
        assert!(finished < 40, "no restore was killed under way");
        Ok(())
    })
}
