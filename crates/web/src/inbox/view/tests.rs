//! What people wrote is shown as text and never as markup; states, counts and empty lists are shown as they are.

use super::*;
use crate::words::Language;

const HOSTILE: &str = "<script>alert('x')</script>\"><img src=x>";
const HOUR: i64 = 3_600_000_000;
const NOW: i64 = 1_795_491_153_000_000;

fn viewing(language: Language) -> Viewing {
    Viewing { language, csrf: "token".into(), listing: Listing::default(), now: NOW }
}

fn author(name: &str, side: Side) -> Author {
    Author { id: name.into(), name: name.into(), side }
}

fn said(seq: i64, author: Author, body: &str, at: i64) -> Part {
    Part {
        id: "9".into(),
        seq,
        kind: PartKind::Comment,
        author,
        body: body.into(),
        attachments: Vec::new(),
        redacted: false,
        removable: true,
        at,
    }
}

fn thread(parts: Vec<Part>) -> Thread {
    Thread {
        id: "7".into(),
        person_id: "p".into(),
        name: "Amber Heron".into(),
        pseudonym: true,
        title: Some(HOSTILE.into()),
        state: State::Open,
        snoozed_until: None,
        priority: false,
        assignee: None,
        team: Some(Team { id: "3".into(), name: HOSTILE.into() }),
        mail: Mail::Unwanted,
        teammates: vec![Teammate { id: "1".into(), name: HOSTILE.into(), away: false }],
        assignees: vec![Teammate { id: "1".into(), name: HOSTILE.into(), away: false }],
        teams: vec![Team { id: "3".into(), name: HOSTILE.into() }],
        tags: vec![Tag { id: "5".into(), name: HOSTILE.into() }],
        parts,
        seen: None,
        written_on: Some(WrittenOn { url: "https://shop.example/".into(), referrer: Some(HOSTILE.into()) }),
        taken: Vec::new(),
        earlier: None,
        answers: true,
        begun: Begun { body: HOSTILE.into(), note: true },
        client_key: "0".repeat(32),
    }
}

fn row(selected: bool) -> ConversationRow {
    ConversationRow {
        id: "7".into(),
        person_id: "p".into(),
        name: HOSTILE.into(),
        preview: HOSTILE.into(),
        preview_by: Side::Contact,
        said_at: NOW - HOUR,
        unread: true,
        priority: true,
        state: State::Open,
        snoozed_until: None,
        assignee: Some(Teammate { id: "1".into(), name: HOSTILE.into(), away: false }),
        selected,
    }
}

fn folders() -> Vec<FolderRow> {
    let count = |number, more| Count { number, more };
    vec![
        FolderRow { folder: Folder::Mine, name: None, count: count(1, false) },
        FolderRow { folder: Folder::Team(3), name: Some(HOSTILE.into()), count: count(10_000, true) },
    ]
}

fn person() -> Person {
    Person {
        conversation: "7".into(),
        version: 3,
        may: May { export: true, erase: true, edit: true, bring_in: true, tag: true, note: true },
        participants: vec![
            Participant { id: "p".into(), name: HOSTILE.into(), email: Some(HOSTILE.into()) },
            Participant { id: "q".into(), name: HOSTILE.into(), email: None },
        ],
        beside: false,
        given_name: Some(HOSTILE.into()),
        blocked: true,
        mail: Mail::Unwanted,
        mail_log: Some(HOSTILE.into()),
        companies: vec![Company {
            id: "c".into(),
            external_id: HOSTILE.into(),
            given_name: Some(HOSTILE.into()),
            plan: Some(HOSTILE.into()),
            website: Some(HOSTILE.into()),
            industry: Some(HOSTILE.into()),
            custom: vec![(HOSTILE.into(), HOSTILE.into())],
            ..Company::default()
        }],
        companies_beyond: 3,
        tags: vec![Tag { id: "5".into(), name: HOSTILE.into() }],
        notes: PersonNotes {
            newest: vec![PersonNote { author: HOSTILE.into(), text: HOSTILE.into(), at: NOW }; 4],
            all: 5,
        },
        noted: Noted {
            title: Some(HOSTILE.into()),
            attributes: vec![(HOSTILE.into(), HOSTILE.into())],
            may_change: true,
        },
        previous: Newest {
            opened: vec![Previous { id: "8".into(), preview: HOSTILE.into(), state: State::Closed, at: NOW }],
            goes_on: true,
        },
        events: Newest {
            opened: vec![DataEvent {
                name: HOSTILE.into(),
                facts: vec![(HOSTILE.into(), HOSTILE.into())],
                counted: None,
                by_website: true,
                at: NOW,
            }],
            goes_on: true,
        },
        reviewers: vec![Teammate { id: "1".into(), name: "Mina".into(), away: false }],
        id: "p".into(),
        name: HOSTILE.into(),
        pseudonym: true,
        role: PersonRole::Lead,
        email: Some(HOSTILE.into()),
        phone: None,
        external_id: Some(HOSTILE.into()),
        custom_attributes: vec![(HOSTILE.into(), HOSTILE.into())],
        data: DataCard {
            held: vec![(HeldKind::Messages, 12), (HeldKind::Files, 0)],
            region: HostRegion::Eu,
            until: vec![(HeldKind::Sessions, NOW + HOUR)],
            identity: Identity::Anonymous,
            last_looked: Some(Looked { by: HOSTILE.into(), at: NOW - HOUR }),
        },
    }
}

