//! The page on which somebody begins to write, if the workspace wants to know it and the page is one of its own: nobody can make
//! a teammate's screen link to anywhere else.

use domain::conversations::WrittenOn;
use privacy::Id;
use privacy::Personal;
use privacy::ids::Workspace;
use privacy::sealed::Json as Sealable;
use serde::Deserialize;

use super::frame::{is_own, shown};
use super::sightings::origin_of;
use crate::app::App;
use crate::inbox::problem::Problem;

/// What the frame says of the page around it.
#[derive(Deserialize)]
pub(super) struct Said {
    url: String,
    #[serde(default)]
    referrer: Option<String>,
}

/// What of it is kept: nothing unless the workspace asks for it.
pub(super) async fn kept(
    app: &App,
    workspace: Id<Workspace>,
    said: Option<Personal<Said>>,
) -> Result<Option<Personal<Sealable<WrittenOn>>>, Problem> {
    let Some(said) = said else { return Ok(None) };
    let settings = shown(app, &workspace.to_string()).await?.settings;
    if !settings.messenger.share_page {
        return Ok(None);
    }
    let own = |said: &Said| origin_of(&said.url).is_some_and(|origin| is_own(&settings, &origin));
    if !said.is(own) {
        return Ok(None);
    }
    let read = said.map(|said| WrittenOn::read(&said.url, said.referrer.as_deref()));
    Ok(read.transpose().map(|on| on.map(Sealable)))
}
