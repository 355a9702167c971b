//! What stands of a contact in conversations that go on with others. Such a part keeps its place and loses what was in it, and who
//! wrote it: what it was answered with stays where it is.

use super::removal::{BATCH, Removal};
use crate::statement::Statement;

/// Parts with something of the contact `$2`: what they wrote, and what is sealed under their leaf because it was written before
/// there were others.
const THEIRS: &str = "workspace_id = $1 AND conversation_id IN (SELECT p.conversation_id FROM conversation_contacts p \
    JOIN conversations k ON k.workspace_id = p.workspace_id AND k.conversation_id = p.conversation_id \
    WHERE p.workspace_id = $1 AND p.contact_id = $2 AND k.contact_id <> $2) \
    AND ((author_kind = 'contact' AND author_id = $2) OR ((body IS NOT NULL OR attachments > 0) AND seq < \
    (SELECT p.sealed_until FROM conversation_contacts p WHERE p.workspace_id = $1 AND p.contact_id = $2 \
    AND p.conversation_id = messages.conversation_id)))";

/// Their files, and then the parts themselves.
pub(super) fn removals() -> Vec<Removal> {
    vec![files(), parts()]
}

fn statement(name: &str, sql: String) -> Statement {
    Statement::generated(name.to_owned(), sql)
}

fn files() -> Removal {
    let reached = format!(
        "FROM attachments WHERE workspace_id = $1 AND (conversation_id, seq) IN (SELECT conversation_id, seq FROM messages WHERE {THEIRS})"
    );
    Removal {
        place: "attachments_shared",
        held: true,
        left: statement("COUNT_SHARED_FILES", format!("SELECT CAST(COUNT(*) AS BIGINT) {reached}")),
        next: statement(
            "NEXT_SHARED_FILES",
            format!(
                "SELECT CAST(COUNT(*) AS BIGINT) FROM (SELECT 1 AS one {reached} LIMIT {BATCH}) AS batch"
            ),
        ),
        remove: statement(
            "REMOVE_SHARED_FILES",
            format!(
                "DELETE FROM attachments WHERE workspace_id = $1 AND attachment_id IN \
                 (SELECT attachment_id {reached} ORDER BY attachment_id LIMIT {BATCH})"
            ),
        ),
        files: Some(statement(
            "FILES_SHARED",
            format!("SELECT attachment_id {reached} ORDER BY attachment_id LIMIT {BATCH}"),
        )),
    }
}

fn parts() -> Removal {
    let reached = format!("FROM messages WHERE {THEIRS}");
    Removal {
        place: "messages_shared",
        held: true,
        left: statement("COUNT_SHARED_PARTS", format!("SELECT CAST(COUNT(*) AS BIGINT) {reached}")),
        next: statement(
            "NEXT_SHARED_PARTS",
            format!(
                "SELECT CAST(COUNT(*) AS BIGINT) FROM (SELECT 1 AS one {reached} LIMIT {BATCH}) AS batch"
            ),
        ),
        remove: statement(
            "EMPTY_SHARED_PARTS",
            format!(
                "UPDATE messages SET body = NULL, attachments = 0, redacted_at = COALESCE(redacted_at, updated_at), \
                 author_id = CASE WHEN author_kind = 'contact' THEN 'troth' ELSE author_id END, \
                 author_kind = CASE WHEN author_kind = 'contact' THEN 'system' ELSE author_kind END \
                 WHERE workspace_id = $1 AND (conversation_id, seq) IN (SELECT conversation_id, seq {reached} LIMIT {BATCH})"
            ),
        ),
        files: None,
    }
}
