//! Lists are walked without gaps or repeats, whatever is added meanwhile.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::harness::{Server, told};

async fn page(server: &Server, token: &str, list: &str, size: usize, after: Option<&Value>) -> Value {
    let after = after.map_or(String::new(), |next| {
        format!("&starting_after={}", next["starting_after"].as_str().unwrap())
    });
    server.get(token, &format!("{list}?per_page={size}{after}")).await.ok()
}

fn ids(page: &Value, of: &str) -> Vec<String> {
    page[of].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect()
}

async fn contacts_are_walked_while_more_come(server: Server) {
    let w = server.workspace().await;
    let mut there = BTreeSet::new();
    for n in 0..11 {
        // Some at the same moment, some later: the id decides among equals.
        server.pass(u64::from(n % 3 == 0));
        there.insert(server.contact(&w.token, json!({ "external_id": n.to_string() })).await);
    }
    let (mut seen, mut next, mut number) = (Vec::new(), None, 1);
    loop {
        let page = page(&server, &w.token, "/contacts", 3, next.as_ref()).await;
        assert_eq!((&page["type"], &page["pages"]["type"]), (&json!("list"), &json!("pages")));
        assert_eq!((&page["pages"]["page"], &page["pages"]["per_page"]), (&json!(number), &json!(3)));
        assert_eq!(page["total_count"], 10 + number);
        seen.extend(ids(&page, "data"));
        server.pass(1);
        server.contact(&w.token, json!({ "role": "lead" })).await;
        match page["pages"].get("next") {
            None => break,
            Some(follows) => next = Some(follows.clone()),
        }
        number += 1;
    }
    assert_eq!((seen.len(), number), (11, 4));
    assert_eq!(seen.into_iter().collect::<BTreeSet<_>>(), there);
}
crate::both!(contacts_are_walked_while_more_come);

async fn conversations_are_walked_while_more_come(server: Server) {
    let w = server.workspace().await;
    let contact = server.contact(&w.token, json!({ "name": "Jo", "email": "jo@example.org" })).await;
    let mut there = BTreeSet::new();
    for n in 0..7 {
        server.pass(u64::from(n % 2 == 0));
        there.insert(server.conversation(&w.token, &contact, &format!("number {n}")).await);
    }
    let (mut seen, mut next) = (Vec::new(), None);
    loop {
        let page = page(&server, &w.token, "/conversations", 2, next.as_ref()).await;
        assert_eq!(page["type"], "conversation.list");
        let first = &page["conversations"][0];
        assert!(first.get("conversation_parts").is_none(), "lists have no parts");
        assert_eq!(
            (&first["source"]["author"]["name"], &first["type"]),
            (&json!("Jo"), &json!("conversation"))
        );
        seen.extend(ids(&page, "conversations"));
        server.pass(1);
        server.conversation(&w.token, &contact, "one more").await;
        match page["pages"].get("next") {
            None => break,
            Some(follows) => next = Some(follows.clone()),
        }
    }
    assert_eq!(seen.len(), 7);
    assert_eq!(seen.into_iter().collect::<BTreeSet<_>>(), there);
}
crate::both!(conversations_are_walked_while_more_come);

async fn the_last_page_says_that_it_is(server: Server) {
    let w = server.workspace().await;
    for list in ["/contacts", "/conversations"] {
        let empty = server.get(&w.token, list).await.ok();
        assert_eq!((&empty["total_count"], &empty["pages"]["total_pages"]), (&json!(0), &json!(0)));
        assert!(empty["pages"].get("next").is_none());
    }
    let defaults = [("/contacts", 50), ("/conversations", 20)];
    for (list, rows) in defaults {
        assert_eq!(server.get(&w.token, list).await.ok()["pages"]["per_page"], rows);
    }
    for n in 0..4 {
        server.contact(&w.token, json!({ "external_id": n.to_string() })).await;
    }
    let exact = server.get(&w.token, "/contacts?per_page=4").await.ok();
    assert!(exact["pages"].get("next").is_none(), "a full last page has none after it");
    assert_eq!(exact["pages"]["total_pages"], 1);
    let largest = server.get(&w.token, "/contacts?per_page=150").await.ok();
    assert_eq!(ids(&largest, "data").len(), 4);
}
crate::both!(the_last_page_says_that_it_is);

async fn what_is_no_page_is_refused(server: Server) {
    let w = server.workspace().await;
    let contact = server.contact(&w.token, json!({ "role": "user" })).await;
    for text in ["one", "two"] {
        server.conversation(&w.token, &contact, text).await;
    }
    let cursor =
        server.get(&w.token, "/conversations?per_page=1").await.ok()["pages"]["next"]["starting_after"]
            .clone();
    let cursor = cursor.as_str().unwrap();
    for list in ["/contacts", "/conversations"] {
        for bad in ["-1", "0", "151", "abc", "1e2", "%00", "%ff", "99999999999999999999"] {
            let answer = server.get(&w.token, &format!("{list}?per_page={bad}")).await;
            assert_eq!(answer.problem(), told(400, "parameter_invalid", "per_page"), "{list} {bad}");
            assert!(answer.message().contains("1 to 150"));
        }
        for bad in ["x", "%00", "AAAA", "WzE2MDAwMDAwMDAsImEiLDJd", &"A".repeat(4_000)] {
            let answer = server.get(&w.token, &format!("{list}?starting_after={bad}")).await;
            assert_eq!(
                answer.problem(),
                told(400, "parameter_invalid", "starting_after"),
                "{list} {bad:.20}"
            );
        }
        let answer = server.get(&w.token, &format!("{list}?page=2")).await;
        assert_eq!(answer.problem(), told(400, "parameter_invalid", "page"));
    }
    for list in ["/contacts/search", "/conversations/search"] {
        let search = |pagination: serde_json::Value| {
            let query = json!({ "field": "created_at", "operator": ">", "value": 0 });
            server.post(&w.token, list, json!({ "query": query, "pagination": pagination }))
        };
        for page in [json!(2), json!("2"), json!(0)] {
            let answer = search(json!({ "per_page": 1, "page": page })).await;
            assert_eq!(answer.problem(), told(400, "parameter_invalid", "pagination.page"), "{list} {page}");
        }
        search(json!({ "per_page": 1, "page": 1 })).await.ok();
        search(json!({ "page": null })).await.ok();
    }
    let other_list = server.get(&w.token, &format!("/contacts?starting_after={cursor}")).await;
    assert_eq!(other_list.problem(), told(400, "parameter_invalid", "starting_after"));
    server.get(&w.token, &format!("/conversations?starting_after={cursor}")).await.ok();
}
crate::both!(what_is_no_page_is_refused);
