//! Even an opened value is printed only by who asks for it by name.

use privacy::Disclosed;

fn print(name: Disclosed<String>) -> String {
    format!("{name}")
}

fn main() {
    let _ = print;
}
