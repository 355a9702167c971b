//! Roles on both engines: a workspace never loses its last owner, however two acts meet.
#![expect(clippy::unwrap_used, reason = "a test that finds less than it expects must fail")]

use domain::teammates::{self, ChangeRoleError, DeactivateError, RenameError, TeammateState};
use privacy::access::{Actor, Role};
use privacy::purpose::Purpose;
use testkit::on_both_engines;
use testkit::world::{Desk, World, personal};

async fn owners(w: &World, desk: Desk) -> usize {
    let permit = privacy::access::permit(&desk.owner, Purpose::Administration).unwrap();
    let all = teammates::everyone(&w.d, &permit).await.unwrap();
    all.iter().filter(|one| one.is_active() && one.role == Role::Owner).count()
}

on_both_engines! {
    async fn two_owners_who_act_on_each_other_leave_one(place: Place) {
        let w = World::new(place).await;
        for _ in 0..8 {
            let desk = w.desk().await;
            let Actor::Teammate { workspace, id, .. } = w.agent(desk, "kofi").await else { unreachable!() };
            teammates::change_role(&w.d, &desk.owner, id, Role::Owner).await.unwrap();
            let other = Actor::Teammate { workspace, id, role: Role::Owner };
            let (one, two) = tokio::join!(
                teammates::deactivate(&w.d, &desk.owner, id),
                teammates::change_role(&w.d, &other, desk.owner_id, Role::Agent),
            );
            assert_eq!(owners(&w, desk).await, 1, "{one:?} {two:?}");
            match (one, two) {
                (Ok(()), Err(ChangeRoleError::LastOwner)) | (Err(DeactivateError::LastOwner), Ok(())) => {}
                neither => unreachable!("one of both: {neither:?}"),
            }
        }
    }

    async fn a_name_is_ones_own_to_change(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let kofi = w.agent(desk, "kofi").await;
        let Actor::Teammate { id, .. } = kofi else { unreachable!() };
        let named = async || {
            let permit = privacy::access::permit(&kofi, Purpose::Administration).unwrap();
            let own = teammates::own_name(&w.d, &permit).await.unwrap();
            let shown = teammates::find(&w.d, &permit, id).await.unwrap().map(|one| one.name);
            assert_eq!(own, shown);
            own
        };
        teammates::rename(&w.d, &kofi, personal(" Kofi Mensah ")).await.unwrap();
        assert_eq!(named().await.as_deref(), Some("Kofi Mensah"));
        for bad in ["  ".to_owned(), "x".repeat(513)] {
            assert!(matches!(teammates::rename(&w.d, &kofi, personal(&bad)).await, Err(RenameError::BadName)));
        }
        let visitor = w.visitor(desk).await;
        assert!(matches!(teammates::rename(&w.d, &visitor, personal("Ines")).await, Err(RenameError::NotFound)));
        assert_eq!(named().await.as_deref(), Some("Kofi Mensah"));
        teammates::deactivate(&w.d, &desk.owner, id).await.unwrap();
        assert!(matches!(teammates::rename(&w.d, &kofi, personal("K")).await, Err(RenameError::NotFound)));
        assert_eq!(named().await, None);
    }

    async fn what_somebody_wrote_keeps_their_name(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let Actor::Teammate { id, .. } = w.agent(desk, "kofi").await else { unreachable!() };
        teammates::deactivate(&w.d, &desk.owner, id).await.unwrap();
        teammates::deactivate(&w.d, &desk.owner, id).await.unwrap();
        let permit = privacy::access::permit(&desk.owner, Purpose::Administration).unwrap();
        assert!(teammates::list(&w.d, &permit).await.unwrap().iter().all(|one| one.id != id));
        let all = teammates::everyone(&w.d, &permit).await.unwrap();
        let former = all.iter().find(|one| one.id == id).unwrap();
        assert_eq!((former.name.as_str(), former.state), ("kofi", TeammateState::Deactivated));
        let role = teammates::change_role(&w.d, &desk.owner, id, Role::Admin).await;
        assert!(matches!(role, Err(ChangeRoleError::NotFound)), "who is out has no role to change");
    }
}
