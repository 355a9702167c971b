//! What the page on the messenger says: how it comes onto a website, and how it looks there.

use super::catalogue;

catalogue! {
    /// The page on the messenger, and the first steps.
    InstallWords {
        title: "Messenger", "メッセンジャー";
        about: "How it comes onto your website, and how it looks there.", "サイトへの設置と外観の設定です。";
        install: "Put it on your website", "サイトに設置する";
        snippet: "One line before </body>", "</body> の直前に1行";
        snippet_hint: "The same line on every page. It stores nothing and loads nothing more before somebody clicks.", "すべてのページで同じ1行です。クリックされるまで何も保存せず、追加の読み込みもしません。";
        seen: "Seen on {origin}, {time}.", "{origin} で確認、{time}。";
        seen_allowed: "It may show the messenger.", "メッセンジャーを表示できます。";
        seen_refused: "It is not among the allowed websites. If it is yours, add it below.", "許可されたサイトに含まれていません。ご自身のサイトの場合は下で追加してください。";
        not_seen: "Not seen on any website yet. Open a page that has the line; this looks again by itself.", "まだどのサイトでも確認されていません。設置したページを開いてください。自動的に再確認します。";
        seen_hint: "Only the website and the minute are noted, in the server’s memory, until it restarts. A website whose Referrer-Policy hides where its requests come from is not seen, and works all the same. Anybody can claim to be a website here.", "サイトと時刻(分単位)だけを、再起動までサーバーのメモリーに記録します。Referrer-Policy で送信元を隠しているサイトはここに表示されませんが、動作に影響はありません。サイト名は誰でも偽ることができます。";
        origins: "Allowed websites", "許可されたサイト";
        origins_hint: "One origin a line, such as https://shop.example. Only their pages can show the messenger.", "https://shop.example のように1行に1つ入力します。これらのサイトだけがメッセンジャーを表示できます。";
        bad_origin: "Each line is an origin such as https://shop.example or https://shop.example:8443, without a path; http for localhost only. At most 50.", "各行は https://shop.example や https://shop.example:8443 のように、パスなしで入力してください。http は localhost のみ、50件までです。";
        appearance: "What it looks like and says", "外観と案内";
        greeting: "Greeting", "あいさつ";
        greeting_hint: "The first thing that people read. Empty: “Hello. How can we help?” in their language.", "最初に表示される文です。空欄の場合は、訪問者の言語で標準のあいさつを表示します。";
        bad_greeting: "A greeting has at most 200 characters.", "あいさつは200文字以内です。";
        reply_time: "How soon you answer", "返信の目安";
        reply_time_hint: "The messenger says it while you are open. Promise what you keep.", "営業時間中に表示されます。守れる目安を選んでください。";
        soon_unsaid: "Say nothing of it", "表示しない";
        soon_minutes: "Within minutes", "数分以内";
        soon_hours: "Within a few hours", "数時間以内";
        soon_day: "Within a day", "1日以内";
        bad_reply_time: "Choose one of the reply times that are listed.", "一覧にある返信の目安を選んでください。";
        hours: "Office hours", "営業時間";
        hours_hint: "Spans such as 09:00-12:00, 13:00-17:00. Outside them the messenger says when you are back. No hours at all: always open.", "09:00-12:00, 13:00-17:00 のように入力します。時間外は再開時刻を表示します。すべて空欄の場合は常に営業中です。";
        closed: "Closed", "休業";
        monday: "Monday", "月曜日";
        tuesday: "Tuesday", "火曜日";
        wednesday: "Wednesday", "水曜日";
        thursday: "Thursday", "木曜日";
        friday: "Friday", "金曜日";
        saturday: "Saturday", "土曜日";
        sunday: "Sunday", "日曜日";
        bad_hours: "Hours are written 09:00-17:00, several a day with commas between them, each until later than from; at most 21 in a week.", "営業時間は 09:00-17:00 の形式で入力します。1日に複数ある場合はカンマで区切ります。終了は開始より後、週に21件までです。";
        time_zone: "Time zone of the hours", "営業時間のタイムゾーン";
        time_zone_hint: "As in the IANA database: Europe/Berlin, Asia/Tokyo. Visitors see the hours by their own clock.", "Asia/Tokyo のような IANA 名です。訪問者には現地時刻で表示されます。";
        bad_time_zone: "A time zone is named as in the IANA database, such as Europe/Berlin; office hours need one.", "タイムゾーンは Asia/Tokyo のような IANA 名で入力してください。営業時間には必須です。";
        data_contact: "Whom to write to about one’s data", "個人データの連絡先";
        data_contact_hint: "Shown under “Your data” in the messenger, such as your data protection officer’s address. Empty: nobody.", "メッセンジャーの「あなたのデータ」に表示されます。データ保護責任者のアドレスなどです。空欄の場合は表示しません。";
        bad_data_contact: "That is one line of at most 200 bytes.", "1行、200バイト以内で入力してください。";
        share_page: "Share the page that people write from", "書き込まれたページを共有する";
        share_page_hint: "When a conversation begins, the messenger then tells the page’s address and the one that led to it, both without what follows ? or #, which carries personal data; while this is off, nothing is kept.", "オンにすると、会話の開始時にメッセンジャーがページのアドレスと参照元を伝えます。個人データを含み得る ? や # 以降は除きます。オフの間は何も保存しません。";
        bad_choice: "Choose one of those that are listed.", "一覧にあるものから選んでください。";
        team_name: "What your team is called", "チームの名前";
        team_name_hint: "Shown above every conversation, and beside answers that bear nobody’s name. Empty: the workspace’s name.", "会話の上部と、個人名のない返信に表示されます。空欄の場合はワークスペースの名前を使います。";
        bad_team_name: "The team’s name is one line of at most 100 characters.", "チームの名前は1行、100文字以内です。";
        language: "Language of the messenger", "メッセンジャーの言語";
        language_hint: "What the messenger itself says; what people wrote stays as it is.", "メッセンジャー自体の表示言語です。書き込まれた内容は変わりません。";
        language_theirs: "As the visitor’s browser asks", "訪問者のブラウザーに合わせる";
        sound: "Sound when an answer comes", "返信が届いたときの通知音";
        sound_hint: "Where a visitor has not chosen; each can turn it on or off.", "訪問者が選んでいない場合の設定です。訪問者はいつでも切り替えられます。";
        sound_off: "Off", "オフ";
        sound_on: "On", "オン";
        ask_email: "Ask for an e-mail address", "メールアドレスの入力";
        ask_email_hint: "Asked of who has written and cannot be reached by mail; nobody has to leave one.", "書き込みをした、メールで連絡できない人に表示されます。入力は任意です。";
        ask_email_no_mail: "No mail server is set up: answers are not mailed to whoever leaves an address.", "メールサーバーが未設定のため、アドレスを残した人に返信メールは届きません。";
        ask_never: "Never", "表示しない";
        ask_away: "When nobody is there to answer at once", "すぐに返信できないとき";
        ask_always: "Always after the first message", "最初のメッセージの後、常に";
        preview_said: "Is anybody there?", "どなたかいらっしゃいますか?";
        preview: "Preview", "プレビュー";
        first_steps: "First steps", "はじめに";
        first_steps_hint: "Get your desk ready. Each step can wait.", "準備の手順です。後から行うこともできます。";
        step_messenger: "Put the messenger on your website", "メッセンジャーをサイトに設置する";
        step_teammates: "Invite those who answer with you", "一緒に対応するメンバーを招待する";
        step_mail: "Set up the mail server", "メールサーバーを設定する";
        step_factor: "Set up your second factor", "2段階認証を設定する";
        done: "Done", "完了";
    }
}
