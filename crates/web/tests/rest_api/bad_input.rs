//! Requests that are no good in themselves: each gets its status and the envelope.

use axum::body::{Body, Bytes};
use axum::http::Method;
use futures_util::stream;
use serde_json::json;

use crate::harness::{Server, request, told};

async fn addresses_and_methods_that_there_are_not(server: Server) {
    let w = server.workspace().await;
    let paths = [
        "/",
        "/contact",
        "/contacts/",
        "/contacts/x/y/z",
        "/conversations/1/replies",
        "/admins/1/2",
        "/%ff",
        "/me/",
    ];
    for token in ["", w.token.as_str()] {
        for path in paths {
            let answer = server.get(token, path).await;
            assert_eq!(answer.problem(), told(404, "address_not_found", ""), "{path}");
            assert_eq!(answer.message(), "This server does not have this address.");
        }
    }
    let cases = [
        (Method::POST, "/me", "GET,HEAD"),
        (Method::DELETE, "/contacts", "GET,HEAD,POST"),
        (Method::PATCH, "/contacts/0123456789abcdef01234567", "GET,HEAD,PUT,DELETE"),
        (Method::GET, "/conversations/1/reply", "POST"),
        (Method::OPTIONS, "/conversations", "GET,HEAD,POST"),
    ];
    for (method, path, allowed) in cases {
        let answer = server.send(request(method.clone(), &w.token, path).body(Body::empty()).unwrap()).await;
        assert_eq!(answer.problem(), told(405, "method_not_allowed", ""), "{method} {path}");
        assert_eq!(answer.headers["allow"], allowed);
    }
    for path in [
        "/contacts/x",
        "/contacts/0123456789ABCDEF01234567",
        "/conversations/01",
        "/conversations/1.0",
        "/contacts/%00",
        "/contacts/find_by_external_id/%ff",
        "/contacts/find_by_external_id/%00",
    ] {
        assert_eq!(server.get(&w.token, path).await.problem(), told(404, "not_found", ""), "{path}");
    }
}
crate::both!(addresses_and_methods_that_there_are_not);

async fn a_head_is_an_answer_without_its_body(server: Server) {
    let w = server.workspace().await;
    for (path, status) in
        [("/me", 200), ("/contacts", 200), ("/conversations/1", 404), ("/contacts?per_page=0", 400)]
    {
        let answer = server.send(request(Method::HEAD, &w.token, path).body(Body::empty()).unwrap()).await;
        assert_eq!((answer.status.as_u16(), answer.bytes.len()), (status, 0), "{path}");
        assert!(answer.headers["content-type"].to_str().unwrap().starts_with("application/json"));
    }
}
crate::both!(a_head_is_an_answer_without_its_body);

async fn bodies_that_are_not_read(server: Server) {
    let w = server.workspace().await;
    let deep = format!("{{\"custom_attributes\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    let bad: [(&str, Vec<u8>, u16, &str); 12] = [
        ("empty", Vec::new(), 400, "parameter_invalid"),
        ("cut", b"{\"role\":".to_vec(), 400, "parameter_invalid"),
        ("no JSON", b"role=user".to_vec(), 400, "parameter_invalid"),
        ("a list", b"[]".to_vec(), 400, "parameter_invalid"),
        ("a string", b"\"role\"".to_vec(), 400, "parameter_invalid"),
        ("NUL", b"{\"role\":\"user\",\"name\":\"a\\u0000b\"}".to_vec(), 400, "parameter_invalid"),
        (
            "NUL in a name",
            b"{\"role\":\"user\",\"custom_attributes\":{\"a\\u0000\":1}}".to_vec(),
            400,
            "parameter_invalid",
        ),
        ("a bare NUL", b"{\"role\":\"us\0er\"}".to_vec(), 400, "parameter_invalid"),
        ("no UTF-8", b"{\"role\":\"user\",\"name\":\"\xff\xfe\"}".to_vec(), 400, "parameter_invalid"),
        ("half a surrogate", b"{\"role\":\"user\",\"name\":\"\\ud800\"}".to_vec(), 400, "parameter_invalid"),
        ("deep", deep.into_bytes(), 400, "parameter_invalid"),
        ("too large", vec![b' '; 1024 * 1024 + 1], 413, "body_too_large"),
    ];
    for (what, body, status, code) in bad {
        let answer =
            server.send(request(Method::POST, &w.token, "/contacts").body(Body::from(body)).unwrap()).await;
        let problem = answer.problem();
        assert_eq!((problem.0, problem.1.as_str()), (status, code), "{what}");
    }
    assert_eq!(server.get(&w.token, "/contacts").await.ok()["total_count"], 0);
}
crate::both!(bodies_that_are_not_read);

async fn a_hundred_megabytes_are_not_read_on(server: Server) {
    let w = server.workspace().await;
    for (path, limit) in [
        ("/contacts", 1),
        ("/conversations", 28),
        ("/conversations/1/reply", 28),
        ("/conversations/1/parts", 1),
    ] {
        let announced = request(Method::POST, &w.token, path).header("content-length", 100 * 1024 * 1024);
        let never = stream::pending::<Result<Bytes, std::io::Error>>();
        let answer = server.send(announced.body(Body::from_stream(never)).unwrap()).await;
        assert_eq!(answer.problem(), told(413, "body_too_large", ""), "{path}, announced");
        let chunk = Bytes::from(vec![b' '; 1024 * 1024]);
        let (sent, read) = (std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0)), limit + 1);
        let counted = sent.clone();
        let endless = stream::repeat_with(move || {
            counted.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            Ok::<_, std::io::Error>(chunk.clone())
        });
        let answer = server
            .send(request(Method::POST, &w.token, path).body(Body::from_stream(endless)).unwrap())
            .await;
        assert_eq!(answer.problem(), told(413, "body_too_large", ""), "{path}, endless");
        assert!(sent.load(std::sync::atomic::Ordering::SeqCst) <= read, "{path}");
    }
}
crate::both!(a_hundred_megabytes_are_not_read_on);

async fn only_json_is_taken(server: Server) {
    let w = server.workspace().await;
    let token = format!("Bearer {}", w.token);
    let send = |media_type: Option<&str>| {
        let mut asked = axum::http::Request::post("/contacts").header("authorization", &token);
        if let Some(media_type) = media_type {
            asked = asked.header("content-type", media_type);
        }
        server.send(asked.body(Body::from(json!({ "role": "lead" }).to_string())).unwrap())
    };
    for good in [None, Some("application/json"), Some("Application/JSON; charset=utf-8")] {
        send(good).await.ok();
    }
    for bad in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""] {
        assert_eq!(send(Some(bad)).await.problem(), told(415, "media_type_not_acceptable", ""), "{bad}");
    }
}
crate::both!(only_json_is_taken);

async fn a_request_id_is_the_one_of_the_edge(server: Server) {
    let id = web::edge::RequestId::fresh(&server.d.random);
    let mut asked = request(Method::GET, "", "/nothing").body(Body::empty()).unwrap();
    asked.extensions_mut().insert(id);
    assert_eq!(server.send(asked).await.json()["request_id"], id.to_string());
}
crate::both!(a_request_id_is_the_one_of_the_edge);
