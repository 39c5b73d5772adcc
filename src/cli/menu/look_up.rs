//! Something is looked up: a text, a child's story, all contact with a school, figures, what was kept long enough.

use super::facts::Subject;
use super::form::{Command, Given, Next, Question, Sort, ask, choice, line};
use super::terms::Period;
use super::wanted::Wanted;

pub(super) fn look_up(subject: &Subject, given: &Given) -> Next {
    let is_school = matches!(subject, Subject::School(_));
    let own = if is_school {
        ("All contact with the school: visits, calls, e-mails, letters", "contact")
    } else {
        ("What was kept as long as policy.toml says", "retention")
    };
    let options = [
        ("A word or a name, in every record and e-mail", "find"),
        ("A child's story, across all schools", "child"),
        own,
        ("The figures of a term or a year", "figures"),
    ];
    match ask!(given, "look", choice("look", "What do you want to look up?", &options)) {
        "find" => {
            let text = ask!(given, "text", line("text", "Which word or name?", Wanted::Sought));
            Next::End(part_of(subject, Command::new(&["find", text])))
        }
        "child" => child(given),
        "contact" => Next::End(part_of(subject, Command::new(&["contact"])).opened()),
        "retention" => Next::End(part_of(subject, Command::new(&["retention"])).opened()),
        _ => figures(subject, given),
    }
}

/// A command for the school or the part that it is about; for all of the drive it names none.
pub(super) fn part_of(subject: &Subject, command: Command) -> Command {
    match subject.argument() {
        Some(argument) => command.and(argument),
        None => command,
    }
}

/// A child's story is told from all schools, whichever was chosen: the child may have moved.
fn child(given: &Given) -> Next {
    let who = ask!(given, "who", line("who", "Which child? The UPN, or the name", Wanted::Sought));
    match ask!(given, "ran", Next::Try("ran", Command::new(&["child", who]).opened())) {
        "2" => {}
        _ => return Next::Over,
    }
    let options = [("Write the UPN or the name otherwise", "again"), ("Leave it", "no")];
    match ask!(given, "again", choice("again", "No story was told, for the reason above. What now?", &options)) {
        "again" => Next::Again("who"),
        _ => Next::Over,
    }
}

fn figures(subject: &Subject, given: &Given) -> Next {
    let periods = subject.periods();
    if periods.is_empty() {
        return Next::Say("No term of policy.toml has begun by today: there are no figures yet.".to_owned());
    }
    let period = ask!(given, "period", {
        let options = periods.iter().enumerate().map(|(place, one)| (one.words(), place.to_string()));
        let sort = Sort::Choice { options: options.collect(), start: 0 };
        Next::Ask(Question { key: "period", words: "Of which term or year?".to_owned(), sort })
    });
    let Some(Period { term, year }) = period.parse().ok().and_then(|place: usize| periods.get(place)) else {
        return Next::Again("period");
    };
    let command = part_of(subject, Command::new(&["figures"]));
    Next::End(command.with("--term", term).with("--year", year).opened())
}
