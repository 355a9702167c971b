//! The letter that tells of unseen answers, as plain text and as HTML, in the language of whoever gets it.

use domain::mail::{Answer, Answers, Letter};
use maud::{DOCTYPE, Markup, html};
use privacy::Personal;

use crate::inbox::view::{Writer, linkify};
use crate::words::{Language, LetterWords, fill};

/// The letter; its links lead to `origin`.
pub fn answers(origin: &str, told: &Answers<'_>) -> Letter {
    let language = told.language.map_or(Language::default(), Language::of);
    let words = &language.words().letters;
    let links = Links {
        reply: format!("{origin}/reply/{}/{}", told.workspace, told.reply),
        stop: format!("{origin}/no-mail/{}/{}", told.workspace, told.stop),
    };
    let subject = fill(words.answer_subject, "workspace", told.workspace_name);
    Letter {
        body: Personal::new(plain(words, told, &links)),
        html: Some(Personal::new(page(language, words, told, &links, &subject).into_string())),
        subject: Personal::new(subject),
        stop_link: Some(Personal::new(links.stop)),
    }
}

struct Links {
    reply: String,
    stop: String,
}

fn files(words: &LetterWords, answer: &Answer) -> Option<String> {
    (answer.files > 0).then(|| fill(words.answer_files, "count", &answer.files.to_string()))
}

fn plain(words: &LetterWords, told: &Answers<'_>, links: &Links) -> String {
    let mut pieces = vec![fill(words.answer_intro, "workspace", told.workspace_name)];
    for answer in told.answers {
        let piece = [Some(format!("{}:", answer.author)), Some(answer.text.clone()), files(words, answer)];
        let said = piece.into_iter().flatten().filter(|text| !text.is_empty());
        pieces.push(said.collect::<Vec<_>>().join("\n"));
    }
    pieces.extend(told.more.then(|| words.answer_more.to_owned()));
    pieces.push(format!("{}\n{}", words.answer_here, links.reply));
    pieces.push(words.answer_private.to_owned());
    let stop = fill(words.answer_stop, "workspace", told.workspace_name);
    pieces.push(format!("{stop}:\n{}\n", links.stop));
    pieces.join("\n\n")
}

/// Mail programs take styles where they stand; nothing is loaded from anywhere.
fn page(language: Language, words: &LetterWords, told: &Answers<'_>, links: &Links, subject: &str) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(language.tag()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (subject) }
            }
            body style="margin:0 auto;max-width:36rem;padding:24px;font:16px/1.5 system-ui,sans-serif" {
                p { (fill(words.answer_intro, "workspace", told.workspace_name)) }
                @for answer in told.answers {
                    p style="margin:20px 0 4px;font-weight:600" { (answer.author) }
                    div dir="auto" style="padding-left:14px;border-left:3px solid #1f6f5c;white-space:pre-wrap;overflow-wrap:anywhere" {
                        (linkify(&answer.text, Writer::Teammate))
                    }
                    @if let Some(files) = files(words, answer) { p style="margin:4px 0" { (files) } }
                }
                @if told.more { p { (words.answer_more) } }
                p style="margin:28px 0 8px" {
                    a href=(links.reply) style="display:inline-block;padding:12px 20px;border-radius:8px;background:#1f6f5c;color:#ffffff;font-weight:600;text-decoration:none" {
                        (words.answer_open)
                    }
                }
                p style="font-size:13px" { (words.answer_private) }
                p style="font-size:13px" { a href=(links.stop) style="color:inherit" { (fill(words.answer_stop, "workspace", told.workspace_name)) } }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::contacts;
    use privacy::Id;
    use privacy::ids::Workspace;

    use super::*;

    fn told(answers: &[Answer], language: Option<contacts::Language>) -> Answers<'_> {
        Answers {
            language,
            workspace: Id::<Workspace>::OPERATOR,
            workspace_name: "<Kettle & Leaf>",
            answers,
            more: true,
            reply: "REPLY",
            stop: "STOP",
        }
    }

    fn answer(text: &str) -> Answer {
        Answer { author: "Ines".into(), text: text.into(), files: 2 }
    }

    #[test]
    fn nothing_that_was_written_is_markup() {
        let answers = [answer("<script>alert(1)</script>\nhttps://shop.example/a?b=1&c=2")];
        let letter = super::answers("https://desk.example", &told(&answers, None));
        let html = letter.html.unwrap();
        assert!(html.is(|html| html.contains("&lt;script&gt;") && !html.contains("<script")));
        assert!(html.is(|html| html.contains("&lt;Kettle &amp; Leaf&gt;")));
        assert!(
            letter.body.is(|body| body.contains("<script>alert(1)</script>\nhttps://shop.example/a?b=1&c=2"))
        );
    }

    #[test]
    fn the_links_stand_in_both_forms_and_each_opens_its_own() {
        let answers = [answer("Hello")];
        let letter =
            super::answers("https://desk.example", &told(&answers, Some(contacts::Language::Japanese)));
        for text in [&letter.body, letter.html.as_ref().unwrap()] {
            assert!(text.is(|text| text.contains("/REPLY") && text.contains("/STOP")));
            assert!(text.is(|text| text.contains("添付ファイル: 2 件") && text.contains("続きは会話で")));
        }
        let stop = letter.stop_link.unwrap();
        assert!(stop.is(|link| link.starts_with("https://desk.example/no-mail/") && !link.contains("REPLY")));
    }
}
