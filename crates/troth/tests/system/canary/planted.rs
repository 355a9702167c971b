//! The values, each unlike anything that would be there by chance.

use testkit::canary::{Canaries, Finder};

use crate::place::Outcome;

/// One planted value.
pub(super) struct Value {
    pub(super) label: &'static str,
    pub(super) text: String,
    /// Whether the server shows it to somebody, so that the control can find it.
    pub(super) shown: bool,
}

/// A picture's first bytes, and then what no other file has.
pub(super) const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xfe\xc3\x28\xa0\xa1\xe2\x28\xa1\xf0\x28\x8c\xbc velvet picture \xff\xd8\xc0\xde\xca\xfe\xba\xbe";

const PLANTED: [(&str, &str); 34] = [
    ("name", "Zephyrine Quillfeather"),
    ("japanese name", "槻木沢 絹代さん"),
    ("e-mail", "zephyrine.quillfeather@wobblebottom.example"),
    ("phone", "+49 1520 9182736455"),
    ("external id", "customer-qx7719-vanderhoof"),
    ("attribute name", "favourite_kite_shape"),
    ("attribute value", "rhombicuboctahedral with streamers"),
    ("message", "My sister Ottoline fell down the marmalade stairs yesterday."),
    ("japanese message", "昨日の夜、茶筒の蓋が開かなくて困りました。"),
    ("emoji message", "🦤🪬🧿🫎🪼🪈🦩🪿"),
    ("teammate's reply", "We will send Ottoline a pair of cork-soled slippers."),
    ("note", "She mentioned the asbestos lawsuit against Grimbleton."),
    ("file name", "ottoline-xray-left-ankle.txt"),
    ("file content", "Radiology: hairline fracture of the fibula, patient Ottoline Q."),
    ("media type", "application/x-ankle-radiograph"),
    ("inbox file name", "slipper-invoice-Grimbleton.bin"),
    ("inbox reply", "The invoice for the cork-soled slippers is attached."),
    ("tag", "litigious marmalade"),
    ("team", "Gallivanting menders of Nether Wallop"),
    ("teammate's new name", "Thelonious Wobblecroft"),
    ("person's tag", "owes us a velocipede"),
    ("person's note", "Ottoline pays in acorns, and has been promised a rebate."),
    ("conversation's title", "Quarrel about the marmalade banister"),
    ("conversation's attribute", "banister of 1894, varnished"),
    ("visitor's message", "I am the anonymous baroness of Puddlethwaite."),
    ("visitor's file name", "puddlethwaite-deeds.pdf"),
    ("visitor's file", "These deeds name Baroness Philippa as the owner of the mill."),
    ("second e-mail", "baroness.philippa@puddlethwaite.example"),
    ("secret's name", "Umbrella stand of Wigglesworth & Daughters"),
    ("demo teammate", "Jonas Lindqvist"),
    ("demo teammate's e-mail", "mina@kettle-and-fern.example"),
    ("demo greeting", "Hello! Ask us anything about tea, teapots or your order."),
    ("demo person", "Tomás Villaseñor"),
    ("demo workspace", "Kettle & Fern"),
];

const UNSHOWN: [(&str, &str); 9] = [
    ("password", "hunter-gatherer-jamboree-42"),
    ("first workspace", "Humbleworth & Snark Clockmakers"),
    ("first owner", "Peregrine Humbleworth"),
    ("first owner's e-mail", "peregrine@humbleworth-snark.example"),
    ("mistyped password", "hunter-gatherer-jamborree-43"),
    ("unknown address", "nobody.at.all@crumplehorn.example"),
    ("asked external id", "ask-for-wibblethorpe-8812"),
    ("broken request", "unfinished confession of Lady Umbridge-Fforbes"),
    ("user agent", "Flumph-Browser/9.1 (belongs to Cuthbert Ames)"),
];

/// All values.
pub(super) fn all() -> Vec<Value> {
    let shown = PLANTED.iter().map(|(label, text)| Value { label, text: (*text).to_owned(), shown: true });
    let unshown = UNSHOWN.iter().map(|(label, text)| Value { label, text: (*text).to_owned(), shown: false });
    let long = Value { label: "long message", text: long(), shown: true };
    shown.chain(unshown).chain([long]).collect()
}

/// The value of that label.
pub(super) fn value(label: &str) -> String {
    all().into_iter().find(|value| value.label == label).map(|value| value.text).unwrap_or_default()
}

/// Some 20 kB in which no line is like another.
fn long() -> String {
    let lines: Vec<_> = (0..400)
        .map(|line| format!("Line {line} of the diary of Ottoline, day {}.", line * 7919 % 10_007))
        .collect();
    lines.join("\n")
}

/// The finder of all of them.
pub(super) fn finder() -> Outcome<Finder> {
    let texts =
        all().into_iter().fold(Canaries::new(), |canaries, value| canaries.plant(value.label, &value.text));
    Ok(texts.plant_bytes("picture", PICTURE).finder()?)
}
