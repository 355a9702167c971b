//! The acceptance list: somebody with a value in every place that the register names is erased over the API. Afterwards no
//! row, file or log line of theirs is left, nothing planted is in any byte, and an older copy opens nothing of theirs
//! beside the current vault. What the checks find where the erasure did not take place is tested too.

mod checks;
mod open;
mod person;
mod sealed;
mod wiping;

use std::collections::BTreeSet;
use std::fs;
use std::time::Duration;

use hyper::Method;
use testkit::canary::Finder;
use testkit::client::Client;
use testkit::running::Running;

use self::person::{Person, meet};
use self::sealed::Taken;
use crate::cluster::Cluster;
use crate::place::{Database, Engine, Outcome, Place, api};

on_both_engines!(an_erased_person_is_nowhere, without_an_erasure_every_check_fails);

/// Two people who were met, one of whom is erased; and the deployment as it was before.
struct Scene {
    cluster: Option<Cluster>,
    place: Place,
    /// A copy of data, files and vault from before the erasure.
    older: Place,
    workspace: String,
    gone: Person,
    stays: Person,
    /// What was sealed of each before the erasure.
    taken: Vec<Taken>,
    others: Vec<Taken>,
    /// What the server showed before.
    shown: Vec<u8>,
}

impl Scene {
    /// Everybody is there, nobody is erased, no server runs.
    async fn before(engine: Engine) -> Outcome<Self> {
        let cluster = (engine == Engine::Postgresql).then(Cluster::start).transpose()?;
        let database = cluster.as_ref().map(|cluster| Database::make(&cluster.url())).transpose()?;
        let mut place = Place::with(database)?;
        let loud = "debug,troth=trace,web=trace,domain=trace,store=trace,privacy=trace,tokio_postgres=trace";
        place.options.environment = vec![("RUST_LOG".into(), loud.into())];
        let server = place.start()?;
        let workspace = server.field("workspace").to_owned();
        let gone = meet(&place, &server, "Quillfeather").await?;
        let stays = meet(&place, &server, "Marrowbone").await?;
        let mut shown = gone.shown(&server).await?;
        shown.extend(stays.shown(&server).await?);
        assert!(server.stop()?.success());
        for person in [&gone, &stays] {
            open::tag_and_hold(&place, &workspace, person).await?;
        }
        let older = place.copy()?;
        let (taken, others) = (sealed::of(&older, &gone)?, sealed::of(&older, &stays)?);
        Ok(Self { cluster, place, older, workspace, gone, stays, taken, others, shown })
    }

    /// Erases the one over the API, waits until what is left is removed and checked, and stops the server.
    async fn erase(&self) -> Outcome {
        let server = self.place.start()?;
        let mut client = api(&server).await?;
        let path = format!("/contacts/{}", self.gone.contact);
        let deleted = client.send(Method::DELETE, &path, None).await?.ok()?.json();
        assert_eq!(deleted["deleted"], true);
        until_checked(&mut client, &path).await?;
        assert_eq!(client.get(&path).await?.status, 404);
        keep_metrics(&self.place, &server).await?;
        assert!(server.stop()?.success());
        self.cluster.as_ref().map_or(Ok(()), Cluster::checkpoint)
    }

    /// What is planted of the erased in any byte of data, logs, metrics and PostgreSQL's files.
    fn planted(&self) -> Outcome<BTreeSet<String>> {
        let finder = self.gone.finder()?;
        let mut found = names(&finder, &self.place.options.data)?;
        found.extend(names(&finder, &self.place.options.home)?);
        if let Some(cluster) = &self.cluster {
            found.extend(names(&finder, &cluster.data())?);
        }
        Ok(found)
    }
}

fn names(finder: &Finder, folder: &std::path::Path) -> Outcome<BTreeSet<String>> {
    let report = finder.scan_path(folder)?;
    assert!(report.bytes > 1_000, "there is hardly anything in {}", folder.display());
    Ok(report.hits.into_iter().map(|hit| hit.hit.name).collect())
}

async fn keep_metrics(place: &Place, server: &Running) -> Outcome {
    let (address, path) = server.field("metrics").rsplit_once('/').ok_or("metrics is no address")?;
    let metrics = Client::connect_plain(address).await?.get(&format!("/{path}")).await?.ok()?;
    Ok(fs::write(place.options.home.join("metrics.txt"), &metrics.body)?)
}

/// Waits until the erasure's removal was checked.
pub(crate) async fn until_checked(client: &mut Client, path: &str) -> Outcome {
    for _ in 0..1_200 {
        let erasure = client.get(&format!("{path}/erasure")).await?.ok()?.json();
        if ["checked", "done"].contains(&erasure["state"].as_str().unwrap_or_default()) {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    Err("the erasure does not end".into())
}

async fn an_erased_person_is_nowhere(engine: Engine) -> Outcome {
    let scene = Scene::before(engine).await?;
    scene.erase().await?;
    let Scene { place, older, workspace, gone, stays, taken, others, .. } = &scene;
    let nothing = BTreeSet::new();
    assert_eq!(checks::tables_left(place, gone)?, nothing);
    assert_eq!(checks::files_left(place, taken)?, nothing);
    assert_eq!(checks::bytes_left(&place.options.data, taken)?, nothing);
    assert_eq!(scene.planted()?, nothing);
    // The older copy beside the current vault: nothing of the one, everything of the other.
    assert_eq!(open::opening(place, workspace, taken).await?, nothing);
    assert_eq!(open::opening(place, workspace, others).await?, sealed::places()?);
    assert_eq!(checks::tables_left(place, stays)?, checks::tables_left(older, stays)?);
    assert_eq!(checks::files_left(place, others)?, checks::files_left(older, others)?);
    Ok(())
}

/// Each check, where its part of the erasure was left out, finds something in each place.
async fn without_an_erasure_every_check_fails(engine: Engine) -> Outcome {
    let scene = Scene::before(engine).await?;
    let Scene { place, older, workspace, gone, taken, .. } = &scene;
    let (places, tables) = (sealed::places()?, checks::tables()?);
    // Before: everything is there, and it opens.
    assert_eq!(checks::tables_left(place, gone)?, tables);
    assert!(checks::files_left(place, taken)?.len() >= 2);
    assert_eq!(open::opening(place, workspace, taken).await?, places);
    // The bytes of rows are in the embedded store's folder; in PostgreSQL's they are in the cluster's.
    let mut bytes = checks::bytes_left(&place.options.data, taken)?;
    if let Some(cluster) = &scene.cluster {
        cluster.checkpoint()?;
        bytes.extend(checks::bytes_left(&cluster.data(), taken)?);
    }
    assert_eq!(bytes, places);
    let log = place.options.home.join("a.log");
    fs::write(&log, &scene.shown)?;
    assert_eq!(scene.planted()?, gone.labels());
    fs::remove_file(&log)?;

    scene.erase().await?;
    // Removed, but not shredded: the vault from before opens what a copy of the data holds.
    assert_eq!(open::opening(older, workspace, taken).await?, places);
    // Shredded, but not removed: a copy of the data holds all of it.
    assert_eq!(checks::tables_left(older, gone)?, tables);
    assert!(checks::files_left(older, taken)?.len() >= 2);
    if let Some(cluster) = &scene.cluster {
        // PostgreSQL keeps copies of rows that were deleted; that none opens is what the erasure is about.
        assert!(!checks::bytes_left(&cluster.data(), taken)?.is_empty());
    } else {
        assert_eq!(checks::bytes_left(&older.options.data, taken)?, places);
        wiping::is_what_removes_the_bytes(older, gone, taken)?;
    }
    Ok(())
}
