//! The plots of the page of figures: bars that lie, drawn as SVG. Their parts are told apart by filling, not by colour, and every number stands above its
//! bar. The table beside a plot says the same.

use maud::{Markup, html};

use super::figures::sign_in_words;

/// A plot.
pub(super) struct Plot {
    /// What tells its parts from those of other plots on the page: letters and hyphens.
    pub id: &'static str,
    /// What it shows.
    pub title: String,
    /// The names of the parts of a bar, at most five. With one, none is named.
    pub series: Vec<String>,
    /// The bars, from above.
    pub bars: Vec<Bar>,
}

/// A bar.
pub(super) struct Bar {
    /// What it is about.
    pub name: String,
    /// The number of each part; none where it is not known or hidden.
    pub parts: Vec<Option<u64>>,
    /// The same as it stands above the bar.
    pub shown: Vec<String>,
}

const WIDTH: u64 = 360;
/// The height of a bar with the line above it.
const STEP: u64 = 38;
/// The height of a bar.
const THICK: u64 = 13;
/// The most letters of a name above a bar.
const LONGEST_NAME: usize = 40;

impl Plot {
    /// The plot as one SVG element in a figure.
    pub fn markup(&self) -> Markup {
        let most = self.bars.iter().map(Bar::whole).max().unwrap_or(0).max(1);
        let rows = legend_rows(&self.series);
        let top = 4 + 18 * rows.iter().map(|(_, row, _)| row + 1).max().unwrap_or(0);
        let height = top + STEP * self.bars.len() as u64 + 2;
        let labelled = format!("{}-title {}-desc", self.id, self.id);
        html! {
            svg.plot viewBox={ "0 0 " (WIDTH) " " (height) } role="img" aria-labelledby=(labelled) xmlns="http://www.w3.org/2000/svg" {
                title id={ (self.id) "-title" } { (self.title) }
                desc id={ (self.id) "-desc" } { (self.said()) }
                @for (place, (x, row, name)) in rows.iter().enumerate() {
                    @let y = 4 + 18 * row;
                    (filled(place, *x, y, 12, 12))
                    text x={ (x + 18) } y={ (y + 10) } { (name) }
                }
                @for (number, bar) in self.bars.iter().enumerate() {
                    @let y = top + STEP * number as u64;
                    text.name x="0" y={ (y + 12) } { (shortened(&bar.name)) }
                    text x=(WIDTH) y={ (y + 12) } text-anchor="end" { (bar.numbers()) }
                    path.floor d={ "M0.5 " (y + 17) "V" (y + 17 + THICK + 3) } {}
                    @for (place, x, width) in bar.rects(most) {
                        (filled(place, x, y + 18, width, THICK))
                    }
                }
            }
        }
    }

    /// The plot in words.
    fn said(&self) -> String {
        let bar = |bar: &Bar| {
            let in_words = |shown: &'_ String| sign_in_words(shown).map_or_else(|| shown.clone(), str::to_owned);
            let parts =
                bar.shown.iter().map(in_words).zip(&self.series).map(|(shown, series)| match self.series.len() {
                    1 => shown,
                    _ => format!("{shown} {}", series.to_lowercase()),
                });
            format!("{}: {}.", bar.name, parts.collect::<Vec<_>>().join(", "))
        };
        self.bars.iter().map(bar).collect::<Vec<_>>().join(" ")
    }
}

impl Bar {
    fn whole(&self) -> u64 {
        self.parts.iter().flatten().sum()
    }

    fn numbers(&self) -> String {
        self.shown.join(" · ")
    }

    /// Each part that is to be seen: its place, where it begins, and how long it is.
    fn rects(&self, most: u64) -> Vec<(usize, u64, u64)> {
        let mut before = 0;
        let mut rects = Vec::new();
        let at = |count: u64| count * (WIDTH - 2) / most;
        for (place, part) in self.parts.iter().enumerate() {
            let part = part.unwrap_or(0);
            let (from, to) = (at(before), at(before + part));
            if part > 0 {
                rects.push((place, from, (to - from).max(1)));
            }
            before += part;
        }
        rects
    }
}

/// A box with the filling of the part at this place. The fillings differ on any printer: they are lines and dots. An SVG pattern would be shorter, but
/// browsers print it as a coarse picture in which they look alike.
fn filled(place: usize, x: u64, y: u64, width: u64, height: u64) -> Markup {
    let (inside, teal, brown) = (if place == 0 { "#1f5f6b" } else { "none" }, "#1f5f6b", "#8a3d10");
    html! {
        g transform={ "translate(" (x) ".5 " (y) ".5)" } {
            @match place {
                1 => path d=(slanting(width, height)) stroke=(teal) stroke-width="1.6" {},
                2 => path d=(crossing(width, height)) stroke=(brown) stroke-width="1.3" {},
                3 => path d=(dotted(width, height)) stroke=(teal) stroke-width="2.2" stroke-linecap="round" stroke-dasharray="0 5" {},
                _ => {},
            }
            rect.edge width=(width) height=(height) fill=(inside) {}
        }
    }
}

/// Lines from the lower left to the upper right, six apart, cut off at the sides.
fn slanting(width: u64, height: u64) -> String {
    let lines = (0..width + height).step_by(6).skip(1).map(|sum| {
        // On such a line the two distances, from the left and from the top, always come to the same.
        let (left, right) = (sum.saturating_sub(height), sum.min(width));
        format!("M{left} {}L{right} {}", sum - left, sum - right)
    });
    lines.collect()
}

/// Lines across and down, four apart.
fn crossing(width: u64, height: u64) -> String {
    let across = (2..height).step_by(4).map(|y| format!("M0 {y}H{width}"));
    let down = (2..width).step_by(4).map(|x| format!("M{x} 0V{height}"));
    across.chain(down).collect()
}

/// Lines for dots; none where not even one has room.
fn dotted(width: u64, height: u64) -> String {
    if width < 4 {
        return String::new();
    }
    (2..height - 1).step_by(4).map(|y| format!("M2.5 {y}.5H{}", width - 1)).collect()
}

/// Where the name of each series stands: its distance from the left, its row, and the name.
fn legend_rows(series: &[String]) -> Vec<(u64, u64, &str)> {
    let mut found = Vec::new();
    if series.len() < 2 {
        return found;
    }
    let (mut x, mut row) = (0, 0);
    for name in series {
        let width = 30 + 6 * name.chars().count() as u64;
        if x > 0 && x + width > WIDTH {
            (x, row) = (0, row + 1);
        }
        found.push((x, row, name.as_str()));
        x += width;
    }
    found
}

fn shortened(name: &str) -> String {
    if name.chars().count() <= LONGEST_NAME {
        return name.to_owned();
    }
    name.chars().take(LONGEST_NAME - 1).chain(['…']).collect()
}
