//! The contract once more, by hand: records that are right by it, and records that are spoilt.

use chrono::NaiveDate;
use proptest::collection::vec;
use proptest::prelude::*;
use spoc::record::Kind;

/// A row of numbers that makes every choice. Once the row has ended, every choice is the first. So a shorter row gives a smaller record, and a case that
/// fails can be made small.
#[derive(Debug, Clone)]
pub struct Tape {
    pub numbers: Vec<u16>,
    pub at: usize,
}

impl Tape {
    pub fn below(&mut self, end: usize) -> usize {
        let number = self.numbers.get(self.at).copied().unwrap_or(0);
        self.at += 1;
        usize::from(number) % end
    }

    pub fn one_in(&mut self, number: usize) -> bool {
        self.below(number) == number - 1
    }

    pub fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }

    pub fn word(&mut self, words: &str) -> String {
        let all: Vec<_> = words.split(' ').collect();
        (*self.of(&all)).to_owned()
    }
}

pub fn tape() -> impl Strategy<Value = Tape> {
    vec(any::<u16>(), 0..500).prop_map(|numbers| Tape { numbers, at: 0 })
}

/// What a record says, apart from the style in which it is written.
#[derive(Debug, Clone, PartialEq)]
pub enum Doc {
    /// Nothing at all, `null` or `~`.
    Nothing,
    Text(String),
    List(Vec<Doc>),
    Fields(Vec<(String, Doc)>),
}

pub fn text(text: impl ToString) -> Doc {
    Doc::Text(text.to_string())
}

// The contract once more (records.md, section 3), written by hand, so that the program's own form can be compared with it.

/// What a field holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Sort {
    /// A value of a named sort, as in `@date`.
    Value(&'static str),
    /// One of several words, as in `met|not-met`.
    Words(Vec<&'static str>),
    /// `{…}`
    Group(Vec<Field>),
    /// `[…]`
    Many(Box<Sort>),
}

/// A field. `*` after its name marks a required one.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    pub name: &'static str,
    pub required: bool,
    pub sort: Sort,
}

pub const SCHOOL: &str = "kind:school name*:@text urn*:@urn dfe_number:@dfe-number phase*:nursery|primary|middle-deemed-primary|\
    middle-deemed-secondary|secondary|all-through|special|pupil-referral-unit|alternative-provision|16-plus \
    status*:maintained|academy|free-school|independent trades:@yes-no spoc:@text \
    head*:{name*:@text email:@text phone:@text} representative:{name*:@text role:@text email:@text phone:@text} \
    opened:@date closed:@date predecessor:@urn closed_days:[@closed-day] note:@text";
pub const VISIT: &str = "kind*:visit date*:@date time:@time status*:planned|held|cancelled agreed:@date moved_from:@date \
    cancelled_because:@text spoc:@text present:[{name*:@text role:@text}] checks:{done*:@date by*:@text note:@text} \
    written_up:@date children:[{upn*:@upn name:@text year:@year \
        why*:[persistent-absence|exclusions|risk-of-permanent-exclusion|other] \
        statutory_intervention:{threshold*:met|not-met|unsure action*:refer|monitor|none reason:@text} \
        early_help_referral:{threshold*:met|not-met|unsure action*:refer|monitor|none reason:@text} note:@text}] \
    advice:[{topic*:early-help|referral|safeguarding|mash|other note*:@text}] general_issues:@text \
    actions:[{what*:@text who*:@text due*:@date done:@date child:@upn}] note:@text";
pub const PRO_FORMA: &str = "kind*:pro-forma visit*:@date sent:@date sent_to:@text chased:[@date] returned:@date completed_by:@text \
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
pub const EXCLUSION_NOTICE: &str = "kind*:exclusion-notice upn*:@upn name*:@text year*:@year \
    type*:fixed-term|lunchtime|permanent|suspension from*:@date days:@days lunchtimes:@count misses_exam:@yes-no \
    told_authority*:@date told_by:@text reason:@text note:@text";
