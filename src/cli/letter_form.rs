//! The other forms of a letter, beside the Markdown that is its record: a draft of an e-mail, and the authority's paper as a page, PDF and Word file.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use clap::ValueEnum;

use super::failure::Failure;
use super::letter_draft::{Head, draft, head, id};
use super::school::Chosen;
use super::templates::{OwnLogo, own_logo};
use crate::destination::Destination;
use crate::escape;
use crate::layout::Area;
use crate::pack::{Logo, Pack, Templates};
use crate::press::letter_pdf;
use crate::text::front_matter;
use crate::typeset::{docx, letter_page};
use crate::words::long_day;

/// A form in which a letter is written beside its Markdown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(super) enum LetterForm {
    /// An e-mail that was not sent
    Eml,
    /// For the printer
    Pdf,
    /// For Word
    Docx,
    /// One page for the browser
    Html,
}

/// A letter as it stands in its record, with what its other forms are made of.
pub(super) struct Sheet<'a> {
    pub chosen: &'a Chosen,
    pub templates: &'a Templates,
    pub area: Area,
    /// The name of its record.
    pub name: &'a str,
    pub text: &'a str,
    /// The lines above it on paper.
    pub addressee: &'a [String],
    pub date: NaiveDate,
}

/// Another form of a letter, ready to be written.
pub(super) struct Other {
    pub file: Destination,
    pub bytes: Vec<u8>,
    pub to_do: Vec<String>,
}

impl LetterForm {
    fn ending(self) -> &'static str {
        match self {
            Self::Eml => "eml",
            Self::Pdf => "pdf",
            Self::Docx => "docx",
            Self::Html => "html",
        }
    }
}

impl Sheet<'_> {
    /// The letter in each of these forms.
    pub fn others(&self, forms: &[LetterForm]) -> Result<Vec<Other>, Failure> {
        let mut forms = forms.to_vec();
        forms.sort_unstable();
        forms.dedup();
        let is_paper = forms.iter().any(|form| *form != LetterForm::Eml);
        let authority = self.chosen.policy.authority.as_deref();
        let logo = if is_paper { own_logo(&self.chosen.folder.root, authority)? } else { OwnLogo::default() };
        forms.into_iter().map(|form| self.other(form, &logo)).collect()
    }

    fn other(&self, form: LetterForm, logo: &OwnLogo) -> Result<Other, Failure> {
        let file = self.chosen.folder.beside(self.area, &format!("{}.{}", self.stem(), form.ending()))?;
        let head = self.head();
        let mut to_do = Vec::new();
        let bytes = match form {
            LetterForm::Eml => self.draft(&head, &mut to_do),
            LetterForm::Html => {
                letter_page(&self.paper(head, logo.best.clone()), self.templates.stylesheet()).into_bytes()
            }
            LetterForm::Pdf => letter_pdf(&self.paper(head, logo.best.clone()), self.templates.look(), &mut to_do)?,
            LetterForm::Docx => {
                if logo.best.is_some() && logo.png.is_none() {
                    to_do.push(
                        "The Word file is without the logo, as Word needs a PNG: put a logo.png beside templates/logo.svg."
                            .to_owned(),
                    );
                }
                docx(&self.paper(head, logo.png.clone()))
                    .map_err(|error| Failure::new(error, "Nothing was written. Write --as html."))?
            }
        };
        Ok(Other { file, bytes, to_do })
    }

    /// The name of its record without the ending.
    fn stem(&self) -> &str {
        self.name.strip_suffix(".md").unwrap_or(self.name)
    }

    fn head(&self) -> Head {
        head(&self.chosen.folder, self.area, self.name, self.text)
    }

    /// Its text without the fields above it.
    fn body(&self) -> &str {
        front_matter(self.text).map_or(self.text, |front| front.body).trim()
    }

    fn draft(&self, head: &Head, to_do: &mut Vec<String>) -> Vec<u8> {
        let urn = self.chosen.file().map(|file| file.urn.to_string()).unwrap_or_default();
        let (bytes, unknown) = draft(head, self.text, self.date, id(self.stem(), &urn), Vec::new());
        to_do.extend(unknown);
        bytes
    }

    /// The letter on the authority's paper: to whom it goes, the day, the subject, its text.
    fn paper(&self, head: Head, logo: Option<Logo>) -> Pack {
        let policy = &self.chosen.policy;
        let heads: Vec<_> = [policy.authority.as_deref(), policy.team.as_deref()].into_iter().flatten().collect();
        let addressee: Vec<_> = self.addressee.iter().map(|line| escape::markdown(line)).collect();
        let day = long_day(self.date);
        let markdown = format!(
            "{}\n\n{day}\n\n# {}\n\n{}\n",
            addressee.join("\\\n"),
            escape::markdown(&head.subject),
            self.body()
        );
        Pack {
            title: head.subject,
            head_left: heads.join(", "),
            head_right: day,
            marking: policy.marking().to_owned(),
            made: (self.date.year(), self.date.month() as u8, self.date.day() as u8),
            markdown,
            pictures: BTreeMap::new(),
            logo,
        }
    }
}
