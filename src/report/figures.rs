//! Writes figures for people and for programs.

use std::io::{self, Write};

use serde_json::{Map, Value, json};

use super::excerpt::plain;
use crate::figures::{Figures, Kind, Measure, Named, Outcome, Over, Row, Share, Shown, Standing, TOLD};
use crate::policy::Policy;
use crate::procedure::deadlines::Step;
use crate::record::exclusion::ExclusionType;
use crate::record::visit::{DecidedAction, Threshold};
use crate::words::{capitalised, figures as with_commas, long_day, number};

/// What stands in place of a number that is hidden.
pub const HIDDEN: &str = "c";
/// What stands in place of a number that is not known.
pub(super) const UNKNOWN: &str = "?";
/// What stands in place of a share of nothing.
pub(super) const NOTHING: &str = "–";

/// A sign in words, for those who hear the page or look at it for longer.
pub(super) fn sign_in_words(text: &str) -> Option<&'static str> {
    match text {
        HIDDEN => Some("hidden"),
        UNKNOWN => Some("not known"),
        NOTHING => Some("none"),
        _ => None,
    }
}

/// The steps with a column of their own, each with its heading.
pub(super) const STEPS: [(Step, &str); 5] = [
    (Step::DatesAgreed, "Dates"),
    (Step::ProFormaSent, "Sent"),
    (Step::ProFormaReturned, "Back"),
    (Step::ChecksDone, "Checks"),
    (Step::WrittenUp, "Written up"),
];

/// Writes figures as one JSON object. A number that is not known is null, one that is hidden is `"c"`. `scope` is the part of the drive, null for the whole.
pub fn write_json(out: &mut impl Write, figures: &Figures, policy: &Policy) -> io::Result<()> {
    let period = &figures.period;
    let rows = |rows: &[Row]| rows.iter().map(|row| Value::Object(row_json(row))).collect::<Vec<_>>();
    let whole = json!({
        "today": figures.today,
        "authority": policy.authority(),
        "period": {
            "name": period.name,
            "year": period.year,
            "from": period.from,
            "to": period.to,
            "terms": period.term_names(policy),
        },
        "scope": (!figures.part.is_empty()).then_some(&figures.part),
        "published": figures.is_published,
        "total": row_json(&figures.total),
        "schools": rows(&figures.schools),
        "spocs": rows(&figures.spocs),
        "managers": rows(&figures.managers),
        "terms": rows(&figures.terms),
    });
    serde_json::to_writer_pretty(&mut *out, &whole).map_err(io::Error::from)?;
    writeln!(out)
}

fn row_json(row: &Row) -> Map<String, Value> {
    let mut object = Map::new();
    let mut put = |key: &str, value: Value| drop(object.insert(key.to_owned(), value));
    match &row.name {
        Named::School(school) => {
            put("manager", json!(Some(&school.manager).filter(|manager| !manager.is_empty())));
            put("school", json!(school.folder));
            put("name", json!(school.name));
            put("urn", json!(school.urn));
            put("phase", json!(school.phase.map(|phase| phase.as_str())));
            put("status", json!(school.status.map(|status| status.as_str())));
            put("spoc", json!(school.spoc));
        }
        Named::Spoc(spoc) => put("spoc", json!(spoc)),
        Named::Manager(manager) => put("manager", json!(manager)),
        Named::Term(term) => put("term", json!(term)),
        Named::All => {}
    }
    if !matches!(row.name, Named::School(_)) {
        put("schools", json!(row.schools));
    }
    let of = |shown: Shown| match shown {
        Shown::Number { sum, .. } => json!(sum),
        Shown::Unknown => Value::Null,
        Shown::Hidden => json!(HIDDEN),
    };
    put("figures", row.iter().map(|(measure, shown)| (measure.name(), of(shown))).collect());
    let percent = |share: &Share| row.share(share).map_or(Value::Null, tenths);
    put("percent", Share::all().iter().map(|share| (share.name.clone(), percent(share))).collect());
    if !matches!(row.name, Named::School(_)) {
        // Of how many schools a number is not known that is summed over the others.
        let unknown = row.iter().filter_map(|(measure, shown)| match shown {
            Shown::Number { unknown, .. } if unknown > 0 => Some((measure.name(), json!(unknown))),
            _ => None,
        });
        put("schools_not_known", unknown.collect());
    }
    object
}

