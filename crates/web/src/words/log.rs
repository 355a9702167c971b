//! What the screen of the activity log says.

use activity_log::ObjectKind;

use super::catalogue;

catalogue! {
    /// The screen of the activity log.
    LogWords {
        title: "Activity log", "アクティビティログ";
        back: "Back to the inbox", "受信トレイへ戻る";
        intro: "Who did what, in an order that nobody can change unseen.", "誰が何をしたかの記録です。気付かれずに書き換えることはできません。";
        filter: "Filter", "絞り込み";
        person: "Person", "人";
        anyone: "Anyone", "すべての人";
        act: "Act", "操作";
        any_act: "Any act", "すべての操作";
        from: "From", "開始日";
        until: "Until", "終了日";
        apply: "Show", "表示";
        clear: "Clear", "クリア";
        entries: "Entries", "記録";
        none: "No entry fits.", "該当する記録はありません。";
        older: "Older", "以前の記録";
        newest: "Newest", "最新の記録";
        place: "Entry {index}", "記録 {index}";
        covered: "In the log since the checkpoint of {size} entries", "{size} 件時点のチェックポイントから記録済み";
        covered_short: "checkpoint {size}", "チェックポイント {size}";
        in_log: "{count} entries in the log", "ログ内の記録 {count} 件";
        checkpoint_of: "Last checkpoint {time}", "最新のチェックポイント {time}";
        no_checkpoint: "No checkpoint yet", "チェックポイントはまだありません";
        witnessed: "Witness {name}: signed {signed} of {size} entries", "証人 {name}: {size} 件中 {signed} 件に署名";
        not_witnessed: "Witness {name} has not signed yet", "証人 {name} はまだ署名していません";
        download_checkpoint: "Download checkpoint", "チェックポイントを保存";
        download_export: "Export", "書き出し";
        download_hint: "Keep a checkpoint elsewhere: with it you can tell later whether the log was changed. Check an export with troth-verify.", "チェックポイントを別の場所に保管してください。後でログの改変を検出できます。書き出しは troth-verify で検証できます。";
        keys_hint: "J and K move through the entries, O shows older ones.", "J と K で移動、O で以前の記録を表示します。";
        key_move: "Next, previous entry", "次・前の記録";
        key_older: "Older entries", "以前の記録";
        the_program: "The program", "プログラム";
        the_operator: "The operator", "運用者";
        over_api: "{who}, over the API", "{who}(API 経由)";
        a_token: "A token", "トークン";
        somebody: "A former teammate", "以前のチームメンバー";
        erased_person: "a person", "ある人";
        workspace: "the workspace", "ワークスペース";
        contact: "person {id}", "連絡先 {id}";
        conversation: "conversation {id}", "会話 {id}";
        message: "message {id}", "メッセージ {id}";
        teammate: "teammate {id}", "メンバー {id}";
        attachment: "file {id}", "ファイル {id}";
        tag: "tag {id}", "タグ {id}";
        team: "team {id}", "チーム {id}";
        company: "company {id}", "会社 {id}";
        note: "note {id}", "メモ {id}";
        data_event: "event {id}", "イベント {id}";
        answer: "macro {id}", "定型文 {id}";
        view: "view {id}", "ビュー {id}";
        session: "session {id}", "セッション {id}";
        api_token: "API token {id}", "API トークン {id}";
        identity_secret: "identity secret {id}", "本人確認シークレット {id}";
        change: "change {id}", "変更 {id}";
        sign_in_link: "sign-in link {id}", "ログインリンク {id}";
        mail: "mail {id}", "メール {id}";
        invitation: "invitation {id}", "招待 {id}";
        setup_link: "setup link {id}", "設置用リンク {id}";
        vault: "the vault", "保管庫";
        deployment: "the installation", "システム";
        erasure: "erasure {id}", "消去 {id}";
        hold: "hold {id}", "保全 {id}";
        hold_on: "the hold on {name}", "{name} の保全";
        suppression: "bar {id}", "再登録制限 {id}";
        log: "the log", "ログ";
        backup: "backup {id}", "バックアップ {id}";
        receipt: "receipt {id}", "証明書 {id}";
        quoted: "“{name}”", "「{name}」";
        and: ", ", "、";
        to: "to {name}", "{name} へ";
        to_nobody: "to nobody", "担当者なし";
        to_no_team: "to no team", "チームなし";
        role_from: "from {before} to {after}", "{before} から {after} へ";
        set_name: "name", "名前";
        set_websites: "allowed websites", "許可するウェブサイト";
        set_greeting: "greeting", "あいさつ";
        set_colour: "colour", "色";
        set_reply_time: "expected reply time", "返信までの目安";
        set_hours: "office hours", "営業時間";
        set_data_contact: "contact for data protection", "データに関する連絡先";
        set_share_page: "whether the page is shared", "ページの共有";
        set_team_name: "team’s name", "チーム名";
        set_language: "language", "言語";
        set_sound: "sound", "通知音";
        set_ask_email: "asking for an address", "メールアドレスの確認";
        hashes_on: "user_hash is accepted", "user_hash を受け付ける";
        hashes_off: "user_hash is accepted no more", "user_hash を受け付けない";
        unsigned_on: "unsigned attributes are accepted", "署名のない属性を受け付ける";
        unsigned_off: "unsigned attributes are accepted no more", "署名のない属性を受け付けない";
        mail_removed: "it was removed", "削除";
    }
}

