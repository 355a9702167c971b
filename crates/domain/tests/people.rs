//! Contacts, teammates, tokens and links, on both engines.
#![expect(clippy::unwrap_used, reason = "a test that finds less than it expects must fail")]

use std::collections::HashSet;
use std::time::Duration;

use domain::contacts::{self, Arrival, Attributes, Changes, ContactRole, CreateError, UpdateError};
use domain::erasure::{self, Source};
use domain::messages::{self, Which};
use domain::refusals::Cause;
use domain::teammates::{self, ChangeRoleError, NewTeammate, SessionKey, SignInError};
use domain::workspaces::{self, NewWorkspace, Settings};
use domain::{api_tokens, conversations, holds, limits, messenger_sessions, setup};
use privacy::access::{Actor, Role, Scope, act, allow};
use privacy::purpose::Purpose;
use privacy::sealed::Json;
use privacy::secret::Secret;
use privacy::{Personal, Region};
use store::params;
use testkit::on_both_engines;
use testkit::world::{Desk, World, personal};

fn known(external_id: &str, email: &str) -> Attributes {
    Attributes {
        external_id: Some(personal(external_id)),
        email: Some(personal(email)),
        ..Attributes::default()
    }
}

fn custom(json: &serde_json::Value) -> Personal<Json<contacts::CustomAttributes>> {
    Personal::new(Json(json.as_object().unwrap().clone()))
}

async fn shown(w: &World, desk: Desk, id: privacy::Id<privacy::ids::Contact>) -> contacts::ContactShown {
    let (contact, permit) = contacts::read_by(&w.d, &desk.owner, id).await.unwrap();
    contacts::show(&w.d.keys(desk.workspace).await.unwrap(), &permit, contact.thing()).unwrap()
}

