//! What may be done with a record, above its first line: commands of the program as data. Whoever shows them runs them.

use std::ops::Range;

use super::open::{OpenFile, Sheet};
use crate::record::Kind;
use crate::record::visit::VisitStatus;

/// A command that goes with a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lens {
    /// The line above which it stands, in bytes.
    pub range: Range<usize>,
    /// What it is called.
    pub title: &'static str,
    /// What it does.
    pub command: LensCommand,
    /// The arguments of the program, the command first. Paths are relative to the drive.
    pub arguments: Vec<String>,
}

/// What a lens does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LensCommand {
    /// Prints the pack of a visit.
    Pack,
    /// Checks the school.
    Validate,
    /// Sends the pro forma of a visit.
    ProForma,
}

impl LensCommand {
    /// All.
    pub const ALL: [Self; 3] = [Self::Pack, Self::Validate, Self::ProForma];

    /// The name by which editors know it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pack => "spoc.pack",
            Self::Validate => "spoc.validate",
            Self::ProForma => "spoc.pro-forma",
        }
    }
}

/// The commands that go with a file.
#[must_use]
pub fn lenses(open: &OpenFile<'_>) -> Vec<Lens> {
    let Some(sheet) = Sheet::new(open, None) else { return Vec::new() };
    let Some(school) = school_path(open) else { return Vec::new() };
    let first = sheet.sketch.children(0).next().map_or(0..0, |item| {
        let one = sheet.sketch.item(item);
        one.name.clone().unwrap_or(one.start..one.start)
    });
    let lens = |title, command, arguments: &[&str]| Lens {
        range: first.clone(),
        title,
        command,
        arguments: arguments.iter().map(|one| (*one).to_owned()).collect(),
    };
    let check = lens("Check the school", LensCommand::Validate, &["validate", school]);
    let day = sheet.own_day().map(|day| day.to_string());
    match (sheet.kind(), day) {
        (Some(Kind::Visit), Some(day)) => {
            let is_cancelled = sheet.sketch.root_text("status").as_deref() == Some(VisitStatus::Cancelled.as_str());
            let pack = lens("Print the pack", LensCommand::Pack, &["pack", school, "--visit", &day]);
            let pack = Some(pack).filter(|_| !is_cancelled);
            pack.into_iter().chain([check]).collect()
        }
        (Some(Kind::ProForma), Some(_)) => {
            // The visit may have been moved from the day that the pro forma has.
            let day = super::due::visit_day(&sheet).map(|day| day.to_string()).unwrap_or_default();
            let send =
                lens("Send the pro forma", LensCommand::ProForma, &["pro-forma", "send", school, "--visit", &day]);
            vec![send, check]
        }
        (Some(Kind::School), _) => vec![check],
        _ => Vec::new(),
    }
}

/// The folder of the school that a file belongs to, relative to the drive.
fn school_path<'a>(open: &OpenFile<'a>) -> Option<&'a str> {
    let (at, _) = open.path.match_indices('/').nth(1)?;
    open.path.get(..at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assist::sample::{EARLIER, LOG, PRO_FORMA, Sample, VISIT};

    #[test]
    fn a_visit_and_a_pro_forma_have_their_commands() {
        let sample = Sample::new();
        let of = |path: &str, text: &str| {
            let lenses = lenses(&sample.open(path, text));
            lenses
                .iter()
                .map(|lens| format!("{}: {}", lens.title, lens.arguments.join(" ")))
                .collect::<Vec<_>>()
                .join("; ")
        };
        let school = "Jane Ryder/Oakfield";
        assert_eq!(
            of(VISIT, "kind: visit\nst"),
            format!("Print the pack: pack {school} --visit 2026-11-24; Check the school: validate {school}")
        );
        assert_eq!(of(VISIT, "kind: visit\nstatus: cancelled\n"), format!("Check the school: validate {school}"));
        assert_eq!(
            of(PRO_FORMA, "kind: pro-forma\n"),
            format!(
                "Send the pro forma: pro-forma send {school} --visit 2026-11-24; Check the school: validate {school}"
            )
        );
        let earlier = of(EARLIER, "kind: pro-forma\nvisit: x\n");
        assert!(earlier.contains("--visit 2026-06-10"), "{earlier}: by the file's name");
        assert_eq!(of(LOG, "kind: phone-log\n"), "");
    }
}
