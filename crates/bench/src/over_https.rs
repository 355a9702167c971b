//! The real server under load from this machine: 32 kept-alive TLS connections, each with a conversation of its own.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, Result, anyhow, ensure};
use privacy::Random;
use serde_json::{Value, json};
use testkit::client::{Answer, Client};
use testkit::running::{Options, Running};
use tokio_postgres::NoTls;

use crate::Effort;
use crate::load::{CLIENTS, Load as _, Rounds, Tasks, Work};
use crate::product::text;
use crate::scratch::{Engine, Scratch};
use crate::table::{Aim, Line, Table};

/// A server on a fresh place.
pub(crate) struct Server {
    running: Running,
    scratch: Scratch,
    options: Options,
}

/// What a process has used.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Usage {
    /// Bytes in memory.
    pub(crate) memory: u64,
    /// Time on all cores together.
    pub(crate) cpu: Duration,
}

impl Server {
    /// Starts the demo with rates that do not get in the way.
    pub(crate) async fn start(binary: &Path, engine: Engine) -> Result<Self> {
        let scratch = Scratch::make(engine, "served").await?;
        let options = Options {
            store: scratch.url()?,
            arguments: vec!["--rates".to_owned(), "10000".to_owned()],
            ..Options::demo(binary, &scratch.folder("server"))
        };
        let running = Running::start(&options)
            .with_context(|| format!("{} does not start: build it with --release", binary.display()))?;
        Ok(Self { running, scratch, options })
    }

    /// A field of what it said when it was ready.
    pub(crate) fn field(&self, name: &str) -> &str {
        self.running.field(name)
    }

    /// A connection with that token.
    pub(crate) async fn connect(&self, token: &str) -> Result<Client> {
        let client = Client::connect(self.field("api"), self.field("ca"), token).await;
        client.map_err(|error| anyhow!("cannot connect: {error}"))
    }

    /// Stops it in order and starts it again on the same data.
    pub(crate) fn restart(&mut self) -> Result<()> {
        self.running.terminate()?;
        while self.running.is_alive()? {
            std::thread::sleep(Duration::from_millis(10));
        }
        self.running = Running::start(&self.options)?;
        Ok(())
    }

    /// Has PostgreSQL count anew what its tables hold, as it does by itself within a minute of such a change: what is measured
    /// sooner would be plans for tables that were nearly empty.
    pub(crate) async fn settle(&self) -> Result<()> {
        let Some(url) = self.scratch.url()? else { return Ok(()) };
        let (client, connection) = tokio_postgres::connect(&url, NoTls).await?;
        tokio::spawn(connection);
        client.batch_execute("ANALYZE").await?;
        Ok(())
    }

    /// What it has used so far.
    pub(crate) fn usage(&self) -> Result<Usage> {
        let of = |file: &str| std::fs::read_to_string(format!("/proc/{}/{file}", self.running.pid()));
        let (status, stat) = (of("status")?, of("stat")?);
        let kib = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
        let kib: u64 = kib.trim().trim_end_matches(" kB").parse()?;
        // Fields 14 and 15, counted from the first; the name in the second may hold spaces.
        let fields = stat.rsplit_once(')').context("no name")?.1.split_whitespace().skip(11).take(2);
        let ticks = fields.map(str::parse::<u64>).sum::<Result<u64, _>>()?;
        Ok(Usage { memory: kib * 1024, cpu: Duration::from_millis(ticks * 10) })
    }

    /// Stops it and removes its place.
    pub(crate) async fn stop(self) -> Result<()> {
        self.running.stop()?;
        self.scratch.remove().await
    }
}

/// Sends a request and checks that it was carried out.
pub(crate) async fn post(client: &mut Client, path: &str, body: Value) -> Result<Answer> {
    let answer = client.post(path, body).await.map_err(|error| anyhow!("POST {path}: {error}"))?;
    ensure!(answer.status.is_success(), "POST {path}: {}", answer.status);
    Ok(answer)
}

/// The origin and the path of a plain HTTP address.
pub(crate) fn parts(url: &str) -> Result<(&str, &str)> {
    let host = url.strip_prefix("http://").context("the inbox's link is not on the plain listener")?;
    let slash = host.find('/').context("the inbox's link has no path")? + "http://".len();
    Ok(url.split_at(slash))
}

