//! The problems of a drive or a part of it as one HTML page, by school: each with its place, its excerpt and what to do, a link that opens the
//! folder of its record, and the page of `explain` on its code. Names are hidden as they are in the terminal.
//!
//! However much is wrong, the page stays one that a browser opens at once: of a school with very many problems it shows the first, errors before
//! the rest, and counts the others by code.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::{self, Write};
use std::path::Path;

use chrono::{DateTime, FixedOffset, NaiveDate};
use maud::{Markup, html};

use super::excerpt::{Excerpt, Excerpts, plain};
use super::summary;
use crate::drive::{Assessment, Assessments, Scope};
use crate::page::{Frame, Table, folder_url, message, moment, name, name_or_none, top, whole_title};
use crate::problem::{Code, Problem, Severity};
use crate::rules::{Page, rule};
use crate::words::{capitalised, figures, number};

/// The command that makes the page, as the page names it.
pub(super) const GENERATOR: &str = "spoc validate";
const STYLE: &str = include_str!("../../templates/report.css");

/// About so many problems are shown on a page; the others are counted.
const MOST_SHOWN: usize = 2_000;
/// The most and the fewest that are shown of a school.
const MOST_OF_A_SCHOOL: usize = 100;
const FEWEST_OF_A_SCHOOL: usize = 3;
/// Where more are shown than these, each school is folded.
const MOST_UNFOLDED: usize = 150;

/// What the page is made from.
#[derive(Debug, Clone, Copy)]
pub struct ProblemsPage<'a> {
    /// The schools and their problems.
    pub whole: &'a Assessments,
    /// The part of the drive that was looked at.
    pub scope: &'a Scope,
    /// The drive.
    pub root: &'a Path,
    /// The day that counts as today.
    pub today: NaiveDate,
    /// When it was looked at.
    pub made: DateTime<FixedOffset>,
    /// Whether excerpts show children's names and free text.
    pub show_names: bool,
}

/// The problems of a school, of a manager's folder or of the drive itself.
struct Place<'a> {
    /// The anchor of its section.
    id: String,
    name: &'a str,
    school: Option<&'a Assessment>,
    manager: Option<&'a str>,
    /// Its folder on the drive; empty for the drive itself.
    folder: String,
    problems: Vec<&'a Problem>,
}

/// How many of some problems are of which kind.
#[derive(Default)]
struct Numbers {
    errors: usize,
    overdue: usize,
    others: usize,
}

/// Writes the page. `source` gives the text of a file, by its path on the drive, while it can be read; `is_folder` says whether a path is one.
pub fn write_page(
    out: &mut impl Write,
    page: &ProblemsPage<'_>,
    source: impl Fn(&str) -> Option<String>,
    is_folder: impl Fn(&str) -> bool,
) -> io::Result<()> {
    let policy = &page.whole.policy;
    let title = match page.scope.0.rsplit('/').next() {
        Some(part) if !part.is_empty() => format!("Check of the records: {part}"),
        _ => "Check of the records".to_owned(),
    };
    let places = places(page);
    let limit = limit(&places);
    let shown = places.iter().map(|place| place.problems.len().min(limit)).sum::<usize>();
    let is_open = shown <= MOST_UNFOLDED || places.len() == 1;
    let mut records = Records { page, source, is_folder, file: None };
    let made = moment(page.made);
    let content = html! {
        a.skip href="#content" { "Skip to the problems" }
        (top(policy, &title, page.today, &html! { "Made " (made) br; "by " code { "spoc validate" } }))
        (warning(page))
        @if places.is_empty() {
            main #content tabindex="-1" {
                section.clear {
                    h2 { "Nothing is wrong" }
                    p { "No record here has a problem, and nothing is overdue." }
                    p.note { (summary(&page.whole.counts)) "." }
                }
            }
        } @else {
            (tiles(page, &places))
            main #content tabindex="-1" {
                (by_place(&places, page))
                @for place in &places { (section(place, limit, is_open, &mut records)) }
                (codes(&page.whole.problems))
            }
        }
    };
    let title = whole_title(policy, &title);
    let frame = Frame { generator: GENERATOR, title: &title, policy, made: &made, style: STYLE, script: "" };
    out.write_all(frame.around(&content).as_bytes())
}

