//! Between the network and the product: TLS, redirects, headers, health, and stopping in good order.

use std::collections::BTreeSet;
use std::process::Command;

use hyper::Method;
use serde_json::json;
use testkit::client::{Client, tls};
use testkit::look;
use testkit::running::Running;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::place::{Engine, Outcome, Place, api, cluster, run, stranger};

fn with_server<F: AsyncFnOnce(&Running) -> Outcome>(test: F) -> Outcome {
    run(async {
        let place = Place::new(Engine::Embedded)?;
        let server = place.start()?;
        test(&server).await?;
        assert!(server.stop()?.success());
        Ok(())
    })
}

#[test]
fn scanners_see_only_tls_1_2_and_1_3_with_forward_secrecy_and_aead() -> Outcome {
    with_server(async |server: &Running| {
        let target = server.field("api").strip_prefix("https://").unwrap_or_default();
        let output = Command::new("sslscan").args(["--no-colour", "--xml=-", target]).output()?;
        let report = String::from_utf8(output.stdout)?;
        let of = |element: &str| -> Vec<String> {
            report
                .lines()
                .filter(|line| line.trim().starts_with(&format!("<{element} ")))
                .map(str::to_owned)
                .collect()
        };
        let enabled: Vec<_> =
            of("protocol").into_iter().filter(|line| line.contains("enabled=\"1\"")).collect();
        let version = |line: &String| attribute(line, "type") + " " + &attribute(line, "version");
        let versions: BTreeSet<_> = enabled.iter().map(version).collect();
        assert_eq!(versions, BTreeSet::from(["tls 1.2".to_owned(), "tls 1.3".to_owned()]), "{report}");
        let suites: BTreeSet<_> = of("cipher").iter().map(|line| attribute(line, "cipher")).collect();
        let good = |suite: &&String| {
            let forward = suite.starts_with("TLS_") || suite.starts_with("ECDHE-");
            forward && (suite.contains("GCM") || suite.contains("CHACHA20")) && !suite.contains("CCM")
        };
        let bad: Vec<_> = suites.iter().filter(|suite| !good(suite)).collect();
        assert!(bad.is_empty(), "{bad:?}");
        assert!(
            suites.iter().any(|suite| suite.starts_with("ECDHE-"))
                && suites.iter().any(|s| s.starts_with("TLS_"))
        );
        Ok(())
    })
}

fn attribute(line: &str, name: &str) -> String {
    let value = line.split(&format!(" {name}=\"")).nth(1).and_then(|rest| rest.split('"').next());
    value.unwrap_or_default().to_owned()
}

#[test]
fn plain_http_is_sent_to_https() -> Outcome {
    with_server(async |server: &Running| {
        let mut plain = Client::connect_plain(&server.field("api").replace("https", "http")).await?;
        let answer = plain.get("/inbox?folder=mine").await?;
        assert_eq!(answer.status, 308);
        assert_eq!(answer.header("location"), format!("{}/inbox?folder=mine", server.field("api")));
        Ok(())
    })
}

#[test]
fn every_kind_of_answer_has_its_security_headers() -> Outcome {
    with_server(async |server: &Running| {
        let (workspace, mut client) = (server.field("workspace"), api(server).await?);
        let cookie = crate::start::sign_in(server).await?;
        let frame = format!("/messenger/{workspace}/frame");
        let paths = [
            "/",
            "/inbox",
            "/inbox/list",
            "/sign-in",
            "/setup/none",
            "/me",
            "/contacts",
            "/conversations",
            "/nothing",
            "/healthz",
            "/readyz",
            "/assets/inbox/inbox.js",
            "/files/none/none?key=none",
            "/inbox/none",
        ];
        let all = paths.map(str::to_owned).into_iter().chain([format!("/widget/{workspace}"), frame.clone()]);
        for path in all {
            let answer = client.request(Method::GET, &path, &[("cookie", &cookie)], "").await?;
            assert!(answer.header("strict-transport-security").contains("max-age=63072000"), "{path}");
            assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
            let policy = answer.header("content-security-policy");
            assert!(
                policy.contains("default-src 'none'") && policy.contains("frame-ancestors"),
                "{path}: {policy}"
            );
            let framable = path == frame;
            let (own, ancestors) = policy.split_once("frame-ancestors").ok_or("no ancestors")?;
            assert!(
                !policy.contains("unsafe") && !policy.contains('*') && !own.contains("http"),
                "{path}: {policy}"
            );
            assert_eq!(ancestors.contains("http"), framable, "{path}: {policy}");
            assert_eq!(answer.header("x-frame-options"), if framable { "" } else { "DENY" }, "{path}");
            assert_eq!(policy.contains("frame-ancestors 'none'"), !framable, "{path}: {policy}");
            assert!(!answer.header("x-request-id").is_empty(), "{path}");
            assert_eq!(answer.header("server"), "", "{path}");
        }
        Ok(())
    })
}

#[test]
fn health_is_public_and_metrics_are_elsewhere() -> Outcome {
    with_server(async |server: &Running| {
        let mut client = stranger(server).await?;
        assert_eq!(client.get("/healthz").await?.status, 200);
        assert_eq!(client.get("/readyz").await?.status, 200);
        assert_eq!(client.get("/metrics").await?.status, 404);
        let (metrics, _) = server.field("metrics").rsplit_once('/').ok_or("metrics is no address")?;
        let mut beside = Client::connect_plain(metrics).await?;
        assert_eq!(beside.get("/metrics").await?.status, 200);
        for path in ["/me", "/inbox", "/"] {
            assert_eq!(Client::connect_plain(metrics).await?.get(path).await?.status, 404, "{path}");
        }
        Ok(())
    })
}

