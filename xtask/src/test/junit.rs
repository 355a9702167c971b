//! Reads the totals from nextest's report in the format of `JUnit`.

use anyhow::Context as _;

/// How many tests of a run passed and failed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
}

/// The totals of a report, from the attributes of its `testsuites` element.
pub(crate) fn count(report: &str) -> anyhow::Result<Counts> {
    let start = report.find("<testsuites").context("the tests' report has no totals")?;
    let element = report.get(start..).and_then(|rest| rest.split('>').next()).unwrap_or_default();
    let number = |name: &str| -> anyhow::Result<u64> {
        let (_, rest) = element
            .split_once(&format!(" {name}=\""))
            .with_context(|| format!("the tests' report has no total of {name}"))?;
        rest.split('"')
            .next()
            .unwrap_or_default()
            .parse()
            .context("a total in the tests' report is no number")
    };
    let failed = number("failures")? + number("errors")?;
    Ok(Counts { passed: number("tests")?.saturating_sub(failed), failed })
}

#[cfg(test)]
mod tests {
    use super::{Counts, count};

    #[test]
    fn failures_and_errors_both_count_as_failed() {
        let report = r#"<?xml version="1.0"?><testsuites name="troth" tests="12" failures="2" errors="1" uuid="x">
            <testsuite name="store" tests="5" failures="0" errors="0">"#;
        assert_eq!(count(report).unwrap(), Counts { passed: 9, failed: 3 });
    }

    #[test]
    fn a_report_without_totals_is_an_error() {
        assert!(count("<testsuites>").is_err());
        assert!(count("").is_err());
    }
}
