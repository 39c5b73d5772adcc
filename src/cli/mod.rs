//! The commands: arguments in, text and an exit status out. One file a command, thin; the work lies on the floors below.

mod board;
mod cache_folder;
mod calendar;
mod due;
mod explain;
mod failure;
mod found;
mod init;
mod letter;
mod new;
mod pack;
mod progress;
mod review;
mod schema;
mod target;
mod templates;
mod validate;
mod watch;

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::PathBuf;

use chrono::{Datelike, NaiveDate};
use clap::{Parser, Subcommand, ValueEnum};

use self::failure::Failure;
use crate::calendar::{FIRST_YEAR, LAST_YEAR, OutOfRange};
use crate::destination::{Destination, Output as File};
use crate::drive::shown;
use crate::problem::Problem;

/// Keeps the folders of a team's school visits dependable: checks every record and says what is wrong, where, and what to do.
#[derive(Debug, Parser)]
#[command(name = "spoc", version, arg_required_else_help = true, disable_help_subcommand = true, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,

    #[command(flatten)]
    common: Common,
}

/// What every command takes.
#[derive(Debug, clap::Args)]
struct Common {
    /// Take this day as today, as in 2026-11-24
    #[arg(long, global = true, value_name = "YYYY-MM-DD", value_parser = day, help_heading = "For every command")]
    today: Option<NaiveDate>,

    /// The drive: the folder that holds policy.toml [default: the one around PATH or the current folder, else $SPOC_DRIVE]
    #[arg(long, global = true, value_name = "DIR", help_heading = "For every command")]
    drive: Option<PathBuf>,

    /// Read every record anew, and keep nothing of them in this computer's cache folder for the next run
    #[arg(long, global = true, help_heading = "For every command")]
    no_cache: bool,
}

impl Common {
    fn today(&self) -> NaiveDate {
        self.today.unwrap_or_else(|| chrono::Local::now().date_naive())
    }

    /// The same, where working days are counted from it.
    fn working_today(&self) -> Result<NaiveDate, Failure> {
        let today = self.today();
        if (FIRST_YEAR..=LAST_YEAR).contains(&today.year()) {
            return Ok(today);
        }
        Err(Failure::new(
            format!("{today} cannot be today: {OutOfRange}"),
            "Name another day with --today, or set the computer's clock.",
        ))
    }
}

#[derive(Debug, Subcommand)]
enum Command {
    Validate(validate::Validate),
    Due(due::Due),
    Watch(watch::WatchDrive),
    Board(board::WriteBoard),
    Review(review::ReviewVisit),
    Pack(pack::PrintPack),
    Letter(letter::WriteLetter),
    Calendar(calendar::ShowCalendar),
    Explain(explain::Explain),
    New(Box<new::New>),
    Init(init::Init),
    Schema(schema::SchemaCommand),
    Templates(templates::TemplatesCommand),
}

/// How a command writes what it found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// For programs
    Json,
    /// For a spreadsheet
    Csv,
}

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// Nothing was found that someone should look at.
    Clean,
    /// Something was.
    Found,
}

/// Runs a command line, its first word being the program's name; gives the exit status: 0 nothing found, 1 something found, 2 the
/// command could not do its work (records.md, section 8).
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    let parsed = match Arguments::try_parse_from(arguments) {
        Ok(parsed) => parsed,
        Err(error) => return usage(&error),
    };
    let mut out = Output::new();
    let outcome = match &parsed.command {
        Command::Validate(command) => command.run(&parsed.common, &mut out),
        Command::Due(command) => command.run(&parsed.common, &mut out),
        Command::Watch(command) => command.run(&parsed.common, &mut out),
        Command::Board(command) => command.run(&parsed.common, &mut out),
        Command::Review(command) => command.run(&parsed.common, &mut out),
        Command::Pack(command) => command.run(&parsed.common, &mut out),
        Command::Letter(command) => command.run(&parsed.common, &mut out),
        Command::Calendar(command) => command.run(&parsed.common, &mut out),
        Command::Explain(command) => command.run(&parsed.common, &mut out),
        Command::New(command) => command.run(&parsed.common, &mut out),
        Command::Init(command) => command.run(&parsed.common, &mut out),
        Command::Schema(command) => command.run(&parsed.common, &mut out),
        Command::Templates(command) => command.run(&parsed.common, &mut out),
    };
    let outcome = outcome.and_then(|outcome| {
        out.flush()?;
        Ok(outcome)
    });
    match outcome {
        Ok(Outcome::Clean) => 0,
        Ok(Outcome::Found) => 1,
        Err(failure) => complain(&failure.to_string()),
    }
}

