//! What the screens of erasures say.

use super::catalogue;

catalogue! {
    /// One erasure with its steps, the list of all, and the form that asks for one.
    ErasureWords {
        title: "Erasure", "消去";
        list_title: "Erasures", "消去の一覧";
        back: "Back to the inbox", "受信トレイへ戻る";
        to_list: "All erasures", "消去の一覧へ";
        intro: "What was asked to be erased, and how far it is.", "消去の依頼とその進み具合です。";
        none: "Nobody has been erased.", "消去の記録はありません。";
        older: "Older", "以前の記録";
        newest: "Newest", "最新の記録";
        erase: "Erase…", "消去…";
        erase_title: "Erase this person?", "この人を消去しますか?";
        erase_effect: "Their keys are destroyed at once: nothing of theirs opens any more, in backups either. Then all that is left is removed. This cannot be undone.", "本人の鍵をただちに破棄します。バックアップを含め、どのデータも開けなくなります。続いて残りを削除します。取り消しはできません。";
        erase_now: "Erase for good", "完全に消去する";
        person: "Person {id}", "連絡先 {id}";
        conversation: "Conversation {id}", "会話 {id}";
        message: "Message {id}", "メッセージ {id}";
        requested: "Asked for", "依頼";
        asked_by: "{who}, {through}", "{who}、{through}";
        asked_at: "{asked}, {time}", "{asked}、{time}";
        through_api: "over the API", "API から";
        through_inbox: "from the inbox", "受信トレイから";
        through_messenger: "by the person, in the messenger", "本人がメッセンジャーから";
        through_command: "by the operator", "運用者が実行";
        through_restore: "again, after a backup was restored", "バックアップの復元後に再実行";
        through_retention: "by a rule of retention", "保存期間の規則";
        deferred: "Waits for a hold to end", "保全の終了を待っています";
        deferred_hint: "What the hold does not need goes at once. The rest follows by itself when the hold ends.", "保全に不要なものはすぐに削除します。残りは保全が終わると自動で消去されます。";
        fenced: "Closed to every reader and writer", "読み書きを停止";
        keys: "Keys destroyed", "鍵を破棄";
        shredded: "Keys destroyed: {count}", "鍵を破棄: {count}";
        everywhere: "Every server has confirmed it. Nothing opens any more, in any copy of the data.", "すべてのサーバーで確認済みです。データのどの複製も開けません。";
        not_everywhere: "A server has not confirmed it yet.", "まだ確認していないサーバーがあります。";
        removing: "Everything else removed", "残りを削除";
        removed_of: "{removed} of {planned}", "{planned} 件中 {removed} 件";
        checked: "Checked: nothing is left", "確認済み: 何も残っていません";
        done: "Complete", "完了";
        horizon: "The last copy of the keys is gone by {time}", "鍵の最後の複製は {time} までに消えます";
        receipt_keys: "Receipt: keys destroyed", "受領書: 鍵の破棄";
        receipt_done: "Receipt: erasure complete", "受領書: 消去の完了";
        receipt_hint: "A receipt can be checked without us: troth-verify receipt FILE.", "受領書は第三者が検証できます: troth-verify receipt FILE";
        reviews: "To look over", "確認が必要な会話";
        reviews_hint: "These conversations go on with others. What teammates wrote there stays, and may speak of whoever is gone.", "他の参加者と続いている会話です。チームの発言は残っており、消去した人に触れている可能性があります。";
        review_open: "Open", "開く";
        review_done: "Looked over", "確認済みにする";
        review_done_named: "{what}: looked over", "{what} を確認済みにする";
        reviewed: "Looked over by {who}, {time}", "{who} が確認、{time}";
        review_gone: "Deleted", "削除済み";
        review_delete: "Delete…", "削除…";
        review_delete_title: "Delete {what}?", "{what} を削除しますか?";
        review_delete_effect: "Its keys are destroyed at once, for everybody who is in it. This cannot be undone.", "参加者全員について鍵をただちに破棄します。取り消しはできません。";
        review_delete_now: "Delete the conversation", "会話を削除する";
        in_progress: "In progress", "進行中";
        place_contacts: "Person", "連絡先";
        place_conversations: "Conversations", "会話";
        place_messages: "Messages", "メッセージ";
        place_attachments: "Files", "ファイル";
        place_sessions: "Messenger sessions", "メッセンジャーのセッション";
        place_news: "News between servers", "サーバー間の通知";
        place_drafts: "Teammates’ drafts", "チームメンバーの下書き";
        place_tags: "Tags on conversations", "会話のタグ";
        place_leaves: "References to their keys", "本人の鍵への参照";
        place_conversation_leaves: "References to keys of conversations", "会話の鍵への参照";
        place_holds: "Holds", "保全";
        place_mail: "Mail that waited to be sent", "送信待ちのメール";
        place_mail_of_conversations: "Mail of their conversations", "会話に関する送信待ちのメール";
        place_mentions: "Mentions of teammates", "チームメンバーへのメンション";
        place_companies: "Places in companies", "会社への所属";
        place_notes: "Notes about them", "連絡先のメモ";
        place_events: "Things they did", "行動の記録";
        place_contact_tags: "Tags on them", "連絡先のタグ";
        place_links: "Links in mail", "メール内のリンク";
        place_shared_messages: "Messages in conversations with others", "他の人との会話のメッセージ";
        place_shared_files: "Files in conversations with others", "他の人との会話のファイル";
        place_shared: "Their place in conversations with others", "他の人との会話への参加";
    }
}

impl ErasureWords {
    /// What a place is called; a place without a word keeps its own name.
    pub fn place<'a>(&self, place: &'a str) -> &'a str {
        match place.split_once("_of_").map_or(place, |(table, _)| table) {
            "contacts" => self.place_contacts,
            "conversations" => self.place_conversations,
            "messages" => self.place_messages,
            "attachments" => self.place_attachments,
            "messenger_sessions" => self.place_sessions,
            "conversation_tags" => self.place_tags,
            "mentions" => self.place_mentions,
            "contact_tags" => self.place_contact_tags,
            "events" => self.place_news,
            "drafts" => self.place_drafts,
            "holds" => self.place_holds,
            "mail_links" => self.place_links,
            "messages_shared" => self.place_shared_messages,
            "attachments_shared" => self.place_shared_files,
            "conversation_contacts" => self.place_shared,
            "contact_companies" => self.place_companies,
            "contact_notes" => self.place_notes,
            "data_events" => self.place_events,
            "outgoing_mail_conversation" => self.place_mail_of_conversations,
            table if table.starts_with("outgoing_mail") => self.place_mail,
            "leaves_conversation" => self.place_conversation_leaves,
            table if table.starts_with("leaves") => self.place_leaves,
            _ => place,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use store::register::removal::{Subject, removals};

    use crate::words::Language;

    #[test]
    fn every_place_that_an_erasure_empties_has_a_word_of_its_own() {
        for language in [Language::English, Language::Japanese] {
            for subject in [Subject::Contact, Subject::Conversation, Subject::Part] {
                let mut words = BTreeSet::new();
                for place in removals(subject).unwrap() {
                    let word = language.words().erasure.place(place.place);
                    assert_ne!(word, place.place, "{language:?}: a table's name is no word");
                    assert!(
                        words.insert(word),
                        "{language:?}: {} stands for two places, one is {}",
                        word,
                        place.place
                    );
                }
            }
        }
    }
}
