//! `spoc find`

use std::io::Write;
use std::path::PathBuf;

use clap::ValueEnum;

use super::common::{Common, Outcome};
use super::failure::Failure;
use super::output::say;
use super::progress::with_progress_bar;
use super::target::Target;
use crate::drive::{DriveReader, SearchResult, Unsearched};
use crate::report::find::{MOST_FILES, write_json, write_text};
use crate::search::Query;

/// Find a text in every record and e-mail, and in the names of attachments and documents: the newest first, by school
#[derive(Debug, clap::Args)]
pub(super) struct Find {
    /// The text: several words are all to be in one record, in any order; in quotation marks within it they are one phrase. Capitals and accents do not matter
    text: String,

    /// A manager's folder, a school, a folder or a file [default: the whole drive]
    path: Option<PathBuf>,

    /// The whole text as one phrase
    #[arg(long)]
    phrase: bool,

    /// Show the names of other children, too; a name that is looked for is always shown
    #[arg(long)]
    show_names: bool,

    /// How it is written what was found
    #[arg(long, value_enum, default_value_t = FindFormat::Text)]
    format: FindFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FindFormat {
    /// For people
    Text,
    /// For programs
    Json,
}

impl Find {
    pub fn run(&self, common: &Common, out: &mut impl Write) -> Result<Outcome, Failure> {
        let query = if self.phrase { Query::phrase(&self.text) } else { Query::parse(&self.text) };
        let query = query.ok_or_else(|| {
            Failure::new("there is nothing to look for: the text is empty", "Write a word, a name or a UPN.")
        })?;
        let target = Target::find(common, self.path.as_deref())?;
        let cache = common.cache(&target.root);
        let reader = DriveReader::new(&target.root, common.today()).of_part(&target.scope).with_cache(cache.as_ref());
        let most = (self.format == FindFormat::Text).then_some(MOST_FILES);
        let result = with_progress_bar(|progress| reader.with_progress(progress).search(&query, self.show_names, most))
            .map_err(Failure::unread)?;
        note_unsearched(&result)?;
        match self.format {
            FindFormat::Text => write_text(out, &self.text, &result)?,
            FindFormat::Json => write_json(out, &self.text, &result)?,
        }
        Ok(Outcome::Clean)
    }
}

/// Says what could not be searched; an error where nothing could.
fn note_unsearched(result: &SearchResult) -> Result<(), Failure> {
    let Some(Unsearched { path, reason }) = result.unsearched.first() else { return Ok(()) };
    if result.searched == 0 {
        return Err(Failure::new(
            format!("nothing could be searched. {path}: {reason}"),
            "Look whether the drive is connected and whether you may read it.",
        ));
    }
    let more = match result.unsearched.len() {
        1 => String::new(),
        count => format!(", and {} more", count - 1),
    };
    say(&format!("note: not everything could be searched. {path}: {reason}{more}. It may hold the text, too."));
    Ok(())
}
