//! Teammates' passwords: Argon2id with OWASP's first recommendation (19 MiB, 2 passes, 1 lane).

use argon2::Argon2;
use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};

use crate::sealed::Disclosed;
use crate::{Personal, Random};

/// The shortest password that is taken, in characters.
pub const MIN_CHARACTERS: usize = 12;
/// The longest password that is taken, in bytes.
pub const MAX_BYTES: usize = 1024;

/// The hash of `password` as a PHC string, to be sealed like the rest of the person. Slow on purpose: 20 ms or so.
pub fn hash(random: &Random, password: &Personal<String>) -> Option<Personal<String>> {
    let salt: [u8; 16] = random.bytes();
    let hash = Argon2::default().hash_password_with_salt(password.expose().as_bytes(), &salt).ok()?;
    Some(Personal::new(hash.to_string()))
}

/// Whether `password` is the one that `hash` was made of.
pub fn verify(password: &Personal<String>, hash: &Disclosed<String>) -> bool {
    PasswordHash::new(hash.shown())
        .is_ok_and(|hash| Argon2::default().verify_password(password.expose().as_bytes(), &hash).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_right_password_verifies() {
        let right = Personal::new("correct horse battery".to_owned());
        let hash = Disclosed::made(hash(&Random::seeded(1), &right).unwrap().expose().clone());
        assert!(hash.shown().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(verify(&right, &hash));
        assert!(!verify(&Personal::new("correct horse batterY".to_owned()), &hash));
        assert!(!verify(&right, &Disclosed::made("not a hash".to_owned())));
    }
}
