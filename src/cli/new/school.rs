//! `spoc new school`

use std::path::PathBuf;

use chrono::NaiveDate;

use super::super::common::{Common, day};
use super::super::failure::Failure;
use super::super::target::Target;
use crate::destination::DestinationError;
use crate::drive::DriveReader;
use crate::filing::{self, FilingError};
use crate::record::school::{Phase, Status};
use crate::record::values::quoted;
use crate::{draft, drive, layout};

/// A school's folder with school.yaml and the three folders
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct NewSchool {
    /// The school's name, which is its folder's name, too
    name: String,
    /// The manager whose folder it goes into; made where it is not there
    #[arg(long)]
    manager: String,
    /// The six digits of its unique reference number
    #[arg(long)]
    urn: String,
    /// The phase of education
    #[arg(long)]
    phase: Phase,
    /// Who maintains it
    #[arg(long)]
    status: Status,
    /// The colleague who visits it: its single point of contact
    #[arg(long)]
    spoc: String,
    /// The head's name
    #[arg(long)]
    head: String,
    /// The school's first day, where it is new: nothing falls due before it
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    opened: Option<NaiveDate>,
}

impl NewSchool {
    pub fn write(&self, common: &Common) -> Result<PathBuf, Failure> {
        let root = Target::find(common, None)?.root;
        for name in [&self.manager, &self.name] {
            refuse_as_folder(name)?;
        }
        let (policy, _) = drive::policy(&root).map_err(Failure::unread)?;
        let cache = common.cache(&root);
        let reader = DriveReader::new(&root, common.today()).with_cache(cache.as_ref());
        let same = reader.schools_with_urn(&self.urn).map_err(Failure::unread)?;
        if let [other, ..] = same.as_slice() {
            return Err(Failure::new(
                format!("the URN {} is that of {} already", self.urn, other.path),
                "Nothing was written. Look the number up in the register of schools.",
            ));
        }
        let text = draft::school(&draft::NewSchool {
            name: &self.name,
            urn: &self.urn,
            phase: self.phase,
            status: self.status,
            spoc: &self.spoc,
            head: &self.head,
            opened: self.opened,
        });
        filing::file_school(&root, &self.manager, &self.name, &text, &policy, common.today()).map_err(|error| {
            match error {
                FilingError::File(error @ DestinationError::Taken(_)) => {
                    Failure::new(error, "Nothing was written. Open that file.")
                }
                error => error.into(),
            }
        })
    }
}

fn refuse_as_folder(name: &str) -> Result<(), Failure> {
    let why = if name.trim().is_empty() || name.contains('/') {
        Some("it is empty or holds `/`".to_owned())
    } else if !layout::is_manager_or_school(name) {
        Some("a folder of that name is not read as one of a manager or school".to_owned())
    } else {
        layout::unportable(name)
    };
    match why {
        None => Ok(()),
        Some(why) => Err(Failure::new(
            format!("{} cannot be a folder's name: {why}", quoted(name)),
            "Nothing was written. Choose another name.",
        )),
    }
}
