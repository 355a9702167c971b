//! Two servers on one store and one vault: what one of them erased, the other does not show, ever.

use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use hyper::Method;
use testkit::client::{Answer, Client};
use testkit::look;
use testkit::running::Running;
use tokio::task::JoinHandle;

use crate::erase::{look, person};
use crate::place::{Outcome, api, run};
use crate::two_servers::Pair;

/// Looks that go on after the acknowledgement, by each of those who look.
const AFTER: usize = 25;
const LOOKERS: usize = 3;

/// One look at a person: when it began, and what came.
type Look = (Instant, u16);

pub(crate) async fn delete(client: &mut Client, person: &str) -> Outcome<Answer> {
    client.send(Method::DELETE, &format!("/contacts/{person}"), None).await
}

/// Looks at a person again and again, and a while longer once it was acknowledged that they are erased.
async fn looking(
    server: &Running,
    person: &str,
    erased: &Arc<AtomicBool>,
) -> Outcome<JoinHandle<Outcome<Vec<Look>>>> {
    let (mut client, person, erased) = (api(server).await?, person.to_owned(), Arc::clone(erased));
    Ok(tokio::spawn(async move {
        let (mut looks, mut after) = (Vec::new(), 0);
        while after < AFTER {
            after += usize::from(erased.load(Ordering::SeqCst));
            let began = Instant::now();
            looks.push((began, look(&mut client, &person).await?));
        }
        Ok(looks)
    }))
}

#[test]
fn what_one_server_erased_the_other_never_shows() -> Outcome {
    run(async {
        let pair = Pair::new()?;
        let (one, other) = pair.both()?;
        let (mut here, mut there) = (api(&one).await?, api(&other).await?);
        for round in 0..8 {
            let gone = person(&mut here, &format!("person-{round}")).await?;
            assert_eq!((look(&mut here, &gone).await?, look(&mut there, &gone).await?), (200, 200));
            let erased = Arc::new(AtomicBool::new(false));
            let mut lookers = Vec::new();
            for _ in 0..LOOKERS {
                lookers.push(looking(&other, &gone, &erased).await?);
            }
            let answer = delete(&mut here, &gone).await?;
            let acknowledged = Instant::now();
            erased.store(true, Ordering::SeqCst);
            assert_eq!(answer.status, 200, "{}", answer.text());
            for looker in lookers {
                let looks = looker.await??;
                let after: Vec<_> = looks.iter().filter(|(began, _)| *began > acknowledged).collect();
                assert!(after.len() >= AFTER - 1);
                assert!(after.iter().all(|(_, status)| *status == 404), "{after:?}");
            }
        }
        let ended = "SELECT DISTINCT everywhere FROM erasures";
        assert_eq!(pair.place.rows(ended)?, [["1"]]);
        assert!(one.stop()?.success() && other.stop()?.success());
        Ok(())
    })
}

pub(crate) fn signal(server: &Running, name: &str) -> Outcome {
    let sent = Command::new("kill").args([name, &server.pid().to_string()]).status()?;
    assert!(sent.success());
    Ok(())
}

/// Waits until only so many servers have a lease on the vault.
async fn leases(pair: &Pair, count: &str) -> Outcome {
    let live = "SELECT COUNT(*) FROM vault_servers \
                WHERE expires_at > CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT)";
    while look::postgres(&pair.vault.url, live)? != [[count]] {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    Ok(())
}

#[test]
fn a_paused_server_is_waited_for_while_it_has_a_lease_and_shows_nothing_when_it_goes_on() -> Outcome {
    run(async {
        let pair = Pair::new()?;
        let (one, other) = pair.both()?;
        let (mut here, mut there) = (api(&one).await?, api(&other).await?);
        let mut people = Vec::new();
        for name in ["first", "second", "stays"] {
            let person = person(&mut here, name).await?;
            assert_eq!((look(&mut here, &person).await?, look(&mut there, &person).await?), (200, 200));
            people.push(person);
        }
        let mut waiting = Vec::new();
        for person in people.iter().take(2).cycle().take(8) {
            waiting.push((api(&other).await?, person.clone()));
        }
        signal(&other, "-STOP")?;
        // The looks lie in the paused server's sockets when it goes on.
        let waiting: Vec<_> = waiting
            .into_iter()
            .map(|(mut client, person)| tokio::spawn(async move { look(&mut client, &person).await }))
            .collect();
        let pending = delete(&mut here, &people[0]).await?;
        assert_eq!(pending.status, 202, "it has a lease still, and has not confirmed");
        assert_eq!(look(&mut here, &people[0]).await?, 404);
        leases(&pair, "1").await?;
        let alone = delete(&mut here, &people[1]).await?;
        assert_eq!(alone.status, 200, "who has no lease is not waited for");
        signal(&other, "-CONT")?;
        for look in waiting {
            let status = look.await??;
            assert_ne!(status, 200, "a paused server showed who was erased meanwhile");
        }
        leases(&pair, "2").await?;
        for (person, status) in people.iter().zip([404, 404, 200]) {
            assert_eq!(look(&mut there, person).await?, status);
        }
        assert!(one.stop()?.success() && other.stop()?.success());
        Ok(())
    })
}
