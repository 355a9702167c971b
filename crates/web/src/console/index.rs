//! The list of all pages that the reader's role opens: the whole screen on a phone. Whoever runs the workspace sees the
//! first steps there as long as one is left.

use axum::extract::State;
use axum::response::Response;
use domain::teammates::second_factor;
use domain::{mail, teammates};
use maud::html;
use privacy::access::act;

use super::desk::Desk;
use super::view::{Section, Step, first_steps};
use crate::app::App;
use crate::inbox::problem::Problem;

/// `GET /settings`
pub(super) async fn screen(State(app): State<App>, desk: Desk) -> Response {
    let steps = if desk.may::<act::ManageWorkspace>() { steps(&app, &desk).await } else { Ok(Vec::new()) };
    let drawn = steps.map(|steps| {
        let left = steps.iter().any(|step| !step.done);
        let content = if left {
            first_steps(desk.who.language, &steps)
        } else {
            html! {}
        };
        desk.draw(None, None, &content)
    });
    desk.or_problem(drawn)
}

async fn steps(app: &App, desk: &Desk) -> Result<Vec<Step>, Problem> {
    let (words, workspace) = (&desk.words().installing, desk.workspace.id);
    let people = teammates::list(&app.d, &desk.about()?).await?.len();
    let step = |section: Section, says, done| Step { path: section.path(), says, done };
    Ok(vec![
        step(Section::Messenger, words.step_messenger, !desk.shown.settings.allowed_origins.is_empty()),
        step(Section::Teammates, words.step_teammates, people > 1),
        step(Section::Mail, words.step_mail, mail::is_set_up(&app.d, workspace).await?),
        step(Section::SignIn, words.step_factor, second_factor::is_on(&app.d, workspace, desk.who.id).await?),
    ])
}
