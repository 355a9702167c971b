//! Two servers on one PostgreSQL and one vault: what one accepts reaches the screens that the other holds open.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use http_body_util::BodyExt as _;
use hyper::body::Incoming;
use serde_json::{Value, json};
use testkit::client::Client;
use testkit::look;
use testkit::running::{Options, Running};

use crate::load::{self, Log};
use crate::place::{Database, Engine, Outcome, Place, api, cluster, run, stranger};
use crate::start::sign_in;
use crate::truth::{Unacknowledged, assert_messages, assert_rows};

/// How long a stream may stay silent before something is lost; never waited for when all is well.
const PATIENCE: Duration = Duration::from_mins(1);

/// A place with a vault that two servers can share, and the options of the second server.
pub(crate) struct Pair {
    pub(crate) place: Place,
    pub(crate) vault: Database,
    second: Options,
}

impl Pair {
    pub(crate) fn new() -> Outcome<Self> {
        let mut place = Place::new(Engine::Postgresql)?;
        let vault = Database::make(&cluster()?)?;
        place.options.arguments.extend(["--vault".to_owned(), vault.url.clone()]);
        let second = place.options.clone();
        Ok(Self { place, vault, second })
    }

    pub(crate) fn both(&self) -> Outcome<(Running, Running)> {
        Ok((self.place.start()?, Running::start(&self.second)?))
    }

    /// Ends the connections over which the servers hear of each other; answers how many there were.
    fn cut(&self) -> Outcome<usize> {
        let cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                   WHERE datname = current_database() AND application_name = 'troth events'";
        Ok(self.place.rows(cut)?.len())
    }
}

/// An open stream of events, read to the next conversation.
struct Stream {
    body: Incoming,
    rest: String,
    _client: Client,
}

impl Stream {
    async fn inbox(server: &Running) -> Outcome<Self> {
        let cookie = sign_in(server).await?;
        Self::open(stranger(server).await?, "/inbox/events", &[("cookie", &cookie)]).await
    }

    async fn messenger(server: &Running, visitor: &Visitor) -> Outcome<Self> {
        let mut client = stranger(server).await?;
        client.use_token(&visitor.token);
        Self::open(client, &format!("{}/events", visitor.base), &[]).await
    }

    async fn open(mut client: Client, path: &str, headers: &[(&str, &str)]) -> Outcome<Self> {
        let answer = client.stream(path, headers).await?;
        assert_eq!(answer.status(), 200, "{path}");
        let mut stream = Self { body: answer.into_body(), rest: String::new(), _client: client };
        assert_eq!(stream.next().await?, None, "a stream begins with a greeting");
        Ok(stream)
    }

    /// The next event's conversation; `None` where some were missed.
    async fn next(&mut self) -> Outcome<Option<String>> {
        loop {
            if let Some((event, rest)) = self.rest.split_once("\n\n") {
                let (event, rest) = (event.to_owned(), rest.to_owned());
                self.rest = rest;
                let field = |name| event.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
                match field("event:") {
                    Some("hello") => return Ok(None),
                    Some("conversation") => {
                        let data: Value = serde_json::from_str(field("data:").unwrap_or_default())?;
                        return Ok(data["conversation"].as_str().map(str::to_owned));
                    }
                    _ => continue,
                }
            }
            let frame = tokio::time::timeout(PATIENCE, self.body.frame()).await;
            let frame = frame.map_err(|_| "no event came")?.ok_or("the stream ended")??;
            if let Ok(bytes) = frame.into_data() {
                self.rest.push_str(std::str::from_utf8(&bytes)?);
            }
        }
    }
}

/// A visitor with a conversation that has begun.
struct Visitor {
    base: String,
    token: String,
    conversation: String,
}

impl Visitor {
    async fn begin(server: &Running, number: u32) -> Outcome<Self> {
        let base = format!("/messenger/{}", server.field("workspace"));
        let mut client = stranger(server).await?;
        let token = client.post(&format!("{base}/visitors"), json!({})).await?.ok()?.json()["token"].clone();
        let token = token.as_str().ok_or("no token")?.to_owned();
        client.use_token(&token);
        let first = json!({"body": "Anybody there?", "client_key": format!("{number:032x}")});
        let begun = client.post(&format!("{base}/conversations"), first).await?.ok()?.json();
        let conversation = begun["conversation"].as_str().ok_or("no conversation")?.to_owned();
        Ok(Self { base, token, conversation })
    }

