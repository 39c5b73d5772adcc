//! What a question of an online form asks for, by its words. A question that may ask for something else asks for nothing that is known.

use crate::import::words;

/// What a question asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Asked {
    /// The school's name.
    School,
    /// The school's URN.
    Urn,
    /// The school's DfE number.
    DfeNumber,
    /// The child's UPN.
    Upn,
    /// The child's whole name.
    Name,
    /// The child's forename.
    Forename,
    /// The child's surname.
    Surname,
    /// The child's year.
    Year,
    /// What the exclusion is.
    Type,
    /// Its first day.
    From,
    /// Its days.
    Days,
    /// Its lunchtimes.
    Lunchtimes,
    /// Its days or its lunchtimes, as its type is.
    Amount,
    /// Whether an examination is missed.
    Exam,
    /// Why.
    Reason,
    /// The day on which the authority was told.
    Told,
    /// Who told the authority, or filled the form in.
    ToldBy,
    /// When the form was sent in: a column of the form's own.
    Sent,
    /// Who sent it in: a column of the form's own.
    Sender,
}

impl Asked {
    /// All of them.
    pub const ALL: [Self; 19] = [
        Self::School,
        Self::Urn,
        Self::DfeNumber,
        Self::Upn,
        Self::Name,
        Self::Forename,
        Self::Surname,
        Self::Year,
        Self::Type,
        Self::From,
        Self::Days,
        Self::Lunchtimes,
        Self::Amount,
        Self::Exam,
        Self::Reason,
        Self::Told,
        Self::ToldBy,
        Self::Sent,
        Self::Sender,
    ];
}

/// A longer question is an explanation.
const MOST_WORDS: usize = 40;
const CHILD: &[&str] = &["pupil", "pupils", "child", "children", "student", "students", "learner"];
const SCHOOL: &[&str] = &["school", "academy", "college", "setting"];
/// Words of questions that ask for other people, other days or other exclusions.
const ASIDE: &[&str] = &[
    "parent",
    "parents",
    "carer",
    "carers",
    "guardian",
    "guardians",
    "birth",
    "dob",
    "born",
    "address",
    "postcode",
    "phone",
    "telephone",
    "mobile",
    "email",
    "gender",
    "sex",
    "ethnicity",
    "sen",
    "send",
    "ehcp",
    "fsm",
    "premium",
    "previous",
    "previously",
    "prior",
    "former",
    "total",
    "cumulative",
    "already",
    "past",
    "history",
    "far",
    "return",
    "returns",
    "returning",
    "reintegration",
    "until",
    "end",
    "ends",
    "ending",
    "finish",
    "governors",
    "governor",
    "panel",
    "hearing",
    "meeting",
    "review",
    "provision",
    "witness",
    "witnesses",
    "victim",
    "other",
    "others",
    "further",
    "additional",
    "sibling",
    "siblings",
    "social",
    "worker",
    "attach",
    "upload",
    "academic",
    "tutor",
    "middle",
    "decision",
    "sessions",
    "hours",
    "weeks",
    "work",
];

/// What a question asks for, and how surely: the lower the number, the rather. None where it asks for nothing that is known.
pub fn asked(question: &str) -> Option<(Asked, u8)> {
    let words = words(question);
    let words: Vec<_> = words.iter().map(String::as_str).filter(|word| *word != "s").collect();
    let asks = Question { words: &words };
    if words.is_empty() || words.len() > MOST_WORDS {
        return None;
    }
    asks.for_the_sending().or_else(|| asks.for_a_reason()).or_else(|| {
        let is_aside = asks.has(ASIDE) || asks.has_pair("this", "term") || asks.has_pair("this", "year");
        if is_aside {
            return None;
        }
        asks.for_a_number()
            .or_else(|| asks.for_a_name())
            .or_else(|| asks.for_the_telling())
            .or_else(|| asks.for_the_rest())
    })
}

struct Question<'q> {
    words: &'q [&'q str],
}

