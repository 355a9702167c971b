//! Closed enums with permanent text codes.

macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $code:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $name { $($(#[$vdoc])* $variant,)+ }
        impl $name {
            /// Every one of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The permanent code: never changed, never used for anything else.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// The one of that code.
            pub fn of_code(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}
pub(crate) use codes;

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use crate::{Action, ActorKind, FactKey, ObjectKind};

    macro_rules! distinct {
        ($($kind:ty),+) => {$(
            let codes: HashSet<&str> = <$kind>::ALL.iter().map(|one| one.code()).collect();
            assert_eq!(codes.len(), <$kind>::ALL.len());
            for one in <$kind>::ALL {
                assert_eq!(<$kind>::of_code(one.code()), Some(*one));
                assert!(one.code().bytes().all(|b| matches!(b, b'a'..=b'z' | b'_' | b'.')) && one.code().len() <= 32);
            }
            assert_eq!(<$kind>::of_code("no such code"), None);
        )+};
    }

    #[test]
    fn codes_are_distinct_and_read_back() {
        distinct!(Action, ActorKind, ObjectKind, FactKey);
    }
}