/// Tenths as a number with one decimal.
fn tenths(per_mille: u64) -> Value {
    // Whole numbers up to 1,000 and their tenths are exact enough to be printed with one decimal.
    let text = decimal(per_mille);
    serde_json::from_str(&text).unwrap_or(Value::Null)
}

/// Tenths with one decimal: `83.3`.
#[must_use]
pub(super) fn decimal(per_mille: u64) -> String {
    format!("{}.{}", per_mille / 10, per_mille % 10)
}

/// A number for people.
pub(super) fn shown(number: Shown) -> String {
    match number {
        Shown::Number { sum, unknown: 0 } => with_commas(sum),
        Shown::Number { sum, .. } => format!("{}+", with_commas(sum)),
        Shown::Unknown => UNKNOWN.to_owned(),
        Shown::Hidden => HIDDEN.to_owned(),
    }
}

/// Half-days for people, as days.
pub(super) fn shown_days(half_days: Shown) -> String {
    match half_days {
        Shown::Number { sum, unknown } => {
            let half = if sum % 2 == 1 { ".5" } else { "" };
            format!("{}{half}{}", with_commas(sum / 2), if unknown > 0 { "+" } else { "" })
        }
        other => shown(other),
    }
}

/// A share for people: `9/11`.
pub(super) fn shown_share(row: &Row, share: &Share) -> String {
    match (row.parts(share), row.sum(&share.of), row.sum(&share.among)) {
        (Some((_, 0)), ..) => NOTHING.to_owned(),
        (Some((part, whole)), ..) => format!("{}/{}", with_commas(part), with_commas(whole)),
        (None, Shown::Hidden, _) | (None, _, Shown::Hidden) => HIDDEN.to_owned(),
        (None, ..) => UNKNOWN.to_owned(),
    }
}

/// The percentage of a share for people; nothing where there is none.
pub(super) fn shown_percent(row: &Row, share: &Share) -> String {
    row.share(share).map(|per_mille| format!("{}%", decimal(per_mille))).unwrap_or_default()
}

/// Whose figures a row has, for people.
pub(super) fn shown_name(name: &Named) -> String {
    match name {
        Named::School(school) => school.name.clone().unwrap_or_else(|| school.folder.clone()),
        Named::Spoc(Some(name)) | Named::Manager(name) | Named::Term(name) => name.clone(),
        Named::Spoc(None) => "none, or not known".to_owned(),
        Named::All => "All schools".to_owned(),
    }
}

/// The share of visits held.
pub(super) fn visits_held() -> Option<Share> {
    Share::all().into_iter().next()
}

/// What is said of the period, below the title.
pub(super) fn lead(figures: &Figures) -> String {
    format!(
        "{} to {}, as on {}: {}",
        long_day(figures.period.from),
        long_day(figures.period.to),
        long_day(figures.today),
        number(figures.schools.len(), "school")
    )
}

/// Of which part of the drive the figures are.
pub(super) fn part_of_the_drive(figures: &Figures) -> String {
    format!("These figures are of a part of the drive: {}.", figures.part)
}

/// What the signs in the tables mean, as far as they occur.
pub(super) fn legend(figures: &Figures) -> Vec<&'static str> {
    let rows = || {
        let groups = [&figures.schools, &figures.spocs, &figures.managers, &figures.terms];
        groups.into_iter().flatten().chain([&figures.total])
    };
    let any = |is: fn(&Shown) -> bool| rows().any(|row| row.iter().any(|(_, shown)| is(&shown)));
    let mut said =
        vec!["9/11: 9 on time of 11 that were done or ought to be. What is to come or not known is in neither number."];
    if any(|shown| *shown == Shown::Unknown) {
        said.push("?: not known.");
    }
    if any(|shown| matches!(shown, Shown::Number { unknown, .. } if *unknown > 0)) {
        said.push("34+: 34 in the schools of which it is known; of others it is not.");
    }
    if any(|shown| *shown == Shown::Hidden) {
        said.push(
            "c: hidden, because it is a number of children, or of what befell them, from 1 to 4 or of fewer than five children, or because one could be worked \
             out from it.",
        );
    }
    said
}

/// A column of the tables by school, SPOC, manager and term.
pub(super) struct Column {
    pub heading: String,
    /// The heading in full, which is understood where it stands alone.
    pub title: String,
    pub cell: Box<dyn Fn(&Row) -> String>,
}

fn column(heading: impl Into<String>, title: impl Into<String>, cell: impl Fn(&Row) -> String + 'static) -> Column {
    Column { heading: heading.into(), title: title.into(), cell: Box::new(cell) }
}

