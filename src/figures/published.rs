//! Figures as they may be published.

use std::collections::BTreeMap;

use super::measure::{Kind, Measure, Over};
use super::publish::{FEWEST_SHOWN, Protected, protect};
use super::sums::{Figures, Named, Shown};
use crate::record::exclusion::ExclusionType;

impl Figures {
    /// The same to be published. Numbers of children, and of what befell them, are hidden where they are from 1 to 4 or fewer than five children are behind
    /// them, each counted once: six suspensions of one child tell of that child. With them is hidden what would tell of them. Numbers of visits and of
    /// the team's own steps tell of no child and are shown. Figures by SPOC and by manager are left out, as they would name members
    /// of staff; so are those by term, from which more could be worked out: publish the year or its terms, not both.
    #[must_use]
    pub fn published(mut self) -> Self {
        self.is_published = true;
        self.spocs.clear();
        self.managers.clear();
        self.terms.clear();
        for row in &mut self.schools {
            if let Named::School(school) = &mut row.name {
                school.manager = String::new();
                school.spoc = None;
            }
        }
        for (row, measure) in hidden(&self) {
            match self.schools.get_mut(row) {
                Some(school) => school.hide(measure),
                None => self.total.hide(measure),
            }
        }
        self
    }
}

/// What is to be hidden: the place of the school, or, after the last, of the total; and the measure.
fn hidden(figures: &Figures) -> Vec<(usize, Measure)> {
    let mut numbers = Vec::new();
    let mut places = Vec::new();
    let mut must_be = Vec::new();
    for (row, of_row) in figures.schools.iter().chain([&figures.total]).enumerate() {
        let is_total = row == figures.schools.len();
        for (measure, shown) in of_row.iter().filter(|(measure, _)| measure.is_about_children()) {
            let Shown::Number { sum, .. } = shown else { continue };
            let (from, to) = ends(measure, row);
            // What flows through the schools flows back through the total.
            let (from, to) = if is_total { (to, from) } else { (from, to) };
            let least = u64::from(sized_by(measure).is_none());
            let rank = u8::from(is_sum(measure)) + if is_total { 2 } else { 0 };
            numbers.push(Protected { value: sum, least, is_hidden: false, rank, from, to });
            places.push((row, measure));
            must_be.push((1..FEWEST_SHOWN).contains(&(of_row.behind(measure) as u64)));
        }
    }
    let place_of: BTreeMap<_, _> =
        places.iter().enumerate().map(|(place, (row, measure))| ((*row, measure.place()), place)).collect();
    // A size is hidden with the number of those whose size it is: the half-days of a single exclusion tell of one child. What is hidden for the one may hide
    // more of the other, until nothing changes.
    loop {
        for (number, must_be) in numbers.iter_mut().zip(&must_be) {
            number.is_hidden = *must_be;
        }
        protect(&mut numbers);
        let mut has_changed = false;
        for ((row, measure), must_be) in places.iter().zip(&mut must_be) {
            let number = |of: &Measure| place_of.get(&(*row, of.place())).and_then(|place| numbers.get(*place));
            let is_hidden = |of: &Measure| number(of).is_some_and(|of| of.is_hidden);
            let value = number(measure).map_or(0, |number| number.value);
            let is_the_same = |of: &Measure| number(of).is_some_and(|of| of.is_hidden && of.value == value);
            let is_size = sized_by(*measure).is_some_and(|of| is_hidden(&of));
            // A number of nobody stays shown: readers know that what is hidden is not 0.
            let tells = || made_of(*measure).iter().any(is_hidden) || bounds(*measure).iter().any(is_the_same);
            if !*must_be && (is_size || (value > 0 && tells())) {
                *must_be = true;
                has_changed = true;
            }
        }
        if !has_changed {
            break;
        }
    }
    let hidden = numbers.iter().zip(places).filter(|(number, _)| number.is_hidden);
    hidden.map(|(_, place)| place).collect()
}

