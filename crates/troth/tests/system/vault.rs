//! A vault that was put back to an older state does not serve; it is recovered from the log, or refused.

use std::fs;
use std::path::{Path, PathBuf};

use activity_log::note::{SignedCheckpoint, VaultMark};
use hyper::Method;
use privacy::Random;
use privacy::keys::{KeyError, Leaf, LeafKind, Ref, RootKey, Target};
use store::vault::{Vault, VaultAddress};
use testkit::running::Running;

use crate::backup::{assert_refused, text, well};
use crate::erase::{look, person, troth};
use crate::place::{Engine, Outcome, Place, api, run};

/// Puts a copy of one folder in the place of another.
fn copy(from: &Path, to: &Path) -> Outcome {
    if to.exists() {
        fs::remove_dir_all(to)?;
    }
    fs::create_dir(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        fs::copy(entry.path(), to.join(entry.file_name()))?;
    }
    Ok(())
}

fn folder(place: &Place) -> PathBuf {
    place.options.data.join("vault")
}

fn recover(place: &Place) -> Outcome<std::process::Output> {
    troth(place, &["vault", "recover", "--data", text(&place.options.data)?])
}

/// The server does not start, and says each of these words.
pub(crate) fn assert_not_served(place: &Place, words: &[&str]) -> Outcome {
    let refusal = Running::refused(&place.options)?;
    assert!(!refusal.status.success());
    for word in words {
        assert!(refusal.said.contains(word), "{word:?} is not in:\n{}", refusal.said);
    }
    Ok(())
}

pub(crate) fn leaf(place: &Place, person: &str) -> Outcome<Leaf> {
    let rows = place.rows(&format!("SELECT tree, leaf FROM contacts WHERE contact_id = '{person}'"))?;
    Ok(Leaf { tree: rows[0][0].parse()?, index: rows[0][1].parse()? })
}

async fn open(place: &Place) -> Outcome<Vault> {
    let root = RootKey::read(fs::read_to_string(place.options.root_key())?.trim())?;
    Ok(Vault::open(VaultAddress::Folder(folder(place)), &root, &Random::system()).await?)
}

/// A place whose vault was copied before one of two people was erased; the server is stopped.
struct Older {
    place: Place,
    workspace: String,
    old: PathBuf,
    gone: (String, Leaf),
    stays: (String, Leaf),
}

impl Older {
    async fn make() -> Outcome<Self> {
        let place = Place::new(Engine::Embedded)?;
        let server = place.start()?;
        let mut client = api(&server).await?;
        let (gone, stays) = (person(&mut client, "gone").await?, person(&mut client, "stays").await?);
        let workspace = server.field("workspace").to_owned();
        assert!(server.stop()?.success());
        let (gone, stays) = ((gone.clone(), leaf(&place, &gone)?), (stays.clone(), leaf(&place, &stays)?));
        let old = place.path().join("old-vault");
        copy(&folder(&place), &old)?;
        let server = place.start()?;
        let mut client = api(&server).await?;
        let erased = client.send(Method::DELETE, &format!("/contacts/{}", gone.0), None).await?;
        assert_eq!(erased.status, 200);
        assert!(server.stop()?.success());
        Ok(Self { place, workspace, old, gone, stays })
    }

    async fn holds(&self, leaf: Leaf) -> Outcome<Result<(), KeyError>> {
        Ok(open(&self.place).await?.holds(self.workspace.parse()?, Ref::of(leaf)).await?)
    }
}

#[test]
fn an_older_vault_does_not_serve_until_the_log_was_replayed() -> Outcome {
    run(async {
        let it = Older::make().await?;
        let place = &it.place;
        assert_eq!(it.holds(it.gone.1).await?, Err(KeyError::Shredded));
        copy(&it.old, &folder(place))?;
        assert_eq!(it.holds(it.gone.1).await?, Ok(()), "the old vault would open who was erased");
        assert_not_served(place, &["the vault is older than the data", "troth vault recover"])?;
        assert!(well(&recover(place)?).contains("1 destructions of keys were done again"));
        assert_eq!(it.holds(it.gone.1).await?, Err(KeyError::Shredded));
        assert_eq!(it.holds(it.stays.1).await?, Ok(()));

        let server = place.start()?;
        let mut client = api(&server).await?;
        assert_eq!(look(&mut client, &it.gone.0).await?, 404);
        let stays = client.get(&format!("/contacts/{}", it.stays.0)).await?.ok()?.json();
        assert_eq!(stays["name"], "stays");
        let later = person(&mut client, "later").await?;
        assert!(server.stop()?.success());
        assert_ne!(
            leaf(place, &later)?.tree,
            it.stays.1.tree,
            "after a recovery leaves come from a new tree"
        );
        let entered =
            place.rows("SELECT action FROM entries WHERE action IN ('vault.recovered', 'tree.opened')")?;
        assert_eq!(entered.len(), 2);
        assert!(well(&recover(place)?).contains("0 destructions"), "nothing is left to do");
        Ok(())
    })
}

