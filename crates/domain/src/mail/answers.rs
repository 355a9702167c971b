//! Telling by mail of answers that nobody has seen: one letter for all that was written in a row, once it is quiet.
//! What was seen stands in the store; that a page is open somewhere does not say that anybody looks at it.

use std::time::Duration;

use activity_log::{Action, FactKey, Facts};
use privacy::access::{Actor, Permit, SystemRole, permit};
use privacy::ids::{Conversation as ConversationKind, Workspace as WorkspaceKind};
use privacy::keys::{HolderKind, WorkspaceKeys};
use privacy::purpose::Purpose;
use privacy::secret::Secret;
use privacy::{Id, RowId};
use store::{AsText, Change, Count, Failed, Lease, Row, params, statements};

use super::links::{self, Opens};
use super::queue::{To, queueing};
use super::{Letter, before};
use crate::contacts::{Contact, Language};
use crate::messages::{Author, Stored, message_columns, read_stored};
use crate::uses::ContactEmail;
use crate::{Deployment, Trouble, contacts, entry, limits, teammates, workspaces};

statements! {
    /// The workspaces whose mail leaves.
    WITH_MAIL_SERVER = "SELECT workspace_id FROM mail_settings";
    /// A conversation in which the contact wrote, with answers that they have not seen and no letter told of: none was added for
    /// a while, or the first has waited for long.
    NEXT_ANSWERED = "SELECT k.conversation_id, k.contact_id, k.contact_seen_seq, k.mailed_seq, k.last_comment_seq FROM conversations k \
        JOIN contacts c ON c.workspace_id = k.workspace_id AND c.contact_id = k.contact_id AND c.state = 'active' \
        AND c.blocked_at IS NULL AND c.unsubscribed = 0 AND c.email IS NOT NULL \
        JOIN messages l ON l.workspace_id = k.workspace_id AND l.conversation_id = k.conversation_id AND l.seq = k.last_comment_seq \
        AND l.author_kind = 'teammate' AND l.redacted_at IS NULL AND l.created_at > $2 \
        WHERE k.workspace_id = $1 AND k.updated_at > $2 AND k.state <> 'erasing' AND k.waiting_since IS NULL \
        AND k.last_comment_seq > k.contact_seen_seq AND k.last_comment_seq > k.mailed_seq \
        AND (l.created_at <= $3 OR EXISTS (SELECT 1 FROM messages m WHERE m.workspace_id = k.workspace_id \
        AND m.conversation_id = k.conversation_id AND m.seq > k.contact_seen_seq AND m.seq > k.mailed_seq AND m.kind = 'comment' \
        AND m.author_kind = 'teammate' AND m.created_at <= $4)) \
        AND EXISTS (SELECT 1 FROM messages w WHERE w.workspace_id = k.workspace_id AND w.conversation_id = k.conversation_id \
        AND w.kind = 'comment' AND w.author_kind = 'contact' AND w.author_id = k.contact_id) \
        ORDER BY k.updated_at, k.conversation_id LIMIT 20";
    /// The same for somebody who was brought into a conversation, and wrote in it.
    NEXT_ANSWERED_BESIDE = "SELECT k.conversation_id, p.contact_id, p.seen_seq, p.mailed_seq, k.last_comment_seq FROM conversations k \
        JOIN conversation_contacts p ON p.workspace_id = k.workspace_id AND p.conversation_id = k.conversation_id \
        AND p.contact_id <> k.contact_id AND p.detached_at IS NULL \
        JOIN contacts c ON c.workspace_id = p.workspace_id AND c.contact_id = p.contact_id AND c.state = 'active' \
        AND c.blocked_at IS NULL AND c.unsubscribed = 0 AND c.email IS NOT NULL \
        JOIN contacts f ON f.workspace_id = k.workspace_id AND f.contact_id = k.contact_id AND f.state = 'active' \
        JOIN messages l ON l.workspace_id = k.workspace_id AND l.conversation_id = k.conversation_id AND l.seq = k.last_comment_seq \
        AND l.author_kind = 'teammate' AND l.redacted_at IS NULL AND l.created_at > $2 AND l.seq >= p.from_seq \
        WHERE k.workspace_id = $1 AND k.shared_from IS NOT NULL AND k.updated_at > $2 AND k.state <> 'erasing' AND k.last_comment_seq > p.seen_seq AND k.last_comment_seq > p.mailed_seq \
        AND (l.created_at <= $3 OR EXISTS (SELECT 1 FROM messages m WHERE m.workspace_id = k.workspace_id \
        AND m.conversation_id = k.conversation_id AND m.seq > p.seen_seq AND m.seq > p.mailed_seq AND m.kind = 'comment' \
        AND m.author_kind = 'teammate' AND m.created_at <= $4)) \
        AND EXISTS (SELECT 1 FROM messages w WHERE w.workspace_id = k.workspace_id AND w.conversation_id = k.conversation_id \
        AND w.kind = 'comment' AND w.author_kind = 'contact' AND w.author_id = p.contact_id) \
        ORDER BY k.updated_at, k.conversation_id, p.contact_id LIMIT 20";
    /// The newest comments between two numbers, newest first.
    UNSEEN_COMMENTS = concat!("SELECT ", message_columns!(), " FROM messages m WHERE m.workspace_id = $1 AND m.conversation_id = $2 \
                      AND m.seq > $3 AND m.seq <= $4 AND m.kind = 'comment' ORDER BY m.seq DESC LIMIT $5");
    /// A letter tells of the answers up to this one, if nobody has seen them or told of them since they were read.
    MAILED_SO_FAR = "UPDATE conversations SET mailed_seq = $3 WHERE workspace_id = $1 AND conversation_id = $2 \
                     AND last_comment_seq = $3 AND mailed_seq = $4 AND contact_seen_seq = $5 AND state <> 'erasing'";
    /// The same for somebody who was brought in.
    MAILED_BESIDE_SO_FAR = "UPDATE conversation_contacts SET mailed_seq = $3 WHERE workspace_id = $1 AND conversation_id = $2 \
                     AND mailed_seq = $4 AND seen_seq = $5 AND contact_id = $6 AND detached_at IS NULL AND EXISTS (SELECT 1 FROM conversations k \
                     WHERE k.workspace_id = $1 AND k.conversation_id = $2 AND k.last_comment_seq = $3 AND k.state <> 'erasing')";
    /// The contact may be written to, at the address that was read.
    MAY_BE_MAILED = "UPDATE contacts SET state = state WHERE workspace_id = $1 AND contact_id = $2 AND version = $3 \
                     AND state = 'active' AND blocked_at IS NULL AND unsubscribed = 0";
}

