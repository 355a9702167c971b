//! Who is in the demo, and what they say. All invented.

/// The company whose workspace it is.
pub(super) const COMPANY: &str = "Kettle & Fern";
/// What its messenger says first.
pub(super) const GREETING: &str = "Hello! Ask us anything about tea, teapots or your order.";
/// Its teammates.
pub(super) const TEAMMATES: [(&str, &str); 2] =
    [("Mina Okafor", "mina@kettle-and-fern.example"), ("Jonas Lindqvist", "jonas@kettle-and-fern.example")];

/// Its one team, of both.
pub(super) const TEAM: &str = "Orders";

/// Who says a line.
#[derive(Debug, Clone, Copy)]
pub(super) enum Says {
    /// The person who asks.
    Customer,
    /// The first teammate.
    First,
    /// The second teammate.
    Second,
    /// The second teammate, in a note.
    SecondInside,
}

/// What happens afterwards.
#[derive(Debug, Clone, Copy)]
pub(super) enum Then {
    /// Nothing: it is open, and nobody's.
    Open,
    /// It is the first teammate's.
    WithFirst,
    /// It is the second teammate's.
    WithSecond,
    /// It is closed.
    Closed,
}

/// A person with a conversation.
pub(super) struct People {
    pub(super) name: Option<&'static str>,
    pub(super) email: Option<&'static str>,
    pub(super) phone: Option<&'static str>,
    pub(super) external_id: Option<&'static str>,
    pub(super) lines: &'static [(Says, &'static str)],
    pub(super) then: Then,
}

/// Everybody, the oldest conversation first.
pub(super) const ALL: &[People] = &[
    People {
        name: Some("Rosalind Achterberg"),
        email: Some("rosalind@achterberg.example"),
        phone: Some("+31 20 555 0143"),
        external_id: Some("customer-1041"),
        lines: &[
            (Says::Customer, "Hi, I broke the lid of my Moss teapot. Can I buy just the lid?"),
            (
                Says::First,
                "Hi Rosalind! Yes. Is it the small one or the large one? The size is under the base.",
            ),
            (Says::Customer, "It says 0.9 l."),
            (Says::First, "Then it is lid M-9. I have put one in the post for you, free of charge."),
            (Says::Customer, "That is very kind, thank you!"),
        ],
        then: Then::Closed,
    },
    People {
        name: Some("Tomás Villaseñor"),
        email: Some("tomas@villasenor.example"),
        phone: None,
        external_id: Some("customer-1187"),
        lines: &[
            (Says::Customer, "My order F-20931 was to arrive on Tuesday. Where is it?"),
            (Says::Second, "Good morning Tomás, I am asking the carrier and will be back within the hour."),
            (
                Says::SecondInside,
                "Carrier says the parcel is in the wrong depot. They promise tomorrow before noon.",
            ),
            (
                Says::Second,
                "Found it: the parcel took a wrong turn. It will be with you tomorrow before noon.",
            ),
            (Says::Customer, "OK. Please make sure of it, it is a present for Thursday."),
        ],
        then: Then::WithSecond,
    },
    People {
        name: Some("桐野 沙織"),
        email: Some("saori@kirino.example"),
        phone: Some("+81 3 5555 0127"),
        external_id: None,
        lines: &[
            (Says::Customer, "日本への配送はできますか？送料も教えてください。"),
            (Says::First, "はい、お届けできます。送料は一律 18 ユーロで、5 日ほどかかります。"),
        ],
        then: Then::WithFirst,
    },
    People {
        name: Some("Bram Oyelaran"),
        email: Some("bram@oyelaran.example"),
        phone: None,
        external_id: None,
        lines: &[(
            Says::Customer,
            "We are fitting out a small hotel and need forty teapots by March. Do you give a price for that?",
        )],
        then: Then::Open,
    },
    People {
        name: None,
        email: None,
        phone: None,
        external_id: None,
        lines: &[(Says::Customer, "Is the Moss teapot safe in the dishwasher?")],
        then: Then::Open,
    },
];
