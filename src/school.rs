//! A school: all the records of one folder, typed, each with the file that it stands in.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use chrono::NaiveDate;

use crate::calendar::{Calendar, OutOfRange};
use crate::layout;
use crate::problem::{Code, Position, Problem};
use crate::record::Record;
use crate::record::contact::{Email, Letter, PhoneLog};
use crate::record::exclusion::ExclusionNotice;
use crate::record::pro_forma::ProForma;
use crate::record::school::SchoolFile;
use crate::record::visit::{Visit, VisitStatus};
use crate::text;
use crate::tree::{self, Node, Shape, Tree, push_segment};

/// All records of a school's folder. Lists are in the order of file names (records.md, section 1).
#[derive(Debug, Clone, Default)]
pub struct School {
    /// The manager's folder.
    pub manager: String,
    /// The school's folder.
    pub folder: String,
    /// The school's folder, relative to the drive.
    pub path: String,
    /// The path of school.yaml, read or not; none where there is no such file.
    pub file_path: Option<String>,
    /// What is in school.yaml, where it can be read.
    pub file: Option<Filed<SchoolFile>>,
    /// Visits.
    pub visits: Vec<Filed<Visit>>,
    /// Pro formas.
    pub pro_formas: Vec<Filed<ProForma>>,
    /// Exclusion notices.
    pub notices: Vec<Filed<ExclusionNotice>>,
    /// Phone logs.
    pub phone_logs: Vec<Filed<PhoneLog>>,
    /// E-mails in Markdown.
    pub emails: Vec<Filed<Email>>,
    /// The `.eml` and `.msg` files in `emails/`, by path: not read with the records.
    pub mail: Vec<String>,
    /// The saved e-mails in which a workbook came back, where one is awaited; found only where the school is assessed.
    pub came_back: Vec<CameBack>,
    /// Letters in Markdown.
    pub letters: Vec<Filed<Letter>>,
    /// The files in `records/` that cannot be read, by path: what they might say is not known.
    pub unread: Vec<String>,
    /// Whether a folder in `records/`, or that itself, cannot be read: any record might be missing.
    pub folder_unread: bool,
}

/// A saved e-mail to which a pro forma is attached that the school has filled in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct CameBack {
    /// The e-mail, relative to the drive.
    pub path: String,
    /// The visit of the pro forma's record.
    pub visit: NaiveDate,
}

impl School {
    /// Takes a record in.
    pub fn take(&mut self, path: String, source: Source, record: Record) {
        match record {
            Record::School(record) => self.file = Some(Filed { path, source, record: *record }),
            Record::Visit(record) => self.visits.push(Filed { path, source, record: *record }),
            Record::ProForma(record) => self.pro_formas.push(Filed { path, source, record: *record }),
            Record::ExclusionNotice(record) => self.notices.push(Filed { path, source, record: *record }),
            Record::PhoneLog(record) => self.phone_logs.push(Filed { path, source, record: *record }),
            Record::Email(record) => self.emails.push(Filed { path, source, record: *record }),
            Record::Letter(record) => self.letters.push(Filed { path, source, record: *record }),
        }
    }

    /// Puts every list in the order of file names, equal names by path.
    pub fn sort(&mut self) {
        fn by_name<T>(list: &mut [Filed<T>]) {
            list.sort_by(|a, b| (a.name(), &a.path).cmp(&(b.name(), &b.path)));
        }
        by_name(&mut self.visits);
        by_name(&mut self.pro_formas);
        by_name(&mut self.notices);
        by_name(&mut self.phone_logs);
        by_name(&mut self.emails);
        by_name(&mut self.letters);
        self.mail.sort_by(|a, b| (name_of(a), a).cmp(&(name_of(b), b)));
        self.unread.sort();
    }

    /// Whether a record of a day may be there that cannot be read.
    #[must_use]
    pub fn may_be_unread(&self, day: NaiveDate) -> bool {
        self.may_be_unread_within(day, day)
    }

