//! Why somebody was refused, as the activity log tells it.

use domain::refusals::Cause;
use privacy::identity::Refusal;

use super::catalogue;

catalogue! {
    /// Why somebody was refused at a door, or not taken for who they were said to be.
    CauseWords {
        cross_site: "a page of another website wanted to change something", "別のサイトのページからの変更";
        form_token: "a form without the token of its session", "セッションのトークンがないフォーム";
        session_unknown: "a session that this workspace does not know (any more)", "このワークスペースにない、または削除済みのセッション";
        session_ended: "a session that has ended", "終了したセッション";
        session_copied: "a copy of a session’s cookie, or one from before a restore", "コピーされた、または復元前のセッション Cookie";
        messenger_session: "a messenger’s secret that opens nothing here", "ここでは無効なメッセンジャーのシークレット";
        token_unknown: "an API token that this workspace never gave out", "このワークスペースが発行していない API トークン";
        token_expired: "an API token past its end", "期限切れの API トークン";
        token_revoked: "an API token that was revoked", "取り消された API トークン";
        frame_origin: "a website that may not show the messenger", "メッセンジャーの表示が許可されていないサイト";
        call_origin: "a website that may not call the messenger", "メッセンジャーの呼び出しが許可されていないサイト";
        file_link: "a link to a file that was altered or has ended", "改変された、または期限切れのファイルリンク";
        window_origin: "a window of another website spoke to the messenger", "別のサイトのウィンドウからメッセンジャーへの呼びかけ";
        missing: "nothing proved it", "証明がない";
        no_secret: "there is no secret that could prove it", "証明に使えるシークレットがない";
        too_long: "the token is too long", "トークンが長すぎる";
        malformed: "the token is none", "トークンの形式ではない";
        algorithm: "the token is signed in a way that is not taken", "受け付けない署名方式のトークン";
        signature: "no live secret made the signature", "有効なシークレットによる署名ではない";
        no_expiry: "the token does not say when it ends", "トークンに期限がない";
        expired: "the token has ended", "トークンの期限切れ";
        lives_too_long: "the token would be good for too long", "トークンの有効期間が長すぎる";
        not_yet: "the token begins later", "トークンの有効期間の開始前";
        no_user: "the token names nobody", "トークンに利用者の指定がない";
        other_user: "the token is of one user, and the page names another", "トークンの利用者とページの示す利用者が異なる";
        hash_not_taken: "hashes are not taken here", "ハッシュは受け付けない設定";
        erased: "they were erased", "消去済みの人";
        restricted: "their erasure waits", "消去を待っている人";
        ambiguous: "several people have this address", "同じアドレスの人が複数いる";
        times: "{why} ({count} times)", "{why}({count} 回)";
        disguised: "{count} of its files begin otherwise than they say", "うち {count} 件は申告と異なる形式のファイル";
        inside: "{count} of its links lead inside a network and are shown as text", "うち {count} 件のリンクは内部ネットワーク宛てのため、文字としてのみ表示";
        markup: "its name has markup in it, which is shown as text", "名前に含まれるマークアップは、文字としてのみ表示";
    }
}

impl CauseWords {
    /// The words for a reason's code; `None` for a code that only a newer program knows.
    pub fn of(&self, code: &str) -> Option<&'static str> {
        Cause::of_code(code)
            .map(|cause| self.at_door(cause))
            .or_else(|| Refusal::of_code(code).map(|one| self.of_identity(one)))
    }

    const fn at_door(&self, cause: Cause) -> &'static str {
        match cause {
            Cause::CrossSite => self.cross_site,
            Cause::FormToken => self.form_token,
            Cause::SessionUnknown => self.session_unknown,
            Cause::SessionEnded => self.session_ended,
            Cause::SessionCopied => self.session_copied,
            Cause::MessengerSession => self.messenger_session,
            Cause::TokenUnknown => self.token_unknown,
            Cause::TokenExpired => self.token_expired,
            Cause::TokenRevoked => self.token_revoked,
            Cause::FrameOrigin => self.frame_origin,
            Cause::CallOrigin => self.call_origin,
            Cause::FileLink => self.file_link,
            Cause::WindowOrigin => self.window_origin,
        }
    }

    const fn of_identity(&self, refusal: Refusal) -> &'static str {
        match refusal {
            Refusal::Missing => self.missing,
            Refusal::NoSecret => self.no_secret,
            Refusal::TooLong => self.too_long,
            Refusal::Malformed => self.malformed,
            Refusal::Algorithm => self.algorithm,
            Refusal::Signature => self.signature,
            Refusal::NoExpiry => self.no_expiry,
            Refusal::Expired => self.expired,
            Refusal::LivesTooLong => self.lives_too_long,
            Refusal::NotYet => self.not_yet,
            Refusal::NoUser => self.no_user,
            Refusal::OtherUser => self.other_user,
            Refusal::HashNotTaken => self.hash_not_taken,
            Refusal::Erased => self.erased,
            Refusal::Restricted => self.restricted,
            Refusal::Ambiguous => self.ambiguous,
        }
    }
}