/// The two nodes between which a number of a row flows. Each measure has a node, at which the numbers of all schools come to the total. Within a row these
/// sums hold: exclusions of a type by whether the authority was told, with those not under the duty, are those of the type, and these are all; the
/// decisions of a kind with the children without one are the children with a row; sessions missed with and without leave are those missed.
fn ends(measure: Measure, row: usize) -> (usize, usize) {
    let (column, ground) = (measure.place(), Measure::all().len());
    let node = |number: usize| ground + 1 + row * 8 + number;
    let of_type = |kind: ExclusionType| node(3 + kind as usize);
    match measure {
        Measure::Told(kind, _) | Measure::NotUnderDuty(kind) => (column, of_type(kind)),
        Measure::Exclusions(kind) => (of_type(kind), node(0)),
        Measure::AllExclusions => (node(0), column),
        Measure::Decision(Kind::StatutoryIntervention, ..) | Measure::NoDecision(Kind::StatutoryIntervention) => {
            (column, node(1))
        }
        Measure::ChildrenDecided => (node(1), node(2)),
        Measure::Decision(Kind::EarlyHelpReferral, ..) | Measure::NoDecision(Kind::EarlyHelpReferral) => {
            (node(2), column)
        }
        Measure::SessionsAuthorised | Measure::SessionsUnauthorised => (column, node(6)),
        Measure::SessionsMissed => (node(6), column),
        _ => (column, ground),
    }
}

/// Whether a measure is the sum of others of a row.
fn is_sum(measure: Measure) -> bool {
    matches!(
        measure,
        Measure::AllExclusions | Measure::Exclusions(_) | Measure::ChildrenDecided | Measure::SessionsMissed
    )
}

/// The number of those whose size a measure is; none where it is no size.
fn sized_by(measure: Measure) -> Option<Measure> {
    match measure {
        Measure::FixedTermHalfDays => Some(Measure::Exclusions(ExclusionType::FixedTerm)),
        Measure::Lunchtimes => Some(Measure::Exclusions(ExclusionType::Lunchtime)),
        Measure::SessionsPossible
        | Measure::SessionsMissed
        | Measure::SessionsAuthorised
        | Measure::SessionsUnauthorised => Some(Measure::AbsentChildren),
        _ => None,
    }
}

/// The numbers of children of which those of a measure are, where a child may be in several. Where only one of them is not 0, it is the same number: so the
/// measure is hidden with each of them. The children without a decision are those of the review where nothing was decided.
fn made_of(measure: Measure) -> &'static [Measure] {
    const LISTS: [Measure; 4] = [
        Measure::Over(Over::TopShare),
        Measure::Over(Over::ExclusionsPrimary),
        Measure::Over(Over::ExclusionsSecondary),
        Measure::Over(Over::Risk),
    ];
    match measure {
        Measure::Over(Over::Review) => &LISTS,
        Measure::ChildrenUndecided => &[Measure::Over(Over::Review)],
        _ => &[],
    }
}

