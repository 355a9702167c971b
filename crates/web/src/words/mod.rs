//! Every sentence the screens say, in every language, so that no view holds a literal and no language lacks a sentence.

mod acts;
mod console;
mod dates;
mod doors;
mod edge;
mod emoji;
mod erasure;
mod forms;
mod holds;
mod identity;
mod inbox;
mod installing;
mod invitations;
mod log;
mod macros;
mod mail;
mod messenger;
mod problems;
mod refusals;
mod reply;
mod shop;
mod sign_in;
mod teams;
mod views;

use std::borrow::Cow;

pub use acts::ActWords;
pub use console::{ConsoleWords, TeammateWords, TokenWords, WorkspaceWords};
pub use dates::{age, date, date_time, day_start, iso, minute};
pub use doors::DoorWords;
pub use edge::EdgeWords;
pub use emoji::emoji;
pub use erasure::ErasureWords;
pub use forms::FormWords;
pub use holds::HoldWords;
pub use identity::IdentityWords;
pub use inbox::{EventWords, InboxWords, PaletteWords, PersonWords, RefusalWords, ScriptWords};
pub use installing::InstallWords;
pub use invitations::InvitationWords;
pub use log::LogWords;
pub use macros::MacroWords;
pub use mail::{LetterWords, MailWords};
pub use messenger::MessengerWords;
pub use problems::ProblemWords;
pub use refusals::CauseWords;
pub use reply::ReplyWords;
pub use shop::ShopWords;
pub use sign_in::SignInWords;
pub use teams::{TagWords, TeamWords};
pub use views::ViewWords;

/// Declares a group of sentences with both languages on one line, so that neither can be forgotten.
macro_rules! catalogue {
    ($(#[$doc:meta])* $name:ident { $($key:ident: $english:literal, $japanese:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, serde::Serialize)]
        pub struct $name { $(#[doc = concat!("`", $english, "`")] pub $key: &'static str,)+ }

        impl $name {
            pub(super) const ENGLISH: Self = Self { $($key: $english,)+ };
            pub(super) const JAPANESE: Self = Self { $($key: $japanese,)+ };
            #[cfg(test)]
            pub(super) const PAIRS: &[(&str, &str, &str)] = &[$((stringify!($key), $english, $japanese),)+];
        }
    };
}
pub(crate) use catalogue;

/// A language the screens are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// English, also for whoever asks for a language we do not have.
    #[default]
    English,
    /// Japanese.
    Japanese,
}

impl Language {
    /// The language that an `Accept-Language` header (RFC 9110, 12.5.4) prefers among ours.
    pub fn accepted(header: &str) -> Self {
        let mut best = (0.0_f32, Self::English);
        for range in header.split(',') {
            let mut parts = range.split(';').map(str::trim);
            let tag = parts.next().unwrap_or_default();
            let quality =
                parts.find_map(|part| part.strip_prefix("q=")).map_or(1.0, |q| q.parse().unwrap_or(0.0));
            if quality > best.0
                && let Some(language) = Self::named(tag)
            {
                best = (quality, language);
            }
        }
        best.1
    }

    /// The BCP 47 tag for `<html lang>` and for `Intl` in the browser.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Japanese => "ja",
        }
    }

    /// The language as contacts' records name it.
    pub const fn known(self) -> domain::contacts::Language {
        match self {
            Self::English => domain::contacts::Language::English,
            Self::Japanese => domain::contacts::Language::Japanese,
        }
    }

    /// The language of a contact's record.
    pub const fn of(known: domain::contacts::Language) -> Self {
        match known {
            domain::contacts::Language::English => Self::English,
            domain::contacts::Language::Japanese => Self::Japanese,
        }
    }

    /// All sentences in this language.
    pub const fn words(self) -> &'static Words {
        match self {
            Self::English => &ENGLISH,
            Self::Japanese => &JAPANESE,
        }
    }

    /// The language of a tag (BCP 47), if it is one of ours.
    pub fn named(tag: &str) -> Option<Self> {
        match tag.split('-').next()?.to_ascii_lowercase().as_str() {
            "en" => Some(Self::English),
            "ja" => Some(Self::Japanese),
            _ => None,
        }
    }
}

/// The whole catalogue in one language.
#[derive(Debug, Clone, Copy)]
pub struct Words {
    /// The inbox's frame, list, thread and composer.
    pub inbox: InboxWords,
    /// What happened in a conversation, as one line.
    pub events: EventWords,
    /// The screen of the activity log.
    pub log: LogWords,
    /// A sentence for each act in it.
    pub acts: ActWords,
    /// Why somebody was refused, in it.
    pub causes: CauseWords,
    /// Erasures, their steps and receipts.
    pub erasure: ErasureWords,
    /// Holds and the form that places one.
    pub holds: HoldWords,
    /// The person and the data card.
    pub person: PersonWords,
    /// What the inbox's scripts say; handed over as JSON.
    pub script: ScriptWords,
    /// What is said of a form while it is sent; handed over as JSON.
    pub forms: FormWords,
    /// Why something was not done.
    pub refusal: RefusalWords,
    /// The refusals of the edge.
    pub edge: EdgeWords,
    /// Why something was not done, as scripts show it.
    pub problems: ProblemWords,
    /// What the palette found.
    pub palette: PaletteWords,
    /// Macros: their screen, and the list from which one is used.
    pub macros: MacroWords,
    /// Views: the screen where they are made and changed.
    pub views: ViewWords,
    /// Sign-in, first run and plain messages.
    pub doors: DoorWords,
    /// The console's frame and its list of pages.
    pub console: ConsoleWords,
    /// The page of the workspace.
    pub workspace: WorkspaceWords,
    /// The page of teammates.
    pub teammates: TeammateWords,
    /// The page of teams.
    pub teams: TeamWords,
    /// The page of tags.
    pub tags: TagWords,
    /// Invitations, and the page on which one is accepted.
    pub invitations: InvitationWords,
    /// The page on outgoing mail.
    pub mail: MailWords,
    /// The letters that the program writes by itself.
    pub letters: LetterWords,
    /// One's own sign-in, and the door that asks for a code.
    pub sign_in: SignInWords,
    /// The page on the messenger, and the first steps.
    pub installing: InstallWords,
    /// The page of what proves who a user is.
    pub identity: IdentityWords,
    /// The page of API tokens.
    pub tokens: TokenWords,
    /// The messenger; handed over as JSON.
    pub messenger: MessengerWords,
    /// The page that a letter's link opens.
    pub reply: ReplyWords,
    /// The demo shop.
    pub shop: ShopWords,
}

