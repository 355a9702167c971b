//! Files that come with messages, and the links under which they are fetched.

use crate::seed;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use privacy::access::Scope;
use serde_json::{Value, json};

use crate::harness::{ORIGIN, Server, told};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n then anything";
const PAGE: &[u8] = b"<script>alert(1)</script>";

fn file(name: &str, media_type: &str, content: &[u8]) -> Value {
    json!({ "name": name, "content_type": media_type, "data": STANDARD.encode(content) })
}

fn path(attachment: &Value) -> String {
    attachment["url"].as_str().unwrap().strip_prefix(ORIGIN).unwrap().to_owned()
}

async fn files_come_with_messages_and_go_out_by_link(server: Server) {
    let w = server.workspace().await;
    let contact = server.contact(&w.token, json!({ "role": "user" })).await;
    let body = json!({ "from": { "type": "user", "id": contact }, "attachment_files": [file("käse.png", "image/png", PNG)] });
    let message = server.post(&w.token, "/conversations", body).await.ok();
    let id = message["conversation_id"].as_str().unwrap().to_owned();
    let mut page = file("a\"b.html", "text/html; charset=utf-8", PAGE);
    let encoded = STANDARD_NO_PAD.encode(PAGE);
    let (line, rest) = encoded.split_at(20);
    page["data"] = json!(format!("{line}\r\n{rest}\n"));
    let reply = json!({ "message_type": "note", "type": "admin", "admin_id": w.owner.to_string(), "body": "see",
        "attachment_urls": [], "attachment_files": [page, file("empty-ish", "application/octet-stream", b"\0")] });
    let shown = server.post(&w.token, &format!("/conversations/{id}/reply"), reply).await.ok();

    let image = &shown["source"]["attachments"][0];
    assert_eq!((&image["type"], &image["name"]), (&json!("upload"), &json!("käse.png")));
    assert_eq!((&image["content_type"], &image["filesize"]), (&json!("image/png"), &json!(PNG.len())));
    let got = server.get("", &path(image)).await;
    assert_eq!((got.status.as_u16(), got.bytes.as_slice()), (200, PNG));
    assert_eq!(got.headers["content-type"], "image/png");
    assert_eq!(got.headers["content-disposition"], "inline; filename*=UTF-8''k%C3%A4se.png");

    let page = &shown["conversation_parts"]["conversation_parts"][0]["attachments"][0];
    let got = server.get("", &path(page)).await;
    assert_eq!((got.status.as_u16(), got.bytes.as_slice()), (200, PAGE));
    assert_eq!(got.headers["content-type"], "application/octet-stream");
    assert_eq!(got.headers["content-disposition"], "attachment; filename*=UTF-8''a%22b.html");
    assert_eq!(got.headers["content-security-policy"], "default-src 'none'; sandbox");
    assert_eq!(got.headers["x-content-type-options"], "nosniff");

    let listed = server.get(&w.token, "/conversations").await.ok();
    assert_eq!(
        server.get("", &path(&listed["conversations"][0]["source"]["attachments"][0])).await.bytes,
        PNG
    );
}
crate::both!(files_come_with_messages_and_go_out_by_link);

async fn a_file_that_lies_about_its_type_is_saved_and_counted(server: Server) {
    let w = server.workspace().await;
    let contact = server.contact(&w.token, json!({ "role": "user" })).await;
    let files = json!([
        file("photo.png", "image/png", PAGE),
        file("paper.pdf", "Application/PDF; x=y", b"MZ\x90"),
        file("honest.png", "image/png", PNG),
        file("page.html", "text/html", PAGE),
        file("drawing.svg", "image/svg+xml", b"<svg/>"),
        file("sound.webp", "image/webp", b"RIFF\x24\0\0\0WAVEfmt "),
        file("honest.webp", "image/webp", b"RIFF\x24\0\0\0WEBPVP8 "),
    ]);
    let body = json!({ "from": { "type": "user", "id": contact }, "attachment_files": files });
    let message = server.post(&w.token, "/conversations", body).await.ok();
    let id = message["conversation_id"].as_str().unwrap().to_owned();
    let reply = json!({ "message_type": "comment", "type": "user", "intercom_user_id": contact, "body": "and",
        "attachment_files": [file("again.gif", "image/gif", PAGE)] });
    let shown = server.post(&w.token, &format!("/conversations/{id}/reply"), reply).await.ok();
    let lying = &shown["source"]["attachments"][0];
    let got = server.get("", &path(lying)).await;
    assert_eq!((got.status.as_u16(), got.bytes.as_slice()), (200, PAGE), "it is taken, and saved");
    assert_eq!(got.headers["content-type"], "application/octet-stream");
    assert!(got.headers["content-disposition"].to_str().unwrap().starts_with("attachment;"));
    let log = server.get(&w.token, "/admins/activity_logs?created_at_after=0&per_page=250").await.ok();
    let sent =
        log["activity_logs"].as_array().unwrap().iter().filter(|one| one["activity_type"] == "message.sent");
    let of = |one: &Value, fact: &str| one["metadata"][fact].as_u64();
    let mut counted: Vec<_> = sent.map(|one| (of(one, "attachments"), of(one, "disguised"))).collect();
    counted.sort_unstable();
    assert_eq!(counted, [(Some(1), Some(1)), (Some(7), Some(3))]);
}
crate::both!(a_file_that_lies_about_its_type_is_saved_and_counted);

