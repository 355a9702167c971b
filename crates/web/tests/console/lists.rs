//! The inbox's lists: folders, counts, orders, pages.

use std::collections::BTreeSet;
use std::time::Duration;

use axum::http::StatusCode;
use domain::contacts::ContactRole;
use domain::messages::{self, Author, Draft, Kind};
use domain::{conversations, teams, workspaces};
use privacy::Id;
use privacy::access::{Actor, Role, allow};
use privacy::ids::{Conversation, Team};

use crate::harness::{Answer, Office, Server, personal};

pub(crate) fn owner(office: Office) -> Actor {
    Actor::Teammate { workspace: office.id, id: office.owner, role: Role::Owner }
}

pub(crate) async fn team(server: &Server, office: Office, name: &str) -> Id<Team> {
    let found = workspaces::find(&server.d, office.id).await.unwrap().unwrap();
    let members = BTreeSet::from([office.owner]);
    teams::create(&server.d, &allow(&owner(office), found).unwrap(), personal(name), &members).await.unwrap()
}

/// The ids of a list's rows, in order.
pub(crate) fn rows(answer: &Answer) -> Vec<String> {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    let rest = answer.text.split("<li data-key=\"").skip(1);
    rest.map(|row| row.split('"').next().unwrap().to_owned()).collect()
}

pub(crate) fn counts(answer: &Answer) -> serde_json::Value {
    let text = answer.between("data-counts=\"", "\"").replace("&quot;", "\"");
    serde_json::from_str(&text).unwrap()
}

async fn folders_list_and_count_what_they_hold(server: Server) {
    let office = server.office().await;
    let kofi = server.teammate(office, "kofi", Role::Agent).await;
    let refunds = team(&server, office, "Refunds & <more>").await;
    let ada = server.person(office, "Ada Quill", ContactRole::User).await;
    let mut ids = Vec::new();
    for text in ["free", "mine", "the team's", "mentions", "closed"] {
        server.d.clock.advance(Duration::from_secs(1));
        ids.push(server.asks(office, ada, text).await.to_string());
    }
    let mut ines = server.signed_in(office, "ines").await;
    ines.get("/inbox").await;
    let mine = format!("teammate-{}", office.owner);
    assert_eq!(
        ines.script(&format!("/inbox/{}/assign", ids[1]), &[("to", &mine)]).await.status,
        StatusCode::OK
    );
    let theirs = format!("team-{refunds}");
    assert_eq!(
        ines.script(&format!("/inbox/{}/assign", ids[2]), &[("to", &theirs)]).await.status,
        StatusCode::OK
    );
    assert_eq!(ines.script(&format!("/inbox/{}/close", ids[4]), &[]).await.status, StatusCode::OK);
    mention(&server, office, kofi, ids[3].parse().unwrap()).await;

    let list = |query: &str| format!("/inbox/list?{query}");
    let all = ines.get(&list("folder=all&state=open")).await;
    assert_eq!(rows(&all).len(), 4);
    let team_word = format!("team-{refunds}");
    let expected =
        serde_json::json!({"mine": "1", "unassigned": "2", "mentions": "1", "all": "4", &team_word: "1"});
    assert_eq!(counts(&all), expected);
    assert_eq!(rows(&ines.get(&list("folder=mine")).await), [ids[1].clone()]);
    assert_eq!(
        rows(&ines.get(&list("folder=unassigned&sort=oldest")).await),
        [ids[0].clone(), ids[3].clone()]
    );
    assert_eq!(rows(&ines.get(&list("folder=mentions")).await), [ids[3].clone()]);
    assert_eq!(rows(&ines.get(&list(&format!("folder={theirs}"))).await), [ids[2].clone()]);
    assert_eq!(rows(&ines.get(&list("folder=team-4711")).await), Vec::<String>::new());
    assert_eq!(rows(&ines.get(&list("state=closed")).await), [ids[4].clone()]);

    let page = ines.get(&format!("/inbox?folder={theirs}")).await;
    assert!(page.text.contains("<h1>Refunds &amp; &lt;more&gt;</h1>"), "{}", page.text);
    assert!(
        page.text.contains(&format!("href=\"/inbox?folder={theirs}&amp;state=open\" aria-current=\"page\""))
    );
    // Whoever looks has seen where they are mentioned: it stays in the folder, and is counted no more.
    ines.get(&format!("/inbox/{}", ids[3])).await;
    let seen = ines.get(&list("folder=mentions")).await;
    assert_eq!((rows(&seen).len(), &counts(&seen)["mentions"]), (1, &serde_json::json!("0")));
}
crate::both!(folders_list_and_count_what_they_hold);

