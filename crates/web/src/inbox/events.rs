//! Live updates: which conversation changed, as server-sent events that carry ids only.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::Stream;
use privacy::Id;
use privacy::access::Actor;
use privacy::ids::Contact;
use store::Told;

use super::session::SignedIn;
use crate::app::App;
use crate::edge::serve::Shutdown;

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
    let told = futures_util::stream::unfold(events, move |mut events| {
        let shutdown = shutdown.clone();
        async move {
            loop {
                let next = tokio::select! {
                    next = events.next() => next,
                    () = shutdown.cancelled() => return None,
                };
                match next {
                    Told::Event(event) if event.workspace != workspace => {}
                    Told::Event(event) if only.is_some_and(|contact| contact != event.contact) => {}
                    Told::Event(event) if only.is_some() && !event.kind.seen_by_contact() => {}
                    Told::Event(event) => return Some((Ok(conversation(&event)), events)),
                    Told::Lagged => return Some((Ok(Event::default().event("hello").data("{}")), events)),
                    Told::Closed => return None,
                }
            }
        }
    });
    let all = futures_util::StreamExt::chain(hello, told);
    Sse::new(all).keep_alive(KeepAlive::new().interval(Duration::from_secs(15)).text("on"))
}

fn conversation(event: &store::Event) -> Event {
    let data = serde_json::json!({"conversation": event.conversation.to_string()});
    Event::default().event("conversation").data(data.to_string())
}
