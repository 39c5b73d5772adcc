//! `spoc decide`

use std::io::{self, BufRead, IsTerminal, Write};

use chrono::NaiveDate;

use super::common::{Common, Outcome, day};
use super::failure::Failure;
use super::output::note_problems;
use super::school::Chosen;
use super::steps::next_step;
use crate::deciding::{Decisions, Taken, ToDecide, to_decide, visit_meant};
use crate::drive::shown;
use crate::record::Kind;
use crate::record::visit::{DecidedAction, Threshold};
use crate::rules::undecided_child;
use crate::words::{children, long_day};

/// Write a row for each child of a visit's review into the visit, and ask for the decisions: as in `spoc decide oakfield`
///
/// In a terminal it asks for the two decisions on each child; elsewhere it writes the rows with the decisions left open. Rows that are there stay as they are.
#[derive(Debug, clap::Args)]
pub(super) struct Decide {
    /// The school: its folder, its URN or a part of its name
    school: String,

    /// The day of the visit [default: today's visit; else the last that was held and lacks decisions; else the next]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    visit: Option<NaiveDate>,

    /// Ask nothing, also in a terminal: write the rows alone
    #[arg(long)]
    rows: bool,
}

impl Decide {
    pub fn run(&self, common: &Common, out: &mut impl Write) -> Result<Outcome, Failure> {
        let today = common.working_today()?;
        let chosen = Chosen::load(common, &self.school, today)?;
        let visit = visit_meant(&chosen.folder.school, &chosen.policy, self.visit, today)?;
        let day = *visit.record.date;
        let open = to_decide(&chosen.folder.school, visit, &chosen.policy);
        note_problems(&chosen.policy_problems);
        let folder = &chosen.folder.school.folder;
        if open.is_empty() {
            writeln!(out, "{folder}: no decision is missing at the visit on {}; nothing was written", long_day(day))?;
            return Ok(Outcome::Clean);
        }
        writeln!(out, "{folder}: {} without both decisions at the visit on {}", children(open.len()), long_day(day))?;
        let answers = if !self.rows && io::stdin().is_terminal() && io::stdout().is_terminal() {
            out.flush()?;
            ask(&open, &mut io::stdin().lock(), out)?
        } else {
            vec![Decisions::default(); open.len()]
        };
        // Whoever answers takes a while: the record is read anew, and what others have written meanwhile stands.
        let chosen = Chosen::load(common, &self.school, today)?;
        let school = &chosen.folder.school;
        let visit = school.visit_meant(Some(day), today)?;
        let still_open = to_decide(school, visit, &chosen.policy);
        let mut changes = Vec::new();
        for one in &still_open {
            let answer = open.iter().position(|other| other.undecided.child == one.undecided.child);
            let answer = answer.and_then(|place| answers.get(place)).cloned().unwrap_or_default();
            changes.extend(one.changes(&answer));
        }
        if changes.is_empty() {
            writeln!(out, "each of them has a row in {} already; nothing was written", visit.path)?;
            return Ok(Outcome::Clean);
        }
        // Who is not decided on yet stays so, of a visit that was held, too: what was answered is kept.
        let allowed = [undecided_child::CODE];
        let folder = &chosen.folder;
        let changed = folder.change_allowing(&visit.path, Kind::Visit, &changes, &chosen.policy, today, &allowed);
        let (changed, after) = changed?;
        let file = chosen.folder.write(&changed)?;
        let new = still_open.iter().filter(|one| one.undecided.row.is_none()).count();
        let rows = match new {
            0 => "decisions".to_owned(),
            1 => "1 row".to_owned(),
            rows => format!("{rows} rows"),
        };
        writeln!(out, "wrote {rows} under `children:` in {}", shown(&file))?;
        if let Some(next) = next_step(&after, day, &chosen.policy, today) {
            writeln!(out, "{next}")?;
        }
        Ok(Outcome::Clean)
    }
}

/// Asks for the decisions on each child. What was answered until the questions were broken off is kept.
fn ask(open: &[ToDecide], answers: &mut impl BufRead, out: &mut impl Write) -> io::Result<Vec<Decisions>> {
    let mut taken = Vec::new();
    writeln!(out, "Enter skips a question; q ends them, and what was answered is kept.")?;
    for one in open {
        writeln!(out, "\n{}\n  {}", one.who(), one.reasons)?;
        let (decisions, is_end) = decide_both(one, answers, out)?;
        taken.push(decisions);
        if is_end {
            break;
        }
    }
    Ok(taken)
}

