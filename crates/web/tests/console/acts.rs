//! What is done with a conversation from its head, by forms and by scripts.

use std::time::Duration;

use axum::http::{Method, StatusCode};
use domain::contacts::ContactRole;
use domain::conversations::{self, State};
use domain::messages::{self, Author, Draft, Kind};
use privacy::Personal;
use privacy::access::{Actor, Role, allow};

use serde_json::{Value, json};

use crate::harness::{Answer, Browser, Server};
use crate::lists::team;

/// The head of the conversation as the page draws it.
async fn head(browser: &mut Browser<'_>, id: &str) -> String {
    browser.get(&format!("/inbox/{id}")).await.between("id=\"thread-head\"", "</header>")
}

/// What a script is told of an act: how the conversation stood, and what is so now.
fn told(answer: &Answer) -> Value {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    serde_json::from_str(&answer.text).unwrap()
}

async fn every_act_is_done_shown_and_entered(server: Server) {
    let office = server.office().await;
    let refunds = team(&server, office, "Refunds").await;
    let ada = server.person(office, "Ada Quill", ContactRole::User).await;
    let id = server.asks(office, ada, "Where is it?").await.to_string();
    let mut ines = server.signed_in(office, "ines").await;
    let at = |act: &str| format!("/inbox/{id}/{act}");
    let shown = head(&mut ines, &id).await;
    assert!(shown.contains("class=\"has\">Nobody<") && shown.contains("aria-pressed=\"false\""), "{shown}");

    // A form goes back to the page, a script gets JSON.
    let me = format!("teammate-{}", office.owner);
    let given = ines.post(&at("assign"), &[("to", &me)]).await;
    assert_eq!(
        (given.status, given.header("location")),
        (StatusCode::SEE_OTHER, format!("/inbox/{id}").as_str())
    );
    let given = told(&ines.script(&at("assign"), &[("to", &format!("team-{refunds}"))]).await);
    assert_eq!((&given["was"]["teammate"], &given["was"]["team"]), (&json!(me), &json!("team-none")));
    let first = told(&ines.script(&at("priority"), &[("first", "yes")]).await);
    assert_eq!((&first["was"]["priority"], &first["now"]["priority"]), (&json!(false), &json!(true)));
    let tagged = told(&ines.script(&at("tag"), &[("name", "Late <parcel>")]).await);
    assert_eq!(tagged["was"]["tagged"], json!(false));
    let tag = tagged["now"]["tag"].as_str().unwrap().to_owned();
    let again = told(&ines.script(&at("tag"), &[("name", "late <parcel>")]).await);
    assert_eq!((&again["was"]["tagged"], &again["now"]["tag"]), (&json!(true), &json!(tag)));
    let shown = head(&mut ines, &id).await;
    assert!(
        shown.contains("class=\"has\">Ines Carvalho · Refunds<") && shown.contains("aria-pressed=\"true\""),
        "{shown}"
    );
    assert!(shown.contains("Late &lt;parcel&gt;") && shown.contains("Remove the tag Late &lt;parcel&gt;"));

    let until = server.d.now().after(Duration::from_hours(24)).micros() / 1_000_000;
    assert_eq!(ines.script(&at("snooze"), &[("until", &until.to_string())]).await.status, StatusCode::OK);
    assert!(head(&mut ines, &id).await.contains("Snoozed until <time datetime=\"2026-01-02T"));
    // Without scripts a day and an hour are told in UTC.
    let later = told(&ines.script(&at("snooze"), &[("until", &(until + 60).to_string())]).await);
    assert_eq!((&later["was"]["state"], &later["was"]["until"]), (&json!("snoozed"), &json!(until)));
    assert_eq!(ines.post(&at("snooze"), &[("at", "2026-03-01T09:30")]).await.status, StatusCode::SEE_OTHER);
    assert!(head(&mut ines, &id).await.contains("datetime=\"2026-03-01T09:30:00Z\""));
    assert_eq!(ines.script(&at("open"), &[]).await.status, StatusCode::OK);
    assert_eq!(ines.script(&at("untag"), &[("tag", &tag)]).await.status, StatusCode::OK);
    assert_eq!(ines.script(&at("assign"), &[("to", "nobody")]).await.status, StatusCode::OK);
    assert_eq!(ines.script(&at("priority"), &[("first", "no")]).await.status, StatusCode::OK);
    assert_eq!(ines.script(&at("close"), &[]).await.status, StatusCode::OK);

    let page = ines.get(&format!("/inbox/{id}")).await;
    for said in [
        "Ines Carvalho took the conversation",
        "Ines Carvalho assigned the conversation to the team Refunds",
        "Ines Carvalho snoozed the conversation until <time datetime=\"2026-01-02T00:00:00Z\"",
        "Ines Carvalho snoozed the conversation until <time datetime=\"2026-03-01T09:30:00Z\"",
        "Ines Carvalho reopened the conversation",
        "Ines Carvalho removed the assignee",
        "Ines Carvalho removed the team",
        "Ines Carvalho closed the conversation",
    ] {
        assert!(page.text.contains(said), "{said}");
    }
    assert!(!page.text.contains("Remove the tag"));
    for act in [
        "conversation.assigned",
        "conversation.prioritised",
        "conversation.deprioritised",
        "conversation.tagged",
        "conversation.untagged",
        "conversation.snoozed",
        "conversation.opened",
        "conversation.closed",
    ] {
        assert!(ines.entered(act).await, "{act} is entered");
    }
}
crate::both!(every_act_is_done_shown_and_entered);

