//! From the text of a file to a record, or every problem that keeps it from being one.

use std::collections::HashSet;
use std::ops::Range;

use crate::layout::{Area, Ending};
use crate::policy::{Disorder, OutOfOrder, Policy, PolicyFault};
use crate::problem::{Code, Problem};
use crate::record::{Fault, FaultKind, Kind, Meant, Quote, Record, Words, check, nearest, without_names};
use crate::rules::{
    bad_date, bad_upn, guessed_terms, misplaced, missing_field, no_front_matter, not_utf8, out_of_order, unknown_field,
    unknown_kind, wrong_value, yaml_syntax,
};
use crate::school::Source;
use crate::text::{Encoding, decode_owned, front_matter, quoted};
use crate::tree::{self, BrokenBy, Node, SyntaxError, Tree, pointer};

/// Where a file stands in a school's folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// `school.yaml` itself.
    SchoolFile,
    /// Somewhere in one of the three folders.
    In(Area),
}

/// The place of a record's file in its school's folder, by its path on the drive.
#[must_use]
pub fn place_of(path: &str) -> Option<Place> {
    match path.split('/').collect::<Vec<_>>().as_slice() {
        [_, _, _] => Some(Place::SchoolFile),
        [_, _, area, ..] => Area::from_folder(area).map(Place::In),
        _ => None,
    }
}

/// A record, where the file is one, and the file's problems.
#[derive(Debug, Clone)]
pub struct Reading {
    /// The record with its text. None where a problem leaves it unread.
    pub record: Option<(Record, Source)>,
    /// Every problem found while reading.
    pub problems: Vec<Problem>,
}

/// What is wrong with a text, and the fault behind each problem where it is one of a field.
#[derive(Debug, Default)]
pub struct Faults {
    /// Every problem found while reading, but that of the encoding.
    pub problems: Vec<Problem>,
    /// The faults of fields, each with the number of its problem in the list above.
    faults: Vec<(usize, Fault)>,
}

impl Faults {
    /// The fault behind a problem of this text.
    #[must_use]
    pub fn of(&self, problem: &Problem) -> Option<&Fault> {
        self.faults.iter().find(|(number, _)| self.problems.get(*number) == Some(problem)).map(|(_, fault)| fault)
    }

    /// Every fault of a field.
    pub fn all(&self) -> impl Iterator<Item = &Fault> {
        self.faults.iter().map(|(_, fault)| fault)
    }

    fn push_fault(&mut self, path: &str, fault: Fault) {
        self.faults.push((self.problems.len(), fault.clone()));
        self.problems.push(of_fault(path, fault));
    }
}

/// Reads the bytes of a record file. `path` is relative to the drive and gives the ending.
#[must_use]
pub fn read(place: Place, path: &str, bytes: Vec<u8>) -> Reading {
    let (text, encoding) = decode_owned(bytes);
    let mut found = Faults::default();
    let binary = encoding == Encoding::Windows1252 && text.contains('\0');
    if encoding != Encoding::Utf8 && !binary {
        found.problems.push(not_utf8(path, encoding));
    }
    let record = read_text(place, path, &text, &mut found);
    let record = record.map(|(record, yaml, first_line)| (record, Source::new(text, yaml, first_line)));
    Reading { record, problems: found.problems }
}

/// What of a record is right that cannot be read as a whole: the record without the rows that have a fault, of a pro forma without the tables that have
/// one, too. Its text has blank lines in their place, so that lines and rows are counted alike. None where that is not enough, and where nothing is wrong.
#[must_use]
pub fn without_faults(place: Place, path: &str, bytes: Vec<u8>) -> Option<(Record, Source)> {
    const MOST_ROUNDS: usize = 4;
    if Ending::of(path) != Ending::Yaml {
        return None;
    }
    let mut text = decode_owned(bytes).0;
    for round in 0..MOST_ROUNDS {
        let tree = tree::parse_yaml(&text, 1).ok()?;
        let kind = kind(place, path, &tree).ok()?;
        let faults = check(kind, &tree);
        if faults.is_empty() {
            let record = Record::read(kind, &tree).ok().filter(|_| round > 0)?;
            let whole = 0..text.len();
            return Some((record, Source::new(text, whole, 1)));
        }
        let cut: Option<HashSet<String>> = faults.iter().map(|fault| to_cut(kind, &fault.field)).collect();
        let cut = with_emptied_lists(&tree, cut?);
        let blanked = blanked(&text, &tree, &cut)?;
        // What is left says the same as before.
        let left = tree::parse_yaml(&blanked, 1).ok()?;
        let texts =
            |tree: &Tree<'_>| tree.nodes().filter_map(|node| node.text().map(str::to_owned)).collect::<Vec<_>>();
        if texts(&left.without(&HashSet::new())) != texts(&tree.without(&cut)) {
            return None;
        }
        text = blanked;
    }
    None
}

