use std::collections::HashMap;
use std::time::Duration;

use privacy::Time;
use proptest::prelude::*;

use super::*;

const KINDS: [Kind; 7] = [
    Kind::ApiToken,
    Kind::Workspace,
    Kind::Address,
    Kind::SignInAddress,
    Kind::SignInAccount,
    Kind::VisitorStart,
    Kind::MessengerSend,
];

fn clock() -> Clock {
    Clock::manual(Time::from_seconds(1_700_000_000))
}

proptest! {
    #[test]
    fn it_counts_as_a_plain_count_by_window_does(
        steps in proptest::collection::vec((0usize..7, 0u8..4, 0u64..15, 1usize..40), 1..200),
    ) {
        let clock = clock();
        let rates = Rates::new(clock.clone(), 1);
        let mut model: HashMap<(Kind, u8, i64), u32> = HashMap::new();
        for (kind, key, seconds, times) in steps {
            clock.advance(Duration::from_secs(seconds));
            let kind = KINDS[kind];
            let (limit, length) = kind.allowance();
            let now = clock.now().seconds();
            for _ in 0..times {
                let count = model.entry((kind, key, now / length)).or_default();
                *count += 1;
                let decision = rates.check(kind, &[key]);
                prop_assert_eq!(decision.allowed, *count <= limit);
                prop_assert_eq!(decision.remaining, limit.saturating_sub(*count));
                prop_assert_eq!(decision.reset_unix, (now / length + 1) * length);
                prop_assert_eq!(decision.retry_after, decision.reset_unix - now);
            }
        }
    }

    #[test]
    fn memory_is_bounded_and_flooding_forgets_nobody(keys in 40u16..400, capacity in 8usize..32) {
        let rates = Rates::with_room(clock(), 1, 1, capacity);
        for _ in 0..10 {
            prop_assert!(rates.check(Kind::SignInAddress, b"early").allowed);
        }
        for key in 0..keys {
            rates.check(Kind::SignInAddress, &key.to_be_bytes());
        }
        prop_assert!(rates.shards[0].lock().unwrap().windows.len() <= capacity + KINDS.len());
        prop_assert!(!rates.check(Kind::SignInAddress, b"early").allowed);
        prop_assert!(!rates.check(Kind::SignInAddress, b"newcomer").allowed);
    }
}

#[test]
fn ended_windows_are_dropped() {
    let clock = clock();
    let rates = Rates::with_room(clock.clone(), 1, 1, 100);
    for key in 0..100u8 {
        rates.check(Kind::Address, &[key]);
    }
    clock.advance(Duration::from_secs(10));
    assert_eq!(rates.check(Kind::Address, &[200]).remaining, 99);
    assert_eq!(rates.shards[0].lock().unwrap().windows.len(), 1);
}

#[test]
fn the_limits_are_the_promised_ones() {
    let rates = Rates::new(clock(), 1);
    assert_eq!(rates.check(Kind::ApiToken, b"t").limit, 1_666);
    assert_eq!(rates.check(Kind::Workspace, b"w").limit, 4_166);
    assert_eq!(Rates::new(clock(), 10).check(Kind::ApiToken, b"t").limit, 16_660);
}

#[test]
fn an_ipv6_network_counts_as_one_and_a_mapped_address_as_the_ipv4_one() {
    let rates = Rates::new(clock(), 1);
    let check = |text: &str| rates.check_address(Kind::VisitorStart, text.parse().unwrap()).remaining;
    assert_eq!((check("2001:db8::1"), check("2001:db8::2:3"), check("2001:db8:0:1::1")), (29, 28, 29));
    assert_eq!((check("192.0.2.1"), check("::ffff:192.0.2.1"), check("192.0.2.2")), (29, 28, 29));
}

#[test]
fn the_stricter_decision_wins() {
    let rates = Rates::new(clock(), 1);
    let many = rates.check(Kind::ApiToken, b"t");
    let few = rates.check(Kind::SignInAccount, b"a");
    assert_eq!(many.or_stricter(few), few);
    let refused = Decision { allowed: false, remaining: 5_000, ..many };
    assert_eq!(few.or_stricter(refused), refused);
    let mut headers = HeaderMap::new();
    refused.write_to(&mut headers);
    assert_eq!(headers["x-ratelimit-reset"], refused.reset_unix.to_string().as_str());
    assert!(headers.contains_key(header::RETRY_AFTER));
}