    /// A file of `records` that cannot be read and whose name begins with a day.
    #[must_use]
    pub fn unread_of(&self, day: NaiveDate) -> Option<&str> {
        let is_of_day = |path: &&String| layout::date_of(path.rsplit('/').next().unwrap_or(path)) == Some(day);
        self.unread.iter().find(is_of_day).map(String::as_str)
    }

    /// Whether a record of a span of days, both ends included, may be there that cannot be read.
    #[must_use]
    pub fn may_be_unread_within(&self, from: NaiveDate, to: NaiveDate) -> bool {
        self.folder_unread || self.unread_with_dates().any(|(day, _)| from <= day && day <= to)
    }

    /// Where a field of one of its visits, pro formas, notices or phone logs begins.
    #[must_use]
    pub fn position(&self, path: &str, field: &str) -> Option<Position> {
        let visits = self.visits.iter().map(|filed| (&filed.path, &filed.source));
        let pro_formas = self.pro_formas.iter().map(|filed| (&filed.path, &filed.source));
        let notices = self.notices.iter().map(|filed| (&filed.path, &filed.source));
        let logs = self.phone_logs.iter().map(|filed| (&filed.path, &filed.source));
        let mut all = visits.chain(pro_formas).chain(notices).chain(logs);
        all.find(|(of, _)| *of == path).and_then(|(_, source)| source.position(field))
    }

    /// The files of all its records that can be read, each with its text.
    pub fn sources(&self) -> impl Iterator<Item = (&str, &Source)> {
        fn all<T>(list: &[Filed<T>]) -> impl Iterator<Item = (&str, &Source)> {
            list.iter().map(|filed| (filed.path.as_str(), &filed.source))
        }
        let file = self.file.iter().map(|filed| (filed.path.as_str(), &filed.source));
        let of_records = all(&self.visits).chain(all(&self.pro_formas)).chain(all(&self.notices));
        let of_contact = all(&self.phone_logs).chain(all(&self.emails)).chain(all(&self.letters));
        file.chain(of_records).chain(of_contact)
    }

    /// The grown-ups of whom it is sure that they are none of its children: those of school.yaml, and colleagues.
    pub fn adults(&self) -> impl Iterator<Item = &str> {
        let file = self.file.iter().flat_map(|file| {
            let SchoolFile { spoc, head, representative, .. } = &file.record;
            let spoc = spoc.as_deref().into_iter();
            spoc.chain([&*head.name]).chain(representative.iter().map(|one| &*one.name))
        });
        let visits = self.visits.iter().flat_map(|visit| {
            let checked = visit.record.checks.iter().map(|checks| &*checks.by);
            visit.record.spoc.as_deref().into_iter().chain(checked)
        });
        let calls = self.phone_logs.iter().flat_map(|log| log.record.calls.iter().map(|call| &*call.by));
        file.chain(visits).chain(calls)
    }

