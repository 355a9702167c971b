//! Teammates over the API.

use crate::seed;
use axum::body::Body;
use axum::http::Method;

use crate::harness::{Server, request, told};

async fn whose_token_it_is(server: Server) {
    let w = server.workspace().await;
    let me = server.get(&w.token, "/me").await.ok();
    assert_eq!((&me["type"], &me["id"]), (&"admin".into(), &w.owner.to_string().into()));
    assert_eq!((&me["name"], &me["email"]), (&"Owner Ownerson".into(), &"owner@workplace.example".into()));
    let app = &me["app"];
    assert_eq!((&app["type"], &app["id_code"]), (&"app".into(), &w.workspace.to_string().into()));
    assert_eq!((&app["name"], &app["region"]), (&"Workplace".into(), &"EU".into()));
    assert_eq!(app["created_at"], crate::harness::START.seconds());
    assert_eq!(app["identity_verification"], true, "nobody's word is taken without proof");
}
crate::both!(whose_token_it_is);

async fn the_teammates_and_each_of_them(server: Server) {
    let w = server.workspace().await;
    let second = seed::teammate(&server.d, w.workspace, "Second", "second@workplace.example").await.unwrap();
    let list = server.get(&w.token, "/admins").await.ok();
    assert_eq!(list["type"], "admin.list");
    let ids: Vec<_> = list["admins"].as_array().unwrap().iter().map(|admin| admin["id"].clone()).collect();
    assert_eq!(ids, [w.owner.to_string(), second.to_string()]);
    let one = server.get(&w.token, &format!("/admins/{second}")).await.ok();
    assert_eq!(one, list["admins"][1]);
    for (field, value) in [("team_ids", "[]"), ("away_mode_enabled", "false"), ("avatar", "null")] {
        assert_eq!(one[field].to_string(), value, "{field}");
    }
    for unknown in ["999", "0", "abc", "9007199254740992", "-1"] {
        let answer = server.get(&w.token, &format!("/admins/{unknown}")).await;
        assert_eq!(answer.problem(), told(404, "admin_not_found", ""), "{unknown}");
    }
}
crate::both!(the_teammates_and_each_of_them);

async fn versions_differ_in_the_admins_role(server: Server) {
    let w = server.workspace().await;
    let path = format!("/admins/{}", w.owner);
    for version in ["2.11", "2.12", "2.13", "2.14", "2.15", "2.16"] {
        let asked = request(Method::GET, &w.token, &path).header("Intercom-Version", version);
        let answer = server.send(asked.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.headers["intercom-version"], version);
        assert_eq!(answer.ok()["role"]["name"] == "Owner", version == "2.16");
    }
    let answer = server.get(&w.token, &path).await;
    assert_eq!(answer.headers["intercom-version"], "2.14");
    assert!(answer.ok().get("role").is_none());
    for version in ["2.10", "2.17", "1.0", "Preview", "Unstable", "", "2.14 ", "2.140"] {
        let asked = request(Method::GET, &w.token, &path).header("Intercom-Version", version);
        let answer = server.send(asked.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.problem(), told(400, "intercom_version_invalid", ""), "{version:?}");
    }
}
crate::both!(versions_differ_in_the_admins_role);
