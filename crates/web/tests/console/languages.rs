//! Whoever reads a refusal reads it in the language that they asked for; programs read it in English.

use axum::http::{Method, StatusCode};

use crate::harness::{Browser, Server};

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