    /// A problem of a field of one of them.
    #[must_use]
    pub fn problem(
        &self,
        code: Code,
        path: &str,
        field: &str,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Problem {
        Problem {
            position: self.position(path, field),
            field: Some(field.to_owned()),
            ..Problem::of_file(code, path, message, help)
        }
    }

    /// Takes records out that turn out not to be readable after all.
    pub fn leave_unread(&mut self, is_unread: impl Fn(&str) -> bool) {
        fn take_out<T>(list: &mut Vec<Filed<T>>, is_unread: impl Fn(&str) -> bool, unread: &mut Vec<String>) {
            unread.extend(list.iter().filter(|filed| is_unread(&filed.path)).map(|filed| filed.path.clone()));
            list.retain(|filed| !is_unread(&filed.path));
        }
        take_out(&mut self.visits, &is_unread, &mut self.unread);
        take_out(&mut self.pro_formas, &is_unread, &mut self.unread);
        take_out(&mut self.notices, &is_unread, &mut self.unread);
        take_out(&mut self.phone_logs, &is_unread, &mut self.unread);
        self.unread.sort();
    }

    /// Takes the record of a file out, as if it were not there.
    pub fn leave_out(&mut self, path: &str) {
        self.visits.retain(|filed| filed.path != path);
        self.pro_formas.retain(|filed| filed.path != path);
        self.notices.retain(|filed| filed.path != path);
        self.phone_logs.retain(|filed| filed.path != path);
    }

    /// Whether the school is open on a day: `opened` on it or before, `closed` after it.
    #[must_use]
    pub fn is_open(&self, day: NaiveDate) -> bool {
        self.file.as_ref().is_some_and(|file| {
            file.record.opened.is_none_or(|opened| *opened <= day)
                && file.record.closed.is_none_or(|closed| *closed > day)
        })
    }

    /// Whether the school itself is closed on a day, by `closed_days` in its school.yaml.
    #[must_use]
    pub fn is_closed_on(&self, day: NaiveDate) -> bool {
        self.file.as_ref().is_some_and(|file| file.record.closed_days.iter().any(|days| days.holds(day)))
    }

    /// Whether a day is a school day of this school: a school day by the calendar on which the school itself is not closed (records.md,
    /// sections 4 and 10).
    pub fn is_school_day(&self, calendar: &Calendar, day: NaiveDate) -> Result<bool, OutOfRange> {
        Ok(calendar.is_school_day(day)? && !self.is_closed_on(day))
    }

    /// The visit of a day, one that is not cancelled before one that is. Without a day the next visit that is not cancelled, today's included; else
    /// the last one (records.md, section 8), where no record that cannot be read may be the one that is meant ([`Self::sure_of`]).
    pub fn visit_meant(&self, day: Option<NaiveDate>, today: NaiveDate) -> Result<&Filed<Visit>, NoVisit> {
        let not_cancelled = || self.visits_not_cancelled();
        let found = match day {
            Some(day) => not_cancelled().chain(&self.visits).find(|visit| *visit.record.date == day),
            None => {
                let coming = not_cancelled().filter(|visit| *visit.record.date >= today);
                let next = coming.min_by_key(|visit| visit.record.date);
                // Of several on one day the first by file name: the iterator is turned round, because the last of equal ones is taken.
                let reversed = self.visits.iter().rev();
                let not_cancelled = reversed.filter(|visit| visit.record.status != VisitStatus::Cancelled);
                next.or_else(|| not_cancelled.max_by_key(|visit| visit.record.date))
                    .or_else(|| self.visits.iter().rev().max_by_key(|visit| visit.record.date))
            }
        };
        let visit = found.ok_or_else(|| self.no_visit(day))?;
        if day.is_none() {
            self.sure_of(Some(*visit.record.date), today)?;
        }
        Ok(visit)
    }

    /// Whether a visit may be taken that nobody named. It may not where a record in `records/` cannot be read whose name begins with a date
    /// on which no readable visit stands, and that date lies before the visit, today included, or after a visit that is past (records.md,
    /// section 10): that record may be the visit that is meant. `taken`: the day of the visit; none where there is none to be taken: then any
    /// such record of today or later may be it.
    pub fn sure_of(&self, taken: Option<NaiveDate>, today: NaiveDate) -> Result<(), NoVisit> {
        let may_be_meant = |day: NaiveDate| match taken {
            Some(taken) if taken < today => day > taken,
            Some(taken) => today <= day && day < taken,
            None => today <= day,
        };
        let in_doubt = self.unread_without_a_visit().filter(|(day, _)| may_be_meant(*day));
        // The next one is named first; where all are past, the last of them.
        match in_doubt.min_by_key(|(day, path)| (*day < today, (*day - today).abs(), *path)) {
            Some((_, file)) => Err(NoVisit::Unread { file: file.to_owned(), taken }),
            None => Ok(()),
        }
    }

    /// The records in `records/` that cannot be read and whose names begin with a date on which no readable visit stands, each with that date.
    pub fn unread_without_a_visit(&self) -> impl Iterator<Item = (NaiveDate, &str)> {
        let has_visit = |day: NaiveDate| self.visits.iter().any(|visit| *visit.record.date == day);
        self.unread_with_dates().filter(move |(day, _)| !has_visit(*day))
    }

    /// The same, whatever stands on that date.
    fn unread_with_dates(&self) -> impl Iterator<Item = (NaiveDate, &str)> {
        self.unread.iter().filter_map(|path| Some((layout::date_of(name_of(path))?, path.as_str())))
    }

    fn no_visit(&self, day: Option<NaiveDate>) -> NoVisit {
        let may_be_it = |(of, _): &(NaiveDate, &str)| day.is_none_or(|day| *of == day);
        NoVisit::NotThere {
            school: self.path.clone(),
            day,
            days: self.visits.iter().map(|visit| *visit.record.date).collect(),
            unread: self.unread_with_dates().filter(may_be_it).max().map(|(_, path)| path.to_owned()),
        }
    }

    /// The visits that are not cancelled.
    pub fn visits_not_cancelled(&self) -> impl Iterator<Item = &Filed<Visit>> {
        self.visits.iter().filter(|visit| visit.record.status != VisitStatus::Cancelled)
    }
}

/// Why there is no visit to go on with.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoVisit {
    /// The school has none, or none on the day that was asked for.
    #[error("{school} has no visit{}", .day.map(|day| format!(" on {day}")).unwrap_or_default())]
    NotThere {
        /// The school's folder.
        school: String,
        /// The day that was asked for.
        day: Option<NaiveDate>,
        /// The days of the visits that there are.
        days: Vec<NaiveDate>,
        /// A record that cannot be read and may be it.
        unread: Option<String>,
    },
    /// A record that cannot be read may be the visit that is meant.
    #[error("{file} cannot be read, and may be the visit that is meant{}", .taken.map(|day| format!(", not that on {day}")).unwrap_or_default())]
    Unread {
        /// The record.
        file: String,
        /// The day of the visit that would be taken without it.
        taken: Option<NaiveDate>,
    },
}

