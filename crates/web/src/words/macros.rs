//! What the screens of macros say.

use super::catalogue;

catalogue! {
    /// Macros: their screen, and the list from which one is used.
    MacroWords {
        title: "Macros", "マクロ";
        intro: "Answers kept ready, with places that are filled with names when one is used.", "すぐに使える返信文です。使うときに名前などが差し込まれます。";
        back: "Back", "戻る";
        none: "No macro yet.", "まだマクロがありません。";
        new: "New macro", "新しいマクロ";
        make: "Make the macro", "マクロを作成";
        save: "Save", "保存";
        delete: "Delete…", "削除…";
        delete_title: "Delete “{name}”?", "「{name}」を削除しますか?";
        delete_effect: "It goes for everybody who uses it. What was sent with it stays.", "使っていた全員からなくなります。送信済みの内容は残ります。";
        delete_now: "Delete the macro", "マクロを削除する";
        name: "Name", "名前";
        body: "Text", "本文";
        places: "Places that are filled:", "差し込める項目:";
        otherwise: "Where the name is not known, the words after a bar are used:", "名前が分からないときは、縦棒の後の言葉を使います:";
        unknown: "there", "お客様";
        team: "Who sees it", "表示する相手";
        everybody: "Everybody", "全員";
        manage: "Make and change macros", "マクロを作成・変更する";
        choose: "Use a macro", "マクロを使う";
        choose_hint: "The text goes into the composer, where you can still change it.", "本文は入力欄に入り、送信前に変更できます。";
        made: "The macro was made.", "マクロを作成しました。";
        changed: "The macro was changed.", "マクロを変更しました。";
        deleted: "The macro was deleted.", "マクロを削除しました。";
        bad_name: "Give the macro a name of 1 to 120 characters.", "マクロに1〜120文字の名前を付けてください。";
        bad_body: "Write the macro’s text.", "マクロの本文を書いてください。";
        bad_place: "A place in the text is not one of those that are filled.", "本文に差し込めない項目があります。";
        no_such_team: "There is no such team any more.", "そのチームはもうありません。";
        too_many: "There are as many macros as there may be. Delete one first.", "マクロの上限に達しています。先にどれかを削除してください。";
        meanwhile: "Somebody else changed this macro in the meantime. Look at it again, then save once more.", "他の人が先に変更しました。内容を確認して、もう一度保存してください。";
    }
}
