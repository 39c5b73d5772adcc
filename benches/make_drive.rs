//! Makes drives of any size, for benches and tests: the same number of records gives the same drive, byte for byte.
//!
//! Every record is valid on [`TODAY`], nothing is overdue on that day, and the names, the prose and the mix of YAML
//! styles are such as staff would write. All of it is invented.
//!
//! As a program: `make_drive DIR --records N`. From other benches and tests:
//! `#[path = "make_drive.rs"] mod make_drive;`.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program of its own, which says what it made")]

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// The day on which the drives are valid, and nothing on them is overdue.
#[allow(dead_code)]
pub const TODAY: &str = "2026-11-23";

/// What [`make_drive`] made.
#[allow(dead_code)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Made {
    /// School folders.
    pub schools: usize,
    /// Record files: `.yaml` and `.md`, the `school.yaml` of each school among them.
    pub records: usize,
    /// The bytes of these record files; `policy.toml` and the documents are not counted.
    pub bytes: u64,
}

/// Makes a drive of exactly `records` records at `root`, about 200 to a school.
///
/// `root` is made where it is missing.
///
/// # Errors
///
/// Where `root` exists and is not an empty folder, and where a file or folder cannot be written.
pub fn make_drive(root: &Path, records: usize) -> io::Result<Made> {
    refuse_unless_empty(root)?;
    fs::create_dir_all(root)?;
    fs::write(root.join("policy.toml"), policy())?;
    let calendar = Calendar::new();
    let schools = records.div_ceil(RECORDS_A_SCHOOL);
    let mut bytes = 0;
    for index in 0..schools {
        let share = records / schools + usize::from(index < records % schools);
        bytes += write_school(root, &calendar, index, share)?;
    }
    Ok(Made { schools, records, bytes })
}

#[allow(dead_code)]
/// A drive of so many records in `folder`, made once and kept there.
#[allow(clippy::panic, reason = "a bench that cannot go on says so")]
pub fn kept(folder: &Path, records: usize) -> PathBuf {
    let root = folder.join(format!("drive-{records}"));
    if !root.join("policy.toml").exists() {
        // A drive whose making was broken off is of no use.
        let half = root.with_extension("half");
        let _ = fs::remove_dir_all(&half);
        let made = make_drive(&half, records).and_then(|_| fs::rename(&half, &root));
        made.unwrap_or_else(|error| panic!("{}: {error}", root.display()));
    }
    root
}

fn main() -> ExitCode {
    let request = match read_arguments(std::env::args_os().skip(1)) {
        Ok(Some(request)) => request,
        Ok(None) => {
            println!("make_drive: no drive asked for ({USAGE})");
            return ExitCode::SUCCESS;
        }
        Err(why) => {
            eprintln!("make_drive: {why} ({USAGE})");
            return ExitCode::from(2);
        }
    };
    match make_drive(&request.root, request.records) {
        Ok(made) => {
            let mean = made.bytes / made.records.max(1) as u64;
            println!("{} schools, {} records, {} bytes, {mean} bytes a record", made.schools, made.records, made.bytes);
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("make_drive: {}: {error}", request.root.display());
            ExitCode::from(2)
        }
    }
}

const USAGE: &str = "usage: make_drive DIR --records N";
const RECORDS_A_SCHOOL: usize = 200;
const SCHOOLS_A_MANAGER: usize = 25;
const SEED: u64 = 0x5350_4f43_2026_1123;

struct Request {
    root: PathBuf,
    records: usize,
}

/// `None` where `--bench` stands alone: `cargo bench` runs this among the benches, and asks for no drive.
fn read_arguments(arguments: impl Iterator<Item = OsString>) -> Result<Option<Request>, String> {
    let mut root = None;
    let mut records = None;
    let mut benched = false;
    let mut arguments = arguments;
    while let Some(argument) = arguments.next() {
        match argument.to_str() {
            Some("--bench") => benched = true,
            Some("--records") => {
                let value = arguments.next().ok_or("--records needs a number")?;
                let number = value.to_str().and_then(|text| text.parse::<usize>().ok());
                records = Some(number.ok_or("--records needs a whole number")?);
            }
            Some(option) if option.starts_with('-') => {
                return Err(format!("there is no option {option}"));
            }
            _ if root.is_some() => return Err("one DIR only".to_owned()),
            _ => root = Some(PathBuf::from(argument)),
        }
    }
    match (root, records) {
        (Some(root), Some(records)) => Ok(Some(Request { root, records })),
        (None, None) if benched => Ok(None),
        (None, _) => Err("DIR is missing".to_owned()),
        (_, None) => Err("--records N is missing".to_owned()),
    }
}

