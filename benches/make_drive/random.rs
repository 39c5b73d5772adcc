//! Chance that comes out the same each time: SplitMix64, and what is drawn from it.

const SEED: u64 = 0x5350_4f43_2026_1123;

/// The state of the generator.
pub struct Rng(u64);

impl Rng {
    /// The chance of one school, by its number.
    pub fn of_school(index: usize) -> Self {
        Rng(SEED ^ (index as u64).wrapping_mul(0xa076_1d64_78bd_642f))
    }

    /// Any number.
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 to `limit` - 1; 0 where there is none.
    pub fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }

    /// Yes, once in `chance` times.
    pub fn one_in(&mut self, chance: usize) -> bool {
        self.below(chance) == 0
    }

    /// One of the items.
    pub fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())]
    }

    /// `count` different items, or all of them.
    pub fn several<T: Copy>(&mut self, items: &[T], count: usize) -> Vec<T> {
        let start = self.below(items.len());
        let least = 1 + self.below(items.len());
        let step = (least..least + items.len()).find(|&step| greatest_common_divisor(step, items.len()) == 1);
        let step = step.unwrap_or(1);
        (0..count.min(items.len())).map(|place| items[(start + place * step) % items.len()]).collect()
    }

    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for place in (1..items.len()).rev() {
            items.swap(place, self.below(place + 1));
        }
    }
}

fn greatest_common_divisor(a: usize, b: usize) -> usize {
    if b == 0 { a } else { greatest_common_divisor(b, a % b) }
}
