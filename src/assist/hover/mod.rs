//! What stands at a place, explained: a field with its clause, a day with how it is reckoned, a child with its absence and exclusions, a value of
//! the policy with what it does.

mod child;
mod day;
mod deadline;
mod field;
mod policy;

use std::ops::Range;

pub(super) use self::child::{absence_word, percent};
use super::open::{OpenFile, Sheet, Subject};
use super::sketch::{Spot, What};
use crate::record::Form;

/// An explanation of what stands at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hover {
    /// What it explains.
    pub range: Range<usize>,
    /// Markdown.
    pub text: String,
}

/// The explanation of what stands at a place of a text, in bytes. It may name a child: it is for whoever has the record open.
#[must_use]
pub fn hover(open: &OpenFile<'_>, at: usize) -> Option<Hover> {
    let sheet = Sheet::new(open, None)?;
    match sheet.sketch.at(at)? {
        Spot::Name(item) => {
            let text = field::text(&sheet, item)?;
            Some(Hover { range: sheet.sketch.item(item).name.clone()?, text })
        }
        Spot::Value(item) if sheet.sketch.item(item).what == What::Text => {
            let text = value(&sheet, item)?;
            Some(Hover { range: sheet.sketch.item(item).value.clone(), text })
        }
        Spot::Value(_) => None,
    }
}

