//! What the drive's history tells: what has changed, what became of a record, and what is brought back. `spoc restore` shows the difference and asks
//! before it writes.

use super::facts::Subject;
use super::form::{Command, Given, Next, Question, Sort, ask, choice, line, line_with};
use super::look_up::part_of;
use super::wanted::Wanted;

/// How many days back the question begins from which day on something has changed.
const DAYS_BACK: u64 = 7;

pub(super) fn earlier(subject: &Subject, given: &Given) -> Next {
    let is_school = matches!(subject, Subject::School(_));
    let mut options = vec![("What has changed since the last visit", "visit"), ("What has changed since a day", "day")];
    if is_school {
        options.push(("What became of a record: who changed it when, and what", "history"));
        options.push(("Bring back an earlier version of a record", "version"));
    }
    options.push(("Bring back what was deleted", "lost"));
    let changed = |since: &str| Next::End(part_of(subject, Command::new(&["changed"])).with("--since", since).opened());
    match ask!(given, "earlier", choice("earlier", "What do you want to see or bring back?", &options)) {
        "visit" => changed("last-visit"),
        "day" => {
            let week_ago = subject.today().checked_sub_days(chrono::Days::new(DAYS_BACK)).unwrap_or(subject.today());
            changed(ask!(given, "since", line_with("since", "Since which day?", Wanted::Day, week_ago.to_string())))
        }
        "history" => {
            Next::End(Command::new(&["history", ask!(given, "record", found("record", "Which record?", Sort::Record))]))
        }
        "version" => version(given),
        _ => {
            let path = ask!(given, "lost", found("lost", "What is to come back?", Sort::Lost));
            Next::End(Command::new(&["restore", path]))
        }
    }
}

fn version(given: &Given) -> Next {
    let path = ask!(given, "record", found("record", "Which record?", Sort::Record));
    let options = [("As it was before its last change", "last"), ("As it was at the end of a day", "day")];
    let at = match ask!(given, "at", choice("at", "Which version?", &options)) {
        "day" => ask!(given, "on", line("on", "At the end of which day?", Wanted::Day)),
        _ => "",
    };
    Next::End(Command::new(&["restore", path]).with("--at", at))
}

fn found(key: &'static str, words: &str, sort: Sort) -> Next {
    Next::Ask(Question { key, words: words.to_owned(), sort })
}
