//! What each act of the activity log is called, as a sentence; `{who}` did it, to `{what}`.

use activity_log::Action;

use super::catalogue;

catalogue! {
    /// One sentence for each act.
    ActWords {
        workspace_created: "{who} made the workspace", "{who} がワークスペースを作成しました";
        workspace_settings_changed: "{who} changed the workspace’s settings", "{who} がワークスペースの設定を変更しました";
        teammate_added: "{who} added {what}", "{who} が {what} を追加しました";
        teammate_role_changed: "{who} changed the role of {what}", "{who} が {what} の役割を変更しました";
        teammate_deactivated: "{who} deactivated {what}", "{who} が {what} を無効にしました";
        teammate_reactivated: "{who} reactivated {what}", "{who} が {what} を再び有効にしました";
        teammate_signed_in: "{who} signed in", "{who} がログインしました";
        teammate_sign_in_failed: "A sign-in to {what} failed", "{what} へのログインが失敗しました";
        teammate_signed_out: "{who} signed out", "{who} がログアウトしました";
        sign_in_step_begun: "A password or link of {what} was right, and a code is owed", "{what} のパスワードまたはリンクが確認され、コード待ちです";
        sign_in_code_tried: "A code was tried for {what}", "{what} のコードが試されました";
        session_used: "{who} was at work", "{who} が利用しました";
        session_ended: "{who} ended sessions, {what}", "{who} がセッション({what})を終了しました";
        sessions_expired: "Sessions past their end were removed, {what}", "期限の切れたセッションを削除しました({what})";
        password_changed: "{who} changed the password", "{who} がパスワードを変更しました";
        password_reset: "{who} took the forgotten password of {what} away and made a sign-in link", "{who} が {what} のパスワードをリセットし、ログインリンクを作成しました";
        second_factor_begun: "{who} began to set up a second factor", "{who} が2段階認証の設定を始めました";
        second_factor_confirmed: "{who} turned the second factor on", "{who} が2段階認証を有効にしました";
        second_factor_removed: "{who} turned the second factor off", "{who} が2段階認証を無効にしました";
        second_factor_reset: "{who} took the lost second factor of {what} away", "{who} が {what} の2段階認証をリセットしました";
        second_factor_required: "{who} made a second factor everybody’s duty", "{who} が全員に2段階認証を必須にしました";
        second_factor_optional: "{who} left a second factor to everybody’s choice", "{who} が2段階認証を任意にしました";
        second_factor_failed: "A wrong code was given for {what}", "{what} に誤ったコードが入力されました";
        recovery_codes_made: "{who} made new recovery codes", "{who} がリカバリーコードを作成しました";
        recovery_code_used: "{who} used up a recovery code", "{who} がリカバリーコードを使用しました";
        teammate_listed: "{who} saw the list of teammates", "{who} がチームメンバーの一覧を閲覧しました";
        teammate_went_away: "{who} set {what} to away", "{who} が {what} を離席にしました";
        teammate_came_back: "{who} set {what} to back", "{who} が {what} の離席を解除しました";
        teammate_language_chosen: "{who} chose the language of their screens", "{who} が画面の言語を変更しました";
        teammate_renamed: "{who} changed their own name", "{who} が自分の名前を変更しました";
        team_created: "{who} made {what}", "{who} が {what} を作成しました";
        team_renamed: "{who} renamed {what}", "{who} が {what} の名前を変更しました";
        team_deleted: "{who} dissolved {what}", "{who} が {what} を解散しました";
        team_members_changed: "{who} changed who belongs to {what}", "{who} が {what} のメンバーを変更しました";
        team_emptied: "{who} gave the conversations of {what} to nobody", "{who} が {what} の会話の担当を外しました";
        team_listed: "{who} saw the list of teams", "{who} がチームの一覧を閲覧しました";
        sign_in_link_created: "{who} made a sign-in link for {what}", "{who} が {what} のログインリンクを作成しました";
        invitation_created: "{who} invited somebody, {what}", "{who} が招待({what})を作成しました";
        invitation_renewed: "{who} made a new link for {what}", "{who} が {what} のリンクを作り直しました";
        invitation_revoked: "{who} revoked {what}", "{who} が {what} を取り消しました";
        invitation_accepted: "{who} accepted {what}", "{who} が {what} を承諾しました";
        invitation_expired: "{who} removed invitations that nobody answered", "{who} が回答のない招待を削除しました";
        mail_settings_changed: "{who} changed the mail server", "{who} がメールサーバーの設定を変更しました";
        mail_settings_tested: "{who} tried out the mail server", "{who} がメールサーバーをテストしました";
        mail_queued: "{who} let a mail wait to be sent, {what}", "{who} がメールを送信待ちにしました({what})";
        mail_sent: "{who} sent {what}", "{who} が {what} を送信しました";
        mail_failed: "{who} could not send {what} yet", "{who} が {what} をまだ送信できませんでした";
        mail_given_up: "{who} gave up sending {what}", "{who} が {what} の送信を断念しました";
        mail_discarded: "{who} discarded {what}", "{who} が {what} を破棄しました";
        mail_expired: "{who} removed mails that were given up long ago", "{who} が送信を断念した古いメールを削除しました";
        mail_links_expired: "{who} removed links in mails that had ended", "{who} が期限切れのメール内リンクを削除しました";
        mail_listed: "{who} saw the mails that wait", "{who} が送信待ちのメールを閲覧しました";
        api_token_created: "{who} made {what}", "{who} が {what} を作成しました";
        api_token_revoked: "{who} revoked {what}", "{who} が {what} を失効させました";
        api_token_listed: "{who} saw the list of API tokens", "{who} が API トークンの一覧を閲覧しました";
        identity_secret_created: "{who} made {what}", "{who} が {what} を作成しました";
        identity_rules_changed: "{who} changed what proves who a user is, {what}", "{who} が本人確認の方法を変更しました({what})";
        identity_secret_deleted: "{who} deleted {what}", "{who} が {what} を削除しました";
        access_refused: "Somebody was refused", "アクセスを拒否しました";
        identity_refused: "The messenger refused an identity that was not proven", "メッセンジャーが確認できない本人情報を拒否しました";
        contact_created: "{who} made {what}", "{who} が {what} を作成しました";
        contact_updated: "{who} changed {what}", "{who} が {what} を変更しました";
        contact_converted: "{who} turned {what} into a lead or user", "{who} が {what} をリードまたはユーザーにしました";
        company_created: "{who} made {what}", "{who} が {what} を作成しました";
        company_updated: "{who} changed {what}", "{who} が {what} を変更しました";
        company_deleted: "{who} deleted {what}", "{who} が {what} を削除しました";
        contact_blocked: "{who} blocked {what}", "{who} が {what} をブロックしました";
        contact_unblocked: "{who} unblocked {what}", "{who} が {what} のブロックを解除しました";
        contact_unsubscribed: "{who} asked for no more mail", "{who} がメールの配信停止を希望しました";
        contact_attached: "{who} put {what} into a company", "{who} が {what} を会社に追加しました";
        contact_detached: "{who} took {what} out of a company", "{who} が {what} を会社から外しました";
        contact_merged: "{who} merged a lead into {what}", "{who} がリードを {what} に統合しました";
        messenger_session_started: "{who} opened the messenger", "{who} がメッセンジャーを開きました";
        messenger_sessions_expired: "Messenger sessions past their end were removed, {what}", "期限の切れたメッセンジャーのセッションを削除しました({what})";
        messenger_session_ended: "{who} signed out of the messenger", "{who} がメッセンジャーからログアウトしました";
        conversation_started: "{who} started {what}", "{who} が {what} を始めました";
        message_sent: "{who} wrote {what}", "{who} が {what} を書きました";
        note_written: "{who} wrote a note, {what}", "{who} がメモ({what})を書きました";
        draft_kept: "{who} began to write in {what}", "{who} が {what} に下書きを保存しました";
        draft_discarded: "{who} discarded a draft in {what}", "{who} が {what} の下書きを破棄しました";
        conversation_closed: "{who} closed {what}", "{who} が {what} を完了にしました";
        conversation_opened: "{who} reopened {what}", "{who} が {what} を再開しました";
        conversation_snoozed: "{who} snoozed {what}", "{who} が {what} をスヌーズしました";
        conversation_prioritised: "{who} put {what} first", "{who} が {what} を優先にしました";
        conversation_deprioritised: "{who} took the priority from {what}", "{who} が {what} の優先を外しました";
        conversation_updated: "{who} changed the details of {what}", "{who} が {what} の詳細を変更しました";
        conversation_marked_unread: "{who} marked {what} as unread", "{who} が {what} を未読にしました";
        conversation_assigned: "{who} changed who has {what}", "{who} が {what} の担当を変更しました";
        conversation_contact_attached: "{who} brought somebody into {what}", "{who} が {what} に参加者を追加しました";
        conversation_contact_detached: "{who} took somebody out of {what}", "{who} が {what} から参加者を外しました";
        conversation_tagged: "{who} tagged {what}", "{who} が {what} にタグを付けました";
        conversation_untagged: "{who} took a tag from {what}", "{who} が {what} のタグを外しました";
        contact_tagged: "{who} tagged {what}", "{who} が {what} にタグを付けました";
        contact_untagged: "{who} took a tag from {what}", "{who} が {what} のタグを外しました";
        contact_noted: "{who} wrote {what} about a person", "{who} が連絡先について {what} を書きました";
        data_event_tracked: "{who} told what a contact did, {what}", "{who} が連絡先の行動({what})を記録しました";
        data_event_counted: "{who} told how often a contact did something, {what}", "{who} が連絡先の行動の回数({what})を記録しました";
        data_events_expired: "What contacts did more than 90 days ago was removed, {what}", "90日より前の連絡先の行動を削除しました({what})";
        tag_renamed: "{who} renamed {what}", "{who} が {what} の名前を変更しました";
        tag_emptied: "{who} took {what} from everything", "{who} がすべてから {what} を外しました";
        tag_deleted: "{who} deleted {what}", "{who} が {what} を削除しました";
        macro_created: "{who} made {what}", "{who} が {what} を作成しました";
        macro_changed: "{who} changed {what}", "{who} が {what} を変更しました";
        macro_deleted: "{who} deleted {what}", "{who} が {what} を削除しました";
        view_created: "{who} made {what}", "{who} が {what} を作成しました";
        view_changed: "{who} changed {what}", "{who} が {what} を変更しました";
        view_deleted: "{who} deleted {what}", "{who} が {what} を削除しました";
        tag_created: "{who} made {what}", "{who} が {what} を作成しました";
        contact_read: "{who} looked at {what}", "{who} が {what} を閲覧しました";
        contact_listed: "{who} saw the list of people", "{who} が連絡先の一覧を閲覧しました";
        conversation_read: "{who} looked at {what}", "{who} が {what} を閲覧しました";
        conversation_listed: "{who} saw the list of conversations", "{who} が会話の一覧を閲覧しました";
        attachment_read: "{who} opened {what}", "{who} が {what} を開きました";
        contact_exported: "{who} exported the data of {what}", "{who} が {what} のデータを書き出しました";
        contact_restricted: "{who} restricted {what}", "{who} が {what} の利用を制限しました";
        contact_recreated: "{who} made {what} again after an erasure", "{who} が消去後に {what} を再作成しました";
        conversation_deleted: "{who} deleted {what}", "{who} が {what} を削除しました";
        message_redacted: "{who} took the content out of {what}", "{who} が {what} の内容を取り除きました";
        search_performed: "{who} searched", "{who} が検索しました";
        erasure_requested: "{who} asked to erase {what}", "{who} が {what} の消去を依頼しました";
        erasure_fenced: "{who} planned an erasure, {what}", "{who} が消去({what})を計画しました";
        erasure_shredded: "{who} destroyed the keys, {what}", "{who} が鍵を破棄しました({what})";
        erasure_removed: "{who} removed a part of what was held, {what}", "{who} が保有データの一部を削除しました({what})";
        erasure_checked: "{who} checked that nothing is left, {what}", "{who} が残りがないことを確認しました({what})";
        erasure_completed: "{who} completed {what}", "{who} が {what} を完了しました";
        erasure_reviewed: "{who} looked over a conversation that was left, {what}", "{who} が残った会話を確認しました({what})";
        erasure_deferred: "{who} put off {what} because of a hold", "{who} が保全のため {what} を延期しました";
        hold_placed: "{who} placed {what}", "{who} が {what} を設定しました";
        hold_lifted: "{who} lifted {what}", "{who} が {what} を解除しました";
        hold_read: "{who} asked to read what {what} keeps", "{who} が {what} の保全データを閲覧しました";
        suppression_added: "{who} barred an erased person from coming back unseen", "{who} が消去した人の再登録を制限しました";
        suppression_overridden: "{who} lifted such a bar on purpose", "{who} が再登録の制限を意図的に解除しました";
        suppression_expired: "Such a bar ended by its date", "再登録の制限が期限で終わりました";
        vault_punctured: "{who} destroyed keys in the vault", "{who} が保管庫の鍵を破棄しました";
        vault_epoch_changed: "{who} put the vault under a new epoch key", "{who} が保管庫の世代鍵を更新しました";
        vault_recovered: "{who} recovered the vault from the log", "{who} がログから保管庫を復旧しました";
        tree_opened: "{who} opened a new tree of keys", "{who} が新しい鍵の木を作成しました";
        store_restored: "{who} restored the data from a backup", "{who} がバックアップからデータを復元しました";
        backup_made: "{who} made a backup", "{who} がバックアップを作成しました";
        log_read: "{who} looked at this log", "{who} がこのログを閲覧しました";
        log_bodies_expired: "{who} removed entries kept long enough; their hashes stay", "{who} が保存期間を過ぎた記録を削除しました(ハッシュは残ります)";
        log_cut_back: "{who} restored an older state: what this log held beyond it was lost", "{who} が古い状態に復元し、以降の記録は失われました";
        log_exported: "{who} exported this log", "{who} がこのログを書き出しました";
        log_checkpoint_published: "{who} downloaded a checkpoint of this log", "{who} がこのログのチェックポイントを取得しました";
        receipt_downloaded: "{who} downloaded {what}", "{who} が {what} を取得しました";
        setup_link_created: "{who} made a link to set up a workspace", "{who} がワークスペース作成用リンクを発行しました";
        vault_opened: "A server opened the vault", "サーバーが保管庫を開きました";
        deployment_created: "The installation was set up", "システムが設置されました";
    }
}

