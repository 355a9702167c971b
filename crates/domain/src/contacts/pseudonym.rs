//! A readable name for somebody without one: "Amber Heron". It follows from the id, so that nothing is stored.

use privacy::Id;
use privacy::ids::Contact;
use privacy::secret::Digest;

const COLOURS: [&str; 32] = [
    "Amber", "Apricot", "Azure", "Bronze", "Cerulean", "Cherry", "Cobalt", "Copper", "Coral", "Crimson",
    "Emerald", "Fawn", "Golden", "Hazel", "Indigo", "Ivory", "Jade", "Lavender", "Lilac", "Magenta",
    "Maroon", "Mint", "Ochre", "Olive", "Pearl", "Plum", "Ruby", "Saffron", "Scarlet", "Silver", "Teal",
    "Violet",
];

const ANIMALS: [&str; 32] = [
    "Badger", "Bison", "Crane", "Curlew", "Dolphin", "Dormouse", "Falcon", "Finch", "Fox", "Gecko", "Hare",
    "Heron", "Ibex", "Ibis", "Kestrel", "Koala", "Lark", "Lynx", "Marten", "Newt", "Osprey", "Otter", "Owl",
    "Panda", "Plover", "Puffin", "Robin", "Seal", "Swift", "Tern", "Walrus", "Wren",
];

/// The name that goes with an id: a colour and an animal. Two people may share one.
pub fn pseudonym(id: &Id<Contact>) -> String {
    let digest = Digest::of(id.raw().bytes());
    let pick =
        |words: &[&'static str; 32], byte: u8| words.get(usize::from(byte % 32)).copied().unwrap_or_default();
    let [first, second, ..] = *digest.as_bytes();
    format!("{} {}", pick(&COLOURS, first), pick(&ANIMALS, second))
}
