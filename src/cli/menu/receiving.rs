//! A pro forma goes to the school, and what comes back is taken in.

use super::facts::{SchoolFacts, Subject, VisitFacts};
use super::form::{Command, Given, Next, Question, Sort, ask, choice, line, line_with};
use super::wanted::Wanted;
use super::which::which_visit;
use crate::drive::shown;
use crate::layout::Area;

pub(super) fn send(school: &SchoolFacts, given: &Given) -> Next {
    let is_to_send = |visit: &VisitFacts| visit.day >= school.today && !visit.is_held && visit.sent.is_none();
    let day = ask!(given, "visit", which_visit(school, "For which visit?", is_to_send, "send a pro forma for"));
    Next::End(Command::new(&["pro-forma", "send", &school.argument, "--visit", day]).opening(Area::Emails, "eml"))
}

pub(super) fn receive(subject: &Subject, given: &Given) -> Next {
    let today = subject.today().to_string();
    let file = ask!(given, "file", {
        let noticed = subject.came_back().iter().map(|(words, file)| (words.clone(), shown(file)));
        let other = ("Another file: type its path, or drag it into this window".to_owned(), String::new());
        let options: Vec<_> = noticed.chain([other]).collect();
        if options.len() == 1 {
            line("file", "Which file came back?", Wanted::Returned)
        } else {
            Next::Ask(Question {
                key: "file",
                words: "Which file came back?".to_owned(),
                sort: Sort::Choice { options, start: 0 },
            })
        }
    });
    let file = match file {
        "" => ask!(given, "path", line("path", "Which file is it?", Wanted::Returned)),
        file => file,
    };
    let command = || Command::new(&["pro-forma", "receive", file]);
    let check = ask!(given, "check", Next::Try("check", command().and("--check")));
    let what = match check {
        "0" => ask!(
            given,
            "what",
            choice(
                "what",
                "Nothing is wrong with it, as shown above. Take it into the record?",
                &[("Yes, it came back today", "today"), ("Yes, it came back on another day", "other"), ("No", "no"),]
            )
        ),
        "1" => ask!(
            given,
            "what",
            choice(
                "what",
                "It was not taken in, for the reason above. What now?",
                &[
                    ("Nothing: I look at it first", "no"),
                    ("Write an e-mail to the school that lists what to put right", "reply"),
                    ("The record says something else: take what the workbook says", "merge"),
                ]
            )
        ),
        // The reason stands on the screen.
        _ => return Next::Over,
    };
    let mut taking = command();
    match what {
        "no" => return Next::Over,
        "reply" => return Next::End(taking.and("--reply").opened()),
        "merge" => taking = taking.and("--merge"),
        _ => {}
    }
    let day = match what {
        "today" => return Next::End(taking),
        _ => ask!(given, "on", line_with("on", "On which day did it come back?", Wanted::Day, today)),
    };
    Next::End(taking.with("--on", day))
}
