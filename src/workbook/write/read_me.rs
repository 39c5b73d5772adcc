//! The first sheet: what to do, by when and for whom, in a few words; below it what the words of the form mean. No answers.

use rust_xlsxwriter::{Format, Worksheet};

use super::looks::Looks;
use super::outgoing::{Outgoing, Unwritten};
use super::print;
use crate::words::{long_day, number};

/// The width of the texts, in digits.
const WIDTH: u16 = 100;

/// Writes the sheet.
pub(super) fn write(sheet: &mut Worksheet, outgoing: &Outgoing<'_>, looks: &Looks) -> Result<(), Unwritten> {
    sheet.set_screen_gridlines(false);
    sheet.set_column_width(0, 25)?.set_column_width(1, WIDTH)?;
    let mut row = 0;
    section(sheet, &mut row, "SPOC visit pro forma", &looks.title)?;
    lines(sheet, &mut row, &about(outgoing), &looks.term, &looks.strong)?;
    row += 1;
    section(sheet, &mut row, "What to do", &looks.section)?;
    lines(sheet, &mut row, &to_do(outgoing), &looks.step, &looks.prose)?;
    row += 1;
    section(sheet, &mut row, "What the words mean", &looks.section)?;
    lines(sheet, &mut row, &meanings(outgoing), &looks.term, &looks.prose)?;
    sheet.set_selection(0, 0, 0, 0)?;
    print::set_up(sheet, outgoing, 1);
    Ok(())
}

fn section(sheet: &mut Worksheet, row: &mut u32, heading: &str, look: &Format) -> Result<(), Unwritten> {
    sheet.set_row_height(*row, 27)?.write_string_with_format(*row, 0, heading, look)?;
    *row += 1;
    Ok(())
}

/// Lines of a term and a text. Their heights are set, as some programs do not reckon them when they open the file.
fn lines(
    sheet: &mut Worksheet,
    row: &mut u32,
    pairs: &[(&str, String)],
    term_look: &Format,
    look: &Format,
) -> Result<(), Unwritten> {
    const LINE: u32 = 15;
    // A column is measured in digits, and most letters are narrower.
    const LETTERS: usize = 114;
    for (term, text) in pairs {
        sheet.write_string_with_format(*row, 0, *term, term_look)?;
        sheet.write_string_with_format(*row, 1, text, look)?;
        let broken = textwrap::wrap(text, LETTERS).len();
        sheet.set_row_height(*row, LINE * u32::try_from(broken.max(1)).unwrap_or(1) + 4)?;
        *row += 1;
    }
    Ok(())
}

/// Whose form it is, by when and to whom.
fn about(outgoing: &Outgoing<'_>) -> [(&'static str, String); 4] {
    let sender = outgoing.sender();
    let to =
        if sender.is_empty() { outgoing.return_to.to_owned() } else { format!("{}, {sender}", outgoing.return_to) };
    [
        ("School", outgoing.school.to_owned()),
        ("Visit", long_day(outgoing.visit)),
        ("Return by", long_day(outgoing.return_by)),
        ("Return to", to),
    ]
}

/// What to do: in under 120 words, with the lines above it.
fn to_do(outgoing: &Outgoing<'_>) -> Vec<(&'static str, String)> {
    let mut steps =
        vec!["Fill in the sheet Visit, then the six sheets behind it: a row for each child, or for each exclusion."];
    if outgoing.answers.tables.iter().any(|rows| !rows.is_empty()) {
        steps.push("What we know already is there. Put it right, and delete the rows that no longer belong there.");
    }
    steps.extend([
        "Yellow means: still to be filled in.",
        "Nothing to report on a sheet? Leave it empty, and choose yes for it on the sheet Visit.",
        "Save the file and return it by your usual secure route: it names children.",
    ]);
    let numbers = ["1.", "2.", "3.", "4.", "5."];
    numbers.into_iter().zip(steps).map(|(number, step)| (number, step.to_owned())).collect()
}

fn meanings(outgoing: &Outgoing<'_>) -> Vec<(&'static str, String)> {
    let review = &outgoing.policy.review;
    let terms = match review.window_terms.0 {
        1 => "this term".to_owned(),
        terms => format!("the last {}", number(terms, "term")),
    };
    vec![
        (
            "UPN",
            "The unique pupil number: a letter, 11 digits, and a digit or a letter. For a child who has none yet, one of UN1 to UN5.".to_owned(),
        ),
        ("Year", "N for nursery, R for reception, then 1 to 14.".to_owned()),
        ("Session", "Half a school day. Possible are those that the child could have attended between the two days on the sheet Visit.".to_owned()),
        (
            "Persistently absent",
            format!(
                "Having missed 10% or more of the possible sessions, authorised or not. List every such child: the visit reviews the top {}%. \
                 From 50% on the absence is severe. The sheet works out both and marks them, amber and red.",
                review.top_percent.0
            ),
        ),
        (
            "Exclusions",
            format!(
                "All of {terms}, and any other of which the authority has not been told. A suspension is a fixed term exclusion: give its days, in \
                 halves. For a lunchtime exclusion give the lunchtimes."
            ),
        ),
        (
            "Authority told",
            "The day on which the head teacher told the local authority. This form does not take the place of telling it without delay.".to_owned(),
        ),
        ("At risk", "Children for whom there is evidence of an imminent risk of permanent exclusion, with that evidence.".to_owned()),
        (
            "Managed moves",
            "Moves to another school that were agreed; “Started” is the first day there. Separate reviews by commas. On the sheet Visit: how many were \
             requested, by your school (internally) and by others (externally)."
                .to_owned(),
        ),
        ("Alternative provision", "Children who remain on your roll but are placed elsewhere, and by whom they are taught there.".to_owned()),
        (
            "Missing from education",
            "Children of compulsory school age who are taught nowhere, or whose whereabouts are not known.".to_owned(),
        ),
    ]
}
