//! From a school's records and the review of a visit to all that its pack says.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::charts::{Chart, Group};
use super::model::*;
use super::{Audience, parts};
use crate::mail::Mail;
use crate::procedure::deadlines::{Deadline, State, Step};
use crate::procedure::exclusions::{Because, CountedExclusion, count_within, type_word};
use crate::procedure::review::{Absent, Review, name_of, review};
use crate::procedure::{Child, Terms, pro_forma_of};
use crate::record::contact::{About, Direction};
use crate::record::exclusion::ExclusionType;
use crate::record::pro_forma::{MoveOutcome, ProForma};
use crate::record::school::{Head, Phase, Status};
use crate::record::values::{Date, SchoolYear};
use crate::record::visit::{Action, DecidedAction, Decision, Threshold, Topic, Visit, VisitStatus, Why};
use crate::school::{Filed, School};
use crate::words::{capitalised, children, day_count, days, listed, long_day, number, ordinal, short_day, year_group};

/// What a pack is made from.
#[derive(Debug, Clone, Copy)]
pub struct PackSources<'a> {
    /// The school.
    pub school: &'a School,
    /// The visit.
    pub visit: &'a Filed<Visit>,
    /// The policy.
    pub terms: &'a Terms,
    /// The council's name.
    pub authority: Option<&'a str>,
    /// The team's name.
    pub team: Option<&'a str>,
    /// Every deadline of the school.
    pub deadlines: &'a [Deadline],
    /// The e-mails that are kept as `.eml` and `.msg`: the path of each and what its headers say, where they can be read.
    pub mail: &'a [(String, Option<Mail>)],
    /// How many errors and warnings `validate` finds in the school.
    pub problems: (usize, usize),
    /// The day.
    pub today: NaiveDate,
    /// For whom it is.
    pub audience: Audience,
}

/// The steps before the visit that are not done: what is missing when the pack is printed (records.md, section 8).
#[must_use]
pub fn missing_steps(sources: &PackSources<'_>) -> Vec<Step> {
    steps(sources).into_iter().filter(|one| !is_done(one)).map(|one| one.step).collect()
}

/// What stands in the way of a good visit, a sentence each. Those about the team's own work come after the school's.
#[must_use]
pub fn gaps(sources: &PackSources<'_>) -> Vec<String> {
    Builder::new(sources).gaps()
}

/// What the pack of a visit says, and its pictures.
#[must_use]
pub fn build(sources: &PackSources<'_>) -> (PackModel, BTreeMap<String, String>) {
    let builder = Builder::new(sources);
    let mut pictures = BTreeMap::new();
    let glance = builder.glance(&mut pictures);
    let model = PackModel {
        authority: sources.authority.map(str::to_owned),
        team: sources.team.map(str::to_owned),
        internal: builder.is_internal(),
        printed: long_day(sources.today),
        school: builder.school(),
        visit: builder.visit(),
        timeline: builder.timeline(),
        missing: builder.gaps(),
        glance,
        selection: builder.selection(),
        children: builder.children(),
        exclusions: builder.exclusions(),
        moves: builder.moves(),
        alternative_provision: builder.placements(),
        missing_from_education: builder.missing_children(),
        risk: builder.risk(),
        dropped: builder.dropped(),
        returned: builder.is_back(),
        none: builder.none(),
        actions: builder.actions(|_| true),
        contact: builder.contact(),
        contact_since: builder.contact_since(),
        issues: builder.pro_forma().and_then(|record| record.issues.as_deref()).map(str::to_owned),
        general_issues: builder.record().general_issues.as_deref().map(str::to_owned),
        advice: builder.advice(),
        sign_off: builder.sign_off(),
    };
    (model, pictures)
}

/// The children of a visit, in the order of the review, each with what the record of the visit decides: statutory intervention, a referral to
/// Family Early Help.
pub(super) fn reviewed<'a>(sources: &PackSources<'a>) -> Vec<(ChildModel, [Option<&'a Decision>; 2])> {
    let builder = Builder::new(sources);
    let rows = &sources.visit.record.children;
    let decided = |child: &Child| {
        let of_child = || rows.iter().filter(|row| child.is(&row.upn, row.name.as_ref()));
        [
            of_child().find_map(|row| row.statutory_intervention.as_ref()),
            of_child().find_map(|row| row.early_help_referral.as_ref()),
        ]
    };
    // At the visit the school said which year the child is in.
    let year = |child: &Child| rows.iter().filter(|row| child.is(&row.upn, row.name.as_ref())).find_map(|row| row.year);
    let of_child = |(model, child): (ChildModel, Child)| {
        let year = year(&child).map(|year| capitalised(&year_group(year))).or(model.year);
        (ChildModel { year, ..model }, decided(&child))
    };
    builder.children().into_iter().zip(builder.reviewed()).map(of_child).collect()
}

/// The three steps before the visit, where they have deadlines.
fn steps<'a>(sources: &PackSources<'a>) -> Vec<&'a Deadline> {
    let of_visit = |step: Step| {
        sources.deadlines.iter().find(|one| one.step == step && one.visit == Some(*sources.visit.record.date))
    };
    [Step::ProFormaSent, Step::ProFormaReturned, Step::ChecksDone].into_iter().filter_map(of_visit).collect()
}

fn is_done(deadline: &Deadline) -> bool {
    matches!(deadline.state, State::Done | State::Late)
}

struct Builder<'a> {
    sources: &'a PackSources<'a>,
    review: Review<'a>,
    /// The exclusions in the review's window.
    counted: Vec<CountedExclusion>,
    /// The last visit before this one that was not cancelled.
    last: Option<&'a Filed<Visit>>,
}

impl<'a> Builder<'a> {
    fn new(sources: &'a PackSources<'a>) -> Self {
        let PackSources { school, visit, terms, .. } = *sources;
        let day = *visit.record.date;
        let review = review(school, visit, terms);
        let counted = match terms.calendar.terms().get(review.window.start) {
            Some(first) => count_within(school, Some(day), first.from..=day),
            None => Vec::new(),
        };
        let last = school.visits_not_cancelled().filter(|other| *other.record.date < day);
        Self { sources, review, counted, last: last.max_by_key(|other| other.record.date) }
    }

    fn is_internal(&self) -> bool {
        self.sources.audience == Audience::Internal
    }

