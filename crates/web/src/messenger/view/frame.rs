//! The page inside the messenger's frame.

use maud::{Markup, html};

use crate::page::{Shell, data_block, document, icon};
use crate::words::{Language, MessengerWords, fill};

/// What the frame is given.
#[derive(Debug, Clone)]
pub struct FramePage {
    /// The workspace's public id.
    pub app_id: String,
    /// The workspace's name.
    pub workspace_name: String,
    /// The workspace's own greeting.
    pub greeting: Option<String>,
    /// When somebody answers, and whom to write to about one's data.
    pub messenger: domain::workspaces::Messenger,
    /// The workspace's colour.
    pub colour: Option<Colour>,
    /// The visitor's language.
    pub language: Language,
}

impl FramePage {
    /// Who speaks at home: the team, or the workspace where it has no name of its own.
    fn face(&self) -> &str {
        let team = &self.messenger.team_name;
        if team.is_empty() { &self.workspace_name } else { team }
    }

    fn team(&self, words: &MessengerWords) -> String {
        let team = &self.messenger.team_name;
        if team.is_empty() { fill(words.team, "workspace", &self.workspace_name) } else { team.clone() }
    }
}

/// An opaque sRGB colour, red, green, blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour(pub u8, pub u8, pub u8);

impl Colour {
    /// Reads `#rrggbb`.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text
            .strip_prefix('#')
            .filter(|digits| digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_hexdigit()))?;
        let value = u32::from_str_radix(digits, 16).ok()?;
        let [_, red, green, blue] = value.to_be_bytes();
        Some(Self(red, green, blue))
    }

    /// `#rrggbb`
    pub(crate) fn css(self) -> String {
        format!("#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
}

/// The whole page.
pub fn frame_page(page: &FramePage) -> Markup {
    drawn(page, "messenger/frame.js", false)
}

/// The same for the console's preview: nothing in it acts.
pub fn preview_page(page: &FramePage) -> Markup {
    drawn(page, "console/preview.js", true)
}

fn drawn(page: &FramePage, module: &str, inert: bool) -> Markup {
    let words = &page.language.words().messenger;
    let shell = Shell {
        title: words.messenger,
        language: page.language,
        styles: &["messenger/frame.css", "messenger/conversation.css", "messenger/data.css"],
        modules: &[module],
        class: "messenger",
    };
    let greeting = page.greeting.as_deref().unwrap_or(words.greeting);
    let settings = serde_json::json!({
        "app_id": page.app_id,
        "workspace": page.workspace_name,
        "team": page.team(words),
        "reply_time": page.messenger.reply_time,
        "office_hours": page.messenger.office_hours,
        "data_contact": page.messenger.data_contact,
        "share_page": page.messenger.share_page,
        "sound": page.messenger.sound,
        "ask_email": page.messenger.ask_email,
        "colour": page.colour.map(Colour::css),
        "language": page.language.tag(),
        "fixed_language": page.messenger.language.map(domain::contacts::Language::code),
    });
    let body = html! {
        p #line .line role="status" hidden {}
        p #lapsed .lapsed role="status" hidden { (words.lapsed) }
        (home(page, words, greeting, inert))
        (conversation(words, inert))
        (data(words))
        div #said .hidden-text aria-live="polite" {}
        noscript { p .empty { (words.needs_script) } }
        (data_block("words", words))
        (data_block("settings", &settings))
    };
    document(&shell, &body)
}

fn home(page: &FramePage, words: &MessengerWords, greeting: &str, inert: bool) -> Markup {
    html! {
        main #home .home inert[inert] {
            header .home-head {
                p #team .workspace { (page.face()) }
                button .close.icon-button type="button" data-act="close" aria-label=(words.close) { (icon("close")) }
                h1 #greeting tabindex="-1" { (greeting) }
                p #presence .presence hidden { span .dot {} span #presence-text {} }
            }
            div .home-body {
                // A click before the script listens would be lost: the script enables it.
                button #start .start type="button" disabled[!inert] { span { (words.start) } (icon("send")) }
                section #yours .yours aria-label=(words.yours) hidden {
                    h2 { (words.yours) }
                    ul #conversations {}
                    button #older .quiet.older type="button" hidden { (words.older) }
                }
                p #erased .erased hidden { (icon("check")) span #erased-text { (words.erased) } }
                div .home-foot {
                    p #promise .hint.promise { (icon("seal")) span { (words.nothing_stored) } }
                    div .home-links {
                        button #to-data .quiet type="button" hidden { (words.your_data) }
                        button #sound .quiet type="button" { (words.sound) }
                    }
                }
            }
        }
    }
}

