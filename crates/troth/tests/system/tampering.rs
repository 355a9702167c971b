//! The log as an outsider sees it: exported over the API, verified offline, and every change reported for what it is.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use activity_log::export::{LogFault, Trust};
use activity_log::note::{KeyKind, NoteKey, SignedCheckpoint, VerifierKey};
use hyper::Method;
use serde_json::Value;
use testkit::running::Running;

use crate::backup::{text, well};
use crate::erase::{person, troth};
use crate::place::{Engine, Outcome, Place, api, run};

/// What an outsider took home.
pub(crate) struct Kept {
    pub(crate) log: PathBuf,
    pub(crate) checkpoint: PathBuf,
    pub(crate) key: String,
}

/// Keeps a checkpoint of the log of the demo's workspace, then exports the log, which meanwhile only grows.
pub(crate) async fn keep(place: &Place, server: &Running, name: &str) -> Outcome<Kept> {
    let (mut client, workspace) = (api(server).await?, server.field("workspace"));
    let checkpoint = client.get(&format!("/log/{workspace}/checkpoint")).await?.ok()?.text();
    let log = client.get(&format!("/log/{workspace}/export")).await?.ok()?.text();
    let header: Value = serde_json::from_str(log.lines().next().unwrap_or_default())?;
    let key = header["key"].as_str().ok_or("the export names no key")?.to_owned();
    let kept = Kept {
        log: place.path().join(format!("{name}.jsonl")),
        checkpoint: place.path().join(format!("{name}.checkpoint")),
        key,
    };
    fs::write(&kept.log, log)?;
    fs::write(&kept.checkpoint, checkpoint)?;
    Ok(kept)
}

/// Acts that leave entries; one of them an erasure.
pub(crate) async fn acts(server: &Running, name: &str) -> Outcome {
    let mut client = api(server).await?;
    let gone = person(&mut client, &format!("{name}-gone")).await?;
    person(&mut client, &format!("{name}-stays")).await?;
    client.send(Method::DELETE, &format!("/contacts/{gone}"), None).await?.ok()?;
    Ok(())
}

pub(crate) fn verify(place: &Place, log: &Path, key: &str, checkpoint: Option<&Path>) -> Outcome<Output> {
    let mut arguments = vec!["verify", "log", text(log)?, "--key", key];
    if let Some(checkpoint) = checkpoint {
        arguments.extend(["--checkpoint", text(checkpoint)?]);
    }
    troth(place, &arguments)
}

/// It does not pass, and says why.
pub(crate) fn assert_told(output: &Output, word: &str) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("DOES NOT PASS") && said.contains(word), "{word:?} is not in:\n{said}");
}

fn read(log: &[u8], key: &str) -> Outcome<Result<u64, LogFault>> {
    let trust = Trust { key: Some(VerifierKey::parse(key)?), ..Trust::default() };
    Ok(verify::read_log(log, trust)?.map(|report| report.size))
}

#[test]
fn an_exported_log_passes_and_each_change_to_it_is_told() -> Outcome {
    run(async {
        let place = Place::new(Engine::Embedded)?;
        let server = place.start()?;
        acts(&server, "first").await?;
        let early = keep(&place, &server, "early").await?;
        acts(&server, "second").await?;
        let kept = keep(&place, &server, "late").await?;
        assert!(server.stop()?.success());
        let passes = well(&verify(&place, &kept.log, &kept.key, Some(&early.checkpoint))?);
        for word in ["PASSES", "This means", "It does not show", "kept checkpoints it continues"] {
            assert!(passes.contains(word), "{word:?} is not in:\n{passes}");
        }

        let log = fs::read(&kept.log)?;
        assert!(read(&log, &kept.key)?.is_ok());
        for at in (0..log.len()).step_by(log.len() / 400 + 1) {
            let mut changed = log.clone();
            changed[at] ^= 1;
            assert!(read(&changed, &kept.key)?.is_err(), "byte {at} was changed, and it passes");
        }
        let changed = place.path().join("changed.jsonl");
        let lines: Vec<&str> = std::str::from_utf8(&log)?.lines().collect();
        for dropped in 0..lines.len() {
            let others = (0..).zip(&lines).filter(|(at, _)| *at != dropped);
            let rest = others.fold(String::new(), |rest, (_, line)| rest + line + "\n");
            assert!(read(rest.as_bytes(), &kept.key)?.is_err(), "line {dropped} was dropped, and it passes");
            if dropped == 3 {
                fs::write(&changed, rest)?;
                assert_told(&verify(&place, &changed, &kept.key, None)?, "entry 2 is missing");
            }
        }
        fs::write(&changed, &log[..log.len() / 2])?;
        assert_eq!(verify(&place, &changed, &kept.key, None)?.status.code(), Some(1));
        let name = kept.key.split('+').next().unwrap_or_default();
        let other = NoteKey::from_seed(name, KeyKind::Ed25519, &[9; 32])?.verifier().to_string();
        assert_told(&verify(&place, &kept.log, &other, None)?, "signed by another key");
        assert_told(
            &verify(&place, &early.log, &kept.key, Some(&kept.checkpoint))?,
            "the log is older, or was rolled back",
        );
        Ok(())
    })
}

