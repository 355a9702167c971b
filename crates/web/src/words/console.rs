//! What the console says: its frame, and its pages on the workspace, its teammates and its tokens.

use super::catalogue;

catalogue! {
    /// The console's frame and its list of pages.
    ConsoleWords {
        title: "Settings", "設定";
        skip: "Skip to the settings", "設定へ移動";
        back: "Back to the inbox", "受信トレイへ戻る";
        back_to_list: "All settings", "設定の一覧へ";
        intro: "What is set here counts for everybody in the workspace, except your own sign-in. Every change is entered in its log.", "ここでの設定は、自分のログイン設定を除き、ワークスペースの全員に適用されます。変更はすべてログに記録されます。";
        saved: "Saved.", "保存しました。";
        save: "Save", "保存";
        copy: "Copy", "コピー";
        copied: "Copied", "コピーしました";
        cancel: "Cancel", "キャンセル";
        meanwhile: "Somebody else changed this in the meantime. Look at it again, then save once more.", "他の人が先に変更しました。内容を確認して、もう一度保存してください。";
        meanwhile_typed: "Somebody else changed this in the meantime. What you typed stands here and is not saved: load the page again to see theirs, or save once more to put yours in its place.", "他の人が先に変更しました。ここに表示されているのはあなたの入力で、まだ保存されていません。再読み込みすると他の人の変更を確認できます。もう一度保存すると、あなたの入力で置き換わります。";
        again: "This was done already, and nothing was done again. What was shown then is not shown a second time.", "この操作はすでに完了しており、二重には実行されていません。一度表示された内容は再表示されません。";
        not_allowed: "Your role does not allow this.", "あなたの役割では許可されていません。";
    }
}

catalogue! {
    /// The page of the workspace.
    WorkspaceWords {
        title: "Workspace", "ワークスペース";
        about: "The name and the look of your workspace, as people who write to you see them.", "問い合わせをする人に見える、ワークスペースの名前と外観です。";
        name: "Name", "名前";
        name_hint: "Shown at the top of the messenger, unless the team is given a name of its own there.", "メッセンジャーの上部に表示されます。チーム名を設定した場合はチーム名が表示されます。";
        name_bad: "Give the workspace a name of 1 to 100 characters.", "ワークスペース名を1〜100文字で入力してください。";
        colour: "Colour", "色";
        colour_hint: "The colour of the messenger’s button and header. Text on it always stays readable.", "メッセンジャーのボタンと上部の色です。文字色は自動で読みやすく調整されます。";
        colour_bad: "A colour is a hash sign and six hexadecimal digits, such as #1f6f5c.", "色は #1f6f5c のように、# と16進数6桁で入力してください。";
        region: "Region", "リージョン";
        region_hint: "Everything of this workspace stays there. It was chosen at the start and cannot be changed.", "このワークスペースのすべてのデータの保存場所です。作成時に選択され、変更できません。";
        id: "Workspace id", "ワークスペース ID";
        id_hint: "Your website’s messenger and your API clients name the workspace by it.", "サイトのメッセンジャーや API クライアントが使う ID です。";
    }
}

