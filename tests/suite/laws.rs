//! Laws that hold of every text, not of examples: records made from the contract, spoilt and read again.

use std::cell::Cell;

use chrono::NaiveDate;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use spoc::drive::{Counts, Validation};
use spoc::layout::Area;
use spoc::policy::Policy;
use spoc::problem::Problem;
use spoc::reading::{self, Place};
use spoc::record::values::{Upn, Value as _};
use spoc::record::{Kind, Record, check, iso};
use spoc::report::{Style, write_text};
use spoc::text::{self, Encoding, decode, decode_owned, front_matter};
use spoc::yaml::{self, Node, Shape, Tree, push_segment};

use crate::harness::{Drive, OAKFIELD};

/// Nothing is written beside the tests: what fails is printed, made as small as it will go.
fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

/// A row of numbers from which everything is chosen, so that whatever fails is made smaller by making it shorter: where it has
/// ended every choice is the first.
#[derive(Debug, Clone)]
struct Tape {
    numbers: Vec<u16>,
    at: usize,
}

impl Tape {
    fn below(&mut self, end: usize) -> usize {
        let number = self.numbers.get(self.at).copied().unwrap_or(0);
        self.at += 1;
        usize::from(number) % end
    }

    fn one_in(&mut self, number: usize) -> bool {
        self.below(number) == number - 1
    }

    fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }

    fn word(&mut self, words: &str) -> String {
        let all: Vec<_> = words.split(' ').collect();
        (*self.of(&all)).to_owned()
    }
}

fn tape() -> impl Strategy<Value = Tape> {
    vec(any::<u16>(), 0..500).prop_map(|numbers| Tape { numbers, at: 0 })
}

/// What a record says, whatever the style in which it is written.
#[derive(Debug, Clone, PartialEq)]
enum Doc {
    /// Nothing at all, `null` or `~`.
    Nothing,
    Text(String),
    List(Vec<Doc>),
    Fields(Vec<(String, Doc)>),
}

fn text(text: impl ToString) -> Doc {
    Doc::Text(text.to_string())
}

// The contract once more (records.md, section 3), by hand, so that the program's own form is held against it.

