//! The activity log over the API: as Intercom's clients read it, and as files that anybody can verify.

use activity_log::export::{LogChecker, Trust};
use activity_log::note::{LogProof, SignedCheckpoint, VerifierKey};
use activity_log::tree::{Tile, leaf_hash};
use privacy::access::Scope;
use serde_json::{Value, json};

use crate::harness::{START, Server, told};

fn types(page: &Value) -> Vec<&str> {
    page["activity_logs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["activity_type"].as_str().unwrap())
        .collect()
}

async fn entries_as_clients_read_them(server: Server) {
    let w = server.workspace().await;
    server.get(&w.token, "/contacts").await.ok();
    let page = server.get(&w.token, "/admins/activity_logs?created_at_after=0").await.ok();
    assert_eq!(page["type"], "activity_log.list");
    assert_eq!(
        (&page["pages"]["type"], &page["pages"]["page"], &page["pages"]["per_page"]),
        (&"pages".into(), &1.into(), &20.into())
    );
    assert_eq!(page["pages"]["next"], Value::Null);
    let all = types(&page);
    assert!(
        all.contains(&"contact.listed") && all.contains(&"log.read") && all.contains(&"workspace.created"),
        "{all:?}"
    );
    let logs = page["activity_logs"].as_array().unwrap();
    let listed = logs.iter().find(|one| one["activity_type"] == "contact.listed").unwrap();
    assert_eq!(
        listed["performed_by"],
        json!({"type": "admin", "id": w.owner.to_string(), "email": "owner@workplace.example", "ip": null})
    );
    assert_eq!(listed["activity_description"], "Owner Ownerson, over the API saw the list of people.");
    assert_eq!(listed["created_at"], START.seconds());
    assert_eq!(listed["metadata"]["object_type"], "workspace");
    assert!(listed["metadata"]["api_token"].is_string() && listed["metadata"]["log_index"].is_u64());
    assert!(listed["id"].as_str().unwrap().ends_with("-0"));
}
crate::both!(entries_as_clients_read_them);

async fn pages_are_walked_by_their_number(server: Server) {
    let w = server.workspace().await;
    for path in ["/contacts", "/conversations", "/admins"] {
        server.get(&w.token, path).await.ok();
    }
    let whole = server.get(&w.token, "/admins/activity_logs?created_at_after=0&per_page=250").await.ok();
    let (mut seen, mut path) = (Vec::new(), "/admins/activity_logs?created_at_after=0&per_page=2".to_owned());
    loop {
        let page = server.get(&w.token, &path).await.ok();
        seen.extend(page["activity_logs"].as_array().unwrap().iter().map(|one| one["id"].clone()));
        let Some(next) = page["pages"]["next"].as_str() else { break };
        path = next.strip_prefix(crate::harness::ORIGIN).unwrap().to_owned();
    }
    let all: Vec<_> =
        whole["activity_logs"].as_array().unwrap().iter().map(|one| one["id"].clone()).collect();
    assert_eq!(seen, all);
    let later = format!("/admins/activity_logs?created_at_after={}", START.seconds() + 1);
    assert_eq!(types(&server.get(&w.token, &later).await.ok()), Vec::<&str>::new());
    for (bad, field) in [
        ("", "created_at_after"),
        ("?created_at_after=x", "created_at_after"),
        ("?created_at_after=1&per_page=251", "per_page"),
        ("?created_at_after=1&page=0", "page"),
        ("?created_at_after=1&created_at_before=-1", "created_at_before"),
    ] {
        let answer = server.get(&w.token, &format!("/admins/activity_logs{bad}")).await;
        let code = if bad.is_empty() { "parameter_not_found" } else { "parameter_invalid" };
        assert_eq!(answer.problem(), told(400, code, field), "{bad}");
    }
}
crate::both!(pages_are_walked_by_their_number);

async fn acts_are_found_by_the_names_that_are_listed(server: Server) {
    let w = server.workspace().await;
    server.get(&w.token, "/contacts").await.ok();
    let names = server.get(&w.token, "/admins/activity_log_event_types").await.ok();
    assert_eq!(names["type"], "activity_log_event_type.list");
    let names: Vec<_> =
        names["event_types"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    assert!(names.contains(&"admin_login_success") && names.contains(&"contact.read"));
    let search = async |body: Value| server.post(&w.token, "/admins/activity_logs/search", body).await;
    let found = search(json!({"created_at_after": 0, "event_types": ["contact.listed", "custom_authentication_token_creation"]})).await.ok();
    assert_eq!(types(&found), ["contact.listed", "custom_authentication_token_creation"]);
    let none = search(json!({"created_at_after": 0, "event_types": ["no_such_event"]})).await.ok();
    assert_eq!((types(&none), &none["pages"]["total_pages"]), (vec![], &0.into()));
    let page = search(json!({"created_at_after": 0, "page": 2, "per_page": 1})).await.ok();
    assert_eq!((types(&page).len(), &page["pages"]["page"]), (1, &2.into()));
    assert_eq!(search(json!({})).await.problem(), told(400, "parameter_not_found", "created_at_after"));
    for (field, value) in [
        ("event_types", json!("x")),
        ("event_types", json!([1])),
        ("page", json!(0)),
        ("per_page", json!(251)),
    ] {
        assert_eq!(
            search(json!({"created_at_after": 0, field: value})).await.problem(),
            told(400, "parameter_invalid", field)
        );
    }
}
crate::both!(acts_are_found_by_the_names_that_are_listed);

/// Everything that a program of somebody else needs to follow the log, checked as such a program would.
async fn the_log_can_be_followed_and_checked(server: Server) {
    let w = server.workspace().await;
    let log = format!("/log/{}", w.workspace);
    let text = async |path: String| String::from_utf8(server.get(&w.token, &path).await.bytes).unwrap();
    let key = VerifierKey::parse(text(format!("{log}/key")).await.trim()).unwrap();
    let first = SignedCheckpoint::parse(&text(format!("{log}/checkpoint")).await).unwrap();
    let size = first.verify(&key).unwrap().size;
    let tile = Tile { level: 0, index: 0, width: u16::try_from(size).unwrap() };
    let hashes = server.get(&w.token, &format!("{log}/{}", tile.path())).await.bytes;
    assert_eq!(u64::try_from(hashes.len()).unwrap(), 32 * size);
    let proof = LogProof::parse(&text(format!("{log}/proof/0")).await).unwrap();
    proof.verify(activity_log::tree::Hash(hashes.as_chunks::<32>().0[0]), &key).unwrap();
    assert!(proof.verify(leaf_hash(b"another"), &key).is_err());
    let export = text(format!("{log}/export")).await;
    let trust = Trust { key: Some(key), held: vec![first], ..Trust::default() };
    let mut checker = LogChecker::new(trust.clone());
    export.lines().for_each(|line| checker.line(line).unwrap());
    let report = checker.finish().unwrap();
    assert_eq!((report.entries, report.held), (report.size, 1));
    // Entries of one moment stand in the order of their ids: it need not be the last.
    assert!(export.lines().any(|line| line.contains("log.exported")), "its own entry is in it");
    let dropped: Vec<_> =
        export.lines().enumerate().filter(|(at, _)| *at != 2).map(|(_, line)| line).collect();
    let mut checker = LogChecker::new(trust);
    assert!(dropped.iter().try_for_each(|line| checker.line(line)).is_err());
    let answer = server.get(&w.token, &format!("{log}/consistency?from={size}")).await;
    assert!(String::from_utf8(answer.bytes).unwrap().contains("troth/log/"));
    for missing in ["proof/999999", "tile/0/999", "tile/0/0", "tile/9/000", "nothing"] {
        assert_eq!(server.get(&w.token, &format!("{log}/{missing}")).await.status, 404, "{missing}");
    }
    assert_eq!(
        server.get(&w.token, &format!("{log}/consistency?from=999999")).await.problem(),
        told(400, "parameter_invalid", "from")
    );
}
crate::both!(the_log_can_be_followed_and_checked);

async fn nobody_reads_anothers_log(server: Server) {
    let (w, other) = (server.workspace().await, server.workspace().await);
    for part in ["checkpoint", "key", "export", "tile/0/000.p/1", "proof/0", "consistency?from=0"] {
        let answer = server.get(&other.token, &format!("/log/{}/{part}", w.workspace)).await;
        assert_eq!(answer.status, 404, "{part}");
        let answer = server.get("nobody", &format!("/log/{}/{part}", w.workspace)).await;
        assert_eq!(answer.status, 401, "{part}");
    }
    let theirs = server.get(&other.token, "/admins/activity_logs?created_at_after=0").await.ok();
    assert!(!theirs.to_string().contains(&w.workspace.to_string()));
    let reading = crate::seed::token(&server.d, w.workspace, w.owner, Scope::Read, None).await.unwrap();
    assert_eq!(server.get(&reading, "/admins/activity_logs?created_at_after=0").await.status, 200);
}
crate::both!(nobody_reads_anothers_log);
