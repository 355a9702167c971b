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
        gone_text: "It lasts seven days. It also ends when the address it went to changes, when what is known of you is put together with an account of yours, and when the conversation is erased. Write to us from our website.", "有効期間は7日間です。送信先のアドレスの変更、アカウントへの統合、会話の消去によっても無効になります。ウェブサイトからお問い合わせください。";
        not_sent: "Your answer was not sent. Copy it from here.", "返信は送信されませんでした。こちらからコピーしてください。";
        stop_gone_text: "It lasts 90 days. It also ends when the address it went to changes, and when what is known of you is erased. Newer mail has a link of its own.", "有効期間は90日間です。送信先のアドレスの変更、情報の消去によっても無効になります。新しいメールのリンクをご利用ください。";
        stop: "No more mail from {workspace}?", "{workspace} からのメールを停止しますか?";
        stop_text: "Answers then wait for you in the messenger on the website.", "停止後、返信はウェブサイトのメッセンジャーでご覧いただけます。";
        stop_yes: "Send me no more mail", "メールを停止する";
        stopped: "You get no more mail", "メールを停止しました";
        stopped_text: "{workspace} writes to you by mail no more.", "{workspace} からメールは届きません。";
    }
}
