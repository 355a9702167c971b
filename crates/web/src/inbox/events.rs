//! Live updates: which conversation changed, as server-sent events that carry ids only.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::Stream;
use privacy::Id;
use privacy::access::Actor;
use privacy::ids::{Contact, Workspace};
use store::{EventKind, Lagged};

use super::session::SignedIn;
use crate::app::App;
use crate::edge::Shutdown;

/// `GET /inbox/events`
pub(super) async fn events(
    State(app): State<App>,
    who: SignedIn,
    axum::Extension(shutdown): axum::Extension<Shutdown>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    stream(&app, &who.actor, None, shutdown)
}

/// What an actor is told: everything of the workspace for teammates, their own conversations for a contact.
pub(crate) fn stream(
    app: &App,
    actor: &Actor,
    only: Option<Id<Contact>>,
    shutdown: Shutdown,
) -> Sse<impl Stream<Item = Result<Event, Infallible>> + use<>> {
    let (workspace, events) = (actor.workspace(), app.d.store.events());
    let hello = futures_util::stream::once(async { Ok(Event::default().event("hello").data("{}")) });
    let told = futures_util::stream::unfold(events, move |mut events| async move {
        loop {
            match events.next().await {
                Some(Ok(event)) if concerns(&event, workspace, only) => {
                    return Some((Ok(conversation(&event)), events));
                }
                Some(Ok(_)) => {}
                Some(Err(Lagged)) => return Some((Ok(Event::default().event("hello").data("{}")), events)),
                None => return None,
            }
        }
    });
    let all = shutdown.end(futures_util::StreamExt::chain(hello, told));
    Sse::new(all).keep_alive(KeepAlive::new().interval(Duration::from_secs(15)).text("on"))
}

fn concerns(event: &store::Event, workspace: Id<Workspace>, only: Option<Id<Contact>>) -> bool {
    let theirs = match only {
        Some(contact) => contact == event.contact && event.kind.seen_by_contact(),
        // Who among the teammates is writing is not told to the others yet.
        None => event.kind != EventKind::TeammateTyping,
    };
    event.workspace == workspace && theirs
}

fn conversation(event: &store::Event) -> Event {
    let data = serde_json::json!({"conversation": event.conversation.to_string()});
    let name = match event.kind {
        EventKind::Erased => "erased",
        EventKind::ContactTyping | EventKind::TeammateTyping => "typing",
        _ => "conversation",
    };
    Event::default().event(name).data(data.to_string())
}
