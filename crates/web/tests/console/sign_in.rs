//! One's own sign-in: password, second factor, sessions; and whoever tries to get around them.

use std::time::Duration;

use axum::http::StatusCode;
use domain::teammates;
use privacy::access::{Actor, Role};
use privacy::sealed::Content as _;
use privacy::totp::{STEP_SECONDS, TotpSecret};
use zeroize::Zeroizing;

use crate::harness::{Answer, Browser, Office, PASSWORD, Server};

/// An authenticator app.
struct App(TotpSecret);

impl App {
    /// Takes the key as it is shown for typing.
    fn typed(key: &str) -> Self {
        let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        let values: Vec<u64> =
            key.chars().map(|letter| letters.find(letter).unwrap().try_into().unwrap()).collect();
        let five = |eight: &[u64]| eight.iter().fold(0, |bits, value| bits << 5 | value).to_be_bytes();
        let bytes = values.chunks(8).flat_map(|eight| five(eight)[3..].to_vec()).collect();
        Self(TotpSecret::from_bytes(Zeroizing::new(bytes)).unwrap())
    }

    fn code(&self, server: &Server) -> String {
        self.0.code(server.d.clock.now().seconds() / STEP_SECONDS).to_string()
    }
}

/// Sets a second factor up; answers the app and the codes for paper.
async fn enrol(server: &Server, browser: &mut Browser<'_>) -> (App, Vec<String>) {
    browser.get("/settings/sign-in").await;
    let begun = browser.post("/settings/sign-in/factor", &[("password", PASSWORD)]).await;
    assert_eq!(begun.status, StatusCode::OK, "{}", begun.text);
    let key = begun.between("id=\"factor-key\"", "</output>");
    let app = App::typed(key.split_once('>').unwrap().1);
    assert!(begun.text.contains("role=\"img\""), "a picture to scan");
    let on = browser.post("/settings/sign-in/factor/confirm", &[("code", &app.code(server))]).await;
    assert_eq!(on.status, StatusCode::OK, "{}", on.text);
    let codes = on.between("id=\"codes\"", "</pre>");
    let codes: Vec<String> = codes.split_once('>').unwrap().1.split_whitespace().map(str::to_owned).collect();
    server.d.clock.advance(Duration::from_secs(30));
    (app, codes)
}

fn door(office: Office) -> String {
    format!("/sign-in/{}/code", office.id)
}

/// A browser that gave the right password and owes a code.
async fn owing<'a>(server: &'a Server, office: Office, name: &str) -> Browser<'a> {
    let mut browser = server.stranger();
    let answer = browser.sign_in(office, name, PASSWORD).await;
    assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, door(office).as_str()));
    browser
}

async fn give(browser: &mut Browser<'_>, office: Office, code: &str) -> Answer {
    browser.post(&door(office), &[("code", code)]).await
}

