//! Writes what a watch reports: for people a few lines for each event, the first with its time; for programs one JSON object a line (records.md,
//! section 8).

use std::io::{self, Write};
use std::path::Path;

use chrono::{DateTime, FixedOffset, SecondsFormat};
use serde::Serialize;

use super::excerpt::plain;
use crate::drive::shown;
use crate::problem::Problem;
use crate::watch::Event;
use crate::words::number;

/// An event as programs read it.
#[derive(Serialize)]
struct Line<'e> {
    event: &'static str,
    at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    problems: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<&'e Problem>,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<String>,
}

/// Writes an event of the drive at `root` as one line of JSON.
pub fn write_json(out: &mut impl Write, event: &Event, at: &DateTime<FixedOffset>, root: &Path) -> io::Result<()> {
    let at = at.to_rfc3339_opts(SecondsFormat::Millis, false);
    let line = Line { event: "", at, problems: None, problem: None, path: None };
    let line = match event {
        Event::Ready(problems) => Line { event: "ready", problems: Some(*problems), ..line },
        Event::Appeared(problem) => Line { event: "appeared", problem: Some(problem), ..line },
        Event::Settled(problem) => Line { event: "settled", problem: Some(problem), ..line },
        Event::Unreachable => Line { event: "unreachable", path: Some(shown(root)), ..line },
        Event::Reachable => Line { event: "reachable", path: Some(shown(root)), ..line },
    };
    serde_json::to_writer(&mut *out, &line).map_err(io::Error::from)?;
    writeln!(out)
}

/// Writes an event for people.
pub fn write_text(out: &mut impl Write, event: &Event, at: &DateTime<FixedOffset>, root: &Path) -> io::Result<()> {
    let at = at.format("%Y-%m-%d %H:%M:%S");
    match event {
        Event::Ready(0) => writeln!(out, "{at}  ready: no problems stand on {}", plain(&shown(root))),
        Event::Ready(1) => writeln!(out, "{at}  ready: 1 problem stands on {}", plain(&shown(root))),
        Event::Ready(standing) => {
            writeln!(out, "{at}  ready: {} stand on {}", number(*standing, "problem"), plain(&shown(root)))
        }
        Event::Appeared(problem) => {
            writeln!(out, "{at}  new: {} ({})", place(problem), problem.code)?;
            writeln!(out, "    {}. {}", upper_first(&plain(&problem.message)), plain(&problem.help))
        }
        Event::Settled(problem) => {
            writeln!(out, "{at}  settled: {} ({})", place(problem), problem.code)?;
            writeln!(out, "    No longer so: {}.", plain(&problem.message))
        }
        Event::Unreachable => {
            writeln!(out, "{at}  not reachable: {}. What was known of it stands until it is back.", plain(&shown(root)))
        }
        Event::Reachable => writeln!(out, "{at}  reachable again: {}", plain(&shown(root))),
    }
}

fn place(problem: &Problem) -> String {
    let line = problem.position.map_or(String::new(), |at| format!(", line {}", at.line));
    format!("{}{line}", plain(&problem.path))
}

fn upper_first(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or(String::new(), |first| first.to_uppercase().chain(characters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Position;

    fn written(event: &Event) -> [String; 2] {
        let at = DateTime::parse_from_rfc3339("2026-11-24T09:30:05.25+00:00").unwrap();
        let root = Path::new("/srv/feh");
        let (mut json, mut text) = (Vec::new(), Vec::new());
        write_json(&mut json, event, &at, root).unwrap();
        write_text(&mut text, event, &at, root).unwrap();
        [json, text].map(|bytes| String::from_utf8(bytes).unwrap())
    }

    #[test]
    fn every_event_is_a_line_of_json_and_plain_english() {
        let problem = Problem {
            position: Some(Position { line: 2, column: 7 }),
            field: Some("/date".to_owned()),
            ..Problem::of_file(
                crate::rules::bad_date::CODE,
                "A/B/x.yaml",
                "24/11/2026 is not a date here",
                "Write 2026-11-24.",
            )
        };
        let at = r#""at":"2026-11-24T09:30:05.250+00:00""#;
        let as_json = serde_json::to_string(&problem).unwrap();
        assert_eq!(
            written(&Event::Appeared(problem.clone())),
            [
                format!("{{\"event\":\"appeared\",{at},\"problem\":{as_json}}}\n"),
                "2026-11-24 09:30:05  new: A/B/x.yaml, line 2 (bad-date)\n    24/11/2026 is not a date here. Write 2026-11-24.\n".to_owned(),
            ]
        );
        assert_eq!(
            written(&Event::Settled(problem)),
            [
                format!("{{\"event\":\"settled\",{at},\"problem\":{as_json}}}\n"),
                "2026-11-24 09:30:05  settled: A/B/x.yaml, line 2 (bad-date)\n    No longer so: 24/11/2026 is not a date here.\n".to_owned(),
            ]
        );
        assert_eq!(written(&Event::Ready(2))[0], format!("{{\"event\":\"ready\",{at},\"problems\":2}}\n"));
        assert_eq!(written(&Event::Ready(1))[1], "2026-11-24 09:30:05  ready: 1 problem stands on /srv/feh\n");
        let gone = format!("{{\"event\":\"unreachable\",{at},\"path\":\"/srv/feh\"}}\n");
        assert_eq!(written(&Event::Unreachable)[0], gone);
        assert!(written(&Event::Reachable)[1].contains("reachable again"));
    }
}
