//! An entry of the activity log in words: who did what to which thing. Names are only those that the caller opened.

mod beside;

use std::collections::HashMap;

use activity_log::{Action, ActorKind, Entry, ObjectKind};
use axum::body::Body;
use domain::activity::{self, Export};
use domain::contacts;
use domain::teammates::TeammateShown;
use privacy::Id;
use privacy::ids::{ApiToken, Contact, Teammate};

use self::beside::beside;
use crate::words::{Language, LogWords, fill};

/// An export as an answer's body. Where something fails on the way the answer breaks off, and does not verify.
pub(crate) fn streamed(export: Export) -> Body {
    Body::from_stream(futures_util::stream::try_unfold(export, |mut export| async move {
        let lines = export.next().await?;
        Ok::<_, domain::Trouble>(lines.map(|lines| (lines, export)))
    }))
}

/// Who may appear in entries, by the names that were opened for the one who looks.
#[derive(Default)]
pub(crate) struct Cast {
    /// Teammates.
    pub(crate) teammates: HashMap<Id<Teammate>, TeammateShown>,
    /// Whose each API token is.
    pub(crate) tokens: HashMap<Id<ApiToken>, Id<Teammate>>,
    /// What contacts are called; those who are not here are told by id.
    pub(crate) contacts: HashMap<Id<Contact>, String>,
    /// What other things are called; those that are not here are told by id.
    pub(crate) things: HashMap<(ObjectKind, String), String>,
}

impl Cast {
    /// Who acted, or whose token did.
    pub(crate) fn teammate(&self, entry: &Entry) -> Option<&TeammateShown> {
        let id: Id<Teammate> = match entry.actor().kind {
            ActorKind::Teammate => entry.actor().id.parse().ok()?,
            ActorKind::ApiToken => {
                let token: Id<ApiToken> = entry.actor().id.parse().ok()?;
                *self.tokens.get(&token)?
            }
            ActorKind::Contact | ActorKind::System => return None,
        };
        self.teammates.get(&id)
    }

    /// What whoever acted is called, or whoever owns the token; nothing for the program and its operator.
    pub(crate) fn name(&self, entry: &Entry, language: Language) -> Option<String> {
        let words = &language.words().log;
        let known = self.teammate(entry).map(|one| one.name.clone());
        match entry.actor().kind {
            ActorKind::Teammate => Some(known.unwrap_or_else(|| words.somebody.to_owned())),
            ActorKind::ApiToken => Some(known.unwrap_or_else(|| words.a_token.to_owned())),
            ActorKind::Contact => Some(self.contact(&entry.actor().id, language)),
            ActorKind::System => None,
        }
    }

    /// The whole sentence, with what is told beside the act.
    pub(crate) fn sentence(&self, entry: &Entry, language: Language) -> String {
        let words = language.words();
        let sentence = match entry.action() {
            // Who is in already gave it to do something that takes it.
            Action::TeammateSignInFailed if entry.actor().kind == ActorKind::Teammate => {
                words.acts.password_wrong
            }
            action => words.acts.of(action),
        };
        let told =
            fill(&fill(sentence, "what", &self.what(entry, language)), "who", &self.who(entry, language));
        let beside = beside(self, entry, language);
        if beside.is_empty() { told } else { format!("{told}: {}", beside.join(words.log.and)) }
    }

    /// Who did it.
    pub(crate) fn who(&self, entry: &Entry, language: Language) -> String {
        let words = &language.words().log;
        match self.name(entry, language) {
            Some(name) if entry.actor().kind == ActorKind::ApiToken => fill(words.over_api, "who", &name),
            Some(name) => name,
            None if entry.actor().id == "setup" => words.the_operator.to_owned(),
            None => words.the_program.to_owned(),
        }
    }

    /// To what.
    fn what(&self, entry: &Entry, language: Language) -> String {
        let (kind, id) = (entry.object().kind, entry.object().id.as_str());
        if self.things.contains_key(&(kind, id.to_owned())) {
            return self.thing(kind, id, &language.words().log);
        }
        match kind {
            ObjectKind::Contact => self.contact(id, language),
            ObjectKind::Teammate => {
                let known = id.parse().ok().and_then(|id: Id<Teammate>| self.teammates.get(&id));
                known.map_or_else(|| fill(language.words().log.teammate, "id", id), |one| one.name.clone())
            }
            ObjectKind::Hold => {
                let words = &language.words().log;
                // As the screen of holds calls them.
                let on = activity::contact_of(entry).map(|id| contacts::pseudonym(&id));
                on.map_or_else(|| fill(words.hold, "id", id), |name| fill(words.hold_on, "name", &name))
            }
            kind => fill(language.words().log.thing(kind), "id", id),
        }
    }

    /// What a thing is and is called.
    fn thing(&self, kind: ObjectKind, id: &str, words: &LogWords) -> String {
        let name = self.things.get(&(kind, id.to_owned())).map(|name| fill(words.quoted, "name", name));
        fill(words.thing(kind), "id", name.as_deref().unwrap_or(id))
    }

    fn contact(&self, id: &str, language: Language) -> String {
        let called = id.parse().ok().and_then(|id: Id<Contact>| self.contacts.get(&id).cloned());
        called.unwrap_or_else(|| fill(language.words().log.contact, "id", id))
    }
}
