//! The deadlines of a drive or a part of it as one HTML page: what is not known, overdue, due today and due soon, by day, each with what to do
//! next, and the numbers of each SPOC. It shows what was agreed in words, as the report in the terminal does: it is for the team.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;

use chrono::{DateTime, FixedOffset, NaiveDate};
use maud::{Markup, html};

use super::due::{Horizon, command, next, title_to_come, what};
use super::excerpt::plain;
use super::problems_page::address;
use crate::drive::{SchoolDeadline, Scope};
use crate::page::{Frame, from_today, full_day, message, moment, name, name_or_none, top, whole_title};
use crate::policy::Policy;
use crate::problem::Problem;
use crate::procedure::deadlines::{About, Deadline, State};
use crate::words::{capitalised, figures, number};

/// The command that makes the page, as the page names it.
pub(super) const GENERATOR: &str = "spoc due";
const STYLE: &str = include_str!("../../templates/report.css");

/// The most deadlines of a section that are shown; the others are counted.
const MOST_SHOWN: usize = 500;

/// What the page is made from.
#[derive(Debug, Clone, Copy)]
pub struct DuePage<'a> {
    /// The policy.
    pub policy: &'a Policy,
    /// The deadlines, by day.
    pub deadlines: &'a [SchoolDeadline],
    /// What makes them incomplete: problems of the policy, and what could not be read.
    pub problems: &'a [Problem],
    /// That the policy lacks terms.
    pub terms_wanted: Option<&'a str>,
    /// Which of them are shown.
    pub horizon: Horizon,
    /// The SPOC whose deadlines they are, where only theirs were asked for.
    pub spoc: Option<&'a str>,
    /// The part of the drive that was looked at.
    pub scope: &'a Scope,
    /// The drive.
    pub root: &'a Path,
    /// The day that counts as today.
    pub today: NaiveDate,
    /// When it was looked at.
    pub made: DateTime<FixedOffset>,
}

/// A part of the page.
struct Group<'a> {
    id: &'static str,
    title: String,
    /// What is said above its table.
    note: &'static str,
    rows: Vec<&'a SchoolDeadline>,
    /// What is said where there is none; a group without such words is left out then.
    empty: Option<String>,
}

/// Writes the page.
pub fn write_page(out: &mut impl Write, page: &DuePage<'_>) -> io::Result<()> {
    let part = page.scope.0.rsplit('/').next().filter(|part| !part.is_empty());
    let whose: Vec<_> =
        [part.map(str::to_owned), page.spoc.map(|spoc| format!("SPOC {spoc}"))].into_iter().flatten().collect();
    let title = if whose.is_empty() { "What is due".to_owned() } else { format!("What is due: {}", whose.join(", ")) };
    let groups = groups(page);
    let made = moment(page.made);
    let content = html! {
        a.skip href="#content" { "Skip to the tables" }
        (top(page.policy, &title, page.today, &html! { "Made " (made) br; "by " code { "spoc due" } }))
        (warnings(page))
        (tiles(&groups))
        main #content tabindex="-1" {
            @if groups.iter().take(3).all(|group| group.rows.is_empty()) && !is_incomplete(page) {
                section.clear {
                    h2 { "Nothing is overdue" }
                    p { "Nothing is due today, and everything that was due is done." }
                }
            }
            @for group in &groups { (section(group, page)) }
            (by_spoc(&groups))
        }
    };
    let title = whole_title(page.policy, &title);
    let frame =
        Frame { generator: GENERATOR, title: &title, policy: page.policy, made: &made, style: STYLE, script: "" };
    out.write_all(frame.around(&content).as_bytes())
}

/// Whether something may be missing, so that nothing is said to be all right.
fn is_incomplete(page: &DuePage<'_>) -> bool {
    !page.problems.is_empty() || page.deadlines.iter().any(|one| one.deadline.state == State::Unknown)
}