    fn record(&self) -> &'a Visit {
        &self.sources.visit.record
    }

    fn day(&self) -> NaiveDate {
        *self.record().date
    }

    fn pro_forma(&self) -> Option<&'a ProForma> {
        self.review.pro_forma.map(|filed| &filed.record)
    }

    fn is_held(&self) -> bool {
        self.record().status == VisitStatus::Held
    }

    /// A text that only the team may read.
    fn internal<T: AsRef<str>>(&self, text: Option<T>) -> Option<String> {
        text.filter(|_| self.is_internal()).map(|text| text.as_ref().trim().to_owned()).filter(|text| !text.is_empty())
    }

    fn name(&self, child: &Child) -> Option<String> {
        name_of(self.sources.school, child).map(|name| name.to_string())
    }

    fn term_name(&self, place: usize) -> String {
        self.sources.terms.calendar.terms().get(place).map(|term| term.name.clone()).unwrap_or_default()
    }

    fn window_names(&self) -> Vec<String> {
        self.review.window.clone().map(|place| self.term_name(place)).collect()
    }

    fn school(&self) -> SchoolModel {
        let school = self.sources.school;
        let file = school.file.as_ref().map(|file| &file.record);
        let head = file.map(|file| head(&file.head));
        let representative = file.and_then(|file| file.representative.as_ref()).map(|person| PersonModel {
            name: person.name.to_string(),
            role: person.role.as_deref().map(str::to_owned),
            email: person.email.as_deref().map(str::to_owned),
            phone: person.phone.as_deref().map(str::to_owned),
        });
        SchoolModel {
            name: self.school_name(),
            urn: file.map(|file| file.urn.to_string()),
            dfe_number: file.and_then(|file| file.dfe_number.as_ref()).map(ToString::to_string),
            phase: file.map(|file| phase(file.phase).to_owned()),
            status: file.map(|file| status(file.status).to_owned()),
            trades: file.and_then(|file| file.trades).map(|trades| {
                let not = if trades.0 { "Trades" } else { "Does not trade" };
                format!("{not} with the authority; the procedure applies either way")
            }),
            representative: representative.or_else(|| head.clone()),
            head,
            note: self.internal(file.and_then(|file| file.note.as_deref())),
        }
    }

    fn school_name(&self) -> String {
        let school = self.sources.school;
        school.file.as_ref().map_or_else(|| school.folder.clone(), |file| file.record.name.to_string())
    }

    fn spoc(&self) -> Option<String> {
        let of_school = || self.sources.school.file.as_ref().and_then(|file| file.record.spoc.as_deref());
        self.record().spoc.as_deref().or_else(of_school).map(str::to_owned)
    }

    fn visit(&self) -> VisitModel {
        let record = self.record();
        VisitModel {
            date: record.date.to_string(),
            day: long_day(self.day()),
            time: record.time.map(|time| time.to_string()),
            status: match record.status {
                VisitStatus::Planned => "Planned",
                VisitStatus::Held => "Held",
                VisitStatus::Cancelled => "Cancelled",
            }
            .to_owned(),
            held: self.is_held(),
            cancelled: record.status == VisitStatus::Cancelled,
            cancelled_because: self.internal(record.cancelled_because.as_deref()),
            moved_from: record.moved_from.map(|day| long_day(*day)),
            term: self.sources.terms.calendar.term_or_last_before(self.day()).map(|place| self.term_name(place)),
            spoc: self.spoc(),
            note: self.internal(record.note.as_deref().or(Some(self.sources.visit.source.body()))),
            pro_forma_note: self.internal(
                self.review.pro_forma.and_then(|filed| filed.record.note.as_deref().or(Some(filed.source.body()))),
            ),
            checks_note: self.internal(record.checks.as_ref().and_then(|checks| checks.note.as_deref())),
        }
    }

    /// The steps before the visit; the checks are the team's own.
    fn timeline(&self) -> Vec<StepModel> {
        let own = |one: &&Deadline| self.is_internal() || one.step != Step::ChecksDone;
        let steps = steps(self.sources).into_iter().filter(own).map(|one| StepModel {
            what: step_words(one.step).to_owned(),
            due: short_day(one.due),
            done: one.done.map(short_day),
            state: format!("{}{}", state_words(one), self.chased(one.step)),
        });
        steps.collect()
    }

    /// On which days the school was reminded of the pro forma.
    fn chased(&self, step: Step) -> String {
        let days = self.pro_forma().filter(|_| step == Step::ProFormaReturned).map(|record| &record.chased);
        let days: Vec<_> = days.into_iter().flat_map(|days| days.iter()).map(|day| short_day(**day)).collect();
        if days.is_empty() { String::new() } else { format!("; chased {}", listed(&days)) }
    }

    fn gaps(&self) -> Vec<String> {
        let mut gaps = Vec::new();
        let school = self.sources.school;
        if self.record().status == VisitStatus::Cancelled {
            gaps.push("This visit was cancelled.".to_owned());
        }
        let may_be_unread = school.may_be_unread(self.day());
        if self.review.pro_forma.is_none() {
            let why =
                if may_be_unread { "a file of that day cannot be read, which may be it" } else { "none is on file" };
            gaps.push(format!(
                "There is no pro forma for this visit: {why}. Absence, risk, managed moves and placements are not known; the exclusions \
                 on file still count."
            ));
        }
        let is_sent = self.pro_forma().and_then(|record| record.sent).is_some_and(|day| *day <= self.sources.today);
        for step in steps(self.sources).into_iter().filter(|one| !is_done(one)) {
            let what = match step.step {
                Step::ProFormaSent => "The pro forma has not been sent",
                // What has not been sent cannot come back: one line says both.
                Step::ProFormaReturned if !is_sent && step.state == State::Upcoming => continue,
                Step::ProFormaReturned => "The pro forma has not come back",
                _ if !self.is_internal() => continue,
                _ => "The checks before the visit are not recorded",
            };
            gaps.push(format!("{what} ({}: {}).", short_day(step.due), state_words(step)));
        }
        if self.review.pro_forma.is_some_and(|filed| filed.record.returned.is_some() && filed.record.absence.is_none())
        {
            gaps.push("The pro forma came back without any absence: persistent absence is not known.".to_owned());
        }
        if self.is_held() {
            let undecided = self.children().iter().filter(|child| !is_decided(child)).count();
            if undecided > 0 {
                gaps.push(format!("{} of this review without both decisions.", capitalised(&children(undecided))));
            }
        }
        if self.spoc().is_none() {
            gaps.push("No SPOC is named for this school.".to_owned());
        }
        if self.is_internal() {
            if !school.unread.is_empty() || school.folder_unread {
                let folder = if school.folder_unread { " A folder cannot be read, either." } else { "" };
                let records = number(school.unread.len(), "record");
                gaps.push(format!(
                    "{records} of this school cannot be read and so {} not in this pack.{folder}",
                    if school.unread.len() == 1 { "is" } else { "are" }
                ));
            }
            let (errors, warnings) = self.sources.problems;
            let counts: Vec<_> = [(errors, "error"), (warnings, "warning")]
                .into_iter()
                .filter(|(count, _)| *count > 0)
                .map(|(count, noun)| number(count, noun))
                .collect();
            if !counts.is_empty() {
                gaps.push(format!(
                    "The records of this school have {}: run spoc validate to see what they are.",
                    listed(&counts)
                ));
            }
        }
        gaps
    }

    fn glance(&self, pictures: &mut BTreeMap<String, String>) -> GlanceModel {
        let PackSources { school, terms, .. } = *self.sources;
        let earlier = school.visits_not_cancelled().filter(|other| *other.record.date < self.day());
        let with_pro_forma = earlier.filter_map(|other| Some((other, pro_forma_of(school, other)?)));
        let before = with_pro_forma.max_by_key(|(other, _)| other.record.date);
        let numbers = |review: &Review<'_>| {
            let absence = review.pro_forma.and_then(|filed| filed.record.absence.as_ref());
            absence.map(|absence| {
                [u64::from(absence.on_roll.0), review.absence.persistent.len() as u64, review.absence.severe as u64]
            })
        };
        let now = numbers(&self.review);
        let then = before.and_then(|(visit, _)| numbers(&review(school, visit, terms)));
        let counts = ["Children on roll", "Persistently absent", "Severely absent"].into_iter().enumerate();
        let counts = counts.map(|(place, what)| count(what, now.map(|now| now[place]), then.map(|then| then[place])));
        let span = |record: &ProForma| {
            let absence = record.absence.as_ref()?;
            Some(format!("{} to {}", short_day(*absence.from), short_day(*absence.to)))
        };
        GlanceModel {
            counts: counts.collect(),
            compared_with: before.filter(|_| then.is_some()).map(|(visit, _)| long_day(*visit.record.date)),
            absence_span: self.pro_forma().and_then(span),
            compared_span: before.and_then(|(_, pro_forma)| span(&pro_forma.record)),
            exclusions_chart: self.exclusions_chart(pictures),
            absence_chart: self.absence_chart(pictures),
        }
    }

    /// School days of exclusion in each term of the window.
    fn exclusions_chart(&self, pictures: &mut BTreeMap<String, String>) -> Option<String> {
        let of_term = |place: usize| {
            let in_term = self.counted.iter().filter(move |one| self.term_of(one) == Some(place));
            let half_days: u64 = in_term.clone().map(|one| one.half_days).sum();
            (half_days, in_term.filter(|one| one.kind == ExclusionType::Permanent).count())
        };
        let terms: Vec<_> = self.review.window.clone().map(|place| (self.term_name(place), of_term(place))).collect();
        if terms.is_empty() {
            return None;
        }
        let groups = terms.iter().map(|(term, (half_days, permanent))| {
            let permanent = if *permanent > 0 { format!(" + {permanent} perm.") } else { String::new() };
            Group {
                label: term.clone(),
                bars: vec![Some(*half_days)],
                shown: vec![format!("{}{permanent}", day_count(*half_days))],
            }
        });
        let chart = Chart { title: "School days of exclusion by term", groups: groups.collect(), series: &["days"] };
        pictures.insert("exclusions".to_owned(), chart.svg());
        let said = terms.iter().map(|(term, (half_days, permanent))| match permanent {
            0 => format!("{term} {}", days(*half_days)),
            permanent => format!("{term} {} and {}", days(*half_days), number(*permanent, "permanent exclusion")),
        });
        Some(format!("School days of exclusion by term: {}.", said.collect::<Vec<_>>().join("; ")))
    }

    /// The persistently and the severely absent at the last visits.
    fn absence_chart(&self, pictures: &mut BTreeMap<String, String>) -> Option<String> {
        const VISITS: usize = 6;
        let PackSources { school, visit, terms, .. } = *self.sources;
        let mut visits: Vec<_> =
            school.visits_not_cancelled().filter(|other| *other.record.date < self.day()).collect();
        visits.push(visit);
        visits.sort_by_key(|other| other.record.date);
        let counts = visits.into_iter().filter_map(|other| {
            let pro_forma = pro_forma_of(school, other)?;
            pro_forma.record.absence.as_ref()?;
            let absence = review(school, other, terms).absence;
            Some((*other.record.date, absence.persistent.len() as u64, absence.severe as u64))
        });
        let mut counts: Vec<_> = counts.collect();
        let skipped = counts.len().saturating_sub(VISITS);
        counts.drain(..skipped);
        if counts.is_empty() {
            return None;
        }
        let groups = counts.iter().map(|(day, persistent, severe)| Group {
            label: short_day(*day),
            bars: vec![Some(*persistent), Some(*severe)],
            shown: vec![persistent.to_string(), severe.to_string()],
        });
        let series = ["persistently absent", "severely absent"];
        let chart = Chart { title: "Absent children at each visit", groups: groups.collect(), series: &series };
        pictures.insert("absence".to_owned(), chart.svg());
        let said = counts
            .iter()
            .map(|(day, persistent, severe)| format!("{} {persistent}, {severe} of them severely", short_day(*day)));
        Some(format!("Persistently absent children at each visit: {}.", said.collect::<Vec<_>>().join("; ")))
    }

    fn term_of(&self, one: &CountedExclusion) -> Option<usize> {
        self.sources.terms.calendar.term_or_last_before(one.from).filter(|place| self.review.window.contains(place))
    }

    fn selection(&self) -> String {
        let absence = &self.review.absence;
        let policy = &self.sources.terms.review;
        let first = match self.pro_forma().map(|record| record.absence.as_ref()) {
            None | Some(None) => "Persistent absence is not known.".to_owned(),
            Some(Some(_)) if absence.persistent.is_empty() => "No child is persistently absent.".to_owned(),
            Some(Some(_)) => {
                let percent = policy.top_percent.0;
                let share = absence.persistent.len() as u64 * u64::from(percent);
                let rounded = match share % 100 {
                    0 => String::new(),
                    rest => {
                        let digits = format!("{rest:02}");
                        format!(" ({}.{} rounded up)", share / 100, digits.trim_end_matches('0'))
                    }
                };
                let ties = if absence.selected > absence.top {
                    format!("; with those who tie with the last of them, {}", absence.selected)
                } else {
                    String::new()
                };
                format!(
                    "Persistently absent, missing a tenth or more of their sessions: {}, {} of them severely (half or more). The top \
                     {percent}% is {}{rounded}{ties}.",
                    children(absence.persistent.len()),
                    if absence.severe == 0 { "none".to_owned() } else { absence.severe.to_string() },
                    absence.top,
                )
            }
        };
        let names = self.window_names();
        let second = match names.as_slice() {
            [] => "No term of the policy lies on or before the visit, so that no exclusion counts.".to_owned(),
            names => format!(
                "Exclusions count in {}: {} or more to year 6, {} or more from year 7.",
                listed(names),
                days(u64::from(policy.primary_days.half_days())),
                days(u64::from(policy.secondary_days.half_days())),
            ),
        };
        format!("{first} {second}")
    }

    /// The children of the review, each once at its first place; then those whom the visit's record adds.
    fn children(&self) -> Vec<ChildModel> {
        self.reviewed().iter().enumerate().map(|(place, child)| self.child(place + 1, child)).collect()
    }

    fn reviewed(&self) -> Vec<Child> {
        let absent = self.review.absence.selected().iter().map(|one| Child::new(&one.row.upn, &one.row.name));
        let excluded = self.review.exclusions.iter().map(|one| one.child.clone());
        let mut found: Vec<Child> = Vec::new();
        for child in absent.chain(excluded).chain(self.review.risk.iter().cloned()) {
            if !found.contains(&child) {
                found.push(child);
            }
        }
        for row in self.record().children.iter() {
            if !found.iter().any(|child| child.is(&row.upn, row.name.as_ref())) {
                found.push(Child::of_row(&row.upn, row.name.as_ref()));
            }
        }
        found
    }

    fn child(&self, number: usize, child: &Child) -> ChildModel {
        let rows: Vec<_> = self.record().children.iter().filter(|row| child.is(&row.upn, row.name.as_ref())).collect();
        let absent = self
            .pro_forma()
            .and_then(|record| record.absence.as_ref())
            .and_then(|absence| absence.children.iter().find(|row| child.is(&row.upn, Some(&row.name))));
        let of_child = || self.counted.iter().filter(|one| one.child == *child);
        let risk = self.pro_forma().into_iter().flat_map(|record| record.risk_of_permanent_exclusion.iter());
        let risk: Vec<_> = risk.filter(|row| child.is(&row.upn, Some(&row.name))).collect();
        // At a visit that is held the school said which year the child is in.
        let said = rows.iter().find_map(|row| row.year).filter(|_| self.is_held());
        let year = said
            .or_else(|| absent.map(|row| row.year))
            .or_else(|| of_child().max_by_key(|one| one.from).map(|one| one.year));
        let year = year.or_else(|| risk.first().map(|row| row.year)).or_else(|| rows.iter().find_map(|row| row.year));
        let name = self.name(child).or_else(|| rows.iter().find_map(|row| row.name.as_ref()).map(ToString::to_string));
        let mut notes = Vec::new();
        if let Some(note) = absent.and_then(|row| row.note.as_deref()) {
            notes.push(NoteModel { about: "The school’s note on absence".to_owned(), text: note.to_owned() });
        }
        notes.extend(
            risk.iter().map(|row| NoteModel {
                about: "Risk of permanent exclusion".to_owned(),
                text: row.evidence.to_string(),
            }),
        );
        let held = self.is_held();
        let decision = |of: fn(&crate::record::visit::ReviewedChild) -> Option<&Decision>| {
            decision(rows.iter().find_map(|row| of(row)).filter(|_| held))
        };
        let note: Vec<_> = rows.iter().filter_map(|row| row.note.as_deref()).collect();
        let upn = child.upn.clone();
        ChildModel {
            number,
            name: name.unwrap_or_else(|| child.upn.to_string()),
            year: year.map(|year| capitalised(&year_group(year))),
            upn: child.upn.to_string(),
            why: self.why(child, &rows),
            absence: absent.map(|row| {
                let missed = u64::from(row.authorised.0) + u64::from(row.unauthorised.0);
                let possible = u64::from(row.possible.0);
                let rate = match possible {
                    0 => "no sessions were possible, so there is no rate".to_owned(),
                    _ => format!(
                        "{} of {possible} sessions missed, {}%",
                        missed,
                        per_cent(&Absent { row, missed, possible })
                    ),
                };
                format!("{rate}: {} authorised, {} unauthorised", row.authorised.0, row.unauthorised.0)
            }),
            exclusions: self.by_term(of_child),
            notes,
            previous: self.previous(child),
            actions: {
                let ActionsModel { open, done } =
                    self.actions(|action: &Action| action.child.as_ref().is_some_and(|of| *of == upn));
                open.into_iter().chain(done).collect()
            },
            held,
            statutory_intervention: decision(|row| row.statutory_intervention.as_ref()),
            early_help_referral: decision(|row| row.early_help_referral.as_ref()),
            note: self.internal((!note.is_empty()).then(|| note.join("\n\n"))),
        }
    }

    /// Why a child is reviewed, with the arithmetic.
    fn why(&self, child: &Child, rows: &[&crate::record::visit::ReviewedChild]) -> Vec<String> {
        let mut why = Vec::new();
        let persistent = &self.review.absence.persistent;
        let same = |one: &&Absent<'_>| child.is(&one.row.upn, Some(&one.row.name));
        if let Some(one) = self.review.absence.selected().iter().find(same) {
            let rank = persistent.iter().position(|other| other.compare_rate(one).is_eq()).unwrap_or(0) + 1;
            let tied = persistent.iter().filter(|other| other.compare_rate(one).is_eq()).count() > 1;
            let severe = if one.missed * 2 >= one.possible { ", severely absent" } else { "" };
            why.push(format!(
                "Persistently absent: {} ÷ {} = {}%{severe}; {}{} of {}, within the top {}%.",
                one.missed,
                one.possible,
                per_cent(one),
                if tied { "joint " } else { "" },
                ordinal(rank),
                persistent.len(),
                self.sources.terms.review.top_percent.0,
            ));
        }
        if let Some(one) = self.review.exclusions.iter().find(|one| one.child == *child) {
            let years = if one.year <= SchoolYear::Year(6) { "to year 6" } else { "from year 7" };
            if one.permanent {
                why.push("Permanently excluded.".to_owned());
            }
            if one.half_days >= one.threshold {
                let parts: Vec<_> = one.by_term.iter().map(|(_, half_days)| day_count(*half_days)).collect();
                let sum = if parts.len() > 1 { format!("{} = ", parts.join(" + ")) } else { String::new() };
                why.push(format!(
                    "Exclusions: {sum}{} in the last {}; {years} the threshold is {}.",
                    days(one.half_days),
                    number(self.review.window.len(), "term"),
                    days(one.threshold)
                ));
            }
        }
        if self.review.risk.contains(child) {
            why.push("At imminent risk of permanent exclusion.".to_owned());
        }
        if why.is_empty() {
            let words = rows.iter().flat_map(|row| row.why.iter()).map(|why| why_words(*why));
            let words: Vec<_> = words.collect();
            why.push(match words.as_slice() {
                [] | ["another reason"] => "Raised at the visit.".to_owned(),
                words => format!("Raised at the visit: {}.", listed(words)),
            });
        }
        why
    }

    fn by_term<'s, I: Iterator<Item = &'s CountedExclusion>>(&self, of_child: impl Fn() -> I) -> Vec<TermDaysModel> {
        if of_child().next().is_none() {
            return Vec::new();
        }
        let terms = self.review.window.clone().map(|place| {
            let in_term = || of_child().filter(|one| self.term_of(one) == Some(place));
            let half_days: u64 = in_term().map(|one| one.half_days).sum();
            let permanent = in_term().any(|one| one.kind == ExclusionType::Permanent);
            let days = match (half_days, permanent) {
                (0, true) => "permanent".to_owned(),
                (half_days, true) => format!("{}, permanent", day_count(half_days)),
                (half_days, false) => day_count(half_days),
            };
            TermDaysModel { term: self.term_name(place), days }
        });
        terms.collect()
    }

    /// What earlier visits decided, the latest first.
    fn previous(&self, child: &Child) -> Vec<PreviousModel> {
        let earlier = self.sources.school.visits_not_cancelled().filter(|other| *other.record.date < self.day());
        let mut found: Vec<_> = earlier
            .flat_map(|visit| visit.record.children.iter().map(move |row| (*visit.record.date, row)))
            .filter(|(_, row)| child.is(&row.upn, row.name.as_ref()))
            .filter(|(_, row)| row.statutory_intervention.is_some() || row.early_help_referral.is_some())
            .collect();
        found.sort_by_key(|(day, _)| std::cmp::Reverse(*day));
        let model = |(day, row): (NaiveDate, &crate::record::visit::ReviewedChild)| PreviousModel {
            visit: short_day(day),
            statutory_intervention: decision_words(row.statutory_intervention.as_ref()),
            early_help_referral: decision_words(row.early_help_referral.as_ref()),
            note: self.internal(row.note.as_deref()),
        };
        found.into_iter().map(model).collect()
    }

    /// Whom the last visit reviewed and this one does not: nobody is lost from one visit to the next without a word.
    fn dropped(&self) -> Vec<DroppedModel> {
        let Some(last) = self.last else { return Vec::new() };
        let reviewed = self.reviewed();
        let mut found: Vec<Child> = Vec::new();
        for row in last.record.children.iter() {
            let child = Child::of_row(&row.upn, row.name.as_ref());
            if reviewed.iter().all(|other| !other.is(&row.upn, row.name.as_ref())) && !found.contains(&child) {
                found.push(child);
            }
        }
        let model = |child: &Child| {
            let rows = || last.record.children.iter().filter(|row| child.is(&row.upn, row.name.as_ref()));
            let name = rows().find_map(|row| row.name.as_ref()).map(ToString::to_string).or_else(|| self.name(child));
            DroppedModel {
                name: name.unwrap_or_else(|| child.upn.to_string()),
                upn: child.upn.to_string(),
                visit: short_day(*last.record.date),
                statutory_intervention: decision_words(rows().find_map(|row| row.statutory_intervention.as_ref())),
                early_help_referral: decision_words(rows().find_map(|row| row.early_help_referral.as_ref())),
            }
        };
        found.iter().map(model).collect()
    }

    fn exclusions(&self) -> ExclusionsModel {
        let because =
            |one: &CountedExclusion| self.review.duty.iter().find(|(of, _)| of == one).map(|(_, because)| *because);
        let mut in_window: Vec<_> = self.counted.iter().filter(|one| self.term_of(one).is_some()).collect();
        in_window.sort_by_key(|one| (one.from, &one.child, one.kind));
        let is_told = |one: &CountedExclusion| one.told_authority.is_some_and(|told| told <= self.sources.today);
        let told = in_window.iter().filter(|one| is_told(one) && because(one).is_some());
        let not_told = in_window.iter().filter(|one| !is_told(one));
        let model = |one: &&CountedExclusion| self.exclusion(one, because(one));
        let names = self.window_names();
        ExclusionsModel {
            window: listed(&names),
            told: told.map(model).collect(),
            not_told: not_told.map(model).collect(),
        }
    }

    fn exclusion(&self, one: &CountedExclusion, because: Option<Because>) -> ExclusionModel {
        let PackSources { terms, school, today, .. } = *self.sources;
        let due =
            because.and_then(|_| terms.calendar.working_days_after(one.from, terms.deadlines.tell_authority.0).ok());
        let told = match (one.told_authority.filter(|told| *told <= today), due) {
            (Some(told), Some(due)) if told <= due => format!("{}, in time", short_day(told)),
            (Some(told), Some(_)) => format!("{}, late", short_day(told)),
            (Some(told), None) => short_day(told),
            (None, Some(due)) if due < today => {
                let late = terms.calendar.working_days_until(today, due).map(i64::unsigned_abs).unwrap_or_default();
                format!("not told, overdue by {}", number(usize::try_from(late).unwrap_or(usize::MAX), "working day"))
            }
            (None, Some(due)) if due == today => "not told, due today".to_owned(),
            (None, _) => "not told yet".to_owned(),
        };
        // The reason stands in the row that counts.
        let filed = school.notices.iter().find(|filed| filed.path == one.path);
        let notice = filed.map(|filed| &filed.record.reason);
        let note = filed.and_then(|filed| filed.record.note.as_deref().or(Some(filed.source.body())));
        let row = one.field.strip_prefix("/exclusions/").and_then(|number| number.parse::<usize>().ok());
        let pro_forma = school.pro_formas.iter().find(|filed| filed.path == one.path);
        let reason = notice.or_else(|| Some(&pro_forma?.record.exclusions.get(row?)?.reason));
        ExclusionModel {
            name: self.name(&one.child).unwrap_or_else(|| one.child.upn.to_string()),
            year: capitalised(&year_group(one.year)),
            upn: one.child.upn.to_string(),
            kind: type_word(one.kind).to_owned(),
            from: short_day(one.from),
            amount: match one.kind {
                ExclusionType::FixedTerm => days(one.half_days),
                ExclusionType::Lunchtime => number(usize::try_from(one.half_days).unwrap_or(usize::MAX), "lunchtime"),
                ExclusionType::Permanent => String::new(),
            },
            because: because.map(because_words).unwrap_or_default().to_owned(),
            due: due.map(short_day).unwrap_or_default(),
            told,
            reason: reason.and_then(|reason| reason.as_deref()).map(str::to_owned),
            note: self.internal(note),
        }
    }

    fn moves(&self) -> MovesModel {
        let moves = self.pro_forma().and_then(|record| record.managed_moves.as_ref());
        let requested = moves.and_then(|moves| moves.requested.as_ref());
        let count = |count: Option<u32>| count.map_or("not known".to_owned(), |count| count.to_string());
        let rows = || moves.into_iter().flat_map(|moves| moves.moves.iter());
        let is_facilitated = |day: Option<Date>| day.is_some_and(|day| *day <= self.sources.today.max(self.day()));
        // An empty list of a pro forma that has not come back says nothing.
        let known = |number: usize| match number {
            0 if !self.is_back() => "not known".to_owned(),
            number => number.to_string(),
        };
        MovesModel {
            requested_internally: count(requested.map(|requested| requested.internally.0)),
            requested_externally: count(requested.map(|requested| requested.externally.0)),
            agreed: known(rows().count()),
            facilitated: known(rows().filter(|row| is_facilitated(row.started)).count()),
            moves: rows()
                .map(|row| MoveModel {
                    name: row.name.to_string(),
                    year: capitalised(&year_group(row.year)),
                    upn: row.upn.to_string(),
                    from_school: row.from_school.to_string(),
                    to_school: row.to_school.to_string(),
                    agreed: short_day(*row.agreed),
                    started: row.started.map_or("not yet".to_owned(), |day| short_day(*day)),
                    outcome: match row.outcome {
                        Some(MoveOutcome::UnderWay) => "under way",
                        Some(MoveOutcome::Completed) => "completed",
                        Some(MoveOutcome::Returned) => "returned",
                        None => "not said",
                    }
                    .to_owned(),
                    reviews: row.reviews.iter().map(|day| short_day(**day)).collect::<Vec<_>>().join(", "),
                })
                .collect(),
        }
    }

    /// Those on roll; a placement that is over, or of a child who has left the roll, is not one to be reviewed.
    fn placements(&self) -> Vec<PlacementModel> {
        let rows = self.pro_forma().into_iter().flat_map(|record| record.alternative_provision.iter());
        let today = self.sources.today;
        let model = |row: &crate::record::pro_forma::Placement| PlacementModel {
            name: row.name.to_string(),
            year: capitalised(&year_group(row.year)),
            upn: row.upn.to_string(),
            provider: row.provider.to_string(),
            span: match row.until {
                Some(until) => format!("{} to {}", short_day(*row.from), short_day(*until)),
                None => format!("since {}", short_day(*row.from)),
            },
            sessions: row.sessions_per_week.map_or("–".to_owned(), |count| count.0.to_string()),
            review: match row.review {
                _ if row.until.is_some_and(|until| *until < today) => "it has ended".to_owned(),
                Some(day) if *day < today => format!("{}, overdue", short_day(*day)),
                Some(day) => short_day(*day),
                None => "none planned".to_owned(),
            },
        };
        rows.filter(|row| row.on_roll.0).map(model).collect()
    }

    fn missing_children(&self) -> Vec<MissingChildModel> {
        let rows = self.pro_forma().into_iter().flat_map(|record| record.missing_from_education.iter());
        let model = |row: &crate::record::pro_forma::MissingChild| MissingChildModel {
            name: row.name.to_string(),
            year: capitalised(&year_group(row.year)),
            upn: row.upn.to_string(),
            last_seen: short_day(*row.last_seen),
            told: row.told_authority.map_or("not told".to_owned(), |day| short_day(*day)),
        };
        rows.map(model).collect()
    }

    fn risk(&self) -> Vec<RiskModel> {
        let rows = self.pro_forma().into_iter().flat_map(|record| record.risk_of_permanent_exclusion.iter());
        let model = |child: &Child| {
            let of_child: Vec<_> = rows.clone().filter(|row| child.is(&row.upn, Some(&row.name))).collect();
            let evidence: Vec<_> = of_child.iter().map(|row| row.evidence.to_string()).collect();
            RiskModel {
                name: of_child.first().map_or_else(|| child.upn.to_string(), |row| row.name.to_string()),
                year: of_child.first().map(|row| capitalised(&year_group(row.year))).unwrap_or_default(),
                upn: child.upn.to_string(),
                evidence: evidence.join("\n\n"),
            }
        };
        self.review.risk.iter().map(model).collect()
    }

    /// What an empty list of the pro forma means: nobody, once it has come back.
    fn none(&self) -> String {
        let why =
            if self.review.pro_forma.is_some() { "the pro forma has not come back" } else { "there is no pro forma" };
        if self.is_back() { "None.".to_owned() } else { format!("Not known: {why}.") }
    }

    fn is_back(&self) -> bool {
        self.pro_forma().and_then(|record| record.returned).is_some_and(|day| *day <= self.sources.today)
    }

    /// Actions of this visit and those before it, of cancelled ones, too.
    fn actions(&self, wanted: impl Fn(&Action) -> bool) -> ActionsModel {
        let today = self.sources.today;
        let visits = self.sources.school.visits.iter().filter(|visit| *visit.record.date <= self.day());
        let rows = visits.flat_map(|visit| visit.record.actions.iter().map(move |action| (*visit.record.date, action)));
        let (mut done, mut open): (Vec<_>, Vec<_>) = rows
            .filter(|(_, action)| wanted(action))
            .partition(|(_, action)| action.done.is_some_and(|done| *done <= today));
        open.sort_by_key(|(day, action)| (action.due, *day));
        done.sort_by_key(|(day, action)| (std::cmp::Reverse(action.done), *day));
        let model = |(day, action): (NaiveDate, &Action)| ActionModel {
            what: action.what.to_string(),
            who: action.who.to_string(),
            due: short_day(*action.due),
            state: match action.done.filter(|done| **done <= today) {
                Some(done) => format!("done {}", short_day(*done)),
                None if *action.due == today => "due today".to_owned(),
                None if *action.due < today => {
                    let late = self.sources.terms.calendar.working_days_until(today, *action.due).unwrap_or_default();
                    let late = usize::try_from(late.unsigned_abs()).unwrap_or(usize::MAX);
                    format!("overdue by {}", number(late, "working day"))
                }
                None => "open".to_owned(),
            },
            visit: short_day(day),
            child: action.child.as_ref().map(|upn| self.named(upn)).unwrap_or_default(),
        };
        ActionsModel { open: open.into_iter().map(model).collect(), done: done.into_iter().map(model).collect() }
    }

    /// A child by name and number, where a record gives the name.
    fn named(&self, upn: &crate::record::values::Upn) -> String {
        match self.name(&Child::of_row(upn, None)).filter(|_| !upn.is_code()) {
            Some(name) => format!("{name}, {upn}"),
            None => upn.to_string(),
        }
    }

    fn contact_since(&self) -> String {
        match self.last {
            _ if !self.is_internal() => String::new(),
            Some(last) => format!("since the visit on {}", long_day(*last.record.date)),
            None => "all that is on file, as there was no visit before this one".to_owned(),
        }
    }

    fn contact(&self) -> Vec<ContactModel> {
        if !self.is_internal() {
            return Vec::new();
        }
        let since = self.last.map(|last| *last.record.date);
        let counts = |day: NaiveDate| since.is_none_or(|since| day > since) && day <= self.day();
        let school = self.sources.school;
        // Sorted by day; within a day calls by their time, then e-mails, then letters.
        let mut found: Vec<(Option<NaiveDate>, u8, Option<chrono::NaiveTime>, ContactModel)> = Vec::new();
        let calls = school.phone_logs.iter().flat_map(|log| log.record.calls.iter());
        for call in calls.filter(|call| counts(*call.date)) {
            let role = call.role.as_deref().map(|role| format!(" ({role})")).unwrap_or_default();
            let who = match call.direction {
                Some(Direction::In) => format!("{}{role} called {}", &*call.with, &*call.by),
                Some(Direction::Out) => format!("{} called {}{role}", &*call.by, &*call.with),
                None => format!("{} with {}{role}", &*call.by, &*call.with),
            };
            let follow_up = call.follow_up.as_ref().map(|next| {
                let state = match next.done.filter(|done| **done <= self.sources.today) {
                    Some(done) => format!("done {}", short_day(*done)),
                    None if *next.due < self.sources.today => format!("overdue since {}", short_day(*next.due)),
                    None => format!("due {}", short_day(*next.due)),
                };
                format!("{} – {state}", &*next.what)
            });
            let child = call.child.as_ref().map(|upn| format!("; {}", self.named(upn))).unwrap_or_default();
            let model = ContactModel {
                date: short_day(*call.date),
                kind: "Call".to_owned(),
                who,
                about: format!("{}{child}", about_words(call.about)),
                summary: call.summary.to_string(),
                advice: call.advice.as_deref().unwrap_or_default().to_owned(),
                follow_up: follow_up.unwrap_or_default(),
            };
            found.push((Some(*call.date), 0, call.time.map(|time| time.0), model));
        }
        let written = |kind: &str, day: Option<NaiveDate>, from: &str, to: &[String], subject: &str| ContactModel {
            date: day.map_or("not known".to_owned(), short_day),
            kind: kind.to_owned(),
            who: match (from, to) {
                ("", []) => "not known".to_owned(),
                (from, []) => format!("from {from}"),
                ("", to) => format!("to {}", to.join(", ")),
                (from, to) => format!("{from} to {}", to.join(", ")),
            },
            about: subject.to_owned(),
            summary: String::new(),
            advice: String::new(),
            follow_up: String::new(),
        };
        for email in school.emails.iter().map(|filed| &filed.record).filter(|email| counts(*email.date)) {
            let to: Vec<_> = email.to.iter().map(ToString::to_string).collect();
            let model = written("E-mail", Some(*email.date), &email.from, &to, &email.subject);
            found.push((Some(*email.date), 1, None, model));
        }
        for letter in school.letters.iter().map(|filed| &filed.record).filter(|letter| counts(*letter.date)) {
            let to: Vec<_> = letter.to.iter().map(ToString::to_string).collect();
            let model = written("Letter", Some(*letter.date), &letter.from, &to, &letter.subject);
            found.push((Some(*letter.date), 2, None, model));
        }
        for (path, mail) in self.sources.mail {
            let name = path.rsplit('/').next().unwrap_or(path);
            let mail = mail.clone().unwrap_or_default();
            // Where the headers do not say when, the file's name may.
            let day = mail.date.or_else(|| crate::layout::date_of(name));
            if day.is_none_or(counts) {
                let subject = mail.subject.unwrap_or_else(|| format!("no subject can be read: {name}"));
                let model = written("E-mail", day, mail.from.as_deref().unwrap_or_default(), &mail.to, &subject);
                found.push((day, 1, mail.time, model));
            }
        }
        found.sort_by_key(|(day, kind, time, _)| (*day, *kind, *time));
        found.into_iter().map(|(.., model)| model).collect()
    }

    /// Advice of the last visit and of this one.
    fn advice(&self) -> Vec<AdviceModel> {
        let visits = self.last.into_iter().chain([self.sources.visit]);
        let rows = visits.flat_map(|visit| visit.record.advice.iter().map(move |advice| (*visit.record.date, advice)));
        let model = |(day, advice): (NaiveDate, &crate::record::visit::Advice)| AdviceModel {
            visit: short_day(day),
            topic: topic_words(advice.topic).to_owned(),
            note: advice.note.to_string(),
        };
        rows.map(model).collect()
    }

    fn sign_off(&self) -> SignOffModel {
        let school = self.school();
        let present: Vec<_> = self
            .record()
            .present
            .iter()
            .map(|one| PresentModel {
                name: one.name.to_string(),
                role: one.role.as_deref().unwrap_or_default().to_owned(),
            })
            .collect();
        let expected = || {
            let mut expected: Vec<PresentModel> = Vec::new();
            let people = [(school.representative, "Representative"), (school.head, "Headteacher")];
            for (person, role) in people.into_iter().filter_map(|(person, role)| Some((person?, role))) {
                if expected.iter().all(|other| other.name != person.name) {
                    expected.push(PresentModel { name: person.name, role: person.role.unwrap_or(role.to_owned()) });
                }
            }
            expected
        };
        let mut present = if present.is_empty() { expected() } else { present };
        // Whoever visits is present, written down or not.
        let spoc = self.spoc().filter(|name| present.iter().all(|other| other.name != *name));
        present.extend(spoc.map(|name| PresentModel { name, role: "SPOC".to_owned() }));
        let later = self.sources.school.visits_not_cancelled().map(|other| *other.record.date);
        let next = later.filter(|day| *day > self.day()).min();
        SignOffModel { present, next_visit: next.map(long_day) }
    }
}