async fn nobody_is_offered_a_conversation_who_may_not_answer_it(server: Server) {
    let office = server.office().await;
    let petra = server.teammate(office, "petra", Role::PrivacyOfficer).await;
    let kofi = server.teammate(office, "kofi", Role::Agent).await;
    let ada = server.person(office, "Ada Quill", ContactRole::User).await;
    let id = server.asks(office, ada, "Where is it?").await.to_string();
    let mut ines = server.signed_in(office, "ines").await;
    let page = ines.get(&format!("/inbox/{id}")).await;
    for (offers, one) in [(true, kofi), (false, petra)] {
        for choice in [format!("value=\"teammate-{one}\""), format!("value=\"assign teammate-{one}\"")] {
            assert_eq!(page.text.contains(&choice), offers, "{choice}");
        }
    }
    let mentions = page.between("data-teammates=\"", "\"");
    assert!(mentions.contains("petra") && mentions.contains("kofi"), "a note may mention either: {mentions}");
    let to = [("to", format!("teammate-{petra}"))];
    let fields: Vec<(&str, &str)> = to.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let refused = ines.script(&format!("/inbox/{id}/assign"), &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text);
    assert!(refused.text.contains("a privacy officer answers nobody"), "{}", refused.text);
}
crate::both!(nobody_is_offered_a_conversation_who_may_not_answer_it);

