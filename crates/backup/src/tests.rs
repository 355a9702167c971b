//! What is written is read; every damage is refused, and said for what it is.

use std::io::Read;

use privacy::ids::{Attachment, Hex};
use privacy::keys::{
    BACKUP_CHUNK, BACKUP_HEADER, BackupHeaderError, Chain, ChunkError, RootKey, SEALED_CHUNK,
};
use privacy::{Id, Random, Time};
use proptest::prelude::*;

use crate::{About, Absent, BackupError, KeysAt, Name, Sink, Summary, Writer, read, verify};

fn root() -> RootKey {
    RootKey::from_bytes([7; 32])
}

fn about() -> About {
    About {
        made_at: Time::from_micros(1_790_000_000_000_000),
        program: "0.1.0".to_owned(),
        schema: 1,
        vault: "ab".repeat(16),
        workspaces: vec!["eu4k7m2pqx".parse().unwrap()],
        keys: vec![KeysAt {
            workspace: "eu4k7m2pqx".parse().unwrap(),
            generation: 9,
            chain: Chain { n: 3, hash: [5; 32] },
        }],
    }
}

fn file(number: u32) -> Name {
    let mut id = [0; 12];
    id[..4].copy_from_slice(&number.to_be_bytes());
    let id: Id<Attachment> = Id::of(Hex::new(id));
    Name::File { workspace: "eu4k7m2pqx".parse().unwrap(), id }
}

fn writer() -> Writer<Vec<u8>> {
    Writer::begin(Vec::new(), &root(), &Random::seeded(3), Time::from_micros(5), &about()).unwrap()
}

/// A backup of a database of that size and so many small files.
fn made(database: usize, files: u32) -> Vec<u8> {
    let mut writer = writer();
    let bytes: Vec<u8> = (0..database).map(|n| u8::try_from(n % 251).unwrap()).collect();
    writer.add(Name::Database, database as u64, &bytes[..]).unwrap();
    for number in 0..files {
        let content = number.to_be_bytes();
        writer.add(file(number), 4, &content[..]).unwrap();
    }
    writer.gone(file(u32::MAX - 1)).unwrap();
    writer.missing(file(u32::MAX)).unwrap();
    writer.finish().unwrap().0
}

#[derive(Default)]
struct Kept {
    things: Vec<(Name, Vec<u8>)>,
    absent: Vec<(Name, Absent)>,
}

impl Sink for Kept {
    fn about(&mut self, told: &About) -> Result<(), BackupError> {
        assert_eq!(told, &about());
        Ok(())
    }
    fn thing(&mut self, name: Name, size: u64, bytes: &mut dyn Read) -> Result<(), BackupError> {
        let mut kept = Vec::new();
        bytes.read_to_end(&mut kept)?;
        assert_eq!(kept.len() as u64, size);
        self.things.push((name, kept));
        Ok(())
    }
    fn absent(&mut self, name: Name, why: Absent) -> Result<(), BackupError> {
        self.absent.push((name, why));
        Ok(())
    }
}

fn checked(bytes: &[u8]) -> Result<Summary, BackupError> {
    verify(bytes, &root())
}

#[test]
fn what_is_written_is_read_whatever_its_size() {
    for database in [0, 1, BACKUP_CHUNK - 1024, BACKUP_CHUNK, 3 * BACKUP_CHUNK + 1] {
        let (bytes, mut kept) = (made(database, 9), Kept::default());
        assert_eq!((bytes.len() - BACKUP_HEADER) % SEALED_CHUNK, 0, "whole chunks only");
        let summary = read(&bytes[..], &root(), &mut kept).unwrap();
        assert_eq!((summary.files, summary.gone, summary.missing), (9, 1, 1));
        assert_eq!(summary.bytes, database as u64 + 36);
        assert_eq!(kept.things.len(), 10);
        assert_eq!(kept.things[0].1.len(), database);
        assert!((0..9).all(|n| kept.things[n as usize + 1] == (file(n), n.to_be_bytes().to_vec())));
        assert_eq!(kept.absent, [(file(u32::MAX - 1), Absent::Gone), (file(u32::MAX), Absent::Missing)]);
    }
}

#[test]
fn more_files_than_one_part_of_the_manifest_names() {
    assert_eq!(checked(&made(10, 9_001)).unwrap().files, 9_001);
}

#[test]
fn every_changed_byte_is_refused() {
    let whole = made(BACKUP_CHUNK, 2);
    let places = (0..BACKUP_HEADER).chain((BACKUP_HEADER..whole.len()).step_by(977)).chain([whole.len() - 1]);
    for at in places {
        let mut bad = whole.clone();
        bad[at] ^= 0x10;
        let error = checked(&bad).unwrap_err();
        let right = match at {
            0..8 => matches!(error, BackupError::Header(BackupHeaderError::NotABackup)),
            8..BACKUP_HEADER => matches!(error, BackupError::Header(BackupHeaderError::Damaged)),
            _ => {
                let chunk = (at - BACKUP_HEADER) / SEALED_CHUNK;
                matches!(error, BackupError::Chunk(ChunkError::Changed(n)) if n == chunk as u64)
            }
        };
        assert!(right, "byte {at}: {error}");
    }
}