impl Question<'_> {
    fn has(&self, any: &[&str]) -> bool {
        self.words.iter().any(|word| any.contains(word))
    }

    fn has_all_of(&self, allowed: &[&[&str]]) -> bool {
        self.words.iter().all(|word| allowed.iter().any(|list| list.contains(word)))
    }

    fn begins(&self, any: &[&str]) -> bool {
        self.words.iter().any(|word| any.iter().any(|start| word.starts_with(start)))
    }

    fn has_pair(&self, first: &str, second: &str) -> bool {
        self.words.windows(2).any(|two| two == [first, second])
    }

    fn is(&self, words: &[&str]) -> bool {
        self.words == words
    }

    fn is_of_exclusion(&self) -> bool {
        self.begins(&["exclu", "suspen"])
    }

    /// The columns that Microsoft Forms, Google Forms and their like add themselves.
    fn for_the_sending(&self) -> Option<(Asked, u8)> {
        let is_of_sending = self.has_pair("completion", "time")
            || self.is(&["timestamp"])
            || self.is(&["submitted"])
            || self.is(&["submitted", "at"])
            || self.is(&["submitted", "on"])
            || self.has(&["submission", "submitted"]) && self.has(&["date", "time"]) && self.words.len() <= 3;
        if is_of_sending {
            return Some((Asked::Sent, 0));
        }
        let is_of_sender = self.is(&["email"]) || self.is(&["email", "address"]) || self.is(&["username"]);
        is_of_sender.then_some((Asked::Sender, 1))
    }

    fn for_a_reason(&self) -> Option<(Asked, u8)> {
        let asks = self.has(&["reason", "reasons"]) || self.is_of_exclusion() && self.has(&["why"]);
        let is_aside =
            self.has(&["parent", "parents", "carer", "carers", "other", "further", "additional", "exam", "late"]);
        let rank = u8::from(self.has(&["code", "category", "main", "primary"]));
        (asks && !is_aside).then_some((Asked::Reason, rank))
    }

    fn for_a_number(&self) -> Option<(Asked, u8)> {
        let is_upn = self.has(&["upn"])
            || self.has_pair("pupil", "number")
            || self.has_pair("unique", "pupil") && self.has(&["number"]);
        if is_upn {
            return Some((Asked::Upn, 0));
        }
        if self.has(&["urn"]) {
            return Some((Asked::Urn, 0));
        }
        // Words are parted before a capital: DfE is two.
        let is_dfe = self.has_pair("df", "e") || self.has(&["dfe", "laestab", "estab", "establishment"]);
        is_dfe.then_some((Asked::DfeNumber, 0))
    }

    fn for_a_name(&self) -> Option<(Asked, u8)> {
        let (of_child, of_school) = (self.has(CHILD), self.has(SCHOOL));
        let of_head = self.begins(&["headteacher", "principal"]) || self.has(&["head", "signed"]);
        let of_person = of_head
            || self.has(&[
                "staff",
                "person",
                "contact",
                "role",
                "job",
                "position",
                "officer",
                "representative",
                "teacher",
            ])
            || self.begins(&["complet", "submi", "report", "fill"]);
        let is_name =
            self.has(&["name", "names", "surname", "forename", "forenames", "fullname", "lastname", "firstname"]);
        let is_child_alone = of_child && self.has_all_of(&[CHILD]);
        if !is_name && !is_child_alone {
            return None;
        }
        if of_person || self.has(&["your", "you"]) && !of_school && !of_child {
            let is_job = self.has(&["role", "job", "position"]);
            return (!of_child && !is_job).then_some((Asked::ToldBy, if of_head { 2 } else { 1 }));
        }
        let school_is_named = self.has_pair("school", "name")
            || ["of", "the", "your"].iter().any(|before| SCHOOL.iter().any(|school| self.has_pair(before, school)));
        match (of_school, of_child) {
            (true, false) => return Some((Asked::School, 0)),
            (true, true) if school_is_named && !self.has(&["at", "from"]) => return None,
            _ => {}
        }
        let about = self.is_of_exclusion() || of_child;
        let plain = [
            "name",
            "names",
            "full",
            "fullname",
            "first",
            "last",
            "family",
            "given",
            "surname",
            "forename",
            "forenames",
            "lastname",
            "firstname",
            "legal",
            "preferred",
            "and",
            "what",
            "is",
            "the",
        ];
        if !about && !self.has_all_of(&[&plain]) {
            return None;
        }
        let rank = if self.has(&["preferred", "known"]) { 2 } else { u8::from(!of_child) };
        let is_surname = self.has(&["surname", "lastname", "last", "family"]);
        let is_forename = self.has(&["forename", "forenames", "firstname", "first", "given"]);
        Some(match (is_surname, is_forename) {
            (true, false) => (Asked::Surname, rank),
            (false, true) => (Asked::Forename, rank),
            _ => (Asked::Name, rank),
        })
    }

    fn for_the_telling(&self) -> Option<(Asked, u8)> {
        if !self.begins(&["told", "tell", "inform", "notif", "report"]) {
            return None;
        }
        if self.has(&["by", "who"]) {
            return Some((Asked::ToldBy, 0));
        }
        let of_authority = self.has(&["authority", "la", "council", "lea", "us"]);
        self.has(&["date", "when", "day"]).then_some((Asked::Told, u8::from(!of_authority)))
    }

    fn for_the_rest(&self) -> Option<(Asked, u8)> {
        if self.begins(&["told", "tell", "inform", "notif"]) {
            return None;
        }
        if self.begins(&["exam", "gcse", "sats"]) || self.has(&["test", "tests"]) {
            return Some((Asked::Exam, 0));
        }
        if self.has(&["by"]) && self.begins(&["complet", "submi", "fill", "sign"]) {
            return Some((Asked::ToldBy, 1));
        }
        self.for_an_amount()
            .or_else(|| self.for_a_year())
            .or_else(|| self.for_a_type())
            .or_else(|| self.for_the_first_day())
            .or_else(|| self.for_a_school())
    }

    fn for_an_amount(&self) -> Option<(Asked, u8)> {
        let counts = self.has(&["number", "many", "no", "num", "length", "duration", "long", "count"]);
        let (lunch, days) = (self.begins(&["lunch"]), self.has(&["days"]));
        if lunch && days {
            return Some((Asked::Amount, 0));
        }
        if lunch && (counts || self.words.len() == 1) {
            return Some((Asked::Lunchtimes, 0));
        }
        if self.has(&["date", "dates", "which"]) || lunch {
            return None;
        }
        if days {
            return Some((Asked::Days, 0));
        }
        let asks = self.has(&["length", "duration"]) || self.has_pair("how", "long");
        (asks && (self.is_of_exclusion() || self.words.len() == 1)).then_some((Asked::Days, 1))
    }

    fn for_a_year(&self) -> Option<(Asked, u8)> {
        let asks = self.has(&["year", "yr", "ncy"]) && !self.has(&["date", "months", "day"]) && !self.is_of_exclusion();
        asks.then_some((Asked::Year, u8::from(!self.has(&["group"]))))
    }

    fn for_a_type(&self) -> Option<(Asked, u8)> {
        if self.has(&["type", "kind", "category"]) {
            return (self.is_of_exclusion() || self.words.len() == 1).then_some((Asked::Type, 0));
        }
        let asks_which = self.begins(&["permanent"]) && self.has(&["or"]);
        let is_alone = self.words.len() == 1 || self.words.len() == 3 && self.has(&["or"]);
        (self.is_of_exclusion() && (asks_which || is_alone)).then_some((Asked::Type, if asks_which { 1 } else { 2 }))
    }

    fn for_the_first_day(&self) -> Option<(Asked, u8)> {
        let begins =
            self.begins(&["start", "begin", "commenc"]) || self.has(&["from"]) || self.has_pair("first", "day");
        let is_day = self.has(&["date", "day", "when"]);
        if self.has(&["time", "incident", "born"]) || !(is_day || self.is_of_exclusion() || self.is(&["from"])) {
            return None;
        }
        if begins {
            return Some((Asked::From, 0));
        }
        (self.has(&["date", "when"]) && self.is_of_exclusion()).then_some((Asked::From, 1))
    }

    fn for_a_school(&self) -> Option<(Asked, u8)> {
        let is_else = self.has(CHILD)
            || self.has(&["day", "date", "number", "type", "phase", "role", "local", "authority", "type", "is"])
                && !self.has(&["which", "what"]);
        (self.has(SCHOOL) && !is_else && !self.is_of_exclusion()).then_some((Asked::School, 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_in_free_words_are_known() {
        for (field, questions) in [
            (
                Asked::School,
                &[
                    "Name of school",
                    "School name",
                    "School",
                    "Your school",
                    "Which school are you from?",
                    "What is the name of your school?",
                    "Academy",
                ][..],
            ),
            (Asked::Urn, &["School URN", "URN"]),
            (Asked::DfeNumber, &["DfE number", "School DfE number (LAESTAB)"]),
            (
                Asked::Upn,
                &[
                    "UPN",
                    "Pupil's UPN",
                    "Unique Pupil Number (UPN)",
                    "What is the child's unique pupil number?",
                    "Pupil number",
                ],
            ),
            (
                Asked::Name,
                &[
                    "Pupil's name",
                    "Name of pupil",
                    "Full name of the child",
                    "What is the student’s full name?",
                    "Pupil",
                    "Name of child being excluded",
                    "Child's full name (as on the register)",
                    "Name",
                ],
            ),
            (Asked::Forename, &["Pupil's first name", "Forename", "First name of child"]),
            (Asked::Surname, &["Pupil surname", "Last name", "Child's family name"]),
            (Asked::Year, &["Year group", "Pupil's year group", "NC year", "Year", "Which year is the pupil in?"]),
            (
                Asked::Type,
                &[
                    "Type of exclusion",
                    "Exclusion type",
                    "Is this a suspension or a permanent exclusion?",
                    "Type",
                    "Type of suspension/exclusion",
                    "Suspension or exclusion",
                ],
            ),
            (
                Asked::From,
                &[
                    "Start date of the suspension",
                    "Start date",
                    "First day of exclusion",
                    "Date of exclusion",
                    "When does the suspension start?",
                    "Date from",
                    "From",
                    "Date the suspension begins",
                    "Suspension start date",
                ],
            ),
            (
                Asked::Days,
                &[
                    "Number of days",
                    "Number of school days",
                    "Days",
                    "How many days?",
                    "Length of exclusion",
                    "How long is the suspension?",
                    "Duration",
                ],
            ),
            (Asked::Lunchtimes, &["Number of lunchtimes", "Lunchtimes"]),
            (Asked::Amount, &["Number of days or lunchtimes"]),
            (Asked::Exam, &["Will the pupil miss a public examination?", "Exams missed"]),
            (
                Asked::Reason,
                &[
                    "Reason",
                    "Reason for suspension",
                    "Reasons",
                    "Reason for exclusion (please describe the incident)",
                    "Why was the pupil suspended?",
                ],
            ),
            (Asked::Told, &["Date you told the local authority", "When was the LA informed?", "Date of notification"]),
            (
                Asked::ToldBy,
                &[
                    "Your name",
                    "Name of person completing this form",
                    "Headteacher's name",
                    "Who told the local authority?",
                    "Notified by",
                    "Completed by",
                ],
            ),
            (Asked::Sent, &["Completion time", "Timestamp", "Date submitted", "Submission time"]),
            (Asked::Sender, &["Email", "Email Address"]),
        ] {
            for question in questions {
                assert_eq!(asked(question).map(|(field, _)| field), Some(field), "{question}");
            }
        }
    }

    #[test]
    fn questions_for_something_else_are_not_taken() {
        for question in [
            "",
            "ID",
            "Start time",
            "Last modified time",
            "Parent's name",
            "Have parents been informed?",
            "Date the parents were informed",
            "Date of birth",
            "Headteacher email",
            "School address",
            "School phone number",
            "Previous school",
            "End date of the suspension",
            "Last day of exclusion",
            "Date of return to school",
            "Total number of days this term",
            "Number of previous exclusions",
            "Has the pupil been suspended this term?",
            "Date of the incident",
            "Academic year",
            "Date",
            "Have you told the local authority?",
            "Your role",
            "Name of social worker",
            "Class teacher's pupils",
            "Is the pupil on the SEN register?",
            "Number of sessions",
            "Governors' meeting date",
            "Start date of sixth day provision",
        ] {
            assert_eq!(asked(question), None, "{question}");
        }
    }
}