static ENGLISH: Words = Words {
    inbox: InboxWords::ENGLISH,
    events: EventWords::ENGLISH,
    log: LogWords::ENGLISH,
    acts: ActWords::ENGLISH,
    causes: CauseWords::ENGLISH,
    erasure: ErasureWords::ENGLISH,
    holds: HoldWords::ENGLISH,
    person: PersonWords::ENGLISH,
    script: ScriptWords::ENGLISH,
    forms: FormWords::ENGLISH,
    refusal: RefusalWords::ENGLISH,
    edge: EdgeWords::ENGLISH,
    problems: ProblemWords::ENGLISH,
    palette: PaletteWords::ENGLISH,
    macros: MacroWords::ENGLISH,
    views: ViewWords::ENGLISH,
    doors: DoorWords::ENGLISH,
    console: ConsoleWords::ENGLISH,
    workspace: WorkspaceWords::ENGLISH,
    teammates: TeammateWords::ENGLISH,
    teams: TeamWords::ENGLISH,
    tags: TagWords::ENGLISH,
    invitations: InvitationWords::ENGLISH,
    mail: MailWords::ENGLISH,
    letters: LetterWords::ENGLISH,
    sign_in: SignInWords::ENGLISH,
    installing: InstallWords::ENGLISH,
    identity: IdentityWords::ENGLISH,
    tokens: TokenWords::ENGLISH,
    messenger: MessengerWords::ENGLISH,
    reply: ReplyWords::ENGLISH,
    shop: ShopWords::ENGLISH,
};

static JAPANESE: Words = Words {
    inbox: InboxWords::JAPANESE,
    events: EventWords::JAPANESE,
    log: LogWords::JAPANESE,
    acts: ActWords::JAPANESE,
    causes: CauseWords::JAPANESE,
    erasure: ErasureWords::JAPANESE,
    holds: HoldWords::JAPANESE,
    person: PersonWords::JAPANESE,
    script: ScriptWords::JAPANESE,
    forms: FormWords::JAPANESE,
    refusal: RefusalWords::JAPANESE,
    edge: EdgeWords::JAPANESE,
    problems: ProblemWords::JAPANESE,
    palette: PaletteWords::JAPANESE,
    macros: MacroWords::JAPANESE,
    views: ViewWords::JAPANESE,
    doors: DoorWords::JAPANESE,
    console: ConsoleWords::JAPANESE,
    workspace: WorkspaceWords::JAPANESE,
    teammates: TeammateWords::JAPANESE,
    teams: TeamWords::JAPANESE,
    tags: TagWords::JAPANESE,
    invitations: InvitationWords::JAPANESE,
    mail: MailWords::JAPANESE,
    letters: LetterWords::JAPANESE,
    sign_in: SignInWords::JAPANESE,
    installing: InstallWords::JAPANESE,
    identity: IdentityWords::JAPANESE,
    tokens: TokenWords::JAPANESE,
    messenger: MessengerWords::JAPANESE,
    reply: ReplyWords::JAPANESE,
    shop: ShopWords::JAPANESE,
};

/// Puts `value` where the sentence says `{name}`.
pub fn fill(sentence: &str, name: &str, value: &str) -> String {
    let (value, blank) = (isolated(value), format!("{{{name}}}"));
    let mut pieces = sentence.split(&blank);
    let mut filled = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        append(&mut filled, &value);
        append(&mut filled, piece);
    }
    filled
}

/// Japanese sentences have a space around what stands in them, for most of it is Latin; what is Japanese needs none.
fn append(filled: &mut String, next: &str) {
    let japanese =
        |c: char| matches!(c, '\u{3041}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}');
    let (ends, begins) = (filled.trim_end_matches(' '), next.trim_start_matches(' '));
    let spaces = filled.len() - ends.len() + next.len() - begins.len();
    if spaces == 1 && ends.ends_with(japanese) && begins.starts_with(japanese) {
        filled.truncate(ends.len());
        filled.push_str(begins);
    } else {
        filled.push_str(next);
    }
}

/// A value that runs from right to left, or says that something does, between FSI and PDI and without other such controls
/// (UAX #9): the sentence around it keeps its order.
fn isolated(value: &str) -> Cow<'_, str> {
    let control = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let turns = |c: char| {
        let letter = matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}'
            | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}');
        letter || control(c) || c == '\u{200f}'
    };
    if !value.contains(turns) {
        return Cow::Borrowed(value);
    }
    Cow::Owned(format!("\u{2068}{}\u{2069}", value.replace(control, "")))
}

#[cfg(test)]
mod tests;
