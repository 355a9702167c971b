//! The daily work of several teammates, on both engines: teams, folders, orders, marks, absence.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that finds less than it expects must fail"
)]

use std::collections::BTreeSet;
use std::time::Duration;

use domain::conversations::{
    self, AssignError, AttributeChanges, Compare, Condition, Counts, Filter, Folder, Moment, Place, Sort,
    State, To,
};
use domain::erasure::{self, Source};
use domain::messages::{self, Author, Kind, Which};
use domain::teammates::{self, Presence, PresenceError};
use domain::teams::{self, TeamError};
use domain::{limits, workspaces};
use privacy::access::{Actor, Allowed, Role, Scope, act, allow};
use privacy::ids::{Conversation, Team, Teammate};
use privacy::sealed::Json;
use privacy::{Id, Personal};
use testkit::on_both_engines;
use testkit::world::{Desk, World, draft, personal};

fn id_of(actor: Actor) -> Id<Teammate> {
    let Actor::Teammate { id, .. } = actor else { panic!("not a teammate") };
    id
}

async fn held(w: &World, desk: Desk, id: Id<Conversation>) -> conversations::Conversation {
    conversations::find(&w.d, desk.workspace, id).await.unwrap().unwrap()
}

async fn lead<A: act::Act>(w: &World, by: Actor) -> Allowed<workspaces::Workspace, A> {
    let found = workspaces::find(&w.d, by.workspace()).await.unwrap().unwrap();
    allow(&by, found).unwrap()
}

async fn team(w: &World, desk: Desk, name: &str, members: &[Actor]) -> Result<Id<Team>, TeamError> {
    let members = members.iter().map(|member| id_of(*member)).collect();
    teams::create(&w.d, &lead(w, desk.owner).await, personal(name), &members).await
}

async fn found(w: &World, desk: Desk, id: Id<Team>) -> Allowed<teams::Team, act::ManageTeams> {
    allow(&desk.owner, teams::find(&w.d, desk.workspace, id).await.unwrap().unwrap()).unwrap()
}

async fn give(w: &World, desk: Desk, id: Id<Conversation>, to: To) -> Result<i64, AssignError> {
    let held = allow(&desk.owner, held(w, desk, id).await).unwrap();
    conversations::assign_to(&w.d, held, Author::of(&desk.owner), to).await
}

async fn say(w: &World, by: Actor, id: Id<Conversation>, text: &str) {
    let found = conversations::find(&w.d, by.workspace(), id).await.unwrap().unwrap();
    let held = allow::<_, act::Reply>(&by, found).unwrap();
    messages::send(&w.d, held, draft(Author::of(&by), text)).await.unwrap();
}

async fn kinds(w: &World, desk: Desk, id: Id<Conversation>) -> Vec<Kind> {
    let (held, permit) = conversations::read_by(&w.d, &desk.owner, id).await.unwrap();
    let parts = messages::thread(&w.d, &held, &permit, Which::After(-1), 500).await.unwrap();
    parts.into_iter().map(|part| part.kind).collect()
}

/// The ids of a whole list, walked two by two.
async fn listed(w: &World, by: Actor, condition: &Condition, sort: Sort) -> Vec<Id<Conversation>> {
    let permit = conversations::permit_for(&by).unwrap();
    let (mut all, mut after): (Vec<Id<Conversation>>, Option<Place>) = (Vec::new(), None);
    loop {
        let page = conversations::page(&w.d, &permit, condition, sort, after, 2).await.unwrap();
        let Some(last) = page.last() else { break };
        after = Some(last.conversation.place(sort));
        all.extend(page.iter().map(|one| one.conversation.id));
    }
    let total = conversations::total(&w.d, &permit, condition).await.unwrap();
    assert_eq!(usize::try_from(total).unwrap(), all.len(), "the total is what the pages hold");
    all
}

async fn counts(w: &World, desk: Desk, of: Actor) -> Counts {
    conversations::counts(&w.d, desk.workspace, id_of(of), State::Open).await.unwrap()
}