/// The problems by the school, the manager's folder or the drive that they are of; what concerns more comes first.
fn places<'a>(page: &ProblemsPage<'a>) -> Vec<Place<'a>> {
    let schools: HashMap<_, _> = page.whole.schools.iter().map(|one| ((&*one.manager, &*one.school), one)).collect();
    let managers: HashSet<&str> = schools.keys().map(|(manager, _)| *manager).collect();
    let mut places: BTreeMap<_, Place<'a>> = BTreeMap::new();
    for problem in &page.whole.problems {
        let mut parts = problem.path.split('/');
        let manager = parts.next().filter(|manager| managers.contains(manager));
        let school = manager.zip(parts.next()).and_then(|place| schools.get(&place).copied());
        let named = school.map(|school| school.name.as_deref().unwrap_or(&school.school));
        let key = (manager, named.map(str::to_lowercase), school.map(|school| &*school.school));
        let place = places.entry(key).or_insert_with(|| Place {
            id: String::new(),
            name: named.or(manager).unwrap_or("The drive itself"),
            school,
            manager,
            folder: [manager, school.map(|school| &*school.school)].into_iter().flatten().collect::<Vec<_>>().join("/"),
            problems: Vec::new(),
        });
        place.problems.push(problem);
    }
    let numbered = places.into_values().enumerate();
    numbered.map(|(number, place)| Place { id: format!("p{}", number + 1), ..place }).collect()
}

/// How many problems of a school are shown, so that all of them together are not too many.
fn limit(places: &[Place<'_>]) -> usize {
    let shown = |limit: usize| places.iter().map(|place| place.problems.len().min(limit)).sum::<usize>();
    let fits = |limit: &usize| shown(*limit) <= MOST_SHOWN;
    (FEWEST_OF_A_SCHOOL..=MOST_OF_A_SCHOOL).rev().find(fits).unwrap_or(FEWEST_OF_A_SCHOOL)
}

impl Numbers {
    fn of<'a>(problems: impl IntoIterator<Item = &'a Problem>) -> Self {
        let mut numbers = Self::default();
        for problem in problems {
            match problem.code.severity() {
                Severity::Error => numbers.errors += 1,
                Severity::Warning if problem.code.is_overdue() => numbers.overdue += 1,
                Severity::Warning => numbers.others += 1,
            }
        }
        numbers
    }

    /// In words, without what there is none of.
    fn words(&self) -> String {
        let errors = (self.errors > 0).then(|| number(self.errors, "error"));
        let overdue = (self.overdue > 0).then(|| format!("{} overdue", figures(self.overdue)));
        let others = (self.others > 0).then(|| format!("{} to look at", figures(self.others)));
        [errors, overdue, others].into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}

/// The warning that the policy cannot be used as it is.
fn warning(page: &ProblemsPage<'_>) -> Markup {
    html! {
        @if let Some(first) = page.whole.policy_problems.first() {
            p.warning {
                strong { "This page may be incomplete." } " policy.toml cannot be used as it is: "
                (message(&plain(&first.message))) @if let Some(at) = first.position { ", line " (at.line) } "."
            }
        }
    }
}

fn tiles(page: &ProblemsPage<'_>, places: &[Place<'_>]) -> Markup {
    let numbers = Numbers::of(&page.whole.problems);
    let schools = places.iter().filter(|place| place.school.is_some()).count();
    let of_schools = match page.whole.counts.schools {
        0 => "schools with a problem".to_owned(),
        all => format!("of {} with a problem", number(all, "school")),
    };
    let tiles = [
        (numbers.errors, "errors, to be put right", true),
        (numbers.overdue, "overdue", true),
        (numbers.others, "other things to look at", false),
        (schools, &*of_schools, false),
    ];
    html! {
        nav aria-label="Numbers, each leading to the table of schools" {
            ul.tiles {
                @for (count, words, is_strong) in tiles {
                    li class=[(is_strong && count > 0).then_some("strong")] {
                        a href="#schools" { b { (figures(count)) } " " span { (words) } }
                    }
                }
            }
            p { a href="#schools" { "By school" } " " a href="#codes" { "By kind, and what the codes mean" } }
        }
        "\n"
    }
}

fn by_place(places: &[Place<'_>], page: &ProblemsPage<'_>) -> Table<'static> {
    let row = |place: &Place<'_>| {
        let numbers = Numbers::of(place.problems.iter().copied());
        let count = |count: usize, words: &str| {
            html! {
                td.right.n {
                    @if count == 0 { span.quiet { "–" } } @else { (figures(count)) span.unit { " " (words) } }
                }
            }
        };
        html! {
            tr {
                th.s scope="row" { a href={ "#" (place.id) } { (name(&plain(place.name))) } }
                (count(numbers.errors, if numbers.errors == 1 { "error" } else { "errors" }))
                (count(numbers.overdue, "overdue"))
                (count(numbers.others, "to look at"))
                td.p { @if let Some(school) = place.school { (name_or_none(school.spoc.as_deref())) } }
                td.m { @if place.school.is_some() { (name_or_none(place.manager)) } }
            }
        }
    };
    let with = places.iter().filter(|place| place.school.is_some()).count();
    let without = page.whole.counts.schools.saturating_sub(with);
    let others = match (without, with) {
        (0, _) => None,
        (1, _) => Some(html! { "The other school has no problem." }),
        (_, 0) => Some(html! { "No school has a problem of its own." }),
        (_, _) => Some(html! { "The other " (figures(without)) " schools have no problem." }),
    };
    Table {
        id: "schools",
        title: "By school".to_owned(),
        note: others,
        columns: vec!["School", "Errors", "Overdue", "To look at", "SPOC", "Manager"],
        class: "places",
        rows: places.iter().map(row).collect(),
        empty: html! {},
    }
}

