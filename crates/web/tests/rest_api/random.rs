//! Whatever is asked, the answer is good or in the envelope, and never "something went wrong".

use axum::body::Body;
use axum::http::{HeaderValue, Method, Request};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

use crate::harness::Server;

#[derive(Debug, Clone)]
struct Asked {
    method: &'static str,
    path: String,
    token: usize,
    headers: Vec<(&'static str, Vec<u8>)>,
    body: Vec<u8>,
}

fn scalar() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,30}".prop_map(Value::from),
        prop::sample::select(vec![
            "comment",
            "note",
            "admin",
            "user",
            "lead",
            "contact",
            "close",
            "AND",
            "OR",
            "=",
            "!=",
            "IN",
            ">",
            "<=",
            "inapp",
            "state",
            "email",
            "created_at",
            "tag_ids",
            "open",
            "snoozed",
            "assignment",
            "1",
            "0",
            "THE-CONTACT",
            "same@example.org",
            "",
            "last",
        ])
        .prop_map(Value::from),
    ]
}

fn value() -> impl Strategy<Value = Value> {
    scalar().prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((field(), inner), 0..4).prop_map(|fields| fields
                .into_iter()
                .map(|(k, v)| (k.to_owned(), v))
                .collect::<serde_json::Map<_, _>>()
                .into()),
        ]
    })
}

fn field() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "role",
        "email",
        "external_id",
        "phone",
        "name",
        "owner_id",
        "custom_attributes",
        "signed_up_at",
        "from",
        "to",
        "company_id",
        "plan",
        "monthly_spend",
        "last_seen_at",
        "type",
        "id",
        "body",
        "message_type",
        "admin_id",
        "assignee_id",
        "snoozed_until",
        "intercom_user_id",
        "user_id",
        "attachment_files",
        "attachment_urls",
        "content_type",
        "data",
        "created_at",
        "title",
        "query",
        "pagination",
        "sort",
        "field",
        "operator",
        "value",
        "order",
        "starting_after",
        "read",
        "priority",
        "away_mode_enabled",
        "away_mode_reassign",
        "created_at_after",
        "event_types",
        "page",
        "per_page",
        "x",
    ])
}

fn body() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        4 => prop::collection::vec((field(), value()), 0..8).prop_map(|fields| {
            let object: serde_json::Map<_, _> = fields.into_iter().map(|(k, v)| (k.to_owned(), v)).collect();
            Value::from(object).to_string().into_bytes()
        }),
        1 => value().prop_map(|value| value.to_string().into_bytes()),
        1 => prop::collection::vec(any::<u8>(), 0..60),
    ]
}

fn path() -> impl Strategy<Value = String> {
    let ids = || {
        prop_oneof![
            Just("THE-CONTACT".to_owned()),
            Just("THE-CONVERSATION".to_owned()),
            Just("1".to_owned()),
            Just("last".to_owned()),
            "[a-z0-9%\u{e9}.-]{0,26}"
        ]
    };
    let path = prop_oneof![
        Just("/me".to_owned()),
        Just("/admins".to_owned()),
        ids().prop_map(|id| format!("/admins/{id}")),
        ids().prop_map(|id| format!("/admins/{id}/away")),
        Just("/teams".to_owned()),
        Just("/tags".to_owned()),
        Just("/messages".to_owned()),
        Just("/events".to_owned()),
        Just("/events/summaries".to_owned()),
        ids().prop_map(|id| format!("/events?type=user&user_id={id}&before={id}&per_page={id}")),
        Just("/companies".to_owned()),
        ids().prop_map(|id| format!("/contacts/{id}/block")),
        Just("/companies/list".to_owned()),
        ids().prop_map(|id| format!("/companies/{id}")),
        ids().prop_map(|id| format!("/contacts/{id}/companies")),
        Just("/contacts/search".to_owned()),
        Just("/conversations/search".to_owned()),
        ids().prop_map(|id| format!("/tags/{id}")),
        ids().prop_map(|id| format!("/notes/{id}")),
        (ids(), prop::sample::select(vec!["tags", "notes", "tags/1"]))
            .prop_map(|(id, rest)| format!("/contacts/{id}/{rest}")),
        (ids(), prop::sample::select(vec!["tags", "tags/1"]))
            .prop_map(|(id, rest)| format!("/conversations/{id}/{rest}")),
        ids().prop_map(|id| format!("/teams/{id}")),
        prop::sample::select(vec!["", "s", "s/search", "_event_types"])
            .prop_map(|end| format!("/admins/activity_log{end}")),
        (ids(), "[a-z0-9./%-]{0,20}").prop_map(|(id, rest)| format!("/log/{id}/{rest}")),
        Just("/contacts".to_owned()),
        ids().prop_map(|id| format!("/contacts/{id}")),
        ids().prop_map(|id| format!("/contacts/{id}/erasure")),
        ids().prop_map(|id| format!("/contacts/find_by_external_id/{id}")),
        Just("/holds".to_owned()),
        ids().prop_map(|id| format!("/holds/{id}")),
        ids().prop_map(|id| format!("/holds/{id}/lift")),
        Just("/conversations".to_owned()),
        Just("/conversations/redact".to_owned()),
        ids().prop_map(|id| format!("/conversations/{id}")),
        ids().prop_map(|id| format!("/conversations/{id}/reply")),
        ids().prop_map(|id| format!("/conversations/{id}/parts")),
        "[a-z0-9/%]{0,20}".prop_map(|rest| format!("/{rest}")),
    ];
    let query = prop_oneof![
        2 => Just(String::new()),
        1 => "[a-z_]{0,8}=[-a-zA-Z0-9%+]{0,12}".prop_map(|query| format!("?{query}")),
        1 => "[-a-zA-Z0-9%]{0,6}".prop_map(|size| format!("?per_page={size}")),
        1 => "[-0-9%]{0,14}".prop_map(|time| format!("?created_at_after={time}&page={time}")),
        1 => "[-_a-zA-Z0-9%]{0,40}".prop_map(|after| format!("?starting_after={after}&display_as=plaintext")),
    ];
    (path, query).prop_map(|(path, query)| format!("{path}{query}"))
}

