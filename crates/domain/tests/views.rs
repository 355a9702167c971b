//! Views: who sees and changes them, what they hold and count, on both engines.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that finds less than it expects must fail"
)]

use std::collections::BTreeSet;

use domain::conversations::{self, State, To};
use domain::messages::Author;
use domain::views::{self, Choice, Counted, Order, View, ViewError, Whose};
use domain::{limits, tags, teams, workspaces};
use privacy::Id;
use privacy::access::{Actor, Allowed, Role, Scope, act, allow, permit};
use privacy::ids::{Conversation, Teammate, View as ViewKind};
use privacy::purpose::Purpose;
use testkit::on_both_engines;
use testkit::world::{Desk, World, personal};

const OPEN: Choice = Choice {
    state: Some(State::Open),
    whose: Whose::Anybody,
    team: None,
    tag: None,
    priority: false,
    order: Order::Newest,
};

fn id_of(actor: Actor) -> Id<Teammate> {
    let Actor::Teammate { id, .. } = actor else { panic!("not a teammate") };
    id
}

async fn workspace<A: act::Act>(w: &World, by: Actor) -> Allowed<workspaces::Workspace, A> {
    allow(&by, workspaces::find(&w.d, by.workspace()).await.unwrap().unwrap()).unwrap()
}

async fn make(
    w: &World,
    by: Actor,
    name: &str,
    choice: &Choice,
    shared: bool,
) -> Result<Id<ViewKind>, ViewError> {
    views::create(&w.d, &workspace(w, by).await, personal(name), choice, shared).await
}

async fn view(w: &World, by: Actor, id: Id<ViewKind>) -> Allowed<View, act::ManageViews> {
    allow(&by, views::find(&w.d, &by, id).await.unwrap().unwrap()).unwrap()
}

async fn seen(w: &World, by: Actor) -> Vec<String> {
    let permit = permit(&by, Purpose::Administration).unwrap();
    views::list(&w.d, &permit).await.unwrap().into_iter().map(|one| one.name).collect()
}

async fn held<A: act::Act>(
    w: &World,
    desk: Desk,
    id: Id<Conversation>,
) -> Allowed<conversations::Conversation, A> {
    allow(&desk.owner, conversations::find(&w.d, desk.workspace, id).await.unwrap().unwrap()).unwrap()
}

async fn holds(w: &World, by: Actor, choice: &Choice) -> Vec<Id<Conversation>> {
    let permit = conversations::permit_for(&by).unwrap();
    let page =
        conversations::page(&w.d, &permit, &choice.condition(id_of(by)), choice.order.sort(), None, 50).await;
    let page: Vec<_> = page.unwrap().into_iter().map(|one| one.conversation.id).collect();
    let counted = views::count(&w.d, &by, choice).await.unwrap();
    assert_eq!(
        counted,
        Counted { number: i64::try_from(page.len()).unwrap(), more: false },
        "as many as listed"
    );
    page
}