/// What is held, its end, and whom to write to.
fn data(words: &MessengerWords) -> Markup {
    html! {
        main #data .own-data hidden {
            header .conversation-head {
                button #data-back .icon-button type="button" aria-label=(words.back) { (icon("back")) }
                h1 #data-title tabindex="-1" { (words.your_data) }
                button .close.icon-button type="button" data-act="close" aria-label=(words.close) { (icon("close")) }
            }
            div .data-body {
                p #data-where .hint {}
                dl #data-known .known {}
                dl #data-counts .counts {}
                button #download .button type="button" { (words.download) }
                p #download-failed .problem role="alert" hidden {}
                p #data-contact .hint hidden {}
                section .end {
                    h2 { (words.erase_title) }
                    p .hint { (words.erase_text) }
                    button #erase .alarm type="button" { (words.erase) }
                    div #erase-sure hidden role="alertdialog" aria-labelledby="erase-question" {
                        p #erase-question { (words.erase_sure) }
                        button #erase-yes .alarm type="button" { (words.erase_yes) }
                        button #erase-no .quiet type="button" { (words.erase_no) }
                    }
                    p #erase-failed .problem role="alert" hidden {}
                }
            }
        }
    }
}

fn conversation(words: &MessengerWords, inert: bool) -> Markup {
    html! {
        main #conversation .conversation inert[inert] hidden {
            header .conversation-head {
                button #back .icon-button type="button" aria-label=(words.back) { (icon("back")) }
                h1 #title {}
                button .close.icon-button type="button" data-act="close" aria-label=(words.close) { (icon("close")) }
            }
            div #log .log role="log" aria-live="off" aria-label=(words.messages) tabindex="0" {
                p #intro .hint.intro {}
                button #earlier .quiet.earlier type="button" hidden { (words.earlier) }
                ol #parts .parts {}
                p #closed .hint.intro role="status" hidden { (words.closed) }
            }
            p #typing .typing role="status" hidden {}
            form #leave .leave hidden {
                label for="leave-email" { (words.leave_address) }
                div .leave-line {
                    input #leave-email type="email" autocomplete="email" maxlength="320" required placeholder="name@example.org";
                    button { (words.leave) }
                }
                p #leave-problem .problem role="alert" hidden {}
            }
            p #reached .leave.reached hidden {
                span #reached-text {}
                button #reached-change .quiet type="button" { (words.change_address) }
            }
            form #composer .composer {
                p #problem .problem role="alert" hidden {}
                ul #chosen .chosen hidden {}
                div .composer-line {
                    label .icon-button.attach { (icon("attach")) span .hidden-text { (words.attach) } input #files .hidden-text type="file" multiple; }
                    textarea #body rows="1" aria-label=(words.message) placeholder=(words.write) {}
                    button #send .icon-button.send aria-label=(words.send) disabled { (icon("send")) }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page() -> FramePage {
        FramePage {
            app_id: "abc123".into(),
            workspace_name: "</script><img src=x onerror=alert(1)>".into(),
            greeting: Some("<b>Hi</b>".into()),
            messenger: domain::workspaces::Messenger::default(),
            colour: Colour::parse("#0A7f5c"),
            language: Language::English,
        }
    }

    #[test]
    fn what_the_workspace_wrote_is_text() {
        let shown = frame_page(&page()).into_string();
        assert!(!shown.contains("<img") && !shown.contains("<b>"));
        assert!(shown.contains("&lt;b&gt;Hi&lt;/b&gt;"));
        assert!(shown.contains("\"colour\":\"#0a7f5c\""));
    }

    #[test]
    fn a_strict_policy_has_nothing_to_refuse() {
        let shown = frame_page(&page()).into_string();
        assert!(!shown.contains(" style=") && !shown.contains("<style") && !shown.contains(" onclick"));
        assert_eq!(shown.matches("<script").count(), 3, "one module and two inert data blocks");
    }

    #[test]
    fn only_six_hex_digits_are_a_colour() {
        assert_eq!(Colour::parse("#ff8000"), Some(Colour(255, 128, 0)));
        for text in ["", "ff8000", "#ff800", "#ff80000", "#gg8000", "#+f8000", "#ff8000;"] {
            assert_eq!(Colour::parse(text), None, "{text}");
        }
    }
}
