//! The form that an action has: what was answered so far, and what comes next.

use std::path::PathBuf;

use super::wanted::Wanted;
use crate::layout::Area;

/// A question of an action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Question {
    /// By which its answer is found again.
    pub key: &'static str,
    /// Its words.
    pub words: String,
    pub sort: Sort,
}

/// How a question is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Sort {
    /// One of some options: its words, and the answer that it stands for.
    Choice { options: Vec<(String, String)>, start: usize },
    /// A line. The default is what Enter alone stands for; empty where there is none.
    Line { wanted: Wanted, default: String },
    /// One of the school's records: its path on the drive.
    Record,
    /// One of the files and folders that were deleted and are nowhere else: its path on the drive.
    Lost,
}

/// A command, without the program's name and what every command takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Command {
    pub words: Vec<String>,
    pub opens: Opens,
}

/// What is opened after a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Opens {
    /// Nothing.
    Nothing,
    /// What the command shows when it is told to open it: a page, a pack.
    Itself,
    /// The file of such an ending that the command has made in the school's folder.
    Made(Area, &'static str),
}

/// What comes next in an action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Next {
    /// A question.
    Ask(Question),
    /// A command whose exit status is an answer: there is more to ask.
    Try(&'static str, Command),
    /// The command with which the action ends.
    End(Command),
    /// The answers from this one on are asked for again.
    Again(&'static str),
    /// A folder is opened in the file manager.
    Folder(PathBuf),
    /// There is nothing to do, and this is why.
    Say(String),
    /// The action is over.
    Over,
}

/// What was answered so far.
#[derive(Debug, Default)]
pub(super) struct Given {
    answers: Vec<Answer>,
}

#[derive(Debug)]
struct Answer {
    key: &'static str,
    text: String,
    is_asked: bool,
}

impl Given {
    pub fn get(&self, key: &str) -> Option<&str> {
        self.answers.iter().find(|one| one.key == key).map(|one| one.text.as_str())
    }

    /// An answer of a person.
    pub fn answer(&mut self, key: &'static str, text: String) {
        self.answers.push(Answer { key, text, is_asked: true });
    }

    /// What is known without a question: going back does not lead to it.
    pub fn known(&mut self, key: &'static str, text: String) {
        self.answers.push(Answer { key, text, is_asked: false });
    }

    /// Takes the last answer of the person back, with what came of it. False where there is none.
    pub fn back(&mut self) -> bool {
        let last = self.answers.iter().rposition(|one| one.is_asked);
        self.answers.truncate(last.unwrap_or(0));
        last.is_some()
    }

    /// Takes an answer back, and all after it.
    pub fn again(&mut self, key: &str) {
        let place = self.answers.iter().position(|one| one.key == key);
        self.answers.truncate(place.unwrap_or(0));
    }
}

impl Command {
    pub fn new(words: &[&str]) -> Self {
        Self { words: words.iter().map(|word| (*word).to_owned()).collect(), opens: Opens::Nothing }
    }

    /// With an option and its value; without it where the value is empty.
    pub fn with(mut self, option: &str, value: &str) -> Self {
        match value.chars().next() {
            None => {}
            // What looks like another option has to hang together with its own.
            Some('-' | '–' | '—' | '−') => self.words.push(format!("{option}={value}")),
            Some(_) => self.words.extend([option.to_owned(), value.to_owned()]),
        }
        self
    }

    /// With a word.
    pub fn and(mut self, word: &str) -> Self {
        self.words.push(word.to_owned());
        self
    }

    /// A command that is told to open what it makes, where it can.
    pub fn opened(self) -> Self {
        Self { opens: Opens::Itself, ..self }
    }

    pub fn opening(self, area: Area, ending: &'static str) -> Self {
        Self { opens: Opens::Made(area, ending), ..self }
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
pub(super) use ask;

/// A choice between words whose answers are other words.
pub(super) fn choice(key: &'static str, words: impl Into<String>, options: &[(&str, &str)]) -> Next {
    let options = options.iter().map(|(words, answer)| ((*words).to_owned(), (*answer).to_owned())).collect();
    Next::Ask(Question { key, words: words.into(), sort: Sort::Choice { options, start: 0 } })
}

/// A line without a default.
pub(super) fn line(key: &'static str, words: impl Into<String>, wanted: Wanted) -> Next {
    line_with(key, words, wanted, "")
}

/// A line with a default.
pub(super) fn line_with(
    key: &'static str,
    words: impl Into<String>,
    wanted: Wanted,
    default: impl Into<String>,
) -> Next {
    Next::Ask(Question { key, words: words.into(), sort: Sort::Line { wanted, default: default.into() } })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn going_back_takes_the_last_answer_and_what_came_of_it() {
        let mut given = Given::default();
        given.answer("file", "a.xlsx".to_owned());
        given.known("check", "1".to_owned());
        assert!(given.back());
        assert_eq!((given.get("file"), given.get("check")), (None, None));
        assert!(!given.back());
        given.answer("date", "2026-12-08".to_owned());
        given.answer("time", String::new());
        given.known("ran", "2".to_owned());
        given.again("date");
        assert!(given.get("date").is_none() && given.get("time").is_none() && given.get("ran").is_none());
    }

    #[test]
    fn a_value_that_looks_like_an_option_stays_a_value() {
        let command = Command::new(&["new", "call"])
            .with("--summary", "- said no")
            .with("--advice", "")
            .with("--with", "Ms Grant");
        assert_eq!(command.words, ["new", "call", "--summary=- said no", "--with", "Ms Grant"]);
    }
}
