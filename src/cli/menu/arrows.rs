//! Asks with lists in which the arrow keys move. What is chosen is marked with a sign, never by colour alone. Where the console knows no cursor (the
//! oldest ones of Windows), it asks in plain lines from then on.

use std::cell::RefCell;

use inquire::ui::{RenderConfig, Styled};
use inquire::validator::Validation;
use inquire::{InquireError, Select, Text};

use super::asking::{Asker, Line, Stop, meant};

use super::lines::{Lines, Terminal, of_terminal};

/// How a list is used. It goes into a window of 80 columns.
const IN_LIST: &str = "Arrow keys move, typing searches, Enter chooses, Esc goes back, Ctrl-C leaves";
/// The rows of a window that a list leaves free: for an empty one, the question, and how the list is used. What was said since the last question stays
/// in the window, too.
const ROWS_BESIDE: usize = 3;
/// The rows that a list gets where the window does not say how many it has.
const USUAL_ROWS: usize = 15;

/// Asks with lists.
pub(super) struct Arrows {
    plain: Lines<Terminal, anstream::AutoStream<std::io::Stdout>>,
    is_plain: bool,
    /// The rows of what was said since the last question.
    said: usize,
}

impl Arrows {
    pub fn new() -> Self {
        Self { plain: of_terminal(), is_plain: false, said: 0 }
    }

    /// What a prompt came to; none where this console has to be asked in plain lines.
    fn answered<T>(&mut self, answer: Result<T, InquireError>) -> Option<Result<T, Stop>> {
        match answer {
            Ok(answer) => Some(Ok(answer)),
            Err(InquireError::OperationCanceled) => Some(Err(Stop::Back)),
            Err(InquireError::OperationInterrupted) => Some(Err(Stop::Leave)),
            Err(_) => {
                self.is_plain = true;
                None
            }
        }
    }
}

impl Asker for Arrows {
    fn choose(&mut self, question: &str, options: &[String], start: usize) -> Result<usize, Stop> {
        if self.is_plain {
            return self.plain.choose(question, options, start);
        }
        let (columns, rows) =
            terminal_size::terminal_size().map_or((80, None), |(width, height)| (width.0, Some(height.0)));
        let shown: Vec<_> = options.iter().map(|option| cut(option, usize::from(columns).saturating_sub(4))).collect();
        // Those that fit stay in the order of the list. What was cut off counts, too.
        let found = RefCell::new(None);
        let order = |typed: &str, _: &String, _: &str, place: usize| {
            // It is asked of one option after the other: what was typed is looked up once.
            let mut found = found.borrow_mut();
            let (_, places) = match found.take() {
                Some(known) if matches!(&known, (of, _) if of == typed) => found.insert(known),
                _ => found.insert((typed.to_owned(), meant(typed, options))),
            };
            places.binary_search(&place).is_ok().then(|| -i64::try_from(place).unwrap_or(i64::MAX))
        };
        let beside = ROWS_BESIDE + std::mem::take(&mut self.said);
        let page = rows.map_or(USUAL_ROWS, |rows| usize::from(rows).saturating_sub(beside).max(3));
        self.plain.say("");
        let answer = Select::new(question, shown)
            .with_page_size(page)
            .with_starting_cursor(start.min(options.len().saturating_sub(1)))
            .with_help_message(IN_LIST)
            .with_scorer(&order)
            .with_render_config(look())
            .raw_prompt();
        match self.answered(answer) {
            Some(answer) => answer.map(|option| option.index),
            None => self.plain.choose(question, options, start),
        }
    }

    fn line(&mut self, line: &Line<'_>) -> Result<String, Stop> {
        if self.is_plain {
            return self.plain.line(line);
        }
        let check = line.check;
        let taken = |answer: &str| check(if answer.trim().is_empty() { line.default } else { answer });
        let help = format!("{}. Esc goes back", line.help);
        self.said = 0;
        self.plain.say("");
        let mut text = Text::new(line.question).with_help_message(&help).with_render_config(look());
        if !line.default.is_empty() {
            text = text.with_default(line.default);
        }
        // What is taken is shown: the day as the command gets it, whatever was typed.
        let formatter = |answer: &str| taken(answer).unwrap_or_else(|_| answer.to_owned());
        let text = text.with_formatter(&formatter).with_validator(|answer: &str| {
            Ok(match taken(answer) {
                Ok(_) => Validation::Valid,
                Err(wrong) => Validation::Invalid(wrong.into()),
            })
        });
        let answer = text.prompt();
        match self.answered(answer) {
            // It was found to be right just now.
            Some(answer) => answer.and_then(|answer| taken(&answer).map_err(|_| Stop::Back)),
            None => self.plain.line(line),
        }
    }

    fn wait(&mut self) -> Result<(), Stop> {
        if self.is_plain {
            return self.plain.wait();
        }
        self.said = 0;
        self.plain.say("");
        let answer = Text::new("Press Enter to go on").with_render_config(look()).prompt();
        match self.answered(answer) {
            Some(Err(Stop::Leave)) => Err(Stop::Leave),
            Some(_) => Ok(()),
            None => self.plain.wait(),
        }
    }

    fn say(&mut self, text: &str) {
        self.said += text.lines().filter(|line| !line.is_empty()).count();
        self.plain.say(text);
    }
}

/// Signs that every console has.
fn look() -> RenderConfig<'static> {
    let look =
        if std::env::var_os("NO_COLOR").is_some() { RenderConfig::empty() } else { RenderConfig::default_colored() };
    let wrong = look.error_message.with_prefix(Styled::new("!"));
    look.with_canceled_prompt_indicator(Styled::new("(back)")).with_error_message(wrong)
}

/// A line that is not longer than so many characters.
fn cut(line: &str, most: usize) -> String {
    if line.chars().count() <= most {
        return line.to_owned();
    }
    let mut cut: String = line.chars().take(most.saturating_sub(3)).collect();
    cut.push_str("...");
    cut
}
