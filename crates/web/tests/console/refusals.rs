//! Whoever is refused is told one thing, whatever the reason; the reason is in the activity log, once for each and window.

use std::time::Duration;

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use domain::api_tokens::{self, NewToken};
use domain::refusals::{self, Cause};
use domain::workspaces;
use futures_util::FutureExt as _;
use privacy::Time;
use privacy::access::{Actor, Scope, SystemRole, allow};

use crate::harness::{Answer, Browser, ORIGIN, Office, Server, personal};

const CROSS_SITE: &str = "a page of another website wanted to change something";
const FORM: &str = "a form without the token of its session";
const UNKNOWN: &str = "a session that this workspace does not know (any more)";
const ENDED: &str = "a session that has ended";
pub(crate) const COPIED: &str = "a copy of a session’s cookie, or one from before a restore";
const FRAME: &str = "a website that may not show the messenger";
const CALL: &str = "a website that may not call the messenger";
const WINDOW: &str = "a window of another website spoke to the messenger";
const FILE: &str = "a link to a file that was altered or has ended";

/// How often a sentence stands in the log, as the owner reads it.
pub(crate) async fn told(owner: &mut Browser<'_>, why: &str) -> usize {
    let log = owner.get("/inbox/log?act=access.refused").await;
    log.text.matches(&format!("<p class=\"told\">Somebody was refused: {why}</p>")).count()
}

async fn a_flood_from_another_website_is_two_entries(server: Server) {
    let office = server.office().await;
    let mut ines = server.signed_in(office, "ines").await;
    assert_eq!(told(&mut ines, CROSS_SITE).await, 0);
    let mut answers = std::collections::BTreeSet::new();
    for number in 0..50 {
        let header = if number % 2 == 0 { ("sec-fetch-site", "cross-site") } else { ("origin", "null") };
        let answer = ines.send(Method::POST, "/settings/workspace", "name=Evil", &[header]).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        answers.insert(answer.between("\"errors\":", "]"));
    }
    assert_eq!(answers.len(), 1, "nobody is told how they were found out: {answers:?}");
    let mut victim = server.stranger();
    let door = format!("/sign-in/{}", office.id);
    victim.send(Method::POST, &door, "email=x", &[("sec-fetch-site", "cross-site")]).await;
    assert_eq!(told(&mut ines, CROSS_SITE).await, 1, "the address names the workspace where no cookie does");
    server.d.clock.advance(Duration::from_mins(5));
    ines.send(Method::POST, "/settings/workspace", "name=Evil", &[("sec-fetch-site", "same-site")]).await;
    assert_eq!(told(&mut ines, &format!("{CROSS_SITE} (51 times)")).await, 1);
    assert_eq!(told(&mut ines, CROSS_SITE).await, 1);
    for minute in 6..=60 {
        server.d.clock.advance(Duration::from_mins(1));
        ines.send(Method::POST, "/settings/workspace", "name=Evil", &[("origin", "null")]).await;
        let hourly = told(&mut ines, &format!("{CROSS_SITE} (55 times)")).await;
        assert_eq!(hourly, usize::from(minute == 60), "it goes on: once an hour, at {minute}");
    }
    server.d.clock.advance(Duration::from_hours(1));
    ines.send(Method::POST, "/settings/workspace", "name=Evil", &[("origin", "null")]).await;
    server.d.clock.advance(Duration::from_hours(22));
    assert_eq!(ines.send(Method::POST, "/settings/workspace", "", &[("origin", "null")]).await.status, 403);
    let mut ines = server.signed_in(office, "ines").await;
    assert_eq!(told(&mut ines, &format!("{CROSS_SITE} (2 times)")).await, 1, "and then once a day");
    let other = server.office().await;
    assert!(!server.signed_in(other, "ines").await.entered("access.refused").await, "it is theirs alone");
}
crate::both!(a_flood_from_another_website_is_two_entries);

async fn a_form_that_names_no_workspace_is_told_to_the_only_one(server: Server) {
    let office = server.office().await;
    let mut ines = server.signed_in(office, "ines").await;
    let foreign = [("sec-fetch-site", "cross-site")];
    let send =
        async || server.stranger().send(Method::POST, "/settings/workspace", "name=Evil", &foreign).await;
    assert_eq!(send().await.status, StatusCode::FORBIDDEN, "as browsers send it: without a cookie");
    assert_eq!(told(&mut ines, CROSS_SITE).await, 1);
    server.office().await;
    server.d.clock.advance(Duration::from_hours(1));
    assert_eq!(send().await.status, StatusCode::FORBIDDEN);
    assert_eq!(told(&mut ines, CROSS_SITE).await, 1, "of several, nobody knows whom it was meant for");
}
crate::both!(a_form_that_names_no_workspace_is_told_to_the_only_one);

