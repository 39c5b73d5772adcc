//! The actions: of each, what is asked next after what was answered, and the command to which it comes.

use super::earlier::earlier;
use super::facts::{SchoolFacts, Subject};
use super::form::{Command, Given, Next, ask, choice};
use super::letters::letter;
use super::look_up::{look_up, part_of};
use super::noting::{call, decide, done};
use super::planning::{move_visit, plan};
use super::receiving::{receive, send};
use super::told::told;
use super::which::which_visit;

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
    Review,
    Told,
    LookUp,
    Earlier,
    Folder,
    Board,
}

impl Action {
    /// What can be done for a school, roughly in the order of a visit.
    const OF_SCHOOL: [Self; 18] = [
        Self::Check,
        Self::Fix,
        Self::Due,
        Self::Review,
        Self::Plan,
        Self::Send,
        Self::Receive,
        Self::Pack,
        Self::Done,
        Self::Decide,
        Self::Letter,
        Self::Call,
        Self::Told,
        Self::LookUp,
        Self::Earlier,
        Self::Move,
        Self::Folder,
        Self::Board,
    ];
    /// What can be done for the whole drive or a manager.
    const OF_PART: [Self; 9] = [
        Self::Check,
        Self::Fix,
        Self::Due,
        Self::Pack,
        Self::Receive,
        Self::LookUp,
        Self::Earlier,
        Self::Folder,
        Self::Board,
    ];

    /// What can be done. What only a history tells is offered where one is known.
    pub fn of(subject: &Subject) -> Vec<Self> {
        let all: &[Self] = match subject {
            Subject::School(_) => &Self::OF_SCHOOL,
            Subject::Part(_) => &Self::OF_PART,
        };
        all.iter().copied().filter(|action| *action != Self::Earlier || subject.has_history()).collect()
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
            Self::Review => "See the children of a visit's review, and why each is there",
            Self::Told => "Take in what the school has told: an exclusion, a list of absence",
            Self::LookUp if is_school => "Look something up: a word, a child's story, all contact, figures",
            Self::LookUp => "Look something up: a word, a child's story, figures, what to review",
            Self::Earlier => "See what has changed, or bring back an earlier version",
            Self::Folder if is_school => "Open the school's folder",
            Self::Folder => "Open the folder",
            Self::Board => "Show the board",
        }
    }

    /// What comes next.
    pub fn next(self, subject: &Subject, given: &Given) -> Next {
        match (self, subject) {
            (Self::Receive, _) => receive(subject, given),
            (Self::LookUp, _) => look_up(subject, given),
            (Self::Earlier, _) => earlier(subject, given),
            (Self::Folder, _) => Next::Folder(subject.folder().clone()),
            (_, Subject::School(school)) => self.of_school(school, given),
            (_, Subject::Part(_)) => {
                let of_part = |command: Command| part_of(subject, command);
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
            Self::Review => review(school, given),
            Self::Told => told(school, given),
            Self::Check | Self::Receive | Self::LookUp | Self::Earlier | Self::Folder => {
                Next::End(Command::new(&["validate", name]).opened())
            }
        }
    }
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

fn review(school: &SchoolFacts, given: &Given) -> Next {
    let day = ask!(given, "visit", which_visit(school, "Of which visit?", |_| true, "review"));
    Next::End(Command::new(&["review", &school.argument, "--visit", day]).opened())
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::super::form::{Question, Sort};
    use super::super::wanted::Wanted;
    use super::*;
    use crate::drive::shown;

    fn school(came_back: Vec<(String, PathBuf)>) -> Subject {
        Subject::School(Box::new(SchoolFacts {
            argument: "Oakfield".to_owned(),
            path: "Jane Morris/Oakfield".to_owned(),
            name: "Oakfield".to_owned(),
            folder: PathBuf::new(),
            today: "2026-11-23".parse().unwrap(),
            visits: Vec::new(),
            people: Vec::new(),
            has_spoc: false,
            came_back,
            open: Vec::new(),
            periods: Vec::new(),
            has_history: false,
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
        for action in [Action::Pack, Action::Send, Action::Move, Action::Decide, Action::Review] {
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
