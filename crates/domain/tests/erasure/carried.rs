//! What was decided since a backup holds after its restore too: bars, holds, erasures that waited; killed anywhere or not.

use std::pin::pin;
use std::task::Poll;

use domain::contacts::{self, Arrival, Attributes, ContactRole, CreateError};
use domain::erasure::{self, EraseError, Source, State};
use domain::holds::{self, On, Scope};
use domain::restoring::{self, Report, Restored};
use privacy::Id;
use privacy::ids::{Contact, Hex};
use testkit::on_both_engines;
use testkit::world::{Desk, World};

use crate::scene::{attributes, entries, erase, hold, left, person, unknown_tree};

/// The marker of a restore, in a folder that stands for the store's.
fn marked(w: &World) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let backup = Id::of(Hex::new([7; 16]));
    Restored { backup, made_at: w.d.now(), at: w.d.now() }.leave(folder.path()).unwrap();
    folder
}

/// Polls so often, then lets go of it as a kill does.
async fn killed_after<T>(polls: u32, future: impl Future<Output = T>) -> Option<T> {
    let (mut future, mut polled) = (pin!(future), 0);
    std::future::poll_fn(move |context| {
        if polled == polls {
            return Poll::Ready(None);
        }
        polled += 1;
        future.as_mut().poll(context).map(Some)
    })
    .await
}

async fn imported(w: &World, desk: Desk, name: &str) -> Result<Id<Contact>, CreateError> {
    // By the id alone: everybody here has the same phone number.
    let attributes = Attributes { external_id: attributes(name).external_id, ..Attributes::default() };
    contacts::create_as(&w.d, &desk.owner, ContactRole::User, attributes, Arrival::Silent).await
}

/// What everybody agrees on after the restore of the scene below.
struct Since {
    desk: Desk,
    gone: Id<Contact>,
    held: Id<Contact>,
    waiting: Id<Contact>,
    freed: Id<Contact>,
    whole: Id<Contact>,
    of_whole: i64,
}

/// A backup, and what was decided after it.
async fn decided(w: &mut World) -> (World, Since) {
    let desk = w.desk().await;
    let mut all = Vec::new();
    for name in ["ada", "kofi", "mina", "jonas", "lia", "noor"] {
        all.push(person(w, desk, name).await.id);
    }
    let [gone, held, waiting, freed, before, whole] = all[..] else { unreachable!() };
    let placed =
        holds::place(&w.d, &desk.owner, On::Contact(freed), hold(w, desk, Scope::Everything)).await.unwrap();
    erase(w, desk, before).await;
    let older = w.backup().await;

    erase(w, desk, gone).await;
    w.user(desk, attributes("lia")).await;
    holds::lift(&w.d, &desk.owner, placed).await.unwrap();
    for contact in [held, waiting] {
        holds::place(&w.d, &desk.owner, On::Contact(contact), hold(w, desk, Scope::Everything))
            .await
            .unwrap();
    }
    let asked = erasure::request(&w.d, &desk.owner, waiting, Source::Inbox).await.unwrap();
    assert_eq!(asked.state, State::Deferred);
    let of_whole = left(&older, desk.workspace, whole).await;
    (older, Since { desk, gone, held, waiting, freed, whole, of_whole })
}

/// Everything stands as it was decided.
async fn holds_all(w: &World, since: &Since) {
    let Since { desk, .. } = *since;
    assert_eq!(left(w, desk.workspace, since.gone).await, 0);
    assert_eq!(left(w, desk.workspace, since.whole).await, since.of_whole);
    assert_eq!(entries(w, desk.workspace, "erasure.completed").await, 2, "lia before the backup, ada again");
    assert!(matches!(imported(w, desk, "ada").await, Err(CreateError::Suppressed)), "barred since");
    assert!(imported(w, desk, "lia").await.is_ok(), "let back in since");
    assert_eq!(holds::list(&w.d, &desk.owner, false, None, 10).await.unwrap().holds.len(), 2);
    assert!(contacts::find(&w.d, desk.workspace, since.waiting).await.unwrap().is_none(), "closed again");
    let state = erasure::find_by_contact(&w.d, &desk.owner, since.waiting).await.unwrap().erasure.state;
    assert_eq!(state, State::Deferred);
    let asked = erasure::request(&w.d, &desk.owner, since.held, Source::Inbox).await.unwrap();
    assert_eq!(asked.state, State::Deferred, "held since");
    let asked = erasure::request(&w.d, &desk.owner, since.freed, Source::Inbox).await.unwrap();
    assert_eq!(asked.state, State::Shredded, "not held any more");
}