fn refuse_unless_empty(root: &Path) -> io::Result<()> {
    match fs::read_dir(root).map(|mut entries| entries.next().is_some()) {
        Ok(true) => Err(io::Error::new(io::ErrorKind::AlreadyExists, "exists and is not empty")),
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Writes the folder of one school with `share` records, and gives their bytes.
fn write_school(root: &Path, calendar: &Calendar, index: usize, share: usize) -> io::Result<u64> {
    let mut maker = Maker::new(calendar, index);
    let files = maker.files(share);
    let home = root.join(manager_name(index / SCHOOLS_A_MANAGER)).join(&maker.school.name);
    for folder in ["records", "emails", "correspondence"] {
        fs::create_dir_all(home.join(folder))?;
    }
    let mut bytes = 0;
    let mut made = BTreeSet::new();
    for file in files {
        let folder = home.join(&file.folder);
        if file.folder.contains('/') && made.insert(file.folder.clone()) {
            fs::create_dir_all(&folder)?;
        }
        fs::write(folder.join(&file.name), &file.text)?;
        bytes += file.text.len() as u64;
    }
    for (folder, name, content) in maker.documents() {
        fs::write(home.join(folder).join(name), content)?;
    }
    Ok(bytes)
}

/// Appends formatted text to a `String`.
macro_rules! put {
    ($out:expr, $($argument:tt)*) => { $out.push_str(&format!($($argument)*)) };
}

/// A record file of a school: `folder` is empty for `school.yaml`.
struct File {
    folder: String,
    name: String,
    text: String,
    /// The term it belongs to: where a school has few records, the oldest terms are left out.
    term: usize,
}

/// Makes everything that stands in one school's folder.
struct Maker<'a> {
    calendar: &'a Calendar,
    rng: Rng,
    school: School,
    children: Vec<Child>,
    habits: Habits,
}

/// How the staff of one school write.
struct Habits {
    folders_by_year: bool,
    block_rows: bool,
    quoted_names: bool,
    notices_in_markdown: bool,
    comments: bool,
}

impl<'a> Maker<'a> {
    fn new(calendar: &'a Calendar, index: usize) -> Self {
        let mut rng = Rng(SEED ^ (index as u64).wrapping_mul(0xa076_1d64_78bd_642f));
        let school = School::new(index, &mut rng);
        let children = roll(&school, &mut rng);
        let habits = Habits {
            folders_by_year: rng.one_in(4),
            block_rows: rng.one_in(6),
            quoted_names: rng.one_in(4),
            notices_in_markdown: rng.one_in(5),
            comments: rng.one_in(2),
        };
        Maker { calendar, rng, school, children, habits }
    }

    /// `share` record files: `school.yaml`, as many terms of meeting records as fit, and emails and letters.
    fn files(&mut self, share: usize) -> Vec<File> {
        let (mut files, visits) = self.meeting_records();
        let room = share.saturating_sub(1);
        let first = [0, 1, 2, 3, 4, 5, CURRENT_TERM]
            .into_iter()
            .find(|&first| files.iter().filter(|file| file.term >= first).count() <= room);
        files.retain(|file| first.is_some_and(|first| file.term >= first));
        let visits: Vec<Day> = visits
            .iter()
            .filter(|visit| first.is_some_and(|first| visit.term >= first))
            .map(|visit| visit.date)
            .collect();
        let rest = room - files.len();
        let from = match first {
            Some(0) => self.calendar.terms[0].from,
            Some(first) => self.calendar.terms[first].from.plus(-30),
            None => Day::of(2026, 9, 1),
        };
        let emails = rest - rest / 5;
        files.push(self.school_file(first.is_some()));
        files.extend(self.messages(emails, from, &visits, false));
        files.extend(self.messages(rest - emails, from, &visits, true));
        files
    }

    fn documents(&mut self) -> Vec<(&'static str, String, &'static [u8])> {
        const PDF: &[u8] = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n%%EOF\n";
        const WORD: &[u8] = b"PK\x03\x04\x14\x00\x06\x00\x08\x00";
        const NAMES: [(&str, &str, &[u8]); 6] = [
            ("correspondence", "attendance letter scan.pdf", PDF),
            ("correspondence", "behaviour policy.docx", WORD),
            ("correspondence", "managed move protocol signed.pdf", PDF),
            ("emails", "attendance figures by class.pdf", PDF),
            ("records", "notes of the visit.docx", WORD),
            ("records", "attendance summary.pdf", PDF),
        ];
        let days = self.calendar.working(Day::of(2024, 9, 10), today());
        let count = 3 + self.rng.below(4);
        let mut documents = Vec::new();
        for (folder, name, content) in NAMES.into_iter().take(count) {
            let date = self.rng.pick(&days);
            documents.push((folder, format!("{date} {name}"), content));
        }
        documents
    }

    fn meeting_records(&mut self) -> (Vec<File>, Vec<Visit>) {
        let exclusions = self.plan_exclusions();
        let visits = self.plan_visits();
        let mut files = Vec::new();
        let mut listed = vec![false; exclusions.len()];
        for visit in &visits {
            let year = visit.term / 3;
            if let Some(first) = visit.moved_from {
                let text = self.cancelled_visit(visit, first);
                let name = format!("{first} visit.yaml");
                files.push(self.record(name, text, year, visit.term));
            }
            let mut review = Review::default();
            if visit.sent.is_some() {
                let rows: Vec<&Exclusion> = exclusions
                    .iter()
                    .zip(&mut listed)
                    .filter(|(row, listed)| !**listed && visit.returned.is_some_and(|day| row.told <= day))
                    .map(|(row, listed)| {
                        *listed = true;
                        row
                    })
                    .collect();
                let text = self.pro_forma(visit, &rows, &mut review);
                let name = format!("{} pro forma.yaml", visit.date);
                files.push(self.record(name, text, year, visit.term));
            }
            review.add_exclusions(&exclusions, visit);
            let text = self.visit(visit, review);
            let name = format!("{} visit.yaml", visit.date);
            files.push(self.record(name, text, year, visit.term));
        }
        let mut names = BTreeSet::new();
        for (exclusion, listed) in exclusions.iter().zip(&listed) {
            if *listed && !exclusion.noticed {
                continue;
            }
            let ending = if self.habits.notices_in_markdown { "md" } else { "yaml" };
            let mut name = format!("{} exclusion notice.{ending}", exclusion.told);
            let mut number = 2;
            while !names.insert(name.clone()) {
                name = format!("{} exclusion notice {number}.{ending}", exclusion.told);
                number += 1;
            }
            let text = self.notice(exclusion);
            files.push(self.record(name, text, exclusion.term / 3, exclusion.term));
        }
        for (year, name) in YEAR_NAMES.into_iter().enumerate() {
            let text = self.phone_log(year, &visits);
            files.push(self.record(format!("phone log {name}.yaml"), text, year, (year * 3 + 2).min(CURRENT_TERM)));
        }
        (files, visits)
    }

    fn record(&self, name: String, text: String, year: usize, term: usize) -> File {
        let folder =
            if self.habits.folders_by_year { format!("records/{}", YEAR_NAMES[year]) } else { "records".to_owned() };
        File { folder, name, text, term }
    }

    /// Exclusions of the terms up to today's, by date; few of them, and no child has more than 20 days in a year.
    fn plan_exclusions(&mut self) -> Vec<Exclusion> {
        let mut exclusions: Vec<Exclusion> = Vec::new();
        let mut halves_in_year = BTreeMap::new();
        let secondary = self.school.phase.oldest > 6;
        for term in 0..=CURRENT_TERM {
            let Span { from, to } = self.calendar.terms[term];
            let days = self.calendar.school_days(from.plus(4), to.min(Day::of(2026, 11, 18)));
            let count = self.rng.below(4) + if secondary { 2 } else { 0 };
            let mut dates: Vec<Day> = (0..count).map(|_| self.rng.pick(&days)).collect();
            dates.sort_unstable();
            for from in dates {
                let prone: Vec<usize> = self
                    .on_roll(term / 3, from)
                    .into_iter()
                    .filter(|&child| {
                        let row = &self.children[child];
                        child % 7 == 4 && row.year_in(term / 3) > 0 && !row.unnumbered()
                    })
                    .collect();
                if prone.is_empty() {
                    continue;
                }
                let child = self.rng.pick(&prone);
                let what = match self.rng.below(50) {
                    0 => Sanction::Permanent,
                    1..=6 => Sanction::Lunchtimes(1 + self.rng.below(5)),
                    _ => Sanction::HalfDays(self.rng.pick(&[1, 2, 2, 2, 3, 4, 4, 5, 6, 9, 10])),
                };
                let halves = halves_in_year.entry((child, term / 3)).or_insert(0);
                let again = exclusions.iter().any(|other| other.child == child && other.from == from);
                if again || *halves + what.halves() > 40 {
                    continue;
                }
                *halves += what.halves();
                if matches!(what, Sanction::Permanent) {
                    self.children[child].left = Some(from);
                }
                let delay = if self.rng.one_in(15) { 2 } else { self.rng.below(2) };
                exclusions.push(Exclusion {
                    child,
                    what,
                    from,
                    told: self.calendar.forward(from, delay),
                    term,
                    noticed: self.rng.one_in(4) || matches!(what, Sanction::Permanent),
                    misses_exam: match self.rng.below(12) {
                        0 if secondary && term % 3 == 2 => Some(true),
                        0..=4 => Some(false),
                        _ => None,
                    },
                    reason: (self.rng.pick(&EXCLUSION_REASONS)).to_owned(),
                });
            }
        }
        exclusions
    }

    /// One visit a term, some of them moved once; held before today, planned after it.
    fn plan_visits(&mut self) -> Vec<Visit> {
        let calendar = self.calendar;
        let today = today();
        let mut visits = Vec::new();
        let mut agreed = today;
        for (term, span) in calendar.terms.into_iter().enumerate() {
            if term % 3 == 0 {
                let wait = if self.rng.one_in(12) { 15 } else { 2 };
                agreed = calendar.forward(span.from, wait + self.rng.below(11).min(13));
            }
            let days = calendar.school_days(calendar.forward(span.from, 20), calendar.back(span.to, 6));
            let mut date = self.rng.pick(&days);
            if date == today {
                date = calendar.forward(date, 1);
            }
            let held = date < today;
            let late = |rng: &mut Rng, chance| held && rng.one_in(chance);
            let sent = if late(&mut self.rng, 12) { 8 } else { 10 };
            let sent = calendar.back(date, sent + self.rng.below(2));
            let returned = if late(&mut self.rng, 8) { 2 } else { 5 };
            let returned = calendar.back(date, returned + self.rng.below(2));
            let chased = calendar.back(date, 4);
            let checks = calendar.back(date, 1 + self.rng.below(2));
            let written_up = if late(&mut self.rng, 12) { 7 } else { 2 };
            let written_up = calendar.forward(date, written_up + self.rng.below(4));
            let mut visit = Visit {
                date,
                term,
                held,
                agreed,
                moved_from: None,
                sent: Some(sent).filter(|&day| day <= today),
                returned: Some(returned).filter(|&day| day <= today),
                chased: Some(chased).filter(|&day| day < returned && day <= today),
                checks: Some(checks).filter(|&day| day <= today),
                written_up: held
                    .then_some(written_up)
                    .filter(|&day| day <= today || calendar.forward(date, 5) < today)
                    .map(|day| day.min(today)),
                first_agreed: agreed,
            };
            if self.rng.one_in(10) {
                let mut first = calendar.back(date, 4 + self.rng.below(4));
                while !calendar.is_school_day(first) {
                    first = first.plus(-1);
                }
                let again = calendar.back(first, 1);
                if again <= today {
                    visit.moved_from = Some(first);
                    visit.agreed = again;
                }
            }
            visits.push(visit);
        }
        visits
    }

    /// The children on the roll on a day of a year, by their place in `children`.
    fn on_roll(&self, year: usize, day: Day) -> Vec<usize> {
        let phase = self.school.phase;
        (0..self.children.len())
            .filter(|&child| {
                let child = &self.children[child];
                (phase.youngest..=phase.oldest).contains(&child.year_in(year))
                    && child.left.is_none_or(|left| day <= left)
            })
            .collect()
    }

    fn school_file(&mut self, settled: bool) -> File {
        let school = &self.school;
        let rng = &mut self.rng;
        let mut out = String::new();
        if self.habits.comments {
            put!(out, "# {}: who is who. Ask {} before changing this.\n", school.name, school.spoc);
        }
        put!(out, "name: {}\n", inline(&school.name, rng));
        put!(out, "urn: {}\n", if rng.one_in(4) { format!("\"{}\"", school.urn) } else { school.urn.clone() });
        put!(out, "dfe_number: {}\n", school.dfe_number);
        put!(out, "phase: {}\n", school.phase.word);
        put!(out, "status: {}\n", school.status);
        put!(out, "trades: {}\n", rng.pick(&["true", "false", "yes", "no"]));
        put!(out, "spoc: {}\n", inline(&school.spoc, rng));
        for (role, person, title) in
            [("head", &school.head, None), ("representative", &school.contact, Some("Attendance lead"))]
        {
            if role == "representative" && person.email == school.head.email {
                continue;
            }
            let name = inline(&person.name, rng);
            if rng.one_in(3) {
                put!(out, "{role}:\n  name: {name}\n");
                if let Some(title) = title {
                    put!(out, "  role: {title}\n");
                }
                put!(out, "  email: {}\n  phone: \"{}\"\n", person.email, person.phone);
            } else {
                put!(out, "{role}: {{name: {name}");
                if let Some(title) = title {
                    put!(out, ", role: {title}");
                }
                put!(out, ", email: {}, phone: {}}}\n", person.email, person.phone);
            }
        }
        if settled {
            put!(out, "opened: {}-09-01\n", 1958 + rng.below(60));
        } else {
            out.push_str("opened: 2026-11-02    # visits from the spring on\n");
        }
        if rng.one_in(5) {
            put!(out, "x_ward: {}\n", rng.pick(&["Castle", "Riverside", "St James", "Eastgate"]));
        }
        if rng.one_in(2) {
            let note = rng.pick(&SCHOOL_NOTES);
            text(&mut out, rng, 0, "note", note);
        }
        File { folder: String::new(), name: "school.yaml".to_owned(), text: out, term: 0 }
    }

    fn cancelled_visit(&mut self, visit: &Visit, first: Day) -> String {
        let rng = &mut self.rng;
        let mut out =
            format!("kind: visit\ndate: {first}\ntime: 09:30\nstatus: cancelled\nagreed: {}\n", visit.first_agreed);
        let why = rng.pick(&CANCELLED);
        text(&mut out, rng, 0, "cancelled_because", why);
        put!(out, "note: Moved to {}.\n", visit.date.in_words());
        out
    }

    fn visit(&mut self, visit: &Visit, review: Review) -> String {
        let mut out = String::new();
        if self.habits.comments {
            put!(out, "# SPOC visit, {}\n", TERM_NAMES[visit.term]);
        }
        let time = self.rng.pick(&["09:30", "\"10:00\"", "9:30", "13:15", "'14:00'", "11:00"]);
        let status = if visit.held { "held" } else { "planned" };
        put!(out, "kind: visit\ndate: {}\ntime: {time}\nstatus: {status}\nagreed: {}\n", visit.date, visit.agreed);
        if let Some(first) = visit.moved_from {
            put!(out, "moved_from: {first}\n");
        }
        if self.rng.one_in(2) {
            put!(out, "spoc: {}\n", self.school.spoc);
        }
        let school = &self.school;
        let head = inline(&school.head.name, &mut self.rng);
        let contact = inline(&school.contact.name, &mut self.rng);
        if visit.held && self.rng.one_in(2) {
            put!(
                out,
                "present:\n  - name: {head}\n    role: Headteacher\n  - {{name: {contact}, role: Attendance lead}}\n"
            );
        } else {
            put!(out, "present: [{{name: {head}, role: Headteacher}}, {{name: {contact}}}]\n");
        }
        if let Some(done) = visit.checks {
            if self.rng.one_in(2) {
                put!(out, "checks: {{done: {done}, by: {}}}\n", school.spoc);
            } else {
                put!(out, "checks:\n  done: {done}\n  by: {}\n", school.spoc);
                let note = self.rng.pick(&CHECK_NOTES);
                text(&mut out, &mut self.rng, 2, "note", note);
            }
        }
        if let Some(day) = visit.written_up {
            put!(out, "written_up: {day}\n");
        }
        if visit.held {
            self.discussed(&mut out, visit, review);
        }
        if self.rng.one_in(2) || !visit.held {
            let note = self.scene(visit.term / 3, visit.date).tell(&mut self.rng, &VISIT_NOTES);
            text(&mut out, &mut self.rng, 0, "note", &note);
        }
        out
    }

    /// The children talked about and what came of it: both decisions for every child of the review.
    fn discussed(&mut self, out: &mut String, visit: &Visit, review: Review) {
        let year = visit.term / 3;
        let numbered = review.selected.keys().copied().find(|&child| !self.children[child].unnumbered());
        if !review.selected.is_empty() {
            out.push_str("children:\n");
        }
        for (child, why) in review.selected {
            let scene = self.scene_of(child, year, visit.date);
            let row = &self.children[child];
            put!(out, "  - upn: {}\n    name: {}\n", row.upn, inline(&row.name, &mut self.rng));
            put!(out, "    year: {}\n    why: [{}]\n", year_word(row.year_in(year)), why.join(", "));
            for (decision, reasons) in
                [("statutory_intervention", &STATUTORY_REASONS), ("early_help_referral", &EARLY_HELP_REASONS)]
            {
                let (threshold, actions) = self.rng.pick(&[
                    ("met", ["refer", "refer"]),
                    ("not-met", ["none", "monitor"]),
                    ("not-met", ["none", "monitor"]),
                    ("unsure", ["monitor", "monitor"]),
                ]);
                let action = self.rng.pick(&actions);
                let reason = if self.rng.one_in(3) { Some(scene.tell(&mut self.rng, reasons)) } else { None };
                match reason {
                    Some(reason) if self.rng.one_in(3) => {
                        put!(out, "    {decision}:\n      threshold: {threshold}\n      action: {action}\n");
                        text(out, &mut self.rng, 6, "reason", &reason);
                    }
                    Some(reason) => put!(
                        out,
                        "    {decision}: {{threshold: {threshold}, action: {action}, reason: {}}}\n",
                        inline(&reason, &mut self.rng)
                    ),
                    None => put!(out, "    {decision}: {{threshold: {threshold}, action: {action}}}\n"),
                }
            }
            if self.rng.one_in(3) {
                let note = scene.tell(&mut self.rng, &CHILD_NOTES);
                text(out, &mut self.rng, 4, "note", &note);
            }
        }
        let scene = self.scene(year, visit.date);
        if self.rng.one_in(2) {
            let topic = self.rng.pick(&["early-help", "referral", "safeguarding", "mash", "other"]);
            let note = scene.tell(&mut self.rng, &ADVICE);
            put!(out, "advice:\n  - topic: {topic}\n");
            text(out, &mut self.rng, 4, "note", &note);
        }
        if self.rng.one_in(2) {
            let issues = scene.tell(&mut self.rng, &ISSUES);
            text(out, &mut self.rng, 0, "general_issues", &issues);
        }
        out.push_str("actions:\n");
        for _ in 0..=self.rng.below(3) {
            let due = self.calendar.forward(visit.date, 8 + self.rng.below(14));
            let done = self.calendar.forward(visit.date, 3 + self.rng.below(16));
            let done = if due < today() { Some(done.min(today())) } else { Some(done).filter(|&day| day <= today()) };
            let what = inline(&scene.tell(&mut self.rng, &ACTIONS), &mut self.rng);
            let people = [&self.school.spoc, &self.school.head.name, &self.school.contact.name];
            let who = self.rng.pick(&people);
            let who = inline(who, &mut self.rng);
            let mut rest = String::new();
            if let Some(done) = done {
                put!(rest, ", done: {done}");
            }
            if let Some(child) = numbered.filter(|_| self.rng.one_in(3)) {
                put!(rest, ", child: {}", self.children[child].upn);
            }
            if self.rng.one_in(3) {
                put!(out, "  - what: {what}\n    who: {who}\n    due: {due}\n");
                for field in rest.split(", ").filter(|field| !field.is_empty()) {
                    put!(out, "    {field}\n");
                }
            } else {
                put!(out, "  - {{what: {what}, who: {who}, due: {due}{rest}}}\n");
            }
        }
    }

    fn pro_forma(&mut self, visit: &Visit, exclusions: &[&Exclusion], review: &mut Review) -> String {
        let year = visit.term / 3;
        let mut out = String::new();
        if self.habits.comments {
            put!(out, "# Pro forma for the visit on {}\n", visit.date.in_words());
        }
        put!(out, "kind: pro-forma\nvisit: {}\n", visit.date);
        if let Some(sent) = visit.sent {
            put!(out, "sent: {sent}\nsent_to: {}\n", inline(&self.school.contact.name, &mut self.rng));
        }
        if let Some(chased) = visit.chased {
            put!(out, "chased: [{chased}]    # rang the office as well\n");
        }
        let Some(returned) = visit.returned else {
            return out;
        };
        put!(out, "returned: {returned}\ncompleted_by: {}\n\n", inline(&self.school.contact.name, &mut self.rng));
        self.absence(&mut out, visit, returned, review);
        if !exclusions.is_empty() {
            out.push_str("\nexclusions:\n");
        }
        for exclusion in exclusions {
            let fields = self.exclusion_fields(exclusion);
            self.row(&mut out, 2, &fields);
        }
        self.risk(&mut out, visit, returned, review);
        self.placements(&mut out, visit, returned);
        let scene = self.scene(year, visit.date);
        out.push('\n');
        let issues = format!("{} {}", scene.tell(&mut self.rng, &ISSUES), scene.tell(&mut self.rng, &BODY));
        text(&mut out, &mut self.rng, 0, "issues", &issues);
        if self.rng.one_in(2) {
            let note = scene.tell(&mut self.rng, &BODY);
            text(&mut out, &mut self.rng, 0, "note", &note);
        }
        out
    }

    /// The absence figures; the top 10% of the persistently absent, ties included, go into the review.
    fn absence(&mut self, out: &mut String, visit: &Visit, returned: Day, review: &mut Review) {
        let year = visit.term / 3;
        let from = self.calendar.terms[year * 3].from;
        let to = self.calendar.back(returned, 1);
        let sessions = 2 * self.calendar.school_days(from, to).len();
        let roll = self.school.on_roll + self.rng.below(12);
        put!(out, "absence:\n  from: {from}\n  to: {to}\n  on_roll: {roll}\n  children:\n");
        let mut present = self.on_roll(year, to);
        self.rng.shuffle(&mut present);
        present.truncate(24 + self.rng.below(37));
        let mut rates = Vec::new();
        for child in present {
            let possible = if self.rng.one_in(8) { sessions - 2 * self.rng.below(sessions / 4) } else { sessions };
            let percent = (self.children[child].absence + self.rng.below(7)).clamp(7, 85);
            let absent = (possible * percent).div_ceil(100).min(possible);
            let unauthorised = absent * self.rng.below(90) / 100;
            rates.push((child, absent, possible));
            let scene = self.scene_of(child, year, returned);
            let mut fields = self.child_fields(child, year);
            fields.push(("possible", possible.to_string()));
            fields.push(("authorised", (absent - unauthorised).to_string()));
            fields.push(("unauthorised", unauthorised.to_string()));
            if self.rng.one_in(4) {
                let note = scene.tell(&mut self.rng, &ABSENCE_NOTES);
                fields.push(("note", inline(&note, &mut self.rng)));
            }
            self.row(out, 4, &fields);
        }
        rates.retain(|&(_, absent, possible)| absent * 10 >= possible);
        rates.sort_by(|a, b| (b.1 * a.2).cmp(&(a.1 * b.2)));
        if let Some(&(_, absent, possible)) = rates.get(rates.len().div_ceil(10).wrapping_sub(1)) {
            for &(child, _, _) in rates.iter().filter(|row| row.1 * possible >= absent * row.2) {
                review.add(child, "persistent-absence");
            }
        }
    }

    fn risk(&mut self, out: &mut String, visit: &Visit, returned: Day, review: &mut Review) {
        let year = visit.term / 3;
        let mut present = self.on_roll(year, visit.date);
        self.rng.shuffle(&mut present);
        present.truncate(self.rng.below(3));
        if !present.is_empty() {
            out.push_str("\nrisk_of_permanent_exclusion:\n");
        }
        for child in present {
            review.add(child, "risk-of-permanent-exclusion");
            let evidence = self.scene_of(child, year, returned).tell(&mut self.rng, &EVIDENCE);
            put!(
                out,
                "  - upn: {}\n    name: {}\n",
                self.children[child].upn,
                inline(&self.children[child].name, &mut self.rng)
            );
            put!(out, "    year: {}\n", year_word(self.children[child].year_in(year)));
            text(out, &mut self.rng, 4, "evidence", &evidence);
        }
    }

    /// Managed moves, alternative provision and children missing from education.
    fn placements(&mut self, out: &mut String, visit: &Visit, returned: Day) {
        let year = visit.term / 3;
        let days = self.calendar.working(self.calendar.back(returned, 40), self.calendar.back(returned, 2));
        let mut present = self.on_roll(year, returned);
        self.rng.shuffle(&mut present);
        let mut present = present.into_iter();
        let requested = (self.rng.below(3), self.rng.below(3));
        put!(out, "\nmanaged_moves:\n  requested: {{internally: {}, externally: {}}}\n", requested.0, requested.1);
        let moves: Vec<usize> = present.by_ref().take(self.rng.below(3)).collect();
        if !moves.is_empty() {
            out.push_str("  moves:\n");
        }
        for child in moves {
            let agreed = self.rng.pick(&days);
            let started = self.calendar.forward(agreed, self.rng.below(8));
            let other = School::name_of(self.school.index + 1 + self.rng.below(40));
            let mut fields = self.child_fields(child, year);
            fields.push(("from_school", inline(&self.school.name, &mut self.rng)));
            fields.push(("to_school", inline(&other, &mut self.rng)));
            fields.push(("agreed", agreed.to_string()));
            if started <= returned {
                fields.push(("started", started.to_string()));
                fields.push((
                    "outcome",
                    (self.rng.pick(&["under-way", "under-way", "completed", "returned"])).to_owned(),
                ));
                fields.push(("reviews", format!("[{}]", self.calendar.forward(started, 20))));
            }
            self.row(out, 4, &fields);
        }
        let placed: Vec<usize> = present.by_ref().take(self.rng.below(4)).collect();
        if !placed.is_empty() {
            out.push_str("\nalternative_provision:\n");
        }
        for child in placed {
            let from = self.rng.pick(&days);
            let mut fields = self.child_fields(child, year);
            let provider = self.rng.pick(&PROVIDERS);
            fields.push(("provider", inline(provider, &mut self.rng)));
            fields.push(("from", from.to_string()));
            if self.rng.one_in(3) {
                fields.push(("until", from.plus(60).to_string()));
            }
            fields.push(("sessions_per_week", (2 + self.rng.below(7)).to_string()));
            fields.push(("on_roll", (self.rng.pick(&["yes", "true", "yes"])).to_owned()));
            fields.push(("review", self.calendar.forward(visit.date, 15).to_string()));
            self.row(out, 2, &fields);
        }
        if let Some(child) = present.next().filter(|_| self.rng.one_in(5)) {
            let seen = self.rng.pick(&days);
            let mut fields = self.child_fields(child, year);
            fields.push(("last_seen", seen.to_string()));
            fields.push(("told_authority", self.calendar.forward(seen, 2).min(returned).to_string()));
            out.push_str("\nmissing_from_education:\n");
            self.row(out, 2, &fields);
        }
    }

    fn notice(&mut self, exclusion: &Exclusion) -> String {
        let mut fields = vec![("kind", "exclusion-notice".to_owned())];
        fields.extend(self.exclusion_fields(exclusion));
        if self.rng.one_in(2) {
            fields.push(("told_by", inline(&self.school.head.name, &mut self.rng)));
        }
        let mut out = String::new();
        for (key, value) in fields {
            put!(out, "{key}: {value}\n");
        }
        if self.habits.notices_in_markdown {
            return format!("---\n{out}---\n\n{}\n", self.rng.pick(&NOTICE_NOTES));
        }
        if self.rng.one_in(4) {
            let note = self.rng.pick(&NOTICE_NOTES);
            text(&mut out, &mut self.rng, 0, "note", note);
        }
        out
    }

    fn phone_log(&mut self, year: usize, visits: &[Visit]) -> String {
        let today = today();
        let mut out = format!("kind: phone-log\nacademic_year: {}\n", YEAR_NAMES[year]);
        if self.habits.comments {
            out.push_str("# newest at the bottom, please\n");
        }
        out.push_str("calls:\n");
        let from = self.calendar.terms[year * 3].from;
        let to = self.calendar.terms[year * 3 + 2].to.min(today);
        let days = self.calendar.working(from, to);
        let count = days.len() / 10 + self.rng.below(8) + 1;
        for place in 0..count {
            let date = days[place * days.len() / count];
            let child = self.rng.pick(&self.on_roll(year, from));
            let scene = self.scene_of(child, year, next_visit(visits.iter().map(|visit| visit.date), date));
            let about = self.rng.pick(&ABOUT);
            let (person, role) = if self.rng.one_in(3) {
                (&self.school.head, "Headteacher")
            } else {
                (&self.school.contact, "Attendance lead")
            };
            let with = inline(&person.name, &mut self.rng);
            let summary = scene.tell(&mut self.rng, &CALLS);
            let hour = 9 + self.rng.below(7);
            let minute = 5 * self.rng.below(12);
            put!(
                out,
                "  - date: {date}\n    time: {hour:02}:{minute:02}\n    by: {}\n    with: {with}\n",
                self.school.spoc
            );
            if self.rng.one_in(2) {
                put!(out, "    role: {role}\n");
            }
            put!(out, "    direction: {}\n    about: {about}\n", self.rng.pick(&["in", "out"]));
            if about == "child" && !self.children[child].unnumbered() {
                put!(out, "    child: {}\n", self.children[child].upn);
            }
            text(&mut out, &mut self.rng, 4, "summary", &summary);
            if self.rng.one_in(4) {
                let advice = scene.tell(&mut self.rng, &ADVICE);
                text(&mut out, &mut self.rng, 4, "advice", &advice);
            }
            if self.rng.one_in(4) {
                let due = self.calendar.forward(date, 5);
                let done = self.calendar.forward(date, 1 + self.rng.below(6));
                let what = inline(&scene.tell(&mut self.rng, &ACTIONS), &mut self.rng);
                put!(out, "    follow_up: {{what: {what}, due: {due}");
                if due < today || done <= today {
                    put!(out, ", done: {}", done.min(today));
                }
                out.push_str("}\n");
            }
        }
        out
    }

    /// `count` emails or letters, each on a day of its own.
    fn messages(&mut self, count: usize, from: Day, visits: &[Day], letters: bool) -> Vec<File> {
        let days = self.calendar.working(from, today());
        (0..count)
            .map(|place| {
                let date = days[place * days.len() / count];
                let topic = self.rng.pick(&TOPICS);
                let text = self.message(&topic, date, visits, letters);
                File {
                    folder: if letters { "correspondence" } else { "emails" }.to_owned(),
                    name: format!("{date} {}{}.md", if letters { "letter, " } else { "" }, topic.words),
                    text,
                    term: 0,
                }
            })
            .collect()
    }

    fn message(&mut self, topic: &Topic, date: Day, visits: &[Day], letter: bool) -> String {
        let rng = &mut self.rng;
        let year = (0..3).rev().find(|&year| self.calendar.terms[year * 3].from <= date).unwrap_or(0);
        let visit = next_visit(visits.iter().copied(), date);
        let school = &self.school;
        let spoc_email = format!("{}@northmere.example", slug(&school.spoc, '.'));
        let spoc = (school.spoc.as_str(), spoc_email.as_str());
        let person = if rng.one_in(3) { &school.head } else { &school.contact };
        let person = (person.name.as_str(), person.email.as_str());
        let (sender, reader) = if rng.one_in(3) { (person, spoc) } else { (spoc, person) };
        let child = loop {
            let child = rng.below(self.children.len());
            let age = self.children[child].year_in(year);
            if (school.phase.youngest..=school.phase.oldest).contains(&age) {
                break child;
            }
        };
        let scene = self.scene_of(child, year, visit);
        let rng = &mut self.rng;
        let subject = scene.tell(rng, &[topic.subject]);
        let mut out = format!("---\ndate: {date}\n");
        if letter {
            put!(out, "from: {}\nto: {}\n", inline(sender.0, rng), inline(reader.0, rng));
        } else {
            put!(out, "from: {}\n", sender.1);
            match rng.below(4) {
                0 => put!(out, "to: {}\n", reader.1),
                1 => put!(out, "to:\n  - {}\n", reader.1),
                _ => put!(out, "to: [{}]\n", reader.1),
            }
            match rng.below(6) {
                0 => out.push_str("cc: []\n"),
                1 => put!(out, "cc: [office@{}.example]\n", school.slug),
                _ => {}
            }
        }
        put!(out, "subject: {}\n", inline(&subject, rng));
        if rng.below(4) > 0 {
            put!(out, "about: {}\n", topic.about);
        }
        if !visits.is_empty() && matches!(topic.about, "visit-dates" | "pro-forma") {
            put!(out, "visit: {visit}\n");
        }
        if subject.contains(&self.children[child].name) && !self.children[child].unnumbered() {
            put!(out, "child: {}\n", self.children[child].upn);
        }
        put!(out, "---\n\nDear {},\n\n", reader.0);
        let length = if letter { 7 + rng.below(6) } else { 4 + rng.below(10) };
        let width = if rng.one_in(3) { 76 } else { usize::MAX };
        let mut paragraph = scene.tell(rng, &[topic.opening[usize::from(sender != spoc)]]);
        for (place, sentence) in rng.several(&BODY, length).into_iter().enumerate() {
            if place % 3 == 1 {
                put!(out, "{}\n\n", wrap(&paragraph, width, ""));
                paragraph.clear();
            }
            if !paragraph.is_empty() {
                paragraph.push(' ');
            }
            paragraph.push_str(&scene.tell(rng, &[sentence]));
        }
        put!(out, "{}\n\n", wrap(&paragraph, width, ""));
        put!(
            out,
            "{},\n\n{}\n",
            if letter {
                "Yours sincerely"
            } else {
                rng.pick(&["Kind regards", "Best wishes", "Many thanks", "With thanks"])
            },
            sender.0
        );
        if sender == spoc {
            out.push_str("Family Early Help, Northmere Council\nTel 020 7946 0100\n");
        } else {
            put!(out, "{}\n", self.school.name);
        }
        out
    }

    fn child_fields(&mut self, child: usize, year: usize) -> Vec<(&'static str, String)> {
        let child = &self.children[child];
        let name =
            if self.habits.quoted_names { format!("\"{}\"", child.name) } else { inline(&child.name, &mut self.rng) };
        vec![("upn", child.upn.clone()), ("name", name), ("year", year_word(child.year_in(year)))]
    }

    fn exclusion_fields(&mut self, exclusion: &Exclusion) -> Vec<(&'static str, String)> {
        let mut fields = self.child_fields(exclusion.child, exclusion.term / 3);
        let (kind, measure) = match exclusion.what {
            Sanction::Permanent => ("permanent", None),
            Sanction::Lunchtimes(count) => ("lunchtime", Some(("lunchtimes", count.to_string()))),
            Sanction::HalfDays(halves) => ("fixed-term", Some(("days", in_days(halves)))),
        };
        let kind = if kind == "fixed-term" && self.rng.one_in(12) { "suspension" } else { kind };
        fields.push(("type", kind.to_owned()));
        fields.push(("from", exclusion.from.to_string()));
        fields.extend(measure);
        if let Some(misses) = exclusion.misses_exam {
            fields.push(("misses_exam", if misses { "yes" } else { "no" }.to_owned()));
        }
        fields.push(("told_authority", exclusion.told.to_string()));
        fields.push(("reason", inline(&exclusion.reason, &mut self.rng)));
        fields
    }

    /// A row of a list, in flow or block style as this school writes them.
    fn row(&mut self, out: &mut String, indent: usize, fields: &[(&str, String)]) {
        let pad = " ".repeat(indent);
        if self.habits.block_rows {
            for (place, (key, value)) in fields.iter().enumerate() {
                put!(out, "{pad}{} {key}: {value}\n", if place == 0 { "-" } else { " " });
            }
            return;
        }
        let fields: Vec<String> = fields.iter().map(|(key, value)| format!("{key}: {value}")).collect();
        put!(out, "{pad}- {{{}}}", fields.join(", "));
        if self.habits.comments && self.rng.one_in(40) {
            out.push_str(self.rng.pick(&[
                "   # spoken to the family",
                "   # check the spelling",
                "   # moved house in the summer",
            ]));
        }
        out.push('\n');
    }

    /// A scene with some child of the year in it.
    fn scene(&mut self, year: usize, date: Day) -> Scene {
        let present = self.on_roll(year, date);
        let child = if present.is_empty() { 0 } else { self.rng.pick(&present) };
        self.scene_of(child, year, date)
    }

    fn scene_of(&self, child: usize, year: usize, date: Day) -> Scene {
        let child = &self.children[child];
        let first = child.name.split(' ').next().unwrap_or_default();
        Scene {
            child: child.name.clone(),
            first: first.to_owned(),
            year: year_word(child.year_in(year)),
            head: self.school.head.name.clone(),
            contact: self.school.contact.name.clone(),
            spoc: self.school.spoc.clone(),
            school: self.school.name.clone(),
            date: date.in_words(),
        }
    }
}

struct School {
    index: usize,
    name: String,
    slug: String,
    urn: String,
    dfe_number: String,
    authority: usize,
    establishment: usize,
    phase: &'static Phase,
    status: &'static str,
    on_roll: usize,
    spoc: String,
    head: Person,
    contact: Person,
}

struct Person {
    name: String,
    email: String,
    phone: String,
}

struct Phase {
    word: &'static str,
    title: &'static str,
    youngest: i32,
    oldest: i32,
}

impl School {
    fn new(index: usize, rng: &mut Rng) -> Self {
        let name = School::name_of(index);
        let slug = slug(&name, '-');
        let phase = School::phase_of(index);
        let authority = 317 + index / 7000;
        let establishment = 2000 + index % 7000;
        let manager = index / SCHOOLS_A_MANAGER;
        let spoc = person_name(manager * 6 + 1 + index % 5);
        let head = School::person(&slug, "head", rng);
        let contact = if rng.one_in(4) {
            Person { name: head.name.clone(), email: head.email.clone(), phone: head.phone.clone() }
        } else {
            School::person(&slug, "attendance", rng)
        };
        School {
            index,
            urn: format!("{:06}", 100_321 + index),
            dfe_number: format!("{authority}/{establishment}"),
            authority,
            establishment,
            phase,
            status: rng.pick(&["maintained", "maintained", "academy", "academy", "free-school"]),
            on_roll: if phase.oldest > 6 { 600 + rng.below(800) } else { 190 + rng.below(440) },
            spoc,
            head,
            contact,
            name,
            slug,
        }
    }

    /// A name that no other school has: the parts count like the digits of a number.
    fn name_of(index: usize) -> String {
        let many = PLACES.len() * QUARTERS.len() * PATRONS.len();
        let scattered = (index % many) * 7919 % many;
        let place = PLACES[scattered % PLACES.len()];
        let quarter = QUARTERS[scattered / PLACES.len() % QUARTERS.len()];
        let patron = PATRONS[scattered / PLACES.len() / QUARTERS.len()];
        let number = match index / many {
            0 => String::new(),
            round => format!(" {}", round + 1),
        };
        format!("{patron}{place}{quarter}{number} {}", School::phase_of(index).title)
    }

    fn phase_of(index: usize) -> &'static Phase {
        const WEIGHTS: [usize; 12] = [0, 0, 1, 0, 0, 2, 0, 1, 0, 3, 0, 4];
        &PHASES[WEIGHTS[index % WEIGHTS.len()]]
    }

    fn person(slug: &str, mailbox: &str, rng: &mut Rng) -> Person {
        let title = rng.pick(&["Ms", "Mr", "Mrs", "Dr", "Miss"]);
        let initial = rng.pick(&FIRST_NAMES).chars().next().unwrap_or('A');
        Person {
            name: format!("{title} {initial} {}", rng.pick(&LAST_NAMES)),
            email: format!("{mailbox}@{slug}.example"),
            phone: format!("020 7946 {:04}", rng.below(1000)),
        }
    }
}

