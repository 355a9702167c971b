//! A personal value on its way in. It cannot be printed, serialised, compared or stored; only sealed.

use std::fmt;

use zeroize::Zeroize;

/// A value about a person, or that a customer wrote, before it is sealed.
pub struct Personal<T>(T);

impl<T> Personal<T> {
    /// Takes a value in.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// Turns it into another personal value: trimmed, parsed, normalised.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Personal<U> {
        Personal(change(self.0))
    }

    /// Makes one personal value of two.
    pub fn join<V, U>(self, other: Personal<V>, make: impl FnOnce(T, V) -> U) -> Personal<U> {
        Personal(make(self.0, other.0))
    }

    /// Checks a property of the value, without letting it out.
    pub fn is(&self, test: impl FnOnce(&T) -> bool) -> bool {
        test(&self.0)
    }

    /// The value, for sealing and for handing to the person it is about.
    pub(crate) const fn expose(&self) -> &T {
        &self.0
    }
}

impl<T> Personal<Option<T>> {
    /// The value, if there is one.
    pub fn transpose(self) -> Option<Personal<T>> {
        self.0.map(Personal)
    }
}

impl<T: Clone> Clone for Personal<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T> fmt::Debug for Personal<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Personal(..)")
    }
}

impl<'de, T: serde::Deserialize<'de>> serde::Deserialize<'de> for Personal<T> {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        T::deserialize(from).map(Self)
    }
}

impl<T: Zeroize> Zeroize for Personal<T> {
    fn zeroize(&mut self) {
        self.0.zeroize();
    }
}