/// How often each code comes, in the order in which they first come.
fn counted(codes: impl Iterator<Item = Code>) -> Vec<(Code, usize)> {
    let mut found: Vec<(Code, usize)> = Vec::new();
    let mut places = HashMap::new();
    for code in codes {
        let place = *places.entry(code).or_insert_with(|| {
            found.push((code, 0));
            found.len() - 1
        });
        if let Some((_, count)) = found.get_mut(place) {
            *count += 1;
        }
    }
    found
}

/// The records from which excerpts are taken, one open at a time: the problems come in the order of their paths.
struct Records<'p, S, F> {
    page: &'p ProblemsPage<'p>,
    source: S,
    is_folder: F,
    file: Option<Excerpts>,
}

impl<S: Fn(&str) -> Option<String>, F: Fn(&str) -> bool> Records<'_, S, F> {
    fn excerpt(&mut self, problem: &Problem) -> Option<Excerpt> {
        let at = problem.position?;
        if self.file.as_ref().is_none_or(|file| file.path != problem.path) {
            self.file = (self.source)(&problem.path).map(|text| Excerpts::new(&problem.path, text));
        }
        let file = self.file.as_mut().filter(|file| file.path == problem.path)?;
        file.cut(problem, at, self.page.show_names)
    }

    /// The address of the folder in which a record stands; of a folder, its own.
    fn address(&self, path: &str) -> Option<String> {
        let folder = if (self.is_folder)(path) { path } else { path.rsplit_once('/').map_or("", |(folder, _)| folder) };
        address(self.page.root, folder)
    }
}

/// The address of a folder of the drive.
pub(super) fn address(root: &Path, folder: &str) -> Option<String> {
    // Add the path name by name: after the prefix of a long path, Windows takes a slash for a part of a name.
    let mut whole = root.to_owned();
    whole.extend(folder.split('/').filter(|name| !name.is_empty()));
    folder_url(&whole)
}

/// The problems of a place, by file.
fn section<S: Fn(&str) -> Option<String>, F: Fn(&str) -> bool>(
    place: &Place<'_>,
    limit: usize,
    is_open: bool,
    records: &mut Records<'_, S, F>,
) -> Markup {
    let (shown, others) = chosen(&place.problems, limit);
    let spoc = place.school.and_then(|school| school.spoc.as_deref());
    html! {
        section.place {
            details open[is_open] {
                summary {
                    h2 {
                        (name(&plain(place.name))) " "
                        span.count { (Numbers::of(place.problems.iter().copied()).words()) }
                    }
                }
                div.found id=(place.id) {
                    p.note {
                        @if let Some(spoc) = spoc { "SPOC " (name(spoc)) ", " }
                        @if let Some(manager) = place.manager.filter(|_| place.school.is_some()) { "manager " (name(manager)) ". " }
                        @if let Some(address) = address(records.page.root, &place.folder) {
                            a href=(address) { "Open the folder" span.hidden { " of " (plain(place.name)) } }
                        }
                    }
                    @for of_file in shown.chunk_by(|a, b| a.path == b.path) { (file(place, of_file, records)) }
                    @if !others.is_empty() { (more(place, &others)) }
                }
            }
        }
        "\n"
    }
}

