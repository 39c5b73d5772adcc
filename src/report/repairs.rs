//! Repairs for programs: which problem each belongs to, and the places of its edits.

use serde_json::{Value, json};

use crate::problem::Position;
use crate::repair::{Certainty, Repair, Step};
use crate::text::position_of;

/// A repair as an object: `{"title", "safe", "steps": [{"edit": {"path", "from": {"line", "column"}, "to": {…}, "text"}} | {"rename": {"path", "to"}} |
/// {"save_as_utf8": path} | {"make_folder": path}]}`. `text`: that of the file in which its edits stand. Places count as those of problems do; `to` is
/// the first character that stays.
#[must_use]
pub fn repair_json(repair: &Repair, text: &str) -> Value {
    let place = |Position { line, column }: Position| json!({"line": line, "column": column});
    let step = |step: &Step| match step {
        Step::Edit { path, range, text: new } => json!({"edit": {
            "path": path,
            "from": place(position_of(text, range.start)),
            "to": place(position_of(text, range.end)),
            "text": new,
        }}),
        Step::SaveAsUtf8 { path } => json!({"save_as_utf8": path}),
        Step::Rename { path, to } => json!({"rename": {"path": path, "to": to}}),
        Step::MakeFolder { path } => json!({"make_folder": path}),
    };
    json!({
        "title": repair.title,
        "safe": repair.certainty == Certainty::Safe,
        "steps": repair.steps.iter().map(step).collect::<Vec<_>>(),
    })
}
