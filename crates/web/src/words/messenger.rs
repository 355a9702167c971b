//! What the messenger says; its scripts get the whole group as JSON.

use super::catalogue;

catalogue! {
    /// The messenger; handed over as JSON.
    MessengerWords {
        messenger: "Messenger", "メッセンジャー";
        greeting: "Hello. How can we help?", "こんにちは。ご用件をどうぞ。";
        start: "Send us a message", "メッセージを送る";
        yours: "Your conversations", "これまでの会話";
        back: "Back", "戻る";
        close: "Close the messenger", "メッセンジャーを閉じる";
        new_conversation: "New conversation", "新しい会話";
        nothing_stored: "Nothing is stored until you send a message.", "メッセージを送るまで、何も保存されません。";
        you_are: "You appear here as {name}.", "ここでは {name} と表示されます。";
        write: "Write a message…", "メッセージを書く…";
        message: "Message", "メッセージ";
        messages: "Messages", "メッセージ";
        send: "Send", "送信";
        attach: "Attach files", "ファイルを添付";
        remove_file: "Remove {name}", "{name} を取り除く";
        too_large: "Files may be 20 MB in all.", "ファイルは合計20 MBまでです。";
        sending: "Sending…", "送信中…";
        waiting: "Waiting for connection", "接続待ち";
        sent: "Sent", "送信済み";
        not_sent: "Not sent: {reason}", "送信できませんでした: {reason}";
        refused: "The server refused it.", "サーバーが受け付けませんでした。";
        again: "Try again", "再試行";
        discard: "Discard", "破棄";
        offline: "Connection lost. Trying again in {seconds} s.", "接続が切れました。{seconds} 秒後に再試行します。";
        trying: "Connecting again…", "再接続しています…";
        try_now: "Try now", "今すぐ再試行";
        you: "You", "あなた";
        team: "{workspace} team", "{workspace} チーム";
        system: "System", "システム";
        today: "Today", "今日";
        yesterday: "Yesterday", "昨日";
        now: "now", "今";
        unread: "Unread", "未読";
        closed: "This conversation is closed. Write to open it again.", "この会話は完了しています。書き込むと再開します。";
        new_message: "New message from {name}", "{name} から新しいメッセージ";
        not_kept: "Your browser keeps nothing for this site: the conversation ends when you leave the page.", "ブラウザーの設定により何も保存できません。ページを離れると会話は終わります。";
        erased: "What was held of you here was erased.", "ここで保有していたあなたのデータは消去されました。";
        lapsed: "You have been signed out here. Load the page again to go on.", "ここではログアウトされました。続けるにはページを再読み込みしてください。";
        needs_script: "The messenger needs JavaScript.", "メッセンジャーには JavaScript が必要です。";
    }
}
