//! What was replaced or deleted long ago is let go, as the policy says: with care, as a wrong clock or a wrong line of the policy would cost everything.

use chrono::{DateTime, TimeDelta, Utc};

use super::HistoryError;
use super::git::{Commit, Id};
use super::keeping::{Keeping, committer};
use super::kept::KeepError;
use super::message;
use super::model::Seen;
use crate::reading;
use crate::text;
use crate::watch::Moment;

/// The policy has to have stood for so long before it is followed.
const STANDS: TimeDelta = TimeDelta::days(7);
/// A clock is believed where a change was seen in so many days before its time, and not only just.
const LIVELY: TimeDelta = TimeDelta::days(400);
/// What has to go is gathered for so long, as all that stays is written anew each time.
const GATHERED: TimeDelta = TimeDelta::days(30);
/// A clock that is further ahead than this is wrong.
const AHEAD: TimeDelta = TimeDelta::days(1);

impl Keeping {
    /// After how many years a version is let go: what policy.toml says, and said for the last seven days by this history. Of several numbers the
    /// highest counts; none where one of them was missing.
    pub fn years(&self, now: &Moment) -> Result<Option<u32>, HistoryError> {
        let store = self.writing.store();
        let since = now.at.to_utc() - STANDS;
        let (mut last, mut most) = (None, None);
        let mut next = self.writing.head();
        while let Some(id) = next {
            let commit = store.commit(id)?;
            let entries = store.tree(commit.tree)?;
            let is_policy = |name: &str| name.eq_ignore_ascii_case(crate::layout::POLICY_FILE);
            let policy = entries.into_iter().find(|entry| !entry.is_folder && is_policy(&entry.name));
            let Some(policy) = policy else { return Ok(None) };
            if last != Some(policy.id) {
                last = Some(policy.id);
                let (text, encoding) = text::decode_owned(store.blob(policy.id)?);
                let (policy, _) = reading::read_policy(&policy.name, &text, encoding);
                match policy.history.keep_years.map(|years| years.0).filter(|years| *years > 0) {
                    Some(years) => most = most.max(Some(years)),
                    None => return Ok(None),
                }
            }
            if seen_by(&commit) <= since {
                return Ok(most);
            }
            next = commit.parent;
        }
        // The history is not that old.
        Ok(None)
    }

    /// Lets go of every version that was replaced or deleted more than so many years ago, for good. What is current stays, however old. `may_write`:
    /// as in [`Keeping::look`]. Gives how many commits were let go.
    pub fn let_go(
        &mut self,
        years: u32,
        now: &Moment,
        may_write: &mut dyn FnMut() -> bool,
    ) -> Result<usize, KeepError> {
        const OPEN: &str =
            "some of the history that was let go is open in another program: it is removed the next time";
        if !self.writing.go_on_pruning()? {
            self.notes.push(OPEN.to_owned());
        }
        let at = now.at.to_utc();
        let months = chrono::Months::new(years.saturating_mul(12));
        let Some(limit) = at.checked_sub_months(months).filter(|_| years > 0) else { return Ok(0) };
        let all = self.all_times()?;
        let Some(root) = root(&all, limit, at) else { return Ok(0) };
        if !all.iter().any(|(_, by)| at - LIVELY <= *by && *by <= at - STANDS) {
            self.notes.push(format!(
                "nothing older than {years} years was let go: the history knows of no change in the year before {}. Look whether the clock of this computer is right",
                at.format("%-d %B %Y")
            ));
            return Ok(0);
        }
        if let [other, ..] = self.writing.store().other_references()?.as_slice() {
            self.notes.push(format!(
                "nothing older than {years} years was let go: the history has {other} besides, which needs what is older. Remove it with git"
            ));
            return Ok(0);
        }
        let store = self.writing.store();
        let stays = all.iter().take(root + 1).map(|(id, _)| store.commit(*id));
        let stays: Vec<_> = stays.collect::<Result<_, _>>()?;
        let by = stays.last().map_or(limit, seen_by);
        let text = message::message(message::ROOT, Seen { after: None, by });
        let committer = committer(&self.host);
        if !self.writing.prune(&stays, &text, &committer, now.at, may_write)? {
            self.notes.push(OPEN.to_owned());
        }
        Ok(all.len() - stays.len())
    }

    /// All commits, the newest first, each with the time by which it was seen.
    fn all_times(&self) -> Result<Vec<(Id, DateTime<Utc>)>, HistoryError> {
        let mut all = Vec::new();
        let mut next = self.writing.head();
        while let Some(id) = next {
            let commit = self.writing.store().commit(id)?;
            all.push((id, seen_by(&commit)));
            next = commit.parent;
        }
        Ok(all)
    }
}

/// Which of the commits becomes the root: the oldest state that was current after the limit. None where nothing has to go yet.
fn root(all: &[(Id, DateTime<Utc>)], limit: DateTime<Utc>, now: DateTime<Utc>) -> Option<usize> {
    // One that lies in the future says nothing. One that lies too far back was seen by a clock that was wrong, unless all before it do.
    let is_over = |(_, by): &(Id, DateTime<Utc>)| *by <= limit || *by > now + AHEAD;
    let stays = all.iter().rposition(|one| !is_over(one)).map_or(0, |last| last + 1);
    let goes = all.get(stays + 1..)?;
    // Each ended when the next one was seen.
    let ended = all.get(stays..all.len().checked_sub(1)?)?;
    (!goes.is_empty() && ended.iter().any(|(_, by)| *by <= limit - GATHERED)).then_some(stays)
}

fn seen_by(commit: &Commit) -> DateTime<Utc> {
    message::seen(&commit.message, commit.committed).by
}
