//! What a column holds, guessed by its heading. A heading that may mean something else is none: then the policy says what it means.

use crate::policy::AbsenceField;

/// What a heading seems to mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guess {
    /// A field of a child; the lower the number, the rather.
    Field(AbsenceField, u8),
    /// A share in hundredths, of whatever.
    Percentage,
    /// Sessions attended or missed in all: not needed.
    Sum,
}

/// What is found of a heading: capitals and spaces aside.
pub fn key(heading: &str) -> String {
    heading.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What a heading seems to mean; none where it says nothing that is known.
pub fn guess(heading: &str) -> Option<Guess> {
    let words = words(heading);
    let words: Vec<_> = words.iter().map(String::as_str).collect();
    if words.is_empty() || words.len() > MOST_WORDS {
        return None;
    }
    let has = |any: &[&str]| words.iter().any(|word| any.contains(word));
    if has(&["percent", "percentage", "percentages", "pct", "perc", "rate"]) {
        return Some(Guess::Percentage);
    }
    let all = |allowed: &[&[&str]]| words.iter().all(|word| allowed.iter().any(|list| list.contains(word)));
    if has(&["upn"]) || ["unique", "pupil", "number"].iter().all(|word| words.contains(word)) {
        let field = Guess::Field(AbsenceField::Upn, 0);
        return all(&[&["upn", "unique", "pupil", "number", "no", "current"], OF_A_CHILD]).then_some(field);
    }
    sessions(&words).or_else(|| of_a_child(&words))
}

/// A text with more words is a sentence, and no heading.
const MOST_WORDS: usize = 10;
const OF_A_CHILD: &[&str] = &["pupil", "pupils", "student", "students", "child", "children", "learner", "s"];
const LEGAL: &[&str] = &["legal"];
const PREFERRED: &[&str] = &["preferred", "pref", "chosen"];
/// What may stand beside a word for sessions and leaves its meaning as it is.
const OF_SESSIONS: &[&str] = &[
    "session",
    "sessions",
    "absence",
    "absences",
    "absent",
    "attendance",
    "attendances",
    "mark",
    "marks",
    "total",
    "number",
    "no",
    "num",
    "of",
    "count",
    "all",
    "in",
    "the",
    "autumn",
    "spring",
    "summer",
    "term",
    "terms",
    "termly",
    "annual",
    "year",
    "to",
    "date",
    "ytd",
    "half",
    "overall",
    "cumulative",
    "statutory",
    "roll",
    "call",
];

fn sessions(words: &[&str]) -> Option<Guess> {
    let is_without = |word: &&str| word.starts_with("unauth");
    let is_with = |word: &&str| word.starts_with("auth") && !["author", "authority"].contains(word);
    let is_not = |word: &&str| ["un", "non", "not"].contains(word);
    let is_possible = |word: &&str| ["possible", "poss", "possibles"].contains(word);
    let has = |is: &dyn Fn(&&str) -> bool| words.iter().any(is);
    let others_are_known = |is: &dyn Fn(&&str) -> bool| {
        let is_year = |word: &&str| word.bytes().all(|byte| byte.is_ascii_digit());
        words.iter().all(|word| is(word) || OF_SESSIONS.contains(word) || is_year(word))
    };
    let field = |field, is: &dyn Fn(&&str) -> bool| others_are_known(is).then_some(Guess::Field(field, 0));
    if has(&is_without) || has(&is_with) {
        let both = has(&is_without) && has(&is_with);
        let negated = !has(&is_without) && has(&is_not);
        return match (both, negated || has(&is_without)) {
            (true, _) => Some(Guess::Sum),
            (_, true) => field(AbsenceField::Unauthorised, &|word| is_without(word) || is_with(word) || is_not(word)),
            _ => field(AbsenceField::Authorised, &is_with),
        };
    }
    if has(&is_possible) {
        return field(AbsenceField::Possible, &is_possible);
    }
    let is_sum =
        |word: &&str| word.starts_with("attend") || word.starts_with("absen") || ["present", "missed"].contains(word);
    has(&is_sum).then_some(Guess::Sum)
}

fn of_a_child(words: &[&str]) -> Option<Guess> {
    let has = |any: &[&str]| words.iter().any(|word| any.contains(word));
    let all = |allowed: &[&str]| {
        words.iter().all(|word| [allowed, OF_A_CHILD, LEGAL, PREFERRED].iter().any(|list| list.contains(word)))
    };
    // What stands in registers and in letters is the legal name.
    let rank = if has(LEGAL) {
        1
    } else if has(PREFERRED) {
        2
    } else {
        0
    };
    let is_surname = has(&["surname", "lastname"]) || has(&["last", "family"]) && has(&["name"]);
    let is_forename =
        has(&["forename", "forenames", "firstname"]) || has(&["first", "given"]) && has(&["name", "names"]);
    if is_surname && is_forename {
        let is_name = all(&[
            "surname",
            "lastname",
            "forename",
            "forenames",
            "firstname",
            "last",
            "family",
            "first",
            "given",
            "name",
            "and",
        ]);
        return is_name.then_some(Guess::Field(AbsenceField::Name, rank));
    }
    if is_surname {
        return all(&["surname", "lastname", "last", "family", "name"])
            .then_some(Guess::Field(AbsenceField::Surname, rank));
    }
    if is_forename {
        let is_alone = all(&["forename", "forenames", "firstname", "first", "given", "name", "names"]);
        return is_alone.then_some(Guess::Field(AbsenceField::Forename, rank));
    }
    if has(&["year", "yr", "ncy", "ncyear", "yeargroup"]) {
        let is_year = all(&[
            "year",
            "yr",
            "ncy",
            "ncyear",
            "yeargroup",
            "group",
            "grp",
            "nc",
            "national",
            "curriculum",
            "actual",
            "current",
            "taught",
            "in",
            "level",
        ]);
        let rank = match (has(&["group", "grp", "yeargroup"]), has(&["nc", "ncy", "ncyear", "national", "taught"])) {
            (true, _) => 0,
            (false, false) => 1,
            (false, true) => 2,
        };
        return is_year.then_some(Guess::Field(AbsenceField::Year, rank));
    }
    if has(&["reg", "registration", "form", "class"]) || has(&["tutor"]) && has(&["group", "grp"]) {
        let is_class = all(&["reg", "registration", "form", "class", "tutor", "group", "grp", "name"]);
        return is_class.then_some(Guess::Field(AbsenceField::Class, 0));
    }
    let is_name = has(&["name", "fullname"]) || has(OF_A_CHILD);
    (is_name && all(&["name", "names", "full", "fullname"])).then_some(Guess::Field(AbsenceField::Name, rank))
}

/// The words of a heading in small letters: parted at whatever is no letter or figure, and where a capital follows a small letter.
pub fn words(heading: &str) -> Vec<String> {
    let mut text = String::new();
    let mut was_small = false;
    for c in heading.chars().take(200) {
        if c == '%' {
            text.push_str(" percent ");
        } else if c.is_alphanumeric() {
            if was_small && c.is_uppercase() {
                text.push(' ');
            }
            text.extend(c.to_lowercase());
        } else {
            text.push(' ');
        }
        was_small = c.is_lowercase();
    }
    text.split_whitespace().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(heading: &str) -> String {
        match guess(heading) {
            Some(Guess::Field(field, rank)) => format!("{field} {rank}"),
            Some(Guess::Percentage) => "%".to_owned(),
            Some(Guess::Sum) => "sum".to_owned(),
            None => "-".to_owned(),
        }
    }

    #[test]
    fn headings_of_schools_systems_are_known() {
        for (meaning, headings) in [
            ("upn 0", &["UPN", "Pupil UPN", "Unique Pupil Number", "Current UPN", "Student's UPN"][..]),
            ("surname 0", &["Surname", "Last name", "Family Name", "Pupil Surname", "LastName"]),
            ("surname 1", &["Legal Surname", "Legal last name"]),
            ("surname 2", &["Preferred Surname", "Preferred last name"]),
            ("forename 0", &["Forename", "First Name", "Given name(s)", "Forenames", "FirstName"]),
            ("forename 1", &["Legal Forename"]),
            (
                "name 0",
                &[
                    "Name",
                    "Student",
                    "Pupil Name",
                    "Full Name",
                    "Surname, Forename",
                    "Last name / First name",
                    "Child's name",
                ],
            ),
            ("name 2", &["Preferred name"]),
            ("year 0", &["Year Group", "Year group (current)"]),
            ("year 1", &["Year", "Yr"]),
            ("year 2", &["NC Year", "NCY", "NC Year Actual", "National Curriculum Year", "Year taught in", "NCYear"]),
            ("class 0", &["Reg", "Reg Group", "Registration Form", "Class", "Tutor Group", "Form"]),
            (
                "possible 0",
                &[
                    "Possible",
                    "Possible Sessions",
                    "Possible marks",
                    "Sessions Possible",
                    "SessionsPossible",
                    "Total Possible",
                    "Poss.",
                    "Possible\nsessions",
                ],
            ),
            (
                "authorised 0",
                &[
                    "Authorised",
                    "Authorised Absences",
                    "Auth. absence",
                    "Authorized",
                    "Sessions authorised",
                    "SessionsAuthorised",
                    "Authorised absent sessions",
                    "Auth",
                ],
            ),
            (
                "unauthorised 0",
                &[
                    "Unauthorised",
                    "Unauthorised absences",
                    "Unauth",
                    "Un-authorised",
                    "SessionsUnauthorised",
                    "Not authorised",
                    "Unauthorised (autumn term 2026-27)",
                ],
            ),
            (
                "%",
                &[
                    "% Attendance",
                    "Attendance %",
                    "Percentage attendance",
                    "Absence rate",
                    "% Authorised absence",
                    "% possible",
                ],
            ),
            (
                "sum",
                &[
                    "Present",
                    "Attendances",
                    "Sessions missed",
                    "Total absences",
                    "Authorised and unauthorised",
                    "Attended",
                ],
            ),
        ] {
            for heading in headings {
                assert_eq!(said(heading), meaning, "{heading}");
            }
        }
    }

    #[test]
    fn what_may_mean_something_else_is_not_guessed() {
        for heading in [
            "",
            "Former UPN",
            "ULN",
            "Parent name",
            "Tutor",
            "Class teacher",
            "House",
            "Date of birth",
            "Middle name(s)",
            "SEN",
            "Academic year",
            "Year start",
            "Pupil premium",
            "Student ID",
            "School name",
            "Authorised holiday",
            "Authorised by",
            "Unauthorised lates",
            "Possible AM",
            "Possible (days)",
            "Authorised last year",
            "Authority",
            "Head",
            "Emergency contact name",
            "Possible safeguarding concern",
            "B801200005001",
            "4",
        ] {
            assert_eq!(said(heading), "-", "{heading}");
        }
    }
}
