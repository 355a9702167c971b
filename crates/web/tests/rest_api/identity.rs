//! Who a website says that its user is: what is proven opens their messenger, and everything else opens nothing.

use axum::body::Body;
use axum::http::Method;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::identity::Rules;
use domain::workspaces::{self, Settings};
use privacy::access::{Actor, Role, allow};
use serde_json::{Value, json};
use testkit::identity::{signed, token, user_hash};

use crate::harness::{Answer, START, Server, request};
use crate::seed::Seeded;

/// A workspace with a secret.
pub(crate) struct Desk {
    pub(crate) w: Seeded,
    pub(crate) secret: String,
    secret_id: String,
}

pub(crate) async fn desk(server: &Server) -> Desk {
    let w = server.workspace().await;
    let made = server.post(&w.token, "/secure_mode_secrets", json!({ "name": "Web" })).await.json();
    let text = |name: &str| made[name].as_str().unwrap().to_owned();
    Desk { secret: text("secret"), secret_id: text("id"), w }
}

impl Desk {
    pub(crate) fn at(&self, path: &str) -> String {
        format!("/messenger/{}/{path}", self.w.workspace)
    }

    /// A token of this user, good for an hour.
    pub(crate) fn token(&self, server: &Server, user: &str) -> String {
        token(&self.secret, &json!({ "user_id": user, "exp": server.d.now().seconds() + 3600 }))
    }

    pub(crate) async fn identify(&self, server: &Server, said: Value) -> Answer {
        server.post("", &self.at("identify"), said).await
    }