/// The title of a pack, and what stands at the head of its pages.
pub(super) fn furniture(sources: &PackSources<'_>) -> (String, String, String, (i32, u8, u8)) {
    let name = Builder::new(sources).school_name();
    let day = long_day(*sources.visit.record.date);
    let copy = if sources.audience == Audience::School { ", the school's copy" } else { "" };
    (format!("SPOC visit pack: {name}, {day}{copy}"), name, day, parts(sources.today))
}

fn head(head: &Head) -> PersonModel {
    PersonModel {
        name: head.name.to_string(),
        role: Some("Headteacher".to_owned()),
        email: head.email.as_deref().map(str::to_owned),
        phone: head.phone.as_deref().map(str::to_owned),
    }
}

fn is_decided(child: &ChildModel) -> bool {
    child.statutory_intervention.made && child.early_help_referral.made
}

fn count(what: &str, now: Option<u64>, then: Option<u64>) -> CountModel {
    let shown = |count: Option<u64>| count.map_or("not known".to_owned(), |count| count.to_string());
    let change = match (now, then) {
        (Some(now), Some(then)) if now > then => format!("+{}", now - then),
        (Some(now), Some(then)) if now < then => format!("−{}", then - now),
        (Some(_), Some(_)) => "no change".to_owned(),
        _ => "–".to_owned(),
    };
    CountModel { what: what.to_owned(), now: shown(now), before: shown(then), change }
}