/// The name of a manager's folder, its own for each `index`.
fn manager_name(index: usize) -> String {
    person_name(index * 6)
}

fn person_name(index: usize) -> String {
    let many = FIRST_NAMES.len() * LAST_NAMES.len();
    let scattered = (index % many) * 1009 % many;
    let first = FIRST_NAMES[scattered % FIRST_NAMES.len()];
    let last = LAST_NAMES[scattered / FIRST_NAMES.len()];
    match index / many {
        0 => format!("{first} {last}"),
        round => format!("{first} {last} {}", round + 1),
    }
}

struct Child {
    upn: String,
    name: String,
    /// The year group in 2024-25: 0 for Reception, -1 for nursery, less for those still to come.
    base: i32,
    /// How much of the time it is absent, in per cent.
    absence: usize,
    left: Option<Day>,
}

impl Child {
    fn year_in(&self, year: usize) -> i32 {
        self.base + year as i32
    }

    /// Without a UPN of its own yet.
    fn unnumbered(&self) -> bool {
        self.upn.starts_with("UN")
    }
}

/// The children who may turn up in a school's records over the three years.
fn roll(school: &School, rng: &mut Rng) -> Vec<Child> {
    let cohorts = (school.phase.youngest - 2..=school.phase.oldest).collect::<Vec<i32>>();
    (0..110)
        .map(|place| {
            let base = cohorts[place % cohorts.len()];
            let entry = (24 - base.max(-1 - base)).rem_euclid(100);
            let ending = if place % 37 == 5 {
                char::from(UPN_LETTERS[rng.below(UPN_LETTERS.len())])
            } else {
                char::from(b'0' + (place % 10) as u8)
            };
            let digits = format!("{}{:04}{entry:02}{:02}{ending}", school.authority, school.establishment, place / 10);
            let deep = rng.below(100) * rng.below(100);
            Child {
                upn: if place % 47 == 13 {
                    format!("UN{}", 1 + rng.below(5))
                } else {
                    format!("{}{digits}", check_letter(&digits))
                },
                name: format!("{} {}", rng.pick(&FIRST_NAMES), rng.pick(&LAST_NAMES)),
                base,
                absence: 9 + deep * 55 / 10_000,
                left: None,
            }
        })
        .collect()
}