/// The numbers of the same children than which a measure is never more, or never less: where one of them is hidden and is the same number, the measure
/// would tell of it. The severely absent and those reviewed for absence are among the persistently absent, and these among the children listed; each
/// list of a review is a part of it.
fn bounds(measure: Measure) -> &'static [Measure] {
    const PERSISTENT: Measure = Measure::Over(Over::PersistentAbsence);
    const REVIEW: Measure = Measure::Over(Over::Review);
    match measure {
        Measure::Over(Over::TopShare) => &[PERSISTENT, REVIEW],
        Measure::Over(Over::SevereAbsence) | Measure::AbsentChildren => &[PERSISTENT],
        Measure::Over(Over::ExclusionsPrimary | Over::ExclusionsSecondary | Over::Risk) => &[REVIEW],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::counts::{Counts, Someone};
    use super::super::facts::{SchoolFacts, SchoolName};
    use super::super::measure::{Standing, TOLD};
    use super::super::period::Period;
    use super::super::sums::Row;
    use super::*;
    use crate::policy::Policy;
    use crate::record::visit::{DecidedAction, Threshold};

    /// A child of a school, and what befell it: exclusions by type and standing (none: not under the duty), decisions of both kinds at several visits (none: not
    /// recorded), absence, and the thresholds that it is at.
    #[derive(Debug, Clone)]
    struct Pupil {
        exclusions: Vec<(usize, Option<usize>)>,
        decisions: Vec<[Option<(usize, usize)>; 2]>,
        absent: Option<Absent>,
        excluded: Option<bool>,
        is_at_risk: bool,
        is_undecided: bool,
    }

    /// Sessions missed with and without leave in each list; whether the absence is persistent, severe, and in the top share.
    #[derive(Debug, Clone)]
    struct Absent {
        lists: Vec<(u64, u64)>,
        level: u8,
        is_in_top_share: bool,
    }

    type Events = Vec<Pupil>;

    fn events() -> impl Strategy<Value = Events> {
        let decision = || prop::option::weighted(0.9, (0_usize..3, 0_usize..3));
        let absent = (prop::collection::vec((0_u64..9, 0_u64..9), 1..3), 0_u8..3, any::<bool>())
            .prop_map(|(lists, level, is_in_top_share)| Absent { lists, level, is_in_top_share });
        let pupil = (
            prop::collection::vec((0_usize..3, prop::option::weighted(0.9, 0_usize..4)), 0..4),
            prop::collection::vec([decision(), decision()], 0..3),
            prop::option::weighted(0.6, absent),
            prop::option::weighted(0.2, any::<bool>()),
            prop::bool::weighted(0.2),
            any::<bool>(),
        );
        let pupil = pupil.prop_map(|(exclusions, decisions, absent, excluded, is_at_risk, is_undecided)| Pupil {
            exclusions,
            decisions,
            absent,
            excluded,
            is_at_risk,
            is_undecided,
        });
        prop::collection::vec(pupil, 0..14)
    }

    fn facts(events: &[Pupil], number: usize) -> SchoolFacts {
        let mut counts = Counts::default();
        counts.add(Measure::VisitsDue, 1);
        for (place, pupil) in events.iter().enumerate() {
            // The first two children are at every school.
            let who = Someone::of(&(if place < 2 { 0 } else { number + 1 }, place));
            count_pupil(pupil, &mut |measure, count| counts.add_of(measure, count, who));
        }
        SchoolFacts {
            school: SchoolName { folder: format!("School {number}"), ..SchoolName::default() },
            terms: vec![counts.clone()],
            year: counts,
            deadlines: Vec::new(),
            visits: Vec::new(),
        }
    }

    fn count_pupil(pupil: &Pupil, add: &mut dyn FnMut(Measure, u64)) {
        for (kind, standing) in &pupil.exclusions {
            let kind = ExclusionType::ALL[*kind];
            add(Measure::AllExclusions, 1);
            add(Measure::Exclusions(kind), 1);
            match standing {
                Some(standing) => add(Measure::Told(kind, TOLD[*standing]), 1),
                None => add(Measure::NotUnderDuty(kind), 1),
            }
            match kind {
                ExclusionType::FixedTerm => add(Measure::FixedTermHalfDays, 3),
                ExclusionType::Lunchtime => add(Measure::Lunchtimes, 2),
                ExclusionType::Permanent => {}
            }
        }
        for row in &pupil.decisions {
            add(Measure::ChildrenDecided, 1);
            for (kind, decision) in Kind::ALL.iter().zip(row) {
                match decision {
                    Some((threshold, action)) => {
                        add(Measure::Decision(*kind, Threshold::ALL[*threshold], DecidedAction::ALL[*action]), 1);
                    }
                    None => add(Measure::NoDecision(*kind), 1),
                }
            }
        }
        for (with, without) in pupil.absent.iter().flat_map(|absent| &absent.lists) {
            add(Measure::AbsentChildren, 1);
            add(Measure::SessionsPossible, 100);
            add(Measure::SessionsAuthorised, *with);
            add(Measure::SessionsUnauthorised, *without);
            add(Measure::SessionsMissed, with + without);
        }
        let level = pupil.absent.as_ref().map_or(0, |absent| absent.level);
        let is_in_top_share = level > 0 && pupil.absent.as_ref().is_some_and(|absent| absent.is_in_top_share);
        for (over, is_over) in [
            (Over::PersistentAbsence, level > 0),
            (Over::SevereAbsence, level > 1),
            (Over::TopShare, is_in_top_share),
            (Over::ExclusionsPrimary, pupil.excluded == Some(true)),
            (Over::ExclusionsSecondary, pupil.excluded == Some(false)),
            (Over::Risk, pupil.is_at_risk),
            (Over::Review, is_in_top_share || pupil.excluded.is_some() || pupil.is_at_risk),
        ] {
            if is_over {
                add(Measure::Over(over), 1);
                if over == Over::Review && pupil.is_undecided {
                    add(Measure::ChildrenUndecided, 1);
                }
            }
        }
    }

    /// The facts of a school of whom so many children are in the top share alone, and so many at risk alone.
    fn reviewed(number: usize, [top_share, risk]: [usize; 2]) -> SchoolFacts {
        let nobody = || Pupil {
            exclusions: Vec::new(),
            decisions: Vec::new(),
            absent: None,
            excluded: None,
            is_at_risk: false,
            is_undecided: false,
        };
        let absent = || Absent { lists: vec![(10, 0)], level: 1, is_in_top_share: true };
        let of_top_share = (0..top_share).map(|_| Pupil { absent: Some(absent()), ..nobody() });
        let at_risk = (0..risk).map(|_| Pupil { is_at_risk: true, ..nobody() });
        facts(&of_top_share.chain(at_risk).collect::<Vec<_>>(), number)
    }

    #[test]
    fn a_review_that_would_tell_how_many_are_at_risk_is_hidden_with_them() {
        // The second school's review is those at risk alone; with the total it would tell of the four in the first.
        let figures = figures_of(&[reviewed(1, [10, 4]), reviewed(2, [0, 6])]).published();
        let is_hidden = |row: usize, over| {
            let shown = figures.schools[row].iter().find(|(measure, _)| *measure == Measure::Over(over));
            matches!(shown, Some((_, Shown::Hidden)))
        };
        for row in 0..2 {
            assert!(is_hidden(row, Over::Risk) && is_hidden(row, Over::Review), "{row}");
        }
    }

    #[test]
    fn many_events_of_few_children_are_hidden() {
        let suspended = |times: usize| Pupil {
            exclusions: vec![(0, Some(0)); times],
            decisions: vec![[Some((0, 0)); 2]; 3],
            absent: Some(Absent { lists: vec![(9, 9); 3], level: 0, is_in_top_share: false }),
            excluded: None,
            is_at_risk: false,
            is_undecided: false,
        };
        let of = |row: &Row, measure: Measure| row.get(measure);
        let measures = [
            Measure::AllExclusions,
            Measure::Exclusions(ExclusionType::FixedTerm),
            Measure::Told(ExclusionType::FixedTerm, TOLD[0]),
            Measure::FixedTermHalfDays,
            Measure::ChildrenDecided,
            Measure::AbsentChildren,
            Measure::SessionsMissed,
        ];
        let four = figures(&[vec![suspended(6); 4]]).published();
        let five = figures(&[vec![suspended(6); 5]]).published();
        // Two of the children are at both schools: three of each are six rows and four children.
        let both = figures(&[vec![suspended(1); 3], vec![suspended(1); 3]]);
        for measure in measures {
            assert_eq!(of(&four.schools[0], measure), Shown::Hidden, "{measure:?}");
            assert_eq!(of(&four.total, measure), Shown::Hidden, "{measure:?}");
            assert_ne!(of(&five.schools[0], measure), Shown::Hidden, "{measure:?}");
            assert_eq!(both.total.behind(measure), 4, "{measure:?}");
            assert_eq!(of(&both.clone().published().total, measure), Shown::Hidden, "{measure:?}");
        }
    }

    fn figures(all: &[Events]) -> Figures {
        let facts: Vec<_> = all.iter().enumerate().map(|(number, events)| facts(events, number)).collect();
        figures_of(&facts)
    }

    fn figures_of(facts: &[SchoolFacts]) -> Figures {
        let text =
            "[[year]]\nname = \"2026-27\"\nterms = [{ name = \"Autumn 2026\", from = 2026-09-02, to = 2026-12-18 }]\n";
        let policy = Policy::read(text).unwrap().0;
        let today = "2026-11-23".parse().unwrap();
        let period = Period::find(&policy, today, None, None).unwrap();
        Figures::new(facts, &policy, &period.whole_year(&policy), &period, today)
    }

    /// Each hidden number that can be worked out from the shown ones by sums alone, and, where that is of use, because no number is less than nothing: the
    /// bounds of each are made narrower by every sum until nothing changes.
    fn worked_out(figures: &Figures) -> Vec<(usize, Measure)> {
        let rows: Vec<_> = figures.schools.iter().chain([&figures.total]).collect();
        let columns = Measure::all().len();
        let place = |row: usize, measure: Measure| row * columns + measure.place();
        let mut bounds = vec![(0_u64, u64::MAX / 1_000_000); rows.len() * columns];
        for (row, of_row) in rows.iter().enumerate() {
            for (measure, shown) in of_row.iter() {
                bounds[place(row, measure)] = match shown.number() {
                    Some(number) => (number, number),
                    // A hidden count is not 0, which would be shown.
                    None => (u64::from(sized_by(measure).is_none()), 1_000_000),
                };
            }
        }
        // Each sum: the whole, and its parts.
        let mut sums: Vec<(usize, Vec<usize>)> = Vec::new();
        for measure in Measure::all() {
            let parts = (0..rows.len() - 1).map(|row| place(row, *measure)).collect();
            sums.push((place(rows.len() - 1, *measure), parts));
        }
        for row in 0..rows.len() {
            let of =
                |measures: Vec<Measure>| measures.into_iter().map(|measure| place(row, measure)).collect::<Vec<_>>();
            for kind in ExclusionType::ALL {
                let told = TOLD.map(|standing| Measure::Told(*kind, standing));
                sums.push((
                    place(row, Measure::Exclusions(*kind)),
                    of([&told[..], &[Measure::NotUnderDuty(*kind)]].concat()),
                ));
            }
            sums.push((
                place(row, Measure::AllExclusions),
                of(ExclusionType::ALL.iter().map(|kind| Measure::Exclusions(*kind)).collect()),
            ));
            for kind in Kind::ALL {
                let is_of_kind = |measure: &&Measure| match measure {
                    Measure::Decision(of, ..) | Measure::NoDecision(of) => of == kind,
                    _ => false,
                };
                sums.push((
                    place(row, Measure::ChildrenDecided),
                    of(Measure::all().iter().filter(is_of_kind).copied().collect()),
                ));
            }
            let missed = vec![Measure::SessionsAuthorised, Measure::SessionsUnauthorised];
            sums.push((place(row, Measure::SessionsMissed), of(missed)));
        }
        // What is never more than something else.
        let of = Measure::Over;
        let lists = [Over::TopShare, Over::ExclusionsPrimary, Over::ExclusionsSecondary, Over::Risk];
        let never_more = lists.map(|list| (of(list), of(Over::Review))).into_iter().chain([
            (of(Over::SevereAbsence), of(Over::PersistentAbsence)),
            (of(Over::TopShare), of(Over::PersistentAbsence)),
            (of(Over::PersistentAbsence), Measure::AbsentChildren),
            (Measure::ChildrenUndecided, of(Over::Review)),
        ]);
        let never_more: Vec<_> = never_more.collect();
        loop {
            let before = bounds.clone();
            for (whole, parts) in &sums {
                let (low, high) =
                    parts.iter().fold((0, 0), |(low, high), part| (low + bounds[*part].0, high + bounds[*part].1));
                let of_whole = bounds[*whole];
                bounds[*whole] = (of_whole.0.max(low), of_whole.1.min(high));
                for part in parts {
                    let of_part = bounds[*part];
                    let most = bounds[*whole].1.saturating_sub(low - of_part.0);
                    let least = bounds[*whole].0.saturating_sub(high - of_part.1);
                    bounds[*part] = (of_part.0.max(least), of_part.1.min(most));
                }
            }
            for row in 0..rows.len() {
                for (part, whole) in &never_more {
                    let (part, whole) = (place(row, *part), place(row, *whole));
                    bounds[part].1 = bounds[part].1.min(bounds[whole].1);
                    bounds[whole].0 = bounds[whole].0.max(bounds[part].0);
                }
                let most = lists.iter().map(|list| bounds[place(row, of(*list))].1).sum();
                let review = &mut bounds[place(row, of(Over::Review))];
                review.1 = review.1.min(most);
            }
            if bounds == before {
                break;
            }
        }
        let mut found = Vec::new();
        for (row, of_row) in rows.iter().enumerate() {
            for (measure, shown) in of_row.iter() {
                let (low, high) = bounds[place(row, measure)];
                assert!(low <= high, "{measure:?}");
                if shown == Shown::Hidden && low == high {
                    found.push((row, measure));
                }
            }
        }
        found
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, cases: 120, ..ProptestConfig::default() })]

        #[test]
        fn nothing_hidden_can_be_worked_out_from_the_report(all in prop::collection::vec(events(), 1..5)) {
            let plain = figures(&all);
            let published = plain.clone().published();
            prop_assert_eq!(worked_out(&published), Vec::new());
            for (row, before) in published.schools.iter().chain([&published.total]).zip(plain.schools.iter().chain([&plain.total])) {
                for ((measure, shown), (_, number)) in row.iter().zip(before.iter()) {
                    let number = number.number().unwrap_or(0);
                    // What is shown is as it was; a small number is not shown, nor the size of what is hidden; 0 is.
                    prop_assert!(shown == Shown::Hidden || shown.number().unwrap_or(0) == number);
                    let is_of_few = (1..5).contains(&number) || (1..5).contains(&before.behind(measure));
                    if measure.is_about_children() && is_of_few {
                        prop_assert_eq!(shown, Shown::Hidden, "{:?}", measure);
                    }
                    if let Some(of) = sized_by(measure) {
                        prop_assert!(row.get(of) != Shown::Hidden || shown == Shown::Hidden, "{:?}", measure);
                    } else if number == 0 || !measure.is_about_children() {
                        prop_assert!(shown != Shown::Hidden, "{:?}", measure);
                    }
                }
            }
        }

        /// The sums by which the network is laid out hold: what comes into each node goes out of it.
        #[test]
        fn the_sums_of_the_network_hold(all in prop::collection::vec(events(), 1..5)) {
            let figures = figures(&all);
            let ground = Measure::all().len();
            let mut balance: BTreeMap<usize, i64> = BTreeMap::new();
            for (row, of_row) in figures.schools.iter().chain([&figures.total]).enumerate() {
                for (measure, shown) in of_row.iter().filter(|(measure, _)| measure.is_about_children()) {
                    let number = i64::try_from(shown.number().unwrap_or(0)).unwrap();
                    let (from, to) = ends(measure, row);
                    let (from, to) = if row == figures.schools.len() { (to, from) } else { (from, to) };
                    *balance.entry(from).or_default() -= number;
                    *balance.entry(to).or_default() += number;
                }
            }
            for (node, balance) in balance {
                prop_assert!(balance == 0 || node == ground, "{} {}", node, balance);
            }
            prop_assert!(Standing::ALL.len() == TOLD.len() + 1);
        }
    }
}
