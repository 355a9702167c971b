//! For the tests of this folder: a certificate of the day, a client that trusts it, and a server on a real socket.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use hyper::client::conn::{http1, http2};
use hyper_util::rt::{TokioExecutor, TokioIo};
use rcgen::CertifiedKey;
use rustls::{ClientConfig, RootCertStore, SupportedProtocolVersion};
use rustls_pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_util::sync::CancellationToken;

use super::serve::{Limits, serve, serve_plain_loopback};
use super::tls::server_config;

/// A self-signed certificate for `localhost` and its key.
pub(super) fn certificate() -> (CertificateDer<'static>, PrivateKeyDer<'static>) {
    let CertifiedKey { cert, signing_key } =
        rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    (cert.der().clone(), PrivateKeyDer::Pkcs8(signing_key.serialize_der().into()))
}

/// A client that trusts `certificate` and offers these.
pub(super) fn client(
    certificate: &CertificateDer<'static>,
    versions: &[&'static SupportedProtocolVersion],
    alpn: &[&str],
) -> TlsConnector {
    let mut roots = RootCertStore::empty();
    roots.add(certificate.clone()).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(versions)
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = alpn.iter().map(|name| name.as_bytes().to_vec()).collect();
    TlsConnector::from(Arc::new(config))
}

/// A server that runs until `stop`.
pub(super) struct Server {
    pub(super) address: SocketAddr,
    pub(super) shutdown: CancellationToken,
    pub(super) certificate: CertificateDer<'static>,
    task: JoinHandle<io::Result<()>>,
}

impl Server {
    pub(super) async fn tls(router: Router, limits: Limits) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let shutdown = CancellationToken::new();
        let (certificate, key) = certificate();
        let config = server_config(vec![certificate.clone()], key).unwrap();
        let task = tokio::spawn(serve(listener, config, router, limits, shutdown.clone()));
        Self { address, shutdown, certificate, task }
    }

    pub(super) async fn plain(router: Router, limits: Limits) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let shutdown = CancellationToken::new();
        let task = tokio::spawn(serve_plain_loopback(listener, router, limits, shutdown.clone()));
        Self { address, shutdown, certificate: certificate().0, task }
    }

    pub(super) async fn connect(&self, alpn: &str) -> TlsStream<TcpStream> {
        let connector = client(&self.certificate, rustls::ALL_VERSIONS, &[alpn]);
        let stream = TcpStream::connect(self.address).await.unwrap();
        connector.connect(ServerName::try_from("localhost").unwrap(), stream).await.unwrap()
    }

    /// Waits for the server's own end.
    pub(super) async fn ended(self) {
        self.task.await.unwrap().unwrap();
    }
}

/// An HTTP/2 client on a connection.
pub(super) async fn http2(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
) -> (http2::SendRequest<Body>, JoinHandle<hyper::Result<()>>) {
    let (sender, connection) = http2::handshake(TokioExecutor::new(), TokioIo::new(stream)).await.unwrap();
    (sender, tokio::spawn(connection))
}

/// An HTTP/1.1 client on a connection.
pub(super) async fn http1(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
) -> (http1::SendRequest<Body>, JoinHandle<hyper::Result<()>>) {
    let (sender, connection) = http1::handshake(TokioIo::new(stream)).await.unwrap();
    (sender, tokio::spawn(connection))
}