on_both_engines! {
    async fn what_was_decided_since_is_carried_over(place: Place) {
        let mut w = World::new(place).await;
        let (older, since) = decided(&mut w).await;
        let id = erasure::find_by_contact(&w.d, &since.desk.owner, since.gone).await.unwrap().erasure.id;
        let folder = marked(&older);
        let report = restoring::after_restore(&older.d, folder.path()).await.unwrap().unwrap();
        let Report { again, holds, asked_again, .. } = report;
        assert_eq!((again.contacts, holds, asked_again), (1, 3, 1), "{report:?}");
        let again = erasure::find_by_contact(&older.d, &since.desk.owner, since.gone).await.unwrap().erasure;
        assert_eq!((again.id, again.source), (id, Source::Restore), "it is the same erasure");
        holds_all(&older, &since).await;
        assert!(restoring::after_restore(&older.d, folder.path()).await.unwrap().is_none(), "once");
        assert_eq!(entries(&older, Id::<privacy::ids::Workspace>::OPERATOR, "store.restored").await, 1);
    }

    async fn killed_anywhere_it_ends_the_same(place: Place) {
        let mut w = World::new(place).await;
        let (mut older, since) = decided(&mut w).await;
        let folder = marked(&older);
        let mut kills = 0;
        for polls in 1.. {
            let work = restoring::after_restore(&older.d, folder.path());
            let Some(done) = killed_after(polls, work).await else {
                kills += 1;
                older.reopen().await;
                continue;
            };
            assert!(done.unwrap().is_some());
            break;
        }
        assert!(kills > 10, "it was hardly killed: {kills}");
        holds_all(&older, &since).await;
        assert_eq!(entries(&older, Id::<privacy::ids::Workspace>::OPERATOR, "store.restored").await, 1);
    }

    /// A crash between the data's commit and the note: the sweep notes it.
    async fn the_sweep_notes_what_a_crash_left_out(place: Place) {
        let mut w = World::new(place).await;
        let (older, since) = decided(&mut w).await;
        let long = domain::limits::OLDEST_BACKUP + std::time::Duration::from_secs(1);
        w.d.vault.drop_notes(since.desk.workspace, w.d.now().after(long)).await.unwrap();
        assert!(w.d.vault.notes_after(since.desk.workspace, "bar", "").await.unwrap().is_empty());
        domain::carried::sweep(&w.d, since.desk.workspace).await.unwrap();
        let folder = marked(&older);
        restoring::after_restore(&older.d, folder.path()).await.unwrap().unwrap();
        holds_all(&older, &since).await;
        w.clock.advance(long);
        domain::carried::sweep(&w.d, since.desk.workspace).await.unwrap();
        let left = w.d.vault.notes_after(since.desk.workspace, "bar", "").await.unwrap();
        assert!(left.is_empty(), "older than any backup worth keeping");
    }

    async fn a_vault_older_than_the_data_stops_the_start(place: Place) {
        let mut w = World::new(place).await;
        let desk = w.desk().await;
        person(&w, desk, "ada").await;
        let older = w.backup().await;
        unknown_tree(&older, desk.workspace).await;
        let refused = erasure::after_restore(&older.d).await;
        assert!(matches!(refused, Err(EraseError::Trouble(_))), "{refused:?}");
        assert_eq!(entries(&older, desk.workspace, "erasure.fenced").await, 0, "nothing was removed");
    }
}
