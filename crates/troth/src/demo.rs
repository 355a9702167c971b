//! The demo: a workspace with two teammates and a handful of conversations, made once through the same acts as real ones.

mod people;

use std::collections::BTreeSet;

use anyhow::{Context, Result};
use domain::conversations::{self, Started};
use domain::messages::{self, Author, Draft, Kind};
use domain::teammates::{self, NewTeammate};
use domain::teams;
use domain::workspaces::{self, NewWorkspace, Settings};
use domain::{Deployment, api_tokens, contacts};
use people::{People, Says, Then};
use privacy::access::{Actor, Role, Scope, SystemRole, act, allow};
use privacy::ids::{Contact, Teammate, Workspace};
use privacy::secret::Secret;
use privacy::{Id, Personal, Region};
use zeroize::Zeroizing;

/// How often a link to the demo's inbox can be followed.
const USES: i64 = 1_000;

/// What the demo offers.
pub(crate) struct Seeded {
    pub(crate) workspace: Id<Workspace>,
    pub(crate) server_origin: String,
    pub(crate) site_origin: String,
    pub(crate) inbox: String,
    pub(crate) inbox_second: String,
    pub(crate) token: Zeroizing<String>,
}

/// Makes the demo where there is none, and links to it. `port` is the plain loopback listener's.
pub(crate) async fn seed(d: &Deployment, port: u16) -> Result<Seeded> {
    let server_origin = format!("http://127.0.0.1:{port}");
    let site_origin = format!("http://localhost:{port}");
    let workspace = match workspaces::all_ids(d).await?.first() {
        Some(known) => *known,
        None => make(d).await?,
    };
    workspaces::allow_origin(d, workspace, &site_origin).await?;
    let by = Actor::System { workspace, role: SystemRole::Demo };
    let permit = privacy::access::permit(&by, privacy::purpose::Purpose::Administration)?;
    let all = teammates::list(d, &permit).await?;
    let (first, second) = match all.as_slice() {
        [first, second, ..] => (first.id, second.id),
        [only] => (only.id, only.id),
        [] => anyhow::bail!(
            "the data folder holds a workspace without teammates: choose another with --data DIR"
        ),
    };
    let inbox = link(d, &by, first, &server_origin).await?;
    let inbox_second = link(d, &by, second, &server_origin).await?;
    let token = token(d, &by, first).await?;
    Ok(Seeded { workspace, server_origin, site_origin, inbox, inbox_second, token })
}

async fn link(d: &Deployment, by: &Actor, to: Id<Teammate>, origin: &str) -> Result<String> {
    let secret = teammates::create_link(d, by, to, USES).await?;
    Ok(format!("{origin}/sign-in/{}/link/{}", by.workspace(), *secret))
}

/// The demo's token follows from the workspace's keys, so that every start prints the same one and none is stored.
async fn token(d: &Deployment, by: &Actor, of: Id<Teammate>) -> Result<Zeroizing<String>> {
    let keys = d.keys(by.workspace()).await?;
    let secret = Secret::of(keys.sign("demo-token/v1", b""));
    let workspace = workspaces::find(d, by.workspace()).await?.context("the demo workspace is gone")?;
    let name = Personal::new("Demo".to_owned());
    let new = api_tokens::NewToken { teammate: of, scope: Scope::Write, name, expires_at: None };
    Ok(api_tokens::create_known(d, &allow(by, workspace)?, new, &secret).await?)
}

async fn make(d: &Deployment) -> Result<Id<Workspace>> {
    let new = NewWorkspace {
        region: Region::Eu,
        name: Personal::new(people::COMPANY.to_owned()),
        settings: Settings { greeting: people::GREETING.to_owned(), ..Settings::default() },
        owner: teammate(people::TEAMMATES[0]),
    };
    let (workspace, first) = workspaces::create(d, new, None).await?.context("no demo workspace was made")?;
    let by = Actor::System { workspace, role: SystemRole::Demo };
    let found = workspaces::find(d, workspace).await?.context("the demo workspace is gone")?;
    let second = teammates::add(d, &allow(&by, found)?, Role::Agent, teammate(people::TEAMMATES[1])).await?;
    let found = workspaces::find(d, workspace).await?.context("the demo workspace is gone")?;
    let team = Personal::new(people::TEAM.to_owned());
    teams::create(d, &allow(&by, found)?, team, &BTreeSet::from([first, second])).await?;
    for people in people::ALL {
        tell(d, workspace, [first, second], people).await?;
    }
    Ok(workspace)
}

