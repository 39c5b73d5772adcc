//! `spoc fix`

use std::collections::HashSet;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use clap::ValueEnum;

use super::asking;
use super::common::{Common, Outcome};
use super::failure::Failure;
use super::fix_json::{self, Outcomes};
use super::own_folder::state_folder;
use super::progress::with_progress_bar;
use super::target::Target;
use crate::drive::{DriveReader, SchoolPlace, Scope, policy};
use crate::fixing::{self, FilePlan, Kept, KeptError, Plan, Sources, Write as Change};
use crate::policy::Policy;
use crate::problem::{Code, Problem};
use crate::repair::{Certainty, Repair};
use crate::report::write_differences;
use crate::rules::{RULES, rule_named, undecided_child};
use crate::school::School;
use crate::text::{self, Encoding};
use crate::words::number;
use crate::{disk, tree};

/// Put right what is certain in the records: shows each change, makes it after a yes, and can take it back
#[derive(Debug, clap::Args)]
pub(super) struct Fix {
    /// A manager's folder, a school, a folder or a file [default: the whole drive]
    path: Option<PathBuf>,

    /// Make the changes that are certain without asking
    #[arg(long)]
    yes: bool,

    /// Show what would be changed, and change nothing
    #[arg(long, conflicts_with = "yes")]
    dry_run: bool,

    /// Show what may have been meant, too, and ask about each: nothing of that is changed without an answer
    #[arg(long)]
    proposals: bool,

    /// Only the problems with these codes, such as bad-date,unknown-field
    #[arg(long, value_name = "CODES", value_delimiter = ',', value_parser = code)]
    only: Vec<Code>,

    /// Bring back what stood in the files before they were last changed so
    #[arg(long, conflicts_with_all = ["path", "dry_run", "proposals", "only"])]
    undo: bool,

    /// How it is shown. As JSON nothing is asked, and nothing is changed without --yes
    #[arg(long, value_enum, default_value = "text")]
    format: Format,

    /// Show children's names and free text; they are hidden otherwise
    #[arg(long)]
    show_names: bool,
}

/// How it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// For programs
    Json,
}

fn code(name: &str) -> Result<Code, String> {
    rule_named(name).map(|rule| rule.code).ok_or_else(|| {
        let near = crate::record::nearest(name, RULES.iter().map(|rule| rule.code.as_str()));
        match near {
            Some(near) => format!("there is no such code; did you mean {near}?"),
            None => "there is no such code; `spoc explain` lists them all".to_owned(),
        }
    })
}

impl Fix {
    pub fn run(&self, common: &Common, out: &mut impl Write) -> Result<Outcome, Failure> {
        let today = common.working_today()?;
        let target = Target::find(common, self.path.as_deref())?;
        let kept = kept()?;
        if self.undo {
            return self.take_back(&target.root, &kept, out);
        }
        let work = Work { common, root: &target.root, today };
        let problems = work.problems(&target.scope)?;
        let plan = fixing::plan(&target.root, &problems, &self.only, &|path| work.school(path));
        match self.format {
            Format::Json => self.run_json(&work, &target.scope, &kept, &problems, &plan, out),
            Format::Text => self.run_text(&work, &target.scope, &kept, &plan, out),
        }
    }

    fn run_text(
        &self,
        work: &Work<'_>,
        scope: &Scope,
        kept: &Kept,
        plan: &Plan,
        out: &mut impl Write,
    ) -> Result<Outcome, Failure> {
        for file in &plan.files {
            self.show(file, out)?;
        }
        for (path, why) in &plan.left {
            writeln!(out, "{path}\n  could be put right, and is left: {why}\n")?;
        }
        let mut failed = !plan.left.is_empty();
        let count = plan.files.len();
        let asks = io::stdin().is_terminal() && !self.dry_run;
        let mut is_changed = false;
        if count == 0 {
            writeln!(out, "Nothing is so certain that it could be put right without you.")?;
        } else {
            let what = format!("{} can be put right", number(count, "file"));
            if self.yes
                || (asks && agrees(&format!("{what}. Change {}?", if count == 1 { "it" } else { "them" }), out)?)
            {
                failed |= !self.write(work.root, &plan.files, kept, out)?;
                is_changed = true;
            } else if self.dry_run || !asks {
                writeln!(
                    out,
                    "{what}: nothing is changed. `spoc fix` without --dry-run asks, with --yes it does not."
                )?;
            } else {
                writeln!(out, "Nothing is changed.")?;
            }
        }
        if self.proposals {
            failed |= !self.propose(work, scope, kept, asks, out)?;
        }
        if failed {
            return Err(Failure::new(
                "not everything could be put right",
                "The reasons stand above; what was changed can be brought back with `spoc fix --undo`.",
            ));
        }
        let left = work.problems(scope)?.len();
        if left > 0 && is_changed {
            writeln!(
                out,
                "{}",
                match left {
                    1 => "1 problem is left: `spoc validate` shows it.".to_owned(),
                    _ => format!("{left} problems are left: `spoc validate` shows them."),
                }
            )?;
        }
        Ok(if left == 0 { Outcome::Clean } else { Outcome::Found })
    }

