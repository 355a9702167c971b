//! `verify receipt`: one erasure's receipt.

use std::path::PathBuf;

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
    let mut witnessed = Vec::new();
    for witness in &trust.witness {
        let time_s =
            receipt.proof().checkpoint.verify_witness(witness).map_err(|_| ReceiptError::NotWitnessed)?;
        witnessed.push((witness.name().to_owned(), time_s));
    }
    Ok(text::of_receipt(&receipt, trust.key.is_some(), &witnessed))
}