fn open_in(folder: Folder) -> Condition {
    Filter { folder, state: Some(State::Open), contact: None }.into()
}

on_both_engines! {
    async fn a_team_from_its_making_to_its_end(place: Place) {
        let w = World::new(place).await;
        let (desk, other) = (w.desk().await, w.desk().await);
        let (kofi, lena) = (w.agent(desk, "kofi").await, w.agent(desk, "lena").await);
        let refunds = team(&w, desk, "Refunds", &[kofi]).await.unwrap();
        assert!(matches!(team(&w, desk, " refunds ", &[]).await, Err(TeamError::NameTaken)));
        assert!(matches!(team(&w, desk, "  ", &[]).await, Err(TeamError::BadName)));
        assert!(matches!(team(&w, desk, &"x".repeat(513), &[]).await, Err(TeamError::BadName)));
        let stranger = BTreeSet::from(["9007199254740991".parse().unwrap()]);
        let joined = teams::create(&w.d, &lead(&w, desk.owner).await, personal("Nobodies"), &stranger).await;
        assert!(matches!(joined, Err(TeamError::NoSuchTeammate)));
        assert!(allow::<_, act::ManageTeams>(&kofi, teams::find(&w.d, desk.workspace, refunds).await.unwrap().unwrap()).is_err());
        assert!(teams::find(&w.d, other.workspace, refunds).await.unwrap().is_none());

        let stale = found(&w, desk, refunds).await;
        teams::rename(&w.d, &found(&w, desk, refunds).await, personal("Returns")).await.unwrap();
        assert!(matches!(teams::rename(&w.d, &stale, personal("Late")).await, Err(TeamError::ChangedMeanwhile)));
        let both = BTreeSet::from([id_of(kofi), id_of(lena)]);
        teams::set_members(&w.d, &found(&w, desk, refunds).await, &both).await.unwrap();
        teams::set_members(&w.d, &found(&w, desk, refunds).await, &BTreeSet::from([id_of(lena)])).await.unwrap();
        let gone = teams::set_members(&w.d, &found(&w, desk, refunds).await, &stranger).await;
        assert!(matches!(gone, Err(TeamError::NoSuchTeammate)));
        let permit = privacy::access::permit(&kofi, privacy::purpose::Purpose::Administration).unwrap();
        let shown = teams::list(&w.d, &permit).await.unwrap();
        assert_eq!((shown.len(), shown[0].name.as_str(), &shown[0].members), (1, "Returns", &vec![id_of(lena)]));
        assert_eq!(shown[0].version, found(&w, desk, refunds).await.thing().version);

        let visitor = w.visitor(desk).await;
        let id = w.conversation(visitor, "my parcel").await.conversation;
        give(&w, desk, id, To::Team(Some(refunds))).await.unwrap();
        give(&w, desk, id, To::Teammate(Some(id_of(kofi)))).await.unwrap();
        teams::delete(&w.d, &found(&w, desk, refunds).await).await.unwrap();
        let after = held(&w, desk, id).await;
        assert_eq!((after.team, after.assignee), (None, Some(id_of(kofi))));
        assert!(matches!(give(&w, desk, id, To::Team(Some(refunds))).await, Err(AssignError::NoSuchTeam)));
        assert_eq!(teams::list(&w.d, &permit).await.unwrap().len(), 0);
        team(&w, desk, "Returns", &[]).await.unwrap();
    }

    async fn folders_are_counted_as_far_as_the_limit(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let visitor = w.visitor(desk).await;
        let mut last = Vec::new();
        for number in 0..=limits::COUNTED {
            let begun = w.conversation(visitor, "my parcel").await.conversation;
            last.extend((number >= limits::COUNTED - 1).then_some(begun));
        }
        let (most, one_less) = (limits::COUNTED, limits::COUNTED - 1);
        let cut = Counts { unassigned: most, all: most, ..Counts::default() };
        assert_eq!(counts(&w, desk, desk.owner).await, cut);
        for id in last {
            let closing = allow(&desk.owner, held(&w, desk, id).await).unwrap();
            conversations::close(&w.d, closing, Author::of(&desk.owner)).await.unwrap();
        }
        let whole = Counts { unassigned: one_less, all: one_less, ..Counts::default() };
        assert_eq!(counts(&w, desk, desk.owner).await, whole);
    }

    async fn folders_hold_and_count_the_same(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let kofi = w.agent(desk, "kofi").await;
        let refunds = team(&w, desk, "Refunds", &[kofi]).await.unwrap();
        let mut ids = Vec::new();
        for text in ["free", "kofi's", "the team's", "both", "closed", "of an erased person", "of a held person"] {
            w.clock.advance(Duration::from_secs(1));
            let visitor = w.visitor(desk).await;
            ids.push((w.conversation(visitor, text).await.conversation, visitor));
        }
        let at = |place: usize| ids[place].0;
        give(&w, desk, at(1), To::Teammate(Some(id_of(kofi)))).await.unwrap();
        give(&w, desk, at(2), To::Team(Some(refunds))).await.unwrap();
        for place in [3, 5] {
            give(&w, desk, at(place), To::Teammate(Some(id_of(kofi)))).await.unwrap();
            give(&w, desk, at(place), To::Team(Some(refunds))).await.unwrap();
        }
        let closing = allow(&desk.owner, held(&w, desk, at(4)).await).unwrap();
        conversations::close(&w.d, closing, Author::of(&desk.owner)).await.unwrap();
        assert_eq!(
            counts(&w, desk, kofi).await,
            Counts { mine: 3, unassigned: 2, all: 6, mentions: 0, teams: vec![(refunds, 3)] }
        );
        let Actor::Contact { id: of_held, .. } = ids[6].1 else { panic!("a visitor") };
        let hold = domain::holds::NewHold {
            ground: domain::holds::Ground::Litigation,
            scope: domain::holds::Scope::Everything,
            basis: personal("a claim"),
            until: None,
            review_at: w.d.now().after(Duration::from_hours(24)),
            reviewer: desk.owner_id,
        };
        domain::holds::place(&w.d, &desk.owner, domain::holds::On::Contact(of_held), hold).await.unwrap();
        for place in [5, 6] {
            let Actor::Contact { id, .. } = ids[place].1 else { panic!("a visitor") };
            erasure::request(&w.d, &desk.owner, id, Source::Inbox).await.unwrap();
        }
        // Their rows are still there, and nobody sees them.
        assert_eq!(
            counts(&w, desk, kofi).await,
            Counts { mine: 2, unassigned: 1, all: 4, mentions: 0, teams: vec![(refunds, 2)] }
        );
        let of = async |folder| {
            let mut ids = listed(&w, desk.owner, &open_in(folder), Sort::OLDEST).await;
            ids.sort();
            ids
        };
        assert_eq!(of(Folder::Unassigned).await, [at(0)]);
        assert_eq!(of(Folder::Of(id_of(kofi))).await, [at(1), at(3)]);
        assert_eq!(of(Folder::Team(refunds)).await, [at(2), at(3)]);
        assert_eq!(of(Folder::All).await, [at(0), at(1), at(2), at(3)]);
        give(&w, desk, at(3), To::Both(None, None)).await.unwrap();
        assert_eq!(of(Folder::Unassigned).await, [at(0), at(3)]);
        assert_eq!(
            kinds(&w, desk, at(3)).await[1..],
            [
                Kind::Assigned(Some(id_of(kofi))), Kind::AssignedTeam(Some(refunds)), Kind::Assigned(None),
                Kind::AssignedTeam(None)
            ]
        );
    }

    async fn every_order_is_walked_to_its_end(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let visitor = w.visitor(desk).await;
        let mut ids = Vec::new();
        for n in 0..5 {
            w.clock.advance(Duration::from_secs(10));
            ids.push(w.conversation(visitor, &format!("question {n}")).await.conversation);
        }
        w.clock.advance(Duration::from_secs(10));
        say(&w, desk.owner, ids[0], "an answer").await;
        let first = allow(&desk.owner, held(&w, desk, ids[3]).await).unwrap();
        conversations::set_priority(&w.d, &first, true).await.unwrap();
        let all = open_in(Folder::All);
        let order = async |sort| {
            let list = listed(&w, desk.owner, &all, sort).await;
            list.iter().map(|id| ids.iter().position(|one| one == id).unwrap()).collect::<Vec<_>>()
        };
        assert_eq!(order(Sort::NEWEST).await, [0, 4, 3, 2, 1]);
        assert_eq!(order(Sort::OLDEST).await, [1, 2, 3, 4, 0]);
        assert_eq!(order(Sort::WAITING_LONGEST).await, [1, 2, 3, 4, 0], "who waits for nothing comes last");
        assert_eq!(order(Sort::PriorityFirst).await, [3, 0, 4, 2, 1]);
        for moment in [Moment::Created, Moment::Updated, Moment::WaitingSince, Moment::SnoozedUntil] {
            assert_eq!(order(Sort::LatestFirst(moment)).await.len(), 5, "{moment:?}");
            assert_eq!(order(Sort::EarliestFirst(moment)).await.len(), 5, "{moment:?}");
        }
    }

    async fn conditions_say_what_they_mean(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let kofi = w.agent(desk, "kofi").await;
        let mut ids = Vec::new();
        let mut visitors = Vec::new();
        for n in 0..4 {
            w.clock.advance(Duration::from_secs(10));
            visitors.push(w.visitor(desk).await);
            ids.push(w.conversation(visitors[n], "hello").await.conversation);
        }
        give(&w, desk, ids[0], To::Teammate(Some(id_of(kofi)))).await.unwrap();
        let tagged = allow(&desk.owner, held(&w, desk, ids[1]).await).unwrap();
        let tag = conversations::tag(&w.d, &tagged, desk.owner_id, personal("late")).await.unwrap();
        let looked = allow(&desk.owner, held(&w, desk, ids[2]).await).unwrap();
        conversations::set_read(&w.d, &looked, true).await.unwrap();
        let Actor::Contact { id: third, .. } = visitors[2] else { panic!("a visitor") };
        let began = held(&w, desk, ids[2]).await.created_at;
        let find = async |condition: Condition| {
            let mut list = listed(&w, desk.owner, &condition, Sort::OLDEST).await;
            list.sort();
            list.iter().map(|id| ids.iter().position(|one| one == id).unwrap()).collect::<Vec<_>>()
        };
        let not = |one| Condition::Not(Box::new(one));
        assert_eq!(find(Condition::Assignee(Some(id_of(kofi)))).await, [0]);
        assert_eq!(find(not(Condition::Assignee(Some(id_of(kofi))))).await, [1, 2, 3], "nobody's is not kofi's");
        assert_eq!(find(Condition::Tag(tag)).await, [1]);
        assert_eq!(find(not(Condition::Tag(tag))).await, [0, 2, 3]);
        assert_eq!(find(Condition::Unread(false)).await, [2]);
        assert_eq!(find(Condition::Contact(third)).await, [2]);
        assert_eq!(find(Condition::Never(Moment::SnoozedUntil)).await, [0, 1, 2, 3]);
        let when = |compare| Condition::When(Moment::Created, compare, began);
        assert_eq!(find(when(Compare::Is)).await, [2]);
        assert_eq!(find(when(Compare::AtLeast)).await, [2, 3]);
        assert_eq!(find(when(Compare::AtMost)).await, [0, 1, 2]);
        assert_eq!(find(when(Compare::Above)).await, [3]);
        assert_eq!(find(when(Compare::Below)).await, [0, 1]);
        assert_eq!(find(Condition::Id(Compare::AtLeast, ids[3])).await, [3]);
        let either = Condition::Any(vec![Condition::Tag(tag), Condition::Every(vec![when(Compare::Above), Condition::Team(None)])]);
        assert_eq!(find(either.clone()).await, [1, 3]);
        assert_eq!(find(Condition::Every(vec![either, Condition::Priority(true)])).await, Vec::<usize>::new());
        assert_eq!(find(Condition::Any(Vec::new())).await, Vec::<usize>::new());
        assert_eq!(find(Condition::Every(Vec::new())).await, [0, 1, 2, 3]);
        let own = listed(&w, visitors[2], &Condition::Every(Vec::new()), Sort::NEWEST).await;
        assert_eq!(own, [ids[2]], "a contact asks among their own");
    }

    async fn who_is_away_gets_nothing_back(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let (kofi, lena) = (w.agent(desk, "kofi").await, w.agent(desk, "lena").await);
        let visitor = w.visitor(desk).await;
        let id = w.conversation(visitor, "hello").await.conversation;
        give(&w, desk, id, To::Teammate(Some(id_of(kofi)))).await.unwrap();
        let away = |by, reassigns| teammates::set_presence(&w.d, by, id_of(kofi), Presence::Away { reassigns });
        assert!(matches!(away(&lena, true).await, Err(PresenceError::Denied(_))), "an agent speaks for themselves");
        assert!(matches!(away(&visitor, true).await, Err(PresenceError::Denied(_))));
        let token = Actor::Token {
            workspace: desk.workspace, id: "0123456789abcdef01234567".parse().unwrap(), scope: Scope::Read, teammate: id_of(kofi),
        };
        assert!(matches!(away(&token, true).await, Err(PresenceError::Denied(_))), "a token that reads");
        away(&kofi, false).await.unwrap();
        say(&w, visitor, id, "are you there?").await;
        assert_eq!(held(&w, desk, id).await.assignee, Some(id_of(kofi)), "away, and keeps what they have");
        away(&desk.owner, true).await.unwrap();
        say(&w, desk.owner, id, "he is away").await;
        assert_eq!(held(&w, desk, id).await.assignee, Some(id_of(kofi)), "only the contact's answer gives it back");
        let closing = allow(&desk.owner, held(&w, desk, id).await).unwrap();
        conversations::close(&w.d, closing, Author::of(&desk.owner)).await.unwrap();
        say(&w, visitor, id, "then somebody else?").await;
        let after = held(&w, desk, id).await;
        assert_eq!((after.assignee, after.state), (None, State::Open));
        let kinds = kinds(&w, desk, id).await;
        assert_eq!(kinds[kinds.len() - 3..], [Kind::Reopened, Kind::Assigned(None), Kind::Comment]);
        teammates::set_presence(&w.d, &kofi, id_of(kofi), Presence::Back).await.unwrap();
        let permit = privacy::access::permit(&kofi, privacy::purpose::Purpose::Administration).unwrap();
        assert_eq!(teammates::find(&w.d, &permit, id_of(kofi)).await.unwrap().unwrap().away_since, None);
        let nobody = teammates::set_presence(&w.d, &desk.owner, "77".parse().unwrap(), Presence::Back).await;
        assert!(matches!(nobody, Err(PresenceError::NotFound)));
    }

    async fn nobody_has_a_conversation_who_may_not_answer_it(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let (kofi, lena) = (w.agent(desk, "kofi").await, w.agent(desk, "lena").await);
        let made = async |who, role| teammates::change_role(&w.d, &desk.owner, id_of(who), role).await.unwrap();
        let visitor = w.visitor(desk).await;
        let id = w.conversation(visitor, "hello").await.conversation;
        let assignee = async || held(&w, desk, id).await.assignee;
        made(lena, Role::PrivacyOfficer).await;
        let refused = give(&w, desk, id, To::Teammate(Some(id_of(lena)))).await;
        assert!(matches!(refused, Err(AssignError::CannotAnswer)), "{refused:?}");
        assert_eq!(assignee().await, None);
        give(&w, desk, id, To::Teammate(Some(id_of(kofi)))).await.unwrap();
        for role in [Role::Admin, Role::Owner, Role::Agent] {
            made(kofi, role).await;
            say(&w, visitor, id, "and now?").await;
            assert_eq!(assignee().await, Some(id_of(kofi)), "{role:?}");
        }
        made(kofi, Role::PrivacyOfficer).await;
        say(&w, visitor, id, "are you there?").await;
        assert_eq!(assignee().await, None, "what is answered to whoever answers nobody is everybody's");
        let kinds = kinds(&w, desk, id).await;
        assert_eq!(kinds[kinds.len() - 2..], [Kind::Assigned(None), Kind::Comment]);
    }

    async fn whoever_is_out_has_nothing_open_any_more(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let kofi = w.agent(desk, "kofi").await;
        let refunds = team(&w, desk, "Refunds", &[kofi]).await.unwrap();
        let theirs = async || {
            let mut ids = Vec::new();
            for text in ["open", "of a team", "snoozed", "closed"] {
                let id = w.conversation(w.visitor(desk).await, text).await.conversation;
                give(&w, desk, id, To::Teammate(Some(id_of(kofi)))).await.unwrap();
                ids.push(id);
            }
            give(&w, desk, ids[1], To::Team(Some(refunds))).await.unwrap();
            let until = w.d.now().after(Duration::from_hours(2));
            let allowed = async |id| allow(&desk.owner, held(&w, desk, id).await).unwrap();
            conversations::snooze(&w.d, allowed(ids[2]).await, Author::of(&desk.owner), until).await.unwrap();
            conversations::close(&w.d, allowed(ids[3]).await, Author::of(&desk.owner)).await.unwrap();
            ids
        };
        let freed = async |ids: &[Id<Conversation>], how: &str| {
            let waits = held(&w, desk, ids[0]).await.waiting_since;
            assert!(waits.is_some(), "{how}: they wait as before");
            for id in &ids[..3] {
                let held = held(&w, desk, *id).await;
                assert_eq!(held.assignee, None, "{how}");
                assert_eq!(held.team, (*id == ids[1]).then_some(refunds), "{how}: its team keeps it");
                assert_eq!(kinds(&w, desk, *id).await.last(), Some(&Kind::Assigned(None)), "{how}");
            }
            assert_eq!(held(&w, desk, ids[2]).await.state, State::Snoozed, "{how}");
            assert_eq!(held(&w, desk, ids[3]).await.assignee, Some(id_of(kofi)), "{how}: what is done is theirs");
            assert!(listed(&w, desk.owner, &open_in(Folder::Unassigned), Sort::NEWEST).await.contains(&ids[0]), "{how}");
            assert_eq!(counts(&w, desk, kofi).await.mine, 0, "{how}");
        };
        let ids = theirs().await;
        teammates::change_role(&w.d, &desk.owner, id_of(kofi), Role::PrivacyOfficer).await.unwrap();
        freed(&ids, "they answer nobody").await;
        teammates::change_role(&w.d, &desk.owner, id_of(kofi), Role::Agent).await.unwrap();
        let ids = theirs().await;
        teammates::deactivate(&w.d, &desk.owner, id_of(kofi)).await.unwrap();
        freed(&ids, "they are out").await;
    }

    async fn a_conversation_is_named_and_marked(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let visitor = w.visitor(desk).await;
        let id = w.conversation(visitor, "hello").await.conversation;
        let change = async |title: Option<Option<&str>>, custom: serde_json::Value| {
            let changes = AttributeChanges {
                title: title.map(|title| title.map(personal)),
                custom: custom.as_object().map(|custom| Personal::new(Json(custom.clone()))),
            };
            let allowed = allow(&desk.owner, held(&w, desk, id).await).unwrap();
            conversations::change_attributes(&w.d, allowed, changes).await.unwrap();
        };
        let permit = conversations::permit_for(&desk.owner).unwrap();
        let shown = async || conversations::attributes(&w.d, &permit, &held(&w, desk, id).await).await.unwrap();
        assert!(shown().await == conversations::Attributes::default());
        change(Some(Some("The parcel")), serde_json::json!({ "order": "A-1", "late": true })).await;
        change(None, serde_json::json!({ "late": null, "days": 3 })).await;
        let after = shown().await;
        assert_eq!(after.title.as_deref(), Some("The parcel"));
        assert_eq!(serde_json::Value::from(after.custom), serde_json::json!({ "order": "A-1", "days": 3 }));
        // Redacting the first part ends a key below the conversation's leaf, not the one of its title.
        let first = {
            let (read, permit) = conversations::read_by(&w.d, &desk.owner, id).await.unwrap();
            messages::thread(&w.d, &read, &permit, Which::Latest, 1).await.unwrap()[0].message
        };
        let (read, _) = conversations::read_by(&w.d, &visitor, id).await.unwrap();
        assert!(messages::redacted(&w.d, &read, 50).await.unwrap().is_empty());
        messages::redact(&w.d, allow(&desk.owner, held(&w, desk, id).await).unwrap(), first, Source::Inbox).await.unwrap();
        assert_eq!(messages::redacted(&w.d, &read, 50).await.unwrap(), [0], "whoever shows it is told");
        assert_eq!(shown().await.title.as_deref(), Some("The parcel"));
        change(Some(None), serde_json::Value::Null).await;
        assert_eq!(shown().await.title, None);

        assert!(!held(&w, desk, id).await.unread, "looked at");
        let allowed = allow(&desk.owner, held(&w, desk, id).await).unwrap();
        conversations::set_read(&w.d, &allowed, false).await.unwrap();
        assert!(held(&w, desk, id).await.unread);
        assert!(allow::<_, act::ChangeState>(&visitor, held(&w, desk, id).await).is_err());
        conversations::delete(&w.d, allow(&desk.owner, held(&w, desk, id).await).unwrap(), Source::Inbox).await.unwrap();
        assert!(matches!(conversations::set_priority(&w.d, &allowed, true).await, Err(conversations::MarkError::NotFound)));
    }

    async fn what_is_marked_unread_stays_so_until_it_is_opened_or_more_is_said(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let visitor = w.visitor(desk).await;
        let id = w.conversation(visitor, "hello").await.conversation;
        let unread = async || held(&w, desk, id).await.unread;
        let again = async |known: i64| {
            let (read, permit) = conversations::read_by(&w.d, &desk.owner, id).await.unwrap();
            messages::thread_again(&w.d, &read, &permit, Which::Latest, 50, known).await.unwrap().len()
        };
        kinds(&w, desk, id).await;
        assert!(!unread().await, "opened");
        let allowed = allow(&desk.owner, held(&w, desk, id).await).unwrap();
        conversations::set_read(&w.d, &allowed, false).await.unwrap();
        let shown = again(0).await;
        assert!(shown > 0 && unread().await, "looked at again");
        give(&w, desk, id, To::Teammate(Some(desk.owner_id))).await.unwrap();
        assert_eq!(again(0).await, shown + 1);
        assert!(unread().await, "what is done in it is nothing said");
        say(&w, visitor, id, "are you there?").await;
        again(0).await;
        assert!(!unread().await, "more was said");
        conversations::set_read(&w.d, &allow(&desk.owner, held(&w, desk, id).await).unwrap(), false).await.unwrap();
        kinds(&w, desk, id).await;
        assert!(!unread().await, "opened anew");
    }

    async fn what_is_done_moves_on_when_it_last_changed_and_a_look_does_not(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let id = w.conversation(w.visitor(desk).await, "hello").await.conversation;
        let stands = async || {
            let held = held(&w, desk, id).await;
            (held.version, held.updated_at, held.moved_at)
        };
        w.clock.advance(Duration::from_mins(1));
        let before = stands().await;
        kinds(&w, desk, id).await;
        assert!(!held(&w, desk, id).await.unread, "looked at");
        assert_eq!(stands().await, before, "which changes nothing");
        let allowed = allow(&desk.owner, held(&w, desk, id).await).unwrap();
        conversations::set_read(&w.d, &allowed, false).await.unwrap();
        let (version, updated, moved) = stands().await;
        assert_eq!((version, updated, moved), (before.0, w.d.now(), before.2), "a mark does, and leaves it in its place");
        w.clock.advance(Duration::from_mins(1));
        conversations::set_priority(&w.d, &allowed, true).await.unwrap();
        assert_eq!(stands().await, (version + 1, w.d.now(), before.2));
    }
}
