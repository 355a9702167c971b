//! Outside of the crate nobody takes a personal value out.

use privacy::Personal;

fn main() {
    let name = Personal::new("Ada".to_owned());
    let _: &String = name.expose();
    let _: String = name.0;
}