impl LogWords {
    /// What a part of the workspace's settings is called, by its code.
    pub fn setting(&self, code: &str) -> Option<&'static str> {
        Some(match code {
            "name" => self.set_name,
            "allowed_origins" => self.set_websites,
            "greeting" => self.set_greeting,
            "colour" => self.set_colour,
            "reply_time" => self.set_reply_time,
            "office_hours" => self.set_hours,
            "data_contact" => self.set_data_contact,
            "share_page" => self.set_share_page,
            "team_name" => self.set_team_name,
            "language" => self.set_language,
            "sound" => self.set_sound,
            "ask_email" => self.set_ask_email,
            _ => return None,
        })
    }

    /// What is said of a rule of identity, by its code, that was turned on or off.
    pub fn rule(&self, code: &str, on: bool) -> Option<&'static str> {
        Some(match (code, on) {
            ("user_hash", true) => self.hashes_on,
            ("user_hash", false) => self.hashes_off,
            ("unsigned_attributes", true) => self.unsigned_on,
            ("unsigned_attributes", false) => self.unsigned_off,
            _ => return None,
        })
    }

    /// What a thing is called, with `{id}` where it has one.
    pub const fn thing(&self, kind: ObjectKind) -> &'static str {
        match kind {
            ObjectKind::Workspace => self.workspace,
            ObjectKind::Contact => self.contact,
            ObjectKind::Conversation => self.conversation,
            ObjectKind::Message => self.message,
            ObjectKind::Teammate => self.teammate,
            ObjectKind::Attachment => self.attachment,
            ObjectKind::Tag => self.tag,
            ObjectKind::Team => self.team,
            ObjectKind::Company => self.company,
            ObjectKind::Note => self.note,
            ObjectKind::DataEvent => self.data_event,
            ObjectKind::Macro => self.answer,
            ObjectKind::View => self.view,
            ObjectKind::Session => self.session,
            ObjectKind::ApiToken => self.api_token,
            ObjectKind::IdentitySecret => self.identity_secret,
            ObjectKind::Change => self.change,
            ObjectKind::SignInLink => self.sign_in_link,
            ObjectKind::Mail => self.mail,
            ObjectKind::Invitation => self.invitation,
            ObjectKind::SetupLink => self.setup_link,
            ObjectKind::Vault => self.vault,
            ObjectKind::Deployment => self.deployment,
            ObjectKind::Erasure => self.erasure,
            ObjectKind::Hold => self.hold,
            ObjectKind::Suppression => self.suppression,
            ObjectKind::Log => self.log,
            ObjectKind::Backup => self.backup,
            ObjectKind::Receipt => self.receipt,
        }
    }
}
