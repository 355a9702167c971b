//! What the console's pages on teams and on tags say.

use super::catalogue;

catalogue! {
    /// The page of teams.
    TeamWords {
        title: "Teams", "チーム";
        about: "Who works together. Conversations and macros can be given to a team.", "一緒に対応するメンバーのまとまりです。会話やマクロをチームに割り当てられます。";
        none: "No team yet. Once there is one, everybody has a folder for it in the inbox, and conversations can be assigned to it.", "チームはまだありません。作成すると、全員の受信トレイにフォルダーが表示され、会話を割り当てられます。";
        nobody: "Nobody belongs to it yet.", "メンバーはまだいません。";
        more: "and {count} more", "他 {count} 人";
        make: "New team", "新しいチーム";
        create: "Make the team", "チームを作成";
        name: "Name", "名前";
        name_hint: "Stands among everybody’s folders in the inbox.", "全員の受信トレイのフォルダー一覧に表示されます。";
        members: "Members", "メンバー";
        change: "Change", "変更";
        rename: "Rename", "名前を変更";
        save_members: "Save the members", "メンバーを保存";
        dissolve: "Dissolve", "解散する";
        dissolve_title: "Dissolve “{name}”?", "「{name}」を解散しますか?";
        dissolve_effect: "Its conversations stay with the teammates who have them; those that nobody has are unassigned again. Macros of this team alone are deleted. This cannot be undone.", "会話は担当のメンバーに残り、担当者のいない会話は未割り当てに戻ります。このチームだけのマクロは削除されます。元に戻せません。";
        dissolve_now: "Dissolve now", "今すぐ解散する";
        done_made: "The team is there. Everybody sees its folder from their next click on.", "チームを作成しました。次の操作から全員にフォルダーが表示されます。";
        done_renamed: "The team was renamed.", "チーム名を変更しました。";
        done_members: "Who belongs to the team was changed.", "チームのメンバーを変更しました。";
        done_dissolved: "The team was dissolved.", "チームを解散しました。";
        bad_name: "Give the team a name of 1 to 100 characters.", "チームに1〜100文字の名前を付けてください。";
        name_taken: "Another team has this name. Choose one that no other has.", "この名前のチームはすでにあります。別の名前にしてください。";
        no_such_teammate: "Somebody who was chosen is no teammate any more. Look at the list again, then save once more.", "選んだ人の中に、すでにメンバーではない人がいます。一覧を確認して、もう一度保存してください。";
        too_many: "There are 200 teams already, which is as many as there may be. Dissolve one first.", "チームの上限(200)に達しています。先にどれかを解散してください。";
        meanwhile: "Somebody else changed this team in the meantime. Look at it again, then save once more.", "他の人が先に変更しました。内容を確認して、もう一度保存してください。";
    }
}

catalogue! {
    /// The page of tags.
    TagWords {
        title: "Tags", "タグ";
        about: "The labels on conversations and people. Everybody who answers puts them there; here they are kept in order.", "会話や連絡先に付けるラベルです。付けるのは担当者全員、整理はここで行います。";
        none: "No tag yet. Make one here, or type one at a conversation.", "タグはまだありません。ここで作成するか、会話で入力してください。";
        unused: "Not in use", "未使用";
        conversations: "Conversations: {count}", "会話: {count}";
        people: "People: {count}", "連絡先: {count}";
        make: "New tag", "新しいタグ";
        create: "Make the tag", "タグを作成";
        name: "Name", "名前";
        name_hint: "Colleagues see it, and nobody else.", "チームメンバーにだけ表示されます。";
        rename: "Rename", "名前を変更";
        save: "Save the name", "名前を保存";
        delete: "Delete", "削除";
        delete_title: "Delete “{name}”?", "「{name}」を削除しますか?";
        delete_effect: "It is taken from every conversation and person that has it, and views that choose by it find nothing any more. This cannot be undone.", "付いているすべての会話と連絡先から外れ、このタグで絞り込むビューには何も表示されなくなります。元に戻せません。";
        delete_now: "Delete now", "今すぐ削除";
        done_made: "The tag is there.", "タグを作成しました。";
        done_renamed: "The tag was renamed.", "タグの名前を変更しました。";
        done_deleted: "The tag was deleted.", "タグを削除しました。";
        bad_name: "Give the tag a name of 1 to 100 characters.", "タグに1〜100文字の名前を付けてください。";
        name_taken: "Another tag has this name. Choose one that no other has.", "この名前のタグはすでにあります。別の名前にしてください。";
        too_many: "There are 1,000 tags already, which is as many as there may be. Delete one first.", "タグの上限(1,000)に達しています。先にどれかを削除してください。";
        meanwhile: "Somebody else changed this tag in the meantime. Look at it again, then save once more.", "他の人が先に変更しました。内容を確認して、もう一度保存してください。";
    }
}