async fn a_window_that_the_messenger_did_not_listen_to_is_told_once(server: Server) {
    let office = server.office().await;
    let mut ines = server.signed_in(office, "ines").await;
    for _ in 0..20 {
        let path = format!("/messenger/{}/strange-window", office.id);
        let answer = server.stranger().send(Method::POST, &path, "", &[("origin", ORIGIN)]).await;
        assert_eq!((answer.status, answer.text.as_str()), (StatusCode::NO_CONTENT, ""));
    }
    assert_eq!(told(&mut ines, WINDOW).await, 1);
}
crate::both!(a_window_that_the_messenger_did_not_listen_to_is_told_once);

async fn a_form_without_its_token_is_told(server: Server) {
    let office = server.office().await;
    let mut ines = server.signed_in(office, "ines").await;
    ines.get("/settings/workspace").await;
    let csrf = std::mem::replace(&mut ines.csrf, "0".repeat(64));
    let page = ines.post("/settings/workspace", &[("name", "Evil"), ("colour", "#000000")]).await;
    let script = ines.script("/inbox/bulk", &[("act", "close"), ("id", "1")]).await;
    assert_eq!((page.status, script.status), (StatusCode::FORBIDDEN, StatusCode::FORBIDDEN));
    ines.csrf = csrf;
    assert_eq!(told(&mut ines, FORM).await, 1);
    assert_eq!(told(&mut ines, CROSS_SITE).await, 0);
}
crate::both!(a_form_without_its_token_is_told);

/// What an answer tells, without what differs between any two.
fn seen(answer: &Answer) -> (StatusCode, String, String, String) {
    let header = |name| answer.header(name).to_owned();
    (answer.status, header("location"), header("set-cookie"), answer.text.clone())
}

async fn a_cookie_that_opens_nothing_here_is_told_and_answered_like_none(server: Server) {
    let (office, other) = (server.office().await, server.office().await);
    let (mut ines, theirs) = (server.signed_in(office, "ines").await, server.signed_in(other, "ines").await);
    let none = server.stranger().get("/inbox").await;
    let (_, secret) = theirs.cookie.split_once('.').unwrap();
    let mut forged = server.stranger();
    forged.cookie = format!("__Host-troth={}.{secret}", office.id);
    assert_eq!(seen(&forged.get("/inbox").await), seen(&none));
    assert_eq!(told(&mut ines, UNKNOWN).await, 1, "another workspace’s session");

    let mut signed_out = server.signed_in(office, "ines").await;
    let mut stolen = signed_out.clone();
    signed_out.get("/inbox").await;
    signed_out.post("/sign-out", &[]).await;
    assert_eq!(told(&mut ines, ENDED).await, 0);
    assert_eq!(seen(&stolen.get("/inbox").await), seen(&none));
    assert_eq!(told(&mut ines, ENDED).await, 1, "a cookie that was copied before");

    server.d.clock.advance(Duration::from_hours(24 * 8));
    assert!(domain::teammates::expire(&server.d, office.id).await.unwrap() > 0);
    let mut ines = server.signed_in(office, "ines").await;
    assert_eq!(seen(&stolen.get("/inbox").await), seen(&none));
    assert_eq!((told(&mut ines, ENDED).await, told(&mut ines, UNKNOWN).await), (1, 2), "swept away since");

    let mut nowhere = server.stranger();
    nowhere.cookie = format!("__Host-troth=euaaaaaaaa.{secret}");
    assert_eq!(seen(&nowhere.get("/inbox").await), seen(&none));
}
crate::both!(a_cookie_that_opens_nothing_here_is_told_and_answered_like_none);

async fn token(server: &Server, office: Office, expires_at: Option<Time>) -> String {
    let by = Actor::System { workspace: office.id, role: SystemRole::Demo };
    let found = workspaces::find(&server.d, office.id).await.unwrap().unwrap();
    let name = personal("Reports");
    let new = NewToken { teammate: office.owner, scope: Scope::Read, name, expires_at };
    api_tokens::create(&server.d, &allow(&by, found).unwrap(), new).await.unwrap().to_string()
}

