//! Teams, absence, and what a conversation is called and marked with.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::Method;
use domain::{teammates, teams, workspaces};
use privacy::access::{Actor, Role, Scope, allow};
use privacy::ids::{Team, Teammate};
use privacy::{Id, Personal};
use serde_json::{Value, json};

use crate::harness::{Server, told};
use crate::seed::{self, Seeded};

pub(crate) async fn team(server: &Server, w: &Seeded, name: &str, members: &[Id<Teammate>]) -> Id<Team> {
    let by = Actor::Teammate { workspace: w.workspace, id: w.owner, role: Role::Owner };
    let found = workspaces::find(&server.d, w.workspace).await.unwrap().unwrap();
    let members: BTreeSet<_> = members.iter().copied().collect();
    let name = Personal::new(name.to_owned());
    teams::create(&server.d, &allow(&by, found).unwrap(), name, &members).await.unwrap()
}

async fn teams_are_listed_and_found(server: Server) {
    let (w, other) = (server.workspace().await, server.workspace().await);
    assert_eq!(server.get(&w.token, "/teams").await.ok(), json!({ "type": "team.list", "teams": [] }));
    let agent = seed::teammate(&server.d, w.workspace, "Kofi", "kofi@workplace.example").await.unwrap();
    let refunds = team(&server, &w, "Refunds", &[agent]).await;
    let empty = team(&server, &w, "Night", &[]).await;
    let list = server.get(&w.token, "/teams").await.ok();
    let number = agent.raw().get();
    assert_eq!(
        list["teams"][0],
        json!({
            "type": "team", "id": refunds.to_string(), "name": "Refunds", "admin_ids": [number],
            "admin_priority_level": { "primary_admin_ids": [number], "secondary_admin_ids": [] },
            "assignment_limit": null, "distribution_method": null,
        })
    );
    assert_eq!(server.get(&w.token, &format!("/teams/{empty}")).await.ok(), list["teams"][1]);
    let admin = server.get(&w.token, &format!("/admins/{agent}")).await.ok();
    assert_eq!(admin["team_ids"], json!([refunds.raw().get()]));
    assert_eq!(admin["team_priority_level"]["primary_team_ids"], admin["team_ids"]);
    assert_eq!(server.get(&w.token, "/admins").await.ok()["admins"][1], admin);
    assert_eq!(server.get(&w.token, "/me").await.ok()["team_ids"], json!([]));
    team(&server, &other, "Theirs", &[]).await;
    let theirs = team(&server, &other, "Also theirs", &[]).await;
    team(&server, &other, "And this", &[]).await;
    let third = team(&server, &other, "The fourth", &[]).await;
    assert!(theirs < third);
    for unknown in [third.to_string(), "0".to_owned(), "x".to_owned()] {
        let answer = server.get(&w.token, &format!("/teams/{unknown}")).await;
        assert_eq!(answer.problem(), told(404, "team_not_found", ""), "{unknown}");
    }
}
crate::both!(teams_are_listed_and_found);

async fn a_conversation_goes_to_a_team_and_to_a_teammate(server: Server) {
    let w = server.workspace().await;
    let refunds = team(&server, &w, "Refunds", &[]).await;
    let contact = server.contact(&w.token, json!({ "role": "user" })).await;
    let id = server.conversation(&w.token, &contact, "Hi").await;
    let give = |kind: &str, to: String| {
        let body = json!({ "message_type": "assignment", "type": kind, "admin_id": w.owner.to_string(), "assignee_id": to });
        server.send(
            crate::harness::request(Method::POST, &w.token, &format!("/conversations/{id}/parts"))
                .body(Body::from(body.to_string()))
                .unwrap(),
        )
    };
    let given = give("team", refunds.to_string()).await.ok();
    assert_eq!(
        (&given["team_assignee_id"], &given["admin_assignee_id"]),
        (&json!(refunds.raw().get()), &Value::Null)
    );
    let part = &given["conversation_parts"]["conversation_parts"][0];
    assert_eq!(
        (&part["part_type"], &part["assigned_to"]),
        (&json!("assignment"), &json!({ "type": "team", "id": refunds.to_string() }))
    );
    let both = give("admin", w.owner.to_string()).await.ok();
    assert_eq!(
        (&both["team_assignee_id"], &both["admin_assignee_id"]),
        (&json!(refunds.raw().get()), &json!(w.owner.raw().get()))
    );
    let nobody = give("team", "0".to_owned()).await.ok();
    assert_eq!((&nobody["team_assignee_id"], &nobody["admin_assignee_id"]), (&Value::Null, &Value::Null));
    for unknown in ["77", "x", "-1"] {
        let refused = give("team", unknown.to_owned()).await;
        assert_eq!(refused.problem(), told(404, "assignee_not_found", "assignee_id"), "{unknown}");
    }
    let officer = seed::teammate(&server.d, w.workspace, "Petra", "petra@workplace.example").await.unwrap();
    let owner = Actor::Teammate { workspace: w.workspace, id: w.owner, role: Role::Owner };
    teammates::change_role(&server.d, &owner, officer, Role::PrivacyOfficer).await.unwrap();
    let refused = give("admin", officer.to_string()).await;
    assert_eq!(refused.problem(), told(400, "parameter_invalid", "assignee_id"), "answers nobody");
    let before = server.get(&w.token, &format!("/conversations/{id}")).await.ok();
    for kind in ["admin", "team"] {
        let body = json!({ "message_type": "assignment", "type": kind, "admin_id": w.owner.to_string(),
            "assignee_id": "77", "body": "My colleague takes over." });
        let refused = server.post(&w.token, &format!("/conversations/{id}/parts"), body).await;
        assert_eq!(refused.problem(), told(404, "assignee_not_found", "assignee_id"), "{kind}");
    }
    let body = json!({ "message_type": "assignment", "type": "admin", "admin_id": w.owner.to_string(),
        "assignee_id": officer.to_string(), "body": "My colleague takes over." });
    let refused = server.post(&w.token, &format!("/conversations/{id}/parts"), body).await;
    assert_eq!(refused.problem(), told(400, "parameter_invalid", "assignee_id"), "answers nobody");
    let after = server.get(&w.token, &format!("/conversations/{id}")).await.ok();
    assert_eq!(after["conversation_parts"], before["conversation_parts"], "nothing was said to the contact");
}
crate::both!(a_conversation_goes_to_a_team_and_to_a_teammate);