async fn a_mention_in_what_is_put_aside_is_counted_and_listed_until_it_is_seen(server: Server) {
    let office = server.office().await;
    let kofi = server.teammate(office, "kofi", Role::Agent).await;
    let ada = server.person(office, "Ada Quill", ContactRole::User).await;
    let mut ids = Vec::new();
    for text in ["closed", "open", "snoozed", "not hers"] {
        server.d.clock.advance(Duration::from_secs(1));
        ids.push(server.asks(office, ada, text).await.to_string());
    }
    let mut ines = server.signed_in(office, "ines").await;
    ines.get("/inbox").await;
    let later = (server.d.now().seconds() + 3600).to_string();
    for (at, act, fields) in
        [(0, "close", vec![]), (2, "snooze", vec![("until", later.as_str())]), (3, "close", vec![])]
    {
        let done = ines.script(&format!("/inbox/{}/{act}", ids[at]), &fields).await;
        assert_eq!(done.status, StatusCode::OK, "{act}");
    }
    for id in &ids[..3] {
        server.d.clock.advance(Duration::from_secs(1));
        mention(&server, office, kofi, id.parse().unwrap()).await;
    }
    let folder = |query: &str| format!("/inbox/list?folder=mentions&{query}");
    let listed = |of: &[usize]| of.iter().map(|at| ids[*at].clone()).collect::<Vec<_>>();
    let first = ines.get(&folder("")).await;
    assert_eq!(counts(&first)["mentions"], serde_json::json!("3"));
    assert_eq!(rows(&first), listed(&[2, 1, 0]));
    assert_eq!(rows(&ines.get(&folder("sort=oldest")).await), listed(&[0, 1, 2]));
    assert_eq!(rows(&ines.get(&folder("state=snoozed")).await), listed(&[2]));
    assert_eq!(rows(&ines.get(&folder("state=closed")).await), listed(&[0]));

    // Whoever has looked finds it where it stands, and no more among what is open.
    for at in [0, 2] {
        ines.get(&format!("/inbox/{}", ids[at])).await;
    }
    let seen = ines.get(&folder("")).await;
    assert_eq!((rows(&seen), &counts(&seen)["mentions"]), (listed(&[1]), &serde_json::json!("1")));
    assert_eq!(rows(&ines.get(&folder("state=closed")).await), listed(&[0]));
}
crate::both!(a_mention_in_what_is_put_aside_is_counted_and_listed_until_it_is_seen);

async fn mentions_in_what_is_open_and_what_is_not_are_walked_as_one_list(server: Server) {
    let office = server.office().await;
    let kofi = server.teammate(office, "kofi", Role::Agent).await;
    let ada = server.person(office, "Ada Quill", ContactRole::User).await;
    let mut ines = server.signed_in(office, "ines").await;
    ines.get("/inbox").await;
    let mut ids = Vec::new();
    for n in 0..53 {
        server.d.clock.advance(Duration::from_secs(1));
        let id = server.asks(office, ada, &format!("question {n}")).await;
        if n % 2 == 0 {
            assert_eq!(ines.script(&format!("/inbox/{id}/close"), &[]).await.status, StatusCode::OK);
        }
        mention(&server, office, kofi, id).await;
        ids.push(id.to_string());
    }
    let newest: Vec<String> = ids.iter().rev().cloned().collect();
    for (sort, order) in [("newest", &newest), ("oldest", &ids)] {
        let page = ines.get(&format!("/inbox?folder=mentions&sort={sort}")).await;
        assert_eq!(rows(&page), order[..50], "{sort}");
        let next = page.between("id=\"more\"", "</a>").split_once("href=\"").unwrap().1.to_owned();
        let rest = ines.get(&next.split('"').next().unwrap().replace("&amp;", "&")).await;
        assert_eq!(rows(&rest), order[50..], "{sort}");
    }
}
crate::both!(mentions_in_what_is_open_and_what_is_not_are_walked_as_one_list);

/// Kofi writes a note in which Ines is mentioned.
async fn mention(server: &Server, office: Office, by: Id<privacy::ids::Teammate>, id: Id<Conversation>) {
    let by = Actor::Teammate { workspace: office.id, id: by, role: Role::Agent };
    let held = conversations::find(&server.d, office.id, id).await.unwrap().unwrap();
    let draft = Draft {
        kind: Kind::Note,
        author: Author::of(&by),
        body: personal("look"),
        files: Vec::new(),
        key: None,
    };
    let whom = BTreeSet::from([office.owner]);
    messages::note_to(&server.d, allow(&by, held).unwrap(), draft, whom).await.unwrap();
}

async fn a_long_list_is_walked_page_by_page_in_every_order(server: Server) {
    let office = server.office().await;
    let ada = server.person(office, "Ada Quill", ContactRole::User).await;
    let mut ids = Vec::new();
    for n in 0..53 {
        server.d.clock.advance(Duration::from_secs(1));
        ids.push(server.asks(office, ada, &format!("question {n}")).await.to_string());
    }
    let mut ines = server.signed_in(office, "ines").await;
    ines.get("/inbox").await;
    assert_eq!(
        ines.script(&format!("/inbox/{}/priority", ids[7]), &[("first", "yes")]).await.status,
        StatusCode::OK
    );
    let newest: Vec<String> = ids.iter().rev().cloned().collect();
    let first: Vec<String> =
        [ids[7].clone()].into_iter().chain(newest.iter().filter(|id| **id != ids[7]).cloned()).collect();
    for (sort, order) in [("newest", &newest), ("oldest", &ids), ("waiting", &ids), ("priority", &first)] {
        let page = ines.get(&format!("/inbox?sort={sort}")).await;
        assert_eq!(rows(&page), order[..50], "{sort}");
        let next = page.between("id=\"more\"", "</a>").split_once("href=\"").unwrap().1.to_owned();
        let next = next.split('"').next().unwrap().replace("&amp;", "&");
        let rest = ines.get(&next).await;
        assert_eq!(rows(&rest), order[50..], "{sort} {next}");
        assert!(rest.text.contains("Back to the beginning") && !rest.text.contains("id=\"more\""));
    }
    assert_eq!(rows(&ines.get("/inbox/list?rows=150").await).len(), 53, "a script takes more at once");
    for odd in ["rows=-1", "rows=x", "after=x", "after=1.0", "after=9.x", "sort=x", "folder=x", "state=x"] {
        assert_eq!(rows(&ines.get(&format!("/inbox/list?{odd}")).await).len(), 50, "{odd} is as if not said");
    }
}
crate::both!(a_long_list_is_walked_page_by_page_in_every_order);