async fn an_api_token_of_another_workspace_or_past_its_end_is_told(server: Server) {
    let (office, other) = (server.office().await, server.office().await);
    let end = server.d.now().after(Duration::from_mins(1));
    let brief = token(&server, office, Some(end)).await;
    server.d.clock.advance(Duration::from_secs(1));
    let good = token(&server, office, None).await; // the newest, which is listed first
    let foreign = format!("{}_{}", other.id, good.split_once('_').unwrap().1);
    server.d.clock.advance(Duration::from_mins(2));
    assert_eq!(server.me(&good).await, StatusCode::OK);
    let mut answers = Vec::new();
    for bad in [brief.as_str(), foreign.as_str(), "nothing at all"] {
        let request = Request::get("/me").header("authorization", format!("Bearer {bad}"));
        let answer = server.send(request.body(Body::empty()).unwrap()).await;
        let said = answer.text.split_once("\"errors\"").unwrap().1.to_owned();
        answers.push((answer.status, said));
    }
    assert!(answers.iter().all(|one| *one == answers[2] && one.0 == StatusCode::UNAUTHORIZED), "{answers:?}");
    let mut ines = server.signed_in(office, "ines").await;
    assert_eq!(told(&mut ines, "an API token past its end").await, 1);
    let mut theirs = server.signed_in(other, "ines").await;
    assert_eq!(told(&mut theirs, "an API token that this workspace never gave out").await, 1);
    let list = ines.get("/settings/tokens").await;
    let revoke = format!("/settings/tokens/{}/revoke", list.between("/settings/tokens/", "/revoke"));
    ines.post(&revoke, &[]).await;
    assert_eq!(server.me(&good).await, StatusCode::UNAUTHORIZED);
    assert_eq!(told(&mut ines, "an API token that was revoked").await, 1);
}
crate::both!(an_api_token_of_another_workspace_or_past_its_end_is_told);

async fn a_website_that_may_not_have_the_messenger_is_told(server: Server) {
    let office = server.office().await;
    let mut ines = server.signed_in(office, "ines").await;
    ines.get("/settings/messenger").await;
    let look = [("colour", "#1f6f5c"), ("origins", "https://shop.example")];
    ines.post("/settings/messenger/look", &look).await;
    let frame = format!("/messenger/{}/frame", office.id);
    let framed = async |referer: &str, dest: &str| {
        let headers = [("referer", referer), ("sec-fetch-dest", dest)];
        server.stranger().send(Method::GET, &frame, "", &headers).await
    };
    let own = format!("{ORIGIN}/settings/messenger");
    for (referer, dest) in
        [("https://shop.example/", "iframe"), (own.as_str(), "iframe"), ("https://evil.example/", "document")]
    {
        assert_eq!(framed(referer, dest).await.status, StatusCode::OK);
    }
    assert_eq!(told(&mut ines, FRAME).await, 0);
    let refused = framed("https://evil.example/cart?name=Ada", "iframe").await;
    assert!(refused.header("content-security-policy").ends_with("frame-ancestors https://shop.example"));
    assert_eq!(told(&mut ines, FRAME).await, 1);

    let call = async |origin: &str| {
        let path = format!("/messenger/{}/visitors", office.id);
        server.stranger().send(Method::OPTIONS, &path, "", &[("origin", origin)]).await
    };
    assert_eq!(call("https://shop.example").await.status, StatusCode::NO_CONTENT);
    assert_eq!(told(&mut ines, CALL).await, 0);
    let refused = call("https://evil.example").await;
    assert_eq!((refused.status, refused.header("access-control-allow-origin")), (StatusCode::FORBIDDEN, ""));
    assert_eq!(told(&mut ines, CALL).await, 1);
    let log = ines.get("/inbox/log?act=access.refused").await;
    assert!(!log.text.contains("evil") && !log.text.contains("Ada"), "who asked is not kept");

    let data = format!("/messenger/{}/data", office.id);
    let bearer = format!("Bearer {}", "A".repeat(43));
    let answer = server.stranger().send(Method::GET, &data, "", &[("authorization", &bearer)]).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    let link = format!("/files/{}/{}?key=contact.1.9999999999.AAAA", office.id, "0".repeat(24));
    assert_eq!(server.stranger().get(&link).await.status, StatusCode::NOT_FOUND);
    assert_eq!(told(&mut ines, "a messenger’s secret that opens nothing here").await, 1);
    assert_eq!(told(&mut ines, FILE).await, 1);
}
crate::both!(a_website_that_may_not_have_the_messenger_is_told);

