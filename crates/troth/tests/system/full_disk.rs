//! A full disk: writes are refused with a clear error, reads go on, and with room again everything goes on.

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use hyper::Method;
use serde_json::{Value, json};
use testkit::client::{Answer, Client};

use crate::cluster::is_root;
use crate::place::{Engine, Outcome, Place, api, stranger};
use crate::start::sign_in;
use crate::truth::{assert_rows, said};

on_both_engines!(a_full_disk_refuses_writes_and_nothing_else);

/// A small disk of the test's own, mounted on a folder.
pub(crate) struct Disk(PathBuf);

impl Disk {
    pub(crate) fn mount(folder: &Path) -> Outcome<Self> {
        if !is_root()? {
            return Err("this test mounts a small disk of its own: run it as root".into());
        }
        std::fs::create_dir_all(folder)?;
        let mut command = Command::new("mount");
        command.args(["-t", "tmpfs", "-o", "size=24m,mode=0700", "tmpfs"]).arg(folder);
        let output = command.output()?;
        if !output.status.success() {
            return Err(
                format!("no disk can be mounted here: {}", String::from_utf8_lossy(&output.stderr)).into()
            );
        }
        Ok(Self(folder.to_owned()))
    }

    /// Takes all room that is left.
    pub(crate) fn fill(&self) -> Outcome<PathBuf> {
        let path = self.0.join("filler");
        let mut file = File::create(&path)?;
        for size in [1 << 16, 1 << 12, 1 << 9, 1] {
            let piece = vec![7_u8; size];
            while file.write_all(&piece).is_ok() {}
        }
        Ok(path)
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(&self.0).output();
    }
}

/// What one server is asked, and what it acknowledged.
struct Team {
    client: Client,
    conversation: String,
    admin: Value,
    kept: Vec<String>,
    refused: Vec<String>,
}

impl Team {
    async fn reply(&mut self, text: &str, file: bool) -> Outcome<Answer> {
        let mut body =
            json!({"message_type": "comment", "type": "admin", "admin_id": self.admin, "body": text});
        if file {
            let data = "QUJD".repeat(20_000);
            body["attachment_files"] = json!([{"name": "a.txt", "content_type": "text/plain", "data": data}]);
        }
        let answer = self.client.post(&format!("/conversations/{}/reply", self.conversation), body).await?;
        let list = if answer.status.is_success() { &mut self.kept } else { &mut self.refused };
        list.push(text.to_owned());
        Ok(answer)
    }

    /// What was acknowledged is there once, what was refused is not there at all.
    async fn assert_said(&mut self) -> Outcome {
        let parts = said(&mut self.client, &self.conversation).await?;
        let count = |text: &String| parts.iter().filter(|part| part["body"] == text.as_str()).count();
        assert!(
            self.kept.iter().all(|text| count(text) == 1),
            "an acknowledged message is missing or doubled"
        );
        let there: Vec<_> = self.refused.iter().filter(|text| count(text) > 0).collect();
        assert!(there.is_empty(), "refused and yet there: {there:?}");
        Ok(())
    }
}

fn assert_full(answer: &Answer) {
    assert_eq!(answer.status, 507, "{}", answer.text());
    assert_eq!(answer.json()["errors"][0]["code"], "storage_full", "{}", answer.text());
}

async fn a_full_disk_refuses_writes_and_nothing_else(engine: Engine) -> Outcome {
    let place = Place::new(engine)?;
    let disk = Disk::mount(&place.options.data)?;
    let server = place.start()?;
    let mut client = api(&server).await?;
    let person = client.post("/contacts", json!({"role": "user", "external_id": "disk"})).await?.ok()?.json();
    let begun = json!({"from": {"type": "user", "id": person["id"]}, "body": "Before the disk was full"});
    let begun = client.post("/conversations", begun).await?.ok()?.json();
    let conversation = begun["conversation_id"].as_str().ok_or("no conversation")?.to_owned();
    let admin = client.get("/me").await?.ok()?.json()["id"].clone();
    let mut team = Team { client, conversation, admin, kept: Vec::new(), refused: Vec::new() };
    team.reply("There is room", true).await?.ok()?;

    let filler = disk.fill()?;
    let with_file = team.reply("A file finds no room", true).await?;
    assert_full(&with_file);
    if engine == Engine::Embedded {
        // The log may have some pages left; then it has none.
        let mut last = team.reply("Perhaps the last one", false).await?;
        for turn in 0..2_000 {
            if !last.status.is_success() {
                break;
            }
            last = team.reply(&format!("A little more, {turn}"), false).await?;
        }
        assert_full(&last);
        assert_full(&team.client.post("/contacts", json!({"role": "lead", "name": "No Room"})).await?);
    } else {
        team.reply("The database has a disk of its own", false).await?.ok()?;
    }

    let conversation = team.conversation.clone();
    let paths = ["/me", "/admins", "/contacts", "/conversations", &format!("/conversations/{conversation}")];
    for path in paths {
        team.client.get(path).await?.ok()?;
    }
    assert_eq!(stranger(&server).await?.get("/healthz").await?.status, 200);
    let before = place.rows("SELECT count(*) FROM messages")?;
    team.assert_said().await?;

    std::fs::remove_file(filler)?;
    team.reply("There is room again", false).await?.ok()?;
    team.reply("For files too", true).await?.ok()?;
    team.assert_said().await?;
    let cookie = sign_in(&server).await?;
    let page = stranger(&server)
        .await?
        .request(Method::GET, &format!("/inbox/{conversation}"), &[("cookie", &cookie)], "")
        .await?;
    assert!(page.ok()?.text().contains("For files too"));
    assert_ne!(place.rows("SELECT count(*) FROM messages")?, before);
    assert!(server.stop()?.success());
    assert_rows(&place)?;
    let server = place.start()?;
    team.client = api(&server).await?;
    team.assert_said().await?;
    assert!(server.stop()?.success());
    assert_rows(&place)
}