    /// The messenger that a token opens.
    pub(crate) async fn enter(&self, server: &Server, jwt: &str) -> String {
        let entered = self.identify(server, json!({ "intercom_user_jwt": jwt })).await;
        assert_eq!(entered.status, 201, "{}", String::from_utf8_lossy(&entered.bytes));
        entered.json()["token"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn visitor(&self, server: &Server) -> String {
        server.post("", &self.at("visitors"), json!({})).await.json()["token"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn write(&self, server: &Server, messenger: &str, text: &str, key: u32) -> String {
        let said = json!({ "body": text, "client_key": format!("{key:032x}") });
        let sent = server.post(messenger, &self.at("conversations"), said).await;
        assert_eq!(sent.status, 201);
        sent.json()["conversation"].as_str().unwrap().to_owned()
    }

    /// The ids of the conversations that a messenger lists; the status where it lists none.
    pub(crate) async fn conversations(&self, server: &Server, messenger: &str) -> Result<Vec<String>, u16> {
        let list = server.get(messenger, &self.at("conversations")).await;
        if list.status != 200 {
            return Err(list.status.as_u16());
        }
        let list = list.json();
        let ids = list["conversations"].as_array().unwrap().iter();
        Ok(ids.map(|one| one["id"].as_str().unwrap().to_owned()).collect())
    }

    /// Why identities were refused, newest first.
    async fn causes(&self, server: &Server) -> Vec<String> {
        let path = "/admins/activity_logs?created_at_after=0&per_page=250";
        let log = server.get(&self.w.token, path).await.ok();
        let refused = log["activity_logs"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|one| one["activity_type"] == "identity.refused");
        refused.map(|one| one["metadata"]["cause"].as_str().unwrap().to_owned()).collect()
    }

    async fn rules(&self, server: &Server, identity: Rules) {
        let by = Actor::Teammate { workspace: self.w.workspace, id: self.w.owner, role: Role::Owner };
        let found = workspaces::find(&server.d, self.w.workspace).await.unwrap().unwrap();
        let settings = Settings { identity, ..Settings::default() };
        workspaces::change_settings(&server.d, &allow(&by, found).unwrap(), settings).await.unwrap();
    }

    pub(crate) async fn person(&self, server: &Server, external_id: &str) -> Value {
        server.get(&self.w.token, &format!("/contacts/find_by_external_id/{external_id}")).await.ok()
    }
}

async fn a_good_token_opens_the_users_messenger(server: Server) {
    let desk = desk(&server).await;
    let claims = json!({
        "user_id": "u-7", "email": "ada@people.example", "name": "Ada", "plan": "gold", "seats": 3,
        "created_at": 1_700_000_000, "list": [1], "exp": START.seconds() + 3600,
    });
    let first = desk.enter(&server, &token(&desk.secret, &claims)).await;
    assert_eq!(
        desk.enter(&server, &token(&desk.secret, &claims)).await,
        first,
        "the same token, the same session"
    );
    let person = desk.person(&server, "u-7").await;
    assert_eq!(
        (&person["role"], &person["email"], &person["name"]),
        (&json!("user"), &json!("ada@people.example"), &json!("Ada"))
    );
    assert_eq!(person["custom_attributes"], json!({ "plan": "gold", "seats": 3 }));
    assert_eq!(person["signed_up_at"], 1_700_000_000);
    let conversation = desk.write(&server, &first, "from the laptop", 1).await;
    server.pass(1);
    let second = desk.enter(&server, &desk.token(&server, "u-7")).await;
    assert_ne!(second, first);
    assert_eq!(desk.conversations(&server, &second).await, Ok(vec![conversation]), "on another device too");
    let other = desk.enter(&server, &desk.token(&server, "u-8")).await;
    assert_eq!(desk.conversations(&server, &other).await, Ok(vec![]));
    let renamed = json!({ "user_id": "u-7", "name": "Ada L.", "plan": null, "exp": START.seconds() + 3600 });
    desk.enter(&server, &token(&desk.secret, &renamed)).await;
    let person = desk.person(&server, "u-7").await;
    assert_eq!((&person["name"], &person["custom_attributes"]), (&json!("Ada L."), &json!({ "seats": 3 })));
    assert_eq!(desk.causes(&server).await, Vec::<String>::new());
}
crate::both!(a_good_token_opens_the_users_messenger);

/// Every way to be somebody else, with the reason that is to stand in the log.
fn forgeries(desk: &Desk, foreign: &Desk, now: i64) -> Vec<(Value, &'static str)> {
    let ada = json!({ "user_id": "ada", "exp": now + 3600 });
    let good = token(&desk.secret, &ada);
    let (head, signature) = good.rsplit_once('.').unwrap();
    let eve = token(&desk.secret, &json!({ "user_id": "eve", "exp": now + 3600 }));
    let (eves, _) = eve.rsplit_once('.').unwrap();
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let none = |alg: &str| format!("{}.{}.", part(&json!({ "alg": alg })), part(&ada));
    let jwt = |text: String| json!({ "intercom_user_jwt": text, "user_id": "ada" });
    vec![
        (jwt(none("none")), "algorithm"),
        (jwt(none("HS256")), "signature"),
        (jwt(signed(&desk.secret, &json!({ "alg": "HS512" }), &ada)), "algorithm"),
        (jwt(signed(&desk.secret, &json!({ "alg": "RS256" }), &ada)), "algorithm"),
        (jwt(token(&foreign.secret, &ada)), "signature"),
        (jwt(token("", &ada)), "signature"),
        (jwt(token(&desk.secret_id, &ada)), "signature"),
        (jwt(format!("{eves}.{signature}")), "signature"),
        (jwt(head.to_owned()), "malformed"),
        (jwt(format!("{good}.")), "malformed"),
        (jwt(good.replace('.', "")), "malformed"),
        (jwt(format!("{good}{}", "A".repeat(20_000))), "too_long"),
        (jwt(token(&desk.secret, &json!({ "user_id": "ada" }))), "no_expiry"),
        (jwt(token(&desk.secret, &json!({ "user_id": "ada", "exp": now - 61 }))), "expired"),
        (jwt(token(&desk.secret, &json!({ "user_id": "ada", "exp": now + 40 * 86_400 }))), "lives_too_long"),
        (
            jwt(token(&desk.secret, &json!({ "user_id": "ada", "exp": now + 3600, "nbf": now + 3000 }))),
            "not_yet",
        ),
        (jwt(token(&desk.secret, &json!({ "sub": "ada", "exp": now + 3600 }))), "no_user"),
        (json!({ "intercom_user_jwt": good, "user_id": "bob" }), "other_user"),
        (
            json!({
                "intercom_user_jwt": token(&desk.secret, &json!({ "user_id": "ada", "email": "ada@people.example", "exp": now + 3600 })),
                "email": "bob@people.example",
            }),
            "other_user",
        ),
        (json!({ "user_id": "ada" }), "missing"),
        (json!({ "email": "ada@people.example" }), "missing"),
        (json!({}), "missing"),
        (json!({ "user_id": "ada", "user_hash": user_hash(&desk.secret, "ada") }), "hash_not_taken"),
    ]
}

async fn no_forgery_sees_anything(server: Server) {
    let (desk, foreign) = (desk(&server).await, desk(&server).await);
    let ada = desk.enter(&server, &desk.token(&server, "ada")).await;
    desk.write(&server, &ada, "the vault's combination is 4-8-15", 1).await;
    let mut answers = Vec::new();
    for (said, why) in forgeries(&desk, &foreign, server.d.now().seconds()) {
        let refused = desk.identify(&server, said.clone()).await;
        assert_eq!(refused.status, 401, "{why}: {said}");
        assert_eq!(desk.causes(&server).await.first().map(String::as_str), Some(why), "{said}");
        answers.push(String::from_utf8(refused.bytes).unwrap());
        server.pass(61);
    }
    answers.dedup();
    assert_eq!(answers.len(), 1, "every refusal reads the same: {answers:?}");
    for word in ["secret", "signature", "expired", "token", "user"] {
        assert!(!answers[0].contains(word), "{word} helps: {}", answers[0]);
    }
    let none = foreign.identify(&server, json!({ "intercom_user_jwt": desk.token(&server, "ada") })).await;
    assert_eq!(none.status, 401, "another workspace's token");
    assert_eq!(server.get(&foreign.w.token, "/contacts").await.ok()["total_count"], 0);
    assert_eq!(desk.conversations(&server, &ada).await.map(|all| all.len()), Ok(1), "ada sees hers");
}
crate::both!(no_forgery_sees_anything);

async fn the_user_of_a_token_may_be_named_beside_it(server: Server) {
    let desk = desk(&server).await;
    let claims = json!({ "user_id": 7, "email": "ada@people.example", "exp": START.seconds() + 3600 });
    let jwt = token(&desk.secret, &claims);
    for beside in [
        json!({ "user_id": "7", "email": "ADA@people.example " }),
        json!({ "user_id": 7 }),
        json!({ "user_id": "", "email": "" }),
    ] {
        let mut said = beside.clone();
        said["intercom_user_jwt"] = json!(jwt);
        assert_eq!(desk.identify(&server, said).await.status, 201, "{beside}");
    }
    let without_address =
        json!({ "intercom_user_jwt": desk.token(&server, "eve"), "email": "eve@people.example" });
    assert_eq!(
        desk.identify(&server, without_address).await.status,
        201,
        "an address that the token is silent of"
    );
    assert_eq!(desk.causes(&server).await, Vec::<String>::new());
}
crate::both!(the_user_of_a_token_may_be_named_beside_it);

async fn without_a_secret_nobody_is_known(server: Server) {
    let w = server.workspace().await;
    let desk = Desk { w, secret: "x".repeat(43), secret_id: String::new() };
    let refused = desk.identify(&server, json!({ "intercom_user_jwt": desk.token(&server, "ada") })).await;
    assert_eq!((refused.status.as_u16(), desk.causes(&server).await), (401, vec!["no_secret".to_owned()]));
    let apps = server
        .post(&desk.w.token, "/secure_mode_secrets", json!({ "name": "App", "supports_ios": true }))
        .await;
    let apps = Desk { secret: apps.json()["secret"].as_str().unwrap().to_owned(), ..desk };
    let refused = apps.identify(&server, json!({ "intercom_user_jwt": apps.token(&server, "ada") })).await;
    assert_eq!(refused.status, 401, "a secret for apps signs for no website");
    let body = "x".repeat(70_000);
    let sent = request(Method::POST, "", &apps.at("identify"))
        .body(Body::from(format!(r#"{{"user_id":"{body}"}}"#)));
    assert_eq!(server.send(sent.unwrap()).await.status, 413);
    for bad in
        [json!([]), json!({ "intercom_user_jwt": 7 }), json!({ "user_id": {} }), json!({ "attributes": "x" })]
    {
        assert_eq!(apps.identify(&server, bad.clone()).await.status, 422, "{bad}");
    }
}
crate::both!(without_a_secret_nobody_is_known);

async fn what_a_token_opened_closes_with_it(server: Server) {
    let desk = desk(&server).await;
    let short = token(&desk.secret, &json!({ "user_id": "ada", "exp": server.d.now().seconds() + 600 }));
    let (short, long) =
        (desk.enter(&server, &short).await, desk.enter(&server, &desk.token(&server, "ada")).await);
    server.pass(600 + 61);
    assert_eq!(desk.conversations(&server, &short).await, Err(401), "its token has ended");
    assert_eq!(desk.conversations(&server, &long).await, Ok(vec![]));
    let next = server.post(&desk.w.token, "/secure_mode_secrets", json!({ "name": "Next" })).await.json();
    let next = next["secret"].as_str().unwrap().to_owned();
    let by_next = token(&next, &json!({ "user_id": "ada", "exp": server.d.now().seconds() + 600 }));
    let signed = by_next.clone();
    let by_next = desk.enter(&server, &by_next).await;
    let path = format!("/secure_mode_secrets/{}", desk.secret_id);
    let deleted = request(Method::DELETE, &desk.w.token, &path).body(Body::empty()).unwrap();
    assert_eq!(server.send(deleted).await.status, 204);
    assert_eq!(desk.conversations(&server, &long).await, Err(401), "its secret was deleted");
    assert_eq!(desk.conversations(&server, &by_next).await, Ok(vec![]), "the other secret goes on");
    let replayed = desk.identify(&server, json!({ "intercom_user_jwt": desk.token(&server, "ada") })).await;
    assert_eq!(replayed.status, 401, "a token of the deleted secret");
    let out = server.post(&by_next, &desk.at("sign-out"), json!({})).await;
    assert_eq!((out.status.as_u16(), desk.conversations(&server, &by_next).await), (204, Err(401)));
    let again = desk.enter(&server, &signed).await;
    assert_eq!(desk.conversations(&server, &again).await, Ok(vec![]), "the token is good until it ends");
    server.pass(600 + 61);
    assert_eq!(desk.conversations(&server, &again).await, Err(401));
    let late = desk.identify(&server, json!({ "intercom_user_jwt": signed })).await;
    assert_eq!(late.status, 401, "and no longer");
}
crate::both!(what_a_token_opened_closes_with_it);

async fn who_comes_by_the_same_token_is_seen_each_day_and_in_their_language(server: Server) {
    let desk = desk(&server).await;
    let exp = server.d.now().seconds() + 30 * 86_400 - 60;
    let jwt = token(&desk.secret, &json!({ "user_id": "ada", "exp": exp }));
    let comes = async |language: &str| {
        let asked = request(Method::POST, "", &desk.at("identify")).header("accept-language", language);
        let said = json!({ "intercom_user_jwt": jwt }).to_string();
        let asked = asked.header("content-type", "application/json").body(Body::from(said)).unwrap();
        assert_eq!(server.send(asked).await.status, 201);
        let id = desk.person(&server, "ada").await["id"].as_str().unwrap().parse().unwrap();
        let found = domain::contacts::find(&server.d, desk.w.workspace, id).await.unwrap().unwrap();
        (found.language.map(domain::contacts::Language::code), found.last_seen_at.map(privacy::Time::seconds))
    };
    let first = server.d.now().seconds();
    assert_eq!(comes("en").await, (Some("en"), Some(first)));
    server.pass(3600);
    assert_eq!(comes("en").await, (Some("en"), Some(first)), "not at every page");
    assert_eq!(comes("ja").await, (Some("ja"), Some(first + 3600)), "letters speak as the messenger does");
    server.pass(86_400);
    let next = server.d.now().seconds();
    assert_eq!(comes("ja").await, (Some("ja"), Some(next)), "once a day");
}
crate::both!(who_comes_by_the_same_token_is_seen_each_day_and_in_their_language);

async fn the_page_says_nothing_that_is_believed_unless_the_workspace_chose_so(server: Server) {
    let desk = desk(&server).await;
    let said = |server: &Server| {
        json!({
            "intercom_user_jwt": token(&desk.secret, &json!({ "user_id": "ada", "name": "Ada", "exp": server.d.now().seconds() + 60 })),
            "attributes": { "name": "Root", "plan": "gold", "email": "root@people.example", "action_color": "#ffffff" },
        })
    };
    assert_eq!(desk.identify(&server, said(&server)).await.status, 201);
    let person = desk.person(&server, "ada").await;
    assert_eq!((&person["name"], &person["email"]), (&json!("Ada"), &Value::Null));
    assert_eq!(person["custom_attributes"], json!({}));
    desk.rules(&server, Rules { unsigned_attributes: true, ..Rules::default() }).await;
    assert_eq!(desk.identify(&server, said(&server)).await.status, 201);
    let person = desk.person(&server, "ada").await;
    assert_eq!(
        (&person["name"], &person["email"]),
        (&json!("Ada"), &json!("root@people.example")),
        "what is signed goes first"
    );
    assert_eq!(person["custom_attributes"], json!({ "plan": "gold" }));
    let rules = Rules { unsigned_attributes: true, user_hash: true };
    for (user_hash, expected) in [(false, Value::Null), (true, json!("bea@people.example"))] {
        desk.rules(&server, Rules { unsigned_attributes: user_hash, ..rules }).await;
        let hash = testkit::identity::user_hash(&desk.secret, "bea");
        let said = json!({ "user_id": "bea", "email": "bea@people.example", "user_hash": hash });
        assert_eq!(desk.identify(&server, said).await.status, 201);
        assert_eq!(desk.person(&server, "bea").await["email"], expected, "an address as any attribute");
    }
}
crate::both!(the_page_says_nothing_that_is_believed_unless_the_workspace_chose_so);

async fn a_hash_is_taken_where_the_workspace_turns_it_on(server: Server) {
    let desk = desk(&server).await;
    desk.rules(&server, Rules { user_hash: true, ..Rules::default() }).await;
    let hash = |who: &str| user_hash(&desk.secret, who);
    let good = json!({ "user_id": "ada", "email": "a@b.example", "user_hash": hash("ada") });
    let entered = desk.identify(&server, good.clone()).await;
    assert_eq!(entered.status, 201);
    let ada = entered.json()["token"].as_str().unwrap().to_owned();
    desk.write(&server, &ada, "hello", 1).await;
    for swapped in [
        json!({ "user_id": "eve", "user_hash": hash("ada") }),
        json!({ "user_id": "ada", "email": "a@b.example", "user_hash": hash("a@b.example") }),
        json!({ "user_id": "ada", "user_hash": hash("ada").to_uppercase() }),
        json!({ "user_id": "ada", "user_hash": "" }),
        json!({ "user_hash": hash("ada") }),
        json!({ "user_id": "", "user_hash": hash("") }),
    ] {
        assert_eq!(desk.identify(&server, swapped.clone()).await.status, 401, "{swapped}");
    }
    let by_address = json!({ "email": "a@b.example", "user_hash": hash("a@b.example") });
    let by_address = desk.identify(&server, by_address).await.json()["token"].as_str().unwrap().to_owned();
    assert_eq!(
        desk.conversations(&server, &by_address).await,
        Ok(vec![]),
        "whoever has an id is known by it alone"
    );
    server.pass(7 * 86_400 + 1);
    assert_eq!(desk.conversations(&server, &ada).await, Err(401), "it ends, though the hash does not");
    assert_eq!(desk.identify(&server, good).await.status, 201);
    let both = json!({ "user_id": "ada", "user_hash": hash("ada"), "intercom_user_jwt": "not.a.token" });
    assert_eq!(desk.identify(&server, both).await.status, 401, "a token goes before a hash");
}
crate::both!(a_hash_is_taken_where_the_workspace_turns_it_on);

async fn nobody_who_was_erased_comes_back_by_an_old_token(server: Server) {
    let desk = desk(&server).await;
    let jwt = desk.token(&server, "ada");
    let messenger = desk.enter(&server, &jwt).await;
    desk.write(&server, &messenger, "forget me", 1).await;
    let id = desk.person(&server, "ada").await["id"].as_str().unwrap().to_owned();
    let erased =
        request(Method::DELETE, &desk.w.token, &format!("/contacts/{id}")).body(Body::empty()).unwrap();
    server.send(erased).await.ok();
    let ended = server.get(&messenger, &desk.at("conversations")).await;
    assert_eq!((ended.status.as_u16(), &ended.json()["errors"][0]["code"]), (401, &json!("erased")));
    let visitor = desk.visitor(&server).await;
    for said in [
        json!({ "intercom_user_jwt": jwt }),
        json!({ "intercom_user_jwt": desk.token(&server, "ada"), "visitor": visitor }),
    ] {
        assert_eq!(desk.identify(&server, said).await.status, 401);
    }
    assert_eq!(desk.causes(&server).await, ["erased"], "once a minute");
    assert_eq!(server.get(&desk.w.token, "/contacts").await.ok()["total_count"], 0);
    server.contact(&desk.w.token, json!({ "external_id": "ada" })).await;
    let again = desk.enter(&server, &desk.token(&server, "ada")).await;
    assert_eq!(
        desk.conversations(&server, &again).await,
        Ok(vec![]),
        "made again on purpose, with nothing of before"
    );
}
crate::both!(nobody_who_was_erased_comes_back_by_an_old_token);

async fn who_guesses_is_slowed_down(server: Server) {
    let server = server.with_rates(1);
    let desk = desk(&server).await;
    let mut seen = Vec::new();
    for _ in 0..40 {
        seen.push(desk.identify(&server, json!({ "user_id": "ada" })).await.status.as_u16());
    }
    assert_eq!(seen.iter().filter(|status| **status == 401).count(), 30);
    assert_eq!(seen.last(), Some(&429));
    assert_eq!(desk.causes(&server).await, ["missing"], "and does not fill the log");
}
crate::both!(who_guesses_is_slowed_down);
