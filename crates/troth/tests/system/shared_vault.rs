//! A vault on PostgreSQL: put back to an older dump, erased from beside a server, and waited for.

use std::path::PathBuf;
use std::process::Output;
use std::time::Duration;

use hyper::Method;
use serde_json::Value;
use testkit::client::Client;
use testkit::look;
use testkit::running::Running;

use crate::backup::{assert_refused, text, well};
use crate::dump::{dump, put_back};
use crate::erase::{look, person, troth};
use crate::place::{Database, Engine, Outcome, Place, api, cluster, run, stranger};
use crate::start::sign_in;
use crate::two_erasers::{delete, signal};
use crate::two_servers::Pair;
use crate::vault::{assert_not_served, leaf};

on_both_engines!(
    an_older_dump_does_not_serve_until_the_log_was_replayed,
    a_dump_without_the_trees_in_use_is_refused,
    a_person_under_hold_is_not_erased,
);

/// A place whose vault is on PostgreSQL, whatever its store.
struct Shared {
    place: Place,
    vault: Database,
}

impl Shared {
    fn new(engine: Engine) -> Outcome<Self> {
        let (mut place, vault) = (Place::new(engine)?, Database::make(&cluster()?)?);
        place.options.arguments.extend(["--vault".to_owned(), vault.url.clone()]);
        Ok(Self { place, vault })
    }

    /// `troth ...` on this deployment.
    fn troth(&self, command: &[&str], more: &[&str]) -> Outcome<Output> {
        let mut arguments = command.to_vec();
        arguments.extend(["--data", text(&self.place.options.data)?, "--vault", &self.vault.url]);
        if let Some(store) = &self.place.options.store {
            arguments.extend(["--store", store]);
        }
        arguments.extend(more);
        troth(&self.place, &arguments)
    }

    fn recover(&self) -> Outcome<Output> {
        self.troth(&["vault", "recover"], &[])
    }

    fn file(&self, name: &str) -> PathBuf {
        self.place.path().join(name)
    }

    fn destructions(&self) -> Outcome<String> {
        Ok(look::postgres(&self.vault.url, "SELECT COUNT(*) FROM vault_punctures")?[0][0].clone())
    }
}

/// A vault that was dumped before one of two people was erased; the server is stopped, the vault as it was dumped.
struct Older {
    shared: Shared,
    gone: String,
    stays: String,
}

impl Older {
    async fn make(engine: Engine) -> Outcome<Self> {
        let shared = Shared::new(engine)?;
        let (older, newer) = (shared.file("older.sql"), shared.file("newer.sql"));
        let server = shared.place.start()?;
        let mut client = api(&server).await?;
        let (gone, stays) = (person(&mut client, "gone").await?, person(&mut client, "stays").await?);
        assert!(server.stop()?.success());
        dump(&shared.vault.url, &older)?;
        let server = shared.place.start()?;
        let erased = delete(&mut api(&server).await?, &gone).await?;
        assert_eq!(erased.status, 200, "{}", erased.text());
        assert!(server.stop()?.success());
        dump(&shared.vault.url, &newer)?;
        put_back(&shared.vault.url, &older)?;
        assert_eq!(shared.destructions()?, "0", "the older vault would open who was erased");
        Ok(Self { shared, gone, stays })
    }
}

async fn an_older_dump_does_not_serve_until_the_log_was_replayed(engine: Engine) -> Outcome {
    let it = Older::make(engine).await?;
    let place = &it.shared.place;
    assert_not_served(place, &["the vault is older than the data", "troth vault recover"])?;
    assert!(well(&it.shared.recover()?).contains("1 destructions of keys were done again"));
    assert_eq!(it.shared.destructions()?, "1");
    let server = place.start()?;
    let mut client = api(&server).await?;
    assert_eq!((look(&mut client, &it.gone).await?, look(&mut client, &it.stays).await?), (404, 200));
    let later = person(&mut client, "later").await?;
    assert_ne!(leaf(place, &later)?.tree, leaf(place, &it.stays)?.tree, "leaves come from a new tree");
    let busy = if engine == Engine::Embedded { "another server" } else { "1 servers use the vault" };
    assert_refused(&it.shared.recover()?, &[busy]);
    assert!(server.stop()?.success());
    assert!(well(&it.shared.recover()?).contains("0 destructions"), "nothing is left to do");
    Ok(())
}