fn asked() -> impl Strategy<Value = Asked> {
    let methods = vec!["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"];
    let header = prop_oneof![
        "2\\.1[0-9]|[a-z0-9.]{0,5}".prop_map(|version| ("intercom-version", version.into_bytes())),
        prop::collection::vec(any::<u8>(), 0..20).prop_map(|bytes| ("content-type", bytes)),
        prop::collection::vec(any::<u8>(), 0..20).prop_map(|bytes| ("authorization", bytes)),
        "[0-9]{1,12}".prop_map(|length| ("content-length", length.into_bytes())),
        Just(("accept", b"text/html".to_vec())),
    ];
    let headers = prop_oneof![2 => Just(Vec::new()), 1 => prop::collection::vec(header, 0..3)];
    (prop::sample::select(methods), path(), 0_usize..7, headers, body())
        .prop_map(|(method, path, token, headers, body)| Asked { method, path, token, headers, body })
}

/// A contact and a conversation that are there.
async fn somebody(server: &Server, token: &str) -> (String, String) {
    let contact = server.contact(token, json!({ "email": "same@example.org" })).await;
    let conversation = server.conversation(token, &contact, "Hi").await;
    (contact, conversation)
}

async fn nothing_makes_the_server_fail(server: Server) {
    let w = server.workspace().await;
    let reader = crate::seed::token(&server.d, w.workspace, w.owner, privacy::access::Scope::Read, None);
    let reader = reader.await.unwrap();
    let officer = crate::seed::token(&server.d, w.workspace, w.owner, privacy::access::Scope::Privacy, None);
    let officer = officer.await.unwrap();
    let (mut contact, mut conversation) = somebody(&server, &w.token).await;
    let tokens = [&w.token, &w.token, &w.token, &w.token, &reader, &officer, "nobody's"];
    let mut runner = TestRunner::new(Config { failure_persistence: None, ..Config::default() });
    let strategy = asked();
    for _ in 0..600 {
        let one = strategy.new_tree(&mut runner).unwrap().current();
        let Some(request) = request(&one, tokens[one.token], (&contact, &conversation)) else { continue };
        let answer = server.send(request).await;
        assert!(answer.status.as_u16() != 500, "{one:?}");
        if one.method == "HEAD" {
            assert!(answer.bytes.is_empty(), "{one:?}");
        } else if answer.status.is_success() {
            let told = answer.json();
            assert!(told["type"].is_string() || told["object"].is_string(), "{one:?}");
            if one.method == "DELETE" {
                (contact, conversation) = somebody(&server, &w.token).await;
            }
        } else {
            answer.problem();
        }
    }
}
crate::both!(nothing_makes_the_server_fail);

/// The request; none where it could not even be sent over HTTP.
fn request(one: &Asked, token: &str, (contact, conversation): (&str, &str)) -> Option<Request<Body>> {
    let path = one
        .path
        .replace("THE-CONTACT", contact)
        .replace("THE-CONVERSATION", conversation)
        .replace('\u{e9}', "%C3%A9");
    let body = String::from_utf8(one.body.clone()).map_or(one.body.clone(), |text| {
        text.replace("THE-CONTACT", contact).replace("THE-CONVERSATION", conversation).into_bytes()
    });
    let method = Method::from_bytes(one.method.as_bytes()).ok()?;
    let mut request =
        Request::builder().method(method).uri(path).header("authorization", format!("Bearer {token}"));
    let headers = request.headers_mut()?;
    for (name, value) in &one.headers {
        headers.insert(*name, HeaderValue::from_bytes(value).ok()?);
    }
    request.body(Body::from(body)).ok()
}
