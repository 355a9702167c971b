//! A ciphertext of one use is not a ciphertext of another.

use privacy::{Sealed, Use};

enum Email {}
impl Use for Email {
    const NAME: &'static str = "contacts.email/v1";
    type Value = String;
}

enum Phone {}
impl Use for Phone {
    const NAME: &'static str = "contacts.phone/v1";
    type Value = String;
}

fn store_phone(_: Sealed<Phone>) {}

fn main() {
    let email: Sealed<Email> = Sealed::from_store(Vec::new()).unwrap();
    store_phone(email);
}
