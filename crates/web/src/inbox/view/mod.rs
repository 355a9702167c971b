//! How the inbox looks: pure functions from disclosed strings to HTML, without the domain and without I/O.

pub(crate) mod avatar;
mod away;
mod bulk;
mod companies;
mod composer;
mod data_card;
mod doors;
mod erasure;
mod events;
mod head;
mod holds;
mod kept;
mod labels;
mod linkify;
mod list;
mod listing;
mod log;
mod macros;
mod noted;
mod page;
mod palette;
mod participants;
mod person;
mod person_forms;
mod shapes;
mod thread;
pub(crate) mod time;
mod views;

pub use companies::Company;
pub use data_card::{DataCard, HeldKind, Identity, Looked};
pub(crate) use doors::door;
pub use doors::{
    FirstRunForm, FirstRunPage, FirstRunProblem, MessagePage, Notice, SignInPage, SignInProblem,
    first_run_page, message_page, sign_in_page,
};
pub use erasure::{
    ErasurePage, ErasurePlace, ErasureReview, ErasureShown, ErasuresPage, erasure_fragment, erasure_page,
    erasures_page,
};
pub use holds::{HoldLine, HoldsPage, holds_page};
pub use kept::{
    KeptConversation, KeptDeeds, KeptDoor, KeptNote, KeptNotes, KeptPage, KeptTalk, UnderHold, kept_door,
    kept_page,
};
pub use labels::{PersonNote, PersonNotes};
pub use linkify::{Writer, linkify};
pub use list::list_fragment;
pub use listing::*;
pub use log::{LogAsked, LogLine, LogPage, WitnessLine, log_page};
pub use macros::{MacroForm, MacroRow, MacrosPage, MacrosToUse, macros_page, macros_to_use};
pub use noted::Noted;
pub use page::inbox_page;
pub use palette::{Found, FoundPerson, palette_fragment};
pub use participants::{Candidates, candidates_fragment, candidates_page};
pub use person::person_fragment;
pub use shapes::*;
pub use thread::thread_fragment;
pub use views::{ViewChoice, ViewForm, ViewRow, ViewsPage, views_page};

#[cfg(test)]
mod tests;
