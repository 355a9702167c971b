//! A small HTTP/1.1 client over TLS that keeps its connection, for tests and benchmarks.

use std::sync::Arc;

use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use serde_json::Value;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

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

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// A header as text; empty if it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The answer itself if it was a success; the error shows status and body.
    pub fn ok(self) -> Result<Self, Error> {
        if self.status.is_success() {
            Ok(self)
        } else {
            Err(format!("{}: {}", self.status, self.text()).into())
        }
    }

    async fn of(response: Response<Incoming>) -> Result<Self, Error> {
        let (parts, body) = response.into_parts();
        let body = body.collect().await?.to_bytes();
        Ok(Self { status: parts.status, headers: parts.headers, body })
    }
}

/// A TLS connection to `origin` (`https://127.0.0.1:8443`), trusting the authority in the PEM file `ca` alone.
pub async fn tls(origin: &str, ca: &str) -> Result<TlsStream<TcpStream>, Error> {
    let host = origin.strip_prefix("https://").ok_or("an https origin is expected")?;
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(ca)?)?;
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let tcp = TcpStream::connect(host).await?;
    tcp.set_nodelay(true)?;
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name).to_owned();
    Ok(TlsConnector::from(Arc::new(config)).connect(ServerName::try_from(name)?, tcp).await?)
}

impl Client {
    /// Connects to `origin`, trusting the authority in the PEM file `ca` alone; sends `token`, if it is not empty.
    pub async fn connect(origin: &str, ca: &str, token: &str) -> Result<Self, Error> {
        let host = origin.strip_prefix("https://").ok_or("an https origin is expected")?;
        let (sender, connection) = handshake(TokioIo::new(tls(origin, ca).await?)).await?;
        tokio::spawn(connection);
        Ok(Self { sender, host: host.to_owned(), token: token.to_owned() })
    }

    /// Connects without TLS to `origin` (`http://127.0.0.1:8444`).
    pub async fn connect_plain(origin: &str) -> Result<Self, Error> {
        let host = origin.strip_prefix("http://").ok_or("an http origin is expected")?;
        let (sender, connection) = handshake(TokioIo::new(TcpStream::connect(host).await?)).await?;
        tokio::spawn(connection);
        Ok(Self { sender, host: host.to_owned(), token: String::new() })
    }

    /// Sends another token from now on; none if it is empty.
    pub fn use_token(&mut self, token: &str) {
        token.clone_into(&mut self.token);
    }

    /// Sends any request: `headers` beside `Host` and `Authorization`, and the body as it is.
    pub async fn request(
        &mut self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Bytes>,
    ) -> Result<Answer, Error> {
        Answer::of(self.begin(method, path, headers, body.into()).await?).await
    }

    /// Sends a request and answers as soon as the head is there; the body follows as it comes.
    pub async fn stream(
        &mut self,
        path: &str,
        headers: &[(&str, &str)],
    ) -> Result<Response<Incoming>, Error> {
        self.begin(Method::GET, path, headers, Bytes::new()).await
    }

    async fn begin(
        &mut self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Bytes,
    ) -> Result<Response<Incoming>, Error> {
        let mut request = Request::builder().method(method).uri(path).header("host", &self.host);
        if !self.token.is_empty() {
            request = request.header("authorization", format!("Bearer {}", self.token));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.sender.ready().await?;
        Ok(self.sender.send_request(request.body(Full::new(body))?).await?)
    }

    /// Sends a request, with `body` as JSON where there is one.
    pub async fn send(&mut self, method: Method, path: &str, body: Option<Value>) -> Result<Answer, Error> {
        match body {
            Some(body) => {
                let json = [("content-type", "application/json")];
                self.request(method, path, &json, body.to_string()).await
            }
            None => self.request(method, path, &[], Bytes::new()).await,
        }
    }

    /// `GET`
    pub async fn get(&mut self, path: &str) -> Result<Answer, Error> {
        self.send(Method::GET, path, None).await
    }

    /// `DELETE`
    pub async fn delete(&mut self, path: &str) -> Result<Answer, Error> {
        self.send(Method::DELETE, path, None).await
    }

    /// `POST` with JSON.
    pub async fn post(&mut self, path: &str, body: Value) -> Result<Answer, Error> {
        self.send(Method::POST, path, Some(body)).await
    }
}
