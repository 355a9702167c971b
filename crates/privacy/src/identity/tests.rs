use proptest::prelude::*;

use super::fuzzing::{identity_token, signed};
use super::token::read as by_token;
use super::{Claims, Refusal, SigningSecret, by_hash};
use crate::{Personal, Time};

const NOW: i64 = 1_790_000_000;
const HEADER: &[u8] = br#"{"alg":"HS256","typ":"JWT"}"#;
/// HMAC-SHA-256 of "42" under the secret.
const HASH: &str = "40ac3a2cf98943a9ac9eaeecbad84c0fbb7e7e9608e2bfe4e0fb24866025b35c";
const SECRET: &str = "9Zw0xNs3vKk0fPz9rwKqNbzH3mPVQmQxL9vhSm9Tk4A";

fn secrets() -> Vec<SigningSecret<u8>> {
    let secret = |id, text: &str| SigningSecret { id, text: Personal::new(text.to_owned()) };
    vec![secret(1, "another secret that is live too"), secret(2, SECRET)]
}

fn read(token: &str) -> Result<(u8, Claims), Refusal> {
    by_token(&secrets(), token, Time::from_seconds(NOW)).map(|(id, claims)| (*id, claims))
}

fn refused(header: &[u8], payload: &str) -> Refusal {
    read(&signed(header, payload.as_bytes())).map(|_| ()).unwrap_err()
}

