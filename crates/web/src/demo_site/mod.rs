//! A small shop that stands for a customer's website: another site than the server's, with the messenger by one script tag.

mod view;

use axum::Router;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::{CONTENT_SECURITY_POLICY, REFERRER_POLICY};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;

pub use view::{DemoPage, ShopPage, demo_page};

use crate::app::App;
use crate::assets;
use crate::inbox::problem::Problem;
use crate::inbox::session::language;

/// What browsers do by themselves, as with most websites; the server's own pages tell nobody where one comes from.
const REFERRERS: &str = "strict-origin-when-cross-origin";

/// The shop's routes.
pub fn router() -> Router<App> {
    Router::new()
        .route("/", get(home))
        .route("/teapot", get(teapot))
        .route("/assets/{*name}", get(assets::serve))
}

async fn home(State(app): State<App>, headers: HeaderMap) -> Result<Response, Problem> {
    page(&app, &headers, ShopPage::Home)
}

async fn teapot(State(app): State<App>, headers: HeaderMap) -> Result<Response, Problem> {
    page(&app, &headers, ShopPage::Teapot)
}

fn page(app: &App, headers: &HeaderMap, page: ShopPage) -> Result<Response, Problem> {
    let demo = app.demo.as_ref().ok_or(Problem::NotFound)?;
    let page = DemoPage {
        language: language(headers),
        page,
        server_origin: demo.server_origin.clone(),
        app_id: demo.workspace.clone(),
    };
    let headers = [(CONTENT_SECURITY_POLICY, page.policy()), (REFERRER_POLICY, REFERRERS.to_owned())];
    Ok((headers, Html(demo_page(&page).into_string())).into_response())
}
