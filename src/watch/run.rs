//! The loop of the watch: it carries things between the drive, the state and the user, and never waits for the drive longer than [`Pace`] says.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, SystemTime};

use super::event::Event;
use super::next::NextAction;
use super::pace::Pace;
use super::picture::{Keeper, Moment, PartNews, Picture};
use super::state::WatchState;
use super::work::{Answer, Ask, Message, Searcher};
use crate::drive::{Cache, DriveError, Progress, Scope};
use crate::rules::no_terms;

/// The loop wakes at least this often, so that it sees midnight, a clock that was set, and that the computer has slept.
const WAKE: Duration = Duration::from_secs(1);
/// How long a watch that was told to end waits for its thread, which may be giving up the lease.
const LAST_WAIT: Duration = Duration::from_secs(1);

/// Ends a watch, from any thread.
#[derive(Clone)]
pub struct Stop(Sender<Message>);

impl Stop {
    /// Ends the watch as soon as it has reported what it was about to report.
    pub fn stop(&self) {
        let _ = self.0.send(Message::Stop);
    }
}

/// What is watched, and how.
pub struct Watch {
    /// The drive.
    pub root: PathBuf,
    /// The part of the drive that was asked about.
    pub scope: Scope,
    /// How often to look, and how long to wait before a change is believed.
    pub pace: Pace,
    /// Whether the system is asked to tell of changes.
    pub listens: bool,
    /// Whether the watch ends after the first scan.
    pub once: bool,
    /// The cache, if there is one.
    pub cache: Option<Cache>,
    /// Make the board and the history, where these are kept.
    pub keepers: Vec<Keeper>,
    messages: (Sender<Message>, Receiver<Message>),
}

/// How a watch ended.
#[derive(Debug)]
pub enum End {
    /// After the first scan: so many problems stand.
    Once(usize),
    /// The watch was told to end.
    Stopped,
    /// The watch was to look once, and the drive could not be read.
    Failed(DriveError),
    /// The watch was to look once, and the drive did not answer.
    Frozen,
}

/// The clocks by which a watch goes, and those whom it tells.
pub struct Voices<'v> {
    /// The clocks.
    pub clock: &'v dyn Fn() -> Moment,
    /// Told of every event; an error ends the watch.
    pub event: &'v mut dyn FnMut(&Event, &Moment) -> io::Result<()>,
    /// Told when all events of a batch have been told.
    pub flush: &'v mut dyn FnMut() -> io::Result<()>,
    /// Told what the user should know besides.
    pub note: &'v mut dyn FnMut(&str),
    /// Shown what is known at every turn, at least once a second, from the end of the first scan on and while the drive can be reached.
    pub turn: &'v mut dyn FnMut(&WatchState, &Moment),
}

impl Watch {
    /// A watch of a part of a drive. Everything else is set as for a watch that runs all day on a local disk.
    #[must_use]
    pub fn new(root: &Path, scope: Scope) -> Self {
        Self {
            root: root.to_owned(),
            scope,
            pace: Pace::LOCAL,
            listens: true,
            once: false,
            cache: None,
            keepers: Vec::new(),
            messages: channel(),
        }
    }

    /// What ends the watch.
    #[must_use]
    pub fn stop(&self) -> Stop {
        Stop(self.messages.0.clone())
    }

    /// Watches until the watch is told to stop.
    pub fn run(self, voices: &mut Voices<'_>) -> io::Result<End> {
        let Self { root, scope, pace, listens, once, cache, keepers, messages: (tell, messages) } = self;
        let progress = Arc::new(Progress::default());
        let (asks, asked) = channel();
        let has_keeper = !keepers.is_empty();
        let searcher = Searcher { root, scope: scope.clone(), cache, progress: Arc::clone(&progress) };
        let thread = std::thread::Builder::new().name("drive".to_owned());
        let thread = thread.spawn(move || searcher.run(keepers, &asked, &tell))?;
        let now = (voices.clock)();
        let mut turn = Loop {
            state: WatchState::new(scope, pace, now.today),
            asks,
            waiting: None,
            progress,
            listens: listens && !once,
            is_listening: false,
            was_lost: false,
            pace,
            kept: None,
            has_keeper,
            news: Vec::new(),
            last: None,
        };
        let ended = turn.go(&messages, once, voices);
        // The thread gives up its lease now. Wait for that a moment only: a drive that is frozen for good must not hold up the end.
        drop(turn);
        let mut patience = if has_keeper { LAST_WAIT.as_millis() / 10 } else { 0 };
        while patience > 0 && !thread.is_finished() {
            std::thread::sleep(Duration::from_millis(10));
            patience -= 1;
        }
        ended
    }
}

