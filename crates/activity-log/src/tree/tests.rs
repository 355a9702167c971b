//! Against a naive tree made from RFC 6962's definition, and against another implementation's vectors.

use proptest::prelude::*;
use serde::Deserialize;

use super::*;
use crate::fuzzing;

/// RFC 6962 section 2.1, word for word.
fn naive_root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => empty_root(),
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(1 << (leaves.len() - 1).ilog2());
            node_hash(&naive_root(left), &naive_root(right))
        }
    }
}

fn leaves(count: usize) -> Vec<Hash> {
    (0..count).map(|n| leaf_hash(format!("entry {n}").as_bytes())).collect()
}

fn tiles_of(leaves: &[Hash]) -> (TileMap, Appender) {
    let (mut map, mut tree) = (TileMap::new(), Appender::new());
    for leaf in leaves {
        tree.push(*leaf).unwrap();
    }
    tree.take_tiles().into_iter().for_each(|(tile, bytes)| map.insert(tile, bytes));
    (map, tree)
}

#[derive(Deserialize)]
struct Vectors {
    entries: Vec<String>,
    roots: Vec<String>,
    inclusion: Vec<Inclusion>,
    consistency: Vec<Consistency>,
    large: Large,
}

#[derive(Deserialize)]
struct Inclusion {
    index: u64,
    size: u64,
    hashes: Vec<String>,
}

#[derive(Deserialize)]
struct Consistency {
    old: u64,
    new: u64,
    hashes: Vec<String>,
}

#[derive(Deserialize)]
struct Large {
    size: u64,
    root: String,
    tiles: std::collections::BTreeMap<String, String>,
    bundle: String,
}

fn vectors() -> Vectors {
    serde_json::from_str(include_str!("../../vectors/log.json")).unwrap()
}

fn hex(hash: &Hash) -> String {
    format!("{hash:?}")
}

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

#[test]
fn another_implementation_finds_the_same_roots_and_proofs() {
    let vectors = vectors();
    let all: Vec<Hash> = vectors.entries.iter().map(|entry| leaf_hash(&bytes(entry))).collect();
    let (map, _) = tiles_of(&all);
    for (size, root) in vectors.roots.iter().enumerate() {
        assert_eq!(hex(&naive_root(&all[..size])), *root);
        assert_eq!(hex(&tiles_of(&all[..size]).1.root()), *root);
    }
    for told in &vectors.inclusion {
        let proof = prove_inclusion(told.index, told.size, &map).unwrap();
        assert_eq!(proof.iter().map(hex).collect::<Vec<_>>(), told.hashes);
    }
    for told in &vectors.consistency {
        let proof = prove_consistency(told.old, told.new, &map).unwrap();
        assert_eq!(proof.iter().map(hex).collect::<Vec<_>>(), told.hashes);
    }
}

#[test]
fn another_implementation_makes_the_same_tiles() {
    let large = vectors().large;
    let count = usize::try_from(large.size).unwrap();
    let (map, tree) = tiles_of(&leaves(count));
    assert_eq!(hex(&tree.root()), large.root);
    let mine: Vec<Tile> = tree_tiles(large.size).collect();
    assert_eq!(mine.len(), large.tiles.len());
    for tile in mine {
        let hash = Hash::of(&map.read_tile(tile).unwrap());
        assert_eq!(large.tiles[&tile.path()], hex(&hash), "{}", tile.path());
    }
    let entries: Vec<String> = (256..512).map(|n| format!("entry {n}")).collect();
    let bundle = write_bundle(entries.iter().map(String::as_bytes)).unwrap();
    assert_eq!(hex(&Hash::of(&bundle)), large.bundle);
    assert_eq!(read_bundle(&bundle).unwrap(), entries.iter().map(String::as_bytes).collect::<Vec<_>>());
}

#[test]
fn paths_are_those_of_the_specification() {
    let path = |level, index, width| Tile { level, index, width }.path();
    assert_eq!(path(0, 1_234_067, 256), "tile/0/x001/x234/067");
    assert_eq!(path(1, 0, 17), "tile/1/000.p/17");
    assert_eq!(bundle_path(1_234_067, 9), "tile/entries/x001/x234/067.p/9");
    for bad in [
        "tile/0/1",
        "tile/0/x001/067/",
        "tile/00/067",
        "tile/0/x000/067",
        "tile/0/067.p/0",
        "tile/0/067.p/256",
        "tile/8/067",
        "tile/0/+67",
    ] {
        assert_eq!(Tile::of_path(bad), Err(TreeError::BadForm), "{bad}");
    }
    // The specification's example: 273 full tiles, then 112; one full, then 17; one.
    let all: Vec<Tile> = tree_tiles(70_000).collect();
    assert_eq!(all.len(), 274 + 2 + 1);
    assert_eq!(all[273].path(), "tile/0/273.p/112");
    assert_eq!(all[275].path(), "tile/1/001.p/17");
    assert_eq!(all[276].path(), "tile/2/000.p/1");
}