/// The columns on visits and steps.
pub(super) fn columns_of_team() -> Vec<Column> {
    let mut columns = vec![column("Due", "Visits due", |row| shown(row.get(Measure::VisitsDue)))];
    for outcome in Outcome::ALL {
        let title = format!("Visits {}", outcome.title());
        columns.push(column(capitalised(outcome.title()), title, move |row| shown(row.get(Measure::Visits(*outcome)))));
    }
    for (step, heading) in STEPS {
        let share = Share::of_step(step);
        let title = format!("{}, on time of those done and overdue", capitalised(step.words().title));
        columns.push(column(heading, title, move |row| shown_share(row, &share)));
    }
    columns
}

/// The columns on children.
pub(super) fn columns_of_children() -> Vec<Column> {
    let of = |heading: &str, measure: Measure| {
        let title = match measure {
            Measure::Over(Over::ExclusionsPrimary) => "Children over the threshold of exclusions, to year 6".to_owned(),
            Measure::Over(Over::ExclusionsSecondary) => {
                "Children over the threshold of exclusions, from year 7".to_owned()
            }
            measure => capitalised(&measure.title()),
        };
        column(heading, title, move |row| shown(row.get(measure)))
    };
    let told = Share::of_told();
    vec![
        of("Persistent", Measure::Over(Over::PersistentAbsence)),
        of("Severe", Measure::Over(Over::SevereAbsence)),
        column("Days absent", "Days of absence of the children listed", |row| {
            shown_days(row.get(Measure::SessionsMissed))
        }),
        of("Excl. to Y6", Measure::Over(Over::ExclusionsPrimary)),
        of("Excl. from Y7", Measure::Over(Over::ExclusionsSecondary)),
        of("At risk", Measure::Over(Over::Risk)),
        of("Exclusions", Measure::AllExclusions),
        column("Days excl.", "School days of fixed-term exclusion", |row| {
            shown_days(row.get(Measure::FixedTermHalfDays))
        }),
        column("Told", "Authority told in time, of the exclusions of which it was or ought to be told", move |row| {
            shown_share(row, &told)
        }),
    ]
}

/// The tables by school, SPOC, manager and term: each with its title, the heading of its names, and its rows.
pub(super) fn breakdowns(figures: &Figures) -> Vec<(&'static str, &'static str, &'static str, &[Row])> {
    let all = [
        ("terms", "By term", "Term", figures.terms.as_slice()),
        ("managers", "By manager", "Manager", &figures.managers),
        ("spocs", "By SPOC", "SPOC", &figures.spocs),
        ("schools", "By school", "School", &figures.schools),
    ];
    all.into_iter().filter(|(.., rows)| !rows.is_empty()).collect()
}

/// A small table of the figures of all schools.
pub(super) struct Totals {
    pub title: &'static str,
    pub headings: Vec<String>,
    pub rows: Vec<Vec<String>>,
    /// What is said below it.
    pub note: String,
}

