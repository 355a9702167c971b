//! A small HTTP/1.1 client over TLS that keeps its connection, for tests and benchmarks.

use std::sync::Arc;

use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::{Method, Request, StatusCode};
use hyper_util::rt::TokioIo;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use serde_json::Value;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

/// One kept-alive connection to a server.
pub struct Client {
    sender: SendRequest<Full<Bytes>>,
    host: String,
    token: String,
}

/// Whatever went wrong, as text.
pub type Error = Box<dyn std::error::Error + Send + Sync>;

/// An answer: status, headers, body.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: hyper::HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl Answer {
    /// The body as JSON; null if it is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}

impl Client {
    /// Connects to `origin` (`https://127.0.0.1:8443`), trusting the authority in the PEM file `ca` alone.
    pub async fn connect(origin: &str, ca: &str, token: &str) -> Result<Self, Error> {
        let host = origin.strip_prefix("https://").ok_or("an https origin is expected")?.to_owned();
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_file(ca)?)?;
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let tcp = TcpStream::connect(&host).await?;
        tcp.set_nodelay(true)?;
        let name = host.rsplit_once(':').map_or(host.as_str(), |(name, _)| name).to_owned();
        let tls = TlsConnector::from(Arc::new(config)).connect(ServerName::try_from(name)?, tcp).await?;
        let (sender, connection) = handshake(TokioIo::new(tls)).await?;
        tokio::spawn(connection);
        Ok(Self { sender, host, token: token.to_owned() })
    }

    /// Sends a request, with `body` as JSON where there is one.
    pub async fn send(&mut self, method: Method, path: &str, body: Option<Value>) -> Result<Answer, Error> {
        let mut request = Request::builder().method(method).uri(path).header("host", &self.host);
        if !self.token.is_empty() {
            request = request.header("authorization", format!("Bearer {}", self.token));
        }
        let bytes = match body {
            Some(body) => {
                request = request.header("content-type", "application/json");
                Bytes::from(body.to_string())
            }
            None => Bytes::new(),
        };
        self.sender.ready().await?;
        let response = self.sender.send_request(request.body(Full::new(bytes))?).await?;
        let (parts, body) = response.into_parts();
        let body = body.collect().await?.to_bytes();
        Ok(Answer { status: parts.status, headers: parts.headers, body })
    }

    /// `GET`
    pub async fn get(&mut self, path: &str) -> Result<Answer, Error> {
        self.send(Method::GET, path, None).await
    }

    /// `POST` with JSON.
    pub async fn post(&mut self, path: &str, body: Value) -> Result<Answer, Error> {
        self.send(Method::POST, path, Some(body)).await
    }
}
