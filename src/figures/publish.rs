//! Which numbers of a table are hidden before it is published, so that none of them can be worked out.
//!
//! A number from 1 to 4 is hidden; 0 is shown. As totals are shown, more has to be hidden: where a hidden number could be worked out from the others, as
//! much more is hidden as makes it safe, of sums and large numbers as little as can be.
//!
//! Whether a number can be worked out is answered exactly. The table is a network: each number is an arc between two nodes, and at each node what
//! comes in is what goes out (a school's exclusions by type are as many as its exclusions; the numbers of all schools are the total). Whoever reads the
//! table knows the shown numbers, and of each hidden one the least that it can be. Another table fits what they know just where the hidden numbers can
//! be changed along a circle of arcs, up or down, without one of them falling below its least. A hidden number is safe where such a circle leads
//! through its arc.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashSet};

/// A number of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Protected {
    /// The number.
    pub value: u64,
    /// The least that a reader knows it to be where it is hidden: 1 of a count, whose 0 is shown.
    pub least: u64,
    /// Whether it is hidden.
    pub is_hidden: bool,
    /// How much it tells: 0 of a plain number, more of a sum. What tells most is hidden last.
    pub rank: u8,
    /// The node that it leaves.
    pub from: usize,
    /// The node that it enters.
    pub to: usize,
}

/// The numbers below this one are hidden.
pub const FEWEST_SHOWN: u64 = 5;

/// Hides what has to be hidden beside what is hidden already. A number that is 0 and not hidden stays shown.
pub fn protect(numbers: &mut [Protected]) {
    for number in numbers.iter_mut() {
        number.is_hidden |= (1..FEWEST_SHOWN).contains(&number.value);
    }
    let must_be: Vec<_> = numbers.iter().map(|number| number.is_hidden).collect();
    hide_more(numbers);
    show_again(numbers, &must_be);
}

/// Shows again what need not be hidden: a number that was hidden on the way may be of no use in the end. Sums come first, the largest of them before the
/// others.
fn show_again(numbers: &mut [Protected], must_be: &[bool]) {
    /// Of a large table only the sums are tried: each try looks at every hidden number.
    const SMALL_TABLE: usize = 3_000;
    let is_small = numbers.len() <= SMALL_TABLE;
    let may_be_shown = |(place, number): &(usize, &Protected)| {
        number.is_hidden && !must_be.get(*place).copied().unwrap_or(true) && (is_small || number.rank > 1)
    };
    let mut tried: Vec<_> =
        numbers.iter().enumerate().filter(may_be_shown).map(|(place, one)| (one.rank, one.value, place)).collect();
    tried.sort_unstable();
    let mut network = Network::of(numbers);
    for (.., place) in tried.into_iter().rev() {
        network.show(numbers, place);
        if let Some(number) = numbers.get_mut(place) {
            number.is_hidden = false;
        }
        let is_hidden = |place: &usize| numbers.get(*place).is_some_and(|number| number.is_hidden);
        if !(0..numbers.len()).filter(is_hidden).all(|place| network.is_safe(numbers, place)) {
            network.hide(numbers, place);
            if let Some(number) = numbers.get_mut(place) {
                number.is_hidden = true;
            }
        }
    }
}

fn hide_more(numbers: &mut [Protected]) {
    let mut network = Network::of(numbers);
    // What is hidden once it is safe stays so: more hidden numbers are more circles. What is hidden meanwhile is looked at in the next round. It comes to
    // an end: where all but the zeros are hidden, each is safe, as any multiple of the table fits.
    loop {
        let mut has_changed = false;
        for place in 0..numbers.len() {
            if !numbers.get(place).is_some_and(|number| number.is_hidden) || network.is_safe(numbers, place) {
                continue;
            }
            for next in network.cheapest_circle(numbers, place) {
                if let Some(number) = numbers.get_mut(next) {
                    number.is_hidden = true;
                }
                network.hide(numbers, next);
                has_changed = true;
            }
        }
        if !has_changed {
            return;
        }
    }
}

/// The hidden numbers as arcs.
struct Network {
    /// The places of the hidden numbers that touch each node.
    hidden_at: Vec<Vec<usize>>,
    /// The places of all numbers that touch each node.
    all_at: Vec<Vec<usize>>,
}

