//! Changes of a hundred messages by one client, beside a raw transaction of a hundred inserts.

use anyhow::Result;
use domain::messages::BENCHMARK;

use crate::Effort;
use crate::commits::{Committing, sizes};
use crate::load::{Tasks, Work, in_turns};
use crate::product::Product;
use crate::raw::{Commit, Raw};
use crate::scratch::Engine;
use crate::table::{Aim, Line, Table};

const MESSAGES: usize = 100;
/// Parts that one leaf of a conversation has room for.
const PARTS: i64 = 65_000;

/// A client that commits a hundred messages at once.
struct Importing {
    client: Committing,
    product: std::sync::Arc<Product>,
}

impl Work for Importing {
    async fn once(&mut self) -> Result<()> {
        if self.client.next_seq() > PARTS {
            self.client = Committing::new(&self.product).await?;
        }
        let mut rows = Vec::with_capacity(MESSAGES);
        let (first, params) = self.client.message().await?;
        rows.push(params);
        for _ in 1..MESSAGES {
            rows.push(self.client.message().await?.1);
        }
        let change = self.client.change(first).each(BENCHMARK, rows);
        self.client.store().commit(change).await?;
        Ok(())
    }
}

/// Measures.
pub(crate) async fn measure(
    product: &std::sync::Arc<Product>,
    raw: &Raw,
    effort: Effort,
    table: &mut Table,
) -> Result<()> {
    let client = Committing::new(product).await?;
    let mut raw_load = raw.load(Commit::Group(MESSAGES), sizes(std::slice::from_ref(&client))?).await?;
    let mut ours = Tasks(vec![Importing { client, product: std::sync::Arc::clone(product) }]);
    let (ours, theirs) = in_turns(&mut ours, &mut raw_load, effort).await?;
    let (what, aim) = match raw.engine() {
        Engine::Embedded => ("changes of 100 messages / transactions of 100 inserts, one client", 0.6),
        Engine::Postgres => ("changes of 100 messages / begin, 100 awaited inserts, commit, one client", 1.0),
    };
    let ours = ours.times(crate::load::count(MESSAGES));
    table.add(Line::of_rates(raw.engine().name(), what, &ours, &theirs, Aim::AtLeast(aim)));
    Ok(())
}
