//! Somebody who was met in the messenger and has a value in every place.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hyper::Method;
use serde_json::{Value, json};
use testkit::canary::{Canaries, Finder};
use testkit::running::Running;

use crate::place::{Outcome, Place, api, stranger};

/// One person.
pub(super) struct Person {
    family: String,
    pub(super) contact: String,
    pub(super) conversation: String,
}

/// What is planted: labels, and texts that nobody else has.
fn values(family: &str) -> Vec<(&'static str, String)> {
    let lower = family.to_lowercase();
    vec![
        ("name", format!("Zephyrine {family} of Wobblebottom")),
        ("e-mail", format!("zephyrine@{lower}-wobble.example")),
        ("external id", format!("customer-qx7719-{lower}")),
        ("phone", format!("+49 1520 {}", if family.len() > 10 { "9182736455" } else { "7364559182" })),
        ("attribute", format!("rhombicuboctahedral kites of {family}")),
        ("message", format!("My sister Ottoline {family} fell down the marmalade stairs.")),
        ("reply", format!("We will send Ottoline {family} a pair of cork-soled slippers.")),
        ("note", format!("She mentioned the asbestos lawsuit against {family} and Sons.")),
        ("contact's note", format!("Prefers liquorice to apologies, says {family} senior.")),
        ("event", format!("tried-on-{lower}-moonlight-slippers")),
        ("event's metadata", format!("harpsichord receipt of {family}")),
        ("count of events", format!("hummed-beside-{lower}-weathervane")),
        ("page", format!("https://shop.example/{lower}/slippers-by-moonlight")),
        ("title", format!("The {family} slipper affair, second volume")),
        ("conversation's attribute", format!("gorgonzola barometer of {family}")),
        ("file name", format!("ottoline-{lower}-xray-left-ankle.pdf")),
        ("file", format!("Radiology: hairline fracture of the fibula, patient O. {family}.")),
        ("sent file name", format!("slipper-invoice-for-{lower}.txt")),
        ("sent file", format!("Invoice: one pair of cork-soled slippers, madam {family}.")),
    ]
}

impl Person {
    pub(super) fn value(&self, label: &str) -> String {
        of(&values(&self.family), label)
    }

    /// The labels of all that is planted.
    pub(super) fn labels(&self) -> BTreeSet<String> {
        values(&self.family).into_iter().map(|(label, _)| label.to_owned()).collect()
    }

    /// The finder of all that is planted of this person; parts that both people share are left out by their texts.
    pub(super) fn finder(&self) -> Outcome<Finder> {
        let planted = values(&self.family).into_iter();
        Ok(planted.fold(Canaries::new(), |all, (label, text)| all.plant(label, &text)).finder()?)
    }

    /// Everything that the server shows of this person.
    pub(super) async fn shown(&self, server: &Running) -> Outcome<Vec<u8>> {
        let mut client = api(server).await?;
        let mut shown = client.get(&format!("/contacts/{}", self.contact)).await?.ok()?.body.to_vec();
        let notes = format!("/contacts/{}/notes", self.contact);
        shown.extend_from_slice(&client.get(&notes).await?.ok()?.body);
        // Told when no server runs: it is found where it is written down.
        shown.extend_from_slice(self.value("page").as_bytes());
        let events = format!("/events?type=user&intercom_user_id={}", self.contact);
        shown.extend_from_slice(&client.get(&events).await?.ok()?.body);
        shown.extend_from_slice(&client.get(&format!("{events}&summary=true")).await?.ok()?.body);
        let path = format!("/conversations/{}?display_as=plaintext", self.conversation);
        let said = client.get(&path).await?.ok()?;
        shown.extend_from_slice(&said.body);
        let said = said.json();
        let parts = said["conversation_parts"]["conversation_parts"].as_array().ok_or("no parts")?;
        for file in
            parts.iter().chain([&said["source"]]).filter_map(|part| part["attachments"].as_array()).flatten()
        {
            let url = file["url"].as_str().and_then(|url| url.strip_prefix(server.field("api")));
            shown.extend_from_slice(&client.get(url.ok_or("a file has no address")?).await?.ok()?.body);
        }
        Ok(shown)
    }
}

