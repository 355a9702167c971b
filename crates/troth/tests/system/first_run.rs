//! Without the demo: a one-time link makes the first workspace and its owner.

use hyper::Method;
use testkit::client::{Answer, Client};
use testkit::running::Running;

use crate::place::{Engine, Outcome, Place, stranger};

on_both_engines!(the_setup_link_makes_one_workspace_once);

const FORM: &str = "workspace_name=Kupfer+%26+Tee&region=eu&name=Ilse+Kupfer&email=ilse%40kupfer.example";

async fn the_setup_link_makes_one_workspace_once(engine: Engine) -> Outcome {
    let mut place = Place::new(engine)?;
    place.options.demo = false;
    let server = place.start()?;
    assert_eq!(server.field("token"), "", "only the demo prints a token");
    let link = server.field("setup").strip_prefix(server.field("api")).ok_or("no setup link")?.to_owned();
    let mut browser = stranger(&server).await?;
    assert!(browser.get(&link).await?.ok()?.text().contains("workspace_name"));

    let short = post(&mut browser, &server, &link, &format!("{FORM}&password=too-short")).await?;
    assert_eq!(short.status, 422, "a short password is refused and the link stays good");
    let made = post(&mut browser, &server, &link, &format!("{FORM}&password=correct+horse+battery")).await?;
    assert_eq!(made.status, 303, "{}", made.text());
    let cookie = made.header("set-cookie").split(';').next().unwrap_or_default().to_owned();
    let inbox = browser.request(Method::GET, "/inbox", &[("cookie", &cookie)], "").await?.ok()?;
    assert!(inbox.text().contains("Kupfer &amp; Tee"));

    assert_eq!(browser.get(&link).await?.status, 404, "a used link is no link");
    let again = post(&mut browser, &server, &link, &format!("{FORM}&password=another+long+password")).await?;
    assert_eq!(again.status, 404, "a used link makes nothing");
    assert_eq!(place.rows("SELECT count(*) FROM workspaces")?, [["1"]]);
    assert!(server.stop()?.success());

    let server = place.start()?;
    assert_eq!(server.field("setup"), "", "there is a workspace: no further link");
    let mut browser = stranger(&server).await?;
    let door = browser.get("/sign-in").await?.header("location").to_owned();
    let wrong = "email=ilse%40kupfer.example&password=correct+horse+batterz";
    assert_eq!(post(&mut browser, &server, &door, wrong).await?.status, 401);
    let right = "email=Ilse%40Kupfer.example&password=correct+horse+battery";
    assert_eq!(post(&mut browser, &server, &door, right).await?.status, 303);
    assert!(server.stop()?.success());
    Ok(())
}

/// A form as a browser posts it from a page of the server.
async fn post(browser: &mut Client, server: &Running, path: &str, form: &str) -> Outcome<Answer> {
    let headers = [
        ("content-type", "application/x-www-form-urlencoded"),
        ("origin", server.field("api")),
        ("sec-fetch-site", "same-origin"),
    ];
    browser.request(Method::POST, path, &headers, form.to_owned()).await
}
