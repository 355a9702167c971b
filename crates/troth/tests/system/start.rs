//! The contract of `troth serve --json`, and what a restart keeps.

use serde_json::{Value, json};
use testkit::client::Client;
use testkit::running::Running;

use crate::place::{Engine, Outcome, Place, api, stranger};

on_both_engines!(
    a_restart_keeps_everything,
    a_stop_in_order_enters_how_many_were_refused,
    the_ready_line_leads_everywhere,
);

async fn the_ready_line_leads_everywhere(engine: Engine) -> Outcome {
    let place = Place::new(engine)?;
    let server = place.start()?;
    for field in ["api", "inbox", "demo_site", "token", "workspace", "ca", "metrics"] {
        assert!(!server.field(field).is_empty(), "{field} is missing in {}", server.ready());
    }
    assert_eq!(api(&server).await?.get("/me").await?.ok()?.json()["type"], "admin");
    assert_signed_in(&server).await?;
    let shop =
        Client::connect_plain(server.field("demo_site").trim_end_matches('/')).await?.get("/").await?.ok()?;
    assert!(
        shop.text().contains(&format!("/widget/{}", server.field("workspace"))),
        "no messenger in the shop"
    );
    let (metrics, path) = server.field("metrics").rsplit_once('/').ok_or("metrics is no address")?;
    let shown = Client::connect_plain(metrics).await?.get(&format!("/{path}")).await?.ok()?;
    assert!(shown.text().contains("http_requests_total"), "{}", shown.text());
    server.terminate()?;
    let (status, more) = server.wait()?;
    assert!(status.success(), "{status}");
    assert_eq!(more, [""; 0], "standard output holds one line");
    Ok(())
}

/// The inbox link of the ready line, on the API's own origin, and the page behind it.
async fn assert_signed_in(server: &Running) -> Outcome {
    let cookie = sign_in(server).await?;
    let page =
        stranger(server).await?.request(hyper::Method::GET, "/inbox", &[("cookie", &cookie)], "").await?;
    assert!(page.ok()?.text().contains("/inbox/"), "the demo's inbox lists conversations");
    Ok(())
}

/// Follows the inbox link and answers the session's cookie.
pub(crate) async fn sign_in(server: &Running) -> Outcome<String> {
    let path = server.field("inbox").splitn(4, '/').nth(3).ok_or("inbox is no address")?.to_owned();
    let answer = stranger(server).await?.get(&format!("/{path}")).await?;
    assert_eq!(answer.status, 303, "{}", answer.text());
    let cookie = answer.header("set-cookie").split(';').next().unwrap_or_default().to_owned();
    assert!(cookie.starts_with("__Host-"), "{cookie}");
    Ok(cookie)
}

async fn a_restart_keeps_everything(engine: Engine) -> Outcome {
    let place = Place::new(engine)?;
    let server = place.start()?;
    let mut client = api(&server).await?;
    let person =
        json!({"role": "user", "external_id": "kept-1", "email": "kept@shop.example", "name": "Kept Person"});
    let contact = client.post("/contacts", person).await?.ok()?.json();
    let said = "Is this still here after a restart? 再起動 🫖";
    let begun = json!({"from": {"type": "user", "id": contact["id"]}, "body": said});
    let conversation = client.post("/conversations", begun).await?.ok()?.json()["conversation_id"].clone();
    let (token, workspace) = (server.field("token").to_owned(), server.field("workspace").to_owned());
    assert!(server.stop()?.success());

    let server = place.start()?;
    assert_eq!((server.field("token"), server.field("workspace")), (token.as_str(), workspace.as_str()));
    let mut client = api(&server).await?;
    let id = conversation.as_str().ok_or("no conversation id")?;
    let shown = client.get(&format!("/conversations/{id}?display_as=plaintext")).await?.ok()?.json();
    assert_eq!(shown["source"]["body"], said);
    let found = client.get("/contacts/find_by_external_id/kept-1").await?.ok()?.json();
    assert_eq!((&found["id"], &found["name"]), (&contact["id"], &Value::from("Kept Person")));
    assert_signed_in(&server).await?;
    assert!(server.stop()?.success());
    Ok(())
}

/// Those who came after the last entry are counted in memory: a stop enters them, a crash loses them.
async fn a_stop_in_order_enters_how_many_were_refused(engine: Engine) -> Outcome {
    let place = Place::new(engine)?;
    let server = place.start()?;
    refused(&server, 7).await?;
    assert!(server.stop()?.success());
    let unlogged = "SELECT count(*) FROM entries WHERE action = 'access.refused' AND log_index IS NULL";
    assert_eq!(place.rows(unlogged)?, [["0"]], "before the log is closed");
    let server = place.start()?;
    let before = told(&server).await?;
    assert_eq!(before.iter().sum::<u64>(), 7, "{before:?}");
    assert!(before.len() >= 2, "the first was entered at once: {before:?}");
    refused(&server, 5).await?;
    let entered = told(&server).await?;
    server.kill()?;
    let server = place.start()?;
    assert_eq!(told(&server).await?, entered, "what was entered stays");
    assert!(server.stop()?.success());
    Ok(())
}

/// A page of another website wants to change something, so many times.
async fn refused(server: &Running, times: usize) -> Outcome {
    let cookie = sign_in(server).await?;
    let headers = [("cookie", cookie.as_str()), ("sec-fetch-site", "cross-site")];
    let mut client = stranger(server).await?;
    for _ in 0..times {
        let answer =
            client.request(hyper::Method::POST, "/settings/workspace", &headers, "name=Evil").await?;
        assert_eq!(answer.status, 403);
    }
    Ok(())
}

/// What each entry in the log says of how many such there were.
async fn told(server: &Running) -> Outcome<Vec<u64>> {
    let cookie = sign_in(server).await?;
    let log = "/inbox/log?act=access.refused";
    let page = stranger(server).await?.request(hyper::Method::GET, log, &[("cookie", &cookie)], "").await?;
    let text = page.ok()?.text();
    let told = text.split("<p class=\"told\">Somebody was refused: ").skip(1).map(|rest| {
        let sentence = rest.split("</p>").next().unwrap_or_default();
        let times = sentence.rsplit_once('(').and_then(|(_, times)| times.split(' ').next()?.parse().ok());
        times.unwrap_or(1)
    });
    Ok(told.collect())
}
