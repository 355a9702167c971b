//! The register and the live schema say the same.

use store::register::Register;
use testkit::on_both_engines;

use crate::scene::Scene;

on_both_engines! {
    async fn everything_stored_is_declared_and_everything_declared_stored(place: Place) {
        let scene = Scene::open(&place).await;
        let live = scene.store.columns().await.unwrap();
        assert_eq!(Register::read().unwrap().differences(&live), Vec::<String>::new());
    }

    /// The test of the test: a column that nobody classified.
    async fn a_column_without_a_class_is_found(place: Place) {
        let scene = Scene::open(&place).await;
        let scratch = "ALTER TABLE contacts ADD COLUMN shoe_size BIGINT; CREATE TABLE diaries (page TEXT)";
        if place.is_embedded() {
            let file = std::path::Path::new(&place.store()).join("troth.db");
            rusqlite::Connection::open(file).unwrap().execute_batch(scratch).unwrap();
        } else {
            let (client, connection) = tokio_postgres::connect(&place.store(), tokio_postgres::NoTls).await.unwrap();
            tokio::spawn(connection);
            client.batch_execute(scratch).await.unwrap();
        }
        let found = Register::read().unwrap().differences(&scene.store.columns().await.unwrap());
        assert_eq!(found.len(), 2);
        assert!(found[0].contains("contacts.shoe_size is stored but not declared"));
        assert!(found[1].contains("diaries.page is stored but not declared"));
    }
}
