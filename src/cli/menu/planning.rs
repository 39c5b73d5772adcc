//! A visit is planned, or moved to another day.

use super::facts::SchoolFacts;
use super::form::{Command, Given, Next, ask, choice, line, line_with};
use super::wanted::Wanted;
use super::which::which_visit;

pub(super) fn plan(school: &SchoolFacts, given: &Given) -> Next {
    let day = ask!(given, "date", line("date", "On which day is the visit?", Wanted::Day));
    let time = ask!(given, "time", line("time", "At what time?", Wanted::TimeOrNothing));
    let command = Command::new(&["new", "visit", &school.argument, day]).with("--time", time);
    agreed_and_tried(school, given, command)
}

pub(super) fn move_visit(school: &SchoolFacts, given: &Given) -> Next {
    let from = ask!(given, "visit", which_visit(school, "Which visit is moved?", |visit| !visit.is_held, "move"));
    let to = ask!(given, "date", line("date", "To which day?", Wanted::Day));
    agreed_and_tried(school, given, Command::new(&["move", "visit", &school.argument, from, to]))
}

/// Asks when a date was agreed, and runs the command; where it refuses the day, the person may have it all the same or choose another.
fn agreed_and_tried(school: &SchoolFacts, given: &Given, command: Command) -> Next {
    let agreed = ask!(
        given,
        "agreed",
        choice(
            "agreed",
            "Has the school agreed this date?",
            &[("Yes, today", "today"), ("Yes, on another day", "other"), ("Not yet", "no"),]
        )
    );
    let today = school.today.to_string();
    let agreed = match agreed {
        "today" => &today,
        "other" => ask!(
            given,
            "agreed_on",
            line_with("agreed_on", "On which day did the school agree?", Wanted::Day, today.clone())
        ),
        _ => "",
    };
    let command = command.with("--agreed", agreed);
    match ask!(given, "ran", Next::Try("ran", command)) {
        "2" => {}
        _ => return Next::Over,
    }
    let again = choice(
        "again",
        "That was not done, for the reason above. What now?",
        &[("Choose another day", "day"), ("Have it on this day all the same", "anyway"), ("Leave it", "no")],
    );
    match ask!(given, "again", again) {
        "day" => Next::Again("date"),
        "anyway" => Next::End(command.and("--anyway")),
        _ => Next::Over,
    }
}
