//! What a cell checks while somebody types, and the drop-downs. Pasted rows pass by all of it: the reader checks them again.
//!
//! A drop-down stops other words, a number what is none. A day and a UPN only warn: a school may have what we do not foresee, and the reader
//! takes days in more spellings than Excel does.

use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, DataValidationRule, ExcelDateTime, Formula, Worksheet, XlsxError,
};

use super::cells::shown_word;
use super::ranges::letter;
use crate::workbook::form::{SPOC_SHEET, Taken};

/// The letters of a UPN, in the order of their values.
const LETTERS: &str = "ABCDEFGHJKLMNPQRTUVWXYZ";
/// So many UTF-16 units a drop-down holds by itself, with the commas between its words.
const MOST_LIST: usize = 255;
/// The column of the hidden sheet in which the first long list stands.
const FIRST_LIST: u16 = 3;

/// The checks of a workbook, with the lists that are too long for a drop-down of their own.
#[derive(Debug, Default)]
pub(super) struct Checks {
    long: Vec<Vec<String>>,
}

impl Checks {
    /// The check of the cells in which an answer is taken, the first of them in row `row`, counted from 1, of a column; none where any text is right.
    pub fn check(&mut self, taken: Taken, row: u32, column: usize) -> Result<Option<DataValidation>, XlsxError> {
        let cell = format!("{}{row}", letter(column));
        let check = match taken {
            Taken::Upn => warn(
                DataValidation::new().allow_custom(Formula::new(upn_is_right(&cell))),
                "Is this the UPN?",
                "A UPN is a letter, 11 digits, and a digit or a letter; the first letter proves the rest, and it does not fit here. Look for a \
                 mistyped character. For a child without a UPN yet, write UN1.",
            )?,
            Taken::Year => stop(
                self.list(&["N", "R", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14"])?,
                "Year group",
                "Choose N for nursery, R for reception, or a number from 1 to 14.",
            )?,
            Taken::Count => stop(
                DataValidation::new().allow_whole_number(DataValidationRule::Between(0, 1_000_000)),
                "A whole number",
                "Write a whole number, 0 or more, in digits alone.",
            )?,
            Taken::Days => stop(
                DataValidation::new()
                    .allow_custom(Formula::new(format!("=AND(ISNUMBER({cell}),{cell}>0,{cell}*2=INT({cell}*2))"))),
                "School days",
                "Write the number of school days in halves, such as 2 or 2.5.",
            )?,
            Taken::Date => {
                let (from, to) = (ExcelDateTime::from_ymd(1990, 1, 1)?, ExcelDateTime::from_ymd(2099, 12, 31)?);
                warn(
                    DataValidation::new().allow_date(DataValidationRule::Between(from, to)),
                    "Is this a date?",
                    "Write a day, a month and a year, such as 6/10/2026 or 6 Oct 2026.",
                )?
            }
            Taken::YesNo => stop(self.list(&["yes", "no"])?, "Yes or no", "Choose yes or no.")?,
            Taken::Word(words) => {
                let words: Vec<_> = words().into_iter().map(shown_word).collect();
                stop(
                    self.list(&words)?,
                    "One of the list",
                    "Choose a word from the list: the arrow beside the cell opens it.",
                )?
            }
            Taken::Text | Taken::Prose | Taken::Dates | Taken::Computed => return Ok(None),
        };
        Ok(Some(check))
    }

    /// A drop-down with `yes` alone.
    pub fn yes(&mut self) -> Result<DataValidation, XlsxError> {
        stop(
            self.list(&["yes"])?,
            "Yes, or empty",
            "Choose yes where there is nothing to report; else leave the cell empty.",
        )
    }

    /// A drop-down. A list that is too long for it is put into the hidden sheet.
    fn list(&mut self, words: &[impl AsRef<str>]) -> Result<DataValidation, XlsxError> {
        let words: Vec<_> = words.iter().map(|word| word.as_ref().to_owned()).collect();
        let length = words.join(",").encode_utf16().count();
        // A comma in a word would part it.
        if length <= MOST_LIST && !words.iter().any(|word| word.contains(',')) {
            return DataValidation::new().allow_list_strings(&words);
        }
        let known = self.long.iter().position(|list| *list == words);
        let place = known.unwrap_or_else(|| {
            self.long.push(words);
            self.long.len() - 1
        });
        Ok(DataValidation::new().allow_list_formula(Formula::new(format!("={}", name_of_list(place)))))
    }

    /// The names of the long lists, with their ranges.
    pub fn names(&self) -> Vec<(String, String)> {
        let range = |(list, place): (&Vec<String>, usize)| {
            let column = letter(usize::from(FIRST_LIST) + place);
            (name_of_list(place), format!("='{SPOC_SHEET}'!${column}$1:${column}${}", list.len()))
        };
        self.long.iter().zip(0..).map(range).collect()
    }

    /// Writes the long lists into the hidden sheet, a column each.
    pub fn write_lists(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        for (list, column) in self.long.iter().zip(FIRST_LIST..) {
            for (word, row) in list.iter().zip(0..) {
                sheet.write_string(row, column, word)?;
            }
        }
        Ok(())
    }
}

fn name_of_list(place: usize) -> String {
    format!("list_{}", place + 1)
}

fn stop(check: DataValidation, title: &str, message: &str) -> Result<DataValidation, XlsxError> {
    check.set_error_title(title)?.set_error_message(message)
}

fn warn(check: DataValidation, title: &str, message: &str) -> Result<DataValidation, XlsxError> {
    Ok(stop(check, title, message)?.set_error_style(DataValidationErrorStyle::Warning))
}

/// Whether a cell holds a UPN whose check letter is right, or begins as UN1 to UN5 do, as a formula. A formula of a check may have 255 characters and
/// no list in braces: the weights 2 to 12 are the numbers of rows, and the rows are named in a text so that they stay when rows are inserted.
fn upn_is_right(cell: &str) -> String {
    let weights = "ROW(INDIRECT(\"2:12\"))";
    format!(
        "=IF(LEFT({cell},2)=\"UN\",TRUE,AND(LEN({cell})=13,CODE({cell})=CODE(MID(\"{LETTERS}\",1+MOD(SUMPRODUCT({weights}*MID({cell},{weights},1))\
         +13*IFERROR(--RIGHT({cell}),FIND(RIGHT({cell}),\"{LETTERS}\")-1),23),1))))"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_of_a_check_is_as_short_as_excel_asks() {
        assert!(upn_is_right("A5001").len() <= 255, "{}", upn_is_right("A501").len());
    }

    #[test]
    fn a_long_list_comes_from_a_range() {
        let mut checks = Checks::default();
        checks.list(&["yes", "no"]).unwrap();
        assert!(checks.names().is_empty());
        let words: Vec<_> = (0..60).map(|number| format!("word {number}")).collect();
        checks.list(&words).unwrap();
        checks.list(&["a, b"]).unwrap();
        checks.list(&words).unwrap();
        let names = checks.names();
        assert_eq!(names[0], ("list_1".to_owned(), "='spoc'!$D$1:$D$60".to_owned()));
        assert_eq!(names[1], ("list_2".to_owned(), "='spoc'!$E$1:$E$1".to_owned()));
        assert_eq!(names.len(), 2);
    }
}