    /// Says `text` over a new connection to `server`.
    async fn say(&self, server: &Running, key: u32, text: &str) -> Outcome {
        let mut client = stranger(server).await?;
        client.use_token(&self.token);
        let message = json!({"body": text, "client_key": format!("{key:032x}")});
        let path = format!("{}/conversations/{}/messages", self.base, self.conversation);
        client.post(&path, message).await?.ok().map(drop)
    }
}

/// A reply by the first teammate.
async fn reply(server: &Running, conversation: &str, text: &str) -> Outcome {
    let mut client = api(server).await?;
    let admin = client.get("/me").await?.ok()?.json()["id"].clone();
    let body = json!({"message_type": "comment", "type": "admin", "admin_id": admin, "body": text});
    client.post(&format!("/conversations/{conversation}/reply"), body).await?.ok().map(drop)
}

#[test]
fn what_one_server_accepts_reaches_the_screens_of_the_other() -> Outcome {
    run(async {
        let pair = Pair::new()?;
        let (one, other) = pair.both()?;
        assert_eq!(one.field("workspace"), other.field("workspace"));
        let mut inbox = Stream::inbox(&other).await?;
        let visitor = Visitor::begin(&other, 1).await?;
        assert_eq!(inbox.next().await?.as_ref(), Some(&visitor.conversation));
        let mut messenger = Stream::messenger(&other, &visitor).await?;
        for turn in 2..5 {
            visitor.say(&one, turn, "From one").await?;
            assert_eq!(inbox.next().await?.as_ref(), Some(&visitor.conversation));
            assert_eq!(messenger.next().await?.as_ref(), Some(&visitor.conversation));
        }
        reply(&one, &visitor.conversation, "To the other").await?;
        assert_eq!(inbox.next().await?.as_ref(), Some(&visitor.conversation));
        assert_eq!(messenger.next().await?.as_ref(), Some(&visitor.conversation));
        assert!(one.stop()?.success() && other.stop()?.success());
        assert_rows(&pair.place)
    })
}

/// Each message of many is told once, to the screens of either server, while the connections are cut again and again.
#[test]
fn nothing_is_lost_or_doubled_when_the_servers_lose_sight_of_each_other() -> Outcome {
    const EACH: u32 = 20;
    run(async {
        let pair = Pair::new()?;
        let (one, other) = pair.both()?;
        let mut inboxes = [Stream::inbox(&one).await?, Stream::inbox(&other).await?];
        let mut visitors = Vec::new();
        for number in 0..4 {
            visitors.push(Visitor::begin(&one, 1_000 * (number + 1)).await?);
        }
        let mut cut = 0;
        for turn in 1..=EACH {
            for (number, visitor) in (0..).zip(&visitors) {
                let server = if (turn + number) % 2 == 0 { &one } else { &other };
                visitor.say(server, 1_000 * (number + 1) + turn, "Again").await?;
            }
            if turn % 4 == 0 {
                cut += pair.cut()?;
            }
        }
        assert!(cut >= 2, "both servers lost their connection");
        let last = Visitor::begin(&other, 9_999).await?;
        for inbox in &mut inboxes {
            let told = told_until(inbox, &last.conversation).await?;
            let expected: BTreeMap<_, _> =
                visitors.iter().map(|v| (v.conversation.clone(), 1 + EACH)).collect();
            assert_eq!(told, expected);
        }
        assert!(one.stop()?.success() && other.stop()?.success());
        assert_rows(&pair.place)
    })
}

/// How often each conversation was told before the last; nothing may have been missed.
async fn told_until(inbox: &mut Stream, last: &str) -> Outcome<BTreeMap<String, u32>> {
    let mut told = BTreeMap::new();
    loop {
        let conversation = inbox.next().await?.ok_or("the server says that some were missed")?;
        if conversation == last {
            return Ok(told);
        }
        *told.entry(conversation).or_insert(0) += 1;
    }
}

/// What a killed server had acknowledged, the other server's screens are told; and it goes on alone, with its jobs.
#[test]
fn the_other_server_goes_on_when_one_is_killed() -> Outcome {
    run(async {
        let pair = Pair::new()?;
        let (one, other) = pair.both()?;
        let mut inbox = Stream::inbox(&other).await?;
        let visitor = Visitor::begin(&one, 1).await?;
        assert_eq!(inbox.next().await?.as_ref(), Some(&visitor.conversation));
        for turn in 2..12 {
            visitor.say(&one, turn, "Before the end").await?;
        }
        one.kill()?;
        for _ in 2..12 {
            assert_eq!(inbox.next().await?.as_ref(), Some(&visitor.conversation));
        }
        visitor.say(&other, 100, "After it").await?;
        assert_eq!(inbox.next().await?.as_ref(), Some(&visitor.conversation));
        let one = pair.place.start()?;
        visitor.say(&one, 101, "Back again").await?;
        assert_eq!(inbox.next().await?.as_ref(), Some(&visitor.conversation));
        assert!(one.stop()?.success() && other.stop()?.success());
        assert_rows(&pair.place)
    })
}

