//! Texts around which no drive was found: it is looked for again, as a share may have been away, or the file in no drive yet.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

/// A text that somebody works on is looked for again after this.
const SOON: Duration = Duration::from_secs(3);
/// Any other one is after this, when the server wakes.
const LATER: Duration = Duration::from_secs(30);

/// The texts that may be records and lie on no drive that is known, by address.
#[derive(Debug, Default)]
pub(super) struct Unfound(BTreeMap<String, Search>);

#[derive(Debug)]
struct Search {
    file: PathBuf,
    /// When it was last looked for in vain; none while it is being looked for.
    missed: Option<Duration>,
    is_touched: bool,
}

impl Search {
    fn next(&self) -> Option<Duration> {
        Some(self.missed? + if self.is_touched { SOON } else { LATER })
    }
}

impl Unfound {
    /// The drive around a text is being looked for.
    pub fn searching(&mut self, uri: &str, file: PathBuf) {
        self.0.insert(uri.to_owned(), Search { file, missed: None, is_touched: false });
    }

    /// There was none.
    pub fn missed(&mut self, uri: &str, now: Duration) {
        if let Some(search) = self.0.get_mut(uri) {
            search.missed = Some(now);
        }
    }

    /// Its drive is known, or it was closed.
    pub fn settled(&mut self, uri: &str) {
        self.0.remove(uri);
    }

    /// Somebody works on it.
    pub fn touched(&mut self, uri: &str) {
        if let Some(search) = self.0.get_mut(uri) {
            search.is_touched = true;
        }
    }

    /// The texts that are to be looked for now. They count as being looked for from now on.
    pub fn due(&mut self, now: Duration) -> Vec<(String, PathBuf)> {
        let due = self.0.iter_mut().filter(|(_, search)| search.next().is_some_and(|next| next <= now));
        let start = |(uri, search): (&String, &mut Search)| {
            (search.missed, search.is_touched) = (None, false);
            (uri.clone(), search.file.clone())
        };
        due.map(start).collect()
    }

    /// When the server is to wake for one that somebody works on. For the others alone it does not wake.
    pub fn next(&self) -> Option<Duration> {
        self.0.values().filter(|search| search.is_touched).filter_map(Search::next).min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_looked_for_again_but_not_all_the_time() {
        let at = Duration::from_secs;
        let mut unfound = Unfound::default();
        let one = || ("a".to_owned(), PathBuf::from("/a"));
        unfound.searching("a", PathBuf::from("/a"));
        assert_eq!((unfound.due(at(99)), unfound.next()), (vec![], None), "it is being looked for");
        unfound.missed("a", at(100));
        assert_eq!((unfound.due(at(102)), unfound.next()), (vec![], None));
        unfound.touched("a");
        assert_eq!((unfound.due(at(102)), unfound.next()), (vec![], Some(at(103))));
        assert_eq!((unfound.due(at(103)), unfound.due(at(103))), (vec![one()], vec![]));
        unfound.missed("a", at(104));
        assert_eq!((unfound.due(at(133)), unfound.due(at(134))), (vec![], vec![one()]));
        unfound.missed("a", at(135));
        unfound.settled("a");
        assert_eq!(unfound.due(at(999)), vec![]);
    }
}
