//! The table of what the commands cost, and the list of a command's operations.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Component, Path};
use std::time::Duration;

use super::measure::Run;
use super::mount::{Call, Operation};

const KINDS: [(Operation, &str); 8] = [
    (Operation::Open, "open"),
    (Operation::Listing, "listing"),
    (Operation::Lookup, "lookup"),
    (Operation::Attributes, "attributes"),
    (Operation::ListingPart, "part of a listing"),
    (Operation::Read, "read"),
    (Operation::Release, "release"),
    (Operation::Change, "change"),
];

/// The first two lines, as Markdown has them.
pub fn head(is_paired: bool) -> String {
    let mut columns = vec!["command", "seconds", "operations", "at once", "other schools"];
    columns.extend(KINDS.map(|(_, name)| name));
    if is_paired {
        columns.extend(["other's seconds", "other's operations", "ratio"]);
    }
    let rule: Vec<_> = columns.iter().enumerate().map(|(place, _)| if place == 0 { "---" } else { "---:" }).collect();
    format!("{}\n{}", row(&columns), row(&rule))
}

/// What a command cost: the median of the seconds, and the operations of the last run.
pub fn line(command: &str, runs: &[Run], other: Option<&[Run]>, delay: Duration, school: &Path) -> String {
    let last = runs.last().unwrap();
    let seconds = median(runs.iter().map(|run| run.seconds));
    let mut cells = vec![
        command.to_owned(),
        format!("{seconds:.2}"),
        last.calls.len().to_string(),
        format!("{:.1}", last.calls.len() as f64 * delay.as_secs_f64() / seconds),
        other_schools(&last.calls, school).to_string(),
    ];
    cells.extend(KINDS.map(|(kind, _)| last.calls.iter().filter(|(what, _)| *what == kind).count().to_string()));
    if let Some(other) = other {
        cells.push(format!("{:.2}", median(other.iter().map(|run| run.seconds))));
        cells.push(other.last().unwrap().calls.len().to_string());
        let ratios = runs.iter().zip(other).map(|(run, other)| run.seconds / other.seconds);
        cells.push(format!("{:.2}", median(ratios)));
    }
    row(&cells)
}

/// The operations of a run, a line each, in the order in which they came.
pub fn trace(command: &str, run: &Run) -> String {
    let mut text = format!("# {command}\n");
    for (what, path) in &run.calls {
        let name = KINDS.iter().find(|(kind, _)| kind == what).map_or("", |(_, name)| name);
        let _ = writeln!(text, "{name:18}/{}", path.display());
    }
    text + "\n"
}

/// In how many schools' folders other than this one something was asked for: a listing, or anything below the folder itself.
fn other_schools(calls: &[Call], school: &Path) -> usize {
    let mut others = BTreeSet::new();
    for (what, path) in calls {
        let parts: Vec<_> = path.components().collect();
        if let [Component::Normal(manager), Component::Normal(folder), below @ ..] = parts.as_slice()
            && (!below.is_empty() || *what == Operation::Listing)
            && !path.starts_with(school)
        {
            others.insert((manager.to_owned(), folder.to_owned()));
        }
    }
    others.len()
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<_> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn row<T: AsRef<str>>(cells: &[T]) -> String {
    let cells: Vec<_> = cells.iter().map(AsRef::as_ref).collect();
    format!("| {} |", cells.join(" | "))
}
