//! A visit to the menu: which drive, which school, what to do; each step asks, and Esc leads back to the one before.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use super::super::common::Common;
use super::super::failure::Failure;
use super::super::output::{note_problems, width};
use super::super::progress::with_progress_bar;
use super::super::target::Target;
use super::actions::Action;
use super::asking::{Asker, Line, Stop};
use super::command_line::as_typed;
use super::facts::{PartFacts, SchoolFacts, Subject};
use super::form::{Command, Given, Next, Opens, Question, Sort};
use super::looking::{Look, records_in};
use super::overview;
use super::terms;
use super::wanted::Wanted;
use crate::disk;
use crate::drive::{self, Assessments, DriveReader, SchoolPlace, Scope, find_root, shown};
use crate::rules::pro_forma_in_mail;
use crate::words::{long_day, system_reason};

/// What was deleted below a folder of the drive and is nowhere else: for each file its path and a line about it.
pub(super) type Lost = dyn Fn(&Path, &str) -> Result<Vec<(String, String)>, Failure>;

/// What the menu has of the program around it.
pub(in crate::cli) struct Host<'h> {
    /// Runs a command line, whose first word is the program's name, and gives its exit status.
    pub run: &'h dyn Fn(Vec<OsString>) -> u8,
    /// Whether a command can be told to open what it makes.
    pub can_open: &'h dyn Fn(&[String]) -> bool,
    /// Opens a file or a folder with the desktop's own program, or says why not.
    pub open: &'h dyn Fn(&Path) -> Result<(), String>,
    /// The drive of the last time.
    pub remembered: &'h dyn Fn() -> Result<Option<PathBuf>, Failure>,
    /// Remembers a drive for the next time.
    pub remember: &'h dyn Fn(&Path) -> Result<(), Failure>,
    /// Whether a history of a drive is known.
    pub has_history: &'h dyn Fn(&Path) -> bool,
    /// What was deleted in a part of a drive and is nowhere else: the path of each file or folder on the drive, and what is said of it.
    pub lost: &'h Lost,
    /// The command that sets this PC up; none where that was done, or where there is no such command.
    pub setup: Option<&'h [&'h str]>,
}

/// Where the menu begins.
pub(super) enum Begin {
    /// With the drive.
    Drive,
    /// With a part of it: a manager's folder, or a school's.
    Part(PathBuf),
    /// With the receipt of a file.
    Receipt(PathBuf),
}

/// A visit to the menu.
pub(super) struct Session<'s, A: Asker> {
    pub asker: &'s mut A,
    pub host: &'s Host<'s>,
    /// What was given with the menu's own command line.
    pub common: &'s Common,
    pub today: NaiveDate,
}

/// A drive that was found.
struct Drive {
    root: PathBuf,
    /// What every command is given, so that it means this drive and this day.
    for_every: Vec<String>,
}

