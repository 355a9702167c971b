//! Nobody who was erased comes back silently; on purpose they do, and it is entered.

use domain::contacts::{self, Arrival, Attributes, ContactRole, CreateError};
use domain::{limits, suppression};
use testkit::on_both_engines;
use testkit::world::{World, personal};

use crate::scene::{attributes, entries, erase, person};

on_both_engines! {
    async fn an_import_does_not_bring_them_back(place: Place) {
        let w = World::new(place).await;
        let (desk, other) = (w.desk().await, w.desk().await);
        let gone = person(&w, desk, "ada").await;
        erase(&w, desk, gone.id).await;
        let import = async |by, attributes: Attributes| {
            contacts::create_as(&w.d, by, ContactRole::User, attributes, Arrival::Silent).await
        };
        let by_each = [
            Attributes { external_id: Some(personal("id-ada")), ..Attributes::default() },
            Attributes { email: Some(personal(" ADA@people.example")), ..Attributes::default() },
            Attributes { phone: Some(personal("+81-3-1234-5678")), ..Attributes::default() },
        ];
        for known in by_each {
            assert!(matches!(import(&desk.owner, known).await, Err(CreateError::Suppressed)));
        }
        let stranger = Attributes { email: Some(personal("ada@elsewhere.example")), ..Attributes::default() };
        assert!(import(&desk.owner, stranger).await.is_ok());
        assert!(import(&other.owner, attributes("ada")).await.is_ok(), "another workspace knows nothing of it");
        w.clock.advance(limits::SUPPRESSION);
        assert_eq!(suppression::expire(&w.d, desk.workspace).await.unwrap(), 3);
        assert_eq!(suppression::expire(&w.d, desk.workspace).await.unwrap(), 0);
        assert!(import(&desk.owner, attributes("ada")).await.is_ok());
        assert_eq!(entries(&w, desk.workspace, "suppression.expired").await, 1);
    }

    async fn on_purpose_they_come_back_and_it_is_entered(place: Place) {
        let w = World::new(place).await;
        let desk = w.desk().await;
        let gone = person(&w, desk, "ada").await;
        erase(&w, desk, gone.id).await;
        let again = w.user(desk, attributes("ada")).await;
        assert_ne!(again, gone.id);
        assert_eq!(entries(&w, desk.workspace, "contact.recreated").await, 1);
        assert_eq!(entries(&w, desk.workspace, "suppression.overridden").await, 1);
        erase(&w, desk, again).await;
        let silent = contacts::create_as(&w.d, &desk.owner, ContactRole::User, attributes("ada"), Arrival::Silent).await;
        assert!(matches!(silent, Err(CreateError::Suppressed)), "erased again, barred again");
    }
}