/// Help and version go to standard output; a command line that cannot be understood is said in one line.
fn usage(error: &clap::Error) -> u8 {
    let asks_for_help = error.kind() == clap::error::ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand;
    if error.exit_code() == 0 || asks_for_help {
        // Nobody is left to tell when even the help cannot be written.
        let _ = write!(anstream::stdout(), "{}", error.render().ansi());
        return if asks_for_help { complain("no command was given. Choose one of those above.") } else { 0 };
    }
    let text = error.render().to_string();
    let paragraphs =
        text.split("\n\n").filter(|part| !part.starts_with("Usage:") && !part.starts_with("For more information"));
    let line = paragraphs.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ");
    let line = line.strip_prefix("error: ").unwrap_or(&line);
    complain(&format!("{}. Run it with --help to see how it is used.", line.trim_end_matches('.')))
}

fn complain(line: &str) -> u8 {
    say(&format!("spoc: {line}"));
    2
}

/// Writes a line on standard error. A line it is, whatever names are in it.
fn say(line: &str) {
    let line: String = line.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let _ = writeln!(anstream::stderr(), "{line}");
}

/// Standard output: colours only where a terminal shows them, and no complaint when the reader has gone.
struct Output {
    out: io::BufWriter<anstream::AutoStream<io::Stdout>>,
    closed: bool,
}

impl Output {
    fn new() -> Self {
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

impl Write for Output {
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

/// Says on standard error that what is shown is made from less than is there: the policy, or a file or folder, could not be read.
fn note_problems(problems: &[Problem]) {
    let Some(first) = problems.first() else { return };
    let more = if problems.len() > 1 { format!(", and {} more", problems.len() - 1) } else { String::new() };
    say(&format!(
        "note: what is shown may be incomplete. {}: {}{more}. `spoc validate` tells more.",
        first.path, first.message
    ));
}

/// Where a report goes: to standard output, or to a file.
#[derive(Debug, clap::Args)]
struct OutFile {
    /// Write to this file instead; it replaces only a file that this command wrote
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,

    #[command(flatten)]
    force: Force,
}

/// Leave to write over a file of someone else.
#[derive(Debug, clap::Args)]
struct Force {
    /// Write over a file that is there though `spoc` did not write it; never over a record, never through a link
    #[arg(long)]
    force: bool,
}

impl OutFile {
    /// The file, where one was named and the rule lets it be written: to be asked before the work begins.
    fn destination(&self, output: &File) -> Result<Option<Destination>, Failure> {
        let Some(file) = &self.out else { return Ok(None) };
        let found = Destination::find(file, output, self.force.force);
        found.map(Some).map_err(|error| Failure::unwritten(error, "--out"))
    }
}

/// Writes to a file, whole or not at all, or where there is none to standard output. `before`: what stands before it in a file alone.
fn write_out<W: Write>(
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
fn width() -> usize {
    terminal_size::terminal_size().map_or(100, |(width, _)| usize::from(width.0)).clamp(60, 140)
}

fn day(text: &str) -> Result<NaiveDate, String> {
    crate::record::iso(text).ok_or_else(|| "write the day as year-month-day, as in 2026-11-24".to_owned())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_arguments_are_sound() {
        Arguments::command().debug_assert();
    }

    /// The paths that a command reads.
    const READ: [&str; 2] = ["path", "drive"];
    /// The paths to which a command writes. Each goes by `crate::destination`, and stands in the table of `tests/suite/destinations.rs`.
    const WRITTEN: [&str; 7] = [
        "spoc validate out",
        "spoc due out",
        "spoc watch board",
        "spoc board out",
        "spoc pack out",
        "spoc init folder",
        "spoc templates export folder",
    ];

    #[test]
    fn every_path_that_is_written_to_is_under_the_rule() {
        let mut commands = vec![("spoc".to_owned(), Arguments::command())];
        let mut written = Vec::new();
        while let Some((name, command)) = commands.pop() {
            let is_path = |argument: &&clap::Arg| {
                argument.get_value_parser().type_id() == clap::builder::ValueParser::path_buf().type_id()
            };
            for argument in command.get_arguments().filter(is_path) {
                let id = argument.get_id().as_str();
                if READ.contains(&id) {
                    continue;
                }
                let has_force = command.get_arguments().any(|argument| argument.get_id() == "force");
                assert!(has_force, "`{name}` writes to `{id}`, and has no --force");
                written.push(format!("{name} {id}"));
            }
            commands.extend(command.get_subcommands().map(|sub| (format!("{name} {}", sub.get_name()), sub.clone())));
        }
        let mut known = WRITTEN.map(str::to_owned);
        written.sort();
        known.sort();
        assert_eq!(written, known, "add it to the table of `tests/suite/destinations.rs`, then here");
    }
}
