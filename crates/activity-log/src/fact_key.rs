//! What a fact can be about.

use crate::codes::codes;

codes! {
    /// What a fact tells.
    FactKey {
        /// The teammate to whom something was given.
        Assignee = "assignee",
        /// How many files came with it.
        Attachments = "attachments",
        /// The legal basis.
        Basis = "basis",
        /// Why somebody was refused, as a code.
        Cause = "cause",
        /// The vault's hash chain after it.
        Chain = "chain",
        /// The number of the vault's chain after it.
        ChainNumber = "chain_number",
        /// The company concerned.
        Company = "company",
        /// The contact concerned.
        Contact = "contact",
        /// The conversation concerned.
        Conversation = "conversation",
        /// How many things were concerned.
        Count = "count",
        /// How many of each kind.
        Counts = "counts",
        /// How many files begin otherwise than what they say they are.
        Disguised = "disguised",
        /// How many entries.
        Entries = "entries",
        /// The number of the epoch key.
        Epoch = "epoch",
        /// How many erasures were done again.
        Erased = "erased",
        /// The erasure concerned.
        Erasure = "erasure",
        /// When it ends.
        Expires = "expires",
        /// The vault's generation after it.
        Generation = "generation",
        /// The ground, as a code.
        Ground = "ground",
        /// The hold concerned.
        Hold = "hold",
        /// What ends the last copy of a key.
        Horizon = "horizon",
        /// How long that takes at most, in seconds.
        HorizonSeconds = "horizon_seconds",
        /// How an identity was proven.
        Identity = "identity",
        /// The secret that signed it.
        IdentitySecret = "identity_secret",
        /// How many links to addresses inside somebody's network stayed text.
        Inside = "inside",
        /// When the keys ended.
        KeysEnded = "keys_ended",
        /// How many keys were destroyed.
        Leaves = "leaves",
        /// What the storage cannot guarantee.
        Limits = "limits",
        /// How many names have markup in them, which is read as text.
        Markup = "markup",
        /// The part concerned.
        Message = "message",
        /// What it ended in, as a code.
        Outcome = "outcome",
        /// What holds the keys.
        Provider = "provider",
        /// The purpose of a disclosure.
        Purpose = "purpose",
        /// What was searched for, sealed.
        Query = "query",
        /// Which keys were destroyed.
        Ranges = "ranges",
        /// Why, in words, sealed.
        Reason = "reason",
        /// The region.
        Region = "region",
        /// When it was asked for.
        Requested = "requested",
        /// The teammate who reviews it.
        Reviewer = "reviewer",
        /// The role that somebody has or got.
        Role = "role",
        /// The role that somebody had.
        RoleBefore = "role_before",
        /// The root hash of the log's tree.
        Root = "root",
        /// What a token may do.
        Scope = "scope",
        /// The size of the log's tree.
        Size = "size",
        /// The step that was done.
        Step = "step",
        /// The bar concerned.
        Suppression = "suppression",
        /// The tag concerned.
        Tag = "tag",
        /// The team concerned.
        Team = "team",
        /// The teammate concerned.
        Teammate = "teammate",
        /// The tree of keys concerned.
        Tree = "tree",
        /// Until when it is put aside.
        Until = "until",
    }
}