#[test]
fn a_cut_file_is_said_to_be_cut() {
    let whole = made(3 * BACKUP_CHUNK, 2);
    for chunks in 1..(whole.len() - BACKUP_HEADER) / SEALED_CHUNK {
        let error = checked(&whole[..BACKUP_HEADER + chunks * SEALED_CHUNK]).unwrap_err();
        assert!(
            matches!(error, BackupError::Chunk(ChunkError::CutOff(n)) if n + 1 == chunks as u64),
            "{error}"
        );
    }
    for cut in [1, 15, 16, 17, SEALED_CHUNK - 1] {
        let error = checked(&whole[..whole.len() - cut]).unwrap_err();
        assert!(matches!(error, BackupError::Length), "{cut}: {error}");
    }
    for cut in 0..BACKUP_HEADER {
        assert!(matches!(checked(&whole[..cut]), Err(BackupError::Header(_))), "{cut}");
    }
    assert!(matches!(checked(&whole[..BACKUP_HEADER]), Err(BackupError::Length)));
}

#[test]
fn chunks_neither_move_nor_double_nor_go_on() {
    let whole = made(4 * BACKUP_CHUNK, 2);
    let (head, chunks) = whole.split_at(BACKUP_HEADER);
    let chunks: Vec<&[u8]> = chunks.chunks(SEALED_CHUNK).collect();
    let with = |order: &[usize]| -> Vec<u8> {
        let picked: Vec<&[u8]> = order.iter().map(|at| chunks[*at]).collect();
        [head, &picked.concat()].concat()
    };
    let last = chunks.len() - 1;
    let all: Vec<usize> = (0..=last).collect();
    assert!(checked(&with(&all)).is_ok());
    let mut swapped = all.clone();
    swapped.swap(1, 2);
    let doubled = [&all[..2], &all[1..]].concat();
    let left_out = [&all[..1], &all[2..]].concat();
    for bad in [swapped, doubled, left_out] {
        assert!(matches!(checked(&with(&bad)), Err(BackupError::Chunk(ChunkError::Changed(_)))), "{bad:?}");
    }
    let longer = [&all[..], &[last]].concat();
    let error = checked(&with(&longer)).unwrap_err();
    assert!(matches!(error, BackupError::Chunk(ChunkError::Continued(n)) if n == last as u64), "{error}");
}

#[test]
fn a_wrong_key_and_a_newer_format_are_told_apart() {
    let whole = made(10, 0);
    let other = verify(&whole[..], &RootKey::from_bytes([8; 32])).unwrap_err();
    assert!(matches!(other, BackupError::WrongRootKey(_)), "{other}");
    let mut newer = whole.clone();
    newer[8] = 2;
    newer.insert(9, 0);
    assert!(matches!(checked(&newer), Err(BackupError::Header(BackupHeaderError::Newer(2)))));
    assert!(matches!(
        checked(b"PK\x03\x04 something else"),
        Err(BackupError::Header(BackupHeaderError::NotABackup))
    ));
}

#[test]
fn files_out_of_order_or_that_change_are_refused() {
    let mut backwards = writer();
    backwards.add(Name::Database, 1, &b"d"[..]).unwrap();
    for number in [2, 1] {
        backwards.add(file(number), 1, &b"f"[..]).unwrap();
    }
    assert!(matches!(checked(&backwards.finish().unwrap().0), Err(BackupError::Form(_))));
    let mut headless = writer();
    headless.add(file(1), 1, &b"f"[..]).unwrap();
    assert!(matches!(checked(&headless.finish().unwrap().0), Err(BackupError::Form(_))));
    let shrunk = writer().add(Name::Database, 10, &b"short"[..]);
    assert!(matches!(shrunk, Err(BackupError::Changing(Name::Database))));
}

#[test]
fn no_two_backups_of_the_same_data_share_a_chunk() {
    let random = Random::system();
    let make = || {
        let mut writer = Writer::begin(Vec::new(), &root(), &random, Time::from_micros(5), &about()).unwrap();
        writer.add(Name::Database, 3, &b"abc"[..]).unwrap();
        writer.finish().unwrap().0
    };
    let (one, other) = (make(), make());
    assert_ne!(one[BACKUP_HEADER..], other[BACKUP_HEADER..]);
}

proptest! {
    #[test]
    fn anything_can_be_looked_at(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        crate::fuzzing::backup(&bytes);
    }

    #[test]
    fn what_begins_like_one_can_be_looked_at(
        start in prop::sample::select(vec!["TROTHBAK\u{1}", "held ", "gone files/eu4k7m2pqx/", "end 1 2\n", "files/../", "{\"made_at_us\":"]),
        rest in "\\PC{0,80}",
    ) {
        crate::fuzzing::backup(format!("{start}{rest}").as_bytes());
    }
}

#[test]
fn a_description_of_before_the_vault_was_told_reads_too() {
    let old = br#"{"made_at_us":5,"program":"0.1.0","schema":3,"vault":"ab","workspaces":["eu4k7m2pqx"]}"#;
    let read = crate::about::About::read(old).unwrap();
    assert!(read.keys.is_empty());
    let whole = String::from_utf8(about().to_bytes().unwrap()).unwrap();
    assert_eq!(About::read(whole.as_bytes()).unwrap(), about());
    for (right, wrong) in [
        ("\"generation\":9", "\"generation\":-9"),
        ("0505", "05"),
        ("eu4k7m2pqx\",\"generation", "EU\",\"generation"),
    ] {
        assert!(whole.contains(right), "{right}");
        assert!(About::read(whole.replacen(right, wrong, 1).as_bytes()).is_err(), "{wrong}");
    }
}
