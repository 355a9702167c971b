//! What is said on one's own way of signing in, and where a code is asked for.

use super::catalogue;

catalogue! {
    /// The page of one's own sign-in, and the door that asks for a code.
    SignInWords {
        title: "Your sign-in", "あなたのログイン";
        about: "Your name, your password, your second factor, and where you are signed in.", "名前、パスワード、2段階認証、ログイン中のセッションです。";
        name: "Your name", "あなたの名前";
        name_hint: "Colleagues see it, and the people whom you answer.", "メンバーと、返信する相手に表示されます。";
        name_bad: "Give a name of 1 to 100 characters.", "名前を1〜100文字で入力してください。";
        password: "Password", "パスワード";
        old: "Old password", "現在のパスワード";
        old_hint: "Empty if you have none yet.", "まだない場合は空欄にします。";
        new: "New password", "新しいパスワード";
        change_password: "Change the password", "パスワードを変更";
        change_hint: "Your other sessions end with it.", "他のセッションは終了します。";
        wrong_password: "The old password is not right.", "現在のパスワードが正しくありません。";
        password_changed: "The password was changed. Your other sessions have ended.", "パスワードを変更しました。他のセッションは終了しました。";
        factor: "Second factor", "2段階認証";
        factor_off: "Off. Your password alone signs in.", "無効です。パスワードだけでログインできます。";
        factor_on: "On. Signing in takes your password and a code from your app.", "有効です。ログインにはパスワードとアプリのコードが必要です。";
        factor_owed: "Everybody here signs in with a second factor. Set yours up to go on.", "このワークスペースでは全員に2段階認証が必要です。設定すると続けられます。";
        set_up_hint: "So that nobody does it from a copied session. Empty if you have none and sign in by link.", "コピーされたセッションからの設定を防ぐためです。パスワードがない場合は空欄にします。";
        set_up_wrong: "The password is not right.", "パスワードが正しくありません。";
        password_long: "A password has at most 1024 bytes.", "パスワードは1024バイト以内です。";
        set_up: "Set it up", "設定する";
        scan: "Scan this with an authenticator app", "認証アプリで読み取ってください";
        scan_hint: "Or type the key into the app. Then give the code that it shows.", "または、キーをアプリに入力してください。その後、表示されたコードを入力してください。";
        picture: "QR code with the key", "キーの QR コード";
        key: "Key", "キー";
        key_hint: "Shown this once; it stays between the app and this server.", "表示されるのは今回だけです。アプリとこのサーバーだけが保持します。";
        code: "Code", "コード";
        code_hint: "Six digits from the app.", "アプリの6桁の数字。";
        confirm: "Turn it on", "有効にする";
        wrong_code: "The code is not right. Codes change every 30 seconds, and each works once.", "コードが正しくありません。コードは30秒ごとに変わり、一度だけ使えます。";
        locked: "Too many wrong codes. Try again in a quarter of an hour.", "コードの誤りが多すぎます。15分後にもう一度お試しください。";
        turn_off: "Turn it off", "無効にする";
        turn_off_title: "Turn the second factor off?", "2段階認証を無効にしますか?";
        turn_off_effect: "Your password alone signs in then. Give a code to show that it is you.", "以後はパスワードだけでログインできます。本人確認のためコードを入力してください。";
        turned_off: "The second factor is off.", "2段階認証を無効にしました。";
        codes: "Recovery codes", "リカバリーコード";
        codes_left: "{count} of 10 are left.", "10個中 {count} 個が未使用です。";
        codes_hint: "Each signs you in once instead of the app. Keep them where the app is not.", "それぞれ、アプリの代わりに一度だけログインに使えます。アプリとは別の場所に保管してください。";
        codes_made: "Keep these codes now", "今すぐコードを保管してください";
        codes_shown: "They are shown this once, and replace all before.", "表示されるのは今回だけです。以前のコードは使えなくなります。";
        renew_codes: "Make new codes", "新しいコードを作成";
        language: "Language of your screens", "画面の言語";
        language_hint: "Only for you; what people wrote stays as it is.", "自分の画面だけに適用されます。書き込まれた内容は変わりません。";
        language_theirs: "As my browser asks", "ブラウザーに合わせる";
        sessions: "Where you are signed in", "ログイン中のセッション";
        sessions_hint: "Neither addresses nor browsers are kept, only times.", "アドレスやブラウザーは記録せず、時刻だけを記録しています。";
        this: "This one", "現在のセッション";
        since: "Since {time}", "開始 {time}";
        used: "Last used {time}", "最終使用 {time}";
        end: "End", "終了";
        end_others: "End all others", "他をすべて終了";
        session_ended: "Ended. Whoever used it must sign in again.", "終了しました。再度ログインが必要です。";
        everybody: "For everybody", "全員の設定";
        require: "Everybody signs in with a second factor", "全員に2段階認証を必須にする";
        require_hint: "Whoever has none is asked to set it up before anything else.", "未設定の人は、最初に設定を求められます。";
        door: "One more step", "もう一つの手順";
        door_hint: "Give the code from your authenticator app, or one of your recovery codes.", "認証アプリのコード、またはリカバリーコードを入力してください。";
        door_again: "Begin again with the password", "パスワードからやり直す";
        door_wrong: "The code is not right. Try the next one, or a recovery code.", "コードが正しくありません。次のコードかリカバリーコードをお試しください。";
        door_over: "This took too long, or too many codes. Sign in again.", "時間切れか、試行回数の上限に達しました。もう一度ログインしてください。";
    }
}
