//! The activity log, on both engines: nothing is skipped, nothing forks, and all of it can be proved.
#![expect(clippy::unwrap_used, reason = "a test that finds less than it expects must fail")]

use std::collections::HashSet;
use std::time::Duration;

use activity_log::export::{LogChecker, LogReport, Trust};
use activity_log::note::{KeyKind, NoteKey, SignedCheckpoint, VerifierKey, WitnessRefusal};
use activity_log::tree::{Tile, leaf_hash, verify_consistency};
use activity_log::{Action, Facts, Object, ObjectKind};
use domain::activity::{self, Filter, ProveError, ReadError, Taken, Whom};
use domain::{Deployment, contacts, conversations, limits};
use privacy::Id;
use privacy::access::Actor;
use privacy::ids::{Change as ChangeKind, Workspace};
use store::{Act, Change};
use testkit::on_both_engines;
use testkit::world::{Desk, World};

/// A commit with one entry; its id.
async fn act(d: &Deployment, desk: Desk) -> Id<ChangeKind> {
    let object = Object::new(ObjectKind::Workspace, desk.workspace.to_string());
    let act = Act { action: Action::WorkspaceSettingsChanged, object, facts: Facts::new() };
    let id = Id::<ChangeKind>::fresh(&d.random, d.now());
    d.store.commit(Change::new(id, &desk.owner, d.now(), act)).await.unwrap();
    id
}

/// Another server on the same store and vault.
fn beside(d: &Deployment) -> Deployment {
    Deployment::new(d.store.clone(), d.vault.clone(), d.files.clone(), d.clock.clone(), d.random.clone())
}

fn state(checkpoint: &SignedCheckpoint, key: &VerifierKey) -> (u64, activity_log::tree::Hash) {
    let told = checkpoint.verify(key).unwrap();
    (told.size, told.root)
}

async fn places(d: &Deployment, workspace: Id<Workspace>) -> Vec<u64> {
    d.store.logged(workspace, 0, 10_000).await.unwrap().iter().map(|logged| logged.index).collect()
}

/// The export as a verifier finds it, which knows the key and a checkpoint from before.
async fn verified(
    d: &Deployment,
    by: &Actor,
    wanted: Option<Filter>,
    held: Option<SignedCheckpoint>,
) -> LogReport {
    trusted(d, by, wanted, Trust { held: held.into_iter().collect(), ..Trust::default() }).await
}

/// The same with anything else that the verifier knows.
async fn trusted(d: &Deployment, by: &Actor, wanted: Option<Filter>, trust: Trust) -> LogReport {
    let (reader, _) = activity::read_by(d, by).await.unwrap();
    let key = Some(activity::verifier(d, by.workspace()).await.unwrap());
    let mut export = activity::export(d, reader, wanted).await.unwrap();
    let mut checker = LogChecker::new(Trust { key, ..trust });
    while let Some(lines) = export.next().await.unwrap() {
        lines.lines().for_each(|line| checker.line(line).unwrap());
    }
    checker.finish().unwrap()
}

/// The line with which a witness signs the checkpoint that it is asked for, and how many entries that covers.
fn signed_by(witness: &NoteKey, asked: &str) -> (String, u64) {
    let (_, note) = asked.split_once("\n\n").unwrap();
    let mut checkpoint = SignedCheckpoint::parse(note).unwrap();
    checkpoint.cosign(witness, 1_790_000_000).unwrap();
    let line = checkpoint.note().signatures().last().unwrap().to_string();
    (format!("{line}\n"), checkpoint.checkpoint().size)
}