impl NoVisit {
    /// What to do about it, in whole sentences.
    #[must_use]
    pub fn what_to_do(&self) -> String {
        let tells = "`spoc validate` tells what is wrong with it.";
        match self {
            Self::NotThere { unread: Some(unread), .. } => format!("{unread} cannot be read: {tells}"),
            Self::NotThere { days, .. } if days.is_empty() => {
                "It has none that can be read: `spoc new visit` makes one, `spoc validate` tells what cannot be read."
                    .to_owned()
            }
            Self::NotThere { days, .. } => {
                let days: Vec<_> = days.iter().map(NaiveDate::to_string).collect();
                format!("Its visits are on {}.", days.join(", "))
            }
            Self::Unread { taken, .. } => {
                let or = taken.map(|day| format!(" Or name the visit that you mean, as in --visit {day}."));
                format!("Put that file right first: {tells}{}", or.unwrap_or_default())
            }
        }
    }
}

/// A record with its file.
#[derive(Debug, Clone)]
pub struct Filed<T> {
    /// The file, relative to the drive.
    pub path: String,
    /// Its text, for the places of fields.
    pub source: Source,
    /// What it says.
    pub record: T,
}

impl<T> Filed<T> {
    /// The file's name with its ending.
    #[must_use]
    pub fn name(&self) -> &str {
        name_of(&self.path)
    }

