//! Input that nobody should send: answered with the right status and a clear sentence, and the server lives on.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use hyper::Method;
use serde_json::{Value, json};
use testkit::client::{Answer, tls};
use testkit::running::Running;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::place::{Engine, Outcome, Place, api, stranger};
use crate::start::sign_in;

on_both_engines!(
    bad_bodies_are_named,
    bad_messages_are_named_to_visitors,
    bad_messages_are_named_to_teammates,
    unknown_and_foreign_look_alike,
    a_huge_body_is_refused_early,
);

const JSON: [(&str, &str); 1] = [("content-type", "application/json")];

/// The API's error envelope with that status and code; answers the message.
fn assert_error(answer: &Answer, status: u16, code: &str) -> String {
    assert_eq!(answer.status.as_u16(), status, "{}", answer.text());
    let json = answer.json();
    assert_eq!(
        (&json["type"], &json["errors"][0]["code"]),
        (&Value::from("error.list"), &Value::from(code)),
        "{json}"
    );
    assert!(json["request_id"].is_string(), "{json}");
    json["errors"][0]["message"].as_str().unwrap_or_default().to_owned()
}

async fn bad_bodies_are_named(engine: Engine) -> Outcome {
    let place = Place::new(engine)?;
    let server = place.start()?;
    let mut client = api(&server).await?;
    let deep = "[".repeat(100_000) + &"]".repeat(100_000);
    let nested = format!("{{\"custom_attributes\": {}1{}}}", "{\"a\":".repeat(100_000), "}".repeat(100_000));
    let bodies: [Vec<u8>; 7] = [
        b"{\"name\": \"caf\xe9\"}".to_vec(),
        b"{\"name\": \"a\\u0000b\", \"email\": \"a@b.example\"}".to_vec(),
        b"{\"name\": \"a\0b\"}".to_vec(),
        deep.into_bytes(),
        nested.into_bytes(),
        b"{\"name\": ".to_vec(),
        b"\"just a text\"".to_vec(),
    ];
    for body in bodies {
        let start = String::from_utf8_lossy(body.get(..20).unwrap_or_default()).into_owned();
        let answer = client.request(Method::POST, "/contacts", &JSON, body).await?;
        assert_eq!(answer.status, 400, "{start}: {}", answer.text());
        assert_eq!(answer.json()["type"], "error.list", "{start}: {}", answer.text());
        let message = answer.json()["errors"][0]["message"].as_str().unwrap_or_default().to_owned();
        assert!(
            !message.is_empty() && !message.contains("caf") && !message.contains("just a text"),
            "{message}"
        );
    }
    let wrong_type =
        client.request(Method::POST, "/contacts", &[("content-type", "text/plain")], "{}").await?;
    assert_eq!(wrong_type.status, 415, "{}", wrong_type.text());
    for size in ["-1", "0", "151", "many"] {
        let answer = client.get(&format!("/contacts?per_page={size}")).await?;
        let message = assert_error(&answer, 400, "parameter_invalid");
        assert!(message.contains("150"), "what is allowed is said: {message}");
    }
    assert_error(&client.get("/contacts?starting_after=%00garbage").await?, 400, "parameter_invalid");
    let version = client.request(Method::GET, "/me", &[("intercom-version", "9.9")], "").await?;
    assert_error(&version, 400, "intercom_version_invalid");
    assert_eq!(client.get("/me").await?.status, 200, "the server lives on");
    assert!(server.stop()?.success());
    Ok(())
}

/// Refused with that status and a sentence that repeats nothing; answers the code.
fn assert_named(answer: &Answer, status: u16, what: &str) -> String {
    assert_eq!(answer.status.as_u16(), status, "{what}: {}", answer.text());
    let error = answer.json()["errors"][0].clone();
    let message = error["message"].as_str().unwrap_or_default();
    assert!(!message.is_empty() && !message.contains("teapot"), "{what}: {error}");
    error["code"].as_str().unwrap_or_default().to_owned()
}

