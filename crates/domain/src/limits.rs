//! How long, how many, how large: every limit on what people may hand in, in one place.

use std::time::Duration;

/// A message's text, in bytes of UTF-8.
pub const MESSAGE_BYTES: usize = 64 * 1024;
/// A name, an address, an id, a phone number, a tag: in bytes.
pub const SHORT_TEXT_BYTES: usize = 512;
/// All custom attributes of a contact, in bytes of JSON.
pub const CUSTOM_ATTRIBUTES_BYTES: usize = 32 * 1024;
/// Custom attributes of a contact.
pub const CUSTOM_ATTRIBUTES: usize = 250;
/// People in one conversation.
pub const PARTICIPANTS: usize = 20;
/// Files with one message.
pub const FILES: usize = 10;
/// One file's content, in bytes.
pub const FILE_BYTES: usize = 10 * 1024 * 1024;
/// All files of one message, in bytes.
pub const FILES_BYTES: usize = 20 * 1024 * 1024;
/// Macros of a workspace.
pub const MACROS: i64 = 1_000;
/// Tags of a workspace.
pub const TAGS: i64 = 1_000;
/// How far it is counted on how many conversations, and on how many contacts, a tag is.
pub const TAG_USES_COUNTED: i64 = 99;
/// Teams of a workspace.
pub const TEAMS: i64 = 200;
/// Views for everybody, and of one teammate's own.
pub const VIEWS: i64 = 20;
/// A view's name, in characters.
pub const VIEW_NAME_CHARS: usize = 60;
/// Conversations of a view that are counted; where there are more, they are told as more than so many.
pub const VIEW_COUNTED: i64 = 99;
/// Conversations that are looked at to count a view by what no index answers.
pub const VIEW_SCANNED: i64 = 2_000;
/// Conversations of a folder that are counted; where there are more, they are told as more than so many. Every open inbox
/// counts its folders whenever something happens.
pub const COUNTED: i64 = 1_000;
/// Rows on a page of a list; one more may be read, to see whether a page follows.
pub const PAGE: i64 = 150;
/// Parts of a conversation on one page.
pub const PARTS: i64 = 500;
/// How long a teammate's sign-in lasts.
pub const TEAMMATE_SESSION: Duration = Duration::from_hours(7 * 24);
/// How long a sign-in lasts that is not used.
pub const IDLE_SESSION: Duration = Duration::from_hours(24);
/// For how long a session's new turn may be on its way to its browser.
pub const TURN_UNDERWAY: Duration = Duration::from_mins(1);
/// How exactly it is noted when a session was last used, and how long its turn is.
pub const USE_NOTED: Duration = Duration::from_mins(15);
/// How long somebody who gave the right password may take for the code.
pub const SIGN_IN_STEP: Duration = Duration::from_mins(5);
/// Codes that may be tried after one password.
pub const CODES_A_STEP: i64 = 5;
/// Wrong codes in a row after which none is taken for a while.
pub const WRONG_CODES: i64 = 10;
/// How long that while is.
pub const LOCKED: Duration = Duration::from_mins(15);
/// An event's name, or a name in its metadata, in bytes.
pub const EVENT_NAME_BYTES: usize = 120;
/// Names in an event's metadata.
pub const EVENT_METADATA: usize = 20;
/// An event's metadata, in bytes of JSON.
pub const EVENT_METADATA_BYTES: usize = 4 * 1024;
/// Events of one contact, of those that one teller told of, and counts of such: what a browser says displaces nothing that a server told. Summing them up, merging and erasing somebody takes as long as there are many, and a page may tell of
/// every click: the newest are worth keeping.
pub const EVENTS: i64 = 500;
/// Counts of what one contact did that are told at once.
pub const EVENT_COUNTS: usize = 50;
/// The most times that anybody did something.
pub const EVENT_TIMES: i64 = 1_000_000_000;
/// How long what somebody did is kept.
pub const EVENTS_KEPT: Duration = Duration::from_hours(90 * 24);
/// How late a messenger may tell of an event: a laptop may have been closed over the weekend.
pub const EVENT_LATE: Duration = Duration::from_hours(7 * 24);
/// The address of a page, in bytes.
pub const PAGE_BYTES: usize = 2 * 1024;
/// How long a messenger session lasts: visitors' data is kept nine months.
pub const MESSENGER_SESSION: Duration = Duration::from_hours(274 * 24);
/// Secrets that sign users' identities, in one workspace.
pub const IDENTITY_SECRETS: i64 = 20;
/// How long a messenger stays open on a hash of a user's id, which has no end of its own.
pub const HASH_SESSION: Duration = Duration::from_hours(7 * 24);
/// How long a link to sign in or to set up lasts.
pub const LINK: Duration = Duration::from_hours(24);
/// How long an invitation lasts.
pub const INVITATION: Duration = Duration::from_hours(7 * 24);
/// How long one that nobody answered is kept after its end.
pub const UNANSWERED: Duration = Duration::from_hours(30 * 24);
/// How long mail that was given up is kept for somebody to look at.
pub const DEAD_MAIL: Duration = Duration::from_hours(30 * 24);
/// So long after the last of some answers a letter tells of those that were not seen. Whoever has the messenger open sees
/// them within seconds, and a teammate who writes on does so within minutes.
pub const ANSWER_QUIET: Duration = Duration::from_mins(5);
/// A letter waits no longer than this for a teammate to stop writing.
pub const ANSWER_LONGEST: Duration = Duration::from_mins(20);
/// Older answers are told of by no letter, as when a mail server is set up after a long time without one.
pub const ANSWER_OLDEST: Duration = Duration::from_hours(3 * 24);
/// Answers in one letter.
pub const ANSWERS: usize = 20;
/// The text of all of them, in bytes.
pub const ANSWERS_BYTES: usize = 64 * 1024;
/// How long the link to a conversation in a letter lasts.
pub const REPLY_LINK: Duration = Duration::from_hours(7 * 24);
/// How long the link that ends mail lasts: whoever looks for it has an old letter before them.
pub const STOP_LINK: Duration = Duration::from_hours(90 * 24);
/// How long a link to a file lasts.
pub const FILE_LINK: Duration = Duration::from_hours(1);
/// How long an erased person is not brought back silently.
pub const SUPPRESSION: Duration = Duration::from_hours(730 * 24);
/// The oldest backup worth keeping, 13 months: what was decided since is carried over its restore, and no longer.
pub const OLDEST_BACKUP: Duration = Duration::from_hours(400 * 24);
/// Why somebody reads what a hold keeps, in bytes: an entry holds it, sealed.
pub const REASON_BYTES: usize = 2_000;
/// How long one may read what a hold keeps, once asked for.
pub const LEGAL_READING: Duration = Duration::from_hours(1);
/// How often an act is tried again when another one came first.
pub const TRIES: usize = 12;
/// How long the bodies of the log's entries are kept: 25 months. Their hashes stay as long as the workspace.
pub const ENTRY_BODIES: Duration = Duration::from_hours(761 * 24);
