//! What `spoc fix` tells programs.

use std::io::{self, Write};

use chrono::NaiveDate;
use serde_json::{Value, json};

use crate::fixing::{FilePlan, NotDone, Plan, Write as Change};
use crate::problem::Problem;
use crate::repair::Repair;
use crate::report::repair_json;
use crate::text::Encoding;

/// What is told.
pub(super) struct Outcomes<'a> {
    pub today: NaiveDate,
    pub plan: &'a Plan,
    /// What came of each file, where it was to be written.
    pub outcomes: Option<&'a [Result<(), NotDone>]>,
    pub problems: &'a [Problem],
    /// The repairs of each problem, where they were asked for.
    pub repairs: &'a [Vec<Repair>],
}

/// Writes one object: `{"today", "files": [{"path", "to", "changed", "why", "repairs": [{"code", "line", "column", "title"}]}], "proposals": [{"problem", "repairs"}]}`.
pub(super) fn write(
    out: &mut impl Write,
    all: &Outcomes<'_>,
    text: impl Fn(&str) -> Option<(String, Encoding)>,
) -> io::Result<()> {
    let files = all.plan.files.iter().enumerate().map(|(number, file)| {
        let outcome = all.outcomes.and_then(|outcomes| outcomes.get(number));
        of_file(file, outcome)
    });
    let left =
        all.plan.left.iter().map(
            |(path, why)| json!({"path": path, "to": null, "changed": false, "why": why.to_string(), "repairs": []}),
        );
    let proposals = all.problems.iter().zip(all.repairs).filter(|(_, repairs)| !repairs.is_empty());
    let proposals = proposals.map(|(problem, repairs)| {
        let source = text(&problem.path).map(|(text, _)| text).unwrap_or_default();
        let repairs: Vec<_> = repairs.iter().map(|repair| repair_json(repair, &source)).collect();
        json!({"problem": problem, "repairs": repairs})
    });
    let whole = json!({
        "today": all.today,
        "files": files.chain(left).collect::<Vec<_>>(),
        "proposals": proposals.collect::<Vec<_>>(),
    });
    serde_json::to_writer_pretty(&mut *out, &whole).map_err(io::Error::from)?;
    writeln!(out)
}

fn of_file(file: &FilePlan, outcome: Option<&Result<(), NotDone>>) -> Value {
    let repairs = file.said.iter().map(|one| {
        let (line, column) = (one.position.map(|at| at.line), one.position.map(|at| at.column));
        json!({"code": one.code.as_str(), "line": line, "column": column, "title": one.title})
    });
    let to = match &file.write {
        Change::File { to, .. } => to.as_deref(),
        Change::Folder => None,
    };
    let why = outcome.and_then(|outcome| outcome.as_ref().err()).map(NotDone::said);
    json!({
        "path": file.path,
        "to": to,
        "changed": matches!(outcome, Some(Ok(()))),
        "why": why,
        "repairs": repairs.collect::<Vec<_>>(),
    })
}