#[test]
fn a_forged_entry_is_not_replayed() -> Outcome {
    run(async {
        let it = Older::make().await?;
        copy(&it.old, &folder(&it.place))?;
        let entry = "workspace_id <> '' AND action = 'erasure.shredded'";
        // The last byte of the ranges, before the time at which it was asked for: a neighbour would die in their place.
        let forge = |byte: &str| {
            format!(
                "UPDATE entries SET facts = CAST(substr(facts, 1, length(facts) - 20) || x'{byte}' || \
                 substr(facts, length(facts) - 18) AS BLOB) WHERE {entry}"
            )
        };
        let facts = format!("SELECT hex(facts) FROM entries WHERE {entry}");
        let before = it.place.rows(&facts)?;
        it.place.rows(&forge("fe"))?;
        assert_ne!(it.place.rows(&facts)?, before);
        assert_not_served(&it.place, &["the vault is older than the data"])?;
        assert_refused(&recover(&it.place)?, &["does not fit the hash chain", "Nothing was replayed"]);
        assert_eq!(it.holds(it.gone.1).await?, Ok(()), "nothing was replayed");
        it.place.rows(&forge("ff"))?;
        assert_eq!(it.place.rows(&facts)?, before);
        well(&recover(&it.place)?);
        // What fits the chain and was not signed is a forgery too: here the moment at which it was asked for.
        copy(&it.old, &folder(&it.place))?;
        let other = if before[0][0].ends_with("00") { "01" } else { "00" };
        it.place.rows(&format!(
            "UPDATE entries SET facts = CAST(substr(facts, 1, length(facts) - 1) || x'{other}' AS BLOB) WHERE {entry}"
        ))?;
        assert_refused(
            &recover(&it.place)?,
            &["is not the one that was signed there", "Nothing was replayed"],
        );
        Ok(())
    })
}

#[test]
fn a_vault_without_the_trees_in_use_is_refused_for_good() -> Outcome {
    run(async {
        let it = Older::make().await?;
        well(&recover(&it.place)?);
        let server = it.place.start()?;
        person(&mut api(&server).await?, "in the new tree").await?;
        assert!(server.stop()?.success());
        let current = it.place.path().join("current-vault");
        copy(&folder(&it.place), &current)?;
        copy(&it.old, &folder(&it.place))?;
        assert_refused(&recover(&it.place)?, &["does not have the trees of keys", "cannot be replayed"]);
        assert_eq!(it.holds(it.gone.1).await?, Ok(()), "nothing was replayed");
        copy(&current, &folder(&it.place))?;
        assert!(it.place.start()?.stop()?.success());
        Ok(())
    })
}

/// Nobody was erased since, and still an older vault would deal the same leaf to two people.
#[test]
fn a_vault_that_would_deal_leaves_again_does_not_serve() -> Outcome {
    run(async {
        let place = Place::new(Engine::Embedded)?;
        assert!(place.start()?.stop()?.success());
        let old = place.path().join("old-vault");
        copy(&folder(&place), &old)?;
        let server = place.start()?;
        let first = person(&mut api(&server).await?, "first").await?;
        assert!(server.stop()?.success());
        copy(&old, &folder(&place))?;
        assert_not_served(&place, &["keys are in use that it would deal again", "troth vault recover"])?;
        well(&recover(&place)?);
        let server = place.start()?;
        let mut client = api(&server).await?;
        assert_eq!(look(&mut client, &first).await?, 200);
        let second = person(&mut client, "second").await?;
        assert!(server.stop()?.success());
        assert_ne!(leaf(&place, &first)?.tree, leaf(&place, &second)?.tree);
        Ok(())
    })
}

