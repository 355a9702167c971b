//! What the page on outgoing mail says, and the letters that the program writes.

use super::catalogue;

catalogue! {
    /// The page on outgoing mail.
    MailWords {
        title: "Mail", "メール";
        about: "The server that sends invitations and answers as e-mail.", "招待や返信をメールで送るためのサーバーです。";
        host: "Server", "サーバー";
        host_hint: "Such as smtp.example.com.", "例: smtp.example.com";
        port: "Port", "ポート";
        port_hint: "465 for TLS from the start, 587 for STARTTLS.", "最初から TLS なら 465、STARTTLS なら 587。";
        security: "Encryption", "暗号化";
        tls: "TLS", "TLS";
        start_tls: "STARTTLS, required", "STARTTLS(必須)";
        plain: "None, on this machine only", "なし(同じマシンのみ)";
        security_hint: "Without it mail goes to a server on this machine only.", "暗号化なしは、同じマシンのサーバーにのみ使えます。";
        user: "User", "ユーザー名";
        user_hint: "Leave it empty if the server asks for none.", "不要な場合は空欄にしてください。";
        password: "Password", "パスワード";
        password_hint: "Sealed, and never shown again.", "封印して保存され、再表示されません。";
        password_kept: "One is kept. Leave this empty to keep it; another server, port or user needs it anew.", "保存済みです。空欄のままなら変わりません。サーバー、ポート、ユーザー名を変えた場合は再入力が必要です。";
        from: "From", "差出人";
        from_hint: "The address from which your mail comes.", "メールの差出人アドレスです。";
        test: "Save and send me a test", "保存して自分にテスト送信";
        test_hint: "Saves what stands here, sends you a mail at once and shows what the server says to it.", "入力内容を保存してから自分宛てにメールを送り、サーバーの応答を表示します。";
        test_sent: "Test sent. The server answered: {answer}", "テストを送信しました。サーバーの応答: {answer}";
        test_failed: "It was not sent. {reason}: {answer}", "送信できませんでした。{reason}: {answer}";
        remove: "Remove the server…", "サーバーを削除…";
        remove_title: "Remove the mail server?", "メールサーバーを削除しますか?";
        remove_effect: "Its settings and its password are deleted, and no mail leaves any more. Invitations are handed over as links then.", "設定とパスワードを削除し、以後メールは送信されません。招待はリンクで渡します。";
        remove_now: "Remove it now", "今すぐ削除する";
        removed: "Removed. Invitations are handed over as links now.", "削除しました。招待はリンクで渡してください。";
        waiting: "Waiting", "送信待ち";
        waiting_hint: "What has not left yet. It goes when the server has taken it.", "まだ送られていないメールです。サーバーが受け付けると消えます。";
        next_try: "next try {time}", "次の送信 {time}";
        tried_once: "tried once", "1 回試行";
        tried: "tried {count} times", "{count} 回試行";
        dead: "Given up", "送信断念";
        try_now: "Try now", "今すぐ送信";
        discard: "Discard", "破棄";
        queued: "It is tried again within seconds.", "数秒以内に再送します。";
        discarded: "Discarded. It is never sent.", "破棄しました。送信されません。";
        none: "Nothing waits.", "送信待ちはありません。";
        unreachable: "No server answers there", "サーバーに接続できません";
        timeout: "The server answers too slowly", "サーバーの応答が遅すぎます";
        bad_tls: "Its TLS cannot be trusted", "TLS を信頼できません";
        deferred: "The server cannot take it now", "サーバーが一時的に受け付けません";
        refused: "The server refuses it", "サーバーに拒否されました";
        not_from_here: "The server takes no mail from here: check the user, the password and the sender", "サーバーがこの設定での送信を拒否しています。ユーザー名、パスワード、差出人を確認してください";
        address: "The address is not one for mail", "メールに使えないアドレスです";
        protocol: "The server does not speak SMTP as expected", "SMTP の応答が正しくありません";
        bad_host: "Give the server’s name, such as smtp.example.com, or its address.", "smtp.example.com のようなサーバー名かアドレスを入力してください。";
        bad_port: "A port is a number from 1 to 65535.", "ポートは1〜65535の数値です。";
        bad_plain: "Without encryption the server must be this machine: localhost or 127.0.0.1.", "暗号化なしの場合、サーバーは localhost か 127.0.0.1 にしてください。";
        bad_credentials: "User and password have at most 512 characters and no line break.", "ユーザー名とパスワードは512文字以内で、改行は使えません。";
        no_password: "Type the password: none is kept for this server, port and user.", "パスワードを入力してください。このサーバー、ポート、ユーザー名の組み合わせでは保存されていません。";
        bad_from: "Give an address such as desk@example.com.", "desk@example.com のようなアドレスを入力してください。";
        bad_form: "Choose one of the kinds of encryption that are listed.", "一覧にある暗号化の種類を選んでください。";
    }
}

catalogue! {
    /// The letters that the program writes by itself.
    LetterWords {
        test_subject: "A test from {workspace}", "{workspace} からのテスト";
        test_body: "This mail shows that the server takes what the desk of {workspace} sends.\n", "このメールは、{workspace} からのメールをサーバーが受け付けることを示すものです。\n";
        answer_subject: "{workspace} answered you", "{workspace} からの返信";
        answer_intro: "You wrote to {workspace}, and this is the answer:", "{workspace} へのお問い合わせに返信がありました。";
        answer_files: "Files: {count}. Open the conversation to see them.", "添付ファイル: {count} 件。会話を開いてご覧ください。";
        answer_more: "There is more in the conversation.", "続きは会話でご覧ください。";
        answer_open: "Open the conversation", "会話を開く";
        answer_here: "Read and answer here, within seven days:", "7日以内にこちらで読んで返信できます:";
        answer_private: "The link opens this one conversation, for whoever has it: do not pass it on.", "このリンクを持っている人は誰でもこの会話を開けます。他の人に渡さないでください。";
        answer_stop: "No more mail from {workspace}", "{workspace} からのメールを停止する";
        invitation_subject: "{name} invites you to {workspace}", "{name} さんから {workspace} への招待";
        invitation_body: "{name} invites you to answer people at {workspace}.\n\nJoin here, within seven days:\n{link}\n\nThe link works once. If you do not know {name}, ignore this mail.\n", "{name} さんが {workspace} に招待しています。\n\n7日以内にこちらから参加してください:\n{link}\n\nリンクは一度だけ使えます。{name} さんに心当たりがない場合は、このメールを無視してください。\n";
    }
}
