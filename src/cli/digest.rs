//! `spoc digest`

use std::io::Write;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use super::common::{Common, Outcome};
use super::failure::Failure;
use super::opening::Open;
use super::output::{Force, note_problems};
use super::own_page::{own_folder, write_own};
use super::progress::with_progress_bar;
use super::target::Target;
use crate::destination::{Destination, Folder};
use crate::disk;
use crate::drive::{DriveReader, Fingerprint, shown};
use crate::mail::MailDraft;
use crate::record::values::quoted;
use crate::report::digest::{Digest, Reader, digests};
use crate::report::own;
use crate::typeset::{letter_html, letter_text};

/// Write the Monday e-mails: a draft for each SPOC and each manager of what is overdue, due this week and due next week, without a child's name
#[derive(Debug, clap::Args)]
pub(super) struct WriteDigest {
    /// A manager's folder or a school [default: the whole drive]
    path: Option<PathBuf>,

    /// Only the draft of this SPOC, by the name or a part of it
    #[arg(long, value_name = "NAME")]
    spoc: Option<String>,

    /// Only the draft of this manager, by the name of the folder or a part of it
    #[arg(long, value_name = "NAME")]
    manager: Option<String>,

    /// Write into this folder [default: a folder of your own on this computer]; a draft takes the place of an older one
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,

    #[command(flatten)]
    force: Force,

    #[command(flatten)]
    open: Open,
}

/// Where a draft goes.
enum Place {
    /// To the folder that was named.
    Named(Destination),
    /// To the user's own folder.
    Own(PathBuf),
}

impl WriteDigest {
    pub fn run(&self, common: &Common, out: &mut impl Write) -> Result<Outcome, Failure> {
        let today = common.working_today()?;
        let target = Target::find(common, self.path.as_deref())?;
        let own = match self.out {
            Some(_) => None,
            None => {
                let part = Fingerprint::of((&target.root, &target.scope.0)).digits();
                Some(
                    own_folder(common, &target.root)?
                        .join(format!("digest {today} {}", part.get(..8).unwrap_or(&part))),
                )
            }
        };
        let cache = common.cache(&target.root);
        let reader = DriveReader::new(&target.root, today).of_part(&target.scope).with_cache(cache.as_ref());
        let whole =
            with_progress_bar(|progress| reader.with_progress(progress).assessments()).map_err(Failure::unread)?;
        note_problems(&whole.policy_problems);
        let all = self.chosen(digests(&whole, &target.scope, today))?;
        let (empty, full): (Vec<_>, Vec<_>) = all.into_iter().partition(|digest| digest.is_empty);
        let places = self.places(own.as_deref(), &full, today)?;
        for (digest, place) in full.iter().zip(&places) {
            let bytes = draft(digest, today);
            match place {
                Place::Named(file) => file.write(&bytes).map_err(|error| Failure::unwritten(error, "--out"))?,
                Place::Own(file) => write_own(file, &bytes)?,
            }
            writeln!(out, "{} ({}): {}", digest.name, digest.reader.as_str(), digest.summary())?;
            writeln!(out, "  wrote {}", shown(place.path()))?;
        }
        for digest in &empty {
            writeln!(
                out,
                "{} ({}): nothing overdue, nothing due this week or next, no draft",
                digest.name,
                digest.reader.as_str()
            )?;
        }
        match full.len() {
            0 => writeln!(out, "There is nothing to write.")?,
            _ => writeln!(
                out,
                "The records have no address of SPOCs and managers: put it into each draft, whose subject has the name."
            )?,
        }
        out.flush()?;
        let folder = places.first().and_then(|place| place.path().parent());
        match places.as_slice() {
            [] => {}
            [only] => self.open.show(only.path()),
            _ => folder.into_iter().for_each(|folder| self.open.show(folder)),
        }
        Ok(Outcome::Clean)
    }

