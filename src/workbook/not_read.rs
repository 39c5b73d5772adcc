//! Why a file is not read as a returned pro forma at all: one line each, and what to do.

use std::fmt;

use super::form::FORMAT;

/// Why a file is not read as a returned pro forma at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotRead {
    /// It has a password.
    Protected,
    /// It is a workbook whose inside cannot be read.
    Broken,
    /// It is no workbook of a kind that is read.
    NotAWorkbook,
    /// It holds more than any pro forma does.
    TooLarge,
    /// It is a workbook, but not a pro forma of this program.
    NotOurs,
    /// It is a pro forma of another format.
    Format {
        /// The format that the hidden sheet names.
        found: String,
    },
}

impl NotRead {
    /// What to do.
    #[must_use]
    pub fn help(&self) -> &'static str {
        match self {
            Self::Protected => {
                "Open it in Excel with its password, take the password off (File, Info, Protect Workbook), and save it again; or ask the school for a copy without one."
            }
            Self::Broken => {
                "Open it in Excel: where that works, save it again as .xlsx. Where it does not, ask the school to send it again."
            }
            Self::NotAWorkbook => {
                "Workbooks that are read are .xlsx, .xlsm, .xls and .ods. Open the file in Excel and save it as .xlsx."
            }
            Self::TooLarge => {
                "Look in Excel for a sheet that is filled far beyond the answers, or for very long texts; delete what is not needed and save it again."
            }
            Self::NotOurs => {
                "Receive the workbook that `spoc pro-forma send` made for the visit. Answers that a school sends in another form are typed into that workbook, or into the record."
            }
            Self::Format { .. } => {
                "Send the school the pro forma again with this version of the program, or receive this one with the version that made it."
            }
        }
    }
}

impl fmt::Display for NotRead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Protected => f.write_str("the workbook is protected by a password"),
            Self::Broken => f.write_str("the workbook is broken and cannot be read"),
            Self::NotAWorkbook => f.write_str("this is not a workbook that can be read"),
            Self::TooLarge => f.write_str("the workbook holds far more than a pro forma"),
            Self::NotOurs => f.write_str("the workbook is not a pro forma"),
            Self::Format { found } => {
                write!(f, "the pro forma is of format {found}; this version of the program reads format {FORMAT}")
            }
        }
    }
}

impl std::error::Error for NotRead {}
