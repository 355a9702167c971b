//! What the page says on how a user proves who they are.

use super::catalogue;

catalogue! {
    /// The page of what proves who a user is.
    IdentityWords {
        title: "Identity", "本人確認";
        about: "How your website proves who its user is, so that nobody reads another’s conversations.", "サイトの利用者が本人であることを証明し、他人に会話を読まれないようにします。";
        required: "Proof is always required", "本人確認は常に必要です";
        required_text: "A known user sees nothing of theirs in the messenger before your server has signed who they are. There is no switch that turns this off. Visitors who are nobody’s user need none.", "登録済みの利用者の情報は、サーバーが署名するまでメッセンジャーに表示されません。この設定は無効にできません。匿名の訪問者には必要ありません。";
        secrets: "Secrets", "シークレット";
        none: "No secret yet: known users cannot be shown anything. Make one and give it to your server.", "シークレットがまだないため、登録済みの利用者には何も表示できません。作成してサーバーに設定してください。";
        roll_over: "Several count at once. To roll one over, make a new one, put it to use on your server, then delete the old one.", "複数を同時に使えます。更新するには、新しいものを作成してサーバーに設定し、その後で古いものを削除してください。";
        made_on: "Made {day}", "作成日 {day}";
        make: "New secret", "新しいシークレット";
        name: "Name", "名前";
        name_hint: "So that you know later which server has it.", "どのサーバーで使うかを後で確認できるようにします。";
        name_bad: "Give the secret a name of 1 to 100 characters.", "シークレット名を1〜100文字で入力してください。";
        platforms: "It signs for", "用途";
        web: "Web", "ウェブ";
        ios: "iOS", "iOS";
        android: "Android", "Android";
        platform_missing: "A secret is for the web, iOS or Android: choose one or more.", "ウェブ、iOS、Android から1つ以上選んでください。";
        too_many: "There are 20 secrets, as many as a workspace may have. Delete one first.", "シークレットは20個までです。先に1つ削除してください。";
        create: "Make the secret", "シークレットを作成";
        made: "Copy the secret now", "シークレットを今すぐコピーしてください";
        made_hint: "It is shown this once. It belongs on your server, never on a page or in an app: whoever has it can be any of your users.", "表示されるのは今回だけです。サーバーだけに置き、ページやアプリには入れないでください。これを持つ人は誰にでもなりすませます。";
        delete: "Delete", "削除";
        delete_title: "Delete “{name}”?", "「{name}」を削除しますか?";
        delete_effect: "What it signed is refused from then on, and every messenger that it opened closes at once. This cannot be undone.", "以後、その署名は拒否され、開いているメッセンジャーも直ちに閉じます。元に戻せません。";
        delete_now: "Delete now", "今すぐ削除する";
        deleted: "Deleted. What it signed opens nothing any more.", "削除しました。その署名はもう使えません。";
        rules: "What is accepted besides signed tokens", "署名付きトークン以外の扱い";
        user_hash: "Accept user_hash too", "user_hash も受け付ける";
        user_hash_hint: "A hash of the user’s id that has no end of its own: whoever copies one is that user until you delete the secret or turn this off. For websites that cannot send tokens yet.", "利用者 ID のハッシュで、期限がありません。コピーした人は、シークレットを削除するかこの設定をオフにするまで本人になりすませます。トークンに未対応のサイト向けです。";
        unsigned: "Accept attributes that nobody signed", "署名のない属性も受け付ける";
        unsigned_hint: "Names and attributes that the page says and anybody can write in their browser. Signed ones always win.", "ページが送る名前や属性です。誰でもブラウザーで書き換えられます。署名付きの値が常に優先されます。";
    }
}
