//! A visitor leaves an address, so that they can be reached when they are gone. From then on they are a lead.

use privacy::Personal;
use privacy::access::{Allowed, act};
use store::Failed;

use super::screens::telling_screens;
use super::{Changes, Contact, ContactRole, UpdateError, changing, is_email};
use crate::{Deployment, Trouble, limits};

/// Why an address was not taken.
#[derive(Debug, thiserror::Error)]
pub enum LeaveError {
    /// Not an address.
    #[error("an address is something, one @, and a domain, without spaces")]
    NotAnAddress,
    /// A user's address comes from the customer, not from the messenger.
    #[error("the address of a user is not changed from the messenger")]
    Known,
    /// It was changed by somebody else in between: try again.
    #[error("the contact was changed at the same time")]
    ChangedMeanwhile,
    /// The machinery failed.
    #[error(transparent)]
    Trouble(#[from] Trouble),
}

/// Takes the address of a visitor or lead, by their own word: nobody is found by it.
pub async fn leave_address(
    d: &Deployment,
    contact: &Allowed<Contact, act::LeaveAddress>,
    email: Personal<String>,
) -> Result<(), LeaveError> {
    let (by, held) = (contact.actor(), contact.thing());
    let email = email.map(|text| text.trim().to_owned());
    if !email.is(|text| is_email(text) && text.len() <= limits::SHORT_TEXT_BYTES) {
        return Err(LeaveError::NotAnAddress);
    }
    if held.role == ContactRole::User {
        return Err(LeaveError::Known);
    }
    let changes = Changes { role: Some(ContactRole::Lead), email: Some(Some(email)), ..Changes::default() };
    let change = match changing(d, by, held, changes).await {
        Ok(change) => change,
        Err(UpdateError::Trouble(trouble)) => return Err(trouble.into()),
        Err(_) => return Err(LeaveError::ChangedMeanwhile),
    };
    let change = telling_screens(d, change, by, held.id).await?;
    match d.store.commit(change).await {
        Ok(_) => Ok(()),
        Err(Failed::Conflict(_)) => Err(LeaveError::ChangedMeanwhile),
        Err(failed) => Err(Trouble::from(failed).into()),
    }
}
