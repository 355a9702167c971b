//! What is told of something that passes: what was found, what it means, and what it does not mean.

use std::fmt::Write as _;

use activity_log::export::{LogReport, Witnessed};
use activity_log::note::{Checkpoint, VaultMark, VerifierKey};
use activity_log::tree::Hash;
use activity_log::{Entry, FactValue, Receipt, ReceiptKind, time};

const OWN_KEY: &str = "NOTE: no --key was given. The file named its own key, so anybody could have made it. Compare the key \
above with the one that the operator publishes, or pass that one with --key.\n";
const ALONE: &str = "NOTE: no witness and no kept checkpoint were compared. Whoever holds the log's key could show you one \
history and somebody else another. Pass --checkpoint or --witness.\n";
const WITNESSES_MEAN: &str = "Each witness says: up to that entry, and at that time, this was the one history that it had seen of this log. \
What comes after that entry only the log's key vouches for.\n";
const VAULT_MEANS: &str = "The vault that holds the keys was never older at a later one of these checkpoints. Compare its generation with \
a checkpoint you keep: an older vault opens what was erased since.\n";
const LIMITS: &str = "It does not show that everything that happened was entered, that an entry is true, or that no copy exists \
elsewhere. It does not restrain an administrator of the host.\n";
#[cfg(feature = "backup")]
const BACKUP_MEANS: &str = "\nThis means: it was sealed with this root key, nothing in it was changed, moved or cut off, and \
database and files are what its manifest says.\n\
It does not show that the database is a sound one (`troth backup verify` does), that it is the newest backup, or that what is \
in it opens: that takes the vault, which no backup holds. Who was erased since it was made does not open with the current vault.\n";

/// What is told of a log.
pub(crate) fn of_log(report: &LogReport, key_known: bool) -> String {
    let mut out =
        String::from("PASSES: the log is whole and unchanged up to its last signed checkpoint.\n\n");
    line(&mut out, "log", &report.origin);
    line(&mut out, "key", &report.key);
    line(&mut out, "entries", report.size);
    line(&mut out, "root", format_args!("{:?}", report.root));
    line(&mut out, "in this file", report.entries);
    line(&mut out, "removed after their time", format_args!("{} (their hashes are here)", report.expired));
    line(&mut out, "not asked for", format_args!("{} (their hashes are here)", report.not_selected));
    if let Some((first, last)) = report.times_us {
        line(&mut out, "from", time(first));
        line(&mut out, "to", time(last));
    }
    line(&mut out, "checkpoints in the file", report.checkpoints);
    line(&mut out, "kept checkpoints it continues", report.held);
    vault(&mut out, report.vault);
    line(&mut out, "checkpoints that tell of it", report.vault_marks);
    witnesses(&mut out, &report.witnessed, report.size);
    out.push_str("\nThis means: the key signed exactly these entries, in this order; none was changed, dropped or added \
since the checkpoints that were compared.\n");
    if report.vault_marks > 1 {
        out.push_str(VAULT_MEANS);
    }
    if !report.witnessed.is_empty() {
        out.push_str(WITNESSES_MEAN);
    }
    out.push_str(LIMITS);
    notes(&mut out, key_known, report.held > 0 || !report.witnessed.is_empty());
    out
}

/// What is told of a receipt.
pub(crate) fn of_receipt(receipt: &Receipt, key_known: bool, witnessed: &[Witnessed]) -> String {
    let what = match receipt.kind() {
        ReceiptKind::KeyEnd => "the keys of this person ended",
        ReceiptKind::Horizon => "this erasure was completed",
    };
    let mut out = format!("PASSES: the log has an entry that {what}.\n\n");
    log_of(&mut out, receipt.key(), receipt.proof().checkpoint.checkpoint(), receipt.proof().index);
    witnesses(&mut out, witnessed, receipt.proof().checkpoint.checkpoint().size);
    out.push('\n');
    entry(&mut out, receipt.entry());
    out.push_str(match receipt.kind() {
        ReceiptKind::KeyEnd => "\nThis means: this deployment recorded that it destroyed the keys in these ranges, so that its \
data, and any backup of it, does not open with the current vault. Older copies of the vault count until the horizon.\n",
        ReceiptKind::Horizon => "\nThis means: this deployment recorded that the removal is done, that it was checked, and that the \
last copy of the keys it knows of is past its horizon.\n",
    });
    if !witnessed.is_empty() {
        out.push_str(WITNESSES_MEAN);
    }
    out.push_str(LIMITS);
    out.push_str("A receipt names a person by an id: it is personal data still. Keep it only as long as you need it.\n");
    notes(&mut out, key_known, !witnessed.is_empty());
    out
}

