//! What hangs on a contact, by ids: the first ten of each kind, and how many there are.

use privacy::access::{Allowed, act};
use store::{params, statements};

use super::Contact;
use crate::{Deployment, Trouble};

statements! {
    /// The first labels of a contact and how many there are; the same of notes about them, newest first, and of companies.
    ATTACHED_TO = "SELECT 'tag', CAST(g.tag_id AS TEXT), g.tag_id FROM (SELECT tag_id FROM contact_tags \
                   WHERE workspace_id = $1 AND contact_id = $2 ORDER BY tag_id LIMIT 10) AS g \
                   UNION ALL SELECT 'note', CAST(n.note_id AS TEXT), n.note_id FROM (SELECT note_id FROM contact_notes \
                   WHERE workspace_id = $1 AND contact_id = $2 ORDER BY note_id DESC LIMIT 10) AS n \
                   UNION ALL SELECT 'tags', '', CAST(COUNT(*) AS BIGINT) FROM contact_tags \
                   WHERE workspace_id = $1 AND contact_id = $2 \
                   UNION ALL SELECT 'company', m.company_id, CAST(0 AS BIGINT) FROM (SELECT company_id FROM contact_companies \
                   WHERE workspace_id = $1 AND contact_id = $2 ORDER BY company_id LIMIT 10) AS m \
                   UNION ALL SELECT 'companies', '', CAST(COUNT(*) AS BIGINT) FROM contact_companies \
                   WHERE workspace_id = $1 AND contact_id = $2 \
                   UNION ALL SELECT 'notes', '', CAST(COUNT(*) AS BIGINT) FROM contact_notes \
                   WHERE workspace_id = $1 AND contact_id = $2";
}

/// The first ten of what hangs on a contact, by id, and how many there are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Attached {
    /// Labels.
    pub tags: Vec<String>,
    /// How many labels.
    pub all_tags: usize,
    /// Notes, newest first.
    pub notes: Vec<String>,
    /// How many notes.
    pub all_notes: usize,
    /// Companies.
    pub companies: Vec<String>,
    /// How many companies.
    pub all_companies: usize,
}

/// What hangs on a contact whom the actor may see.
pub async fn attached(
    d: &Deployment,
    contact: &Allowed<Contact, act::ReadContacts>,
) -> Result<Attached, Trouble> {
    let held = contact.thing();
    let mut attached = Attached::default();
    for row in d.store.rows(&ATTACHED_TO, params![held.workspace, held.id]).await? {
        let mut c = row.cells();
        let kind = c.text(|kind| {
            ["tag", "note", "company", "tags", "notes", "companies"].into_iter().find(|one| *one == kind)
        })?;
        let (id, count) =
            (c.text(|id| Some(id.to_owned()))?, usize::try_from(c.count()?).unwrap_or_default());
        match kind {
            "tag" => attached.tags.push(id),
            "note" => attached.notes.push(id),
            "company" => attached.companies.push(id),
            "tags" => attached.all_tags = count,
            "companies" => attached.all_companies = count,
            _ => attached.all_notes = count,
        }
    }
    attached.notes.sort_unstable_by_key(|id| std::cmp::Reverse(id.parse::<i64>().unwrap_or_default()));
    Ok(attached)
}
