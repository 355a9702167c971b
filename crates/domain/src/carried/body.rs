//! What a note says, as JSON: ids, times, codes. Anything else is refused.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::Trouble;

/// A bar against a silent return; the note's name is the keyed hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Bar {
    pub(super) kind: String,
    pub(super) erasure: String,
    pub(super) created_us: i64,
    pub(super) expires_us: i64,
    pub(super) overridden_us: Option<i64>,
}

/// A hold without the words of its basis; the note's name is its id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Hold {
    pub(super) contact: String,
    pub(super) conversation: Option<String>,
    pub(super) ground: String,
    pub(super) scope: String,
    pub(super) until_us: Option<i64>,
    pub(super) review_us: i64,
    pub(super) reviewer: String,
    pub(super) placed_us: i64,
    pub(super) placed_by: String,
    pub(super) placed_by_id: String,
    pub(super) lifted_us: Option<i64>,
}

/// An erasure that was asked for; the note's name is what is erased.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Erasure {
    pub(super) erasure: String,
    pub(super) requested_us: i64,
}

pub(super) fn written(body: &impl Serialize) -> Result<Vec<u8>, Trouble> {
    serde_json::to_vec(body).map_err(|_| Trouble::Broken)
}

pub(super) fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Trouble> {
    serde_json::from_slice(bytes).map_err(|_| Trouble::Broken)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn bar() -> impl Strategy<Value = Bar> {
        let times = (any::<i64>(), any::<i64>(), any::<Option<i64>>());
        ("[a-z_]{1,12}", "[0-9a-f]{32}", times).prop_map(
            |(kind, erasure, (created_us, expires_us, overridden_us))| Bar {
                kind,
                erasure,
                created_us,
                expires_us,
                overridden_us,
            },
        )
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(bar in bar()) {
            let bytes = written(&bar).unwrap();
            for cut in 0..bytes.len() {
                prop_assert!(read::<Bar>(&bytes[..cut]).is_err());
            }
            prop_assert!(read::<Hold>(&bytes).is_err() && read::<Erasure>(&bytes).is_err());
            prop_assert_eq!(read::<Bar>(&bytes).unwrap(), bar);
        }

        #[test]
        fn anything_can_be_looked_at(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let hold = |hold: Hold| read::<Hold>(&written(&hold).unwrap()).unwrap() == hold;
            prop_assert!(read(&bytes).map_or(true, hold));
            let erasure = |erasure: Erasure| read::<Erasure>(&written(&erasure).unwrap()).unwrap() == erasure;
            prop_assert!(read(&bytes).map_or(true, erasure));
        }
    }
}
