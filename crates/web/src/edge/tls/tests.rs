use rustls::{CipherSuite, ProtocolVersion, SupportedProtocolVersion};
use rustls_pki_types::ServerName;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, duplex};
use tokio_rustls::TlsAcceptor;

use super::*;
use crate::edge::testing::{certificate, client};

async fn negotiate(version: &'static SupportedProtocolVersion) -> (ProtocolVersion, CipherSuite, Vec<u8>) {
    let (certificate, key) = certificate();
    let acceptor = TlsAcceptor::from(server_config(vec![certificate.clone()], key).unwrap());
    let (ours, theirs) = duplex(16_384);
    let served = tokio::spawn(async move { acceptor.accept(ours).await.map(drop) });
    let connector = client(&certificate, &[version], &["h2", "http/1.1"]);
    let stream = connector.connect(ServerName::try_from("localhost").unwrap(), theirs).await.unwrap();
    served.await.unwrap().unwrap();
    let connection = stream.get_ref().1;
    (
        connection.protocol_version().unwrap(),
        connection.negotiated_cipher_suite().unwrap().suite(),
        connection.alpn_protocol().unwrap().to_vec(),
    )
}

#[tokio::test]
async fn both_versions_are_spoken_with_http_2_first() {
    let (version, suite, alpn) = negotiate(&TLS13).await;
    assert_eq!((version, suite), (ProtocolVersion::TLSv1_3, CipherSuite::TLS13_AES_256_GCM_SHA384));
    assert_eq!(alpn, b"h2");
    let (version, suite, _) = negotiate(&TLS12).await;
    let expected = CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384;
    assert_eq!((version, suite), (ProtocolVersion::TLSv1_2, expected));
}

/// A `ClientHello` of this version that offers these suites and what TLS 1.2 needs besides.
fn hello(version: u16, suites: &[u16]) -> Vec<u8> {
    let suites: Vec<u8> = suites.iter().flat_map(|suite| suite.to_be_bytes()).collect();
    let extensions: [&[u8]; 3] = [
        &[0x00, 0x0a, 0, 4, 0, 2, 0x00, 0x17],
        &[0x00, 0x0b, 0, 2, 1, 0],
        &[0x00, 0x0d, 0, 4, 0, 2, 0x04, 0x03],
    ];
    let extensions = extensions.concat();
    let length = |bytes: &[u8]| u16::try_from(bytes.len()).unwrap().to_be_bytes();
    let mut body = [&version.to_be_bytes()[..], &[7; 32], &[0], &length(&suites), &suites, &[1, 0]].concat();
    body.extend([&length(&extensions)[..], &extensions].concat());
    let message = [&[1, 0][..], &length(&body), &body].concat();
    [&[0x16, 3, 1][..], &length(&message), &message].concat()
}

/// The first record's type and, of an alert, its description.
async fn answer(hello: &[u8]) -> (u8, u8) {
    let (certificate, key) = certificate();
    let acceptor = TlsAcceptor::from(server_config(vec![certificate], key).unwrap());
    let (ours, mut theirs) = duplex(16_384);
    let served = tokio::spawn(async move { acceptor.accept(ours).await.map(drop) });
    theirs.write_all(hello).await.unwrap();
    let mut record = [0; 7];
    theirs.read_exact(&mut record).await.unwrap();
    drop(theirs);
    assert!(served.await.unwrap().is_err());
    (record[0], record[6])
}

const ALERT: u8 = 21;
const HANDSHAKE: u8 = 22;
const HANDSHAKE_FAILURE: u8 = 40;
const PROTOCOL_VERSION: u8 = 70;
const ECDHE_ECDSA_AES_128_GCM: u16 = 0xc02b;

#[tokio::test]
async fn older_versions_are_impossible() {
    for version in [0x0300, 0x0301, 0x0302] {
        let answer = answer(&hello(version, &[ECDHE_ECDSA_AES_128_GCM, 0xc009])).await;
        assert_eq!(answer, (ALERT, PROTOCOL_VERSION), "{version:04x}");
    }
}

#[tokio::test]
async fn suites_without_forward_secrecy_or_authenticated_encryption_are_impossible() {
    for suite in [0xc009, 0xc00a, 0xc023, 0xc013, 0x009c, 0x009e, 0x002f, 0x000a, 0xc0ac] {
        assert_eq!(answer(&hello(0x0303, &[suite])).await, (ALERT, HANDSHAKE_FAILURE), "{suite:04x}");
    }
    // The same hello with a good suite goes on: it was the suite that was refused.
    assert_eq!(answer(&hello(0x0303, &[ECDHE_ECDSA_AES_128_GCM])).await.0, HANDSHAKE);
}

#[test]
fn what_is_wrong_with_the_files_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let (own, other) = (pem(), pem());
    for (name, text) in [("chain", &own.0), ("key", &own.1), ("other", &other.1), ("empty", &String::new())] {
        std::fs::write(path(name), text).unwrap();
    }
    assert!(from_pem_files(&path("chain"), &path("key")).is_ok());
    let said = |chain: &str, key: &str| from_pem_files(&path(chain), &path(key)).unwrap_err().to_string();
    assert!(said("absent", "key").starts_with("cannot read "));
    assert!(said("empty", "key").ends_with("empty holds no certificate in PEM form"));
    assert!(said("key", "key").ends_with("key holds no certificate in PEM form"));
    assert!(said("chain", "chain").ends_with("chain holds no private key in PEM form"));
    assert!(said("chain", "other").starts_with("the private key does not belong to the certificate"));
}

fn pem() -> (String, String) {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    (made.cert.pem(), made.signing_key.serialize_pem())
}
