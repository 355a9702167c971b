//! What the page says that a letter's link opens, and the one that ends mail.

use super::catalogue;

catalogue! {
    /// The page that a letter's link opens.
    ReplyWords {
        title: "Your conversation with {workspace}", "{workspace} との会話";
        you: "You", "あなた";
        messages: "Messages", "メッセージ";
        answer: "Your answer", "返信";
        send: "Send", "送信";
        sent: "Sent. {workspace} will read it.", "送信しました。{workspace} が確認します。";
        empty: "Write something first.", "内容を入力してください。";
        too_long: "That is too long for one message.", "1件のメッセージとしては長すぎます。";
        blocked: "You cannot write here any more.", "ここには書き込めません。";
        closed: "This conversation is closed. Write to open it again.", "この会話は完了しています。書き込むと再開します。";
        taken_out: "What stood here was taken out.", "この内容は取り除かれました。";
        alone: "The link shows this conversation and nothing else.", "このリンクで見られるのはこの会話だけです。";
        gone: "This link has ended", "このリンクは無効です";
        gone_text: "It lasted seven days, or its conversation is not there any more. Write to us from our website.", "有効期限(7日)が過ぎたか、会話がなくなりました。ウェブサイトからお問い合わせください。";
        stop: "No more mail from {workspace}?", "{workspace} からのメールを停止しますか?";
        stop_text: "Answers then wait for you in the messenger on the website.", "停止後、返信はウェブサイトのメッセンジャーでご覧いただけます。";
        stop_yes: "Send me no more mail", "メールを停止する";
        stopped: "You get no more mail", "メールを停止しました";
        stopped_text: "{workspace} writes to you by mail no more.", "{workspace} からメールは届きません。";
    }
}
