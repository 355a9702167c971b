//! HTTP: what browsers and API clients are answered, and nothing that decides or stores.

pub mod app;
pub mod assets;
mod astray;
pub mod console;
pub mod demo_site;
pub mod edge;
mod exported;
pub mod files;
pub mod health;
pub mod inbox;
pub mod letters;
pub mod messenger;
pub mod metrics_page;
pub mod page;
mod refused;
pub mod rest_api;
mod told;
pub mod witnesses;
pub mod words;

use app::App;
use axum::Router;
use axum::extract::Request;
use axum::response::Response;
use axum::routing::get;
use edge::guard::{Allowance, around};
use tower::ServiceExt as _;

/// Everything that the server answers over TLS.
pub fn router(app: App) -> Router {
    let random = app.d.random.clone();
    let speak = || axum::middleware::from_fn(inbox::problem::speak);
    let pages = inbox::router()
        .merge(console::router())
        .method_not_allowed_fallback(astray::not_that_method)
        .layer(speak())
        .layer(axum::middleware::from_fn(edge::csrf::guard))
        .layer(axum::middleware::from_fn_with_state(app.clone(), inbox::session::turn))
        .layer(axum::middleware::from_fn_with_state(app.clone(), refused::enter));
    let open = Router::new()
        .merge(messenger::router(&app).layer(speak()))
        .route("/assets/{*name}", get(assets::serve))
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz));
    let api = files::router(app.clone()).merge(rest_api::router(app.clone()));
    around(pages.merge(open).with_state(app).merge(api), random, Allowance::default())
}

/// What the demo's plain loopback listener answers: the demo website on `localhost`, the server on 127.0.0.1.
pub fn demo_router(app: App) -> Router {
    let site = demo_site::router().with_state(app.clone());
    let site = around(site, app.d.random.clone(), Allowance::default());
    by_host(site, router(app))
}

fn by_host(site: Router, server: Router) -> Router {
    Router::new().fallback(move |request: Request| {
        let (site, server) = (site.clone(), server.clone());
        async move {
            let host = request.headers().get("host").and_then(|host| host.to_str().ok()).unwrap_or_default();
            let chosen = if host.starts_with("localhost") { site } else { server };
            let answer: Result<Response, std::convert::Infallible> = chosen.oneshot(request).await;
            answer.unwrap_or_else(|never| match never {})
        }
    })
}
