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
        mentions: "Mentions", "メンション";
        all: "All", "すべて";
        team: "Team", "チーム";
        view: "View", "ビュー";
        conversations: "Conversations", "会話";
        status: "Status", "状態";
        open: "Open", "対応中";
        snoozed: "Snoozed", "スヌーズ中";
        closed: "Closed", "完了";
        unread: "Unread", "未読";
        sort: "Order", "並び順";
        sort_now: "Sort", "並べ替え";
        newest: "Newest first", "新しい順";
        oldest: "Oldest first", "古い順";
        waiting_longest: "Waiting longest", "待ち時間の長い順";
        priority_first: "Priority first", "優先を先に";
        more: "Show more", "さらに表示";
        search: "Search", "検索";
        search_hint: "Whole e-mail addresses, ids, phone numbers and #numbers are found everywhere; names, and the last 50 messages and notes of each, in the 150 conversations that changed last, and in older ones when you ask.", "メールアドレス・ID・電話番号・#番号は全体一致で全会話から、名前と各会話の直近50件のメッセージ・メモは最近更新された150件の会話から検索し、それより古いものは指示に応じて検索します。";
        found: "Found", "検索結果";
        found_nothing: "Nothing was found.", "見つかりませんでした。";
        looked_at: "By name and message: {count} conversations, back to {time}.", "名前とメッセージ: {time} 以降に更新された {count} 件を検索しました。";
        looked_at_all: "By name and message: all {count} conversations.", "名前とメッセージ: 全 {count} 件を検索しました。";
        search_older: "Search older ones", "さらに古いものを検索";
        leave_search: "Leave the search", "検索を終える";
        choose: "Choose the conversation with {name}", "{name} との会話を選ぶ";
        choose_all: "Choose all that are shown", "表示中の会話をすべて選ぶ";
        chosen: "What to do with the chosen conversations", "選んだ会話の操作";
        first_page: "Back to the beginning", "先頭に戻る";
        sign_out: "Sign out", "ログアウト";
        notices: "Tell new messages, assignments and mentions by a sound and on the desktop", "新着メッセージ・割り当て・メンションを音とデスクトップ通知で知らせる";
        keys: "Keyboard shortcuts", "キーボードショートカット";
        back_to_list: "Back to the list", "一覧へ戻る";
        back_to_thread: "Back to the conversation", "会話へ戻る";
        show_person: "About this person", "この人について";
        empty_mine: "Nothing is assigned to you.", "あなたの担当はありません。";
        empty_unassigned: "No one is waiting for an assignee.", "担当者待ちの会話はありません。";
        empty_mentions: "No one has mentioned you here.", "あなたへのメンションはありません。";
        empty_team: "Nothing is assigned to this team.", "このチームの担当はありません。";
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
        written_on: "Written on {page}", "{page} で書き込み";
        come_from: "come to from {page}", "参照元: {page}";
        new_tab: "(opens in a new tab)", "(新しいタブで開きます)";
        close: "Close", "完了にする";
        reopen: "Reopen", "再開する";
        snooze: "Snooze", "スヌーズ";
        snooze_until: "Another time", "日時を指定";
        later_today: "In three hours", "3時間後";
        tomorrow: "Tomorrow", "明日";
        next_week: "In a week", "1週間後";
        assign: "Assignee", "担当者";
        find_assignee: "Find a teammate or team", "メンバーやチームを探す";
        teammates: "Teammates", "メンバー";
        teams: "Teams", "チーム";
        nobody: "Nobody", "担当者なし";
        no_team: "No team", "チームなし";
        priority: "Priority", "優先";
        give_priority: "Put before others", "優先にする";
        take_priority: "Put among others again", "優先を外す";
        mark_unread: "Mark as unread", "未読にする";
        tags: "Tags", "タグ";
        add_tag: "Add a tag", "タグを追加";
        remove_tag: "Remove the tag {name}", "タグ {name} を外す";
        add: "Add", "追加";
        reply: "Reply", "返信";
        note: "Note", "メモ";
        reply_hint: "Write a reply…", "返信を書く…";
        note_hint: "Write a note. Only teammates see it.", "メモを書く。チームメンバーにだけ表示されます。";
        message: "Message", "メッセージ";
        send: "Send", "送信";
        send_and_close: "Send and close", "送信して完了にする";
        add_note: "Add note", "メモを追加";
        macros: "Macros", "マクロ";
        emoji: "Emoji", "絵文字";
        attach: "Attach files", "ファイルを添付";
        attach_limit: "Up to 20 MB in all", "合計20 MBまで";
        taken_out: "What stood here was removed.", "この内容は削除されました。";
        removed: "Removed", "削除済み";
        remove_message: "Remove this message", "このメッセージを削除";
        note_label: "Note, teammates only", "メモ(チームのみ)";
        no_mail_hint: "They asked for no more mail: your answer waits for them in the messenger.", "メールの停止を希望しています。返信はメッセンジャーでのみ届きます。";
        closed_hint: "Closed. Their answer opens it again, yours does not.", "完了しています。相手が返信すると再開します(こちらの返信では再開しません)。";
        snoozed_until: "Snoozed until {time}", "{time} までスヌーズ";
        today: "Today", "今日";
        attachment: "Attachment", "添付ファイル";
        files: "{count} files", "{count}個のファイル";
        wakes: "until {time}", "{time} まで";
        away: "Away", "離席中";
        away_ask: "Say that you are away", "離席を知らせる";
        away_now: "You are away", "離席中です";
        away_hint: "Colleagues see it where they assign conversations.", "会話の担当を選ぶ画面で、メンバーに表示されます。";
        away_reassigns: "Give back what people answer meanwhile", "返信が来た会話の担当を外す";
        away_reassigns_hint: "A conversation of yours goes back to its team, or to the unassigned ones, as soon as they write in it.", "相手が書き込むと、担当の会話はチームまたは未割り当てに戻ります。";
        away_since: "You have been away since {time}.", "{time} から離席中です。";
        away_gives_back: "What people answer you goes back to its team, or to the unassigned ones.", "返信が来た担当の会話は、チームまたは未割り当てに戻ります。";
        away_keeps: "What people answer you stays with you.", "返信が来た担当の会話は、あなたの担当のままです。";
        go_away: "I am away", "離席する";
        come_back: "I am back", "戻りました";
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
        export: "Export", "エクスポート";
        export_hint: "Everything held of this person as a ZIP file, for them to have. It is entered in the log.", "この人について保有しているすべてのデータを、本人に渡せるZIPファイルにまとめます。ログに記録されます。";
        person: "Person", "連絡先";
        visitor: "Visitor", "訪問者";
        lead: "Lead", "リード";
        user: "User", "ユーザー";
        email: "E-mail", "メール";
        phone: "Phone", "電話";
        external_id: "Your id for them", "外部 ID";
        custom: "Attributes", "属性";
        name: "Name", "名前";
        edit: "Change what is known", "情報を編集";
        attribute_name: "Another attribute", "属性を追加";
        attribute_value: "Its value", "属性の値";
        empty_removes: "Whatever you leave empty is removed.", "空欄にした項目は削除されます。";
        save: "Save", "保存";
        participants: "In this conversation", "この会話の参加者";
        bring_in: "Bring somebody in", "参加者を追加";
        bring_in_effect: "They see what is said from now on, and nothing of before.", "追加後のメッセージだけが表示され、以前の内容は表示されません。";
        bring_in_who: "Name, whole e-mail address, or your id of them", "名前、メールアドレス、または外部 ID";
        bring_in_find: "Find", "探す";
        bring_in_found: "Who is meant?", "どの人ですか?";
        bring_in_none: "Nobody was found who is not in it.", "追加できる人は見つかりませんでした。";
        bring_in_new: "Bring in {email} as a new person", "{email} を新しい連絡先として追加";
        bring_in_erased: "Somebody with this address was erased, and does not come back silently.", "このアドレスの人は消去されています。確認なしに再登録されることはありません。";
        bring_in_again: "They may be known again: bring in {email}", "再登録を認めて {email} を追加";
        take_out: "Take {name} out of the conversation", "{name} を会話から外す";
        add_note: "Write a note about them", "この人についてメモを書く";
        note_hint: "For teammates only", "メンバーだけに表示されます";
        note_now: "Keep the note", "メモを保存";
        older_notes: "{count} older", "以前のメモ {count} 件";
        notes_beyond: "{count} still older ones are read over the API.", "さらに古い {count} 件は API で読めます。";
        of_conversation: "Of this conversation", "この会話の属性";
        edit_conversation: "Change what is noted of it", "会話の情報を編集";
        called: "Title", "件名";
        companies: "Companies", "会社";
        add_company: "Put into a company", "会社に追加";
        company_id: "Your id of the company", "自社システムでの会社 ID";
        company_name: "Its name", "会社名";
        attach_company: "Put into it", "追加する";
        detach_company: "Take out of {name}", "{name} から外す";
        previous: "Other conversations", "ほかの会話";
        blocked: "Blocked: they can write nothing more.", "ブロック中: これ以上書き込めません。";
        block: "Block", "ブロック";
        block_effect: "They can write nothing more, and conversations with them are closed. What is theirs they can still see and have erased.", "これ以上書き込めなくなり、この人との会話は完了になります。本人のデータの閲覧と消去は引き続き可能です。";
        block_now: "Block them", "ブロックする";
        unblock: "Let them write again", "ブロックを解除";
        unblock_effect: "They can write again.", "再び書き込めるようになります。";
        unblock_now: "Unblock them", "解除する";
        merge: "Merge into a user", "ユーザーに統合";
        merge_effect: "All of this person’s conversations, notes, tags and companies become the user’s, and this person is no more. If they are in the messenger now, their conversation goes to the user, and on their device they begin anew unless the user signs in there. It cannot be undone.", "この人の会話・メモ・タグ・会社はすべてユーザーに移り、この人はなくなります。今メッセンジャーを開いている場合、会話はユーザーに移り、その端末ではユーザーがログインしない限り新しい訪問者として始まります。元に戻せません。";
        merge_into: "The user’s e-mail address, or your id of them", "ユーザーのメールアドレスまたは外部 ID";
        merge_now: "Merge", "統合する";
        no_mail: "They asked for no more mail.", "メールの停止を希望しています。";
        no_mail_since: "Since when?", "いつから?";
        pseudonym_hint: "A name we made up. They have not told us theirs.", "こちらで付けた仮の名前です。本人の名前はまだ聞いていません。";
        data: "What we hold", "保有しているデータ";
        attributes: "Attributes", "属性";
        conversations: "Conversations", "会話";
        messages: "Messages", "メッセージ";
        notes: "Notes", "メモ";
        files: "Files", "ファイル";
        sessions: "Sessions", "セッション";
        events: "Events", "イベント";
        recent_events: "Recent events", "最近のイベント";
        counted: "{count} times since {time}", "{time} から {count} 回";
        by_website: "from the website’s page", "サイトのページから";
        by_server: "from your server", "自社サーバーから";
        nothing_held: "Nothing", "なし";
        region: "Region", "リージョン";
        us: "United States", "アメリカ";
        eu: "European Union", "欧州連合 (EU)";
        au: "Australia", "オーストラリア";
        kept_until: "Kept until", "保存期限";
        last_ends: "the last goes on {time}", "{time} に最後のものが消えます";
        until_erased: "Until it is deleted or they are erased; what a hold keeps, until that ends", "削除または本人の消去まで。保全中のものはその終了まで";
        all_else_until_erased: "All else until it is deleted or they are erased; what a hold keeps, until that ends", "その他は削除または本人の消去まで。保全中のものはその終了まで";
        identity: "Identity", "本人確認";
        anonymous: "Anonymous, nothing claimed", "匿名(申告なし)";
        stated: "Stated, not verified", "自己申告(未確認)";
        by_systems: "From your systems, not verified now", "自社システムからの情報(現在は未確認)";
        by_token: "Verified by signed token", "署名付きトークンで確認済み";
        by_hash: "Verified by user hash", "ユーザーハッシュで確認済み";
        last_looked: "Last looked at", "最後の閲覧";
        looked_by: "{who}, {time}", "{who}、{time}";
        never_looked: "By no one before", "閲覧なし";
        sealed: "Every value is sealed under a key of their own.", "すべての値は本人専用の鍵で封印されています。";
    }
}

