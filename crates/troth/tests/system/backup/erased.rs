//! Who was erased after the backup is gone after the restore, and everybody else is there, byte for byte.

use std::process::Stdio;
use std::time::Duration;

use serde_json::{Value, json};
use testkit::client::Client;
use testkit::look::Rows;

use super::{assert_refused, contents, make, restore, tables, text, troth, well};
use crate::place::{Engine, Outcome, Place, api, run};

/// A contact with a conversation of two messages, the second with a file; their ids.
async fn talk(client: &mut Client, name: &str) -> Outcome<(String, String)> {
    let person = json!({"role": "user", "external_id": name, "name": name});
    let person = client.post("/contacts", person).await?.ok()?.json()["id"].clone();
    let begun = json!({"from": {"type": "user", "id": person}, "body": format!("{name} asks")});
    let begun = client.post("/conversations", begun).await?.ok()?.json();
    let admin = client.get("/me").await?.ok()?.json()["id"].clone();
    let reply = json!({"message_type": "comment", "type": "admin", "admin_id": admin, "body": "See here",
        "attachment_files": [{"name": "a.txt", "content_type": "text/plain", "data": "QUJDREVGR0g="}]});
    let conversation = begun["conversation_id"].as_str().ok_or("no conversation")?.to_owned();
    client.post(&format!("/conversations/{conversation}/reply"), reply).await?.ok()?;
    Ok((person.as_str().ok_or("no contact")?.to_owned(), conversation))
}

/// Makes a backup, has the server erase over its API, stops it, restores, and answers what the restore said.
async fn erase_and_restore(
    place: &Place,
    erase: impl AsyncFnOnce(&mut Client) -> Outcome,
) -> Outcome<String> {
    let (backup, made) = make(place, "before-erasure.backup")?;
    well(&made);
    let server = place.start()?;
    erase(&mut api(&server).await?).await?;
    assert!(server.stop()?.success());
    Ok(well(&restore(place, &backup)?))
}

/// The rows that must be left: all but those in which one of these cells stands.
fn without(tables: Vec<Rows>, dead: impl Fn(usize, &[String]) -> bool) -> Vec<Rows> {
    let kept = |(table, rows): (usize, Rows)| rows.into_iter().filter(|row| !dead(table, row)).collect();
    tables.into_iter().enumerate().map(kept).collect()
}

const LEAVES: usize = 0;
const CONTACTS: usize = 2;
const CONVERSATIONS: usize = 3;
const MESSAGES: usize = 4;
const FILES: usize = 5;

async fn three_talks() -> Outcome<(Place, [(String, String); 3])> {
    let place = Place::new(Engine::Embedded)?;
    let server = place.start()?;
    let mut client = api(&server).await?;
    let talks = [
        talk(&mut client, "first").await?,
        talk(&mut client, "second").await?,
        talk(&mut client, "third").await?,
    ];
    assert!(server.stop()?.success());
    Ok((place, talks))
}

async fn serves(place: &Place, gone: &str) -> Outcome {
    let server = place.start()?;
    let mut client = api(&server).await?;
    assert_eq!(client.get(gone).await?.status, 404);
    let list: Value = client.get("/conversations").await?.ok()?.json();
    assert!(list["conversations"].as_array().is_some_and(|all| !all.is_empty()));
    assert!(server.stop()?.success());
    Ok(())
}

#[test]
fn an_erased_person_does_not_come_back() -> Outcome {
    run(async {
        let (place, [(contact, conversation), ..]) = three_talks().await?;
        let (rows, files) = (tables(&place)?, contents(&place)?);
        let said = erase_and_restore(&place, async |client| {
            client.delete(&format!("/contacts/{contact}")).await?.ok().map(drop)
        })
        .await?;
        assert!(said.contains("erased again: 1 people, 0 conversations, 0 messages"), "{said}");
        let (id, talk) = (format!("'{contact}'"), conversation.clone());
        let dead = |table: usize, row: &[String]| match table {
            LEAVES => row[4] == id || (row[3] == "'conversation'" && row[4] == format!("'{talk}'")),
            CONTACTS | CONVERSATIONS if row[1] == id || row[1] == talk => true,
            MESSAGES => row[1] == talk,
            FILES => row[2] == talk,
            _ => false,
        };
        assert_eq!(tables(&place)?, without(rows, dead));
        assert_eq!(contents(&place)?.len(), files.len() - 1);
        assert!(contents(&place)?.iter().all(|left| files.contains(left)), "somebody else's file changed");
        serves(&place, &format!("/contacts/{contact}")).await
    })
}

#[test]
fn a_deleted_conversation_does_not_come_back() -> Outcome {
    run(async {
        let (place, [_, (_, conversation), _]) = three_talks().await?;
        let (rows, files) = (tables(&place)?, contents(&place)?);
        let said = erase_and_restore(&place, async |client| {
            client.delete(&format!("/conversations/{conversation}")).await?.ok().map(drop)
        })
        .await?;
        assert!(said.contains("erased again: 0 people, 1 conversations, 0 messages"), "{said}");
        let talk = conversation.clone();
        let dead = |table: usize, row: &[String]| match table {
            LEAVES => row[3] == "'conversation'" && row[4] == format!("'{talk}'"),
            CONVERSATIONS | MESSAGES => row[1] == talk,
            FILES => row[2] == talk,
            _ => false,
        };
        assert_eq!(tables(&place)?, without(rows, dead));
        assert_eq!(contents(&place)?.len(), files.len() - 1);
        serves(&place, &format!("/conversations/{conversation}")).await
    })
}