async fn a_website_that_is_not_listed_makes_no_visitor(server: Server) {
    let office = server.office().await;
    let mut ines = server.signed_in(office, "ines").await;
    ines.get("/settings/messenger").await;
    let look = [("colour", "#1f6f5c"), ("origins", "https://shop.example")];
    ines.post("/settings/messenger/look", &look).await;
    let start = async |workspace: &str, host: &str, headers: &[(&str, &str)]| {
        let mut request = Request::post(format!("/messenger/{workspace}/visitors")).header("host", host);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        server.send(request.body(Body::from("{}")).unwrap()).await
    };
    let (id, desk) = (office.id.to_string(), "desk.example:8443");
    for headers in [
        &[("origin", "https://evil.example")][..],
        &[("origin", "null")],
        &[("origin", "https://shop.example.evil.example"), ("sec-fetch-site", "cross-site")],
    ] {
        let answer = start(&id, desk, headers).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{headers:?}");
        assert!(answer.text.contains("\"origin_not_allowed\""), "{}", answer.text);
        assert_eq!(answer.header("access-control-allow-origin"), "");
    }
    let nowhere = start("euaaaaaaaa", desk, &[("origin", "https://evil.example")]).await;
    assert_eq!(nowhere.status, StatusCode::FORBIDDEN, "nobody is told which workspaces there are");
    assert!(!ines.entered("messenger.session_started").await, "nothing was done");
    assert_eq!(told(&mut ines, CALL).await, 1);

    let shop =
        start(&id, desk, &[("origin", "https://shop.example"), ("sec-fetch-site", "cross-site")]).await;
    assert_eq!(
        (shop.status, shop.header("access-control-allow-origin")),
        (StatusCode::CREATED, "https://shop.example")
    );
    for (host, headers) in [
        (desk, &[("origin", ORIGIN)][..]),
        ("help.example", &[("origin", "https://help.example")]),
        ("help.example", &[("origin", "https://help.example"), ("sec-fetch-site", "same-origin")]),
        (desk, &[]),
    ] {
        assert_eq!(start(&id, host, headers).await.status, StatusCode::CREATED, "{host} {headers:?}");
    }
    assert!(ines.entered("messenger.session_started").await);
}
crate::both!(a_website_that_is_not_listed_makes_no_visitor);

async fn an_address_that_asks_too_much_is_looked_up_for_no_more(server: Server) {
    let server = server.with_rates(1);
    let office = server.office().await;
    let mut ines = server.signed_in(office, "ines").await;
    let frame = format!("/messenger/{}/frame", office.id);
    let evil = [("referer", "https://evil.example/"), ("sec-fetch-dest", "iframe")];
    for _ in 0..100 {
        assert_eq!(server.stranger().send(Method::GET, &frame, "", &evil).await.status, StatusCode::OK);
    }
    let answer = server.stranger().send(Method::GET, &frame, "", &evil).await;
    assert_eq!((answer.status, answer.header("retry-after")), (StatusCode::TOO_MANY_REQUESTS, "10"));
    let visitors = format!("/messenger/{}/visitors", office.id);
    let from_evil = [("origin", "https://evil.example")];
    for method in [Method::POST, Method::OPTIONS] {
        let answer = server.stranger().send(method, &visitors, "", &from_evil).await;
        assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    }
    let data = format!("/messenger/{}/data", office.id);
    let bearer = format!("Bearer {}", "A".repeat(43));
    let answer = server.stranger().send(Method::GET, &data, "", &[("authorization", &bearer)]).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    let mut forged = server.stranger();
    forged.cookie = format!("__Host-troth={}.{}", office.id, "A".repeat(43));
    assert_eq!(forged.get("/inbox").await.status, StatusCode::SEE_OTHER);
    forged.send(Method::POST, "/settings/workspace", "", &from_evil).await;
    assert!(ines.is_in().await, "whoever has a session goes on");
    let log = ines.get("/inbox/log?act=access.refused").await;
    assert_eq!(log.text.matches("<p class=\"told\">Somebody was refused").count(), 1, "the frame alone");
    server.d.clock.advance(Duration::from_secs(10));
    forged.get("/inbox").await;
    assert_eq!(told(&mut ines, UNKNOWN).await, 1);
}
crate::both!(an_address_that_asks_too_much_is_looked_up_for_no_more);

