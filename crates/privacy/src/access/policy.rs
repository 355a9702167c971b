//! The one policy for screens, API and messenger. `matrix` prints it whole, and a reviewed file holds the print.

use std::fmt::Write as _;
use std::marker::PhantomData;

use super::{Action, Actor, Permit, Role, Scope, SystemRole};
use crate::Id;
use crate::ids::{Contact, Workspace};
use crate::purpose::Purpose;

/// The actor may not. Outside, where existence is private, this is the same answer as "not found".
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{actor} may not do {}", action.code())]
pub struct Denied {
    /// The kind of actor.
    pub actor: &'static str,
    /// What was asked.
    pub action: Action,
}

/// A thing that the policy can judge: in which workspace it is and which contact it is about.
pub trait Guarded {
    /// The workspace it belongs to.
    fn workspace(&self) -> Id<Workspace>;
    /// The contact it is about, if it is about one.
    fn contact(&self) -> Option<Id<Contact>>;
    /// Whether it is this contact's own, among others perhaps.
    fn concerns(&self, contact: Id<Contact>) -> bool {
        self.contact() == Some(contact)
    }
}

/// The names of actions as types: `Allowed<Conversation, act::Reply>`.
pub mod act {
    use super::Action;

    /// An action known to the compiler.
    pub trait Act {
        /// The action as a value.
        const ACTION: Action;
    }

    macro_rules! acts {
        ($($name:ident),+ $(,)?) => {$(
            #[doc = concat!("`Action::", stringify!($name), "` as a type.")]
            pub enum $name {}
            impl Act for $name { const ACTION: Action = Action::$name; }
        )+};
    }
    acts! {
        ReadConversations, StartConversation, Reply, Note, ChangeState, Assign, ManageParticipants, Tag, ReadContacts, CreateContact,
        UpdateContact, LeaveAddress, ReadTeammates, ManageTeammates, GiveRoles, ManageCompanies, ManageTags, ManageMacros, ManageViews, ShareViews,
        SetOthersAway, ManageTeams, ManageTokens, ManageIdentitySecrets, ManageWorkspace, ReadActivityLog, ExportContact, EraseContact,
        DeleteConversation, RedactMessage, ManageHolds, ReadErasures, ReviewErasures,
        TrackEvent,
    }
}

/// Proof that `actor` may do `A` to the thing it holds. Holds the loaded thing, so that nothing is read twice.
pub struct Allowed<R, A> {
    thing: R,
    actor: Actor,
    act: PhantomData<fn() -> A>,
}

impl<R, A> Allowed<R, A> {
    /// The thing.
    pub const fn thing(&self) -> &R {
        &self.thing
    }

    /// The thing, by value.
    pub fn into_thing(self) -> R {
        self.thing
    }

    /// Who may.
    pub const fn actor(&self) -> &Actor {
        &self.actor
    }
}

/// Decides whether `actor` may do `A` to `thing`.
pub fn allow<R: Guarded, A: act::Act>(actor: &Actor, thing: R) -> Result<Allowed<R, A>, Denied> {
    let own = matches!(actor, Actor::Contact { id, .. } if thing.concerns(*id));
    let here = actor.workspace() == thing.workspace();
    if here && permitted(&Who::of(actor, own), A::ACTION) {
        Ok(Allowed { thing, actor: *actor, act: PhantomData })
    } else {
        Err(Denied { actor: actor.kind(), action: A::ACTION })
    }
}

/// Whether teammates of that role answer people: nobody else is given conversations.
pub fn answers(role: Role) -> bool {
    permitted(&Who::Teammate(role), Action::Reply)
}

/// Whether tokens of teammates of that role are good: nobody else could make one.
pub fn has_tokens(role: Role) -> bool {
    permitted(&Who::Teammate(role), Action::ManageTokens)
}

/// A permit to open values for `purpose`. Whoever gets one must be entered as a reader.
pub fn permit(actor: &Actor, purpose: Purpose) -> Result<Permit, Denied> {
    let denied = Denied { actor: actor.kind(), action: Action::ReadConversations };
    if opens(&Who::of(actor, true), purpose) { Ok(Permit::new(*actor, purpose)) } else { Err(denied) }
}

fn opens(who: &Who, purpose: Purpose) -> bool {
    match who {
        Who::Teammate(Role::Owner) if purpose == Purpose::Legal => true,
        Who::Teammate(Role::PrivacyOfficer) => matches!(purpose, Purpose::Legal | Purpose::Administration),
        Who::Teammate(_) | Who::Token(_) => matches!(purpose, Purpose::Support | Purpose::Administration),
        Who::ContactOnOwn => purpose == Purpose::OwnData,
        Who::System(SystemRole::SignIn) => purpose == Purpose::Authentication,
        Who::System(SystemRole::Messenger) => purpose == Purpose::PublicFace,
        Who::System(SystemRole::Mail) => purpose == Purpose::Delivery,
        Who::System(SystemRole::Demo) => purpose == Purpose::Administration,
        Who::ContactOnOther | Who::System(SystemRole::Setup | SystemRole::Schedule | SystemRole::Erasure) => {
            false
        }
    }
}