on_both_engines! {
    async fn an_external_id_is_taken_once(place: Place) {
        let w = World::new(place).await;
        let (desk, other) = (w.desk().await, w.desk().await);
        let first = w.user(desk, known("u-1", "a@x.example")).await;
        let second = w.user(desk, known("u-2", "a@x.example")).await;
        let taken = contacts::create(&w.d, &desk.owner, ContactRole::User, known("u-1", "b@x.example")).await;
        assert!(matches!(taken, Err(CreateError::ExternalIdTaken(Some(id))) if id == first));
        w.user(other, known("u-1", "a@x.example")).await;
        let contact = contacts::find(&w.d, desk.workspace, second).await.unwrap().unwrap();
        let changes = Changes { external_id: Some(Some(personal("u-1"))), ..Changes::default() };
        let taken = contacts::update(&w.d, allow(&desk.owner, contact).unwrap(), changes).await;
        assert!(matches!(taken, Err(UpdateError::ExternalIdTaken(Some(id))) if id == first));
        let found = contacts::find_by_external_id(&w.d, desk.workspace, &personal("u-2")).await.unwrap();
        assert_eq!(found.map(|contact| contact.id), Some(second), "the refused change left nothing");
    }

    async fn attributes_are_merged_and_taken_away(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let start = Attributes { custom_attributes: Some(custom(&serde_json::json!({"plan": "gold", "seats": 3}))), ..known("u-1", "a@x.example") };
        let id = w.user(desk, start).await;
        let contact = contacts::find(&w.d, desk.workspace, id).await.unwrap().unwrap();
        let changes = Changes {
            email: Some(None),
            name: Some(Some(personal("桐野"))),
            custom_attributes: Some(custom(&serde_json::json!({"plan": null, "seats": 4, "beta": true}))),
            ..Changes::default()
        };
        contacts::update(&w.d, allow(&desk.owner, contact.clone()).unwrap(), changes.clone()).await.unwrap();
        let now = shown(&w, desk, id).await;
        assert_eq!((now.email, now.name.as_deref(), now.external_id.as_deref()), (None, Some("桐野"), Some("u-1")));
        assert_eq!(serde_json::Value::from(now.custom_attributes), serde_json::json!({"seats": 4, "beta": true}));
        let stale = contacts::update(&w.d, allow(&desk.owner, contact).unwrap(), changes).await;
        assert!(matches!(stale, Err(UpdateError::ChangedMeanwhile)));
    }

    async fn a_visitor_becomes_a_lead(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let Actor::Contact { id, .. } = w.visitor(desk).await else { unreachable!() };
        let contact = contacts::find(&w.d, desk.workspace, id).await.unwrap().unwrap();
        assert_eq!(contact.role, ContactRole::Visitor);
        let pseudonym = shown(&w, desk, id).await.called().to_owned();
        assert_eq!(pseudonym, contacts::pseudonym(&id));
        let changes = Changes { role: Some(ContactRole::Lead), email: Some(Some(personal("v@x.example"))), ..Changes::default() };
        contacts::update(&w.d, allow(&desk.owner, contact).unwrap(), changes).await.unwrap();
        let lead = contacts::find(&w.d, desk.workspace, id).await.unwrap().unwrap();
        assert_eq!(lead.role, ContactRole::Lead);
        assert_eq!(shown(&w, desk, id).await.called(), "v@x.example");
    }

    async fn a_visitor_of_whom_something_is_told_is_to_be_a_lead(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let Actor::Contact { id, .. } = w.visitor(desk).await else { unreachable!() };
        let visitor = contacts::find(&w.d, desk.workspace, id).await.unwrap().unwrap();
        let user = w.user(desk, known("u-1", "a@x.example")).await;
        let user = contacts::find(&w.d, desk.workspace, user).await.unwrap().unwrap();
        let said = Some(Some(personal("said")));
        let told = [
            Changes { external_id: said.clone(), ..Changes::default() },
            Changes { email: said.clone(), ..Changes::default() },
            Changes { phone: said.clone(), ..Changes::default() },
            Changes { name: said.clone(), ..Changes::default() },
            Changes { custom_attributes: Some(custom(&serde_json::json!({"plan": "gold"}))), ..Changes::default() },
        ];
        for told in told {
            assert_eq!(told.clone().of(&visitor).role, Some(ContactRole::Lead));
            assert_eq!(told.of(&user).role, None);
        }
        let nothing = Changes { name: Some(None), custom_attributes: Some(custom(&serde_json::json!({"plan": null}))), ..Changes::default() };
        assert_eq!(nothing.of(&visitor).role, None);
        let user = Changes { role: Some(ContactRole::User), name: said, ..Changes::default() };
        assert_eq!(user.of(&visitor).role, Some(ContactRole::User));
    }

    async fn of_an_address_that_many_write_down_at_once_one_lead_is_made(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let make = || contacts::create_by_address(&w.d, &desk.owner, personal("new@x.example"), Arrival::OnPurpose);
        let (a, b, c, d) = tokio::join!(make(), make(), make(), make());
        let made: Vec<_> = [a, b, c, d].into_iter().filter_map(Result::unwrap).collect();
        let known = contacts::find_by_email(&w.d, desk.workspace, &personal("New@x.example")).await.unwrap();
        assert_eq!((made.len(), known.len()), (1, 1));
        assert_eq!((known.first().map(|one| one.id), known.first().map(|one| one.role)), (made.first().copied(), Some(ContactRole::Lead)));
    }

    async fn signing_in(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let enter = async |email: &str, password: &str| {
            teammates::by_password(&w.d, desk.workspace, &personal(email), personal(password)).await
        };
        assert!(matches!(enter("ines@desk.example", "wrong password!").await, Err(SignInError::Refused)));
        assert!(matches!(enter("nobody@desk.example", "correct horse battery").await, Err(SignInError::Refused)));
        let signed_in = enter(" Ines@DESK.example ", "correct horse battery").await.unwrap().signed_in().unwrap();
        let secret = SessionKey::read(&signed_in.secret).unwrap();
        let found = teammates::authenticate(&w.d, desk.workspace, &secret).await.unwrap().unwrap();
        let teammates::Authenticated { actor, session, .. } = found;
        assert_eq!(actor, desk.owner);
        let other = w.desk().await;
        assert!(teammates::authenticate(&w.d, other.workspace, &secret).await.unwrap().is_none());
        teammates::sign_out(&w.d, &actor, session).await.unwrap();
        assert!(teammates::authenticate(&w.d, desk.workspace, &secret).await.unwrap().is_none());
        let again = enter("ines@desk.example", "correct horse battery").await.unwrap().signed_in().unwrap();
        w.clock.advance(limits::TEAMMATE_SESSION + Duration::from_secs(1));
        let secret = SessionKey::read(&again.secret).unwrap();
        assert!(teammates::authenticate(&w.d, desk.workspace, &secret).await.unwrap().is_none());
    }

    async fn a_session_has_another_turn_every_quarter_of_an_hour(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let (email, password) = (personal("ines@desk.example"), personal("correct horse battery"));
        let entered = teammates::by_password(&w.d, desk.workspace, &email, password).await;
        let first = entered.unwrap().signed_in().unwrap().secret.to_string();
        // What a cookie opens: nothing, or the session, and the cookie's next value.
        let shows = async |cookie: &str| {
            let key = SessionKey::read(cookie).unwrap();
            let found = teammates::authenticate(&w.d, desk.workspace, &key).await.unwrap();
            found.map(|found| found.renewed.map(|renewed| renewed.to_string()))
        };
        w.clock.advance(limits::USE_NOTED.saturating_sub(Duration::from_secs(1)));
        assert_eq!(shows(&first).await, Some(None), "not yet");
        w.clock.advance(Duration::from_secs(1));
        let second = shows(&first).await.unwrap().unwrap();
        assert!(second.starts_with(&format!("{first}.")) && second.len() == 2 * first.len() + 1);
        // What was on its way with the first one is answered; where the second is lost, the first gets another.
        assert_eq!((shows(&first).await, shows(&second).await), (Some(None), Some(None)));
        w.clock.advance(limits::TURN_UNDERWAY);
        let third = shows(&first).await.unwrap().unwrap();
        assert!(third != second && third.starts_with(&format!("{first}.")));
        assert_eq!((shows(&first).await, shows(&third).await), (Some(None), Some(None)));
        // The one that was lost is nobody's: whoever shows it has a copy, or the other one has.
        assert_eq!((shows(&second).await, shows(&third).await, shows(&first).await), (None, None, None));
        let key = |cookie: &str| SessionKey::read(cookie).unwrap();
        for (cookie, cause) in [(&second, Cause::SessionCopied), (&third, Cause::SessionEnded)] {
            let told = teammates::refused(&w.d, desk.workspace, &key(cookie)).await.unwrap();
            assert_eq!(told, cause);
        }
    }

    /// Rows of sessions do not stay behind what they opened.
    async fn sessions_past_their_end_go(place: Place) {
        let w = World::new(place).await;
        let (desk, other) = (w.desk().await, w.desk().await);
        let (email, password) = (personal("ines@desk.example"), || personal("correct horse battery"));
        let sign_in = async || {
            let entered = teammates::by_password(&w.d, desk.workspace, &email, password()).await;
            SessionKey::read(&entered.unwrap().signed_in().unwrap().secret).unwrap()
        };
        sign_in().await;
        messenger_sessions::start(&w.d, desk.workspace, None).await.unwrap();
        w.clock.advance(Duration::from_hours(1));
        let late = sign_in().await;
        let expire = async |of| {
            let (inbox, messenger) = (teammates::expire(&w.d, of), messenger_sessions::expire(&w.d, of));
            (inbox.await.unwrap(), messenger.await.unwrap())
        };
        assert_eq!(expire(desk.workspace).await, (0, 0));
        w.clock.advance(limits::TEAMMATE_SESSION.saturating_sub(Duration::from_hours(1)));
        assert_eq!(expire(desk.workspace).await, (1, 0), "the later one is not past its end");
        w.clock.advance(limits::MESSENGER_SESSION);
        assert_eq!(expire(other.workspace).await, (0, 0));
        assert_eq!(expire(desk.workspace).await, (1, 1));
        assert_eq!(expire(desk.workspace).await, (0, 0));
        assert!(teammates::authenticate(&w.d, desk.workspace, &late).await.unwrap().is_none());
    }

    async fn a_link_signs_in_as_often_as_it_may(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let link = teammates::create_link(&w.d, &desk.owner, desk.owner_id, 1).await.unwrap();
        let secret = Secret::read(&link).unwrap();
        assert!(teammates::by_link(&w.d, desk.workspace, &secret).await.is_ok());
        assert!(matches!(teammates::by_link(&w.d, desk.workspace, &secret).await, Err(SignInError::Refused)));
        let link = teammates::create_link(&w.d, &desk.owner, desk.owner_id, 5).await.unwrap();
        w.clock.advance(limits::LINK);
        let late = teammates::by_link(&w.d, desk.workspace, &Secret::read(&link).unwrap()).await;
        assert!(matches!(late, Err(SignInError::Refused)));
    }

    async fn a_setup_link_makes_one_workspace(place: Place) {
        let w = World::new(place).await;
        let secret = setup::create_link(&w.d).await.unwrap();
        let link = setup::Link::read(&secret).unwrap();
        assert!(setup::is_good(&w.d, link).await.unwrap());
        let new = || NewWorkspace {
            region: Region::Au,
            name: personal("Reef"),
            settings: Settings::default(),
            owner: NewTeammate { name: personal("Ada"), email: personal("ada@reef.example"), password: None },
        };
        let (workspace, _) = workspaces::create(&w.d, new(), Some(link)).await.unwrap().unwrap();
        assert_eq!(workspace.region(), Some(Region::Au));
        assert!(workspaces::create(&w.d, new(), Some(link)).await.unwrap().is_none());
        assert_eq!(workspaces::all_ids(&w.d).await.unwrap(), [workspace]);
    }

    async fn the_newest_setup_link_is_the_only_one(place: Place) {
        let w = World::new(place).await;
        let made = async || setup::Link::read(&setup::create_link(&w.d).await.unwrap()).unwrap();
        let good = async |link| setup::is_good(&w.d, link).await.unwrap();
        let (first, second) = (made().await, made().await);
        assert_eq!((good(first).await, good(second).await), (false, true), "it was replaced");
        let new = || NewWorkspace {
            region: Region::Eu,
            name: personal("Reef"),
            settings: Settings::default(),
            owner: NewTeammate { name: personal("Ada"), email: personal("ada@reef.example"), password: None },
        };
        assert!(workspaces::create(&w.d, new(), Some(first)).await.unwrap().is_none());
        assert!(workspaces::create(&w.d, new(), Some(second)).await.unwrap().is_some());
        assert!(!good(second).await);
    }

    /// What is done for every workspace leaves none out, however many there are.
    async fn every_workspace_is_named_once(place: Place) {
        let w = World::new(place).await;
        let mut made = Vec::new();
        for _ in 0..150 {
            let new = NewWorkspace {
                region: Region::Eu,
                name: personal("Branch"),
                settings: Settings::default(),
                owner: NewTeammate { name: personal("Ada"), email: personal("ada@reef.example"), password: None },
            };
            made.push(workspaces::create(&w.d, new, None).await.unwrap().unwrap().0);
            // Three to a moment: a page ends between two of the same age.
            if made.len().is_multiple_of(3) {
                w.clock.advance(Duration::from_secs(1));
            }
        }
        let named = workspaces::all_ids(&w.d).await.unwrap();
        let age = |id: &privacy::Id<privacy::ids::Workspace>| made.iter().position(|one| one == id).unwrap() / 3;
        assert!(named.is_sorted_by_key(age), "oldest first");
        assert_eq!(named.iter().collect::<HashSet<_>>(), made.iter().collect());
        assert_eq!(named.len(), 150);
    }

    async fn a_token_ends(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let found = workspaces::find(&w.d, desk.workspace).await.unwrap().unwrap();
        let new = api_tokens::NewToken {
            teammate: desk.owner_id,
            scope: Scope::Read,
            name: personal("reports"),
            expires_at: Some(w.d.now().after(Duration::from_hours(1))),
        };
        let token = api_tokens::create(&w.d, &allow(&desk.owner, found).unwrap(), new).await.unwrap();
        let actor = api_tokens::authenticate(&w.d, &token).await.unwrap().unwrap();
        assert!(matches!(actor, Actor::Token { scope: Scope::Read, .. }));
        let (_, secret) = token.split_once('_').unwrap();
        let other = w.desk().await;
        for bad in ["", "x", secret, &format!("{}_{secret}", other.workspace), &token[..token.len() - 1]] {
            assert!(api_tokens::authenticate(&w.d, bad).await.unwrap().is_none());
        }
        w.clock.advance(Duration::from_hours(1));
        assert!(api_tokens::authenticate(&w.d, &token).await.unwrap().is_none());
    }

    async fn a_token_is_good_while_its_owner_may_make_tokens(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let Actor::Teammate { id, .. } = w.agent(desk, "kofi").await else { unreachable!() };
        let made = async |role| teammates::change_role(&w.d, &desk.owner, id, role).await.unwrap();
        made(Role::Admin).await;
        let mut tokens = Vec::new();
        for scope in Scope::ALL {
            let found = workspaces::find(&w.d, desk.workspace).await.unwrap().unwrap();
            let new = api_tokens::NewToken { teammate: id, scope: *scope, name: personal("endless"), expires_at: None };
            tokens.push(api_tokens::create(&w.d, &allow(&desk.owner, found).unwrap(), new).await.unwrap());
        }
        for (role, good) in [
            (Role::Admin, true),
            (Role::Agent, false),
            (Role::Owner, true),
            (Role::PrivacyOfficer, false),
        ] {
            made(role).await;
            for token in &tokens {
                let holder = api_tokens::authenticate(&w.d, token).await.unwrap();
                assert_eq!(holder.is_some(), good, "{role:?}");
            }
        }
    }

    async fn a_visitors_session_ends(place: Place) {
        let w = World::new(place).await;
        let (desk, other) = (w.desk().await, w.desk().await);
        let visitor = messenger_sessions::start(&w.d, desk.workspace, None).await.unwrap();
        let secret = Secret::read(&visitor.secret).unwrap();
        let whose = async |workspace| messenger_sessions::authenticate(&w.d, workspace, &secret).await.unwrap();
        w.clock.advance(limits::MESSENGER_SESSION.saturating_sub(Duration::from_secs(1)));
        let workspace = desk.workspace;
        assert_eq!(whose(workspace).await, Some(Actor::Contact { workspace, id: visitor.contact }));
        assert_eq!(whose(other.workspace).await, None);
        w.clock.advance(Duration::from_secs(1));
        assert_eq!(whose(workspace).await, None);
    }

    async fn agents_do_not_run_the_workspace(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let agent = w.agent(desk, "kofi").await;
        let found = workspaces::find(&w.d, desk.workspace).await.unwrap().unwrap();
        assert!(allow::<_, privacy::access::act::ManageWorkspace>(&agent, found.clone()).is_err());
        let allowed = allow(&desk.owner, found).unwrap();
        let twice = NewTeammate { name: personal("K"), email: personal("KOFI@desk.example"), password: None };
        let taken = teammates::add(&w.d, &allowed, Role::Agent, twice).await;
        assert!(matches!(taken, Err(teammates::AddError::EmailTaken)));
    }

    async fn owners_give_roles_and_an_owner_stays(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let (one, two) = (w.agent(desk, "kofi").await, w.agent(desk, "mina").await);
        let (kofi, mina) = (teammate(&one), teammate(&two));
        let now = async |id| teammates::actor(&w.d, desk.workspace, id).await.unwrap().unwrap();
        let change = async |by: &Actor, id, role| teammates::change_role(&w.d, by, id, role).await;

        change(&desk.owner, kofi, Role::Admin).await.unwrap();
        let admin = now(kofi).await;
        assert!(matches!(admin, Actor::Teammate { role: Role::Admin, .. }));
        change(&desk.owner, mina, Role::PrivacyOfficer).await.unwrap();
        let officer = now(mina).await;
        for by in [&admin, &officer, &one] {
            assert!(matches!(change(by, kofi, Role::Owner).await, Err(ChangeRoleError::Denied(_))));
        }
        let found = workspaces::find(&w.d, desk.workspace).await.unwrap().unwrap();
        let adds = allow(&admin, found).unwrap();
        let new = NewTeammate { name: personal("X"), email: personal("x@desk.example"), password: None };
        let added = teammates::add(&w.d, &adds, Role::Owner, new).await;
        assert!(matches!(added, Err(teammates::AddError::Denied(_))), "nor by adding somebody");
        let nobody = "9007199254740991".parse().unwrap();
        assert!(matches!(change(&desk.owner, nobody, Role::Agent).await, Err(ChangeRoleError::NotFound)));
        let other = w.desk().await;
        assert!(matches!(change(&other.owner, mina, Role::Agent).await, Err(ChangeRoleError::NotFound)));
        let last = change(&desk.owner, desk.owner_id, Role::Agent).await;
        assert!(matches!(last, Err(ChangeRoleError::LastOwner)), "{last:?}");
        assert!(matches!(now(desk.owner_id).await, Actor::Teammate { role: Role::Owner, .. }));

        // Two owners, each of whom takes it from the other at the same time: one is left.
        change(&desk.owner, kofi, Role::Owner).await.unwrap();
        let second = now(kofi).await;
        let both = tokio::join!(change(&desk.owner, kofi, Role::Agent), change(&second, desk.owner_id, Role::Agent));
        assert!(both.0.is_ok() != both.1.is_ok(), "{both:?}");
        let (first, second) = (now(desk.owner_id).await, now(kofi).await);
        let owns = |by: &Actor| matches!(by, Actor::Teammate { role: Role::Owner, .. });
        assert!(owns(&first) != owns(&second));
        let entered = w.d.store.rows(&ROLES_CHANGED, params![desk.workspace]).await.unwrap();
        assert_eq!(entered.len(), 4);
    }

    async fn a_privacy_officer_reads_and_answers_nobody(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let id = teammate(&w.agent(desk, "noor").await);
        teammates::change_role(&w.d, &desk.owner, id, Role::PrivacyOfficer).await.unwrap();
        let officer = teammates::actor(&w.d, desk.workspace, id).await.unwrap().unwrap();
        let visitor = w.visitor(desk).await;
        let talk = w.conversation(visitor, "please delete me").await.conversation;
        let (read, permit) = conversations::read_by(&w.d, &officer, talk).await.unwrap();
        assert_eq!(permit.purpose(), Purpose::Legal);
        let parts = messages::thread(&w.d, &read, &permit, Which::Latest, 10).await.unwrap();
        assert_eq!(parts.first().unwrap().body, "please delete me");
        let found = conversations::find(&w.d, desk.workspace, talk).await.unwrap().unwrap();
        assert!(found.unread, "those who answer have not read it");
        assert!(allow::<_, act::Reply>(&officer, found.clone()).is_err());
        assert!(allow::<_, act::Assign>(&officer, found).is_err());
        let workspace = workspaces::find(&w.d, desk.workspace).await.unwrap().unwrap();
        assert!(allow::<_, act::ManageWorkspace>(&officer, workspace.clone()).is_err());
        assert!(allow::<_, act::ManageTeammates>(&officer, workspace.clone()).is_err());
        assert!(allow::<_, act::ReadActivityLog>(&officer, workspace).is_ok());
        assert!(holds::list(&w.d, &officer, true, None, 10).await.is_ok());
        let Actor::Contact { id: contact, .. } = visitor else { unreachable!() };
        assert!(erasure::request(&w.d, &officer, contact, Source::Inbox).await.is_ok());
    }
}

store::statements! {
    /// The entries of changed roles.
    ROLES_CHANGED = "SELECT object_id FROM entries WHERE workspace_id = $1 AND action = 'teammate.role_changed'";
}

fn teammate(by: &Actor) -> privacy::Id<privacy::ids::Teammate> {
    by.id().parse().unwrap()
}
