//! Live updates: which conversation changed, as server-sent events that carry ids only, until the session ends.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use domain::{Deployment, Trouble, messenger_sessions, teammates};
use futures_util::{Stream, StreamExt as _};
use privacy::Id;
use privacy::access::Actor;
use privacy::ids::{Contact, Session, Workspace};
use privacy::secret::Secret;
use serde_json::json;
use store::{Audience, EventKind, Lagged};

use super::session::SignedIn;
use crate::app::App;
use crate::edge::Shutdown;

/// `GET /inbox/events`
pub(super) async fn events(
    State(app): State<App>,
    who: SignedIn,
    axum::Extension(shutdown): axum::Extension<Shutdown>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    stream(&app, &who.actor, Under::Teammate(who.session), shutdown)
}

/// The session under which a stream was opened, and with which it ends.
pub(crate) enum Under {
    /// A teammate's, who is told everything of the workspace.
    Teammate(Id<Session>),
    /// A contact's, who is told of their own conversations.
    Messenger(Id<Contact>, Secret),
}

impl Under {
    const fn audience(&self, workspace: Id<Workspace>) -> Audience {
        match self {
            Self::Teammate(_) => Audience::Team(workspace),
            Self::Messenger(contact, _) => Audience::Contact(*contact),
        }
    }

    /// How long after its session a stream may stay open. There are many more messengers than inboxes.
    const fn looks_every(&self) -> Duration {
        match self {
            Self::Teammate(_) => Duration::from_secs(5),
            Self::Messenger(..) => Duration::from_secs(30),
        }
    }

    async fn is_live(&self, d: &Deployment, workspace: Id<Workspace>) -> Result<bool, Trouble> {
        match self {
            Self::Teammate(session) => teammates::is_live(d, workspace, *session).await,
            Self::Messenger(_, secret) => {
                Ok(messenger_sessions::authenticate(d, workspace, secret).await?.is_some())
            }
        }
    }

    /// Comes to an end when the session has. A store that does not answer ends nothing.
    async fn over(self, d: Deployment, workspace: Id<Workspace>) {
        loop {
            tokio::time::sleep(self.looks_every()).await;
            if let Ok(false) = self.is_live(&d, workspace).await {
                return;
            }
        }
    }
}

/// What an actor is told.
pub(crate) fn stream(
    app: &App,
    actor: &Actor,
    under: Under,
    shutdown: Shutdown,
) -> Sse<impl Stream<Item = Result<Event, Infallible>> + use<>> {
    let workspace = actor.workspace();
    let audience = under.audience(workspace);
    let to_contact = matches!(audience, Audience::Contact(_));
    let events = app.d.store.events(audience);
    let me = if let Actor::Teammate { id, .. } = actor { Some(*id) } else { None };
    let hello = futures_util::stream::once(async { Ok(Event::default().event("hello").data("{}")) });
    let told = futures_util::stream::unfold(events, move |mut events| async move {
        loop {
            match events.next().await {
                // Nobody is told what they do themselves.
                Some(Ok(event)) if event.by.is_some() && event.by == me => {}
                Some(Ok(event)) => return Some((Ok(conversation(&event, to_contact)), events)),
                Some(Err(Lagged)) => return Some((Ok(Event::default().event("missed").data("{}")), events)),
                None => return None,
            }
        }
    });
    let all = shutdown.end(hello.chain(told).take_until(under.over(app.d.clone(), workspace)));
    Sse::new(all).keep_alive(KeepAlive::new().interval(Duration::from_secs(15)).text("on"))
}

fn conversation(event: &store::Event, told_to_contact: bool) -> Event {
    use EventKind as E;
    let conversation = event.conversation.to_string();
    let name = match (event.kind, event.by) {
        (E::TeammateTyping | E::TeammateNoting | E::TeammateLooking, Some(by)) if !told_to_contact => {
            let writes = event.kind != E::TeammateLooking;
            let data = json!({"conversation": conversation, "teammate": by.to_string(), "writes": writes});
            return Event::default().event("teammate").data(data.to_string());
        }
        (E::Erased, _) => "erased",
        (E::Merged, _) if told_to_contact => "erased",
        (E::ContactTyping | E::TeammateTyping, _) => "typing",
        (E::Marked, _) => "marked",
        _ => "conversation",
    };
    Event::default().event(name).data(json!({"conversation": conversation}).to_string())
}
