//! Why something was not done, as scripts show it.

use domain::limits;
use domain::messages::SendError;

use super::{catalogue, fill};

catalogue! {
    /// Why something was not done.
    ProblemWords {
        not_found: "There is no such thing here.", "見つかりません。";
        signed_out: "The session has ended: sign in again.", "セッションが終了しました。もう一度ログインしてください。";
        erased: "What was kept of you here has been erased.", "ここで保有していたあなたのデータは消去されました。";
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
        blocked: "This contact is blocked and cannot write.", "この連絡先はブロックされているため、書き込めません。";
    }
}

impl ProblemWords {
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
