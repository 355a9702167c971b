//! A model of the vault with its servers, leases, caches, epochs, copies and restores, searched breadth first. One
//! person is erased. With every rule on, nothing that must not happen can be reached; with any rule off, something is.
#![expect(clippy::indexing_slicing, reason = "there are two servers, and steps name earlier ones")]
#![expect(clippy::struct_excessive_bools, reason = "what a model is made of")]

use std::collections::{HashSet, VecDeque};

/// What the program does, each for a reason that this search shows.
#[derive(Clone, Copy)]
struct Rules {
    /// A record is replaced only if it is the one that was read.
    compares: bool,
    /// A record is written only under the epoch that is current.
    holds_epoch: bool,
    /// An erasure is acknowledged when every server with a lease has heard of it.
    waits: bool,
    /// A lease is in the vault before the server looks what was destroyed.
    leases_first: bool,
    /// A server without a lease derives nothing.
    leased_only: bool,
    /// A record that was read before something was heard of is read again.
    reads_again: bool,
    /// A hold that the data has is looked at before the key is destroyed.
    looks: bool,
    /// A hold that the vault has is looked at in the commit that destroys the key.
    checks_hold: bool,
    /// A hold is in the vault before it is placed.
    holds_first: bool,
    /// After a restore the log's destructions are done again before anything is served.
    replays: bool,
    /// After a restore leaves are dealt from a new tree.
    new_tree: bool,
}