    /// Shows what is changed in a file.
    fn show(&self, file: &FilePlan, out: &mut impl Write) -> io::Result<()> {
        writeln!(out, "{}", file.path)?;
        for said in &file.said {
            let at = said.position.map(|at| format!("line {}: ", at.line)).unwrap_or_default();
            writeln!(out, "  {at}{} [{}]", said.title, said.code)?;
        }
        if let Change::File { old, new, .. } = &file.write {
            write_differences(out, &file.path, old, new, self.show_names)?;
        }
        writeln!(out)
    }

    /// Writes what is planned; whether all of it was written.
    fn write(&self, root: &Path, files: &[FilePlan], kept: &Kept, out: &mut impl Write) -> Result<bool, Failure> {
        let done = fixing::apply(root, files, kept).map_err(unkept)?;
        let written = done.iter().filter(|done| done.is_ok()).count();
        for (file, done) in files.iter().zip(&done) {
            if let Err(why) = done {
                writeln!(out, "left as it is: {}: {}", file.path, why.said())?;
            }
        }
        if written > 0 {
            writeln!(out, "Changed {}. `spoc fix --undo` brings back what stood there.", number(written, "file"))?;
        }
        Ok(written == files.len())
    }

    /// Goes through what may have been meant, problem by problem; whether all that was agreed to was written.
    fn propose(
        &self,
        work: &Work<'_>,
        scope: &Scope,
        kept: &Kept,
        asks: bool,
        out: &mut impl Write,
    ) -> Result<bool, Failure> {
        let (policy, _) = policy(work.root).map_err(Failure::unread)?;
        let problems = work.problems(scope)?;
        let mut paths: Vec<String> = problems.iter().map(|problem| problem.path.clone()).collect();
        paths.dedup();
        let (mut all_written, mut shown) = (true, 0);
        for path in paths {
            let mut seen = HashSet::new();
            loop {
                let wanted = |problem: &Problem| self.only.is_empty() || self.only.contains(&problem.code);
                let found = work.problems(&Scope(path.clone()))?;
                let of_path: Vec<_> =
                    found.into_iter().filter(|problem| problem.path == path && wanted(problem)).collect();
                let key = |problem: &Problem| (problem.code, problem.field.clone(), problem.message.clone());
                // What is shown is made for this text, and written into no other.
                let text = work.text(&path).map(|(text, _)| text);
                let repairs = work.repairs(&of_path, &policy);
                let mut open = of_path.iter().zip(repairs).filter(|(problem, repairs)| {
                    repairs.iter().any(|repair| repair.certainty == Certainty::Proposal)
                        && !seen.contains(&key(problem))
                });
                let Some((problem, mut repairs)) = open.next() else { break };
                seen.insert(key(problem));
                repairs.retain(|repair| repair.certainty == Certainty::Proposal);
                shown += 1;
                if let Some(file) = self.choose(work.root, (problem, text.as_deref()), &repairs, asks, out)? {
                    all_written &= self.write(work.root, &[file], kept, out)?;
                }
            }
        }
        if shown == 0 {
            writeln!(out, "There is nothing to be proposed.")?;
        }
        Ok(all_written)
    }

    /// Shows what may have been meant, and asks which it was.
    fn choose(
        &self,
        root: &Path,
        (problem, text): (&Problem, Option<&str>),
        repairs: &[Repair],
        asks: bool,
        out: &mut impl Write,
    ) -> Result<Option<FilePlan>, Failure> {
        let at = problem.position.map(|at| format!(":{}:{}", at.line, at.column)).unwrap_or_default();
        writeln!(out, "{}{at}\n  {}", problem.path, problem.message)?;
        for (number, repair) in (1..).zip(repairs) {
            writeln!(out, "  {number}  {}", repair.title)?;
        }
        if !asks {
            writeln!(out)?;
            return Ok(None);
        }
        loop {
            let question = format!("Which one? [1-{}, Enter for none] ", repairs.len());
            let answer = asking::line(&mut io::stdin().lock(), out, &question)?;
            let Some(answer) = answer.filter(|answer| !answer.is_empty()) else { return Ok(None) };
            let chosen = answer.parse::<usize>().ok().and_then(|number| repairs.get(number.checked_sub(1)?));
            if let Some(repair) = chosen {
                let file = fixing::plan_of_repair(root, problem, repair, text);
                let file = file.map_err(|error| Failure::new(error, "Nothing was changed in it."))?;
                if let Some(file) = &file {
                    self.show(file, out)?;
                }
                return Ok(file);
            }
            writeln!(out, "  Type the number of one of them, or nothing.")?;
        }
    }

