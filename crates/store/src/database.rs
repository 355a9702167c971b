//! Makes and drops whole databases on a PostgreSQL: an operator's first step, and a test's first and last.

use crate::failure::OpenError;
use crate::postgres::{Connector, Target};
use crate::store::Options;

/// Makes the database `name` on the server of `url`. The name has a-z, 0-9 and _ only.
pub async fn create(url: &str, name: &str) -> Result<(), OpenError> {
    run(url, &format!("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'", checked(name)?)).await
}

/// Copies a database as a backup would have it; whoever is still connected to it is sent away.
pub async fn copy(url: &str, from: &str, name: &str) -> Result<(), OpenError> {
    let from = checked(from)?;
    let away = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname";
    run(url, &format!("{away} = '{from}'")).await?;
    run(url, &format!("CREATE DATABASE {} TEMPLATE {from}", checked(name)?)).await
}

/// Drops the database `name`, whoever is connected to it.
pub async fn drop(url: &str, name: &str) -> Result<(), OpenError> {
    run(url, &format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", checked(name)?)).await
}

/// Has the server of `url` write everything from memory to its files, for whoever looks at those.
pub async fn checkpoint(url: &str) -> Result<(), OpenError> {
    run(url, "CHECKPOINT").await
}

async fn run(url: &str, sql: &str) -> Result<(), OpenError> {
    let target = Target::parse(url).map_err(|bad| OpenError(bad.to_string()))?;
    let connector = Connector::new(&target, &Options::default())?;
    connector.connect().await?.run(sql).await
}

/// The URL of another database on the same server.
pub fn url_of(url: &str, name: &str) -> Result<String, OpenError> {
    let (address, query) = url.split_once('?').map_or((url, None), |(address, query)| (address, Some(query)));
    let hosts = address.split_once("://").map_or(address, |(_, after)| after);
    let end = hosts.find('/').map_or(address.len(), |at| address.len() - hosts.len() + at);
    let server = address.get(..end).unwrap_or(address);
    let query = query.map(|query| format!("?{query}")).unwrap_or_default();
    Ok(format!("{server}/{}{query}", checked(name)?))
}

fn checked(name: &str) -> Result<&str, OpenError> {
    let clean = name.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_')) && !name.is_empty();
    if clean { Ok(name) } else { Err(OpenError::new("a database's name has a-z, 0-9 and _ only")) }
}
