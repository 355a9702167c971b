//! How the messenger looks and when somebody answers in it: what was typed, read into settings and written back.

use domain::contacts::Language;
use domain::workspaces::{AskEmail, BadMessenger, Hours, Messenger, OfficeHours, ReplyTime, Settings};

use super::view::LookForm;
use super::workspace::{chosen, colour_of};
use crate::edge::form::Form;
use crate::messenger::view::Colour;
use crate::words::Words;

/// The longest greeting, in characters.
const GREETING_CHARACTERS: usize = 200;
/// What may stand between two times, and between two spans.
const DASHES: [char; 8] = ['-', '–', '~', '〜', '～', '－', '−', 'ー'];
const COMMAS: [char; 5] = [',', '、', ';', '，', '；'];

/// What is set.
pub(super) fn shown(settings: &Settings) -> LookForm {
    let messenger = &settings.messenger;
    let hours = messenger.office_hours.as_ref();
    LookForm {
        greeting: settings.greeting.clone(),
        colour: colour_of(settings).to_owned(),
        reply_time: messenger.reply_time.map_or("", code).to_owned(),
        time_zone: hours.map_or(&messenger.time_zone, |hours| &hours.time_zone).clone(),
        days: std::array::from_fn(|index| hours.map(|hours| written(hours, index)).unwrap_or_default()),
        data_contact: messenger.data_contact.clone(),
        share_page: messenger.share_page,
        team_name: messenger.team_name.clone(),
        language: messenger.language.map_or("", Language::code).to_owned(),
        sound: if messenger.sound { "on" } else { "" }.to_owned(),
        ask_email: ask_code(messenger.ask_email).to_owned(),
    }
}

/// What was typed.
pub(super) fn typed(form: &Form) -> LookForm {
    LookForm {
        greeting: form.trimmed("greeting"),
        colour: form.trimmed("colour").to_lowercase(),
        reply_time: form.trimmed("reply_time"),
        time_zone: form.trimmed("time_zone"),
        days: std::array::from_fn(|index| form.trimmed(&format!("day{}", index + 1))),
        data_contact: form.trimmed("data_contact"),
        share_page: form.text("share_page").is_some(),
        team_name: form.trimmed("team_name"),
        language: form.trimmed("language"),
        sound: form.trimmed("sound"),
        ask_email: form.trimmed("ask_email"),
    }
}

/// The settings with what was typed, or the sentence that says what is wrong with it.
pub(super) fn with(
    settings: Settings,
    typed: &LookForm,
    words: &'static Words,
) -> Result<Settings, &'static str> {
    let say = &words.installing;
    if typed.greeting.chars().count() > GREETING_CHARACTERS {
        return Err(say.bad_greeting);
    }
    if Colour::parse(&typed.colour).is_none() {
        return Err(words.workspace.colour_bad);
    }
    let reply_time = match typed.reply_time.as_str() {
        "" => None,
        code => Some(reply_time(code).ok_or(say.bad_reply_time)?),
    };
    let hours = read(&typed.days).ok_or(say.bad_hours)?;
    let open = |hours| OfficeHours { time_zone: typed.time_zone.clone(), hours };
    let messenger = Messenger {
        reply_time,
        office_hours: Some(hours).filter(|hours| !hours.is_empty()).map(open),
        time_zone: typed.time_zone.clone(),
        data_contact: typed.data_contact.clone(),
        share_page: typed.share_page,
        team_name: typed.team_name.clone(),
        language: language(&typed.language).map_err(|NotListed| say.bad_choice)?,
        sound: sound(&typed.sound).ok_or(say.bad_choice)?,
        ask_email: ask_email(&typed.ask_email).ok_or(say.bad_choice)?,
    };
    messenger.check().map_err(|bad| match bad {
        BadMessenger::TimeZone => say.bad_time_zone,
        BadMessenger::Hours => say.bad_hours,
        BadMessenger::DataContact => say.bad_data_contact,
        BadMessenger::TeamName => say.bad_team_name,
    })?;
    Ok(Settings { greeting: typed.greeting.clone(), colour: chosen(&typed.colour), messenger, ..settings })
}

const fn code(time: ReplyTime) -> &'static str {
    match time {
        ReplyTime::Minutes => "minutes",
        ReplyTime::Hours => "hours",
        ReplyTime::Day => "day",
    }
}

fn reply_time(given: &str) -> Option<ReplyTime> {
    [ReplyTime::Minutes, ReplyTime::Hours, ReplyTime::Day].into_iter().find(|time| code(*time) == given)
}

const fn ask_code(ask: AskEmail) -> &'static str {
    match ask {
        AskEmail::Never => "never",
        AskEmail::Away => "",
        AskEmail::Always => "always",
    }
}

fn ask_email(given: &str) -> Option<AskEmail> {
    [AskEmail::Never, AskEmail::Away, AskEmail::Always].into_iter().find(|ask| ask_code(*ask) == given)
}

/// Not a language that can be chosen.
pub(super) struct NotListed;

/// The language of that code, none for the reader's own.
pub(super) fn language(given: &str) -> Result<Option<Language>, NotListed> {
    if given.is_empty() { Ok(None) } else { Language::of_code(given).map(Some).ok_or(NotListed) }
}

fn sound(given: &str) -> Option<bool> {
    match given {
        "" => Some(false),
        "on" => Some(true),
        _ => None,
    }
}

