//! What people wrote is text on every page; nobody is offered what their role forbids.

use privacy::access::{Role, Scope};

use super::*;
use crate::words::Language;

const HOSTILE: &str = "<script>alert('x')</script>\"><img src=x>";

fn harmless(drawn: &str) {
    assert!(!drawn.contains("<script>alert") && !drawn.contains("<img src=x"), "{drawn}");
    assert!(!drawn.contains(" style=") && !drawn.contains(" onclick"), "the policy allows neither");
}

fn row(role: Role, you: bool, (role_changeable, state_changeable): (bool, bool)) -> TeammateRow {
    let id = "7".to_owned();
    TeammateRow {
        id,
        name: HOSTILE.into(),
        email: HOSTILE.into(),
        role,
        you,
        away_since: Some(0),
        role_changeable,
        state_changeable,
        signs_in_by: Some(SignsInBy::SecondFactor),
    }
}

#[test]
fn what_people_wrote_is_shown_as_text() {
    let form = WorkspaceForm { name: HOSTILE.into(), colour: HOSTILE.into() };
    harmless(&workspace_page(Language::English, (HOSTILE, 1), (HOSTILE, HOSTILE), &form).into_string());
    let rows = vec![row(Role::Agent, false, (true, true))];
    let waiting = InvitationRow {
        id: HOSTILE.into(),
        email: HOSTILE.into(),
        role: Role::Agent,
        by: HOSTILE.into(),
        expires_at: 0,
        ended: true,
        letter: Some(LetterState { dead: true, failure: Some("Why not") }),
        changeable: true,
    };
    let form = InvitationForm { email: HOSTILE.into(), role: HOSTILE.into() };
    let made = Some(HOSTILE.into());
    let invited = InvitationsPart { waiting: vec![waiting], form: Some(form), made, mailed: true };
    let roles = vec![Role::Admin, Role::Agent];
    let signs_in = Some((HOSTILE.to_owned(), HOSTILE.to_owned()));
    let page =
        TeammatesPage { active: rows.clone(), former: rows, roles, invited, signs_in, key: HOSTILE.into() };
    harmless(&teammates_page(Language::Japanese, HOSTILE, &page).into_string());
    let token = TokenRow {
        id: HOSTILE.into(),
        owner: HOSTILE.into(),
        name: HOSTILE.into(),
        scope: Scope::Write,
        created_at: 0,
        expires_at: Some(0),
        ended: true,
    };
    let form = TokenForm { name: HOSTILE.into(), scope: HOSTILE.into(), expires: HOSTILE.into() };
    let page = TokensPage { tokens: vec![token], form, made: Some(HOSTILE), key: HOSTILE };
    harmless(&tokens_page(Language::English, HOSTILE, &page).into_string());
    let page = JoinPage {
        language: Language::English,
        workspace_name: HOSTILE,
        address: HOSTILE,
        email: HOSTILE,
        role: Role::Agent,
        name: HOSTILE,
        problems: &[JoinProblem::Name, JoinProblem::Password],
    };
    harmless(&join_page(&page).into_string());
    let letter = MailRow {
        id: HOSTILE.into(),
        recipient: HOSTILE.into(),
        subject: HOSTILE.into(),
        dead: true,
        tries: 3,
        failure: Some("Why not"),
        next_try_at: 0,
    };
    let form = MailForm {
        host: HOSTILE.into(),
        port: HOSTILE.into(),
        security: HOSTILE.into(),
        user: HOSTILE.into(),
        from: HOSTILE.into(),
    };
    let tested = Some((false, HOSTILE.into()));
    let page = MailPage { is_set_up: true, has_password: true, form, tested, waiting: vec![letter] };
    harmless(&mail_page(Language::English, HOSTILE, &page).into_string());
}

