//! Who was erased after the backup is gone after the restore, and everybody else is there, byte for byte.

use std::fs;

use privacy::keys::{Leaf, Ref, RootKey, Target};
use serde_json::{Value, json};
use testkit::client::Client;
use testkit::look::Rows;
use testkit::shred::shred;

use super::{contents, make, restore, tables, well};
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

fn leaf_of(place: &Place, table: &str, key: &str, id: &str) -> Outcome<Leaf> {
    let rows = place.rows(&format!("SELECT tree, leaf FROM {table} WHERE {key} = '{id}'"))?;
    Ok(Leaf { tree: rows[0][0].parse()?, index: rows[0][1].parse()? })
}

/// Shreds all of a contact, all of a conversation, or its second message, restores, and answers what was said.
fn shred_and_restore(place: &Place, workspace: &str, target: Target) -> Outcome<String> {
    let (backup, made) = make(place, "before-erasure.backup")?;
    well(&made);
    let key = RootKey::read(&fs::read_to_string(place.options.root_key())?)?;
    shred(&place.options.data.join("vault"), &key, workspace, &[target])?;
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

async fn three_talks() -> Outcome<(Place, String, [(String, String); 3])> {
    let place = Place::new(Engine::Embedded)?;
    let server = place.start()?;
    let mut client = api(&server).await?;
    let talks = [
        talk(&mut client, "first").await?,
        talk(&mut client, "second").await?,
        talk(&mut client, "third").await?,
    ];
    let workspace = server.field("workspace").to_owned();
    assert!(server.stop()?.success());
    Ok((place, workspace, talks))
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
        let (place, workspace, [(contact, conversation), ..]) = three_talks().await?;
        let (rows, files) = (tables(&place)?, contents(&place)?);
        let leaf = leaf_of(&place, "contacts", "contact_id", &contact)?;
        let said = shred_and_restore(&place, &workspace, Target::Key(Ref::of(leaf)))?;
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
        let (place, workspace, [_, (_, conversation), _]) = three_talks().await?;
        let (rows, files) = (tables(&place)?, contents(&place)?);
        let leaf = leaf_of(&place, "conversations", "conversation_id", &conversation)?;
        let said = shred_and_restore(&place, &workspace, Target::Key(Ref::of(leaf)))?;
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
        let (place, workspace, [.., (_, conversation)]) = three_talks().await?;
        let rows = tables(&place)?;
        let leaf = leaf_of(&place, "conversations", "conversation_id", &conversation)?;
        let said = shred_and_restore(&place, &workspace, Target::Key(Ref::part(leaf, 1)))?;
        assert!(said.contains("erased again: 0 people, 0 conversations, 1 messages"), "{said}");
        let talk = conversation.clone();
        let dead = |table: usize, row: &[String]| match table {
            MESSAGES => row[1] == talk && row[2] == "1",
            FILES => row[2] == talk,
            _ => false,
        };
        assert_eq!(tables(&place)?, without(rows, dead));
        serves(&place, "/conversations/999999").await
    })
}
