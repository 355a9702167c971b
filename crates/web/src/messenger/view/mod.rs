//! How the messenger's frame looks before its script has run; everything after that is drawn by `frontend/messenger/`.

mod frame;

pub use frame::{Colour, FramePage, frame_page, preview_page};
