//! Plants personal data everywhere it can be written, provokes errors with it, and looks for it in every byte left.

mod planted;
mod written;

use std::fs;
use std::path::Path;

use testkit::canary::{Canaries, Finder};
use testkit::client::Client;

use self::planted::{all, finder};
use self::written::{Dump, provoke, say_as_visitor, sign_in_wrongly, work_in_the_inbox, write_by_api};
use crate::cluster::Cluster;
use crate::place::{Database, Engine, Outcome, Place, stranger};

on_both_engines!(no_planted_value_is_in_any_byte, the_first_run_leaves_nothing_in_the_clear);

async fn no_planted_value_is_in_any_byte(engine: Engine) -> Outcome {
    let cluster = (engine == Engine::Postgresql).then(Cluster::start).transpose()?;
    let database = cluster.as_ref().map(|cluster| Database::make(&cluster.url())).transpose()?;
    let mut place = Place::with(database)?;
    let loud = "debug,troth=trace,web=trace,domain=trace,store=trace,privacy=trace,tokio_postgres=trace";
    place.options.environment = vec![("RUST_LOG".into(), loud.into())];
    let server = place.start()?;

    let mut dump = Dump::new(place.path().join("control"))?;
    let written = write_by_api(&server, &mut dump).await?;
    say_as_visitor(&server, &mut dump).await?;
    work_in_the_inbox(&server, &written, &mut dump).await?;
    provoke(&server, &written).await?;
    let (address, path) = server.field("metrics").rsplit_once('/').ok_or("metrics is no address")?;
    let metrics = Client::connect_plain(address).await?.get(&format!("/{path}")).await?.ok()?;
    fs::write(place.options.home.join("metrics.txt"), &metrics.body)?;

    let finder = finder()?;
    assert_control(&finder, dump.folder())?;
    let look = |when: &str| -> Outcome {
        assert_clean(&finder, &place.options.data, when)?;
        assert_clean(&finder, &place.options.home, when)?;
        cluster.as_ref().map_or(Ok(()), |cluster| {
            cluster.checkpoint()?;
            assert_clean(&finder, &cluster.data(), when)
        })
    };
    look("while the server runs")?;
    assert!(stranger(&server).await?.get("/healthz").await?.status.is_success(), "the server lives on");
    assert!(server.stop()?.success());
    look("after it stopped")
}

/// Nothing is found, and there was something to read.
fn assert_clean(finder: &Finder, folder: &Path, when: &str) -> Outcome {
    let report = finder.scan_path(folder)?;
    assert!(report.bytes > 1_000, "there is hardly anything in {}", folder.display());
    assert!(report.is_clean(), "{when}: {report}");
    Ok(())
}

/// The same finder finds every value in what the server shows to those who may see it.
fn assert_control(finder: &Finder, folder: &Path) -> Outcome {
    let report = finder.scan_path(folder)?;
    let all = all();
    for label in all.iter().filter(|value| value.shown).map(|value| value.label).chain(["picture"]) {
        let found = report.hits.iter().any(|hit| hit.hit.name == label && hit.hit.whole);
        assert!(found, "{label} was planted and is nowhere in the answers: it was not stored at all");
    }
    Ok(())
}

/// Without the demo: the workspace's name, the owner's, their address and password.
async fn the_first_run_leaves_nothing_in_the_clear(engine: Engine) -> Outcome {
    let cluster = (engine == Engine::Postgresql).then(Cluster::start).transpose()?;
    let database = cluster.as_ref().map(|cluster| Database::make(&cluster.url())).transpose()?;
    let mut place = Place::with(database)?;
    place.options.demo = false;
    place.options.environment = vec![("RUST_LOG".into(), "trace".into())];
    let server = place.start()?;
    sign_in_wrongly(&server).await?;
    assert!(server.stop()?.success());
    let finder = finder()?;
    assert_clean(&finder, &place.options.data, "after the first run")?;
    assert_clean(&finder, &place.options.home, "after the first run")?;
    if let Some(cluster) = &cluster {
        cluster.checkpoint()?;
        assert_clean(&finder, &cluster.data(), "after the first run")?;
    }
    let said = fs::read(place.options.log())?;
    assert!(!said.is_empty(), "a trace log says something");
    Ok(())
}

/// Neither what people wrote, nor the root key, nor the vault's epoch key.
#[test]
fn a_backup_holds_no_planted_value_and_no_key() -> Outcome {
    crate::place::run(async {
        let place = Place::new(Engine::Embedded)?;
        let server = place.start()?;
        let mut dump = Dump::new(place.path().join("control"))?;
        write_by_api(&server, &mut dump).await?;
        say_as_visitor(&server, &mut dump).await?;
        let (backup, made) = crate::backup::make(&place, "canary.backup")?;
        crate::backup::well(&made);
        assert!(server.stop()?.success());
        assert_clean(&finder()?, &backup, "in the backup")?;
        let key = fs::read_to_string(place.options.root_key())?.trim().to_owned();
        let raw: Vec<u8> = (0..64)
            .step_by(2)
            .map(|at| u8::from_str_radix(&key[at..at + 2], 16))
            .collect::<Result<_, _>>()?;
        // Behind magic, version, turn, epoch and length: the wrapped key.
        let wrapped = &fs::read(place.options.data.join("vault/epoch.slot"))?[27..96];
        let keys = Canaries::new()
            .plant("root key", &key)
            .plant_bytes("key bytes", &raw)
            .plant_bytes("epoch", wrapped);
        assert_clean(&keys.finder()?, &backup, "in the backup")?;
        let control = dump.folder().join("keys");
        fs::write(&control, [key.as_bytes(), b"\n", &raw, wrapped].concat())?;
        let found = keys.finder()?.scan_path(&control)?;
        for name in ["root key", "key bytes", "epoch"] {
            let whole = found.hits.iter().any(|hit| hit.hit.name == name && hit.hit.whole);
            assert!(whole, "the finder does not find the {name} where it is");
        }
        Ok(())
    })
}
