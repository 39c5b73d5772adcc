//! Figures as one HTML page: the numbers at the top, plots with their tables, the tables by term, manager, SPOC and school, and what each figure means.
//! It names no child.

use std::io::{self, Write};

use chrono::{DateTime, FixedOffset};
use maud::{Markup, html};

use super::excerpt::plain;
use super::figures::{
    Column, Totals, breakdowns, columns_of_children, columns_of_team, lead, legend, part_of_the_drive, shown,
    shown_name, shown_percent, sign_in_words, totals, visits_held,
};
use super::figures_chart::{Bar, Plot};
use crate::figures::{Figures, Kind, Measure, Outcome, Over, Row, Share, Shown, Standing, TOLD};
use crate::page::{Frame, message, moment, name, top, whole_title};
use crate::policy::Policy;
use crate::problem::Problem;
use crate::procedure::deadlines::Step;
use crate::record::exclusion::ExclusionType;
use crate::record::visit::{DecidedAction, Threshold};
use crate::words::{capitalised, figures as with_commas};

/// The command that makes the page, as the page names it.
pub(super) const GENERATOR: &str = "spoc figures";
const STYLE: &str = concat!(include_str!("../../templates/report.css"), include_str!("../../templates/figures.css"));

/// The most bars of terms or managers. Where there are more, the last bar is all others together.
const MOST_BARS: usize = 12;

/// What the page is made from.
#[derive(Debug, Clone, Copy)]
pub struct FiguresPage<'a> {
    /// The figures.
    pub figures: &'a Figures,
    /// The policy.
    pub policy: &'a Policy,
    /// What makes them incomplete: problems of the policy, and what could not be read.
    pub problems: &'a [Problem],
    /// When it was looked at.
    pub made: DateTime<FixedOffset>,
}

/// Writes the page.
pub fn write_page(out: &mut impl Write, page: &FiguresPage<'_>) -> io::Result<()> {
    let figures = page.figures;
    let part = figures.part.rsplit('/').next().filter(|part| !part.is_empty());
    // What may be published is not marked as kept within the team.
    let mut policy = page.policy.clone();
    if figures.is_published {
        policy.pack.marking = None;
    }
    let heading = match part {
        Some(part) => format!("Figures, {}: {part}", figures.period.name),
        None => format!("Figures, {}", figures.period.name),
    };
    let made = moment(page.made);
    let content = html! {
        a.skip href="#content" { "Skip to the figures" }
        (top(&policy, &heading, figures.today, &html! { "Made " (made) br; "by " code { "spoc figures" } }))
        (warnings(page))
        (tiles(figures))
        main #content tabindex="-1" {
            div.lead {
                @if part.is_some() { p { strong { (message(&plain(&part_of_the_drive(figures)))) } } }
                p { (lead(figures)) ". " @if figures.is_published { "These figures may be published: small numbers of children are hidden." } @else { "These figures are for the team: small numbers are not hidden. " code { "--publish" } " hides them." } }
            }
            section #all {
                h2 { "In all" }
                @for (plot, table) in plots(figures).into_iter().zip(totals(figures)) { (block(plot.as_ref(), &table)) }
            }
            @for (id, title, heading, rows) in breakdowns(figures) {
                section id=(id) {
                    h2 { (title) @if id != "terms" { " " span.count { (with_commas(rows.len())) } } }
                    (table_by(title, "visits and steps", heading, &columns_of_team(), rows, &figures.total))
                    (table_by(title, "children", heading, &columns_of_children(), rows, &figures.total))
                }
            }
            section #signs {
                h2 { "What the signs mean" }
                ul { @for line in legend(figures) { li { (line) } } }
            }
            (dictionary())
        }
    };
    let title = whole_title(&policy, &heading);
    let frame = Frame { generator: GENERATOR, title: &title, policy: &policy, made: &made, style: STYLE, script: "" };
    out.write_all(frame.around(&content).as_bytes())
}

fn warnings(page: &FiguresPage<'_>) -> Markup {
    html! {
        @if let Some(first) = page.problems.first() {
            p.warning {
                strong { "These figures may be incomplete." } " "
                @if page.figures.is_published { "Something on the drive could not be read" } @else { (name(&plain(&first.path))) ": " (message(&plain(&first.message))) }
                @if page.problems.len() > 1 { ", and " (with_commas(page.problems.len() - 1)) " more" }
                ". " code { "spoc validate" } " tells more."
            }
        }
    }
}