fn page(language: Language) -> InboxPage {
    let mut file = said(2, author(HOSTILE, Side::Contact), HOSTILE, NOW);
    file.attachments.push(Attachment {
        id: "9".into(),
        name: HOSTILE.into(),
        media_type: "image/png".into(),
        size_bytes: 1_234_567,
        url: "/inbox/7/files/9".into(),
    });
    let mut given = said(3, author(HOSTILE, Side::Teammate), "", NOW);
    given.kind = PartKind::System(Event::AssignedTeam { to: Some(HOSTILE.into()) });
    InboxPage {
        viewing: viewing(language),
        me: Teammate { id: "1".into(), name: HOSTILE.into(), away: true },
        away: Some(Away { since: NOW, reassigns: true }),
        workspace_name: HOSTILE.into(),
        sees_log: true,
        sees_erasures: true,
        keeps_views: true,
        teammates: vec![Teammate { id: "1".into(), name: HOSTILE.into(), away: false }],
        assignees: vec![Teammate { id: "1".into(), name: HOSTILE.into(), away: false }],
        teams: vec![Team { id: "3".into(), name: HOSTILE.into() }],
        tag_names: vec![HOSTILE.into()],
        list: List { rows: vec![row(true)], folders: folders(), choosable: true, ..List::default() },
        thread: Some(thread(vec![file, given])),
        person: Some(person()),
    }
}

#[test]
fn nothing_that_people_wrote_becomes_markup() {
    for language in [Language::English, Language::Japanese] {
        let shown = inbox_page(&page(language)).into_string();
        assert!(!shown.contains("<script>"), "{shown}");
        assert_eq!(shown.matches("<img ").count(), 1, "the attachment's own picture only");
        assert!(shown.matches("&lt;script&gt;").count() >= 14);
    }
}

#[test]
fn a_strict_policy_has_nothing_to_refuse() {
    let shown = inbox_page(&page(Language::English)).into_string();
    for refused in [" style=", "<style", " onclick", " onload", "javascript:"] {
        assert!(!shown.contains(refused), "{refused}");
    }
    assert_eq!(shown.matches("<script").count(), 5, "two modules and three inert data blocks");
}

#[test]
fn one_author_is_one_group_until_time_or_day_parts_them() {
    let ann = || author("Ann", Side::Contact);
    let parts = vec![
        said(0, ann(), "a", NOW),
        said(1, ann(), "b", NOW + 60_000_000),
        said(2, ann(), "c", NOW + HOUR),
        said(3, author("Bo", Side::Teammate), "d", NOW + HOUR),
        said(4, ann(), "e", NOW + 30 * HOUR),
    ];
    let shown = thread_fragment(&viewing(Language::English), &thread(parts)).into_string();
    assert_eq!(shown.matches("class=\"group ").count(), 4);
    assert_eq!(shown.matches("class=\"bubble\"").count(), 5);
    assert_eq!(shown.matches("class=\"day\"").count(), 2);
}