async fn what_is_refused_says_why_and_changes_nothing(server: Server) {
    let office = server.office().await;
    server.teammate(office, "petra", Role::PrivacyOfficer).await;
    let ada = server.person(office, "Ada Quill", ContactRole::User).await;
    let id = server.asks(office, ada, "Where is it?").await.to_string();
    let mut ines = server.signed_in(office, "ines").await;
    let before = head(&mut ines, &id).await;
    let past = (server.d.now().micros() / 1_000_000).to_string();
    let far = (server.d.now().after(Duration::from_hours(367 * 24)).micros() / 1_000_000).to_string();
    for (act, field, value, says) in [
        ("assign", "to", "", "to is teammate- or team-"),
        ("assign", "to", "teammate-x", "to is teammate- or team-"),
        ("assign", "to", "team-0", "to is teammate- or team-"),
        ("assign", "to", "teammate-4711", "no such teammate any more"),
        ("assign", "to", "team-4711", "no such team any more"),
        ("priority", "first", "1", "first is yes or no"),
        ("snooze", "until", past.as_str(), "choose a time to come"),
        ("snooze", "until", far.as_str(), "choose a time to come"),
        ("snooze", "until", "9223372036854775807", "choose a time to come"),
        ("snooze", "at", "2026-02-30T09:00", "choose a time to come"),
        ("snooze", "at", "tomorrow", "choose a time to come"),
        ("tag", "name", "  ", "a tag has a name"),
        ("untag", "tag", "x", "tag is the id of a tag"),
    ] {
        let answer = ines.script(&format!("/inbox/{id}/{act}"), &[(field, value)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{act} {value}: {}", answer.text);
        assert!(answer.text.contains(says), "{act} {value}: {}", answer.text);
    }
    let gone = ines.script(&format!("/inbox/{id}/untag"), &[("tag", "4711")]).await;
    assert!(gone.text.contains("the tag is not there any more"), "{}", gone.text);
    // Without scripts the reason stands on the page, in the reader's language.
    let page = ines.post(&format!("/inbox/{id}/assign"), &[("to", "team-4711")]).await;
    assert!(page.text.contains("<p>there is no such team any more</p>"), "{}", page.text);
    let own = ines.csrf.clone();
    let headers = [
        ("sec-fetch-site", "same-origin"),
        ("accept-language", "ja"),
        ("accept", "application/json"),
        ("csrf", own.as_str()),
    ];
    let path = format!("/inbox/{id}/assign");
    let japanese = ines.send(Method::POST, &path, "to=team-4711", &headers).await;
    assert!(japanese.text.contains("そのチームはもうありません"), "{}", japanese.text);

    let mut petra = server.signed_in(office, "petra").await;
    petra.get("/inbox").await;
    let other = server.office().await;
    let mut theirs = server.signed_in(other, "ines").await;
    theirs.get("/inbox").await;
    let until = (server.d.now().after(Duration::from_hours(1)).micros() / 1_000_000).to_string();
    for (act, fields) in [
        ("assign", vec![("to", "nobody")]),
        ("priority", vec![("first", "yes")]),
        ("tag", vec![("name", "x")]),
        ("snooze", vec![("until", until.as_str())]),
        ("close", vec![]),
    ] {
        let path = format!("/inbox/{id}/{act}");
        let refused = petra.script(&path, &fields).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{act}");
        assert!(refused.text.contains("\"not_allowed\""), "{}", refused.text);
        assert_eq!(theirs.script(&path, &fields).await.status, StatusCode::NOT_FOUND, "{act} from elsewhere");
        let mut forger = ines.clone();
        forger.csrf = "0".to_owned();
        let answer = forger.script(&path, &fields).await;
        assert!(answer.status == StatusCode::FORBIDDEN && answer.text.contains("\"forged\""), "{act}");
    }
    assert_eq!(head(&mut ines, &id).await, before);
}
crate::both!(what_is_refused_says_why_and_changes_nothing);

async fn a_reply_closes_too_unless_more_was_said(server: Server) {
    let office = server.office().await;
    let ada = server.person(office, "Ada Quill", ContactRole::User).await;
    let id = server.asks(office, ada, "Where is it?").await;
    let mut ines = server.signed_in(office, "ines").await;
    ines.get("/inbox").await;
    let path = format!("/inbox/{id}/reply");
    let (one, other) = ("a1".repeat(16), "b2".repeat(16));
    let reply = |key| [("body", "On its way."), ("client_key", key)];
    let closing = |key| [("body", "On its way."), ("client_key", key), ("then", "close")];
    for (fields, says) in [
        (vec![("body", "x"), ("kind", "note"), ("then", "close")], "a note does not close the conversation"),
        (vec![("body", "x"), ("then", "open")], "then is close"),
    ] {
        let refused = ines.script(&path, &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text.contains(says), "{}", refused.text);
    }
    let state = async || conversations::find(&server.d, office.id, id).await.unwrap().unwrap().state;
    let sent = told(&ines.script(&path, &closing(&one)).await);
    assert_eq!(
        (&sent["closed"]["was"]["state"], &sent["closed"]["now"]["state"]),
        (&json!("open"), &json!("closed"))
    );
    assert_eq!(state().await, State::Closed);
    // Its answer was lost: nothing is said or done twice.
    let again = told(&ines.script(&path, &closing(&one)).await);
    assert_eq!((&again["seq"], &again["closed"]), (&sent["seq"], &json!({})));
    assert_eq!(ines.entries("conversation.closed").await, 1);

    // The message arrived and its closing did not; meanwhile the person went on.
    told(&ines.script(&format!("/inbox/{id}/open"), &[]).await);
    let sent = told(&ines.script(&path, &reply(&other)).await);
    assert_eq!((&sent["closed"], state().await), (&Value::Null, State::Open));
    let by = Actor::Contact { workspace: office.id, id: ada };
    let held = conversations::find(&server.d, office.id, id).await.unwrap().unwrap();
    let body = Personal::new("And the lid?".to_owned());
    let draft =
        Draft { kind: Kind::Comment, author: Author::Contact(ada), body, files: Vec::new(), key: None };
    messages::send(&server.d, allow(&by, held).unwrap(), draft).await.unwrap();
    let again = told(&ines.script(&path, &closing(&other)).await);
    assert_eq!((&again["seq"], &again["closed"]), (&sent["seq"], &Value::Null));
    assert_eq!(state().await, State::Open, "what nobody has read is not closed");
}
crate::both!(a_reply_closes_too_unless_more_was_said);

async fn what_was_written_by_mistake_is_removed_by_whoever_may(server: Server) {
    let office = server.office().await;
    server.teammate(office, "kofi", Role::Agent).await;
    let ada = server.person(office, "Ada Quill", ContactRole::User).await;
    let id = server.asks(office, ada, "Where is it?").await;
    let mut ines = server.signed_in(office, "ines").await;
    ines.get("/inbox").await;
    let (page, path) = (format!("/inbox/{id}"), format!("/inbox/{id}/remove"));
    told(&ines.script(&format!("{page}/reply"), &[("kind", "note"), ("body", "the card is K-4242")]).await);
    let shown = ines.get(&page).await;
    assert_eq!(shown.text.matches("data-message=").count(), 2, "what the person wrote can be removed too");
    let note = shown.text.rsplit_once("data-message=\"").unwrap().1.split_once('"').unwrap().0.to_owned();
    let mut kofi = server.signed_in(office, "kofi").await;
    let his = kofi.get(&page).await;
    assert!(
        his.text.contains("K-4242") && !his.text.contains("data-message="),
        "the policy does not let him"
    );
    assert_eq!(kofi.script(&path, &[("message", &note)]).await.status, StatusCode::FORBIDDEN);
    for bad in ["", "x"] {
        let refused = ines.script(&path, &[("message", bad)]).await;
        assert!(refused.text.contains("message is the id of a message"), "{}", refused.text);
    }
    assert_eq!(ines.script(&path, &[("message", "4711")]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(ines.script(&path, &[("message", &note)]).await.status, StatusCode::OK);
    assert_eq!(ines.script(&path, &[("message", &note)]).await.status, StatusCode::OK, "it is gone already");
    for browser in [&mut ines, &mut kofi] {
        let shown = browser.get(&page).await.text;
        assert!(!shown.contains("K-4242") && shown.contains("What stood here was removed."), "{shown}");
        assert!(!shown.contains(&format!("data-message=\"{note}\"")));
    }
    assert_eq!(ines.entries("message.redacted").await, 1);
}
crate::both!(what_was_written_by_mistake_is_removed_by_whoever_may);