/// The spans of the day with that index as `09:00-12:00, 13:00-17:00`.
fn written(office: &OfficeHours, index: usize) -> String {
    let clock = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
    let of_day = office.hours.iter().filter(|hours| usize::from(hours.day) == index + 1);
    let spans = of_day.map(|hours| format!("{}-{}", clock(hours.from_minute), clock(hours.until_minute)));
    spans.collect::<Vec<_>>().join(", ")
}

/// The spans of a week, from seven lines; `None` where a line is none.
fn read(days: &[String; 7]) -> Option<Vec<Hours>> {
    let mut hours = Vec::new();
    for (day, line) in (1..).zip(days) {
        let line = narrow(line);
        for span in line.split(COMMAS).map(str::trim).filter(|span| !span.is_empty()) {
            let (from, until) = span.split_once(DASHES)?;
            hours.push(Hours { day, from_minute: minute(from)?, until_minute: minute(until)? });
        }
    }
    Some(hours)
}

/// Digits and colons in the width in which they are read: a Japanese keyboard makes wide ones.
fn narrow(line: &str) -> String {
    const WIDE: &str = "０１２３４５６７８９：";
    let narrow = |c: char| WIDE.chars().zip("0123456789:".chars()).find(|(wide, _)| *wide == c);
    line.chars().map(|c| narrow(c).map_or(c, |(_, narrow)| narrow)).collect()
}

/// The minute of the day of `9`, `9:00` or `09:00`, until `24:00`.
fn minute(text: &str) -> Option<u16> {
    let (hour, minute) = text.trim().split_once(':').unwrap_or((text.trim(), "00"));
    let number = |text: &str, lengths: &[usize]| {
        let fits = lengths.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        fits.then(|| text.parse::<u16>().ok()).flatten()
    };
    let (hour, minute) = (number(hour, &[1, 2])?, number(minute, &[2])?);
    let of_day = hour * 60 + minute;
    (minute < 60 && of_day <= 1440).then_some(of_day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words;

    fn week(monday: &str) -> [String; 7] {
        let mut days = <[String; 7]>::default();
        days[0] = monday.to_owned();
        days[6] = "0-24".to_owned();
        days
    }

    #[test]
    fn hours_are_read_as_people_write_them_and_written_back() {
        for monday in [
            "9-12, 13:00-17:30",
            "09:00–12:00、13:00〜17:30",
            " 9:00 ~ 12:00 ; 13-17:30 ",
            "９：００－１２：００、１３ー１７：３０",
        ] {
            let office = OfficeHours { time_zone: "Asia/Tokyo".into(), hours: read(&week(monday)).unwrap() };
            assert_eq!(written(&office, 0), "09:00-12:00, 13:00-17:30", "{monday}");
            assert_eq!((written(&office, 1).as_str(), written(&office, 6).as_str()), ("", "00:00-24:00"));
        }
        assert_eq!(read(&<[String; 7]>::default()), Some(Vec::new()));
        for bad in ["9", "9-", "x-y", "9:0-10", "9:60-10", "24:01-25", "-5-9", "9:00-99999999999", "九-17"] {
            assert_eq!(read(&week(bad)), None, "{bad}");
        }
    }

    #[test]
    fn what_is_set_comes_back_as_it_was_typed_and_nonsense_is_told() {
        let words = words::Language::English.words();
        let good = LookForm {
            greeting: "Moin".into(),
            colour: "#274b8f".into(),
            reply_time: "hours".into(),
            time_zone: "Europe/Berlin".into(),
            days: week("09:00-17:00"),
            data_contact: "dpo@office.example".into(),
            share_page: true,
            team_name: "Harbour desk".into(),
            language: "ja".into(),
            sound: "on".into(),
            ask_email: "always".into(),
        };
        let set = with(Settings::default(), &good, words).unwrap();
        let again = shown(&set);
        assert_eq!((again.days[0].as_str(), again.days[6].as_str()), ("09:00-17:00", "00:00-24:00"));
        assert_eq!(with(Settings::default(), &again, words).unwrap(), set);
        let say = &words.installing;
        for (bad, expected) in [
            (LookForm { greeting: "n".repeat(201), ..good.clone() }, say.bad_greeting),
            (LookForm { colour: "red".into(), ..good.clone() }, words.workspace.colour_bad),
            (LookForm { reply_time: "soon".into(), ..good.clone() }, say.bad_reply_time),
            (LookForm { time_zone: "Berlin!".into(), ..good.clone() }, say.bad_time_zone),
            (LookForm { days: week("17:00-09:00"), ..good.clone() }, say.bad_hours),
            (LookForm { days: week("nine to five"), ..good.clone() }, say.bad_hours),
            (LookForm { data_contact: "x".repeat(201), ..good.clone() }, say.bad_data_contact),
            (LookForm { team_name: "x".repeat(101), ..good.clone() }, say.bad_team_name),
            (LookForm { language: "xx".into(), ..good.clone() }, say.bad_choice),
            (LookForm { sound: "loud".into(), ..good.clone() }, say.bad_choice),
            (LookForm { ask_email: "away".into(), ..good.clone() }, say.bad_choice),
        ] {
            assert_eq!(with(Settings::default(), &bad, words).unwrap_err(), expected);
        }
        let closed = LookForm { days: <[String; 7]>::default(), ..good };
        let set = with(Settings::default(), &closed, words).unwrap();
        assert_eq!(set.messenger.office_hours, None);
        assert_eq!(shown(&set).time_zone, "Europe/Berlin", "it is kept for when there are hours");
        let nowhere = LookForm { time_zone: "x y".into(), ..closed };
        assert_eq!(with(Settings::default(), &nowhere, words).unwrap_err(), say.bad_time_zone);
    }
}