impl Network {
    fn of(numbers: &[Protected]) -> Self {
        let nodes = numbers.iter().flat_map(|number| [number.from, number.to]).max().map_or(0, |last| last + 1);
        let mut network = Self { hidden_at: vec![Vec::new(); nodes], all_at: vec![Vec::new(); nodes] };
        for (place, number) in numbers.iter().enumerate() {
            for node in [number.from, number.to] {
                if let Some(all) = network.all_at.get_mut(node) {
                    all.push(place);
                }
            }
            if number.is_hidden {
                network.hide(numbers, place);
            }
        }
        network
    }

    fn hide(&mut self, numbers: &[Protected], place: usize) {
        let Some(number) = numbers.get(place) else { return };
        for node in [number.from, number.to] {
            if let Some(hidden) = self.hidden_at.get_mut(node) {
                hidden.push(place);
            }
        }
    }

    fn show(&mut self, numbers: &[Protected], place: usize) {
        let Some(number) = numbers.get(place) else { return };
        for node in [number.from, number.to] {
            if let Some(hidden) = self.hidden_at.get_mut(node) {
                hidden.retain(|other| *other != place);
            }
        }
    }

    /// Whether a circle leads through the arc of a hidden number: it may be more, or it may be less.
    fn is_safe(&self, numbers: &[Protected], place: usize) -> bool {
        let Some(number) = numbers.get(place) else { return true };
        let may_be_more = self.leads(numbers, number.to, number.from, place);
        may_be_more || (number.value > number.least && self.leads(numbers, number.from, number.to, place))
    }

    /// Whether a way leads from a node to another by the arcs of hidden numbers, but for one: along an arc its number grows, against it the number
    /// falls. The way is sought in the depth, where most circles are short.
    fn leads(&self, numbers: &[Protected], from: usize, to: usize, without: usize) -> bool {
        let mut seen = HashSet::from([from]);
        let mut next = vec![from];
        while let Some(node) = next.pop() {
            if node == to {
                return true;
            }
            for place in self.hidden_at.get(node).into_iter().flatten().filter(|place| **place != without) {
                let Some(number) = numbers.get(*place) else { continue };
                let along = (number.from == node).then_some(number.to);
                let against = (number.to == node && number.value > number.least).then_some(number.from);
                for node in [along, against].into_iter().flatten() {
                    if node == to {
                        return true;
                    }
                    if seen.insert(node) {
                        next.push(node);
                    }
                }
            }
        }
        false
    }

    /// What is to be hidden so that a number becomes safe: the shown numbers of a circle through its arc. Of all circles it is one whose sums tell least, and
    /// of these one whose shown numbers are together the smallest. A number that is 0 stays shown, and is in no circle.
    fn cheapest_circle(&self, numbers: &[Protected], place: usize) -> Vec<usize> {
        let Some(number) = numbers.get(place) else { return Vec::new() };
        let more = self.cheapest_way(numbers, (number.to, number.from), place);
        let less = (number.value > number.least)
            .then(|| self.cheapest_way(numbers, (number.from, number.to), place))
            .flatten();
        let cheapest = more.into_iter().chain(less).min();
        cheapest.map(|(_, way)| way).unwrap_or_default()
    }

    /// The cheapest way from a node to another, without one arc: what it costs, and the shown numbers on it. Hidden numbers cost nothing.
    fn cheapest_way(
        &self,
        numbers: &[Protected],
        (from, to): (usize, usize),
        without: usize,
    ) -> Option<(Cost, Vec<usize>)> {
        let mut costs = vec![Cost::MAX; self.all_at.len()];
        let mut came_by: Vec<Option<(usize, usize)>> = vec![None; self.all_at.len()];
        let mut next = BinaryHeap::from([Reverse((Cost::default(), from))]);
        *costs.get_mut(from)? = Cost::default();
        while let Some(Reverse((cost, node))) = next.pop() {
            if node == to {
                break;
            }
            if costs.get(node).is_none_or(|known| *known < cost) {
                continue;
            }
            for place in self.all_at.get(node).into_iter().flatten().filter(|place| **place != without) {
                let Some(number) = numbers.get(*place) else { continue };
                if !number.is_hidden && number.value == 0 {
                    continue;
                }
                let further = cost.and(number);
                let along = (number.from == node).then_some(number.to);
                let against = (number.to == node && number.value > number.least).then_some(number.from);
                for end in [along, against].into_iter().flatten() {
                    let (Some(known), Some(by)) = (costs.get_mut(end), came_by.get_mut(end)) else { continue };
                    if further < *known {
                        *known = further;
                        *by = Some((*place, node));
                        next.push(Reverse((further, end)));
                    }
                }
            }
        }
        let cost = *costs.get(to).filter(|cost| **cost < Cost::MAX)?;
        let (mut way, mut node) = (Vec::new(), to);
        while let Some((place, before)) = came_by.get(node).copied().flatten() {
            if numbers.get(place).is_some_and(|number| !number.is_hidden) {
                way.push(place);
            }
            node = before;
        }
        Some((cost, way))
    }
}

