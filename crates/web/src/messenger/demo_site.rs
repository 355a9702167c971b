//! The demo's website: a small shop that includes the messenger by one script tag.

use axum::extract::{Path, State};
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use crate::app::App;
use crate::assets;
use crate::edge::csp;
use crate::inbox::problem::Problem;

/// `GET /` and its few files: the page with the script tag's addresses filled in.
pub(super) async fn page(State(app): State<App>, page: Option<Path<String>>) -> Result<Response, Problem> {
    let demo = app.demo.as_ref().ok_or(Problem::NotFound)?;
    let name = page.map_or_else(|| "index.html".to_owned(), |Path(page)| page);
    let asset = assets::find(&format!("demo-site/{name}")).ok_or(Problem::NotFound)?;
    let policy = csp::demo_site(&demo.server_origin).map_err(|_| Problem::NotFound)?;
    let headers =
        [(CONTENT_SECURITY_POLICY, policy), (CONTENT_TYPE, HeaderValue::from_static(asset.media_type))];
    if !name.ends_with(".html") {
        return Ok((headers, asset.bytes).into_response());
    }
    let text = String::from_utf8_lossy(&asset.bytes)
        .replace("{{server}}", &demo.server_origin)
        .replace("{{workspace}}", &demo.workspace);
    Ok((headers, text).into_response())
}