/// What a field holds.
#[derive(Debug, Clone, PartialEq)]
enum Sort {
    /// A value by its name, as in `@date`.
    Value(&'static str),
    /// Words, as in `met|not-met`.
    Words(Vec<&'static str>),
    /// `{…}`
    Group(Vec<Field>),
    /// `[…]`
    Many(Box<Sort>),
}

/// `*` after its name marks a required one.
#[derive(Debug, Clone, PartialEq)]
struct Field {
    name: &'static str,
    required: bool,
    sort: Sort,
}

const SCHOOL: &str = "kind:school name*:@text urn*:@urn dfe_number:@dfe-number phase*:nursery|primary|middle-deemed-primary|\
    middle-deemed-secondary|secondary|all-through|special|pupil-referral-unit|alternative-provision|16-plus \
    status*:maintained|academy|free-school|independent trades:@yes-no spoc:@text \
    head*:{name*:@text email:@text phone:@text} representative:{name*:@text role:@text email:@text phone:@text} \
    opened:@date closed:@date note:@text";
const VISIT: &str = "kind*:visit date*:@date time:@time status*:planned|held|cancelled agreed:@date moved_from:@date \
    cancelled_because:@text spoc:@text present:[{name*:@text role:@text}] checks:{done*:@date by*:@text note:@text} \
    written_up:@date children:[{upn*:@upn name:@text year:@year \
        why*:[persistent-absence|exclusions|risk-of-permanent-exclusion|other] \
        statutory_intervention:{threshold*:met|not-met|unsure action*:refer|monitor|none reason:@text} \
        early_help_referral:{threshold*:met|not-met|unsure action*:refer|monitor|none reason:@text} note:@text}] \
    advice:[{topic*:early-help|referral|safeguarding|mash|other note*:@text}] general_issues:@text \
    actions:[{what*:@text who*:@text due*:@date done:@date child:@upn}] note:@text";
const PRO_FORMA: &str = "kind*:pro-forma visit*:@date sent:@date sent_to:@text chased:[@date] returned:@date completed_by:@text \
    absence:{from*:@date to*:@date on_roll*:@count children:[{upn*:@upn name*:@text year*:@year possible*:@count \
        authorised*:@count unauthorised*:@count note:@text}]} \
    exclusions:[{upn*:@upn name*:@text year*:@year type*:fixed-term|lunchtime|permanent|suspension from*:@date days:@days \
        lunchtimes:@count misses_exam:@yes-no told_authority:@date reason:@text}] \
    risk_of_permanent_exclusion:[{upn*:@upn name*:@text year*:@year evidence*:@text}] \
    managed_moves:{requested:{internally*:@count externally*:@count} moves:[{upn*:@upn name*:@text year*:@year \
        from_school*:@text to_school*:@text agreed*:@date started:@date outcome:under-way|completed|returned \
        reviews:[@date]}]} \
    alternative_provision:[{upn*:@upn name*:@text year*:@year provider*:@text from*:@date until:@date \
        sessions_per_week:@count on_roll*:@yes-no review:@date}] \
    missing_from_education:[{upn*:@upn name*:@text year*:@year last_seen*:@date told_authority:@date}] issues:@text note:@text";
const EXCLUSION_NOTICE: &str = "kind*:exclusion-notice upn*:@upn name*:@text year*:@year \
    type*:fixed-term|lunchtime|permanent|suspension from*:@date days:@days lunchtimes:@count misses_exam:@yes-no \
    told_authority*:@date told_by:@text reason:@text note:@text";
const PHONE_LOG: &str = "kind*:phone-log academic_year*:@academic-year calls:[{date*:@date time:@time by*:@text with*:@text \
    role:@text direction:in|out about*:visit-dates|pro-forma|child|referral|safeguarding|mash|exclusion|other child:@upn \
    summary*:@text advice:@text follow_up:{what*:@text due*:@date done:@date}}] note:@text";
const EMAIL: &str = "kind:email date*:@date from*:@text to*:@addresses cc:@addresses subject*:@text \
    about:visit-dates|pro-forma|child|referral|safeguarding|mash|exclusion|other visit:@date child:@upn";
const LETTER: &str = "kind:letter date*:@date from*:@text to*:@addresses cc:@addresses subject*:@text \
    about:visit-dates|pro-forma|child|referral|safeguarding|mash|exclusion|other visit:@date child:@upn";

fn contract(kind: Kind) -> Vec<Field> {
    let mut notation = match kind {
        Kind::School => SCHOOL,
        Kind::Visit => VISIT,
        Kind::ProForma => PRO_FORMA,
        Kind::ExclusionNotice => EXCLUSION_NOTICE,
        Kind::PhoneLog => PHONE_LOG,
        Kind::Email => EMAIL,
        Kind::Letter => LETTER,
    };
    fields(&mut notation)
}

fn fields(rest: &mut &'static str) -> Vec<Field> {
    let mut all = Vec::new();
    while !rest.is_empty() && !rest.starts_with('}') {
        let (name, after) = rest.trim_start().split_once(':').unwrap();
        *rest = after;
        all.push(Field { name: name.trim_end_matches('*'), required: name.ends_with('*'), sort: sort(rest) });
    }
    all
}

fn sort(rest: &mut &'static str) -> Sort {
    if let Some(after) = rest.strip_prefix('{') {
        *rest = after;
        let group = Sort::Group(fields(rest));
        *rest = &rest[1..];
        return group;
    }
    if let Some(after) = rest.strip_prefix('[') {
        *rest = after;
        let many = Sort::Many(Box::new(sort(rest)));
        *rest = &rest[1..];
        return many;
    }
    let (word, after) = rest.split_at(rest.find([' ', '}', ']']).unwrap_or(rest.len()));
    *rest = after;
    match word.strip_prefix('@') {
        Some(value) => Sort::Value(value),
        None => Sort::Words(word.split('|').collect()),
    }
}

// Good records.

fn a_kind(tape: &mut Tape) -> Kind {
    *tape.of(&Kind::ALL)
}

fn good(fields: &[Field], tape: &mut Tape) -> Doc {
    let mut entries = Vec::new();
    for field in fields {
        let value = if field.required || tape.one_in(2) {
            good_value(&field.sort, field.required, tape)
        } else if tape.one_in(8) {
            nothing(tape)
        } else {
            continue;
        };
        entries.push((field.name.to_owned(), value));
    }
    with_its_amount(&mut entries, tape);
    if tape.one_in(8) {
        entries.push((format!("x_{}", tape.below(3)), odd(tape)));
    }
    // The order of fields means nothing.
    let turn = tape.below(entries.len().max(1));
    entries.rotate_left(turn);
    Doc::Fields(entries)
}

/// An exclusion has days or lunchtimes or neither, as its type has it.
fn with_its_amount(entries: &mut Vec<(String, Doc)>, tape: &mut Tape) {
    let Some((_, Doc::Text(word))) = entries.iter().find(|(name, _)| name == "type") else {
        return;
    };
    let needed = match word.as_str() {
        "lunchtime" => Some(("lunchtimes", "count")),
        "permanent" => None,
        _ => Some(("days", "days")),
    };
    entries.retain(|(name, _)| name != "days" && name != "lunchtimes");
    if let Some((name, value)) = needed {
        entries.push((name.to_owned(), good_value(&Sort::Value(value), true, tape)));
    }
}

fn nothing(tape: &mut Tape) -> Doc {
    match tape.below(5) {
        0 => Doc::Nothing,
        1 => text(""),
        2 => text("  "),
        3 => Doc::List(Vec::new()),
        _ => Doc::Fields(Vec::new()),
    }
}

fn good_value(sort: &Sort, required: bool, tape: &mut Tape) -> Doc {
    let name = match sort {
        Sort::Words(words) => return text(tape.of(words)),
        Sort::Group(fields) => return good(fields, tape),
        Sort::Many(sort) => {
            let entries = usize::from(required) + tape.below(3);
            return Doc::List((0..entries).map(|_| good_value(sort, true, tape)).collect());
        }
        Sort::Value(name) => *name,
    };
    Doc::Text(match name {
        "date" => {
            let day = NaiveDate::from_ymd_opt(2026, 9, 2).unwrap() + chrono::Days::new(tape.below(300) as u64);
            day.to_string()
        }
        "time" => tape.word("09:30 9:30 0:00 23:59"),
        "yes-no" => tape.word("yes no Yes NO true FALSE"),
        "count" => tape.word("3 0 12 0412 4294967295"),
        "days" => tape.word("2 2.5 0.5 10.0 02.50"),
        "upn" => good_upn(tape),
        "urn" => format!("{:06}", tape.below(60_000)),
        "dfe-number" => format!("{:03}/{:04}", tape.below(1000), tape.below(10_000)),
        "year" => tape.word("4 N R 1 14"),
        "academic-year" => tape.word("2026-27 1999-00 2009-10"),
        "addresses" if tape.one_in(2) => {
            return good_value(&Sort::Many(Box::new(Sort::Value("text"))), required, tape);
        }
        "text" | "addresses" => a_text(tape),
        other => unreachable!("no such value: {other}"),
    })
}

const LETTERS: &str = "ABCDEFGHJKLMNPQRTUVWXYZ";

fn check_letter(rest: &[char]) -> char {
    let value = |c: &char| match c.to_digit(10) {
        Some(digit) => digit as usize,
        None => LETTERS.find(*c).unwrap(),
    };
    let sum: usize = rest.iter().zip(2..).map(|(c, weight)| value(c) * weight).sum();
    char::from(LETTERS.as_bytes()[sum % 23])
}

fn good_upn(tape: &mut Tape) -> String {
    if tape.one_in(6) {
        return format!("UN{}", 1 + tape.below(5));
    }
    let mut rest: Vec<char> = (0..11).map(|_| char::from(b'0' + tape.below(10) as u8)).collect();
    rest.push(if tape.one_in(4) {
        char::from(*tape.of(LETTERS.as_bytes()))
    } else {
        char::from(b'0' + tape.below(10) as u8)
    });
    std::iter::once(check_letter(&rest)).chain(rest).collect()
}

/// Any text that says something.
fn a_text(tape: &mut Tape) -> String {
    const PIECES: &str =
        "a|Ms A Grant| |020 7946 0001|é|’|😀|:|: | #|#|-|- |'|\"|\\|{|}|[|]|,|&|*|!|>|%|@|`|\n|\n\n|\t|null|~|---|...";
    const RARE: &str = "\u{a0}|\u{85}|\u{2028}|\u{feff}|\r|=|?|<<";
    let pieces: Vec<_> = PIECES.split('|').chain(["|"]).collect();
    let rare: Vec<_> = RARE.split('|').collect();
    loop {
        let mut text = String::new();
        for _ in 0..1 + tape.below(5) {
            let piece = if tape.one_in(12) { tape.of(&rare) } else { tape.of(&pieces) };
            text.push_str(piece);
        }
        if !text.trim().is_empty() {
            return text;
        }
    }
}

// Odd values and spoilt records.

fn odd(tape: &mut Tape) -> Doc {
    const TEXTS: &str = "|  |null|~|\u{a0}|\u{200b}|x|x_|2026-11-24|24/11/2026|2026-11-31|2026-1-4|0000-01-01|２０２６-11-24|+5|-1|\
        1e3|0x10|1_000|.5|5.|.|0|00|0.25|1,200|١٢|4294967296|99999999999999999999|yes|Y|on|24:00|7:5|9:30:00|N|r|15|\
        B801200005001|b801200005001|UN6|3172045|12345|2026-28|held|Held|suspension|none|pro_forma|école";
    let texts: Vec<_> = TEXTS.split('|').collect();
    match tape.below(12) {
        0 => Doc::Nothing,
        1 => Doc::List(Vec::new()),
        2 => Doc::Fields(Vec::new()),
        3 => Doc::List(vec![Doc::Nothing]),
        4 => Doc::List(vec![text(tape.of(&texts))]),
        5 => Doc::Fields(vec![("name".to_owned(), text(tape.of(&texts)))]),
        _ => text(tape.of(&texts)),
    }
}

/// The way to a value: the number of the field or entry at each level.
type Way = Vec<usize>;

fn ways(doc: &Doc) -> Vec<Way> {
    fn walk(doc: &Doc, way: &mut Way, all: &mut Vec<Way>) {
        let children: Vec<_> = match doc {
            Doc::List(entries) => entries.iter().collect(),
            Doc::Fields(entries) => entries.iter().map(|(_, value)| value).collect(),
            Doc::Nothing | Doc::Text(_) => return,
        };
        for (number, child) in children.into_iter().enumerate() {
            way.push(number);
            all.push(way.clone());
            walk(child, way, all);
            way.pop();
        }
    }
    let mut all = Vec::new();
    walk(doc, &mut Way::new(), &mut all);
    all
}

fn at<'d>(doc: &'d mut Doc, way: &[usize]) -> &'d mut Doc {
    way.iter().fold(doc, |doc, number| match doc {
        Doc::List(entries) => &mut entries[*number],
        Doc::Fields(entries) => &mut entries[*number].1,
        Doc::Nothing | Doc::Text(_) => unreachable!("a way leads through lists and fields"),
    })
}

