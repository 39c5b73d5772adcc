//! What a search found, for people and for programs.

use std::io::{self, Write};
use std::ops::Range;

use anstyle::Style;
use serde_json::{Value, json};

use super::excerpt::plain;
use crate::drive::{FoundFile, FoundIn, Hit, Part, SearchResult};
use crate::words::{figures, number, short_day};

/// The most records that are shown to people; the others are counted.
pub const MOST_FILES: usize = 200;
/// The most lines of a record that are shown to people.
const MOST_LINES: usize = 4;

/// Writes what was found for people: by school, the newest record first.
pub fn write_text(out: &mut impl Write, asked: &str, result: &SearchResult) -> io::Result<()> {
    let bold = Style::new().bold();
    let files = result.more + result.schools.iter().map(|school| school.files.len()).sum::<usize>();
    let searched = format!("{} of {}", number(result.searched, "file"), number(result.in_schools, "school"));
    if files == 0 {
        return writeln!(
            out,
            "Nothing was found: no record and no e-mail holds {}. {searched} were searched.",
            plain(asked)
        );
    }
    let hold = if files == 1 { "holds" } else { "hold" };
    writeln!(out, "{} {hold} {} ({searched} were searched)", number(files, "record"), plain(asked))?;
    for school in &result.schools {
        writeln!(out, "\n{bold}{}{bold:#}", plain(school.place.shown()))?;
        for file in &school.files {
            write_file(out, school, file)?;
        }
    }
    if result.more > 0 {
        let more = figures(result.more);
        writeln!(
            out,
            "\n{more} more records hold it. Name a manager, a school or a folder to see those, or write --format json."
        )?;
    }
    Ok(())
}

fn write_file(out: &mut impl Write, school: &FoundIn, file: &FoundFile) -> io::Result<()> {
    let day = file.date.map_or_else(|| "no date".to_owned(), short_day);
    let path = file.shown.strip_prefix(&school.place.path).map_or(&*file.shown, |path| path.trim_start_matches('/'));
    writeln!(out, "  {day:<11}  {}", plain(path))?;
    for hit in file.hits.iter().take(MOST_LINES) {
        writeln!(out, "    {:>10}  {}", place(hit), marked(hit))?;
    }
    if file.hits.len() > MOST_LINES {
        writeln!(out, "    {:>10}  and {}", "", number(file.hits.len() - MOST_LINES, "more line"))?;
    }
    Ok(())
}

fn place(hit: &Hit) -> String {
    match (hit.line, hit.part) {
        (Some(line), _) => format!("line {line}"),
        (None, Some(part)) => part.as_str().to_owned(),
        (None, None) => Part::Text.as_str().to_owned(),
    }
}

/// The line with what was found in bold. What might steer the terminal is a blank.
fn marked(hit: &Hit) -> String {
    let bold = Style::new().bold();
    let (mut text, mut end) = (String::new(), 0);
    for Range { start, end: to } in hit.marked.iter().cloned() {
        text.push_str(&plain(hit.text.get(end..start).unwrap_or_default()));
        text.push_str(&format!("{bold}{}{bold:#}", plain(hit.text.get(start..to).unwrap_or_default())));
        end = to;
    }
    text + &plain(hit.text.get(end..).unwrap_or_default())
}

/// Writes what was found as one JSON object.
pub fn write_json(out: &mut impl Write, asked: &str, result: &SearchResult) -> io::Result<()> {
    let hit = |hit: &Hit| -> Value {
        let found: Vec<_> = hit.marked.iter().filter_map(|marked| hit.text.get(marked.clone())).collect();
        json!({"line": hit.line, "part": hit.part.map(Part::as_str), "excerpt": hit.text, "found": found})
    };
    let file = |file: &FoundFile| -> Value {
        let hits: Vec<_> = file.hits.iter().map(hit).collect();
        // Hidden as for people: a name may stand in it. With --show-names it is the path on the drive.
        json!({"path": file.shown, "date": file.date, "hits": hits})
    };
    let school = |school: &FoundIn| -> Value {
        let files: Vec<_> = school.files.iter().map(file).collect();
        json!({"manager": school.place.manager, "school": school.place.folder, "files": files})
    };
    let schools: Vec<_> = result.schools.iter().map(school).collect();
    let unsearched: Vec<_> =
        result.unsearched.iter().map(|one| json!({"path": one.path, "reason": one.reason})).collect();
    let whole = json!({"text": asked, "schools": schools, "searched": result.searched, "unsearched": unsearched});
    serde_json::to_writer_pretty(&mut *out, &whole).map_err(io::Error::from)?;
    writeln!(out)
}
