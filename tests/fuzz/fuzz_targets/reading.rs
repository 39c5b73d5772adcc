//! Reads any bytes in any place of a drive and reports on them: nothing panics, and the laws of reading hold.
//!
//! The first byte chooses the place (see [`PLACES`], counted modulo their number), the rest is the file. To begin from the
//! invented drive and the rules' fixtures, make a corpus of them, from the root of the project:
//!
//! ```sh
//! mkdir -p /tmp/corpus
//! find fixtures \( -name '*.yaml' -o -name '*.yml' -o -name '*.md' -o -name policy.toml \) -type f | while read -r file; do
//!     case $file in
//!         */policy.toml) place='\007' ;;
//!         */school.yaml) place='\000' ;;
//!         */emails/*.md) place='\003' ;;
//!         */emails/*) place='\004' ;;
//!         */correspondence/*.md) place='\005' ;;
//!         */correspondence/*) place='\006' ;;
//!         *.md) place='\002' ;;
//!         *) place='\001' ;;
//!     esac
//!     { printf "$place"; cat "$file"; } > "/tmp/corpus/$(cksum < "$file" | tr ' ' -)"
//! done
//! cargo +nightly fuzz run --fuzz-dir tests/fuzz reading /tmp/corpus -- \
//!     -dict=tests/fuzz/fuzz_targets/reading.dict -max_total_time=600 -timeout=10 -rss_limit_mb=4096
//! ```

#![no_main]

use chrono::NaiveDate;
use libfuzzer_sys::fuzz_target;
use spoc::drive::{Counts, Validation};
use spoc::layout::Area;
use spoc::policy::Policy;
use spoc::problem::Problem;
use spoc::reading::{self, Place};
use spoc::record::{Kind, Record, check};
use spoc::report::{Style, write_csv, write_json, write_text};
use spoc::text::Encoding;
use spoc::{text, yaml};

/// Where the bytes stand; no place at all is the policy's. New ones go to the end: a corpus counts from the first.
const PLACES: [(Option<Place>, &str); 8] = [
    (Some(Place::SchoolFile), "Manager/School/school.yaml"),
    (Some(Place::In(Area::Records)), "Manager/School/records/visit.yaml"),
    (Some(Place::In(Area::Records)), "Manager/School/records/visit.md"),
    (Some(Place::In(Area::Emails)), "Manager/School/emails/dates.md"),
    (Some(Place::In(Area::Emails)), "Manager/School/emails/dates.yaml"),
    (
        Some(Place::In(Area::Correspondence)),
        "Manager/School/correspondence/dates.md",
    ),
    (
        Some(Place::In(Area::Correspondence)),
        "Manager/School/correspondence/dates.yml",
    ),
    (None, "policy.toml"),
];

fuzz_target!(|bytes: &[u8]| {
    let Some((first, bytes)) = bytes.split_first() else {
        return;
    };
    let (place, path) = PLACES[usize::from(*first) % PLACES.len()];
    let (text, encoding) = text::decode(bytes);
    let problems = match place {
        Some(place) => {
            record_laws(path, &text);
            let reading = reading::read(place, path, bytes.to_vec());
            let unread = reading.problems.iter().any(|problem| problem.code.leaves_unread());
            assert_eq!(reading.record.is_none(), unread, "a record, or why there is none");
            reading.problems
        }
        None => {
            policy_law(path, &text);
            reading::read_policy(path, &text, encoding).1
        }
    };
    positions_lie_in_the_text(&problems, &text);
    report(problems, &text);
});

/// The fast path takes a record if and only if the thorough check finds no fault in it.
fn record_laws(path: &str, text: &str) {
    let (yaml, first_line) = if path.ends_with(".md") {
        let Some(front) = text::front_matter(text) else { return };
        (&text[front.yaml], front.first_line)
    } else {
        (text, 1)
    };
    let Ok(tree) = tree::parse_yaml(yaml, first_line) else {
        return;
    };
    for kind in Kind::ALL {
        let faults = check(kind, &tree);
        assert_eq!(
            Record::read(kind, &tree).is_ok(),
            faults.is_empty(),
            "{kind:?}: {faults:#?}"
        );
    }
}

/// Whatever is wrong or empty beside it, a right key of a policy holds.
fn policy_law(path: &str, text: &str) {
    let text = format!("team = \"Family Early Help\"\n{text}");
    if tree::parse_toml(&text).is_ok() {
        let (policy, problems) = reading::read_policy(path, &text, Encoding::Utf8);
        assert_eq!(policy.team.as_deref(), Some("Family Early Help"), "{problems:#?}");
    }
}

fn positions_lie_in_the_text(problems: &[Problem], text: &str) {
    for (problem, at) in problems.iter().filter_map(|problem| Some((problem, problem.position?))) {
        let line = text::line(text, at.line);
        let columns = line.map(|line| line.chars().count() as u32 + 1);
        assert!(
            columns.is_some_and(|columns| (1..=columns).contains(&at.column)),
            "{line:?}: {problem:#?}"
        );
    }
}

/// Everything that is written about problems can be written, with children's names and without.
fn report(problems: Vec<Problem>, text: &str) {
    let validation = Validation {
        today: NaiveDate::default(),
        problems,
        counts: Counts::default(),
    };
    for show_names in [false, true] {
        let style = Style { show_names, width: 100 };
        let mut out = Vec::new();
        let written = write_text(&mut out, &validation, style, |_| Some(text.to_owned()));
        assert!(written.is_ok() && String::from_utf8(out).is_ok());
    }
    let mut out = Vec::new();
    assert!(write_json(&mut out, &validation).is_ok() && write_csv(&mut out, &validation).is_ok());
}
