//! Several conversations at once.

use std::time::Duration;

use axum::http::StatusCode;
use domain::contacts::ContactRole;
use privacy::access::Role;

use crate::harness::{Browser, Office, Server};

async fn three(server: &Server, office: Office) -> Vec<String> {
    let ada = server.person(office, "Ada Quill", ContactRole::User).await;
    let mut ids = Vec::new();
    for text in ["one", "two", "three"] {
        ids.push(server.asks(office, ada, text).await.to_string());
    }
    ids
}

async fn done(
    browser: &mut Browser<'_>,
    act: &str,
    ids: &[String],
    more: &[(&str, &str)],
) -> serde_json::Value {
    let mut fields: Vec<(&str, &str)> = ids.iter().map(|id| ("id", id.as_str())).collect();
    fields.push(("act", act));
    fields.extend(more);
    let answer = browser.script("/inbox/bulk", &fields).await;
    assert_eq!(answer.status, StatusCode::OK, "{act}: {}", answer.text);
    serde_json::from_str(&answer.text).unwrap()
}

async fn one_act_is_done_with_all_and_told_of_each(server: Server) {
    let office = server.office().await;
    let ids = three(&server, office).await;
    let mut ines = server.signed_in(office, "ines").await;
    ines.get("/inbox").await;
    ines.script(&format!("/inbox/{}/tag", ids[0]), &[("name", "late")]).await;
    let tagged = done(&mut ines, "tag", &ids, &[("name", "late")]).await;
    let had: Vec<_> =
        tagged["done"].as_array().unwrap().iter().map(|one| one["was"]["tagged"].clone()).collect();
    assert_eq!(had, [true, false, false], "what had it already is told, so that it keeps it");
    let tag = tagged["done"][0]["now"]["tag"].as_str().unwrap().to_owned();
    done(&mut ines, &format!("untag {tag}"), &ids[1..], &[]).await;
    assert_eq!(done(&mut ines, &format!("label {tag}"), &ids[1..2], &[]).await["done"][0]["now"]["tag"], tag);
    assert_eq!(done(&mut ines, "priority yes", &ids, &[]).await["done"][2]["was"]["priority"], false);

    let me = format!("assign teammate-{}", office.owner);
    let given = done(&mut ines, &me, &ids, &[]).await;
    assert_eq!(given["done"][2]["was"]["teammate"], "teammate-none");
    let until = server.d.now().micros() / 1_000_000 + 3_600;
    done(&mut ines, &format!("snooze {until}"), &ids[..1], &[]).await;
    let closed = done(&mut ines, "close", &ids, &[]).await;
    assert_eq!(closed["done"][0]["was"]["state"], "snoozed");
    assert_eq!(closed["done"][0]["was"]["until"], until);
    assert_eq!(closed["refused"], serde_json::json!([]));
    assert!(ines.get("/inbox/list").await.text.contains("&quot;all&quot;:&quot;0&quot;"));
    let opened = done(&mut ines, "open", &[ids[1].clone(), "4711".into(), "x".into()], &[]).await;
    assert_eq!(
        (opened["done"].as_array().unwrap().len(), opened["refused"].as_array().unwrap().len()),
        (1, 2)
    );
    assert_eq!(opened["refused"][0]["id"], "4711");

    // A form goes back to its list.
    let fields = [
        ("id", ids[1].as_str()),
        ("act", "close"),
        ("folder", "mine"),
        ("state", "open"),
        ("sort", "oldest"),
    ];
    let back = ines.post("/inbox/bulk", &fields).await;
    assert_eq!(back.header("location"), "/inbox?folder=mine&state=open&sort=oldest");
}
crate::both!(one_act_is_done_with_all_and_told_of_each);

