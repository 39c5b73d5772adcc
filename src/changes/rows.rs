//! Which row of a list is which row of the same list later.

use std::collections::{HashMap, VecDeque};

use super::content::Content;
use crate::tree::{Node, Shape};

/// A row of the old list, of the new one, or of both, by its number in each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Matched {
    Both(usize, usize),
    Gone(usize),
    New(usize),
}

/// The entries of a list; a value that stands alone is a list of one.
pub(super) fn entries<'n, 't>(node: Node<'n, 't>) -> Vec<Node<'n, 't>> {
    if node.shape() == Shape::List { node.items().collect() } else { vec![node] }
}

/// The rows of both lists: in the order of the new one, each that is gone behind the one that it stood behind.
pub(super) fn matched(old: &[Node<'_, '_>], new: &[Node<'_, '_>]) -> Vec<Matched> {
    let mut pairs = Pairs { of_old: vec![None; old.len()], of_new: vec![None; new.len()] };
    pairs.by_key(old, new, |row| Some(content(row)));
    pairs.by_key(old, new, |row| key(row, &["type", "from"]));
    pairs.by_key(old, new, |row| key(row, &[]));
    pairs.by_likeness(old, new);
    let gone_from = |start: usize| {
        let rest = pairs.of_old.get(start..).unwrap_or_default().iter().enumerate();
        rest.take_while(|(_, pair)| pair.is_none()).map(move |(at, _)| Matched::Gone(start + at))
    };
    let mut all: Vec<_> = gone_from(0).collect();
    for (number, pair) in pairs.of_new.iter().enumerate() {
        match pair {
            None => all.push(Matched::New(number)),
            Some(one) => {
                all.push(Matched::Both(*one, number));
                all.extend(gone_from(one + 1));
            }
        }
    }
    all
}

/// How a row is called beside its number: a child's by its UPN, another by its date or its name. Never by a child's name.
pub(super) fn label(of: &Content<'_>, row: Node<'_, '_>) -> String {
    let plain = |field: &&str| {
        let value = row.get(field)?;
        let text = value.text().filter(|text| !text.trim().is_empty())?;
        (!of.is_private(value)).then(|| text.to_owned())
    };
    let found = ["upn", "name", "topic", "date", "due", "from"].iter().find_map(plain);
    found.unwrap_or_default()
}

struct Pairs {
    of_old: Vec<Option<usize>>,
    of_new: Vec<Option<usize>>,
}

impl Pairs {
    fn join(&mut self, one: usize, other: usize) {
        if let (Some(old), Some(new)) = (self.of_old.get_mut(one), self.of_new.get_mut(other)) {
            (*old, *new) = (Some(other), Some(one));
        }
    }

    /// Joins rows of one key in the order in which they stand.
    fn by_key(&mut self, old: &[Node<'_, '_>], new: &[Node<'_, '_>], key: impl Fn(Node<'_, '_>) -> Option<String>) {
        let mut known: HashMap<String, VecDeque<usize>> = HashMap::new();
        let free = |pairs: &[Option<usize>], number: usize| pairs.get(number).is_some_and(Option::is_none);
        for (number, row) in old.iter().enumerate().filter(|(number, _)| free(&self.of_old, *number)) {
            if let Some(key) = key(*row) {
                known.entry(key).or_default().push_back(number);
            }
        }
        for (number, row) in new.iter().enumerate() {
            if !free(&self.of_new, number) {
                continue;
            }
            let one = key(*row).and_then(|key| known.get_mut(&key)).and_then(VecDeque::pop_front);
            if let Some(one) = one {
                self.join(one, number);
            }
        }
    }

