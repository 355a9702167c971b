//! A personal value has no way into JSON.

use privacy::Personal;

fn main() {
    let _ = serde_json::to_string(&Personal::new("Ada".to_owned()));
}
