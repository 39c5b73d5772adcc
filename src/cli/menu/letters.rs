//! A letter or an e-mail is written.

use super::facts::{SchoolFacts, VisitFacts};
use super::form::{Command, Given, Next, ask, choice, line};
use super::wanted::Wanted;
use super::which::{next_day, which_visit_from};
use crate::layout::Area;

pub(super) fn letter(school: &SchoolFacts, given: &Given) -> Next {
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
