//! The emoji that the composer offers, by name in every language. Each is one that fonts have had for years.

use super::Language;

/// A sign with its English and its Japanese name; further names stand after a comma.
type Sign = (&'static str, &'static str, &'static str);

const SIGNS: &[Sign] = &[
    ("🙂", "slightly smiling face", "微笑み"),
    ("😀", "grinning face, happy", "にっこり, 笑顔"),
    ("😄", "smiling eyes, laugh", "笑い, 満面の笑み"),
    ("😅", "sweat smile, relief", "汗, 苦笑い"),
    ("😂", "tears of joy, lol", "うれし泣き, 爆笑"),
    ("😉", "winking face", "ウインク"),
    ("😊", "blush, smiling face", "照れ笑い, にこにこ"),
    ("😍", "heart eyes, love", "目がハート, 大好き"),
    ("🤗", "hugging face", "ハグ"),
    ("🤔", "thinking face, hmm", "考え中, うーん"),
    ("😎", "sunglasses, cool", "サングラス, クール"),
    ("🤩", "star-struck, wow", "目が星, すごい"),
    ("🥳", "partying face", "パーティー, お祝い"),
    ("😌", "relieved face", "ほっとした顔"),
    ("😐", "neutral face", "真顔"),
    ("😕", "confused face", "困った顔"),
    ("😟", "worried face", "心配"),
    ("😢", "crying face, sad", "泣き顔, 悲しい"),
    ("😭", "loudly crying face", "大泣き"),
    ("😱", "screaming in fear, shock", "恐怖, 叫び"),
    ("😠", "angry face", "怒り"),
    ("😴", "sleeping face", "眠り"),
    ("🤒", "thermometer, ill", "体温計, 病気"),
    ("🤝", "handshake, deal", "握手"),
    ("👍", "thumbs up, yes, good", "いいね, 賛成"),
    ("👎", "thumbs down, no", "よくない, 反対"),
    ("👌", "ok hand, perfect", "オーケー"),
    ("✌️", "victory hand, peace", "ピース"),
    ("👏", "clapping hands, applause", "拍手"),
    ("🙌", "raising hands, hooray", "ばんざい"),
    ("🙏", "folded hands, please, thank you", "お願い, ありがとう"),
    ("👋", "waving hand, hello, bye", "手を振る, こんにちは"),
    ("💪", "flexed biceps, strong", "力こぶ, がんばる"),
    ("👀", "eyes, look", "目, 見る"),
    ("🙇", "bowing, sorry", "おじぎ, すみません"),
    ("🤷", "shrug", "肩をすくめる"),
    ("🧑‍💻", "technologist, developer", "開発者"),
    ("❤️", "red heart, love", "赤いハート, 愛"),
    ("💙", "blue heart", "青いハート"),
    ("💚", "green heart", "緑のハート"),
    ("💔", "broken heart", "失恋"),
    ("✨", "sparkles", "きらきら"),
    ("⭐", "star", "星"),
    ("🔥", "fire, hot", "火, 炎"),
    ("💯", "hundred points", "百点"),
    ("🎉", "party popper, congratulations", "クラッカー, おめでとう"),
    ("🎁", "wrapped gift, present", "プレゼント, 贈り物"),
    ("🎂", "birthday cake", "誕生日ケーキ"),
    ("🏆", "trophy", "トロフィー"),
    ("🌸", "cherry blossom", "桜"),
    ("🌹", "rose", "バラ"),
    ("🌱", "seedling", "芽"),
    ("☀️", "sun", "太陽, 晴れ"),
    ("☔", "umbrella with rain", "雨, 傘"),
    ("❄️", "snowflake, cold", "雪"),
    ("🌈", "rainbow", "虹"),
    ("☕", "coffee, hot beverage", "コーヒー"),
    ("🍵", "tea, teacup", "お茶"),
    ("🫖", "teapot", "ティーポット"),
    ("🍰", "cake, shortcake", "ケーキ"),
    ("🍣", "sushi", "寿司"),
    ("🍕", "pizza", "ピザ"),
    ("🍺", "beer", "ビール"),
    ("✅", "check mark, done", "チェック, 完了"),
    ("❌", "cross mark, wrong", "バツ, 間違い"),
    ("⚠️", "warning", "警告, 注意"),
    ("❓", "question mark", "はてな, 質問"),
    ("❗", "exclamation mark, important", "びっくり, 重要"),
    ("ℹ️", "information", "情報"),
    ("➡️", "right arrow", "右矢印"),
    ("⬅️", "left arrow", "左矢印"),
    ("🔁", "repeat, again", "繰り返し"),
    ("⏳", "hourglass, waiting", "砂時計, 待ち"),
    ("⏰", "alarm clock", "目覚まし時計"),
    ("📅", "calendar, date", "カレンダー, 日付"),
    ("🕐", "one o’clock, time", "時計, 時間"),
    ("📌", "pushpin", "ピン留め"),
    ("📎", "paperclip, attachment", "クリップ, 添付"),
    ("📄", "document, page", "書類, ページ"),
    ("📝", "memo, note", "メモ"),
    ("📊", "bar chart, report", "棒グラフ, 報告"),
    ("📈", "chart increasing", "上昇グラフ"),
    ("📉", "chart decreasing", "下降グラフ"),
    ("📦", "package, parcel", "荷物, 小包"),
    ("🚚", "delivery truck, shipping", "配達, トラック"),
    ("✈️", "airplane", "飛行機"),
    ("🏠", "house, home", "家"),
    ("🏢", "office building", "オフィス, 会社"),
    ("🛒", "shopping cart", "カート, 買い物"),
    ("💳", "credit card, payment", "カード, 支払い"),
    ("💶", "euro banknote, money", "ユーロ, お金"),
    ("💴", "yen banknote, money", "円, お金"),
    ("🧾", "receipt, invoice", "領収書, 請求書"),
    ("💡", "light bulb, idea", "電球, アイデア"),
    ("🔍", "magnifying glass, search", "虫眼鏡, 検索"),
    ("🔒", "lock, private", "鍵, 非公開"),
    ("🔑", "key, password", "かぎ, パスワード"),
    ("🛡️", "shield, protection", "盾, 保護"),
    ("🐛", "bug", "虫, バグ"),
    ("🔧", "wrench, fix", "レンチ, 修理"),
    ("⚙️", "gear, settings", "歯車, 設定"),
    ("🚀", "rocket, launch", "ロケット, 開始"),
    ("💻", "laptop, computer", "パソコン"),
    ("📱", "mobile phone", "携帯電話, スマホ"),
    ("📧", "e-mail", "メール"),
    ("📞", "telephone, call", "電話"),
    ("💬", "speech balloon, chat", "吹き出し, 会話"),
    ("🔔", "bell, notification", "ベル, 通知"),
    ("👤", "person, user", "人, ユーザー"),
    ("👥", "people, team", "人々, チーム"),
    ("🌍", "globe, world", "地球, 世界"),
    ("🇪🇺", "european union, flag", "欧州連合, 旗"),
    ("🇯🇵", "japan, flag", "日本, 旗"),
    ("🐈", "cat", "猫"),
    ("🐕", "dog", "犬"),
];

/// Every sign and its names in a language.
pub fn emoji(language: Language) -> Vec<(&'static str, &'static str)> {
    let named = |(sign, english, japanese): &Sign| match language {
        Language::English => (*sign, *english),
        Language::Japanese => (*sign, *japanese),
    };
    SIGNS.iter().map(named).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_sign_is_there_once_and_named_in_both_languages() {
        let signs: HashSet<&str> = SIGNS.iter().map(|(sign, ..)| *sign).collect();
        assert_eq!(signs.len(), SIGNS.len());
        for (sign, english, japanese) in SIGNS {
            assert!(sign.chars().all(|sign| !sign.is_ascii()), "{sign}");
            for names in [english, japanese] {
                assert!(names.split(", ").all(|name| !name.is_empty() && name.trim() == name), "{names}");
            }
            assert!(english.chars().all(|letter| letter.is_ascii() || letter == '’'), "{english}");
            assert!(!japanese.is_ascii(), "{japanese}");
        }
    }
}
