//! `spoc setup`

mod editor;
mod place;
mod watch;

use std::io::{self, BufRead, IsTerminal, Write};
use std::path::Path;

use clap::ValueEnum;

use self::place::{Places, memory_file};
use super::asking;
use super::background::end_watch;
use super::cache_folder::clear_cache;
use super::common::{Common, Outcome};
use super::failure::Failure;
use super::notice;
use super::output::say;
use super::remembered;
use super::target::Target;
use crate::disk;
use crate::drive::{find_root, shown};
use crate::setup::{self, Here, Item, Memory, MemoryError, Part, PartName, State, Undone};
use crate::words::number;

/// Put spoc in place for yourself: a copy, menus, right-click, VS Code, the watch at log-on; asks before each part, and can be taken back
#[derive(Debug, clap::Args)]
pub(super) struct Setup {
    /// Do all of it without asking: for a script
    #[arg(long)]
    yes: bool,

    /// Show what would be written, and write nothing
    #[arg(long, visible_alias = "dry-run", conflicts_with = "yes")]
    check: bool,

    /// Take back what setup wrote, and nothing else
    #[arg(long)]
    undo: bool,

    /// Leave out these parts, such as watch,send-to
    #[arg(long, value_enum, value_delimiter = ',', value_name = "PARTS", conflicts_with = "undo")]
    without: Vec<PartWord>,

    /// Let the watch tell of the schools of this SPOC alone, by the name or a part of it
    #[arg(long, value_name = "NAME", conflicts_with = "undo")]
    spoc: Option<String>,
}

/// A part, as it is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum PartWord {
    /// The copy of the program; the other parts then start the program where it is
    Program,
    /// Typing `spoc` in any folder
    Path,
    /// The Start menu, or the menu of applications
    Menu,
    /// Explorer's "Send to"
    SendTo,
    /// The right-click menus
    RightClick,
    /// The extension for VS Code
    Editor,
    /// The watch from log-on on
    Watch,
}

impl PartWord {
    fn name(self) -> PartName {
        match self {
            Self::Program => PartName::Program,
            Self::Path => PartName::Path,
            Self::Menu => PartName::Menu,
            Self::SendTo => PartName::SendTo,
            Self::RightClick => PartName::RightClick,
            Self::Editor => PartName::Editor,
            Self::Watch => PartName::Watch,
        }
    }
}

/// Whether setup has been done for this user. Where that is not known, nobody is asked to do it.
pub(super) fn is_done() -> bool {
    let remembered = memory_file().map(|file| Memory::open(&file));
    cfg!(target_os = "macos") || remembered.is_none_or(|memory| memory.is_ok_and(|memory| !memory.is_empty()))
}

impl Setup {
    pub fn run(&self, common: &Common, out: &mut impl Write) -> Result<Outcome, Failure> {
        let places = Places::find()?;
        let mut memory = Memory::open(&places.memory).map_err(unremembered)?;
        if !self.check && !self.yes && !io::stdin().is_terminal() {
            return Err(Failure::new(
                "setup asks before it writes, and there is nobody to answer",
                "Look at what it would do with --check, and let it do all of it with --yes.",
            ));
        }
        let mut answers = io::stdin().lock();
        let mut talk = Talk { answers: &mut answers, out, yes: self.yes, check: self.check };
        if self.undo { take_back(&places, &mut memory, &mut talk) } else { self.put(common, places, memory, &mut talk) }
    }

    fn put<W: Write>(
        &self,
        common: &Common,
        mut places: Places,
        mut memory: Memory,
        talk: &mut Talk<'_, W>,
    ) -> Result<Outcome, Failure> {
        places.place.spoc.clone_from(&self.spoc);
        let leaves_out = |name: PartName| self.without.iter().any(|word| word.name() == name);
        let mut tally = Tally::default();
        let mut is_copied = false;
        for part in setup::plan(&places.place).iter().filter(|part| part.name == PartName::Program) {
            if !leaves_out(part.name) {
                tally.add(part.name, talk.part(part, &mut memory)?);
                is_copied = tally.is_there;
            }
        }
        let has_copy = is_copied
            || disk::is_same(Path::new(&places.place.source), Path::new(&places.place.copy)).is_ok_and(|is| is);
        if !has_copy {
            places.place.program.clone_from(&places.place.source);
        }
        if !leaves_out(PartName::Watch) {
            places.place.drive = drive(common, talk)?;
            if places.place.drive.is_none() && !talk.asks() {
                writeln!(
                    talk.out,
                    "Watch the records from log-on on\n  not done: no drive of records is known; name it with --drive, or leave it out with --without watch"
                )?;
                tally.failed += 1;
            }
        }
        if let Some(why) = places.no_editor.as_ref().filter(|_| !leaves_out(PartName::Editor)) {
            writeln!(talk.out, "Let VS Code help while records are written\n  left out: {why}")?;
        }
        for part in setup::plan(&places.place).iter().filter(|part| part.name != PartName::Program) {
            if !leaves_out(part.name) {
                tally.add(part.name, talk.part(part, &mut memory)?);
            }
        }
        if tally.has_watch && !talk.check {
            if let Some(Err(failure)) =
                places.place.drive.as_deref().map(|drive| remembered::remember_drive(Path::new(drive)))
            {
                say(&format!("note: {failure}"));
            }
            watch::begin(&places, talk.out)?;
        }
        talk.out.flush()?;
        if tally.failed > 0 {
            return Err(Failure::new(
                format!("{} of setup could not be done, for the reasons above", number(tally.failed, "part")),
                "The rest is done.",
            ));
        }
        if talk.check {
            writeln!(talk.out, "Nothing was written.")?;
        } else if !memory.is_empty() {
            writeln!(talk.out, "`spoc setup --undo` takes it back.")?;
        }
        Ok(Outcome::Clean)
    }
}

