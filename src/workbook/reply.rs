//! The e-mail to a school whose workbook has something to put right: each thing by its sheet and cell.

use chrono::NaiveDate;

use super::returned::CellProblem;
use crate::escape::markdown;
use crate::words::long_day;

/// The text of the e-mail, as Markdown. `to` and `from`: names.
#[must_use]
pub fn reply(problems: &[CellProblem], to: &str, from: &str, visit: NaiveDate) -> String {
    let mut body = format!(
        "Dear {},\n\nThank you for the pro forma for the visit on {}. Before we can take it in, a few things in it need to be put right. \
         Please change these cells in the workbook that you sent us, save it and send it back:\n\n",
        markdown(to),
        long_day(visit),
    );
    for problem in problems {
        body.push_str(&format!(
            "- **{}**: {}. {}\n",
            markdown(&problem.place.to_string()),
            said(&problem.message),
            said(&problem.help)
        ));
    }
    body.push_str("\nEverything else in it can stay as it is.\n\nYours sincerely,\n\n");
    body.push_str(&markdown(from));
    body.push('\n');
    body
}

/// A message for someone who never sees a record: what it quotes stands in quotation marks, and it begins with a capital.
fn said(message: &str) -> String {
    let mut is_open = false;
    let quoted: String = message
        .chars()
        .map(|c| {
            if c != '`' {
                return c;
            }
            is_open = !is_open;
            if is_open { '“' } else { '”' }
        })
        .collect();
    let mut characters = quoted.chars();
    let capital: String = characters.next().map(|first| first.to_uppercase().collect()).unwrap_or_default();
    markdown(&format!("{capital}{}", characters.as_str()))
}

#[cfg(test)]
mod tests {
    use super::super::returned::Place;
    use super::*;

    #[test]
    fn each_problem_is_named_by_its_cell() {
        let problem = CellProblem {
            place: Place { sheet: "At risk".to_owned(), cell: Some("A3".to_owned()) },
            message: "`B80` has 3 characters; a UPN has 13".to_owned(),
            help: "Copy the number again.".to_owned(),
        };
        let text = reply(&[problem], "Mr T Cole", "Priya *Shah*", NaiveDate::from_ymd_opt(2026, 11, 24).unwrap());
        assert!(
            text.contains("- **At risk\\, A3**: “B80” has 3 characters\\; a UPN has 13\\. Copy the number again\\.\n")
                || text.contains(
                    "- **At risk\\, A3**: “B80” has 3 characters\\; a UPN has 13. Copy the number again\\.\n"
                ),
            "{text}"
        );
        assert!(text.ends_with("Priya \\*Shah\\*\n") && text.contains("24 November 2026"));
    }
}