fn per_cent(one: &Absent<'_>) -> String {
    format!("{}.{}", one.per_mille() / 10, one.per_mille() % 10)
}

fn decision(made: Option<&Decision>) -> DecisionModel {
    let ticked = |is: bool| if is { '☑' } else { '☐' };
    let threshold = |of: Threshold| ticked(made.is_some_and(|decision| decision.threshold == of));
    let action = |of: DecidedAction| ticked(made.is_some_and(|decision| decision.action == of));
    DecisionModel {
        met: threshold(Threshold::Met),
        not_met: threshold(Threshold::NotMet),
        unsure: threshold(Threshold::Unsure),
        refer: action(DecidedAction::Refer),
        monitor: action(DecidedAction::Monitor),
        none: action(DecidedAction::None),
        reason: made.and_then(|decision| decision.reason.as_deref()).map(str::to_owned),
        made: made.is_some(),
    }
}

fn decision_words(decision: Option<&Decision>) -> String {
    let Some(decision) = decision else { return "no decision recorded".to_owned() };
    let threshold = match decision.threshold {
        Threshold::Met => "threshold met",
        Threshold::NotMet => "threshold not met",
        Threshold::Unsure => "unsure of the threshold",
    };
    let action = match decision.action {
        DecidedAction::Refer => "refer",
        DecidedAction::Monitor => "monitor",
        DecidedAction::None => "no action",
    };
    let reason = decision.reason.as_deref().map(|reason| format!(" – {reason}")).unwrap_or_default();
    format!("{threshold}, {action}{reason}")
}

