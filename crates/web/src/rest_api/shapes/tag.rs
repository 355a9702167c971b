//! Tags, alone and on something.

use domain::tags::Applied;
use privacy::Id;
use privacy::ids::Tag as TagKind;
use serde::Serialize;

use super::part::Reference;

/// One tag.
#[derive(Serialize)]
pub(in super::super) struct Tag {
    #[serde(rename = "type")]
    kind: &'static str,
    id: String,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    applied_at: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    applied_by: Option<Reference>,
}

impl Tag {
    /// The tag by itself.
    pub(in super::super) fn of(id: Id<TagKind>, name: String) -> Self {
        Self { kind: "tag", id: id.to_string(), name, applied_at: None, applied_by: None }
    }

    /// The tag on something.
    pub(in super::super) fn on(applied: &Applied, name: String) -> Self {
        Self {
            applied_at: Some(applied.at.seconds()),
            applied_by: Some(Reference::admin(applied.by)),
            ..Self::of(applied.tag, name)
        }
    }
}

/// Tags.
#[derive(Serialize)]
pub(in super::super) struct TagList {
    #[serde(rename = "type")]
    kind: &'static str,
    data: Vec<Tag>,
}

impl TagList {
    pub(in super::super) const fn of(data: Vec<Tag>) -> Self {
        Self { kind: "list", data }
    }
}

/// What is left to say of a tag.
#[derive(Serialize)]
pub(in super::super) struct Gone {
    #[serde(rename = "type")]
    kind: &'static str,
    id: String,
    deleted: bool,
}

impl Gone {
    pub(in super::super) fn of(id: Id<TagKind>) -> Self {
        Self { kind: "tag", id: id.to_string(), deleted: true }
    }
}
