//! Custom attributes in a request: names and simple values, as many and as large as they may be.

use domain::contacts::CustomAttributes;
use domain::limits;
use privacy::Personal;
use privacy::sealed::Json;
use serde_json::Value;

use super::error::Problem;
use super::given::Fields;

/// What `custom_attributes` gives, if it is there.
pub(super) fn read(fields: &mut Fields) -> Result<Option<Personal<Json<CustomAttributes>>>, Problem> {
    let Some(given) = fields.object("custom_attributes")?.value() else { return Ok(None) };
    let given = given.into_map();
    let named = |name: &str| {
        !name.is_empty() && name.len() <= limits::SHORT_TEXT_BYTES && !name.contains(char::is_control)
    };
    let wrong = |allowed: String| Err(Problem::invalid("custom_attributes", allowed));
    if given.len() > limits::CUSTOM_ATTRIBUTES {
        return wrong(format!("custom_attributes must be at most {} attributes.", limits::CUSTOM_ATTRIBUTES));
    }
    if !given.keys().all(|name| named(name)) {
        return wrong(format!(
            "The names in custom_attributes must have 1 to {} bytes and no control characters.",
            limits::SHORT_TEXT_BYTES
        ));
    }
    if given.values().any(|value| matches!(value, Value::Array(_) | Value::Object(_))) {
        return wrong(
            "The values in custom_attributes must be strings, numbers, true, false or null.".to_owned(),
        );
    }
    if serde_json::to_vec(&given).map_or(usize::MAX, |text| text.len()) > limits::CUSTOM_ATTRIBUTES_BYTES {
        return wrong(format!(
            "custom_attributes must have at most {} bytes as JSON.",
            limits::CUSTOM_ATTRIBUTES_BYTES
        ));
    }
    Ok(Some(Personal::new(Json(given))))
}
