//! What the demo shop says.

use super::catalogue;

catalogue! {
    /// The demo shop.
    ShopWords {
        name: "Kettle & Fern", "湯と羊歯";
        notice: "A demo shop. Nothing here can be bought; the messenger is real.", "デモ用のお店です。購入はできませんが、メッセンジャーは本物です。";
        nav: "Shop", "お店";
        home: "Home", "ホーム";
        teapots: "Teapots", "急須";
        headline: "Slow tea, made well.", "ゆっくり、おいしいお茶を。";
        lead: "Hand-thrown pots and small-batch leaves from people we know by name.", "顔の見える作り手から届く、手びねりの急須と少量仕込みの茶葉。";
        look: "See the Moss teapot", "苔の急須を見る";
        popular: "Much loved", "人気の品";
        moss: "Moss teapot", "苔の急須";
        moss_text: "Stoneware, 450 ml, ash glaze", "炻器、450 ml、灰釉";
        moss_price: "€68", "9,800円";
        cup: "Two evening cups", "夕べの湯のみ 二客";
        cup_text: "Porcelain, 120 ml each", "磁器、各120 ml";
        cup_price: "€34", "4,900円";
        leaves: "Spring sencha", "春の煎茶";
        leaves_text: "Shizuoka, 80 g tin", "静岡、80 g 缶入り";
        leaves_price: "€19", "2,700円";
        story: "The glaze is wood ash from our own kiln, so no two pots are alike. The spout was cut by hand and pours without a drip.", "釉薬は自家の窯の木灰です。同じものは二つとありません。注ぎ口は手で切り出し、後引きしません。";
        detail_size: "Holds 450 ml, two generous cups", "容量450 ml、たっぷり二杯分";
        detail_care: "Rinse with water, no soap", "水洗いのみ、洗剤は不要";
        detail_ships: "Ships in two days, returns within 30", "2日以内に発送、30日以内返品可";
        ask: "Questions? Ask us below, right on this page.", "ご質問は、このページの右下からどうぞ。";
        foot: "Kettle & Fern is invented.", "「湯と羊歯」は架空のお店です。";
    }
}