/// Changes one thing of a record, which then may or may not be good.
fn spoil(doc: &mut Doc, tape: &mut Tape) {
    let all = ways(doc);
    let Some(way) = (!all.is_empty()).then(|| tape.of(&all).clone()) else {
        return;
    };
    let (last, parent) = way.split_last().unwrap();
    match tape.below(8) {
        0 => *at(doc, &way) = odd(tape),
        1 => match at(doc, parent) {
            Doc::List(entries) => drop(entries.remove(*last)),
            Doc::Fields(entries) => drop(entries.remove(*last)),
            _ => {}
        },
        2 => {
            if let Doc::Fields(entries) = at(doc, parent) {
                let old = &entries[*last].0;
                let new = match tape.below(6) {
                    0 => old.to_uppercase(),
                    1 => old.replace('_', "-"),
                    2 => format!("{old}s"),
                    3 => format!("x_{old}"),
                    4 => String::new(),
                    _ => {
                        let fields = contract(a_kind(tape));
                        tape.of(&fields).name.to_owned()
                    }
                };
                if entries.iter().all(|(name, _)| *name != new) {
                    entries[*last].0 = new;
                }
            }
        }
        3 => {
            let other = tape.of(&all).clone();
            let (one, two) = (at(doc, &way).clone(), at(doc, &other).clone());
            *at(doc, &other) = one;
            // Where one lay in the other, the way may be gone.
            if ways(doc).contains(&way) {
                *at(doc, &way) = two;
            }
        }
        4 => {
            if let Doc::Text(text) = at(doc, &way) {
                *text = if tape.one_in(2) { text.to_uppercase() } else { text.to_lowercase() };
            }
        }
        5 => {
            let value = at(doc, &way);
            let inner = std::mem::replace(value, Doc::Nothing);
            *value = match inner {
                Doc::List(mut entries) if !entries.is_empty() => entries.remove(0),
                inner if tape.one_in(2) => Doc::Fields(vec![("name".to_owned(), inner)]),
                inner => Doc::List(vec![inner]),
            };
        }
        6 => {
            if let Doc::List(entries) = at(doc, &way) {
                let place = tape.below(entries.len() + 1);
                entries.insert(place, odd(tape));
            }
        }
        _ => {
            if let Doc::Fields(entries) = at(doc, &way) {
                let name = tape.of(&["x_own", "colour", "kind", "date"]).to_string();
                if entries.iter().all(|(other, _)| *other != name) {
                    entries.push((name, odd(tape)));
                }
            }
        }
    }
}

// Writing, in as many styles as there are.

/// A name or value where it is written.
#[derive(Debug)]
struct Written {
    pointer: String,
    is_name: bool,
    line: u32,
    column: u32,
    /// What stands there, as far as it stands on that line.
    begins: String,
    /// Whether all of it does, so that its end is known too.
    is_whole: bool,
}

