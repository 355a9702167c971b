//! On which websites a workspace's messenger was lately loaded: origins and minutes, in this server's memory only.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::http::{HeaderMap, header};
use privacy::ids::Workspace;
use privacy::{Id, Time};

use crate::edge::Origin;

/// Workspaces that are remembered at once; beyond it the ones seen longest ago are forgotten.
const WORKSPACES: usize = 10_000;
/// Websites of one workspace that may show its messenger: as many as a workspace may allow.
const OWN: usize = 50;
/// Others that are remembered. Anybody can claim to be any number of them: they displace one another and nothing else.
const OTHERS: usize = 8;
const MINUTE_MICROS: i64 = 60_000_000;

/// The websites of one workspace and the minutes, newest first.
#[derive(Default)]
struct Seen {
    own: Vec<(Origin, Time)>,
    others: Vec<(Origin, Time)>,
}

impl Seen {
    fn note(&mut self, origin: Origin, own: bool, minute: Time) {
        self.own.retain(|(known, _)| *known != origin);
        self.others.retain(|(known, _)| *known != origin);
        let (list, most) = if own { (&mut self.own, OWN) } else { (&mut self.others, OTHERS) };
        list.insert(0, (origin, minute));
        list.truncate(most);
    }

    fn last(&self) -> i64 {
        self.own.iter().chain(&self.others).map(|(_, at)| at.micros()).max().unwrap_or(i64::MIN)
    }
}

/// What was seen.
#[derive(Default)]
pub struct Sightings(Mutex<HashMap<Id<Workspace>, Seen>>);

impl Sightings {
    fn held(&self) -> MutexGuard<'_, HashMap<Id<Workspace>, Seen>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The messenger's script was asked for by a page of that origin; `own` where the workspace allows it. The time is kept
    /// to the minute.
    pub fn note(&self, workspace: Id<Workspace>, origin: Origin, own: bool, now: Time) {
        let minute = Time::from_micros(now.micros().div_euclid(MINUTE_MICROS) * MINUTE_MICROS);
        let mut all = self.held();
        if all.len() >= WORKSPACES && !all.contains_key(&workspace) {
            let oldest = all.iter().min_by_key(|(_, seen)| seen.last()).map(|(id, _)| *id);
            oldest.and_then(|id| all.remove(&id));
        }
        all.entry(workspace).or_default().note(origin, own, minute);
    }

    /// Where and when, newest first.
    pub fn of(&self, workspace: Id<Workspace>) -> Vec<(Origin, Time)> {
        let all = self.held();
        let Some(seen) = all.get(&workspace) else { return Vec::new() };
        let mut both: Vec<_> = seen.own.iter().chain(&seen.others).cloned().collect();
        both.sort_by_key(|(_, at)| std::cmp::Reverse(at.micros()));
        both
    }
}

impl std::fmt::Debug for Sightings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sightings(..)")
    }
}

/// The origin of the page that asks, as far as its `Referer` tells; never the page itself.
pub(super) fn asking(headers: &HeaderMap) -> Option<Origin> {
    origin_of(headers.get(header::REFERER)?.to_str().ok()?)
}

/// The origin of a page's address.
pub(super) fn origin_of(page: &str) -> Option<Origin> {
    let (scheme, rest) = page.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next()?;
    Origin::parse(&format!("{scheme}://{host}")).ok()
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn origin(text: &str) -> Origin {
        Origin::parse(text).unwrap()
    }

    #[test]
    fn only_the_origin_of_a_page_is_taken() {
        let from = |page: &str| {
            let headers = HeaderMap::from_iter([(header::REFERER, HeaderValue::from_str(page).unwrap())]);
            asking(&headers).map(|origin| origin.to_string())
        };
        assert_eq!(from("https://Shop.example/cart?name=Ada#x").as_deref(), Some("https://shop.example"));
        assert_eq!(from("http://localhost:3000/").as_deref(), Some("http://localhost:3000"));
        for bad in ["", "shop.example", "http://shop.example/", "https://user@shop.example/", "about:blank"] {
            assert_eq!(from(bad), None, "{bad}");
        }
    }

    #[test]
    fn what_is_remembered_is_coarse_and_bounded() {
        let (all, random) = (Sightings::default(), privacy::Random::seeded(5));
        let id = || Id::<Workspace>::fresh(&random, privacy::Region::Eu);
        let (one, now) = (id(), Time::from_seconds(1_767_225_659));
        for number in 0..20 {
            all.note(one, origin(&format!("https://shop{number}.example")), false, now);
        }
        all.note(one, origin("https://shop19.example"), false, now);
        let seen = all.of(one);
        assert_eq!((seen.len(), seen[0].0.as_str()), (OTHERS, "https://shop19.example"));
        assert_eq!(seen[0].1, Time::from_seconds(1_767_225_600), "to the minute");
        for _ in 0..WORKSPACES + 5 {
            all.note(id(), origin("https://a.example"), true, now.after(std::time::Duration::from_mins(5)));
        }
        assert!(all.of(one).is_empty() && all.held().len() == WORKSPACES);
    }

    #[test]
    fn whoever_claims_to_be_many_websites_displaces_none_of_the_allowed() {
        let (all, random) = (Sightings::default(), privacy::Random::seeded(5));
        let one = Id::<Workspace>::fresh(&random, privacy::Region::Eu);
        let at = |minute: u64| Time::from_seconds(0).after(std::time::Duration::from_mins(minute));
        for number in 0..OWN {
            all.note(one, origin(&format!("https://own{number}.example")), true, at(1));
        }
        for number in 0..1000 {
            all.note(one, origin(&format!("https://stranger{number}.example")), false, at(2));
        }
        let seen = all.of(one);
        let own = seen.iter().filter(|(origin, _)| origin.as_str().starts_with("https://own")).count();
        assert_eq!((own, seen.len()), (OWN, OWN + OTHERS));
        assert_eq!(seen[0].0.as_str(), "https://stranger999.example", "newest first");
        all.note(one, origin("https://stranger999.example"), true, at(3));
        assert_eq!(
            all.of(one).iter().filter(|(origin, _)| origin.as_str() == "https://stranger999.example").count(),
            1
        );
    }
}
