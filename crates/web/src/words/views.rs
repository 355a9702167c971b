//! What the screen of views says.

use super::catalogue;

catalogue! {
    /// Views: the screen where they are made and changed, and what they are called elsewhere.
    ViewWords {
        title: "Views", "ビュー";
        intro: "Folders of your own. Each shows the conversations that meet all its conditions.", "自分で作るフォルダーです。選んだ条件をすべて満たす会話が入ります。";
        back: "Back", "戻る";
        manage: "Make and change views", "ビューを作成・変更する";
        none: "No view yet.", "まだビューがありません。";
        new: "New view", "新しいビュー";
        make: "Make the view", "ビューを作成";
        save: "Save", "保存";
        open: "Open this view", "このビューを開く";
        delete: "Delete…", "削除…";
        delete_title: "Delete “{name}”?", "「{name}」を削除しますか?";
        delete_effect: "It goes for everybody who sees it. Its conversations stay as they are.", "表示していた全員からなくなります。会話はそのまま残ります。";
        delete_now: "Delete the view", "ビューを削除する";
        name: "Name", "名前";
        state: "Status", "状態";
        any_state: "Any status", "すべての状態";
        whose: "Assignee", "担当者";
        anybody: "Anybody or nobody", "指定なし";
        mine: "Whoever looks at it", "見ている本人";
        nobody: "Nobody", "担当者なし";
        team: "Team", "チーム";
        any_team: "Any team or none", "指定なし";
        tag: "Tag", "タグ";
        any_tag: "With or without tags", "指定なし";
        priority: "Only with priority", "優先のみ";
        order: "Order", "並び順";
        who_sees: "Who sees it", "表示する相手";
        only_me: "Only me", "自分だけ";
        everybody: "Everybody", "全員";
        gone: "No longer there", "削除済み";
        changed: "The view was changed.", "ビューを変更しました。";
        deleted: "The view was deleted.", "ビューを削除しました。";
        bad_name: "Give the view a name of 1 to 60 characters.", "ビューに1〜60文字の名前を付けてください。";
        no_such_choice: "A teammate, team or tag that was chosen is not there any more.", "選んだメンバー・チーム・タグはもうありません。";
        too_many: "There are 20 views already, which is as many as there may be. Delete one first.", "ビューの上限(20件)に達しています。先にどれかを削除してください。";
        meanwhile: "Somebody else changed this view in the meantime. Look at it again, then save once more.", "他の人が先に変更しました。内容を確認して、もう一度保存してください。";
        not_yours: "Your role does not allow views for everybody.", "全員向けのビューを変更する権限がありません。";
        empty: "Nothing is in this view now.", "このビューに該当する会話はありません。";
    }
}
