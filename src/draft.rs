//! New records as text: filled with what is known, comments on what is to be filled. No disk, no clock.

use chrono::{Datelike, Days, NaiveDate};

use crate::calendar::{easter, first_monday, is_weekend, last_monday};
use crate::layout::{self, Area};
use crate::record::exclusion::ExclusionType;
use crate::record::school::{Phase, SchoolFile, Status};
use crate::record::values::AcademicYear;
use crate::record::visit::{DecidedAction, Threshold, Topic, VisitStatus, Why};
use crate::schemas::{FOLDER, file_name as file_name_of_schema};
use crate::tree::write_text;
use crate::words::either;

/// The file name of a dated record: the date, then words that Windows can hold.
#[must_use]
pub fn file_name(day: NaiveDate, words: &str, ending: &str) -> String {
    const MOST: usize = 60;
    let clean = |c: char| {
        if c.is_alphanumeric() || matches!(c, '-' | '_' | '\'' | '’' | '&' | '(' | ')') { c } else { ' ' }
    };
    let words: String = words.chars().map(clean).collect();
    let mut name = format!("{day}");
    for word in words.split_whitespace() {
        if name.chars().count() + word.chars().count() > MOST {
            break;
        }
        name.push(' ');
        name.push_str(word);
    }
    // A record that is named like a copy would not be read.
    while layout::is_sync_copy(&format!("{name}.{ending}"))
        && let Some((shorter, _)) = name.rsplit_once(' ')
    {
        name.truncate(shorter.len());
    }
    format!("{name}.{ending}")
}

/// A school that is new on the drive.
#[derive(Debug, Clone)]
#[allow(missing_docs)]
pub struct NewSchool<'a> {
    pub name: &'a str,
    pub urn: &'a str,
    pub phase: Phase,
    pub status: Status,
    pub spoc: &'a str,
    pub head: &'a str,
    pub opened: Option<NaiveDate>,
}

/// The text of a new school.yaml.
#[must_use]
pub fn school(new: &NewSchool<'_>) -> String {
    let NewSchool { name, urn, phase, status, spoc, head, opened } = new;
    let opened = opened.map_or("# opened: 2004-09-01".to_owned(), |day| {
        format!("opened: {day}          # before this day nothing falls due")
    });
    format!(
        "\
# The school and its single point of contact (SPOC). To fill a line in, take away its # and the space after that.
name: {}
urn: {}
# dfe_number: 317/2045
phase: {phase}
{}
status: {status}
{}
# trades: yes               # whether it has opted to trade with the authority; whichever it is, the procedure applies
spoc: {}
head:
  name: {}
  # email: head@school.example
  # phone: 020 7946 0001
# representative:           # who speaks for the school about the visits; the head where left out
#   name: Mr T Cole
#   role: Attendance lead
#   email: t.cole@school.example
#   phone: 020 7946 0002
{opened}
# closed: 2026-08-31        # from this day on, nothing new falls due
# closed_days: [2026-10-23, {{from: 2027-06-28, to: 2027-06-29, why: training}}]     # this school alone is closed
# note: anything worth knowing
",
        write_text(name),
        write_text(urn),
        one_of(&Phase::words()),
        one_of(&Status::words()),
        write_text(spoc),
        write_text(head),
    )
}

/// A comment of a few lines with the words that a field takes.
fn one_of(words: &[&str]) -> String {
    let comment = textwrap::Options::new(100).initial_indent("# ").subsequent_indent("# ").break_words(false);
    let comment = comment.word_splitter(textwrap::WordSplitter::NoHyphenation);
    let comment = comment.word_separator(textwrap::WordSeparator::AsciiSpace);
    textwrap::fill(&format!("one of {}", words.join(" ")), comment)
}