fn tiles(figures: &Figures) -> Markup {
    let total = &figures.total;
    let of = |measure| shown(total.get(measure));
    let percent = |share: &Share| Some(shown_percent(total, share)).filter(|percent| !percent.is_empty());
    let mut tiles = vec![("all", of(Measure::VisitsDue), "visits due".to_owned())];
    tiles.push(("all", of(Measure::Visits(Outcome::Held)), "visits held".to_owned()));
    tiles.extend(
        visits_held()
            .and_then(|share| percent(&share))
            .map(|percent| ("all", percent, "held, of those held and not held".to_owned())),
    );
    for (step, words) in
        [(Step::ProFormaReturned, "pro formas back on time"), (Step::WrittenUp, "visits written up on time")]
    {
        tiles.extend(percent(&Share::of_step(step)).map(|percent| ("all", percent, words.to_owned())));
    }
    tiles.push(("all", of(Measure::Over(Over::Review)), "children in reviews".to_owned()));
    tiles.push(("all", of(Measure::AllExclusions), "exclusions".to_owned()));
    tiles
        .extend(percent(&Share::of_told()).map(|percent| ("all", percent, "told to the authority on time".to_owned())));
    html! {
        nav aria-label="Numbers, each leading to its table" {
            ul.tiles { @for (to, number, words) in &tiles { li { a href={ "#" (to) } { b { (with_words(number)) } " " span { (words) } } } } }
            p {
                @for (id, title, ..) in breakdowns(figures) { a href={ "#" (id) } { (title) } " " }
                a href="#dictionary" { "What each figure means" }
            }
        }
        "\n"
    }
}

/// A table of all schools' figures, with its plot beside it.
fn block(plot: Option<&Plot>, table: &Totals) -> Markup {
    html! {
        div.block {
            h3 { (table.title) }
            div.beside {
                @if let Some(plot) = plot { (plot.markup()) }
                div.scroll role="region" aria-label={ (table.title) ", table" } tabindex="0" {
                    table.numbers {
                        thead { tr { @for (place, heading) in table.headings.iter().enumerate() { th scope="col" class=[(place > 0).then_some("right")] { (heading) } } } }
                        tbody { @for row in &table.rows { "\n" (cells(row)) } }
                    }
                    @if !table.note.is_empty() { p.note { (message(&table.note)) } }
                }
            }
        }
        "\n"
    }
}

/// A row whose first cell is a name.
fn cells(row: &[String]) -> Markup {
    html! {
        tr {
            @for (place, cell) in row.iter().enumerate() {
                @if place == 0 { th scope="row" { (name(cell)) } } @else { td class=(if cell == "0" { "right quiet" } else { "right" }) { (with_words(cell)) } }
            }
        }
    }
}

/// A number; of a sign, its words are read out in its stead, and stand where it is pointed at.
fn with_words(text: &str) -> Markup {
    html! {
        @if let Some(words) = sign_in_words(text) { (short(text, words)) } @else { (text) }
    }
}

/// What is short to see: its words in full are read out in its stead, and stand where it is pointed at.
fn short(seen: &str, words: &str) -> Markup {
    html! {
        @if seen == words { (seen) } @else { abbr title=(words) { span aria-hidden="true" { (seen) } span.hidden { (words) } } }
    }
}

fn table_by(title: &str, what: &str, heading: &str, columns: &[Column], rows: &[Row], total: &Row) -> Markup {
    let cells_of = |row: &Row| -> Vec<String> {
        let name = plain(&shown_name(&row.name));
        [name].into_iter().chain(columns.iter().map(|column| (column.cell)(row))).collect()
    };
    html! {
        h3 { (capitalised(what)) }
        div.scroll role="region" aria-label={ (title) ": " (what) ", table" } tabindex="0" {
            table.numbers.wide {
                thead { tr { th scope="col" { (heading) } @for column in columns { th.right scope="col" { (short(&column.heading, &column.title)) } } } }
                tbody { @for row in rows { "\n" (cells(&cells_of(row))) } }
                tfoot { (cells(&cells_of(total))) }
            }
        }
    }
}

/// The plots, in the order of the tables.
fn plots(figures: &Figures) -> Vec<Option<Plot>> {
    vec![
        Some(visits(figures)),
        Some(steps(figures)),
        Some(decisions(figures)),
        Some(exclusions(figures)),
        None,
        Some(thresholds(figures)),
    ]
}

fn bar(name: String, numbers: impl IntoIterator<Item = Shown>) -> Bar {
    let numbers: Vec<_> = numbers.into_iter().collect();
    Bar {
        name,
        parts: numbers.iter().map(|number| number.number()).collect(),
        shown: numbers.into_iter().map(shown).collect(),
    }
}