catalogue! {
    /// The page of teammates.
    TeammateWords {
        title: "Teammates", "チームメンバー";
        about: "Who answers here, and what each may do.", "誰が対応し、それぞれ何ができるかの設定です。";
        you: "you", "あなた";
        role: "Role", "役割";
        role_of: "Role of {name}", "{name} の役割";
        change: "Change", "変更";
        owner: "Owner", "オーナー";
        admin: "Admin", "管理者";
        agent: "Agent", "担当者";
        privacy_officer: "Privacy officer", "プライバシー責任者";
        roles_hint: "Owners may do everything, and only owners give roles. Admins run the workspace, agents answer people, and a privacy officer erases, keeps and shows what was done.", "オーナーはすべての操作ができ、役割を変更できるのもオーナーだけです。管理者はワークスペースを運営し、担当者は問い合わせに対応し、プライバシー責任者は消去・保全・記録の確認を行います。";
        active: "Active", "有効";
        deactivated: "Deactivated", "無効";
        former: "Deactivated", "無効なメンバー";
        deactivate: "Deactivate", "無効にする";
        deactivate_title: "Deactivate {name}?", "{name} を無効にしますか?";
        deactivate_effect: "Their sessions, sign-in links and API tokens end at once. Open and snoozed conversations go back to their team or to everybody. What they wrote stays, under their name.", "セッション、ログインリンク、API トークンは直ちに無効になります。対応中とスヌーズ中の会話はチームまたは全員に戻ります。書いた内容は名前とともに残ります。";
        deactivate_now: "Deactivate now", "今すぐ無効にする";
        reactivate: "Reactivate", "再び有効にする";
        second_factor: "Second factor", "2段階認証";
        away: "Away", "離席中";
        reset: "Reset second factor…", "2段階認証をリセット…";
        reset_title: "Reset the second factor of {name}?", "{name} の2段階認証をリセットしますか?";
        reset_effect: "For somebody who lost their app and their recovery codes. First make sure that the request really comes from them. Their sessions and sign-in links end, and their password alone signs in until they set up a new one.", "アプリもリカバリーコードも失った人のための操作です。本人からの依頼であることを確認してください。セッションとログインリンクは無効になり、再設定まではパスワードだけでログインできます。";
        reset_now: "Reset it now", "リセットする";
        forgot: "Reset password…", "パスワードをリセット…";
        forgot_title: "Reset the password of {name}?", "{name} のパスワードをリセットしますか?";
        forgot_effect: "For somebody who forgot it. First make sure that the request really comes from them. Their sessions and sign-in links end, and you get a link to hand to them, which signs them in once. Their second factor is still asked for.", "パスワードを忘れた人のための操作です。本人からの依頼であることを確認してください。セッションとログインリンクは無効になり、本人に渡す1回限りのログインリンクが表示されます。2段階認証は引き続き必要です。";
        forgot_now: "Reset it and make the link", "リセットしてリンクを作成";
        forgot_made: "Copy the sign-in link now", "ログインリンクを今すぐコピーしてください";
        forgot_hint: "Hand it to {name}, and to nobody else. It works once, for a day, and is shown this once. They set a password under “Your sign-in”.", "{name} だけに渡してください。有効期間は1日、使えるのは1回で、表示は今回限りです。パスワードは「あなたのログイン」で設定できます。";
        done_reset: "The second factor was reset. They sign in with their password and set up a new one.", "2段階認証をリセットしました。パスワードでログインして再設定できます。";
        done_role: "The role was changed. It counts from their next click on.", "役割を変更しました。次の操作から適用されます。";
        done_off: "Deactivated. Their sessions have ended.", "無効にしました。セッションは終了しました。";
        done_on: "Reactivated. They can sign in again.", "再び有効にしました。ログインできます。";
        last_owner: "This is the only owner. Make somebody else an owner first.", "オーナーが1人しかいません。先に別の人をオーナーにしてください。";
        yourself: "You cannot deactivate yourself. Ask another admin or owner.", "自分自身を無効にはできません。別の管理者またはオーナーに依頼してください。";
        bad_form: "Choose one of the roles that are listed.", "一覧にある役割を選んでください。";
    }
}

catalogue! {
    /// The page of API tokens.
    TokenWords {
        title: "API tokens", "API トークン";
        about: "Keys with which your programs use the REST API in your name. They work while you are an owner or admin.", "あなたの名前で REST API を使うための鍵です。あなたがオーナーか管理者である間だけ使えます。";
        none: "No token yet.", "トークンはまだありません。";
        make: "New token", "新しいトークン";
        name: "Name", "名前";
        name_hint: "So that you know later which program has it.", "どのプログラムで使うかを後で確認できるようにします。";
        name_bad: "Give the token a name of 1 to 100 characters.", "トークン名を1〜100文字で入力してください。";
        scope: "It may", "権限";
        read: "Look", "閲覧";
        read_hint: "Sees conversations and people, changes nothing.", "会話と連絡先を閲覧でき、変更はできません。";
        write: "Look and change", "閲覧と変更";
        write_hint: "Also answers, edits and erases, and makes and deletes the secrets that sign who a user is.", "返信、編集、消去に加え、利用者の本人確認に使う署名シークレットの作成と削除もできます。";
        privacy: "Look, erase and keep", "閲覧・消去・保全";
        privacy_hint: "What a privacy officer does: sees people, erases them, places and lifts holds.", "プライバシー責任者の操作: 閲覧、消去、保全の設定と解除ができます。";
        expires: "Ends after", "有効期限";
        days_30: "30 days", "30日";
        days_90: "90 days", "90日";
        days_365: "A year", "1年";
        never: "Never", "無期限";
        bad_form: "Choose what the token may do and when it ends.", "権限と有効期限を選んでください。";
        create: "Make the token", "トークンを作成";
        made: "Copy the token now", "トークンを今すぐコピーしてください";
        made_hint: "It is shown this once. Only a digest of it is kept.", "表示されるのは今回だけです。保存されるのはダイジェストのみです。";
        revoke: "Revoke", "失効させる";
        revoke_title: "Revoke “{name}”?", "「{name}」を失効させますか?";
        revoke_effect: "Whoever uses it is refused from then on. This cannot be undone.", "以後、このトークンは使えません。元に戻せません。";
        revoke_now: "Revoke now", "今すぐ失効させる";
        revoked: "Revoked. It opens nothing any more.", "失効させました。もう使えません。";
        made_on: "Made {day}", "作成日 {day}";
        ends_on: "Ends {day}", "期限 {day}";
        ended_on: "Ended {day}", "期限切れ {day}";
        endless: "Never expires", "無期限";
    }
}
