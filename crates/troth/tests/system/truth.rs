//! What must be true after every start, however the last server ended.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use testkit::client::Client;
use testkit::running::Running;

use crate::load::{Message, content};
use crate::place::{Engine, Outcome, Place, api};

/// How often a message must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unacknowledged {
    /// It may be there, once.
    MayBeThere,
    /// It was sent again: it is there once, if it has a key.
    SentAgain,
}

/// Every acknowledged message opens and is there exactly once, with its file; no other is there twice.
pub(crate) async fn assert_messages(
    server: &Running,
    messages: &[Message],
    others: Unacknowledged,
) -> Outcome {
    let mut client = api(server).await?;
    let mut by_conversation: BTreeMap<&str, Vec<&Message>> = BTreeMap::new();
    for message in messages {
        by_conversation.entry(&message.conversation).or_default().push(message);
    }
    for (conversation, sent) in by_conversation {
        let said = said(&mut client, conversation).await?;
        for message in sent {
            let found: Vec<_> = said.iter().filter(|part| part["body"] == message.text.as_str()).collect();
            let must = message.acknowledged || (others == Unacknowledged::SentAgain && message.key.is_some());
            let right = if must { found.len() == 1 } else { found.len() <= 1 };
            let state = if message.acknowledged { "acknowledged" } else { "not acknowledged" };
            assert!(right, "{:?} ({state}) is there {} times", message.text, found.len());
            if let (true, [part]) = (message.file, found.as_slice()) {
                assert_file(&mut client, part, &message.text).await?;
            }
        }
    }
    Ok(())
}

/// All parts of a conversation, the first message included, as plain text.
pub(crate) async fn said(client: &mut Client, conversation: &str) -> Outcome<Vec<Value>> {
    let shown =
        client.get(&format!("/conversations/{conversation}?display_as=plaintext")).await?.ok()?.json();
    let mut parts = shown["conversation_parts"]["conversation_parts"].as_array().ok_or("no parts")?.clone();
    parts.push(shown["source"].clone());
    Ok(parts)
}

async fn assert_file(client: &mut Client, part: &Value, text: &str) -> Outcome {
    let files = part["attachments"].as_array().ok_or("no attachments")?;
    assert_eq!(files.len(), 1, "{text:?} has one file");
    let url = files.first().and_then(|file| file["url"].as_str()).ok_or("a file has no address")?;
    let path = url.splitn(4, '/').nth(3).ok_or("a file's address is none")?;
    let file = client.get(&format!("/{path}")).await?.ok()?;
    assert_eq!(file.text(), content(text), "the file of {text:?}");
    Ok(())
}

/// The tables agree with one another and with the folder of files.
pub(crate) fn assert_rows(place: &Place) -> Outcome {
    let none = |what: &str, sql: &str| -> Outcome {
        let found = place.rows(sql)?;
        assert!(found.is_empty(), "{what}: {found:?}");
        Ok(())
    };
    none(
        "conversations with gaps",
        "SELECT c.conversation_id, c.next_seq, COUNT(m.seq), MAX(m.seq) FROM conversations c LEFT JOIN messages m \
         ON m.workspace_id = c.workspace_id AND m.conversation_id = c.conversation_id \
         GROUP BY c.conversation_id, c.next_seq HAVING COUNT(m.seq) <> c.next_seq OR MAX(m.seq) <> c.next_seq - 1",
    )?;
    none(
        "messages without an entry",
        "SELECT message_id FROM messages m WHERE kind IN ('comment', 'note') AND NOT EXISTS (SELECT 1 FROM entries e \
         WHERE e.workspace_id = m.workspace_id AND e.object_kind = 'message' AND e.object_id = CAST(m.message_id AS TEXT))",
    )?;
    // The log goes on over a restore: what is older may tell of what the restore took back.
    none(
        "entries of messages that are not there",
        "SELECT object_id FROM entries e WHERE action IN ('message.sent', 'note.written') AND NOT EXISTS (SELECT 1 \
         FROM messages m WHERE m.workspace_id = e.workspace_id AND CAST(m.message_id AS TEXT) = e.object_id) \
         AND NOT EXISTS (SELECT 1 FROM entries r WHERE r.action = 'store.restored' AND r.at > e.at)",
    )?;
    none(
        "attachments counted wrongly",
        "SELECT m.message_id, m.attachments FROM messages m WHERE m.attachments <> (SELECT COUNT(*) FROM attachments a \
         WHERE a.workspace_id = m.workspace_id AND a.conversation_id = m.conversation_id AND a.seq = m.seq)",
    )?;
    none(
        "people or conversations whose leaf is not in the list of leaves",
        "SELECT leaf FROM (SELECT workspace_id, tree, leaf FROM conversations UNION ALL SELECT workspace_id, tree, leaf \
         FROM contacts) used WHERE NOT EXISTS (SELECT 1 FROM leaves l WHERE l.workspace_id = used.workspace_id \
         AND l.tree = used.tree AND l.leaf = used.leaf)",
    )?;
    none(
        "leaves dealt twice",
        "SELECT tree, leaf, COUNT(*) FROM (SELECT workspace_id, tree, leaf FROM conversations UNION ALL \
         SELECT workspace_id, tree, leaf FROM contacts UNION ALL SELECT workspace_id, tree, leaf FROM teammates) used \
         GROUP BY workspace_id, tree, leaf HAVING COUNT(*) > 1",
    )?;
    none(
        "logs with a place that is not dealt, or dealt twice",
        "SELECT workspace_id, COUNT(log_index), MAX(log_index) FROM entries WHERE log_index >= 0 GROUP BY workspace_id \
         HAVING COUNT(log_index) <> MAX(log_index) + 1",
    )?;
    none(
        "logs whose head, leaves and checkpoints do not agree",
        "SELECT h.workspace_id, h.size FROM log_heads h WHERE h.size <> (SELECT COALESCE(SUM(LENGTH(t.hashes)), 0) / 32 \
         FROM log_tiles t WHERE t.workspace_id = h.workspace_id AND t.level = 0) OR h.size <> (SELECT \
         COALESCE(MAX(c.size), 0) FROM log_checkpoints c WHERE c.workspace_id = h.workspace_id)",
    )?;
    assert_files(place)
}

/// One file for each row; on the embedded store, where no other server may be about to commit, no other file.
fn assert_files(place: &Place) -> Outcome {
    let named: BTreeSet<String> =
        place.rows("SELECT attachment_id FROM attachments")?.into_iter().flatten().collect();
    let folder = place.options.data.join("files");
    let files = place.files()?.into_keys().filter(|path| path.starts_with(&folder));
    let files: BTreeSet<String> =
        files.filter_map(|path| Some(path.file_name()?.to_string_lossy().into_owned())).collect();
    let (no_row, no_file): (Vec<_>, Vec<_>) =
        (files.difference(&named).collect(), named.difference(&files).collect());
    let swept = place.engine == Engine::Postgresql || no_row.is_empty();
    assert!(swept && no_file.is_empty(), "files without a row: {no_row:?}, rows without a file: {no_file:?}");
    Ok(())
}
