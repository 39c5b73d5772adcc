//! A school for the tests of this part, and texts in which `|` marks the cursor.

use super::open::{OpenFile, TextEdit};
use crate::layout::{Area, Role};
use crate::policy::Policy;
use crate::reading::{Place, read};
use crate::record::iso;
use crate::school::School;

/// The visit of the tests.
pub(super) const VISIT: &str = "Jane Ryder/Oakfield/records/2026-11-24 visit.yaml";
/// Its pro forma.
pub(super) const PRO_FORMA: &str = "Jane Ryder/Oakfield/records/2026-11-24 pro forma.yaml";
/// A notice to come.
pub(super) const NOTICE: &str = "Jane Ryder/Oakfield/records/2026-11-12 exclusion notice.yaml";
/// The phone log.
pub(super) const LOG: &str = "Jane Ryder/Oakfield/records/phone log 2026-27.yaml";
/// An e-mail.
pub(super) const EMAIL: &str = "Jane Ryder/Oakfield/emails/2026-11-10 pro forma.md";
/// The school's own file.
pub(super) const SCHOOL: &str = "Jane Ryder/Oakfield/school.yaml";
/// The pro forma of the visit before.
pub(super) const EARLIER: &str = "Jane Ryder/Oakfield/records/2026-06-10 pro forma.yaml";

const FILES: [(&str, &str); 7] = [
    (
        SCHOOL,
        "name: Oakfield Primary School\nurn: 100321\nphase: primary\nstatus: maintained\nspoc: Priya Shah\n\
         head: {name: Ms A Grant, email: head@oakfield.example}\n\
         representative: {name: Mr T Cole, role: Attendance lead, email: t.cole@oakfield.example}\n",
    ),
    (
        VISIT,
        "kind: visit\ndate: 2026-11-24\nstatus: planned\nagreed: 2026-09-14\n\
         children:\n  - upn: B801200005001\n    why: [persistent-absence]\n\
         actions:\n  - {what: Ring home, who: Mr T Cole, due: 2026-12-08, child: B801200005001}\n",
    ),
    (
        PRO_FORMA,
        "kind: pro-forma\nvisit: 2026-11-24\nsent: 2026-11-10\nsent_to: Mr T Cole\n\
         absence:\n  from: 2026-09-02\n  to: 2026-11-06\n  on_roll: 412\n  children:\n    \
         - {upn: B801200005001, name: Dawn Pickles, year: 4, possible: 98, authorised: 6, unauthorised: 14}\n    \
         - {upn: UN1, name: Sam Reed, year: 2, possible: 98, authorised: 6, unauthorised: 4}\n\
         exclusions:\n  - {upn: M80120000500A, name: Noah Obi, year: 5, type: fixed-term, from: 2026-10-06, days: 2.5}\n",
    ),
    (
        EARLIER,
        "kind: pro-forma\nvisit: 2026-06-10\nsent: 2026-05-26\nreturned: 2026-06-03\n\
         risk_of_permanent_exclusion:\n  - upn: E942200024001\n    name: Ada Lund\n    year: 3\n    evidence: fights\n  \
         - upn: UN1\n    name: Ivy Moss\n    year: 1\n    evidence: bites\n",
    ),
    (
        "Jane Ryder/Oakfield/records/2026-06-10 visit.yaml",
        "kind: visit\ndate: 2026-06-10\nstatus: held\nspoc: Lea Marsh\n",
    ),
    (
        LOG,
        "kind: phone-log\nacademic_year: 2026-27\ncalls:\n  - {date: 2026-09-10, by: Priya Shah, with: Ms A Grant, role: Headteacher, \
         about: child, child: M80120000500A, summary: rang}\n",
    ),
    (
        EMAIL,
        "---\ndate: 2026-11-10\nfrom: a@b.example\nto: c@d.example\nsubject: Pro forma\nvisit: 2026-11-24\n---\nText.\n",
    ),
];

const POLICY: &str = r#"
[calendar]
closures = [{ from = 2026-12-24, to = 2027-01-01, why = "offices closed" }]
[[year]]
name = "2025-26"
terms = [
  { name = "Autumn 2025", from = 2025-09-02, to = 2025-12-19 },
  { name = "Spring 2026", from = 2026-01-05, to = 2026-03-27 },
  { name = "Summer 2026", from = 2026-04-13, to = 2026-07-21 },
]
[[year]]
name = "2026-27"
terms = [
  { name = "Autumn 2026", from = 2026-09-02, to = 2026-12-18 },
  { name = "Spring 2027", from = 2027-01-04, to = 2027-03-25 },
]
"#;

/// A school with its policy.
pub(super) struct Sample {
    school: School,
    policy: Policy,
    spocs: Vec<String>,
    schools: Vec<String>,
}

impl Sample {
    pub(super) fn new() -> Self {
        let mut school = School { path: "Jane Ryder/Oakfield".to_owned(), ..School::default() };
        for (path, text) in FILES {
            let place = match role(path) {
                Role::Record(area) => Place::In(area),
                _ => Place::SchoolFile,
            };
            let reading = read(place, path, text.as_bytes().to_vec());
            assert_eq!(reading.problems, [], "{path}");
            let (record, source) = reading.record.unwrap();
            school.take(path.to_owned(), source, record);
        }
        school.sort();
        Self {
            school,
            policy: Policy::read(POLICY).unwrap().0,
            spocs: vec!["Omar Diaz".to_owned()],
            schools: vec!["Greywell House School".to_owned()],
        }
    }

    /// The same without what one file says, as where it cannot be read.
    pub(super) fn without(mut self, path: &str) -> Self {
        self.school.leave_out(path);
        self
    }

    /// A file as it stands in the editor on 12 November 2026, a Thursday.
    pub(super) fn open<'a>(&'a self, path: &'a str, text: &'a str) -> OpenFile<'a> {
        OpenFile {
            path,
            role: role(path),
            text,
            school: Some(&self.school),
            policy: &self.policy,
            today: iso("2026-11-12").unwrap(),
            spocs: &self.spocs,
            schools: &self.schools,
        }
    }
}

/// The text of a file of the sample.
pub(super) fn text_of(path: &str) -> &'static str {
    FILES.iter().find(|(of, _)| *of == path).unwrap().1
}

fn role(path: &str) -> Role {
    let names: Vec<_> = path.split('/').collect();
    let (file, folders) = names.split_last().unwrap();
    folders.iter().fold(Role::Root, |role, name| role.of_folder_in(name)).of_file_in(file)
}

/// A text without its mark, and where that stood.
pub(super) fn marked(text: &str) -> (String, usize) {
    let at = text.find('|').unwrap();
    (text.replacen('|', "", 1), at)
}

/// A text with edits that do not touch one another.
pub(super) fn edited(text: &str, edits: &[TextEdit]) -> String {
    let mut edits: Vec<_> = edits.iter().collect();
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.range.start));
    let mut text = text.to_owned();
    for edit in edits {
        text.replace_range(edit.range.clone(), &edit.text);
    }
    text
}

#[test]
fn the_areas_of_the_sample_are_known() {
    assert_eq!(role(VISIT), Role::Record(Area::Records));
    assert_eq!(role("policy.toml"), Role::Policy);
}
