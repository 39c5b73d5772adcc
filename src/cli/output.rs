//! Where a command writes: standard output and standard error; and what it may write over.

use std::io::{self, IsTerminal as _, Write};

use crate::problem::Problem;

/// Standard output. It has colours only on a terminal, and it is no error when the reader has gone.
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

/// Writes one line on standard error. Control characters become spaces, so that a name with a line break in it does not make two lines.
pub(super) fn say(line: &str) {
    let line: String = line.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let _ = writeln!(anstream::stderr(), "{line}");
}

/// Notes on standard error that the output may be incomplete, because the policy, a file or a folder could not be read.
pub(super) fn note_problems(problems: &[Problem]) {
    let Some(first) = problems.first() else { return };
    let more = if problems.len() > 1 { format!(", and {} more", problems.len() - 1) } else { String::new() };
    say(&format!(
        "note: what is shown may be incomplete. {}: {}{more}. `spoc validate` tells more.",
        first.path, first.message
    ));
}

/// The permission to write over a file that `spoc` did not write.
#[derive(Debug, clap::Args)]
pub(super) struct Force {
    /// Write over a file that is there though `spoc` did not write it; never over a record, never through a link
    #[arg(id = "force", long)]
    pub given: bool,
}

/// The columns of the terminal; 100 where there is none.
pub(super) fn width() -> usize {
    columns().unwrap_or(100)
}

/// The columns of the terminal that standard output goes to; none where it goes elsewhere.
pub(super) fn columns() -> Option<usize> {
    if !io::stdout().is_terminal() {
        return None;
    }
    terminal_size::terminal_size().map(|(width, _)| usize::from(width.0).clamp(60, 140))
}