/// What became of the parts.
#[derive(Default)]
struct Tally {
    failed: usize,
    /// Whether the copy of the program is there.
    is_there: bool,
    /// Whether there is a watch at log-on.
    has_watch: bool,
}

impl Tally {
    fn add(&mut self, name: PartName, became: Became) {
        self.failed += usize::from(became == Became::Failed);
        match name {
            PartName::Program => self.is_there = matches!(became, Became::Written | Became::So),
            PartName::Watch => self.has_watch = matches!(became, Became::Written | Became::So),
            _ => {}
        }
    }
}

/// What became of a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Became {
    Written,
    So,
    Declined,
    Failed,
}

/// The questions and what is said.
struct Talk<'a, W> {
    answers: &'a mut dyn BufRead,
    out: &'a mut W,
    yes: bool,
    check: bool,
}

impl<W: Write> Talk<'_, W> {
    fn asks(&self) -> bool {
        !self.yes && !self.check
    }

    /// Shows a part, asks, and carries it out.
    fn part(&mut self, part: &Part, memory: &mut Memory) -> Result<Became, Failure> {
        writeln!(self.out, "{}", part.title)?;
        let states: Vec<_> = part.items.iter().map(|item| (item, setup::look(item, memory, &Here))).collect();
        let is_so = states.iter().all(|(_, state)| *state == State::AlreadySo);
        if self.check {
            return self.shown_only(&states);
        }
        if !is_so && self.asks() {
            for (item, state) in &states {
                writeln!(self.out, "  {}", planned(item, state))?;
            }
            if !self.agrees("Do this?", true)? {
                writeln!(self.out, "  left out")?;
                return Ok(Became::Declined);
            }
        }
        let done = setup::apply(part, memory, &Here).map_err(unremembered)?;
        if is_so {
            writeln!(self.out, "  is so already")?;
            return Ok(Became::So);
        }
        let mut became = Became::So;
        for done in done {
            let item = done.item;
            let line = match done.outcome {
                setup::Outcome::Wrote { instead } => {
                    became = if became == Became::Failed { became } else { Became::Written };
                    let instead = if instead.is_empty() { instead } else { format!(", in place of {instead}") };
                    format!("wrote {item}{instead}")
                }
                setup::Outcome::AlreadySo => format!("is so already: {item}"),
                setup::Outcome::Stands(why) => format!("kept {item}: {why}"),
                setup::Outcome::InTheWay(why) => {
                    // What depends on this program cannot lead to another one.
                    became = if part.name == PartName::Program { Became::Failed } else { became };
                    format!("kept {item}: {why}")
                }
                setup::Outcome::Failed(why) => {
                    became = Became::Failed;
                    format!("not done: {item}: {why}")
                }
            };
            writeln!(self.out, "  {line}")?;
        }
        if part.name == PartName::Path && became == Became::Written {
            writeln!(self.out, "  it counts from your next log-on on")?;
        }
        Ok(became)
    }

    fn shown_only(&mut self, states: &[(&Item, State)]) -> Result<Became, Failure> {
        let mut became = Became::So;
        for (item, state) in states {
            writeln!(self.out, "  {}", planned(item, state))?;
            if matches!(state, State::Failed(_)) {
                became = Became::Failed;
            }
        }
        Ok(became)
    }

    fn agrees(&mut self, question: &str, usual: bool) -> Result<bool, Failure> {
        asking::agrees(self.answers, self.out, question, usual)
    }

    fn line(&mut self, question: &str) -> Result<Option<String>, Failure> {
        asking::line(self.answers, self.out, question)
    }
}

fn planned(item: &Item, state: &State) -> String {
    match state {
        State::AlreadySo => format!("is so already: {item}"),
        State::ToWrite { instead } if instead.is_empty() => format!("to be written: {item}"),
        State::ToWrite { instead } => format!("to be written: {item}, in place of {instead}"),
        State::Stands(why) | State::InTheWay(why) => format!("stays: {item}: {why}"),
        State::Failed(why) => format!("cannot be done: {item}: {why}"),
    }
}

