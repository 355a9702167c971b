//! The workspace's name and colour.

use axum::http::StatusCode;

use crate::harness::Server;

async fn a_name_and_a_colour_show_in_the_messenger(server: Server) {
    let office = server.office().await;
    let mut ines = server.signed_in(office, "ines").await;
    let before = ines.get("/settings/workspace").await;
    assert!(before.text.contains("value=\"Office\"") && before.text.contains(&office.id.to_string()));
    assert!(before.text.contains("European Union"));
    let saved = ines.post("/settings/workspace", &[("name", " Teehaus "), ("colour", "#0A7F5C")]).await;
    assert_eq!(saved.header("location"), "/settings/workspace?done=saved", "{}", saved.text);
    assert!(ines.get("/settings/workspace?done=saved").await.text.contains("Saved."));
    let frame = server.stranger().get(&format!("/messenger/{}/frame", office.id)).await;
    assert!(frame.text.contains("Teehaus") && frame.text.contains("\"colour\":\"#0a7f5c\""));
    for (name, colour, says) in [
        ("", "#000000", "Give the workspace a name"),
        ("x", "black", "A colour is a hash sign"),
        ("x", "#12345", "A colour is a hash sign"),
        ("x", "#000000;}", "A colour is a hash sign"),
    ] {
        let refused = ines.post("/settings/workspace", &[("name", name), ("colour", colour)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{name} {colour}");
        assert!(refused.text.contains(says), "{}", refused.text);
    }
    assert!(ines.get("/settings/workspace").await.text.contains("value=\"Teehaus\""));
    assert!(ines.entered("workspace.settings_changed").await);
}
crate::both!(a_name_and_a_colour_show_in_the_messenger);