    /// A problem of a field, which is named by JSON Pointer.
    #[must_use]
    pub fn problem(
        &self,
        code: Code,
        field: impl Into<String>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Problem {
        let field = field.into();
        Problem {
            position: self.source.position(&field),
            field: Some(field),
            ..Problem::of_file(code, self.path.as_str(), message, help)
        }
    }
}

impl<T> Filed<T> {
    /// A problem of something that the record lacks: on its root, at the field itself where that is there but empty (records.md, section 7).
    #[must_use]
    pub fn problem_of_missing(
        &self,
        code: Code,
        name: &str,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Problem {
        let problem = Problem::of_file(code, self.path.as_str(), message, help);
        Problem { position: self.source.position_of_missing(name), field: Some(String::new()), ..problem }
    }
}

/// The name of the file at a path.
fn name_of(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// The text of a record, kept while its school is assessed. Places of fields are worked out when the first is asked for.
/// Copies share it all.
#[derive(Debug, Clone, Default)]
pub struct Source(Arc<SourceText>);

#[derive(Debug, Default)]
struct SourceText {
    text: String,
    yaml: std::ops::Range<usize>,
    first_line: u32,
    tree: OnceLock<Option<Tree<'static>>>,
}

impl Source {
    /// `yaml`: the bytes of the record in the text, whose first line is `first_line` of the file.
    #[must_use]
    pub fn new(text: String, yaml: std::ops::Range<usize>, first_line: u32) -> Self {
        Self(Arc::new(SourceText { text, yaml, first_line, tree: OnceLock::new() }))
    }

    /// The text of the file, decoded.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0.text
    }

    /// The fields of the record, as YAML.
    #[must_use]
    pub fn yaml(&self) -> &str {
        self.0.text.get(self.0.yaml.clone()).unwrap_or_default()
    }

    /// What follows the front matter of a Markdown record; nothing for others.
    #[must_use]
    pub fn body(&self) -> &str {
        if self.0.first_line == 1 {
            return "";
        }
        let after = self.0.text.get(self.0.yaml.end..).unwrap_or_default();
        after.split_once('\n').map_or("", |(_, body)| body)
    }

    /// Where a field begins.
    #[must_use]
    pub fn position(&self, field: &str) -> Option<Position> {
        self.tree()?.at(field).map(|(_, node)| node.start())
    }

    /// Where a field of the root is looked for that is missing or empty.
    #[must_use]
    pub fn position_of_missing(&self, name: &str) -> Option<Position> {
        self.tree().map(|tree| tree.root().place_of_missing(name))
    }

    /// The fields of these names, as JSON Pointers, whose text is not quoted, stands on one line and has a comment after it on that line.
    #[must_use]
    pub fn cut_by_comments(&self, names: &[&str]) -> Vec<String> {
        let text = self.0.text.get(self.0.yaml.clone()).unwrap_or_default();
        if !may_be_cut(text, names) {
            return Vec::new();
        }
        let Some(tree) = self.tree() else { return Vec::new() };
        let mut texts = LastTexts { names, of_line: BTreeMap::new() };
        texts.look(tree.root(), &mut String::new());
        let starts = text::line_starts(text);
        let is_cut = |number: u32, column: u32| {
            let line = text::line_at(text, &starts, number + 1 - self.0.first_line).unwrap_or_default();
            let mut after = line.chars().skip(column as usize - 1).skip_while(|c| matches!(c, ' ' | '\t'));
            after.next() == Some('#')
        };
        let cut = texts.of_line.into_iter().filter(|(line, (column, _))| is_cut(*line, *column));
        cut.flat_map(|(_, (_, pointers))| pointers).collect()
    }

    /// The line of the file on which the record's fields begin.
    #[must_use]
    pub fn first_line(&self) -> u32 {
        self.0.first_line
    }

    /// The fields of the record with their places; none where they cannot be parsed. They are parsed once.
    #[must_use]
    pub fn tree(&self) -> Option<&Tree<'static>> {
        let tree = self.0.tree.get_or_init(|| {
            let text = self.0.text.get(self.0.yaml.clone()).unwrap_or_default();
            tree::parse_yaml(text, self.0.first_line).map(Tree::into_owned).ok()
        });
        tree.as_ref()
    }
}

/// Whether a comment may follow the text of a field of these names. It looks at the lines alone, so that most files need not be parsed once more.
fn may_be_cut(text: &str, names: &[&str]) -> bool {
    let mut lines = text.split(['\n', '\r']).filter(|line| line.contains('#'));
    lines.any(|line| {
        let blank = line.len() - line.trim_start().len();
        let comment = line.match_indices('#').map(|(at, _)| line.split_at(at).0);
        let mut before = comment.filter(|before| before.ends_with([' ', '\t']) && before.len() > blank);
        // Of many the first is the likeliest without a name, and the last holds every name: a line of nothing but `#` is looked through twice.
        let Some(first) = before.next() else { return false };
        let last = before.next_back().unwrap_or(first);
        // The name may stand on the line before; then there is none on this one.
        !first.contains(": ") || names.iter().any(|name| last.contains(name))
    })
}

/// The last text of each line that a comment may follow. Only the last one can be cut short; each line is so looked through once, however many texts
/// stand on it.
struct LastTexts<'a> {
    names: &'a [&'a str],
    /// For each line the column where the text ends, and the fields that hold it: several where an alias repeats it.
    of_line: BTreeMap<u32, (u32, Vec<String>)>,
}

