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
        take_back: "Change it", "書き直す";
        again: "Try again", "再試行";
        discard: "Discard", "破棄";
        offline: "Connection lost. Trying again in {seconds} s.", "接続が切れました。{seconds} 秒後に再試行します。";
        trying: "Connecting again…", "再接続しています…";
        try_now: "Try now", "今すぐ再試行";
        you: "You", "あなた";
        taken_out: "What stood here was taken out.", "この内容は取り除かれました。";
        team: "{workspace} team", "{workspace} チーム";
        system: "System", "システム";
        today: "Today", "今日";
        yesterday: "Yesterday", "昨日";
        now: "now", "今";
        unread: "Unread", "未読";
        files: "{count} files", "{count}個のファイル";
        closed: "This conversation is closed. Write to open it again.", "この会話は完了しています。書き込むと再開します。";
        typing: "{name} is writing…", "{name} が入力中…";
        new_message: "New message from {name}", "{name} から新しいメッセージ";
        not_kept: "Your browser keeps nothing for this site: the conversation ends when you leave the page.", "ブラウザーの設定により何も保存できません。ページを離れると会話は終わります。";
        erased: "What was held of you here was erased.", "ここで保有していたあなたのデータは消去されました。";
        lapsed: "You have been signed out here. Load the page again to go on.", "ここではログアウトされました。続けるにはページを再読み込みしてください。";
        soon_minutes: "We usually answer within minutes", "通常、数分以内にお答えします";
        soon_hours: "We usually answer within a few hours", "通常、数時間以内にお答えします";
        soon_day: "We usually answer within a day", "通常、1日以内にお答えします";
        away_until: "Away now. Back {time}", "ただいま時間外です。{time} に再開します";
        away: "Away now. We answer as soon as we are back", "ただいま時間外です。再開しだいお答えします";
        sound: "Sound", "通知音";
        sound_on: "Sound is on", "通知音はオンです";
        sound_off: "Sound is off", "通知音はオフです";
        leave_address: "Leave an e-mail address, so that we can reach you when you have left.", "ページを離れた後もご連絡できるよう、メールアドレスをお知らせください。";
        leave: "Leave it", "送信";
        left: "Thank you. We can reach you at {email}.", "ありがとうございます。{email} にご連絡できます。";
        not_an_address: "This is not an e-mail address.", "メールアドレスの形式ではありません。";
        your_data: "Your data", "あなたのデータ";
        data_where: "What {workspace} holds of you here, hosted in {region}.", "{workspace} がここで保有しているあなたのデータです。保管地域: {region}";
        region_us: "the United States", "アメリカ合衆国";
        region_eu: "the European Union", "欧州連合";
        region_au: "Australia", "オーストラリア";
        data_contact: "Questions about your data: {contact}", "データに関するお問い合わせ: {contact}";
        held_name: "Name", "名前";
        held_email: "E-mail", "メールアドレス";
        held_phone: "Phone", "電話番号";
        held_external_id: "Customer id", "お客様ID";
        held_conversations: "Conversations", "会話";
        held_messages: "Messages", "メッセージ";
        held_notes: "Notes of the team", "チームのメモ";
        held_files: "Files", "ファイル";
        held_sessions: "Devices", "端末";
        held_events: "Things you did", "行動の記録";
        erase_title: "Erase everything", "すべて消去";
        erase_text: "The keys to everything held of you are destroyed at once, and it is removed. Nobody can bring it back.", "保有データの鍵をただちに破棄し、データを削除します。元に戻すことはできません。";
        erase: "Erase my data", "データを消去する";
        erase_sure: "Erase everything that is held of you here, for good?", "ここで保有しているあなたのデータをすべて消去しますか?";
        erase_yes: "Yes, erase it", "消去する";
        erase_no: "Keep it", "やめる";
        erase_waits: "It is noted. The law requires some of it to be kept for now; it goes when that ends.", "受け付けました。法令により一部は当面保管され、その後削除されます。";
        erase_failed: "That did not work. Try again.", "処理できませんでした。もう一度お試しください。";
        needs_script: "The messenger needs JavaScript.", "メッセンジャーには JavaScript が必要です。";
    }
}
