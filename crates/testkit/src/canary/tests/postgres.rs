//! What PostgreSQL really writes: values compressed in place, compressed and cut into chunks, cut only, in LZ4.

use std::path::PathBuf;
use std::process::Command;

use crate::canary::{Canaries, Layer};

fn variable(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| {
        panic!("{name} is not set: run tests by `cargo xtask test`, or start `cargo xtask postgres` beside")
    })
}

fn sql(database: &str, statements: &[&str]) -> String {
    let server = variable("TROTH_TEST_POSTGRES");
    let url = format!("{}/{database}", server.strip_suffix("/postgres").unwrap());
    let mut psql = Command::new("psql");
    psql.args(["--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set", "ON_ERROR_STOP=1"]);
    psql.args(statements.iter().flat_map(|statement| ["--command", statement])).arg(url);
    let output = psql.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// A value of its own for each way of storing it.
fn planted(number: u32) -> String {
    format!("Yukiko Øster {number} 由紀子 <yukiko.{number}@secret.test>")
}

#[test]
fn long_values_are_found_however_postgresql_stores_them() {
    let database = format!("canary_{}", std::process::id());
    sql("postgres", &[&format!("create database {database}")]);
    let words = |count: u32| {
        format!(
            "(select string_agg('customer ' || n || ' wrote again; ', '') from generate_series(1, {count}) n)"
        )
    };
    // A chunk holds 1996 bytes: the value lies across the end of the fifth.
    let digits = "left((select string_agg(md5(n::text), '') from generate_series(1, 600) n), 5 * 1996 - 30)";
    let insert = |table: &str, filler: &str, number: u32| {
        format!("insert into {table} values ({filler} || '{}' || {filler})", planted(number))
    };
    sql(
        &database,
        &[
            "create table pglz (body text)",
            "create table lz4 (body text compression lz4)",
            "create table cut (body text)",
            "alter table cut alter body set storage external",
            &insert("pglz", &words(100), 1),
            &insert("pglz", &words(4000), 2),
            &insert("lz4", &words(100), 3),
            &insert("lz4", &words(4000), 4),
            &insert("cut", digits, 5),
            "checkpoint",
        ],
    );
    let oid = sql(&database, &["select oid from pg_database where datname = current_database()"]);
    let folder = PathBuf::from(variable("TROTH_TEST_PGDATA")).join("base").join(oid);
    for (number, layer) in
        [(1, Layer::Pglz), (2, Layer::Pglz), (3, Layer::Lz4), (4, Layer::Lz4), (5, Layer::Toast)]
    {
        let finder = Canaries::new().plant("name", &planted(number)).finder().unwrap();
        let report = finder.scan_path(&folder).unwrap();
        let found = report.hits.iter().any(|found| found.hit.whole && found.hit.layers == [layer]);
        assert!(found, "{number}: {report}");
    }
    sql("postgres", &[&format!("drop database {database}")]);
}
