//! The actions: of each, what is asked next after what was answered, and the command to which it comes.

use chrono::NaiveDate;

use super::facts::{OpenStep, SchoolFacts, Subject, VisitFacts};
use super::form::{Command, Given, Next, Question, Sort, choice, line, line_with};
use super::wanted::Wanted;
use crate::drive::shown;
use crate::layout::Area;
use crate::record::contact::About;
use crate::words::{capitalised, long_day, short_day};

/// Something to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Action {
    Check,
    Fix,
    Due,
    Pack,
    Call,
    Send,
    Receive,
    Plan,
    Move,
    Done,
    Decide,
    Letter,
    Folder,
    Board,
}

impl Action {
    /// What can be done for a school, roughly in the order of a visit.
    const OF_SCHOOL: [Self; 14] = [
        Self::Check,
        Self::Fix,
        Self::Due,
        Self::Plan,
        Self::Send,
        Self::Receive,
        Self::Pack,
        Self::Done,
        Self::Decide,
        Self::Letter,
        Self::Call,
        Self::Move,
        Self::Folder,
        Self::Board,
    ];
    /// What can be done for the whole drive or a manager.
    const OF_PART: [Self; 7] =
        [Self::Check, Self::Fix, Self::Due, Self::Pack, Self::Receive, Self::Folder, Self::Board];

    /// What can be done.
    pub fn of(subject: &Subject) -> &'static [Self] {
        match subject {
            Subject::School(_) => &Self::OF_SCHOOL,
            Subject::Part(_) => &Self::OF_PART,
        }
    }

    /// What it is called in the list.
    pub fn words(self, subject: &Subject) -> &'static str {
        let is_school = matches!(subject, Subject::School(_));
        match self {
            Self::Check => "Check the records",
            Self::Fix => "Put right what is certain; every change is shown first",
            Self::Due => "See what is due",
            Self::Pack if is_school => "Print the pack of a visit",
            Self::Pack => "Print the packs of all coming visits",
            Self::Call => "Note a phone call",
            Self::Send => "Send a pro forma",
            Self::Receive => "Receive a pro forma that came back",
            Self::Plan => "Plan a visit",
            Self::Move => "Move a visit to another day",
            Self::Done => "Note that something was done (visit held, checks, an action ...)",
            Self::Decide => "Write up the decisions of a visit",
            Self::Letter => "Write a letter or an e-mail",
            Self::Folder if is_school => "Open the school's folder",
            Self::Folder => "Open the folder",
            Self::Board => "Show the board",
        }
    }

    /// What comes next.
    pub fn next(self, subject: &Subject, given: &Given) -> Next {
        match (self, subject) {
            (Self::Receive, _) => receive(subject, given),
            (Self::Folder, _) => Next::Folder(subject.folder().clone()),
            (_, Subject::School(school)) => self.of_school(school, given),
            (_, Subject::Part(part)) => {
                let of_part = |command: Command| match &part.argument {
                    Some(path) => command.and(path),
                    None => command,
                };
                match self {
                    Self::Check => Next::End(of_part(Command::new(&["validate"])).opened()),
                    Self::Fix => Next::End(of_part(Command::new(&["fix"]))),
                    Self::Due => Next::End(of_part(Command::new(&["due"])).opened()),
                    Self::Pack => Next::End(of_part(Command::new(&["pack", "--all"])).opened()),
                    _ => Next::End(of_part(Command::new(&["board"])).opened()),
                }
            }
        }
    }

    fn of_school(self, school: &SchoolFacts, given: &Given) -> Next {
        let name = school.argument.as_str();
        match self {
            Self::Fix => Next::End(Command::new(&["fix", name])),
            Self::Due => Next::End(Command::new(&["due", name]).opened()),
            // The board of the whole drive is the one that everybody looks at.
            Self::Board => Next::End(Command::new(&["board"]).opened()),
            Self::Pack => pack(school, given),
            Self::Call => call(school, given),
            Self::Send => send(school, given),
            Self::Plan => plan(school, given),
            Self::Move => move_visit(school, given),
            Self::Done => done(school, given),
            Self::Decide => decide(school, given),
            Self::Letter => letter(school, given),
            Self::Check | Self::Receive | Self::Folder => Next::End(Command::new(&["validate", name]).opened()),
        }
    }
}

/// Gives the answer to a question; where there is none yet, the question is what comes next.
macro_rules! ask {
    ($given:expr, $key:literal, $question:expr) => {
        match $given.get($key) {
            Some(answer) => answer,
            None => return $question,
        }
    };
}