#[test]
fn seen_stands_under_what_was_seen_and_not_under_what_was_not() {
    let bo = || author("Bo", Side::Teammate);
    let parts = ["first", "second", "third"];
    let parts = (0..).zip(parts).map(|(seq, text)| said(seq, bo(), text, NOW)).collect();
    let shown = Thread { seen: Some(1), ..thread(parts) };
    let shown = thread_fragment(&viewing(Language::English), &shown).into_string();
    let at = |text: &str| shown.find(text).unwrap();
    assert_eq!((shown.matches("class=\"group ").count(), shown.matches("class=\"seen\"").count()), (1, 1));
    assert!(at(">second<") < at("class=\"seen\"") && at("class=\"seen\"") < at(">third<"), "{shown}");
}

#[test]
fn a_note_is_never_grouped_with_a_reply() {
    let mut note = said(1, author("Bo", Side::Teammate), "secret", NOW);
    note.kind = PartKind::Note;
    let parts = vec![said(0, author("Bo", Side::Teammate), "hello", NOW), note];
    let shown = thread_fragment(&viewing(Language::English), &thread(parts)).into_string();
    assert!(shown.contains("class=\"group teammate\"") && shown.contains("class=\"group teammate note\""));
}

#[test]
fn an_empty_list_names_one_next_step() {
    for folder in Folder::EVERY.into_iter().chain([Folder::Team(7), Folder::View(7)]) {
        for state in State::EVERY {
            let listing = Listing { folder, state, ..Listing::default() };
            let here = Viewing { listing, ..viewing(Language::English) };
            let shown = list_fragment(&here, &List::default()).into_string();
            let waits = (folder, state) == (Folder::All, State::Open);
            assert_eq!(shown.matches("<a ").count(), usize::from(!waits), "{folder:?} {state:?}");
        }
    }
}

#[test]
fn the_list_carries_the_counts_and_marks_the_open_one() {
    let list = List {
        rows: vec![row(true), row(false)],
        folders: folders(),
        next: Some("17.7".into()),
        choosable: true,
        later: true,
        searched: None,
    };
    let shown = list_fragment(&viewing(Language::English), &list).into_string();
    assert!(
        shown.contains(
            "data-counts=\"{&quot;mine&quot;:&quot;1&quot;,&quot;team-3&quot;:&quot;10000+&quot;}\""
        )
    );
    assert_eq!(shown.matches("aria-current=\"true\"").count(), 1);
    assert_eq!(shown.matches("Unread").count(), 2);
    assert!(shown.contains("&amp;after=17.7\">Show more"));
}

#[test]
fn a_row_says_who_has_the_conversation_and_when_it_wakes() {
    let mate = Some(Teammate { id: "1".into(), name: "Mina Okafor".into(), away: false });
    let row = ConversationRow {
        state: State::Snoozed,
        snoozed_until: Some(NOW + 48 * HOUR),
        assignee: mate,
        ..row(false)
    };
    let list = List { rows: vec![row], ..List::default() };
    let shown = |language, folder| {
        let listing = Listing { folder, ..Listing::default() };
        list_fragment(&Viewing { listing, ..viewing(language) }, &list).into_string()
    };
    let all = shown(Language::English, Folder::All);
    assert!(all.contains("Assignee: Mina Okafor") && all.contains("until <time "), "{all}");
    assert!(!shown(Language::English, Folder::Mine).contains("Mina"), "one's own are one's own");
    assert!(shown(Language::Japanese, Folder::All).contains("</time> まで"));
}

#[test]
fn an_address_names_the_list_and_is_read_back() {
    for folder in Folder::EVERY.into_iter().chain([Folder::Team(7), Folder::View(7)]) {
        assert_eq!(Folder::parse(&folder.to_string()), Some(folder));
    }
    for bad in ["team-", "team-0", "team--1", "team-x", "team", "view-0", "view", "Mine", ""] {
        assert_eq!(Folder::parse(bad), None, "{bad}");
    }
    let listing = Listing {
        folder: Folder::Team(7),
        state: State::Closed,
        order: Order::Waiting,
        ..Listing::default()
    };
    assert_eq!(listing.address(Some("9")), "/inbox/9?folder=team-7&state=closed&sort=waiting");
    assert_eq!(
        listing.of(Folder::Mine, State::Open).address(None),
        "/inbox?folder=mine&state=open&sort=waiting"
    );
    let view = Listing { usual: Order::Waiting, ..listing.of(Folder::View(2), State::Open) };
    assert_eq!(view.address(None), "/inbox?folder=view-2&sort=newest", "another order than its own");
    assert_eq!(Listing { order: Order::Waiting, ..view }.address(None), "/inbox?folder=view-2");
    assert_eq!(view.of(Folder::Mine, State::Open).address(None), "/inbox?folder=mine&state=open");
    assert_eq!(Listing::default().address(None), "/inbox?folder=all&state=open");
}

