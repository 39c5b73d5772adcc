//! The policy of a drive, as it was read.

use std::path::Path;

use chrono::NaiveDate;

use super::findings::{Findings, too_large};
use super::fingerprint::Fingerprint;
use super::root::{DriveError, policy_file};
use crate::calendar::OutOfRange;
use crate::disk::{self, ReadError};
use crate::policy::Policy;
use crate::problem::{Position, Problem};
use crate::procedure::deadlines::dates_agreed_by;
use crate::reading;
use crate::rules::{PolicyFile, check_policy, unreadable, wrong_value, yaml_syntax};
use crate::text;
use crate::tree::{self, MOST_BYTES};

/// The policy of a drive as it was read, with the fingerprint that shows whether policy.toml still says the same.
#[derive(Debug)]
pub struct PolicyRead {
    /// The policy, as far as it holds.
    pub in_force: Policy,
    /// The fingerprint of the file's name and content.
    pub fingerprint: Fingerprint,
    path: String,
}

impl PolicyRead {
    /// Whether a problem keeps a part of the policy from holding.
    #[must_use]
    pub fn keeps_from_holding(&self, problem: &Problem) -> bool {
        problem.path == self.path && problem.code.leaves_unread()
    }

    /// Reads the policy from the bytes of the file, reports what is wrong with it, and keeps what holds of it. `path`: its name on the drive.
    pub(super) fn of(path: &str, bytes: Result<Vec<u8>, ReadError>, today: NaiveDate, findings: &mut Findings) -> Self {
        let fingerprint = match &bytes {
            Ok(bytes) => Fingerprint::of((path, bytes)),
            Err(error) => Fingerprint::of((path, format!("{error:?}"))),
        };
        let is_empty = bytes.as_ref().is_ok_and(|bytes| bytes.is_empty());
        let ends_with_line = bytes.as_ref().is_ok_and(|bytes| bytes.ends_with(b"\n"));
        let text = bytes.as_ref().map(|bytes| text::decode(bytes).0.into_owned()).unwrap_or_default();
        let (policy, problems) = read_policy(path, bytes);
        if is_empty || (!ends_with_line && problems.iter().any(|problem| problem.code.leaves_unread())) {
            findings.note_unfinished(path);
        }
        let is_read =
            problems.iter().all(|problem| problem.code != unreadable::CODE && problem.code != yaml_syntax::CODE);
        findings.problems.extend(problems);
        // What a policy lacks can be said only where the policy can be read.
        if is_read {
            let file = PolicyFile { path, policy: &policy, today };
            check_policy(&file, &mut findings.problems);
            if let Some(year) =
                policy.calendar.year_of(today).filter(|year| dates_agreed_by(&policy, year, None).is_err())
            {
                let field = policy.place_of_term(year.from);
                findings.problems.push(Problem {
                    position: field.as_deref().and_then(|field| position(&text, field)),
                    field,
                    ..Problem::of_file(
                        wrong_value::CODE,
                        path,
                        format!("so many working days cannot be counted from {}: {OutOfRange}", year.from),
                        "Put `dates_agreed`, or the first day of this year's first term, right.",
                    )
                });
            }
        }
        Self { in_force: policy, fingerprint, path: path.to_owned() }
    }
}

/// The policy of the drive at `root`, as far as it holds, and what keeps the rest from holding.
pub fn policy(root: &Path) -> Result<(Policy, Vec<Problem>), DriveError> {
    let name = policy_file(root).ok_or_else(|| DriveError::NoPolicy(root.to_owned()))?;
    let (policy, mut problems) = read_policy(&name, disk::read(&root.join(&name), MOST_BYTES));
    problems.retain(|problem| problem.code.leaves_unread());
    Ok((policy, problems))
}

fn read_policy(name: &str, bytes: Result<Vec<u8>, ReadError>) -> (Policy, Vec<Problem>) {
    match bytes {
        Ok(bytes) => {
            let (text, encoding) = text::decode_owned(bytes);
            reading::read_policy(name, &text, encoding)
        }
        Err(ReadError::Io(error)) => (Policy::default(), vec![unreadable::of_error(name, &error)]),
        Err(ReadError::TooLarge(length)) => (Policy::default(), vec![too_large(name, length)]),
    }
}

/// Where a field of the policy stands in its text.
fn position(text: &str, field: &str) -> Option<Position> {
    let tree = tree::parse_toml(text).ok()?;
    tree.at(field).map(|(_, node)| node.start())
}
