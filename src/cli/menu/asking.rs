//! What it is to ask a person, in whatever form.

use crate::layout::search_key;

/// Why a question was not answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stop {
    /// The person wants to go back one step.
    Back,
    /// The person wants to leave, or there is nobody there any more.
    Leave,
}

/// A question that is answered with a line of text.
pub(super) struct Line<'a> {
    pub question: &'a str,
    /// An example, or what may be left empty.
    pub help: &'a str,
    /// What Enter alone stands for.
    pub default: &'a str,
    /// Gives the answer as it is to be taken, or what is wrong with it.
    pub check: &'a dyn Fn(&str) -> Result<String, String>,
}

/// Someone who asks a person.
pub(super) trait Asker {
    /// Asks for one of some options; gives its place. Enter alone takes the option at `start`.
    fn choose(&mut self, question: &str, options: &[String], start: usize) -> Result<usize, Stop>;

    /// Asks for a text until it is right.
    fn line(&mut self, line: &Line<'_>) -> Result<String, Stop>;

    /// Waits until the person has read what stands there.
    fn wait(&mut self) -> Result<(), Stop>;

    /// Shows some lines.
    fn say(&mut self, text: &str);
}

/// Whether an option is meant by what was typed: every word of it is a part of the option, capitals aside.
pub(super) fn fits(typed: &str, option: &str) -> bool {
    let option = search_key(option);
    search_key(typed).split_whitespace().all(|word| option.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_a_name_finds_it() {
        let school = "Stanmoor Street Primary School (Catherine Loxley)";
        assert!(["stan", "STREET prim", "school stan", "loxley", ""].iter().all(|typed| fits(typed, school)));
        assert!(!fits("stan oak", school));
    }
}