/// What it costs to hide the numbers of a way: first how much they tell, then how many they count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Cost {
    ranks: u64,
    values: u64,
}

impl Cost {
    const MAX: Self = Self { ranks: u64::MAX, values: u64::MAX };

    /// The cost with one number more.
    fn and(self, number: &Protected) -> Self {
        if number.is_hidden {
            return self;
        }
        Self { ranks: self.ranks + u64::from(number.rank), values: self.values.saturating_add(number.value) }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeSet, HashMap};

    use proptest::prelude::*;

    use super::*;

    /// A table of schools (rows) by kinds (columns) with totals of both, as a network: the kinds of a school go from the column's node to the row's,
    /// its total from the row's to the ground.
    fn table(rows: &[Vec<u64>]) -> Vec<Protected> {
        let columns = rows[0].len();
        let (column, row, total, ground) = (|n: usize| n, |n: usize| 100 + n, 200, 300);
        let of = |value, is_total: bool, from, to| Protected {
            value,
            least: 1,
            is_hidden: false,
            rank: u8::from(is_total),
            from,
            to,
        };
        let mut numbers = Vec::new();
        for (number, cells) in rows.iter().enumerate() {
            for (place, value) in cells.iter().enumerate() {
                numbers.push(of(*value, false, column(place), row(number)));
            }
            numbers.push(of(cells.iter().sum(), true, row(number), ground));
        }
        for place in 0..columns {
            numbers.push(of(rows.iter().map(|cells| cells[place]).sum(), true, total, column(place)));
        }
        numbers.push(of(rows.iter().flatten().sum(), true, ground, total));
        numbers
    }

    /// Whether each hidden number has two values at least among all tables that fit the shown ones. Tries them all, each number up to a bound.
    fn is_safe_by_trying(numbers: &[Protected]) -> Vec<usize> {
        let nodes: BTreeSet<_> = numbers.iter().flat_map(|one| [one.from, one.to]).collect();
        let hidden: Vec<_> = (0..numbers.len()).filter(|place| numbers[*place].is_hidden).collect();
        let mut seen: HashMap<usize, BTreeSet<u64>> = HashMap::new();
        let mut values: Vec<u64> = numbers.iter().map(|one| one.value).collect();
        // Where two values are known of a number, nothing more is asked of it.
        fn go(
            at: usize,
            hidden: &[usize],
            numbers: &[Protected],
            nodes: &BTreeSet<usize>,
            values: &mut Vec<u64>,
            seen: &mut HashMap<usize, BTreeSet<u64>>,
            set: &mut Vec<bool>,
        ) {
            if hidden.iter().all(|place| seen.get(place).is_some_and(|of| of.len() > 1)) {
                return;
            }
            // A node whose numbers are all set must be in balance.
            let is_balanced = nodes.iter().all(|node| {
                let touching = || (0..numbers.len()).filter(|p| numbers[*p].from == *node || numbers[*p].to == *node);
                if touching().any(|place| !set[place]) {
                    return true;
                }
                let side = |is_in: bool| {
                    let of =
                        touching().filter(|p| if is_in { numbers[*p].to == *node } else { numbers[*p].from == *node });
                    of.map(|place| values[place]).sum::<u64>()
                };
                side(true) == side(false)
            });
            if !is_balanced {
                return;
            }
            let Some(place) = hidden.get(at) else {
                for place in hidden {
                    seen.entry(*place).or_default().insert(values[*place]);
                }
                return;
            };
            let true_value = values[*place];
            // A circle changes a number by one at most.
            let near = true_value.saturating_sub(1).max(numbers[*place].least)..=true_value + 1;
            set[*place] = true;
            for value in near {
                values[*place] = value;
                go(at + 1, hidden, numbers, nodes, values, seen, set);
            }
            values[*place] = true_value;
            set[*place] = false;
        }
        let mut set: Vec<bool> = numbers.iter().map(|one| !one.is_hidden).collect();
        go(0, &hidden, numbers, &nodes, &mut values, &mut seen, &mut set);
        hidden.into_iter().filter(|place| seen.get(place).is_none_or(|of| of.len() < 2)).collect()
    }