async fn a_dump_without_the_trees_in_use_is_refused(engine: Engine) -> Outcome {
    let it = Older::make(engine).await?;
    let (url, place) = (&it.shared.vault.url, &it.shared.place);
    put_back(url, &it.shared.file("newer.sql"))?;
    well(&it.shared.recover()?);
    let server = place.start()?;
    person(&mut api(&server).await?, "in the new tree").await?;
    assert!(server.stop()?.success());
    let current = it.shared.file("current.sql");
    dump(url, &current)?;
    put_back(url, &it.shared.file("older.sql"))?;
    assert_refused(&it.shared.recover()?, &["does not have the trees of keys", "cannot be replayed"]);
    assert_eq!(it.shared.destructions()?, "0", "nothing was replayed");
    put_back(url, &current)?;
    assert!(place.start()?.stop()?.success());
    Ok(())
}

/// Posts a form of the inbox as the demo's teammate; where it leads.
async fn post(server: &Running, path: &str, fields: &str) -> Outcome<String> {
    let (cookie, mut browser) = (sign_in(server).await?, stranger(server).await?);
    let page = browser.request(Method::GET, "/inbox", &[("cookie", &cookie)], "").await?.ok()?.text();
    let csrf = page.split("name=\"csrf\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    let headers = [
        ("cookie", cookie.as_str()),
        ("sec-fetch-site", "same-origin"),
        ("content-type", "application/x-www-form-urlencoded"),
    ];
    let form = format!("csrf={}&{fields}", csrf.ok_or("no csrf")?);
    let answer = browser.request(Method::POST, path, &headers, form).await?;
    assert_eq!(answer.status, 303, "{}", answer.text());
    Ok(answer.header("location").to_owned())
}