#[test]
fn tiles_that_are_not_right_are_refused() {
    let all = leaves(300);
    let (map, tree) = tiles_of(&all);
    let known = |map: &TileMap| Appender::open(300, tree.root(), map).map(|tree| tree.root());
    assert_eq!(known(&map), Ok(tree.root()));
    let last = Tile { level: 0, index: 1, width: 44 };
    for (bytes, told) in [
        (vec![0; 32 * 43], last.broken()),
        (vec![0; 32 * 44 + 1], last.broken()),
        (vec![0; 32 * 257], last.broken()),
        (vec![0; 32 * 44], TreeError::WrongRoot),
    ] {
        let mut damaged = map.clone();
        damaged.insert(last, bytes);
        assert_eq!(known(&damaged), Err(told));
    }
    assert_eq!(known(&TileMap::new()), Err(last.missing()));
    assert_eq!(prove_inclusion(300, 300, &map), Err(TreeError::OutOfRange));
    assert_eq!(prove_consistency(301, 300, &map), Err(TreeError::OutOfRange));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn roots_are_the_naive_ones_in_any_steps(sizes in proptest::collection::vec(0..700_usize, 1..5)) {
        let all = leaves(3000);
        let (mut map, mut size, mut root) = (TileMap::new(), 0, empty_root());
        for step in sizes {
            let mut tree = Appender::open(size as u64, root, &map).unwrap();
            for leaf in &all[size..size + step] {
                tree.push(*leaf).unwrap();
            }
            (size, root) = (size + step, tree.root());
            tree.take_tiles().into_iter().for_each(|(tile, bytes)| map.insert(tile, bytes));
            prop_assert_eq!(tree.take_tiles(), vec![]);
            prop_assert_eq!(root, naive_root(&all[..size]));
        }
        for tile in tree_tiles(size as u64) {
            prop_assert_eq!(map.read_tile(tile).unwrap().len(), 32 * usize::from(tile.width));
            prop_assert_eq!(Tile::of_path(&tile.path()), Ok(tile));
        }
    }

    #[test]
    fn proofs_hold_and_nothing_else_does(
        size in 1..700_u64, at in any::<prop::sample::Index>(), old in any::<prop::sample::Index>(),
        bit in 0..256_usize, which in any::<prop::sample::Index>(),
    ) {
        let all = leaves(700);
        let (map, _) = tiles_of(&all);
        let index = at.index(usize::try_from(size).unwrap()) as u64;
        let old = old.index(usize::try_from(size).unwrap() + 1) as u64;
        let root = |size: u64| naive_root(&all[..usize::try_from(size).unwrap()]);
        let leaf = all[usize::try_from(index).unwrap()];
        let flip = |proof: &[Hash]| {
            let mut bad = proof.to_vec();
            let place = which.index(bad.len());
            bad[place].0[bit / 8] ^= 1 << (bit % 8);
            bad
        };

        let proof = prove_inclusion(index, size, &map).unwrap();
        prop_assert_eq!(verify_inclusion(leaf, index, size, root(size), &proof), Ok(()));
        let whole = root(size);
        for n in 0..=size {
            prop_assert_eq!(verify_inclusion(leaf, n, size, whole, &proof).is_ok(), n == index);
        }
        let longer = [&proof[..], &[leaf]].concat();
        prop_assert_eq!(verify_inclusion(leaf, index, size, root(size), &longer), Err(TreeError::ProofLength));
        if let Some((_, shorter)) = proof.split_last() {
            prop_assert_eq!(verify_inclusion(leaf, index, size, root(size), shorter), Err(TreeError::ProofLength));
            prop_assert_eq!(verify_inclusion(leaf, index, size, root(size), &flip(&proof)), Err(TreeError::ProofFails));
        }

        let proof = prove_consistency(old, size, &map).unwrap();
        let check = |proof: &[Hash]| verify_consistency((old, root(old)), (size, root(size)), proof);
        prop_assert_eq!(check(&proof), Ok(()));
        prop_assert_eq!(check(&[&proof[..], &[leaf]].concat()), Err(TreeError::ProofLength));
        prop_assert!(verify_consistency((old, leaf_hash(b"x")), (size, root(size)), &proof).is_err());
        prop_assert!(verify_consistency((old, root(old)), (size, leaf_hash(b"x")), &proof).is_err() || old == 0);
        if !proof.is_empty() {
            prop_assert!(check(&flip(&proof)).is_err());
            prop_assert!(check(&proof[1..]).is_err());
        }
    }

    #[test]
    fn the_tiles_named_are_all_that_is_read(size in 1..70_000_u64, at in any::<u64>(), old in any::<u64>()) {
        struct Only(Vec<Tile>);
        impl ReadTiles for Only {
            fn read_tile(&self, tile: Tile) -> Option<Vec<u8>> {
                self.0.contains(&tile).then(|| vec![7; 32 * usize::from(tile.width)])
            }
        }
        let (index, old) = (at % size, old % (size + 1));
        let only = Only(inclusion_tiles(index, size).unwrap());
        prop_assert!(prove_inclusion(index, size, &only).is_ok());
        let only = Only(consistency_tiles(old, size).unwrap());
        prop_assert!(prove_consistency(old, size, &only).is_ok());
        let all: Vec<Tile> = tree_tiles(size).collect();
        prop_assert!(only.0.iter().all(|tile| all.contains(tile)));
    }

    #[test]
    fn stretches_left_out_give_the_same_root(size in 0..700_u64, cuts in proptest::collection::vec(0..700_u64, 0..6)) {
        let all = leaves(700);
        let mut cuts: Vec<u64> = cuts.into_iter().filter(|cut| *cut < size).chain([0, size]).collect();
        cuts.sort_unstable();
        let mut frontier = Frontier::new();
        for pair in cuts.windows(2) {
            for (level, index) in subtrees(pair[0], pair[1]) {
                let first = usize::try_from(index << level).unwrap();
                frontier.push(level, naive_root(&all[first..first + (1 << level)])).unwrap();
            }
        }
        prop_assert_eq!(frontier.size(), size);
        prop_assert_eq!(frontier.root(), naive_root(&all[..usize::try_from(size).unwrap()]));
    }

    #[test]
    fn whatever_is_read_is_written_the_same(noise in proptest::collection::vec(any::<u8>(), 0..200), path in "(tile/)?[0-9x/.p]{0,20}") {
        fuzzing::bundle(&noise);
        fuzzing::text(&path);
    }
}
