//! Statements are prepared and type-checked before anybody relies on them.

use store::{Statement, Store};
use testkit::on_both_engines;

use crate::scene::{self, Scene};

static MISSPELT: Statement = Statement { name: "MISSPELT", sql: "SELECT nothing FROM nowhere" };
static NARROW: Statement = Statement { name: "NARROW", sql: "SELECT 1" };

async fn refused(store: &Store, statement: &'static Statement) -> String {
    store.prepare_all(&[statement]).await.unwrap_err().to_string()
}

on_both_engines! {
    async fn the_stores_own_statements_are_portable(place: Place) {
        let store = Scene::open(&place).await.store;
        store.prepare_all(&store::statements()).await.unwrap();
        store.prepare_all(scene::STATEMENTS).await.unwrap();
    }

    async fn a_wrong_statement_is_named(place: Place) {
        let store = Scene::open(&place).await.store;
        assert!(refused(&store, &MISSPELT).await.starts_with("statement MISSPELT: "));
        if !place.is_embedded() {
            assert!(refused(&store, &NARROW).await.contains("int4 is not BIGINT, TEXT or BYTEA"));
        }
    }
}
