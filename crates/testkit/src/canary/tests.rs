//! The scanner finds every form of every kind of value. The forms were written by Python's encoders
//! (`tests/forms.py`), so that the scanner's own encoders are not tested against themselves.

mod postgres;

use std::collections::BTreeMap;
use std::fs;

use super::{Canaries, CanaryError, Finder, Form, Hit, Layer};
use proptest::prelude::*;
use serde_json::Value;

fn table() -> Value {
    serde_json::from_str(include_str!("tests/forms.json")).unwrap()
}

fn values() -> BTreeMap<String, String> {
    serde_json::from_value(table()["values"].clone()).unwrap()
}

fn finder_of(names: impl Iterator<Item = String>) -> Finder {
    let values = values();
    names.fold(Canaries::new(), |canaries, name| canaries.plant(&name, &values[&name])).finder().unwrap()
}

/// Rows of the table: value's name, form, bytes.
fn rows(part: &str) -> Vec<(String, String, Vec<u8>)> {
    let text = |row: &Value, key: &str| row[key].as_str().unwrap().to_owned();
    let row = |row: &Value| (text(row, "value"), text(row, "form"), from_hex(&text(row, "hex")));
    table()[part].as_array().unwrap().iter().map(row).collect()
}

fn from_hex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

/// Bytes without meaning, the same for the same seed.
fn noise(seed: u32, len: usize) -> Vec<u8> {
    let mut state = seed | 1;
    std::iter::repeat_with(|| {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state.to_le_bytes()[1]
    })
    .take(len)
    .collect()
}

#[test]
fn every_form_of_every_kind_of_value_is_found_whole_amid_noise() {
    let finder = finder_of(values().into_keys());
    let mut missed = Vec::new();
    for (seed, (name, form, bytes)) in (1..).zip(rows("forms")) {
        // A tab before and behind: text in a file is not glued to other letters.
        let hay = [&noise(seed, 777), &b"\t"[..], &bytes, b"\t", &noise(seed + 1, 500)].concat();
        let hits = finder.scan_bytes(&hay);
        if !hits.iter().any(|hit| hit.name == name && hit.whole) {
            missed.push(format!("{name} as {form}: {hits:?}"));
        }
    }
    assert!(missed.is_empty(), "not found:\n{}", missed.join("\n"));
}

#[test]
fn raw_deflate_is_found_at_a_files_start() {
    let finder = finder_of(values().into_keys());
    for (name, _, bytes) in rows("at_start") {
        let hits = finder.scan_bytes(&bytes);
        assert!(
            hits.iter().any(|hit| hit.name == name && hit.layers == [Layer::Deflate]),
            "{name}: {hits:?}"
        );
    }
}

#[test]
fn one_value_is_not_reported_as_another() {
    let rows = rows("forms");
    for name in values().into_keys() {
        let others = finder_of(values().into_keys().filter(|other| *other != name));
        for (_, form, bytes) in rows.iter().filter(|row| row.0 == name) {
            assert_eq!(others.scan_bytes(bytes), [], "{name} as {form}");
        }
    }
}

#[test]
fn nothing_is_found_where_nothing_was_planted() {
    let finder = finder_of(values().into_keys());
    assert_eq!(finder.scan_bytes(&noise(7, 8 << 20)), []);
    let text = String::from_utf8_lossy(&noise(9, 1 << 20)).into_owned();
    assert_eq!(finder.scan_bytes(text.as_bytes()), []);
    assert_eq!(finder.scan_bytes(&vec![0; 1 << 20]), []);
    assert_eq!(finder.scan_bytes(&[]), []);
}

#[test]
fn zstd_is_unpacked() {
    let finder = finder_of(values().into_keys());
    for (name, value) in values() {
        let padded = format!("{}{value}{}", "lorem ipsum ".repeat(30), "dolor sit ".repeat(30));
        let level = ruzstd::encoding::CompressionLevel::Fastest;
        let packed = ruzstd::encoding::compress_to_vec(padded.as_bytes(), level);
        let hits = finder.scan_bytes(&[&noise(3, 100), &packed[..], &noise(4, 100)].concat());
        assert!(hits.iter().any(|hit| hit.name == name && hit.layers == [Layer::Zstd]), "{name}: {hits:?}");
    }
}

#[test]
fn a_value_cut_in_two_is_found_by_its_parts() {
    let text = "The patient called at nine and asked for the results of last week's blood test.";
    let finder = Canaries::new().plant("message", text).finder().unwrap();
    for cut in 24..text.len() - 24 {
        for part in [&text.as_bytes()[..cut], &text.as_bytes()[cut..]] {
            let hits = finder.scan_bytes(&[&noise(5, 90), part, &noise(6, 90)].concat());
            assert!(hits.iter().any(|hit| !hit.whole && hit.form == Form::Utf8), "cut at {cut}");
        }
    }
}

