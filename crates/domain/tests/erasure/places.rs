//! Every place in which the register says that a value of a contact can stand has one of them before the erasure, and
//! after it an older copy of the store, opened with the vault as it is now, opens none.

use domain::holds::{self, On, Scope};
use domain::mail::{self, Letter};
use domain::{contacts, uses};
use privacy::access::allow;
use privacy::keys::WorkspaceKeys;
use privacy::{RowId, Sealed, Use};
use store::register::{About, Class, Erasure, Register};
use store::{Statement, params};
use testkit::on_both_engines;
use testkit::world::{Desk, World, personal};

use crate::scene::{Person, erase, hold, left, objects, person};

/// A column with sealed values of contacts.
struct Place {
    used_as: String,
    all: &'static Statement,
}

/// What the register names. A table's primary key is what its values are bound to.
fn places() -> Vec<Place> {
    let register = Register::read().unwrap();
    let mut places = Vec::new();
    for (table, declared) in register.tables() {
        if !matches!(declared.about, About::Contact | About::Person)
            || declared.erasure == Some(Erasure::Kept)
        {
            continue;
        }
        for (column, held) in declared.columns.iter().filter(|(_, held)| held.class == Class::Sealed) {
            let key: Vec<String> = declared.key.iter().map(|key| format!("CAST({key} AS TEXT)")).collect();
            let sql = format!(
                "SELECT {}, {column} FROM {table} WHERE workspace_id = $1 AND {column} IS NOT NULL",
                key.join(" || '/' || ")
            );
            let all = Box::leak(Box::new(Statement { name: "PLACE", sql: sql.leak() }));
            places.push(Place { used_as: held.used_as.clone().unwrap(), all });
        }
    }
    places
}

/// How many values stand in a place, and how many of them open.
async fn opening(w: &World, desk: Desk, place: &Place) -> (usize, usize) {
    macro_rules! by_use {
        ($($name:ident),+) => {
            match place.used_as.as_str() {
                $(<uses::$name as Use>::NAME => count::<uses::$name>(w, desk, place.all).await,)+
                unknown => panic!("{unknown} has no canary here: add its use, and a value to the person of these tests"),
            }
        };
    }
    by_use!(
        ContactExternalId,
        ContactEmail,
        ContactPhone,
        ContactName,
        ContactCustom,
        MessageBody,
        DraftBody,
        ConversationAttributes,
        ContactNote,
        ConversationPage,
        DataEventName,
        DataEventMetadata,
        FileName,
        FileMediaType,
        HoldBasis,
        MailRecipient,
        MailSubject,
        MailBody,
        MailHtml,
        MailStopLink
    )
}

async fn count<U: Use>(w: &World, desk: Desk, all: &'static Statement) -> (usize, usize) {
    let keys = w.d.keys(desk.workspace).await.unwrap();
    let rows = w.d.store.rows(all, params![desk.workspace]).await.unwrap();
    let found = rows.len();
    let opened = rows.into_iter().filter(|row| {
        let mut c = row.clone().cells();
        let id = c.text(|id| Some(id.to_owned())).unwrap();
        let sealed: Sealed<U> = c.sealed().unwrap();
        keys.reopen::<U>(&RowId::of(id), &sealed).is_ok()
    });
    (found, opened.count())
}

/// How many sealed contents of files there are, and how many of them open.
fn contents(w: &World, keys: &WorkspaceKeys) -> (usize, usize) {
    let mut folders = vec![w.files().to_owned()];
    let (mut found, mut opened) = (0, 0);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let sealed = Sealed::<uses::FileContent>::from_store(std::fs::read(&path).unwrap()).unwrap();
            let row = RowId::of(path.file_name().unwrap().to_str().unwrap());
            found += 1;
            opened += usize::from(keys.reopen(&row, &sealed).is_ok());
        }
    }
    (found, opened)
}

async fn with_a_hold_that_is_over(w: &World, desk: Desk) -> Person {
    let one = person(w, desk, "ada").await;
    let found = contacts::find(&w.d, desk.workspace, one.id).await.unwrap().unwrap();
    let letter = Letter {
        html: Some(personal("<p>They are ready.")),
        stop_link: Some(personal("https://desk.example/no-mail")),
        ..Letter::plain(personal("Your cups"), personal("They are ready."))
    };
    assert!(mail::to_contact(&w.d, &allow(&desk.owner, found).unwrap(), &letter).await.unwrap());
    let id =
        holds::place(&w.d, &desk.owner, On::Contact(one.id), hold(w, desk, Scope::Everything)).await.unwrap();
    holds::lift(&w.d, &desk.owner, id).await.unwrap();
    one
}

on_both_engines! {
    async fn an_older_copy_opens_nothing_of_the_erased(place: Place) {
        let mut w = World::new(place).await;
        let desk = w.desk().await;
        let gone = with_a_hold_that_is_over(&w, desk).await;
        let older = w.backup().await;
        let places = places();
        assert!(places.len() >= 11, "the register names them");
        for place in &places {
            let (found, opened) = opening(&older, desk, place).await;
            assert!(found > 0 && opened == found, "before: {} has {found}, {opened} open", place.used_as);
        }
        let keys = w.d.keys(desk.workspace).await.unwrap();
        assert_eq!(contents(&older, &keys), (2, 2));
        drop(keys);

        erase(&w, desk, gone.id).await;
        for place in &places {
            let (found, opened) = opening(&older, desk, place).await;
            assert!(found > 0 && opened == 0, "the copy: {} has {found}, {opened} open", place.used_as);
            assert_eq!(opening(&w, desk, place).await, (0, 0), "{} is left", place.used_as);
        }
        let keys = w.d.keys(desk.workspace).await.unwrap();
        assert_eq!((contents(&older, &keys), contents(&w, &keys)), ((2, 0), (0, 0)));
        assert_eq!((left(&w, desk.workspace, gone.id).await, objects(&w)), (0, 0));
    }
}