    fn run_json(
        &self,
        work: &Work<'_>,
        scope: &Scope,
        kept: &Kept,
        problems: &[Problem],
        plan: &Plan,
        out: &mut impl Write,
    ) -> Result<Outcome, Failure> {
        let outcomes = match self.yes && !plan.files.is_empty() {
            true => Some(fixing::apply(work.root, &plan.files, kept).map_err(unkept)?),
            false => None,
        };
        let (policy, _) = policy(work.root).map_err(Failure::unread)?;
        let is_written = outcomes.as_ref().is_some_and(|all| all.iter().any(Result::is_ok));
        let left = if is_written { work.problems(scope)? } else { problems.to_vec() };
        let mut repairs = if self.proposals { work.repairs(&left, &policy) } else { Vec::new() };
        if !self.show_names {
            // The row of a child holds its name.
            let rows = left.iter().zip(&mut repairs).filter(|(problem, _)| problem.code == undecided_child::CODE);
            rows.for_each(|(_, repairs)| repairs.clear());
        }
        let all =
            Outcomes { today: work.today, plan, outcomes: outcomes.as_deref(), problems: &left, repairs: &repairs };
        fix_json::write(out, &all, |path| work.text(path))?;
        let failed = !plan.left.is_empty() || outcomes.is_some_and(|all| all.iter().any(Result::is_err));
        if failed {
            return Err(Failure::new("not everything could be put right", "`why` says the reason for each file."));
        }
        Ok(if left.is_empty() { Outcome::Clean } else { Outcome::Found })
    }

    fn take_back(&self, root: &Path, kept: &Kept, out: &mut impl Write) -> Result<Outcome, Failure> {
        let run = kept.last(root).map_err(unkept)?;
        for path in run.paths() {
            writeln!(out, "{path}")?;
        }
        let question = format!(
            "{} changed on {}. Bring back what stood there?",
            number(run.paths().count(), "file"),
            run.at().format("%-d %B %Y at %H:%M")
        );
        let is_agreed = self.yes || (io::stdin().is_terminal() && agrees(&question, out)?);
        if !is_agreed {
            writeln!(out, "Nothing is changed. With --yes it is done without asking.")?;
            return Ok(Outcome::Found);
        }
        let back = run.take_back(root);
        for one in &back {
            match &one.left {
                None => writeln!(out, "brought back: {}", one.path)?,
                Some(why) => writeln!(out, "left as it is: {}: {why}", one.path)?,
            }
        }
        if back.iter().any(|one| one.left.is_some()) {
            return Err(Failure::new(
                "not everything could be brought back",
                "The reasons stand above; run it again when the cause is gone.",
            ));
        }
        Ok(Outcome::Clean)
    }
}

/// The drive as the command works on it.
struct Work<'a> {
    common: &'a Common,
    root: &'a Path,
    today: NaiveDate,
}

impl Work<'_> {
    fn problems(&self, scope: &Scope) -> Result<Vec<Problem>, Failure> {
        let cache = self.common.cache(self.root);
        let reader = DriveReader::new(self.root, self.today).of_part(scope).with_cache(cache.as_ref());
        let found = with_progress_bar(|progress| reader.with_progress(progress).validate());
        Ok(found.map_err(Failure::unread)?.problems)
    }

    fn school(&self, path: &str) -> Option<School> {
        school_of(self.root, path, self.today)
    }

    fn text(&self, path: &str) -> Option<(String, Encoding)> {
        text_of(self.root, path)
    }

    fn repairs(&self, problems: &[Problem], policy: &Policy) -> Vec<Vec<Repair>> {
        let sources = Sources {
            text: &|path| self.text(path),
            school: &|path| self.school(path),
            policy: Some(policy),
            today: self.today,
        };
        fixing::repairs_of(problems, &sources)
    }
}

/// The school in whose folder a file of the drive lies.
pub(super) fn school_of(root: &Path, path: &str, today: NaiveDate) -> Option<School> {
    let mut names = path.split('/');
    let (manager, folder) = (names.next()?, names.next()?);
    let place = SchoolPlace {
        manager: manager.to_owned(),
        folder: folder.to_owned(),
        path: format!("{manager}/{folder}"),
        on_disk: root.join(manager).join(folder),
    };
    let (policy, _) = policy(root).ok()?;
    Some(DriveReader::new(root, today).load_school(&place, &policy))
}

/// The text of a file of the drive, where it can be read, and its encoding.
pub(super) fn text_of(root: &Path, path: &str) -> Option<(String, Encoding)> {
    let bytes = disk::read(&root.join(path), tree::MOST_BYTES).ok()?;
    Some(text::decode_owned(bytes))
}

fn kept() -> Result<Kept, Failure> {
    let folder = state_folder().ok_or_else(|| {
        Failure::new(
            "what stands in the files could not be kept: this user has no folder for it",
            "Name one in SPOC_STATE.",
        )
    })?;
    Ok(Kept::new(folder.join("fixes"), chrono::Local::now().fixed_offset()))
}

fn unkept(error: KeptError) -> Failure {
    let what_to_do = match &error {
        KeptError::Unkept { .. } => "Nothing was changed. Make room in that folder, or name another in SPOC_STATE.",
        KeptError::Nothing(_) => "What was changed more than 30 days ago is not kept.",
    };
    Failure::new(error, what_to_do)
}

fn agrees(question: &str, out: &mut impl Write) -> Result<bool, Failure> {
    asking::agrees(&mut io::stdin().lock(), out, question, false)
}