struct Writer<'t> {
    out: String,
    line: u32,
    column: u32,
    pointer: String,
    places: Vec<Written>,
    /// Whether a block of text has just ended: a comment after it would be a part of it.
    is_after_block: bool,
    tape: &'t mut Tape,
}

/// A document as YAML with lines that end with LF, and where everything stands in it.
fn write(doc: &Doc, tape: &mut Tape) -> (String, Vec<Written>) {
    let mut writer = Writer {
        out: String::new(),
        line: 1,
        column: 1,
        pointer: String::new(),
        places: Vec::new(),
        is_after_block: false,
        tape,
    };
    if writer.tape.one_in(6) {
        writer.put("# Made by a test\n---\n");
    }
    let is_empty = matches!(doc, Doc::Fields(entries) if entries.is_empty());
    if is_empty || writer.tape.one_in(5) {
        writer.flow(doc, 0);
    } else {
        writer.block(doc, 0, false);
    }
    if !writer.tape.one_in(5) {
        writer.put("\n");
    }
    (writer.out, writer.places)
}

impl Writer<'_> {
    fn put(&mut self, text: &str) {
        for character in text.chars() {
            self.out.push(character);
            if character == '\n' {
                self.line += 1;
                self.column = 1;
            } else {
                self.column += 1;
            }
        }
    }

    fn place(&mut self, is_name: bool, begins: &str, is_whole: bool) {
        self.places.push(Written {
            pointer: self.pointer.clone(),
            is_name,
            line: self.line,
            column: self.column,
            begins: begins.to_owned(),
            is_whole,
        });
    }

    fn new_line(&mut self, indent: usize) {
        let can_comment = !std::mem::take(&mut self.is_after_block);
        if can_comment && self.tape.one_in(8) {
            self.put(" # an aside: {of [no, weight]}");
        }
        if can_comment && self.tape.one_in(12) {
            self.put("\n  # so is this\n");
        }
        self.put("\n");
        self.put(&" ".repeat(indent));
    }

    /// The fields or entries of a collection that is not empty, the first where the pen is, the others below it. `is_level`: no
    /// further in than its own name.
    fn block(&mut self, doc: &Doc, indent: usize, is_level: bool) {
        let length = self.pointer.len();
        match doc {
            Doc::Fields(entries) => {
                for (number, (name, value)) in entries.iter().enumerate() {
                    if number > 0 {
                        self.new_line(indent);
                    }
                    let written = self.quoted(name, false);
                    if number == 0 {
                        self.place(false, &written, false);
                    }
                    push_segment(&mut self.pointer, name);
                    self.place(true, &written, true);
                    self.put(&written);
                    self.put(":");
                    self.value(value, indent, true);
                    self.pointer.truncate(length);
                }
            }
            Doc::List(entries) => {
                // The parser takes a list that stands no further in than its name to begin after the hyphen.
                if !is_level {
                    self.place(false, "-", false);
                }
                for (number, entry) in entries.iter().enumerate() {
                    if number > 0 {
                        self.new_line(indent);
                    }
                    push_segment(&mut self.pointer, &number.to_string());
                    self.put("-");
                    self.value(entry, indent, false);
                    self.pointer.truncate(length);
                }
            }
            Doc::Nothing | Doc::Text(_) => unreachable!("only collections are written as blocks"),
        }
    }

    /// A value after a colon or a hyphen; `indent` is that of its line's collection.
    fn value(&mut self, doc: &Doc, indent: usize, is_field: bool) {
        let is_block = match doc {
            Doc::Fields(entries) => !entries.is_empty(),
            Doc::List(entries) => !entries.is_empty(),
            Doc::Nothing | Doc::Text(_) => false,
        };
        match doc {
            Doc::Nothing => {
                let word = *self.tape.of(&["", " null", " ~", " Null", " NULL"]);
                self.put(word);
            }
            _ if is_block && !self.tape.one_in(3) => {
                if is_field {
                    let deeper = match doc {
                        Doc::List(_) => *self.tape.of(&[2, 0, 4]),
                        _ => *self.tape.of(&[2, 1, 4]),
                    };
                    self.new_line(indent + deeper);
                    self.block(doc, indent + deeper, deeper == 0);
                } else {
                    self.put(" ");
                    self.block(doc, indent + 2, false);
                }
            }
            Doc::Text(text) if can_be_literal(text) && self.tape.one_in(3) => {
                self.put(" |-");
                let mut lines = text.split('\n');
                self.put("\n");
                self.put(&" ".repeat(indent + 2));
                let first = lines.next().unwrap_or("");
                self.place(false, first, false);
                self.put(first);
                for line in lines {
                    self.put("\n");
                    if !line.is_empty() {
                        self.put(&" ".repeat(indent + 2));
                    }
                    self.put(line);
                }
                self.is_after_block = true;
            }
            _ => {
                self.put(" ");
                self.flow(doc, indent);
            }
        }
    }

    fn flow(&mut self, doc: &Doc, indent: usize) {
        let length = self.pointer.len();
        match doc {
            Doc::Nothing => {
                let word = *self.tape.of(&["null", "~"]);
                self.put(word);
            }
            Doc::Text(text) => {
                let written = self.quoted(text, true);
                self.place(false, &written, true);
                self.put(&written);
            }
            Doc::List(entries) => {
                self.place(false, "[", false);
                self.put("[");
                for (number, entry) in entries.iter().enumerate() {
                    self.comma(number, indent);
                    push_segment(&mut self.pointer, &number.to_string());
                    self.flow(entry, indent);
                    self.pointer.truncate(length);
                }
                self.put("]");
            }
            Doc::Fields(entries) => {
                self.place(false, "{", false);
                self.put("{");
                for (number, (name, value)) in entries.iter().enumerate() {
                    self.comma(number, indent);
                    push_segment(&mut self.pointer, name);
                    let written = self.quoted(name, true);
                    self.place(true, &written, true);
                    self.put(&written);
                    self.put(": ");
                    self.flow(value, indent);
                    self.pointer.truncate(length);
                }
                self.put("}");
            }
        }
    }

    fn comma(&mut self, number: usize, indent: usize) {
        if number > 0 {
            self.put(",");
        }
        if self.tape.one_in(10) {
            self.put("\n");
            self.put(&" ".repeat(indent + 2));
        } else if number > 0 {
            self.put(" ");
        }
    }

    /// A text on one line: without quotes where it can be, in single or in double quotes.
    fn quoted(&mut self, text: &str, in_flow: bool) -> String {
        let is_printable = |c: char| !c.is_control() && !matches!(c, '\u{feff}' | '\u{2028}' | '\u{2029}');
        match self.tape.below(3) {
            0 if can_be_plain(text, in_flow) => text.to_owned(),
            1 if text.chars().all(is_printable) => format!("'{}'", text.replace('\'', "''")),
            _ => {
                let mut quoted = String::from("\"");
                for character in text.chars() {
                    match character {
                        '"' | '\\' => quoted.extend(['\\', character]),
                        '\n' => quoted.push_str("\\n"),
                        '\t' => quoted.push_str("\\t"),
                        c if !is_printable(c) || (!c.is_ascii() && self.tape.one_in(4)) => {
                            quoted.push_str(&format!("\\U{:08X}", u32::from(c)));
                        }
                        c => quoted.push(c),
                    }
                }
                quoted + "\""
            }
        }
    }
}

