//! A personal value has no way into a line of text.

use privacy::Personal;

fn main() {
    let name = Personal::new("Ada".to_owned());
    let _ = format!("{name}");
    let _ = name.to_string();
}
