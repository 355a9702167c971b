//! Saying that the server is ready, and where to go: for people on standard error, for scripts as one line of JSON.

use std::fmt::Write as _;
use std::io::Write as _;
use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::Result;
use domain::{Deployment, setup, workspaces};

use crate::demo::Seeded;

/// Where everything is.
pub(super) struct Ready {
    pub(super) origin: String,
    pub(super) metrics: SocketAddr,
    pub(super) ca: Option<PathBuf>,
    pub(super) seeded: Option<Seeded>,
}

/// A link to make the first workspace, where there is none yet.
pub(super) async fn setup_link(d: &Deployment) -> Result<Option<zeroize::Zeroizing<String>>> {
    if workspaces::all_ids(d).await?.is_empty() { Ok(Some(setup::create_link(d).await?)) } else { Ok(None) }
}

impl Ready {
    /// Says it.
    pub(super) fn say(&self, json: bool, link: Option<&str>) -> Result<()> {
        let link = link.map(|link| format!("{}/setup/{link}", self.origin));
        if json {
            let mut out = std::io::stdout().lock();
            writeln!(out, "{}", self.line(link.as_deref()))?;
            out.flush()?;
        } else {
            write!(std::io::stderr().lock(), "{}", self.text(link.as_deref()))?;
        }
        Ok(())
    }

    fn line(&self, link: Option<&str>) -> serde_json::Value {
        let mut fields = serde_json::json!({
            "api": self.origin,
            "metrics": format!("http://{}/metrics", self.metrics),
            "ca": self.ca,
        });
        if let (Some(seeded), Some(entries)) = (&self.seeded, fields.as_object_mut()) {
            entries.insert("inbox".into(), seeded.inbox.as_str().into());
            entries.insert("inbox_second".into(), seeded.inbox_second.as_str().into());
            entries.insert("demo_site".into(), format!("{}/", seeded.site_origin).into());
            entries.insert("token".into(), seeded.token.as_str().into());
            entries.insert("workspace".into(), seeded.workspace.to_string().into());
        }
        if let (Some(link), Some(entries)) = (link, fields.as_object_mut()) {
            entries.insert("setup".into(), link.into());
        }
        fields
    }

    fn text(&self, link: Option<&str>) -> String {
        let mut text = String::from("\n  Troth is ready.\n\n");
        let mut say = |what: &str, value: &str| {
            let _ = writeln!(text, "  {what:16} {value}");
        };
        if let Some(seeded) = &self.seeded {
            say("Inbox", &seeded.inbox);
            say("Second teammate", &seeded.inbox_second);
            say("Demo website", &format!("{}/", seeded.site_origin));
            say("API", &self.origin);
            say("API token", &seeded.token);
        } else {
            say("Inbox", &format!("{}/inbox", self.origin));
            say("API", &self.origin);
        }
        if let Some(link) = link {
            say("First workspace", link);
        }
        if let Some(ca) = &self.ca {
            say("Development CA", &ca.display().to_string());
            say("", "Trust it in your browser; Node takes it as NODE_EXTRA_CA_CERTS.");
        }
        say("Metrics", &format!("http://{}/metrics", self.metrics));
        text.push_str("\n  Stop with Ctrl-C.\n\n");
        text
    }
}