/// Sure to be read as it stands; there are more than these.
fn can_be_plain(text: &str, in_flow: bool) -> bool {
    const SIGNS: [char; 9] = [',', '[', ']', '{', '}', ':', '"', '\'', '#'];
    let fits = |c: char| c.is_alphanumeric() || " :#'\"-_.,/@&*!|>%`’😀[]{}".contains(c);
    let ends_fit = text.starts_with(char::is_alphanumeric) && text.ends_with(char::is_alphanumeric);
    let means_more = [": ", " #"].iter().any(|sign| text.contains(sign)) || (in_flow && text.contains(SIGNS));
    ends_fit && text.chars().all(fits) && !means_more && !yaml::is_null(text)
}

fn can_be_literal(text: &str) -> bool {
    let line = |line: &str| line.is_empty() || !line.trim().is_empty();
    let fits = |c: char| c == '\n' || c == '\t' || !(c.is_control() || c == '\u{feff}');
    !text.is_empty()
        && !text.starts_with(char::is_whitespace)
        && !text.ends_with('\n')
        && text.chars().all(fits)
        && text.split('\n').all(line)
}

// The laws of reading YAML.

/// Whether a node is what the document says.
fn is(node: Node<'_, '_>, doc: &Doc) -> bool {
    match (doc, node.shape()) {
        (Doc::Nothing, Shape::Scalar { text, plain }) => plain && yaml::is_null(text),
        (Doc::Text(wanted), Shape::Scalar { text, plain }) => text == wanted && !(plain && yaml::is_null(text)),
        (Doc::List(entries), Shape::List) => {
            node.items().count() == entries.len() && node.items().zip(entries).all(|(node, entry)| is(node, entry))
        }
        (Doc::Fields(entries), Shape::Mapping) => {
            let same = |(name, value): (Node<'_, '_>, Node<'_, '_>), entry: &(String, Doc)| {
                name.text() == Some(&entry.0) && is(value, &entry.1)
            };
            node.entries().count() == entries.len()
                && node.entries().zip(entries).all(|(node, entry)| same(node, entry))
        }
        _ => false,
    }
}

/// Any document, its names unlike one another where they stand together.
fn any_doc(tape: &mut Tape, depth: usize) -> Doc {
    let is_root = depth == 0;
    match if is_root { 3 } else { tape.below(5) } {
        0 | 4 => Doc::Text(a_text(tape)),
        1 => odd(tape),
        2 if depth < 4 => Doc::List((0..tape.below(5)).map(|_| any_doc(tape, depth + 1)).collect()),
        3 if depth < 4 => {
            let names = (0..usize::from(is_root) + tape.below(8)).map(|number| {
                let mut name = if tape.one_in(3) { a_text(tape) } else { "a".to_owned() };
                // A name stands on one line and ends within 1,024 characters.
                name = name.replace(['\n', '\r'], "/~");
                (format!("{name}{number}"), any_doc(tape, depth + 1))
            });
            Doc::Fields(names.collect())
        }
        _ => Doc::Nothing,
    }
}

#[test]
fn what_is_written_is_read_wherever_and_however_it_stands() {
    proptest!(cases(1000), |(mut tape in tape(), ends in 0..3_usize, first_line in 1..4_u32)| {
        let doc = any_doc(&mut tape, 0);
        let (written, places) = write(&doc, &mut tape);
        let written = written.replace('\n', ["\n", "\r\n", "\r"][ends]);
        let tree = yaml::parse(&written, first_line);
        let tree = tree.map_err(|error| TestCaseError::fail(format!("{error:?}\n{written}")))?;
        prop_assert!(is(tree.root(), &doc), "{doc:?}\n{written}\n{tree:?}");
        for place in places {
            let found = tree.at(&place.pointer);
            let (name, value) = found.ok_or_else(|| TestCaseError::fail(format!("{place:?}\n{written}")))?;
            let node = if place.is_name { name.unwrap() } else { value };
            let start = node.start();
            prop_assert_eq!((start.line + 1 - first_line, start.column), (place.line, place.column), "{:?}\n{}", place, written);
            let line: String = text::line(&written, place.line).unwrap().chars().skip(start.column as usize - 1).collect();
            prop_assert!(line.starts_with(&place.begins), "{place:?}\n{written}");
            if place.is_whole {
                // After quotes the parser counts an aside in: what is private is hidden none the less.
                let after = start.column + place.begins.chars().count() as u32;
                let is_covered = node.end().line == start.line && node.end().column >= after;
                let is_exact = node.end().column == after || place.begins.starts_with(['"', '\'']);
                prop_assert!(is_covered && is_exact, "{place:?}\n{written}");
            }
        }
    });
}