fn of(values: &[(&str, String)], label: &str) -> String {
    values.iter().find(|(name, _)| *name == label).map(|(_, text)| text.clone()).unwrap_or_default()
}

fn file(name: &str, media_type: &str, content: &str) -> Value {
    json!({"name": name, "content_type": media_type, "data": STANDARD.encode(content)})
}

/// A visitor writes with a file; a teammate names them, answers with a file, and writes a note.
pub(super) async fn meet(place: &Place, server: &Running, family: &str) -> Outcome<Person> {
    let planted = values(family);
    let conversation = write(server, &planted).await?;
    let found = place
        .rows(&format!("SELECT contact_id FROM conversations WHERE conversation_id = {conversation}"))?;
    let person = Person { family: family.to_owned(), contact: found[0][0].clone(), conversation };
    let mut client = api(server).await?;
    let known = json!({
        "role": "user", "name": person.value("name"), "email": person.value("e-mail"), "phone": person.value("phone"),
        "external_id": person.value("external id"), "custom_attributes": {"kite": person.value("attribute")},
    });
    client.send(Method::PUT, &format!("/contacts/{}", person.contact), Some(known)).await?.ok()?;
    let admin = client.get("/me").await?.ok()?.json()["id"].clone();
    let path = format!("/conversations/{}/reply", person.conversation);
    let sent = file(&person.value("sent file name"), "text/plain", &person.value("sent file"));
    let reply = json!({"message_type": "comment", "type": "admin", "admin_id": admin, "body": person.value("reply"),
        "attachment_files": [sent]});
    client.post(&path, reply).await?.ok()?;
    let named = json!({"title": person.value("title"),
        "custom_attributes": {"barometer": person.value("conversation's attribute")}});
    let tagged = json!({"name": "Slippers", "users": [{"id": person.contact}]});
    client.post("/tags", tagged).await?.ok()?;
    let company =
        client.post("/companies", json!({"company_id": "wobble-works"})).await?.ok()?.json()["id"].clone();
    client.post(&format!("/contacts/{}/companies", person.contact), json!({"id": company})).await?.ok()?;
    let noted = json!({"body": person.value("contact's note"), "admin_id": admin});
    client.post(&format!("/contacts/{}/notes", person.contact), noted).await?.ok()?;
    let now = privacy::Clock::system().now().seconds();
    let did = json!({"id": person.contact, "event_name": person.value("event"), "created_at": now,
        "metadata": {"paid": person.value("event's metadata")}});
    let told = client.post("/events", did).await?;
    assert_eq!(told.status, 202);
    let counted =
        json!({"event_name": person.value("count of events"), "count": 42, "first": 1, "last": now});
    client
        .post("/events/summaries", json!({"id": person.contact, "event_summaries": counted}))
        .await?
        .ok()?;
    let shown = format!("/conversations/{}", person.conversation);
    client.send(Method::PUT, &shown, Some(named)).await?.ok()?;
    let note =
        json!({"message_type": "note", "type": "admin", "admin_id": admin, "body": person.value("note")});
    client.post(&path, note).await?.ok()?;
    Ok(person)
}

async fn write(server: &Running, planted: &[(&str, String)]) -> Outcome<String> {
    let mut client = stranger(server).await?;
    let base = format!("/messenger/{}", server.field("workspace"));
    let begun = client.post(&format!("{base}/visitors"), json!({})).await?.ok()?.json();
    client.use_token(begun["token"].as_str().ok_or("no token")?);
    let sent = file(&of(planted, "file name"), "application/pdf", &of(planted, "file"));
    let said = json!({"body": of(planted, "message"), "attachments": [sent],
        "client_key": "0123456789abcdef0123456789abcdef"});
    let said = client.post(&format!("{base}/conversations"), said).await?.ok()?.json();
    Ok(said["conversation"].as_str().ok_or("no conversation")?.to_owned())
}