pub const PHONE_LOG: &str = "kind*:phone-log academic_year*:@academic-year calls:[{date*:@date time:@time by*:@text with*:@text \
    role:@text direction:in|out about*:visit-dates|pro-forma|child|referral|safeguarding|mash|exclusion|other child:@upn \
    summary*:@text advice:@text follow_up:{what*:@text due*:@date done:@date}}] note:@text";
pub const EMAIL: &str = "kind:email date*:@date from*:@text to*:@addresses cc:@addresses subject*:@text \
    about:visit-dates|pro-forma|child|referral|safeguarding|mash|exclusion|other visit:@date child:@upn";
pub const LETTER: &str = "kind:letter date*:@date from*:@text to*:@addresses cc:@addresses subject*:@text \
    about:visit-dates|pro-forma|child|referral|safeguarding|mash|exclusion|other visit:@date child:@upn";

pub fn contract(kind: Kind) -> Vec<Field> {
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

pub fn fields(rest: &mut &'static str) -> Vec<Field> {
    let mut all = Vec::new();
    while !rest.is_empty() && !rest.starts_with('}') {
        let (name, after) = rest.trim_start().split_once(':').unwrap();
        *rest = after;
        all.push(Field { name: name.trim_end_matches('*'), required: name.ends_with('*'), sort: sort(rest) });
    }
    all
}

pub fn sort(rest: &mut &'static str) -> Sort {
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

pub fn a_kind(tape: &mut Tape) -> Kind {
    *tape.of(&Kind::ALL)
}

pub fn good(fields: &[Field], tape: &mut Tape) -> Doc {
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

/// The days or lunchtimes of an exclusion, or neither, as its type demands.
pub fn with_its_amount(entries: &mut Vec<(String, Doc)>, tape: &mut Tape) {
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

pub fn nothing(tape: &mut Tape) -> Doc {
    match tape.below(5) {
        0 => Doc::Nothing,
        1 => text(""),
        2 => text("  "),
        3 => Doc::List(Vec::new()),
        _ => Doc::Fields(Vec::new()),
    }
}

pub fn good_value(sort: &Sort, required: bool, tape: &mut Tape) -> Doc {
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
        "closed-day" if tape.one_in(2) => return good(&fields(&mut "from*:@date to*:@date why:@text"), tape),
        "closed-day" => return good_value(&Sort::Value("date"), true, tape),
        "text" | "addresses" => a_text(tape),
        other => unreachable!("no such value: {other}"),
    })
}

pub const LETTERS: &str = "ABCDEFGHJKLMNPQRTUVWXYZ";

pub fn check_letter(rest: &[char]) -> char {
    let value = |c: &char| match c.to_digit(10) {
        Some(digit) => digit as usize,
        None => LETTERS.find(*c).unwrap(),
    };
    let sum: usize = rest.iter().zip(2..).map(|(c, weight)| value(c) * weight).sum();
    char::from(LETTERS.as_bytes()[sum % 23])
}

pub fn good_upn(tape: &mut Tape) -> String {
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
pub fn a_text(tape: &mut Tape) -> String {
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

pub fn odd(tape: &mut Tape) -> Doc {
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
pub type Way = Vec<usize>;

pub fn ways(doc: &Doc) -> Vec<Way> {
    pub fn walk(doc: &Doc, way: &mut Way, all: &mut Vec<Way>) {
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

pub fn at<'d>(doc: &'d mut Doc, way: &[usize]) -> &'d mut Doc {
    way.iter().fold(doc, |doc, number| match doc {
        Doc::List(entries) => &mut entries[*number],
        Doc::Fields(entries) => &mut entries[*number].1,
        Doc::Nothing | Doc::Text(_) => unreachable!("a way leads through lists and fields"),
    })
}

/// Changes one thing in a record. The record may be good or bad afterwards.
pub fn spoil(doc: &mut Doc, tape: &mut Tape) {
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
            // Where one of the two lay within the other, the way to it may be gone.
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
