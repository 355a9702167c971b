//! The sealing of backups: the vector of another implementation. Damage is tested where whole files are: in `backup`.

use serde::Deserialize;

use crate::keys::backup::{BACKUP_CHUNK, BackupOpener, BackupSealer, ChunkError, backup_key};
use crate::keys::{BackupHeader, RootKey};
use crate::secret::Digest;

#[derive(Deserialize)]
struct Vectors {
    backup: Vector,
}

#[derive(Deserialize)]
struct Vector {
    root_key: String,
    header: String,
    key: String,
    made_at_us: i64,
    chunks: Vec<Chunk>,
}

#[derive(Deserialize)]
struct Chunk {
    sha256: String,
    tag: String,
}

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

#[test]
fn backups_are_sealed_the_same() {
    let v: Vectors = serde_json::from_str(include_str!("../../../vectors/keys.json")).unwrap();
    let v = v.backup;
    let root = RootKey::from_bytes(bytes(&v.root_key).try_into().unwrap());
    let header = BackupHeader::read(&bytes(&v.header)).unwrap();
    assert_eq!((header.made_at().micros(), header.fingerprint()), (v.made_at_us, root.fingerprint()));
    assert_eq!(backup_key(&root, &header)[..], bytes(&v.key));
    let (mut sealer, mut opener) =
        (BackupSealer::over(&root, &header), BackupOpener::new(&root, &header).unwrap());
    for (number, right) in v.chunks.iter().enumerate() {
        let (mut chunk, last) = (vec![0; BACKUP_CHUNK], number + 1 == v.chunks.len());
        sealer.seal(&mut chunk, last).unwrap();
        assert_eq!(Digest::of(&chunk).as_bytes()[..], bytes(&right.sha256));
        assert!(chunk.ends_with(&bytes(&right.tag)));
        let mut plain = vec![1; BACKUP_CHUNK];
        opener.open(&chunk, last, &mut plain).unwrap();
        assert!(plain.iter().all(|byte| *byte == 0));
    }
    assert_eq!(sealer.seal(&mut vec![0; 5], true), Err(ChunkError::Refused(2)));
}
