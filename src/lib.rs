//! `spoc` keeps the folders of an early help team's school visits dependable: staff keep their records as YAML and Markdown on a shared
//! drive, and this program checks them and prints what is needed of them. `spoc::cli::run` is the program; everything else is what it is built from.
//!
//! # The idea
//!
//! The school's folder is the unit. A drive is a list of schools; all that a school's records mean follows from its folder, the policy and
//! the day:
//!
//! ```text
//! list the drive -> for each school: list -> read -> School -> rules -> its problems
//!                                                     all schools -> what they decide together -> report
//! ```
//!
//! Schools are read in parallel, and only what they come to is kept, so that memory is bounded by the schools in flight. On a share, where the
//! wait is the cost and not the processor, many calls are under way at a time, inside one school, too.
//!
//! # The floors
//!
//! A file uses what lies below it, never above; `tests/suite/tidy.rs` reads the `use crate::` lines and keeps it so.
//!
//! ```text
//! 0  text       encodings, lines, front matter             problem    Problem {code, path, position, field, message, help}
//!    escape     a text as it stands in HTML and CSS
//! 1  tree       YAML and TOML as one tree with positions: the only files that name their crates
//! 2  record     one struct a kind, the values of their fields, the thorough check      policy    policy.toml
//!    calendar   bank holidays, working days, school days, terms
//! 3  layout     what a name on the drive is                schemas    the JSON Schemas of record and policy
//!    school     all records of one folder, typed
//!    mail       what a saved e-mail says and what is attached    words    days, amounts and lists in plain English
//! 4  procedure  deadlines, the review, the duty to tell the authority: pure, what an officer would read first
//!    edit       one field of a record's text is changed, all else stays byte by byte
//! 5  rules      one file a rule: its page for `explain` and its check; the table lists them
//!    reading    a file's bytes -> a record, or its problems; policy.toml the same
//!    repair     what puts a problem right, as exact edits of a text: safe, or only proposed
//!    draft      new records as text                        append     one more call in a phone log's text
//!    noting     a step that was done: in which record it is noted       deciding   the rows of a visit's children, from its review
//!    discretion no child's name goes into a file's name        search     what someone looks for, and where it stands in a text
//!    chronology what the records say of one child, or of the contact with a school, in the order of time
//!    retention  what was kept as long as the policy says, and what holds it
//!    veil       hides other children in a text that is about one
//!    pack       what a visit's pack and a letter say, and their templates
//!    told       what an e-mail or a form's export says of an exclusion, as far as it can be read
//!    workbook   the pro forma as a workbook that a school fills in
//!    import     lists that schools take out of their own systems: which column holds what, which rows are taken
//!    assist     what helps while someone types: completion, what a field means, hints, places, outline, renaming a child
//!    figures    what the records of an authority come to in numbers, for a term or a year, as sums and as tidy tables
//!    page       what the program's own HTML pages have in common: frame, look, words, tables
//!    changes    two versions of a record -> the fields that changed, and a line that sums up without a child's name
//! 6  disk       the only file that touches the disk        drive      list, read, assess; schools in parallel; the cache
//!    destination  where the program may write: one rule for every path that a user names
//!    fixing     repairs planned, written whole or not at all, and taken back
//!    filing     new records, checked and then filed           press    prints packs, one or many
//!    bundle     a draft for a subject access request: story, extracts, copies, what needs eyes
//!    report     problems for people, programs and spreadsheets      typeset    a pack as HTML and PDF, a letter for Word, too
//!    past       what a history tells: versions, changes since a day, what was lost, what is put back; a state laid out
//!    watch      looks again and again: what has appeared, what was settled      lease    which of several watchers writes
//!    notices    what a watch tells on the desktop, and when
//!    setup      the program put in place for one user: what is written where, remembered, and taken back
//!    lsp        a server for editors: problems and repairs while a record is written
//!    history    every version of every record, in a git repository: kept, read, and let go when its time is over
//!    board      assessments -> one HTML page: what is overdue, due and coming, the term at a glance
//! 7  cli        one file a command: arguments, then a call; the menu asks for the arguments
//! ```
//!
//! # Reading: one parser, two paths
//!
//! The bytes are decoded ([`text`]) and parsed once into a tree with positions ([`tree`]), within bounds of size, depth and number. The
//! fast path takes the tree through serde into the kind's struct; most files end there. Only when that fails is the same tree held against
//! the form of the kind, which is read off its JSON Schema, which is generated from the struct: every wrong field is found, each at its
//! place. A field that is added to a struct is known to all three at once, and a property test holds the two paths together.
//!
//! There is one tree for both paths, made by `saphyr-parser`, because every message needs the place of its field, which `serde_yaml` (archived)
//! and its continuation `yaml_serde` throw away. A second parser for the files that are right would be hardly faster than this one, and might read a
//! file otherwise than the one that explains what is wrong with it. The tests hold the tree against `yaml_serde`, and list where the two differ.
//!
//! # Packs: one template, two forms
//!
//! The records of a school become a model ([`pack`]), a template in Markdown its words. The Markdown is parsed once ([`typeset`]) into a
//! small tree in which raw HTML, links and foreign pictures are text already; that tree is written as one HTML page, and as markup whose
//! every text is a string literal, which is set as PDF in this process with fonts that are built in. What is internal is left out of the
//! model of the school's copy, so that no template can show it. A letter goes the same way, and its tree is written as a Word file, too.
//!
//! # What is absent
//!
//! No clock below `cli`: the day is an argument. (The drive times its first listings, to know a slow share.) No printing outside `cli`: writers are
//! arguments. No `unsafe`, no panic on anything that comes from disk or the user, nothing written on the drive but what was asked for, no locks.

#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod append;
pub mod assist;
pub mod board;
pub mod bundle;
pub mod calendar;
pub mod changes;
pub mod chronology;
pub mod cli;
pub mod deciding;
pub mod destination;
pub mod discretion;
pub mod disk;
pub mod draft;
pub mod drive;
pub mod edit;
pub mod escape;
pub mod figures;
pub mod filing;
pub mod fixing;
pub mod history;
pub mod import;
pub mod layout;
pub mod lease;
pub mod lsp;
pub mod mail;
pub mod notices;
pub mod noting;
pub mod pack;
pub mod page;
pub mod past;
pub mod policy;
pub mod press;
pub mod problem;
pub mod procedure;
pub mod reading;
pub mod record;
pub mod repair;
pub mod report;
pub mod retention;
pub mod rules;
pub mod schemas;
pub mod school;
pub mod search;
pub mod setup;
pub mod text;
pub mod told;
pub mod tree;
pub mod typeset;
pub mod veil;
pub mod watch;
pub mod words;
pub mod workbook;
