//! Every way in which somebody's words reach the server: the API, the messenger, the inbox, and requests gone wrong.

use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hyper::Method;
use serde_json::{Value, json};
use testkit::client::{Answer, Client};
use testkit::running::Running;

use super::planted::{PICTURE, value};
use crate::place::{Outcome, api, stranger};
use crate::start::sign_in;

/// What the server showed, in a folder: the control of the scan.
pub(super) struct Dump {
    folder: PathBuf,
    count: usize,
}

impl Dump {
    pub(super) fn new(folder: PathBuf) -> Outcome<Self> {
        std::fs::create_dir(&folder)?;
        Ok(Self { folder, count: 0 })
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    fn keep(&mut self, answer: &Answer) -> Outcome {
        self.count += 1;
        Ok(std::fs::write(self.folder.join(self.count.to_string()), &answer.body)?)
    }
}

/// What was written through the API.
pub(super) struct Written {
    contact: String,
    conversation: String,
    admin: String,
}

fn text(value: &Value) -> Outcome<String> {
    Ok(value.as_str().ok_or("an id is missing")?.to_owned())
}

fn file(name: &str, media_type: &str, content: &[u8]) -> Value {
    json!({"name": name, "content_type": media_type, "data": STANDARD.encode(content)})
}

/// A person with all attributes, a conversation with every kind of text and file.
pub(super) async fn write_by_api(server: &Running, dump: &mut Dump) -> Outcome<Written> {
    let mut client = api(server).await?;
    let person = json!({
        "role": "user", "external_id": value("external id"), "name": value("japanese name"), "phone": value("phone"),
        "email": value("e-mail"), "custom_attributes": {value("attribute name"): value("attribute value")},
    });
    let made = client.post("/contacts", person).await?.ok()?;
    dump.keep(&made)?;
    let contact = text(&made.json()["id"])?;
    let renamed = json!({"name": value("name")});
    dump.keep(&client.send(Method::PUT, &format!("/contacts/{contact}"), Some(renamed)).await?.ok()?)?;
    let lead = json!({"role": "lead", "email": value("second e-mail")});
    dump.keep(&client.post("/contacts", lead).await?.ok()?)?;
    let begun = json!({
        "from": {"type": "user", "id": contact}, "body": value("message"),
        "attachment_files": [file(&value("file name"), &value("media type"), value("file content").as_bytes())],
    });
    let conversation = text(&client.post("/conversations", begun).await?.ok()?.json()["conversation_id"])?;
    let secret = json!({"name": value("secret's name")});
    dump.keep(&client.post("/secure_mode_secrets", secret).await?.ok()?)?;
    let me = client.get("/me").await?.ok()?;
    dump.keep(&me)?;
    let written = Written { contact, conversation, admin: text(&me.json()["id"])? };
    let called = json!({
        "title": value("conversation's title"),
        "custom_attributes": {"banister": value("conversation's attribute")},
    });
    let path = format!("/conversations/{}", written.conversation);
    dump.keep(&client.send(Method::PUT, &path, Some(called)).await?.ok()?)?;
    for (label, kind) in [("teammate's reply", "comment"), ("note", "note"), ("long message", "comment")] {
        let body =
            json!({"message_type": kind, "type": "admin", "admin_id": written.admin, "body": value(label)});
        client.post(&format!("/conversations/{}/reply", written.conversation), body).await?.ok()?;
    }
    for label in ["japanese message", "emoji message"] {
        let picture = file("teapot.png", "image/png", PICTURE);
        let body = json!({
            "message_type": "comment", "type": "user", "intercom_user_id": written.contact, "body": value(label),
            "attachment_files": [picture],
        });
        client.post(&format!("/conversations/{}/reply", written.conversation), body).await?.ok()?;
    }
    Ok(written)
}

/// An anonymous visitor with a message and a file.
pub(super) async fn say_as_visitor(server: &Running, dump: &mut Dump) -> Outcome {
    let mut client = stranger(server).await?;
    let base = format!("/messenger/{}", server.field("workspace"));
    dump.keep(&client.get(&format!("{base}/frame")).await?.ok()?)?;
    let begun = client.post(&format!("{base}/visitors"), json!({})).await?.ok()?.json();
    client.use_token(&text(&begun["token"])?);
    let said = json!({
        "body": value("visitor's message"), "client_key": "0123456789abcdef0123456789abcdef",
        "attachments": [file(&value("visitor's file name"), "application/pdf", value("visitor's file").as_bytes())],
    });
    let id = text(&client.post(&format!("{base}/conversations"), said).await?.ok()?.json()["conversation"])?;
    let shown = client.get(&format!("{base}/conversations/{id}")).await?.ok()?;
    dump.keep(&shown)?;
    let url = text(&shown.json()["parts"][0]["attachments"][0]["url"])?;
    dump.keep(&client.get(&url).await?.ok()?)
}

/// A teammate's reply with a file, a tag, a team, another name; then everything is read once over, by both doors.
pub(super) async fn work_in_the_inbox(server: &Running, written: &Written, dump: &mut Dump) -> Outcome {
    let (cookie, mut browser) = (sign_in(server).await?, stranger(server).await?);
    let page = browser.request(Method::GET, "/inbox", &[("cookie", &cookie)], "").await?.ok()?;
    let csrf = page.text();
    let csrf = csrf
        .split("name=\"csrf\" value=\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .ok_or("no csrf")?;
    let at = |act: &str| format!("/inbox/{}/{act}", written.conversation);
    let headers = |media_type| {
        [("cookie", cookie.as_str()), ("sec-fetch-site", "same-origin"), ("content-type", media_type)]
    };
    let form = format!("csrf={csrf}&name={}", value("tag").replace(' ', "+"));
    let tagged = browser
        .request(Method::POST, &at("tag"), &headers("application/x-www-form-urlencoded"), form)
        .await?;
    assert_eq!(tagged.status, 303, "{}", tagged.text());
    for (path, label) in [("/settings/teams", "team"), ("/settings/sign-in/name", "teammate's new name")] {
        let form = format!("csrf={csrf}&name={}", value(label).replace(' ', "+"));
        let named =
            browser.request(Method::POST, path, &headers("application/x-www-form-urlencoded"), form).await?;
        assert_eq!(named.status, 303, "{}", named.text());
    }
    for path in ["/settings/teams", "/settings/sign-in"] {
        dump.keep(&browser.request(Method::GET, path, &[("cookie", &cookie)], "").await?.ok()?)?;
    }
    let reply = multipart(csrf);
    let replied = browser
        .request(Method::POST, &at("reply"), &headers("multipart/form-data; boundary=edge"), reply)
        .await?;
    assert_eq!(replied.status, 303, "{}", replied.text());
    for (act, field, label) in [("tag", "name", "person's tag"), ("note", "body", "person's note")] {
        let path = format!("/inbox/people/{}/{act}", written.contact);
        let form = format!("csrf={csrf}&{field}={}", value(label).replace(' ', "+"));
        let done =
            browser.request(Method::POST, &path, &headers("application/x-www-form-urlencoded"), form).await?;
        assert_eq!(done.status, 303, "{}", done.text());
    }
    let path = "/inbox/notices?after=0";
    dump.keep(&browser.request(Method::GET, path, &[("cookie", &cookie)], "").await?.ok()?)?;
    let path = format!("/inbox/{}", written.conversation);
    dump.keep(&browser.request(Method::GET, &path, &[("cookie", &cookie)], "").await?.ok()?)?;

    let mut client = api(server).await?;
    let shown =
        client.get(&format!("/conversations/{}?display_as=plaintext", written.conversation)).await?.ok()?;
    dump.keep(&shown)?;
    let json = shown.json();
    let parts = json["conversation_parts"]["conversation_parts"].as_array().ok_or("no parts")?;
    for body in parts.iter().chain([&json["source"]]).filter_map(|part| part["body"].as_str()) {
        let plain =
            Answer { status: shown.status, headers: shown.headers.clone(), body: body.to_owned().into() };
        dump.keep(&plain)?;
    }
    for part in parts.iter().chain([&json["source"]]) {
        for file in part["attachments"].as_array().into_iter().flatten() {
            let url = text(&file["url"])?;
            let path = url.strip_prefix(server.field("api")).ok_or("a file's address is elsewhere")?;
            dump.keep(&client.get(path).await?.ok()?)?;
        }
    }
    for path in ["/contacts?per_page=150", "/conversations?per_page=150", "/admins"] {
        dump.keep(&client.get(path).await?.ok()?)?;
    }
    Ok(())
}

fn multipart(csrf: &str) -> Vec<u8> {
    let field = |name: &str, value: &str| {
        format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let fields = field("csrf", csrf) + &field("kind", "comment") + &field("body", &value("inbox reply"));
    let file = format!(
        "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{}\"\r\nContent-Type: image/png\r\n\r\n",
        value("inbox file name")
    );
    [fields.as_bytes(), file.as_bytes(), PICTURE, b"\r\n--edge--\r\n"].concat()
}

/// Requests that fail in every way there is, each carrying somebody's words.
pub(super) async fn provoke(server: &Running, written: &Written) -> Outcome {
    let mut client = api(server).await?;
    let (agent, broken, asked) = (value("user agent"), value("broken request"), value("asked external id"));
    let json_headers = [("content-type", "application/json"), ("user-agent", agent.as_str())];
    let conversation = format!("/conversations/{}/reply", written.conversation);
    let refused =
        |answer: Answer| assert!(answer.status.is_client_error(), "{}: {}", answer.status, answer.text());
    let taken = json!({"role": "user", "external_id": value("external id"), "name": broken});
    refused(client.post("/contacts", taken).await?);
    for body in [
        format!("{{\"body\": \"{broken}\""),
        format!("{{\"message_type\": \"{broken}\", \"type\": \"admin\"}}"),
        format!(
            "{{\"message_type\": \"comment\", \"type\": \"admin\", \"admin_id\": \"{broken}\", \"body\": \"x\"}}"
        ),
        format!(
            "{{\"message_type\": \"comment\", \"type\": \"user\", \"email\": \"{}\", \"body\": \"x\"}}",
            value("unknown address")
        ),
        format!("{{\"message_type\": \"comment\", \"{broken}\": \"\\u0000\"}}"),
        format!("[{}\"{broken}\"", "[".repeat(5_000)),
        format!("{{\"body\": \"{}\"}}", broken.repeat(30_000)),
    ] {
        refused(client.request(Method::POST, &conversation, &json_headers, body).await?);
        client = api(server).await?;
    }
    refused(
        client
            .request(Method::POST, &conversation, &[("content-type", agent.as_str())], broken.clone())
            .await?,
    );
    let asked_for = asked.replace(' ', "%20");
    for path in [
        format!("/contacts/find_by_external_id/{asked_for}"),
        format!("/contacts/{asked_for}"),
        format!("/conversations/{asked_for}?display_as={asked_for}"),
        format!("/contacts?per_page={asked_for}&starting_after={asked_for}"),
        format!("/{asked_for}/{asked_for}"),
        format!("/files/{asked_for}/{asked_for}?key={asked_for}"),
        format!("/messenger/{asked_for}/conversations"),
        format!("/assets/{asked_for}"),
        format!("/setup/{asked_for}"),
        format!("/sign-in/{}/link/{asked_for}", server.field("workspace")),
    ] {
        refused(
            client
                .request(Method::GET, &path, &[("user-agent", &agent), ("accept", "text/html")], "")
                .await?,
        );
    }
    // A browser runs no script of a refusal: this one warns whoever reads the page's console.
    let widget = format!("/widget/{asked_for}");
    let warns = client.request(Method::GET, &widget, &[("user-agent", &agent)], "").await?.ok()?;
    assert!(!warns.text().contains(&asked_for) && !warns.text().contains(&asked), "{}", warns.text());
    let mut unknown = stranger(server).await?;
    unknown.use_token(&asked);
    refused(unknown.get("/me").await?);
    let cookie = format!("__Host-troth={}.{asked}", server.field("workspace"));
    unknown.request(Method::GET, "/inbox", &[("cookie", &cookie)], "").await?;
    let said = json!({"user_id": asked, "email": value("unknown address"), "attributes": {"name": broken}});
    let path = format!("/messenger/{}/identify", server.field("workspace"));
    refused(stranger(server).await?.post(&path, said).await?);
    wrong_password(server).await
}

async fn wrong_password(server: &Running) -> Outcome {
    let form = format!("email={}&password={}", value("unknown address"), value("mistyped password"));
    let answer = post(server, &format!("/sign-in/{}", server.field("workspace")), &form).await?;
    assert_eq!(answer.status, 401, "{}", answer.text());
    Ok(())
}

async fn post(server: &Running, path: &str, form: &str) -> Outcome<Answer> {
    let headers = [("content-type", "application/x-www-form-urlencoded"), ("sec-fetch-site", "same-origin")];
    let mut browser: Client = stranger(server).await?;
    browser.request(Method::POST, path, &headers, form.replace('@', "%40").replace('+', "%2B")).await
}

/// Makes the first workspace by the setup link, then mistypes.
pub(super) async fn sign_in_wrongly(server: &Running) -> Outcome {
    let link = server.field("setup").strip_prefix(server.field("api")).ok_or("no setup link")?.to_owned();
    let names = format!(
        "workspace_name={}&region=eu&name={}",
        value("first workspace").replace('&', "%26"),
        value("first owner")
    );
    let short =
        post(server, &link, &format!("{names}&email={}&password=short", value("first owner's e-mail")))
            .await?;
    assert_eq!(short.status, 422);
    let whole = format!("{names}&email={}&password={}", value("first owner's e-mail"), value("password"));
    let made = post(server, &link, &whole).await?;
    assert_eq!(made.status, 303, "{}", made.text());
    let door = stranger(server).await?.get("/sign-in").await?.header("location").to_owned();
    let mistyped = format!("email={}&password={}", value("first owner's e-mail"), value("mistyped password"));
    assert_eq!(post(server, &door, &mistyped).await?.status, 401);
    let unknown = format!("email={}&password={}", value("unknown address"), value("mistyped password"));
    assert_eq!(post(server, &door, &unknown).await?.status, 401);
    Ok(())
}