/// What the loop holds from one turn to the next.
struct Loop {
    state: WatchState,
    asks: Sender<(Ask, SystemTime)>,
    /// While the loop waits for an answer: how many calls to the drive had come back when it last saw one come back, and when that was.
    waiting: Option<(u64, Duration)>,
    progress: Arc<Progress>,
    /// Whether the system is to tell of changes.
    listens: bool,
    /// Whether the system has been asked to.
    is_listening: bool,
    was_lost: bool,
    pace: Pace,
    /// The number of changes ([`WatchState::changes`]) at the last picture, and when that picture was made.
    kept: Option<(u64, Duration)>,
    has_keeper: bool,
    /// What the next picture has to say of the parts of the drive.
    news: Vec<PartNews>,
    /// The time of day and the steady time at the last turn.
    last: Option<(SystemTime, Duration)>,
}

impl Loop {
    fn go(&mut self, messages: &Receiver<Message>, once: bool, voices: &mut Voices<'_>) -> io::Result<End> {
        loop {
            let now = (voices.clock)();
            self.state.day_is(now.today);
            self.compare_clocks(&now);
            self.check_for_answers(&now);
            self.report(&now, voices)?;
            if self.state.is_ready() && !self.state.is_lost() {
                (voices.turn)(&self.state, &now);
            }
            if once && self.state.is_ready() {
                return Ok(End::Once(self.state.problems().len()));
            }
            if once && self.state.is_lost() {
                return Ok(End::Frozen);
            }
            let until = self.ask(&now);
            let wait = until.saturating_sub(now.steady).clamp(Duration::from_millis(1), WAKE);
            let mut hints = BTreeSet::new();
            let mut next = messages.recv_timeout(wait);
            let now = (voices.clock)();
            loop {
                match next {
                    Ok(Message::Stop) | Err(RecvTimeoutError::Disconnected) => return Ok(End::Stopped),
                    Ok(Message::Hint(path)) => drop(hints.insert(path)),
                    Ok(Message::Answer(Answer::Found(Err(error)))) if once => return Ok(End::Failed(error)),
                    Ok(Message::Answer(answer)) => self.take(answer, &now, voices),
                    Err(RecvTimeoutError::Timeout) => break,
                }
                next = messages.try_recv().map_err(|_| RecvTimeoutError::Timeout);
            }
            hints.iter().for_each(|path| self.state.hint(path.as_deref(), now.steady));
        }
    }

    /// Looks at the whole drive at once where the time of day and the steady time have gone on differently: the computer has slept, or somebody
    /// has set its clock.
    fn compare_clocks(&mut self, now: &Moment) {
        const APART: Duration = Duration::from_secs(5);
        if let Some((wall, steady)) = self.last {
            let ran = now.steady.saturating_sub(steady);
            let said = now.wall.duration_since(wall).unwrap_or_default();
            if ran.abs_diff(said) > APART && self.state.is_ready() {
                self.state.hint(None, now.steady);
            }
        }
        self.last = Some((now.wall, now.steady));
    }

    /// Sees whether the drive still answers.
    fn check_for_answers(&mut self, now: &Moment) {
        let steps = self.progress.steps.load(Ordering::Relaxed);
        if let Some((seen, since)) = &mut self.waiting {
            if *seen != steps {
                (*seen, *since) = (steps, now.steady);
            } else if now.steady.saturating_sub(*since) >= self.pace.frozen {
                self.state.frozen(now.steady);
            }
        }
        if self.state.is_lost() {
            self.was_lost = true;
        }
    }