/// What a letter about answers is made of.
pub struct Answers<'a> {
    /// The language of whoever gets it, where it is known.
    pub language: Option<Language>,
    /// The workspace from which it comes.
    pub workspace: Id<WorkspaceKind>,
    /// Its name.
    pub workspace_name: &'a str,
    /// The answers, oldest first.
    pub answers: &'a [Answer],
    /// Whether there are more than are told.
    pub more: bool,
    /// The secret of the link that opens the conversation.
    pub reply: &'a str,
    /// The secret of the link that ends such mail.
    pub stop: &'a str,
}

/// One answer, opened.
pub struct Answer {
    /// The teammate's name.
    pub author: String,
    /// What they wrote.
    pub text: String,
    /// How many files came with it.
    pub files: i64,
}

/// Writes the letter.
pub type WritingAnswers<'w> = &'w (dyn Fn(&Answers<'_>) -> Letter + Sync);

/// The workspaces whose mail leaves.
pub async fn with_server(d: &Deployment) -> Result<Vec<Id<WorkspaceKind>>, Trouble> {
    let rows = d.store.rows(&WITH_MAIL_SERVER, params![]).await?;
    rows.into_iter().map(|row| Ok(row.cells().id()?)).collect()
}

/// A conversation whose turn it is, and up to where its answers were seen and told of.
struct Due {
    conversation: Id<ConversationKind>,
    contact: Id<privacy::ids::Contact>,
    seen: i64,
    mailed: i64,
    last: i64,
    /// Whether they were brought in beside the contact it is with.
    beside: bool,
}

fn read(row: Row, beside: bool) -> Result<Due, Trouble> {
    let mut c = row.cells();
    Ok(Due {
        conversation: c.id()?,
        contact: c.id()?,
        seen: c.count()?,
        mailed: c.count()?,
        last: c.count()?,
        beside,
    })
}

/// Whether answers that nobody has seen wait to be told of, `quiet` after the last of them.
pub async fn answers_wait(
    d: &Deployment,
    workspace: Id<WorkspaceKind>,
    quiet: Duration,
) -> Result<bool, Trouble> {
    Ok(!due(d, workspace, quiet).await?.is_empty())
}

/// Those whose turn it is, the longest waiting first; some of them.
async fn due(d: &Deployment, workspace: Id<WorkspaceKind>, quiet: Duration) -> Result<Vec<Due>, Trouble> {
    let now = d.now();
    let [oldest, quiet, longest] =
        [limits::ANSWER_OLDEST, quiet, limits::ANSWER_LONGEST.max(quiet)].map(|ago| before(now, ago));
    let mut found = Vec::new();
    for (statement, beside) in [(&NEXT_ANSWERED, false), (&NEXT_ANSWERED_BESIDE, true)] {
        for row in d.store.rows(statement, params![workspace, oldest, quiet, longest]).await? {
            found.push(read(row, beside)?);
        }
    }
    Ok(found)
}

/// Puts the letter about the next unseen answers into the queue, `quiet` after the last of them; `false` when none is due. One
/// that cannot be written does not hold up the others; the last reason is the error where no other was written.
pub async fn tell_next(
    d: &Deployment,
    workspace: Id<WorkspaceKind>,
    lease: &Lease,
    quiet: Duration,
    write: WritingAnswers<'_>,
) -> Result<bool, Trouble> {
    let mut last = None;
    for due in due(d, workspace, quiet).await? {
        let Some(contact) = contacts::find(d, workspace, due.contact).await? else { continue };
        let change = match telling(d, &due, &contact, write).await {
            Ok(change) => change,
            Err(trouble) => {
                last = Some(trouble);
                continue;
            }
        };
        match d.store.commit(change.under(lease)).await {
            Ok(_) => return Ok(true),
            // Seen, answered, blocked, erased in between, or another server has the job now.
            Err(Failed::Conflict(_)) => {}
            Err(failed) => return Err(failed.into()),
        }
    }
    last.map_or(Ok(false), Err)
}

async fn telling(
    d: &Deployment,
    due: &Due,
    contact: &Contact,
    write: WritingAnswers<'_>,
) -> Result<Change, Trouble> {
    let (workspace, now) = (contact.workspace, d.now());
    let program = Actor::System { workspace, role: SystemRole::Mail };
    let permit = permit(&program, Purpose::Delivery).map_err(|_| Trouble::Broken)?;
    let keys = d.keys(workspace).await?;
    let sealed = contact.email.as_ref().ok_or(Trouble::Contended)?;
    let email = keys.reopen::<ContactEmail>(&RowId::of(contact.id), sealed)?;
    let (answers, more) = unseen(d, &keys, &permit, due).await?;
    let held = workspaces::find(d, workspace).await?.ok_or(Trouble::Gone)?;
    let (reply, stop) = (Secret::fresh(&d.random), Secret::fresh(&d.random));
    let letter = write(&Answers {
        language: contact.language,
        workspace,
        workspace_name: &workspaces::shown(d, &held, &permit).await?.name,
        answers: &answers,
        more,
        reply: &reply.reveal(),
        stop: &stop.reveal(),
    });
    let told = Facts::new().count(FactKey::Count, answers.len() as u64);
    let change =
        Change::new(d.change(), &program, now, entry::with(Action::MailQueued, &due.conversation, told))
            .one(&MAY_BE_MAILED, params![workspace, contact.id, Count(contact.version)]);
    let (last, mailed, seen) = (Count(due.last), Count(due.mailed), Count(due.seen));
    let change = if due.beside {
        let so_far = params![workspace, due.conversation, last, mailed, seen, contact.id];
        change.one(&MAILED_BESIDE_SO_FAR, so_far)
    } else {
        change.one(&MAILED_SO_FAR, params![workspace, due.conversation, last, mailed, seen])
    };
    let change = links::adding(change, &reply, Opens::Conversation, contact, due.conversation, now);
    let change = links::adding(change, &stop, Opens::Stop, contact, due.conversation, now);
    let to =
        To { kind: HolderKind::Contact, id: AsText(contact.id).into(), leaf: contact.leaf, email: &email };
    queueing(d, &keys, change, to, &letter)
}

/// What teammates wrote since the contact last wrote or looked, as much as fits into a letter; and whether there is more.
async fn unseen(
    d: &Deployment,
    keys: &WorkspaceKeys,
    permit: &Permit,
    due: &Due,
) -> Result<(Vec<Answer>, bool), Trouble> {
    let read_up_to = due.seen.max(due.mailed);
    let most = Count(i64::try_from(limits::ANSWERS).unwrap_or(i64::MAX) + 1);
    let asked = params![keys.workspace(), due.conversation, Count(read_up_to), Count(due.last), most];
    let rows = d.store.rows(&UNSEEN_COMMENTS, asked).await?;
    let newest: Vec<Stored> =
        rows.into_iter().map(|row| read_stored(&mut row.cells())).collect::<Result<_, _>>()?;
    let names = teammates::names(d, permit).await?;
    let (mut answers, mut bytes, mut more) = (Vec::new(), 0, false);
    for one in newest {
        let author = match one.author {
            Author::Teammate(author) => author,
            Author::Contact(id) if id == due.contact => break,
            // Others who are in the conversation, and what was theirs.
            Author::Contact(_) | Author::System => continue,
        };
        if one.redacted_at.is_some() {
            continue;
        }
        let mut text = one.open(keys, permit)?.into_shown();
        bytes += text.len();
        more = answers.len() == limits::ANSWERS || (bytes > limits::ANSWERS_BYTES && !answers.is_empty());
        if more {
            break;
        }
        text.truncate(text.floor_char_boundary(limits::ANSWERS_BYTES));
        let author = names.get(&author).cloned().unwrap_or_default();
        answers.push(Answer { author, text, files: one.attachments });
    }
    answers.reverse();
    Ok((answers, more))
}
