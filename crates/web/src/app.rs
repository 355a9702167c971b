//! What every handler is handed: the deployment, the rates, and the address under which the outside knows the server.

use std::sync::Arc;

use domain::Deployment;

use crate::edge::rate::Rates;

/// A running server's parts; cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Parts>);

/// The parts, by name.
pub struct Parts {
    /// What the product does.
    pub d: Deployment,
    /// Who has asked how often.
    pub rates: Rates,
    /// `https://host:port` without a slash at the end, for absolute addresses in answers.
    pub public_origin: String,
}

impl App {
    /// Puts the parts together.
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }
}

impl std::ops::Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}
