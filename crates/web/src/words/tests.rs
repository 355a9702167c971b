//! The catalogue is whole: no empty sentence, the same blanks in both languages, the language people ask for.

use super::*;

fn pairs() -> impl Iterator<Item = &'static (&'static str, &'static str, &'static str)> {
    [
        InboxWords::PAIRS,
        EventWords::PAIRS,
        PersonWords::PAIRS,
        ErasureWords::PAIRS,
        HoldWords::PAIRS,
        LogWords::PAIRS,
        ActWords::PAIRS,
        CauseWords::PAIRS,
        ScriptWords::PAIRS,
        FormWords::PAIRS,
        RefusalWords::PAIRS,
        PaletteWords::PAIRS,
        EdgeWords::PAIRS,
        ProblemWords::PAIRS,
        MacroWords::PAIRS,
        ViewWords::PAIRS,
        DoorWords::PAIRS,
        ConsoleWords::PAIRS,
        WorkspaceWords::PAIRS,
        TeammateWords::PAIRS,
        TeamWords::PAIRS,
        TagWords::PAIRS,
        InvitationWords::PAIRS,
        MailWords::PAIRS,
        LetterWords::PAIRS,
        SignInWords::PAIRS,
        InstallWords::PAIRS,
        IdentityWords::PAIRS,
        TokenWords::PAIRS,
        MessengerWords::PAIRS,
        ReplyWords::PAIRS,
        ShopWords::PAIRS,
    ]
    .into_iter()
    .flatten()
}

fn blanks(sentence: &str) -> Vec<&str> {
    let mut found: Vec<_> =
        sentence.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect();
    found.sort_unstable();
    found
}

#[test]
fn every_sentence_is_said_in_both_languages_with_the_same_blanks() {
    for (key, english, japanese) in pairs() {
        assert!(!english.trim().is_empty() && !japanese.trim().is_empty(), "{key} is empty");
        assert_eq!(blanks(english), blanks(japanese), "{key} has other blanks in Japanese");
    }
}

#[test]
fn japanese_sentences_are_japanese() {
    for (key, english, japanese) in pairs() {
        let latin_only = japanese.is_ascii();
        assert!(!latin_only || english == japanese, "{key} is not translated: {japanese}");
    }
}

#[test]
fn the_preferred_known_language_wins() {
    assert_eq!(Language::accepted("ja,en-US;q=0.9"), Language::Japanese);
    assert_eq!(Language::accepted("en-US,en;q=0.9,ja;q=0.8"), Language::English);
    assert_eq!(Language::accepted("fr-FR, ja-JP;q=0.4, en;q=0.3"), Language::Japanese);
    assert_eq!(Language::accepted("ja;q=0, en"), Language::English);
    assert_eq!(Language::accepted(""), Language::English);
    assert_eq!(Language::accepted("*;q=x,,;;"), Language::English);
}

#[test]
fn a_value_is_put_where_its_name_stands() {
    assert_eq!(fill("Until {time}.", "time", "noon"), "Until noon.");
    assert_eq!(fill("No blank.", "time", "noon"), "No blank.");
}

#[test]
fn no_space_stands_between_two_japanese_characters() {
    assert_eq!(fill("{name} との会話", "name", "ケトルとシダ"), "ケトルとシダとの会話");
    assert_eq!(fill("会話 {name} を開く", "name", "山田"), "会話山田を開く");
    assert_eq!(fill("{name} との会話", "name", "Kettle"), "Kettle との会話");
    assert_eq!(fill("Hand it to {name} now", "name", "山田"), "Hand it to 山田 now");
}
