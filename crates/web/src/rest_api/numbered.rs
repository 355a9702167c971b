//! Pages that are found by their number.

use domain::limits;

use super::error::Problem;
use super::query::Query;
use super::shapes::activity_log::Numbered;

/// The page that a client asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Turned {
    /// Its number, from 1.
    pub(super) page: i64,
    /// Rows on it, 1 to 150.
    pub(super) size: i64,
}

impl Turned {
    /// Reads `page` and `per_page`.
    pub(super) fn of(query: &Query, default: i64) -> Result<Self, Problem> {
        let page = whole(query.get("page"), "page", 1, i64::from(u32::MAX))?;
        Ok(Self { page, size: whole(query.get("per_page"), "per_page", default, limits::PAGE)? })
    }

    /// How many rows come before it.
    pub(super) const fn skipped(self) -> i64 {
        (self.page - 1).saturating_mul(self.size)
    }

    /// Where it stands in a list of `total` rows; `base` is the list's address.
    pub(super) fn stands(self, total: i64, base: &str) -> Numbered {
        let pages = total.max(0).saturating_add(self.size - 1) / self.size;
        let mark = if base.contains('?') { '&' } else { '?' };
        let next =
            (self.page < pages).then(|| format!("{base}{mark}per_page={}&page={}", self.size, self.page + 1));
        Numbered::of(self.page, self.size, pages, next)
    }
}

fn whole(given: Option<&str>, name: &'static str, otherwise: i64, most: i64) -> Result<i64, Problem> {
    let Some(text) = given else { return Ok(otherwise) };
    let digits = text.len() <= 10 && text.bytes().all(|b| b.is_ascii_digit());
    let number = digits.then(|| text.parse().ok()).flatten().filter(|number| (1..=most).contains(number));
    number.ok_or_else(|| Problem::invalid(name, format!("{name} must be a whole number from 1 to {most}.")))
}

#[cfg(test)]
mod tests {
    use super::super::query;
    use super::*;

    #[test]
    fn a_page_has_a_number_and_a_size() {
        let of = |pairs: &[(&str, &str)]| Turned::of(&query::of(pairs), 50);
        assert_eq!(of(&[]), Ok(Turned { page: 1, size: 50 }));
        let third = of(&[("page", "3"), ("per_page", "20")]).unwrap();
        assert_eq!((third, third.skipped()), (Turned { page: 3, size: 20 }, 40));
        for bad in ["0", "-1", "151", "x", "1.0", "１"] {
            assert_eq!(of(&[("per_page", bad)]).unwrap_err().field.as_deref(), Some("per_page"), "{bad}");
        }
        assert!(of(&[("page", "99999999999")]).is_err());
    }
}