fn pack(school: &SchoolFacts, given: &Given) -> Next {
    let day = ask!(given, "visit", which_visit(school, "Which visit?", |_| true, "print a pack for"));
    let audience = ask!(
        given,
        "for",
        choice(
            "for",
            "For whom is the pack?",
            &[("The team: everything", "internal"), ("The school: nothing internal is in it", "school"),]
        )
    );
    let audience = if audience == "internal" { "" } else { audience };
    Next::End(Command::new(&["pack", &school.argument, "--visit", day]).with("--for", audience).opened())
}

fn call(school: &SchoolFacts, given: &Given) -> Next {
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

fn send(school: &SchoolFacts, given: &Given) -> Next {
    let is_to_send = |visit: &VisitFacts| visit.day >= school.today && !visit.is_held && visit.sent.is_none();
    let day = ask!(given, "visit", which_visit(school, "For which visit?", is_to_send, "send a pro forma for"));
    Next::End(Command::new(&["pro-forma", "send", &school.argument, "--visit", day]).opening(Area::Emails, "eml"))
}

fn receive(subject: &Subject, given: &Given) -> Next {
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
        "reply" => return Next::End(taking.and("--reply").opening(Area::Emails, "eml")),
        "merge" => taking = taking.and("--merge"),
        _ => {}
    }
    let day = match what {
        "today" => return Next::End(taking),
        _ => ask!(given, "on", line_with("on", "On which day did it come back?", Wanted::Day, today)),
    };
    Next::End(taking.with("--on", day))
}

fn plan(school: &SchoolFacts, given: &Given) -> Next {
    let day = ask!(given, "date", line("date", "On which day is the visit?", Wanted::Day));
    let time = ask!(given, "time", line("time", "At what time?", Wanted::TimeOrNothing));
    let command = Command::new(&["new", "visit", &school.argument, day]).with("--time", time);
    agreed_and_tried(school, given, command)
}

