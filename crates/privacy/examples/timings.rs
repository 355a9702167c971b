//! Prints what deriving, sealing and opening cost on this machine, beside the library's own AES-256-GCM, in one run.

use std::hint::black_box;
use std::io::{self, Write as _};
use std::time::Instant;

use aws_lc_rs::aead::{AES_256_GCM, Aad, RandomizedNonceKey};
use privacy::access::{self, Actor, Permit, SystemRole};
use privacy::ids::Workspace;
use privacy::keys::{KeyError, Leaf, LeafKind, Ref, RootRecord, Under, WorkspaceKeys};
use privacy::purpose::Purpose;
use privacy::{Id, Personal, Random, Region, RowId, Sealed, Use};

enum Body {}
impl Use for Body {
    const NAME: &'static str = "messages.body/v1";
    type Value = Vec<u8>;
}

type Done = Result<(), Box<dyn std::error::Error>>;

struct Bench {
    keys: WorkspaceKeys,
    tree: u32,
    out: io::Stdout,
}

fn main() -> Done {
    let random = Random::seeded(11);
    let workspace = Id::<Workspace>::fresh(&random, Region::Eu);
    let record = RootRecord::create(&random, workspace, Region::Eu);
    let mut bench = Bench { keys: record.keys(), tree: record.newest_tree(), out: io::stdout() };
    let permit =
        access::permit(&Actor::System { workspace, role: SystemRole::SignIn }, Purpose::Authentication)?;
    bench.derive()?;
    bench.library()?;
    bench.cell(&permit)?;
    bench.page(&permit)?;
    Ok(())
}

impl Bench {
    fn leaf(&self, kind: LeafKind, n: u64) -> Leaf {
        Leaf { tree: self.tree, index: kind.range().start + n }
    }

    /// Runs `work` that often and prints the mean in microseconds, the best of five rounds.
    fn time(&mut self, what: &str, times: u64, mut work: impl FnMut(u64) -> Done) -> Done {
        let mut best = f64::INFINITY;
        for round in 0..5 {
            let start = Instant::now();
            for n in 0..times {
                work(round * times + n)?;
            }
            let each = start.elapsed().as_secs_f64() * 1e6 / f64::from(u32::try_from(times)?);
            best = best.min(each);
        }
        writeln!(self.out, "{what:62} {best:9.3} us")?;
        Ok(())
    }

    fn derive(&mut self) -> Done {
        let (keys, first) = (self.keys.clone(), self.leaf(LeafKind::Person, 0));
        let at = |index| Ref::of(Leaf { index, ..first });
        // Multiples of an odd number, so that no two leaves of the run share more than a few nodes.
        let far = |n: u64| first.index + (n.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 28);
        self.time("derive, cold: leaves far apart", 20_000, |n| Ok(keys.holds(at(far(n)))?))?;
        self.time("derive, people in the order they came", 20_000, |n| Ok(keys.holds(at(first.index + n))?))?;
        let recent = |n: u64| first.index + (n.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 52);
        self.time("derive, at random among the 4,096 most recent people", 20_000, |n| {
            Ok(keys.holds(at(recent(n)))?)
        })
    }

    fn library(&mut self) -> Done {
        let key = RandomizedNonceKey::new(&AES_256_GCM, &[7; 32])?;
        let (aad, mut text) = ([3_u8; 64], vec![5_u8; 300]);
        self.time("the library: seal 300 bytes with a ready key", 200_000, |_| {
            let (_, tag) = key.seal_in_place_separate_tag(Aad::from(&aad), &mut text)?;
            black_box(tag.as_ref());
            Ok(())
        })?;
        let mut sealed = vec![5_u8; 300];
        let nonce = key.seal_in_place_append_tag(Aad::from(&aad), &mut sealed)?;
        let nonce: [u8; 12] = *nonce.as_ref();
        let mut room = sealed.clone();
        self.time("the library: open 300 bytes with a ready key", 200_000, |_| {
            room.copy_from_slice(&sealed);
            let nonce = aws_lc_rs::aead::Nonce::assume_unique_for_key(nonce);
            black_box(key.open_in_place(nonce, Aad::from(&aad), &mut room)?);
            Ok(())
        })
    }

    fn cell(&mut self, permit: &Permit) -> Done {
        let (keys, row, text) = (self.keys.clone(), RowId::of_two(12, 3), Personal::new(vec![5_u8; 300]));
        let under =
            |part| Under::part_of(self.leaf(LeafKind::Person, 9), self.leaf(LeafKind::Conversation, 9), part);
        let one = under(3);
        self.time("seal 300 bytes again in one place", 50_000, |_| {
            black_box(keys.seal::<Body>(one, &row, &text)?);
            Ok(())
        })?;
        let sealed = keys.seal::<Body>(one, &row, &text)?;
        self.time("open 300 bytes again from one place", 50_000, |_| {
            black_box(keys.open(permit, &row, &sealed)?);
            Ok(())
        })?;
        let (person, talk) = (self.leaf(LeafKind::Person, 0), self.leaf(LeafKind::Conversation, 1000));
        self.time("seal 300 bytes, each the next part of a conversation", 10_000, |n| {
            let under = Under::part_of(person, talk, u16::try_from(n % 65_536)?);
            black_box(keys.seal::<Body>(under, &row, &text)?);
            Ok(())
        })?;
        self.time("seal 300 bytes, each the first part of a new conversation", 10_000, |n| {
            let next = |leaf: Leaf| Leaf { index: leaf.index + n, ..leaf };
            black_box(keys.seal::<Body>(Under::part_of(next(person), next(talk), 0), &row, &text)?);
            Ok(())
        })
    }

    fn page(&mut self, permit: &Permit) -> Done {
        let (keys, text) = (self.keys.clone(), Personal::new(vec![5_u8; 300]));
        let page = |talk: u64| -> Result<Vec<(RowId, Sealed<Body>)>, KeyError> {
            let (person, talk) = (self.leaf(LeafKind::Person, talk), self.leaf(LeafKind::Conversation, talk));
            (0..50_u16)
                .map(|part| {
                    let row = RowId::of_two(talk.index, part);
                    let sealed = keys.seal(Under::part_of(person, talk, part), &row, &text)?;
                    Ok((row, sealed))
                })
                .collect()
        };
        let pages = (0..2_000).map(|n| page(n * 977)).collect::<Result<Vec<_>, _>>()?;
        let open = |page: &[(RowId, Sealed<Body>)]| -> Done {
            for (row, sealed) in page {
                black_box(keys.open(permit, row, sealed)?);
            }
            Ok(())
        };
        self.time("open a page of 50 messages, conversations in turn", 2_000, |n| {
            open(pages.get(usize::try_from(n % 2_000)?).map_or(&[], Vec::as_slice))
        })?;
        self.time("open a page of 50 messages, the same conversation again", 2_000, |_| {
            open(pages.first().map_or(&[], Vec::as_slice))
        })
    }
}