async fn a_teammate_reads_in_the_language_that_they_chose(server: Server) {
    let office = server.office().await;
    server.teammate(office, "kofi", Role::Agent).await;
    let mut ines = server.signed_in(office, "ines").await;
    assert!(ines.get("/settings/sign-in").await.text.contains("<html lang=\"en\""));
    let chosen = ines.post("/settings/sign-in/language", &[("language", "ja")]).await;
    assert_eq!(chosen.header("location"), "/settings/sign-in?done=saved", "{}", chosen.text);
    for path in ["/settings/sign-in", "/inbox", "/inbox/log"] {
        let page = ines.get(path).await;
        assert!(page.text.contains("<html lang=\"ja\""), "{path}");
    }
    assert!(server.signed_in(office, "ines").await.get("/inbox").await.text.contains("<html lang=\"ja\""));
    let mut kofi = server.signed_in(office, "kofi").await;
    assert!(kofi.get("/inbox").await.text.contains("<html lang=\"en\""), "it is hers alone");
    let refused = ines.post("/settings/sign-in/language", &[("language", "fr")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    ines.post("/settings/sign-in/language", &[("language", "")]).await;
    assert!(ines.get("/inbox").await.text.contains("<html lang=\"en\""), "as the browser asks again");
    assert!(ines.entered("teammate.language_chosen").await);
}
crate::both!(a_teammate_reads_in_the_language_that_they_chose);

async fn a_second_factor_is_owed_once_it_is_on(server: Server) {
    let office = server.office().await;
    let mut ines = server.signed_in(office, "ines").await;
    ines.get("/settings/sign-in").await;
    let copied = ines.post("/settings/sign-in/factor", &[("password", "not it at all")]).await;
    assert!(copied.text.contains("password is not right") && !copied.text.contains("factor-key"));
    let begun = ines.post("/settings/sign-in/factor", &[("password", PASSWORD)]).await;
    let key = begun.between("id=\"factor-key\"", "</output>");
    let wrong = ines.post("/settings/sign-in/factor/confirm", &[("code", "000000")]).await;
    assert!(
        wrong.status == StatusCode::UNPROCESSABLE_ENTITY && wrong.text.contains("The code is not right.")
    );
    assert_eq!(wrong.between("id=\"factor-key\"", "</output>"), key, "the app's key still counts");
    assert!(server.signed_in(office, "ines").await.is_in().await, "what was begun asks for nothing yet");

    let mut ines = server.signed_in(office, "ines").await;
    let mut elsewhere = server.signed_in(office, "ines").await;
    let (app, codes) = enrol(&server, &mut ines).await;
    assert_eq!(codes.len(), 10);
    assert!(ines.is_in().await && !elsewhere.is_in().await, "what the password alone opened is over");
    let page = ines.get("/settings/sign-in").await;
    assert!(page.text.contains("10 of 10 are left.") && !page.text.contains(&codes[0]));

    let mut browser = owing(&server, office, "ines").await;
    assert!(!browser.is_in().await, "the password alone opens nothing");
    assert_eq!(browser.get(&door(office)).await.status, StatusCode::OK);
    assert_eq!(give(&mut browser, office, "000000").await.status, StatusCode::UNAUTHORIZED);
    let code = app.code(&server);
    // As a Japanese keyboard writes it.
    let wide =
        |digit: char| "０１２３４５６７８９".chars().nth(digit.to_digit(10).unwrap().try_into().unwrap());
    let typed: String = code.chars().filter_map(wide).collect();
    let entered = give(&mut browser, office, &format!("{typed}　")).await;
    assert_eq!(entered.header("location"), "/inbox", "{}", entered.text);
    assert!(browser.is_in().await);

    let mut replay = owing(&server, office, "ines").await;
    assert_eq!(give(&mut replay, office, &code).await.status, StatusCode::UNAUTHORIZED, "a code works once");
    let paper = codes[3].to_uppercase().replace('-', " ");
    assert_eq!(give(&mut replay, office, &paper).await.header("location"), "/inbox");
    let mut again = owing(&server, office, "ines").await;
    assert_eq!(
        give(&mut again, office, &paper).await.status,
        StatusCode::UNAUTHORIZED,
        "so does a code on paper"
    );
    assert!(replay.get("/settings/sign-in").await.text.contains("9 of 10 are left."));

    replay.get("/settings/sign-in").await;
    assert!(
        replay.post("/settings/sign-in/factor/off", &[("code", "000000")]).await.text.contains("not right")
    );
    server.d.clock.advance(Duration::from_mins(1));
    let off = replay.post("/settings/sign-in/factor/off", &[("code", &app.code(&server))]).await;
    assert_eq!(off.header("location"), "/settings/sign-in?done=off", "{}", off.text);
    assert!(server.signed_in(office, "ines").await.is_in().await);
    for act in
        ["second_factor.confirmed", "second_factor.failed", "recovery_code.used", "second_factor.removed"]
    {
        assert!(replay.entered(act).await, "{act} is entered");
    }
}
crate::both!(a_second_factor_is_owed_once_it_is_on);

async fn codes_are_not_to_be_guessed(server: Server) {
    let office = server.office().await;
    let (app, _) = enrol(&server, &mut server.signed_in(office, "ines").await).await;
    let mut steps = 0;
    let mut browser = owing(&server, office, "ines").await;
    for tries in 0..10 {
        if tries % 5 == 0 && tries > 0 {
            let over = give(&mut browser, office, &app.code(&server)).await;
            assert!(over.text.contains("too many codes"), "five codes a password: {}", over.text);
            browser = owing(&server, office, "ines").await;
            steps += 1;
        }
        assert_eq!(give(&mut browser, office, &format!("{tries:06}")).await.status, StatusCode::UNAUTHORIZED);
    }
    assert_eq!(steps, 1);
    let mut right = owing(&server, office, "ines").await;
    let locked = give(&mut right, office, &app.code(&server)).await;
    assert!(locked.text.contains("Too many wrong codes."), "{}", locked.text);
    server.d.clock.advance(Duration::from_mins(15));
    let mut right = owing(&server, office, "ines").await;
    assert_eq!(give(&mut right, office, &app.code(&server)).await.header("location"), "/inbox");

    let mut late = owing(&server, office, "ines").await;
    server.d.clock.advance(Duration::from_mins(5));
    assert!(give(&mut late, office, &app.code(&server)).await.text.contains("This took too long"));
    let other = server.office().await;
    let mut foreign = owing(&server, office, "ines").await;
    let answer = foreign.post(&door(other), &[("code", &app.code(&server))]).await;
    assert_eq!(answer.header("location"), "/sign-in", "a step is of one workspace");
}
crate::both!(codes_are_not_to_be_guessed);

async fn an_owner_asks_it_of_everybody(server: Server) {
    let office = server.office().await;
    server.teammate(office, "adam", Role::Admin).await;
    let mut adam = server.signed_in(office, "adam").await;
    adam.get("/settings/sign-in").await;
    let refused = adam.post("/settings/sign-in/require", &[("required", "1")]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "an owner's decision");
    let mut ines = server.signed_in(office, "ines").await;
    ines.get("/settings/sign-in").await;
    let asked = ines.post("/settings/sign-in/require", &[("required", "1")]).await;
    assert_eq!(asked.header("location"), "/settings/sign-in?done=saved");
    for browser in [&mut adam, &mut ines] {
        for path in ["/inbox", "/settings", "/settings/teammates", "/inbox/log"] {
            assert_eq!(browser.get(path).await.header("location"), "/settings/sign-in", "{path}");
        }
        let acted =
            browser.post("/settings/tokens", &[("name", "x"), ("scope", "read"), ("expires", "30")]).await;
        assert_eq!(acted.status, StatusCode::FORBIDDEN, "nothing else before it is set up");
    }
    assert!(adam.get("/settings/sign-in").await.text.contains("Set yours up to go on."));
    enrol(&server, &mut adam).await;
    assert!(adam.is_in().await && adam.entered("second_factor.required").await);
}
crate::both!(an_owner_asks_it_of_everybody);

async fn a_new_password_takes_the_old_one_and_ends_other_sessions(server: Server) {
    let office = server.office().await;
    let mut ines = server.signed_in(office, "ines").await;
    let mut other = server.signed_in(office, "ines").await;
    ines.get("/settings/sign-in").await;
    let fresh = "a longer horse battery";
    let wrong = ines.post("/settings/sign-in/password", &[("old", "not it at all"), ("new", fresh)]).await;
    assert!(wrong.text.contains("The old password is not right."), "{}", wrong.text);
    let short = ines.post("/settings/sign-in/password", &[("old", PASSWORD), ("new", "short")]).await;
    assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(other.is_in().await);
    let mut copied = ines.clone();
    let changed = ines.post("/settings/sign-in/password", &[("old", PASSWORD), ("new", fresh)]).await;
    assert_eq!(changed.header("location"), "/settings/sign-in?done=password");
    assert!(ines.cookie != copied.cookie, "this browser's cookie is new too");
    assert!(ines.is_in().await && !other.is_in().await && !copied.is_in().await);
    assert_eq!(server.stranger().sign_in(office, "ines", PASSWORD).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(server.stranger().sign_in(office, "ines", fresh).await.status, StatusCode::SEE_OTHER);
    assert!(ines.entered("password.changed").await && ines.entered("teammate.sign_in_failed").await);
}
crate::both!(a_new_password_takes_the_old_one_and_ends_other_sessions);

async fn sessions_are_seen_and_end(server: Server) {
    let office = server.office().await;
    server.teammate(office, "kofi", Role::Agent).await;
    let mut ines = server.signed_in(office, "ines").await;
    server.d.clock.advance(Duration::from_mins(1));
    let (mut one, mut two) = (server.signed_in(office, "ines").await, server.signed_in(office, "ines").await);
    let page = ines.get("/settings/sign-in").await;
    assert_eq!(page.text.matches("/settings/sign-in/sessions/").count(), 3, "two to end, and all others");
    let id = page.between("/settings/sign-in/sessions/", "/end");
    let mut kofi = server.signed_in(office, "kofi").await;
    kofi.get("/settings/sign-in").await;
    let foreign = kofi.post(&format!("/settings/sign-in/sessions/{id}/end"), &[]).await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND, "not theirs to end");
    let ended = ines.post(&format!("/settings/sign-in/sessions/{id}/end"), &[]).await;
    assert_eq!(ended.header("location"), "/settings/sign-in?done=ended");
    assert_eq!([one.is_in().await, two.is_in().await].iter().filter(|is_in| **is_in).count(), 1);
    ines.post("/settings/sign-in/sessions/end-others", &[]).await;
    assert!(!one.is_in().await && !two.is_in().await && ines.is_in().await);

    for _ in 0..7 {
        server.d.clock.advance(Duration::from_hours(23));
        assert!(ines.is_in().await, "a session that is used goes on");
    }
    server.d.clock.advance(Duration::from_hours(7));
    assert!(!ines.is_in().await, "but no longer than a week");
    let mut idle = server.signed_in(office, "ines").await;
    server.d.clock.advance(Duration::from_hours(24));
    assert!(!idle.is_in().await, "one that is not used for a day is over");
}
crate::both!(sessions_are_seen_and_end);

async fn a_link_opens_nothing_without_the_code_where_one_is_owed(server: Server) {
    let office = server.office().await;
    let (app, _) = enrol(&server, &mut server.signed_in(office, "ines").await).await;
    let by = Actor::Teammate { workspace: office.id, id: office.owner, role: Role::Owner };
    let secret = teammates::create_link(&server.d, &by, office.owner, 2).await.unwrap();
    let link = format!("/sign-in/{}/link/{}", office.id, *secret);
    let mut browser = server.stranger();
    let followed = browser.get(&link).await;
    assert_eq!(followed.header("location"), door(office), "{}", followed.text);
    assert!(
        !browser.cookie.contains("__Host-troth=") && !browser.is_in().await,
        "the link alone opens nothing"
    );
    assert_eq!(give(&mut browser, office, "000000").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(give(&mut browser, office, &app.code(&server)).await.header("location"), "/inbox");
    assert!(browser.is_in().await);
    let mut second = server.stranger();
    assert_eq!(second.get(&link).await.header("location"), door(office));
    assert!(!second.is_in().await);
    let mut third = server.stranger();
    assert_eq!(third.get(&link).await.status, StatusCode::NOT_FOUND, "each step uses it once");
}
crate::both!(a_link_opens_nothing_without_the_code_where_one_is_owed);

async fn a_look_notes_its_session_once(server: Server) {
    let office = server.office().await;
    let mut ines = server.signed_in(office, "ines").await;
    let noted = async |ines: &mut Browser<'_>| {
        ines.get("/inbox/log?act=session.used").await.text.matches("title=\"session.used\"").count()
    };
    assert_eq!(noted(&mut ines).await, 0);
    for times in 1..3 {
        server.d.clock.advance(Duration::from_mins(16));
        let looks = (0..8).map(|_| {
            let mut one = ines.clone();
            async move { one.is_in().await }
        });
        assert!(futures_util::future::join_all(looks).await.into_iter().all(|is_in| is_in));
        assert_eq!(noted(&mut ines).await, times, "eight requests of one look");
    }
}
crate::both!(a_look_notes_its_session_once);

async fn sign_ins_that_nobody_finished_go_without_a_session_that_ended(server: Server) {
    let office = server.office().await;
    let mut ines = server.signed_in(office, "ines").await;
    enrol(&server, &mut ines).await;
    owing(&server, office, "ines").await;
    assert_eq!(teammates::expire(&server.d, office.id).await.unwrap(), 0);
    assert!(!ines.entered("session.expired").await, "the step is not over yet");
    server.d.clock.advance(Duration::from_mins(10));
    for _ in 0..2 {
        assert_eq!(teammates::expire(&server.d, office.id).await.unwrap(), 0);
    }
    let log = ines.get("/inbox/log?act=session.expired").await;
    assert_eq!(log.text.matches("title=\"session.expired\"").count(), 1, "it went once");
}
crate::both!(sign_ins_that_nobody_finished_go_without_a_session_that_ended);

async fn who_has_no_second_factor_is_seen_by_those_who_manage(server: Server) {
    let office = server.office().await;
    for (name, role) in [("adam", Role::Admin), ("kofi", Role::Agent), ("zoe", Role::PrivacyOfficer)] {
        server.teammate(office, name, role).await;
    }
    enrol(&server, &mut server.signed_in(office, "ines").await).await;
    let mut ines = owing(&server, office, "ines").await;
    server.d.clock.advance(Duration::from_mins(1));
    for (name, sees) in [("adam", true), ("kofi", false), ("zoe", false)] {
        let page = server.signed_in(office, name).await.get("/settings/teammates").await;
        assert_eq!(page.text.contains("<span class=\"badge\">Second factor</span>"), sees, "{name}");
    }
    assert!(!ines.is_in().await);
}
crate::both!(who_has_no_second_factor_is_seen_by_those_who_manage);

/// The form that makes a workspace.
fn teehaus(colour: &str) -> [(&str, &str); 6] {
    [
        ("workspace_name", "Teehaus"),
        ("region", "eu"),
        ("name", "Ida"),
        ("email", "ida@teehaus.example"),
        ("password", PASSWORD),
        ("colour", colour),
    ]
}

async fn setting_up_ends_the_session_that_the_browser_had(server: Server) {
    let office = server.office().await;
    let mut planted = server.signed_in(office, "ines").await;
    let link = domain::setup::create_link(&server.d).await.unwrap();
    let mut browser = planted.clone();
    let made = browser.post(&format!("/setup/{}", *link), &teehaus("#274b8f")).await;
    assert_eq!(made.header("location"), "/settings", "{}", made.text);
    assert!(browser.get("/settings/workspace").await.text.contains("value=\"#274b8f\""));
    assert!(browser.is_in().await && browser.cookie != planted.cookie);
    assert!(!planted.is_in().await, "whoever planted a cookie has nothing of it");
}
crate::both!(setting_up_ends_the_session_that_the_browser_had);

async fn who_leaves_the_picker_where_it_starts_has_chosen_no_colour(server: Server) {
    let link = domain::setup::create_link(&server.d).await.unwrap();
    let mut browser = server.stranger();
    let page = browser.get(&format!("/setup/{}", *link)).await;
    let starts = page.between("type=\"color\" name=\"colour\" value=\"", "\"");
    assert_eq!(
        browser.post(&format!("/setup/{}", *link), &teehaus(&starts)).await.header("location"),
        "/settings"
    );
    let id = domain::workspaces::only(&server.d).await.unwrap().unwrap();
    let frame = server.stranger().get(&format!("/messenger/{id}/frame")).await;
    assert!(!frame.text.contains(&starts), "the website may: {}", frame.text);
}
crate::both!(who_leaves_the_picker_where_it_starts_has_chosen_no_colour);

async fn signing_in_again_ends_the_session_before(server: Server) {
    let office = server.office().await;
    let mut browser = server.signed_in(office, "ines").await;
    let mut copied = browser.clone();
    let again = browser.sign_in(office, "ines", PASSWORD).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER);
    assert!(browser.is_in().await && !copied.is_in().await);
}
crate::both!(signing_in_again_ends_the_session_before);

async fn an_owner_helps_who_lost_their_factor(server: Server) {
    let office = server.office().await;
    let adam = server.teammate(office, "adam", Role::Admin).await;
    let mut lost = server.signed_in(office, "adam").await;
    let (app, codes) = enrol(&server, &mut lost).await;
    let mut half = owing(&server, office, "adam").await;
    let reset = format!("/settings/teammates/{adam}/reset-factor");
    let mut ines = server.signed_in(office, "ines").await;
    assert!(ines.get("/settings/teammates").await.text.contains(&reset), "it is offered to owners");
    assert_eq!(ines.post(&reset, &[]).await.header("location"), "/settings/teammates?done=reset");
    assert!(!lost.is_in().await, "whoever holds what was lost is out");
    let over = give(&mut half, office, &app.code(&server)).await;
    assert!(over.text.contains("This took too long"), "{}", over.text);
    let mut again = server.signed_in(office, "adam").await;
    let (_, fresh) = enrol(&server, &mut again).await;
    let mut owes = owing(&server, office, "adam").await;
    assert_eq!(
        give(&mut owes, office, &codes[0]).await.status,
        StatusCode::UNAUTHORIZED,
        "old codes are gone"
    );
    assert_eq!(give(&mut owes, office, &fresh[0]).await.header("location"), "/inbox");
    assert!(ines.entered("second_factor.reset").await);
    ines.get("/settings/teammates").await;
    ines.post(&reset, &[]).await;
    assert_eq!(ines.post(&reset, &[]).await.status, StatusCode::NOT_FOUND, "there is none any more");
}
crate::both!(an_owner_helps_who_lost_their_factor);

async fn an_owner_helps_who_forgot_their_password(server: Server) {
    let office = server.office().await;
    let adam = server.teammate(office, "adam", Role::Admin).await;
    let mut forgot = server.signed_in(office, "adam").await;
    let (app, _) = enrol(&server, &mut forgot).await;
    let reset = format!("/settings/teammates/{adam}/reset-password");
    let mut ines = server.signed_in(office, "ines").await;
    assert!(ines.get("/settings/teammates").await.text.contains(&reset), "it is offered to owners");
    let made = ines.post(&reset, &[]).await;
    let link = made.between("id=\"sign-in-link\"", "</output>").split_once("/sign-in/").unwrap().1.to_owned();
    assert!(!forgot.is_in().await, "whoever is in as them is out");
    let old = server.stranger().sign_in(office, "adam", PASSWORD).await;
    assert_eq!(old.status, StatusCode::UNAUTHORIZED, "the password is gone");

    let mut again = server.stranger();
    let step = again.get(&format!("/sign-in/{link}")).await;
    assert!(step.header("location").ends_with("/code"), "the second factor is asked for: {}", step.text);
    server.d.clock.advance(Duration::from_mins(1));
    let entered = give(&mut again, office, &app.code(&server)).await;
    assert_eq!(entered.header("location"), "/settings/sign-in", "where a password is set");
    let page = again.get("/settings/sign-in").await;
    assert!(
        page.text.contains("You have no password") && !page.text.contains("name=\"old\""),
        "{}",
        page.text
    );
    let set =
        again.post("/settings/sign-in/password", &[("old", ""), ("new", "another horse battery")]).await;
    assert_eq!(set.status, StatusCode::SEE_OTHER, "{}", set.text);
    let page = again.get("/settings/sign-in").await;
    assert!(!page.text.contains("You have no password") && page.text.contains("name=\"old\""));
    let spent = server.stranger().get(&format!("/sign-in/{link}")).await;
    assert!(
        spent.status == StatusCode::NOT_FOUND && spent.text.contains("Ask an owner"),
        "it works once: {}",
        spent.text
    );

    assert!(ines.entered("password.reset").await);
    ines.get("/settings/teammates").await;
    let own = ines.post(&format!("/settings/teammates/{}/reset-password", office.owner), &[]).await;
    assert_eq!(own.status, StatusCode::FORBIDDEN, "one's own is changed against the old one");
    assert!(
        !again.get("/settings/teammates").await.text.contains("/reset-password"),
        "an admin is offered none"
    );
    let not = again.post(&format!("/settings/teammates/{}/reset-password", office.owner), &[]).await;
    assert_eq!(not.status, StatusCode::FORBIDDEN, "nor has one");
}
crate::both!(an_owner_helps_who_forgot_their_password);

async fn recovery_codes_are_made_anew_against_a_code(server: Server) {
    let office = server.office().await;
    let mut ines = server.signed_in(office, "ines").await;
    let (app, old) = enrol(&server, &mut ines).await;
    ines.get("/settings/sign-in").await;
    let wrong = ines.post("/settings/sign-in/codes", &[("code", "000000")]).await;
    assert!(wrong.text.contains("not right") && !wrong.text.contains("id=\"codes\""));
    let made = ines.post("/settings/sign-in/codes", &[("code", &app.code(&server))]).await;
    let fresh = made.between("id=\"codes\"", "</pre>");
    assert!(!old.iter().any(|code| fresh.contains(code.as_str())), "{fresh}");
    let mut browser = owing(&server, office, "ines").await;
    assert_eq!(give(&mut browser, office, &old[0]).await.status, StatusCode::UNAUTHORIZED);
    let first = fresh.split_once('>').unwrap().1.split_whitespace().next().unwrap().to_owned();
    assert_eq!(give(&mut browser, office, &first).await.header("location"), "/inbox");
}
crate::both!(recovery_codes_are_made_anew_against_a_code);

async fn a_code_given_twice_at_once_opens_once(server: Server) {
    let office = server.office().await;
    let (app, codes) = enrol(&server, &mut server.signed_in(office, "ines").await).await;
    for code in [app.code(&server), codes[0].clone()] {
        let (mut one, mut two) = (owing(&server, office, "ines").await, owing(&server, office, "ines").await);
        let given = tokio::join!(give(&mut one, office, &code), give(&mut two, office, &code));
        let entered =
            [given.0, given.1].iter().filter(|answer| answer.header("location") == "/inbox").count();
        assert_eq!(entered, 1, "{code}");
    }
}
crate::both!(a_code_given_twice_at_once_opens_once);