#[test]
fn a_foreign_host_on_the_plain_listener_is_refused() -> Outcome {
    with_server(async |server: &Running| {
        let origin = server.field("demo_site").trim_end_matches('/').replace("localhost", "127.0.0.1");
        let address = origin.strip_prefix("http://").ok_or("the demo's site is plain HTTP")?;
        let mut tcp = tokio::net::TcpStream::connect(address).await?;
        tcp.write_all(b"GET / HTTP/1.1\r\nHost: rebound.example\r\nConnection: close\r\n\r\n").await?;
        let mut said = String::new();
        tcp.read_to_string(&mut said).await?;
        assert!(said.starts_with("HTTP/1.1 421 "), "{said}");
        Ok(())
    })
}

#[test]
fn guessing_passwords_is_slowed() -> Outcome {
    run(async {
        let mut place = Place::new(Engine::Embedded)?;
        place.options.arguments = vec!["--rates".into(), "1".into()];
        let server = place.start()?;
        let door = format!("/sign-in/{}", server.field("workspace"));
        let headers =
            [("content-type", "application/x-www-form-urlencoded"), ("sec-fetch-site", "same-origin")];
        let mut client = stranger(&server).await?;
        let mut limited = None;
        for _ in 0..40 {
            let form = "email=mina%40kettle-and-fern.example&password=wrong-wrong-wrong";
            let answer = client.request(Method::POST, &door, &headers, form).await?;
            if answer.status == 429 {
                limited = Some(answer);
                break;
            }
            assert_eq!(answer.status, 401);
        }
        assert!(limited.is_some(), "40 wrong passwords in a row are not slowed down");
        Ok(())
    })
}

#[test]
fn a_request_under_way_is_finished_when_the_server_is_told_to_stop() -> Outcome {
    run(async {
        let place = Place::new(Engine::Embedded)?;
        let server = place.start()?;
        let body = json!({"role": "user", "external_id": "finished", "name": "Finished In Time"}).to_string();
        let (first, rest) = body.split_at(body.len() / 2);
        let mut line = tls(server.field("api"), server.field("ca")).await?;
        let host = server.field("api").strip_prefix("https://").unwrap_or_default();
        let head = format!(
            "POST /contacts HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\n\
             Expect: 100-continue\r\nContent-Length: {}\r\n\r\n",
            server.field("token"),
            body.len()
        );
        line.write_all(head.as_bytes()).await?;
        let mut said = vec![0; 1024];
        let read = line.read(&mut said).await?;
        let said = String::from_utf8_lossy(said.get(..read).unwrap_or_default()).into_owned();
        assert!(said.starts_with("HTTP/1.1 100"), "the handler reads: {said}");
        line.write_all(first.as_bytes()).await?;
        // A stream of events must not hold the server up.
        let cookie = crate::start::sign_in(&server).await?;
        let mut watching = stranger(&server).await?;
        let events = watching.stream("/inbox/events", &[("cookie", &cookie)]).await?;
        assert_eq!(events.status(), 200);
        server.terminate()?;
        line.write_all(rest.as_bytes()).await?;
        let mut answer = Vec::new();
        // The other side may end the connection without a farewell of TLS.
        let _ = line.read_to_end(&mut answer).await;
        let answer = String::from_utf8_lossy(&answer).into_owned();
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        let (status, _) = server.wait()?;
        assert!(status.success(), "{status}");
        let server = place.start()?;
        api(&server).await?.get("/contacts/find_by_external_id/finished").await?.ok()?;
        Ok(())
    })
}

#[test]
fn postgresql_elsewhere_is_reached_over_tls_only() -> Outcome {
    let mut place = Place::new(Engine::Embedded)?;
    place.options.store = Some("postgres://troth:geheim@db.example/troth?sslmode=disable".into());
    let refusal = Running::refused(&place.options)?;
    assert!(refusal.said.contains("over TLS only") && !refusal.said.contains("geheim"), "{}", refusal.said);
    assert!(!refusal.status.success());
    Ok(())
}

#[test]
fn postgresql_is_used_over_verified_tls_where_that_is_asked() -> Outcome {
    run(async {
        let mut place = Place::new(Engine::Postgresql)?;
        let url = place.options.store.clone().unwrap_or_default();
        let ca = std::env::var("TROTH_TEST_POSTGRES_CA")?;
        place.options.store = Some(format!("{url}?sslmode=verify-full&sslrootcert={ca}"));
        let server = place.start()?;
        api(&server).await?.get("/me").await?.ok()?;
        let name = url.rsplit('/').next().unwrap_or_default().to_owned();
        let of_server = format!(
            "SELECT s.ssl, count(*) FROM pg_stat_ssl s JOIN pg_stat_activity a USING (pid) WHERE a.datname = '{name}' GROUP BY 1"
        );
        let found = look::postgres(&cluster()?, &of_server)?;
        assert_eq!(
            found.iter().map(|row| row[0].as_str()).collect::<Vec<_>>(),
            ["t"],
            "all connections use TLS"
        );
        let other = server.field("ca").to_owned();
        assert!(server.stop()?.success());
        place.options.store = Some(format!("{url}?sslmode=verify-full&sslrootcert={other}"));
        let refusal = Running::refused(&place.options)?;
        assert!(!refusal.status.success());
        Ok(())
    })
}