async fn bad_messages_are_named_to_visitors(engine: Engine) -> Outcome {
    let place = Place::new(engine)?;
    let server = place.start()?;
    let base = format!("/messenger/{}", server.field("workspace"));
    let (begin, path) = (format!("{base}/visitors"), format!("{base}/conversations"));
    let mut client = stranger(&server).await?;
    assert_eq!(assert_named(&client.get(&path).await?, 401, "no token"), "signed_out");
    client.use_token(server.field("token"));
    assert_eq!(assert_named(&client.get(&path).await?, 401, "the API's token"), "signed_out");
    let visitor = client.post(&begin, json!({})).await?.ok()?.json();
    client.use_token(visitor["token"].as_str().ok_or("no token")?);
    let said = json!({"body": "A teapot, please.", "client_key": "ab".repeat(16)});
    let id = client.post(&path, said).await?.ok()?.json()["conversation"].clone();
    let key = "cd".repeat(16);
    let bodies: [(&str, Vec<u8>); 6] = [
        ("NUL", format!("{{\"body\": \"tea\\u0000pot\", \"client_key\": \"{key}\"}}").into_bytes()),
        ("a bare NUL", format!("{{\"body\": \"tea\0pot\", \"client_key\": \"{key}\"}}").into_bytes()),
        ("no UTF-8", [b"{\"body\": \"teapot\xff\", \"client_key\": \"", key.as_bytes(), b"\"}"].concat()),
        ("deep", format!("{{\"body\": {}1{}}}", "[".repeat(100_000), "]".repeat(100_000)).into_bytes()),
        ("cut", b"{\"body\": \"teapot".to_vec()),
        ("empty", Vec::new()),
    ];
    for (what, body) in bodies {
        let to = [path.clone(), format!("{path}/{}/messages", id.as_str().unwrap_or_default())];
        for path in to {
            let answer = client.request(Method::POST, &path, &JSON, body.clone()).await?;
            assert_eq!(assert_named(&answer, 400, what), "bad_request", "{path}");
        }
    }
    for body in [json!({"client_key": "short"}), json!({"body": ["a teapot"], "client_key": key}), json!([])]
    {
        assert_named(&client.post(&path, body).await?, 422, "another shape");
    }
    for unknown in ["987654321", "-1", "none"] {
        assert_eq!(assert_named(&client.get(&format!("{path}/{unknown}")).await?, 404, unknown), "not_found");
    }
    let mine = client.get(&path).await?.ok()?.json();
    assert_eq!(mine["conversations"].as_array().map(Vec::len), Some(1), "nothing of it was taken: {mine}");
    assert!(server.stop()?.success());
    Ok(())
}

async fn bad_messages_are_named_to_teammates(engine: Engine) -> Outcome {
    let place = Place::new(engine)?;
    let server = place.start()?;
    let (cookie, mut browser) = (sign_in(&server).await?, stranger(&server).await?);
    let page = browser.request(Method::GET, "/inbox", &[("cookie", &cookie)], "").await?.ok()?.text();
    let between = |before: &str, behind: char| -> Outcome<String> {
        let rest = page.split(before).nth(1).ok_or("not on the page")?;
        Ok(rest.split(behind).next().unwrap_or_default().to_owned())
    };
    let (csrf, id) = (between("name=\"csrf\" value=\"", '"')?, between("data-id=\"", '"')?);
    let headers = [
        ("cookie", cookie.as_str()),
        ("sec-fetch-site", "same-origin"),
        ("accept", "application/json"),
        ("content-type", "application/x-www-form-urlencoded"),
    ];
    let before = place.rows("SELECT count(*) FROM messages")?;
    let path = format!("/inbox/{id}/reply");
    let fields = [
        ("NUL", "body=tea%00pot", 400, "bad_request"),
        ("no UTF-8", "body=teapot%ff", 400, "bad_request"),
        ("half an escape", "body=teapot%", 400, "bad_request"),
        ("no message", "body=", 422, "bad_request"),
        ("another kind", "body=teapot&kind=shout", 422, "bad_request"),
    ];
    for (what, field, status, code) in fields {
        let form = format!("csrf={csrf}&{field}");
        let answer = browser.request(Method::POST, &path, &headers, form).await?;
        assert_eq!(assert_named(&answer, status, what), code, "{what}");
    }
    let forged = browser.request(Method::POST, &path, &headers, "csrf=x&body=teapot").await?;
    assert_eq!(assert_named(&forged, 403, "a forged form"), "forged");
    let form = format!("csrf={csrf}&body=teapot");
    for unknown in ["987654321", "-1", "none"] {
        let path = format!("/inbox/{unknown}/reply");
        let answer = browser.request(Method::POST, &path, &headers, form.clone()).await?;
        assert_eq!(assert_named(&answer, 404, unknown), "not_found");
    }
    assert_eq!(place.rows("SELECT count(*) FROM messages")?, before, "nothing of it was taken");
    assert!(server.stop()?.success());
    Ok(())
}

