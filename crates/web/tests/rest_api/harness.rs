//! A server without a socket, and its client.

use std::time::Duration;

use crate::seed::{self, Seeded};
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode};
use domain::Deployment;
use domain::attachments::Files;
use http_body_util::BodyExt as _;
use privacy::keys::RootKey;
use privacy::{Clock, Random, Time};
use serde_json::Value;
use store::vault::Vault;
use store::{Options, Store};
use tempfile::TempDir;
use testkit::engines::Place;
use tower::ServiceExt as _;
use web::app::{App, Parts};
use web::edge::rate::Rates;

/// A server on one engine; its data goes when it does.
pub(crate) struct Server {
    pub(crate) d: Deployment,
    pub(crate) router: Router,
    _place: Place,
    _files: TempDir,
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Vec<u8>,
}

/// 2026-01-01, where the tests' clock stands.
pub(crate) const START: Time = Time::from_seconds(1_767_225_600);
pub(crate) const ORIGIN: &str = "https://desk.example:8443";

/// Makes of `name(server)` the tests `name::embedded` and `name::postgres`.
#[macro_export]
macro_rules! both {
    ($name:ident) => {
        mod $name {
            testkit::on_both_engines! {
                async fn api(place: Place) {
                    let server = $crate::harness::Server::start(place, store::Options::default()).await;
                    super::super::$name(server).await;
                }
            }
        }
    };
}

impl Server {
    /// A server at a fresh place, with rates that no test meets by accident.
    pub(crate) async fn start(place: Place, options: Options) -> Self {
        let (clock, random) = (Clock::manual(START), Random::system());
        let store = Store::open(place.store_address(), options).await.unwrap();
        let vault = Vault::open(place.vault_address(), &RootKey::create(&random), &random).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let files = Files::in_folder(folder.path()).unwrap();
        let d = Deployment::new(store, vault, files, clock, random);
        let router = router(&d, 10_000);
        Self { d, router, _place: place, _files: folder }
    }

    /// The same server with so many times the rates of one.
    pub(crate) fn with_rates(self, multiplier: u32) -> Self {
        Self { router: router(&self.d, multiplier), ..self }
    }

    /// Sends a request as it is.
    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes().to_vec();
        Answer { status: parts.status, headers: parts.headers, bytes }
    }

    pub(crate) async fn get(&self, token: &str, path: &str) -> Answer {
        self.send(request(Method::GET, token, path).body(Body::empty()).unwrap()).await
    }

    pub(crate) async fn post(&self, token: &str, path: &str, body: Value) -> Answer {
        self.send(request(Method::POST, token, path).body(Body::from(body.to_string())).unwrap()).await
    }

    pub(crate) async fn put(&self, token: &str, path: &str, body: Value) -> Answer {
        self.send(request(Method::PUT, token, path).body(Body::from(body.to_string())).unwrap()).await
    }

    /// A new workspace with a token.
    pub(crate) async fn workspace(&self) -> Seeded {
        seed::workspace(&self.d).await.unwrap()
    }

    /// Moves the clock on.
    pub(crate) fn pass(&self, seconds: u64) {
        self.d.clock.advance(Duration::from_secs(seconds));
    }

    /// A new contact's id.
    pub(crate) async fn contact(&self, token: &str, body: Value) -> String {
        self.post(token, "/contacts", body).await.ok()["id"].as_str().unwrap().to_owned()
    }

    /// A new conversation's id.
    pub(crate) async fn conversation(&self, token: &str, contact: &str, text: &str) -> String {
        let body = serde_json::json!({ "from": { "type": "user", "id": contact }, "body": text });
        self.post(token, "/conversations", body).await.ok()["conversation_id"].as_str().unwrap().to_owned()
    }
}

fn router(d: &Deployment, multiplier: u32) -> Router {
    let rates = Rates::new(d.clock.clone(), multiplier);
    let app = App::new(Parts {
        d: d.clone(),
        rates,
        public_origin: ORIGIN.to_owned(),
        witnesses: Vec::new(),
        demo: None,
    });
    let peer = axum::Extension(web::edge::Peer(std::net::Ipv4Addr::LOCALHOST.into()));
    let messenger = web::messenger::router(&app).with_state(app.clone());
    web::files::router(app.clone()).merge(messenger).merge(web::rest_api::router(app)).layer(peer)
}

pub(crate) fn request(method: Method, token: &str, path: &str) -> axum::http::request::Builder {
    let request = Request::builder().method(method).uri(path).header("content-type", "application/json");
    if token.is_empty() { request } else { request.header("authorization", format!("Bearer {token}")) }
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes)
            .unwrap_or_else(|_| panic!("not JSON, with status {}", self.status))
    }

    /// The JSON of a good answer.
    pub(crate) fn ok(&self) -> Value {
        assert_eq!(self.status, StatusCode::OK, "{}", String::from_utf8_lossy(&self.bytes));
        self.json()
    }

    /// The status, code and field of an error in its envelope, whose form is checked.
    pub(crate) fn problem(&self) -> (u16, String, String) {
        assert!(!self.status.is_success(), "this was to be refused");
        let body = self.json();
        assert_eq!(self.headers["content-type"], "application/json; charset=utf-8");
        assert_eq!(body["type"], "error.list");
        assert_eq!(body["request_id"].as_str().unwrap().len(), 36);
        let [error] = body["errors"].as_array().unwrap().as_slice() else { panic!("one error is told") };
        let message = error["message"].as_str().unwrap();
        assert!(message.ends_with('.') || message.contains("already exists with id="), "{error}");
        let text = |name: &str| error[name].as_str().unwrap_or_default().to_owned();
        (self.status.as_u16(), text("code"), text("field"))
    }

    pub(crate) fn message(&self) -> String {
        self.json()["errors"][0]["message"].as_str().unwrap().to_owned()
    }

    /// The body without the request's id, which is another each time.
    pub(crate) fn without_request_id(&self) -> String {
        let id = self.json()["request_id"].as_str().unwrap().to_owned();
        String::from_utf8(self.bytes.clone()).unwrap().replace(&id, "")
    }
}

/// How tests write a problem down.
pub(crate) fn told(status: u16, code: &str, field: &str) -> (u16, String, String) {
    (status, code.to_owned(), field.to_owned())
}
