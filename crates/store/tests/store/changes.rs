//! A change is stored whole or not at all, and once.

use activity_log::{Object, ObjectKind};
use privacy::ids::Conversation;
use store::{Act, Applied, Change, Count, Failed, params};
use testkit::on_both_engines;

use crate::scene::{
    ADD_LABEL, ADD_LABEL_ONCE, NOW, RAISE_COUNTER, REMOVE_LABELS, START_COUNTER, Scene, act, number,
};

on_both_engines! {
    async fn a_change_is_stored_with_its_entries(place: Place) {
        let scene = Scene::open(&place).await;
        let rows = (1..=5).map(|tag| scene.label(1, tag)).collect();
        let change = scene.change().also(act()).each(&ADD_LABEL, rows).any(&REMOVE_LABELS, params![scene.workspace, number::<Conversation>(2)]);
        assert_eq!(scene.store.commit(change).await, Ok(Applied::Now));
        assert_eq!((scene.labels().await, scene.entries().await), (5, 2));
        let all = params![scene.workspace, number::<Conversation>(1)];
        let change = scene.change().exactly(5, &REMOVE_LABELS, all);
        assert_eq!(scene.store.commit(change).await, Ok(Applied::Now));
        assert_eq!((scene.labels().await, scene.entries().await), (0, 3));
    }

    async fn a_conflict_leaves_nothing(place: Place) {
        let scene = Scene::open(&place).await;
        let change = scene.change().one(&ADD_LABEL, scene.label(1, 1));
        assert_eq!(scene.store.commit(change).await, Ok(Applied::Now));
        let change = scene.change().one(&ADD_LABEL, scene.label(1, 2)).one(&ADD_LABEL, scene.label(1, 1));
        assert_eq!(scene.store.commit(change).await, Err(Failed::Conflict("ADD_LABEL")));
        let change = scene.change().one(&ADD_LABEL, scene.label(1, 2)).one(&ADD_LABEL_ONCE, scene.label(1, 1));
        assert_eq!(scene.store.commit(change).await, Err(Failed::Conflict("ADD_LABEL_ONCE")));
        assert_eq!((scene.labels().await, scene.entries().await), (1, 1));
    }

    /// First, in the middle, last, too few rows, too many: nothing is stored, and the statement is named.
    async fn a_wrong_row_count_anywhere_leaves_nothing(place: Place) {
        let scene = Scene::open(&place).await;
        let change = scene.change().one(&START_COUNTER, scene.start_counter());
        scene.store.commit(change).await.unwrap();
        for wrong in 0..5 {
            let mut change = scene.change();
            for step in 0..5 {
                change = if step == wrong {
                    change.one(&RAISE_COUNTER, scene.raise_counter(7))
                } else {
                    change.one(&ADD_LABEL, scene.label(step + 1, 1))
                };
            }
            assert_eq!(scene.store.commit(change).await, Err(Failed::Conflict("RAISE_COUNTER")), "step {wrong}");
        }
        let labels = (1..=3).map(|tag| scene.label(1, tag)).collect();
        scene.store.commit(scene.change().each(&ADD_LABEL, labels)).await.unwrap();
        for rows in [0, 1, 2, 4] {
            let all = params![scene.workspace, number::<Conversation>(1)];
            let change = scene.change().exactly(rows, &REMOVE_LABELS, all);
            assert_eq!(scene.store.commit(change).await, Err(Failed::Conflict("REMOVE_LABELS")), "{rows} rows");
        }
        assert_eq!((scene.labels().await, scene.entries().await, scene.counter().await), (3, 2, 0));
    }

    async fn a_parameter_that_does_not_fit_leaves_nothing(place: Place) {
        let scene = Scene::open(&place).await;
        let mut few = scene.label(1, 1);
        few.pop();
        let mut many = scene.label(1, 1);
        many.push(Count(1).into());
        let mut unfit = vec![few, many];
        if !place.is_embedded() {
            // SQLite has no types to refuse by; there the same statements are held to them by PostgreSQL's tests.
            unfit.push(params![Count(1), number::<Conversation>(1), Count(1), Count(1), NOW]);
            unfit.push(params![scene.workspace, Count(1), Count(1), Count(1), scene.workspace]);
        }
        for params in unfit {
            let change = scene.change().one(&ADD_LABEL, scene.label(1, 2)).one(&ADD_LABEL, params);
            let change = change.one(&ADD_LABEL, scene.label(1, 3));
            assert_eq!(scene.store.commit(change).await, Err(Failed::Broken));
        }
        assert_eq!((scene.labels().await, scene.entries().await), (0, 0));
    }

    /// A value that may not be missing is the engine's own error, in the midst of what was sent.
    async fn a_missing_value_leaves_nothing(place: Place) {
        let scene = Scene::open(&place).await;
        let missing = params![scene.workspace, number::<Conversation>(1), None::<Count>, Count(1), NOW];
        let change = scene.change().one(&ADD_LABEL, scene.label(1, 2)).one(&ADD_LABEL, missing);
        assert_eq!(scene.store.commit(change.one(&ADD_LABEL, scene.label(1, 3))).await, Err(Failed::Broken));
        assert_eq!((scene.labels().await, scene.entries().await), (0, 0));
    }

    async fn a_change_committed_again_is_harmless(place: Place) {
        let scene = Scene::open(&place).await;
        scene.store.commit(scene.change().one(&START_COUNTER, scene.start_counter())).await.unwrap();
        let id = scene.fresh_id();
        let raise = || Change::new(id, &scene.actor(), NOW, act()).one(&RAISE_COUNTER, scene.raise_counter(0));
        assert_eq!(scene.store.commit(raise()).await, Ok(Applied::Now));
        assert_eq!(scene.store.commit(raise()).await, Ok(Applied::Before));
        let other = Change::new(id, &scene.actor(), NOW, act()).also(act()).one(&ADD_LABEL, scene.label(1, 1));
        assert_eq!(scene.store.commit(other).await, Ok(Applied::Before));
        assert_eq!((scene.counter().await, scene.labels().await, scene.entries().await), (1, 0, 2));
    }

    /// An id that could hold somebody's words does not reach the log.
    async fn an_entry_that_cannot_stand_in_the_log_stops_the_change(place: Place) {
        let scene = Scene::open(&place).await;
        let object = Object::new(ObjectKind::Conversation, "Ada Lovelace");
        let change = Change::new(scene.fresh_id(), &scene.actor(), NOW, Act { object, ..act() });
        let change = change.one(&ADD_LABEL, scene.label(1, 1));
        assert_eq!(scene.store.commit(change).await, Err(Failed::Broken));
        assert_eq!((scene.labels().await, scene.entries().await), (0, 0));
    }

    async fn the_operators_changes_belong_to_no_workspace(place: Place) {
        let scene = Scene::open(&place).await;
        let change = Change::for_operator(scene.fresh_id(), NOW, act()).one(&ADD_LABEL, scene.label(1, 1));
        assert_eq!(scene.store.commit(change).await, Ok(Applied::Now));
        assert_eq!((scene.labels().await, scene.entries().await), (1, 0));
    }
}
