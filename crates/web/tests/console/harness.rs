//! A server without a socket, and browsers that keep a cookie and the token of the last form they saw.

use std::net::{IpAddr, Ipv4Addr};

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, Response, StatusCode};
use domain::attachments::Files;
use domain::contacts::{self, ContactRole};
use domain::messages::{Author, Draft, Kind};
use domain::teammates::{self, NewTeammate};
use domain::workspaces::{self, NewWorkspace, Settings};
use domain::{Deployment, conversations};
use http_body_util::BodyExt as _;
use privacy::access::{Actor, Role, SystemRole, allow};
use privacy::ids::{Contact, Conversation, Teammate, Workspace};
use privacy::keys::RootKey;
use privacy::{Clock, Id, Personal, Random, Region, Time};
use store::vault::Vault;
use store::{Options, Store};
use tempfile::TempDir;
use testkit::engines::Place;
use tower::ServiceExt as _;
use web::app::{App, Parts};
use web::edge::rate::Rates;
use web::edge::{Peer, Shutdown, Transport};

pub(crate) const ORIGIN: &str = "https://desk.example:8443";
pub(crate) const PASSWORD: &str = "correct horse battery";
/// 2026-01-01, where the tests' clock stands.
const START: Time = Time::from_seconds(1_767_225_600);

/// Makes of `name(server)` the tests `name::embedded` and `name::postgres`.
#[macro_export]
macro_rules! both {
    ($name:ident) => {
        mod $name {
            testkit::on_both_engines! {
                async fn console(place: Place) {
                    super::super::$name($crate::harness::Server::start(place).await).await;
                }
            }
        }
    };
}

/// A server on one engine; its data goes when it does.
pub(crate) struct Server {
    pub(crate) d: Deployment,
    router: Router,
    _place: Place,
    _files: TempDir,
}

/// A workspace with an owner who has a password.
#[derive(Clone, Copy)]
pub(crate) struct Office {
    pub(crate) id: Id<Workspace>,
    pub(crate) owner: Id<Teammate>,
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

/// A browser: a cookie and the form token of the last page.
#[derive(Clone)]
pub(crate) struct Browser<'a> {
    server: &'a Server,
    pub(crate) cookie: String,
    pub(crate) csrf: String,
}

pub(crate) fn personal(text: &str) -> Personal<String> {
    Personal::new(text.to_owned())
}

impl Server {
    pub(crate) async fn start(place: Place) -> Self {
        let (clock, random) = (Clock::manual(START), Random::system());
        let store = Store::open(place.store_address(), Options::default()).await.unwrap();
        let vault = Vault::open(place.vault_address(), &RootKey::create(&random), &random).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let files = Files::in_folder(folder.path()).unwrap();
        let d = Deployment::new(store, vault, files, clock, random);
        Self { router: router(&d, 100), d, _place: place, _files: folder }
    }

    /// The same server, with the rates of `Kind` times `multiplier`.
    pub(crate) fn with_rates(self, multiplier: u32) -> Self {
        Self { router: router(&self.d, multiplier), ..self }
    }

    /// Another server on the same data.
    pub(crate) fn beside(&self) -> Deployment {
        let Self { d, .. } = self;
        Deployment::new(d.store.clone(), d.vault.clone(), d.files.clone(), d.clock.clone(), Random::system())
    }

    pub(crate) async fn office(&self) -> Office {
        let owner = NewTeammate {
            name: personal("Ines Carvalho"),
            email: personal("ines@office.example"),
            password: Some(personal(PASSWORD)),
        };
        let name = personal("Office");
        let new = NewWorkspace { region: Region::Eu, name, settings: Settings::default(), owner };
        let (id, owner) = workspaces::create(&self.d, new, None).await.unwrap().unwrap();
        Office { id, owner }
    }

    /// A further teammate, `<name>@office.example`, with the same password.
    pub(crate) async fn teammate(&self, office: Office, name: &str, role: Role) -> Id<Teammate> {
        let by = Actor::System { workspace: office.id, role: SystemRole::Demo };
        let found = workspaces::find(&self.d, office.id).await.unwrap().unwrap();
        let new = NewTeammate {
            name: personal(name),
            email: personal(&format!("{name}@office.example")),
            password: Some(personal(PASSWORD)),
        };
        let id = teammates::add(&self.d, &allow(&by, found).unwrap(), Role::Agent, new).await.unwrap();
        let owner = Actor::Teammate { workspace: office.id, id: office.owner, role: Role::Owner };
        teammates::change_role(&self.d, &owner, id, role).await.unwrap();
        id
    }

    /// A further agent, who has no password.
    pub(crate) async fn colleague(&self, office: Office, name: &str) -> Id<Teammate> {
        let by = Actor::System { workspace: office.id, role: SystemRole::Demo };
        let found = workspaces::find(&self.d, office.id).await.unwrap().unwrap();
        let email = personal(&format!("{name}@office.example"));
        let new = NewTeammate { name: personal(name), email, password: None };
        teammates::add(&self.d, &allow(&by, found).unwrap(), Role::Agent, new).await.unwrap()
    }

    /// Somebody with that name, and the address `<name>@people.example`.
    pub(crate) async fn person(&self, office: Office, name: &str, role: ContactRole) -> Id<Contact> {
        let by = Actor::Teammate { workspace: office.id, id: office.owner, role: Role::Owner };
        let email = format!("{}@people.example", name.to_lowercase().replace(' ', "."));
        let attributes = contacts::Attributes {
            name: Some(personal(name)),
            email: Some(personal(&email)),
            ..contacts::Attributes::default()
        };
        contacts::create(&self.d, &by, role, attributes).await.unwrap()
    }

