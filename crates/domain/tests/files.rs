//! Files of messages: sealed, linked for an hour, swept when nothing refers to them. And the product's statements.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that finds less than it expects must fail"
)]

use std::time::Duration;

use domain::attachments::{self, ReadFileError};
use domain::conversations::{self, Filter, Folder, Sort};
use domain::messages::{self, Author, Draft, NewFile, SendError, Which};
use privacy::Personal;
use privacy::access::{act, allow};
use testkit::on_both_engines;
use testkit::world::{World, draft, personal};

fn file(w: &World, content: Vec<u8>) -> NewFile {
    NewFile::new(&w.d, personal("invoice №7.pdf"), personal("application/pdf"), Personal::new(content))
}

on_both_engines! {
    async fn a_file_goes_in_sealed_and_comes_out_whole(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let visitor = w.visitor(desk).await;
        let id = w.conversation(visitor, "see the invoice").await.conversation;
        let content: Vec<u8> = (0..200_000_u32).map(|n| n.to_le_bytes()[0] ^ n.to_le_bytes()[1]).collect();
        let found = conversations::find(&w.d, desk.workspace, id).await.unwrap().unwrap();
        let with = Draft { files: vec![file(&w, content.clone())], ..draft(Author::of(&visitor), "") };
        messages::send(&w.d, allow::<_, act::Reply>(&visitor, found).unwrap(), with).await.unwrap();

        let (held, permit) = conversations::read_by(&w.d, &visitor, id).await.unwrap();
        let parts = messages::thread(&w.d, &held, &permit, Which::Latest, 50).await.unwrap();
        let shown = &parts[1].files[0];
        assert_eq!((shown.name.as_str(), shown.media_type.as_str(), shown.size_bytes), ("invoice №7.pdf", "application/pdf", 200_000));
        assert_eq!(attachments::open(&w.d, &held, &permit, shown.id).await.unwrap().content, content);

        let all = Filter { folder: Folder::All, state: None, contact: None };
        let listed = conversations::page(&w.d, &permit, &all.into(), Sort::NEWEST, None, 50).await.unwrap();
        assert_eq!((listed[0].last.as_str(), listed[0].last_files.as_slice()), ("", ["invoice №7.pdf".to_owned()].as_slice()));

        let keys = w.d.keys(desk.workspace).await.unwrap();
        let link = attachments::link(&keys, w.d.now(), &permit, shown.id);
        let opened = attachments::open_by_link(&w.d, desk.workspace, shown.id, &link).await.unwrap();
        assert_eq!(opened.content, content);
        let stranger = w.visitor(desk).await;
        let forged = link.replacen(&visitor.id(), &stranger.id(), 1);
        let other = w.desk().await;
        for (workspace, link) in [(desk.workspace, forged.as_str()), (other.workspace, &link), (desk.workspace, "")] {
            let refused = attachments::open_by_link(&w.d, workspace, shown.id, link).await;
            assert!(matches!(refused, Err(ReadFileError::NotFound)));
        }
        w.clock.advance(Duration::from_hours(1));
        let late = attachments::open_by_link(&w.d, desk.workspace, shown.id, &link).await;
        assert!(matches!(late, Err(ReadFileError::NotFound)));
        assert_eq!(attachments::sweep(&w.d, desk.workspace, Duration::ZERO).await.unwrap(), 0, "it belongs to a message");
    }

    async fn limits_on_files(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let visitor = w.visitor(desk).await;
        let id = w.conversation(visitor, "hello").await.conversation;
        let send = async |files: Vec<NewFile>| {
            let found = conversations::find(&w.d, desk.workspace, id).await.unwrap().unwrap();
            let with = Draft { files, ..draft(Author::of(&visitor), "") };
            messages::send(&w.d, allow::<_, act::Reply>(&visitor, found).unwrap(), with).await
        };
        assert!(matches!(send(Vec::new()).await, Err(SendError::Empty)));
        let many = (0..11).map(|_| file(&w, vec![1])).collect();
        assert!(matches!(send(many).await, Err(SendError::TooManyFiles)));
        let large = vec![file(&w, vec![0; domain::limits::FILE_BYTES + 1])];
        assert!(matches!(send(large).await, Err(SendError::FileTooLarge)));
    }

    async fn every_statement_is_taken_by_the_engine(place: Place) {
        let w = World::new(place).await;
        let statements = domain::statements();
        w.d.store.prepare_all(&statements).await.unwrap();
        let mut names: Vec<_> = statements.iter().map(|statement| statement.name).collect();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all, "a conflict is known by its statement's name");
    }
}

/// The register and the program know the same uses.
#[test]
fn every_use_is_in_the_register() {
    let register = store::register::Register::read().unwrap();
    let mut known: Vec<&str> = register.uses().into_iter().collect();
    let mut ours: Vec<&str> = domain::uses::NAMES.to_vec();
    known.sort_unstable();
    ours.sort_unstable();
    assert_eq!(ours, known);
}

/// A statement that is declared and not listed would escape the test above.
#[test]
fn every_declared_statement_is_listed() {
    let mut declared = 0;
    let mut folders = vec![std::path::PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/src"))];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let text = std::fs::read_to_string(&path).unwrap();
                let blocks = text.split("statements! {").skip(1);
                declared += blocks
                    .map(|block| block.split("\n}").next().unwrap_or_default())
                    .map(|block| {
                        block
                            .lines()
                            .filter(|line| {
                                line.starts_with("    ") && !line.starts_with("     ") && line.contains(" = ")
                            })
                            .count()
                    })
                    .sum::<usize>();
            }
        }
    }
    assert_eq!(domain::statements().len(), declared);
}
