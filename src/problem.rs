//! What a check finds: a [`Problem`] with its code, its place and its remedy (records.md, section 7).

use std::fmt;

use serde::{Serialize, Serializer, ser::SerializeStruct};

/// How grave a problem is. Both make `validate` end with status 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The record says something that cannot be so, or cannot be read.
    Error,
    /// The record can be used, but someone should look at it.
    Warning,
}

impl Severity {
    /// The word used in output for programs.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One finding on the drive, with everything that a reader of it needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The rule that found it.
    pub code: Code,
    /// The file or folder, relative to the drive, with `/`.
    pub path: String,
    /// Line and column; none where the problem is the file's or folder's own.
    pub position: Option<Position>,
    /// The field as a JSON Pointer (RFC 6901), `""` being the whole record.
    pub field: Option<String>,
    /// What is wrong, in an officer's words.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

impl Problem {
    /// A problem of a whole file or folder.
    pub fn of_file(code: Code, path: impl Into<String>, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { code, path: path.into(), position: None, field: None, message: message.into(), help: help.into() }
    }

    /// The order of every list of problems: path, line, column, code; then field and message, so that it is total.
    #[must_use]
    pub fn order(&self, other: &Self) -> std::cmp::Ordering {
        let key = |p: &Self| (p.position, p.code.as_str());
        self.path
            .cmp(&other.path)
            .then_with(|| key(self).cmp(&key(other)))
            .then_with(|| self.field.cmp(&other.field))
            .then_with(|| self.message.cmp(&other.message))
    }
}

impl Serialize for Problem {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("problem", 8)?;
        object.serialize_field("code", self.code.as_str())?;
        object.serialize_field("severity", self.code.severity().as_str())?;
        object.serialize_field("path", &self.path)?;
        object.serialize_field("line", &self.position.map(|p| p.line))?;
        object.serialize_field("column", &self.position.map(|p| p.column))?;
        object.serialize_field("field", &self.field)?;
        object.serialize_field("message", &self.message)?;
        object.serialize_field("help", &self.help)?;
        object.end()
    }
}

/// A place in a text: line and column from 1, the column in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// From 1.
    pub line: u32,
    /// From 1, in characters (Unicode scalar values).
    pub column: u32,
}

macro_rules! codes {
    ($($variant:ident $name:literal $severity:ident;)*) => {
        /// The codes of section 7 of the contract, in its order; then the program's own.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = concat!("`", $name, "`")] $variant,)*
        }

        impl Code {
            /// Every code, in the contract's order.
            pub const ALL: &'static [Code] = &[$(Code::$variant),*];

            /// The code as it is printed.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// Error or warning: fixed for a code.
            #[must_use]
            pub fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity,)* }
            }
        }
    };
}

codes! {
    Unreadable "unreadable" Error;
    NotUtf8 "not-utf8" Warning;
    YamlSyntax "yaml-syntax" Error;
    NoFrontMatter "no-front-matter" Error;
    UnknownKind "unknown-kind" Error;
    Misplaced "misplaced" Error;
    MissingField "missing-field" Error;
    UnknownField "unknown-field" Error;
    WrongValue "wrong-value" Error;
    BadDate "bad-date" Error;
    BadUpn "bad-upn" Error;
    NoSchoolFile "no-school-file" Error;
    MissingFolder "missing-folder" Warning;
    StrayRecord "stray-record" Warning;
    FileDate "file-date" Warning;
    SyncCopy "sync-copy" Warning;
    NameClash "name-clash" Error;
    UnportableName "unportable-name" Warning;
    DuplicateUrn "duplicate-urn" Error;
    DuplicateRecord "duplicate-record" Error;
    NoSuchVisit "no-such-visit" Error;
    OutOfOrder "out-of-order" Error;
    ImpossibleAbsence "impossible-absence" Error;
    NoAbsenceData "no-absence-data" Warning;
    FutureDate "future-date" Error;
    Over45Days "over-45-days" Error;
    UndecidedChild "undecided-child" Error;
    NoSpoc "no-spoc" Warning;
    OutsideTerm "outside-term" Warning;
    NonWorkingDay "non-working-day" Warning;
    NoTerms "no-terms" Warning;
    OverdueDatesAgreed "overdue-dates-agreed" Warning;
    OverdueProFormaSent "overdue-pro-forma-sent" Warning;
    OverdueProFormaReturned "overdue-pro-forma-returned" Warning;
    OverdueChecksDone "overdue-checks-done" Warning;
    OverdueVisitHeld "overdue-visit-held" Warning;
    OverdueWrittenUp "overdue-written-up" Warning;
    OverdueAction "overdue-action" Warning;
    OverdueFollowUp "overdue-follow-up" Warning;
    OverdueToldAuthority "overdue-told-authority" Warning;
    ReturnInHoliday "return-in-holiday" Warning;
    CarriedOver "carried-over" Warning;
}

impl Code {
    /// The code with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.as_str() == name)
    }

    /// Whether a record with such a problem cannot be read and takes no further part (the first seven lines of section 7).
    #[must_use]
    pub fn leaves_unread(self) -> bool {
        self <= Self::BadUpn && self != Self::NotUtf8
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_found_by_its_name() {
        for code in Code::ALL {
            assert_eq!(Code::from_name(code.as_str()), Some(*code));
        }
        assert_eq!(Code::from_name("no-such-code"), None);
    }

    #[test]
    fn only_problems_of_reading_leave_a_record_unread() {
        let unread: Vec<_> = Code::ALL.iter().filter(|code| code.leaves_unread()).map(|code| code.as_str()).collect();
        let expected = "unreadable yaml-syntax no-front-matter unknown-kind misplaced missing-field unknown-field wrong-value bad-date bad-upn";
        assert_eq!(unread.join(" "), expected);
    }
}
