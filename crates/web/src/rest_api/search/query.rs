//! The form of a search: `{query, pagination, sort}`. What it says of fields is for each kind of thing to read.

use std::borrow::Cow;

use serde_json::Value;

use super::super::error::Problem;
use super::super::given::{Fields, required};

/// Filters in one group.
const IN_GROUP: usize = 15;
/// Groups within each other.
const DEEP: usize = 2;

/// What is searched for.
#[derive(Debug, PartialEq)]
pub(super) enum Asked {
    /// All of them hold.
    Every(Vec<Self>),
    /// One of them holds.
    Any(Vec<Self>),
    /// One filter.
    Filter(Filter),
}

/// How a filter compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Is,
    IsNot,
    In,
    NotIn,
    Above,
    AtLeast,
    Below,
    AtMost,
}

/// One filter.
#[derive(Debug, PartialEq)]
pub(super) struct Filter {
    /// What it asks about.
    pub(super) field: String,
    /// How.
    pub(super) operator: Operator,
    /// With what.
    pub(super) value: Value,
}

/// A search's order: by which field, and whether the lowest comes first.
pub(super) struct Order {
    pub(super) field: String,
    pub(super) ascends: bool,
}

/// What is searched for.
pub(super) fn asked(fields: &mut Fields) -> Result<Asked, Problem> {
    let query = required(fields.object("query")?, "query")?;
    group(query, 0)
}

/// The order, if one is asked for.
pub(super) fn order(fields: &mut Fields) -> Result<Option<Order>, Problem> {
    let Some(mut sort) = fields.object("sort")?.value() else { return Ok(None) };
    let field = required(sort.text("field", 64)?, "sort.field")?;
    let words = [("ascending", true), ("asc", true), ("descending", false), ("desc", false)];
    let ascends = sort.word("order", &words)?.value().unwrap_or_default();
    Ok(Some(Order { field, ascends }))
}

fn group(mut object: Fields, depth: usize) -> Result<Asked, Problem> {
    let (named, value) = (object.name("operator"), object.name("value"));
    let operator = required(object.text("operator", 8)?, named.clone())?;
    let all = match operator.as_str() {
        "AND" => true,
        "OR" => false,
        _ => return filter(object, &operator, named).map(Asked::Filter),
    };
    if depth == DEEP {
        return Err(Problem::invalid(named, format!("Groups stand within each other {DEEP} deep at most.")));
    }
    let inside = object.objects("value", IN_GROUP)?;
    if inside.is_empty() {
        let allowed = format!("{value} must be a list of 1 to {IN_GROUP} filters or groups.");
        return Err(Problem::invalid(value, allowed));
    }
    let inside = inside.into_iter().map(|one| group(one, depth + 1)).collect::<Result<_, _>>()?;
    Ok(if all { Asked::Every(inside) } else { Asked::Any(inside) })
}

fn filter(mut object: Fields, operator: &str, named: Cow<'static, str>) -> Result<Filter, Problem> {
    let at = object.name("field");
    let field = required(object.text("field", 512)?, at)?;
    let operator = match operator {
        "=" => Operator::Is,
        "!=" => Operator::IsNot,
        "IN" => Operator::In,
        "NIN" => Operator::NotIn,
        ">" => Operator::Above,
        ">=" => Operator::AtLeast,
        "<" => Operator::Below,
        "<=" => Operator::AtMost,
        "~" | "!~" | "^" | "$" => {
            return Err(Problem::invalid(
                named,
                "Texts are sealed: nothing can be found by a part of one. Use = with the whole value.",
            ));
        }
        _ => {
            let allowed = format!("{named} must be AND, OR, =, !=, IN, NIN, >, >=, < or <=.");
            return Err(Problem::invalid(named, allowed));
        }
    };
    let value = object.into_map().remove("value").unwrap_or(Value::Null);
    Ok(Filter { field, operator, value })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::super::given;
    use super::*;

    fn read(query: &Value) -> Result<Asked, Problem> {
        asked(&mut given::of(json!({ "query": query })))
    }

    #[test]
    fn groups_stand_two_deep() {
        let leaf = json!({ "field": "state", "operator": "=", "value": "open" });
        let inner = json!({ "operator": "OR", "value": [leaf, leaf] });
        let outer = json!({ "operator": "AND", "value": [inner, leaf] });
        let Asked::Every(all) = read(&outer).unwrap() else { panic!("a group of all") };
        assert!(matches!(all.first(), Some(Asked::Any(two)) if two.len() == 2));
        let deeper = json!({ "operator": "AND", "value": [outer] });
        assert_eq!(read(&deeper).unwrap_err().field.as_deref(), Some("query.value.0.value.0.operator"));
        let many = json!({ "operator": "AND", "value": vec![leaf.clone(); 16] });
        assert_eq!(read(&many).unwrap_err().field.as_deref(), Some("query.value"));
        assert!(read(&json!({ "operator": "AND", "value": vec![leaf; 15] })).is_ok());
        assert!(read(&json!({ "operator": "AND", "value": [] })).is_err());
    }

    #[test]
    fn what_is_no_search_is_refused() {
        for (query, field) in [
            (json!({}), "query.operator"),
            (json!({ "operator": "=" }), "query.field"),
            (json!({ "field": "x", "operator": "~", "value": "y" }), "query.operator"),
            (json!({ "field": "x", "operator": "LIKE", "value": "y" }), "query.operator"),
        ] {
            assert_eq!(read(&query).unwrap_err().field.as_deref(), Some(field), "{query}");
        }
    }
}