#[test]
fn a_name_twice_is_refused_and_named() {
    proptest!(cases(100), |(mut tape in tape())| {
        let kind = a_kind(&mut tape);
        let Doc::Fields(mut entries) = good(&contract(kind), &mut tape) else { unreachable!() };
        let twice = tape.below(entries.len());
        entries.push((entries[twice].0.clone(), odd(&mut tape)));
        let pointer = format!("/{}", entries[twice].0);
        let (written, _) = write(&Doc::Fields(entries), &mut tape);
        let faults = yaml::parse(&written, 1).unwrap_err();
        prop_assert_eq!(faults.iter().map(|fault| fault.field.as_deref()).collect::<Vec<_>>(), [Some(pointer.as_str())]);
    });
}

// The laws of the two paths.

/// Both paths say the same of a tree as every kind, and every fault stands on what it names.
fn paths_agree(tree: &Tree<'_>, written: &str) -> Result<(), TestCaseError> {
    for kind in Kind::ALL {
        let faults = check(kind, tree);
        let fast = Record::read(kind, tree).is_ok();
        prop_assert_eq!(fast, faults.is_empty(), "{:?}\n{}\n{:#?}", kind, written, faults);
        for fault in faults {
            let found = tree.at(&fault.field);
            let (name, value) = found.ok_or_else(|| TestCaseError::fail(format!("{fault:?}\n{written}")))?;
            let starts = [Some(value.start()), name.map(Node::start)];
            prop_assert!(starts.contains(&Some(fault.position)), "{fault:?}\n{written}");
        }
    }
    Ok(())
}

#[test]
fn a_record_by_the_contract_is_good() {
    proptest!(cases(400), |(mut tape in tape())| {
        let kind = a_kind(&mut tape);
        let doc = good(&contract(kind), &mut tape);
        let (written, _) = write(&doc, &mut tape);
        let tree = yaml::parse(&written, 1);
        let tree = tree.map_err(|error| TestCaseError::fail(format!("{error:?}\n{written}")))?;
        let faults = check(kind, &tree);
        prop_assert!(faults.is_empty(), "{kind:?}\n{written}\n{faults:#?}");
        paths_agree(&tree, &written)?;
    });
}

#[test]
fn the_fast_path_takes_what_the_thorough_one_does() {
    let (all, wrong) = (Cell::new(0_u32), Cell::new(0_u32));
    proptest!(cases(1500), |(mut tape in tape())| {
        let kind = a_kind(&mut tape);
        let mut doc = good(&contract(kind), &mut tape);
        for _ in 0..1 + tape.below(3) {
            spoil(&mut doc, &mut tape);
        }
        let (written, _) = write(&doc, &mut tape);
        let tree = yaml::parse(&written, 1);
        let tree = tree.map_err(|error| TestCaseError::fail(format!("{error:?}\n{written}")))?;
        paths_agree(&tree, &written)?;
        all.set(all.get() + 1);
        wrong.set(wrong.get() + u32::from(!check(kind, &tree).is_empty()));
    });
    // A law that is tried on good records alone would say nothing, and on wrong ones alone little.
    let (all, wrong) = (all.get(), wrong.get());
    assert!(wrong * 3 > all && wrong < all, "{wrong} of {all} are wrong");
}

/// A value that no field of this sort holds, and the code that says so.
fn wrong_value(sort: &Sort, tape: &mut Tape) -> (Doc, &'static str) {
    let (words, code) = match sort {
        Sort::Words(_) => ("Held PRIMARY x pro_forma fixed-", "wrong-value"),
        Sort::Group(_) | Sort::Many(_) => ("x", "wrong-value"),
        Sort::Value(name) => match *name {
            "date" => ("2026-11-31 24/11/2026 20261124 soon 2026-11-24T09:30", "bad-date"),
            "upn" => ("B801200005002 b801200005001 UN6 B80120000500 Ada I801200005001", "bad-upn"),
            "time" => ("24:00 9.30 9:5 noon 09:30:00", "wrong-value"),
            "yes-no" => ("y on 1 maybe", "wrong-value"),
            "count" => ("-1 1.5 1,000 +3 4294967296 few", "wrong-value"),
            "days" => ("0 0.25 -1 2,5 0.0 1e1 5.", "wrong-value"),
            "urn" => ("12345 1234567 10032a +10032", "wrong-value"),
            "dfe-number" => ("3172045 317/204 317-2045", "wrong-value"),
            "year" => ("0 15 r Year4 -1 +4", "wrong-value"),
            "academic-year" => ("2026-28 2026/27 2026 26-27", "wrong-value"),
            // Any text is right here.
            _ => return (Doc::Fields(vec![("name".to_owned(), text("x"))]), "wrong-value"),
        },
    };
    (Doc::Text(tape.word(words)), code)
}

