//! The values that filters compare with, by the kind of their field.

use privacy::ids::Kind;
use privacy::{Id, Time};
use serde_json::Value;

use super::super::error::Problem;
use super::query::{Filter, Operator};

/// The most values of a list.
const LISTED: usize = 50;
/// The last second that a time may name: the end of the year 9999.
const LAST_SECOND: i64 = 253_402_300_799;
const DAY: i64 = 86_400;

impl Filter {
    /// What the filter's field takes instead. Names of fields are no secrets; one longer than any field is not repeated.
    pub(super) fn wrong(&self, allowed: &str) -> Problem {
        let name = if self.field.len() <= 32 { self.field.as_str() } else { "there" };
        Problem::invalid("query", format!("The field {name} takes {allowed}."))
    }

    /// The one value, or the values of `IN` and `NIN`.
    fn values(&self, allowed: &str) -> Result<Vec<&Value>, Problem> {
        match (self.operator, &self.value) {
            (Operator::In | Operator::NotIn, Value::Array(list)) if (1..=LISTED).contains(&list.len()) => {
                Ok(list.iter().collect())
            }
            (Operator::In | Operator::NotIn, _) => {
                Err(self.wrong(&format!("a list of 1 to {LISTED} values with IN and NIN")))
            }
            (Operator::Is | Operator::IsNot, one) => Ok(vec![one]),
            (Operator::Above | Operator::AtLeast | Operator::Below | Operator::AtMost, _) => {
                Err(self.wrong(allowed))
            }
        }
    }

    /// Texts to be the same as; a number is read as its digits. `None` stands for `null` and an empty text: there is none.
    pub(super) fn texts(&self) -> Result<Vec<Option<String>>, Problem> {
        let allowed = "a string or null with =, !=, IN or NIN";
        let read = |value: &Value| match value {
            Value::Null => Ok(None),
            Value::String(text) => Ok(Some(text.clone()).filter(|text| !text.is_empty())),
            Value::Number(number) => Ok(Some(number.to_string())),
            _ => Err(self.wrong(allowed)),
        };
        self.values(allowed)?.into_iter().map(read).collect()
    }

    /// Ids to be the same as. `None` stands for `0` and `null`, which name nobody; one that cannot be an id is left out.
    pub(super) fn ids<K: Kind>(&self) -> Result<Vec<Option<Id<K>>>, Problem> {
        let allowed = "an id with =, !=, IN or NIN";
        let mut ids = Vec::new();
        for value in self.values(allowed)? {
            let text = match value {
                Value::Null => "0".to_owned(),
                Value::String(text) => text.clone(),
                Value::Number(number) => number.to_string(),
                _ => return Err(self.wrong(allowed)),
            };
            match text.parse() {
                Ok(id) => ids.push(Some(id)),
                Err(_) if text == "0" => ids.push(None),
                Err(_) => {}
            }
        }
        Ok(ids)
    }

    /// Whether there is anybody at all, where that is what is asked: `> 0`. Who comes before whom is no question.
    pub(super) fn anybody(&self) -> Result<Option<bool>, Problem> {
        let given = match &self.value {
            Value::Null => Some(0),
            Value::String(text) => text.parse().ok(),
            value => value.as_i64(),
        };
        match (self.operator, given) {
            (Operator::Above, Some(0)) | (Operator::AtLeast, Some(1)) => Ok(Some(true)),
            (Operator::AtMost, Some(0)) | (Operator::Below, Some(1)) => Ok(Some(false)),
            (Operator::Above | Operator::AtLeast | Operator::Below | Operator::AtMost, _) => {
                Err(self.wrong("an id with =, !=, IN or NIN, or > 0 for anybody"))
            }
            _ => Ok(None),
        }
    }

    /// Whether it asks for what is not there: `null` with `=` or `!=`.
    pub(super) fn asks_for_none(&self) -> bool {
        self.value.is_null() && matches!(self.operator, Operator::Is | Operator::IsNot)
    }

    /// True or false, with `=` or `!=`.
    pub(super) fn flag(&self) -> Result<bool, Problem> {
        let given = match &self.value {
            Value::Bool(given) => Some(*given),
            Value::String(text) if text == "true" => Some(true),
            Value::String(text) if text == "false" => Some(false),
            _ => None,
        };
        match (given, self.operator) {
            (Some(given), Operator::Is) => Ok(given),
            (Some(given), Operator::IsNot) => Ok(!given),
            _ => Err(self.wrong("true or false with = or !=")),
        }
    }

    /// Some of a few words.
    pub(super) fn words<T: Copy>(&self, words: &[(&'static str, T)]) -> Result<Vec<T>, Problem> {
        let known: Vec<_> = words.iter().map(|(word, _)| *word).collect();
        let allowed = format!("one of {} with =, !=, IN or NIN", known.join(", "));
        let read = |value: &Value| {
            let word = words.iter().find(|(word, _)| value.as_str() == Some(word));
            word.map(|(_, meaning)| *meaning).ok_or_else(|| self.wrong(&allowed))
        };
        self.values(&allowed)?.into_iter().map(read).collect()
    }

    /// Whether it says what shall not be.
    pub(super) const fn negates(&self) -> bool {
        matches!(self.operator, Operator::IsNot | Operator::NotIn)
    }

    /// A time in whole seconds.
    pub(super) fn seconds(&self) -> Result<i64, Problem> {
        let given = match &self.value {
            Value::Number(number) => number.as_i64(),
            Value::String(text) => text.parse().ok(),
            _ => None,
        };
        given
            .filter(|seconds| (0..=LAST_SECOND).contains(seconds))
            .ok_or_else(|| self.wrong("a time in whole seconds since 1970-01-01 UTC"))
    }
}

/// A day of UTC: its first moment, and that of the next.
pub(super) fn day(seconds: i64) -> (Time, Time) {
    let start = seconds - seconds.rem_euclid(DAY);
    (Time::from_seconds(start), Time::from_seconds(start + DAY))
}
