//! The entry that every change carries: an act on a thing.

use activity_log::{Action, Facts, Object, ObjectKind};
use privacy::Id;
use privacy::ids::Kind;
use store::Act;

/// `action` on the thing of that id, with nothing more to tell.
pub(crate) fn of<K: Kind>(action: Action, id: &Id<K>) -> Act {
    with(action, id, Facts::new())
}

/// `action` on the thing of that id, with facts: ids, counts, closed codes, sealed values.
pub(crate) fn with<K: Kind>(action: Action, id: &Id<K>, facts: Facts) -> Act {
    let kind = ObjectKind::of_code(K::NAME).unwrap_or(ObjectKind::Workspace);
    Act { action, object: Object::new(kind, id.to_string()), facts }
}
