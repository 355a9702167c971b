//! TLS to PostgreSQL: the certificate is verified, always.

use std::path::Path;

use store::{Options, Store, StoreAddress};
use testkit::engines::Place;

/// The file of the certificate authority that signed the cluster's certificate.
const AUTHORITY: &str = "TROTH_TEST_POSTGRES_CA";

async fn open(place: &Place, options: &str) -> Result<Store, String> {
    let address = StoreAddress::parse(&format!("{}?{options}", place.store())).unwrap();
    Store::open(address, Options::default()).await.map_err(|error| error.to_string())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_verified_server_is_used_over_tls_and_another_is_refused() {
    let authority =
        std::env::var(AUTHORITY).expect("TROTH_TEST_POSTGRES_CA is set by `cargo xtask postgres`");
    let place = Place::postgres().await;
    let verified = open(&place, &format!("sslmode=verify-full&sslrootcert={authority}")).await.unwrap();
    verified.check().await.unwrap();
    if let Some(refused) = open(&place, "sslmode=require").await.err() {
        assert!(refused.contains("certificate"), "{refused}");
    } else {
        panic!("a certificate that nobody vouches for was taken");
    }
    let nonsense = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
    let refused =
        open(&place, &format!("sslmode=require&sslrootcert={}", nonsense.display())).await.err().unwrap();
    assert!(refused.contains("is not a PEM file with certificates"), "{refused}");
}