#[test]
fn what_teams_and_tags_are_called_is_shown_as_text() {
    let member = Member { id: HOSTILE.into(), name: HOSTILE.into() };
    let team = TeamRow { id: "7".into(), version: 1, name: HOSTILE.into(), members: vec![member.clone()] };
    for id in [Some("7".to_owned()), None] {
        let why_not = TeamProblem::Name("Why not");
        let (name, members) = (Some(HOSTILE.to_owned()), Some([HOSTILE.to_owned()].into()));
        let typed = Some(TeamForm { id: id.clone(), version: 1, name, members, why_not });
        let page = TeamsPage { teams: vec![team.clone()], people: vec![member.clone()], typed };
        harmless(&teams_page(Language::English, HOSTILE, &page).into_string());
        let uses = crate::inbox::view::Count { number: 99, more: true };
        let tag = TagRow { id: "7".into(), name: HOSTILE.into(), conversations: uses, people: uses };
        let typed = Some(TagForm { id, name: HOSTILE.into(), why_not: "Why not" });
        let drawn = tags_page(Language::English, HOSTILE, &TagsPage { tags: vec![tag], typed }).into_string();
        harmless(&drawn);
        assert!(drawn.contains("Conversations: 99+ · People: 99+"), "{drawn}");
    }
}

#[test]
fn what_is_set_is_shown_as_text() {
    let seen = Seen { origin: HOSTILE.into(), at: 0, allowed: false };
    let look = LookForm {
        greeting: HOSTILE.into(),
        colour: HOSTILE.into(),
        reply_time: HOSTILE.into(),
        time_zone: HOSTILE.into(),
        days: std::array::from_fn(|_| HOSTILE.into()),
        data_contact: HOSTILE.into(),
        share_page: true,
        team_name: HOSTILE.into(),
        language: HOSTILE.into(),
        sound: HOSTILE.into(),
        ask_email: HOSTILE.into(),
    };
    let page = MessengerPage {
        version: 1,
        snippet: HOSTILE.into(),
        seen: vec![seen],
        now: 0,
        origins: format!("</textarea>{HOSTILE}"),
        workspace: HOSTILE.into(),
        look,
        mail_leaves: false,
    };
    harmless(&messenger_page(Language::English, HOSTILE, &page).into_string());
    let secret = SecretRow { id: HOSTILE.into(), name: HOSTILE.into(), platforms: [true; 3], created_at: 0 };
    let form = SecretForm { name: HOSTILE.into(), platforms: [false; 3] };
    let page = IdentityPage {
        secrets: vec![secret],
        form,
        made: Some(HOSTILE),
        key: HOSTILE,
        version: 1,
        user_hash: true,
        unsigned_attributes: false,
    };
    harmless(&identity_page(Language::Japanese, HOSTILE, &page).into_string());
    let codes = [zeroize::Zeroizing::new(HOSTILE.to_owned())];
    let session = SessionRow { id: HOSTILE.into(), this: false, created_at: 0, last_used_at: 0 };
    let factor = Factor::Begun { key: HOSTILE, address: zeroize::Zeroizing::new(HOSTILE.to_owned()) };
    let page = SignInPage {
        name: HOSTILE.into(),
        bad_name: Some("Why not"),
        has_password: true,
        factor,
        codes: &codes,
        sessions: vec![session],
        language: "",
        required: Some(true),
    };
    harmless(&sign_in_page(Language::Japanese, HOSTILE, &page).into_string());
    let frame = Frame {
        language: Language::English,
        workspace_name: HOSTILE,
        sections: &Section::EVERY,
        here: Some(Section::Tokens),
        said: Some(Said::Bad("Why not.")),
    };
    harmless(&console_page(&frame, &maud::html! {}).into_string());
}

#[test]
fn nobody_is_offered_what_they_may_not_do() {
    let drawn = |row: TeammateRow| {
        let page = TeammatesPage {
            active: vec![row],
            former: Vec::new(),
            roles: vec![Role::Admin, Role::Agent],
            invited: InvitationsPart::default(),
            signs_in: None,
            key: "k".into(),
        };
        teammates_page(Language::English, "t", &page).into_string()
    };
    let owner = drawn(row(Role::Owner, false, (false, false)));
    assert!(!owner.contains("<form") && owner.contains("Owner"));
    let myself = drawn(row(Role::Owner, true, (true, true)));
    assert!(myself.contains("/role") && !myself.contains("/deactivate"));
    let other = drawn(row(Role::Agent, false, (false, true)));
    assert!(other.contains("/deactivate") && !other.contains("/role"));
}
