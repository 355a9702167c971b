//! Keys: the tree they come from, what they seal, and the record that holds them. See docs/keys.md.

pub mod envelope;
