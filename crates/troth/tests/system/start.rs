//! The contract of `troth serve --json`, and that a restart keeps everything.

use serde_json::{Value, json};
use testkit::client::Client;
use testkit::running::Running;

use crate::place::{Engine, Outcome, Place, api, stranger};

on_both_engines!(a_restart_keeps_everything, the_ready_line_leads_everywhere);

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