/// Spoils some values of a good record, each in a way of its own; gives each field with its code.
fn plant(doc: &mut Doc, sort: &Sort, pointer: &mut String, tape: &mut Tape, planted: &mut Vec<(String, &'static str)>) {
    if !pointer.is_empty() && tape.one_in(6) {
        let (value, code) = wrong_value(sort, tape);
        *doc = value;
        planted.push((pointer.clone(), code));
        return;
    }
    let length = pointer.len();
    match (sort, doc) {
        (Sort::Group(fields), Doc::Fields(entries)) => {
            for (name, value) in entries {
                let field = fields.iter().find(|field| field.name == name);
                if let Some(field) = field.filter(|_| !is_empty(value)) {
                    push_segment(pointer, name);
                    plant(value, &field.sort, pointer, tape, planted);
                    pointer.truncate(length);
                }
            }
        }
        (Sort::Many(sort), Doc::List(entries)) => {
            for (number, entry) in entries.iter_mut().enumerate() {
                push_segment(pointer, &number.to_string());
                plant(entry, sort, pointer, tape, planted);
                pointer.truncate(length);
            }
        }
        _ => {}
    }
}

fn is_empty(doc: &Doc) -> bool {
    match doc {
        Doc::Nothing => true,
        Doc::Text(text) => text.trim().is_empty(),
        Doc::List(entries) => entries.is_empty(),
        Doc::Fields(entries) => entries.is_empty(),
    }
}

#[test]
fn every_wrong_field_is_found_and_no_other() {
    proptest!(cases(500), |(mut tape in tape())| {
        let kind = a_kind(&mut tape);
        let mut doc = good(&contract(kind), &mut tape);
        let mut planted = Vec::new();
        plant(&mut doc, &Sort::Group(contract(kind)), &mut String::new(), &mut tape, &mut planted);
        let (written, _) = write(&doc, &mut tape);
        let tree = yaml::parse(&written, 1).unwrap();
        let faults = check(kind, &tree);
        let mut found: Vec<_> = faults.iter().map(|fault| (fault.field.clone(), fault.code.as_str())).collect();
        found.sort();
        planted.sort();
        prop_assert_eq!(found, planted, "{:?}\n{}", kind, written);
        paths_agree(&tree, &written)?;
    });
}

#[test]
fn a_right_key_of_the_policy_holds_whatever_stands_beside_it() {
    const KEYS: &str = "/authority /year /calendar /colour [calendar]/closures [calendar]/add_bank_holidays [[year]]/name \
        [[year]]/terms [[year]]/holidays [visits]/every [deadlines]/dates_agreed [deadlines]/written_up \
        [review]/top_percent [review]/primary_days [exclusions]/duty [pack]/marking";
    const VALUES: &str = "\"\"|\"  \"|[]|{}|[{}]|[\"\"]|[[]]|\"soon\"|-1|2.25|true|2026-09-02|07:30:00|\
        [{from = 2026-12-24}]|{a = 1}|\"null\"|1_000";
    for (table, key) in KEYS.split(' ').filter_map(|key| key.split_once('/')) {
        for value in VALUES.split('|') {
            let text = format!("team = \"Family Early Help\"\n{table}\n{key} = {value}\n");
            let (policy, problems) = Policy::read("policy.toml", &text, Encoding::Utf8);
            assert_eq!(policy.team.as_deref(), Some("Family Early Help"), "{text}{problems:#?}");
            assert_within(&problems, &text);
        }
    }
}

// The laws of bytes.

fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(bytes).collect()
}

#[test]
fn a_text_is_the_same_in_every_encoding() {
    proptest!(cases(300), |(text in any::<String>())| {
        let utf8 = [b"\xEF\xBB\xBF", text.as_bytes()].concat();
        for (bytes, encoding) in [
            (utf8, Encoding::Utf8),
            (utf16(&text, u16::to_le_bytes), Encoding::Utf16),
            (utf16(&text, u16::to_be_bytes), Encoding::Utf16),
        ] {
            prop_assert_eq!(decode(&bytes), (text.as_str().into(), encoding));
        }
        if !text.contains('\0') && !text.starts_with('\u{feff}') {
            prop_assert_eq!(decode(text.as_bytes()), (text.as_str().into(), Encoding::Utf8));
        }
    });
}

/// Bytes as they might lie on a drive: marks, zero bytes and broken UTF-8 among text.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    const PIECES: &str = "---\n|---\r\n|---|\r|\n|\r\n|\0|kind: |visit\n|date: 2026-11-24\n|- |{|}|[|]|: |, |\"|'|&a |*a|>\n|  |\t|# |? |\
        !!str |é|\u{85}|\u{2028}|note: |name: Ada|why: |a = |[[year]]\n|[deadlines]\n|written_up = ";
    let pieces = PIECES.split('|').map(str::as_bytes);
    let marks = [&b"\xEF\xBB\xBF"[..], b"\xFF\xFE", b"\xFE\xFF"];
    let piece = prop_oneof![
        1 => vec(any::<u8>(), 0..4),
        8 => prop::sample::select(pieces.chain(marks).collect::<Vec<_>>()).prop_map(<[u8]>::to_vec),
    ];
    vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

#[test]
fn bytes_that_are_given_away_decode_as_those_that_are_lent() {
    proptest!(cases(500), |(bytes in bytes())| {
        let (text, encoding) = decode(&bytes);
        prop_assert_eq!((text.into_owned(), encoding), decode_owned(bytes.clone()));
    });
}

#[test]
fn front_matter_and_body_are_the_text_but_for_the_dashes() {
    proptest!(cases(500), |(bytes in bytes(), opens in any::<bool>())| {
        let (text, _) = decode(&bytes);
        let text = if opens { format!("---\n{text}") } else { text.into_owned() };
        if let Some(front) = front_matter(&text) {
            let (before, rest) = (&text[..front.yaml.start], &text[front.yaml.end..]);
            prop_assert_eq!(before.trim_end(), "---");
            prop_assert_eq!(text::position_of(&text, front.yaml.start).line, front.first_line);
            let closing = rest.strip_suffix(front.body);
            prop_assert_eq!(closing.map(str::trim_end), Some("---"), "{:?}", text);
            let lines = text[front.yaml].split(['\n', '\r']);
            prop_assert!(lines.into_iter().all(|line| line.trim_end() != "---"), "{text:?}");
        }
    });
}

const PLACES: [(Place, &str); 6] = [
    (Place::SchoolFile, "Manager/School/school.yaml"),
    (Place::In(Area::Records), "Manager/School/records/visit.yaml"),
    (Place::In(Area::Records), "Manager/School/records/visit.md"),
    (Place::In(Area::Emails), "Manager/School/emails/dates.md"),
    (Place::In(Area::Emails), "Manager/School/emails/dates.yml"),
    (Place::In(Area::Correspondence), "Manager/School/correspondence/dates.md"),
];

/// Every place lies in the text, or just after the end of a line.
fn assert_within(problems: &[Problem], text: &str) {
    for problem in problems {
        if let Some(at) = problem.position {
            let columns = text::line(text, at.line).map(|line| line.chars().count() as u32 + 1);
            let lies_within = columns.is_some_and(|columns| (1..=columns).contains(&at.column));
            assert!(lies_within, "{text:?}\n{problem:#?}");
        }
    }
}