impl ActWords {
    /// The sentence for an act.
    #[expect(clippy::too_many_lines, reason = "a line for each act")]
    pub const fn of(&self, action: Action) -> &'static str {
        match action {
            Action::WorkspaceCreated => self.workspace_created,
            Action::WorkspaceSettingsChanged => self.workspace_settings_changed,
            Action::TeammateAdded => self.teammate_added,
            Action::TeammateRoleChanged => self.teammate_role_changed,
            Action::TeammateDeactivated => self.teammate_deactivated,
            Action::TeammateReactivated => self.teammate_reactivated,
            Action::TeammateSignedIn => self.teammate_signed_in,
            Action::TeammateSignInFailed => self.teammate_sign_in_failed,
            Action::TeammateSignedOut => self.teammate_signed_out,
            Action::SignInStepBegun => self.sign_in_step_begun,
            Action::SignInCodeTried => self.sign_in_code_tried,
            Action::SessionUsed => self.session_used,
            Action::SessionEnded => self.session_ended,
            Action::SessionsExpired => self.sessions_expired,
            Action::PasswordChanged => self.password_changed,
            Action::PasswordReset => self.password_reset,
            Action::SecondFactorBegun => self.second_factor_begun,
            Action::SecondFactorConfirmed => self.second_factor_confirmed,
            Action::SecondFactorRemoved => self.second_factor_removed,
            Action::SecondFactorReset => self.second_factor_reset,
            Action::SecondFactorRequired => self.second_factor_required,
            Action::SecondFactorOptional => self.second_factor_optional,
            Action::SecondFactorFailed => self.second_factor_failed,
            Action::RecoveryCodesMade => self.recovery_codes_made,
            Action::RecoveryCodeUsed => self.recovery_code_used,
            Action::TeammateListed => self.teammate_listed,
            Action::TeammateWentAway => self.teammate_went_away,
            Action::TeammateCameBack => self.teammate_came_back,
            Action::TeammateLanguageChosen => self.teammate_language_chosen,
            Action::TeammateRenamed => self.teammate_renamed,
            Action::TeamCreated => self.team_created,
            Action::TeamRenamed => self.team_renamed,
            Action::TeamDeleted => self.team_deleted,
            Action::TeamMembersChanged => self.team_members_changed,
            Action::TeamEmptied => self.team_emptied,
            Action::TeamListed => self.team_listed,
            Action::SignInLinkCreated => self.sign_in_link_created,
            Action::InvitationCreated => self.invitation_created,
            Action::InvitationRenewed => self.invitation_renewed,
            Action::InvitationRevoked => self.invitation_revoked,
            Action::InvitationAccepted => self.invitation_accepted,
            Action::InvitationExpired => self.invitation_expired,
            Action::MailSettingsChanged => self.mail_settings_changed,
            Action::MailSettingsTested => self.mail_settings_tested,
            Action::MailQueued => self.mail_queued,
            Action::MailSent => self.mail_sent,
            Action::MailFailed => self.mail_failed,
            Action::MailGivenUp => self.mail_given_up,
            Action::MailDiscarded => self.mail_discarded,
            Action::MailExpired => self.mail_expired,
            Action::MailLinksExpired => self.mail_links_expired,
            Action::MailListed => self.mail_listed,
            Action::ApiTokenCreated => self.api_token_created,
            Action::ApiTokenRevoked => self.api_token_revoked,
            Action::ApiTokenListed => self.api_token_listed,
            Action::IdentitySecretCreated => self.identity_secret_created,
            Action::IdentityRulesChanged => self.identity_rules_changed,
            Action::IdentitySecretDeleted => self.identity_secret_deleted,
            Action::AccessRefused => self.access_refused,
            Action::IdentityRefused => self.identity_refused,
            Action::ContactCreated => self.contact_created,
            Action::ContactUpdated => self.contact_updated,
            Action::ContactConverted => self.contact_converted,
            Action::CompanyCreated => self.company_created,
            Action::CompanyUpdated => self.company_updated,
            Action::CompanyDeleted => self.company_deleted,
            Action::ContactBlocked => self.contact_blocked,
            Action::ContactUnblocked => self.contact_unblocked,
            Action::ContactUnsubscribed => self.contact_unsubscribed,
            Action::ContactAttached => self.contact_attached,
            Action::ContactDetached => self.contact_detached,
            Action::ContactMerged => self.contact_merged,
            Action::MessengerSessionStarted => self.messenger_session_started,
            Action::MessengerSessionsExpired => self.messenger_sessions_expired,
            Action::MessengerSessionEnded => self.messenger_session_ended,
            Action::ConversationStarted => self.conversation_started,
            Action::MessageSent => self.message_sent,
            Action::NoteWritten => self.note_written,
            Action::DraftKept => self.draft_kept,
            Action::DraftDiscarded => self.draft_discarded,
            Action::ConversationClosed => self.conversation_closed,
            Action::ConversationOpened => self.conversation_opened,
            Action::ConversationSnoozed => self.conversation_snoozed,
            Action::ConversationPrioritised => self.conversation_prioritised,
            Action::ConversationDeprioritised => self.conversation_deprioritised,
            Action::ConversationUpdated => self.conversation_updated,
            Action::ConversationMarkedUnread => self.conversation_marked_unread,
            Action::ConversationAssigned => self.conversation_assigned,
            Action::ConversationContactAttached => self.conversation_contact_attached,
            Action::ConversationContactDetached => self.conversation_contact_detached,
            Action::ConversationTagged => self.conversation_tagged,
            Action::ConversationUntagged => self.conversation_untagged,
            Action::ContactTagged => self.contact_tagged,
            Action::ContactUntagged => self.contact_untagged,
            Action::ContactNoted => self.contact_noted,
            Action::DataEventTracked => self.data_event_tracked,
            Action::DataEventCounted => self.data_event_counted,
            Action::DataEventsExpired => self.data_events_expired,
            Action::TagRenamed => self.tag_renamed,
            Action::TagEmptied => self.tag_emptied,
            Action::TagDeleted => self.tag_deleted,
            Action::MacroCreated => self.macro_created,
            Action::MacroChanged => self.macro_changed,
            Action::MacroDeleted => self.macro_deleted,
            Action::ViewCreated => self.view_created,
            Action::ViewChanged => self.view_changed,
            Action::ViewDeleted => self.view_deleted,
            Action::TagCreated => self.tag_created,
            Action::ContactRead => self.contact_read,
            Action::ContactListed => self.contact_listed,
            Action::ConversationRead => self.conversation_read,
            Action::ConversationListed => self.conversation_listed,
            Action::AttachmentRead => self.attachment_read,
            Action::ContactExported => self.contact_exported,
            Action::ContactRestricted => self.contact_restricted,
            Action::ContactRecreated => self.contact_recreated,
            Action::ConversationDeleted => self.conversation_deleted,
            Action::MessageRedacted => self.message_redacted,
            Action::SearchPerformed => self.search_performed,
            Action::ErasureRequested => self.erasure_requested,
            Action::ErasureFenced => self.erasure_fenced,
            Action::ErasureShredded => self.erasure_shredded,
            Action::ErasureRemoved => self.erasure_removed,
            Action::ErasureChecked => self.erasure_checked,
            Action::ErasureCompleted => self.erasure_completed,
            Action::ErasureReviewed => self.erasure_reviewed,
            Action::ErasureDeferred => self.erasure_deferred,
            Action::HoldPlaced => self.hold_placed,
            Action::HoldLifted => self.hold_lifted,
            Action::HoldRead => self.hold_read,
            Action::SuppressionAdded => self.suppression_added,
            Action::SuppressionOverridden => self.suppression_overridden,
            Action::SuppressionExpired => self.suppression_expired,
            Action::VaultPunctured => self.vault_punctured,
            Action::VaultEpochChanged => self.vault_epoch_changed,
            Action::VaultRecovered => self.vault_recovered,
            Action::TreeOpened => self.tree_opened,
            Action::StoreRestored => self.store_restored,
            Action::BackupMade => self.backup_made,
            Action::LogRead => self.log_read,
            Action::LogBodiesExpired => self.log_bodies_expired,
            Action::LogCutBack => self.log_cut_back,
            Action::LogExported => self.log_exported,
            Action::LogCheckpointPublished => self.log_checkpoint_published,
            Action::ReceiptDownloaded => self.receipt_downloaded,
            Action::SetupLinkCreated => self.setup_link_created,
            Action::VaultOpened => self.vault_opened,
            Action::DeploymentCreated => self.deployment_created,
        }
    }
}