/// The columns of the matrix: every sort of actor that the policy tells apart.
enum Who {
    Teammate(Role),
    Token(Scope),
    ContactOnOwn,
    ContactOnOther,
    System(SystemRole),
}

impl Who {
    const fn of(actor: &Actor, own: bool) -> Self {
        match actor {
            Actor::Teammate { role, .. } => Self::Teammate(*role),
            Actor::Token { scope, .. } => Self::Token(*scope),
            Actor::Contact { .. } if own => Self::ContactOnOwn,
            Actor::Contact { .. } => Self::ContactOnOther,
            Actor::System { role, .. } => Self::System(*role),
        }
    }
}

fn permitted(who: &Who, action: Action) -> bool {
    use Action as A;
    match who {
        Who::Teammate(Role::Owner) => true,
        Who::Teammate(Role::Admin) => action != A::GiveRoles,
        Who::Teammate(Role::Agent) => {
            let leads = leads(action) || matches!(action, A::ManageTags | A::ManageIdentitySecrets);
            !(for_rights(action) || runs_the_workspace(action) || leads)
        }
        Who::Teammate(Role::PrivacyOfficer) => reads(action) || for_rights(action),
        // Somebody looks over what an erasure left, no program.
        Who::Token(Scope::Privacy) => (reads(action) || for_rights(action)) && action != A::ReviewErasures,
        Who::Token(Scope::Write) => {
            let inside = matches!(
                action,
                A::ExportContact
                    | A::ManageHolds
                    | A::ReviewErasures
                    | A::ManageTeams
                    | A::ManageMacros
                    | A::ManageViews
                    | A::ShareViews
            );
            !(runs_the_workspace(action) || inside)
        }
        Who::Token(Scope::Read) => reads(action) || matches!(action, A::ReadErasures | A::ReadActivityLog),
        Who::ContactOnOwn => {
            let writes = matches!(action, A::StartConversation | A::Reply | A::LeaveAddress | A::TrackEvent);
            writes || matches!(action, A::ReadConversations | A::ExportContact | A::EraseContact)
        }
        Who::ContactOnOther | Who::System(SystemRole::Messenger | SystemRole::Mail) => false,
        Who::System(SystemRole::Setup) => {
            matches!(action, A::ManageTeammates | A::ManageTokens | A::ManageWorkspace)
        }
        Who::System(SystemRole::SignIn) => matches!(action, A::CreateContact | A::UpdateContact),
        Who::System(SystemRole::Schedule) => matches!(action, A::ChangeState),
        Who::System(SystemRole::Erasure) => matches!(action, A::EraseContact | A::ReadErasures),
        Who::System(SystemRole::Demo) => {
            let people = matches!(action, A::CreateContact | A::ManageTeammates | A::ManageTeams);
            people || matches!(action, A::ManageTokens | A::ManageWorkspace)
        }
    }
}

/// Sees people, what they said, and who answers them.
const fn reads(action: Action) -> bool {
    matches!(action, Action::ReadConversations | Action::ReadContacts | Action::ReadTeammates)
}

/// What people's rights ask for: handing out, erasing, keeping, and showing what was done.
const fn for_rights(action: Action) -> bool {
    use Action as A;
    let erases = matches!(action, A::EraseContact | A::DeleteConversation | A::RedactMessage);
    erases
        || matches!(
            action,
            A::ExportContact | A::ManageHolds | A::ReadErasures | A::ReviewErasures | A::ReadActivityLog
        )
}

/// Who works in the workspace, with what keys, and how it is set.
const fn runs_the_workspace(action: Action) -> bool {
    use Action as A;
    matches!(action, A::ManageTeammates | A::GiveRoles | A::ManageTokens | A::ManageWorkspace)
}

/// Says who works together, who is there, and what everybody has before them.
const fn leads(action: Action) -> bool {
    matches!(action, Action::SetOthersAway | Action::ManageTeams | Action::ShareViews)
}

/// The whole policy as text, one line an action and one a purpose of opening, for review.
pub fn matrix() -> String {
    let mut columns: Vec<(String, Who)> = Vec::new();
    columns.extend(Role::ALL.iter().map(|role| (role.code().to_owned(), Who::Teammate(*role))));
    columns.extend(Scope::ALL.iter().map(|scope| (format!("token:{}", scope.code()), Who::Token(*scope))));
    columns.push(("contact:own".to_owned(), Who::ContactOnOwn));
    columns.push(("contact:other".to_owned(), Who::ContactOnOther));
    columns
        .extend(SystemRole::ALL.iter().map(|role| (format!("system:{}", role.code()), Who::System(*role))));

    let mut text = format!("{:28}", "action");
    for (name, _) in &columns {
        let _ = write!(text, " {name:>15}");
    }
    let mut line = |name: &str, allows: &dyn Fn(&Who) -> bool| {
        let _ = write!(text, "\n{name:28}");
        for (_, who) in &columns {
            let _ = write!(text, " {:>15}", if allows(who) { "yes" } else { "-" });
        }
    };
    for action in Action::ALL {
        line(action.code(), &|who| permitted(who, *action));
    }
    for purpose in Purpose::ALL {
        line(&format!("open for {}", purpose.code()), &|who| opens(who, *purpose));
    }
    text.push('\n');
    text
}
