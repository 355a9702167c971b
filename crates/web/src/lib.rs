//! HTTP: what browsers and API clients are answered, and nothing that decides or stores.

pub mod app;
pub mod assets;
pub mod demo_site;
pub mod edge;
pub mod files;
pub mod health;
pub mod inbox;
pub mod messenger;
pub mod page;
pub mod rest_api;
pub mod words;

use app::App;
use axum::Router;
use axum::routing::get;

/// Everything that the server answers over TLS.
pub fn router(app: App) -> Router {
    let pages = inbox::router().layer(axum::middleware::from_fn(edge::csrf::guard));
    let open = Router::new()
        .merge(messenger::router())
        .route("/assets/{*name}", get(assets::serve))
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz));
    let both = pages
        .merge(open)
        .with_state(app.clone())
        .merge(files::router(app.clone()))
        .merge(rest_api::router(app));
    edge::layers(both)
}

/// What the demo's plain loopback listener answers: the server on 127.0.0.1, the demo website on localhost.
pub fn demo_router(app: App) -> Router {
    let site = edge::layers(demo_site::router().with_state(app.clone()));
    edge::serve::by_host(router(app), site)
}
