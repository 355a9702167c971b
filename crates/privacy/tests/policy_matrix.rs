//! The policy, printed whole, is the one that was reviewed.

use std::path::Path;

#[test]
fn the_policy_is_the_reviewed_one() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/policy-matrix.txt");
    let matrix = privacy::access::matrix();
    if std::env::var_os("UPDATE_POLICY_MATRIX").is_some_and(|set| set == "1") {
        std::fs::write(&path, &matrix).unwrap();
    }
    let reviewed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        reviewed == matrix,
        "the policy is not the one in docs/policy-matrix.txt. If the change is meant, run \
         `UPDATE_POLICY_MATRIX=1 cargo nextest run -p privacy --test policy_matrix` and have the difference reviewed.\n\
         The policy now:\n{matrix}"
    );
}
