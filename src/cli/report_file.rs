//! Where a report goes: to standard output, to a file that was named, or, where it is to be seen at once, to a page of the user's own.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::common::Common;
use super::failure::Failure;
use super::opening::Open;
use super::output::{Force, columns};
use super::own_page::{own_page, write_own};
use crate::destination::{Destination, Output};
use crate::disk::{self, EntryKind};
use crate::drive::shown;

/// Where a report is to go.
#[derive(Debug, clap::Args)]
pub(super) struct OutFile {
    /// Write to this file instead; it replaces only a file that this command wrote
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,

    #[command(flatten)]
    force: Force,

    /// Open it at once: as a page in the browser, or the file of --out in its own program
    #[arg(id = "open", long)]
    open: bool,
}

/// Where a report goes.
pub(super) enum Goes {
    Screen,
    /// To the file that was named. Whether it is opened then.
    File(Destination, Open),
    /// To a page of the user's own, which is opened.
    OwnPage(PathBuf),
}

impl OutFile {
    /// The file or folder that was named.
    pub fn path(&self) -> Option<&Path> {
        self.out.as_deref()
    }

    /// The columns into which a report is broken: those of the terminal, where it goes to one.
    pub fn columns(&self) -> Option<usize> {
        if self.out.is_some() || self.open { None } else { columns() }
    }

    /// Whether it may be written over a file of someone else.
    pub fn is_forced(&self) -> bool {
        self.force.given
    }

    /// Whether what was written is to be opened.
    pub fn is_to_be_opened(&self) -> bool {
        self.open
    }

    /// The form of the report: the one that was asked for, else the one by whose ending the file is named, else the usual one; a page where it is to be
    /// seen at once. Refused where the file's ending is that of another form: what stands in a file is what its name says.
    pub fn form<F: ValueEnum + PartialEq>(&self, asked: Option<F>, usual: F, page: F) -> Result<F, Failure> {
        let Some(file) = &self.out else {
            return Ok(asked.unwrap_or(if self.open { page } else { usual }));
        };
        let is_folder = matches!(disk::kind(file), Ok(Some(EntryKind::Folder)));
        let ending = file.extension().filter(|_| !is_folder).map(|ending| ending.to_string_lossy().to_lowercase());
        let Some(form) = ending.as_deref().and_then(form_of) else { return Ok(asked.unwrap_or(usual)) };
        let named = F::value_variants().iter().find(|one| name(*one).as_deref() == Some(form));
        match (asked, named) {
            (None, Some(named)) => Ok(named.clone()),
            (Some(asked), Some(named)) if asked == *named => Ok(asked),
            (Some(asked), _) => Err(Failure::new(
                format!("the ending of {} does not fit --format {}", shown(file), name(&asked).unwrap_or_default()),
                format!(
                    "Nothing was written. Leave --format out, or name another file with --out{}.",
                    fitting(&[asked])
                ),
            )),
            (None, None) => Err(Failure::new(
                format!("{} cannot be written: this report has no form of that ending", shown(file)),
                format!("Nothing was written. Name another file with --out{}.", fitting(F::value_variants())),
            )),
        }
    }

    /// Where the report goes; an error where it may not be written there. Ask this before the work begins. `command`, `part`: what is reported of
    /// which part of the drive; `is_page`: whether the report is a page.
    pub fn goes(
        &self,
        common: &Common,
        root: &Path,
        (command, part): (&str, &str),
        output: &Output,
        is_page: bool,
    ) -> Result<Goes, Failure> {
        match &self.out {
            Some(file) => {
                let found = Destination::find(file, output, self.force.given);
                let file = found.map_err(|error| Failure::unwritten(error, "--out"))?;
                Ok(Goes::File(file, Open { given: self.open }))
            }
            None if !self.open => Ok(Goes::Screen),
            None if is_page => own_page(common, command, root, part).map(Goes::OwnPage),
            None => Err(Failure::new(
                "--open shows a page, and --format asks for something else",
                "Leave one of them out, or name a file with --out: then that is opened.",
            )),
        }
    }
}

impl Goes {
    /// Writes the report, a file whole or not at all, and opens it where that was asked for. `before`: bytes that stand first in a file, and not on
    /// standard output. In a file colours are left out.
    pub fn write<W: Write>(
        &self,
        before: &[u8],
        out: &mut W,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), Failure> {
        match self {
            Self::Screen => Ok(write(out)?),
            Self::File(..) | Self::OwnPage(_) => self.write_bytes(&whole(before, write)?, out),
        }
    }

    /// The same of a report that is no text, as a PDF: it is written byte by byte.
    pub fn write_bytes<W: Write>(&self, bytes: &[u8], out: &mut W) -> Result<(), Failure> {
        let (path, open) = match self {
            Self::Screen => return Ok(out.write_all(bytes)?),
            Self::File(file, open) => {
                file.write(bytes).map_err(|error| Failure::unwritten(error, "--out"))?;
                (file.path(), *open)
            }
            Self::OwnPage(path) => {
                write_own(path, bytes)?;
                (path.as_path(), Open { given: true })
            }
        };
        writeln!(out, "wrote {}", shown(path))?;
        out.flush()?;
        open.show(path);
        Ok(())
    }
}

/// The forms that the program writes, as `--format` has them, and the endings of their files. The last ones are of forms that no report has.
const ENDINGS: [(&str, &[&str]); 9] = [
    ("text", &["txt"]),
    ("json", &["json"]),
    ("html", &["html", "htm"]),
    ("csv", &["csv"]),
    ("ics", &["ics"]),
    ("pdf", &["pdf"]),
    ("xlsx", &["xlsx"]),
    ("word", &["docx", "doc", "odt", "rtf"]),
    ("sheet", &["xls", "xlsm", "ods"]),
];

/// The form of a file by its ending, in small letters; none where it is the ending of none.
fn form_of(ending: &str) -> Option<&'static str> {
    ENDINGS.iter().find(|(_, endings)| endings.contains(&ending)).map(|(form, _)| *form)
}

/// The name of a form, as `--format` has it.
fn name(form: &impl ValueEnum) -> Option<String> {
    form.to_possible_value().map(|value| value.get_name().to_owned())
}

/// Which endings fit these forms, as the end of a sentence that names a file.
fn fitting<F: ValueEnum>(forms: &[F]) -> String {
    let ending = |form: &F| {
        let name = name(form)?;
        let (_, endings) = ENDINGS.iter().find(|(form, _)| *form == name)?;
        endings.first().map(|ending| format!(".{ending}"))
    };
    let endings: Vec<_> = forms.iter().filter_map(ending).collect();
    match endings.split_last() {
        Some((last, [])) => format!(" that ends in {last}"),
        Some((last, others)) => format!(" that ends in {} or {last}", others.join(", ")),
        None => String::new(),
    }
}

fn whole(before: &[u8], write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<Vec<u8>> {
    let mut bytes = before.to_vec();
    write(&mut anstream::StripStream::new(&mut bytes))?;
    Ok(bytes)
}