impl<A: Asker> Session<'_, A> {
    /// Goes on until the person leaves.
    pub fn run(&mut self, begin: &Begin) {
        let ended = match begin {
            Begin::Drive => self.drive().and_then(|drive| self.schools(drive)),
            Begin::Part(path) => self.part(path),
            Begin::Receipt(file) => self.receipt(file),
        };
        if ended == Err(Stop::Leave) {
            self.asker.say("");
        }
    }

    /// The schools of a drive, and what is done for them.
    fn schools(&mut self, mut drive: Drive) -> Result<(), Stop> {
        loop {
            let Some(whole) = self.read(&drive.root)? else {
                drive = self.other_drive()?;
                continue;
            };
            match self.first(&drive, &whole)? {
                First::Over => return Ok(()),
                First::Again => {}
                First::OtherDrive => match self.other_drive() {
                    Ok(other) => drive = other,
                    Err(Stop::Back) => {}
                    Err(Stop::Leave) => return Err(Stop::Leave),
                },
                First::All => self.of_part(&drive, &Scope::default())?,
                First::School(place) => self.of_school(&drive, &place)?,
            }
        }
    }

    /// The menu of a folder that was named: that of a school where it is one or lies in one, else that of a manager or the drive.
    fn part(&mut self, path: &Path) -> Result<(), Stop> {
        let target = match Target::find(self.common, Some(path)) {
            Ok(target) => target,
            Err(failure) => return self.tell(&failure.to_string()),
        };
        let drive = self.opened(target.root);
        match target.scope.0.split('/').filter(|name| !name.is_empty()).count() {
            0 => {}
            1 => self.of_part(&drive, &target.scope)?,
            _ => {
                let places = match DriveReader::new(&drive.root, self.today).school_places() {
                    Ok(places) => places,
                    Err(error) => return self.tell(&Failure::unread(error).to_string()),
                };
                match places.iter().find(|place| Scope(place.path.clone()).holds(&target.scope.0)) {
                    Some(place) => self.of_school(&drive, place)?,
                    None => self.tell(&format!("{} lies in no school's folder.", shown(path)))?,
                }
            }
        }
        self.schools(drive)
    }

    fn receipt(&mut self, file: &Path) -> Result<(), Stop> {
        let around = disk::absolute(file).ok().and_then(|file| find_root(&file));
        let drive = match around.filter(|_| self.common.drive.is_none()) {
            Some(root) => self.opened(root),
            None => self.drive()?,
        };
        let mut given = Given::default();
        given.known("file", shown(&disk::absolute(file).unwrap_or_else(|_| file.to_owned())));
        let part = PartFacts {
            argument: None,
            name: shown(&drive.root),
            folder: drive.root.clone(),
            today: self.today,
            came_back: Vec::new(),
            periods: Vec::new(),
            has_history: false,
        };
        self.perform(&drive, Action::Receive, &Subject::Part(part), given)
    }

    /// The drive: the one that a command would take, else the one that was remembered; else it is asked for.
    fn drive(&mut self) -> Result<Drive, Stop> {
        match Target::find(self.common, None) {
            Ok(target) => return Ok(self.opened(target.root)),
            Err(failure) if self.is_named() => self.asker.say(&format!("{failure}")),
            Err(_) => match (self.host.remembered)() {
                Ok(Some(root)) => match reached(&root) {
                    Ok(root) => return Ok(self.opened(root)),
                    Err(why) => self.asker.say(&format!("{why} It was used the last time.")),
                },
                Ok(None) => {}
                Err(failure) => self.asker.say(&failure.to_string()),
            },
        }
        self.other_drive()
    }

    fn is_named(&self) -> bool {
        self.common.drive.is_some() || std::env::var_os("SPOC_DRIVE").is_some_and(|drive| !drive.is_empty())
    }

    /// Asks for the drive until there is one.
    fn other_drive(&mut self) -> Result<Drive, Stop> {
        let today = self.today;
        let check = |text: &str| Wanted::Drive.take(text, today);
        let question = "Which folder is the drive of records? It holds policy.toml.";
        let root = self.asker.line(&Line { question, help: Wanted::Drive.help(), default: "", check: &check })?;
        let root = disk::absolute(Path::new(&root)).unwrap_or_else(|_| root.into());
        Ok(self.opened(root))
    }

    /// Takes a drive, and remembers it for the next time. Where it cannot be remembered that is said, and the work goes on.
    fn opened(&mut self, root: PathBuf) -> Drive {
        if let Err(failure) = (self.host.remember)(&root) {
            self.asker.say(&format!("note: {failure}"));
        }
        let mut for_every = Vec::new();
        // A command that was typed here finds the same drive by itself, where nobody had to say which.
        let undirected = Common { today: None, drive: None, no_cache: false };
        if self.common.drive.is_some() || !Target::find(&undirected, None).is_ok_and(|target| target.root == root) {
            for_every.extend(["--drive".to_owned(), shown(&root)]);
        }
        if let Some(today) = self.common.today {
            for_every.extend(["--today".to_owned(), today.to_string()]);
        }
        if self.common.no_cache {
            for_every.push("--no-cache".to_owned());
        }
        Drive { root, for_every }
    }

    /// What the drive comes to. Where it cannot be read, the reason is said, and it is tried until the person names another: then there is none.
    fn read(&mut self, root: &Path) -> Result<Option<Assessments>, Stop> {
        loop {
            let cache = self.common.cache(root);
            let reader = DriveReader::new(root, self.today).with_cache(cache.as_ref());
            let failure = match with_progress_bar(|progress| reader.with_progress(progress).assessments()) {
                Ok(whole) => return Ok(Some(whole)),
                Err(error) => Failure::unread(error),
            };
            self.asker.say(&failure.to_string());
            let options = ["Try again", "Name another drive", "Leave"].map(str::to_owned);
            match self.asker.choose("The drive cannot be read. What now?", &options, 0)? {
                0 => {}
                1 => return Ok(None),
                _ => return Err(Stop::Leave),
            }
        }
    }

    /// How the day stands, and which school it is to be.
    fn first(&mut self, drive: &Drive, whole: &Assessments) -> Result<First, Stop> {
        let authority = whole.policy.authority.as_deref().unwrap_or("SPOC visits");
        self.asker.say(&format!("\n{authority}, {}", long_day(self.today)));
        for line in overview::lines(whole.schools.iter()) {
            self.asker.say(&wrapped(&line));
        }
        note_problems(&whole.policy_problems);
        let reader = DriveReader::new(&drive.root, self.today);
        let places = match reader.school_places() {
            Ok(places) => places,
            Err(error) => {
                self.tell(&Failure::unread(error).to_string())?;
                return Ok(First::Again);
            }
        };
        let (mut options, mut firsts) = (Vec::new(), Vec::new());
        if self.host.setup.is_some() {
            options.push("Set this PC up: the menu in Explorer, the notices, the command in every window".to_owned());
            firsts.push(None);
        }
        options.push("All schools".to_owned());
        firsts.push(Some(First::All));
        for place in places {
            let school =
                whole.schools.iter().find(|one| *one.manager == *place.manager && *one.school == *place.folder);
            let overdue = school.map_or(0, overview::overdue);
            let overdue = if overdue == 0 { String::new() } else { format!(", {overdue} overdue") };
            options.push(format!("{} ({}){overdue}", place.folder, place.manager));
            firsts.push(Some(First::School(place)));
        }
        options.extend(["Another drive", "Leave"].map(str::to_owned));
        firsts.extend([Some(First::OtherDrive), Some(First::Over)]);
        match self.asker.choose("Which school? Type a part of its name.", &options, 0) {
            Ok(place) => match firsts.into_iter().nth(place).flatten() {
                Some(first) => Ok(first),
                None => {
                    if let Some(words) = self.host.setup {
                        self.command(drive, &Command::new(words));
                        self.asker.wait()?;
                    }
                    Ok(First::Again)
                }
            },
            // There is nothing behind the first list.
            Err(_) => Err(Stop::Leave),
        }
    }

    /// The menu of a school, until the person goes back.
    fn of_school(&mut self, drive: &Drive, place: &SchoolPlace) -> Result<(), Stop> {
        let mut last = 0;
        loop {
            // Read it anew each time: the last action has changed it, or a colleague has.
            let read = || -> Result<SchoolFacts, Failure> {
                let (policy, _) = drive::policy(&drive.root).map_err(Failure::unread)?;
                let reader = DriveReader::new(&drive.root, self.today);
                let all = reader.school_places().map_err(Failure::unread)?;
                let facts = SchoolFacts::read(&reader, place, &all, &policy, self.today);
                Ok(SchoolFacts { has_history: (self.host.has_history)(&drive.root), ..facts })
            };
            let subject = match read() {
                Ok(facts) => Subject::School(Box::new(facts)),
                Err(failure) => match self.away(&failure)? {
                    true => continue,
                    false => return Ok(()),
                },
            };
            if !self.act(drive, &subject, &mut last)? {
                return Ok(());
            }
        }
    }

    /// The menu of a manager or of the whole drive, until the person goes back.
    fn of_part(&mut self, drive: &Drive, scope: &Scope) -> Result<(), Stop> {
        let mut last = 0;
        loop {
            let cache = self.common.cache(&drive.root);
            let reader = DriveReader::new(&drive.root, self.today).of_part(scope).with_cache(cache.as_ref());
            let whole = match with_progress_bar(|progress| reader.with_progress(progress).assessments()) {
                Ok(whole) => whole,
                Err(error) => match self.away(&Failure::unread(error))? {
                    true => continue,
                    false => return Ok(()),
                },
            };
            let mails = whole.problems.iter().filter(|problem| problem.code == pro_forma_in_mail::CODE);
            let came_back = mails.map(|problem| {
                let mut file = drive.root.clone();
                file.extend(problem.path.split('/'));
                (problem.path.clone(), file)
            });
            let mut folder = drive.root.clone();
            folder.extend(scope.0.split('/').filter(|name| !name.is_empty()));
            let is_whole = scope.0.is_empty();
            let subject = Subject::Part(PartFacts {
                argument: (!is_whole).then(|| scope.0.clone()),
                name: if is_whole { "All schools".to_owned() } else { scope.0.clone() },
                folder,
                today: self.today,
                came_back: came_back.collect(),
                periods: terms::begun(&whole.policy, self.today),
                has_history: (self.host.has_history)(&drive.root),
            });
            if !self.act(drive, &subject, &mut last)? {
                return Ok(());
            }
        }
    }

    /// Says why a school or a part cannot be read now. Whether to try again.
    fn away(&mut self, failure: &Failure) -> Result<bool, Stop> {
        self.asker.say(&failure.to_string());
        let options = ["Try again", "Go back"].map(str::to_owned);
        match self.asker.choose("The records cannot be read. What now?", &options, 0) {
            Ok(0) => Ok(true),
            Ok(_) | Err(Stop::Back) => Ok(false),
            Err(Stop::Leave) => Err(Stop::Leave),
        }
    }

    /// Asks what to do and does it. False where the person goes back. `last`: the place of what was done last, from which the list begins.
    fn act(&mut self, drive: &Drive, subject: &Subject, last: &mut usize) -> Result<bool, Stop> {
        let actions = Action::of(subject);
        let words = actions.iter().map(|action| action.words(subject).to_owned());
        let options: Vec<_> = words.chain(["Go back to the schools".to_owned()]).collect();
        let question = format!("{}: what do you want to do?", subject.name());
        let chosen = match self.asker.choose(&question, &options, *last) {
            Ok(chosen) => chosen,
            Err(Stop::Back) => return Ok(false),
            Err(Stop::Leave) => return Err(Stop::Leave),
        };
        let Some(action) = actions.get(chosen) else { return Ok(false) };
        *last = chosen;
        self.perform(drive, *action, subject, Given::default())?;
        Ok(true)
    }

    /// Asks what an action needs, and does it.
    fn perform(&mut self, drive: &Drive, action: Action, subject: &Subject, mut given: Given) -> Result<(), Stop> {
        loop {
            match action.next(subject, &given) {
                Next::Ask(question) => match self.ask(drive, subject, &question) {
                    Ok(answer) => given.answer(question.key, answer),
                    Err(Stop::Back) if given.back() => {}
                    Err(Stop::Back) => return Ok(()),
                    Err(Stop::Leave) => return Err(Stop::Leave),
                },
                Next::Try(key, command) => given.known(key, self.command(drive, &command).to_string()),
                Next::End(command) => {
                    self.command_and_show(drive, subject, &command);
                    return self.asker.wait();
                }
                Next::Again(key) => given.again(key),
                Next::Folder(folder) => {
                    if let Err(why) = (self.host.open)(&folder) {
                        return self.tell(&why);
                    }
                    self.asker.say(&format!("Opened {}", shown(&folder)));
                    return Ok(());
                }
                Next::Say(why) => return self.tell(&why),
                Next::Over => return self.asker.wait(),
            }
        }
    }

    fn ask(&mut self, drive: &Drive, subject: &Subject, question: &Question) -> Result<String, Stop> {
        match &question.sort {
            Sort::Choice { options, start } => self.choose_of(&question.words, options, *start),
            Sort::Record => {
                let records = records_in(subject.folder());
                let path = |inside: &String| format!("{}/{inside}", subject.path());
                let options: Vec<_> = records.iter().map(|inside| (inside.clone(), path(inside))).collect();
                self.choose_of_found(&question.words, &options, "There is no record to choose.")
            }
            Sort::Lost => match (self.host.lost)(&drive.root, subject.path()) {
                Ok(lost) => {
                    let options: Vec<_> = lost.into_iter().map(|(path, words)| (words, path)).collect();
                    self.choose_of_found(&question.words, &options, "Nothing was deleted that is not elsewhere.")
                }
                Err(failure) => {
                    self.tell(&failure.to_string())?;
                    Err(Stop::Back)
                }
            },
            Sort::Line { wanted, default } => {
                let today = self.today;
                let check = |text: &str| wanted.take(text, today);
                self.asker.line(&Line { question: &question.words, help: wanted.help(), default, check: &check })
            }
        }
    }

    fn choose_of(&mut self, question: &str, options: &[(String, String)], start: usize) -> Result<String, Stop> {
        let words: Vec<_> = options.iter().map(|(words, _)| words.clone()).collect();
        let chosen = self.asker.choose(question, &words, start)?;
        Ok(options.get(chosen).map(|(_, answer)| answer.clone()).unwrap_or_default())
    }

    /// The same of what was looked for; where nothing was found, that is said, and the question before is asked again.
    fn choose_of_found(&mut self, question: &str, options: &[(String, String)], none: &str) -> Result<String, Stop> {
        if options.is_empty() {
            self.tell(none)?;
            return Err(Stop::Back);
        }
        self.choose_of(question, options, 0)
    }

    /// Shows a command as a person could type it, and runs it.
    fn command(&mut self, drive: &Drive, command: &Command) -> u8 {
        let opens =
            (command.opens == Opens::Itself && (self.host.can_open)(&command.words)).then(|| "--open".to_owned());
        let words: Vec<_> = [&["spoc".to_owned()], &*command.words, opens.as_slice(), &*drive.for_every].concat();
        self.asker.say(&format!("\nThe command for this: {}\n", as_typed(&words)));
        (self.host.run)(words.into_iter().map(OsString::from).collect())
    }

    /// The same; then what it made is opened.
    fn command_and_show(&mut self, drive: &Drive, subject: &Subject, command: &Command) {
        let look = match (&command.opens, subject) {
            (Opens::Made(area, ending), Subject::School(school)) => Some(Look::at(&school.folder, *area, ending)),
            _ => None,
        };
        let status = self.command(drive, command);
        let made = look.filter(|_| status != 2).and_then(|look| look.made_since());
        if let Some(file) = made
            && let Err(why) = (self.host.open)(&file)
        {
            self.asker.say(&format!("note: {why}"));
        }
    }

    fn tell(&mut self, why: &str) -> Result<(), Stop> {
        self.asker.say(&format!("\n{why}"));
        self.asker.wait()
    }
}