    /// Joins the rows that are left, the likest first.
    fn by_likeness(&mut self, old: &[Node<'_, '_>], new: &[Node<'_, '_>]) {
        /// Two lists that have nothing in common need no finer answer.
        const MOST: usize = 40_000;
        let left = |pairs: &[Option<usize>]| -> Vec<usize> {
            pairs.iter().enumerate().filter(|(_, pair)| pair.is_none()).map(|(number, _)| number).collect()
        };
        let (olds, news) = (left(&self.of_old), left(&self.of_new));
        if olds.len().saturating_mul(news.len()) > MOST {
            return;
        }
        let fields = |rows: &[Node<'_, '_>], numbers: &[usize]| -> Vec<(usize, Fields)> {
            numbers.iter().filter_map(|number| Some((*number, leaves(*rows.get(*number)?)))).collect()
        };
        let (olds, news) = (fields(old, &olds), fields(new, &news));
        let mut scores = Vec::new();
        for (one, before) in &olds {
            for (other, after) in &news {
                if let Some(score) = likeness(before, after) {
                    scores.push((score, *one, *other));
                }
            }
        }
        scores.sort_by_key(|(score, one, other)| (std::cmp::Reverse(*score), *one, *other));
        for (_, one, other) in scores {
            let free = |pairs: &[Option<usize>], number: usize| pairs.get(number).is_some_and(Option::is_none);
            if free(&self.of_old, one) && free(&self.of_new, other) {
                self.join(one, other);
            }
        }
    }
}

type Fields = Vec<(String, String)>;

/// How like two rows are, in thousandths; none where they are not the same row.
fn likeness(old: &Fields, new: &Fields) -> Option<usize> {
    let get = |fields: &Fields, name: &str| fields.iter().find(|(one, _)| one == name).map(|(_, text)| text.clone());
    let (upn, other) = (get(old, "upn"), get(new, "upn"));
    let is_one_name = get(old, "name").is_some() && get(old, "name") == get(new, "name");
    if (upn.is_some() || other.is_some()) && upn != other && !is_one_name {
        return None;
    }
    let equal: Vec<_> = old.iter().filter(|field| new.contains(field)).collect();
    // That the same people spoke does not make it the same call.
    let tells = |(name, text): &(String, String)| {
        matches!(name.as_str(), "date" | "due" | "from" | "upn" | "name") || text.chars().count() >= 20
    };
    let score = equal.len() * 2000 / (old.len() + new.len()).max(1);
    (score >= 500 && equal.iter().any(|field| tells(field))).then_some(score)
}

/// The values of a row, each with the way to it.
fn leaves(row: Node<'_, '_>) -> Fields {
    fn add(node: Node<'_, '_>, way: &str, found: &mut Fields) {
        match node.shape() {
            Shape::Scalar { text, .. } if !node.is_nothing() => found.push((way.to_owned(), text.to_owned())),
            Shape::Scalar { .. } => {}
            Shape::List => node.items().for_each(|item| add(item, way, found)),
            Shape::Mapping => node.entries().for_each(|(name, value)| {
                let name = name.text().unwrap_or_default();
                add(value, &if way.is_empty() { name.to_owned() } else { format!("{way}/{name}") }, found);
            }),
        }
    }
    let mut found = Vec::new();
    add(row, "", &mut found);
    found
}

/// All that a row says, whatever its layout.
fn content(row: Node<'_, '_>) -> String {
    let mut fields = leaves(row);
    fields.sort();
    fields.into_iter().map(|(way, text)| format!("{way}\u{0}{text}\u{0}")).collect()
}

/// By what a row is known: a child's by its UPN, and by its name where that is none yet; another by its name. `more`: further fields.
fn key(row: Node<'_, '_>, more: &[&str]) -> Option<String> {
    let text = |field: &str| row.get(field).and_then(Node::text).map(str::trim).filter(|text| !text.is_empty());
    let name = || text("name").unwrap_or_default();
    let mut key = match text("upn") {
        Some(upn) if upn.starts_with("UN") => format!("{upn}\u{0}{}", name()),
        Some(upn) => upn.to_owned(),
        None => text("name")?.to_owned(),
    };
    for field in more {
        key.push('\u{0}');
        key.push_str(text(field)?);
    }
    Some(key)
}
