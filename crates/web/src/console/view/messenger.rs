//! The page on the messenger.

use maud::{Markup, html};

use super::form::{around, field, languages, select, value, versioned};
use crate::inbox::view::time::ago_in_words;
use crate::words::{InstallWords, Language, Words, fill};

/// Where the messenger was seen.
#[derive(Debug, Clone)]
pub struct Seen {
    /// The website.
    pub origin: String,
    /// When, to the minute.
    pub at: i64,
    /// Whether it may show the messenger.
    pub allowed: bool,
}

/// What stands in the form of its appearance.
#[derive(Debug, Clone, Default)]
pub struct LookForm {
    /// Field `greeting`.
    pub greeting: String,
    /// Field `colour`, `#rrggbb`.
    pub colour: String,
    /// Field `reply_time`: `minutes`, `hours`, `day`, or empty.
    pub reply_time: String,
    /// Field `time_zone`.
    pub time_zone: String,
    /// Fields `day1` (Monday) to `day7`: spans such as `09:00-12:00, 13:00-17:00`.
    pub days: [String; 7],
    /// Field `data_contact`.
    pub data_contact: String,
    /// Field `share_page`.
    pub share_page: bool,
    /// Field `team_name`.
    pub team_name: String,
    /// Field `language`: `en`, `ja`, or empty for the visitor's own.
    pub language: String,
    /// Field `sound`: `on`, or empty.
    pub sound: String,
    /// Field `ask_email`: `never`, `always`, or empty for when nobody is there.
    pub ask_email: String,
}

/// The page.
#[derive(Debug, Clone, Default)]
pub struct MessengerPage {
    /// Of which version of the settings it is.
    pub version: i64,
    /// The line for a website.
    pub snippet: String,
    /// Where it was seen, newest first.
    pub seen: Vec<Seen>,
    /// The time now.
    pub now: i64,
    /// Field `origins`, one a line.
    pub origins: String,
    /// What the workspace is called.
    pub workspace: String,
    /// Its appearance.
    pub look: LookForm,
    /// Whether a mail server is set up.
    pub mail_leaves: bool,
}

/// The page.
pub fn messenger_page(language: Language, csrf: &str, page: &MessengerPage) -> Markup {
    let all = language.words();
    let words = &all.installing;
    let origins = html! { textarea name="origins" form="look" rows="3" spellcheck="false" autocomplete="off" autocapitalize="none" { (page.origins) } };
    html! {
        section .panel aria-labelledby="install-title" {
            h2 #install-title { (words.install) }
            (value(language, "snippet", words.snippet, words.snippet_hint, &page.snippet))
            (seen_fragment(language, &page.seen, page.now))
        }
        div .panel {
            (field(words.origins, words.origins_hint, &origins))
            p .do { button .primary form="look" { (all.console.save) } }
        }
        form #look .panel.look method="post" action="/settings/messenger/look" aria-labelledby="look-title" {
            h2 #look-title { (words.appearance) }
            (versioned(csrf, page.version))
            div .look-fields { (look_fields(all, &page.look, page.mail_leaves)) p .do { button .primary { (all.console.save) } } }
            iframe #preview .preview src="/settings/messenger/preview" title=(words.preview) tabindex="-1" data-workspace=(page.workspace) data-said=(words.preview_said) {}
        }
    }
}

fn look_fields(all: &Words, look: &LookForm, mail_leaves: bool) -> Markup {
    let words = &all.installing;
    let team_name = html! { input #team-name type="text" name="team_name" value=(look.team_name) maxlength="100" autocomplete="off"; };
    let language = select("language", "language", &languages(words.language_theirs), &look.language);
    let sounds = [("", words.sound_off), ("on", words.sound_on)];
    let sound = select("sound", "sound", &sounds, &look.sound);
    let asked = [("", words.ask_away), ("never", words.ask_never), ("always", words.ask_always)];
    let ask_email = select("ask-email", "ask_email", &asked, &look.ask_email);
    let greeting = html! { textarea #greeting name="greeting" rows="2" maxlength="200" { (look.greeting) } };
    let colour = html! { input #colour type="color" name="colour" value=(look.colour); };
    let soon = [
        ("", words.soon_unsaid),
        ("minutes", words.soon_minutes),
        ("hours", words.soon_hours),
        ("day", words.soon_day),
    ];
    let reply_time = select("reply-time", "reply_time", &soon, &look.reply_time);
    let time_zone = html! {
        input #time-zone type="text" name="time_zone" value=(look.time_zone) maxlength="64" list="time-zones" placeholder="Europe/Berlin" autocomplete="off" spellcheck="false" data-unknown=(words.bad_time_zone);
        datalist #time-zones {}
    };
    let contact = html! { input type="text" name="data_contact" value=(look.data_contact) maxlength="200" autocomplete="off"; };
    html! {
        (field(words.team_name, words.team_name_hint, &team_name))
        (field(words.greeting, words.greeting_hint, &greeting))
        (field(all.workspace.colour, all.workspace.colour_hint, &colour))
        (field(words.language, words.language_hint, &language))
        (field(words.sound, words.sound_hint, &sound))
        (field(words.reply_time, words.reply_time_hint, &reply_time))
        fieldset .hours {
            legend .field-name { (words.hours) }
            p .hint #hours-hint { (words.hours_hint) }
            @for (index, (day, hours)) in days(words).into_iter().zip(&look.days).enumerate() {
                label { span { (day) }
                    input type="text" name={ "day" (index + 1) } value=(hours) maxlength="100" placeholder=(words.closed) autocomplete="off" spellcheck="false" aria-describedby="hours-hint";
                }
            }
        }
        (field(words.time_zone, words.time_zone_hint, &time_zone))
        div .field {
            (field(words.ask_email, words.ask_email_hint, &ask_email))
            @if !mail_leaves {
                p .bad #no-mail { (words.ask_email_no_mail) }
                a .quiet href="/settings/mail" { (words.step_mail) }
            }
        }
        (field(words.data_contact, words.data_contact_hint, &contact))
        div .choices {
            label .choice {
                input type="checkbox" name="share_page" value="1" checked[look.share_page];
                span { strong { (words.share_page) } small { (words.share_page_hint) } }
            }
        }
    }
}

const fn days(words: &InstallWords) -> [&'static str; 7] {
    [words.monday, words.tuesday, words.wednesday, words.thursday, words.friday, words.saturday, words.sunday]
}

/// Whether it was seen, which the page's script asks for again.
pub fn seen_fragment(language: Language, seen: &[Seen], now: i64) -> Markup {
    let words = &language.words().installing;
    html! {
        div #seen .seen data-address="/settings/messenger/seen" {
            @if seen.is_empty() { p { (words.not_seen) } }
            @for one in seen { (line(language, words, one, now)) }
            p .hint { (words.seen_hint) }
        }
    }
}

fn line(language: Language, words: &InstallWords, one: &Seen, now: i64) -> Markup {
    let sentence = fill(words.seen, "origin", &one.origin);
    html! {
        p class=(if one.allowed { "good" } else { "bad" }) data-origin=(one.origin) {
            strong { (around(&sentence, "{time}", &ago_in_words(language, one.at, now))) } " "
            @if one.allowed { (words.seen_allowed) } @else { (words.seen_refused) }
        }
    }
}