const UPN_LETTERS: &[u8; 23] = b"ABCDEFGHJKLMNPQRTUVWXYZ";

/// The check letter of a UPN's other 12 characters.
fn check_letter(rest: &str) -> char {
    let sum: usize = rest
        .bytes()
        .zip(2..)
        .map(|(byte, weight)| {
            let letter = UPN_LETTERS.iter().position(|&letter| letter == byte);
            weight * letter.unwrap_or_else(|| usize::from(byte.wrapping_sub(b'0')))
        })
        .sum();
    char::from(UPN_LETTERS[sum % 23])
}

/// Half-days as days: `2`, `2.5`.
fn in_days(halves: usize) -> String {
    let half = if halves.is_multiple_of(2) { "" } else { ".5" };
    format!("{}{half}", halves / 2)
}

fn year_word(year: i32) -> String {
    match year {
        ..0 => "N".to_owned(),
        0 => "R".to_owned(),
        _ => year.to_string(),
    }
}

struct Visit {
    date: Day,
    term: usize,
    held: bool,
    agreed: Day,
    first_agreed: Day,
    moved_from: Option<Day>,
    sent: Option<Day>,
    returned: Option<Day>,
    chased: Option<Day>,
    checks: Option<Day>,
    written_up: Option<Day>,
}