fn move_visit(school: &SchoolFacts, given: &Given) -> Next {
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

fn done(school: &SchoolFacts, given: &Given) -> Next {
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

fn decide(school: &SchoolFacts, given: &Given) -> Next {
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

fn letter(school: &SchoolFacts, given: &Given) -> Next {
    let kind = ask!(
        given,
        "kind",
        choice(
            "kind",
            "Which letter?",
            &[
                ("The reminder of a pro forma that is due back", "reminder"),
                ("After a visit: decisions, actions and advice", "after-visit"),
                ("The request for the dates of this year's visits", "dates"),
                ("The covering note of a pro forma, without the workbook", "pro-forma"),
                ("A letter of my own", "letter"),
                ("An e-mail of my own", "email"),
            ]
        )
    );
    if matches!(kind, "letter" | "email") {
        let subject = ask!(
            given,
            "subject",
            line("subject", "What is it about? No child's name: it becomes the file's name.", Wanted::Text)
        );
        let area = if kind == "email" { Area::Emails } else { Area::Correspondence };
        return Next::End(
            Command::new(&["new", kind, &school.argument]).with("--subject", subject).opening(area, "md"),
        );
    }
    let today = school.today;
    let fits = |visit: &VisitFacts| match kind {
        "reminder" => visit.sent.is_some() && visit.returned.is_none(),
        "after-visit" => visit.is_held,
        _ => visit.day >= today,
    };
    let day = match kind {
        "dates" => "",
        _ => ask!(given, "visit", {
            let last =
                school.visits.iter().filter(|visit| fits(visit) && kind == "after-visit").map(|visit| visit.day).max();
            which_visit_from(
                school,
                "For which visit?",
                fits,
                last.or_else(|| next_day(school)),
                "write such a letter for",
            )
        }),
    };
    let form = ask!(
        given,
        "form",
        choice(
            "form",
            "In which form?",
            &[("An e-mail, ready to send", "eml"), ("A letter for Word", "docx"), ("A letter to print", "print"),]
        )
    );
    let (by, area) = if form == "eml" { ("email", Area::Emails) } else { ("letter", Area::Correspondence) };
    let ending = match form {
        "eml" => "eml",
        "docx" => "docx",
        _ if cfg!(feature = "pdf") => "pdf",
        _ => "html",
    };
    let command = Command::new(&["letter", kind, &school.argument]).with("--visit", day).with("--by", by);
    Next::End(command.with("--as", ending).opening(area, ending))
}

fn next_day(school: &SchoolFacts) -> Option<NaiveDate> {
    let coming = school.visits.iter().map(|visit| visit.day).find(|day| *day >= school.today);
    coming.or_else(|| school.visits.last().map(|visit| visit.day))
}

fn which_visit(school: &SchoolFacts, words: &str, fits: impl Fn(&VisitFacts) -> bool, to_do: &str) -> Next {
    which_visit_from(school, words, fits, next_day(school), to_do)
}

/// Asks for a visit. `start`: the day of the one that is probably meant. `to_do`: what cannot be done where there is no such visit.
fn which_visit_from(
    school: &SchoolFacts,
    words: &str,
    fits: impl Fn(&VisitFacts) -> bool,
    start: Option<NaiveDate>,
    to_do: &str,
) -> Next {
    let visits: Vec<_> = school.visits.iter().filter(|visit| fits(visit)).collect();
    if visits.is_empty() {
        return Next::Say(format!(
            "{} has no visit to {to_do}. A visit is planned with \"Plan a visit\".",
            school.name
        ));
    }
    let start = visits.iter().position(|visit| Some(visit.day) == start).unwrap_or(0);
    let options = visits.iter().map(|visit| (said(visit, school.today), visit.day.to_string())).collect();
    Next::Ask(Question { key: "visit", words: words.to_owned(), sort: Sort::Choice { options, start } })
}

/// A visit in a line: its day, and how far it is.
fn said(visit: &VisitFacts, today: NaiveDate) -> String {
    let state = match visit {
        VisitFacts { is_written_up: true, .. } => "held and written up".to_owned(),
        VisitFacts { is_held: true, .. } => "held".to_owned(),
        VisitFacts { returned: Some(day), .. } => format!("pro forma came back {}", short_day(*day)),
        VisitFacts { sent: Some(day), .. } => format!("pro forma sent {}", short_day(*day)),
        _ if visit.day < today => "not noted as held".to_owned(),
        _ => "planned".to_owned(),
    };
    format!("{}, {state}", long_day(visit.day))
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    fn school(came_back: Vec<(String, PathBuf)>) -> Subject {
        Subject::School(Box::new(SchoolFacts {
            argument: "Oakfield".to_owned(),
            name: "Oakfield".to_owned(),
            folder: PathBuf::new(),
            today: "2026-11-23".parse().unwrap(),
            visits: Vec::new(),
            people: Vec::new(),
            has_spoc: false,
            came_back,
            open: Vec::new(),
        }))
    }

    #[test]
    fn an_e_mail_in_which_a_pro_forma_came_back_is_offered_first() {
        let file = PathBuf::from("Jane Morris/Oakfield/emails/RE.eml");
        let offered = school(vec![("The e-mail \"RE.eml\"".to_owned(), file.clone())]);
        let mut given = Given::default();
        let Next::Ask(Question { key, sort: Sort::Choice { options, .. }, .. }) =
            Action::Receive.next(&offered, &given)
        else {
            panic!("no choice")
        };
        let answers: Vec<_> = options.iter().map(|(_, answer)| answer.as_str()).collect();
        assert_eq!(answers, [shown(&file).as_str(), ""]);
        given.answer(key, options[0].1.clone());
        let expected = Command::new(&["pro-forma", "receive", &shown(&file), "--check"]);
        assert_eq!(Action::Receive.next(&offered, &given), Next::Try("check", expected));
        // Where there is none, the file is asked for at once.
        let Next::Ask(question) = Action::Receive.next(&school(Vec::new()), &Given::default()) else {
            panic!("no question")
        };
        assert_eq!(question.sort, Sort::Line { wanted: Wanted::Returned, default: String::new() });
    }

    #[test]
    fn what_cannot_be_done_is_said_and_what_to_do_first() {
        let empty = school(Vec::new());
        for action in [Action::Pack, Action::Send, Action::Move, Action::Decide] {
            let Next::Say(why) = action.next(&empty, &Given::default()) else { panic!("{action:?}") };
            assert!(why.starts_with("Oakfield has no visit to ") && why.contains("Plan a visit"), "{why}");
        }
        let Next::Say(why) = Action::Done.next(&empty, &Given::default()) else { panic!("no reason") };
        assert!(why.contains("nothing is open"), "{why}");
    }

    #[test]
    fn who_spoke_is_asked_where_the_school_has_no_spoc() {
        let mut given = Given::default();
        given.answer("with", String::new());
        given.answer("name", "Ms B New".to_owned());
        let Next::Ask(question) = Action::Call.next(&school(Vec::new()), &given) else { panic!("no question") };
        assert_eq!(question.key, "by");
    }
}