/// Nobody was erased since and no leaf is in use: the log's last checkpoint alone tells that the vault is older.
#[test]
fn a_vault_older_than_the_last_checkpoint_does_not_serve() -> Outcome {
    run(async {
        let place = Place::new(Engine::Embedded)?;
        let server = place.start()?;
        let workspace = server.field("workspace").to_owned();
        assert!(server.stop()?.success());
        let old = place.path().join("old-vault");
        copy(&folder(&place), &old)?;
        open(&place).await?.deal(workspace.parse()?, LeafKind::Person).await?;
        let server = place.start()?;
        let path = format!("/log/{workspace}/checkpoint");
        let before = api(&server).await?.get(&path).await?.ok()?.text();
        assert!(server.stop()?.success());
        copy(&old, &folder(&place))?;
        assert_not_served(&place, &["older than the log's last checkpoint", "troth vault recover"])?;
        well(&recover(&place)?);
        let server = place.start()?;
        let after = api(&server).await?.get(&path).await?.ok()?.text();
        assert!(server.stop()?.success());
        let mark = |text: &str| -> Outcome<VaultMark> {
            Ok(SignedCheckpoint::parse(text)?.checkpoint().vault().ok_or("no vault is told")?)
        };
        assert_eq!(mark(&before)?.then(&mark(&after)?), Ok(()), "it counts on from what outsiders have seen");
        assert!(mark(&before)?.generation < mark(&after)?.generation);
        Ok(())
    })
}

/// A vault that was used after it had been put back reaches the same generation on another way. Where the log's entries
/// are gone too, the last checkpoint tells.
#[test]
fn a_vault_that_came_there_on_another_way_does_not_serve() -> Outcome {
    run(async {
        let it = Older::make().await?;
        assert!(it.place.start()?.stop()?.success());
        copy(&it.old, &folder(&it.place))?;
        let target = Target::Key(Ref::of(it.stays.1));
        let vault = open(&it.place).await?;
        vault.puncture(it.workspace.parse()?, &[target], &[]).await?;
        it.place.rows("DELETE FROM entries WHERE action = 'erasure.shredded'")?;
        assert_not_served(&it.place, &["another history of destroyed keys"])?;
        Ok(())
    })
}

/// A server that ended between the keys' end and its entry: the log gets it at the next start, once.
#[test]
fn what_the_log_does_not_tell_is_entered_at_the_next_start() -> Outcome {
    run(async {
        let it = Older::make().await?;
        let target = Target::Key(Ref::of(it.stays.1));
        open(&it.place).await?.puncture(it.workspace.parse()?, &[target], &[]).await?;
        let entered = "SELECT facts FROM entries WHERE action = 'vault.punctured'";
        for _ in 0..2 {
            assert!(it.place.start()?.stop()?.success());
            assert_eq!(it.place.rows(entered)?.len(), 1);
        }
        copy(&it.old, &folder(&it.place))?;
        assert_not_served(&it.place, &["it knows 0 destructions", "the log tells of 2"])?;
        assert!(well(&recover(&it.place)?).contains("2 destructions"));
        assert_eq!(it.holds(it.stays.1).await?, Err(KeyError::Shredded));
        Ok(())
    })
}

#[test]
fn the_root_key_is_changed_and_the_old_one_opens_nothing() -> Outcome {
    run(async {
        let it = Older::make().await?;
        let new = it.place.path().join("new.key");
        let data = text(&it.place.options.data)?;
        let server = it.place.start()?;
        let rotate = ["vault", "rotate-root-key", "--data", data, "--new", text(&new)?];
        assert_refused(&troth(&it.place, &rotate)?, &["another server", "while no server uses it"]);
        assert!(server.stop()?.success());
        assert!(well(&troth(&it.place, &rotate)?).contains("keep the old one"));
        assert_not_served(&it.place, &["the root key is not this vault's"])?;
        fs::copy(&new, it.place.options.root_key())?;
        let server = it.place.start()?;
        assert_eq!(look(&mut api(&server).await?, &it.stays.0).await?, 200);
        assert!(server.stop()?.success());
        Ok(())
    })
}
