//! Teams from their making to their end, on the screen.

use axum::http::StatusCode;
use domain::contacts::ContactRole;
use privacy::access::Role;

use crate::harness::{Answer, Browser, Server};

async fn make(browser: &mut Browser<'_>, name: &str, members: &[&str]) -> Answer {
    browser.get("/settings/teams").await;
    let mut fields = vec![("name", name)];
    fields.extend(members.iter().map(|id| ("member", *id)));
    browser.post("/settings/teams", &fields).await
}

/// The form of the team's name carries the version that the page shows.
fn version(page: &Answer) -> String {
    page.between("name=\"version\" value=\"", "\"")
}

fn address(page: &Answer) -> String {
    format!("/settings/teams/{}", page.between("action=\"/settings/teams/", "/"))
}

async fn a_team_is_made_changed_and_dissolved(server: Server) {
    let office = server.office().await;
    let kofi = server.teammate(office, "kofi", Role::Agent).await.to_string();
    let lena = server.teammate(office, "lena", Role::Agent).await.to_string();
    let ada = server.person(office, "Ada Quill", ContactRole::User).await;
    let id = server.asks(office, ada, "My parcel?").await;
    let mut ines = server.signed_in(office, "ines").await;
    let empty = ines.get("/settings/teams").await;
    assert!(empty.text.contains("No team yet."));
    let made = make(&mut ines, " Refunds <b> ", &[&kofi]).await;
    assert_eq!(made.header("location"), "/settings/teams?done=made");
    let page = ines.get("/settings/teams?done=made").await;
    assert!(page.text.contains("The team is there.") && page.text.contains("Refunds &lt;b&gt;"));
    assert_eq!(
        page.text.matches("</span><span>kofi</span>").count(),
        3,
        "in the row, and in two lists of boxes"
    );
    assert!(page.text.contains(&format!("value=\"{kofi}\" checked")));
    assert!(!page.text.contains(&format!("value=\"{lena}\" checked")));

    let (one, seen) = (address(&page), version(&page));
    let renamed = ines.post(&format!("{one}/name"), &[("version", &seen), ("name", "Returns")]).await;
    assert_eq!(renamed.header("location"), "/settings/teams?done=renamed");
    let seen = version(&ines.get("/settings/teams").await);
    let both = [("version", seen.as_str()), ("member", &kofi), ("member", &lena)];
    let joined = ines.post(&format!("{one}/members"), &both).await;
    assert_eq!(joined.header("location"), "/settings/teams?done=members");
    let page = ines.get("/settings/teams").await;
    assert!(page.text.contains("Returns") && page.text.contains(&format!("value=\"{lena}\" checked")));

    // It is there for everybody who answers: a folder, and a choice of the menu.
    let mut theirs = server.signed_in(office, "kofi").await;
    let number = one.rsplit('/').next().unwrap();
    let inbox = theirs.get(&format!("/inbox/{id}?folder=team-{number}")).await;
    assert!(inbox.text.contains(&format!("data-folder=\"team-{number}\"")), "{}", inbox.text);
    let given = theirs.post(&format!("/inbox/{id}/assign"), &[("to", &format!("team-{number}"))]).await;
    assert_eq!(given.status, StatusCode::SEE_OTHER);
    assert!(theirs.get(&format!("/inbox/{id}")).await.text.contains("to the team Returns"));

    let gone = ines.post(&format!("{one}/dissolve"), &[("version", &version(&page))]).await;
    assert_eq!(gone.header("location"), "/settings/teams?done=dissolved");
    assert!(ines.get("/settings/teams?done=dissolved").await.text.contains("No team yet."));
    assert!(theirs.get("/inbox/list?folder=unassigned").await.text.contains(&format!("data-id=\"{id}\"")));
    for act in ["name", "members", "dissolve"] {
        let late = ines.post(&format!("{one}/{act}"), &[("version", "1"), ("name", "x")]).await;
        assert_eq!(late.status, StatusCode::NOT_FOUND, "{act}");
    }
    for act in ["team.created", "team.renamed", "team.members_changed", "team.emptied", "team.deleted"] {
        assert!(ines.entered(act).await, "{act} is entered");
    }
}
crate::both!(a_team_is_made_changed_and_dissolved);