catalogue! {
    /// What the inbox's scripts say; handed over as JSON.
    ScriptWords {
        also_writing: "{name} is writing here too", "{name} もここで入力中です";
        also_looking: "{name} is looking at this too", "{name} もこれを見ています";
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
        take_back: "Change it", "書き直す";
        again: "Try again", "再試行";
        discard: "Discard", "破棄";
        refused: "The server refused it.", "サーバーが受け付けませんでした。";
        too_large: "A message takes up to 10 files of 10 MB each, 20 MB in all.", "ファイルは10個、1つ10 MB、合計20 MBまでです。";
        remove_file: "Remove {name}", "{name} を取り除く";
        new_message: "New message from {name}", "{name} から新しいメッセージ";
        new_opened: "Back from snooze: {name}", "スヌーズが終わりました: {name}";
        new_mention: "You were mentioned: {name}", "メンションされました: {name}";
        new_assigned: "Assigned to you: {name}", "あなたに割り当てられました: {name}";
        new_assigned_team: "Assigned to your team: {name}", "あなたのチームに割り当てられました: {name}";
        taken_out: "What stood here was removed.", "この内容は削除されました。";
        today: "Today", "今日";
        yesterday: "Yesterday", "昨日";
        now: "now", "今";
        undone: "Could not do that. Please try again.", "実行できませんでした。もう一度お試しください。";
        not_opened: "The connection is broken. It opens once that is back.", "接続が切れています。回復すると開きます。";
        not_done: "Not done: {reason}", "実行できませんでした: {reason}";
        assigned_done: "Assigned", "割り当てました";
        prioritised_done: "Put before others", "優先にしました";
        deprioritised_done: "Put among others again", "優先を外しました";
        unread_done: "Marked as unread", "未読にしました";
        tagged_done: "Tag added", "タグを付けました";
        untagged_done: "Tag removed", "タグを外しました";
        later_now: "Later today", "今日このあと";
        next_monday: "Next Monday", "次の月曜日";
        zone: "your time, {zone}", "現地時間、{zone}";
        closed_done: "Closed", "完了にしました";
        sent_and_closed: "Sent and closed", "送信して完了にしました";
        sent_not_closed: "Sent, and not closed: more happened in it meanwhile", "送信しました。その間に動きがあったため、完了にはしていません";
        remove_ask: "Remove this message for everyone? This cannot be undone.", "このメッセージを全員から削除しますか? 元に戻せません。";
        remove_now: "Remove", "削除する";
        remove_not: "Keep", "削除しない";
        removed_done: "Removed", "削除しました";
        reopened_done: "Reopened", "再開しました";
        snoozed_done: "Snoozed", "スヌーズしました";
        undo: "Undo", "元に戻す";
        leave: "Messages have not been sent yet.", "まだ送信されていないメッセージがあります。";
        chosen: "{count} chosen", "{count} 件を選択中";
        chosen_of: "{count} of {all} chosen", "{all} 件中 {count} 件を選択中";
        found: "Found", "検索結果";
        bulk_done_one: "1 conversation changed", "1 件の会話を変更しました";
        bulk_done: "{count} conversations changed", "{count} 件の会話を変更しました";
        bulk_refused: "{count} not changed: {reason}", "{count} 件は変更できませんでした: {reason}";
        key_choose: "Choose or unchoose", "選択・解除";
        key_choose_all: "Choose all that are shown", "表示中の会話をすべて選択";
        saved: "Saved", "保存しました";
        stands_now: "Now: {value}", "現在: {value}";
        empty_now: "Now empty", "現在: 空欄";
        palette: "Go to, or do", "移動・操作";
        palette_hint: "People, conversations, acts, macros, settings", "連絡先・会話・操作・マクロ・設定";
        palette_none: "Nothing was found.", "見つかりませんでした。";
        palette_failed: "The server could not be asked. Please try again.", "サーバーに接続できませんでした。もう一度お試しください。";
        palette_search: "Search conversations for “{text}”", "「{text}」を会話から検索";
        palette_acts: "Acts", "操作";
        palette_places: "Go to", "移動";
        palette_assign: "Assign to {name}", "{name} に割り当てる";
        palette_count: "Results: {count}", "{count} 件";
        key_search: "Search", "検索";
        key_palette: "Go to, or do", "移動・操作";
        key_assign: "Assign", "割り当て";
        key_snooze: "Snooze", "スヌーズ";
        key_tag: "Tag", "タグ";
        key_go: "Go to: {place}", "移動: {place}";
        key_go_numbered: "Go to the first team or view; 2 to 9 to the others", "最初のチームまたはビューへ移動(2〜9 はその次から)";
        do_close: "Close the conversation", "会話を完了にする";
        do_open: "Reopen the conversation", "会話を再開する";
        key_unread: "Mark as unread", "未読にする";
        do_priority: "Change the priority", "優先を切り替える";
        macros: "Macros", "マクロ";
        macros_manage: "Make and change macros", "マクロを作成・変更する";
        macro_find: "Find a macro", "マクロを探す";
        macro_none: "No macro has this name.", "この名前のマクロはありません。";
        macro_nowhere: "Open a conversation first, then use the macro there.", "先に会話を開いてから、マクロを使ってください。";
        mention: "Teammates", "メンバー";
        emoji: "Emoji", "絵文字";
        emoji_find: "Find an emoji", "絵文字を探す";
        emoji_none: "No emoji has this name.", "この名前の絵文字はありません。";
        key_macro: "Use a macro", "マクロを使う";
        keys_title: "Keyboard shortcuts", "キーボードショートカット";
        key_move: "Next, previous conversation", "次・前の会話";
        key_open: "Open", "開く";
        key_reply: "Reply", "返信";
        key_note: "Note", "メモ";
        key_close: "Close or reopen", "完了・再開";
        key_send: "Send", "送信";
        key_send_close: "Send and close", "送信して完了にする";
        key_leave: "Leave the field, go back", "入力を離れる・戻る";
        key_help: "Show this list", "この一覧を表示";
        dismiss: "Dismiss", "閉じる";
        download: "Download", "ダウンロード";
    }
}

