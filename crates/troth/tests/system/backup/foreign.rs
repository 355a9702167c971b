//! PostgreSQL restored with its own tools: who was erased since the dump is erased again, the others are whole.

use std::fs::{self, File};
use std::process::{Command, Stdio};

use hyper::Method;
use testkit::look;

use super::{text, well};
use crate::erase::{look, person, troth};
use crate::place::{Engine, Outcome, Place, api, run};

fn done(command: &mut Command) -> Outcome {
    let output = command.stderr(Stdio::piped()).output()?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    if output.status.success() { Ok(()) } else { Err(said.into()) }
}

#[test]
fn whoever_was_erased_since_the_dump_is_erased_again() -> Outcome {
    run(async {
        let place = Place::new(Engine::Postgresql)?;
        let url = place.options.store.clone().ok_or("no database")?;
        let dump = place.path().join("dump.sql");
        let server = place.start()?;
        let mut client = api(&server).await?;
        let (gone, stays) = (person(&mut client, "gone").await?, person(&mut client, "stays").await?);
        done(Command::new("pg_dump").args(["--no-owner", "--dbname", &url]).stdout(File::create(&dump)?))?;
        assert_eq!(client.send(Method::DELETE, &format!("/contacts/{gone}"), None).await?.status, 200);
        assert!(server.stop()?.success());

        look::postgres(&url, "DROP SCHEMA public CASCADE; CREATE SCHEMA public")?;
        let quiet = ["--quiet", "--no-psqlrc", "--set", "ON_ERROR_STOP=1", "--dbname", &url, "--file"];
        done(Command::new("psql").args(quiet).arg(&dump).stdout(Stdio::null()))?;
        assert_eq!(
            place.rows(&format!("SELECT state FROM contacts WHERE contact_id = '{gone}'"))?,
            [["active"]]
        );
        let restored = ["backup", "restored", "--store", &url, "--data", text(&place.options.data)?];
        let root_key = place.options.root_key();
        let key = ["--root-key", text(&root_key)?];
        let said = well(&troth(&place, &[&restored[..], &key[..]].concat())?);
        assert!(said.contains("erased again: 1 people"), "{said}");
        assert!(place.rows(&format!("SELECT state FROM contacts WHERE contact_id = '{gone}'"))?.is_empty());

        let server = place.start()?;
        let mut client = api(&server).await?;
        assert_eq!((look(&mut client, &gone).await?, look(&mut client, &stays).await?), (404, 200));
        // New people get keys of their own: none was dealt twice.
        let new = person(&mut client, "new").await?;
        assert_eq!(look(&mut client, &new).await?, 200);
        assert!(server.stop()?.success());
        fs::remove_file(dump)?;
        Ok(())
    })
}
