//! Opening what is known of a contact.

use privacy::RowId;
use privacy::access::Permit;
use privacy::keys::WorkspaceKeys;

use super::{Contact, CustomAttributes, pseudonym};
use crate::Trouble;

/// A contact's values, opened.
#[derive(Clone, Default)]
pub struct ContactShown {
    /// Their id at the customer's.
    pub external_id: Option<String>,
    /// Their e-mail address.
    pub email: Option<String>,
    /// Their phone number.
    pub phone: Option<String>,
    /// Their name.
    pub name: Option<String>,
    /// What they are called where they have no name.
    pub pseudonym: String,
    /// Custom attributes.
    pub custom_attributes: CustomAttributes,
}

impl ContactShown {
    /// The name to show: their own, else their address, else the pseudonym.
    pub fn called(&self) -> &str {
        self.name.as_deref().or(self.email.as_deref()).unwrap_or(&self.pseudonym)
    }
}

/// Opens a contact's values.
pub fn show(keys: &WorkspaceKeys, permit: &Permit, contact: &Contact) -> Result<ContactShown, Trouble> {
    let row = RowId::of(contact.id);
    macro_rules! open {
        ($value:ident) => {
            contact
                .$value
                .as_ref()
                .map(|sealed| keys.open(permit, &row, sealed))
                .transpose()?
                .map(privacy::Disclosed::into_shown)
        };
    }
    Ok(ContactShown {
        external_id: open!(external_id),
        email: open!(email),
        phone: open!(phone),
        name: open!(name),
        pseudonym: pseudonym(&contact.id),
        custom_attributes: open!(custom_attributes).map(|json| json.0).unwrap_or_default(),
    })
}