/// The drive that is watched: the one that is named, else the one around, else one that the user names; none where there is none.
fn drive<W: Write>(common: &Common, talk: &mut Talk<'_, W>) -> Result<Option<String>, Failure> {
    let text = |root: &Path| root.to_str().map(|_| shown(root));
    match Target::find(common, None) {
        Ok(target) => return Ok(text(&target.root)),
        Err(failure) if common.drive.is_some() => return Err(failure),
        Err(_) => {}
    }
    match remembered::drive() {
        // It may be away just now: the watch waits for it.
        Ok(Some(root)) => return Ok(text(&root)),
        Ok(None) => {}
        Err(failure) => say(&format!("note: {failure}")),
    }
    if !talk.asks() {
        return Ok(None);
    }
    loop {
        let question = "Which drive of records is to be watched? The folder with policy.toml; Enter leaves it out: ";
        let Some(answer) = talk.line(question)?.filter(|answer| !answer.is_empty()) else { return Ok(None) };
        let folder = disk::absolute(Path::new(answer.trim_matches('"')));
        match folder.ok().as_deref().and_then(find_root) {
            Some(root) => return Ok(text(&root)),
            None => writeln!(talk.out, "  No policy.toml is there. Write it as in S:\\Early Help")?,
        }
    }
}

fn take_back<W: Write>(places: &Places, memory: &mut Memory, talk: &mut Talk<'_, W>) -> Result<Outcome, Failure> {
    if memory.is_empty() {
        writeln!(talk.out, "There is nothing to take back.")?;
        return Ok(Outcome::Clean);
    }
    if !talk.yes {
        for line in memory.lines() {
            writeln!(talk.out, "  to be taken back: {line}")?;
        }
    }
    if talk.check || (!talk.yes && !talk.agrees("Take all of this back?", false)?) {
        writeln!(talk.out, "Nothing was taken back.")?;
        return Ok(Outcome::Clean);
    }
    if end_watch() {
        watch::wait_for_end(Path::new(&places.place.copy));
    }
    watch::before_undo(memory);
    notice::forget_all();
    clear_cache();
    if let Err(failure) = remembered::forget_drive() {
        say(&format!("note: {failure}"));
    }
    let undone = setup::undo(memory, &Here, &std::env::temp_dir()).map_err(unremembered)?;
    let mut failed = 0;
    for undone in undone {
        let line = match undone {
            Undone::TakenBack(what) => format!("took back {what}"),
            Undone::Kept(what) => format!("kept, because somebody has changed it since: {what}"),
            Undone::Failed(what, why) => {
                failed += 1;
                format!("not taken back: {what}: {why}")
            }
        };
        writeln!(talk.out, "  {line}")?;
    }
    watch::after_undo();
    talk.out.flush()?;
    if failed > 0 {
        return Err(Failure::new(
            format!("{} could not be taken back, for the reasons above", number(failed, "thing")),
            "Run it again when they can be written to.",
        ));
    }
    Ok(Outcome::Clean)
}

fn unremembered(error: MemoryError) -> Failure {
    Failure::new(error, "Nothing was done, because it could not be taken back. Let that file be read and written.")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Asks about a part with one file; gives what was said, what became of it, and whether the file is there.
    fn asked(answers: &str, yes: bool) -> (String, Became, bool) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file.txt");
        let path = file.to_str().unwrap().to_owned();
        let items = vec![Item::File { path, text: "Text\n".to_owned(), is_script: false }];
        let part = Part { name: PartName::Menu, title: "A part".to_owned(), items };
        let mut memory = Memory::open(&folder.path().join("setup.json")).unwrap();
        let (mut answers, mut out) = (answers.as_bytes(), Vec::new());
        let mut talk = Talk { answers: &mut answers, out: &mut out, yes, check: false };
        let became = talk.part(&part, &mut memory).unwrap();
        (String::from_utf8(out).unwrap(), became, file.exists())
    }

    #[test]
    fn a_part_is_shown_before_it_is_asked_about() {
        let (said, became, is_there) = asked("\n", false);
        let (shown, written) = said.split_once("Do this? [Y/n] ").unwrap();
        assert!(shown.starts_with("A part\n  to be written: a file: "), "{said}");
        assert!(written.starts_with("  wrote a file: "), "{said}");
        assert!(became == Became::Written && is_there);
    }

    #[test]
    fn a_no_leaves_a_part_out_and_so_does_no_answer() {
        for answers in ["n\n", "NO\n", "perhaps\nn\n", ""] {
            let (said, became, is_there) = asked(answers, false);
            assert!(became == Became::Declined && !is_there && said.ends_with("  left out\n"), "{said}");
        }
    }

    #[test]
    fn with_yes_nothing_is_asked() {
        let (said, became, is_there) = asked("", true);
        assert!(became == Became::Written && is_there && !said.contains('?'), "{said}");
    }
}
