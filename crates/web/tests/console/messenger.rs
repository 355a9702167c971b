//! The messenger's page: seen where, allowed where, and its looks.

use axum::http::{Method, StatusCode};
use privacy::access::Role;

use crate::harness::{Browser, Server};

async fn a_website_is_seen_allowed_and_shows_the_messenger(server: Server) {
    let office = server.office().await;
    let mut ines = server.signed_in(office, "ines").await;
    let page = ines.get("/settings/messenger").await;
    assert!(page.text.contains(&format!("/widget/{}&quot;", office.id)), "{}", page.text);
    assert!(page.text.contains("Not seen on any website yet."));
    let widget = format!("/widget/{}", office.id);
    let loaded = server
        .stranger()
        .send(Method::GET, &widget, "", &[("referer", "https://Shop.example/cart?customer=Ada")])
        .await;
    assert_eq!(loaded.status, StatusCode::OK);
    let seen = ines.get("/settings/messenger/seen").await;
    assert!(seen.text.contains("Seen on https://shop.example,") && seen.text.contains("It is not among"));
    assert!(!seen.text.contains("Ada") && !seen.text.contains("cart"), "the website, not the page");

    ines.get("/settings/messenger").await;
    let origins = "https://shop.example/\r\n\r\nhttp://localhost:3000";
    let look = [("colour", "#1f6f5c"), ("origins", origins)];
    let saved = ines.post("/settings/messenger/look", &look).await;
    assert_eq!(saved.header("location"), "/settings/messenger?done=saved", "{}", saved.text);
    assert!(ines.get("/settings/messenger/seen").await.text.contains("It may show the messenger."));
    let shop = [("referer", "https://shop.example/")];
    server.stranger().send(Method::GET, &widget, "", &shop).await;
    for number in 0..40 {
        let claims = format!("https://stranger{number}.example/");
        server.stranger().send(Method::GET, &widget, "", &[("referer", claims.as_str())]).await;
    }
    let seen = ines.get("/settings/messenger/seen").await;
    assert!(
        seen.text.contains("Seen on https://shop.example,"),
        "whoever claims much displaces nothing that is true"
    );
    assert_eq!(seen.text.matches("It is not among").count(), 8);
    let frame = format!("/messenger/{}/frame", office.id);
    let framed = server.stranger().get(&frame).await;
    let policy = framed.header("content-security-policy");
    assert!(policy.ends_with("frame-ancestors https://shop.example http://localhost:3000"), "{policy}");
    for bad in ["*", "http://shop.example", "https://shop.example/cart", "https://shop.example; script-src *"]
    {
        let look = [("colour", "#1f6f5c"), ("greeting", "Kept"), ("origins", bad)];
        let refused = ines.post("/settings/messenger/look", &look).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{bad}");
        assert!(refused.text.contains("Each line is an origin") && refused.text.contains(">Kept</textarea>"));
    }
    let other = server.office().await;
    let mut theirs = server.signed_in(other, "ines").await;
    assert!(theirs.get("/settings/messenger").await.text.contains("Not seen on any website yet."));
}
crate::both!(a_website_is_seen_allowed_and_shows_the_messenger);

async fn asking_for_an_address_without_mail_is_warned_of(server: Server) {
    let office = server.office().await;
    let mut ines = server.signed_in(office, "ines").await;
    assert!(ines.get("/settings/messenger").await.text.contains("id=\"no-mail\""));
    ines.get("/settings/mail").await;
    let mail = [("host", "127.0.0.1"), ("port", "9"), ("security", "plain"), ("from", "desk@office.example")];
    assert_eq!(ines.post("/settings/mail", &mail).await.header("location"), "/settings/mail?done=saved");
    assert!(!ines.get("/settings/messenger").await.text.contains("id=\"no-mail\""));
}
crate::both!(asking_for_an_address_without_mail_is_warned_of);

