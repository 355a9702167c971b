//! A small shop that stands for a customer's website: another site than the server's, with the messenger by one script tag.

mod view;

pub use view::{DemoPage, ShopPage, demo_page};
