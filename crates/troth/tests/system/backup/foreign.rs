//! PostgreSQL restored with its own tools: who was erased since the dump is erased again, the others are whole.

use std::fs;

use hyper::Method;

use super::{text, well};
use crate::erase::{look, person, troth};
use crate::place::{Engine, Outcome, Place, api, run};
use crate::tampering::{assert_told, keep, verify};

#[test]
fn whoever_was_erased_since_the_dump_is_erased_again() -> Outcome {
    run(async {
        let place = Place::new(Engine::Postgresql)?;
        let url = place.options.store.clone().ok_or("no database")?;
        let dump = place.path().join("dump.sql");
        let server = place.start()?;
        let mut client = api(&server).await?;
        let (gone, stays) = (person(&mut client, "gone").await?, person(&mut client, "stays").await?);
        crate::dump::dump(&url, &dump)?;
        assert_eq!(client.send(Method::DELETE, &format!("/contacts/{gone}"), None).await?.status, 200);
        let late = keep(&place, &server, "late").await?;
        assert!(server.stop()?.success());

        crate::dump::put_back(&url, &dump)?;
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
        // PostgreSQL put the log back with the rest: it says so, and a checkpoint of what was lost is told as that.
        let after = keep(&place, &server, "after").await?;
        assert!(server.stop()?.success());
        assert_eq!(place.rows("SELECT change_id FROM entries WHERE action = 'log.cut_back'")?.len(), 2);
        assert_told(
            &verify(&place, &after.log, &after.key, Some(&late.checkpoint))?,
            "what came after was lost",
        );
        fs::remove_file(dump)?;
        Ok(())
    })
}