async fn its_looks_are_previewed_by_the_console_alone(server: Server) {
    let office = server.office().await;
    server.teammate(office, "kofi", Role::Agent).await;
    let mut ines = server.signed_in(office, "ines").await;
    let page = ines.get("/settings/messenger").await;
    assert!(page.header("content-security-policy").starts_with("frame-src 'self';"));
    assert_eq!(page.header("x-frame-options"), "DENY");
    let looks = [
        ("greeting", "Moin! <b>"),
        ("colour", "#274B8F"),
        ("reply_time", "hours"),
        ("time_zone", "Europe/Berlin"),
        ("day1", "9-12, 13:00-17:00"),
        ("data_contact", "dpo@office.example"),
        ("share_page", "1"),
        ("team_name", "Harbour <i>desk"),
        ("language", "ja"),
        ("sound", "on"),
        ("ask_email", "always"),
    ];
    let frame = format!("/messenger/{}/frame", office.id);
    let before = server.stranger().get(&frame).await;
    assert!(before.text.contains("\"share_page\":false"), "off unless somebody wants it");
    for (asked, spoken) in [("ja-JP", "ja"), ("tlh", "en"), ("", "en")] {
        let page = server.stranger().get(&format!("{frame}?language={asked}")).await;
        assert!(page.text.contains(&format!("lang=\"{spoken}\"")), "a website asks for {asked:?}");
    }
    assert_eq!(
        ines.post("/settings/messenger/look", &looks).await.header("location"),
        "/settings/messenger?done=saved"
    );
    let preview = ines.get("/settings/messenger/preview").await;
    assert!(preview.header("content-security-policy").ends_with("frame-ancestors 'self'"));
    assert!(preview.text.contains("Moin! &lt;b&gt;") && preview.text.contains("\"colour\":\"#274b8f\""));
    assert!(preview.text.contains("inert") && !preview.text.contains("messenger/frame.js"));
    let asked = server.stranger().get(&format!("{frame}?language=en")).await;
    assert!(
        asked.text.contains("lang=\"ja\""),
        "what the workspace is fixed in goes before what a website asks for"
    );
    let frame = server.stranger().get(&frame).await;
    assert!(frame.text.contains("\"share_page\":true"));
    assert!(
        frame.text.contains("Moin! &lt;b&gt;")
            && frame.text.contains("\"data_contact\":\"dpo@office.example\"")
    );
    let hours = "\"hours\":[{\"day\":1,\"from_minute\":540,\"until_minute\":720},{\"day\":1,\"from_minute\":780,\"until_minute\":1020}]";
    assert!(frame.text.contains(hours) && frame.text.contains("\"reply_time\":\"hours\""), "{}", frame.text);
    for told in ["\"team\":\"Harbour \\u003ci", "\"sound\":true", "\"ask_email\":\"always\"", "lang=\"ja\""] {
        assert!(frame.text.contains(told), "{told} is not in {}", frame.text);
        assert!(preview.text.contains(told), "{told} is not in {}", preview.text);
    }
    let english = ines.get("/settings/messenger/preview?language=en").await;
    assert!(english.text.contains("lang=\"en\"") && english.text.contains("Send us a message"));
    let theirs = ines.get("/settings/messenger/preview?language=").await;
    assert!(theirs.text.contains("lang=\"en\""), "as the reader's browser asks");
    let again = ines.get("/settings/messenger").await;
    assert!(again.text.contains("09:00-12:00, 13:00-17:00"));
    for (field, bad, says) in [
        ("day1", "nine to five", "Hours are written 09:00-17:00"),
        ("time_zone", "", "A time zone is named as in the IANA database"),
        ("reply_time", "soon", "Choose one of the reply times"),
        ("colour", "red", "A colour is a hash sign"),
        ("team_name", "a\nb", "one line of at most 100"),
        ("language", "fr", "Choose one of those"),
        ("sound", "loud", "Choose one of those"),
        ("ask_email", "sometimes", "Choose one of those"),
    ] {
        let mut fields = looks.to_vec();
        fields.retain(|(name, _)| *name != field);
        fields.push((field, bad));
        let refused = ines.post("/settings/messenger/look", &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
        assert!(
            refused.text.contains(says) && refused.text.contains("dpo@office.example"),
            "typed text stays"
        );
    }
    assert!(ines.entered("workspace.settings_changed").await);
    launcher_speaks(&server, &format!("/widget/{}", office.id), &mut ines, &looks).await;
    let long = "n".repeat(201);
    let refused = ines.post("/settings/messenger/look", &[("greeting", &long), ("colour", "#274b8f")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);

    let mut kofi = server.signed_in(office, "kofi").await;
    kofi.get("/inbox").await;
    for path in ["/settings/messenger", "/settings/messenger/seen", "/settings/messenger/preview"] {
        assert_eq!(kofi.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    assert_eq!(kofi.post("/settings/messenger/look", &looks).await.status, StatusCode::FORBIDDEN);
    let steps = server.signed_in(office, "ines").await.get("/settings").await;
    assert!(
        steps.text.contains("First steps") && steps.text.contains("mark done"),
        "one teammate has joined"
    );
    assert!(!kofi.get("/settings").await.text.contains("First steps"));
}
crate::both!(its_looks_are_previewed_by_the_console_alone);

/// The script has the language and the colour of the messenger before anything else is asked for, and another tag for each.
async fn launcher_speaks(server: &Server, widget: &str, ines: &mut Browser<'_>, looks: &[(&str, &str)]) {
    let mut tags = std::collections::HashSet::new();
    for (language, colour, call) in [
        ("ja", "#274b8f", "})(\"ja\", \"#274b8f\");"),
        ("en", "#FF8000", "})(\"en\", \"#ff8000\");"),
        ("", "#ff8000", "})(null, \"#ff8000\");"),
        ("", "#1f6f5c", "})(null, null);"),
    ] {
        let mut fields = looks.to_vec();
        fields.retain(|(name, _)| !["language", "colour"].contains(name));
        fields.extend([("language", language), ("colour", colour)]);
        ines.post("/settings/messenger/look", &fields).await;
        let loaded = server.stranger().get(widget).await;
        assert!(loaded.text.contains(call), "{language} {colour}");
        assert_eq!(loaded.header("cache-control"), "public, max-age=300");
        let tag = loaded.header("etag").to_owned();
        let again = server.stranger().send(Method::GET, widget, "", &[("if-none-match", &tag)]).await;
        assert_eq!(again.status, StatusCode::NOT_MODIFIED);
        tags.insert(tag);
    }
    assert_eq!(tags.len(), 4);
}

async fn an_address_that_names_no_workspace_is_told_on_the_pages_console(server: Server) {
    let gone = privacy::Id::<privacy::ids::Workspace>::fresh(&server.d.random, privacy::Region::Eu);
    for id in ["mistyped", &gone.to_string()] {
        let loaded = server.stranger().get(&format!("/widget/{id}")).await;
        assert_eq!(
            (loaded.status, loaded.header("cross-origin-resource-policy")),
            (StatusCode::OK, "cross-origin")
        );
        assert!(loaded.header("content-type").starts_with("text/javascript"));
        assert!(loaded.text.starts_with("console.warn(") && !loaded.text.contains(id), "{}", loaded.text);
    }
}
crate::both!(an_address_that_names_no_workspace_is_told_on_the_pages_console);

async fn a_launcher_is_drawn_however_often_it_is_asked_for(server: Server) {
    let server = server.with_rates(1);
    let office = server.office().await;
    let widget = format!("/widget/{}", office.id);
    let mut often = server.stranger();
    for _ in 0..100 {
        let loaded = often.get(&widget).await;
        assert_eq!(loaded.header("cache-control"), "public, max-age=300");
    }
    let loaded = often.get(&widget).await;
    assert_eq!(loaded.status, StatusCode::OK);
    assert!(loaded.text.contains("})(null, null);"));
    assert_eq!(loaded.header("cache-control"), "no-cache", "what was not looked up is not kept");
    let frame = often.get(&format!("/messenger/{}/frame", office.id)).await;
    assert_eq!(frame.status, StatusCode::OK, "what is opened then is counted for itself");
}
crate::both!(a_launcher_is_drawn_however_often_it_is_asked_for);
