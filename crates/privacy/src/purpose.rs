//! Why someone looks at personal data. Closed: a purpose that is not here cannot be given.

use crate::codes;

codes! {
    /// The purpose of a disclosure.
    Purpose {
        /// A teammate or integration works on the customer's conversations.
        Support = "support",
        /// The data subject sees their own data.
        OwnData = "own_data",
        /// Proving who is signing in, or which session this is.
        Authentication = "authentication",
        /// Handing a letter to the mail server that the workspace chose.
        Delivery = "delivery",
        /// Running the workspace: its name, settings and teammates.
        Administration = "administration",
        /// A hold: what is kept for a claim or a duty, of somebody whose erasure waits for it.
        Legal = "legal",
        /// What a workspace shows to anybody in its messenger: its name and greeting.
        PublicFace = "public_face",
    }
}