/// What `troth erase` answered: its exit code and words.
fn told(output: &Output) -> (Option<i32>, String) {
    (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Beside a server where the store allows that, and without one.
async fn a_person_under_hold_is_not_erased(engine: Engine) -> Outcome {
    let shared = Shared::new(engine)?;
    let server = shared.place.start()?;
    let workspace = server.field("workspace").to_owned();
    let mut client = api(&server).await?;
    let (one, other) = (person(&mut client, "one").await?, person(&mut client, "other").await?);
    let teammate = client.get("/me").await?.ok()?.json()["id"].as_str().ok_or("nobody")?.to_owned();
    for held in [&one, &other] {
        let hold = format!(
            "ground=litigation&scope=everything&basis=A+claim&until=&review_at=2199-01-01&reviewer={teammate}"
        );
        assert_eq!(post(&server, &format!("/inbox/people/{held}/hold"), &hold).await?, "/inbox/holds");
    }
    let erase = |person: &str| shared.troth(&["erase"], &["--workspace", &workspace, person]);
    let waits = "waits for a hold to end";
    if engine == Engine::Embedded {
        assert_refused(&erase(&one)?, &["another server"]);
    } else {
        let (code, said) = told(&erase(&one)?);
        assert!(code == Some(3) && said.contains(waits), "{code:?} {said}");
        assert_eq!(look(&mut client, &one).await?, 404, "closed to ordinary work");
    }
    assert!(server.stop()?.success());
    for person in [&one, &other] {
        let (code, said) = told(&erase(person)?);
        assert!(code == Some(3) && said.contains(waits), "{code:?} {said}");
    }
    assert_eq!(shared.destructions()?, "0", "no key ended");
    let states = "SELECT state, COUNT(*) FROM erasures GROUP BY state";
    assert_eq!(shared.place.rows(states)?, [["deferred", "2"]]);

    let server = shared.place.start()?;
    for hold in shared.place.rows("SELECT hold_id FROM holds")? {
        post(&server, &format!("/inbox/holds/{}/lift", hold[0]), "").await?;
    }
    let mut client = api(&server).await?;
    for person in [&one, &other] {
        until(&mut client, person, "checked").await?;
    }
    assert!(server.stop()?.success());
    let (code, said) = told(&erase(&one)?);
    assert!(code == Some(0) && said.contains("nothing is left"), "{code:?} {said}");
    assert_eq!(shared.destructions()?, "2");
    Ok(())
}

/// Waits until an erasure is so far; what is said of it then.
async fn until(client: &mut Client, person: &str, state: &str) -> Outcome<Value> {
    loop {
        let erasure = client.get(&format!("/contacts/{person}/erasure")).await?.ok()?.json();
        if erasure["state"] == state {
            return Ok(erasure);
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// The command is one more server, which the others hear; an embedded store has room for one.
#[test]
fn a_person_is_erased_beside_a_server() -> Outcome {
    run(async {
        let shared = Shared::new(Engine::Postgresql)?;
        let server = shared.place.start()?;
        let workspace = server.field("workspace").to_owned();
        let mut client = api(&server).await?;
        let (gone, stays) = (person(&mut client, "gone").await?, person(&mut client, "stays").await?);
        assert_eq!(look(&mut client, &gone).await?, 200);
        let receipt = shared.file("receipt.txt");
        let asked = ["--workspace", &workspace, &gone, "--receipt", text(&receipt)?];
        let (code, said) = told(&shared.troth(&["erase"], &asked)?);
        assert!(
            code == Some(0) && said.contains("the keys have ended, and nothing is left"),
            "{code:?} {said}"
        );
        assert_eq!((look(&mut client, &gone).await?, look(&mut client, &stays).await?), (404, 200));
        let verified = well(&troth(&shared.place, &["verify", "receipt", text(&receipt)?])?);
        assert!(verified.contains("the keys of this person ended") && verified.contains(&gone), "{verified}");
        let told = until(&mut client, &gone, "checked").await?;
        assert_eq!((&told["everywhere"], &told["completed_at"]), (&Value::Bool(true), &Value::Null));
        assert!(server.stop()?.success());
        Ok(())
    })
}

#[test]
fn a_person_is_erased_with_an_embedded_store_and_a_vault_elsewhere() -> Outcome {
    run(async {
        let shared = Shared::new(Engine::Embedded)?;
        let server = shared.place.start()?;
        let workspace = server.field("workspace").to_owned();
        let mut client = api(&server).await?;
        let (gone, stays) = (person(&mut client, "gone").await?, person(&mut client, "stays").await?);
        let erase = || shared.troth(&["erase"], &["--workspace", &workspace, &gone]);
        assert_refused(&erase()?, &["another server"]);
        assert!(server.stop()?.success());
        let (code, said) = told(&erase()?);
        assert!(code == Some(0) && said.contains("nothing is left"), "{code:?} {said}");
        let server = shared.place.start()?;
        let mut client = api(&server).await?;
        assert_eq!((look(&mut client, &gone).await?, look(&mut client, &stays).await?), (404, 200));
        assert!(server.stop()?.success());
        Ok(())
    })
}

/// Accepted while a paused server has its lease; settled when that is over, without it, and told so.
#[test]
fn what_was_pending_is_settled_with_its_receipt() -> Outcome {
    run(async {
        let pair = Pair::new()?;
        let (one, other) = pair.both()?;
        let (mut here, mut there) = (api(&one).await?, api(&other).await?);
        let gone = person(&mut here, "gone").await?;
        assert_eq!(look(&mut there, &gone).await?, 200);
        signal(&other, "-STOP")?;
        let pending = delete(&mut here, &gone).await?;
        assert_eq!((pending.status.as_u16(), &pending.json()["deleted"]), (202, &Value::Bool(true)));
        let receipt = here.get(&format!("/contacts/{gone}/erasure/receipts/keys")).await?.ok()?.text();
        let settled = until(&mut here, &gone, "checked").await?;
        assert_eq!(settled["everywhere"], true);
        assert_eq!(delete(&mut here, &gone).await?.status, 200, "it is done now");
        signal(&other, "-CONT")?;
        while look(&mut there, &gone).await? == 503 {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        assert_eq!(look(&mut there, &gone).await?, 404);
        let again = there.get(&format!("/contacts/{gone}/erasure/receipts/keys")).await?.ok()?.text();
        assert!(one.stop()?.success() && other.stop()?.success());
        for (name, receipt) in [("first.txt", receipt), ("second.txt", again)] {
            let file = pair.place.path().join(name);
            std::fs::write(&file, receipt)?;
            let verified = well(&troth(&pair.place, &["verify", "receipt", text(&file)?])?);
            assert!(
                verified.contains("the keys of this person ended") && verified.contains(&gone),
                "{verified}"
            );
        }
        Ok(())
    })
}
