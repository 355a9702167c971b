//! One request to a witness: a connection of its own, a limit on its time and on the answer's length, no redirects.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use activity_log::note::MAX_ANSWER_BYTES;
use axum::http::header::{CONTENT_TYPE, HOST, USER_AGENT};
use axum::http::{Method, Request};
use bytes::Bytes;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use rustls_pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_util::task::AbortOnDropHandle;

use super::address::Address;
use crate::edge::tls::{self, TlsError};

/// How long a witness may take to answer, from the first packet to the last.
const PATIENCE: Duration = Duration::from_secs(10);

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AskFailed {
    /// It does not answer in time.
    #[error("the witness does not answer within ten seconds")]
    TimedOut,
    /// There is no connection to it.
    #[error("the witness cannot be reached")]
    Unreachable,
    /// It does not prove who it is.
    #[error("the witness's TLS certificate is not one that is trusted for its name")]
    NotTrusted,
    /// What it says is no HTTP.
    #[error("the witness broke the connection off, or does not speak HTTP")]
    Broken,
    /// It says too much.
    #[error("the witness's answer is longer than {MAX_ANSWER_BYTES} bytes")]
    TooLong,
}

impl AskFailed {
    /// A code for metrics.
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::TimedOut => "timed_out",
            Self::Unreachable => "unreachable",
            Self::NotTrusted => "not_trusted",
            Self::Broken => "broken",
            Self::TooLong => "too_long",
        }
    }
}

/// Asks witnesses. Cheap to clone.
#[derive(Clone)]
pub struct Asker(Option<TlsConnector>);

impl Asker {
    /// Asks over plain HTTP only, on this machine.
    pub const fn plain() -> Self {
        Self(None)
    }

    /// Trusts servers by the certificate authorities in the file, or by the system's.
    pub fn new(authorities: Option<&Path>) -> Result<Self, TlsError> {
        let roots = store::trusted_roots(authorities, "--witness-ca FILE")?;
        let config = ClientConfig::builder_with_provider(Arc::new(tls::provider()))
            .with_protocol_versions(tls::VERSIONS)?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Self(Some(TlsConnector::from(Arc::new(config)))))
    }

    /// Posts the body; the answer's status and body.
    pub(super) async fn post(&self, to: &Address, body: String) -> Result<(u16, Bytes), AskFailed> {
        tokio::time::timeout(PATIENCE, self.exchange(to, body)).await.unwrap_or(Err(AskFailed::TimedOut))
    }

    async fn exchange(&self, to: &Address, body: String) -> Result<(u16, Bytes), AskFailed> {
        let request = request(to, body)?;
        let plain =
            TcpStream::connect((to.host.as_str(), to.port)).await.map_err(|_| AskFailed::Unreachable)?;
        if !to.tls {
            return answer(plain, request).await;
        }
        let name = ServerName::try_from(to.host.clone()).map_err(|_| AskFailed::NotTrusted)?;
        let connector = self.0.as_ref().ok_or(AskFailed::NotTrusted)?;
        let sealed = connector.connect(name, plain).await.map_err(|_| AskFailed::NotTrusted)?;
        answer(sealed, request).await
    }
}

fn request(to: &Address, body: String) -> Result<Request<Full<Bytes>>, AskFailed> {
    Request::builder()
        .method(Method::POST)
        .uri(&to.path)
        .header(HOST, &to.authority)
        .header(USER_AGENT, concat!("troth/", env!("CARGO_PKG_VERSION")))
        .header(CONTENT_TYPE, "text/plain; charset=utf-8")
        .body(Full::new(Bytes::from(body)))
        .map_err(|_| AskFailed::Broken)
}

async fn answer<S>(stream: S, request: Request<Full<Bytes>>) -> Result<(u16, Bytes), AskFailed>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (mut sender, connection) =
        http1::handshake(TokioIo::new(stream)).await.map_err(|_| AskFailed::Broken)?;
    let _driven = AbortOnDropHandle::new(tokio::spawn(connection));
    let response = sender.send_request(request).await.map_err(|_| AskFailed::Broken)?;
    let status = response.status().as_u16();
    let body = Limited::new(response.into_body(), MAX_ANSWER_BYTES).collect().await;
    let too_long = |error: Box<dyn std::error::Error + Send + Sync>| {
        if error.is::<http_body_util::LengthLimitError>() { AskFailed::TooLong } else { AskFailed::Broken }
    };
    Ok((status, body.map_err(too_long)?.to_bytes()))
}
