//! What a person sees of themselves: what is held of them, and in which region.

use privacy::Region;
use privacy::access::Actor;

use super::{ContactShown, Held, find, read, show};
use crate::{Deployment, Trouble, conversations};

/// What is held of somebody, for themselves.
pub struct OwnData {
    /// What is known of them, opened.
    pub shown: ContactShown,
    /// How much is held, by kind.
    pub held: Held,
    /// Where it lies.
    pub region: Region,
}

/// What is held of the contact who asks; `None` where they are not there.
pub async fn own_data(d: &Deployment, by: &Actor) -> Result<Option<OwnData>, Trouble> {
    let Actor::Contact { workspace, id } = *by else { return Ok(None) };
    let (Some(contact), Ok(permit)) = (find(d, workspace, id).await?, conversations::permit_for(by)) else {
        return Ok(None);
    };
    let keys = d.keys(workspace).await?;
    let shown = show(&keys, &permit, &contact)?;
    Ok(Some(OwnData { shown, held: read::count(d, workspace, id).await?, region: keys.region() }))
}
