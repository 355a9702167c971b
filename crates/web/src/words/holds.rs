//! What the screens of holds say.

use super::catalogue;

catalogue! {
    /// The list of holds, and the form that places one.
    HoldWords {
        title: "Holds", "保全";
        intro: "What must be kept although somebody may ask for its erasure. An erasure that is asked for meanwhile waits until the hold ends.", "消去の依頼があっても保持しなければならないものです。保全中に依頼された消去は、保全が終わるまで待ちます。";
        back: "Back to the inbox", "受信トレイへ戻る";
        none: "Nothing is under a hold.", "保全はありません。";
        current: "In force", "有効";
        all: "All, with those that are over", "終了したものも含むすべて";
        place: "Hold…", "保全…";
        place_title: "Keep this person’s data?", "この人のデータを保全しますか?";
        place_effect: "While the hold is in force, an erasure waits: what the hold does not need goes, the rest follows when it ends.", "保全中は消去を保留します。不要なものは先に削除し、残りは保全の終了後に消去します。";
        place_now: "Place the hold", "保全する";
        ground: "Ground", "根拠";
        litigation: "Litigation", "訴訟";
        statutory_retention: "Retention required by law", "法令による保存義務";
        authority: "An authority’s order or inquiry", "当局の命令・照会";
        investigation: "Own investigation", "社内調査";
        scope: "What is kept", "保全の範囲";
        everything: "Everything", "すべて";
        messages: "Conversations only", "会話のみ";
        basis: "Basis, in your words", "理由";
        review_at: "Review on", "見直し日";
        until: "Ends on (or when lifted)", "終了日(または解除時)";
        reviewer: "Reviewer", "見直しの担当者";
        read: "Read…", "閲覧…";
        read_title: "What the hold keeps", "保全されているデータ";
        read_why: "Why do you need to read it?", "閲覧が必要な理由";
        read_effect: "Your name and the reason are entered in the activity log before anything is shown, and each conversation or list of events or notes that you open after that. You may read for an hour.", "表示の前に、あなたの名前と理由をアクティビティログに記録します。開いた会話やイベント、メモの一覧もそれぞれ記録します。閲覧できるのは 1 時間です。";
        read_now: "Record the reason and read", "記録して閲覧する";
        no_reason: "Say why you need to read what the hold keeps, in at most 2,000 bytes.", "閲覧の理由を 2,000 バイト以内で入力してください。";
        to_list: "Back to the holds", "保全の一覧へ戻る";
        under_hold: "Under a hold", "保全中";
        only_read: "Kept for this hold only. It can be read here and used for nothing else.", "この保全のためだけに保持しています。ここでの閲覧以外には使えません。";
        person: "The person", "本人";
        nothing_known: "No address, id or attribute is kept of the person.", "本人の連絡先、ID、属性は保持していません。";
        kept_else: "Events and notes", "イベントとメモ";
        what_they_did: "What the person did", "本人の行動の記録";
        deeds: "Events: {count}", "イベント {count} 件";
        older: "Older ones", "さらに以前";
        noted: "What teammates noted about the person", "本人についてのメモ";
        notes: "Notes: {count}", "メモ {count} 件";
        conversations: "Conversations", "会話";
        no_conversations: "No conversation is kept.", "保全されている会話はありません。";
        parts: "Messages: {count}", "メッセージ {count} 件";
        choose: "Choose a conversation to read it.", "会話を選ぶと内容を表示します。";
        lift: "Lift…", "解除…";
        lift_title: "Lift the hold on {what}?", "{what} の保全を解除しますか?";
        lift_effect: "Nothing is kept for it any more. An erasure that waits for it goes on at once and cannot be undone.", "この保全による保持は終わります。待機中の消去は直ちに再開し、取り消せません。";
        lift_now: "Lift the hold", "保全を解除する";
        lifted: "Lifted", "解除済み";
        placed: "Placed", "開始";
        bad_form: "A hold needs a ground, a basis, a reviewer and a review on a day to come.", "根拠、理由、担当者、将来の見直し日が必要です。";
        erasing: "This person is being erased already.", "この人はすでに消去中です。";
    }
}