/// The decisions on a child, and whether no more is to be asked.
fn decide_both(one: &ToDecide, answers: &mut impl BufRead, out: &mut impl Write) -> io::Result<(Decisions, bool)> {
    let mut decisions = Decisions::default();
    if one.undecided.statutory {
        match decide("statutory intervention", answers, out)? {
            Answer::Is(of) => decisions.statutory = Some(of),
            Answer::Skipped => {}
            Answer::End => return Ok((decisions, true)),
        }
    }
    if one.undecided.early_help {
        match decide("a referral to Family Early Help", answers, out)? {
            Answer::Is(of) => decisions.early_help = Some(of),
            Answer::Skipped => {}
            Answer::End => return Ok((decisions, true)),
        }
    }
    Ok((decisions, false))
}

/// An answer to a question.
enum Answer<T> {
    Is(T),
    Skipped,
    End,
}

fn decide(what: &str, answers: &mut impl BufRead, out: &mut impl Write) -> io::Result<Answer<Taken>> {
    let question = format!("  Is the threshold for {what} met? yes, no, unsure: ");
    let thresholds = [("yes", Threshold::Met), ("no", Threshold::NotMet), ("unsure", Threshold::Unsure)];
    let threshold = match choose(&question, &thresholds, answers, out)? {
        Answer::Is(threshold) => threshold,
        Answer::Skipped => return Ok(Answer::Skipped),
        Answer::End => return Ok(Answer::End),
    };
    let usual = match threshold {
        Threshold::Met => DecidedAction::Refer,
        Threshold::NotMet => DecidedAction::None,
        Threshold::Unsure => DecidedAction::Monitor,
    };
    let question = format!("  What is done? refer, monitor, none [{}]: ", usual.as_str());
    let actions = [("refer", DecidedAction::Refer), ("monitor", DecidedAction::Monitor), ("none", DecidedAction::None)];
    let action = match choose(&question, &actions, answers, out)? {
        Answer::Is(action) => action,
        Answer::Skipped => usual,
        Answer::End => return Ok(Answer::End),
    };
    let reason = match line("  Why, in a few words: ", answers, out)? {
        Some(reason) if reason != "q" => Some(reason).filter(|reason| !reason.is_empty()),
        _ => None,
    };
    Ok(Answer::Is(Taken { threshold, action, reason }))
}

/// Asks until the answer is one of some words, or their beginning.
fn choose<T: Copy>(
    question: &str,
    words: &[(&str, T)],
    answers: &mut impl BufRead,
    out: &mut impl Write,
) -> io::Result<Answer<T>> {
    loop {
        let Some(answer) = line(question, answers, out)? else { return Ok(Answer::End) };
        let answer = answer.to_lowercase();
        match answer.as_str() {
            "" | "s" | "skip" => return Ok(Answer::Skipped),
            "q" | "quit" => return Ok(Answer::End),
            _ => {}
        }
        if let Some((_, is)) = words.iter().find(|(word, _)| word.starts_with(&answer)) {
            return Ok(Answer::Is(*is));
        }
        let known: Vec<_> = words.iter().map(|(word, _)| *word).collect();
        writeln!(out, "  Answer {}, skip or q.", known.join(", "))?;
    }
}

/// A line of answer; none where there are no more.
fn line(question: &str, answers: &mut impl BufRead, out: &mut impl Write) -> io::Result<Option<String>> {
    write!(out, "{question}")?;
    out.flush()?;
    let mut answer = String::new();
    let length = answers.read_line(&mut answer)?;
    Ok((length > 0).then(|| answer.trim().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(lines: &str) -> (Answer<Taken>, String) {
        let mut out = Vec::new();
        let answer = decide("statutory intervention", &mut lines.as_bytes(), &mut out).unwrap();
        (answer, String::from_utf8(out).unwrap())
    }

    #[test]
    fn a_decision_is_asked_for_in_an_officers_words() {
        let (Answer::Is(taken), _) = answer("y\n\nAttendance is worse: #1\n") else { panic!() };
        let expected = Taken {
            threshold: Threshold::Met,
            action: DecidedAction::Refer,
            reason: Some("Attendance is worse: #1".to_owned()),
        };
        assert_eq!(taken, expected);
        let (Answer::Is(taken), said) = answer("perhaps\nNO\nmonitor\n") else { panic!() };
        assert_eq!(taken, Taken { threshold: Threshold::NotMet, action: DecidedAction::Monitor, reason: None });
        assert!(said.contains("Answer yes, no, unsure, skip or q."), "{said}");
        assert!(matches!(answer("\n").0, Answer::Skipped));
        assert!(matches!(answer("q\n").0, Answer::End));
        assert!(matches!(answer("").0, Answer::End));
        // Broken off in the middle, the decision is not taken.
        assert!(matches!(answer("yes\nq\n").0, Answer::End));
    }
}