#[test]
fn a_finding_tells_where_what_and_how() {
    let finder = Canaries::new().plant("contact name", "Hanako Yamada").finder().unwrap();
    let hits = finder.scan_bytes(b"..Hanako Yamada..");
    let expected =
        Hit { offset: 2, name: "contact name".into(), form: Form::Utf8, whole: true, layers: vec![] };
    assert_eq!(hits, [expected]);
    assert_eq!(hits[0].to_string(), "at byte 2: contact name as UTF-8");
}

#[test]
fn folders_are_searched_through_with_their_names_and_links() {
    let folder = tempfile::tempdir().unwrap();
    let inner = folder.path().join("a/b");
    fs::create_dir_all(&inner).unwrap();
    fs::write(inner.join("open.bin"), [&noise(1, 5000), &b"Hanako Yamada"[..]].concat()).unwrap();
    fs::write(inner.join("hanako yamada.txt"), b"harmless").unwrap();
    std::os::unix::fs::symlink("/nowhere/Hanako Yamada", inner.join("link")).unwrap();
    fs::write(inner.join("clean"), noise(2, 5000)).unwrap();
    let finder = Canaries::new().plant("contact name", "Hanako Yamada").finder().unwrap();
    let report = finder.scan_path(folder.path()).unwrap();
    let found: Vec<String> = report.hits.iter().map(|found| found.hit.to_string()).collect();
    assert_eq!(
        found,
        [
            "at byte 0: contact name as UTF-8 in a file's name",
            "at byte 9: contact name as UTF-8 in a file's name",
            "at byte 5000: contact name as UTF-8",
        ]
    );
    assert_eq!((report.files, report.bytes), (3, 5013 + 8 + 5000));
    assert!(report.to_string().contains("open.bin"), "{report}");
    assert!(!report.to_string().contains("Hanako Yamada"), "a report shows labels only: {report}");
}

#[test]
fn a_folder_that_does_not_exist_is_an_error_and_not_clean() {
    let finder = Canaries::new().plant("contact name", "Hanako Yamada").finder().unwrap();
    let gone = tempfile::tempdir().unwrap().path().join("gone");
    assert_eq!(finder.scan_path(&gone).unwrap_err().kind(), std::io::ErrorKind::NotFound);
}

#[test]
fn values_that_chance_would_find_are_refused_by_label() {
    let refused = |value: &str| Canaries::new().plant("tag", value).finder().err().unwrap();
    assert_eq!(refused("short"), CanaryError::TooShort { name: "tag".into(), bytes: 5 });
    assert_eq!(refused("aaaaaaaaaaaa"), CanaryError::TooUniform { name: "tag".into(), different: 1 });
    assert_eq!(Canaries::new().finder().err(), Some(CanaryError::NothingPlanted));
    assert_eq!(
        refused("short").to_string(),
        "the planted tag has 5 bytes: plant at least 8, or chance would find it"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn any_value_is_found_at_any_place_in_any_bytes(
        value in "[A-Za-z0-9 .@あ-ん田-甲😀-😏]{8,40}",
        before in prop::collection::vec(any::<u8>(), 0..600),
        behind in prop::collection::vec(any::<u8>(), 0..600),
    ) {
        let Ok(finder) = Canaries::new().plant("value", &value).finder() else { return Ok(()) };
        let utf16: Vec<u8> = value.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let json = serde_json::to_string(&value).unwrap().trim_matches('"').as_bytes().to_vec();
        for (form, bytes) in [(Form::Utf8, value.as_bytes().to_vec()), (Form::Utf16Be, utf16), (Form::Utf8, json)] {
            let hits = finder.scan_bytes(&[&before[..], &bytes, &behind].concat());
            let found = hits.iter().any(|hit| {
                hit.whole && hit.layers.is_empty() && hit.form == form && hit.offset == before.len()
            });
            prop_assert!(found, "{form}: {hits:?}");
        }
    }

    #[test]
    fn bytes_that_are_no_text_are_found_too(
        value in prop::collection::vec(any::<u8>(), 24..80),
        before in prop::collection::vec(any::<u8>(), 0..300),
    ) {
        let finder = Canaries::new().plant_bytes("file", &value).finder();
        prop_assume!(finder.is_ok());
        let hits = finder.unwrap().scan_bytes(&[&before[..], &value].concat());
        prop_assert!(hits.iter().any(|hit| hit.whole && hit.offset == before.len()), "{hits:?}");
    }
}
