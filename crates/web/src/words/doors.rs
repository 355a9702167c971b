//! What is said at the doors: sign-in, first run, and the plain page for everything that went wrong.

use super::catalogue;

catalogue! {
    /// Sign-in, first run and plain messages.
    DoorWords {
        sign_in: "Sign in", "ログイン";
        sign_in_to: "Sign in to {workspace}", "{workspace} にログイン";
        workspace_id: "Workspace id", "ワークスペース ID";
        workspace_id_hint: "It stands in the address of your workspace’s own sign-in page, and in the line on your website.", "ワークスペース専用のログインページのアドレスや、サイトに貼り付けたコードに含まれています。";
        email: "E-mail", "メールアドレス";
        password: "Password", "パスワード";
        wrong: "E-mail and password do not match.", "メールアドレスとパスワードが一致しません。";
        too_many: "Too many attempts. Try again in {minutes} minutes.", "試行回数が多すぎます。{minutes} 分後にもう一度お試しください。";
        too_many_one: "Too many attempts. Try again in a minute.", "試行回数が多すぎます。1分後にもう一度お試しください。";
        ended: "Your session has ended. Sign in again.", "セッションが終了しました。もう一度ログインしてください。";
        to_go_on: "Sign in to go on. You come back to the page that you asked for.", "続けるにはログインしてください。ログイン後、開こうとしたページに戻ります。";
        ended_title: "Your session has ended", "セッションが終了しました";
        ended_text: "Nothing of what you just sent was kept. Go back and copy what you typed, then sign in and send it again.", "今送信した内容は保存されていません。前のページに戻って入力内容をコピーし、ログインしてからもう一度送信してください。";
        factor_owed: "Set up your second factor first", "先に2段階認証を設定してください";
        stale: "The page was open too long. Send it once more.", "ページを開いてから時間が経ちました。もう一度送信してください。";
        promise: "What people write here is sealed before it is stored.", "ここに書かれた内容は、封印してから保存されます。";
        first_run: "Make your workspace", "ワークスペースを作る";
        first_run_hint: "This link works once. You become the owner.", "このリンクは一度だけ使えます。あなたがオーナーになります。";
        workspace_name: "Workspace name", "ワークスペース名";
        workspace_hint: "People see it in the messenger.", "メッセンジャーに表示されます。";
        region: "Region", "リージョン";
        region_hint: "Where its data stays. It cannot be changed later.", "データの保存場所です。後から変更できません。";
        us: "United States", "アメリカ";
        eu: "European Union", "欧州連合 (EU)";
        au: "Australia", "オーストラリア";
        your_name: "Your name", "お名前";
        password_hint: "At least 12 characters.", "12文字以上。";
        create: "Make the workspace", "ワークスペースを作る";
        workspace_missing: "Give the workspace a name of at most 100 characters.", "ワークスペース名を100文字以内で入力してください。";
        name_missing: "Give your name, at most 100 characters.", "お名前を100文字以内で入力してください。";
        email_invalid: "Give an e-mail address such as ada@example.com.", "ada@example.com のようなメールアドレスを入力してください。";
        password_short: "Choose a password of at least 12 characters; spaces around it do not count.", "12文字以上のパスワードを選んでください。前後の空白は数えません。";
        region_missing: "Choose a region.", "リージョンを選んでください。";
        problems: "Please look at these again:", "次の項目を確認してください:";
        not_found: "Not found", "見つかりません";
        not_found_text: "There is nothing at this address, or it is not yours to see.", "このアドレスには何もないか、閲覧する権限がありません。";
        link_used: "This link no longer works", "このリンクは使えません";
        link_used_text: "It was used or replaced. The server prints a new one at its next start until a workspace exists.", "すでに使用されたか、新しいものに替わりました。ワークスペースができるまで、サーバーは起動のたびに新しいリンクを表示します。";
        sign_in_link_used_text: "It was used, or its day is over. Ask an owner of the workspace for another.", "すでに使用されたか、有効期限の1日が過ぎています。ワークスペースのオーナーに新しいリンクを依頼してください。";
        too_fast: "Too many requests", "リクエストが多すぎます";
        too_fast_text: "Wait a moment, then load the page again.", "しばらく待ってから再読み込みしてください。";
        unavailable: "Not available right now", "現在利用できません";
        unavailable_text: "The server cannot answer at the moment. Nothing that was acknowledged is lost.", "サーバーが応答できません。受け付け済みの内容は失われていません。";
        read_only: "Nothing can be saved right now", "現在は保存できません";
        read_only_text: "The server has no room left. Reading works; writing works again when there is room.", "サーバーの空き容量がありません。閲覧はできます。空きができれば保存も再開します。";
        bad_request: "That could not be read", "内容を読み取れませんでした";
        bad_request_text: "Go back and send it once more.", "戻って、もう一度送信してください。";
        signed_out: "Signed out", "ログアウトしました";
        signed_out_text: "You can close this page.", "このページを閉じてかまいません。";
        to_inbox: "Go to the inbox", "受信トレイへ";
        reference: "Reference", "参照番号";
    }
}