    /// A conversation that the person begins.
    pub(crate) async fn asks(&self, office: Office, person: Id<Contact>, text: &str) -> Id<Conversation> {
        let by = Actor::Contact { workspace: office.id, id: person };
        let found = contacts::find(&self.d, office.id, person).await.unwrap().unwrap();
        let author = Author::Contact(person);
        let draft = Draft { kind: Kind::Comment, author, body: personal(text), files: Vec::new(), key: None };
        conversations::start(&self.d, &allow(&by, found).unwrap(), draft).await.unwrap().conversation
    }

    /// A browser that is not signed in.
    pub(crate) fn stranger(&self) -> Browser<'_> {
        Browser { server: self, cookie: String::new(), csrf: String::new() }
    }

    /// A browser in which that teammate has signed in.
    pub(crate) async fn signed_in(&self, office: Office, name: &str) -> Browser<'_> {
        let mut browser = self.stranger();
        let answer = browser.sign_in(office, name, PASSWORD).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
        browser
    }

    /// The answer with its body still to come.
    pub(crate) async fn begin(&self, mut request: Request<Body>) -> Response<Body> {
        request.extensions_mut().insert(Peer(IpAddr::V4(Ipv4Addr::LOCALHOST)));
        request.extensions_mut().insert(Transport::Tls);
        request.extensions_mut().insert(Shutdown::default());
        self.router.clone().oneshot(request).await.unwrap()
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let (parts, body) = self.begin(request).await.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Answer { status: parts.status, headers: parts.headers, text }
    }

    /// Asks the REST API who the holder of a token is.
    pub(crate) async fn me(&self, token: &str) -> StatusCode {
        let request = Request::get("/me").header("authorization", format!("Bearer {token}"));
        self.send(request.body(Body::empty()).unwrap()).await.status
    }
}

fn router(d: &Deployment, multiplier: u32) -> Router {
    web::router(App::new(Parts {
        d: d.clone(),
        rates: Rates::new(d.clock.clone(), multiplier),
        public_origin: ORIGIN.to_owned(),
        demo: None,
        witnesses: Vec::new(),
    }))
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The text between two others, the first time.
    pub(crate) fn between(&self, before: &str, after: &str) -> String {
        let (_, rest) =
            self.text.split_once(before).unwrap_or_else(|| panic!("{before} is not in {}", self.text));
        rest.split_once(after).unwrap().0.to_owned()
    }
}

impl Browser<'_> {
    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        let answer = self.send(Method::GET, path, "", &[]).await;
        if let Some((_, rest)) = answer.text.split_once("name=\"csrf\" value=\"") {
            self.csrf = rest.split_once('"').unwrap().0.to_owned();
        }
        answer
    }

    /// A form as the browser posts it from a page of the server.
    pub(crate) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let csrf = self.csrf.clone();
        let fields = [&[("csrf", csrf.as_str())], fields].concat();
        self.send(Method::POST, path, &encoded(&fields), &[("sec-fetch-site", "same-origin")]).await
    }

    /// The same as a script of the page posts it.
    pub(crate) async fn script(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let csrf = self.csrf.clone();
        let headers =
            [("sec-fetch-site", "same-origin"), ("accept", "application/json"), ("csrf", csrf.as_str())];
        self.send(Method::POST, path, &encoded(fields), &headers).await
    }

    /// Any request with this browser's cookie; takes the cookie that comes back.
    pub(crate) async fn send(
        &mut self,
        method: Method,
        path: &str,
        body: &str,
        headers: &[(&str, &str)],
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path).header("host", "desk.example:8443");
        if !body.is_empty() {
            request = request.header("content-type", "application/x-www-form-urlencoded");
        }
        if !self.cookie.is_empty() {
            request = request.header("cookie", &self.cookie);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = self.server.send(request.body(Body::from(body.to_owned())).unwrap()).await;
        for cookie in answer.headers.get_all("set-cookie") {
            let cookie = cookie.to_str().unwrap();
            let (pair, rest) = cookie.split_once(';').unwrap();
            let (name, _) = pair.split_once('=').unwrap();
            let others = self
                .cookie
                .split("; ")
                .filter(|one| !one.is_empty() && !one.starts_with(&format!("{name}=")));
            let kept = others.chain((!rest.contains("Max-Age=0")).then_some(pair));
            self.cookie = kept.collect::<Vec<_>>().join("; ");
        }
        answer
    }

    pub(crate) async fn sign_in(&mut self, office: Office, name: &str, password: &str) -> Answer {
        let email = format!("{name}@office.example");
        self.post(&format!("/sign-in/{}", office.id), &[("email", &email), ("password", password)]).await
    }

    /// Whether an act of that code stands in the log that this browser's teammate sees.
    pub(crate) async fn entered(&mut self, act: &str) -> bool {
        self.get(&format!("/inbox/log?act={act}")).await.text.contains(&format!("title=\"{act}\""))
    }

    /// How many such entries the log has.
    pub(crate) async fn entries(&mut self, act: &str) -> usize {
        let log = self.get(&format!("/inbox/log?act={act}")).await.text;
        log.matches(&format!("title=\"{act}\"")).count()
    }

    /// Whether the inbox opens.
    pub(crate) async fn is_in(&mut self) -> bool {
        self.get("/inbox").await.status == StatusCode::OK
    }
}

/// A form's text.
pub(crate) fn encoded(fields: &[(&str, &str)]) -> String {
    let one = |text: &str| {
        let written = |byte: u8| {
            if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") }
        };
        text.bytes().map(written).collect::<String>()
    };
    fields.iter().map(|(name, value)| format!("{name}={}", one(value))).collect::<Vec<_>>().join("&")
}