#[test]
fn the_data_card_shows_what_is_held_and_not_what_is_not() {
    let shown = person_fragment(&viewing(Language::English), &person()).into_string();
    assert!(shown.contains("Messages <strong>12</strong>") && !shown.contains("Files"));
    assert!(shown.contains("European Union") && shown.contains("Anonymous, nothing claimed"));
}

#[test]
fn events_read_as_sentences_whatever_the_names_hold() {
    let event = |event, name: &str| {
        events::event_line(Language::English, &author(name, Side::Teammate), &event).into_string()
    };
    let to =
        |id: &str| Event::Assigned { to: Some(Teammate { id: id.into(), name: "Bo".into(), away: false }) };
    assert_eq!(event(Event::Closed, "Ann"), "Ann closed the conversation");
    assert_eq!(event(to("2"), "Ann"), "Ann assigned the conversation to Bo");
    assert_eq!(event(to("Ann"), "Ann"), "Ann took the conversation");
    assert_eq!(event(Event::Assigned { to: None }, "Ann"), "Ann removed the assignee");
    let snoozed = event(Event::Snoozed { until: Some(NOW) }, "{time}");
    assert!(snoozed.starts_with("{time} snoozed the conversation until <time "), "{snoozed}");
}

#[test]
fn the_doors_refill_what_was_typed_and_never_the_password() {
    let form = FirstRunForm {
        workspace_name: HOSTILE.into(),
        region: Some(HostRegion::Au),
        name: "Ada".into(),
        email: "ada@example.com".into(),
        colour: HOSTILE.into(),
    };
    let problems = vec![FirstRunProblem::Password];
    let page =
        FirstRunPage { language: Language::English, link: "abc".into(), csrf: "t".into(), form, problems };
    let shown = first_run_page(&page).into_string();
    assert!(shown.contains("value=\"ada@example.com\"") && shown.contains("value=\"au\" required checked"));
    assert!(shown.contains("action=\"/setup/abc\"") && !shown.contains("<script>"));
    let field = shown.split("<input ").find(|field| field.contains("type=\"password\"")).unwrap();
    assert!(!field.split('>').next().unwrap().contains("value="));
}

#[test]
fn too_many_attempts_say_when_to_come_back() {
    let problem = Some(SignInProblem::TooMany { retry_after_s: 61 });
    let workspace = Some(("w1".into(), HOSTILE.into()));
    let page = SignInPage {
        language: Language::Japanese,
        workspace,
        next: Some(HOSTILE.into()),
        csrf: "t".into(),
        email: HOSTILE.into(),
        problem,
    };
    let shown = sign_in_page(&page).into_string();
    assert!(
        shown.contains("2 分後") && shown.contains("action=\"/sign-in/w1\"") && !shown.contains("<script>")
    );
}

#[test]
fn every_notice_is_said_in_both_languages() {
    let notices = [
        Notice::NotFound,
        Notice::LinkUsed,
        Notice::SignInLinkUsed,
        Notice::Ended,
        Notice::FactorOwed,
        Notice::TooFast,
        Notice::Unavailable,
        Notice::ReadOnly,
        Notice::BadRequest,
        Notice::SignedOut,
    ];
    for notice in notices {
        let says = |language| {
            message_page(&MessagePage {
                language,
                notice,
                reason: Some(HOSTILE.into()),
                reference: Some("r-1".into()),
            })
            .into_string()
        };
        assert!(
            says(Language::English).contains("r-1")
                && says(Language::English).contains("&lt;script&gt;alert")
        );
        assert_ne!(says(Language::English), says(Language::Japanese));
    }
}

#[test]
fn every_file_and_icon_that_the_page_names_exists() {
    let shown = inbox_page(&page(Language::English)).into_string();
    let sprite = String::from_utf8(crate::assets::find("icons.svg").unwrap().bytes.into_owned()).unwrap();
    let mut icons = 0;
    for address in shown.split("\"/assets/").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(address.contains("?v="), "{address} does not exist");
        if let Some((_, icon)) = address.split_once('#') {
            assert!(sprite.contains(&format!("id=\"{icon}\"")), "no icon {icon}");
            icons += 1;
        }
    }
    assert!(icons > 10);
}
