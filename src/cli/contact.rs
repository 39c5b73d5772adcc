//! `spoc contact`

use std::io::Write;

use super::child::StoryFormat;
use super::common::{Common, Outcome};
use super::failure::Failure;
use super::output::{note_problems, width};
use super::progress::with_progress_bar;
use super::report_file::OutFile;
use super::school::Chosen;
use crate::chronology::{ContactOf, name_of, of_school};
use crate::drive::DriveReader;
use crate::report::child::{write_contact, write_contact_json};
use crate::report::child_page::{StoryPage, write_contact_page};
use crate::report::own;

/// Tell all contact with a school in the order of time: visits, pro formas, notices, calls, e-mails and letters
#[derive(Debug, clap::Args)]
pub(super) struct Contact {
    /// The school: its folder, its URN or a part of its name
    school: String,

    /// How it is written [default: by the ending of --out; else text; with --open html]
    #[arg(long, value_enum)]
    format: Option<StoryFormat>,

    #[command(flatten)]
    file: OutFile,

    /// Show children's names; they are hidden otherwise
    #[arg(long)]
    show_names: bool,
}

impl Contact {
    pub fn run(&self, common: &Common, out: &mut impl Write) -> Result<Outcome, Failure> {
        let today = common.working_today()?;
        let format = self.file.form(self.format, StoryFormat::Text, StoryFormat::Html)?;
        let (output, before) = match format {
            StoryFormat::Text => (own::CONTACT_TEXT, own::first_line("spoc contact", today).into_bytes()),
            StoryFormat::Json => (own::CONTACT_JSON, Vec::new()),
            StoryFormat::Html => (own::CONTACT_PAGE, Vec::new()),
        };
        let chosen = Chosen::load(common, &self.school, today)?;
        let (root, place, school) = (&chosen.folder.root, &chosen.folder.place, &chosen.folder.school);
        let goes = self.file.goes(common, root, ("contact", &place.path), &output, format == StoryFormat::Html)?;
        note_problems(&chosen.policy_problems);
        let cache = common.cache(root);
        let reader = DriveReader::new(root, today).with_cache(cache.as_ref());
        let mails = reader.whole_mail_of(school);
        let veil = if self.show_names {
            None
        } else {
            let children = with_progress_bar(|progress| {
                let reader = DriveReader::new(root, today).with_cache(cache.as_ref());
                reader.with_progress(progress).children()
            });
            Some(children.map_err(Failure::unread)?.veil_of(school))
        };
        let entries = of_school(&ContactOf { school, mails: &mails, veil: veil.as_ref() });
        let name = name_of(school);
        goes.write(&before, out, |mut out| match format {
            StoryFormat::Text => write_contact(&mut out, &name, &entries, width()),
            StoryFormat::Json => write_contact_json(&mut out, &place.path, &entries),
            StoryFormat::Html => {
                let page = StoryPage {
                    policy: &chosen.policy,
                    root: Some(root),
                    today,
                    made: chrono::Local::now().fixed_offset(),
                    draft: None,
                    unread: None,
                };
                write_contact_page(&mut out, &page, &name, &entries)
            }
        })?;
        Ok(Outcome::Clean)
    }
}