async fn several_are_put_back_each_as_it_stood(server: Server) {
    let office = server.office().await;
    let ids = three(&server, office).await;
    let mut ines = server.signed_in(office, "ines").await;
    ines.get("/inbox").await;
    ines.get(&format!("/inbox/{}", ids[0])).await;
    let asked = server.d.now().micros();
    let until = asked / 1_000_000 + 3_600;
    done(&mut ines, &format!("snooze {until}"), &ids[1..2], &[]).await;
    let mut lists = Vec::new();
    for sort in ["newest", "oldest", "waiting", "priority"] {
        let address = format!("/inbox/list?sort={sort}");
        lists.push((ines.get(&address).await.text, address));
    }
    server.d.clock.advance(Duration::from_secs(2));
    let closed = done(&mut ines, "close", &ids, &[]).await;
    let field = |one: &serde_json::Value, name: &str| match &one["was"][name] {
        serde_json::Value::Null => "-".to_owned(),
        serde_json::Value::Bool(set) => (if *set { "yes" } else { "no" }).to_owned(),
        other => other.to_string().trim_matches('"').to_owned(),
    };
    let told = |one: &serde_json::Value| {
        let names = ["state", "until", "waiting", "unread", "moved", "teammate", "team"];
        let fields = names.map(|name| field(one, name)).join(" ");
        format!("{} {fields} {}", one["id"].as_str().unwrap(), one["now"]["left"])
    };
    let was: Vec<String> = closed["done"].as_array().unwrap().iter().map(told).collect();
    assert!(was[0].contains(" no ") && was[2].contains(" yes "), "one was read: {was:?}");
    assert!(
        was[1].starts_with(&format!("{} snoozed {until} {asked} no ", ids[1])),
        "who is put aside waits on: {was:?}"
    );
    let all: Vec<(&str, &str)> = was.iter().map(|one| ("was", one.as_str())).collect();
    let back = done(&mut ines, "put-back", &[], &all).await;
    assert_eq!((back["done"].as_array().unwrap().len(), &back["refused"]), (3, &serde_json::json!([])));
    for (list, address) in lists {
        assert_eq!(ines.get(&address).await.text, list, "in their places, read and unread: {address}");
    }
    let late = done(&mut ines, "put-back", &[], &all).await;
    assert_eq!(late["done"], serde_json::json!([]), "something happened since: they were put back");
    assert!(late["refused"][0]["message"].as_str().unwrap().contains("somebody else changed this"));
    let snoozed = ines.get("/inbox/list?state=snoozed").await;
    assert!(snoozed.text.contains(&format!("data-id=\"{}\"", ids[1])));
    for bad in [
        "",
        "1",
        "1 open - - no 5 teammate-none team-none",
        "1 gone - - no 5 teammate-none team-none 3",
        "1 open x - no 5 teammate-none team-none 3",
        "1 open - - no 5 teammate-none team-none more",
        "1 open - - no - teammate-none team-none 3",
        "1 open - - no 5 team-none teammate-none 3",
        "1 open - - no 5 teammate-x team-none 3",
        "1 open - - no 5 nobody nobody 3",
        "1 open - - no 5 teammate-none team-none 3 4",
    ] {
        for act in ["put-back", "hand-back"] {
            let answer = ines.script("/inbox/bulk", &[("act", act), ("was", bad)]).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{bad}");
            assert!(answer.text.contains("was is an id, a state"), "{}", answer.text);
        }
    }

    // An assignment is taken back likewise.
    let lists = ines.get("/inbox/list?sort=newest").await.text;
    let given = done(&mut ines, &format!("assign teammate-{}", office.owner), &ids[2..], &[]).await;
    let was = told(&given["done"][0]);
    assert_ne!(ines.get("/inbox/list?sort=newest").await.text, lists);
    let back = done(&mut ines, "hand-back", &[], &[("was", &was)]).await;
    assert_eq!((back["done"].as_array().unwrap().len(), &back["refused"]), (1, &serde_json::json!([])));
    assert_eq!(ines.get("/inbox/list?sort=newest").await.text, lists);
    let late = done(&mut ines, "hand-back", &[], &[("was", &was)]).await;
    assert!(late["refused"][0]["message"].as_str().unwrap().contains("somebody else changed this"));
}
crate::both!(several_are_put_back_each_as_it_stood);

async fn several_are_snoozed_until_a_chosen_minute(server: Server) {
    let office = server.office().await;
    let ids = three(&server, office).await;
    let mut ines = server.signed_in(office, "ines").await;
    ines.get("/inbox").await;
    let until = server.d.now().micros() / 1_000_000 + 7_200;
    done(&mut ines, "snooze", &ids[..2], &[("until", &until.to_string())]).await;
    // Without scripts the field's time is in UTC.
    let fields = [("id", ids[2].as_str()), ("act", "snooze"), ("at", "2026-03-01T09:30")];
    assert_eq!(ines.post("/inbox/bulk", &fields).await.status, StatusCode::SEE_OTHER);
    for (id, shown) in [(&ids[0], "2026-01-01T02:00:00Z"), (&ids[2], "2026-03-01T09:30:00Z")] {
        let page = ines.get(&format!("/inbox/{id}")).await;
        assert!(page.text.contains(&format!("Snoozed until <time datetime=\"{shown}\"")), "{}", page.text);
    }
    for none in [vec![], vec![("at", "")], vec![("at", "2020-01-01T00:00")]] {
        let fields: Vec<_> = [("id", ids[0].as_str()), ("act", "snooze")].into_iter().chain(none).collect();
        let answer = ines.script("/inbox/bulk", &fields).await;
        assert!(answer.text.contains("choose a time to come"), "{}", answer.text);
    }
}
crate::both!(several_are_snoozed_until_a_chosen_minute);

