//! The JSON object that a client sends, and its fields one by one. What is wrong is said by field, never by value.

use std::borrow::Cow;

use axum::extract::{FromRequest, Request};
use privacy::ids::Kind;
use privacy::{Id, Personal, Time};
use serde_json::{Map, Value};

use super::error::Problem;
use crate::edge::body::read_json;

/// The largest body of a request without files, in bytes.
pub(super) const PLAIN: usize = 1024 * 1024;
/// The largest body of a request with files: 20 MiB of them in base64, and the rest.
pub(super) const WITH_FILES: usize = 28 * 1024 * 1024;
/// The last second that a time may name: the end of the year 9999.
const LAST_SECOND: i64 = 253_402_300_799;

/// The object in a request's body, of at most `MAX` bytes.
pub(super) struct Given<const MAX: usize>(pub(super) Fields);

impl<S: Sync, const MAX: usize> FromRequest<S> for Given<MAX> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let (parts, body) = request.into_parts();
        match read_json(&parts.headers, body, MAX).await? {
            Value::Object(object) => Ok(Self(Fields { object, within: String::new() })),
            _ => Err(Problem::invalid("body", "The body must be a JSON object.")),
        }
    }
}

/// What was said about a value: nothing, that there is none (`null`, or an empty text), or the value.
pub(super) enum Said<T> {
    Nothing,
    Null,
    Value(T),
}

impl<T> Said<T> {
    /// The value, if one was given.
    pub(super) fn value(self) -> Option<T> {
        if let Self::Value(value) = self { Some(value) } else { None }
    }

    fn try_map<U>(self, read: impl FnOnce(T) -> Result<U, Problem>) -> Result<Said<U>, Problem> {
        Ok(match self {
            Self::Nothing => Said::Nothing,
            Self::Null => Said::Null,
            Self::Value(value) => Said::Value(read(value)?),
        })
    }
}

impl<T> From<Said<T>> for Option<Option<T>> {
    /// `None` keeps what there is, `Some(None)` takes it away.
    fn from(said: Said<T>) -> Self {
        match said {
            Said::Nothing => None,
            Said::Null => Some(None),
            Said::Value(value) => Some(Some(value)),
        }
    }
}

/// The fields of an object. Those that nobody asks for are ignored.
pub(super) struct Fields {
    object: Map<String, Value>,
    within: String,
}

