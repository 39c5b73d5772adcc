//! `duplicate-urn`: one URN in the folders of two schools.

use std::collections::BTreeMap;

use super::rule::{Check, NumberedSchool, Page, Rule};
use crate::problem::{Code, CodeTraits, Problem, Severity};

/// The rule.
pub const RULE: Rule = Rule { code: CODE, page: PAGE, check: Check::Drive(check) };

/// The code of its problems.
pub const CODE: Code = Code::of(&CodeTraits::new("duplicate-urn", Severity::Error));

/// The page of `spoc explain duplicate-urn`.
pub const PAGE: Page = Page {
    title: "two schools' folders have the same URN",
    finds: "A URN that stands in the school.yaml of two school folders. Both are reported, for \
            either may be the wrong one.",
    why: "The URN is how a school is known for certain. Where two folders share one, half of a \
            school's visits may be in each, or one school goes by another's number.",
    clause: "For internal use only: \"folders for each school\". The role of the SPOC: each \
            school will be allocated a named single point of contact.",
    bad: r#"Jane Morris/Oakfield Primary School/school.yaml
  urn: 100321
Dev Patel/Oakfield Primary/school.yaml
  urn: 100321                    # the same school, twice"#,
    good: r#"Jane Morris/Oakfield Primary School/school.yaml
  urn: 100321
Dev Patel/Ashgrove Primary School/school.yaml
  urn: 100322"#,
    remedy: "Look both schools up on the government's page Get Information about Schools. If \
            one has the wrong number, put it right. If both folders are of one school, agree \
            with the other manager who keeps it and move all its records into one folder.",
};

pub(super) fn check(schools: &[NumberedSchool], problems: &mut Vec<Problem>) {
    let mut by_urn: BTreeMap<_, Vec<&NumberedSchool>> = BTreeMap::new();
    for school in schools {
        by_urn.entry(school.urn).or_default().push(school);
    }
    for same in by_urn.values_mut().filter(|same| same.len() > 1) {
        same.sort();
        for school in &*same {
            let others: Vec<_> =
                same.iter().filter(|other| other.path != school.path).map(|other| other.path.as_str()).collect();
            problems.push(Problem {
                position: school.position,
                field: Some("/urn".to_owned()),
                ..Problem::of_file(
                    CODE,
                    school.path.as_str(),
                    format!("the URN {} is also that of {}", school.urn, others.join(" and ")),
                    "Look both numbers up in the register of schools and put the wrong one right. If it is one school with two folders, bring them together.",
                )
            });
        }
    }
}
