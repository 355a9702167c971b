//! Witnesses: an independent one signs what continues what it saw, tells of a log that went back, and is never waited for.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use activity_log::note::{KeyKind, NoteKey, SignedCheckpoint, VerifierKey};
use testkit::client::Client;
use testkit::running::Running;

use crate::backup::{text, well};
use crate::erase::{person, troth};
use crate::place::{Engine, Outcome, Place, api, run, stranger};
use crate::start::sign_in;

/// How long it may take until a witness has signed, on a busy machine: it is asked every two seconds, after a failure
/// every five, ten, twenty.
const PATIENCE: Duration = Duration::from_mins(2);

/// A witness in Python, as a process.
struct Witness {
    child: Child,
    key: String,
    url: String,
}

impl Drop for Witness {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The Python that has Ed25519.
fn python() -> Outcome<&'static str> {
    let imports = |python: &&&str| {
        let run = Command::new(python).args(["-c", "import cryptography"]).stderr(Stdio::null()).status();
        run.is_ok_and(|status| status.success())
    };
    let none = "no Python with the package cryptography: run the tests with `cargo xtask test`";
    Ok(["python3", "/usr/bin/python3"].iter().find(imports).ok_or(none)?)
}

impl Witness {
    /// Starts it with what it remembers in the place's folder; it knows the logs of `known` below.
    fn start(place: &Place, tls: Option<(&Path, &Path)>) -> Outcome<Self> {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/log/witness.py");
        let mut command = Command::new(python()?);
        command.arg(script).args(["witness.example/w1", &"5a".repeat(32)]);
        command.arg(place.path().join("witness.json")).arg(known(place));
        if let Some((certificate, key)) = tls {
            command.arg(certificate).arg(key);
        }
        fs::OpenOptions::new().create(true).append(true).open(known(place))?;
        let log = fs::File::create(place.path().join("witness.log"))?;
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(log).spawn()?;
        let out = child.stdout.take().ok_or("no standard output")?;
        let mut line = String::new();
        BufReader::new(out).read_line(&mut line)?;
        let (key, url) = line.trim().split_once(' ').ok_or("the witness did not start")?;
        Ok(Self { key: key.to_owned(), url: url.to_owned(), child })
    }

    fn option(&self) -> String {
        format!("{}={}", self.key, self.url)
    }
}

fn known(place: &Place) -> PathBuf {
    place.path().join("known-logs")
}

/// Makes the demo, and tells the witness of its workspace's log.
async fn prepared(engine: Engine) -> Outcome<Place> {
    let place = Place::new(engine)?;
    let server = place.start()?;
    let path = format!("/log/{}/key", server.field("workspace"));
    fs::write(known(&place), api(&server).await?.get(&path).await?.ok()?.text())?;
    assert!(server.stop()?.success());
    Ok(place)
}

/// The newest checkpoint that a witness signed, as soon as it covers what is in the log now.
async fn witnessed(server: &Running) -> Outcome<SignedCheckpoint> {
    let (mut client, path) = (api(server).await?, format!("/log/{}/checkpoint", server.field("workspace")));
    let wanted = SignedCheckpoint::parse(&client.get(&path).await?.ok()?.text())?.checkpoint().size;
    let path = format!("{path}?witnesses=1");
    until("a witness signs", async || {
        let answer = client.get(&path).await?;
        let signed = if answer.status == 200 { Some(SignedCheckpoint::parse(&answer.text())?) } else { None };
        Ok(signed.filter(|signed| signed.checkpoint().size >= wanted))
    })
    .await
}