const ALL: Rules = Rules {
    compares: true,
    holds_epoch: true,
    waits: true,
    leases_first: true,
    leased_only: true,
    reads_again: true,
    looks: true,
    checks_hold: true,
    holds_first: true,
    replays: true,
    new_tree: true,
};

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Record {
    dead: bool,
    generation: u8,
    epoch: u8,
    tree: u8,
    next: u8,
    /// Beside it: a hold that needs the key.
    held: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
struct Server {
    /// Keys in memory: whether they know of the death.
    keys: Option<bool>,
    /// A record that was read and is not kept or changed yet.
    read: Option<Record>,
    heard_since: bool,
    /// How far the renewal of the lease is.
    step: u8,
    registered: bool,
    leased: bool,
    seen: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct State {
    vault: Record,
    /// The keys of earlier epochs are gone.
    epochs_from: u8,
    copy: Option<Record>,
    restoring: bool,
    servers: [Server; 2],
    /// A hold is placed, and whoever placed it was answered.
    hold: bool,
    /// It is about to be.
    placing: bool,
    fenced: bool,
    /// The data was read, and had no hold.
    looked: bool,
    logged: bool,
    acknowledged: bool,
    dealt: u16,
    dealt_twice: bool,
}

/// What a step changes, and whether it can be taken.
type Step<'s> = &'s dyn Fn(&mut State) -> bool;

impl State {
    const fn start(vault: Record) -> Self {
        let server = Server {
            keys: None,
            read: None,
            heard_since: false,
            step: 0,
            registered: false,
            leased: false,
            seen: false,
        };
        Self {
            vault,
            epochs_from: 1,
            copy: None,
            restoring: false,
            servers: [server; 2],
            hold: false,
            placing: false,
            fenced: false,
            looked: false,
            logged: false,
            acknowledged: false,
            dealt: 0,
            dealt_twice: false,
        }
    }

    /// What must never be.
    fn broken(&self, rules: Rules) -> Option<&'static str> {
        let derives = |server: &Server| server.keys == Some(false) && (server.leased || !rules.leased_only);
        let vault_derives = !self.restoring && !self.vault.dead;
        if self.acknowledged && (vault_derives || self.servers.iter().any(derives)) {
            return Some("a key is derived after its end was acknowledged");
        }
        if self.vault.epoch < self.epochs_from {
            return Some("the record is under a key that was destroyed");
        }
        if self.hold && self.vault.dead && !self.restoring {
            return Some("what is held was destroyed");
        }
        self.dealt_twice.then_some("a leaf was dealt twice")
    }

    fn next(&self, rules: Rules) -> Vec<(&'static str, Self)> {
        let mut out = Vec::new();
        let mut add = |name, change: Step<'_>| {
            let mut next = *self;
            if change(&mut next) && next != *self {
                out.push((name, next));
            }
        };
        for at in 0..2 {
            add("crash", &|state| {
                let server = &mut state.servers[at];
                *server = Server { registered: server.registered, ..Server::default() };
                if at == 0 {
                    (state.placing, state.looked) = (false, false);
                }
                true
            });
            // The first server destroys; its lease is the other's, seen from the other side.
            if at == 0 {
                add("read", &|state| state.read(at));
                add("keep", &|state| state.keep(at, rules));
                add("deal", &|state| state.deal(at, rules));
                continue;
            }
            add("lapse", &|state| {
                state.servers[at].leased = false;
                state.servers[at].step = 0;
                true
            });
            add("expire", &|state| {
                let server = &mut state.servers[at];
                let may = !server.leased;
                (server.registered, server.seen, server.step) = (false, false, 0);
                may
            });
            if self.restoring {
                continue;
            }
            add("read", &|state| state.read(at));
            add("keep", &|state| state.keep(at, rules));
            add("deal", &|state| state.deal(at, rules));
            add("renew", &|state| state.renew(at, rules));
        }
        add("fence", &|state| {
            state.fenced = true;
            !state.hold
        });
        if !self.restoring {
            self.holding(rules, &mut add);
            add("look", &|state| {
                state.looked = true;
                state.fenced && !state.hold
            });
            add("destroy", &|state| {
                let may = state.fenced && (state.looked || !rules.looks);
                state.vault.dead = true;
                state.vault.generation += 1;
                state.looked = false;
                state.servers[0].hear();
                may && !(rules.checks_hold && self.vault.held) && !self.vault.dead
            });
            add("log", &|state| {
                state.logged = true;
                state.vault.dead
            });
            add("acknowledge", &|state| {
                state.acknowledged = true;
                let heard = state.servers.iter().all(|server| !server.registered || server.seen);
                state.vault.dead && state.logged && (heard || !rules.waits)
            });
            add("turn", &|state| {
                state.vault.epoch += 1;
                state.vault.epoch <= 2
            });
            add("destroy epochs", &|state| {
                state.epochs_from = state.vault.epoch;
                true
            });
            add("copy", &|state| {
                state.copy = Some(state.vault);
                state.copy != self.copy && self.copy.is_none()
            });
        }
        add("restore", &|state| {
            let Some(copy) = state.copy else { return false };
            (state.vault, state.epochs_from, state.restoring) = (copy, copy.epoch, true);
            state.servers = [Server::default(); 2];
            (state.placing, state.looked) = (false, false);
            state.vault.tree < 2
        });
        add("serve again", &|state| {
            state.vault.dead |= rules.replays && state.logged;
            if rules.new_tree {
                (state.vault.tree, state.vault.next) = (state.vault.tree + 1, 0);
                state.copy = None;
            }
            state.restoring = false;
            self.restoring
        });
        out
    }

    /// The steps of placing a hold.
    fn holding(&self, rules: Rules, add: &mut dyn FnMut(&'static str, Step<'_>)) {
        add("begin to hold", &|state| {
            state.vault.held |= rules.holds_first;
            state.placing = true;
            !state.hold
        });
        add("hold", &|state| {
            (state.hold, state.placing) = (true, false);
            // The key lives in the vault, as it is now.
            self.placing && !state.vault.dead && !state.logged
        });
        add("note the hold", &|state| {
            state.vault.held = true;
            self.hold && !rules.holds_first
        });
        add("let go", &|state| {
            state.vault.held = false;
            !self.hold && !self.placing
        });
    }

    fn read(&mut self, at: usize) -> bool {
        self.servers[at].read = Some(self.vault);
        self.servers[at].heard_since = false;
        !self.restoring
    }

    /// Keeps the keys of the record that was read.
    fn keep(&mut self, at: usize, rules: Rules) -> bool {
        let server = &mut self.servers[at];
        let Some(read) = server.read.take() else { return false };
        if !(rules.reads_again && server.heard_since) {
            // Keys never become those of an older record.
            server.keys = Some(server.keys == Some(true) || read.dead);
        }
        true
    }

    /// Leases a leaf on the record that was read.
    fn deal(&mut self, at: usize, rules: Rules) -> bool {
        let Some(read) = self.servers[at].read.take() else { return false };
        let same = read.generation == self.vault.generation || !rules.compares;
        let current = read.epoch == self.vault.epoch || !rules.holds_epoch;
        if same && current && read.next < 2 {
            let bit = 1 << (read.tree * 4 + read.next);
            self.dealt_twice |= self.dealt & bit != 0;
            self.dealt |= bit;
            let held = self.vault.held;
            self.vault = Record { next: read.next + 1, generation: read.generation + 1, held, ..read };
        }
        true
    }

    /// One step of a renewal: into the vault, look, use; or in the wrong order.
    fn renew(&mut self, at: usize, rules: Rules) -> bool {
        let dead = self.vault.dead;
        let server = &mut self.servers[at];
        match (server.step, rules.leases_first) {
            (0, true) | (1, false) => server.registered = true,
            (0, false) | (1, true) if dead => server.hear(),
            (0, false) | (1, true) => server.seen = false,
            _ => server.leased = server.registered,
        }
        server.step = (server.step + 1) % 3;
        true
    }
}