/// A snooze that one server took runs out while only the other is there.
#[test]
fn a_snoozed_conversation_comes_back_whoever_is_left() -> Outcome {
    run(async {
        let pair = Pair::new()?;
        let (one, other) = pair.both()?;
        let mut inbox = Stream::inbox(&other).await?;
        let visitor = Visitor::begin(&one, 1).await?;
        assert_eq!(inbox.next().await?.as_ref(), Some(&visitor.conversation));
        let mut client = api(&one).await?;
        let admin = client.get("/me").await?.ok()?.json()["id"].clone();
        let until = look::postgres(&cluster()?, "SELECT CAST(EXTRACT(EPOCH FROM now()) AS BIGINT) + 5")?;
        let until: i64 = until[0][0].parse()?;
        let path = format!("/conversations/{}/parts", visitor.conversation);
        let snooze = json!({"message_type": "snoozed", "admin_id": admin, "snoozed_until": until});
        client.post(&path, snooze).await?.ok()?;
        assert_eq!(inbox.next().await?.as_ref(), Some(&visitor.conversation));
        assert!(one.stop()?.success());
        assert_eq!(inbox.next().await?.as_ref(), Some(&visitor.conversation));
        let shown = api(&other).await?.get(&format!("/conversations/{}", visitor.conversation)).await?;
        assert_eq!(shown.ok()?.json()["state"], "open");
        let returns =
            "SELECT COUNT(*) FROM entries WHERE actor_kind = 'system' AND action = 'conversation.opened'";
        assert_eq!(pair.place.rows(returns)?, [["1"]], "it came back once");
        assert!(other.stop()?.success());
        Ok(())
    })
}

/// Both make their own conversations at once; every number and leaf is one thing's.
#[test]
fn numbers_of_two_servers_never_collide() -> Outcome {
    run(async {
        let pair = Pair::new()?;
        let (one, other) = pair.both()?;
        let begin = async |server: &Running, from: u32| -> Outcome<BTreeSet<String>> {
            let mut begun = BTreeSet::new();
            for number in from..from + 25 {
                begun.insert(Visitor::begin(server, number).await?.conversation);
            }
            Ok(begun)
        };
        let (here, there) = tokio::try_join!(begin(&one, 0), begin(&other, 1_000))?;
        assert_eq!((here.len(), there.len()), (25, 25));
        assert!(here.is_disjoint(&there));
        assert!(one.stop()?.success() && other.stop()?.success());
        assert_rows(&pair.place)
    })
}

/// Two servers that start at once where there is nothing yet: one store, one vault, one key.
#[test]
fn two_servers_start_together_on_nothing() -> Outcome {
    run(async {
        let mut pair = Pair::new()?;
        (pair.place.options.demo, pair.second.demo) = (false, false);
        // Without the demo store and vault must be apart: here the vault lies in its own cluster.
        let own = crate::cluster::Cluster::start()?;
        let vault = Database::make(&own.url())?;
        for options in [&mut pair.place.options, &mut pair.second] {
            options.arguments = vec!["--vault".to_owned(), vault.url.clone()];
        }
        let (first, second) = (pair.place.options.clone(), pair.second.clone());
        let starts = [first, second].map(|options| std::thread::spawn(move || Running::start(&options)));
        let mut servers = Vec::new();
        for start in starts {
            servers.push(start.join().map_err(|_| "a start panicked")??);
        }
        for server in &servers {
            assert!(server.field("setup").contains("/setup/"), "{}", server.ready());
        }
        assert_eq!(pair.place.rows("SELECT COUNT(*) FROM deployment")?, [["1"]]);
        for server in servers {
            assert!(server.stop()?.success());
        }
        Ok(())
    })
}

#[test]
fn both_take_messages_while_one_of_them_stops() -> Outcome {
    run(async {
        let pair = Pair::new()?;
        let (server, other) = pair.both()?;
        let log = Log::default();
        let mut clients = load::start(&server, &log, "first server").await?;
        let mut others = load::start(&other, &log, "second server").await?;
        while log.count() < 200 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        assert!(other.stop()?.success());
        while others.join_next().await.is_some() {}
        clients.shutdown().await;
        assert_messages(&server, &log.all(), Unacknowledged::MayBeThere).await?;
        assert!(server.stop()?.success());
        assert_rows(&pair.place)
    })
}