/// The tables of all schools' figures.
pub(super) fn totals(figures: &Figures) -> Vec<Totals> {
    vec![
        visits(figures),
        steps(figures),
        decisions(figures),
        exclusions(figures),
        absence(figures),
        thresholds(figures),
    ]
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn visits(figures: &Figures) -> Totals {
    let total = &figures.total;
    let row = |name: String, measure| vec![name, shown(total.get(measure))];
    let mut rows = vec![row("Due".to_owned(), Measure::VisitsDue)];
    rows.extend(Outcome::ALL.iter().map(|outcome| row(capitalised(outcome.title()), Measure::Visits(*outcome))));
    let percent = visits_held().map(|share| shown_percent(total, &share)).filter(|percent| !percent.is_empty());
    let unread = total.get(Measure::RecordsUnread);
    let mut note = percent.map(|percent| format!("{percent} of those held and not held.")).unwrap_or_default();
    if unread.number().is_some_and(|count| count > 0) {
        let space = if note.is_empty() { "" } else { " " };
        note.push_str(&format!(
            "{space}Records that cannot be read: {}. `spoc validate` names them; what they may say is in no figure.",
            shown(unread)
        ));
    }
    Totals { title: "Visits", headings: texts(&["Visits", "Number"]), rows, note }
}

fn steps(figures: &Figures) -> Totals {
    let total = &figures.total;
    let mut headings = vec!["Step".to_owned()];
    headings.extend(Standing::ALL.iter().map(|standing| capitalised(standing.title())));
    headings.push("On time %".to_owned());
    let row = |step: &Step| {
        let mut row = vec![capitalised(step.words().title)];
        row.extend(Standing::ALL.iter().map(|standing| shown(total.get(Measure::Step(*step, *standing)))));
        row.push(shown_percent(total, &Share::of_step(*step)));
        row
    };
    let rows = Measure::steps().iter().map(row).collect();
    let note = "The percentage is of those done and overdue.".to_owned();
    Totals { title: "Steps", headings, rows, note }
}

fn decisions(figures: &Figures) -> Totals {
    let total = &figures.total;
    let mut headings = vec!["Decision".to_owned()];
    headings.extend(Kind::ALL.iter().map(|kind| capitalised(kind.title())));
    let mut rows = Vec::new();
    for threshold in Threshold::ALL {
        for action in DecidedAction::ALL {
            let mut row = vec![capitalised(&format!("{}: {}", threshold.title(), action.title()))];
            let of = |kind: &Kind| shown(total.get(Measure::Decision(*kind, *threshold, *action)));
            row.extend(Kind::ALL.iter().map(of));
            rows.push(row);
        }
    }
    let mut none = vec!["No decision in the row".to_owned()];
    none.extend(Kind::ALL.iter().map(|kind| shown(total.get(Measure::NoDecision(*kind)))));
    rows.push(none);
    let mut all = vec!["Children with a row".to_owned()];
    all.extend(Kind::ALL.iter().map(|_| shown(total.get(Measure::ChildrenDecided))));
    rows.push(all);
    let note = format!(
        "At visits that were held. Children of a review who lack a decision: {}.",
        shown(total.get(Measure::ChildrenUndecided))
    );
    Totals { title: "Decisions", headings, rows, note }
}

fn exclusions(figures: &Figures) -> Totals {
    let total = &figures.total;
    let mut headings = texts(&["Exclusions", "Number", "Days"]);
    let told = ["Told on time", "Told late", "Not told", "To come"];
    headings.extend(texts(&told));
    headings.push("No duty".to_owned());
    let mut rows = Vec::new();
    for kind in ExclusionType::ALL {
        let days = match kind {
            ExclusionType::FixedTerm => shown_days(total.get(Measure::FixedTermHalfDays)),
            ExclusionType::Lunchtime => shown_days(total.get(Measure::Lunchtimes)),
            ExclusionType::Permanent => NOTHING.to_owned(),
        };
        let mut row = vec![capitalised(kind.title()), shown(total.get(Measure::Exclusions(*kind))), days];
        row.extend(TOLD.map(|standing| shown(total.get(Measure::Told(*kind, standing)))));
        row.push(shown(total.get(Measure::NotUnderDuty(*kind))));
        rows.push(row);
    }
    let sum = |of: &dyn Fn(ExclusionType) -> Measure| {
        let measures: Vec<_> = ExclusionType::ALL.iter().map(|kind| of(*kind)).collect();
        shown(total.sum(&measures))
    };
    let days = shown_days(total.sum(&[Measure::FixedTermHalfDays, Measure::Lunchtimes]));
    let mut all = vec!["All".to_owned(), shown(total.get(Measure::AllExclusions)), days];
    all.extend(TOLD.map(|standing| sum(&|kind| Measure::Told(kind, standing))));
    all.push(sum(&Measure::NotUnderDuty));
    rows.push(all);
    let percent = shown_percent(total, &Share::of_told());
    let mut note =
        "Of each the authority is to be told without delay where the duty says so; a lunchtime counts as half a day."
            .to_owned();
    if !percent.is_empty() {
        note.push_str(&format!(" It was told in time of {percent} of those of which it was or ought to be told."));
    }
    Totals { title: "Exclusions", headings, rows, note }
}

fn absence(figures: &Figures) -> Totals {
    let total = &figures.total;
    let sessions = [
        ("Possible", Measure::SessionsPossible),
        ("Missed", Measure::SessionsMissed),
        ("With leave", Measure::SessionsAuthorised),
        ("Without leave", Measure::SessionsUnauthorised),
    ];
    let row = |(name, measure): (&str, Measure)| {
        vec![name.to_owned(), shown(total.get(measure)), shown_days(total.get(measure))]
    };
    let percent = Share::all().into_iter().find(|share| share.of == [Measure::SessionsMissed]);
    let percent = percent.map(|share| shown_percent(total, &share)).filter(|percent| !percent.is_empty());
    let mut note = format!(
        "By the children in the absence lists of the pro formas ({}), who are those named as persistently absent.",
        shown(total.get(Measure::AbsentChildren))
    );
    if let Some(percent) = percent {
        note.push_str(&format!(" They missed {percent}."));
    }
    Totals {
        title: "Days of absence",
        headings: texts(&["Absence", "Sessions", "Days"]),
        rows: sessions.map(row).to_vec(),
        note,
    }
}

fn thresholds(figures: &Figures) -> Totals {
    let row = |over: &Over| vec![capitalised(over.title()), shown(figures.total.get(Measure::Over(*over)))];
    Totals {
        title: "Children at or over each threshold",
        headings: texts(&["Children", "Number"]),
        rows: Over::ALL.iter().map(row).collect(),
        note: "By the reviews of the visits that are not cancelled, each child once in a school.".to_owned(),
    }
}

/// Writes figures for people.
pub fn write_text(out: &mut impl Write, figures: &Figures, policy: &Policy) -> io::Result<()> {
    let bold = anstyle::Style::new().bold();
    writeln!(out, "{bold}{}{bold:#}", plain(&title(figures, policy)))?;
    writeln!(out, "{}", lead(figures))?;
    if !figures.part.is_empty() {
        writeln!(out, "{}", plain(&part_of_the_drive(figures)))?;
    }
    for table in totals(figures) {
        writeln!(out, "\n{bold}{}{bold:#}", table.title)?;
        write_table(out, &table.headings, &table.rows)?;
        if !table.note.is_empty() {
            writeln!(out, "  {}", table.note)?;
        }
    }
    for (_, title, heading, rows) in breakdowns(figures) {
        for (what, columns) in [("visits and steps", columns_of_team()), ("children", columns_of_children())] {
            writeln!(out, "\n{bold}{title}: {what}{bold:#}")?;
            let headings: Vec<_> =
                [heading.to_owned()].into_iter().chain(columns.iter().map(|column| column.heading.clone())).collect();
            let cells = |row: &Row| -> Vec<String> {
                let name = plain(&shown_name(&row.name));
                [name].into_iter().chain(columns.iter().map(|column| (column.cell)(row))).collect()
            };
            let mut all: Vec<_> = rows.iter().map(cells).collect();
            all.push(cells(&figures.total));
            write_table(out, &headings, &all)?;
        }
    }
    writeln!(out)?;
    legend(figures).iter().try_for_each(|line| writeln!(out, "{line}"))?;
    // The headings that do not say by themselves what stands below them.
    let columns = columns_of_team().into_iter().chain(columns_of_children());
    let is_plain = |column: &Column| {
        let heading = column.heading.as_str();
        [heading.to_owned(), format!("visits {heading}")].iter().any(|full| column.title.eq_ignore_ascii_case(full))
    };
    let mut short = columns.filter(|column| !is_plain(column));
    writeln!(out)?;
    short.try_for_each(|column| writeln!(out, "{}: {}.", column.heading, column.title))
}

/// The title of the figures.
fn title(figures: &Figures, policy: &Policy) -> String {
    let authority = policy.authority();
    let of = if authority.is_empty() { String::new() } else { format!("{authority}, ") };
    format!("{of}{}", figures.period.name)
}

/// Writes a table whose first column is names and whose others are numbers.
fn write_table(out: &mut impl Write, headings: &[String], rows: &[Vec<String>]) -> io::Result<()> {
    let width = |text: &str| unicode_width(text);
    let widths: Vec<_> = (0..headings.len())
        .map(|column| {
            let cells = rows.iter().filter_map(|row| row.get(column));
            cells.chain(headings.get(column)).map(|text| width(text)).max().unwrap_or(0)
        })
        .collect();
    for row in [headings].into_iter().chain(rows.iter().map(Vec::as_slice)) {
        write!(out, "  ")?;
        for (column, (cell, of_column)) in row.iter().zip(&widths).enumerate() {
            let space = " ".repeat(of_column.saturating_sub(width(cell)));
            match column {
                0 => write!(out, "{cell}{}", if row.len() > 1 { space } else { String::new() })?,
                _ => write!(out, "  {space}{cell}")?,
            }
        }
        writeln!(out)?;
    }
    Ok(())
}

fn unicode_width(text: &str) -> usize {
    textwrap::core::display_width(text)
}
