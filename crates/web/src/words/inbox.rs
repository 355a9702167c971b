//! What the inbox says: frame, list, thread, composer, person, and its scripts.

use super::catalogue;

catalogue! {
    /// The inbox's frame, list, thread and composer.
    InboxWords {
        inbox: "Inbox", "受信トレイ";
        skip_to_thread: "Skip to the conversation", "会話へ移動";
        folders: "Folders", "フォルダー";
        mine: "Mine", "自分の担当";
        unassigned: "Unassigned", "未割り当て";
        all: "All", "すべて";
        conversations: "Conversations", "会話";
        status: "Status", "状態";
        open: "Open", "対応中";
        snoozed: "Snoozed", "スヌーズ中";
        closed: "Closed", "完了";
        unread: "Unread", "未読";
        sign_out: "Sign out", "ログアウト";
        keys: "Keyboard shortcuts", "キーボードショートカット";
        back_to_list: "Back to the list", "一覧へ戻る";
        back_to_thread: "Back to the conversation", "会話へ戻る";
        show_person: "About this person", "この人について";
        empty_mine: "Nothing is assigned to you.", "あなたの担当はありません。";
        empty_unassigned: "No one is waiting for an assignee.", "担当者待ちの会話はありません。";
        empty_all: "No conversation here yet.", "まだ会話がありません。";
        empty_snoozed: "Nothing is snoozed.", "スヌーズ中の会話はありません。";
        empty_closed: "Nothing has been closed.", "完了した会話はありません。";
        see_unassigned: "See unassigned", "未割り当てを見る";
        see_all: "See all", "すべて見る";
        see_open: "See open", "対応中を見る";
        wait_for_first: "It appears here as soon as someone writes in the messenger.", "メッセンジャーで誰かが書き込むと、ここに表示されます。";
        nothing_selected: "Choose a conversation", "会話を選んでください";
        nothing_selected_hint: "J and K move through the list, Enter opens.", "J と K で移動、Enter で開きます。";
        messages: "Messages", "メッセージ";
        seen: "Seen", "既読";
        earlier: "Earlier messages", "以前のメッセージ";
        close: "Close", "完了にする";
        reopen: "Reopen", "再開する";
        snooze: "Snooze", "スヌーズ";
        later_today: "In three hours", "3時間後";
        tomorrow: "Tomorrow", "明日";
        next_week: "In a week", "1週間後";
        assign: "Assignee", "担当者";
        assign_save: "Assign", "割り当てる";
        nobody: "Nobody", "なし";
        tags: "Tags", "タグ";
        add_tag: "Add a tag", "タグを追加";
        add: "Add", "追加";
        reply: "Reply", "返信";
        note: "Note", "メモ";
        reply_hint: "Write a reply…", "返信を書く…";
        note_hint: "Write a note. Only teammates see it.", "メモを書く。チームメンバーにだけ表示されます。";
        message: "Message", "メッセージ";
        send: "Send", "送信";
        add_note: "Add note", "メモを追加";
        attach: "Attach files", "ファイルを添付";
        attach_limit: "Up to 20 MB in all", "合計20 MBまで";
        note_label: "Note, teammates only", "メモ(チームのみ)";
        closed_hint: "Closed. A reply opens it again.", "完了しています。返信すると再開します。";
        snoozed_until: "Snoozed until {time}", "{time} までスヌーズ";
        today: "Today", "今日";
        attachment: "Attachment", "添付ファイル";
    }
}

catalogue! {
    /// What happened in a conversation, as one line.
    EventWords {
        opened: "Conversation started", "会話が始まりました";
        closed_by: "{who} closed the conversation", "{who} が会話を完了にしました";
        reopened_by: "{who} reopened the conversation", "{who} が会話を再開しました";
        snoozed_by: "{who} snoozed the conversation", "{who} が会話をスヌーズしました";
        snoozed_by_until: "{who} snoozed the conversation until {time}", "{who} が会話を {time} までスヌーズしました";
        woken: "The snooze ended", "スヌーズが終わりました";
        assigned_by: "{who} assigned the conversation to {whom}", "{who} が会話を {whom} に割り当てました";
        taken_by: "{who} took the conversation", "{who} が会話の担当になりました";
        unassigned_by: "{who} removed the assignee", "{who} が担当者を外しました";
        assigned_team_by: "{who} assigned the conversation to the team {team}", "{who} が会話をチーム {team} に割り当てました";
        taken_from_team_by: "{who} removed the team", "{who} がチームの割り当てを外しました";
        attached_by: "{who} brought another person into the conversation", "{who} が会話に参加者を追加しました";
        detached_by: "{who} took a person out of the conversation", "{who} が会話から参加者を外しました";
        tagged_by: "{who} added the tag {tag}", "{who} がタグ {tag} を付けました";
        untagged_by: "{who} removed the tag {tag}", "{who} がタグ {tag} を外しました";
        somebody: "Troth", "Troth";
    }
}

