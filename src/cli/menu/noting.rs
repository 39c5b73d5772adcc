//! What was done, said or decided is written down.

use super::facts::{OpenStep, SchoolFacts, VisitFacts};
use super::form::{Command, Given, Next, Question, Sort, ask, choice, line, line_with};
use super::wanted::Wanted;
use super::which::which_visit_from;
use crate::record::contact::About;
use crate::words::capitalised;

pub(super) fn call(school: &SchoolFacts, given: &Given) -> Next {
    let with = ask!(given, "with", {
        let people = school.people.iter().map(|name| (name.clone(), name.clone()));
        let options = people.chain([("Somebody else".to_owned(), String::new())]).collect();
        Next::Ask(Question { key: "with", words: "With whom?".to_owned(), sort: Sort::Choice { options, start: 0 } })
    });
    let with = match with {
        "" => ask!(given, "name", line("name", "What is the name?", Wanted::Text)),
        name => name,
    };
    let by = if school.has_spoc { "" } else { ask!(given, "by", line("by", "Who of the team spoke?", Wanted::Text)) };
    let direction = ask!(
        given,
        "direction",
        choice("direction", "Who called?", &[("We called the school", "out"), ("The school called us", "in")])
    );
    let about = ask!(given, "about", {
        let option = |about: &About| (capitalised(about.title()), about.as_str().to_owned());
        let options = About::ALL.iter().map(option).collect();
        Next::Ask(Question {
            key: "about",
            words: "What was it about?".to_owned(),
            sort: Sort::Choice { options, start: 0 },
        })
    });
    let summary = ask!(given, "summary", line("summary", "What was said?", Wanted::Text));
    let advice = ask!(given, "advice", line("advice", "What advice was given?", Wanted::TextOrNothing));
    let child = ask!(given, "child", line("child", "The UPN of the child, if it was about one?", Wanted::UpnOrNothing));
    let follow_up = ask!(given, "follow_up", line("follow_up", "What is to be done after it?", Wanted::TextOrNothing));
    let due = match follow_up {
        "" => "",
        _ => ask!(given, "due", line("due", "By which day?", Wanted::Day)),
    };
    let date =
        ask!(given, "date", line_with("date", "On which day was the call?", Wanted::Day, school.today.to_string()));
    let command = Command::new(&["new", "call", &school.argument]);
    let command = command.with("--with", with).with("--by", by).with("--direction", direction).with("--about", about);
    let command = command.with("--summary", summary).with("--advice", advice).with("--child", child);
    Next::End(command.with("--follow-up", follow_up).with("--due", due).with("--date", date))
}

pub(super) fn done(school: &SchoolFacts, given: &Given) -> Next {
    if school.open.is_empty() {
        return Next::Say(format!("{}: nothing is open that could be noted as done.", school.name));
    }
    let step = ask!(given, "step", {
        let options = school.open.iter().enumerate().map(|(place, one)| (one.words.clone(), place.to_string()));
        Next::Ask(Question {
            key: "step",
            words: "What was done?".to_owned(),
            sort: Sort::Choice { options: options.collect(), start: 0 },
        })
    });
    let Some(step) = step.parse().ok().and_then(|place: usize| school.open.get(place)) else {
        return Next::Again("step");
    };
    let on = ask!(given, "on", line_with("on", "On which day?", Wanted::Day, step.on.to_string()));
    let is_checks_by_nobody = step.what == "checks" && !school.has_spoc;
    let by = if is_checks_by_nobody { ask!(given, "by", line("by", "Who made the checks?", Wanted::Text)) } else { "" };
    Next::End(noted(school, step).with("--on", on).with("--by", by))
}

fn noted(school: &SchoolFacts, step: &OpenStep) -> Command {
    let command = Command::new(&["done", &school.argument, step.what]);
    let command = match step.number {
        Some(number) => command.and(&number.to_string()),
        None => command,
    };
    let visit = step.visit.map(|day| day.to_string()).unwrap_or_default();
    command.with("--visit", &visit).with("--in", step.file.as_deref().unwrap_or_default())
}

pub(super) fn decide(school: &SchoolFacts, given: &Given) -> Next {
    let day = ask!(given, "visit", {
        let begun = |visit: &VisitFacts| visit.day <= school.today || visit.is_held;
        let last = school.visits.iter().filter(|visit| begun(visit)).map(|visit| visit.day).max();
        which_visit_from(school, "Of which visit?", |_| true, last, "write up")
    });
    let command = Command::new(&["decide", &school.argument, "--visit", day]);
    let ran = ask!(given, "ran", Next::Try("ran", command));
    let visit = school.visits.iter().find(|visit| visit.day.to_string() == day);
    if ran == "2" || !visit.is_some_and(|visit| visit.is_held && !visit.is_written_up) {
        return Next::Over;
    }
    let written_up = ask!(
        given,
        "written_up",
        choice("written_up", "Is the visit written up with that?", &[("Not yet", "no"), ("Yes, today", "yes"),])
    );
    if written_up == "no" {
        return Next::Over;
    }
    Next::End(
        Command::new(&["done", &school.argument, "written-up", "--visit", day]).with("--on", &school.today.to_string()),
    )
}