/// The problems that are shown of a place, in their order, and those that are only counted. Errors are shown before anything else.
fn chosen<'a>(problems: &[&'a Problem], limit: usize) -> (Vec<&'a Problem>, Vec<&'a Problem>) {
    let mut order: Vec<_> = (0..problems.len()).collect();
    order.sort_by_key(|place| problems.get(*place).map(|problem| problem.code.severity()));
    let kept: HashSet<_> = order.into_iter().take(limit).collect();
    let (shown, others): (Vec<_>, Vec<_>) = problems.iter().enumerate().partition(|(place, _)| kept.contains(place));
    let alone = |numbered: Vec<(usize, &&'a Problem)>| numbered.into_iter().map(|(_, problem)| *problem).collect();
    (alone(shown), alone(others))
}

/// What is not shown of a place, by code.
fn more(place: &Place<'_>, others: &[&Problem]) -> Markup {
    let kinds = counted(others.iter().map(|problem| problem.code));
    let command = if place.folder.is_empty() {
        "spoc validate".to_owned()
    } else {
        format!("spoc validate \"{}\"", place.folder)
    };
    html! {
        p.more {
            strong { (number(others.len(), "more problem")) }
            (if others.len() == 1 { " is" } else { " are" }) " not on this page: "
            @for (place, (code, count)) in kinds.iter().enumerate() {
                @if place > 0 { ", " } (figures(*count)) " × " (link_to(*code))
            }
            ". " code { (plain(&command)) } " shows all."
        }
    }
}

fn file<S: Fn(&str) -> Option<String>, F: Fn(&str) -> bool>(
    place: &Place<'_>,
    problems: &[&Problem],
    records: &mut Records<'_, S, F>,
) -> Markup {
    let Some(first) = problems.first() else { return html! {} };
    let below = first.path.strip_prefix(&*place.folder).map_or(&*first.path, |rest| rest.trim_start_matches('/'));
    html! {
        h3 {
            @if below.is_empty() { "The folder itself" } @else { (name(&plain(below))) }
            @if let Some(address) = records.address(&first.path) {
                " " a.open href=(address) { "open its folder" span.hidden { ": " (plain(&first.path)) } }
            }
        }
        ul.problems {
            @for problem in problems { (one(problem, records)) }
        }
    }
}

fn one<S: Fn(&str) -> Option<String>, F: Fn(&str) -> bool>(
    problem: &Problem,
    records: &mut Records<'_, S, F>,
) -> Markup {
    let excerpt = records.excerpt(problem);
    html! {
        "\n"
        li class=(class_of(problem.code)) {
            p.what {
                span.severity { (problem.code.severity()) } " "
                (message(&capitalised(&plain(&problem.message)))) "."
            }
            @if let Some(at) = problem.position {
                p.at { "Line " (at.line) ", column " (at.column) }
                @if let Some(excerpt) = &excerpt { (line(excerpt, at.line)) }
            }
            @if !problem.help.is_empty() { p.todo { b { "What to do: " } (message(&plain(&problem.help))) } }
            p.code { (link_to(problem.code)) }
        }
    }
}

/// A line of a record with the place marked; of a long one, the part about the place.
fn line(excerpt: &Excerpt, number: u32) -> Markup {
    const BEFORE: usize = 120;
    const AFTER: usize = 120;
    let part = |range: std::ops::Range<usize>| excerpt.line.get(range).unwrap_or_default();
    let (before, marked) = (part(0..excerpt.marked.start), part(excerpt.marked.clone()));
    let after = part(excerpt.marked.end..excerpt.line.len());
    let is_cut = before.chars().count() > BEFORE || !excerpt.is_from_the_start;
    let before: String = before.chars().skip(before.chars().count().saturating_sub(BEFORE)).collect();
    let rest: String = after.chars().take(AFTER).collect();
    let marked_short: String = marked.chars().take(AFTER).collect();
    html! {
        pre {
            span.no { (number) } " "
            @if is_cut { "… " } (before) mark { (marked_short) @if marked_short.len() < marked.len() { " …" } }
            (rest) @if rest.len() < after.len() { " …" }
        }
    }
}

/// The codes that there are, the errors and the most frequent first, each with its page of `explain`.
fn codes(problems: &[Problem]) -> Markup {
    let mut codes = counted(problems.iter().map(|problem| problem.code));
    codes.sort_by_key(|(code, count)| (code.severity(), std::cmp::Reverse(*count), code.as_str()));
    html! {
        section #codes {
            h2 { "By kind, and what the codes mean" }
            p.note { "Open a line to read what " code { "spoc explain" } " tells of it." }
            @for (code, count) in codes {
                @if let Some(rule) = rule(code) {
                    details class=(class_of(code)) {
                        summary {
                            b.right { (figures(count)) } " × " span.severity { (code.severity()) } " "
                            span.title { (capitalised(rule.page.title)) } " " code { (code) }
                        }
                        div.page id=(anchor(code)) { (explained(&rule.page)) }
                    }
                }
            }
        }
    }
}

fn explained(page: &Page) -> Markup {
    let words = [("What it finds", page.finds), ("Why it matters", page.why), ("The procedure", page.clause)];
    html! {
        @for (title, text) in words { h3 { (title) } p { (message(text)) } }
        h3 { "Not like this" } pre { (page.bad.trim_matches('\n')) }
        h3 { "But like this" } pre { (page.good.trim_matches('\n')) }
        h3 { "What to do" } p { (message(page.remedy)) }
    }
}

fn class_of(code: Code) -> &'static str {
    match code.severity() {
        Severity::Error => "error",
        Severity::Warning => "warned",
    }
}

fn title_of(code: Code) -> String {
    rule(code).map_or_else(|| code.to_string(), |rule| capitalised(rule.page.title))
}

fn anchor(code: Code) -> String {
    format!("code-{code}")
}

/// A code that leads to its page.
fn link_to(code: Code) -> Markup {
    html! { a href={ "#" (anchor(code)) } title=(title_of(code)) { code { (code) } } }
}
