//! `troth serve`: puts the parts together, opens the listeners, says where to go, and stops in good order.

mod log;
mod mail;
mod ready;
mod schedule;
pub(crate) mod stop;
mod witnesses;

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use domain::attachments::Files;
use domain::{Deployment, backups, recovery, restoring};
use privacy::{Clock, Random};
use store::vault::{Vault, VaultAddress};
use store::{FolderLock, Store, StoreAddress};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use web::app::{App, Demo, Parts};
use web::edge::rate::Rates;

use crate::cli::Serve;
use crate::{demo, development_certificate, folders, memory, observe, root_key};

/// Runs the server until it is told to stop.
pub(crate) async fn serve(options: Serve) -> Result<()> {
    observe::log(options.log_json);
    memory::never_dump();
    if options.demo && !options.listen.ip().is_loopback() {
        bail!("--demo serves this machine only: --listen must name a loopback address, as 127.0.0.1:8443");
    }
    witnesses::check(&options.witness)?;
    let metrics = observe::collect()?;
    let (clock, random) = (Clock::system(), Random::system());
    let data = folders::data(options.data.as_deref(), options.demo)?;
    folders::make_private(&data)?;
    let listener = bind(options.listen).await?;
    let alone = options.store.is_none() || options.vault.is_none();
    let _held_until_the_end = if alone { Some(take(&data)?) } else { None };
    let address = listener.local_addr()?;
    let d = open(&options, &data, clock.clone(), random).await?;
    same_history(&d).await?;
    erase_again(&options, &d, &data).await?;
    let (tls, ca) = tls(&options, &data, &clock)?;
    let stop = CancellationToken::new();
    stop::on_signal(stop.clone())?;
    let metrics = observe::serve(options.metrics, metrics, stop.clone()).await?;

    let origin = options.public_url.clone().unwrap_or_else(|| origin("https", address));
    let plain = if options.demo { Some(plain_listener(address).await?) } else { None };
    let seeded =
        if let Some(plain) = &plain { Some(demo::seed(&d, plain.local_addr()?.port()).await?) } else { None };
    let demo = seeded.as_ref().map(|seeded| Demo {
        workspace: seeded.workspace.to_string(),
        server_origin: seeded.server_origin.clone(),
        site_origin: seeded.site_origin.clone(),
    });
    let factor = options.rates.unwrap_or(if options.demo { 100 } else { 1 });
    let rates = Rates::new(clock, factor);
    let witnesses = options.witness.iter().map(|witness| witness.key.clone()).collect();
    let app = App::new(Parts { d: d.clone(), rates, public_origin: origin.clone(), witnesses, demo });

    let schedule = schedule::start(&d, &data, options.store.is_none(), &stop).await;
    log::start(&d, &stop);
    let asking = witnesses::start(&d, &options.witness, options.witness_ca.as_deref(), &stop)?;
    let quiet = Duration::from_secs(options.mail_answers_after);
    let telling = mail::Telling { origin: app.browser_origin().to_owned(), quiet };
    let mail = mail::start(&d, telling, &stop);
    let ready = ready::Ready { origin, metrics, ca, seeded };
    let link = if ready.seeded.is_none() { ready::setup_link(&d).await? } else { None };
    ready.say(options.json, link.as_ref().map(|link| link.as_str()))?;
    listen(listener, options.listen_http, plain, tls, app, &stop).await?;
    schedule.await?;
    asking.join_all().await;
    mail.await?;
    log::finish(&d).await;
    d.vault.leave().await;
    d.store.close().await;
    tracing::info!("stopped");
    Ok(())
}

/// Takes the data folder of an embedded store, and ends a restore that was broken off there.
fn take(data: &Path) -> Result<FolderLock> {
    let lock = FolderLock::take(data)?;
    if let Some(aside) = backups::finish(data, &Unwatched)? {
        tracing::warn!(aside = %aside.display(), "a restore that was broken off was finished");
    }
    Ok(lock)
}

/// Nobody looks on while the server starts.
struct Unwatched;

impl backups::Watch for Unwatched {
    fn at(&self, _: backups::Step) {}
    fn done(&self, _: u64, _: u64) {}
    fn stopped(&self) -> bool {
        false
    }
}

/// A vault older than the log would open who was erased since: it is not served from.
async fn same_history(d: &Deployment) -> Result<()> {
    match recovery::compare_all(d).await {
        Ok(0) => Ok(()),
        Ok(entered) => {
            tracing::warn!(entered, "destructions of keys that the log did not tell of are entered");
            Ok(())
        }
        Err(refused) => {
            d.vault.leave().await;
            d.store.close().await;
            Err(refused.into())
        }
    }
}

/// A restored store serves nobody before everyone was erased again.
async fn erase_again(options: &Serve, d: &Deployment, data: &Path) -> Result<()> {
    if options.store.is_some() {
        return Ok(());
    }
    if let Some(report) = restoring::after_restore(d, &data.join("store")).await? {
        tracing::warn!(
            ?report,
            "the store was restored from a backup: who was erased since was erased again"
        );
    }
    Ok(())
}

async fn bind(at: SocketAddr) -> Result<TcpListener> {
    TcpListener::bind(at)
        .await
        .with_context(|| format!("the server cannot listen on {at}: choose another with --listen ADDR:PORT"))
}