/// Follows a sign-in link and takes the cookie.
pub(crate) async fn cookie(link: &str) -> Result<String> {
    let (origin, path) = parts(link)?;
    let mut client = Client::connect_plain(origin).await.map_err(|error| anyhow!("{error}"))?;
    let answer = client.get(path).await.map_err(|error| anyhow!("{error}"))?;
    let set = answer.header("set-cookie");
    ensure!(!set.is_empty(), "the sign-in link set no cookie");
    Ok(set.split(';').next().unwrap_or_default().to_owned())
}

/// A field of an answer.
pub(crate) fn named(answer: &Answer, field: &str) -> Result<String> {
    let text = answer.json().get(field).and_then(Value::as_str).map(str::to_owned);
    text.with_context(|| format!("the answer has no {field}"))
}

/// A client of the REST API who replies as a teammate.
struct Replying {
    client: Client,
    contact: String,
    admin: String,
    path: String,
}

impl Replying {
    async fn new(server: &Server) -> Result<Self> {
        let mut client = server.connect(server.field("token")).await?;
        let me = client.get("/me").await.map_err(|error| anyhow!("GET /me: {error}"))?;
        let contact = post(&mut client, "/contacts", json!({"role": "lead", "name": "Bench"})).await?;
        Ok(Self { admin: named(&me, "id")?, contact: named(&contact, "id")?, client, path: String::new() })
    }

    /// Begins a new conversation.
    async fn begin(&mut self) -> Result<()> {
        let from = json!({"type": "lead", "id": self.contact});
        let begun = post(&mut self.client, "/conversations", json!({"from": from, "body": text()})).await?;
        self.path = format!("/conversations/{}/reply", named(&begun, "conversation_id")?);
        Ok(())
    }
}

impl Work for Replying {
    async fn once(&mut self) -> Result<()> {
        let body =
            json!({"message_type": "comment", "type": "admin", "admin_id": self.admin, "body": text()});
        post(&mut self.client, &self.path, body).await.map(drop)
    }
}

/// A visitor who writes in the messenger.
pub(crate) struct Visitor {
    client: Client,
    path: String,
    random: Random,
}

impl Visitor {
    /// A new visitor with a new conversation.
    pub(crate) async fn new(server: &Server) -> Result<Self> {
        let messenger = format!("/messenger/{}", server.field("workspace"));
        let mut stranger = server.connect("").await?;
        let begun = post(&mut stranger, &format!("{messenger}/visitors"), json!({})).await?;
        let mut visitor = Self {
            client: server.connect(&named(&begun, "token")?).await?,
            path: format!("{messenger}/conversations"),
            random: Random::system(),
        };
        let begun = visitor.say().await?;
        visitor.path = format!("{messenger}/conversations/{}/messages", named(&begun, "conversation")?);
        Ok(visitor)
    }

    /// Writes a message.
    pub(crate) async fn say(&mut self) -> Result<Answer> {
        let key = format!("{:032x}", u128::from_be_bytes(self.random.bytes()));
        post(&mut self.client, &self.path, json!({"body": text(), "client_key": key})).await
    }
}

impl Work for Visitor {
    async fn once(&mut self) -> Result<()> {
        self.say().await.map(drop)
    }
}

/// Measures, beside raw single-row commits.
pub(crate) async fn measure(
    binary: &Path,
    engine: Engine,
    raw: &Rounds,
    effort: Effort,
    table: &mut Table,
) -> Result<()> {
    let aim = Aim::AtLeast(if engine == Engine::Embedded { 1.0 } else { 0.4 });
    let server = Server::start(binary, engine).await?;
    let mut replying = Vec::with_capacity(CLIENTS);
    for _ in 0..CLIENTS {
        replying.push(Replying::new(&server).await?);
    }
    let (mut replying, mut replied) = (Tasks(replying), Rounds::default());
    for _ in 0..effort.rounds {
        for client in &mut replying.0 {
            client.begin().await?;
        }
        replied.add(replying.round(effort.each).await?);
    }
    let what = "replies over HTTPS, answered with the whole conversation / one message row, 32 clients each";
    table.add(Line::of_rates(engine.name(), what, &replied, raw, aim));
    let mut visitors = Vec::with_capacity(CLIENTS);
    for _ in 0..CLIENTS {
        visitors.push(Visitor::new(&server).await?);
    }
    let said = crate::load::alone(&mut Tasks(visitors), effort).await?;
    let what = "visitors' messages over HTTPS / one message row, 32 clients each";
    table.add(Line::of_rates(engine.name(), what, &said, raw, aim));
    server.stop().await
}
