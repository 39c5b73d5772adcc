//! The drive: what stands where on it, what each school comes to, and what all schools decide together.

mod assess;
mod assessment;
mod cache;
mod came_back;
mod files;
mod find;
mod findings;
mod fingerprint;
mod mounts;
mod place;
mod policy_file;
mod progress;
mod read_school;
mod reader;
mod requests;
mod root;
mod school_files;
mod snapshot;
mod stored;
mod texts;
mod walk;

pub use self::assess::reckon;
pub use self::assessment::{Assessment, Counts, SchoolDeadline, Withdrawn};
pub use self::cache::{Cache, MOST_BYTES as MOST_BYTES_KEPT};
pub use self::files::{TemplateFiles, read_mail, template_files};
pub use self::fingerprint::Fingerprint;
pub use self::mounts::{Mount, mount_of};
pub use self::place::{SchoolPlace, Scope};
pub use self::policy_file::{PolicyRead, policy};
pub use self::progress::Progress;
pub use self::reader::{Assessed, Assessments, DriveReader, DueDates, Outside, Unsettled, Validation};
pub use self::root::{DriveError, find_root, policy_file, shown};
pub use self::snapshot::{GRAIN, Snapshot};
pub use self::texts::ReadFrom;