async fn what_is_wrong_with_a_team_is_said_at_its_field(server: Server) {
    let office = server.office().await;
    let kofi = server.teammate(office, "kofi", Role::Agent).await.to_string();
    let mut ines = server.signed_in(office, "ines").await;
    make(&mut ines, "Refunds", &[]).await;
    let long = "n".repeat(101);
    for (name, member, says) in [
        ("", kofi.as_str(), "Give the team a name of 1 to 100 characters."),
        (&long, &kofi, "Give the team a name of 1 to 100 characters."),
        (" refunds ", &kofi, "Another team has this name."),
        ("Kept", "4711", "Somebody who was chosen is no teammate any more."),
        ("Kept", "x", "Somebody who was chosen is no teammate any more."),
    ] {
        let answer = make(&mut ines, name, &[member]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name:.9} {member}");
        assert!(answer.between("id=\"why-not\" role=\"alert\">", "<").starts_with(says), "{}", answer.text);
        assert!(name != "Kept" || answer.text.contains("value=\"Kept\""), "what was typed stays");
        assert_eq!(
            answer.text.contains("aria-invalid"),
            name != "Kept",
            "the name is marked where it is wrong"
        );
        assert_eq!(answer.text.contains(&format!("value=\"{kofi}\" checked")), member == kofi);
    }
    make(&mut ines, "Returns", &[]).await;
    let page = ines.get("/settings/teams").await;
    let (one, seen) = (address(&page), version(&page));
    for (act, fields, says) in [
        ("name", vec![("name", "Returns")], "Another team has this name."),
        ("name", vec![("name", " ")], "Give the team a name"),
        ("members", vec![("member", "4711")], "Somebody who was chosen is no teammate any more."),
    ] {
        let fields = [vec![("version", seen.as_str())], fields].concat();
        let answer = ines.post(&format!("{one}/{act}"), &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{act}");
        assert!(answer.between("id=\"why-not\" role=\"alert\">", "<").starts_with(says), "{}", answer.text);
        assert_eq!(
            answer.text.matches("<details class=\"careful calm\" open").count(),
            1,
            "its form is open"
        );
    }
}
crate::both!(what_is_wrong_with_a_team_is_said_at_its_field);

async fn of_two_who_change_a_team_the_second_looks_again(server: Server) {
    let office = server.office().await;
    let kofi = server.teammate(office, "kofi", Role::Agent).await.to_string();
    let mut ines = server.signed_in(office, "ines").await;
    make(&mut ines, "Refunds", &[]).await;
    let page = ines.get("/settings/teams").await;
    let (one, seen) = (address(&page), version(&page));
    let mut other = ines.clone();
    other.post(&format!("{one}/name"), &[("version", &seen), ("name", "Returns")]).await;
    for (act, field) in [("name", ("name", "Late")), ("members", ("member", kofi.as_str()))] {
        let late = ines.post(&format!("{one}/{act}"), &[("version", &seen), field]).await;
        assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY, "{act}");
        assert!(late.text.contains("Somebody else changed this team in the meantime."), "{}", late.text);
        assert!(late.text.contains("Returns"), "what the other one did is shown");
        assert_ne!(version(&late), seen, "looked at again, it can be saved");
        let kept =
            if act == "name" { "value=\"Late\"".to_owned() } else { format!("value=\"{kofi}\" checked") };
        assert!(late.text.contains(&kept), "what was typed stays");
    }
    let late = ines.post(&format!("{one}/dissolve"), &[("version", &seen)]).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(late.text.contains("Somebody else changed this team in the meantime."));
    let page = ines.get("/settings/teams").await;
    let saved = ines.post(&format!("{one}/name"), &[("version", &version(&page)), ("name", "Late")]).await;
    assert_eq!(saved.header("location"), "/settings/teams?done=renamed");
}
crate::both!(of_two_who_change_a_team_the_second_looks_again);

async fn teams_are_for_those_who_lead(server: Server) {
    let (office, elsewhere) = (server.office().await, server.office().await);
    let mut ines = server.signed_in(office, "ines").await;
    make(&mut ines, "Refunds", &[]).await;
    let page = ines.get("/settings/teams").await;
    let (one, seen) = (address(&page), version(&page));
    server.teammate(office, "kofi", Role::Agent).await;
    server.teammate(office, "petra", Role::PrivacyOfficer).await;
    server.teammate(office, "adam", Role::Admin).await;
    let fields = [("version", seen.as_str()), ("name", "Mine")];
    for name in ["kofi", "petra"] {
        let mut theirs = server.signed_in(office, name).await;
        assert!(!theirs.get("/settings").await.text.contains("/settings/teams"), "{name} does not see it");
        theirs.get("/settings/sign-in").await;
        assert_eq!(theirs.get("/settings/teams").await.status, StatusCode::FORBIDDEN);
        theirs.get("/settings/sign-in").await;
        for path in [
            "/settings/teams".to_owned(),
            format!("{one}/name"),
            format!("{one}/members"),
            format!("{one}/dissolve"),
        ] {
            assert_eq!(theirs.post(&path, &fields).await.status, StatusCode::FORBIDDEN, "{name} {path}");
        }
    }
    let mut adam = server.signed_in(office, "adam").await;
    assert!(adam.get("/settings").await.text.contains("/settings/teams"));
    adam.get("/settings/teams").await;
    adam.csrf = "forged".to_owned();
    assert_eq!(adam.post(&format!("{one}/dissolve"), &fields).await.status, StatusCode::FORBIDDEN);
    let mut theirs = server.signed_in(elsewhere, "ines").await;
    theirs.get("/settings/teams").await;
    for act in ["name", "members", "dissolve"] {
        assert_eq!(
            theirs.post(&format!("{one}/{act}"), &fields).await.status,
            StatusCode::NOT_FOUND,
            "{act}"
        );
    }
    assert!(ines.get("/settings/teams").await.text.contains("Refunds"));
}
crate::both!(teams_are_for_those_who_lead);

async fn everybody_may_belong_to_one_team(server: Server) {
    let office = server.office().await;
    let mut ids = Vec::new();
    for number in 0..230 {
        ids.push(server.colleague(office, &format!("mate{number}")).await.to_string());
    }
    let mut ines = server.signed_in(office, "ines").await;
    let all: Vec<&str> = ids.iter().map(String::as_str).collect();
    assert_eq!(make(&mut ines, "Everybody", &all).await.header("location"), "/settings/teams?done=made");
    assert!(ines.get("/settings/teams").await.text.contains("and 218 more"));
}
crate::both!(everybody_may_belong_to_one_team);
