//! `verify receipt`: one erasure's receipt.

use std::path::PathBuf;

use activity_log::export::Witnessed;
use activity_log::note::NoteError;
use activity_log::{MAX_RECEIPT_BYTES, Receipt, ReceiptError};
use clap::Args;

use crate::trust::read_text;
use crate::{Outcome, TrustArguments, text};

/// What `verify receipt` takes.
#[derive(Debug, Clone, Args)]
pub struct ReceiptArguments {
    /// The receipt.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// What the one who verifies knows from elsewhere.
    #[command(flatten)]
    pub trust: TrustArguments,
}

pub(crate) fn verify(arguments: &ReceiptArguments) -> anyhow::Result<Outcome> {
    arguments.trust.check()?;
    let read = read_text(&arguments.file, MAX_RECEIPT_BYTES)?;
    match read_receipt(&read, &arguments.trust) {
        Ok(passes) => Ok(Outcome::Passes(passes)),
        Err(ReceiptError::NotAReceipt) => Err(ReceiptError::NotAReceipt.into()),
        Err(error) => Ok(Outcome::Fails(error.to_string())),
    }
}

/// Verifies a receipt's text; says what it tells, and what that means.
pub fn read_receipt(read: &str, trust: &TrustArguments) -> Result<String, ReceiptError> {
    let receipt = Receipt::parse(read)?;
    receipt.verify(trust.key.as_ref(), trust.origin.as_deref())?;
    let witnessed = witnessed(&receipt, trust)?;
    Ok(text::of_receipt(&receipt, trust.key.is_some(), &witnessed))
}

/// Who of the witnesses asked for signed the receipt's checkpoint, if they are enough.
fn witnessed(receipt: &Receipt, trust: &TrustArguments) -> Result<Vec<Witnessed>, ReceiptError> {
    let checkpoint = &receipt.proof().checkpoint;
    let (size, mut found) = (checkpoint.checkpoint().size, Vec::new());
    for witness in &trust.witness {
        match checkpoint.verify_witness(witness) {
            Ok(time_s) => found.push(Witnessed { name: witness.name().to_owned(), size, time_s }),
            Err(NoteError::AnotherKey) => {}
            Err(_) => return Err(ReceiptError::BadCosignature),
        }
    }
    let (signed, needed) = (found.len(), trust.needed());
    if signed < needed { Err(ReceiptError::NotWitnessed { signed, needed }) } else { Ok(found) }
}