async fn until<T>(what: &str, mut look: impl AsyncFnMut() -> Outcome<Option<T>>) -> Outcome<T> {
    let start = Instant::now();
    loop {
        if let Some(found) = look().await? {
            return Ok(found);
        }
        if start.elapsed() > PATIENCE {
            return Err(format!("it did not happen that {what}").into());
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

async fn metrics(server: &Running) -> Outcome<String> {
    let (address, path) = server.field("metrics").rsplit_once('/').ok_or("metrics is no address")?;
    Ok(Client::connect_plain(address).await?.get(&format!("/{path}")).await?.ok()?.text())
}

/// The value of a metric whose line begins so.
async fn metric(server: &Running, begins: &str) -> Outcome<Option<f64>> {
    let all = metrics(server).await?;
    let line = all.lines().find_map(|line| line.strip_prefix(begins)?.rsplit(' ').next());
    Ok(line.map(str::parse).transpose()?)
}

async fn until_counted(server: &Running, answer: &str) -> Outcome {
    let begins = format!("log_witness_answers_total{{witness=\"witness.example/w1\",answer=\"{answer}\"}}");
    until(answer, async || metric(server, &begins).await).await.map(drop)
}

on_both_engines!(
    a_witness_signs_what_continues_what_it_saw,
    a_witness_that_does_not_answer_is_not_waited_for
);

async fn a_witness_signs_what_continues_what_it_saw(engine: Engine) -> Outcome {
    let mut place = prepared(engine).await?;
    let witness = Witness::start(&place, None)?;
    let key = VerifierKey::parse(&witness.key)?;
    place.options.arguments = vec!["--witness".to_owned(), witness.option()];
    let server = place.start()?;
    let workspace = server.field("workspace").to_owned();
    let first = witnessed(&server).await?;
    person(&mut api(&server).await?, "later").await?;
    let second = witnessed(&server).await?;
    assert!(
        first.checkpoint().size < second.checkpoint().size,
        "the second was signed with a proof from the first"
    );
    assert!(first.verify_witness(&key)? <= second.verify_witness(&key)?);
    assert!(second.checkpoint().vault().is_some(), "the checkpoint tells the vault's state");

    // What the server forgets, the witness tells it: 409, and a proof from there.
    assert!(server.stop()?.success());
    for table in ["log_cosignatures", "log_witnesses"] {
        place.rows(&format!("DELETE FROM {table} WHERE workspace_id = '{workspace}'"))?;
    }
    let server = place.start()?;
    person(&mut api(&server).await?, "last").await?;
    let third = witnessed(&server).await?;
    assert!(third.verify_witness(&key).is_ok());
    until_counted(&server, "signed").await?;
    assert!(metrics(&server).await?.contains("log_witness_lag_seconds{witness=\"witness.example/w1\"}"));

    let cookie = sign_in(&server).await?;
    let mut browser = stranger(&server).await?;
    let page =
        browser.request(hyper::Method::GET, "/inbox/log", &[("cookie", &cookie)], "").await?.ok()?.text();
    assert!(page.contains("Witness witness.example/w1: signed "), "{page}");
    let wrong = api(&server).await?.get(&format!("/log/{workspace}/checkpoint?witnesses=none")).await?;
    assert!(wrong.status == 400 && wrong.text().contains("from 1 to 64"), "{}", wrong.text());

    verified(&place, &server, &witness.key).await?;
    // A log that the witness's operator does not know is told to ours.
    fs::write(known(&place), "")?;
    person(&mut api(&server).await?, "unknown").await?;
    until_counted(&server, "unknown_log").await?;
    let said = fs::read_to_string(place.options.log())?;
    assert!(said.contains("must add the log's name and key"), "{said}");
    assert!(server.stop()?.success());
    Ok(())
}

/// The export has the checkpoint that the witness signed, and both verifiers take it.
async fn verified(place: &Place, server: &Running, witness: &str) -> Outcome {
    let export =
        api(server).await?.get(&format!("/log/{}/export", server.field("workspace"))).await?.ok()?.text();
    let (log, log_key) = (place.path().join("log.jsonl"), fs::read_to_string(known(place))?);
    fs::write(&log, export)?;
    let given = ["verify", "log", text(&log)?, "--key", log_key.trim(), "--witness", witness];
    let passes = well(&troth(place, &given)?);
    for part in ["PASSES", "by witness.example/w1: ", "only the log's key vouches for", "vault's generation"]
    {
        assert!(passes.contains(part), "{part:?} is not in:\n{passes}");
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/log/verify.py");
    let second =
        Command::new("python3").arg(script).arg("log").arg(&log).args([log_key.trim(), witness]).output()?;
    assert!(second.status.success(), "{}", String::from_utf8_lossy(&second.stderr));
    let other = NoteKey::from_seed("w2.example", KeyKind::Cosignature, &[7; 32])?.verifier().to_string();
    let both = [&given[..], &["--witness", &other]].concat();
    assert_eq!(troth(place, &both)?.status.code(), Some(1), "the other witness signed nothing");
    well(&troth(place, &[&both[..], &["--threshold", "1"]].concat())?);
    Ok(())
}

async fn a_witness_that_does_not_answer_is_not_waited_for(engine: Engine) -> Outcome {
    let mut place = Place::new(engine)?;
    // It takes connections, and never says anything.
    let silent = TcpListener::bind("127.0.0.1:0")?;
    let key =
        NoteKey::from_seed("witness.example/w1", KeyKind::Cosignature, &[7; 32])?.verifier().to_string();
    place.options.arguments = vec!["--witness".to_owned(), format!("{key}=http://{}", silent.local_addr()?)];
    let server = place.start()?;
    let start = Instant::now();
    let mut client = api(&server).await?;
    person(&mut client, "meanwhile").await?;
    let workspace = server.field("workspace");
    client.get(&format!("/log/{workspace}/export")).await?.ok()?;
    assert_eq!(client.get(&format!("/log/{workspace}/checkpoint?witnesses=1")).await?.status, 404);
    assert_eq!(metric(&server, "log_witness_answers_total").await?, None, "nobody has answered yet");
    assert!(start.elapsed() < Duration::from_secs(10), "somebody waited for the witness");
    until_counted(&server, "timed_out").await?;
    until("the lag is told", async || {
        let lag = metric(&server, "log_witness_lag_seconds{witness=\"witness.example/w1\"}").await?;
        Ok(lag.filter(|lag| *lag > 1.0))
    })
    .await?;
    let cookie = sign_in(&server).await?;
    let mut browser = stranger(&server).await?;
    let page =
        browser.request(hyper::Method::GET, "/inbox/log", &[("cookie", &cookie)], "").await?.ok()?.text();
    assert!(page.contains("Witness witness.example/w1 has not signed yet"), "{page}");
    assert!(server.stop()?.success());
    Ok(())
}

/// Data and vault are put back together: only somebody outside can tell, and the witness does.
#[test]
fn a_log_that_went_back_is_told_by_the_witness() -> Outcome {
    run(async {
        let mut place = prepared(Engine::Embedded).await?;
        let witness = Witness::start(&place, None)?;
        place.options.arguments = vec!["--witness".to_owned(), witness.option()];
        let aside = place.path().join("aside");
        testkit::engines::copy_folder(&place.options.data, &aside);
        let server = place.start()?;
        for name in ["one", "two", "three"] {
            person(&mut api(&server).await?, name).await?;
        }
        let seen = witnessed(&server).await?.checkpoint().size;
        assert!(server.stop()?.success());
        fs::remove_dir_all(&place.options.data)?;
        testkit::engines::copy_folder(&aside, &place.options.data);

        let server = place.start()?;
        until_counted(&server, "ahead").await?;
        let said = fs::read_to_string(place.options.log())?;
        assert!(said.contains("ALARM: a witness has seen more entries than the log has"), "{said}");
        // It grows past what the witness saw, and is another log then.
        let (mut client, mut size, mut n) = (api(&server).await?, 0, 0);
        while size <= seen {
            n += 1;
            person(&mut client, &format!("other {n}")).await?;
            let path = format!("/log/{}/checkpoint", server.field("workspace"));
            size = SignedCheckpoint::parse(&client.get(&path).await?.ok()?.text())?.checkpoint().size;
        }
        until_counted(&server, "not_consistent").await?;
        assert!(server.stop()?.success());
        Ok(())
    })
}

/// What a witness signed after a backup is there when the backup was restored, and the witness goes on from it.
#[test]
fn what_a_witness_signed_outlives_a_restore() -> Outcome {
    run(async {
        let mut place = prepared(Engine::Embedded).await?;
        let witness = Witness::start(&place, None)?;
        place.options.arguments = vec!["--witness".to_owned(), witness.option()];
        let server = place.start()?;
        witnessed(&server).await?;
        let (backup, made) = crate::backup::make(&place, "witnessed.backup")?;
        well(&made);
        person(&mut api(&server).await?, "since").await?;
        let signed = witnessed(&server).await?;
        assert!(server.stop()?.success());
        let all = "SELECT size, witness, signature FROM log_cosignatures ORDER BY size";
        let before = place.rows(all)?;
        well(&crate::backup::restore(&place, &backup)?);
        assert_eq!(place.rows(all)?, before, "every signature was carried over");
        let server = place.start()?;
        person(&mut api(&server).await?, "after").await?;
        let after = witnessed(&server).await?;
        assert!(after.checkpoint().size > signed.checkpoint().size);
        assert!(
            metric(&server, "log_witness_answers_total{witness=\"witness.example/w1\",answer=\"ahead\"}")
                .await?
                .is_none()
        );
        assert!(server.stop()?.success());
        Ok(())
    })
}

#[test]
fn a_witness_is_asked_over_tls_that_is_trusted() -> Outcome {
    run(async {
        let mut place = prepared(Engine::Embedded).await?;
        let tls = place.options.data.join("development-tls");
        let (certificate, key) = (tls.join("certificate.pem"), tls.join("key.pem"));
        let witness = Witness::start(&place, Some((&certificate, &key)))?;
        assert!(witness.url.starts_with("https://"));
        place.options.arguments = vec!["--witness".to_owned(), witness.option()];
        let server = place.start()?;
        let ca = server.field("ca").to_owned();
        until_counted(&server, "not_trusted").await?;
        assert!(server.stop()?.success());
        place.options.arguments.extend(["--witness-ca".to_owned(), ca]);
        let server = place.start()?;
        witnessed(&server).await?;
        assert!(server.stop()?.success());
        Ok(())
    })
}

#[test]
fn a_witness_that_makes_no_sense_is_refused_at_the_start() -> Outcome {
    let mut place = Place::new(Engine::Embedded)?;
    let key = |kind| {
        Ok::<_, testkit::client::Error>(
            NoteKey::from_seed("w.example", kind, &[7; 32])?.verifier().to_string(),
        )
    };
    let good = format!("{}=https://w.example", key(KeyKind::Cosignature)?);
    for (given, why) in [
        (vec![good.replace("https", "http")], "a witness is asked over https"),
        (vec![good.replace("w.example+", "x.example+")], "is not a key in the form NAME+ID+KEY"),
        (vec![format!("{}=https://w.example", key(KeyKind::Ed25519)?)], "the key is that of a log"),
        (vec!["w.example".to_owned()], "NAME+ID+KEY=https://"),
        (vec![good.clone(), good], "twice"),
    ] {
        place.options.arguments =
            given.into_iter().flat_map(|witness| ["--witness".to_owned(), witness]).collect();
        let refusal = Running::refused(&place.options)?;
        assert!(
            !refusal.status.success() && refusal.said.contains(why),
            "{why:?} is not in:\n{}",
            refusal.said
        );
    }
    Ok(())
}