/// The text of a new visit. It names no SPOC: the school's holds, and goes on to hold when the school gets another.
#[must_use]
pub fn visit(day: NaiveDate, time: Option<&str>, agreed: Option<NaiveDate>) -> String {
    let time = time.map_or("# time: 09:30".to_owned(), |time| format!("time: {}", write_text(time)));
    let agreed = agreed
        .map_or("# agreed: 2026-09-14       # the day on which the school agreed this date".to_owned(), |day| {
            format!("agreed: {day}")
        });
    format!(
        "\
kind: visit
date: {day}
{time}
status: planned            # {status}
{agreed}
# spoc: Priya Shah         # who visits, where that is not the school's SPOC

# Before the visit, when the pro forma is back and every child in it has been checked:
# checks: {{done: 2026-11-20, by: Priya Shah, note: what they found}}

# At the visit: who was there, and for each child the two decisions.
# present:
#   - {{name: Ms A Grant, role: Headteacher}}
# children:
#   - upn: B801200005001
#     name: the child's name
#     year: 4
#     why: [persistent-absence]      # {why}
#     statutory_intervention: {{threshold: met, action: refer, reason: why}}    # threshold: {threshold}
#     early_help_referral: {{threshold: not-met, action: none, reason: why}}    # action: {action}
# advice:
#   - {{topic: mash, note: what was said}}     # {topic}
# general_issues: what the school raised
# actions:
#   - {{what: what is to be done, who: who does it, due: 2026-12-08, child: B801200005001}}

# Afterwards:
# written_up: 2026-11-27
",
        status = either(&VisitStatus::words()),
        why = Why::words().join(" "),
        threshold = Threshold::words().join(" "),
        action = DecidedAction::words().join(" "),
        topic = Topic::words().join(" "),
    )
}

/// The text of a new pro forma, made when it is sent.
#[must_use]
pub fn pro_forma(visit: NaiveDate, sent: NaiveDate, school: &SchoolFile) -> String {
    pro_forma_to(visit, sent, sent_to(school))
}

/// To whom a school's pro forma is sent: its representative, else its head.
#[must_use]
pub fn sent_to(school: &SchoolFile) -> &str {
    school.representative.as_ref().map_or(&*school.head.name, |one| &*one.name)
}

/// The same, sent to somebody who is named.
#[must_use]
pub fn pro_forma_to(visit: NaiveDate, sent: NaiveDate, sent_to: &str) -> String {
    let types = ExclusionType::ALL.iter().map(|kind| match kind {
        ExclusionType::FixedTerm => format!("{kind} (with days)"),
        ExclusionType::Lunchtime => format!("{kind} (with lunchtimes)"),
        ExclusionType::Permanent => kind.to_string(),
    });
    let types: Vec<_> = types.collect();
    format!(
        "\
kind: pro-forma
visit: {visit}
sent: {sent}
sent_to: {}
# chased: [2026-11-18]             # the days on which the school was reminded

# When it comes back:
# returned: 2026-11-17
# completed_by: Mr T Cole

# Every child identified as persistently absent, in sessions (half-days):
# absence:
#   from: 2026-09-02
#   to: 2026-11-13
#   on_roll: 412
#   children:
#     - {{upn: B801200005001, name: the child's name, year: 4, possible: 98, authorised: 6, unauthorised: 14}}

# Five questions follow. Write [] where there is nothing, as in `exclusions: []`: what is left out is not answered.
# type: {types}
# exclusions:
#   - {{upn: B801200005001, name: the child's name, year: 4, type: fixed-term, from: 2026-10-06, days: 2.5, misses_exam: no, told_authority: 2026-10-06, reason: why}}

# risk_of_permanent_exclusion:
#   - {{upn: B801200005001, name: the child's name, year: 4, evidence: what shows it}}

# managed_moves:
#   requested: {{internally: 0, externally: 0}}
#   moves:
#     - {{upn: B801200005001, name: the child's name, year: 4, from_school: Oakfield, to_school: Elm Park, agreed: 2026-10-01}}

# alternative_provision:
#   - {{upn: B801200005001, name: the child's name, year: 4, provider: who provides it, from: 2026-09-07, on_roll: yes, review: 2026-12-01}}

# missing_from_education:
#   - {{upn: B801200005001, name: the child's name, year: 4, last_seen: 2026-10-01, told_authority: 2026-10-05}}

# issues: what the school wants to raise
",
        write_text(sent_to),
        types = either(&types),
    )
}

