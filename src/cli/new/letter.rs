//! `spoc new letter` and `spoc new email`

use std::path::PathBuf;

use chrono::NaiveDate;

use super::super::common::{Common, day, upn};
use super::super::failure::Failure;
use super::super::letter_head::LetterHead;
use super::super::school::Chosen;
use crate::discretion::without_children;
use crate::draft::{self, Fields};
use crate::layout::Area;
use crate::record::contact::About;

/// A letter or an e-mail with its front matter, its text to be written
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct NewLetter {
    /// The school: its folder, its URN or a part of its name
    school: String,
    /// What it is about, in a few words; they go into the file's name, but for the names of children
    #[arg(long, allow_hyphen_values = true, value_name = "TEXT")]
    subject: String,
    #[command(flatten)]
    head: LetterHead,
    /// What it is about, in a word
    #[arg(long, value_name = "WORD")]
    about: Option<About>,
    /// The day of the visit that it concerns
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    visit: Option<NaiveDate>,
    /// The UPN of the child whom it concerns
    #[arg(long, value_name = "UPN", value_parser = upn)]
    child: Option<String>,
}

impl NewLetter {
    pub fn write(&self, common: &Common, area: Area) -> Result<PathBuf, Failure> {
        let chosen = Chosen::load(common, &self.school, common.today())?;
        let folder = &chosen.folder;
        let file = chosen.file()?;
        let date = self.head.date.unwrap_or_else(|| common.today());
        let from = self.head.from.as_deref().or(file.spoc.as_deref()).ok_or_else(|| {
            Failure::new(
                "it is not known who writes: school.yaml names no SPOC",
                "Nothing was written. Say who it is with --from NAME.",
            )
        })?;
        let (name, address) = match &file.representative {
            Some(one) => (&*one.name, one.email.as_deref()),
            None => (&*file.head.name, file.head.email.as_deref()),
        };
        let usual = if area == Area::Emails { address.unwrap_or(name) } else { name };
        let to: Vec<_> =
            if self.head.to.is_empty() { vec![usual] } else { self.head.to.iter().map(String::as_str).collect() };
        let to = to.iter().map(|one| crate::tree::write_text(one)).collect::<Vec<_>>().join(", ");
        let fields = Fields::default()
            .plain("date", Some(date))
            .text("from", Some(from))
            .plain("to", Some(format!("[{to}]")))
            .text("subject", Some(&self.subject))
            .text("about", self.about.map(About::as_str))
            .plain("visit", self.visit)
            .text("child", self.child.as_deref());
        let salutation = if self.head.to.is_empty() { name } else { self.head.to.first().map_or(name, String::as_str) };
        let text = draft::correspondence(&fields, salutation, from);
        let words = without_children(&self.subject, &folder.school);
        let words = match (words.is_empty(), area) {
            (false, _) => &*words,
            (true, Area::Emails) => "e-mail",
            (true, _) => "letter",
        };
        let name = folder.free_name(area, date, words, "md");
        Ok(folder.file_new(area, &name, &text, &chosen.policy, common.today())?)
    }
}