/// What is told of a backup.
#[cfg(feature = "backup")]
pub(crate) fn of_backup(summary: &backup::Summary) -> String {
    let mut out = String::from("PASSES: the backup is whole and unchanged, to its last byte.\n\n");
    line(&mut out, "backup", summary.id);
    line(&mut out, "made at", time(summary.about.made_at.micros()));
    line(&mut out, "by version", &summary.about.program);
    line(&mut out, "for the vault", &summary.about.vault);
    line(&mut out, "workspaces", summary.about.workspaces.len());
    line(&mut out, "files beside the database", summary.files);
    line(&mut out, "bytes", summary.bytes);
    line(&mut out, "erased while it was made", summary.gone);
    line(&mut out, "missing when it was made", summary.missing);
    out.push_str(BACKUP_MEANS);
    out
}

fn log_of(out: &mut String, key: &VerifierKey, checkpoint: &Checkpoint, index: u64) {
    line(out, "log", &checkpoint.origin);
    line(out, "key", key);
    line(out, "entry", format_args!("{index} of {}", checkpoint.size));
    line(out, "root", format_args!("{:?}", checkpoint.root));
    vault(out, checkpoint.vault());
}

fn vault(out: &mut String, mark: Option<VaultMark>) {
    match mark {
        Some(mark) => {
            line(out, "vault's generation", mark.generation);
            line(out, "vault's chain", format_args!("{:?}", Hash(mark.chain)));
        }
        None => line(out, "vault's generation", "not told"),
    }
}

fn entry(out: &mut String, entry: &Entry) {
    line(out, "at", time(entry.stamp().at_us));
    line(out, "workspace", &entry.stamp().workspace);
    line(out, "by", format_args!("{} {}", entry.actor().kind.code(), entry.actor().id));
    line(out, "act", entry.action().code());
    line(out, "on", format_args!("{} {}", entry.object().kind.code(), entry.object().id));
    for (key, value) in entry.facts().list() {
        fact(out, &key.code().replace('_', " "), value);
    }
}

fn fact(out: &mut String, name: &str, value: &FactValue) {
    match value {
        FactValue::Count(count) => line(out, name, count),
        FactValue::Id(id) => line(out, name, id),
        FactValue::Code(code) => line(out, name, code.replace('_', " ")),
        FactValue::Time(at_us) => line(out, name, time(*at_us)),
        FactValue::Sealed(sealed) => line(out, name, format_args!("sealed, {} bytes", sealed.len())),
        FactValue::Hash(hash) => line(out, name, format_args!("{:?}", Hash(*hash))),
        FactValue::Ranges(ranges) => {
            for range in ranges {
                let (tree, first, last) = (range.tree, range.first, range.last);
                line(out, name, format_args!("tree {tree}, {first} to {last}"));
            }
        }
        FactValue::Counts(counts) => {
            for (kind, count) in counts {
                line(out, name, format_args!("{kind}: {count}"));
            }
        }
    }
}

fn witnesses(out: &mut String, witnessed: &[Witnessed], size: u64) {
    for Witnessed { name, size: signed, time_s } in witnessed {
        let at_us = i64::try_from(*time_s).unwrap_or(i64::MAX).saturating_mul(1_000_000);
        line(out, "witnessed", format_args!("by {name}: {signed} of {size} entries, at {}", time(at_us)));
    }
}

fn notes(out: &mut String, key_known: bool, compared: bool) {
    if !key_known || !compared {
        out.push('\n');
    }
    if !key_known {
        out.push_str(OWN_KEY);
    }
    if !compared {
        out.push_str(ALONE);
    }
}

fn line(out: &mut String, name: &str, value: impl std::fmt::Display) {
    let _ = writeln!(out, "{name:>30}  {value}");
}
