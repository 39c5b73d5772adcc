//! The files that `spoc figures --out` writes: a workbook, or a folder of tables.

use std::io::{ErrorKind, Write};
use std::path::Path;

use super::failure::Failure;
use super::opening::Open;
use super::report_file::OutFile;
use crate::destination::{Destination, Folder, Output};
use crate::disk;
use crate::drive::shown;
use crate::figures::{self, Figures, Form, Period, SchoolFacts};
use crate::layout;
use crate::policy::Policy;
use crate::report::own;
use crate::words::number;

/// What an export is made from: the figures of the period, the facts of the year, the policy, and the year.
pub(super) type Made<'a> = (&'a Figures, &'a [SchoolFacts], &'a Policy, &'a Period);

/// Writes the workbook of the period to the file that was named.
pub(super) fn write_workbook(
    file: &OutFile,
    (figures, facts, policy, year): Made<'_>,
    out: &mut impl Write,
) -> Result<(), Failure> {
    let path = file.path().unwrap_or(Path::new(""));
    let destination = place(path, &own::FIGURES_WORKBOOK, file)?;
    let bytes = figures::workbook(figures, facts, policy, year).map_err(|error| Failure::new(error, ""))?;
    write(&destination, &bytes, out)?;
    out.flush()?;
    Open { given: file.is_to_be_opened() }.show(destination.path());
    Ok(())
}

/// Writes the workbook of the period and every table of the year to the folder that was named. Each file is written whole or not at all, and none is written
/// where one of them may not be.
pub(super) fn export(
    file: &OutFile,
    (figures, facts, policy, year): Made<'_>,
    out: &mut impl Write,
) -> Result<(), Failure> {
    let folder = file.path().unwrap_or(Path::new(""));
    is_no_place_of_records(folder)?;
    if figures.is_published {
        has_nothing_to_subtract(folder, figures, policy)?;
    }
    let files = figures::export(figures, facts, policy, year).map_err(|error| Failure::new(error, ""))?;
    let mut places = Vec::with_capacity(files.len());
    for one in &files {
        let output = match one.form {
            Form::Workbook => &own::FIGURES_WORKBOOK,
            Form::Parquet => &own::FIGURES_PARQUET,
            Form::Csv => &own::FIGURES_CSV,
            Form::Dictionary => &own::FIGURES_DICTIONARY,
            Form::DictionaryJson => &own::FIGURES_DICTIONARY_JSON,
        };
        // Add the path name by name: after the prefix of a long path, Windows takes a slash for a part of a name.
        let mut path = folder.to_owned();
        path.extend(one.path.split('/'));
        places.push(place(&path, &Output { makes_folder: true, ..*output }, file)?);
    }
    let mut workbook = None;
    for (one, destination) in files.iter().zip(&places) {
        if one.form == Form::Workbook {
            write(destination, &one.bytes, out)?;
            workbook = Some(destination.path());
        } else {
            destination.write(&one.bytes).map_err(|error| Failure::unwritten(error, "--out"))?;
        }
    }
    let more = number(files.len().saturating_sub(1), "file");
    writeln!(out, "wrote {more} of tables with their dictionary to {}", shown(folder))?;
    out.flush()?;
    if let Some(workbook) = workbook {
        Open { given: file.is_to_be_opened() }.show(workbook);
    }
    Ok(())
}

fn place(path: &Path, output: &Output, file: &OutFile) -> Result<Destination, Failure> {
    Destination::find(path, output, file.is_forced()).map_err(|error| Failure::unwritten(error, "--out"))
}

fn write(destination: &Destination, bytes: &[u8], out: &mut impl Write) -> Result<(), Failure> {
    let kept = destination.write_keeping(bytes).map_err(|error| Failure::unwritten(error, "--out"))?;
    if let Some(kept) = kept {
        writeln!(out, "kept {}, which somebody had changed", shown(&kept))?;
    }
    writeln!(out, "wrote {}", shown(destination.path()))?;
    Ok(())
}

/// Refuses to publish a year in a folder with terms of it, and a term in one with its year: by a subtraction the one would tell what is hidden in the other.
fn has_nothing_to_subtract(folder: &Path, figures: &Figures, policy: &Policy) -> Result<(), Failure> {
    let is_there = |beside: &String| {
        let mut path = folder.to_owned();
        path.extend(beside.split('/'));
        match disk::list(&path) {
            Ok(entries) => !entries.is_empty(),
            Err(error) => !matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory),
        }
    };
    if !figures::folders_beside(figures, policy).iter().any(is_there) {
        return Ok(());
    }
    let year = &figures.period.year;
    let (there, asked) = if figures.period.is_year {
        (format!("terms of {year} are"), "the whole year")
    } else {
        (format!("the whole of {year} is"), "one of its terms")
    };
    Err(Failure::new(
        format!(
            "{there} published in {} already: with {asked} beside it, what is hidden could be worked out",
            shown(folder)
        ),
        "Nothing was written. Publish a year or its terms, never both. Where nothing of it was handed out yet, name another folder with --out, or remove the folder `published` first.",
    ))
}

/// Refuses a folder among those of managers and schools: its own folders would be taken for schools.
fn is_no_place_of_records(folder: &Path) -> Result<(), Failure> {
    let found = Folder::find(folder).map_err(|error| Failure::unwritten(error, "--out"))?;
    for drive in found.drives() {
        let inside = found.real().strip_prefix(drive).ok();
        let first = inside.and_then(|inside| inside.components().next());
        let is_apart = first.is_some_and(|first| !layout::is_manager_or_school(&first.as_os_str().to_string_lossy()));
        let is_templates = first.is_some_and(|first| layout::is_templates(&first.as_os_str().to_string_lossy()));
        if !is_apart || is_templates {
            return Err(Failure::new(
                format!("{} is a place for records, and folders of tables would be taken for schools", shown(folder)),
                "Nothing was written. Name another folder with --out: one outside the drive, or one in its root whose name begins with _.",
            ));
        }
    }
    Ok(())
}