    fn hidden(rows: &[Vec<u64>]) -> Vec<bool> {
        let mut numbers = table(rows);
        protect(&mut numbers);
        numbers.iter().map(|number| number.is_hidden).collect()
    }

    #[test]
    fn nothing_small_is_nothing_hidden() {
        assert!(hidden(&[vec![5, 0], vec![7, 9]]).iter().all(|hidden| !hidden));
    }

    #[test]
    fn one_small_number_takes_others_with_it() {
        let mut numbers = table(&[vec![3, 20], vec![30, 40]]);
        protect(&mut numbers);
        let hidden: Vec<_> = numbers.iter().filter(|number| number.is_hidden).map(|number| number.value).collect();
        assert!(hidden.contains(&3) && hidden.len() >= 4, "{hidden:?}");
        assert!(is_safe_by_trying(&numbers).is_empty(), "{numbers:?}");
    }

    /// The values that are hidden.
    fn hidden_values(rows: &[Vec<u64>]) -> Vec<u64> {
        let mut numbers = table(rows);
        protect(&mut numbers);
        assert!(is_safe_by_trying(&numbers).is_empty(), "{numbers:?}");
        numbers.iter().filter(|number| number.is_hidden).map(|number| number.value).collect()
    }

    #[test]
    fn no_more_is_hidden_than_it_takes() {
        // The next smallest of the column is enough, with the totals of both rows shown where the columns are two.
        for (rows, expected) in [
            (vec![vec![3], vec![7], vec![12]], vec![3, 3, 7, 7]),
            (vec![vec![3, 20], vec![30, 40]], vec![3, 20, 30, 40]),
            (vec![vec![3, 20, 9], vec![8, 40, 6], vec![50, 60, 70]], vec![3, 9, 8, 6]),
            (vec![vec![2, 50], vec![60, 7], vec![6, 8]], vec![2, 50, 6, 8]),
        ] {
            assert_eq!(hidden_values(&rows), expected, "{rows:?}");
        }
    }

    #[test]
    fn two_ones_are_not_told_by_their_sum() {
        // 1 + 1 of a column whose third number and total are shown would both be known to be 1.
        let mut numbers = table(&[vec![1], vec![1], vec![10]]);
        protect(&mut numbers);
        assert!(is_safe_by_trying(&numbers).is_empty(), "{numbers:?}");
    }

    #[test]
    fn trying_finds_what_can_be_worked_out() {
        let mut numbers = table(&[vec![3, 20], vec![30, 40]]);
        numbers[0].is_hidden = true;
        assert_eq!(is_safe_by_trying(&numbers), [0]);
        assert!(!Network::of(&numbers).is_safe(&numbers, 0));
    }

    fn small_table() -> impl Strategy<Value = Vec<Vec<u64>>> {
        let cell = prop_oneof![3 => 0_u64..6, 1 => 6_u64..20];
        (1_usize..4, 1_usize..4).prop_flat_map(move |(rows, columns)| {
            prop::collection::vec(prop::collection::vec(cell.clone(), columns), rows)
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, cases: 300, ..ProptestConfig::default() })]

        #[test]
        fn no_hidden_number_can_be_worked_out(rows in small_table()) {
            let mut numbers = table(&rows);
            protect(&mut numbers);
            prop_assert_eq!(is_safe_by_trying(&numbers), Vec::<usize>::new(), "{:?}", numbers);
            for number in &numbers {
                prop_assert!(number.is_hidden || number.value == 0 || number.value >= FEWEST_SHOWN);
                prop_assert!(!number.is_hidden || number.value > 0);
            }
        }

        /// What the network says is what trying says, of any numbers that are hidden.
        #[test]
        fn the_network_answers_exactly(rows in small_table(), mask in prop::collection::vec(any::<bool>(), 16)) {
            let mut numbers = table(&rows);
            for (number, hide) in numbers.iter_mut().zip(mask) {
                number.is_hidden = hide && number.value > 0;
            }
            let network = Network::of(&numbers);
            let known: Vec<_> = (0..numbers.len())
                .filter(|place| numbers[*place].is_hidden && !network.is_safe(&numbers, *place))
                .collect();
            prop_assert_eq!(is_safe_by_trying(&numbers), known, "{:?}", numbers);
        }
    }
}