/// The data folder without what only a running server needs.
fn copy(from: &Path, to: &Path) -> Outcome {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let into = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &into)?;
        } else {
            fs::copy(entry.path(), into)?;
        }
    }
    Ok(())
}

#[test]
fn two_histories_are_told_by_a_checkpoint_that_was_kept() -> Outcome {
    run(async {
        let place = Place::new(Engine::Embedded)?;
        let server = place.start()?;
        acts(&server, "common").await?;
        let common = keep(&place, &server, "common").await?;
        assert!(server.stop()?.success());
        let aside = place.path().join("aside");
        copy(&place.options.data, &aside)?;
        let mut histories = Vec::new();
        for name in ["one", "two"] {
            let server = place.start()?;
            acts(&server, name).await?;
            histories.push(keep(&place, &server, name).await?);
            assert!(server.stop()?.success());
            fs::remove_dir_all(&place.options.data)?;
            copy(&aside, &place.options.data)?;
        }
        let (one, two) = (&histories[0], &histories[1]);
        for history in [one, two] {
            well(&verify(&place, &history.log, &history.key, Some(&common.checkpoint))?);
        }
        let size = |kept: &Kept| -> Outcome<u64> {
            Ok(SignedCheckpoint::parse(&fs::read_to_string(&kept.checkpoint)?)?.checkpoint().size)
        };
        // The one that kept the shorter history tells.
        let (shorter, longer) = if size(one)? <= size(two)? { (one, two) } else { (two, one) };
        assert_told(
            &verify(&place, &longer.log, &longer.key, Some(&shorter.checkpoint))?,
            "the history was forked",
        );
        Ok(())
    })
}

/// Somebody with the database changes what is written there. A checkpoint was kept elsewhere before.
#[test]
fn a_row_that_was_changed_in_the_database_is_told() -> Outcome {
    run(async {
        let place = Place::new(Engine::Embedded)?;
        let server = place.start()?;
        acts(&server, "first").await?;
        let kept = keep(&place, &server, "kept").await?;
        let workspace = server.field("workspace").to_owned();
        assert!(server.stop()?.success());
        let aside = place.path().join("aside");
        copy(&place.options.data, &aside)?;
        let blob = |column: &str| {
            let other = format!("CASE WHEN substr({column}, -1) = x'5a' THEN x'a5' ELSE x'5a' END");
            format!("CAST(substr({column}, 1, length({column}) - 1) || {other} AS BLOB)")
        };
        let of = format!("WHERE workspace_id = '{workspace}'");
        for change in [
            format!("UPDATE entries SET actor_id = '99' {of} AND log_index = 3"),
            format!("UPDATE entries SET at = at - 1 {of} AND log_index = 4"),
            format!(
                "UPDATE entries SET object_id = '66b1f0e2a1b2c3d4e5f60718' {of} AND action = 'erasure.requested'"
            ),
            format!("DELETE FROM entries {of} AND log_index = 2"),
            format!("DELETE FROM entries {of} AND log_index >= 5"),
            format!("UPDATE log_tiles SET hashes = {} {of} AND level = 0", blob("hashes")),
            format!("DELETE FROM log_tiles {of}"),
            format!("UPDATE log_heads SET size = size - 2 {of}"),
            format!("UPDATE log_checkpoints SET note = replace(note, '—', '-') {of}"),
            format!("DELETE FROM log_checkpoints {of}"),
        ] {
            place.rows(&change)?;
            assert_told_or_refused(&place, &kept).await.map_err(|error| format!("{change}: {error}"))?;
            fs::remove_dir_all(&place.options.data)?;
            copy(&aside, &place.options.data)?;
        }
        let server = place.start()?;
        acts(&server, "second").await?;
        let whole = keep(&place, &server, "whole").await?;
        assert!(server.stop()?.success());
        well(&verify(&place, &whole.log, &kept.key, Some(&kept.checkpoint))?);
        Ok(())
    })
}

/// The server hands out no log, and sounds the alarm; or it hands out one that does not pass.
async fn assert_told_or_refused(place: &Place, kept: &Kept) -> Outcome {
    fs::write(place.options.log(), "")?;
    let server = place.start()?;
    let acted = acts(&server, "after").await;
    let workspace = server.field("workspace").to_owned();
    let answer = api(&server).await?.get(&format!("/log/{workspace}/export")).await;
    let exported = answer.ok().filter(|answer| answer.status.is_success());
    let Some(exported) = exported else {
        server.stop()?;
        let said = fs::read_to_string(place.options.log())?;
        return if said.contains("ALARM") { Ok(()) } else { Err("no log, and no alarm".into()) };
    };
    acted?;
    server.stop()?;
    let file = place.path().join("after.jsonl");
    fs::write(&file, &exported.body)?;
    let output = verify(place, &file, &kept.key, Some(&kept.checkpoint))?;
    if output.status.success() { Err("it passes".into()) } else { Ok(()) }
}