/// Fields with their values, in order; what has no value is left out.
#[derive(Debug, Clone, Default)]
pub struct Fields(Vec<(&'static str, String)>);

impl Fields {
    /// Adds a field whose value is a text.
    #[must_use]
    pub fn text(self, name: &'static str, value: Option<&str>) -> Self {
        self.written(name, value.map(write_text))
    }

    /// Adds a field whose value needs no quotes.
    #[must_use]
    pub fn plain(self, name: &'static str, value: Option<impl ToString>) -> Self {
        self.written(name, value.map(|value| value.to_string()))
    }

    /// Adds a field that holds other fields.
    #[must_use]
    pub fn group(self, name: &'static str, value: Option<&Self>) -> Self {
        self.written(name, value.map(Self::flow))
    }

    fn written(mut self, name: &'static str, value: Option<String>) -> Self {
        self.0.extend(value.map(|value| (name, value)));
        self
    }

    /// On one line, in braces.
    #[must_use]
    pub fn flow(&self) -> String {
        let fields: Vec<_> = self.0.iter().map(|(name, value)| format!("{name}: {value}")).collect();
        format!("{{{}}}", fields.join(", "))
    }

    /// A line each.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        self.0.iter().map(|(name, value)| format!("{name}: {value}")).collect()
    }
}

/// The text of a record that is fields alone, with a last comment.
#[must_use]
pub fn record(fields: &Fields, comment: &str) -> String {
    format!("{}\n{comment}", fields.lines().join("\n"))
}

/// The text of a letter or an e-mail: front matter, then a body to be written.
#[must_use]
pub fn correspondence(fields: &Fields, salutation: &str, signature: &str) -> String {
    format!("---\n{}\n---\n\nDear {salutation},\n\n\n\nYours sincerely,\n\n{signature}\n", fields.lines().join("\n"))
}

/// The text of a year's new phone log with its first call.
#[must_use]
pub fn phone_log(year: AcademicYear, call: &Fields) -> String {
    format!(
        "kind: phone-log\nacademic_year: {year}\n# All contact with the school outside the visits, the latest call last.\ncalls:\n{}",
        block_entry(call, "  ", "\n")
    )
}

/// An entry of a list, a line a field, each ended by `end`.
#[must_use]
pub fn block_entry(fields: &Fields, indent: &str, end: &str) -> String {
    let marks = std::iter::once("- ").chain(std::iter::repeat("  "));
    fields.lines().iter().zip(marks).map(|(line, mark)| format!("{indent}{mark}{line}{end}")).collect()
}

/// The text of a new policy.toml, with the terms of this, the last and the next year guessed from the calendar: a review looks back.
#[must_use]
pub fn policy(today: NaiveDate) -> String {
    let begins = if first_school_day(today.year()) <= today { today.year() } else { today.year() - 1 };
    let years: String = [begins - 1, begins, begins + 1].map(guessed_year).concat();
    include_str!("../templates/policy.toml")
        .replace("{begins}", &begins.to_string())
        .replace("{ends}", &(begins + 1).to_string())
        .replace("{years}", &years)
}

/// A school year as most English authorities lay it: three terms about Christmas and Easter, each with its half term.
fn guessed_year(begins: i32) -> String {
    let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default();
    let weekday_until =
        |last: NaiveDate, after_monday: u64| last_monday(last - Days::new(after_monday)) + Days::new(after_monday);
    let (ends, easter) = (begins + 1, easter(begins + 1));
    // Two weeks about Easter: before it where it is late, after it where it is early.
    let early = easter < day(ends, 4, 8);
    let spring_ends = if early { easter - Days::new(3) } else { weekday_until(easter - Days::new(8), 4) };
    let summer_begins = if early { easter + Days::new(15) } else { easter + Days::new(2) };
    let late_may = last_monday(day(ends, 5, 31));
    let week =
        |monday: NaiveDate| format!("  {{ from = {monday}, to = {}, why = \"half term\" }},\n", monday + Days::new(4));
    let term = |name: &str, year: i32, from: NaiveDate, to: NaiveDate| {
        format!("  {{ name = \"{name} {year}\", from = {from}, to = {to} }},\n")
    };
    [
        format!("[[year]]\nname = \"{begins}-{:02}\"\nterms = [\n", ends % 100),
        term("Autumn", begins, first_school_day(begins), weekday_until(day(begins, 12, 21), 4)),
        term("Spring", ends, weekday(day(ends, 1, 4)), spring_ends),
        term("Summer", ends, summer_begins, weekday_until(day(ends, 7, 23), 2)),
        "]\nholidays = [                        # school holidays inside the terms\n".to_owned(),
        week(last_monday(day(begins, 10, 27))),
        week(first_monday(day(ends, 2, 12))),
        week(late_may),
        "]\n\n".to_owned(),
    ]
    .concat()
}

/// The first weekday from 2 September on.
fn first_school_day(year: i32) -> NaiveDate {
    weekday(NaiveDate::from_ymd_opt(year, 9, 2).unwrap_or_default())
}

fn weekday(day: NaiveDate) -> NaiveDate {
    if is_weekend(day) { first_monday(day) } else { day }
}

/// The extensions that VS Code recommends on this drive: those that check YAML and TOML by a schema.
pub const EDITOR_EXTENSIONS: &str =
    "{\n  \"recommendations\": [\"redhat.vscode-yaml\", \"tamasfe.even-better-toml\"]\n}\n";

/// VS Code's settings for a drive: which schema its YAML extension takes for which path, and UTF-8.
#[must_use]
pub fn editor_settings() -> String {
    let schema = |name: &str| format!("./{}/{}", FOLDER, file_name_of_schema(name));
    let records = ["yaml", "yml"].map(|ending| format!("/*/*/{}/**/*.{ending}", Area::Records.folder()));
    let settings = serde_json::json!({
        "files.encoding": "utf8",
        "yaml.schemas": {
            schema("school"): [format!("/*/*/{}", layout::SCHOOL_FILE)],
            schema("record"): records,
        },
    });
    serde_json::to_string_pretty(&settings).map(|text| text + "\n").unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::read_policy;
    use crate::rules::guessed_terms;
    use crate::text::Encoding;

    #[test]
    fn a_new_policy_is_right_whatever_the_year() {
        for year in 2020..2060 {
            let today = NaiveDate::from_ymd_opt(year, 3, 1).unwrap();
            let text = policy(today);
            let (policy, problems) = read_policy("policy.toml", &text, Encoding::Utf8);
            let codes: Vec<_> = problems.iter().map(|problem| problem.code).collect();
            assert_eq!(codes, [guessed_terms::CODE], "{text}");
            let terms: Vec<_> = policy.years.iter().flat_map(|year| &year.terms).collect();
            assert_eq!(terms.len(), 9);
            assert!(terms.windows(2).all(|pair| pair[0].to < pair[1].from), "{text}");
            for holiday in policy.years.iter().flat_map(|year| &year.holidays) {
                assert!(terms.iter().any(|term| term.from <= holiday.from && holiday.to <= term.to), "{text}");
            }
            let shown: Vec<_> = policy.years.iter().filter_map(|year| year.name.as_deref()).collect();
            let expected = [year - 2, year - 1, year].map(|begins| format!("{begins}-{:02}", (begins + 1) % 100));
            assert_eq!(shown, expected);
        }
    }

    #[test]
    fn what_a_new_policy_has_as_an_example_is_right_once_the_marks_are_gone() {
        let text = policy(NaiveDate::from_ymd_opt(2026, 3, 1).unwrap());
        let (before, examples) = text.split_once("# [history]").unwrap();
        let used = |line: &str| line.strip_prefix("# ").filter(|line| !line.starts_with("After ")).map(str::to_owned);
        let used: Vec<_> = examples.lines().filter_map(used).collect();
        let (policy, problems) =
            read_policy("policy.toml", &format!("{before}[history]\n{}", used.join("\n")), Encoding::Utf8);
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert_eq!(policy.history.keep_years.map(|years| years.0), Some(7));
        assert_eq!(policy.history.folder.as_deref(), Some(r"\\server\history\early help"));
        assert_eq!(policy.retention.years_after_last_contact.map(|years| years.0), Some(6));
        assert_eq!(policy.retention.holds.len(), 1);
    }

    #[test]
    fn file_names_are_such_as_windows_holds() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
        assert_eq!(file_name(day, "SPOC visit: pro forma?", "md"), "2026-11-24 SPOC visit pro forma.md");
        assert_eq!(file_name(day, "../..\\x*", "md"), "2026-11-24 x.md");
        assert!(file_name(day, &"long ".repeat(60), "md").chars().count() <= 64);
        assert_eq!(file_name(day, &"x".repeat(300), "md"), "2026-11-24.md");
        assert!(layout::unportable(&file_name(day, "con.", "md")).is_none());
        assert_eq!(file_name(day, "Photo copy", "md"), "2026-11-24 Photo.md");
        assert_eq!(file_name(day, "plan (1)", "yaml"), "2026-11-24 plan.yaml");
    }
}
