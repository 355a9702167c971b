//! A person's data as a ZIP archive of JSON and files, made while it is sent: nothing of it is written down here.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::{Body, Bytes};
use axum::response::{IntoResponse as _, Response};
use domain::Trouble;
use domain::contacts::Language;
use domain::data_events::DataEventShown;
use domain::exports::{Export, Person, Piece, Said};
use domain::messages::{Author, FileShown, Kind, PartShown};
use privacy::ids::Attachment;
use privacy::{Id, Region, Time};
use serde_json::{Value, json};
use zip::write::{SimpleFileOptions, StreamWriter, ZipWriter};
use zip::{CompressionMethod, DateTime};

use crate::inbox::download;
use crate::words::iso;

/// How much of a file's name stands in the archive, in bytes.
const NAME_BYTES: usize = 100;

/// The archive as an answer to be saved. Where something fails on the way it breaks off, and no program opens it.
pub(crate) fn answer(export: Export) -> Response {
    let headers = download("application/zip", &format!("person-{}.zip", export.contact()));
    let archive = Archive::new();
    let sent = futures_util::stream::try_unfold((export, Some(archive)), |(mut export, archive)| async {
        let Some(mut archive) = archive else { return Ok::<_, io::Error>(None) };
        match export.next().await.map_err(failed)? {
            Some(piece) => {
                let bytes = archive.take(piece)?;
                Ok(Some((bytes, (export, Some(archive)))))
            }
            None => Ok(Some((archive.end()?, (export, None)))),
        }
    });
    (headers, Body::from_stream(sent)).into_response()
}

/// What went wrong is counted where it is known; the one who waits learns that it broke off.
fn failed(_: Trouble) -> io::Error {
    io::Error::other("the export broke off")
}

/// An archive in the making.
struct Archive {
    zip: ZipWriter<StreamWriter<Made>>,
    made: Made,
    /// How many pages of events there are so far.
    events: usize,
    /// How many pages of the conversation at hand.
    said: usize,
}

/// What was made and not sent yet.
#[derive(Clone, Default)]
struct Made(Arc<Mutex<Vec<u8>>>);

impl Made {
    fn take(&self) -> Bytes {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner)).into()
    }
}

impl Write for Made {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Archive {
    fn new() -> Self {
        let made = Made::default();
        Self { zip: ZipWriter::new_stream(made.clone()), made, events: 0, said: 0 }
    }

    /// Adds a piece; answers what is ready to be sent.
    fn take(&mut self, piece: Piece) -> io::Result<Bytes> {
        match piece {
            Piece::Person(one) => self.json("person.json", &person(&one))?,
            Piece::Events(events) => {
                self.events += 1;
                let all: Vec<Value> = events.iter().map(event).collect();
                self.json(&format!("events{}.json", numbered(self.events)), &json!(all))?;
            }
            Piece::Said(one) => {
                self.said = if one.begins { 1 } else { self.said + 1 };
                let path = format!("conversations/{}{}.json", one.conversation.id, numbered(self.said));
                self.json(&path, &said(&one))?;
            }
            Piece::File(opened) => {
                let path = path(opened.file.id, &opened.file.name);
                // Pictures and documents are compressed already.
                self.add(&path, CompressionMethod::Stored, &opened.content)?;
            }
        }
        Ok(self.made.take())
    }

    fn json(&mut self, path: &str, value: &Value) -> io::Result<()> {
        self.add(path, CompressionMethod::Deflated, &serde_json::to_vec_pretty(value)?)
    }

    fn add(&mut self, path: &str, method: CompressionMethod, content: &[u8]) -> io::Result<()> {
        let options =
            SimpleFileOptions::default().compression_method(method).last_modified_time(DateTime::default());
        self.zip.start_file(path, options)?;
        self.zip.write_all(content)
    }