#[test]
fn a_good_token_names_somebody_and_says_which_secret_signed_it() {
    let payload = format!(r#"{{"user_id":"u-7","email":"a@b.example","exp":{},"iat":{NOW}}}"#, NOW + 3600);
    let (id, claims) = read(&signed(HEADER, payload.as_bytes())).unwrap();
    assert_eq!(id, 2);
    assert!(claims.user_id.is(|user| user == "u-7"));
    assert_eq!(claims.session_ends_at(), Time::from_seconds(NOW + 3660));
    assert!(claims.attributes.is(|more| more.len() == 1 && more["email"] == "a@b.example"));
}

/// Made with Python's `hmac` and `base64`, not with this code.
#[test]
fn a_token_made_elsewhere_is_read() {
    let token = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VyX2lkIjoiNDIiLCJleHAiOjE3OTAwMDM2MDB9.H3kJmymcSKpqXX9ss9_df4Wa6p89xKnA8iHAutvOI3c";
    let (_, claims) = read(token).unwrap();
    assert!(claims.user_id.is(|user| user == "42"));
    let who = Personal::new("42".to_owned());
    assert_eq!(by_hash(&secrets(), &who, &Personal::new(HASH.to_owned())), Ok(&2));
}

#[test]
fn every_other_algorithm_is_refused_however_it_is_signed() {
    let payload = format!(r#"{{"user_id":"7","exp":{}}}"#, NOW + 60);
    for alg in ["none", "None", "nOnE", "HS384", "HS512", "RS256", "ES256", "hs256", "HS256 ", ""] {
        let header = format!(r#"{{"alg":"{alg}"}}"#);
        assert_eq!(refused(header.as_bytes(), &payload), Refusal::Algorithm, "{alg}");
    }
    for header in ["{}", r#"{"alg":null}"#, r#"{"alg":["HS256"]}"#] {
        assert_eq!(refused(header.as_bytes(), &payload), Refusal::Algorithm, "{header}");
    }
    let crit = r#"{"alg":"HS256","crit":["exp"],"exp":1}"#;
    for header in [crit, r#"{"alg":"HS256","b64":false}"#, r#"{"alg":"HS256","typ":"JWE"}"#, "[]", "7", ""] {
        assert_eq!(refused(header.as_bytes(), &payload), Refusal::Malformed, "{header}");
    }
    let unsigned = signed(br#"{"alg":"none"}"#, payload.as_bytes());
    let (unsigned, _) = unsigned.rsplit_once('.').unwrap();
    assert_eq!(read(&format!("{unsigned}.")).unwrap_err(), Refusal::Algorithm);
}

#[test]
fn times_are_bounded() {
    for (claims, why) in [
        (String::new(), Refusal::NoExpiry),
        (format!(r#","exp":{}"#, NOW - 61), Refusal::Expired),
        (format!(r#","exp":{}"#, NOW - 60), Refusal::Expired),
        (r#","exp":"1790003600""#.to_owned(), Refusal::Malformed),
        (r#","exp":null"#.to_owned(), Refusal::Malformed),
        (r#","exp":-1"#.to_owned(), Refusal::Malformed),
        (r#","exp":1e300"#.to_owned(), Refusal::Malformed),
        (format!(r#","exp":{}"#, NOW + 30 * 86_400 + 61), Refusal::LivesTooLong),
        (format!(r#","exp":{},"iat":{}"#, NOW + 60, NOW - 30 * 86_400 - 1), Refusal::LivesTooLong),
        (format!(r#","exp":{},"iat":{}"#, NOW + 3600, NOW + 61), Refusal::NotYet),
        (format!(r#","exp":{},"nbf":{}"#, NOW + 3600, NOW + 61), Refusal::NotYet),
    ] {
        assert_eq!(refused(HEADER, &format!(r#"{{"user_id":"7"{claims}}}"#)), why, "{claims}");
    }
    for good in [
        format!(r#""exp":{}"#, NOW - 59),
        format!(r#""exp":{}.5"#, NOW + 1),
        format!(r#""exp":{},"iat":{},"nbf":{}"#, NOW + 30 * 86_400, NOW, NOW + 60),
    ] {
        assert!(read(&signed(HEADER, format!(r#"{{"user_id":7,{good}}}"#).as_bytes())).is_ok(), "{good}");
    }
}

#[test]
fn a_token_without_a_user_is_nobodys() {
    for user in [r#""""#, "null", "1.5", "true", "[]", r#""a\u0000b""#] {
        let payload = format!(r#"{{"user_id":{user},"exp":{}}}"#, NOW + 60);
        assert_eq!(refused(HEADER, &payload), Refusal::NoUser, "{user}");
    }
    assert_eq!(
        refused(HEADER, &format!(r#"{{"sub":"7","email":"a@b.example","exp":{}}}"#, NOW + 60)),
        Refusal::NoUser
    );
    let long = "x".repeat(513);
    assert_eq!(refused(HEADER, &format!(r#"{{"user_id":"{long}","exp":{}}}"#, NOW + 60)), Refusal::NoUser);
}

#[test]
fn what_is_not_a_token_is_refused_before_anything_is_believed() {
    for text in ["", ".", "..", "...", "a.b", "a.b.c.d", "{}.{}.{}", "e30.e30.e30=", " e30.e30.e30"] {
        assert!(matches!(read(text), Err(Refusal::Malformed | Refusal::Algorithm)), "{text}");
    }
    assert_eq!(read(&"x".repeat(16 * 1024 + 1)).unwrap_err(), Refusal::TooLong);
    let others = secrets();
    let others = &others[..1];
    let good = signed(HEADER, br#"{"user_id":"7","exp":1790003600}"#);
    let foreign = by_token(others, &good, Time::from_seconds(NOW)).map(|_| ());
    assert_eq!(
        foreign.unwrap_err(),
        Refusal::Signature,
        "a secret that was deleted, or is another workspace's"
    );
}

#[test]
fn a_hash_is_of_exactly_this_user() {
    let who = |text: &str| Personal::new(text.to_owned());
    for wrong in ["43", "42 ", " 42", "a@b.example"] {
        assert_eq!(by_hash(&secrets(), &who(wrong), &who(HASH)), Err(Refusal::Signature), "{wrong}");
    }
    for text in ["", "00", &format!("{HASH}00"), "zz"] {
        assert_eq!(by_hash(&secrets(), &who("42"), &who(text)), Err(Refusal::Malformed), "{text}");
    }
    let upper = HASH.to_uppercase();
    assert_eq!(by_hash(&secrets(), &who("42"), &who(&upper)), Err(Refusal::Malformed));
}

proptest! {
    #[test]
    fn nothing_is_taken_without_a_signature(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        identity_token(&bytes);
    }

    #[test]
    fn what_looks_like_claims_is_bounded(user in "[a-z0-9]{0,6}", exp in any::<i64>(), near in -100_000_000_i64..100_000_000) {
        for exp in [exp, NOW + near] {
            identity_token(format!(r#"{{"user_id":"{user}","exp":{exp}}}"#).as_bytes());
            identity_token(format!(r#"{{"alg":"HS256","{user}":{exp}}}"#).as_bytes());
        }
    }
}
