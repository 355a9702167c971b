//! How the console looks: pure functions from disclosed strings to HTML.

mod form;
mod frame;
mod teammates;
mod tokens;
mod workspace;

pub use frame::{Frame, Said, Section, console_page};
pub use teammates::{TeammateRow, TeammatesPage, teammates_page};
pub use tokens::{TokenForm, TokenRow, TokensPage, tokens_page};
pub use workspace::{WorkspaceForm, workspace_page};

#[cfg(test)]
mod tests;