/// The first visit on or after a day, else the last one.
fn next_visit(mut visits: impl Iterator<Item = Day>, day: Day) -> Day {
    let mut last = day;
    visits
        .find(|&visit| {
            last = visit;
            visit >= day
        })
        .unwrap_or(last)
}

struct Exclusion {
    child: usize,
    what: Sanction,
    from: Day,
    told: Day,
    term: usize,
    noticed: bool,
    misses_exam: Option<bool>,
    reason: String,
}

#[derive(Clone, Copy)]
enum Sanction {
    HalfDays(usize),
    Lunchtimes(usize),
    Permanent,
}

impl Sanction {
    fn halves(self) -> usize {
        match self {
            Sanction::HalfDays(count) | Sanction::Lunchtimes(count) => count,
            Sanction::Permanent => 0,
        }
    }
}

/// The children to be decided about at a visit, and why; never fewer than the rules select.
#[derive(Default)]
struct Review {
    selected: BTreeMap<usize, Vec<&'static str>>,
}

impl Review {
    fn add(&mut self, child: usize, why: &'static str) {
        self.selected.entry(child).or_default().push(why);
    }

    fn add_exclusions(&mut self, exclusions: &[Exclusion], visit: &Visit) {
        let mut halves = BTreeMap::new();
        for row in exclusions {
            if row.from <= visit.date && row.term + 2 >= visit.term {
                *halves.entry(row.child).or_insert(0) += match row.what {
                    Sanction::Permanent => 10,
                    _ => row.what.halves(),
                };
            }
        }
        for (child, halves) in halves {
            if halves >= 10 {
                self.add(child, "exclusions");
            }
        }
    }
}

/// What the gaps in a sentence are filled with.
struct Scene {
    child: String,
    first: String,
    year: String,
    head: String,
    contact: String,
    spoc: String,
    school: String,
    date: String,
}

impl Scene {
    /// One of the sentences, its gaps filled.
    fn tell(&self, rng: &mut Rng, sentences: &[&str]) -> String {
        let mut out = String::new();
        let mut parts = rng.pick(sentences).split(['{', '}']);
        while let Some(plain) = parts.next() {
            out.push_str(plain);
            match parts.next() {
                Some("child") => out.push_str(&self.child),
                Some("first") => out.push_str(&self.first),
                Some("year") => out.push_str(&self.year),
                Some("head") => out.push_str(&self.head),
                Some("contact") => out.push_str(&self.contact),
                Some("spoc") => out.push_str(&self.spoc),
                Some("school") => out.push_str(&self.school),
                Some("date") => out.push_str(&self.date),
                Some("n") => put!(out, "{}", 2 + rng.below(9)),
                Some(other) => out.push_str(other),
                None => {}
            }
        }
        out
    }
}

/// `key: value` on lines of its own: plain, quoted, folded or literal.
fn text(out: &mut String, rng: &mut Rng, indent: usize, key: &str, value: &str) {
    let pad = " ".repeat(indent);
    let inner = " ".repeat(indent + 2);
    match rng.below(4) {
        0 if value.len() > 60 => put!(out, "{pad}{key}: >-\n{}\n", wrap(value, 76, &inner)),
        1 if value.len() > 60 => put!(out, "{pad}{key}: |\n{}\n", wrap(value, 76, &inner)),
        _ => put!(out, "{pad}{key}: {}\n", inline(value, rng)),
    }
}

