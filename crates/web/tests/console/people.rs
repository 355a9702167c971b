//! What can be changed about a person beside a conversation with them.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use domain::contacts::ContactRole;
use domain::conversations::{self, State};
use domain::data_events::{self, NewEvent};
use domain::notes;
use http_body_util::BodyExt as _;
use privacy::access::{Role, allow};
use testkit::archive::unzip;

use crate::harness::{Browser, Server, personal};

/// The person as the page draws them.
async fn person(browser: &mut Browser<'_>, id: &str) -> String {
    browser.get(&format!("/inbox/{id}")).await.between("id=\"person\"", "</aside>")
}

/// The version that the form about a person was drawn with.
fn version(shown: &str) -> String {
    shown.split("name=\"version\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

async fn what_is_noted_of_a_conversation_is_changed(server: Server) {
    let office = server.office().await;
    let ada = server.person(office, "Ada Quill", ContactRole::User).await;
    let id = server.asks(office, ada, "Hello?").await.to_string();
    let mut ines = server.signed_in(office, "ines").await;
    let at = format!("/inbox/{id}/noted");
    assert!(person(&mut ines, &id).await.contains(&format!("action=\"{at}\"")));
    let first = [
        ("title_was", ""),
        ("title", " The <first> order "),
        ("attribute", " order "),
        ("was", ""),
        ("value", "K-1"),
        ("attribute", ""),
        ("was", ""),
        ("value", "K-lost"),
    ];
    let saved = ines.post(&at, &first).await;
    assert_eq!(
        (saved.status, saved.header("location")),
        (StatusCode::SEE_OTHER, format!("/inbox/{id}").as_str())
    );
    let shown = person(&mut ines, &id).await;
    assert!(shown.contains("value=\"The &lt;first&gt; order\"") && shown.contains("<dd>K-1</dd>"), "{shown}");
    assert!(!shown.contains("K-lost"), "an attribute has a name");
    assert!(ines.entered("conversation.updated").await);

    // Over what stood there when the form was drawn, and nothing else.
    for stale in [
        [("title_was", ""), ("title", "Mine"), ("attribute", "order"), ("was", "K-1"), ("value", "K-1")],
        [("title_was", ""), ("title", ""), ("attribute", "order"), ("was", ""), ("value", "K-2")],
    ] {
        let refused = ines.script(&at, &stale).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text.contains("somebody else changed this"), "{}", refused.text);
    }
    let long = "x".repeat(domain::limits::SHORT_TEXT_BYTES + 1);
    for (name, value) in [("title", long.as_str()), ("title", "a\u{7}b"), ("attribute", long.as_str())] {
        let mut fields = vec![("title_was", "The <first> order"), ("was", ""), ("value", "v"), (name, value)];
        if name != "title" {
            fields.push(("title", "The <first> order"));
        }
        let refused = ines.script(&at, &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{name} {value:.9}");
    }
    let shown = person(&mut ines, &id).await;
    assert!(shown.contains("The &lt;first&gt; order") && shown.contains("<dd>K-1</dd>"), "{shown}");
    let fields = [
        ("title_was", "The <first> order"),
        ("title", ""),
        ("attribute", "order"),
        ("was", "K-1"),
        ("value", ""),
    ];
    assert_eq!(ines.script(&at, &fields).await.status, StatusCode::OK);
    let shown = person(&mut ines, &id).await;
    assert!(!shown.contains("&lt;first") && !shown.contains("K-1"), "{shown}");

    server.teammate(office, "petra", Role::PrivacyOfficer).await;
    let mut petra = server.signed_in(office, "petra").await;
    assert!(!person(&mut petra, &id).await.contains("/noted"), "it is not offered to who may not");
    assert_eq!(petra.script(&at, &first).await.status, StatusCode::FORBIDDEN);
    assert_eq!(ines.script("/inbox/4711/noted", &first).await.status, StatusCode::NOT_FOUND);
}
crate::both!(what_is_noted_of_a_conversation_is_changed);

async fn what_is_known_is_changed_and_taken_away(server: Server) {
    let office = server.office().await;
    let ada = server.person(office, "Ada Quill", ContactRole::User).await;
    let id = server.asks(office, ada, "Hello?").await.to_string();
    let older = server.asks(office, ada, "An <older> one").await.to_string();
    let mut ines = server.signed_in(office, "ines").await;
    let shown = person(&mut ines, &id).await;
    assert!(
        shown.contains("value=\"ada.quill@people.example\"") && shown.contains("An &lt;older&gt; one"),
        "{shown}"
    );
    assert!(shown.contains(&format!("/inbox/{older}?")) && !shown.contains("Merge into a user"));

    let at = |act: &str| format!("/inbox/people/{ada}/{act}");
    let first = version(&shown);
    let fields = [
        ("conversation", id.as_str()),
        ("version", first.as_str()),
        ("name", " Ada <Lovelace> "),
        ("email", "ada@lovelace.example"),
        ("phone", "+44 20 555 0100"),
        ("attribute", "plan"),
        ("value", "<gold>"),
    ];
    let saved = ines.post(&at("edit"), &fields).await;
    assert_eq!(
        (saved.status, saved.header("location")),
        (StatusCode::SEE_OTHER, format!("/inbox/{id}").as_str())
    );
    let shown = person(&mut ines, &id).await;
    for text in ["Ada &lt;Lovelace&gt;", "ada@lovelace.example", "+44 20 555 0100", "&lt;gold&gt;"] {
        assert!(shown.contains(text), "{text} in {shown}");
    }
    let found = ines.script("/inbox/search", &[("q", "ada@lovelace.example")]).await;
    assert!(found.text.contains(&format!("data-id=\"{id}\"")), "the index follows");

    // Whoever has the older version before them overwrites nothing.
    let late = ines.script(&at("edit"), &[("version", &first), ("name", "Late")]).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(late.text.contains("somebody else changed this in the meantime"), "{}", late.text);
    // What is left empty is taken away.
    let second = version(&shown);
    let gone = ("version", second.as_str());
    let fields = [gone, ("name", "Ada"), ("email", ""), ("phone", ""), ("attribute", "plan"), ("value", "")];
    assert_eq!(ines.script(&at("edit"), &fields).await.status, StatusCode::OK);
    let shown = person(&mut ines, &id).await;
    assert!(
        !shown.contains("lovelace.example") && !shown.contains("gold") && !shown.contains("555 0100"),
        "{shown}"
    );

    assert_eq!(
        ines.script(&at("attach"), &[("company", "acme-1"), ("name", "Acme & Co")]).await.status,
        StatusCode::OK
    );
    let shown = person(&mut ines, &id).await;
    assert!(shown.contains("Take out of Acme &amp; Co"), "{shown}");
    let company =
        shown.split("name=\"company\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    assert_eq!(ines.script(&at("detach"), &[("company", &company)]).await.status, StatusCode::OK);
    assert_eq!(ines.script(&at("detach"), &[("company", &company)]).await.status, StatusCode::NOT_FOUND);
    assert!(!person(&mut ines, &id).await.contains("Acme"));

    let later = (server.d.now().seconds() + 3600).to_string();
    let snoozed = ines.script(&format!("/inbox/{older}/snooze"), &[("until", &later)]).await;
    assert_eq!(snoozed.status, StatusCode::OK);
    assert_eq!(ines.script(&at("block"), &[]).await.status, StatusCode::OK);
    assert!(person(&mut ines, &id).await.contains("Blocked: they can write nothing more."));
    for talk in [&id, &older] {
        let held = conversations::find(&server.d, office.id, talk.parse().unwrap()).await.unwrap().unwrap();
        assert_eq!(held.state, State::Closed);
    }
    assert_eq!(ines.script(&at("unblock"), &[]).await.status, StatusCode::OK);
    assert!(!person(&mut ines, &id).await.contains("Blocked: they"));
    for act in ["contact.updated", "contact.blocked", "contact.unblocked", "company.created"] {
        assert!(ines.entered(act).await, "{act} is entered");
    }
}
crate::both!(what_is_known_is_changed_and_taken_away);

async fn other_conversations_and_events_are_shown_on_demand_and_to_an_end(server: Server) {
    let office = server.office().await;
    let ada = server.person(office, "Ada Quill", ContactRole::User).await;
    let found = domain::contacts::find(&server.d, office.id, ada).await.unwrap().unwrap();
    let held = allow(&crate::lists::owner(office), found).unwrap();
    let mut ines = server.signed_in(office, "ines").await;
    let beyond = ["Still older ones are found by searching.", "Still older ones are read over the API."];
    let mut open = server.asks(office, ada, "Hello?").await;
    let mut made = 0;
    for (all, says) in [(5, None), (7, Some("2 older")), (30, Some("25 older")), (31, Some("25 older"))] {
        while made < all {
            made += 1;
            open = server.asks(office, ada, "And another thing").await;
            let name = personal(&format!("deed {made}"));
            let did = NewEvent { name, metadata: None, happened_at: server.d.now(), key: None };
            data_events::track(&server.d, &held, did).await.unwrap();
        }
        let shown = person(&mut ines, &open.to_string()).await;
        for part in ["id=\"previous-title\"", "id=\"events-title\""] {
            let part = shown.split(part).nth(1).unwrap().split("</section>").next().unwrap();
            assert_eq!(part.contains(" older</summary>"), says.is_some(), "{all}: {part}");
            assert!(says.is_none_or(|says| part.contains(says)), "{all}: {part}");
        }
        assert!(beyond.iter().all(|says| shown.contains(says) == (all > 30)), "{all}: {shown}");
    }
}
crate::both!(other_conversations_and_events_are_shown_on_demand_and_to_an_end);

async fn tags_and_notes_are_put_on_a_person_and_read(server: Server) {
    let office = server.office().await;
    server.teammate(office, "petra", Role::PrivacyOfficer).await;
    let kofi = server.teammate(office, "kofi", Role::Agent).await;
    let ada = server.person(office, "Ada Quill", ContactRole::User).await;
    let id = server.asks(office, ada, "Hello?").await.to_string();
    let (mut ines, mut kofis) =
        (server.signed_in(office, "ines").await, server.signed_in(office, "kofi").await);
    let at = |act: &str| format!("/inbox/people/{ada}/{act}");
    person(&mut ines, &id).await;
    let tagged = ines.post(&at("tag"), &[("conversation", &id), ("name", "V.I.<P>")]).await;
    let back = (tagged.status, tagged.header("location").to_owned());
    assert_eq!(back, (StatusCode::SEE_OTHER, format!("/inbox/{id}")));
    let shown = person(&mut ines, &id).await;
    assert!(shown.contains("V.I.&lt;P&gt;") && shown.contains("Remove the tag V.I.&lt;P&gt;"), "{shown}");
    let tag = shown.split("data-tag=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let on = domain::tags::of_contact(&server.d, office.id, ada).await.unwrap();
    assert_eq!(on.iter().map(|one| one.tag.to_string()).collect::<Vec<_>>(), std::slice::from_ref(&tag));

    for (number, text) in ["the first", "<second>", "the third", "the fourth"].into_iter().enumerate() {
        server.d.clock.advance(std::time::Duration::from_mins(1));
        let noted = ines.script(&at("note"), &[("body", text)]).await;
        assert_eq!(noted.status, StatusCode::OK, "{number}: {}", noted.text);
    }
    let mut petra = server.signed_in(office, "petra").await;
    let theirs = person(&mut petra, &id).await;
    let (newest, older) = theirs.split_once("1 older").unwrap();
    let places = ["the fourth", "the third", "&lt;second&gt;"].map(|text| newest.find(text).unwrap());
    assert!(places.is_sorted() && newest.contains("class=\"who\">Ines Carvalho<"), "{newest}");
    assert!(older.contains("the first") && !newest.contains("the first"), "{older}");
    assert!(theirs.contains("V.I.&lt;P&gt;") && !theirs.contains("Remove the tag"), "{theirs}");

    // What was written in somebody's name is theirs.
    person(&mut kofis, &id).await;
    kofis.script(&at("note"), &[("body", "from a colleague")]).await;
    let permit = domain::conversations::permit_for(&crate::lists::owner(office)).unwrap();
    let by = crate::lists::owner(office);
    let (read, _) = domain::contacts::read_by(&server.d, &by, ada).await.unwrap();
    let page = domain::notes::list(&server.d, &read, &permit, 0, 1).await.unwrap();
    assert_eq!(
        (page.notes[0].author, page.notes[0].body.as_str(), page.total),
        (kofi, "from a colleague", 5)
    );

    for (act, fields, says) in [
        ("note", [("body", " ")], "A message has a text or a file."),
        ("note", [("body", &"x".repeat(64 * 1024 + 1))], "A message has at most 64 KB of text."),
        ("tag", [("name", " ")], "a tag has a name, and not a very long one"),
        ("untag", [("tag", "none")], "tag is the id of a tag"),
        ("untag", [("tag", "999")], "the tag is not there any more"),
    ] {
        let refused = ines.script(&at(act), &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{act}");
        assert!(refused.text.contains(says), "{}", refused.text);
    }
    assert_eq!(ines.script(&at("untag"), &[("tag", &tag)]).await.status, StatusCode::OK);
    assert!(!person(&mut ines, &id).await.contains("V.I."));
    for act in ["contact.tagged", "contact.untagged", "contact.noted"] {
        assert!(ines.entered(act).await, "{act} is entered");
    }
}
crate::both!(tags_and_notes_are_put_on_a_person_and_read);

async fn what_the_api_called_a_conversation_is_shown(server: Server) {
    let office = server.office().await;
    let ada = server.person(office, "Ada Quill", ContactRole::User).await;
    let id = server.asks(office, ada, "Hello?").await;
    let mut ines = server.signed_in(office, "ines").await;
    let before = ines.get(&format!("/inbox/{id}")).await.text;
    assert!(!before.contains("class=\"called\"") && !before.contains("order &lt;no&gt;"));
    let custom = serde_json::json!({"order <no>": "A&B", "boxes": 3}).as_object().unwrap().clone();
    let changes = domain::conversations::AttributeChanges {
        title: Some(Some(crate::harness::personal("Where is <it>?"))),
        custom: Some(privacy::Personal::new(privacy::sealed::Json(custom))),
    };
    let found = domain::conversations::find(&server.d, office.id, id).await.unwrap().unwrap();
    let held = privacy::access::allow(&crate::lists::owner(office), found).unwrap();
    domain::conversations::change_attributes(&server.d, held, changes).await.unwrap();
    let page = ines.get(&format!("/inbox/{id}")).await;
    let top = page.between("id=\"thread-head\"", "</header>");
    assert!(top.contains(">Where is &lt;it&gt;?<"), "{top}");
    let shown = page.between("Of this conversation", "</section>");
    assert!(
        shown.contains("order &lt;no&gt;") && shown.contains("A&amp;B") && shown.contains(">3<"),
        "{shown}"
    );
}
crate::both!(what_the_api_called_a_conversation_is_shown);

async fn a_lead_is_merged_into_the_user_they_are(server: Server) {
    let office = server.office().await;
    let user = server.person(office, "Ada Quill", ContactRole::User).await;
    server.asks(office, user, "as a user").await;
    let lead = server.person(office, "Somebody", ContactRole::Lead).await;
    let id = server.asks(office, lead, "as a lead").await.to_string();
    let mut ines = server.signed_in(office, "ines").await;
    assert!(person(&mut ines, &id).await.contains("Merge into a user"));
    let at = format!("/inbox/people/{lead}/merge");
    for (into, says) in [
        ("", "there is no user"),
        ("nobody@people.example", "there is no user with this address"),
        ("somebody@people.example", "there is no user with this address"),
    ] {
        let refused = ines.script(&at, &[("into", into)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{into}");
        assert!(refused.text.contains(says), "{}", refused.text);
    }
    let merged = ines.script(&at, &[("into", "Ada.Quill@people.example")]).await;
    assert_eq!(merged.status, StatusCode::OK, "{}", merged.text);
    let shown = person(&mut ines, &id).await;
    assert!(shown.contains("Ada Quill") && shown.contains("as a user"), "{shown}");
    assert_eq!(ines.script(&at, &[("into", "ada.quill@people.example")]).await.status, StatusCode::NOT_FOUND);
    assert!(ines.entered("contact.merged").await);
}
crate::both!(a_lead_is_merged_into_the_user_they_are);

async fn nobody_changes_people_who_may_not(server: Server) {
    let office = server.office().await;
    server.teammate(office, "petra", Role::PrivacyOfficer).await;
    let ada = server.person(office, "Ada Quill", ContactRole::Lead).await;
    let id = server.asks(office, ada, "Hello?").await.to_string();
    let mut petra = server.signed_in(office, "petra").await;
    let shown = person(&mut petra, &id).await;
    assert!(!shown.contains("data-person="), "{shown}");
    let other = server.office().await;
    let mut theirs = server.signed_in(other, "ines").await;
    theirs.get("/inbox").await;
    let mut ines = server.signed_in(office, "ines").await;
    let before = person(&mut ines, &id).await;
    for (act, fields) in [
        ("edit", vec![("name", "x")]),
        ("block", vec![]),
        ("unblock", vec![]),
        ("attach", vec![("company", "x")]),
        ("company", vec![("company", "x")]),
        ("detach", vec![("company", "x")]),
        ("merge", vec![("into", "x")]),
        ("tag", vec![("name", "x")]),
        ("untag", vec![("tag", "1")]),
        ("note", vec![("body", "x")]),
    ] {
        let path = format!("/inbox/people/{ada}/{act}");
        assert_eq!(petra.script(&path, &fields).await.status, StatusCode::FORBIDDEN, "{act}");
        assert_eq!(theirs.script(&path, &fields).await.status, StatusCode::NOT_FOUND, "{act}");
        let mut forger = ines.clone();
        forger.csrf = "0".to_owned();
        assert_eq!(forger.script(&path, &fields).await.status, StatusCode::FORBIDDEN, "{act}");
    }
    let (long, now) = ("x".repeat(513), version(&before));
    for (field, value, says) in [
        ("email", "no address", "this is not an e-mail address"),
        ("name", long.as_str(), "write one line"),
        ("phone", "1\n2", "write one line"),
    ] {
        let fields = [("version", now.as_str()), (field, value)];
        let refused = ines.script(&format!("/inbox/people/{ada}/edit"), &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
        assert!(refused.text.contains(says), "{}", refused.text);
    }
    let unlooked = |text: &str| text.split("Last looked at").next().unwrap_or_default().to_owned();
    assert_eq!(unlooked(&person(&mut ines, &id).await), unlooked(&before));
}
crate::both!(nobody_changes_people_who_may_not);

async fn a_person_is_exported_for_those_who_may(server: Server) {
    let office = server.office().await;
    server.teammate(office, "petra", Role::PrivacyOfficer).await;
    server.teammate(office, "anton", Role::Agent).await;
    let ada = server.person(office, "Ada Quill", ContactRole::User).await;
    let id = server.asks(office, ada, "Where is my teapot?").await.to_string();
    server.asks(office, ada, "And the lid?").await;
    let other = server.person(office, "Bo Strand", ContactRole::User).await;
    server.asks(office, other, "Something else").await;
    let found = domain::contacts::find(&server.d, office.id, ada).await.unwrap().unwrap();
    let about = allow(&crate::lists::owner(office), found).unwrap();
    notes::add(&server.d, &about, office.owner, personal("pays late")).await.unwrap();
    let mut ines = server.signed_in(office, "ines").await;
    let path = format!("/inbox/people/{ada}/export");
    assert!(person(&mut ines, &id).await.contains(&path));
    assert_eq!(
        ines.script(&format!("/inbox/{id}/reply"), &[("kind", "note"), ("body", "a difficult one")])
            .await
            .status,
        StatusCode::OK
    );

    for name in ["ines", "petra"] {
        let mut teammate = server.signed_in(office, name).await;
        assert!(person(&mut teammate, &id).await.contains(&path), "{name} is offered it");
        let request =
            Request::get(&path).header("cookie", &teammate.cookie).header("host", "desk.example:8443");
        let (parts, body) = server.begin(request.body(Body::empty()).unwrap()).await.into_parts();
        assert_eq!(
            (parts.status, parts.headers["cache-control"].to_str().unwrap()),
            (StatusCode::OK, "private, no-store")
        );
        let files = unzip(&body.collect().await.unwrap().to_bytes());
        let whole: String =
            files.values().map(|content| String::from_utf8_lossy(content).into_owned()).collect();
        for text in [
            "Ada Quill",
            "ada.quill@people.example",
            "Where is my teapot?",
            "And the lid?",
            "a difficult one",
            "pays late",
        ] {
            assert!(whole.contains(text), "{text} for {name} in {whole}");
        }
        assert!(!whole.contains("Something else") && !whole.contains("Bo Strand"), "{whole}");
    }
    assert_eq!(ines.entries("contact.exported").await, 2);

    let mut anton = server.signed_in(office, "anton").await;
    assert!(!person(&mut anton, &id).await.contains(&path), "an agent is not offered it");
    assert_eq!(anton.get(&path).await.status, StatusCode::NOT_FOUND);
    let elsewhere = server.office().await;
    let mut theirs = server.signed_in(elsewhere, "ines").await;
    assert_eq!(theirs.get(&path).await.status, StatusCode::NOT_FOUND);
    assert_eq!(ines.get("/inbox/people/nobody/export").await.status, StatusCode::NOT_FOUND);
    assert_eq!(ines.entries("contact.exported").await, 2, "who gets nothing is not entered as having it");

    let visitor = domain::messenger_sessions::start(&server.d, office.id, None).await.unwrap();
    let own = Request::get(format!("/messenger/{}/data/export", office.id));
    let own = own.header("authorization", format!("Bearer {}", *visitor.secret)).body(Body::empty()).unwrap();
    assert_eq!(server.send(own).await.status, StatusCode::OK);
    assert_eq!(ines.entries("contact.exported").await, 3, "and a person who takes their own is");
}
crate::both!(a_person_is_exported_for_those_who_may);

async fn nobody_takes_everybody_along_at_once(server: Server) {
    let server = server.with_rates(1);
    let office = server.office().await;
    let ada = server.person(office, "Ada Quill", ContactRole::User).await;
    let mut ines = server.signed_in(office, "ines").await;
    let path = format!("/inbox/people/{ada}/export");
    for _ in 0..10 {
        assert_eq!(ines.get(&path).await.status, StatusCode::OK);
    }
    let refused = ines.get(&path).await;
    assert_eq!((refused.status, refused.text.contains("Ada Quill")), (StatusCode::TOO_MANY_REQUESTS, false));
}
crate::both!(nobody_takes_everybody_along_at_once);

async fn a_visitor_who_is_known_is_a_lead_and_found(server: Server) {
    let office = server.office().await;
    let started = domain::messenger_sessions::start(&server.d, office.id, None).await.unwrap();
    let id = server.asks(office, started.contact, "Hello?").await.to_string();
    let mut ines = server.signed_in(office, "ines").await;
    let shown = person(&mut ines, &id).await;
    assert!(shown.contains("class=\"role\">Visitor<"), "{shown}");
    let fields = [("version", version(&shown)), ("email", "vera@people.example".to_owned())];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let path = format!("/inbox/people/{}/edit", started.contact);
    assert_eq!(ines.script(&path, &fields).await.status, StatusCode::OK);
    assert!(person(&mut ines, &id).await.contains("class=\"role\">Lead<"));
    let email = personal("vera@people.example");
    let found = domain::contacts::find_by_email(&server.d, office.id, &email).await.unwrap();
    assert_eq!(found.len(), 1);
}
crate::both!(a_visitor_who_is_known_is_a_lead_and_found);

async fn an_attribute_that_nobody_touched_stays_as_it_is(server: Server) {
    let office = server.office().await;
    let ada = server.person(office, "Ada Quill", ContactRole::User).await;
    let id = server.asks(office, ada, "Hello?").await.to_string();
    let held = || async {
        let by = crate::lists::owner(office);
        let (read, permit) = domain::contacts::read_by(&server.d, &by, ada).await.unwrap();
        let keys = server.d.keys(office.id).await.unwrap();
        domain::contacts::show(&keys, &permit, read.thing()).unwrap().custom_attributes
    };
    let odd = serde_json::json!({"note": " two\nlines\t", "seats": 3}).as_object().unwrap().clone();
    let found = domain::contacts::find(&server.d, office.id, ada).await.unwrap().unwrap();
    let changes = domain::contacts::Changes {
        custom_attributes: Some(privacy::Personal::new(privacy::sealed::Json(odd.clone()))),
        ..domain::contacts::Changes::default()
    };
    let by = crate::lists::owner(office);
    domain::contacts::update(&server.d, privacy::access::allow(&by, found).unwrap(), changes).await.unwrap();
    let mut ines = server.signed_in(office, "ines").await;
    let version = version(&person(&mut ines, &id).await);
    // A field of one line sends what it shows, without the line's end.
    let fields = [
        ("version", version.as_str()),
        ("name", "Ada"),
        ("attribute", "note"),
        ("value", " twolines\t"),
        ("attribute", "seats"),
        ("value", "3"),
    ];
    assert_eq!(ines.script(&format!("/inbox/people/{ada}/edit"), &fields).await.status, StatusCode::OK);
    assert_eq!(held().await, odd);
}
crate::both!(an_attribute_that_nobody_touched_stays_as_it_is);