on_both_engines! {
    async fn ones_own_and_everybodys(place: Place) {
        let w = World::new(place).await;
        let (desk, other) = (w.desk().await, w.desk().await);
        let (kofi, lena) = (w.agent(desk, "kofi").await, w.agent(desk, "lena").await);
        let own = make(&w, kofi, " Mine first ", &OPEN, false).await.unwrap();
        let shared = make(&w, desk.owner, "For all", &OPEN, true).await.unwrap();
        assert_eq!(seen(&w, kofi).await, ["For all", "Mine first"]);
        assert_eq!(seen(&w, lena).await, ["For all"]);
        assert!(seen(&w, other.owner).await.is_empty());
        for stranger in [lena, desk.owner, other.owner] {
            assert!(views::find(&w.d, &stranger, own).await.unwrap().is_none(), "one's own is nobody else's");
        }

        assert!(matches!(make(&w, kofi, "x", &OPEN, true).await, Err(ViewError::Denied(_))));
        let theirs = view(&w, lena, shared).await;
        assert!(matches!(views::update(&w.d, &theirs, personal("x"), &OPEN, true).await, Err(ViewError::Denied(_))));
        assert!(matches!(views::update(&w.d, &theirs, personal("x"), &OPEN, false).await, Err(ViewError::Denied(_))), "not taken for oneself");
        assert!(matches!(views::delete(&w.d, &theirs).await, Err(ViewError::Denied(_))));
        assert!(matches!(views::update(&w.d, &view(&w, kofi, own).await, personal("x"), &OPEN, true).await, Err(ViewError::Denied(_))));

        let stale = view(&w, kofi, own).await;
        views::update(&w.d, &stale, personal("Renamed"), &OPEN, false).await.unwrap();
        assert!(matches!(views::update(&w.d, &stale, personal("x"), &OPEN, false).await, Err(ViewError::ChangedMeanwhile)));
        assert!(matches!(views::delete(&w.d, &stale).await, Err(ViewError::ChangedMeanwhile)));
        assert_eq!(seen(&w, kofi).await, ["For all", "Renamed"]);
        views::delete(&w.d, &view(&w, kofi, own).await).await.unwrap();
        views::update(&w.d, &view(&w, desk.owner, shared).await, personal("My own now"), &OPEN, false).await.unwrap();
        assert_eq!((seen(&w, kofi).await, seen(&w, desk.owner).await), (vec![], vec!["My own now".to_owned()]));

        let found = workspaces::find(&w.d, desk.workspace).await.unwrap().unwrap();
        let officer = Actor::Teammate { workspace: desk.workspace, id: id_of(lena), role: Role::PrivacyOfficer };
        let token = Actor::Token {
            workspace: desk.workspace, id: "0123456789abcdef01234567".parse().unwrap(), scope: Scope::Write, teammate: id_of(lena),
        };
        for by in [officer, token, w.visitor(desk).await] {
            assert!(allow::<_, act::ManageViews>(&by, found.clone()).is_err(), "{}", by.kind());
        }
    }

    async fn names_choices_and_numbers_have_limits(place: Place) {
        let w = World::new(place).await;
        let (desk, other) = (w.desk().await, w.desk().await);
        let kofi = w.agent(desk, "kofi").await;
        let longest = "あ".repeat(60);
        for bad in [" ", &format!("{longest}あ")] {
            assert!(matches!(make(&w, kofi, bad, &OPEN, false).await, Err(ViewError::BadName)));
        }
        let long = make(&w, kofi, &longest, &OPEN, false).await.unwrap();
        assert_eq!(seen(&w, kofi).await, [longest]);
        views::delete(&w.d, &view(&w, kofi, long).await).await.unwrap();
        let nobody: Id<Teammate> = "77".parse().unwrap();
        let theirs = tags::find_or_create(&w.d, &other.owner, other.owner_id, personal("Theirs")).await.unwrap();
        for bad in [
            Choice { whose: Whose::Of(nobody), ..OPEN },
            Choice { team: Some("77".parse().unwrap()), ..OPEN },
            Choice { tag: Some(theirs), ..OPEN },
        ] {
            assert!(matches!(make(&w, kofi, "x", &bad, false).await, Err(ViewError::NoSuchChoice)), "{bad:?}");
        }
        for number in 0..limits::VIEWS {
            make(&w, kofi, &format!("own {number}"), &OPEN, false).await.unwrap();
            make(&w, desk.owner, &format!("shared {number}"), &OPEN, true).await.unwrap();
        }
        assert!(matches!(make(&w, kofi, "x", &OPEN, false).await, Err(ViewError::TooMany)));
        assert!(matches!(make(&w, desk.owner, "x", &OPEN, true).await, Err(ViewError::TooMany)));
        let own = make(&w, desk.owner, "another's own", &OPEN, false).await.unwrap();
        let to_all = views::update(&w.d, &view(&w, desk.owner, own).await, personal("x"), &OPEN, true).await;
        assert!(matches!(to_all, Err(ViewError::TooMany)));
        views::update(&w.d, &view(&w, desk.owner, own).await, personal("y"), &OPEN, false).await.unwrap();
        assert_eq!(seen(&w, kofi).await.len(), 40);
    }

    async fn a_view_holds_what_fits_all_of_it(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let kofi = w.agent(desk, "kofi").await;
        let members = BTreeSet::from([id_of(kofi)]);
        let team = teams::create(&w.d, &workspace(&w, desk.owner).await, personal("Refunds"), &members).await.unwrap();
        let mut ids = Vec::new();
        for text in ["a", "b", "c", "d"] {
            w.clock.advance(std::time::Duration::from_secs(1));
            ids.push(w.conversation(w.visitor(desk).await, text).await.conversation);
        }
        let author = Author::of(&desk.owner);
        for (at, to) in [(0, To::Teammate(Some(id_of(kofi)))), (1, To::Team(Some(team))), (2, To::Team(Some(team)))] {
            w.clock.advance(std::time::Duration::from_secs(1));
            conversations::assign_to(&w.d, held(&w, desk, ids[at]).await, author, to).await.unwrap();
        }
        let tag = conversations::tag(&w.d, &held(&w, desk, ids[0]).await, desk.owner_id, personal("late")).await.unwrap();
        conversations::label(&w.d, &held(&w, desk, ids[2]).await, desk.owner_id, tag).await.unwrap();
        conversations::set_priority(&w.d, &held(&w, desk, ids[2]).await, true).await.unwrap();
        conversations::close(&w.d, held(&w, desk, ids[3]).await, author).await.unwrap();

        assert_eq!(holds(&w, kofi, &OPEN).await, [ids[2], ids[1], ids[0]]);
        assert_eq!(holds(&w, kofi, &Choice { order: Order::Oldest, ..OPEN }).await, [ids[0], ids[1], ids[2]]);
        assert_eq!(holds(&w, kofi, &Choice { state: None, ..OPEN }).await.len(), 4);
        assert_eq!(holds(&w, kofi, &Choice { whose: Whose::Mine, ..OPEN }).await, [ids[0]]);
        assert_eq!(holds(&w, desk.owner, &Choice { whose: Whose::Mine, ..OPEN }).await, [], "of whoever looks");
        assert_eq!(holds(&w, desk.owner, &Choice { whose: Whose::Of(id_of(kofi)), ..OPEN }).await, [ids[0]]);
        let free = Choice { whose: Whose::Nobody, team: Some(team), ..OPEN };
        assert_eq!(holds(&w, kofi, &free).await, [ids[2], ids[1]]);
        assert_eq!(holds(&w, kofi, &Choice { tag: Some(tag), ..free }).await, [ids[2]]);
        assert_eq!(holds(&w, kofi, &Choice { tag: Some(tag), ..OPEN }).await, [ids[2], ids[0]]);
        assert_eq!(holds(&w, kofi, &Choice { priority: true, ..OPEN }).await, [ids[2]]);
        assert_eq!(holds(&w, kofi, &Choice { priority: true, state: Some(State::Closed), ..OPEN }).await, []);
    }

    async fn a_count_ends_where_it_would_cost_too_much(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let visitor = w.visitor(desk).await;
        for _ in 0..limits::VIEW_COUNTED {
            w.conversation(visitor, "again").await;
        }
        let counted = async |choice: Choice| views::count(&w.d, &desk.owner, &choice).await.unwrap();
        assert_eq!(counted(OPEN).await, Counted { number: 99, more: false });
        w.conversation(visitor, "and again").await;
        assert_eq!(counted(OPEN).await, Counted { number: 99, more: true });
        assert_eq!(counted(Choice { priority: true, ..OPEN }).await, Counted { number: 0, more: false });
    }
}
