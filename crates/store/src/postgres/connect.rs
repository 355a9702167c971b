//! Connections as this program needs them: to the server that takes writes, with durable commits.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::poll_fn;
use tokio_postgres::config::SslMode;
use tokio_postgres::{AsyncMessage, Client, Config, SimpleQueryMessage};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::prepared::Prepared;
use super::{Target, tls};
use crate::failure::OpenError;
use crate::store::Options;

/// Makes connections to one target.
pub(crate) struct Connector {
    config: Config,
    tls: MakeRustlsConnect,
    settings: String,
}

/// One connection, and the statements prepared on it.
pub(crate) struct Connection {
    pub(super) client: Client,
    pub(super) prepared: Prepared,
}

/// Why there is no connection.
#[derive(Debug)]
pub(crate) enum Unconnected {
    /// The driver's error.
    Driver(tokio_postgres::Error),
    /// The server acknowledges commits that a crash can lose.
    NotDurable,
}

impl From<tokio_postgres::Error> for Unconnected {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Driver(error)
    }
}

impl From<Unconnected> for OpenError {
    fn from(unconnected: Unconnected) -> Self {
        match unconnected {
            Unconnected::NotDurable => Self::new(
                "PostgreSQL runs with synchronous_commit = off and could lose acknowledged changes: set it to on",
            ),
            Unconnected::Driver(error) => {
                let said =
                    error.as_db_error().map_or_else(|| causes(&error), |said| said.message().to_owned());
                Self(format!("cannot connect to PostgreSQL: {said}"))
            }
        }
    }
}

fn causes(error: &tokio_postgres::Error) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(because) = cause {
        text = format!("{text}: {because}");
        cause = because.source();
    }
    text
}

impl Connector {
    pub(crate) fn new(target: &Target, options: &Options) -> Result<Self, OpenError> {
        let mut config = (*target.config).clone();
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(Duration::from_secs(5));
        }
        config.application_name("troth").keepalives_idle(Duration::from_secs(15));
        config.tcp_user_timeout(Duration::from_secs(10));
        let needed = config.get_ssl_mode() == SslMode::Require;
        let tls = tls::connector(target.root_certificates.as_deref(), needed)?;
        let settings = format!(
            "SET statement_timeout = {}; SET idle_in_transaction_session_timeout = 60000; \
             SHOW synchronous_commit",
            options.statement_timeout.as_millis()
        );
        Ok(Self { config, tls, settings })
    }

    /// A new connection to whichever host takes writes.
    pub(crate) async fn connect(&self) -> Result<Connection, Unconnected> {
        self.connect_hearing(|_| ()).await
    }

    /// The same, where `heard` is given the payload of every notification, and dropped with the connection.
    pub(crate) async fn connect_hearing(
        &self,
        mut heard: impl FnMut(&str) + Send + 'static,
    ) -> Result<Connection, Unconnected> {
        let (client, mut connection) = self.config.connect(self.tls.clone()).await?;
        tokio::spawn(async move {
            while let Some(message) = poll_fn(|context| connection.poll_message(context)).await {
                match message {
                    Ok(AsyncMessage::Notification(notification)) => heard(notification.payload()),
                    Ok(_) => {}
                    Err(error) => {
                        let code = error.code().map(tokio_postgres::error::SqlState::code);
                        return tracing::warn!(code, "connection lost");
                    }
                }
            }
        });
        let answers = client.simple_query(&self.settings).await?;
        let durability = answers.iter().find_map(|answer| match answer {
            SimpleQueryMessage::Row(row) => row.get(0),
            _ => None,
        });
        if durability == Some("off") {
            return Err(Unconnected::NotDurable);
        }
        Ok(Connection { client, prepared: Prepared::default() })
    }
}

impl Connection {
    /// Runs SQL without parameters.
    pub(crate) async fn run(&self, sql: &str) -> Result<(), OpenError> {
        let failed = |error: tokio_postgres::Error| {
            let said =
                error.as_db_error().map_or_else(|| error.to_string(), |said| said.message().to_owned());
            OpenError(format!("PostgreSQL refused: {said}"))
        };
        self.client.batch_execute(sql).await.map_err(failed)
    }
}

/// A connection that many share and that is made again when it is lost.
pub(crate) struct Shared {
    connector: Arc<Connector>,
    current: tokio::sync::Mutex<Option<Arc<Connection>>>,
}

impl Shared {
    pub(crate) fn new(connector: Arc<Connector>) -> Self {
        Self { connector, current: tokio::sync::Mutex::new(None) }
    }

    /// The connection as it is, or a new one.
    pub(crate) async fn get(&self) -> Result<Arc<Connection>, Unconnected> {
        let mut current = self.current.lock().await;
        if let Some(connection) = current.as_ref().filter(|connection| !connection.client.is_closed()) {
            return Ok(Arc::clone(connection));
        }
        let connection = Arc::new(self.connector.connect().await?);
        *current = Some(Arc::clone(&connection));
        Ok(connection)
    }

    /// Lets go of `connection`, so that the next one is new: it leads to a server that no longer takes writes.
    pub(crate) async fn forget(&self, connection: &Arc<Connection>) {
        let mut current = self.current.lock().await;
        if current.as_ref().is_some_and(|held| Arc::ptr_eq(held, connection)) {
            *current = None;
        }
    }
}
