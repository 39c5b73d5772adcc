//! What LibreOffice makes of workbooks by chance: a record, its workbook, what LibreOffice saves of it, and a record again. Skipped, with a word, where it
//! is not installed. The unit tests of `src/workbook` hold the same law without it, for many more.

use chrono::NaiveDate;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use spoc::policy::Policy;
use spoc::workbook::{Outgoing, read, write};

use super::office;

/// What the answers by chance are built on there, under the names that they use.
mod answers {
    pub use spoc::workbook::{Answers, Row};
}
mod form {
    pub use spoc::workbook::{LABELS, LabelUse, TABLES, Table, Taken};
}
#[path = "../../../src/workbook/arbitrary.rs"]
mod arbitrary;

/// Starting LibreOffice takes seconds, so that all go through it at once.
const CASES: usize = 24;

fn workbook(answers: &answers::Answers) -> Vec<u8> {
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    let outgoing = Outgoing {
        school: "Oakfield Primary School",
        folder: "Oakfield",
        urn: "100321",
        visit: day("2026-11-24"),
        return_by: day("2026-11-17"),
        sent: day("2026-11-10"),
        return_to: "Priya Shah",
        policy: &Policy::default(),
        answers,
    };
    write(&outgoing).unwrap()
}

#[test]
fn answers_are_the_same_after_libreoffice_has_saved_them() {
    if !office::is_there() {
        return;
    }
    // The same ones each time.
    let mut runner = TestRunner::deterministic();
    let all: Vec<_> = (0..CASES).map(|_| arbitrary::answers().new_tree(&mut runner).unwrap().current()).collect();
    let workbooks: Vec<_> = all.iter().map(workbook).collect();
    for format in ["xlsx:Calc MS Excel 2007 XML", "ods"] {
        for (number, (saved, answers)) in office::all_saved_as(&workbooks, format).iter().zip(&all).enumerate() {
            let returned = read(saved).unwrap();
            assert_eq!(returned.problems, [], "{format} {number}");
            assert_eq!(returned.left_over, [], "{format} {number}");
            assert_eq!(&returned.answers, answers, "{format} {number}");
            assert_eq!(returned.urn.as_deref(), Some("100321"), "{format} {number}");
        }
    }
}
