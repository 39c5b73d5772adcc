//! What a school has told is taken in: an exclusion that the head has told of, a list of absence out of the school's own system.

use super::facts::{SchoolFacts, VisitFacts};
use super::form::{Command, Given, Next, ask, choice, line, line_with};
use super::wanted::Wanted;
use super::which::which_visit;
use crate::record::exclusion::ExclusionType;

pub(super) fn told(school: &SchoolFacts, given: &Given) -> Next {
    let options = [
        ("An exclusion", "exclusion"),
        ("A list of absence out of the school's own system (SIMS, Arbor ...)", "absence"),
    ];
    match ask!(given, "told", choice("told", "What did the school tell?", &options)) {
        "exclusion" => exclusion(school, given),
        _ => absence(school, given),
    }
}

fn exclusion(school: &SchoolFacts, given: &Given) -> Next {
    let upn = ask!(given, "upn", line("upn", "The UPN of the child? UN1 where it is not known yet", Wanted::Upn));
    let name = ask!(given, "name", line("name", "The child's name?", Wanted::Text));
    let year = ask!(given, "year", line("year", "The child's year?", Wanted::Year));
    let (fixed, lunch) = (ExclusionType::FixedTerm.as_str(), ExclusionType::Lunchtime.as_str());
    let options = [
        ("A suspension: so many school days", fixed),
        ("Lunchtimes", lunch),
        ("A permanent exclusion", ExclusionType::Permanent.as_str()),
    ];
    let kind = ask!(given, "type", choice("type", "What is it?", &options));
    let from = ask!(given, "from", line("from", "On which day does it begin?", Wanted::Day));
    let days =
        if kind == fixed { ask!(given, "days", line("days", "How many school days?", Wanted::Days)) } else { "" };
    let lunchtimes = if kind == lunch {
        ask!(given, "lunchtimes", line("lunchtimes", "How many lunchtimes?", Wanted::Count))
    } else {
        ""
    };
    let exam = [("No", "no"), ("Yes", "yes")];
    let exam = ask!(
        given,
        "exam",
        choice("exam", "Does the child miss a public examination or a national curriculum test?", &exam)
    );
    let today = school.today.to_string();
    let day = ask!(given, "day", line_with("day", "On which day was the authority told?", Wanted::Day, today));
    let by = ask!(given, "by", line("by", "Who told it?", Wanted::TextOrNothing));
    let reason = ask!(given, "reason", line("reason", "For what reason?", Wanted::TextOrNothing));
    let command = Command::new(&["new", "notice", &school.argument]).with("--upn", upn).with("--name", name);
    let command = command.with("--year", year).with("--type", kind).with("--from", from).with("--days", days);
    let command = command.with("--lunchtimes", lunchtimes);
    let command = if exam == "yes" { command.and("--misses-exam") } else { command };
    Next::End(command.with("--told", day).with("--told-by", by).with("--reason", reason))
}

/// The list is shown as it is read before any of it is taken.
fn absence(school: &SchoolFacts, given: &Given) -> Next {
    let has_form = |visit: &VisitFacts| visit.has_pro_forma;
    let visit = ask!(given, "visit", which_visit(school, "For which visit?", has_form, "take a list of absence for"));
    let file = ask!(given, "file", line("file", "Which file is the list?", Wanted::Export));
    let from = ask!(given, "from", line("from", "The first day that it counts?", Wanted::DayOrNothing));
    let to = ask!(given, "to", line("to", "The last day that it counts?", Wanted::DayOrNothing));
    let on_roll = ask!(given, "on_roll", line("on_roll", "How many children are on roll?", Wanted::CountOrNothing));
    let command = Command::new(&["import", "absence", &school.argument, file]).with("--visit", visit);
    let command = command.with("--from", from).with("--to", to).with("--on-roll", on_roll);
    if ask!(given, "check", Next::Try("check", command.clone().and("--check"))) == "2" {
        let options = [("Answer these questions again", "again"), ("Leave it", "no")];
        return match ask!(given, "again", choice("again", "It was not read, for the reason above. What now?", &options))
        {
            "again" => Next::Again("file"),
            _ => Next::Over,
        };
    }
    let options =
        [("Yes", "yes"), ("Yes, and where the record says something else, the list is right", "merge"), ("No", "no")];
    match ask!(given, "take", choice("take", "Take it into the pro forma, as shown above?", &options)) {
        "yes" => Next::End(command),
        "merge" => Next::End(command.and("--merge")),
        _ => Next::Over,
    }
}
