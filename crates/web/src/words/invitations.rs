//! What invitations say: on the console, at the door, and in the mail.

use super::catalogue;

catalogue! {
    /// Invitations, and the page on which one is accepted.
    InvitationWords {
        title: "Invitations", "招待";
        invite: "Invite somebody", "メンバーを招待";
        email: "E-mail", "メールアドレス";
        email_hint: "They sign in with this address.", "このアドレスでログインします。";
        role_hint: "It can be changed later.", "後から変更できます。";
        send: "Invite", "招待する";
        made: "Copy the invitation’s link now", "招待リンクを今すぐコピーしてください";
        made_hint: "Hand it to the person you invite, and to nobody else. It works once, for seven days, and is shown this once.", "招待する本人にだけ渡してください。7日間、一度だけ有効で、表示されるのは今回だけです。";
        made_hint_mailed: "The letter has it too. If it does not arrive, hand this to the person you invite, and to nobody else. It works once, for seven days, and is shown this once.", "招待メールにも同じリンクがあります。届かない場合は、招待する本人にだけ渡してください。7日間、一度だけ有効で、表示されるのは今回だけです。";
        letter_waits: "Its letter has not left yet.", "招待メールはまだ送信されていません。";
        letter_dead: "Its letter was given up: make a new link and hand it over.", "招待メールの送信を断念しました。新しいリンクを作成して渡してください。";
        letter_failed: "{reason}.", "{reason}。";
        mailed: "The invitation is on its way by mail.", "招待メールを送信します。";
        ends: "Ends {day}", "期限 {day}";
        ended: "Ended {day}", "期限切れ {day}";
        by: "invited by {name}", "招待者 {name}";
        renew: "New link", "新しいリンク";
        revoke: "Revoke", "取り消す";
        revoke_title: "Revoke the invitation of {email}?", "{email} への招待を取り消しますか?";
        revoke_effect: "Its link opens nothing any more. You can invite them again.", "招待リンクは使えなくなります。もう一度招待することはできます。";
        revoke_now: "Revoke now", "今すぐ取り消す";
        done_revoked: "Revoked. The link opens nothing any more.", "取り消しました。リンクは使えません。";
        bad_email: "Give an e-mail address such as ada@example.com.", "ada@example.com のようなメールアドレスを入力してください。";
        is_teammate: "Somebody with this address is a teammate already, or was one: look in the list.", "このアドレスの人はすでにメンバーか、以前のメンバーです。一覧を確認してください。";
        is_invited: "An invitation to this address waits already: make a new link for it, or revoke it.", "このアドレスへの招待がすでにあります。新しいリンクを作成するか、取り消してください。";
        join: "Join {workspace}", "{workspace} に参加";
        join_hint: "You were invited as {role}. Give your name and choose a password.", "{role}として招待されています。お名前とパスワードを入力してください。";
        join_now: "Join", "参加する";
        gone: "This invitation no longer works", "この招待は使えません";
        gone_text: "It was used, revoked or replaced, or its seven days are over. Ask whoever invited you for a new one.", "使用済み、取り消し、差し替え、または7日間の期限切れです。招待した人に新しい招待を依頼してください。";
    }
}
