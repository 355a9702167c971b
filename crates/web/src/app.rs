//! What every handler has at hand.

use std::ops::Deref;
use std::sync::Arc;

use activity_log::note::VerifierKey;
use domain::Deployment;

use crate::edge::rate::Rates;
use crate::messenger::Sightings;

/// The running product as the handlers see it; cheap to clone.
#[derive(Clone)]
pub struct App(Arc<(Parts, Sightings)>);

/// The parts, by name.
pub struct Parts {
    /// Store, vault, files, clock.
    pub d: Deployment,
    /// How often who may ask.
    pub rates: Rates,
    /// The origin under which clients reach this server, as `https://desk.example:8443`.
    pub public_origin: String,
    /// The witnesses that are asked to sign the logs' checkpoints.
    pub witnesses: Vec<VerifierKey>,
    /// The demo's plain listener on loopback, as `http://127.0.0.1:8444`; only in the demo.
    pub demo: Option<Demo>,
}

/// Where the demo lives.
#[derive(Debug, Clone)]
pub struct Demo {
    /// The workspace that the demo website's messenger belongs to.
    pub workspace: String,
    /// The server, as the demo website's script tag names it.
    pub server_origin: String,
    /// The demo website, another site than the server's.
    pub site_origin: String,
}

impl App {
    /// Puts the parts together.
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new((parts, Sightings::default())))
    }

    /// Where the messenger was lately loaded.
    pub fn sightings(&self) -> &Sightings {
        &self.0.1
    }

    /// The origin under which people open the inbox: in the demo its plain one.
    pub fn browser_origin(&self) -> &str {
        self.demo.as_ref().map_or(self.public_origin.as_str(), |demo| demo.server_origin.as_str())
    }
}

impl Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0.0
    }
}
