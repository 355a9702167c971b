//! Making and checking the link.

use activity_log::Action;
use privacy::access::{Actor, SystemRole};
use privacy::ids::Workspace;
use privacy::secret::{Digest, Secret};
use privacy::{Id, Time};
use store::{Change, params, statements};
use zeroize::Zeroizing;

use crate::{Deployment, Trouble, entry, limits};

statements! {
    /// A new setup link.
    ADD_LINK = "INSERT INTO setup_links (link_hash, created_at, expires_at) VALUES ($1, $2, $3)";
    /// Uses a setup link up, if it is still good.
    USE_LINK = "UPDATE setup_links SET used_at = $2 WHERE link_hash = $1 AND used_at IS NULL AND expires_at > $2";
    /// Those that nobody used open nothing any more.
    END_LINKS = "UPDATE setup_links SET used_at = $1 WHERE used_at IS NULL";
    /// A setup link that is still good.
    FIND_LINK = "SELECT expires_at FROM setup_links WHERE link_hash = $1 AND used_at IS NULL AND expires_at > $2";
}

/// A setup link that somebody presented; not yet known to be good.
#[derive(Debug, Clone, Copy)]
pub struct Link(Digest);

impl Link {
    /// Reads a link's secret; `None` unless it has the form of one.
    pub fn read(text: &str) -> Option<Self> {
        Secret::read(text).map(|secret| Self(secret.digest()))
    }

    const fn digest(&self) -> Digest {
        self.0
    }
}

/// Makes a link, good for a day and one workspace, and answers its secret. It takes the place of those before it.
pub async fn create_link(d: &Deployment) -> Result<Zeroizing<String>, Trouble> {
    let (secret, now) = (Secret::fresh(&d.random), d.now());
    let by = Actor::System { workspace: Id::<Workspace>::OPERATOR, role: SystemRole::Setup };
    let act = entry::of(Action::SetupLinkCreated, &by.workspace());
    let change = Change::new(d.change(), &by, now, act)
        .any(&END_LINKS, params![now])
        .one(&ADD_LINK, params![secret.digest(), now, now.after(limits::LINK)]);
    d.store.commit(change).await?;
    Ok(secret.reveal())
}

/// The steps that use a link up, and every other, joined to the change that makes a workspace.
pub(crate) fn using(change: Change, link: Link, now: Time) -> Change {
    change.one(&USE_LINK, params![link.digest(), now]).any(&END_LINKS, params![now])
}

/// Whether the link is still good.
pub async fn is_good(d: &Deployment, link: Link) -> Result<bool, Trouble> {
    Ok(d.store.row(&FIND_LINK, params![link.digest(), d.now()]).await?.is_some())
}