catalogue! {
    /// Why something was not done.
    RefusalWords {
        no_such_teammate: "there is no such teammate any more", "そのメンバーはもういません";
        cannot_answer: "a privacy officer answers nobody: choose somebody else", "プライバシー責任者は返信できません。別のメンバーを選んでください";
        no_such_team: "there is no such team any more", "そのチームはもうありません";
        no_such_tag: "the tag is not there any more", "そのタグはもうありません";
        bad_tag: "a tag has a name, and not a very long one", "タグには名前が必要です。長すぎる名前は使えません";
        too_many_tags: "there are 1,000 tags already, which is as many as there may be", "タグの上限(1,000)に達しています";
        past: "choose a time to come, within a year", "1年以内の未来の日時を選んでください";
        not_an_address: "this is not an e-mail address", "メールアドレスの形式ではありません";
        one_line: "write one line, and not a very long one", "1行で、長すぎないように書いてください";
        company: "say your own id of the company", "自社システムでの会社 ID を入力してください";
        no_user: "there is no user with this address or id", "このアドレスまたは ID のユーザーはいません";
        several_users: "several users have this address: say your own id of one", "同じアドレスのユーザーが複数います。外部 ID を入力してください";
        people_full: "there are as many people in it as there may be", "参加者の上限に達しています";
        last_person: "the last person cannot be taken out", "最後の参加者は外せません";
        not_in: "they are not in the conversation", "この会話の参加者ではありません";
        held: "a hold needs the conversation as it is", "保全中のため、この会話は変更できません";
        erased: "somebody with this address was erased, and does not come back silently", "このアドレスの人は消去されており、確認なしには再登録できません";
        several_people: "several people have this address: choose one of them", "同じアドレスの人が複数います。一人を選んでください";
        external_id_taken: "another contact has this external id", "この外部 ID は別の連絡先が使っています";
        too_many_attributes: "there may be at most 250 attributes, of 32 KB in all", "属性は最大 250 件、合計 32 KB までです";
        merge_same: "a person cannot be merged into themselves", "同じ人には統合できません";
        merge_user: "only a lead or a visitor can be merged into a user", "ユーザーに統合できるのはリードと訪問者だけです";
        merge_into_user: "a person can be merged into a user only", "統合先はユーザーに限られます";
        merge_held: "one of them was changed in the meantime, or a hold needs it", "どちらかが先に変更されたか、保全中です";
        changed_meanwhile: "somebody else changed this in the meantime: look at it again", "他の人が先に変更しました。内容を確認してください";
    }
}

catalogue! {
    /// What the palette found.
    PaletteWords {
        people: "People", "連絡先";
        conversations: "Conversations", "会話";
        macros: "Macros", "マクロ";
        folders: "Folders", "フォルダー";
        settings: "Settings", "設定";
    }
}