impl Server {
    fn hear(&mut self) {
        (self.heard_since, self.seen) = (true, true);
        self.keys = self.keys.map(|_| true);
    }
}

/// The shortest way to something that must not be; none if there is no way.
fn search(rules: Rules) -> Option<(&'static str, Vec<&'static str>)> {
    let start = State::start(Record { dead: false, generation: 1, epoch: 1, tree: 0, next: 0, held: false });
    let (mut seen, mut queue) = (HashSet::from([start]), VecDeque::from([(start, 0)]));
    // Each step with the one before it.
    let mut steps: Vec<(&'static str, usize, usize)> = vec![("start", 0, 0)];
    while let Some((state, at)) = queue.pop_front() {
        let depth = steps[at].2;
        if let Some(broken) = state.broken(rules) {
            let mut way = Vec::new();
            let mut back = at;
            while back != 0 {
                way.push(steps[back].0);
                back = steps[back].1;
            }
            way.reverse();
            return Some((broken, way));
        }
        for (name, next) in state.next(rules) {
            if depth < DEEPEST && seen.insert(next) {
                queue.push_back((next, steps.len()));
                steps.push((name, at, depth + 1));
            }
        }
    }
    None
}

/// The search ends there; every break that is known is found in fewer steps.
const DEEPEST: usize = 10;

#[test]
fn with_every_rule_nothing_forbidden_is_reached() {
    assert_eq!(search(ALL), None);
}

#[test]
fn without_any_one_rule_something_forbidden_is_reached() {
    let without: [(&str, Rules, &str); 11] = [
        ("compares", Rules { compares: false, ..ALL }, ""),
        ("holds_epoch", Rules { holds_epoch: false, ..ALL }, "the record is under a key that was destroyed"),
        ("waits", Rules { waits: false, ..ALL }, "a key is derived after its end was acknowledged"),
        (
            "leases_first",
            Rules { leases_first: false, ..ALL },
            "a key is derived after its end was acknowledged",
        ),
        (
            "leased_only",
            Rules { leased_only: false, ..ALL },
            "a key is derived after its end was acknowledged",
        ),
        (
            "reads_again",
            Rules { reads_again: false, ..ALL },
            "a key is derived after its end was acknowledged",
        ),
        ("looks", Rules { looks: false, ..ALL }, "what is held was destroyed"),
        ("holds_first", Rules { holds_first: false, ..ALL }, "what is held was destroyed"),
        ("checks_hold", Rules { checks_hold: false, ..ALL }, "what is held was destroyed"),
        ("replays", Rules { replays: false, ..ALL }, "a key is derived after its end was acknowledged"),
        ("new_tree", Rules { new_tree: false, ..ALL }, "a leaf was dealt twice"),
    ];
    for (rule, rules, expected) in without {
        let (broken, way) = search(rules).unwrap_or_else(|| panic!("nothing breaks without {rule}"));
        assert!(broken.contains(expected), "without {rule}: {broken} by {way:?}");
    }
}
