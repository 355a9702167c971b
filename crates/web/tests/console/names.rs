//! A teammate's own name, from the form to everywhere it stands.

use axum::http::StatusCode;
use domain::contacts::ContactRole;
use privacy::access::Role;

use crate::harness::Server;

async fn a_new_name_stands_everywhere_at_once(server: Server) {
    let office = server.office().await;
    let kofi = server.teammate(office, "kofi", Role::Agent).await;
    let ada = server.person(office, "Ada Quill", ContactRole::User).await;
    let id = server.asks(office, ada, "My parcel?").await;
    let (mut ines, mut theirs) =
        (server.signed_in(office, "ines").await, server.signed_in(office, "kofi").await);
    theirs.get("/inbox").await;
    theirs.post(&format!("/inbox/{id}/reply"), &[("kind", "comment"), ("body", "It is on its way.")]).await;
    ines.get("/inbox").await;
    ines.post(&format!("/inbox/{id}/assign"), &[("to", &format!("teammate-{kofi}"))]).await;

    let page = theirs.get("/settings/sign-in").await;
    assert!(page.text.contains("name=\"name\" value=\"kofi\""), "{}", page.text);
    let saved = theirs.post("/settings/sign-in/name", &[("name", " Kofi <b> Mensah ")]).await;
    assert_eq!(saved.header("location"), "/settings/sign-in?done=saved");
    let called = "Kofi &lt;b&gt; Mensah";
    assert!(
        theirs.get("/settings/sign-in").await.text.contains(&format!("name=\"name\" value=\"{called}\""))
    );
    assert!(theirs.get("/inbox").await.text.contains(&format!("<span class=\"me\"><span>{called}</span>")));
    for path in [
        format!("/inbox/{id}"),
        "/settings/teammates".to_owned(),
        "/settings/teams".to_owned(),
        "/inbox/list?folder=all".to_owned(),
    ] {
        let page = ines.get(&path).await;
        assert!(page.text.contains(called), "{path}");
        assert!(!page.text.contains(">kofi<") && !page.text.contains("\"kofi\""), "{path}");
    }
    let log = ines.get("/inbox/log?act=teammate.renamed").await;
    assert!(log.text.contains("changed their own name") && log.text.contains("title=\"teammate.renamed\""));
    assert!(
        server.stranger().sign_in(office, "kofi", crate::harness::PASSWORD).await.status.is_redirection()
    );
}
crate::both!(a_new_name_stands_everywhere_at_once);

async fn what_is_wrong_with_a_name_is_said_at_its_field(server: Server) {
    let office = server.office().await;
    let mut ines = server.signed_in(office, "ines").await;
    let long = "n".repeat(101);
    for name in ["", "  ", &long] {
        ines.get("/settings/sign-in").await;
        let answer = ines.post("/settings/sign-in/name", &[("name", name)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name:.9}");
        let says = answer.between("id=\"why-not\" role=\"alert\">", "<");
        assert_eq!(says, "Give a name of 1 to 100 characters.");
        assert!(
            answer.text.contains(&format!("name=\"name\" value=\"{}\"", name.trim())),
            "what was typed stays"
        );
    }
    ines.csrf = "forged".to_owned();
    assert_eq!(ines.post("/settings/sign-in/name", &[("name", "Eve")]).await.status, StatusCode::FORBIDDEN);
    assert!(ines.get("/inbox").await.text.contains("<span>Ines Carvalho</span>"));
    assert!(!ines.entered("teammate.renamed").await);
}
crate::both!(what_is_wrong_with_a_name_is_said_at_its_field);
