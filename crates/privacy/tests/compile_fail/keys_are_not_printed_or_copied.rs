//! Keys have no way into a log, and there is one of each.

use privacy::keys::{EpochKey, RootKey, RootRecord, WorkspaceKeys};

fn print<T: std::fmt::Debug>(_: &T) {}
fn copy<T: Clone>(_: &T) {}

fn leak(root: RootKey, epoch: EpochKey, record: RootRecord, keys: WorkspaceKeys) {
    print(&root);
    print(&epoch);
    print(&record);
    print(&keys);
    copy(&root);
    copy(&epoch);
}

fn main() {
    let _ = leak;
}