/// How a step before the visit stands, in words.
fn state_words(deadline: &Deadline) -> String {
    let count = usize::try_from(deadline.working_days.unsigned_abs()).unwrap_or(usize::MAX);
    match deadline.state {
        State::Done => "in time".to_owned(),
        State::Late => "late".to_owned(),
        State::Upcoming => format!("due in {}", number(count, "working day")),
        State::Due => "due today".to_owned(),
        State::Overdue => format!("overdue by {}", number(count, "working day")),
        State::Unknown => "not known, as a record cannot be read".to_owned(),
    }
}

fn step_words(step: Step) -> &'static str {
    match step {
        Step::ProFormaSent => "Pro forma sent",
        Step::ProFormaReturned => "Pro forma returned",
        _ => "Checks done",
    }
}

fn why_words(why: Why) -> &'static str {
    match why {
        Why::PersistentAbsence => "persistent absence",
        Why::Exclusions => "exclusions",
        Why::RiskOfPermanentExclusion => "risk of permanent exclusion",
        Why::Other => "another reason",
    }
}

fn because_words(because: Because) -> &'static str {
    match because {
        Because::Permanent => "permanent",
        Because::MissesExam => "misses an examination or test",
        Because::OverFiveDays => "over five days or ten lunchtimes in the term",
        Because::EveryExclusion => "every exclusion",
    }
}

