//! Codes by time (RFC 6238, with HMAC-SHA-1, six digits and 30 seconds, as every authenticator app has them).

use aws_lc_rs::hmac;
use zeroize::Zeroizing;

use crate::sealed::Content;
use crate::secret::same;
use crate::{Random, Time};

/// How long a code is the current one, in seconds.
pub const STEP_SECONDS: i64 = 30;
/// How many digits a code has.
pub const DIGITS: usize = 6;

const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// 20 random bytes that an authenticator app shares with the server.
pub struct TotpSecret(Zeroizing<[u8; 20]>);

impl TotpSecret {
    /// Draws a new one.
    pub fn fresh(random: &Random) -> Self {
        Self(Zeroizing::new(random.bytes()))
    }

    /// 32 letters and digits of base32 (RFC 4648), for apps that read no picture.
    pub fn base32(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(32));
        for five in self.0.chunks(5) {
            let bits = five.iter().fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
            for place in (0..8).rev() {
                let letter = usize::try_from(bits >> (place * 5) & 31).ok().and_then(|at| ALPHABET.get(at));
                text.push(char::from(letter.copied().unwrap_or(b'A')));
            }
        }
        text
    }

    /// The newest step of time, the one before or the one after `now`, of which `code` is the code and which is newer
    /// than `last`; `None` if it is of none of them. In constant time for each.
    pub fn step_of(&self, code: &str, now: Time, last: i64) -> Option<i64> {
        let current = now.seconds().div_euclid(STEP_SECONDS);
        let fits = |step: &i64| same(self.code(*step).as_bytes(), code.as_bytes());
        let found: Vec<i64> = (current - 1..=current + 1).filter(fits).collect();
        found.into_iter().filter(|step| *step > last).max()
    }

    /// The code of one step of time.
    pub fn code(&self, step: i64) -> Zeroizing<String> {
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &*self.0);
        let tag = hmac::sign(&key, &step.to_be_bytes());
        let tag = tag.as_ref();
        let offset = usize::from(tag.last().copied().unwrap_or_default() & 15);
        let four = tag.iter().skip(offset).take(4).fold(0_u32, |number, byte| number << 8 | u32::from(*byte));
        Zeroizing::new(format!("{:06}", (four & 0x7fff_ffff) % 1_000_000))
    }
}

impl std::fmt::Debug for TotpSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TotpSecret(..)")
    }
}

impl Content for TotpSecret {
    fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(self.0.to_vec())
    }
    fn from_bytes(bytes: Zeroizing<Vec<u8>>) -> Option<Self> {
        Some(Self(Zeroizing::new(bytes.as_slice().try_into().ok()?)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> TotpSecret {
        TotpSecret::from_bytes(Zeroizing::new(b"12345678901234567890".to_vec())).unwrap()
    }

    /// Appendix B of RFC 6238, the last six of its eight digits.
    #[test]
    fn the_codes_are_those_of_the_standard() {
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(known().code(seconds / STEP_SECONDS).as_str(), code, "at {seconds}");
        }
    }

    #[test]
    fn the_text_is_base32() {
        assert_eq!(known().base32().as_str(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    }

    #[test]
    fn a_code_is_good_for_its_time_and_once() {
        let (secret, now) = (known(), Time::from_seconds(1_111_111_111));
        let current = 1_111_111_111 / STEP_SECONDS;
        for step in [current - 1, current, current + 1] {
            assert_eq!(secret.step_of(&secret.code(step), now, 0), Some(step));
            assert_eq!(secret.step_of(&secret.code(step), now, step), None, "not twice");
        }
        for step in [current - 2, current + 2] {
            assert_eq!(secret.step_of(&secret.code(step), now, 0), None, "too old or too new");
        }
        for bad in ["", "0", "0000000", "abcdef", "０５０４７１"] {
            assert_eq!(secret.step_of(bad, now, 0), None);
        }
    }
}
