//! What a website gets before anybody clicks: one script.

use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use domain::contacts::Language as Known;
use privacy::Id;
use privacy::ids::Workspace;
use serde_json::json;

use super::frame::{is_own, shown};
use super::sightings::asking;
use super::view::Colour;
use crate::app::App;
use crate::assets::{self, Asset, Sent};
use crate::edge::Peer;
use crate::edge::rate::Kind;
use crate::inbox::problem::Problem;

const NAME: &str = "widget/loader.js";
/// How the script ends: the workspace's own take the places of `null`.
const CALL: &str = "})(null, null);";
/// So many scripts are kept compressed.
const KEPT: usize = 256;

/// What a page gets whose address names no workspace: with a status of 404, browsers would not run it.
const NOBODYS: &str = "console.warn(\"Troth: the messenger's address names no workspace of this server. Settings, Messenger has the line for your website.\");\n";

/// What tells one workspace's script from another's: the language that its messenger is fixed in, and its colour.
type Own = (Option<Known>, Option<Colour>);

static SCRIPTS: Mutex<Vec<(Own, Arc<Sent>)>> = Mutex::new(Vec::new());

fn script(own: Own) -> Option<Arc<Sent>> {
    let mut kept = SCRIPTS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, sent)) = kept.iter().find(|(other, _)| *other == own) {
        return Some(Arc::clone(sent));
    }
    let sent = Arc::new(Sent::new(written(own)?));
    if kept.len() >= KEPT {
        kept.clear();
    }
    kept.push((own, Arc::clone(&sent)));
    Some(sent)
}

fn written((language, colour): Own) -> Option<Asset> {
    let mut asset = assets::find(NAME)?;
    let text = String::from_utf8_lossy(&asset.bytes).replace(CALL, &call((language, colour)));
    let (code, colour) = (language.map_or("", Known::code), colour.map(Colour::css).unwrap_or_default());
    asset.version = format!("{}-{code}-{}", asset.version, colour.trim_start_matches('#'));
    asset.bytes = text.into_bytes().into();
    Some(asset)
}

fn call((language, colour): Own) -> String {
    let (language, colour) = (json!(language.map(Known::code)), json!(colour.map(Colour::css)));
    format!("}})({language}, {colour});")
}

/// `GET /widget/{app_id}`: the same script for every workspace but for its messenger's language and colour; it reads the id from
/// its own address.
pub(super) async fn loader(
    State(app): State<App>,
    Path(app_id): Path<String>,
    peer: Option<axum::Extension<Peer>>,
    asked: HeaderMap,
) -> Result<Response, Problem> {
    let Ok(id) = app_id.parse::<Id<Workspace>>() else { return Ok(nobodys()) };
    let within = |kind| peer.as_ref().is_none_or(|peer| app.rates.check_address(kind, peer.0.0).allowed);
    let shown = if within(Kind::Loader) { Some(shown(&app, &app_id).await) } else { None };
    if matches!(shown, Some(Err(Problem::NotFound))) {
        return Ok(nobodys());
    }
    let settings = shown.and_then(Result::ok).map(|shown| shown.settings);
    if let (Some(settings), Some(origin)) = (&settings, asking(&asked))
        && within(Kind::Sighting)
    {
        let own = is_own(settings, &origin);
        app.sightings().note(id, origin, own, app.d.now());
    }
    // What was served without a look at the settings is not kept: it may speak the wrong language, in the wrong colour.
    let keep = if settings.is_some() { "public, max-age=300" } else { "no-cache" };
    let own = settings.map(|settings| (settings.messenger.language, Colour::parse(&settings.colour)));
    let script = script(own.unwrap_or_default()).ok_or(Problem::NotFound)?;
    Ok(for_any_site(script.answer(keep, &asked)))
}

fn nobodys() -> Response {
    let kind = (CONTENT_TYPE, "text/javascript; charset=utf-8");
    for_any_site(([kind, (CACHE_CONTROL, "no-cache")], NOBODYS).into_response())
}

fn for_any_site(mut response: Response) -> Response {
    response.headers_mut().insert("cross-origin-resource-policy", HeaderValue::from_static("cross-origin"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_and_colour_has_a_script_that_differs_in_nothing_else() {
        let text = |own| String::from_utf8(script(own).unwrap().asset.bytes.to_vec()).unwrap();
        let plain = String::from_utf8(assets::find(NAME).unwrap().bytes.into_owned()).unwrap();
        assert_eq!(plain.matches(CALL).count(), 1);
        assert_eq!(call((None, None)), CALL);
        assert_eq!(call((Some(Known::Japanese), Some(Colour(255, 128, 0)))), "})(\"ja\", \"#ff8000\");");
        let mut versions = std::collections::HashSet::new();
        for language in [None, Some(Known::English), Some(Known::Japanese)] {
            for colour in [None, Some(Colour(0, 0, 0)), Some(Colour(255, 128, 0))] {
                let own = (language, colour);
                assert_eq!(text(own).replace(&call(own), CALL), plain);
                assert!(versions.insert(script(own).unwrap().asset.version.clone()));
            }
        }
    }

    #[test]
    fn no_more_scripts_are_kept_than_may_be() {
        for blue in 0..=u8::MAX {
            script((None, Some(Colour(1, 2, blue)))).unwrap();
            script((None, Some(Colour(3, 4, blue)))).unwrap();
        }
        assert!(SCRIPTS.lock().unwrap().len() <= KEPT);
    }

    #[test]
    fn what_a_page_loads_before_the_first_click_stays_small() {
        // As it is sent: 40 kB are the most that a messenger may cost a page by then.
        let sent = script((Some(Known::Japanese), Some(Colour(255, 128, 0)))).unwrap();
        assert!(sent.packed.as_ref().unwrap().len() < 9 * 1024);
    }
}
