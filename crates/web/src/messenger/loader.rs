//! What a website gets before anybody clicks: one script.

use std::sync::LazyLock;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;
use domain::contacts::Language as Known;
use privacy::Id;
use privacy::ids::Workspace;

use super::frame::{is_own, shown};
use super::sightings::asking;
use crate::app::App;
use crate::assets::{self, Sent};
use crate::edge::Peer;
use crate::edge::rate::Kind;
use crate::inbox::problem::Problem;

const NAME: &str = "widget/loader.js";
/// How the script ends: the language that a workspace's messenger is fixed in takes the place of `null`.
const CALL: &str = "})(null);";

/// The script for each language that a messenger may be fixed in, and for those that are fixed in none.
static SCRIPTS: LazyLock<Vec<(Option<Known>, Sent)>> = LazyLock::new(|| {
    let languages = [None, Some(Known::English), Some(Known::Japanese)];
    languages.into_iter().filter_map(|language| Some((language, script(language)?))).collect()
});

fn script(language: Option<Known>) -> Option<Sent> {
    let mut asset = assets::find(NAME)?;
    if let Some(code) = language.map(Known::code) {
        let text = String::from_utf8_lossy(&asset.bytes).replace(CALL, &format!("}})(\"{code}\");"));
        asset.version = format!("{}-{code}", asset.version);
        asset.bytes = text.into_bytes().into();
    }
    Some(Sent::new(asset))
}

/// `GET /widget/{app_id}`: the same script for every workspace but for its messenger's language; it reads the id from its own
/// address.
pub(super) async fn loader(
    State(app): State<App>,
    Path(app_id): Path<String>,
    peer: Option<axum::Extension<Peer>>,
    asked: HeaderMap,
) -> Result<Response, Problem> {
    let id: Id<Workspace> = app_id.parse().map_err(|_| Problem::NotFound)?;
    let within = |kind| peer.as_ref().is_none_or(|peer| app.rates.check_address(kind, peer.0.0).allowed);
    let settings =
        if within(Kind::Loader) { shown(&app, &app_id).await.ok().map(|shown| shown.settings) } else { None };
    if let (Some(settings), Some(origin)) = (&settings, asking(&asked))
        && within(Kind::Sighting)
    {
        let own = is_own(settings, &origin);
        app.sightings().note(id, origin, own, app.d.now());
    }
    // What was served without a look at the settings is not kept: it may speak the wrong language.
    let keep = if settings.is_some() { "public, max-age=300" } else { "no-cache" };
    let language = settings.and_then(|settings| settings.messenger.language);
    let found = SCRIPTS.iter().find(|(fixed, _)| *fixed == language);
    let (_, script) = found.ok_or(Problem::NotFound)?;
    let mut response = script.answer(keep, &asked);
    response.headers_mut().insert("cross-origin-resource-policy", HeaderValue::from_static("cross-origin"));
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_has_a_script_that_differs_in_nothing_else() {
        let text = |language| String::from_utf8(script(language).unwrap().asset.bytes.into_owned()).unwrap();
        let free = text(None);
        assert_eq!(free.matches(CALL).count(), 1);
        assert_eq!(SCRIPTS.len(), 3);
        for (language, sent) in SCRIPTS.iter() {
            let Some(code) = language.map(Known::code) else { continue };
            let fixed = text(*language);
            assert!(fixed != free && fixed.replace(&format!("}})(\"{code}\");"), CALL) == free, "{code}");
            assert_ne!(sent.asset.version, script(None).unwrap().asset.version);
        }
    }

    #[test]
    fn what_a_page_loads_before_the_first_click_stays_small() {
        // As it is sent: 40 kB are the most that a messenger may cost a page by then.
        assert!(SCRIPTS.iter().all(|(_, sent)| sent.packed.as_ref().unwrap().len() < 8 * 1024));
    }
}