async fn a_teammate_is_set_away_and_back(server: Server) {
    let w = server.workspace().await;
    let agent = seed::teammate(&server.d, w.workspace, "Kofi", "kofi@workplace.example").await.unwrap();
    let path = format!("/admins/{agent}/away");
    let both =
        |away: bool, reassign: bool| json!({ "away_mode_enabled": away, "away_mode_reassign": reassign });
    let away = server.put(&w.token, &path, both(true, true)).await.ok();
    assert_eq!((&away["away_mode_enabled"], &away["away_mode_reassign"]), (&json!(true), &json!(true)));
    assert_eq!(server.get(&w.token, &format!("/admins/{agent}")).await.ok(), away);
    let back = server.put(&w.token, &path, both(false, true)).await.ok();
    assert_eq!((&back["away_mode_enabled"], &back["away_mode_reassign"]), (&json!(false), &json!(false)));
    let reader = seed::token(&server.d, w.workspace, w.owner, Scope::Read, None).await.unwrap();
    assert_eq!(server.put(&reader, &path, both(true, true)).await.problem(), told(403, "forbidden", ""));
    for (body, field, code) in [
        (json!({ "away_mode_enabled": true }), "away_mode_reassign", "parameter_not_found"),
        (json!({ "away_mode_reassign": true }), "away_mode_enabled", "parameter_not_found"),
        (json!({ "away_mode_enabled": "yes" }), "away_mode_enabled", "parameter_invalid"),
    ] {
        assert_eq!(server.put(&w.token, &path, body).await.problem(), told(400, code, field));
    }
    let nobody = server.put(&w.token, "/admins/77/away", both(true, false)).await;
    assert_eq!(nobody.problem(), told(404, "admin_not_found", ""));
}
crate::both!(a_teammate_is_set_away_and_back);

async fn a_conversation_is_called_something(server: Server) {
    let w = server.workspace().await;
    let contact = server.contact(&w.token, json!({ "role": "user" })).await;
    let id = server.conversation(&w.token, &contact, "Hi").await;
    let path = format!("/conversations/{id}");
    let put = |body: Value| server.put(&w.token, &path, body);
    let named =
        put(json!({ "title": "A parcel", "custom_attributes": { "order": "A-1", "late": true } })).await.ok();
    assert_eq!(
        (&named["title"], &named["custom_attributes"]),
        (&json!("A parcel"), &json!({ "order": "A-1", "late": true }))
    );
    let changed = put(json!({ "custom_attributes": { "late": null } })).await.ok();
    assert_eq!(
        (&changed["title"], &changed["custom_attributes"]),
        (&json!("A parcel"), &json!({ "order": "A-1" }))
    );
    assert_eq!(put(json!({ "title": "" })).await.ok()["title"], Value::Null);
    assert_eq!(put(json!({ "read": true })).await.ok()["read"], true);
    assert_eq!(put(json!({ "read": false })).await.ok()["read"], false);
    assert_eq!(put(json!({ "priority": "priority" })).await.ok()["priority"], "priority");
    assert_eq!(put(json!({ "priority": "not_priority" })).await.ok()["priority"], "not_priority");
    let list = server.get(&w.token, "/conversations").await.ok();
    assert_eq!(list["conversations"][0]["custom_attributes"], json!({ "order": "A-1" }));
    let many: serde_json::Map<_, _> = (0..251).map(|n| (format!("a{n}"), json!(n))).collect();
    for (body, field) in [
        (json!({ "title": "two\nlines" }), "title"),
        (json!({ "title": 7 }), "title"),
        (json!({ "title": "x".repeat(513) }), "title"),
        (json!({ "read": "yes" }), "read"),
        (json!({ "priority": true }), "priority"),
        (json!({ "custom_attributes": { "nested": {} } }), "custom_attributes"),
        (json!({ "custom_attributes": many }), "custom_attributes"),
    ] {
        assert_eq!(put(body).await.problem(), told(400, "parameter_invalid", field), "{field}");
    }
    let half = |from: u32| {
        let some: serde_json::Map<_, _> = (from..from + 200).map(|n| (format!("a{n}"), json!(n))).collect();
        json!({ "custom_attributes": some })
    };
    put(half(0)).await.ok();
    assert_eq!(put(half(200)).await.problem(), told(400, "parameter_invalid", "custom_attributes"));
}
crate::both!(a_conversation_is_called_something);
