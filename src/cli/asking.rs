//! Questions in plain lines, and their answers.

use std::io::{BufRead, Write};

use super::failure::Failure;

/// Asks a question of yes and no. `usual`: what an empty answer means. No more answers are a no.
pub(super) fn agrees(
    answers: &mut dyn BufRead,
    out: &mut impl Write,
    question: &str,
    usual: bool,
) -> Result<bool, Failure> {
    let choice = if usual { "[Y/n]" } else { "[y/N]" };
    loop {
        let Some(answer) = line(answers, out, &format!("{question} {choice} "))? else { return Ok(false) };
        match answer.to_lowercase().as_str() {
            "" => return Ok(usual),
            "y" | "yes" => return Ok(true),
            "n" | "no" => return Ok(false),
            _ => writeln!(out, "  Answer y for yes or n for no.")?,
        }
    }
}

/// A line of answer, without the spaces around it; none where there are no more.
pub(super) fn line(answers: &mut dyn BufRead, out: &mut impl Write, question: &str) -> Result<Option<String>, Failure> {
    write!(out, "{question}")?;
    out.flush()?;
    let mut answer = String::new();
    let length = answers.read_line(&mut answer)?;
    Ok((length > 0).then(|| answer.trim().to_owned()))
}
