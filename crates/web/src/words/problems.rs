//! Why something was not done, as scripts show it.

use domain::limits;
use domain::messages::SendError;

use super::{catalogue, fill};
use crate::edge::body::BodyError;

catalogue! {
    /// Why something was not done.
    ProblemWords {
        not_found: "There is no such thing here.", "見つかりません。";
        signed_out: "The session has ended: sign in again.", "セッションが終了しました。もう一度ログインしてください。";
        erased: "What was kept of you here has been erased.", "ここで保有していたあなたのデータは消去されました。";
        erasure_waits: "What was kept of you here is being erased; the law requires some of it to be kept for now.", "ここで保有していたあなたのデータは消去中です。法令により一部は当面保管されます。";
        unproven: "The identity could not be verified.", "本人確認ができませんでした。";
        forged: "The form is out of date: load the page again.", "フォームの有効期限が切れました。ページを再読み込みしてください。";
        not_allowed: "Your role does not allow this.", "この操作の権限がありません。";
        too_fast: "Too many requests: try again in {seconds} s.", "リクエストが多すぎます。{seconds} 秒後にもう一度お試しください。";
        full: "The server’s disk is full: nothing is written until there is room.", "サーバーの空き容量がないため、書き込めません。";
        busy: "There is too much to do at the moment: try again.", "ただいま混み合っています。もう一度お試しください。";
        in_doubt: "It is not known whether this was kept: look again.", "保存されたか確認できませんでした。もう一度ご確認ください。";
        broken: "Something went wrong on the server.", "サーバーで問題が発生しました。";
        empty: "A message has a text or a file.", "メッセージには本文かファイルが必要です。";
        too_long: "A message has at most {count} KB of text.", "メッセージの本文は {count} KB までです。";
        file_too_large: "A file has at most {count} MB, all files of a message {all} MB.", "ファイルは1つ {count} MB、合計 {all} MB までです。";
        too_many_files: "A message has at most {count} files.", "メッセージのファイルは {count} 個までです。";
        no_such_teammate: "Somebody who is mentioned is no teammate any more, or they are too many.", "メンション先のメンバーがいないか、多すぎます。";
        no_address: "No address is asked for here.", "メールアドレスは受け付けていません。";
        address_known: "A user’s address is not changed here.", "ユーザーのメールアドレスはここでは変更できません。";
        body_too_large: "What was sent is too large: at most {most} are taken here.", "送信した内容が大きすぎます。上限は {most} です。";
        one_file_too_large: "A file is too large: each has at most {most}.", "ファイルが大きすぎます。1つの上限は {most} です。";
        unfit_text: "It holds a character that no text may hold.", "使用できない文字が含まれています。";
        cut: "It arrived in part only: send it again.", "途中までしか届きませんでした。もう一度送信してください。";
        unread: "The server could not read it: load the page again.", "サーバーが内容を読み取れませんでした。ページを再読み込みしてください。";
        search_too_long: "What is searched for has at most {count} bytes.", "検索できる文字列は {count} バイトまでです。";
        blocked: "This contact is blocked and cannot write.", "この連絡先はブロックされているため、書き込めません。";
    }
}

impl ProblemWords {
    /// Why what was sent could not be read.
    pub fn not_read(&self, error: &BodyError) -> String {
        match error {
            BodyError::TooLarge { limit } => fill(self.body_too_large, "most", &size(*limit)),
            BodyError::FileTooLarge { limit } => fill(self.one_file_too_large, "most", &size(*limit)),
            BodyError::TooManyFiles { limit } => fill(self.too_many_files, "count", &limit.to_string()),
            BodyError::Nul | BodyError::NotUtf8 => self.unfit_text.to_owned(),
            BodyError::Cut => self.cut.to_owned(),
            BodyError::MediaType { .. }
            | BodyError::Empty { .. }
            | BodyError::NotJson { .. }
            | BodyError::TooDeep
            | BodyError::Form(_) => self.unread.to_owned(),
        }
    }

    /// Why a message was not sent.
    pub fn unsent(&self, error: &SendError) -> String {
        let filled = |sentence, count: usize| fill(sentence, "count", &count.to_string());
        match error {
            SendError::Empty => self.empty.to_owned(),
            SendError::TooLong => filled(self.too_long, limits::MESSAGE_BYTES / 1024),
            SendError::FileTooLarge => {
                let all = (limits::FILES_BYTES / 1024 / 1024).to_string();
                fill(&filled(self.file_too_large, limits::FILE_BYTES / 1024 / 1024), "all", &all)
            }
            SendError::TooManyFiles => filled(self.too_many_files, limits::FILES),
            SendError::NoSuchTeammate => self.no_such_teammate.to_owned(),
            SendError::Blocked => self.blocked.to_owned(),
            SendError::NotTheAuthor => self.not_allowed.to_owned(),
            SendError::NotFound => self.not_found.to_owned(),
            SendError::Trouble(_) => self.broken.to_owned(),
        }
    }
}

/// A limit as people read it, rounded down: what is said to fit does.
fn size(bytes: usize) -> String {
    match bytes / 1024 {
        kilobytes @ 1024.. => format!("{} MB", kilobytes / 1024),
        kilobytes => format!("{kilobytes} KB"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Language;

    #[test]
    fn what_could_not_be_read_is_said_in_both_languages() {
        for (error, english, japanese) in [
            (BodyError::TooLarge { limit: 64 * 1024 }, "at most 64 KB", "上限は 64 KB"),
            (BodyError::FileTooLarge { limit: 20 * 1024 * 1024 + 9 }, "at most 20 MB", "上限は 20 MB"),
            (BodyError::TooManyFiles { limit: 10 }, "at most 10 files", "10 個まで"),
            (BodyError::Nul, "a character", "使用できない文字"),
            (BodyError::Cut, "in part only", "途中まで"),
            (BodyError::Form("it has too many fields"), "load the page again", "再読み込み"),
        ] {
            let say = |language: Language| language.words().problems.not_read(&error);
            assert!(say(Language::English).contains(english), "{}", say(Language::English));
            assert!(say(Language::Japanese).contains(japanese), "{}", say(Language::Japanese));
        }
    }
}
