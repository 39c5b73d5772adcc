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

/// The options that are meant by what was typed, by their places: those that have every word of it in them, capitals aside; where there is none, those
/// with a word that is spelt nearly so.
pub(super) fn meant(typed: &str, options: &[String]) -> Vec<usize> {
    let typed = search_key(typed);
    let keys: Vec<_> = options.iter().map(|option| search_key(option)).collect();
    let places = |fits: &dyn Fn(&str) -> bool| (0..keys.len()).filter(|place| fits(&keys[*place])).collect::<Vec<_>>();
    let found = places(&|option| typed.split_whitespace().all(|word| option.contains(word)));
    if !found.is_empty() {
        return found;
    }
    places(&|option| typed.split_whitespace().all(|word| option.split_whitespace().any(|of| is_nearly(word, of))))
}

/// Whether a word is a misspelt beginning of another. Of very short words everything is near.
fn is_nearly(typed: &str, word: &str) -> bool {
    let length = typed.chars().count();
    let letters: Vec<_> = word.chars().filter(|c| c.is_alphanumeric()).collect();
    let most = match length {
        0..=3 => 0,
        4..=6 => 1,
        _ => 2,
    };
    // A letter may be missing, or be one too many.
    let is_near = |length: usize| {
        let beginning: String = letters.iter().take(length).collect();
        strsim::damerau_levenshtein(typed, &beginning) <= most
    };
    (length.saturating_sub(most)..=length + most).any(is_near)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_a_name_finds_it_and_so_does_a_slip_of_the_keys() {
        let schools = ["Stanmoor Street Primary School (Catherine Loxley)", "Greywell House School (Catherine Loxley)"];
        let schools = schools.map(str::to_owned);
        for typed in ["stan", "STREET prim", "school stan", "stnamoor", "Stanmore st"] {
            assert_eq!(meant(typed, &schools), [0], "{typed}");
        }
        assert_eq!(meant("greywel hose", &schools), [1]);
        assert_eq!(meant("loxley", &schools), [0, 1]);
        assert_eq!(meant("", &schools), [0, 1]);
        assert_eq!(meant("oak", &schools), [0; 0]);
        assert_eq!(meant("forge bridge", &schools), [0; 0]);
    }
}