async fn a_link_is_good_for_one_file_for_an_hour(server: Server) {
    let (w, other) = (server.workspace().await, server.workspace().await);
    let contact = server.contact(&w.token, json!({ "role": "user" })).await;
    let files = json!([file("one", "text/plain", b"1"), file("two", "text/plain", b"2")]);
    let body = json!({ "from": { "type": "user", "id": contact }, "attachment_files": files });
    let id = server.post(&w.token, "/conversations", body).await.ok()["conversation_id"].clone();
    let brief_end = server.d.now().after(std::time::Duration::from_mins(10));
    let brief = seed::token(&server.d, w.workspace, w.owner, Scope::Read, Some(brief_end)).await.unwrap();
    let conversation = format!("/conversations/{}", id.as_str().unwrap());
    let shown = server.get(&w.token, &conversation).await.ok();
    let briefly = server.get(&brief, &conversation).await.ok();
    let (one, two) = (path(&shown["source"]["attachments"][0]), path(&shown["source"]["attachments"][1]));
    let by_brief = path(&briefly["source"]["attachments"][0]);
    assert_eq!(server.get("", &by_brief).await.status, 200);

    let (file_one, key_one) = one.split_once("?key=").unwrap();
    let (file_two, key_two) = two.split_once("?key=").unwrap();
    let foreign = file_one.replace(&w.workspace.to_string(), &other.workspace.to_string());
    let bad = [
        file_one.to_owned(),
        format!("{file_one}?key="),
        format!("{file_one}?key={key_two}"),
        format!("{file_two}?key={key_one}"),
        format!("{foreign}?key={key_one}"),
        format!("{one}A"),
        format!("{file_one}?key={}", key_one.replace("api_token", "teammate")),
        format!("/files/{}/x?key={key_one}", w.workspace),
        format!("/files/x/0123456789abcdef01234567?key={key_one}"),
        format!("/files/{}/0123456789abcdef01234567?key={key_one}", w.workspace),
        format!("/files/{}/%ff?key=%ff", w.workspace),
    ];
    for path in bad {
        let answer = server.get(&w.token, &path).await;
        assert_eq!(
            (answer.status.as_u16(), &answer.json()["errors"][0]["code"]),
            (404, &json!("not_found")),
            "{path}"
        );
    }
    server.pass(600);
    assert_eq!(
        server.get("", &by_brief).await.status,
        404,
        "the link ends with the token to which it was given"
    );
    assert_eq!(server.get("", &one).await.bytes, b"1");
    server.pass(3_000);
    assert_eq!(server.get("", &one).await.status, 404);
}
crate::both!(a_link_is_good_for_one_file_for_an_hour);

async fn what_cannot_be_attached(server: Server) {
    let w = server.workspace().await;
    let contact = server.contact(&w.token, json!({ "role": "user" })).await;
    let good = || file("n", "text/plain", b"x");
    let with = |field: &str, value: Value| {
        let mut file = good();
        file[field] = value;
        json!([file])
    };
    let large = |bytes: usize| file("n", "text/plain", &vec![7; bytes]);
    let eleven: Vec<Value> = (0..11).map(|_| good()).collect();
    let mib = 1024 * 1024;
    let wrong = [
        ("attachment_urls", json!(["https://files.example/x"]), "parameter_invalid", "attachment_urls"),
        ("attachment_urls", json!("x"), "parameter_invalid", "attachment_urls"),
        ("attachment_files", json!("x"), "parameter_invalid", "attachment_files"),
        ("attachment_files", json!(["x"]), "parameter_invalid", "attachment_files"),
        ("attachment_files", json!(eleven), "parameter_invalid", "attachment_files"),
        ("attachment_files", json!([large(10 * mib + 1)]), "parameter_invalid", "attachment_files"),
        (
            "attachment_files",
            json!([large(7 * mib), large(7 * mib), large(6 * mib + 1)]),
            "parameter_invalid",
            "attachment_files",
        ),
        ("attachment_files", with("data", json!("%%%")), "parameter_invalid", "attachment_files.0.data"),
        ("attachment_files", with("data", json!("")), "parameter_not_found", "attachment_files.0.data"),
        ("attachment_files", with("name", Value::Null), "parameter_not_found", "attachment_files.0.name"),
        ("attachment_files", with("name", json!("a\nb")), "parameter_invalid", "attachment_files.0.name"),
        (
            "attachment_files",
            with("name", json!("x".repeat(600))),
            "parameter_invalid",
            "attachment_files.0.name",
        ),
        (
            "attachment_files",
            with("content_type", json!("image")),
            "parameter_invalid",
            "attachment_files.0.content_type",
        ),
        (
            "attachment_files",
            with("content_type", json!("tëxt/plain")),
            "parameter_invalid",
            "attachment_files.0.content_type",
        ),
    ];
    for (field, value, code, about) in wrong {
        let mut body = json!({ "from": { "type": "user", "id": contact }, "body": "x" });
        body[field] = value;
        assert_eq!(server.post(&w.token, "/conversations", body).await.problem(), told(400, code, about));
    }
    assert_eq!(server.get(&w.token, "/conversations").await.ok()["total_count"], 0);
    let most = json!([large(10 * mib), large(10 * mib)]);
    let body = json!({ "from": { "type": "user", "id": contact }, "attachment_files": most });
    server.post(&w.token, "/conversations", body).await.ok();
}
crate::both!(what_cannot_be_attached);