    /// The digests that were asked for. A name that nobody has is an error: no draft would look like an all-clear.
    fn chosen(&self, all: Vec<Digest>) -> Result<Vec<Digest>, Failure> {
        if self.spoc.is_none() && self.manager.is_none() {
            return Ok(all);
        }
        let mut chosen = Vec::new();
        for (reader, asked) in [(Reader::Spoc, &self.spoc), (Reader::Manager, &self.manager)] {
            let Some(asked) = asked else { continue };
            let wanted = asked.trim().to_lowercase();
            let of_reader: Vec<_> = all.iter().filter(|digest| digest.reader == reader).collect();
            let found: Vec<_> = of_reader
                .iter()
                .filter(|digest| digest.name.to_lowercase().contains(&wanted))
                .copied()
                .cloned()
                .collect();
            if found.is_empty() {
                let names: Vec<_> = of_reader.iter().map(|digest| digest.name.as_str()).take(30).collect();
                let hint = if names.is_empty() {
                    "There is none here.".to_owned()
                } else {
                    format!("There are {}.", names.join(", "))
                };
                return Err(Failure::new(format!("no {} is called {}", reader.as_str(), quoted(asked)), hint));
            }
            chosen.extend(found);
        }
        Ok(chosen)
    }

    /// The file of each draft; an error where one of them may not be written, before the first is. What the user's own folder holds of people who
    /// have no draft any more goes.
    fn places(&self, own: Option<&Path>, drafts: &[Digest], today: NaiveDate) -> Result<Vec<Place>, Failure> {
        let names: Vec<_> = drafts.iter().map(|digest| file_name(digest, today)).collect();
        if let Some(folder) = own {
            for entry in disk::list(folder).unwrap_or_default() {
                if entry.name.ends_with(".eml") && !names.contains(&entry.name) {
                    // Whether it goes or stays, today's drafts are written.
                    let _ = disk::remove(&folder.join(&entry.os_name));
                }
            }
            return Ok(names.iter().map(|name| Place::Own(folder.join(name))).collect());
        }
        let unwritten = |error| Failure::unwritten(error, "--out");
        let folder = Folder::find(self.out.as_deref().unwrap_or(Path::new("."))).map_err(unwritten)?;
        let find = |name: &String| folder.destination(name, &own::DIGEST, self.force.given).map(Place::Named);
        names.iter().map(find).collect::<Result<_, _>>().map_err(unwritten)
    }
}

impl Place {
    fn path(&self) -> &Path {
        match self {
            Self::Named(file) => file.path(),
            Self::Own(file) => file,
        }
    }
}

/// The name of the file: the day and the reader, with a number that tells two names apart that a file cannot.
fn file_name(digest: &Digest, today: NaiveDate) -> String {
    let is_portable = |c: char| c.is_alphanumeric() || " -'().".contains(c);
    let plain: String = digest.name.chars().map(|c| if is_portable(c) { c } else { '-' }).take(80).collect();
    let plain = plain.trim().trim_end_matches('.');
    let number = if plain == digest.name { String::new() } else { format!(" {}", short(&digest.name)) };
    format!("{today} digest, {} {plain}{number}.eml", digest.reader.as_str())
}

fn short(text: &str) -> String {
    Fingerprint::of(text).digits().chars().take(6).collect()
}

/// The e-mail. Nobody's address stands in the records, so that it has none.
fn draft(digest: &Digest, today: NaiveDate) -> Vec<u8> {
    let id = format!(
        "{}{today}.{}@spoc.invalid",
        own::DIGEST_ID,
        Fingerprint::of((digest.reader.as_str(), &digest.name)).digits()
    );
    let draft = MailDraft {
        from: "",
        to: &[],
        date: today,
        id,
        subject: &digest.subject,
        text: letter_text(&digest.markdown),
        html: letter_html(&digest.markdown),
        attachments: Vec::new(),
    };
    draft.write()
}