/// What was chosen of the first list.
enum First {
    All,
    School(SchoolPlace),
    OtherDrive,
    Again,
    Over,
}

/// A line that is indented, in as many as it takes.
fn wrapped(line: &str) -> String {
    textwrap::fill(line, textwrap::Options::new(width()).initial_indent("  ").subsequent_indent("    "))
}

/// The drive of that folder, where it can be reached.
fn reached(root: &Path) -> Result<PathBuf, String> {
    let absolute = disk::absolute(root)
        .map_err(|error| format!("The drive {} cannot be reached: {}.", shown(root), system_reason(&error)))?;
    if find_root(&absolute).as_deref() == Some(&*absolute) {
        Ok(absolute)
    } else {
        Err(format!("{} is no drive of records any more: it holds no policy.toml.", shown(root)))
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::collections::VecDeque;

    use super::*;

    /// What a person does at a question.
    #[derive(Clone, Copy)]
    enum Reply {
        /// Takes the option with these words in it.
        Pick(&'static str),
        /// Types an answer, which has to be right.
        Type(&'static str),
        /// Takes what Enter alone stands for.
        Enter,
        Back,
        Leave,
    }
    use Reply::{Back, Enter, Leave, Pick, Type};

    struct Script {
        replies: VecDeque<Reply>,
        said: String,
    }

    impl Asker for Script {
        fn choose(&mut self, question: &str, options: &[String], start: usize) -> Result<usize, Stop> {
            self.say(question);
            options.iter().for_each(|option| self.say(option));
            match self.replies.pop_front().unwrap_or(Leave) {
                Pick(words) => {
                    let found = options.iter().position(|option| option.contains(words));
                    Ok(found.unwrap_or_else(|| panic!("{question} has no {words}: {options:?}")))
                }
                Enter => Ok(start),
                Back => Err(Stop::Back),
                Leave => Err(Stop::Leave),
                Type(text) => panic!("{question} is no place for {text}"),
            }
        }

        fn line(&mut self, line: &Line<'_>) -> Result<String, Stop> {
            match self.replies.pop_front().unwrap_or(Leave) {
                Type(text) => {
                    Ok((line.check)(text).unwrap_or_else(|wrong| panic!("{}: {text}: {wrong}", line.question)))
                }
                Enter => Ok((line.check)(line.default).unwrap_or_else(|wrong| panic!("{}: {wrong}", line.question))),
                Back => Err(Stop::Back),
                Leave => Err(Stop::Leave),
                Pick(words) => panic!("{} has no options: {words}", line.question),
            }
        }

        fn wait(&mut self) -> Result<(), Stop> {
            Ok(())
        }

        fn say(&mut self, text: &str) {
            self.said += text;
            self.said.push('\n');
        }
    }

    /// What came of a visit to the menu: the commands without the program's name and what is added to each, what was opened, and all that was said.
    struct Visit {
        ran: Vec<String>,
        opened: Vec<PathBuf>,
        said: String,
    }

    fn northmere() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/northmere")
    }

    /// A visit to the menu on the example drive. `statuses`: those of the commands, in order; 0 for the others.
    fn visit(today: &str, replies: &[Reply], statuses: &[u8]) -> Visit {
        let common = Common { today: today.parse().ok(), drive: Some(northmere()), no_cache: true };
        visit_with(&common, &Begin::Drive, replies, statuses, None)
    }

    fn visit_with(common: &Common, begin: &Begin, replies: &[Reply], statuses: &[u8], last: Option<PathBuf>) -> Visit {
        visit_on(common, begin, replies, statuses, (last, true))
    }

    /// `last`: the drive that was remembered; `history`: whether there is one.
    fn visit_on(
        common: &Common,
        begin: &Begin,
        replies: &[Reply],
        statuses: &[u8],
        (last, history): (Option<PathBuf>, bool),
    ) -> Visit {
        let (ran, opened) = (RefCell::new(Vec::new()), RefCell::new(Vec::new()));
        let statuses = RefCell::new(statuses.iter().copied().collect::<VecDeque<_>>());
        let host = Host {
            run: &|words| {
                let words: Vec<_> = words.iter().map(|word| word.to_str().unwrap().to_owned()).collect();
                let end = words.iter().position(|word| word == "--drive").unwrap_or(words.len());
                ran.borrow_mut().push(words[1..end].join("|"));
                statuses.borrow_mut().pop_front().unwrap_or(0)
            },
            can_open: &|words| words[0] != "due",
            open: &|path| {
                opened.borrow_mut().push(path.to_owned());
                Ok(())
            },
            remembered: &|| Ok(last.clone()),
            remember: &|_| Err(Failure::new("the drive is not remembered", "")),
            has_history: &|_| history,
            lost: &|_, path| {
                let gone = ("Jane Morris/Fernhay".to_owned(), "Fernhay, 3 files".to_owned());
                Ok(if path.is_empty() { vec![gone] } else { Vec::new() })
            },
            setup: None,
        };
        let mut asker = Script { replies: replies.iter().copied().collect(), said: String::new() };
        Session { asker: &mut asker, host: &host, common, today: common.today() }.run(begin);
        assert!(asker.replies.is_empty(), "{} replies are left\n{}", asker.replies.len(), asker.said);
        Visit { ran: ran.into_inner(), opened: opened.into_inner(), said: asker.said }
    }

    const OAKFIELD: &str = "Oakfield Primary School";

    #[test]
    fn a_visit_is_planned_sent_checked_and_printed() {
        let replies = [
            Pick(OAKFIELD),
            Pick("Plan a visit"),
            Type("8 Dec 2026"),
            Type("9:30"),
            Pick("Yes, today"),
            Pick("Send a pro forma"),
            Pick("9 February 2027"),
            Pick("Check the records"),
            Pick("See what is due"),
            Pick("Print the pack"),
            Enter,
            Pick("The school"),
            Pick("Open the school's folder"),
            Pick("Show the board"),
        ];
        let visit = visit("2026-11-23", &replies, &[]);
        assert_eq!(
            visit.ran,
            [
                "new|visit|Oakfield Primary School|2026-12-08|--time|09:30|--agreed|2026-11-23",
                "pro-forma|send|Oakfield Primary School|--visit|2027-02-09",
                "validate|Oakfield Primary School|--open",
                "due|Oakfield Primary School",
                "pack|Oakfield Primary School|--visit|2026-11-24|--for|school|--open",
                "board|--open",
            ]
        );
        assert_eq!(visit.opened, [northmere().canonicalize().unwrap().join("Jane Morris/Oakfield Primary School")]);
        assert!(visit.said.contains("Northmere Council, Monday 23 November 2026\n  Overdue: "), "{}", visit.said);
        // What could not be remembered keeps nobody from working.
        assert!(visit.said.contains("note: the drive is not remembered"), "{}", visit.said);
        assert!(
            visit
                .said
                .contains("The command for this: spoc new visit \"Oakfield Primary School\" 2026-12-08 --time 09:30"),
            "{}",
            visit.said
        );
        assert!(visit.said.contains("--today 2026-11-23 --no-cache\n"), "{}", visit.said);
    }

    #[test]
    fn no_child_is_named_on_the_first_screen() {
        let said = visit("2026-11-23", &[Leave], &[]).said;
        assert!(said.contains("Kelder Valley Academy (Jane Morris), 1 overdue\n"), "{said}");
        let (mut names, mut folders) = (Vec::new(), vec![northmere()]);
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.to_str().unwrap().ends_with("pro forma.yaml") {
                    let text = std::fs::read_to_string(path).unwrap();
                    let rows = text.lines().filter(|line| line.contains("upn: "));
                    let name = |line: &str| Some(line.split_once("name: ")?.1.split([',', '}']).next()?.to_owned());
                    names.extend(rows.filter_map(name));
                }
            }
        }
        assert!(names.len() > 50);
        for name in names {
            assert!(!said.contains(&name), "{name}: {said}");
        }
    }

    #[test]
    fn a_visit_is_held_decided_and_written_up() {
        let replies = [
            Pick("Marlcross"),
            Pick("Note that"),
            Pick("The visit was held"),
            Enter,
            Pick("Write up"),
            Enter,
            Pick("Note that"),
            Pick("Follow-up of a call"),
            Type("yesterday"),
        ];
        let of_marlcross = visit("2026-11-24", &replies, &[]);
        assert_eq!(
            of_marlcross.ran[..2],
            [
                "done|Marlcross Middle School|held|--visit|2026-11-24|--on|2026-11-24",
                "decide|Marlcross Middle School|--visit|2026-11-24",
            ]
        );
        assert!(of_marlcross.ran[2].starts_with("done|Marlcross Middle School|follow-up|"), "{:?}", of_marlcross.ran);
        assert!(
            of_marlcross.ran[2].ends_with("|--in|phone log 2026-27.yaml|--on|2026-11-23"),
            "{:?}",
            of_marlcross.ran
        );
        // Only a visit that was held is written up.
        let fernhay = [Pick("Fernhay"), Pick("Write up"), Pick("19 November"), Pick("Yes, today")];
        assert_eq!(
            visit("2026-11-23", &fernhay, &[]).ran,
            [
                "decide|Fernhay School|--visit|2026-11-19",
                "done|Fernhay School|written-up|--visit|2026-11-19|--on|2026-11-23",
            ]
        );
    }

    #[test]
    fn a_call_and_letters() {
        let replies = [
            Pick(OAKFIELD),
            Pick("Note a phone call"),
            Pick("Mr T Cole"),
            Pick("The school called"),
            Pick("Referral"),
            Type("- said no"),
            Enter,
            Type("b801200005001"),
            Type("Send the form"),
            Type("1/12/2026"),
            Enter,
            Pick("Note a phone call"),
            Pick("Somebody else"),
            Type("Ms B New"),
            Pick("We called"),
            Pick("Other"),
            Type("Hello"),
            Enter,
            Enter,
            Enter,
            Enter,
            Back,
            Pick("Marlcross"),
            Pick("Write a letter"),
            Pick("reminder"),
            Enter,
            Pick("e-mail"),
            Pick("Write a letter"),
            Pick("dates"),
            Pick("Word"),
            Pick("Write a letter"),
            Pick("An e-mail of my own"),
            Type("Thank you"),
        ];
        let visit = visit("2026-11-16", &replies, &[]);
        assert_eq!(
            visit.ran,
            [
                "new|call|Oakfield Primary School|--with|Mr T Cole|--direction|in|--about|referral|--summary=- said no|--child|B801200005001|--follow-up|Send the form|--due|2026-12-01|--date|2026-11-16",
                "new|call|Oakfield Primary School|--with|Ms B New|--direction|out|--about|other|--summary|Hello|--date|2026-11-16",
                "letter|reminder|Marlcross Middle School|--visit|2026-11-24|--by|email|--as|eml",
                "letter|dates|Marlcross Middle School|--by|letter|--as|docx",
                "new|email|Marlcross Middle School|--subject|Thank you",
            ]
        );
    }

    #[test]
    fn back_leads_to_the_question_before_and_out_of_an_action() {
        let replies = [
            Pick(OAKFIELD),
            Pick("Plan a visit"),
            Type("2026-12-01"),
            Type("10:00"),
            Back,
            Back,
            Type("2026-12-08"),
            Enter,
            Pick("Not yet"),
            Pick("Plan a visit"),
            Back,
            Back,
            Pick("All schools"),
            Pick("See what is due"),
            Back,
            Back,
        ];
        let visit = visit("2026-11-23", &replies, &[]);
        assert_eq!(visit.ran, ["new|visit|Oakfield Primary School|2026-12-08", "due"]);
    }

    #[test]
    fn a_day_that_is_refused_is_had_all_the_same_or_another_is_named() {
        let replies = [
            Pick(OAKFIELD),
            Pick("Move a visit"),
            Enter,
            Type("2026-12-05"),
            Pick("Not yet"),
            Pick("another day"),
            Type("2026-12-06"),
            Pick("Yes, on another"),
            Type("2026-11-20"),
            Pick("all the same"),
            Pick("Plan"),
            Type("2026-12-05"),
            Enter,
            Pick("Not yet"),
            Pick("Leave it"),
        ];
        let visit = visit("2026-11-23", &replies, &[2, 2, 0, 2]);
        assert_eq!(
            visit.ran,
            [
                "move|visit|Oakfield Primary School|2026-11-24|2026-12-05",
                "move|visit|Oakfield Primary School|2026-11-24|2026-12-06|--agreed|2026-11-20",
                "move|visit|Oakfield Primary School|2026-11-24|2026-12-06|--agreed|2026-11-20|--anyway",
                "new|visit|Oakfield Primary School|2026-12-05",
            ]
        );
    }

    #[test]
    fn a_file_is_checked_before_it_is_taken_in() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("RE pro forma.xlsx");
        std::fs::write(&file, "").unwrap();
        let shown = shown(&file.canonicalize().unwrap());
        let common = Common { today: "2026-11-23".parse().ok(), drive: Some(northmere()), no_cache: true };
        let received = |replies: &[Reply], statuses: &[u8]| {
            let ran = visit_with(&common, &Begin::Receipt(file.clone()), replies, statuses, None).ran;
            ran.iter().map(|line| line.replace(&shown, "FILE")).collect::<Vec<_>>()
        };
        let check = "pro-forma|receive|FILE|--check";
        assert_eq!(received(&[Pick("it came back today")], &[0]), [check, "pro-forma|receive|FILE"]);
        assert_eq!(
            received(&[Pick("another day"), Type("20/11/2026")], &[0]),
            [check, "pro-forma|receive|FILE|--on|2026-11-20"]
        );
        assert_eq!(received(&[Pick("No")], &[0]), [check]);
        assert_eq!(received(&[Pick("Write an e-mail")], &[1]), [check, "pro-forma|receive|FILE|--reply|--open"]);
        assert_eq!(
            received(&[Pick("take what the workbook says"), Enter], &[1]),
            [check, "pro-forma|receive|FILE|--merge|--on|2026-11-23"]
        );
        assert_eq!(received(&[], &[2]), [check]);
        // The file was dragged onto the program: behind it there is nothing to go back to.
        assert_eq!(received(&[Back], &[0]), [check]);
    }

    #[test]
    fn what_is_looked_up_for_a_school_and_for_all() {
        let replies = [
            Pick(OAKFIELD),
            Pick("See the children of a visit's review"),
            Enter,
            Pick("Look something up"),
            Pick("A word or a name"),
            Type("--show Grant"),
            Pick("Look something up"),
            Pick("A child's story"),
            Type("Smith"),
            Pick("otherwise"),
            Type("b801200005001"),
            Pick("Look something up"),
            Pick("All contact"),
            Pick("Look something up"),
            Pick("The figures"),
            Pick("Autumn 2026"),
            Back,
            Pick("All schools"),
            Pick("Look something up"),
            Pick("A word"),
            Type("Grant"),
            Pick("Look something up"),
            Pick("The figures"),
            Pick("The whole year 2026-27"),
            Pick("Look something up"),
            Pick("What was kept as long"),
        ];
        assert_eq!(
            visit("2026-11-23", &replies, &[0, 0, 2]).ran,
            [
                "review|Oakfield Primary School|--visit|2026-11-24|--open",
                "find|show Grant|Oakfield Primary School",
                "child|Smith|--open",
                "child|b801200005001|--open",
                "contact|Oakfield Primary School|--open",
                "figures|Oakfield Primary School|--term|Autumn 2026|--open",
                "find|Grant",
                "figures|--year|2026-27|--open",
                "retention|--open",
            ]
        );
    }

    #[test]
    fn what_has_changed_and_what_is_brought_back() {
        let replies = [
            Pick(OAKFIELD),
            Pick("See what has changed"),
            Pick("since the last visit"),
            Pick("See what has changed"),
            Pick("since a day"),
            Enter,
            Pick("See what has changed"),
            Pick("What became of a record"),
            Pick("2026-11-24 visit"),
            Pick("See what has changed"),
            Pick("an earlier version"),
            Pick("school.yaml"),
            Pick("at the end of a day"),
            Type("20/11/2026"),
            Pick("See what has changed"),
            // Nothing of this school was deleted: that is said, and the question before is asked again.
            Pick("Bring back what was deleted"),
            Back,
            Back,
            Pick("All schools"),
            Pick("See what has changed"),
            Pick("Bring back what was deleted"),
            Pick("Fernhay, 3 files"),
        ];
        let came = visit("2026-11-23", &replies, &[]);
        assert_eq!(
            came.ran,
            [
                "changed|Oakfield Primary School|--since|last-visit|--open",
                "changed|Oakfield Primary School|--since|2026-11-16|--open",
                "history|Jane Morris/Oakfield Primary School/records/2026-11-24 visit.yaml",
                "restore|Jane Morris/Oakfield Primary School/school.yaml|--at|2026-11-20",
                "restore|Jane Morris/Fernhay",
            ]
        );
        assert!(came.said.contains("Nothing was deleted that is not elsewhere."), "{}", came.said);
        // Where no history is known, none of it is offered.
        let common = Common { today: "2026-11-23".parse().ok(), drive: Some(northmere()), no_cache: true };
        let replies = [Pick(OAKFIELD), Back, Pick("All schools"), Leave];
        let said = visit_on(&common, &Begin::Drive, &replies, &[], (None, false)).said;
        assert!(said.contains("Look something up") && !said.contains("See what has changed"), "{said}");
    }

    #[test]
    fn what_the_school_has_told_is_taken_in() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("absence.csv");
        std::fs::write(&file, "").unwrap();
        let path: &'static str = file.to_str().unwrap().to_owned().leak();
        let list = [Pick("Take in what"), Pick("A list of absence"), Enter, Type(path), Type("2/9/2026"), Enter, Enter];
        let exclusion = [
            Pick(OAKFIELD),
            Pick("Take in what"),
            Pick("An exclusion"),
            Type("b801200005001"),
            Type("Alex Doe"),
            Type("4"),
            Pick("A suspension"),
            Type("20/11/2026"),
            Type("1.5"),
            Pick("No"),
            Enter,
            Enter,
            Type("- unkind"),
        ];
        let replies =
            [&exclusion[..], &list, &[Pick("the list is right")], &list, &[Pick("Leave it")], &[Back, Leave]].concat();
        let ran = visit("2026-11-23", &replies, &[0, 1, 0, 2]).ran;
        let import = "import|absence|Oakfield Primary School|FILE|--visit|2026-11-24|--from|2026-09-02";
        let expected = [
            "new|notice|Oakfield Primary School|--upn|B801200005001|--name|Alex Doe|--year|4|--type|fixed-term|--from|2026-11-20|--days|1.5|--told|2026-11-23|--reason=- unkind".to_owned(),
            format!("{import}|--check"),
            format!("{import}|--merge"),
            format!("{import}|--check"),
        ];
        assert_eq!(ran.iter().map(|line| line.replace(path, "FILE")).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_folder_that_was_named_has_its_own_menu() {
        let common = Common { today: "2026-11-23".parse().ok(), drive: None, no_cache: true };
        let of = |path: &str, replies: &[Reply]| {
            visit_with(&common, &Begin::Part(northmere().join(path)), replies, &[], None).ran
        };
        let school = "Jane Morris/Oakfield Primary School/records";
        assert_eq!(of(school, &[Pick("See what is due"), Back, Leave]), ["due|Oakfield Primary School"]);
        assert_eq!(of("Jane Morris", &[Pick("Print the packs"), Back, Leave]), ["pack|--all|Jane Morris|--open"]);
        assert_eq!(of("", &[Pick("All schools"), Pick("Check"), Leave]), ["validate|--open"]);
        assert_eq!(of("", &[Pick("All schools"), Pick("Put right"), Leave]), ["fix"]);
    }

    #[test]
    fn a_drive_that_is_away_is_said_and_another_is_asked_for() {
        let folder = tempfile::tempdir().unwrap();
        let gone = folder.path().join("gone");
        let common = Common { today: "2026-11-23".parse().ok(), drive: Some(gone.clone()), no_cache: true };
        let root: &'static str = northmere().to_str().unwrap().to_owned().leak();
        let visit = visit_with(&common, &Begin::Drive, &[Type(root), Leave], &[], None);
        assert!(visit.said.contains("--drive names") && visit.said.contains("cannot be reached"), "{}", visit.said);
        assert!(visit.said.contains("Northmere Council"), "{}", visit.said);
        assert!(reached(&gone).unwrap_err().contains("cannot be reached"));
        assert!(reached(folder.path()).unwrap_err().contains("holds no policy.toml"));
        assert!(reached(&northmere()).is_ok());
    }
}