/// The demo's plain listener: the next port, so that it is the same at the next start, or any where that is taken.
async fn plain_listener(beside: SocketAddr) -> Result<TcpListener> {
    let next = SocketAddr::new(beside.ip(), beside.port().saturating_add(1));
    match TcpListener::bind(next).await {
        Ok(listener) => Ok(listener),
        Err(_) => Ok(TcpListener::bind(SocketAddr::new(beside.ip(), 0)).await?),
    }
}

fn origin(scheme: &str, address: SocketAddr) -> String {
    let host = if address.ip().is_unspecified() { "localhost".to_owned() } else { address.ip().to_string() };
    let host = if address.is_ipv6() && host != "localhost" { format!("[{host}]") } else { host };
    format!("{scheme}://{host}:{}", address.port())
}

async fn open(options: &Serve, data: &Path, clock: Clock, random: Random) -> Result<Deployment> {
    let key_file = folders::root_key(options.root_key.as_deref(), data)?;
    let vault = match &options.vault {
        Some(url) => VaultAddress::parse(url)?,
        None => VaultAddress::Folder(data.join("vault")),
    };
    let store = match &options.store {
        Some(url) => StoreAddress::parse(url)?,
        None => StoreAddress::Folder(data.join("store")),
    };
    let store = Store::open(store, store::Options::default()).await?;
    let vault = match open_vault(options, &store, vault, &key_file, &clock, &random).await {
        Ok(vault) => vault,
        Err(refused) => {
            store.close().await;
            return Err(refused);
        }
    };
    same_disk(&key_file, data);
    let files = Files::in_folder(&data.join("files")).context("the folder for files cannot be made")?;
    Ok(Deployment::new(store, vault, files, clock, random))
}

/// The vault that the store's data belongs to; for new data, a new one.
async fn open_vault(
    options: &Serve,
    store: &Store,
    address: VaultAddress,
    key_file: &Path,
    clock: &Clock,
    random: &Random,
) -> Result<Vault> {
    let (bound, made) = (store.is_bound().await?, has_vault(&address));
    if let (VaultAddress::Folder(folder), true, false) = (&address, bound, made) {
        bail!(
            "the vault {} is not there, but the data was sealed with its keys: put it back, or name it with --vault. \
             Nothing was touched; without that vault nothing can be opened",
            folder.display()
        );
    }
    let key = root_key::read_or_make(key_file, random, !bound && !made)?;
    let vault = Vault::open(address, &key, random).await?;
    drop(key);
    apart(options, store, &vault).await?;
    store.bind_vault(vault.id(), clock.now()).await?;
    Ok(vault)
}

/// Whether an embedded vault was made here before.
pub(crate) fn has_vault(vault: &VaultAddress) -> bool {
    matches!(vault, VaultAddress::Folder(folder) if folder.join("vault.db").exists())
}

/// Store and vault must not share a PostgreSQL: its backups and write-ahead log hold both.
async fn apart(options: &Serve, store: &Store, vault: &Vault) -> Result<()> {
    let (Some(store), Some(vault)) = (store.system_identifier().await?, vault.system_identifier().await?)
    else {
        return Ok(());
    };
    if store != vault {
        return Ok(());
    }
    if !options.demo {
        bail!(
            "--store and --vault name the same PostgreSQL instance: its backups and write-ahead log would keep the \
             keys beside what they open. Give the vault an instance of its own, or leave --vault out"
        );
    }
    tracing::warn!("store and vault share one PostgreSQL instance: for a demo only");
    Ok(())
}

/// A root key on the data's own disk protects backups, not the disk.
fn same_disk(key: &Path, data: &Path) {
    use std::os::unix::fs::MetadataExt as _;
    let device = |path: &Path| std::fs::metadata(path).map(|known| known.dev()).ok();
    if device(key).is_some() && device(key) == device(data) {
        tracing::info!(
            "the root key is on the same disk as the data: it protects copies and backups, not the disk itself"
        );
    }
}

type Tls = Arc<rustls::ServerConfig>;

fn tls(options: &Serve, data: &Path, clock: &Clock) -> Result<(Tls, Option<std::path::PathBuf>)> {
    if let (Some(certificate), Some(key)) = (&options.tls_certificate, &options.tls_key) {
        return Ok((web::edge::tls::from_pem_files(certificate, key)?, None));
    }
    if !options.listen.ip().is_loopback() {
        bail!(
            "{} can be reached from other machines: give a certificate with --tls-certificate and --tls-key",
            options.listen
        );
    }
    let made = development_certificate::find_or_make(&data.join("development-tls"), clock)?;
    Ok((web::edge::tls::from_pem_files(&made.certificate, &made.key)?, Some(made.ca)))
}

async fn listen(
    listener: TcpListener,
    redirect: Option<SocketAddr>,
    plain: Option<TcpListener>,
    tls: Tls,
    app: App,
    stop: &CancellationToken,
) -> Result<()> {
    let (port, limits) = (listener.local_addr()?.port(), web::edge::serve::Limits::default());
    if let Some(at) = redirect {
        let http = bind(at).await?;
        tokio::spawn(web::edge::serve::serve_redirect(http, port, limits, stop.clone()));
    }
    let beside = plain.map(|plain| {
        let router = web::demo_router(app.clone());
        tokio::spawn(web::edge::serve::serve_plain_loopback(plain, router, limits, stop.clone()))
    });
    web::edge::serve::serve(listener, tls, web::router(app), limits, stop.clone()).await?;
    stop.cancel();
    if let Some(beside) = beside {
        beside.await??;
    }
    Ok(())
}