/// Reads a file in each place, the policy's too, and reports on it: a record, or why there is none, and every place within the text.
fn assert_read(bytes: &[u8]) {
    let (text, encoding) = decode(bytes);
    assert_within(&Policy::read("policy.toml", &text, encoding).1, &text);
    for (place, path) in PLACES {
        let reading = reading::read(place, path, bytes.to_vec());
        let unread = reading.problems.iter().any(|problem| problem.code.leaves_unread());
        assert_eq!(reading.record.is_none(), unread, "{text:?}\n{:#?}", reading.problems);
        assert_within(&reading.problems, &text);
        let validation =
            Validation { today: NaiveDate::default(), problems: reading.problems, counts: Counts::default() };
        for show_names in [false, true] {
            let style = Style { show_names, width: 80 };
            write_text(&mut Vec::new(), &validation, style, |_| Some(text.clone().into_owned())).unwrap();
        }
    }
}

#[test]
fn any_bytes_can_be_read_and_reported() {
    proptest!(cases(400), |(bytes in bytes())| assert_read(&bytes));
}

#[test]
fn a_record_with_a_slip_of_the_pen_can_be_read_and_reported() {
    const SLIPS: [&str; 16] =
        ["", "\t", " ", "\n", ":", ",", "\"", "'", "{", "]", "&a ", "*a", "---\n", "\0", "\u{2028}", "😀"];
    proptest!(cases(150), |(mut tape in tape(), is_markdown in any::<bool>())| {
        let kind = a_kind(&mut tape);
        let doc = good(&contract(kind), &mut tape);
        let (mut written, _) = write(&doc, &mut tape);
        if is_markdown {
            written = format!("---\n{written}\n---\nText\n");
        }
        let places: Vec<_> = written.char_indices().map(|(at, _)| at).collect();
        let at = *tape.of(&places);
        let until = places.iter().copied().find(|place| *place > at + tape.below(3)).unwrap_or(written.len());
        let slip = *tape.of(&SLIPS);
        written.replace_range(at..until, slip);
        assert_read(written.as_bytes());
    });
}

// The laws of values.

fn is_upn(first: char, rest: &[char]) -> bool {
    Upn::parse(&std::iter::once(first).chain(rest.iter().copied()).collect::<String>()).is_ok()
}

#[test]
fn one_check_letter_fits_and_one_slip_is_always_seen() {
    let last = prop_oneof!["[0-9]", "[A-HJ-NP-RT-Z]"];
    proptest!(cases(200), |(digits in "[0-9]{11}", last in last, slip in 0..11_usize, other in 0..10_u8)| {
        let rest: Vec<char> = digits.chars().chain(last.chars()).collect();
        let right = check_letter(&rest);
        let accepted: Vec<_> = ('\0'..'\u{250}').filter(|first| is_upn(*first, &rest)).collect();
        prop_assert_eq!(accepted, [right]);
        // No weight and no difference of digits is a multiple of 23, which is prime.
        let mut wrong = rest.clone();
        wrong[slip] = char::from(b'0' + other);
        prop_assert_eq!(is_upn(right, &wrong), wrong == rest);
        let mut wrong = rest.clone();
        wrong.swap(slip, (slip + 1) % 11);
        prop_assert_eq!(is_upn(right, &wrong), wrong == rest);
        if rest[11].is_ascii_digit() {
            let mut wrong = rest.clone();
            wrong[11] = char::from(b'0' + other);
            prop_assert_eq!(is_upn(right, &wrong), wrong == rest);
        }
    });
}

#[test]
fn every_day_is_read_as_it_is_written() {
    let mut day = NaiveDate::from_ymd_opt(1900, 1, 1).unwrap();
    while day < NaiveDate::from_ymd_opt(2101, 1, 1).unwrap() {
        assert_eq!(iso(&day.to_string()), Some(day));
        day = day.succ_opt().unwrap();
    }
}

#[test]
fn a_date_is_ten_characters_and_no_others() {
    let near = "[0-9]{0,5}[-/. ]?[0-9]{0,3}[-/. ]?[0-9]{0,3}";
    proptest!(cases(1000), |(text in prop_oneof![near, "[ 0-9２-]{10}", "\\PC*"])| {
        match iso(&text) {
            Some(day) => prop_assert_eq!(day.to_string(), text),
            None => prop_assert!(text.len() != 10 || text.parse::<NaiveDate>().map(|day| day.to_string()) != Ok(text)),
        }
    });
}

// The law of order.

#[test]
fn the_order_in_which_files_were_made_changes_nothing() {
    let visit = |status: &str| format!("kind: visit\ndate: 2024-11-26\nstatus: {status}\nagreed: 2024-13-01\n");
    let held = "kind: visit\ndate: 2024-11-26\nstatus: held\n";
    let pro_forma = "kind: pro-forma\nvisit: 2024-11-26\nreturned: 2024-11-19\nsent: 2024-11-20\n";
    let files = [
        ("records/2024-11-26 visit.yaml", held.to_owned()),
        ("records/2024-11-26 visit 2.yaml", held.to_owned()),
        ("records/2024-25/2024-11-26 visit.yaml", held.to_owned()),
        ("records/2024-11-26 Visit 3.yaml", visit("helt")),
        ("records/2024-11-26 pro forma.yaml", pro_forma.to_owned()),
        ("records/2024-25/2024-11-26 pro forma.yaml", pro_forma.to_owned()),
        ("records/2024-11-27 pro forma (1).yaml", pro_forma.to_owned()),
        ("emails/2024-11-10 dates.md", "no front matter\n".to_owned()),
        ("correspondence/2024-11-11 dates.docx", String::new()),
        ("notes.md", "---\nkind: visit\n---\n".to_owned()),
    ];
    let made = |order: &[usize]| {
        let drive = order.iter().fold(Drive::with_school(), |drive, number| {
            let (path, content) = &files[*number];
            drive.school_file(path, content)
        });
        let twin = OAKFIELD.replace("Oakfield", "Ashfield");
        drive.file(&format!("{twin}/school.yaml"), crate::harness::SCHOOL).validate().json()
    };
    let straight: Vec<_> = (0..files.len()).collect();
    let expected = made(&straight);
    assert!(expected["problems"].as_array().unwrap().len() > 6, "{expected:#}");
    let mut runner = TestRunner::new(cases(4));
    let run = runner.run(&Just(straight).prop_shuffle(), |order| {
        prop_assert_eq!(made(&order), expected.clone());
        Ok(())
    });
    run.unwrap();
}
