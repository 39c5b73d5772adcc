//! What stands on the sheets of an `.xlsx` and in no cell: comments, and texts in boxes and shapes. calamine does not read these.

use std::collections::BTreeSet;

use super::archive::Archive;
use super::book::{At, Room, Sheet};
use super::xml::{Piece, Xml, local};
use crate::workbook::not_read::NotRead;

/// Adds to each sheet its comments and the texts in its boxes.
pub fn add(archive: &mut Archive<'_>, sheets: &mut [Sheet], room: &mut Room) -> Result<(), NotRead> {
    let Some(workbook) = relations(archive, "")?.into_iter().find(|one| one.kind == "officeDocument") else {
        return Ok(());
    };
    let targets = relations(archive, &workbook.target)?;
    let mut names = Vec::new();
    each(archive, &workbook.target, |piece, _| {
        if let Piece::Open(tag) = piece
            && tag.local() == "sheet"
            && let (Some(name), Some(id)) = (tag.get("name"), tag.get_prefixed("id"))
        {
            names.push((name.to_owned(), id.to_owned()));
        }
        Ok(())
    })?;
    for sheet in sheets {
        let id = names.iter().find(|(name, _)| *name == sheet.name).map(|(_, id)| id);
        let Some(part) = targets.iter().find(|one| Some(&one.id) == id) else { continue };
        let parts = relations(archive, &part.target)?;
        // A comment with replies also stands among the others, with words for a program that does not know replies.
        for part in parts.iter().filter(|one| one.kind == "threadedComment") {
            comments(archive, &part.target, "threadedComment", sheet, room)?;
        }
        let threaded: BTreeSet<At> = sheet.comments.iter().map(|(at, _)| *at).collect();
        let first = sheet.comments.len();
        for part in parts.iter().filter(|one| one.kind == "comments") {
            comments(archive, &part.target, "comment", sheet, room)?;
        }
        let mut place = 0;
        sheet.comments.retain(|(at, _)| {
            place += 1;
            place <= first || !threaded.contains(at)
        });
        for part in parts.iter().filter(|one| one.kind == "drawing") {
            boxes(archive, &part.target, sheet, room)?;
        }
    }
    Ok(())
}

/// A part of the file that another part names.
struct Relation {
    id: String,
    /// The last word of its kind: `comments`.
    kind: String,
    /// The file.
    target: String,
}

/// What a part names; the empty name is the whole file.
fn relations(archive: &mut Archive<'_>, part: &str) -> Result<Vec<Relation>, NotRead> {
    let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
    let file = if folder.is_empty() { format!("_rels/{name}.rels") } else { format!("{folder}/_rels/{name}.rels") };
    let mut found = Vec::new();
    each(archive, &file, |piece, _| {
        if let Piece::Open(tag) = piece
            && tag.local() == "Relationship"
            && tag.get("TargetMode") != Some("External")
            && let (Some(id), Some(kind), Some(target)) = (tag.get("Id"), tag.get("Type"), tag.get("Target"))
        {
            let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
            found.push(Relation { id: id.to_owned(), kind, target: resolved(folder, target) });
        }
        Ok(())
    })?;
    Ok(found)
}

/// A path from a folder, as a path from the top.
fn resolved(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> = if path.starts_with('/') { Vec::new() } else { folder.split('/').collect() };
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            other => parts.push(other),
        }
    }
    parts.retain(|part| !part.is_empty());
    parts.join("/")
}

fn comments(
    archive: &mut Archive<'_>,
    file: &str,
    element: &str,
    sheet: &mut Sheet,
    room: &mut Room,
) -> Result<(), NotRead> {
    let (mut at, mut text) = (None, String::new());
    each(archive, file, |piece, inside| {
        match piece {
            Piece::Open(tag) if tag.local() == element => {
                at = tag.get("ref").and_then(At::of);
                text.clear();
            }
            Piece::Text(part) if matches!(inside, "t" | "text") => text.push_str(&part),
            Piece::Close(name) if local(&name) == element => {
                let text = text.trim();
                if let (Some(at), false) = (at, text.is_empty()) {
                    room.take(text.len())?;
                    sheet.comments.push((at, text.to_owned()));
                }
            }
            _ => {}
        }
        Ok(())
    })
}

fn boxes(archive: &mut Archive<'_>, file: &str, sheet: &mut Sheet, room: &mut Room) -> Result<(), NotRead> {
    let mut text = String::new();
    each(archive, file, |piece, inside| {
        match piece {
            Piece::Open(tag) if tag.local() == "sp" => text.clear(),
            Piece::Text(part) if inside == "t" => text.push_str(&part),
            Piece::Close(name) if local(&name) == "p" => text.push('\n'),
            Piece::Close(name) if local(&name) == "sp" && !text.trim().is_empty() => {
                room.take(text.len())?;
                sheet.drawn.push(text.trim().to_owned());
            }
            _ => {}
        }
        Ok(())
    })
}

/// Hands over each piece of a file, with the name of the innermost element that it is in; nothing where the file is not there.
fn each(
    archive: &mut Archive<'_>,
    file: &str,
    mut take: impl FnMut(Piece, &str) -> Result<(), NotRead>,
) -> Result<(), NotRead> {
    let Some(bytes) = archive.bytes(file)? else { return Ok(()) };
    let mut xml = Xml::of(bytes.as_slice());
    let mut inside: Vec<String> = Vec::new();
    loop {
        let piece = xml.next()?;
        match &piece {
            Piece::End => return Ok(()),
            Piece::Open(tag) => inside.push(tag.local().to_owned()),
            Piece::Close(_) => drop(inside.pop()),
            Piece::Text(_) => {}
        }
        take(piece, inside.last().map_or("", String::as_str))?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_resolved() {
        assert_eq!(resolved("xl/worksheets", "../comments1.xml"), "xl/comments1.xml");
        assert_eq!(resolved("xl/worksheets", "/xl/comments1.xml"), "xl/comments1.xml");
        assert_eq!(resolved("", "xl/workbook.xml"), "xl/workbook.xml");
        assert_eq!(resolved("xl", "../../../a"), "a");
    }
}