fn visits(figures: &Figures) -> Plot {
    let of =
        |row: &Row| bar(shown_name(&row.name), Outcome::ALL.iter().map(|outcome| row.get(Measure::Visits(*outcome))));
    let parts = if figures.terms.is_empty() { &figures.managers } else { &figures.terms };
    let by = if figures.terms.is_empty() { "manager" } else { "term" };
    let (single, rest) =
        if parts.len() > MOST_BARS { parts.split_at(MOST_BARS - 1) } else { (parts.as_slice(), &[][..]) };
    let mut bars: Vec<_> = single.iter().map(of).collect();
    if !rest.is_empty() {
        // Numbers of visits are always known, and never hidden.
        let together = |outcome: &Outcome| {
            let sum = rest.iter().filter_map(|row| row.get(Measure::Visits(*outcome)).number()).sum();
            Shown::Number { sum, unknown: 0 }
        };
        let name = format!("{} more {by}s together", rest.len());
        bars.push(bar(name, Outcome::ALL.iter().map(together)));
    }
    if bars.len() != 1 {
        bars.insert(
            0,
            bar("All schools".to_owned(), Outcome::ALL.iter().map(|one| figures.total.get(Measure::Visits(*one)))),
        );
    }
    let title = if bars.len() > 1 { format!("Visits due, by {by}") } else { "Visits due".to_owned() };
    let series = Outcome::ALL.iter().map(|outcome| capitalised(outcome.title())).collect();
    Plot { id: "visits", title, series, bars }
}

fn steps(figures: &Figures) -> Plot {
    let of = |step: &Step| {
        let numbers = Standing::ALL.iter().map(|standing| figures.total.get(Measure::Step(*step, *standing)));
        bar(capitalised(step.words().title), numbers)
    };
    let series = Standing::ALL.iter().map(|standing| capitalised(standing.title())).collect();
    Plot {
        id: "steps",
        title: "Steps, by how they stand".to_owned(),
        series,
        bars: Measure::steps().iter().map(of).collect(),
    }
}

fn decisions(figures: &Figures) -> Plot {
    let mut bars = Vec::new();
    for kind in Kind::ALL {
        for threshold in Threshold::ALL {
            let numbers = DecidedAction::ALL
                .iter()
                .map(|action| figures.total.get(Measure::Decision(*kind, *threshold, *action)));
            let subject = match kind {
                Kind::StatutoryIntervention => "Statutory",
                Kind::EarlyHelpReferral => "Early help",
            };
            bars.push(bar(format!("{subject}: {}", threshold.title()), numbers));
        }
    }
    let series = DecidedAction::ALL.iter().map(|action| capitalised(action.title())).collect();
    Plot { id: "decisions", title: "Decisions, by threshold and action".to_owned(), series, bars }
}

fn exclusions(figures: &Figures) -> Plot {
    let of = |kind: &ExclusionType| {
        let told = TOLD.iter().map(|standing| figures.total.get(Measure::Told(*kind, *standing)));
        bar(capitalised(kind.title()), told.chain([figures.total.get(Measure::NotUnderDuty(*kind))]))
    };
    let series = ["Told on time", "Told late", "Not told", "To come", "No duty"].map(str::to_owned).to_vec();
    let title = "Exclusions, by whether the authority was told".to_owned();
    Plot { id: "exclusions", title, series, bars: ExclusionType::ALL.iter().map(of).collect() }
}

fn thresholds(figures: &Figures) -> Plot {
    let of = |over: &Over| bar(capitalised(over.title()), [figures.total.get(Measure::Over(*over))]);
    let title = "Children at or over each threshold".to_owned();
    Plot { id: "thresholds", title, series: vec!["Children".to_owned()], bars: Over::ALL.iter().map(of).collect() }
}

/// What each figure means.
fn dictionary() -> Markup {
    html! {
        section #dictionary {
            h2 { "What each figure means" }
            details {
                summary { "Show all " (with_commas(Measure::all().len())) " figures" }
                div.scroll role="region" aria-label="What each figure means, table" tabindex="0" {
                    table.list.meanings {
                        thead { tr { @for heading in ["Figure", "Unit", "Meaning", "Source"] { th scope="col" { (heading) } } } }
                        tbody {
                            @for measure in Measure::all() {
                                "\n"
                                tr {
                                    th scope="row" { (capitalised(&measure.title())) small { code { (measure.name()) } } }
                                    td { (measure.unit().as_str()) }
                                    td { (message(&measure.meaning())) }
                                    td { (measure.source()) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
