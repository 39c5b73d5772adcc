//! Where a command writes: standard output, standard error, or a file that was named.

use std::io::{self, Write};
use std::path::PathBuf;

use super::failure::Failure;
use crate::destination::{Destination, Output};
use crate::drive::shown;
use crate::problem::Problem;

/// Standard output: colours only where a terminal shows them, and no complaint when the reader has gone.
pub(super) struct Screen {
    out: io::BufWriter<anstream::AutoStream<io::Stdout>>,
    pub closed: bool,
}

impl Screen {
    pub fn new() -> Self {
        Self { out: io::BufWriter::with_capacity(1 << 16, anstream::stdout()), closed: false }
    }

    fn unless_closed<T>(&mut self, result: io::Result<T>, instead: T) -> io::Result<T> {
        match result {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.closed = true;
                Ok(instead)
            }
            other => other,
        }
    }
}

impl Write for Screen {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.closed {
            return Ok(bytes.len());
        }
        let result = self.out.write(bytes);
        self.unless_closed(result, bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.closed {
            return Ok(());
        }
        let result = self.out.flush();
        self.unless_closed(result, ())
    }
}

/// Writes a line on standard error. A line it is, whatever names are in it.
pub(super) fn say(line: &str) {
    let line: String = line.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let _ = writeln!(anstream::stderr(), "{line}");
}

/// Says on standard error that what is shown is made from less than is there: the policy, or a file or folder, could not be read.
pub(super) fn note_problems(problems: &[Problem]) {
    let Some(first) = problems.first() else { return };
    let more = if problems.len() > 1 { format!(", and {} more", problems.len() - 1) } else { String::new() };
    say(&format!(
        "note: what is shown may be incomplete. {}: {}{more}. `spoc validate` tells more.",
        first.path, first.message
    ));
}

/// Where a report goes: to standard output, or to a file.
#[derive(Debug, clap::Args)]
pub(super) struct OutFile {
    /// Write to this file instead; it replaces only a file that this command wrote
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,

    #[command(flatten)]
    force: Force,
}

/// Leave to write over a file of someone else.
#[derive(Debug, clap::Args)]
pub(super) struct Force {
    /// Write over a file that is there though `spoc` did not write it; never over a record, never through a link
    #[arg(id = "force", long)]
    pub given: bool,
}

impl OutFile {
    /// The file, where one was named and the rule lets it be written: to be asked before the work begins.
    pub fn destination(&self, output: &Output) -> Result<Option<Destination>, Failure> {
        let Some(file) = &self.out else { return Ok(None) };
        let found = Destination::find(file, output, self.force.given);
        found.map(Some).map_err(|error| Failure::unwritten(error, "--out"))
    }
}

/// Writes to a file, whole or not at all, or where there is none to standard output. `before`: what stands before it in a file alone.
pub(super) fn write_out<W: Write>(
    file: Option<&Destination>,
    before: &[u8],
    out: &mut W,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), Failure> {
    let Some(file) = file else { return Ok(write(out)?) };
    let mut bytes = before.to_vec();
    write(&mut anstream::StripStream::new(&mut bytes))?;
    file.write(&bytes).map_err(|error| Failure::unwritten(error, "--out"))?;
    writeln!(out, "wrote {}", shown(file.path()))?;
    Ok(())
}

/// Columns of the terminal; 100 where there is none.
pub(super) fn width() -> usize {
    terminal_size::terminal_size().map_or(100, |(width, _)| usize::from(width.0)).clamp(60, 140)
}