async fn whoever_hangs_up_is_entered_too(server: Server) {
    let office = server.office().await;
    let mut ines = server.signed_in(office, "ines").await;
    // Begun and dropped at once. On a busy machine it may be entered by then: how quickly it is, nothing says.
    let _ = refusals::note(&server.d, office.id, Cause::FileLink).now_or_never();
    let entered = async {
        while told(&mut ines, FILE).await == 0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_mins(1), entered).await.expect("it is entered all the same");
}
crate::both!(whoever_hangs_up_is_entered_too);

async fn several_servers_enter_one_and_lose_no_count(server: Server) {
    let (office, other) = (server.office().await, server.beside());
    let mut ines = server.signed_in(office, "ines").await;
    refusals::note(&server.d, office.id, Cause::FileLink).await.unwrap();
    refusals::note(&other, office.id, Cause::FileLink).await.unwrap();
    assert_eq!(told(&mut ines, FILE).await, 1, "the other server finds it entered");
    refusals::note(&other, office.id, Cause::CallOrigin).await.unwrap();
    assert_eq!(told(&mut ines, CALL).await, 1, "each reason by itself");
    server.d.clock.advance(Duration::from_mins(5));
    refusals::note(&other, office.id, Cause::FileLink).await.unwrap();
    assert_eq!(told(&mut ines, &format!("{FILE} (2 times)")).await, 1, "and tells of its own with the next");
    refusals::note(&other, "euaaaaaaaa".parse().unwrap(), Cause::FileLink).await.unwrap();
    let log = ines.get("/inbox/log?act=access.refused").await;
    assert_eq!(
        log.text.matches("<p class=\"told\">Somebody was refused").count(),
        3,
        "a workspace that is not there has no entry"
    );
}
crate::both!(several_servers_enter_one_and_lose_no_count);

async fn a_server_that_stops_enters_what_it_counted(server: Server) {
    let (office, quiet) = (server.office().await, server.office().await);
    let mut ines = server.signed_in(office, "ines").await;
    for _ in 0..3 {
        refusals::note(&server.d, office.id, Cause::FileLink).await.unwrap();
    }
    refusals::note(&server.d, office.id, Cause::CallOrigin).await.unwrap();
    refusals::note(&server.d, quiet.id, Cause::CallOrigin).await.unwrap();
    assert_eq!(told(&mut ines, &format!("{FILE} (2 times)")).await, 0, "five minutes have not passed");
    assert_eq!(refusals::settle(&server.d).await.unwrap(), 1);
    assert_eq!(told(&mut ines, &format!("{FILE} (2 times)")).await, 1);
    assert_eq!(refusals::settle(&server.d).await.unwrap(), 0, "once");
    assert_eq!((told(&mut ines, FILE).await, told(&mut ines, CALL).await), (1, 1));
    server.d.clock.advance(Duration::from_mins(10));
    refusals::note(&server.d, office.id, Cause::FileLink).await.unwrap();
    assert_eq!(told(&mut ines, FILE).await, 2, "nothing is told of twice");
}
crate::both!(a_server_that_stops_enters_what_it_counted);

async fn refusals_are_said_in_the_language_that_is_asked_for(server: Server) {
    let office = server.office().await;
    let mut ines = server.signed_in(office, "ines").await;
    ines.csrf = "0".repeat(64);
    let in_japanese = [("sec-fetch-site", "same-origin"), ("accept-language", "ja"), ("csrf", "0")];
    let answer = ines.send(Method::POST, "/inbox/1/typing", "does=comment", &in_japanese).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(answer.text.contains("フォームの有効期限"), "{}", answer.text);
    let data = format!("/messenger/{}/data", office.id);
    let answer = server.stranger().send(Method::GET, &data, "", &[("accept-language", "ja")]).await;
    assert!(answer.text.contains("セッションが終了しました"), "{}", answer.text);
    let answer = server.stranger().get(&data).await;
    assert!(answer.text.contains("The session has ended"), "{}", answer.text);
}
crate::both!(refusals_are_said_in_the_language_that_is_asked_for);