impl LastTexts<'_> {
    fn look(&mut self, node: Node<'_, '_>, pointer: &mut String) {
        let length = pointer.len();
        for (name, value) in node.entries() {
            let name = name.text().unwrap_or_default();
            // What is the authority's own is left alone.
            if name.starts_with("x_") {
                continue;
            }
            push_segment(pointer, name);
            if self.names.contains(&name) {
                self.add(value, pointer);
            }
            self.look(value, pointer);
            pointer.truncate(length);
        }
        for (number, entry) in node.items().enumerate() {
            push_segment(pointer, &number.to_string());
            self.look(entry, pointer);
            pointer.truncate(length);
        }
    }

    fn add(&mut self, value: Node<'_, '_>, pointer: &str) {
        let (start, end) = (value.start(), value.end());
        if !matches!(value.shape(), Shape::Scalar { plain: true, .. }) || value.is_nothing() || start.line != end.line {
            return;
        }
        let (column, pointers) = self.of_line.entry(end.line).or_default();
        if end.column > *column {
            *column = end.column;
            pointers.clear();
        }
        if end.column == *column {
            pointers.push(pointer.to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_cuts_a_text_short_and_nothing_else() {
        let cut = |text: &str| Source::new(text.to_owned(), 0..text.len(), 1).cut_by_comments(&["note", "what"]);
        for (text, field) in [
            ("note: Hut #3 leaks\n", "/note"),
            ("note: Hut\t# 3\r\nb: c\r\n", "/note"),
            ("note: é 😀 # x", "/note"),
            ("note:\n  Hut #3\n", "/note"),
            ("\"note\": a # b\n", "/note"),
            ("a:\n  - b: c\n    what: ring #3\n", "/a/0/what"),
            ("a: [{b: c, what: ring #3\n  }]\n", "/a/0/what"),
        ] {
            assert_eq!(cut(text), [field], "{text}");
        }
        for text in [
            "note: \"Hut #3\"\n",
            "note: 'Hut' # 3\n",
            "note: Hut#3\n",
            "note: # 3\n",
            "note: null # 3\n",
            "note: Hut\n  three # 3\n",
            "note: |  # 3\n  Hut #3\n",
            "note: Hut\n# 3\n",
            "other: Hut #3\n",
            "x_own: {note: Hut #3\n  }\n",
            "a: [{what: ring}] # 3\n",
            "a: {what: ring, # 3\n  b: c}\n",
        ] {
            assert_eq!(cut(text), Vec::<String>::new(), "{text}");
        }
        let text = "---\nb: c\nnote: Hut #3\n---\n";
        assert_eq!(Source::new(text.to_owned(), 4..22, 2).cut_by_comments(&["note"]), ["/note"]);
        assert_eq!(cut("a: [{what: one}, {what: two #3\n  }]\n"), ["/a/1/what"]);
        assert_eq!(cut("a: &a {what: ring #3\n  }\nb: *a\n"), ["/a/what", "/b/what"]);
    }

    /// Each was looked through once for every mark or text on it: for minutes.
    #[test]
    fn a_long_line_is_looked_through_once() {
        let many = |once: &str| once.repeat(100_000);
        for text in [format!("b: 1 {}\n", many("# ")), format!("b: {}\n", many(" #")), many("b: #\n")] {
            assert!(!may_be_cut(&text, &["what"]), "{}", &text[..20]);
        }
        assert!(may_be_cut(&format!("b: 1 {}what: #\n", many("# ")), &["what"]));
        let texts = format!("a: [{} {{what: ring #3\n  }}]\n", "{what: ring},".repeat(20_000));
        let found = Source::new(texts.clone(), 0..texts.len(), 1).cut_by_comments(&["what"]);
        assert_eq!(found, ["/a/20000/what"]);
    }
}