/// The parts of the page, in their order: what may be overdue comes first.
fn groups<'a>(page: &DuePage<'a>) -> Vec<Group<'a>> {
    let days = page.horizon.days;
    let is_near = |one: &&SchoolDeadline| one.deadline.working_days <= days;
    let of = |state: State| page.deadlines.iter().filter(move |one| one.deadline.state == state);
    let coming = number(usize::try_from(days).unwrap_or(0), "working day");
    let group = |id, title: &str, note, rows, empty: Option<&str>| Group {
        id,
        title: title.to_owned(),
        note,
        rows,
        empty: empty.map(str::to_owned),
    };
    const UNKNOWN: &str = "A record that might say so cannot be read. Once it is put right, these are known again.";
    let mut groups = vec![
        group("unknown", "Not known", UNKNOWN, of(State::Unknown).collect(), None),
        group("overdue", "Overdue", "", of(State::Overdue).collect(), Some("Nothing is overdue.")),
        group("today", "Due today", "", of(State::Due).collect(), Some("Nothing is due today.")),
        group(
            "soon",
            &format!("Due in the next {coming}"),
            "",
            of(State::Upcoming).filter(is_near).collect(),
            Some(&format!("Nothing is due in the next {coming}.")),
        ),
    ];
    if page.horizon.all {
        let done = page.deadlines.iter().filter(|one| one.deadline.state.is_done());
        let later = of(State::Upcoming).filter(|one| !is_near(one));
        groups.push(group("later", "Later", "", later.collect(), None));
        groups.push(group("done", "Done", "", done.collect(), None));
    }
    groups
}

fn warnings(page: &DuePage<'_>) -> Markup {
    html! {
        @if let Some(first) = page.problems.first() {
            p.warning {
                strong { "This page may be incomplete." } " " (name(&plain(&first.path))) ": " (message(&plain(&first.message)))
                @if page.problems.len() > 1 { ", and " (figures(page.problems.len() - 1)) " more" }
                ". " code { "spoc validate" } " tells more."
            }
        } @else if let Some(wanted) = page.terms_wanted {
            p.warning { (wanted) }
        }
    }
}

