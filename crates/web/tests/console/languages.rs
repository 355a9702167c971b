//! Whoever reads a refusal reads it in the language that they asked for; programs read it in English.

use std::time::Duration;

use axum::http::{Method, StatusCode};
use domain::contacts::ContactRole;
use domain::holds::{self, Ground, NewHold, On, Scope};

use crate::harness::{Browser, Server, encoded, personal};
use crate::lists::owner;

const HERE: (&str, &str) = ("sec-fetch-site", "same-origin");
const PAGE: (&str, &str) = ("accept", "text/html");
const SCRIPT: (&str, &str) = ("accept", "application/json");

/// What is said to a browser that asks for that language.
async fn said(browser: &mut Browser<'_>, path: &str, body: &str, headers: &[(&str, &str)]) -> Vec<String> {
    let (mut both, csrf) = (Vec::new(), browser.csrf.clone());
    for language in ["en", "ja"] {
        let method = if body.is_empty() { Method::GET } else { Method::POST };
        let headers = [headers, &[("accept-language", language), ("csrf", &csrf)]].concat();
        let answer = browser.send(method, path, body, &headers).await;
        assert!(answer.status.is_client_error(), "{path}: {}", answer.status);
        both.push(answer.text);
    }
    both
}

async fn refusals_are_said_in_the_readers_language(server: Server) {
    let office = server.office().await;
    let mut ines = server.signed_in(office, "ines").await;
    ines.get("/inbox").await;
    let long = format!("q={}", "n".repeat(513));
    let large = format!("name={}", "n".repeat(70 * 1024));
    for (path, body, headers, english, japanese) in [
        ("/settings/workspace", large.as_str(), [HERE, PAGE], "at most 64 KB", "上限は 64 KB"),
        ("/inbox/search", long.as_str(), [HERE, SCRIPT], "at most 512 bytes", "512 バイトまで"),
        ("/inbox/search", "q=%00", [HERE, SCRIPT], "a character", "使用できない文字"),
        (
            "/settings/workspace",
            "name=Evil",
            [("sec-fetch-site", "cross-site"), PAGE],
            "did not come from a page of this server",
            "このサーバーのページから",
        ),
        ("/files/none/none?key=none", "", [HERE, PAGE], "There is no such file", "ファイルが存在しない"),
    ] {
        let both = said(&mut ines, path, body, &headers).await;
        assert!(both[0].contains(english) && !both[0].contains(japanese), "{path}: {}", both[0]);
        assert!(both[1].contains(japanese) && !both[1].contains(english), "{path}: {}", both[1]);
    }
    let forged = [("sec-fetch-site", "cross-site"), SCRIPT];
    let both = said(&mut ines, "/settings/workspace", "name=Evil", &forged).await;
    assert!(both.iter().all(|one| one.contains("did not come from a page of this server")), "{both:?}");

    let server = server.with_rates(1);
    let mut often = server.stranger();
    for _ in 0..100 {
        often.get("/files/none/none?key=none").await;
    }
    let both = said(&mut often, "/files/none/none?key=none", "", &[PAGE]).await;
    assert!(both[0].contains("Too many requests: 100 are allowed"), "{}", both[0]);
    assert!(both[1].contains("リクエストが多すぎます。上限は 100 件です"), "{}", both[1]);
    assert_eq!(often.get("/healthz").await.status, StatusCode::OK);
}
crate::both!(refusals_are_said_in_the_readers_language);

async fn what_is_not_done_with_a_person_is_said_in_the_readers_language(server: Server) {
    let office = server.office().await;
    let ada = server.person(office, "Ada Quill", ContactRole::User).await;
    server.person(office, "Bo Strand", ContactRole::User).await;
    let lead = server.person(office, "Cy Vane", ContactRole::Lead).await;
    let id = server.asks(office, lead, "Hello?").await;
    let mut ines = server.signed_in(office, "ines").await;
    let shown = ines.get(&format!("/inbox/{id}")).await;
    let message = shown.between("data-message=\"", "\"");

    // As many attributes as fit into two forms, and more than a person may have.
    let names: Vec<String> = (0..80).map(|n| format!("attribute {n}")).collect();
    let long = "x".repeat(400);
    let fields = |names: &[String], version: &str| {
        let each = names.iter().flat_map(|name| [("attribute", name.as_str()), ("value", long.as_str())]);
        let fields: Vec<_> = std::iter::once(("version", version)).chain(each).collect();
        encoded(&fields)
    };
    let version = |shown: &str| {
        shown.split("name=\"version\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
    };
    let edit = format!("/inbox/people/{lead}/edit");
    let csrf = ines.csrf.clone();
    let first = fields(&names[..40], &version(&shown.text));
    let saved = ines.send(Method::POST, &edit, &first, &[HERE, SCRIPT, ("csrf", &csrf)]).await;
    assert_eq!(saved.status, StatusCode::OK, "{}", saved.text);
    let second = fields(&names[40..], &version(&ines.get(&format!("/inbox/{id}")).await.text));

    let review_at = server.d.now().after(Duration::from_hours(24));
    let (ground, scope) = (Ground::Litigation, Scope::Everything);
    let basis = personal("the claim of March");
    let hold = NewHold { ground, scope, basis, until: None, review_at, reviewer: office.owner };
    holds::place(&server.d, &owner(office), On::Conversation(id), hold).await.unwrap();

    let (merge_user, merge_held) =
        (format!("/inbox/people/{ada}/merge"), format!("/inbox/people/{lead}/merge"));
    let into = "into=bo.strand@people.example".to_owned();
    for (path, body, english, japanese) in [
        (&edit, second.as_str(), "at most 250 attributes", "属性は最大 250 件"),
        (&merge_user, into.as_str(), "only a lead or a visitor", "リードと訪問者だけ"),
        (&merge_held, into.as_str(), "or a hold needs it", "保全中です"),
        (
            &format!("/inbox/{id}/remove"),
            format!("message={message}").as_str(),
            "a hold needs the conversation as it is",
            "保全中のため",
        ),
    ] {
        let both = said(&mut ines, path, body, &[HERE, SCRIPT]).await;
        assert!(both[0].contains(english) && !both[0].contains(japanese), "{path}: {}", both[0]);
        assert!(both[1].contains(japanese) && !both[1].contains(english), "{path}: {}", both[1]);
    }
}
crate::both!(what_is_not_done_with_a_person_is_said_in_the_readers_language);