/// A value on one line that holds in flow and in block style: plain where that is safe, quoted now and then all the same.
fn inline(value: &str, rng: &mut Rng) -> String {
    let plain =
        value.starts_with(char::is_alphabetic) && !value.contains([',', '[', ']', '{', '}', ':', '#', '"', '\\', '\n']);
    match rng.below(8) {
        0 => format!("'{}'", value.replace('\'', "''")),
        1..=5 if plain => value.to_owned(),
        _ => format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\"")),
    }
}

fn wrap(value: &str, width: usize, indent: &str) -> String {
    let mut out = String::from(indent);
    let mut column = 0;
    for word in value.split(' ') {
        let length = word.chars().count();
        if column > 0 && width.saturating_sub(column) <= length {
            out.push('\n');
            out.push_str(indent);
            column = 0;
        } else if column > 0 {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += length;
    }
    out
}

fn slug(value: &str, gap: char) -> String {
    let mut out = String::new();
    for letter in value.chars() {
        if letter.is_ascii_alphanumeric() {
            out.push(letter.to_ascii_lowercase());
        } else if letter == ' ' {
            out.push(gap);
        }
    }
    out
}

/// SplitMix64.
struct Rng(u64);

impl Rng {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 to `limit` - 1; 0 where there is none.
    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }

    fn one_in(&mut self, chance: usize) -> bool {
        self.below(chance) == 0
    }

    fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())]
    }

    /// `count` different items, or all of them.
    fn several<T: Copy>(&mut self, items: &[T], count: usize) -> Vec<T> {
        let start = self.below(items.len());
        let least = 1 + self.below(items.len());
        let step = (least..least + items.len()).find(|&step| greatest_common_divisor(step, items.len()) == 1);
        let step = step.unwrap_or(1);
        (0..count.min(items.len())).map(|place| items[(start + place * step) % items.len()]).collect()
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for place in (1..items.len()).rev() {
            items.swap(place, self.below(place + 1));
        }
    }
}

fn greatest_common_divisor(a: usize, b: usize) -> usize {
    if b == 0 { a } else { greatest_common_divisor(b, a % b) }
}

/// A date, as the number of days since 1970-01-01.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Day(i32);

impl Day {
    const fn of(year: i32, month: i32, day: i32) -> Self {
        let year = if month <= 2 { year - 1 } else { year };
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        Day(era * 146_097 + day_of_era - 719_468)
    }

    const fn civil(self) -> (i32, i32, i32) {
        let days = self.0 + 719_468;
        let era = days.div_euclid(146_097);
        let day_of_era = days.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * day_of_year + 2) / 153;
        let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
        let year = year_of_era + era * 400 + if month <= 2 { 1 } else { 0 };
        (year, month, day_of_year - (153 * shifted + 2) / 5 + 1)
    }

    fn plus(self, days: i32) -> Self {
        Day(self.0 + days)
    }

    fn is_weekend(self) -> bool {
        // 1970-01-01 was a Thursday.
        (self.0 + 3).rem_euclid(7) >= 5
    }

    fn in_words(self) -> String {
        const MONTHS: [&str; 12] = [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ];
        let (year, month, day) = self.civil();
        format!("{day} {} {year}", MONTHS[(month - 1) as usize])
    }
}

impl fmt::Display for Day {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.civil();
        write!(formatter, "{year:04}-{month:02}-{day:02}")
    }
}

fn today() -> Day {
    Day::of(2026, 11, 23)
}

#[derive(Clone, Copy)]
struct Span {
    from: Day,
    to: Day,
}

impl Span {
    const fn of(from: (i32, i32, i32), to: (i32, i32, i32)) -> Self {
        Span { from: Day::of(from.0, from.1, from.2), to: Day::of(to.0, to.1, to.2) }
    }

    fn holds(&self, day: Day) -> bool {
        self.from <= day && day <= self.to
    }
}

/// The term of [`TODAY`], counted from the first of the first year.
const CURRENT_TERM: usize = 6;

const YEAR_NAMES: [&str; 3] = ["2024-25", "2025-26", "2026-27"];

const TERM_NAMES: [&str; 9] = [
    "Autumn 2024",
    "Spring 2025",
    "Summer 2025",
    "Autumn 2025",
    "Spring 2026",
    "Summer 2026",
    "Autumn 2026",
    "Spring 2027",
    "Summer 2027",
];

const TERMS: [Span; 9] = [
    Span::of((2024, 9, 3), (2024, 12, 20)),
    Span::of((2025, 1, 6), (2025, 4, 4)),
    Span::of((2025, 4, 22), (2025, 7, 22)),
    Span::of((2025, 9, 2), (2025, 12, 19)),
    Span::of((2026, 1, 5), (2026, 3, 27)),
    Span::of((2026, 4, 13), (2026, 7, 21)),
    Span::of((2026, 9, 2), (2026, 12, 18)),
    Span::of((2027, 1, 4), (2027, 3, 25)),
    Span::of((2027, 4, 12), (2027, 7, 21)),
];

/// The half term of each term.
const HALF_TERMS: [Span; 9] = [
    Span::of((2024, 10, 28), (2024, 11, 1)),
    Span::of((2025, 2, 17), (2025, 2, 21)),
    Span::of((2025, 5, 26), (2025, 5, 30)),
    Span::of((2025, 10, 27), (2025, 10, 31)),
    Span::of((2026, 2, 16), (2026, 2, 20)),
    Span::of((2026, 5, 25), (2026, 5, 29)),
    Span::of((2026, 10, 26), (2026, 10, 30)),
    Span::of((2027, 2, 15), (2027, 2, 19)),
    Span::of((2027, 5, 31), (2027, 6, 4)),
];

const CLOSURES: [Span; 3] = [
    Span::of((2024, 12, 24), (2025, 1, 1)),
    Span::of((2025, 12, 24), (2026, 1, 1)),
    Span::of((2026, 12, 24), (2027, 1, 1)),
];

/// The bank holidays in England that fall outside the closures.
const BANK_HOLIDAYS: [Day; 19] = [
    Day::of(2024, 8, 26),
    Day::of(2025, 4, 18),
    Day::of(2025, 4, 21),
    Day::of(2025, 5, 5),
    Day::of(2025, 5, 26),
    Day::of(2025, 8, 25),
    Day::of(2026, 4, 3),
    Day::of(2026, 4, 6),
    Day::of(2026, 5, 4),
    Day::of(2026, 5, 25),
    Day::of(2026, 8, 31),
    Day::of(2027, 3, 26),
    Day::of(2027, 3, 29),
    Day::of(2027, 5, 3),
    Day::of(2027, 5, 31),
    Day::of(2027, 8, 30),
    Day::of(2027, 12, 27),
    Day::of(2027, 12, 28),
    Day::of(2028, 1, 3),
];

fn policy() -> String {
    let mut out = String::from(
        "# What this authority does its own way. Everything else is as the procedure has it.\n\
         authority = \"Northmere Council\"\nteam = \"Family Early Help\"\n\n[calendar]\nclosures = [\n",
    );
    for span in CLOSURES {
        put!(out, "  {{ from = {}, to = {}, why = \"offices closed\" }},\n", span.from, span.to);
    }
    out.push_str("]\nadd_bank_holidays = []\nremove_bank_holidays = []\n");
    for (year, name) in YEAR_NAMES.into_iter().enumerate() {
        put!(out, "\n[[year]]\nname = \"{name}\"\nterms = [\n");
        for term in year * 3..year * 3 + 3 {
            let Span { from, to } = TERMS[term];
            put!(out, "  {{ name = \"{}\", from = {from}, to = {to} }},\n", TERM_NAMES[term]);
        }
        out.push_str("]\nholidays = [\n");
        for span in &HALF_TERMS[year * 3..year * 3 + 3] {
            put!(out, "  {{ from = {}, to = {}, why = \"half term\" }},\n", span.from, span.to);
        }
        out.push_str("]\n");
    }
    out.push_str(
        "\n[visits]\nevery = \"term\"\n\n\
         [deadlines]                         # all in working days\ndates_agreed = 15\npro_forma_sent = 10\n\
         pro_forma_returned = 5\nchecks_done = 1\nwritten_up = 5\ntell_authority = 1\n\n\
         [review]\ntop_percent = 10\nwindow_terms = 3\nprimary_days = 5\nsecondary_days = 10\n\n\
         [exclusions]\nduty = \"by-date\"\n\n[pack]\nmarking = \"OFFICIAL-SENSITIVE\"\n",
    );
    out
}

struct Calendar {
    terms: [Span; 9],
    /// For each day from [`FIRST_DAY`] on: a working day?, a school day?
    days: Vec<(bool, bool)>,
}

const FIRST_DAY: Day = Day::of(2024, 8, 1);

impl Calendar {
    fn new() -> Self {
        let days = (0..1280)
            .map(|offset| {
                let day = FIRST_DAY.plus(offset);
                let plain = !day.is_weekend() && !BANK_HOLIDAYS.contains(&day);
                let working = plain && !CLOSURES.iter().any(|span| span.holds(day));
                let taught = TERMS.iter().any(|span| span.holds(day)) && !HALF_TERMS.iter().any(|span| span.holds(day));
                (working, plain && taught)
            })
            .collect();
        Calendar { terms: TERMS, days }
    }

    fn kinds(&self, day: Day) -> (bool, bool) {
        let place = usize::try_from(day.0 - FIRST_DAY.0).ok();
        place.and_then(|place| self.days.get(place)).copied().unwrap_or((!day.is_weekend(), false))
    }

    fn is_working_day(&self, day: Day) -> bool {
        self.kinds(day).0
    }

    fn is_school_day(&self, day: Day) -> bool {
        self.kinds(day).1
    }

    fn back(&self, day: Day, count: usize) -> Day {
        self.walk(day, -1, count)
    }

    fn forward(&self, day: Day, count: usize) -> Day {
        self.walk(day, 1, count)
    }

    fn walk(&self, mut day: Day, step: i32, mut count: usize) -> Day {
        while count > 0 {
            day = day.plus(step);
            if self.is_working_day(day) {
                count -= 1;
            }
        }
        day
    }

    fn working(&self, from: Day, to: Day) -> Vec<Day> {
        (from.0..=to.0).map(Day).filter(|&day| self.is_working_day(day)).collect()
    }

    fn school_days(&self, from: Day, to: Day) -> Vec<Day> {
        (from.0..=to.0).map(Day).filter(|&day| self.is_school_day(day)).collect()
    }
}