catalogue! {
    /// The person and the data card.
    PersonWords {
        person: "Person", "連絡先";
        visitor: "Visitor", "訪問者";
        lead: "Lead", "リード";
        user: "User", "ユーザー";
        email: "E-mail", "メール";
        phone: "Phone", "電話";
        external_id: "Your id for them", "外部 ID";
        custom: "Attributes", "属性";
        pseudonym_hint: "A name we made up. They have not told us theirs.", "こちらで付けた仮の名前です。本人の名前はまだ聞いていません。";
        data: "What we hold", "保有しているデータ";
        attributes: "Attributes", "属性";
        conversations: "Conversations", "会話";
        messages: "Messages", "メッセージ";
        notes: "Notes", "メモ";
        files: "Files", "ファイル";
        sessions: "Sessions", "セッション";
        nothing_held: "Nothing", "なし";
        region: "Region", "リージョン";
        us: "United States", "アメリカ";
        eu: "European Union", "欧州連合 (EU)";
        au: "Australia", "オーストラリア";
        kept_until: "Kept until", "保存期限";
        no_end: "No end set", "期限なし";
        identity: "Identity", "本人確認";
        anonymous: "Anonymous, nothing claimed", "匿名(申告なし)";
        stated: "Stated, not verified", "自己申告(未確認)";
        by_api: "Set over the API by your systems", "自社システムが API で設定";
        verified: "Verified by signed token", "署名付きトークンで確認済み";
        last_looked: "Last looked at", "最後の閲覧";
        looked_by: "{who}, {time}", "{who}、{time}";
        never_looked: "By no one before", "閲覧なし";
        sealed: "Every value is sealed under a key of their own.", "すべての値は本人専用の鍵で封印されています。";
    }
}

catalogue! {
    /// What the inbox's scripts say; handed over as JSON.
    ScriptWords {
        typing: "{name} is writing…", "{name} が入力中…";
        offline: "Connection lost. Trying again in {seconds} s.", "接続が切れました。{seconds} 秒後に再試行します。";
        trying: "Connecting again…", "再接続しています…";
        try_now: "Try now", "今すぐ再試行";
        queued_one: "1 message waits to be sent.", "送信待ちのメッセージが1件あります。";
        queued: "{count} messages wait to be sent.", "送信待ちのメッセージが{count}件あります。";
        back: "Connected again.", "再接続しました。";
        sending: "Sending…", "送信中…";
        waiting: "Waiting for connection", "接続待ち";
        not_sent: "Not sent: {reason}", "送信できませんでした: {reason}";
        again: "Try again", "再試行";
        discard: "Discard", "破棄";
        refused: "The server refused it.", "サーバーが受け付けませんでした。";
        too_large: "Files may be 20 MB in all.", "ファイルは合計20 MBまでです。";
        remove_file: "Remove {name}", "{name} を取り除く";
        new_message: "New message from {name}", "{name} から新しいメッセージ";
        today: "Today", "今日";
        yesterday: "Yesterday", "昨日";
        now: "now", "今";
        undone: "Could not do that. Please try again.", "実行できませんでした。もう一度お試しください。";
        closed_done: "Closed", "完了にしました";
        reopened_done: "Reopened", "再開しました";
        snoozed_done: "Snoozed", "スヌーズしました";
        undo: "Undo", "元に戻す";
        leave: "Messages have not been sent yet.", "まだ送信されていないメッセージがあります。";
        keys_title: "Keyboard shortcuts", "キーボードショートカット";
        key_move: "Next, previous conversation", "次・前の会話";
        key_open: "Open", "開く";
        key_reply: "Reply", "返信";
        key_note: "Note", "メモ";
        key_close: "Close or reopen", "完了・再開";
        key_send: "Send", "送信";
        key_leave: "Leave the field, go back", "入力を離れる・戻る";
        key_help: "Show this list", "この一覧を表示";
        dismiss: "Dismiss", "閉じる";
    }
}
