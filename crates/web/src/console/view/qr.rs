//! A QR code as one path, dark on light in every theme: cameras read it so.

use std::fmt::Write as _;

use maud::{Markup, html};
use qrcodegen::{QrCode, QrCodeEcc};

/// Modules of light around it, as the standard asks.
const MARGIN: i32 = 4;

/// The picture of a text, with a name for screen readers; nothing where the text is too long.
pub(super) fn qr(name: &str, text: &str) -> Markup {
    let Ok(code) = QrCode::encode_text(text, QrCodeEcc::Medium) else { return html! {} };
    let size = code.size();
    let mut path = String::new();
    for y in 0..size {
        for x in (0..size).filter(|x| code.get_module(*x, y)) {
            // Writing to a String cannot fail.
            let _ = write!(path, "M{} {}h1v1h-1z", x + MARGIN, y + MARGIN);
        }
    }
    let box_ = format!("0 0 {0} {0}", size + 2 * MARGIN);
    html! {
        svg .qr viewBox=(box_) role="img" aria-label=(name) shape-rendering="crispEdges" {
            rect width="100%" height="100%" fill="#ffffff" {}
            path d=(path) fill="#000000" {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_stands_for_its_text() {
        let drawn =
            qr("Key", "otpauth://totp/Troth:eu4k7m2pqx?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Troth");
        let drawn = drawn.into_string();
        assert!(drawn.contains("role=\"img\"") && drawn.matches("h1v1h-1z").count() > 200);
        let other = qr("Key", "another").into_string();
        assert_ne!(drawn.split("path").nth(1), other.split("path").nth(1));
        assert_eq!(qr("Key", &"x".repeat(5_000)).into_string(), "");
    }
}