impl Fields {
    /// How errors name the field.
    pub(super) fn name(&self, field: &'static str) -> Cow<'static, str> {
        if self.within.is_empty() { field.into() } else { format!("{}.{field}", self.within).into() }
    }

    fn wrong(&self, field: &'static str, allowed: &str) -> Problem {
        let name = self.name(field);
        Problem::invalid(name.clone(), format!("{name} must be {allowed}."))
    }

    fn raw(&mut self, field: &str) -> Said<Value> {
        match self.object.remove(field) {
            None => Said::Nothing,
            Some(Value::Null) => Said::Null,
            Some(value) => Said::Value(value),
        }
    }

    /// A text of at most `max` bytes; an empty one says that there is none.
    pub(super) fn text(&mut self, field: &'static str, max: usize) -> Result<Said<String>, Problem> {
        match self.raw(field).try_map(|value| match value {
            Value::String(text) if text.len() <= max => Ok(text),
            _ => Err(self.wrong(field, &format!("a string of at most {max} bytes"))),
        })? {
            Said::Value(text) if text.is_empty() => Ok(Said::Null),
            said => Ok(said),
        }
    }

    /// A line of text about somebody: at most `max` bytes, no control characters.
    pub(super) fn line(
        &mut self,
        field: &'static str,
        max: usize,
    ) -> Result<Said<Personal<String>>, Problem> {
        self.text(field, max)?.try_map(|text| {
            let clean = !text.chars().any(char::is_control);
            clean
                .then(|| Personal::new(text))
                .ok_or_else(|| self.wrong(field, "one line without control characters"))
        })
    }

    /// An id as text, given as a string or a number.
    pub(super) fn id_text(&mut self, field: &'static str, max: usize) -> Result<Said<String>, Problem> {
        if let Some(Value::Number(number)) = self.object.get(field)
            && (number.is_u64() || number.is_i64())
        {
            let text = number.to_string();
            self.object.remove(field);
            return Ok(Said::Value(text));
        }
        match self.text(field, max) {
            Err(_) => Err(self.wrong(field, &format!("a string of at most {max} bytes, or a whole number"))),
            said => said,
        }
    }

    /// An id; one that cannot be an id of a `K` is answered as `unknown`.
    pub(super) fn id<K: Kind>(
        &mut self,
        field: &'static str,
        unknown: impl FnOnce() -> Problem,
    ) -> Result<Said<Id<K>>, Problem> {
        self.id_text(field, 64)?.try_map(|text| text.parse().map_err(|_| unknown()))
    }

    /// A time in whole seconds since 1970.
    pub(super) fn time(&mut self, field: &'static str) -> Result<Said<Time>, Problem> {
        self.raw(field).try_map(|value| {
            let seconds = value.as_i64().filter(|seconds| (0..=LAST_SECOND).contains(seconds));
            seconds
                .map(Time::from_seconds)
                .ok_or_else(|| self.wrong(field, "a time in whole seconds since 1970-01-01 UTC"))
        })
    }

    /// An amount from 0 to `most`, as a number or its digits; what stands behind the point is left out.
    pub(super) fn amount(&mut self, field: &'static str, most: i64) -> Result<Said<i64>, Problem> {
        let read = |value: Value| match value {
            Value::Number(number) => number.as_i64().or_else(|| whole_of(&number.to_string())),
            Value::String(text) => whole_of(text.trim()),
            _ => None,
        };
        if self.object.get(field).and_then(Value::as_str).is_some_and(str::is_empty) {
            self.object.insert(field.to_owned(), Value::Null);
        }
        self.raw(field).try_map(|value| {
            let number = read(value).filter(|number| (0..=most).contains(number));
            number.ok_or_else(|| self.wrong(field, &format!("a number from 0 to {most}")))
        })
    }

    /// A whole number from 1 to `most`.
    pub(super) fn whole(&mut self, field: &'static str, most: i64) -> Result<Said<i64>, Problem> {
        self.raw(field).try_map(|value| {
            let number = value.as_i64().filter(|number| (1..=most).contains(number));
            number.ok_or_else(|| self.wrong(field, &format!("a whole number from 1 to {most}")))
        })
    }

    /// A list of at most `max` texts.
    pub(super) fn texts(&self, field: &'static str, max: usize) -> Result<Vec<String>, Problem> {
        let wrong = || self.wrong(field, &format!("a list of at most {max} strings"));
        match self.object.get(field) {
            None | Some(Value::Null) => Ok(Vec::new()),
            Some(Value::Array(list)) if list.len() <= max => {
                list.iter().map(|one| one.as_str().map(str::to_owned).ok_or_else(wrong)).collect()
            }
            Some(_) => Err(wrong()),
        }
    }

    /// Whether something was said about the field.
    pub(super) fn has(&self, field: &str) -> bool {
        self.object.get(field).is_some_and(|value| !value.is_null())
    }

    /// True or false.
    pub(super) fn flag(&mut self, field: &'static str) -> Result<Said<bool>, Problem> {
        self.raw(field).try_map(|value| value.as_bool().ok_or_else(|| self.wrong(field, "true or false")))
    }

    /// One of a few words.
    pub(super) fn word<T: Copy>(
        &mut self,
        field: &'static str,
        words: &[(&'static str, T)],
    ) -> Result<Said<T>, Problem> {
        self.raw(field).try_map(|value| {
            let found = words.iter().find(|(word, _)| value.as_str() == Some(word));
            found.map(|(_, meaning)| *meaning).ok_or_else(|| {
                let all: Vec<_> = words.iter().map(|(word, _)| *word).collect();
                self.wrong(field, &format!("one of {}", all.join(", ")))
            })
        })
    }

    /// An object with fields of its own.
    pub(super) fn object(&mut self, field: &'static str) -> Result<Said<Self>, Problem> {
        let within = self.name(field).into_owned();
        self.raw(field).try_map(|value| match value {
            Value::Object(object) => Ok(Self { object, within }),
            _ => Err(self.wrong(field, "an object")),
        })
    }

    /// Whether the field is an object.
    pub(super) fn is_object(&self, field: &str) -> bool {
        self.object.get(field).is_some_and(Value::is_object)
    }

    /// Whether the field is a list with something in it.
    pub(super) fn lists(&self, field: &'static str) -> Result<bool, Problem> {
        match self.object.get(field) {
            None | Some(Value::Null) => Ok(false),
            Some(Value::Array(list)) => Ok(!list.is_empty()),
            Some(_) => Err(self.wrong(field, "a list")),
        }
    }

    /// A list of objects, of at most `max` of them.
    pub(super) fn objects(&mut self, field: &'static str, max: usize) -> Result<Vec<Self>, Problem> {
        let within = self.name(field).into_owned();
        let wrong = || self.wrong(field, &format!("a list of at most {max} objects"));
        let Some(value) = self.object.get(field) else { return Ok(Vec::new()) };
        let list = match value {
            Value::Null => return Ok(Vec::new()),
            Value::Array(list) if list.len() <= max && list.iter().all(Value::is_object) => list.len(),
            _ => return Err(wrong()),
        };
        let mut objects = Vec::with_capacity(list);
        if let Some(Value::Array(list)) = self.object.remove(field) {
            for (place, value) in list.into_iter().enumerate() {
                if let Value::Object(object) = value {
                    objects.push(Self { object, within: format!("{within}.{place}") });
                }
            }
        }
        Ok(objects)
    }

    /// The object as it was given.
    pub(super) fn into_map(self) -> Map<String, Value> {
        self.object
    }
}

/// The digits before the point, as a number.
fn whole_of(text: &str) -> Option<i64> {
    let (whole, behind) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    (digits(whole) && digits(behind)).then(|| whole.parse().ok()).flatten()
}

/// The fields of an object, for tests.
#[cfg(test)]
pub(super) fn of(value: Value) -> Fields {
    let Value::Object(object) = value else { panic!("an object") };
    Fields { object, within: String::new() }
}

/// The value, which must be there.
pub(super) fn required<T>(said: Said<T>, field: impl Into<Cow<'static, str>>) -> Result<T, Problem> {
    said.value().ok_or_else(|| Problem::missing(field))
}