fn teammate((name, email): (&str, &str)) -> NewTeammate {
    NewTeammate {
        name: Personal::new(name.to_owned()),
        email: Personal::new(email.to_owned()),
        password: None,
    }
}

/// One person and their conversation.
async fn tell(d: &Deployment, workspace: Id<Workspace>, team: [Id<Teammate>; 2], of: &People) -> Result<()> {
    let contact = person(d, workspace, of).await?;
    let customer = Actor::Contact { workspace, id: contact };
    let [(Says::Customer, first), rest @ ..] = of.lines else {
        anyhow::bail!("a demo conversation begins with the customer")
    };
    let found = contacts::find(d, workspace, contact).await?.context("a demo contact is gone")?;
    let draft = draft(Kind::Comment, Author::Contact(contact), first);
    let started = conversations::start(d, &allow(&customer, found)?, draft).await?;
    for (who, text) in rest {
        say(d, &customer, team, started, who, text).await?;
    }
    finish(d, workspace, team, started, of.then).await
}

async fn person(d: &Deployment, workspace: Id<Workspace>, of: &People) -> Result<Id<Contact>> {
    let Some(name) = of.name else {
        return Ok(domain::messenger_sessions::start(d, workspace, None).await?.contact);
    };
    let by = Actor::System { workspace, role: SystemRole::Demo };
    let attributes = contacts::Attributes {
        name: Some(Personal::new(name.to_owned())),
        email: of.email.map(|text| Personal::new(text.to_owned())),
        phone: of.phone.map(|text| Personal::new(text.to_owned())),
        external_id: of.external_id.map(|text| Personal::new(text.to_owned())),
        ..contacts::Attributes::default()
    };
    let role =
        if of.external_id.is_some() { contacts::ContactRole::User } else { contacts::ContactRole::Lead };
    Ok(contacts::create(d, &by, role, attributes).await?)
}

async fn say(
    d: &Deployment,
    customer: &Actor,
    [first, second]: [Id<Teammate>; 2],
    in_: Started,
    who: &Says,
    text: &str,
) -> Result<()> {
    let workspace = customer.workspace();
    let held =
        conversations::find(d, workspace, in_.conversation).await?.context("a demo conversation is gone")?;
    let teammate = |id, role| Actor::Teammate { workspace, id, role };
    let by = match who {
        Says::Customer => *customer,
        Says::First => teammate(first, Role::Owner),
        Says::Second | Says::SecondInside => teammate(second, Role::Agent),
    };
    if matches!(who, Says::SecondInside) {
        let draft = draft(Kind::Note, Author::of(&by), text);
        messages::note(d, allow::<_, act::Note>(&by, held)?, draft).await?;
    } else {
        let draft = draft(Kind::Comment, Author::of(&by), text);
        messages::send(d, allow::<_, act::Reply>(&by, held)?, draft).await?;
    }
    Ok(())
}

async fn finish(
    d: &Deployment,
    workspace: Id<Workspace>,
    [first, second]: [Id<Teammate>; 2],
    in_: Started,
    then: Then,
) -> Result<()> {
    let held =
        conversations::find(d, workspace, in_.conversation).await?.context("a demo conversation is gone")?;
    let by = Actor::Teammate { workspace, id: first, role: Role::Owner };
    match then {
        Then::Open => {}
        Then::WithSecond => {
            conversations::assign(d, allow(&by, held)?, Author::of(&by), Some(second)).await?;
        }
        Then::WithFirst => {
            conversations::assign(d, allow(&by, held)?, Author::of(&by), Some(first)).await?;
        }
        Then::Closed => {
            conversations::close(d, allow(&by, held)?, Author::of(&by)).await?;
        }
    }
    Ok(())
}

fn draft(kind: Kind, author: Author, text: &str) -> Draft {
    Draft { kind, author, body: Personal::new(text.to_owned()), files: Vec::new(), key: None }
}
