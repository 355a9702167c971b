//! Pages of a list: how many rows, and after which row. A cursor is a place in a list, opaque to clients.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::conversations::Place;
use domain::limits;
use privacy::ids::{Company, Contact, Hex, Hold, Number};
use privacy::{Id, Time};

use super::error::Problem;
use super::given::Fields;
use super::query::Query;
use super::shapes::list::{Next, Pages};

/// How a list goes on.
const WALKED: &str = "Pages are walked with starting_after, as pages.next of the page before gives it.";

/// A row's place in a list, by what it is sorted by and an id.
pub(super) trait Cursor: Sized {
    /// Which list it is a place of.
    const LIST: u8;
    /// Writes the place.
    fn write(&self, to: &mut Vec<u8>);
    /// Reads the place back; `None` unless the bytes are exactly one.
    fn read(bytes: &[u8]) -> Option<Self>;
}

impl Cursor for (Time, Id<Contact>) {
    const LIST: u8 = b'c';

    fn write(&self, to: &mut Vec<u8>) {
        to.extend(self.0.micros().to_be_bytes());
        to.extend(self.1.raw().bytes());
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let (time, id) = bytes.split_first_chunk::<8>()?;
        let id: [u8; 12] = id.try_into().ok()?;
        Some((Time::from_micros(i64::from_be_bytes(*time)), Id::of(Hex::new(id))))
    }
}

impl Cursor for (Time, Id<Hold>) {
    const LIST: u8 = b'h';

    fn write(&self, to: &mut Vec<u8>) {
        to.extend(self.0.micros().to_be_bytes());
        to.extend(self.1.raw().bytes());
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let (time, id) = bytes.split_first_chunk::<8>()?;
        let id: [u8; 12] = id.try_into().ok()?;
        Some((Time::from_micros(i64::from_be_bytes(*time)), Id::of(Hex::new(id))))
    }
}

impl Cursor for (Time, Id<Company>) {
    const LIST: u8 = b'o';

    fn write(&self, to: &mut Vec<u8>) {
        to.extend(self.0.micros().to_be_bytes());
        to.extend(self.1.raw().bytes());
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let (time, id) = bytes.split_first_chunk::<8>()?;
        let id: [u8; 12] = id.try_into().ok()?;
        Some((Time::from_micros(i64::from_be_bytes(*time)), Id::of(Hex::new(id))))
    }
}

impl Cursor for Place {
    const LIST: u8 = b'v';

    fn write(&self, to: &mut Vec<u8>) {
        to.extend(self.value.to_be_bytes());
        to.extend(self.id.raw().get().to_be_bytes());
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let (value, id) = bytes.split_first_chunk::<8>()?;
        let id = Number::new(i64::from_be_bytes(id.try_into().ok()?))?;
        Some(Self { value: i64::from_be_bytes(*value), id: Id::of(id) })
    }
}

/// The page that a client asks for.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Page<C> {
    /// Rows on it, 1 to 150.
    pub(super) size: i64,
    /// Its number, from 1.
    pub(super) number: u32,
    /// The last row of the page before.
    pub(super) after: Option<C>,
}

impl<C: Cursor> Page<C> {
    /// Reads `per_page` and `starting_after`.
    pub(super) fn of(query: &Query, default: i64) -> Result<Self, Problem> {
        let size = match query.get("per_page") {
            None => default,
            Some(text) => per_page(text).ok_or_else(|| {
                Problem::invalid(
                    "per_page",
                    format!("per_page must be a whole number from 1 to {}.", limits::PAGE),
                )
            })?,
        };
        let Some(text) = query.get("starting_after") else {
            return match query.get("page") {
                None | Some("1") => Ok(Self { size, number: 1, after: None }),
                Some(_) => Err(Problem::invalid("page", WALKED)),
            };
        };
        let (number, after) = decode(text).ok_or_else(|| {
            Problem::invalid("starting_after", "starting_after must be as pages.next of this list gave it.")
        })?;
        Ok(Self { size, number, after: Some(after) })
    }

    /// Reads `pagination` in a body: `per_page` and `starting_after` stand in it.
    pub(super) fn given(fields: &mut Fields, default: i64) -> Result<Self, Problem> {
        let Some(mut pagination) = fields.object("pagination")?.value() else {
            return Ok(Self { size: default, number: 1, after: None });
        };
        let size = pagination.whole("per_page", limits::PAGE)?.value().unwrap_or(default);
        let named = pagination.name("starting_after");
        let page = pagination.id_text("page", 16)?.value();
        let Some(text) = pagination.text("starting_after", 64)?.value() else {
            if page.is_some_and(|page| page != "1") {
                return Err(Problem::invalid(pagination.name("page"), WALKED));
            }
            return Ok(Self { size, number: 1, after: None });
        };
        let (number, after) = decode(&text).ok_or_else(|| {
            let allowed = format!("{named} must be as pages.next of the same search gave it.");
            Problem::invalid(named.clone(), allowed)
        })?;
        Ok(Self { size, number, after: Some(after) })
    }

