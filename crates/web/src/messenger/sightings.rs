//! On which websites a workspace's messenger was lately loaded: origins and minutes, in this server's memory only.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::http::{HeaderMap, header};
use privacy::ids::Workspace;
use privacy::{Id, Time};

use crate::edge::Origin;

/// Workspaces that are remembered at once; beyond it the ones seen longest ago are forgotten.
const WORKSPACES: usize = 10_000;
/// Websites of one workspace that are remembered.
const ORIGINS: usize = 8;
const MINUTE_MICROS: i64 = 60_000_000;

/// Of each workspace the websites and the minutes, newest first.
type Seen = HashMap<Id<Workspace>, Vec<(Origin, Time)>>;

/// What was seen.
#[derive(Default)]
pub struct Sightings(Mutex<Seen>);

impl Sightings {
    fn held(&self) -> MutexGuard<'_, Seen> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether something is remembered of the workspace.
    pub fn has(&self, workspace: Id<Workspace>) -> bool {
        self.held().contains_key(&workspace)
    }

    /// The messenger's script was asked for by a page of that origin. The time is kept to the minute.
    pub fn note(&self, workspace: Id<Workspace>, origin: Origin, now: Time) {
        let minute = Time::from_micros(now.micros().div_euclid(MINUTE_MICROS) * MINUTE_MICROS);
        let mut all = self.held();
        if all.len() >= WORKSPACES && !all.contains_key(&workspace) {
            let oldest = all.iter().min_by_key(|(_, seen)| seen.first().map(|(_, at)| at.micros()));
            let oldest = oldest.map(|(id, _)| *id);
            oldest.and_then(|id| all.remove(&id));
        }
        let seen = all.entry(workspace).or_default();
        seen.retain(|(known, _)| *known != origin);
        seen.insert(0, (origin, minute));
        seen.truncate(ORIGINS);
    }

    /// Where and when, newest first.
    pub fn of(&self, workspace: Id<Workspace>) -> Vec<(Origin, Time)> {
        self.held().get(&workspace).cloned().unwrap_or_default()
    }
}

impl std::fmt::Debug for Sightings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sightings(..)")
    }
}

/// The origin of the page that asks, as far as its `Referer` tells; never the page itself.
pub(super) fn asking(headers: &HeaderMap) -> Option<Origin> {
    let page = headers.get(header::REFERER)?.to_str().ok()?;
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
            all.note(one, origin(&format!("https://shop{number}.example")), now);
        }
        all.note(one, origin("https://shop19.example"), now);
        let seen = all.of(one);
        assert_eq!((seen.len(), seen[0].0.as_str()), (ORIGINS, "https://shop19.example"));
        assert_eq!(seen[0].1, Time::from_seconds(1_767_225_600), "to the minute");
        for _ in 0..WORKSPACES + 5 {
            all.note(id(), origin("https://a.example"), now.after(std::time::Duration::from_mins(5)));
        }
        assert!(all.of(one).is_empty() && all.held().len() == WORKSPACES);
    }
}