fn value(sheet: &Sheet<'_>, item: usize) -> Option<String> {
    let of_field = || {
        // An entry of a list is explained by the field that holds the list.
        let named = sheet.sketch.line_of(item).into_iter().rev().find(|one| sheet.sketch.item(*one).name.is_some())?;
        field::text(sheet, named)
    };
    if sheet.subject == Subject::Policy {
        return of_field();
    }
    let format = match sheet.form_of(item)? {
        Form::Value(format) => format.as_str(),
        Form::Either { value, .. } if matches!(&**value, Form::Value(format) if format == "date") => "date",
        _ => "",
    };
    let special = match format {
        "date" => day::text(sheet, item),
        "upn" | "child-name" => child::text(sheet, item),
        _ => None,
    };
    special.or_else(of_field)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assist::sample::{NOTICE, PRO_FORMA, Sample, VISIT, marked};

    fn said(path: &str, text: &str) -> String {
        let sample = Sample::new();
        let (text, at) = marked(text);
        hover(&sample.open(path, &text), at).map(|hover| hover.text).unwrap_or_default()
    }

    #[test]
    fn a_field_is_explained_with_its_clause() {
        assert_eq!(
            said(VISIT, "kind: visit\nst|atus: planned\n"),
            "**`status`** · a word, required\n\nWhether it is still to come, has been held or has been called off.\n\n\
             One of `planned`, `held`, `cancelled`.\n\n*Procedure: The aim of the SPOC visit*"
        );
        assert!(said(VISIT, "kind: visit\nstatus: pla|nned\n").starts_with("**`status`**"));
        assert!(
            said(VISIT, "kind: visit\nchildren:\n  - w|hy: [other]\n")
                .ends_with("*Procedure: In each case, the aim of the discussion*")
        );
        assert!(said(VISIT, "kind: visit\nchildren:\n  - why: [o|ther]\n").starts_with("**`why`**"));
        assert_eq!(said(VISIT, "kind: visit\nx_|own: 1\n"), "");
        assert_eq!(said(VISIT, "kind: visit # |what\n"), "");
    }

    #[test]
    fn a_day_is_explained_by_how_it_is_reckoned() {
        let text = "kind: pro-forma\nvisit: 2026-11-24\nsent: |2026-11-12\n";
        let sent = said(PRO_FORMA, text);
        assert!(sent.starts_with("**Thursday 12 November 2026** · today\n\nPro forma sent: by **Tuesday 10 November 2026** (done 2026-11-12, 2 working days late)"), "{sent}");
        assert!(
            sent.contains("10 working days before Tuesday 24 November 2026. Not counted: Saturdays and Sundays."),
            "{sent}"
        );
        assert!(sent.contains("ten working days prior to the visit"), "{sent}");
        let returned = said(PRO_FORMA, "kind: pro-forma\nvisit: 2027-01-05\nret|urned:\n");
        assert!(returned.contains("by **Friday 18 December 2026** (26 working days left)"), "{returned}");
        assert!(
            returned.contains("25 Dec 2026 (Christmas Day)") && returned.contains("(offices closed)"),
            "{returned}"
        );
        let visit = said(VISIT, "kind: visit\ndate: 2026-11-2|4\nstatus: planned\n");
        assert!(
            visit.contains(
                "Autumn 2026.\n\n- Pro forma sent: by **Tuesday 10 November 2026** (done 2026-11-10, in time)\n- "
            ),
            "{visit}"
        );
        assert!(said(VISIT, "kind: visit\ndate: 2026-11-2|1\n").contains("This is no working day."));
        let told =
            said(NOTICE, "kind: exclusion-notice\nupn: UN1\ntype: fixed-term\nfrom: 2026-11-11\ntold|_authority:\n");
        assert!(told.contains("by **Thursday 12 November 2026** (today)"), "{told}");
    }

    #[test]
    fn a_child_is_explained_by_what_the_records_say() {
        let dawn = said(VISIT, "kind: visit\ndate: 2026-11-24\nchildren:\n  - upn: B80120|0005001\n");
        assert_eq!(
            dawn,
            "**Dawn Pickles · B801200005001**\n\n\
             - Absence: 20.4%, 20 of 98 sessions missed, persistently absent (pro forma of 24 Nov 2026)\n\
             - Visit of 24 Nov 2026: statutory intervention: not decided; early help: not decided\n\
             - Open: Ring home (Mr T Cole, by 8 Dec 2026)"
        );
        let noah = said(VISIT, "kind: visit\ndate: 2026-11-24\nactions: [{child: M8012000050|0A}]\n");
        assert_eq!(
            noah,
            "**Noah Obi · M80120000500A**\n\n\
             - Exclusions in the terms that count: 2.5 days (2.5 days in Autumn 2026). From 5 days on a child in year 5 is reviewed: this one is not\n\
             - Of 1 exclusion no record says when the authority was told"
        );
        let sam = said(PRO_FORMA, "kind: pro-forma\nabsence: {children: [{upn: UN1, name: Sam |Reed}]}\n");
        assert!(sam.contains("Sam Reed · UN1") && sam.contains("10.2%"), "{sam}");
        let other = said(PRO_FORMA, "kind: pro-forma\nabsence: {children: [{upn: UN|1, name: Ivy Moss}]}\n");
        assert!(other.contains("No other record"), "{other}");
    }

    #[test]
    fn a_value_of_the_policy_is_explained_by_what_it_does() {
        let sent = said("policy.toml", "[deadlines]\npro_forma_sent = |8\n");
        assert!(sent.contains("For the next visit on Tuesday 24 November 2026, the pro forma is sent by **Thursday 12 November 2026**."), "{sent}");
        assert!(
            said("policy.toml", "[review]\ntop_percent = 2|5\n")
                .contains("Of 12 children who are persistently absent a visit reviews the first 3, of 60 the first 15")
        );
        assert!(
            said("policy.toml", "[review]\nwindow_|terms = 3\n").contains("Spring 2026, Summer 2026 and Autumn 2026")
        );
        assert!(said("policy.toml", "[exclusions]\nduty = \"every|\"\n").contains("of every exclusion"));
        assert!(
            said("policy.toml", "[calendar]\nclosures = [{ from = 2026-12-24, to = 2027-01-0|1 }]\n")
                .contains("7 weekdays")
        );
        assert!(said("policy.toml", "[pack]\nmark|ing = \"X\"\n").contains("The protective marking"));
    }
}