fn tiles(groups: &[Group<'_>]) -> Markup {
    html! {
        nav aria-label="Numbers, each leading to its table" {
            ul.tiles {
                @for group in groups.iter().filter(|group| group.empty.is_some() || !group.rows.is_empty()) {
                    @let is_strong = matches!(group.id, "unknown" | "overdue" | "today") && !group.rows.is_empty();
                    li class=[is_strong.then_some("strong")] {
                        a href={ "#" (group.id) } { b { (figures(group.rows.len())) } " " span { (group.title.to_lowercase()) } }
                    }
                }
            }
            p { a href="#spocs" { "By SPOC" } }
        }
        "\n"
    }
}

/// A part of the page: a table with a group of rows for each day.
fn section(group: &Group<'_>, page: &DuePage<'_>) -> Markup {
    let Some(first) = group.rows.first() else {
        return html! {
            @if let Some(empty) = &group.empty { section id=(group.id) { h2 { (group.title) } p.none { (empty) } } }
        };
    };
    let shown = group.rows.get(..MOST_SHOWN).unwrap_or(&group.rows);
    let is_done = first.deadline.state.is_done();
    html! {
        section id=(group.id) {
            h2 { (group.title) " " span.count { (figures(group.rows.len())) } }
            @if !group.note.is_empty() { p.note { (group.note) } }
            div.scroll role="region" aria-label={ (group.title) ", table" } tabindex="0" {
                table.list.days {
                    thead { tr { @for column in ["School", "What", if is_done { "Done" } else { "What to do next" }, "SPOC", "Manager"] { th scope="col" { (column) } } } }
                    @for of_day in shown.chunk_by(|a, b| a.deadline.due == b.deadline.due) { (day(of_day, page)) }
                }
            }
            @if let Some(next) = group.rows.get(MOST_SHOWN) {
                p.more {
                    strong { (figures(group.rows.len() - MOST_SHOWN)) " more" } " are not on this page, the next of them due on "
                    (full_day(next.deadline.due)) ". Name a manager, a school or a SPOC to see all: "
                    code { "spoc due \"" (plain(&next.manager)) "\" --open" } "."
                }
            }
        }
        "\n"
    }
}

fn day(rows: &[&SchoolDeadline], page: &DuePage<'_>) -> Markup {
    let Some(first) = rows.first() else { return html! {} };
    let mut rows = rows.to_vec();
    rows.sort_by(|a, b| (a.spoc.is_none(), &a.spoc).cmp(&(b.spoc.is_none(), &b.spoc)));
    html! {
        tbody {
            tr.day {
                th scope="rowgroup" colspan="5" {
                    (full_day(first.deadline.due))
                    @if !first.deadline.state.is_done() { " " span.far { (from_today(&first.deadline)) } }
                }
            }
            @for one in rows { "\n" (row(one, page)) }
        }
    }
}

fn row(one: &SchoolDeadline, page: &DuePage<'_>) -> Markup {
    let deadline = &one.deadline;
    let school = format!("{}/{}", one.manager, one.school);
    // The record, else the school's folder itself, where dates are to be agreed.
    let folder = deadline.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let folder = if folder.len() < school.len() { &*school } else { folder };
    html! {
        tr {
            th.s scope="row" {
                (name(&plain(&one.school)))
                @if let Some(address) = address(page.root, folder) {
                    " " a.open href=(address) { "open the folder" span.hidden { " of " (plain(&one.school)) } }
                }
            }
            td { (plain(&what_to_come(deadline))) @if deadline.step.words().about == About::Day { @if let Some(time) = deadline.time { small { "at " (time.0.format("%H:%M")) } } } }
            td.todo {
                @if let Some(done) = deadline.done {
                    (full_day(done)) @if deadline.state == State::Late { small { "late" } }
                } @else {
                    (message(&capitalised(&plain(&next(one, page.today)))))
                    @if let Some(command) = command(one) { small { code { (plain(&command)) } } }
                }
            }
            td.p { (name_or_none(one.spoc.as_deref())) }
            td.m { (name(&plain(&one.manager))) }
        }
    }
}

/// What a deadline is about; of one that is not done, what is to come.
fn what_to_come(deadline: &Deadline) -> String {
    match deadline.step.words().about {
        _ if deadline.state.is_done() => capitalised(&what(deadline)),
        About::Row { is_free_text: true, .. } => capitalised(&what(deadline)),
        About::Row { .. } => format!("{}: {}", title_to_come(deadline), deadline.detail),
        _ => title_to_come(deadline),
    }
}

/// How many deadlines of each part each SPOC has.
fn by_spoc(groups: &[Group<'_>]) -> Markup {
    let groups: Vec<_> = groups.iter().filter(|group| group.id != "done").collect();
    let mut spocs: BTreeMap<(bool, &str), Vec<usize>> = BTreeMap::new();
    for (place, group) in groups.iter().enumerate() {
        for one in &group.rows {
            let spoc = one.spoc.as_deref();
            let counts =
                spocs.entry((spoc.is_none(), spoc.unwrap_or_default())).or_insert_with(|| vec![0; groups.len()]);
            if let Some(count) = counts.get_mut(place) {
                *count += 1;
            }
        }
    }
    html! {
        section #spocs {
            h2 { "By SPOC" }
            @if spocs.is_empty() {
                p.none { "No SPOC has anything to do in this time." }
            } @else {
                div.scroll role="region" aria-label="By SPOC, table" tabindex="0" {
                    table.numbers {
                        thead { tr { th scope="col" { "SPOC" } @for group in &groups { th.right scope="col" { (group.title) } } } }
                        tbody {
                            @for ((_, spoc), counts) in &spocs {
                                "\n"
                                tr {
                                    th scope="row" { (name_or_none(Some(*spoc).filter(|spoc| !spoc.is_empty()))) }
                                    @for count in counts { td class=(if *count == 0 { "right quiet" } else { "right" }) { (figures(*count)) } }
                                }
                            }
                        }
                    }
                }
            }
        }
        "\n"
    }
}
