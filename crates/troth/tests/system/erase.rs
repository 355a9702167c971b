//! `troth erase` with the real binary: refused beside a server, done without one, its receipts verified offline.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Output};

use hyper::Method;
use serde_json::json;
use testkit::client::Client;

use crate::backup::{assert_refused, text, well};
use crate::place::{Engine, Outcome, Place, api, run};

/// `troth ...` as the operator of that place would say it.
pub(crate) fn troth(place: &Place, arguments: &[&str]) -> Outcome<Output> {
    let mut command = Command::new(&place.options.binary);
    command.args(arguments).env("HOME", &place.options.home);
    for variable in ["XDG_CONFIG_HOME", "XDG_DATA_HOME", "RUST_LOG", "RUST_BACKTRACE"] {
        command.env_remove(variable);
    }
    Ok(command.output()?)
}

/// A user with a conversation; their id.
pub(crate) async fn person(client: &mut Client, name: &str) -> Outcome<String> {
    let person = json!({"role": "user", "external_id": name, "name": name});
    let person = client.post("/contacts", person).await?.ok()?.json()["id"].clone();
    let begun = json!({"from": {"type": "user", "id": person}, "body": format!("{name} asks")});
    client.post("/conversations", begun).await?.ok()?;
    Ok(person.as_str().ok_or("no contact")?.to_owned())
}

/// The status of the answer to a look at a person.
pub(crate) async fn look(client: &mut Client, person: &str) -> Outcome<u16> {
    Ok(client.get(&format!("/contacts/{person}")).await?.status.as_u16())
}

fn erase(place: &Place, workspace: &str, person: &str, receipt: &Path) -> Outcome<Output> {
    let data = text(&place.options.data)?;
    troth(place, &["erase", "--data", data, "--workspace", workspace, person, "--receipt", text(receipt)?])
}

#[test]
fn a_person_is_erased_from_the_command_line() -> Outcome {
    run(async {
        let place = Place::new(Engine::Embedded)?;
        let server = place.start()?;
        let workspace = server.field("workspace").to_owned();
        let mut client = api(&server).await?;
        let (gone, stays) = (person(&mut client, "gone").await?, person(&mut client, "stays").await?);
        let receipt = place.path().join("receipt.txt");
        let beside = erase(&place, &workspace, &gone, &receipt)?;
        assert_refused(&beside, &["another server", "in the inbox", "DELETE /contacts/{id}"]);
        assert_eq!(look(&mut client, &gone).await?, 200);
        assert!(server.stop()?.success());

        assert!(well(&erase(&place, &workspace, &gone, &receipt)?).contains("nothing is left"));
        let completed = place.path().join("receipt.txt.completed");
        for (file, words) in [(&receipt, "the keys of this person ended"), (&completed, "was completed")] {
            assert_eq!(fs::metadata(file)?.permissions().mode() & 0o777, 0o600);
            let verified = well(&troth(&place, &["verify", "receipt", text(file)?])?);
            assert!(verified.contains(words) && verified.contains(&gone), "{verified}");
        }
        assert_refused(
            &erase(&place, &workspace, &stays, &receipt)?,
            &["never overwrites", "nothing was erased"],
        );
        let other = place.path().join("other.txt");
        assert_refused(&erase(&place, &workspace, "66b1f0e2a1b2c3d4e5f60718", &other)?, &["no such thing"]);

        let server = place.start()?;
        let mut client = api(&server).await?;
        assert_eq!((look(&mut client, &gone).await?, look(&mut client, &stays).await?), (404, 200));
        assert!(server.stop()?.success());
        let source = place.rows("SELECT source, state FROM erasures")?;
        assert_eq!(source, [["command", "done"]]);
        Ok(())
    })
}

#[test]
fn a_changed_receipt_does_not_pass() -> Outcome {
    run(async {
        let place = Place::new(Engine::Embedded)?;
        let server = place.start()?;
        let mut client = api(&server).await?;
        let gone = person(&mut client, "gone").await?;
        client.send(Method::DELETE, &format!("/contacts/{gone}"), None).await?.ok()?;
        let receipt = client.get(&format!("/contacts/{gone}/erasure/receipts/keys")).await?.ok()?.text();
        assert!(server.stop()?.success());
        let file = place.path().join("receipt.txt");
        for at in (0..receipt.len()).step_by(61) {
            let mut changed = receipt.clone().into_bytes();
            changed[at] ^= 1;
            fs::write(&file, changed)?;
            let output = troth(&place, &["verify", "receipt", text(&file)?])?;
            assert!(!output.status.success(), "byte {at} was changed, and it passes");
        }
        fs::write(&file, &receipt)?;
        well(&troth(&place, &["verify", "receipt", text(&file)?])?);
        Ok(())
    })
}
