//! The messenger: the line for a website, whether it was seen there, which websites may show it, its looks and hours.

use axum::extract::{Query, Request, State};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::response::{Html, IntoResponse, Response};
use domain::mail;
use domain::workspaces::{self, Settings, SettingsError};
use privacy::access::act;
use serde::Deserialize;

use super::desk::{Asked, Desk};
use super::look;
use super::view::{LookForm, MessengerPage, Said, Section, Seen, messenger_page, seen_fragment};
use crate::app::App;
use crate::edge::{Origin, csp};
use crate::inbox::page_headers;
use crate::inbox::problem::Problem;
use crate::messenger::view::{Colour, FramePage, preview_page};
use crate::words::Language;

/// The most websites that may show one workspace's messenger.
const ORIGINS: usize = 50;

/// What was typed and is not saved.
struct Typed {
    origins: String,
    look: LookForm,
}

/// `GET /settings/messenger`
pub(super) async fn screen(State(app): State<App>, desk: Desk, Query(asked): Query<Asked>) -> Response {
    let said = (asked.done == "saved").then(|| Said::Good(desk.words().console.saved));
    let drawn = draw(&app, &desk, said, None).await;
    desk.or_problem(drawn)
}

async fn draw(app: &App, desk: &Desk, said: Option<Said>, typed: Option<Typed>) -> Result<Response, Problem> {
    desk.allowed::<act::ManageWorkspace>()?;
    let settings = &desk.shown.settings;
    let typed = typed.unwrap_or_else(|| shown(settings));
    let page = MessengerPage {
        version: desk.workspace.version,
        snippet: format!(
            "<script async src=\"{}/widget/{}\"></script>",
            app.browser_origin(),
            desk.workspace.id
        ),
        seen: seen(app, desk),
        now: app.d.now().micros(),
        origins: typed.origins,
        workspace: desk.shown.name.clone(),
        look: typed.look,
        mail_leaves: mail::is_set_up(&app.d, desk.workspace.id).await?,
    };
    let content = messenger_page(desk.who.language, desk.who.csrf.as_str(), &page);
    Ok(desk.draw_framing(Section::Messenger, said, &content))
}

/// What is set, as it is typed.
fn shown(settings: &Settings) -> Typed {
    Typed { origins: settings.allowed_origins.join("\n"), look: look::shown(settings) }
}

fn seen(app: &App, desk: &Desk) -> Vec<Seen> {
    let allowed = &desk.shown.settings.allowed_origins;
    let one = |(origin, at): (Origin, privacy::Time)| Seen {
        allowed: allowed.iter().any(|one| one == origin.as_str()),
        origin: origin.to_string(),
        at: at.micros(),
    };
    app.sightings().of(desk.workspace.id).into_iter().map(one).collect()
}

/// `GET /settings/messenger/seen`: the part of the page that its script asks for again.
pub(super) async fn seen_now(State(app): State<App>, desk: Desk) -> Response {
    let drawn = desk.allowed::<act::ManageWorkspace>().map(|_| {
        let markup = seen_fragment(desk.who.language, &seen(&app, &desk), app.d.now().micros());
        (page_headers(), Html(markup.into_string())).into_response()
    });
    desk.or_problem(drawn)
}

/// In which language the messenger is looked at.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Previewed {
    language: Option<String>,
}

/// `GET /settings/messenger/preview`: the messenger as it looks, framed by the console alone; nothing in it acts.
pub(super) async fn preview(desk: Desk, Query(asked): Query<Previewed>) -> Response {
    let drawn = desk.allowed::<act::ManageWorkspace>().map(|_| {
        let settings = &desk.shown.settings;
        let typed = asked.language.as_deref().and_then(|given| look::language(given).ok());
        let fixed = typed.unwrap_or(settings.messenger.language);
        let page = FramePage {
            app_id: desk.workspace.id.to_string(),
            workspace_name: desk.shown.name.clone(),
            greeting: Some(settings.greeting.clone()).filter(|greeting| !greeting.is_empty()),
            messenger: settings.messenger.clone(),
            colour: Colour::parse(&settings.colour),
            language: fixed.map_or(desk.who.language, Language::of),
        };
        ([(CONTENT_SECURITY_POLICY, csp::framed_here())], Html(preview_page(&page).into_string()))
            .into_response()
    });
    desk.or_problem(drawn)
}

/// The origins of the lines, each once; `None` if one is none, or there are too many.
fn read(typed: &str) -> Option<Vec<String>> {
    let lines = typed.lines().map(str::trim).filter(|line| !line.is_empty());
    let mut origins: Vec<String> = Vec::new();
    for line in lines {
        let origin = Origin::parse(line.strip_suffix('/').unwrap_or(line)).ok()?.to_string();
        // The grammar of policies has no IPv6 addresses.
        if origin.contains('[') || origins.len() >= ORIGINS {
            return None;
        }
        if !origins.contains(&origin) {
            origins.push(origin);
        }
    }
    Some(origins)
}

/// `POST /settings/messenger/look`: all of the page is one form, so that saving a part of it loses no other.
pub(super) async fn save(
    State(app): State<App>,
    desk: Desk,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let saved = do_save(&app, &desk, &headers, request).await;
    desk.or_problem(saved)
}

async fn do_save(app: &App, desk: &Desk, headers: &HeaderMap, request: Request) -> Result<Response, Problem> {
    let workspace = desk.allowed::<act::ManageWorkspace>()?;
    let form = desk.form(headers, request).await?;
    let origins = form.text("origins").map(str::to_owned);
    let typed = Typed {
        origins: origins.unwrap_or_else(|| shown(&desk.shown.settings).origins),
        look: look::typed(&form),
    };
    let say = match settings(desk, &typed) {
        Err(say) => say,
        Ok(_) if !desk.is_current(&form) => desk.words().console.meanwhile_typed,
        Ok(settings) => match workspaces::change_settings(&app.d, &workspace, settings).await {
            Ok(()) => return Ok(desk.back(Section::Messenger, Ok("saved"))),
            Err(SettingsError::ChangedMeanwhile) => desk.words().console.meanwhile_typed,
            Err(SettingsError::Messenger(bad)) => return Err(Problem::Bad(bad.to_string())),
            Err(SettingsError::Trouble(trouble)) => return Err(trouble.into()),
        },
    };
    draw(app, desk, Some(Said::Bad(say)), Some(typed)).await
}

/// The settings with what was typed, or the sentence that says what is wrong with it.
fn settings(desk: &Desk, typed: &Typed) -> Result<Settings, &'static str> {
    let allowed_origins = read(&typed.origins).ok_or(desk.words().installing.bad_origin)?;
    let settings = Settings { allowed_origins, ..desk.shown.settings.clone() };
    look::with(settings, &typed.look, desk.words())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_origins_each_once() {
        let read = |text| read(text).map(|origins| origins.join(","));
        assert_eq!(
            read(" https://Shop.example/ \n\nhttps://shop.example\nhttp://localhost:3000").as_deref(),
            Some("https://shop.example,http://localhost:3000")
        );
        assert_eq!(read("").as_deref(), Some(""));
        for bad in [
            "*",
            "https://*.example",
            "http://shop.example",
            "https://shop.example/cart",
            "https://[::1]",
            "x",
        ] {
            assert_eq!(read(bad), None, "{bad}");
        }
        let many: Vec<String> = (0..51).map(|number| format!("https://shop{number}.example")).collect();
        assert_eq!(read(&many.join("\n")), None);
    }
}