/// What is cut where a field has a fault: the row in which it stands; of a pro forma the field of the root, too.
fn to_cut(kind: Kind, field: &str) -> Option<String> {
    let segments: Vec<_> = field.split('/').collect();
    let is_number = |segment: &&str| !segment.is_empty() && segment.bytes().all(|byte| byte.is_ascii_digit());
    if let Some(at) = segments.iter().position(is_number) {
        return Some(segments[..=at].join("/"));
    }
    (kind == Kind::ProForma && segments.len() > 1).then(|| segments[..2].join("/"))
}

/// The pointers, but those of all rows of a list as one, that of the list.
fn with_emptied_lists(tree: &Tree<'_>, cut: HashSet<String>) -> HashSet<String> {
    let is_emptied = |list: &str| {
        let rows = tree.at(list).map_or(0, |(_, node)| node.items().count());
        rows > 0 && (0..rows).all(|row| cut.contains(&format!("{list}/{row}")))
    };
    let whole = |pointer: &String| match pointer.rsplit_once('/') {
        Some((list, _)) if is_emptied(list) => list.to_owned(),
        _ => pointer.clone(),
    };
    cut.iter().map(whole).collect()
}

/// A text with blank lines in the place of some rows and fields. None where one of them does not stand on lines of its own.
fn blanked(text: &str, tree: &Tree<'_>, pointers: &HashSet<String>) -> Option<String> {
    let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
    for pointer in pointers {
        let (name, node) = tree.at(pointer)?;
        let first = usize::try_from(name.unwrap_or(node).start().line).ok()?.checked_sub(1)?;
        let line = *lines.get(first)?;
        let depth = indent(line);
        let begins = name.and_then(Node::text).unwrap_or("-");
        if !line.get(depth..)?.trim_start_matches(['"', '\'']).starts_with(begins) {
            return None;
        }
        // The rows of a list may stand below its name without a blank before them.
        let is_below = |line: &str| {
            let is_row = name.is_some() && indent(line) == depth && line.trim_start().starts_with("- ");
            line.trim().is_empty() || indent(line) > depth || is_row
        };
        for (number, line) in lines.iter_mut().enumerate().skip(first) {
            if number > first && !is_below(line) {
                break;
            }
            *line = if line.ends_with("\r\n") { "\r\n" } else { "\n" };
        }
    }
    Some(lines.concat())
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// What is wrong with the text of a record file, as [`read`] finds it.
#[must_use]
pub fn faults(place: Place, path: &str, text: &str) -> Faults {
    let mut found = Faults::default();
    // Only what is wrong with it is asked for.
    drop(read_text(place, path, text, &mut found));
    found
}

/// What is wrong with the text of policy.toml, as [`read_policy`] finds it.
#[must_use]
pub fn policy_faults(path: &str, text: &str) -> Faults {
    read_policy_text(path, text).1
}

/// A record, where its fields stand in the text, and the line on which they begin.
fn read_text(place: Place, path: &str, text: &str, found: &mut Faults) -> Option<(Record, Range<usize>, u32)> {
    let (yaml, first_line) = if Ending::of(path) == Ending::Markdown {
        let Some(front) = front_matter(text) else {
            found.problems.push(no_front_matter(path));
            return None;
        };
        (front.yaml.clone(), front.first_line)
    } else {
        (0..text.len(), 1)
    };
    let record = read_yaml(place, path, &text[yaml.clone()], first_line, found)?;
    Some((record, yaml, first_line))
}

/// Reads the text of policy.toml: all that holds of it, and every problem. `path`: its name on the drive.
#[must_use]
pub fn read_policy(path: &str, text: &str, encoding: Encoding) -> (Policy, Vec<Problem>) {
    let mut problems = Vec::new();
    if encoding != Encoding::Utf8 {
        problems.push(not_utf8(path, encoding));
    }
    let (policy, found) = read_policy_text(path, text);
    problems.extend(found.problems);
    (policy, problems)
}

fn read_policy_text(path: &str, text: &str) -> (Policy, Faults) {
    let mut found =
        Faults { problems: guessed_terms::in_policy(path, text).into_iter().collect(), ..Faults::default() };
    match Policy::read(text) {
        Ok((policy, faults)) => {
            for fault in faults {
                match fault {
                    PolicyFault::Field(fault) => found.push_fault(path, fault),
                    PolicyFault::OutOfOrder(fault) => found.problems.push(out_of_order(path, fault)),
                    PolicyFault::Unusable => found.problems.push(unusable(path)),
                }
            }
            (policy, found)
        }
        Err(errors) => {
            found.problems.extend(errors.into_iter().map(|error| yaml_syntax(path, error, false)));
            (Policy::default(), found)
        }
    }
}

/// The kind of record that a tree says it is, for those who hide what is private in it. None where it names no kind that may stand here.
#[must_use]
pub fn kind_of(place: Place, path: &str, tree: &Tree<'_>) -> Option<Kind> {
    kind(place, path, tree).ok()
}

fn read_yaml(place: Place, path: &str, text: &str, first_line: u32, found: &mut Faults) -> Option<Record> {
    let problems = &mut found.problems;
    let tree = match tree::parse_yaml(text, first_line) {
        Ok(tree) => tree,
        Err(errors) => {
            problems.extend(errors.into_iter().map(|error| yaml_syntax(path, error, true)));
            return None;
        }
    };
    let kind = match kind(place, path, &tree) {
        Ok(kind) => kind,
        Err(problem) => {
            problems.push(*problem);
            return None;
        }
    };
    let record = Record::read(kind, &tree);
    if record.is_err() {
        let faults = check(kind, &tree);
        // Tests hold the two paths together. Should they differ all the same, the record is reported rather than passed over.
        if faults.is_empty() {
            problems.push(Problem::of_file(
                wrong_value::CODE,
                path,
                format!("this is not a {} as the program knows it", kind.as_str()),
                "Compare it with a record that is right, and tell whoever looks after the program.",
            ));
        }
        faults.into_iter().for_each(|fault| found.push_fault(path, fault));
    }
    record.ok()
}

fn kind(place: Place, path: &str, tree: &Tree<'_>) -> Result<Kind, Box<Problem>> {
    let root = tree.root();
    let node = root.get("kind").filter(|node| !node.is_nothing());
    let Some(node) = node else {
        return default_kind(place, path).ok_or_else(|| {
            let words = words_for(place);
            let large =
                root.entries().find_map(|(name, _)| name.text().filter(|name| name.eq_ignore_ascii_case("kind")));
            let help = match large {
                Some(large) => format!("Write `kind:` in small letters, not `{large}:`."),
                None => format!("Write `kind:` and what it is: {words}."),
            };
            let position = Some(root.place_of_missing("kind"));
            let problem = Problem::of_file(
                missing_field::CODE,
                path,
                "`kind` is missing: it is not clear what this record is",
                help,
            );
            Box::new(Problem { position, field: Some(String::new()), ..problem })
        });
    };
    let at_kind = |code, message: String, help: String| {
        let problem = Problem::of_file(code, path, message, help);
        Box::new(Problem { position: Some(node.start()), field: Some("/kind".to_owned()), ..problem })
    };
    let Some(kind) = node.text().and_then(Kind::from_word) else {
        let near = node.text().and_then(|word| nearest(word, Kind::ALL.into_iter().map(Kind::as_str)));
        let help = match near {
            Some(kind) => format!("Write `kind: {kind}`."),
            None => format!("Write one of {}.", words_for(place)),
        };
        let meant = Meant::Name { near: near.map(str::to_owned) };
        let quote = node.text().map(|word| Quote::new(word, meant, true));
        let shown = quote.map_or("this".to_owned(), |quote| quote.shown());
        return Err(at_kind(unknown_kind::CODE, format!("{shown} is not a kind of record"), help));
    };
    let fits = match place {
        Place::SchoolFile => kind == Kind::School,
        Place::In(area) => Area::of(kind) == Some(area),
    };
    if fits {
        return Ok(kind);
    }
    let help = match Area::of(kind) {
        Some(area) => format!("Move the file to the school's folder {}/.", area.folder()),
        None => "A school's own file is called school.yaml and stands beside the three folders.".to_owned(),
    };
    let here = match place {
        Place::SchoolFile => "school.yaml".to_owned(),
        Place::In(area) => format!("{}/", area.folder()),
    };
    Err(at_kind(misplaced::CODE, format!("{} has no place in {here}", kind.with_article()), help))
}

fn default_kind(place: Place, path: &str) -> Option<Kind> {
    match place {
        Place::SchoolFile => Some(Kind::School),
        Place::In(area) if Ending::of(path) == Ending::Markdown => match area {
            Area::Emails => Some(Kind::Email),
            Area::Correspondence => Some(Kind::Letter),
            Area::Records => None,
        },
        Place::In(_) => None,
    }
}

fn words_for(place: Place) -> String {
    let fits = |kind: &Kind| match place {
        Place::SchoolFile => *kind == Kind::School,
        Place::In(area) => Area::of(*kind) == Some(area),
    };
    let words: Vec<_> = Kind::ALL.into_iter().filter(fits).map(|kind| format!("`{}`", kind.as_str())).collect();
    words.join(", ")
}

fn no_front_matter(path: &str) -> Problem {
    Problem::of_file(
        no_front_matter::CODE,
        path,
        "this Markdown file does not begin with its record's fields between two lines of three hyphens",
        "Put a line `---` at the very beginning, the fields below it, and another line `---` after them. If it is no record, give it another ending, such as .txt.",
    )
}

fn not_utf8(path: &str, encoding: Encoding) -> Problem {
    Problem::of_file(
        not_utf8::CODE,
        path,
        format!("the file is saved as {}; it was read all the same", encoding.name()),
        "Open it in the editor and save it again with the encoding UTF-8.",
    )
}

/// The problem of a text that is not YAML or TOML. `among_children`: whether the file may speak of children.
fn yaml_syntax(path: &str, error: SyntaxError, among_children: bool) -> Problem {
    let (field, message, help) = match error.wrong {
        BrokenBy::Writing { message, help } => (None, message, help),
        BrokenBy::NameTwice { path } => {
            let shown = without_names(&path, among_children);
            let name = path.last().filter(|_| shown.len() == path.len());
            let name = name.map_or("this name".to_owned(), |name| quoted(name));
            let help = "Keep the one that is right and delete the other.".to_owned();
            (Some(pointer(shown)), format!("{name} stands twice here"), help)
        }
    };
    Problem { code: yaml_syntax::CODE, path: path.to_owned(), position: error.position, field, message, help }
}

fn of_fault(path: &str, fault: Fault) -> Problem {
    let code = code_of(fault.kind());
    let Words { message, help } = fault.words();
    Problem { code, path: path.to_owned(), position: Some(fault.position), field: Some(fault.field), message, help }
}

fn code_of(kind: FaultKind) -> Code {
    match kind {
        FaultKind::MissingField => missing_field::CODE,
        FaultKind::UnknownField => unknown_field::CODE,
        FaultKind::WrongValue => wrong_value::CODE,
        FaultKind::BadDate => bad_date::CODE,
        FaultKind::BadUpn => bad_upn::CODE,
    }
}

fn unusable(path: &str) -> Problem {
    Problem::of_file(
        wrong_value::CODE,
        path,
        "the policy cannot be used; the defaults hold",
        "Compare it with a policy that is right, and tell whoever looks after the program.",
    )
}

fn out_of_order(path: &str, OutOfOrder { field, position, what }: OutOfOrder) -> Problem {
    let (message, help) = match what {
        Disorder::Backwards => {
            ("`to` is before `from`".to_owned(), "Put the two dates right: `from` is the first day, `to` the last.")
        }
        Disorder::Overlap { until } => (
            format!("this term begins while another lasts, to {until}"),
            "Terms follow one another: put the first and last days right.",
        ),
    };
    let problem = Problem::of_file(out_of_order::CODE, path, message, help);
    Problem { position: Some(position), field: Some(field), ..problem }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::values::Count;

    fn read(text: &str) -> (Policy, Vec<String>) {
        let (policy, problems) = read_policy("policy.toml", text, Encoding::Utf8);
        let shown = problems.iter().map(|p| {
            let at = p.position.map_or(String::new(), |at| format!("{}:{}", at.line, at.column));
            format!("{at} {} {}", p.code, p.field.as_deref().unwrap_or("-"))
        });
        (policy, shown.collect())
    }

    #[test]
    fn an_empty_policy_holds_the_defaults() {
        let (policy, problems) = read("");
        assert_eq!(problems, Vec::<String>::new());
        assert_eq!(policy.deadlines.dates_agreed, Count(15));
        assert_eq!(policy.review.secondary_days.half_days(), 20);
        assert_eq!(policy.pack.marking.as_deref(), Some("OFFICIAL-SENSITIVE"));
        assert!(policy.years.is_empty() && policy.authority.is_none());
    }

    #[test]
    fn what_is_right_holds_beside_what_is_wrong() {
        let text = "autority = \"X\"\n[deadlines]\nwritten_up = \"soon\"\nchecks_done = 2\n[[year]]\nterms = [\n  { from = 2026-09-02, to = 2026-12-18 },\n  { from = 2027-01-04 },\n  { from = 2027-07-21, to = 2027-04-12 },\n]\n";
        let (policy, problems) = read(text);
        let expected = [
            "1:1 unknown-field /autority",
            "3:14 wrong-value /deadlines/written_up",
            "8:3 missing-field /year/0/terms/1",
            "9:29 out-of-order /year/0/terms/2/to",
        ];
        assert_eq!(problems, expected);
        assert_eq!((policy.deadlines.written_up, policy.deadlines.checks_done), (Count(5), Count(2)));
        assert_eq!(policy.years[0].terms.len(), 2);
    }

    #[test]
    fn a_wrong_date_takes_its_term_alone() {
        let text = "[deadlines]\nwritten_up = 9\n[[year]]\nterms = [\n  { from = \"2 September 2026\", to = 2026-12-18 },\n  { from = 2027-01-04, to = 2027-03-25 },\n]\n";
        let (policy, problems) = read(text);
        assert_eq!(problems, ["5:12 bad-date /year/0/terms/0/from"]);
        assert_eq!(policy.deadlines.written_up, Count(9));
        assert_eq!(policy.years[0].terms.len(), 1);
    }

    #[test]
    fn terms_that_overlap_are_named() {
        let terms = "terms = [{ from = 2026-09-02, to = 2026-12-18 }, { from = 2026-12-18, to = 2027-03-25 }]\n";
        let (_, problems) =
            read(&format!("[[year]]\n{terms}[[year]]\nterms = [{{ from = 2027-03-01, to = 2027-03-02 }}]\n"));
        assert_eq!(problems, ["2:59 out-of-order /year/0/terms/1/from", "4:19 out-of-order /year/1/terms/0/from"]);
    }

    #[test]
    fn a_broken_policy_is_the_default_one() {
        let (policy, problems) = read("[deadlines\n");
        assert_eq!(problems, ["1:11 yaml-syntax -"]);
        assert_eq!(policy.deadlines.written_up, Count(5));
    }

    #[test]
    fn an_empty_date_of_the_policy_is_pointed_at() {
        let terms = "terms = [\n  { name = \"Autumn\", from = \"\", to = 2026-12-18 },\n  { to = 2027-03-25 },\n]\n";
        let (_, problems) = read(&format!("[[year]]\n{terms}"));
        assert_eq!(problems, ["3:22 missing-field /year/0/terms/0", "4:3 missing-field /year/0/terms/1"]);
        let closures = "[calendar]\n[[calendar.closures]]\nfrom = []\nto = 2027-01-01\n";
        assert_eq!(read(closures).1, ["3:1 missing-field /calendar/closures/0"]);
    }

    #[test]
    fn a_field_of_the_policy_that_it_does_not_have_is_named() {
        let (_, problems) = read_policy("policy.toml", "this record = 1\n", Encoding::Utf8);
        assert_eq!(problems[0].code, yaml_syntax::CODE);
        let (_, problems) = read_policy("policy.toml", "colour = 1\n", Encoding::Utf8);
        assert!(problems[0].message == "`colour` is not a field of the policy", "{problems:?}");
    }
}