    /// The archive's end.
    fn end(self) -> io::Result<Bytes> {
        self.zip.finish()?;
        Ok(self.made.take())
    }
}

/// Nothing for the first of several files, and the number of the others.
fn numbered(page: usize) -> String {
    if page > 1 { format!("-{page}") } else { String::new() }
}

/// Where a file lies in the archive. Its name keeps letters, digits and a few signs that no system takes for something else.
fn path(id: Id<Attachment>, name: &str) -> String {
    let plain = |sign: char| if sign.is_alphanumeric() || "-_. ()".contains(sign) { sign } else { '_' };
    let name: String = name.chars().map(plain).collect();
    let name = name.trim_matches(['.', ' ']);
    let end = name.floor_char_boundary(name.len().saturating_sub(NAME_BYTES));
    // Its end says what it is.
    format!("files/{id}-{}", name.get(end..).unwrap_or_default())
}

fn at(time: Time) -> String {
    iso(time.micros())
}

fn maybe(time: Option<Time>) -> Value {
    time.map(at).into()
}

fn person(one: &Person) -> Value {
    let (contact, shown) = (&one.contact, &one.shown);
    let mut all = json!({
        "id": contact.id.to_string(),
        "role": contact.role.code(),
        "region": contact.workspace.region().map(Region::code),
        "name": shown.name,
        "called": shown.called(),
        "email": shown.email,
        "phone": shown.phone,
        "external_id": shown.external_id,
        "custom_attributes": shown.custom_attributes,
        "unsubscribed_from_emails": contact.unsubscribed,
        "language": contact.language.map(Language::code),
        "created_at": at(contact.created_at),
        "updated_at": at(contact.updated_at),
        "signed_up_at": maybe(contact.signed_up_at),
        "last_seen_at": maybe(contact.last_seen_at),
        "last_replied_at": maybe(contact.last_replied_at),
        "last_contacted_at": maybe(contact.last_contacted_at),
        "companies": one.companies,
    });
    if let (Some(all), Some(tags), Some(notes)) = (all.as_object_mut(), &one.tags, &one.notes) {
        let note = |(author, note): &(String, _)| {
            let note: &domain::notes::NoteShown = note;
            json!({ "author": author, "created_at": at(note.created_at), "text": note.body })
        };
        all.insert("tags".to_owned(), json!(tags));
        all.insert("notes".to_owned(), notes.iter().map(note).collect());
    }
    all
}

fn event(one: &DataEventShown) -> Value {
    json!({
        "name": one.name,
        "at": at(one.happened_at),
        "metadata": one.metadata,
        "times": one.counted.as_ref().map(|counted| counted.times),
    })
}

fn said(one: &Said) -> Value {
    let conversation = &one.conversation;
    json!({
        "id": conversation.id.to_string(),
        "state": conversation.state.code(),
        "title": one.attributes.title,
        "custom_attributes": one.attributes.custom,
        "created_at": at(conversation.created_at),
        "updated_at": at(conversation.updated_at),
        "parts": one.parts.iter().map(part).collect::<Vec<_>>(),
    })
}

fn part(one: &PartShown) -> Value {
    let author = match one.author.author {
        Author::Contact(_) => "contact",
        Author::Teammate(_) => "teammate",
        Author::System => "program",
    };
    json!({
        "number": one.seq,
        "kind": if one.kind == Kind::Note { "note" } else { "message" },
        "author": { "kind": author, "name": one.author.name },
        "at": at(one.created_at),
        "text": one.body,
        "removed": one.redacted,
        "files": one.files.iter().map(file).collect::<Vec<_>>(),
    })
}

fn file(one: &FileShown) -> Value {
    json!({
        "name": one.name,
        "media_type": one.media_type,
        "size_bytes": one.size_bytes,
        "path": path(one.id, &one.name),
    })
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read as _};

    use privacy::ids::Hex;
    use proptest::prelude::*;

    use super::*;

    fn id() -> Id<Attachment> {
        Id::of(Hex::new([7; 12]))
    }

    #[test]
    fn a_file_keeps_its_ending_and_leaves_its_folder_for_nobody() {
        let named = |name: &str| path(id(), name).split_once('-').unwrap().1.to_owned();
        assert_eq!(named("../../etc/passwd"), "_.._etc_passwd");
        assert_eq!(named("C:\\con\u{202e}.pdf"), "C__con_.pdf");
        assert_eq!(named("請求書 (2).pdf"), "請求書 (2).pdf");
        assert!(named(&format!("{}.png", "x".repeat(300))).ends_with("x.png"));
        assert_eq!(named(".."), "");
    }

    proptest! {
        #[test]
        fn an_archive_is_opened_again(names in proptest::collection::vec(".{0,80}", 0..5)) {
            let mut archive = Archive::new();
            let mut bytes = Vec::new();
            for (at, name) in names.iter().enumerate() {
                let path = format!("{at}{}", path(id(), name));
                archive.add(&path, CompressionMethod::Stored, name.as_bytes()).unwrap();
                archive.json(&format!("{at}.json"), &json!(name)).unwrap();
                bytes.extend(archive.made.take());
            }
            bytes.extend(archive.end().unwrap());
            let mut read = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
            prop_assert_eq!(read.len(), names.len() * 2);
            for (at, name) in names.iter().enumerate() {
                let mut content = String::new();
                read.by_index(at * 2).unwrap().read_to_string(&mut content).unwrap();
                prop_assert_eq!(&content, name);
                prop_assert!(read.by_index(at * 2).unwrap().enclosed_name().is_some());
            }
        }
    }
}