#[test]
fn a_redacted_message_does_not_come_back() -> Outcome {
    run(async {
        let (place, [.., (_, conversation)]) = three_talks().await?;
        let rows = tables(&place)?;
        let said = erase_and_restore(&place, async |client| {
            let shown = client.get(&format!("/conversations/{conversation}")).await?.ok()?.json();
            let part = shown["conversation_parts"]["conversation_parts"][0]["id"].clone();
            let redact = json!({"type": "conversation_part", "conversation_id": conversation, "conversation_part_id": part});
            client.post("/conversations/redact", redact).await?.ok().map(drop)
        })
        .await?;
        assert!(said.contains("erased again: 0 people, 0 conversations, 1 messages"), "{said}");
        let (after, talk) = (tables(&place)?, conversation.clone());
        let blanked = |table: usize, row: &[String]| match table {
            MESSAGES => row[1] == talk && row[2] == "1",
            FILES => row[2] == talk,
            _ => false,
        };
        assert_eq!(
            after[MESSAGES].len(),
            rows[MESSAGES].len(),
            "it stays as a row, so that no number is missing"
        );
        let blank = after[MESSAGES].iter().find(|row| blanked(MESSAGES, row)).ok_or("it is not there")?;
        let whole = rows[MESSAGES].iter().find(|row| blanked(MESSAGES, row)).ok_or("it was not there")?;
        let changed: Vec<_> =
            blank.iter().zip(whole).filter(|(now, then)| now != then).map(|(now, _)| now).collect();
        assert!(changed.len() >= 2 && changed.iter().any(|now| *now == "NULL"), "{changed:?}");
        assert_eq!(without(after, blanked), without(rows, blanked));
        serves(&place, "/conversations/999999").await
    })
}

#[test]
fn killed_while_it_erases_again_it_goes_on() -> Outcome {
    run(async {
        let (place, [(first, _), (second, _), (_, third)]) = three_talks().await?;
        let (backup, made) = make(&place, "before-erasure.backup")?;
        well(&made);
        let server = place.start()?;
        let mut client = api(&server).await?;
        for contact in [&first, &second] {
            client.delete(&format!("/contacts/{contact}")).await?.ok()?;
        }
        assert!(server.stop()?.success());
        well(&restore(&place, &backup)?);
        let (rows, files) = (tables(&place)?, contents(&place)?);
        let (mut inside, mut delay) = (0, Duration::from_millis(20));
        while inside < 4 {
            let data = text(&place.options.data)?;
            let mut command = troth(&place, &["restore", text(&backup)?, "--data", data]);
            let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
            tokio::time::sleep(delay).await;
            child.kill()?;
            let ended = child.wait()?.success();
            let marked = place.options.data.join("store/restored.json").exists();
            inside += u32::from(marked);
            delay = if ended { Duration::from_millis(20) } else { delay + Duration::from_millis(2) };
            let server = place.start()?;
            assert_eq!(api(&server).await?.get(&format!("/contacts/{first}")).await?.status, 404);
            assert!(server.stop()?.success());
            assert_eq!(tables(&place)?, rows);
            assert_eq!(contents(&place)?, files);
        }
        assert!(rows[CONVERSATIONS].iter().any(|row| row[1] == third), "somebody else is there");
        Ok(())
    })
}

#[test]
fn a_copy_of_the_vault_opens_and_is_destroyed_by_its_date() -> Outcome {
    run(async {
        let (place, [(contact, _), ..]) = three_talks().await?;
        let (backup, made) = make(&place, "before-erasure.backup")?;
        well(&made);
        let (server, out) = (place.start()?, place.path().join("vaults"));
        std::fs::create_dir(&out)?;
        let data = text(&place.options.data)?;
        let inside = place.options.data.join("files");
        let refused = troth(&place, &["vault", "--data", data, "--out", text(&inside)?]).output()?;
        assert_refused(&refused, &["must not lie in the data folder"]);
        // Beside the running server.
        let said = well(&troth(&place, &["vault", "--data", data, "--out", text(&out)?]).output()?);
        let copy = std::fs::read_dir(&out)?.next().ok_or("there is no copy")??.path();
        assert!(said.contains(text(&copy)?) && said.contains("Destroy it by"), "{said}");
        api(&server).await?.delete(&format!("/contacts/{contact}")).await?.ok()?;
        let state = place.rows("SELECT state FROM erasures")?;
        assert!(server.stop()?.success());
        assert_ne!(state[0][0].trim_matches('\''), "done", "while the copy is there, it is not over");
        // The vault as it is: the person is gone. The older one instead: they open, as was said.
        well(&restore(&place, &backup)?);
        serves(&place, &format!("/contacts/{contact}")).await?;
        let vault = place.options.data.join("vault");
        std::fs::remove_dir_all(&vault)?;
        std::fs::rename(&copy, &vault)?;
        // Beside the newer store its log tells; without it, nothing does.
        assert_refused(
            &restore(&place, &backup)?,
            &["nothing was restored", "the vault is older than the data"],
        );
        std::fs::remove_dir_all(place.options.data.join("store"))?;
        well(&restore(&place, &backup)?);
        let server = place.start()?;
        assert_eq!(api(&server).await?.get(&format!("/contacts/{contact}")).await?.status, 200);
        assert!(server.stop()?.success());
        Ok(())
    })
}