fn about_words(about: About) -> &'static str {
    match about {
        About::VisitDates => "visit dates",
        About::ProForma => "pro forma",
        About::Child => "child",
        About::Referral => "referral",
        About::Safeguarding => "safeguarding",
        About::Mash => "MASH",
        About::Exclusion => "exclusion",
        About::Other => "other",
    }
}

pub(super) fn topic_words(topic: Topic) -> &'static str {
    match topic {
        Topic::EarlyHelp => "Early help offer",
        Topic::Referral => "Referral",
        Topic::Safeguarding => "Safeguarding",
        Topic::Mash => "Multi-Agency Safeguarding Hub",
        Topic::Other => "Other",
    }
}

fn phase(phase: Phase) -> &'static str {
    match phase {
        Phase::Nursery => "Nursery",
        Phase::Primary => "Primary",
        Phase::MiddleDeemedPrimary => "Middle, deemed primary",
        Phase::MiddleDeemedSecondary => "Middle, deemed secondary",
        Phase::Secondary => "Secondary",
        Phase::AllThrough => "All-through",
        Phase::Special => "Special",
        Phase::PupilReferralUnit => "Pupil referral unit",
        Phase::AlternativeProvision => "Alternative provision",
        Phase::SixteenPlus => "16 plus",
    }
}

fn status(status: Status) -> &'static str {
    match status {
        Status::Maintained => "Maintained",
        Status::Academy => "Academy",
        Status::FreeSchool => "Free school",
        Status::Independent => "Independent",
    }
}