async fn unknown_and_foreign_look_alike(engine: Engine) -> Outcome {
    let (place, other) = (Place::new(engine)?, Place::new(Engine::Embedded)?);
    let (server, foreign) = (place.start()?, other.start()?);
    let theirs =
        api(&foreign).await?.post("/contacts", json!({"role": "lead", "name": "Theirs"})).await?.ok()?.json();
    let theirs = theirs["id"].as_str().ok_or("no id")?.to_owned();
    let mut client = api(&server).await?;
    let plain = |answer: Answer| {
        let mut json = answer.json();
        json["request_id"] = Value::Null;
        (answer.status.as_u16(), json)
    };
    let unknown = plain(client.get("/contacts/0123456789abcdef01234567").await?);
    assert_eq!((unknown.0, &unknown.1["errors"][0]["code"]), (404, &Value::from("not_found")));
    assert_eq!(plain(client.get(&format!("/contacts/{theirs}")).await?), unknown);
    for path in ["/conversations/987654321", "/conversations/none", "/conversations/-1", "/contacts/x"] {
        assert_error(&client.get(path).await?, 404, "not_found");
    }
    assert_error(&client.get("/nothing/at/all").await?, 404, "address_not_found");
    client.use_token(foreign.field("token"));
    assert_error(&client.get("/me").await?, 401, "unauthorized");
    for token in ["nonsense", &format!("{}x", server.field("token")), ""] {
        client.use_token(token);
        assert_error(&client.get("/me").await?, 401, "unauthorized");
    }
    client.use_token(server.field("token"));
    let wrong = client.send(Method::DELETE, "/me", None).await?;
    assert_error(&wrong, 405, "method_not_allowed");
    assert!(wrong.header("allow").contains("GET"));
    Ok(())
}

async fn a_huge_body_is_refused_early(engine: Engine) -> Outcome {
    let place = Place::new(engine)?;
    let server = place.start()?;
    let workspace = server.field("workspace");
    let paths = [
        "/contacts".to_owned(),
        "/conversations".to_owned(),
        format!("/messenger/{workspace}/visitors"),
        format!("/sign-in/{workspace}"),
    ];
    for path in paths {
        // A visitor begins without a body: none is read.
        let status = if path.ends_with("/visitors") { "HTTP/1.1 201 " } else { "HTTP/1.1 413 " };
        for declared in [true, false] {
            let said = huge(&server, &path, declared).await?;
            assert!(said.starts_with(status), "{path}, declared: {declared}: {said}");
        }
    }
    assert_eq!(stranger(&server).await?.get("/healthz").await?.status, 200);
    assert!(server.stop()?.success());
    Ok(())
}

/// Announces 100 MB, or streams them without saying how many; answers the start of the answer.
async fn huge(server: &Running, path: &str, declared: bool) -> Outcome<String> {
    const SIZE: usize = 100 * 1024 * 1024;
    let line = tls(server.field("api"), server.field("ca")).await?;
    let host = server.field("api").strip_prefix("https://").unwrap_or_default();
    let length =
        if declared { format!("Content-Length: {SIZE}") } else { "Transfer-Encoding: chunked".to_owned() };
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {}\r\nSec-Fetch-Site: same-origin\r\n\
         Content-Type: {}\r\n{length}\r\n\r\n",
        server.field("token"),
        if path.starts_with("/sign-in") { "application/x-www-form-urlencoded" } else { "application/json" },
    );
    let (mut read, mut write) = tokio::io::split(line);
    write.write_all(head.as_bytes()).await?;
    let sent = Arc::new(AtomicUsize::new(0));
    let so_far = sent.clone();
    let writing = tokio::spawn(async move {
        let piece = "x".repeat(65_536);
        let chunk = format!("10000\r\n{piece}\r\n");
        // A declared body is not sent at all: the answer must come without it.
        while !declared && write.write_all(chunk.as_bytes()).await.is_ok() {
            if so_far.fetch_add(piece.len(), Ordering::SeqCst) > SIZE {
                break;
            }
        }
        write
    });
    let mut said = vec![0; 4096];
    let length = read.read(&mut said).await.unwrap_or_default();
    assert!(sent.load(Ordering::SeqCst) < SIZE, "{path}: all of it was taken before the answer");
    writing.abort();
    Ok(String::from_utf8_lossy(said.get(..length).unwrap_or_default()).into_owned())
}