async fn what_cannot_be_meant_is_refused(server: Server) {
    let office = server.office().await;
    server.teammate(office, "petra", Role::PrivacyOfficer).await;
    let ids = three(&server, office).await;
    let mut ines = server.signed_in(office, "ines").await;
    ines.get("/inbox").await;
    let one = ("id", ids[0].as_str());
    for (fields, says) in [
        (vec![("act", "close")], "id names 1 to 150 conversations"),
        (vec![one], "act is close, open"),
        (vec![one, ("act", "erase")], "act is close, open"),
        (vec![one, ("act", "assign")], "to is teammate- or team-"),
        (vec![one, ("act", "snooze soon")], "choose a time to come"),
        (vec![one, ("act", "untag x")], "tag is the id of a tag"),
    ] {
        let answer = ines.script("/inbox/bulk", &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{fields:?}");
        assert!(answer.text.contains(says), "{}", answer.text);
    }
    let numbers: Vec<String> = (1..=151).map(|n: i32| n.to_string()).collect();
    let mut many: Vec<(&str, &str)> = numbers.iter().map(|id| ("id", id.as_str())).collect();
    many.push(("act", "close"));
    assert_eq!(ines.script("/inbox/bulk", &many).await.status, StatusCode::UNPROCESSABLE_ENTITY);

    let mut petra = server.signed_in(office, "petra").await;
    assert!(!petra.get("/inbox").await.text.contains("id=\"bulk\""), "whoever may not is not offered it");
    let refused = done(&mut petra, "close", &ids, &[]).await;
    assert_eq!(refused["done"], serde_json::json!([]));
    let other = server.office().await;
    let mut theirs = server.signed_in(other, "ines").await;
    theirs.get("/inbox").await;
    assert_eq!(done(&mut theirs, "close", &ids, &[]).await["done"], serde_json::json!([]));
    assert!(
        ines.get("/inbox/list").await.text.contains("&quot;all&quot;:&quot;3&quot;"),
        "nothing was closed"
    );
}
crate::both!(what_cannot_be_meant_is_refused);

async fn what_is_marked_unread_is_so_until_it_is_opened_anew(server: Server) {
    let office = server.office().await;
    let ids = three(&server, office).await;
    let mut ines = server.signed_in(office, "ines").await;
    ines.get("/inbox").await;
    let list = ines.get("/inbox/list").await.text;
    let unread = |list: &str| list.matches("class=\"row unread\"").count();
    assert_eq!(unread(&list), 3);
    ines.get(&format!("/inbox/{}", ids[0])).await;
    let answer = ines.script(&format!("/inbox/{}/unread", ids[0]), &[]).await;
    let answer: serde_json::Value = serde_json::from_str(&answer.text).unwrap();
    assert_eq!((&answer["was"]["unread"], &answer["now"]["unread"]), (&false.into(), &true.into()));
    ines.get(&format!("/inbox/{}/thread?shown=0", ids[0])).await;
    assert_eq!(unread(&ines.get("/inbox/list").await.text), 3, "a look at what is shown already");
    ines.get(&format!("/inbox/{}/thread?glance=true", ids[0])).await;
    assert_eq!(unread(&ines.get("/inbox/list").await.text), 3, "nobody looks");
    ines.get(&format!("/inbox/{}/thread", ids[0])).await;
    assert_eq!(unread(&ines.get("/inbox/list").await.text), 2, "opened anew");
    done(&mut ines, "read", &ids, &[]).await;
    assert_eq!(unread(&ines.get("/inbox/list").await.text), 0);
    let marked = done(&mut ines, "unread", &ids[1..], &[]).await;
    assert_eq!(marked["done"][1]["was"]["unread"], false);
    assert_eq!(unread(&ines.get("/inbox/list").await.text), 2);
}
crate::both!(what_is_marked_unread_is_so_until_it_is_opened_anew);