const PHASES: [Phase; 5] = [
    Phase { word: "primary", title: "Primary School", youngest: -1, oldest: 6 },
    Phase { word: "secondary", title: "High School", youngest: 7, oldest: 11 },
    Phase { word: "secondary", title: "Academy", youngest: 7, oldest: 13 },
    Phase { word: "special", title: "School", youngest: 0, oldest: 11 },
    Phase { word: "pupil-referral-unit", title: "Centre", youngest: 5, oldest: 11 },
];

#[rustfmt::skip]
const PLACES: [&str; 64] = [
    "Oakfield", "Ashbourne", "Millbrook", "Thornley", "Westcombe", "Harrowdale", "Kingsmead",
    "Larkhill", "Fernleigh", "Brackenby", "Stonegate", "Wexford", "Alderton", "Birchwood",
    "Coldharbour", "Daneswell", "Eastmoor", "Foxholes", "Greenhithe", "Hollins", "Ivybridge",
    "Juniper", "Kelham", "Langley", "Marlow", "Netherby", "Orchard", "Pennywell", "Quarry",
    "Redhill", "Sandford", "Tillingham", "Upton", "Valley", "Waterside", "Yarrow", "Amberley",
    "Beechcroft", "Chestnut", "Dovecote", "Elmstead", "Fairfield", "Gorse", "Highcliffe",
    "Inglewood", "Jubilee", "Knoll", "Limehouse", "Meadow", "Northolme", "Oldcastle", "Parkside",
    "Queensway", "Rowan", "Summerhill", "Turnpike", "Underwood", "Vicarage", "Willow", "Whitecross",
    "Bramley", "Carrfield", "Drayton", "Edenhurst",
];

#[rustfmt::skip]
const QUARTERS: [&str; 24] = [
    "", " Park", " Hill", " Green", " Road", " Lane", " Court", " Common", " Bridge", " Vale",
    " Heath", " Grove", " End", " Mount", " Field", " Rise", " Wood", " Manor", " Bank", " Croft",
    " Gate", " Mill", " Farm", " Street",
];

#[rustfmt::skip]
const PATRONS: [&str; 12] = [
    "", "St Anne's ", "Holy Trinity ", "St Mary’s ", "All Saints ", "St Joseph's ",
    "Christ Church ", "St Chad’s ", "Our Lady ", "St Hugh’s ", "The Old ", "New ",
];

#[rustfmt::skip]
const FIRST_NAMES: [&str; 61] = [
    "Amara", "Zoë", "Liam", "Priya", "Noah", "Chloé", "Mohammed", "Grace", "Tyler", "Aisha", "Jack",
    "Siân", "Ethan", "Freya", "Kai", "Lily-Mae", "Oluwaseun", "Ruby", "Callum", "Fatima", "Harvey",
    "Inés", "Jayden", "Keira", "Leo", "Maya", "Nathan", "Olivia", "Pawel", "Rosie", "Samuel",
    "Tegan", "Umar", "Violet", "William", "Yasmin", "Zachary", "Abigail", "Bartosz", "Caitlin",
    "Dylan", "Evie", "Finley", "Georgia", "Hassan", "Imogen", "Joshua", "Kacey", "Logan", "Megan",
    "Niamh", "Oscar", "Poppy", "Renée", "Sofia", "Theo", "Ursula", "Vikram", "Wren", "Xavier",
    "Anaïs",
];

#[rustfmt::skip]
const LAST_NAMES: [&str; 64] = [
    "Okafor", "Smith", "O'Neill", "Patel", "Hughes", "Kowalski", "Begum", "Taylor", "Adeyemi",
    "Jones", "Núñez", "Clarke", "O’Brien", "Khan", "Wright", "Grant", "Cole", "Shah", "Fletcher",
    "Barlow", "D'Souza", "Evans", "Farrell", "Gibson", "Hussain", "Iqbal", "Jackson", "Kaur",
    "Lewis", "Mensah", "Nowak", "Osborne", "Price", "Quinn", "Roberts", "Singh", "Thompson",
    "Underhill", "Vaughan", "Walker", "Young", "Zaman", "Ashworth", "Bennett", "Connolly", "Dixon",
    "Ellis", "Ford", "Greene", "Holt", "Irving", "Johnson", "King", "Lawson", "Morgan", "Naylor",
    "Owusu", "Parker", "Reid", "Stone", "Turner", "Usman", "Wood", "Yates",
];

const PROVIDERS: [&str; 6] = [
    "Riverside Hub",
    "The Bridge Project",
    "Northmere Farm Learning",
    "Wheels & Deals Motor Workshop",
    "Café Kickstart",
    "Horizon Tutors: home tuition",
];

const ABOUT: [&str; 8] =
    ["visit-dates", "pro-forma", "child", "referral", "safeguarding", "mash", "exclusion", "other"];

