//! Asks in plain lines, one after the other, with numbered options: for screen readers, consoles that know no cursor, and whoever likes it so.

use std::io::{self, BufRead, Write};

use super::asking::{Asker, Line, Stop, meant};

/// How a person goes on, back and away in plain lines.
const HOW: &str = "b goes back, q leaves";

/// The options that are shown of a long list: nobody wants to hear a thousand schools read out.
const MOST_SHOWN: usize = 40;

/// Asks on two streams.
pub(super) struct Lines<R, W> {
    pub answers: R,
    pub out: W,
}

/// The terminal's streams. Neither is held between two questions: the commands use them, too.
pub(super) fn of_terminal() -> Lines<Terminal, anstream::AutoStream<io::Stdout>> {
    Lines { answers: Terminal, out: anstream::stdout() }
}

/// Where a line of answer comes from.
pub(super) trait Answers {
    /// The next line; none where there are no more.
    fn next(&mut self) -> io::Result<Option<String>>;
}

/// Standard input.
pub(super) struct Terminal;

impl Answers for Terminal {
    fn next(&mut self) -> io::Result<Option<String>> {
        line_of(&mut io::stdin().lock())
    }
}

impl Answers for &[u8] {
    fn next(&mut self) -> io::Result<Option<String>> {
        line_of(self)
    }
}

fn line_of(from: &mut impl BufRead) -> io::Result<Option<String>> {
    let mut line = String::new();
    let length = from.read_line(&mut line)?;
    Ok((length > 0).then(|| line.trim().to_owned()))
}

impl<R: Answers, W: Write> Lines<R, W> {
    fn prompt(&mut self, words: &str) -> Result<String, Stop> {
        let asked = write!(self.out, "{words}").and_then(|()| self.out.flush());
        match asked.and_then(|()| self.answers.next()) {
            Ok(Some(answer)) => Ok(answer),
            // Nobody is there any more.
            Ok(None) | Err(_) => Err(Stop::Leave),
        }
    }

    fn answer(&mut self, words: &str) -> Result<String, Stop> {
        let answer = self.prompt(words)?;
        match answer.to_lowercase().as_str() {
            "b" | "\u{1b}" => Err(Stop::Back),
            "q" => Err(Stop::Leave),
            _ => Ok(answer),
        }
    }
}

impl<R: Answers, W: Write> Asker for Lines<R, W> {
    fn choose(&mut self, question: &str, options: &[String], start: usize) -> Result<usize, Stop> {
        let mut shown: Vec<usize> = (0..options.len()).collect();
        loop {
            self.say(&format!("\n{question}"));
            for place in shown.iter().take(MOST_SHOWN) {
                self.say(&format!("  {:>2}  {}", place + 1, options[*place]));
            }
            if let Some(more @ 1..) = shown.len().checked_sub(MOST_SHOWN) {
                self.say(&format!("  and {more} more: type a part of the words"));
            }
            let usual = if shown.contains(&start) { start } else { shown[0] };
            let answer =
                self.answer(&format!("A number, or a part of the words; Enter takes {}; {HOW}: ", usual + 1))?;
            if answer.is_empty() {
                return Ok(usual);
            }
            match answer.parse::<usize>() {
                Ok(number) if (1..=options.len()).contains(&number) => return Ok(number - 1),
                Ok(_) => {
                    self.say(&format!("There is no {answer}: the numbers go from 1 to {}.", options.len()));
                    continue;
                }
                Err(_) => {}
            }
            let found = meant(&answer, options);
            match found.as_slice() {
                [one] => return Ok(*one),
                [] => self.say(&format!("Nothing here has \"{answer}\" in it.")),
                _ => shown = found,
            }
        }
    }

    fn line(&mut self, line: &Line<'_>) -> Result<String, Stop> {
        self.say(&format!("\n{}", line.question));
        let usual = if line.default.is_empty() { String::new() } else { format!("; Enter takes {}", line.default) };
        let words = format!("({}{usual}; {HOW}) ", line.help);
        loop {
            let answer = self.answer(&words)?;
            let answer = if answer.is_empty() { line.default } else { &answer };
            match (line.check)(answer) {
                Ok(taken) => return Ok(taken),
                Err(wrong) => self.say(&wrong),
            }
        }
    }

    fn wait(&mut self) -> Result<(), Stop> {
        match self.answer("\nPress Enter to go on. ") {
            Ok(_) | Err(Stop::Back) => Ok(()),
            Err(Stop::Leave) => Err(Stop::Leave),
        }
    }

    fn say(&mut self, text: &str) {
        // Ignore an error here: the next question meets it, too, and ends.
        let _ = writeln!(self.out, "{text}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choose(answers: &str, start: usize) -> (Result<usize, Stop>, String) {
        let mut asker = Lines { answers: answers.as_bytes(), out: Vec::new() };
        let options =
            ["Oakfield Primary School", "Forge Bridge School", "Stanmoor Street Primary School"].map(str::to_owned);
        let chosen = asker.choose("Which school?", &options, start);
        (chosen, String::from_utf8(asker.out).unwrap())
    }

    #[test]
    fn an_option_is_chosen_by_number_by_a_part_or_by_enter() {
        assert_eq!(choose("2\n", 0).0, Ok(1));
        assert_eq!(choose("\n", 2).0, Ok(2));
        assert_eq!(choose("forge\n", 0).0, Ok(1));
        let (chosen, said) = choose("prim\n3\n", 0);
        assert_eq!(chosen, Ok(2));
        assert!(said.contains("   3  Stanmoor Street Primary School\nA number"), "{said}");
        let (chosen, said) = choose("9\nelm\nb\n", 0);
        assert_eq!(chosen, Err(Stop::Back));
        assert!(
            said.contains("There is no 9: the numbers go from 1 to 3.")
                && said.contains("Nothing here has \"elm\" in it."),
            "{said}"
        );
        assert_eq!(choose("q\n", 0).0, Err(Stop::Leave));
        assert_eq!(choose("", 0).0, Err(Stop::Leave));
    }

    #[test]
    fn of_a_long_list_the_beginning_is_shown_and_every_option_can_be_chosen() {
        let options: Vec<_> = (1..=100).map(|number| format!("School of the {number}th hill")).collect();
        let mut asker = Lines { answers: "97\n".as_bytes(), out: Vec::new() };
        assert_eq!(asker.choose("Which school?", &options, 0), Ok(96));
        let said = String::from_utf8(asker.out).unwrap();
        assert!(said.contains("  40  School of the 40th hill\n  and 60 more: type a part of the words\n"), "{said}");
        let mut asker = Lines { answers: "the 63\n".as_bytes(), out: Vec::new() };
        assert_eq!(asker.choose("Which school?", &options, 0), Ok(62));
    }

    #[test]
    fn a_line_is_asked_for_until_it_is_right() {
        let check = |text: &str| if text == "2026-12-08" { Ok(text.to_owned()) } else { Err("No day.".to_owned()) };
        let line = Line { question: "Which day?", help: "as in 2026-12-08", default: "2026-12-08", check: &check };
        let mut asker = Lines { answers: "soon\n\n".as_bytes(), out: Vec::new() };
        assert_eq!(asker.line(&line), Ok("2026-12-08".to_owned()));
        let said = String::from_utf8(asker.out).unwrap();
        assert!(said.contains("No day.") && said.contains("Enter takes 2026-12-08"), "{said}");
    }
}