    /// How many rows to read: one more than shown tells whether a page follows.
    pub(super) const fn rows(&self) -> i64 {
        self.size + 1
    }

    /// Cuts the rows to the page and says where it stands in the list.
    pub(super) fn cut<T>(&self, rows: &mut Vec<T>, total: i64, place: impl Fn(&T) -> C) -> Pages {
        let size = usize::try_from(self.size).unwrap_or(usize::MAX);
        let more = rows.len() > size;
        rows.truncate(size);
        let next = rows.last().filter(|_| more).map(|last| Next {
            page: self.number.saturating_add(1),
            per_page: self.size,
            starting_after: encode(self.number.saturating_add(1), &place(last)),
        });
        let total_pages = total.max(0).saturating_add(self.size - 1) / self.size;
        Pages::of(self.number, self.size, total_pages, next)
    }
}

fn per_page(text: &str) -> Option<i64> {
    let digits = !text.is_empty() && text.len() <= 3 && text.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten().filter(|n| (1..=limits::PAGE).contains(n))
}

/// The text that stands for a place, beginning a page of that number.
pub(super) fn encode<C: Cursor>(page: u32, place: &C) -> String {
    let mut bytes = vec![C::LIST];
    bytes.extend(page.to_be_bytes());
    place.write(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The page's number and the place that a text stands for.
pub(super) fn decode<C: Cursor>(text: &str) -> Option<(u32, C)> {
    if text.len() > 64 {
        return None;
    }
    let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
    let rest = bytes.strip_prefix(&[C::LIST])?;
    let (page, place) = rest.split_first_chunk::<4>()?;
    let page = u32::from_be_bytes(*page);
    (page >= 2).then(|| C::read(place)).flatten().map(|place| (page, place))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::query;
    use super::*;

    type Contacts = Page<(Time, Id<Contact>)>;

    #[test]
    fn only_1_to_150_rows_fit_a_page() {
        for (text, rows) in [("1", 1), ("20", 20), ("150", 150), ("007", 7)] {
            assert_eq!(Contacts::of(&query::of(&[("per_page", text)]), 50).unwrap().size, rows);
        }
        for bad in ["-1", "0", "151", "abc", "1.5", "+5", " 5", "99999999999999999999", "１"] {
            let refused = Contacts::of(&query::of(&[("per_page", bad)]), 50).unwrap_err();
            assert_eq!(
                (refused.code, refused.field.as_deref()),
                ("parameter_invalid", Some("per_page")),
                "{bad}"
            );
            assert!(refused.message.contains("1 to 150"));
        }
    }

    #[test]
    fn a_cursor_belongs_to_its_list() {
        let place = Place { value: 5, id: Id::of(Number::new(7).unwrap()) };
        let cursor = encode(2, &place);
        assert_eq!(decode::<Place>(&cursor), Some((2, place)));
        assert_eq!(decode::<(Time, Id<Contact>)>(&cursor), None);
        assert_eq!(decode::<Place>(&encode(1, &place)), None, "the first page has no cursor");
        assert_eq!(decode::<Place>(&format!("{cursor}A")), None);
        assert_eq!(decode::<Place>(&format!("{cursor}=")), None);
    }

    #[test]
    fn a_page_tells_whether_another_follows() {
        let page = Contacts { size: 2, number: 1, after: None };
        let place = |n: &u8| (Time::from_micros(i64::from(*n)), Id::of(Hex::new([*n; 12])));
        let (mut three, mut two) = (vec![9, 8, 7], vec![9, 8]);
        let first = page.cut(&mut three, 3, place);
        assert_eq!((three.len(), first.total_pages), (2, 2));
        let next =
            Contacts::of(&query::of(&[("starting_after", &first.next.unwrap().starting_after)]), 2).unwrap();
        assert_eq!(next, Contacts { size: 2, number: 2, after: Some(place(&8)) });
        assert!(page.cut(&mut two, 2, place).next.is_none());
    }

    proptest! {
        #[test]
        fn whatever_is_read_as_a_cursor_is_written_the_same(text in "\\PC{0,70}|[A-Za-z0-9_-]{28}|[A-Za-z0-9_-]{34}") {
            if let Some((page, place)) = decode::<Place>(&text) { prop_assert_eq!(encode(page, &place), text.clone()); }
            if let Some((page, place)) = decode::<(Time, Id<Contact>)>(&text) { prop_assert_eq!(encode(page, &place), text); }
        }
    }
}