#[derive(Clone, Copy)]
struct Topic {
    about: &'static str,
    words: &'static str,
    subject: &'static str,
    /// From the single point of contact, and from the school.
    opening: [&'static str; 2],
}

const TOPICS: [Topic; 11] = [
    Topic {
        about: "visit-dates",
        words: "dates of the visits",
        subject: "Dates for this year's SPOC visits",
        opening: [
            "I am writing to settle the dates of this year's visits: one a term, an hour and a half each, with the attendance figures to hand.",
            "Thank you for ringing about the dates. {date} still suits us, and {contact} will be there for the whole of it.",
        ],
    },
    Topic {
        about: "visit-dates",
        words: "moving the visit",
        subject: "Could we move the visit on {date}?",
        opening: [
            "The date we have is {date}. If the inspection is called before then we shall of course think again.",
            "I am sorry to ask, but could we start half an hour later on {date}? The hall is taken by the dress rehearsal until ten.",
        ],
    },
    Topic {
        about: "pro-forma",
        words: "pro forma",
        subject: "SPOC visit {date}: pro forma",
        opening: [
            "Please find the pro forma for the visit on {date}. It would help to have it back five working days before, so that the checks can be done in time.",
            "The pro forma is on its way back to you today. {contact} has filled in the absence table from the register, and I have read it through.",
        ],
    },
    Topic {
        about: "pro-forma",
        words: "reminder",
        subject: "Reminder: pro forma for {date}",
        opening: [
            "A gentle reminder about the pro forma for {date}: the exclusions table came back empty, and I believe there were {n} this term.",
            "You are right, we owe you the pro forma for {date}. The export from the register was the trouble; the figures are being typed in by hand.",
        ],
    },
    Topic {
        about: "child",
        words: "attendance concern",
        subject: "Attendance: {child}, Year {year}",
        opening: [
            "Could you let me know where you are with {child} in Year {year}, whose attendance has fallen again since half term?",
            "You asked about {child}. The short answer is that things are better than in the autumn, though not yet what any of us would want.",
        ],
    },
    Topic {
        about: "child",
        words: "after the home visit",
        subject: "Home visit to the family of {child}",
        opening: [
            "I called at the house this morning, as agreed, and spoke with {first}'s mother on the doorstep for twenty minutes.",
            "Our attendance officer was able to see {first} and both parents yesterday evening, and it was a good conversation.",
        ],
    },
    Topic {
        about: "referral",
        words: "early help referral",
        subject: "Early help referral: {child}",
        opening: [
            "The referral for {child} was looked at on Tuesday, and a worker will be in touch with the family within {n} working days.",
            "Following our talk I have started the early help referral for {child}, with the family's agreement in writing.",
        ],
    },
    Topic {
        about: "safeguarding",
        words: "safeguarding question",
        subject: "A question about a child in Year {year}",
        opening: [
            "Thank you for raising this so quickly. What you describe is worth writing down in your own chronology today, with times.",
            "This is a question rather than a referral: nothing has been disclosed, but two members of staff have noticed a change in {first}.",
        ],
    },
    Topic {
        about: "mash",
        words: "MASH outcome",
        subject: "MASH: outcome of the contact",
        opening: [
            "The Hub has looked at the contact of last week and it does not meet the threshold for an assessment; it has been passed to us for early help.",
            "We rang the Hub as you advised. They took the details, gave a reference, and asked us not to speak to the parents until they had.",
        ],
    },
    Topic {
        about: "exclusion",
        words: "exclusion of a pupil",
        subject: "Exclusion: {child} (Year {year})",
        opening: [
            "Thank you for the notice about {child}. I have put it with the others, and we can talk about what comes next on {date}.",
            "I am writing to confirm what I told you by phone about {child}; the letter to the parents went out the same afternoon.",
        ],
    },
    Topic {
        about: "other",
        words: "free breakfast and other things",
        subject: "Breakfast club, uniform grants & one more thing",
        opening: [
            "Two small things before the visit. The breakfast club has £{n}00 left until the summer, and there is a new form for uniform grants.",
            "You wanted to know about the bus passes: they are free for families on the list, and £{n} a week for everyone else.",
        ],
    },
];

const BODY: [&str; 53] = [
    "Attendance in Year {year} has been the worst of any group this half term, and most of it comes down to {n} families whom we all know.",
    "{first} was in for {n} of the last ten sessions, which is an improvement on September but still far from where we need to be.",
    "Mum says that mornings are hard because the baby is awake half the night; she would take help if somebody offered it to her.",
    "We have tried a later start on Mondays, a taxi for a fortnight (£{n}4 a day, which we cannot keep up) and a key worker at the gate.",
    "I would rather we agreed a plan together than sent another letter that nobody opens.",
    "The school nurse has seen {first} twice and is happy that there is no medical reason for staying at home.",
    "Could you check whether the older brother is known to the team? The surname is spelled two ways in our files.",
    "For the avoidance of doubt: no fine has been issued, and none will be until we have met.",
    "The attendance officer, {contact}, keeps the list up to date each Friday and can send it at any time.",
    "We have had a café morning for parents, and {n} came; it isn't much, but two of them had never been inside the building.",
    "I have spoken to {head} about this, and we are of one mind.",
    "There have been {n} incidents on the corridor outside the dining hall since the start of term, none of them serious by itself.",
    "The family moved in with an aunt over the summer, so the journey is now two buses and the best part of an hour.",
    "He said, and I quote, \"I'd come every day if it was all like Thursday\"; on Thursdays there is workshop in the afternoon.",
    "We will look at it again at the next visit, on {date}, when the figures for the whole half term are in.",
    "Please do not copy this to the general office address: it is read by the volunteers as well.",
    "The educational psychologist can see {first} in about {n} weeks, provided that the paperwork reaches her by Friday.",
    "A reduced timetable was agreed for four weeks only, with a date on which it ends, and it is written down.",
    "I have asked for the meeting to be at the house and not at school, since that is where the trouble began.",
    "Our own records say one thing and the register export says another; {contact} is going through it line by line.",
    "Grandmother collects on three days out of five and has been a great help throughout.",
    "If the threshold is not met we should still like somebody to ring the family once a week until Easter.",
    "The governors' panel meets next week, and I'd like to be able to tell them what has been offered.",
    "We are grateful for the advice about the Hub: the contact was taken seriously and they rang back within the hour.",
    "Since the letter went out attendance has risen by {n} per cent, though I would not like to say which caused which.",
    "{child} has a place at the homework club on Wednesdays, and has used it every week but one.",
    "There is a younger sister who starts in Reception next year, and it would be good to have this settled by then.",
    "As to the exclusions, each of them was for a fixed term, and each was followed by a meeting with the parents on the first day back.",
    "The managed move is going as well as we could hope; the other school speaks of a different child.",
    "I shall be out on training on Thursday, but {spoc} can be reached on the team's number all day.",
    "We marked {n} sessions as illness without seeing any evidence, and from now on we shall ask.",
    "The parents feel that they have been told off by everybody in turn, and on reading the letters through I can see why.",
    "It would help us to know by the end of the month, because the timetable for next term is drawn up then.",
    "Nobody at {school} wants this to end in court, least of all the class teacher.",
    "The young carers' group has room, and {first} has said yes to going along once, \"just to see\".",
    "We use the same code for medical appointments as for the orthodontist’s, which makes the table look worse than it is.",
    "A worker from the housing team came to the last meeting, and for the first time the damp was somebody's job.",
    "Could the pro forma say who filled in which part? Last time we could not tell, and it took an afternoon to find out.",
    "She has asked to be moved to the other tutor group, which we can do from Monday.",
    "The provider sends us the register every day by noon; where it doesn't come, we ring, and twice we have driven there.",
    "There was a long talk about phones at the gate, which I will spare you.",
    "I attach nothing to this: the figures are in the table that you already have.",
    "What has worked before: a call before eight, breakfast, and the same face at the door.",
    "We have put aside £{n}50 from the hardship fund for shoes and a coat, and nobody needs to sign anything for it.",
    "Please treat what the father said as told in confidence until I've had the chance to speak to him again.",
    "The class has had {n} supply teachers since October and I do not think that the children are to blame for all of it.",
    "I'm told that the waiting list is shorter than it was: about {n} weeks from referral to first visit.",
    "As you know, the duty to tell the authority does not wait for the visit, so I have sent the notice on already.",
    "We have agreed three small things and one large one, and {contact} has them on a sheet of paper by the phone.",
    "The interpreter (Polish) was excellent and we should like to have the same one again.",
    "On the whole it was a good half term: fewer children late, fewer sent out, and the new Year {year} has settled.",
    "I will ring you before the visit in any case, so that nothing comes as a surprise to either of us.",
    "If it is easier, come at half past eight and see the line at the late desk for yourself.",
];

const CALLS: [&str; 14] = [
    "Rang to ask for the pro forma for {date}. {contact} will send it by the end of the week.",
    "{head} asked whether {child} would meet the threshold for early help: talked through the criteria.",
    "Agreed the date of the next visit, {date}, at the usual time; parking is behind the kitchen.",
    "Worried about {first}: absent since Monday and no answer from home. Advised a visit today, two together.",
    "Wanted to know how an exclusion that was withdrawn is to be recorded. Said I'd find out and ring back.",
    "Asked about alternative provision for a child in Year {year}; gave the names of the two providers with places.",
    "Returned a call from last week. The family has agreed to the referral and the form is on its way.",
    "Told that {child} was excluded for a day this morning; the notice will come by email before five.",
    "Told me that the register export is broken and that the figures will be typed in by hand: expect mistakes.",
    "Long call about a managed move. The receiving school wants a review after {n} weeks, not six months.",
    "Query about who may see the phone log. Explained that it is for internal use only.",
    "Checked the spelling of {first}’s surname and the date of birth against our list: both right.",
    "{contact} is leaving at the end of term; the new attendance lead is not known yet.",
    "A neighbour has reported shouting at the house. Advised to ring the Hub at once and not to wait for the visit.",
];

const ADVICE: [&str; 10] = [
    "Ring the Hub first and write to us afterwards; the form can follow within the day.",
    "The school can refer to early help itself, with the family's consent, and does not need to wait for the visit.",
    "Keep a chronology: dates, who was there, what was said. It makes the referral far easier to judge.",
    "Consent has to be in writing, and it has to say what is shared with whom.",
    "Under the threshold as it stands: universal services first, then a team around the family.",
    "Ask the nurse for a view on the illness codes before the next letter goes out.",
    "Invite both parents, separately if need be; the letter should name one person to ring.",
    "A part-time timetable needs an end date, a review and the parents’ agreement on paper.",
    "Speak to the receiving school's SPOC as well, so that nobody is counted twice.",
    "Use the strengths and difficulties questionnaire before and after: it's short and it's free.",
];

const ACTIONS: [&str; 10] = [
    "Send the early help form to {contact}",
    "Ring the family of {child} and offer a meeting",
    "Check with the inclusion team whether a notice has gone out",
    "Ask the provider for registers: daily, by noon",
    "Bring {first}'s chronology up to date",
    "Find out about the waiting list, and tell {head}",
    "Share the list of holiday clubs with the office",
    "Arrange an interpreter for the next meeting",
    "Review the reduced timetable with the parents",
    "Write to the other school about the managed move",
];

const ISSUES: [&str; 8] = [
    "The school would like one name for each question and not four: housing, benefits, health and attendance all answer differently.",
    "Referrals come back without a reason. It was agreed that the reason will be written on each from now on.",
    "Transport across the river is a problem for {n} families since the 47 was cut; nobody seems to own the question.",
    "Staff feel that the Hub's line is engaged before nine, which is just when they need it.",
    "{head} asked for the dates of next year's visits before the summer: the diary fills up early.",
    "The term's figures include children who have left the country but are still on roll; the guidance isn't clear.",
    "There is concern about a group meeting in the park after school. Police community support officers are aware.",
    "The school has appointed a family worker for two days a week, paid for (£{n},500) by the trust.",
];

const STATUTORY_REASONS: [&str; 7] = [
    "Over the threshold for a second term in spite of two meetings",
    "Attendance has improved by {n} per cent since the plan began",
    "Medical evidence is awaited, to be looked at again on the next visit",
    "Unauthorised absence is below the level at which the team would act",
    "The parents have not answered {n} letters: refer",
    "Agreed with {head} that a fast-track meeting comes first",
    "A plan is in place and it's working",
];

const EARLY_HELP_REASONS: [&str; 7] = [
    "The family has a worker already",
    "Consent given by {first}'s mother on the phone",
    "Consent refused; offer again after the holiday",
    "Risk of exclusion is falling and the school can manage",
    "Housing, money and a new baby: a team around the family is needed",
    "School will refer by the end of the week",
    "Not sure that it would reach the threshold, ask the duty manager",
];

const CHILD_NOTES: [&str; 8] = [
    "{first} likes art and football; the club is on Tuesdays.",
    "Lives with grandparents during the week. Both are to be invited.",
    "An older cousin was on the list last year: same address, same pattern of Mondays and Fridays.",
    "The class teacher says that {first} is a delight when in school.",
    "Key worker: {contact}. Meets {first} at the gate.",
    "Absence is all in two blocks, both of them abroad.",
    "Has been late {n} times as well, which doesn't show in these figures.",
    "The family asked for letters to be sent by email, not post.",
];

const ABSENCE_NOTES: [&str; 8] = [
    "illness, no evidence",
    "family holiday in term time, {n} days",
    "anxiety: under CAMHS",
    "moved house in October",
    "better since half term",
    "hospital appointments",
    "doesn't attend on Fridays",
    "young carer, see last term's notes",
];

const EVIDENCE: [&str; 6] = [
    "{n} suspensions since September, the last of them for an assault on a member of staff. The next step on the policy is permanent.",
    "Brought a knife (a butter knife, he says) to school on the bus. Governors have been told: a hearing is likely.",
    "Internal isolation on {n} days out of the last fifteen; the behaviour plan has been rewritten twice and isn't working.",
    "Persistent refusal and running from site. The police returned {first} to school twice this month.",
    "Sold vapes to younger children in the toilets; £{n}0 was found. A final warning has been given in writing.",
    "Threats to another child online, outside school, which have been brought into the classroom.",
];

const EXCLUSION_REASONS: [&str; 8] = [
    "Fighting in the playground",
    "Verbal abuse of a member of staff",
    "Damage: a window in the science block",
    "Refused to hand over a phone, then pushed past the teacher",
    "Smoking (vape) on site",
    "Persistent disruption",
    "Threw a chair; nobody was hurt",
    "Racist language towards another pupil",
];

const NOTICE_NOTES: [&str; 4] = [
    "Told by phone, form to follow.",
    "Work set for each day and collected by the family.",
    "The parents were seen on the same day: they don't dispute it.",
    "Reintegration meeting on the first morning back.",
];

const CHECK_NOTES: [&str; 4] = [
    "Two of the children are known to the team: see the case notes.",
    "Nothing on the system for any of these.",
    "One open case; the worker will try to join us for the first half hour.",
    "Checked against last term's list. Three names are new.",
];

const VISIT_NOTES: [&str; 5] = [
    "Ring the bell at the side gate, as the front office is closed for building work until the holiday.",
    "{contact} will be there for the first hour only: take the absence table first.",
    "Ask about {first}; the family has moved again and the new address isn't on the system.",
    "{head} would like to talk about the alternative provision budget (£{n},000 left) at the end.",
    "Bring the leaflets on holiday activities; last time they were gone within a day.",
];

const CANCELLED: [&str; 5] = [
    "The head was called to court as a witness.",
    "Inspection: the school asked for another date.",
    "Burst pipe, school closed for the day.",
    "SPOC ill, no cover to be had.",
    "Clashed with the parents' evening",
];

const SCHOOL_NOTES: [&str; 4] = [
    "Visitors sign in at the side gate, not at the front: the buzzer doesn't work.",
    "Part of the Three Rivers trust since 2023. The trust's attendance team likes to be copied in.",
    "Two sites. The visits are always at the lower one, in the head's office.",
    "Prefers email. Phone calls before nine go unanswered.",
];