on_both_engines! {
    /// Whole, filtered, and after bodies ended: each export verifies, and says what it does not have.
    async fn every_export_verifies(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        for _ in 0..260 {
            act(&w.d, desk).await;
        }
        activity::sequence_now(&w.d, desk.workspace).await.unwrap();
        let held = activity::checkpoint(&w.d, desk.workspace).await.unwrap().unwrap();
        let whole = verified(&w.d, &desk.owner, None, Some(held)).await;
        assert_eq!((whole.entries, whole.held), (whole.size, 1));
        let wanted = Filter { acts: vec![Action::LogExported, Action::WorkspaceCreated], ..Filter::default() };
        let some = verified(&w.d, &desk.owner, Some(wanted), None).await;
        assert_eq!((some.entries, some.not_selected), (3, some.size - 3));
        w.clock.advance(limits::ENTRY_BODIES + Duration::from_secs(1));
        activity::expire(&w.d, desk.workspace).await.unwrap();
        let after = verified(&w.d, &desk.owner, None, None).await;
        assert!(after.expired >= 260 && after.entries + after.expired == after.size);
    }

    /// What a witness signed goes along with proofs and exports, whole or filtered, and says how far it saw.
    async fn what_a_witness_signed_is_handed_out(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let of = desk.workspace;
        for _ in 0..260 {
            act(&w.d, desk).await;
        }
        activity::sequence_now(&w.d, of).await.unwrap();
        let witness = NoteKey::from_seed("w.example", KeyKind::Cosignature, &[4; 32]).unwrap();
        let key = witness.verifier();
        let waits = w.d.store.unwitnessed(&key.to_string(), None).await.unwrap();
        assert_eq!(waits.iter().find(|log| log.workspace == of).map(|log| log.signed), Some(0));

        let question = activity::question(&w.d, of, 0).await.unwrap().unwrap();
        let (line, seen) = signed_by(&witness, &question.body);
        let wrong = activity::take_answer(&w.d, &question, key, 200, b"x\n").await.unwrap();
        assert!(matches!(wrong, Taken::Refused(WitnessRefusal::BadAnswer(_))));
        assert!(activity::witnessed(&w.d, of, 0, 1).await.unwrap().is_none(), "what does not hold is not kept");
        for _ in 0..2 {
            let taken = activity::take_answer(&w.d, &question, key, 200, line.as_bytes()).await.unwrap();
            assert_eq!(taken, Taken::Signed);
        }
        let waits = w.d.store.unwitnessed(&key.to_string(), None).await.unwrap();
        assert!(waits.iter().all(|log| log.workspace != of));
        assert!(activity::witnessed(&w.d, of, 0, 2).await.unwrap().is_none(), "one witness is not two");
        assert!(activity::witnessed(&w.d, of, seen, 1).await.unwrap().is_none(), "it covers no more than it does");

        for _ in 0..10 {
            act(&w.d, desk).await;
        }
        activity::sequence_now(&w.d, of).await.unwrap();
        let proof = |index| activity::prove(&w.d, of, index);
        let covered = proof(seen - 1).await.unwrap().proof.checkpoint;
        assert_eq!((covered.checkpoint().size, covered.verify_witness(key).is_ok()), (seen, true));
        let later = proof(seen).await.unwrap().proof.checkpoint;
        assert_eq!((later.checkpoint().size, later.verify_witness(key).is_ok()), (seen + 10, false));
        let wanted = Filter { acts: vec![Action::LogExported], ..Filter::default() };
        for wanted in [None, Some(wanted)] {
            let trust = Trust { witnesses: vec![key.clone()], ..Trust::default() };
            let report = trusted(&w.d, &desk.owner, wanted, trust).await;
            assert_eq!(report.witnessed.iter().map(|by| by.size).collect::<Vec<_>>(), [seen]);
            assert!(report.checkpoints == 2 && report.vault_marks == 2, "{report:?}");
        }
    }

    /// What a witness answers beside a signature.
    async fn a_witness_tells_how_far_it_has_seen(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let of = desk.workspace;
        act(&w.d, desk).await;
        let size = activity::sequence_now(&w.d, of).await.unwrap();
        let witness = NoteKey::from_seed("w.example", KeyKind::Cosignature, &[4; 32]).unwrap();
        let took = async |old, status, body: String| {
            let question = activity::question(&w.d, of, old).await.unwrap().unwrap();
            activity::take_answer(&w.d, &question, witness.verifier(), status, body.as_bytes()).await.unwrap()
        };
        assert_eq!(took(0, 409, format!("{}\n", size - 1)).await, Taken::AskFrom(size - 1));
        assert_eq!(took(0, 409, format!("{size}\n")).await, Taken::AskFrom(size));
        assert_eq!(took(size, 409, format!("{size}\n")).await, Taken::Forked(size));
        let ahead = Taken::Ahead { witness: size + 1, log: size };
        assert_eq!(took(size, 409, format!("{}\n", size + 1)).await, ahead);
        assert_eq!(took(0, 422, String::new()).await, Taken::Refused(WitnessRefusal::NotConsistent));
        assert!(activity::question(&w.d, of, size + 1).await.unwrap().is_none());
        // The proof in the question leads from the one checkpoint to the other.
        let first = activity::checkpoint(&w.d, of).await.unwrap().unwrap();
        act(&w.d, desk).await;
        activity::sequence_now(&w.d, of).await.unwrap();
        let body = activity::question(&w.d, of, size).await.unwrap().unwrap().body;
        let (head, note) = body.split_once("\n\n").unwrap();
        let (proof, _) = activity::prove_consistency(&w.d, of, size).await.unwrap();
        assert_eq!(head.lines().count(), 1 + proof.len());
        let (key, second) = (activity::verifier(&w.d, of).await.unwrap(), SignedCheckpoint::parse(note).unwrap());
        verify_consistency(state(&first, &key), state(&second, &key), &proof).unwrap();
    }

    /// Each checkpoint tells the vault's state, and a destruction changes both parts of it.
    async fn checkpoints_tell_the_state_of_the_vault(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let mark = async || {
            act(&w.d, desk).await;
            activity::sequence_now(&w.d, desk.workspace).await.unwrap();
            let signed = activity::checkpoint(&w.d, desk.workspace).await.unwrap().unwrap();
            signed.checkpoint().vault().unwrap()
        };
        let first = mark().await;
        let person = w.visitor(desk).await;
        let second = mark().await;
        assert!(first.chain == second.chain && first.then(&second).is_ok());
        let Actor::Contact { id, .. } = person else { unreachable!("a visitor is a contact") };
        domain::erasure::request(&w.d, &desk.owner, id, domain::erasure::Source::Inbox).await.unwrap();
        let third = mark().await;
        let state = w.d.vault.state(desk.workspace).await.unwrap().unwrap();
        assert_eq!((third.generation, third.chain), (state.generation, state.chain.hash));
        assert!(second.generation < third.generation && second.chain != third.chain);
    }

    /// What a receipt is made of, checked with nothing but the public key.
    async fn an_entry_is_proved_as_soon_as_it_is_asked_for(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let change = act(&w.d, desk).await;
        let proven = activity::receipt(&w.d, desk.workspace, change, 0).await.unwrap();
        assert_eq!(proven.entry.stamp().change, *change.raw().bytes());
        let leaf = leaf_hash(&proven.entry.canonical_bytes().unwrap());
        proven.proof.verify(leaf, &proven.key).unwrap();
        assert_eq!(proven.proof.checkpoint.checkpoint().origin, activity::origin(desk.workspace));
        assert!(proven.proof.verify(leaf_hash(b"another"), &proven.key).is_err());
        let other = w.desk().await;
        assert!(proven.proof.verify(leaf, &activity::verifier(&w.d, other.workspace).await.unwrap()).is_err());
        let nowhere = activity::receipt(&w.d, other.workspace, change, 0).await;
        assert!(matches!(nowhere, Err(ProveError::NotFound)));
        assert!(matches!(activity::receipt(&w.d, desk.workspace, change, 1).await, Err(ProveError::NotFound)));
    }

    /// The operator's acts have a log and a key of their own.
    async fn the_operator_has_a_log(place: Place) {
        let w = World::new(place).await;
        domain::setup::create_link(&w.d).await.unwrap();
        let size = activity::sequence_now(&w.d, Id::<Workspace>::OPERATOR).await.unwrap();
        let proven = activity::prove(&w.d, Id::<Workspace>::OPERATOR, size - 1).await.unwrap();
        assert_eq!(proven.entry.action(), Action::SetupLinkCreated);
        proven.proof.verify(leaf_hash(&proven.entry.canonical_bytes().unwrap()), &proven.key).unwrap();
        assert_eq!(activity::sequence_now(&w.d, Id::<Workspace>::OPERATOR).await.unwrap(), size);
    }

    /// Servers that commit and sequence all at once: every entry once, no fork, each checkpoint continues the last.
    async fn many_servers_make_one_log(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        activity::sequence_now(&w.d, desk.workspace).await.unwrap();
        let mut servers = tokio::task::JoinSet::new();
        for _ in 0..4 {
            let d = beside(&w.d);
            servers.spawn(async move {
                let mut changes = Vec::new();
                let mut checkpoints = Vec::new();
                for _ in 0..25 {
                    changes.push(act(&d, desk).await);
                    activity::sequence_now(&d, desk.workspace).await.unwrap();
                    checkpoints.push(activity::checkpoint(&d, desk.workspace).await.unwrap().unwrap());
                }
                (changes, checkpoints)
            });
        }
        let (mut changes, mut checkpoints) = (HashSet::new(), Vec::new());
        for (some, seen) in servers.join_all().await {
            changes.extend(some);
            checkpoints.extend(seen);
        }
        let key = activity::verifier(&w.d, desk.workspace).await.unwrap();
        let size = activity::sequence_now(&w.d, desk.workspace).await.unwrap();
        assert_eq!(places(&w.d, desk.workspace).await, (0..size).collect::<Vec<_>>());
        for change in changes {
            let proven = activity::receipt(&w.d, desk.workspace, change, 0).await.unwrap();
            proven.proof.verify(leaf_hash(&proven.entry.canonical_bytes().unwrap()), &key).unwrap();
        }
        for seen in checkpoints {
            let old = state(&seen, &key);
            let (proof, newest) = activity::prove_consistency(&w.d, desk.workspace, old.0).await.unwrap();
            verify_consistency(old, state(&newest, &key), &proof).unwrap();
        }
    }

    /// Killed after places were dealt: the next one goes on from there, over more than one full tile.
    async fn what_was_dealt_is_not_dealt_again(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let first = activity::sequence_now(&w.d, desk.workspace).await.unwrap();
        for _ in 0..300 {
            act(&w.d, desk).await;
        }
        w.d.store.deal_log_places(desk.workspace, 270).await.unwrap();
        let dealt = places(&w.d, desk.workspace).await;
        assert_eq!(activity::checkpoint(&w.d, desk.workspace).await.unwrap().unwrap().checkpoint().size, first);
        let size = activity::sequence_now(&beside(&w.d), desk.workspace).await.unwrap();
        assert_eq!(size, first + 300);
        assert_eq!(places(&w.d, desk.workspace).await.get(..dealt.len()), Some(&dealt[..]));
        let full = Tile { level: 0, index: 0, width: 256 };
        assert_eq!(w.d.store.log_tile(desk.workspace, full).await.unwrap().unwrap().len(), 256 * 32);
        for index in [0, 255, 256, size - 1] {
            let proven = activity::prove(&w.d, desk.workspace, index).await.unwrap();
            proven.proof.verify(leaf_hash(&proven.entry.canonical_bytes().unwrap()), &proven.key).unwrap();
        }
        assert!(matches!(activity::prove(&w.d, desk.workspace, size).await, Err(ProveError::NotFound)));
    }

    /// Bodies end after 25 months; hashes, checkpoints and the proofs of what is left stay good.
    async fn old_bodies_go_and_proofs_stay(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        // Entries of the same moment have no order before they are sequenced: the last of the old ones comes alone.
        activity::sequence_now(&w.d, desk.workspace).await.unwrap();
        let old = act(&w.d, desk).await;
        let before = activity::receipt(&w.d, desk.workspace, old, 0).await.unwrap();
        assert_eq!(activity::expire(&w.d, desk.workspace).await.unwrap(), None, "nothing is old yet");
        w.clock.advance(limits::ENTRY_BODIES + Duration::from_secs(1));
        let young = act(&w.d, desk).await;
        assert_eq!(activity::receipt(&w.d, desk.workspace, young, 0).await.unwrap().index, before.index + 1);
        assert_eq!(activity::expire(&w.d, desk.workspace).await.unwrap(), Some(before.index + 1));
        assert!(matches!(activity::receipt(&w.d, desk.workspace, old, 0).await, Err(ProveError::NotFound)));
        let after = activity::receipt(&w.d, desk.workspace, young, 0).await.unwrap();
        after.proof.verify(leaf_hash(&after.entry.canonical_bytes().unwrap()), &after.key).unwrap();
        let old = state(&before.proof.checkpoint, &before.key);
        let (proof, newest) = activity::prove_consistency(&w.d, desk.workspace, old.0).await.unwrap();
        verify_consistency(old, state(&newest, &after.key), &proof).unwrap();
        let (reader, _) = activity::read_by(&w.d, &desk.owner).await.unwrap();
        let leaves = activity::tile(&w.d, &reader, Tile { level: 0, index: 0, width: 1 }).await.unwrap().unwrap();
        assert_eq!(leaves.len(), 32);
        assert_eq!(activity::expire(&w.d, desk.workspace).await.unwrap(), None, "nothing is left to do");
        activity::sequence_now(&w.d, desk.workspace).await.unwrap();
        let wanted = Filter { acts: vec![Action::LogBodiesExpired], ..Filter::default() };
        assert_eq!(activity::list(&w.d, &reader, &wanted, 0, 5).await.unwrap().len(), 1);
    }

    /// By person, act and time, a page at a time.
    async fn the_log_is_found_by_person_act_and_time(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let agent = w.agent(desk, "bo").await;
        let visitor = w.visitor(desk).await;
        let Actor::Contact { id: contact, .. } = visitor else { unreachable!() };
        let started = w.conversation(visitor, "Hello").await;
        w.clock.advance(Duration::from_mins(1));
        let then = w.d.now();
        conversations::read_by(&w.d, &agent, started.conversation).await.unwrap();
        contacts::read_by(&w.d, &desk.owner, contact).await.unwrap();
        activity::sequence_now(&w.d, desk.workspace).await.unwrap();
        let (reader, _) = activity::read_by(&w.d, &desk.owner).await.unwrap();
        let found = async |wanted: Filter| {
            let all = activity::list(&w.d, &reader, &wanted, 0, 100).await.unwrap();
            assert_eq!(activity::count(&w.d, &reader, &wanted).await.unwrap(), i64::try_from(all.len()).unwrap());
            assert!(all.is_sorted_by(|a, b| a.index > b.index));
            all.into_iter().map(|logged| logged.entry.action()).collect::<Vec<_>>()
        };
        let Actor::Teammate { id, .. } = agent else { unreachable!() };
        let theirs = found(Filter { whom: Some(Whom::Teammate(id)), ..Filter::default() }).await;
        assert_eq!(theirs, [Action::ConversationRead, Action::TeammateAdded]);
        let of_contact = found(Filter { whom: Some(Whom::Contact(contact)), from: Some(then), ..Filter::default() }).await;
        assert_eq!(of_contact.iter().collect::<HashSet<_>>(), HashSet::from([&Action::ContactRead, &Action::ConversationRead]));
        let all = found(Filter { whom: Some(Whom::Contact(contact)), ..Filter::default() }).await;
        assert!(all.contains(&Action::MessageSent) && all.contains(&Action::ConversationStarted));
        let acts = vec![Action::ContactRead, Action::MessageSent];
        assert_eq!(found(Filter { acts, ..Filter::default() }).await, [Action::ContactRead, Action::MessageSent]);
        let staff = found(Filter { without_contacts: true, ..Filter::default() }).await;
        assert!(!staff.contains(&Action::MessageSent) && staff.contains(&Action::ContactRead));
        assert_eq!(found(Filter { until: Some(then), below: Some(1), ..Filter::default() }).await.len(), 1);
        let second = activity::list(&w.d, &reader, &Filter::default(), 1, 1).await.unwrap();
        let first = activity::list(&w.d, &reader, &Filter::default(), 0, 1).await.unwrap();
        assert_eq!(second.first().unwrap().index + 1, first.first().unwrap().index);
    }

    /// Owners and admins may look, and are entered; agents may not.
    async fn looking_at_the_log_is_entered_and_not_for_everybody(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let agent = w.agent(desk, "bo").await;
        assert!(matches!(activity::read_by(&w.d, &agent).await, Err(ReadError::Denied(_))));
        let (reader, _) = activity::read_by(&w.d, &desk.owner).await.unwrap();
        activity::sequence_now(&w.d, desk.workspace).await.unwrap();
        let wanted = Filter { acts: vec![Action::LogRead], ..Filter::default() };
        assert_eq!(activity::count(&w.d, &reader, &wanted).await.unwrap(), 1);
        let newest = activity::hand_out_checkpoint(&w.d, &reader, None).await.unwrap().unwrap();
        assert!(newest.verify(&activity::verifier(&w.d, desk.workspace).await.unwrap()).is_ok());
        activity::sequence_now(&w.d, desk.workspace).await.unwrap();
        let wanted = Filter { acts: vec![Action::LogCheckpointPublished], ..Filter::default() };
        assert_eq!(activity::count(&w.d, &reader, &wanted).await.unwrap(), 1);
    }
}
