//! The small charts of a pack, drawn as SVG: bars with their numbers, told apart without colour.

use std::fmt::Write as _;

use crate::escape::escaped;

/// A chart: groups of bars, each with one bar for each series.
pub(super) struct Chart<'a> {
    /// The title: it says what is counted.
    pub title: &'a str,
    /// The groups from left to right.
    pub groups: Vec<Group>,
    /// The names of the series. Where there are two, the first is drawn in outline, the second filled.
    pub series: &'a [&'a str],
}

/// Bars side by side.
pub(super) struct Group {
    /// What stands below the group.
    pub label: String,
    /// The height of each bar; none where it is not known.
    pub bars: Vec<Option<u64>>,
    /// What stands above each bar; nothing where it is not known.
    pub shown: Vec<String>,
}

const WIDTH: u64 = 360;
const HEIGHT: u64 = 176;
/// The height of the line on which the bars stand, from the top.
const FLOOR: u64 = 142;
/// The height of the highest bar.
const TALLEST: u64 = 84;
/// The most letters that fit below a group.
const LONGEST_LABEL: usize = 14;

impl Chart<'_> {
    /// The chart as one SVG element.
    pub fn svg(&self) -> String {
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" \
             font-family=\"Noto Sans, Segoe UI, DejaVu Sans, Arial, sans-serif\" font-size=\"11\" fill=\"#1b2a33\">"
        );
        let mut line = |text: std::fmt::Arguments<'_>| {
            // Writing to a string does not fail.
            let _ = svg.write_fmt(text);
        };
        line(format_args!(
            "<text x=\"0\" y=\"13\" font-size=\"12\" font-weight=\"bold\">{}</text>",
            escaped(self.title)
        ));
        if self.series.len() > 1 {
            let mut x = 0;
            for (place, name) in self.series.iter().enumerate() {
                line(format_args!(
                    "<rect x=\"{}\" y=\"22.5\" width=\"9\" height=\"9\" {}/><text x=\"{}\" y=\"31\">{}</text>",
                    x + 1,
                    look(place),
                    x + 15,
                    escaped(name)
                ));
                x += 30 + 6 * name.chars().count() as u64;
            }
        }
        let highest =
            self.groups.iter().flat_map(|group| group.bars.iter().flatten()).max().copied().unwrap_or(0).max(1);
        let step = WIDTH / (self.groups.len() as u64).max(1);
        for (number, group) in self.groups.iter().enumerate() {
            let middle = step * number as u64 + step / 2;
            let bars = group.bars.len().max(1) as u64;
            let bar = (step * 6 / 10 / bars).min(34);
            let mut x = middle - bar * bars / 2;
            for (place, (height, shown)) in group.bars.iter().zip(&group.shown).enumerate() {
                let tall = height.map_or(0, |height| (height * TALLEST / highest).max(u64::from(height > 0)));
                let top = FLOOR - tall;
                if tall > 0 {
                    line(format_args!(
                        "<rect x=\"{x}.5\" y=\"{top}.5\" width=\"{}\" height=\"{tall}\" {}/>",
                        bar.saturating_sub(3).max(2),
                        look(place + usize::from(self.series.len() == 1)),
                    ));
                }
                if !shown.is_empty() {
                    line(format_args!(
                        "<text x=\"{}\" y=\"{}\" text-anchor=\"middle\">{}</text>",
                        x + bar / 2,
                        top - 4,
                        escaped(shown)
                    ));
                }
                x += bar;
            }
            if group.bars.iter().all(Option::is_none) {
                line(format_args!(
                    "<text x=\"{middle}\" y=\"{}\" text-anchor=\"middle\" font-size=\"9.5\" font-style=\"italic\">not known</text>",
                    FLOOR - 4,
                ));
            }
            line(format_args!(
                "<text x=\"{middle}\" y=\"{}\" text-anchor=\"middle\" font-size=\"10\">{}</text>",
                FLOOR + 16,
                escaped(&shortened(&group.label))
            ));
        }
        line(format_args!("<path d=\"M0 {FLOOR}.5H{WIDTH}\" stroke=\"#1b2a33\" fill=\"none\"/>"));
        svg.push_str("</svg>");
        svg
    }
}

/// The look of a series: the first in outline, the second filled, so that they differ on any printer.
fn look(series: usize) -> &'static str {
    match series {
        0 => "fill=\"#ffffff\" stroke=\"#1f5f6b\" stroke-width=\"1.4\"",
        _ => "fill=\"#1f5f6b\" stroke=\"#1f5f6b\" stroke-width=\"1.4\"",
    }
}

fn shortened(label: &str) -> String {
    if label.chars().count() <= LONGEST_LABEL {
        return label.to_owned();
    }
    label.chars().take(LONGEST_LABEL - 1).chain(['…']).collect()
}