    fn report(&mut self, now: &Moment, voices: &mut Voices<'_>) -> io::Result<()> {
        let events = self.state.take_events();
        for event in &events {
            (voices.event)(event, now)?;
        }
        if events.is_empty() {
            return Ok(());
        }
        (voices.flush)()?;
        if events.iter().any(|event| matches!(event, Event::Ready(_)))
            && let Some(wanted) = self.terms_wanted(now)
        {
            (voices.note)(&format!("note: {wanted}"));
        }
        Ok(())
    }

    /// That the policy lacks the terms of the year to come. Where it lacks those of today, that is a problem, which is reported as such.
    fn terms_wanted(&self, now: &Moment) -> Option<String> {
        let calendar = &self.state.policy().filter(|_| self.state.policy_problems().is_empty())?.in_force.calendar;
        calendar.year_of(now.today)?;
        no_terms::wanted(calendar, now.today)
    }

    /// Asks for what is to be done next, unless an answer is still to come. Gives the time until which there is nothing more to ask.
    fn ask(&mut self, now: &Moment) -> Duration {
        if self.waiting.is_some() {
            return now.steady + WAKE;
        }
        let ask = match self.state.next(now.steady) {
            // Listen only now: before, the system would tell of nothing but our own first reading of all files.
            _ if self.listens && !self.is_listening && self.state.is_ready() && !self.state.is_lost() => {
                self.is_listening = true;
                Ask::Listen
            }
            NextAction::Search(search) => Ask::Search(search),
            NextAction::Wait(until) => match self.picture(now) {
                Some(picture) => Ask::Keep(Box::new(picture)),
                None if self.has_keeper => return until.min(now.steady + self.pace.keep),
                None => return until,
            },
        };
        // To begin to listen takes the longer the more folders there are, and counts no calls meanwhile.
        let patience = if matches!(ask, Ask::Listen) { self.pace.frozen * 5 } else { Duration::ZERO };
        self.waiting = Some((self.progress.steps.load(Ordering::Relaxed), now.steady + patience));
        // If the thread is gone, the loop learns it from its own channel.
        let _ = self.asks.send((ask, now.wall));
        now.steady + WAKE
    }

    /// What is known, where the keeper is to be called now.
    fn picture(&mut self, now: &Moment) -> Option<Picture> {
        let news = self.state.take_news();
        if !self.has_keeper {
            return None;
        }
        // What was settled before the drive was lost is told when it is there again.
        self.news.extend(news);
        if !self.state.is_ready() || self.state.is_lost() {
            return None;
        }
        let changes = self.state.changes();
        let has_changed = self.kept.is_none_or(|(kept, _)| kept != changes);
        if !has_changed
            && self.news.is_empty()
            && self.kept.is_some_and(|(_, at)| now.steady.saturating_sub(at) < self.pace.keep)
        {
            return None;
        }
        let policy = self.state.policy()?.in_force.clone();
        self.kept = Some((changes, now.steady));
        Some(Picture {
            moment: *now,
            policy,
            problems: self.state.problems(),
            policy_problems: self.state.policy_problems().to_vec(),
            schools: self.state.schools().map(Arc::clone).collect(),
            has_changed,
            news: std::mem::take(&mut self.news),
            progress: Arc::clone(&self.progress),
        })
    }

    fn take(&mut self, answer: Answer, now: &Moment, voices: &mut Voices<'_>) {
        self.waiting = None;
        let (state, steady) = (&mut self.state, now.steady);
        match answer {
            Answer::Found(Ok(found)) => state.found(found, steady),
            Answer::Found(Err(_)) => state.missed(steady),
            // Look for what happened before the system began to tell of changes.
            Answer::Listening(None) => state.hint(None, steady),
            Answer::Listening(Some(why)) => {
                let every = self.pace.interval.as_secs_f64();
                (voices.note)(&format!(
                    "note: this computer cannot tell of changes on the drive ({why}). It is looked over every {every} seconds all the same."
                ));
            }
            Answer::Kept(said) => {
                said.iter().for_each(|line| (voices.note)(line));
            }
        }
        if self.was_lost && !self.state.is_lost() {
            // The drive that came back may be another one than that on which the system tells of changes.
            self.was_lost = false;
            self.is_listening = false;
        }
    }
}
