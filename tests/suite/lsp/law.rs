//! The law: after any sequence of edits, what the server shows is what `validate` says of the same texts saved.

use std::fs;
use std::path::Path;

use serde_json::json;

use super::{Edit, Editor};
use crate::harness::{Drive, files, project};

/// How many sequences are tried, and how long each is.
const SEQUENCES: u64 = 8;
const STEPS: usize = 5;
const EDITS: u64 = 4;

/// Numbers that look random, the same at every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % limit.max(1) as u64).unwrap()
    }

    fn of<'t, T>(&mut self, list: &'t [T]) -> &'t T {
        &list[self.below(list.len())]
    }
}

/// What is put into texts.
const PIECES: &[&str] = &[
    "\r\n",
    "\n",
    "\r",
    "🎈",
    "é",
    ": ",
    "- ",
    " # x",
    "'",
    "\"",
    "\t",
    "2026-11-24",
    "24/11/2026",
    "x",
    "---\n",
    "[",
    "}",
    "held",
    "kind: visit\n",
    "\nnote: 'Zoë 🎈'",
    "100321",
    "returned: 2026-11-17\n",
    "\u{FEFF}",
    "B801200005001",
    "status: cancelled\n",
];

#[test]
fn after_any_edits_the_server_says_what_validate_says() {
    for sequence in 0..SEQUENCES {
        let mut chance = Chance(sequence * 7_919 + 17);
        let drive = some_schools();
        let capabilities = if sequence % 2 == 0 {
            json!({ "workspace": { "didChangeWatchedFiles": { "dynamicRegistration": true } } })
        } else {
            json!({ "general": { "positionEncodings": ["utf-8"] } })
        };
        let mut editor = match sequence % 3 {
            0 => Editor::with_cache(drive.path(), capabilities),
            _ => Editor::with(drive.path(), capabilities),
        };
        for _ in 0..STEPS {
            for _ in 0..chance.below(3) + 1 {
                act(&mut chance, &mut editor, drive.path());
            }
            editor.agrees_with_validate();
        }
        assert!(editor.shown.is_empty(), "{:?}", editor.shown);
    }
}

/// Two managers' schools of the example drive.
fn some_schools() -> Drive {
    let drive = Drive::empty();
    let root = project().join("fixtures/northmere");
    for path in files(&root) {
        let text = path.to_str().unwrap().replace('\\', "/");
        if ["policy.toml", "Catherine Loxley/Forge", "Catherine Loxley/Grey", "Samir Rahman/Fernhay"]
            .iter()
            .any(|part| text.starts_with(part))
        {
            let to = drive.path().join(&path);
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            fs::copy(root.join(&path), to).unwrap();
        }
    }
    drive
}

fn act(chance: &mut Chance, editor: &mut Editor, root: &Path) {
    let open: Vec<_> = editor.open.keys().cloned().collect();
    let on_disk: Vec<_> = files(root).iter().map(|file| file.to_str().unwrap().replace('\\', "/")).collect();
    let records: Vec<_> = on_disk.iter().filter(|file| is_record(file) && !open.contains(file)).cloned().collect();
    match chance.below(12) {
        0 | 1 => open_one(chance, editor, root, &records),
        _ if open.is_empty() => open_one(chance, editor, root, &records),
        2 => {
            // A file that is not on the disk.
            let beside = chance.of(&on_disk).clone();
            let folder = beside.rsplit_once('/').map_or("", |(folder, _)| folder);
            let name = chance.of(&[
                "2026-11-24 visit.yaml",
                "2026-11-24 Pro forma.yaml",
                "school.YAML",
                "a/b.md",
                "x (1).yaml",
            ]);
            let path = format!("{folder}/{name}").trim_start_matches('/').to_owned();
            let exists = on_disk.iter().chain(&open).any(|file| file.eq_ignore_ascii_case(&path));
            if !exists {
                editor.open(&path, chance.of::<&str>(PIECES));
            }
        }
        3 => {
            let path = chance.of(&open).clone();
            editor.save(&path);
        }
        4 => {
            let path = chance.of(&open).clone();
            editor.close(&path);
        }
        5 => {
            // Somebody else changes, makes or deletes a file.
            let path = chance.of(&on_disk).clone();
            if path != "policy.toml" {
                match chance.below(3) {
                    0 => fs::remove_file(root.join(&path)).unwrap(),
                    1 => fs::write(root.join(&path), chance.of::<&str>(PIECES)).unwrap(),
                    _ => {
                        let text = fs::read(root.join(&path)).unwrap();
                        fs::write(root.join(&path), [text.as_slice(), b"\nx_a: 1\n"].concat()).unwrap();
                    }
                }
                editor.changed_on_disk(&[&path]);
            }
        }
        6 => {
            let path = chance.of(&on_disk).clone();
            if path != "policy.toml" {
                let to = format!("{path}{}", chance.of(&[".yaml", ".md", ".txt"]));
                fs::rename(root.join(&path), root.join(&to)).unwrap();
                editor.changed_on_disk(&[&path, &to]);
            }
        }
        7 => {
            // Back to what stands on the disk.
            let path = chance.of(&open).clone();
            let text = fs::read(root.join(&path))
                .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
                .unwrap_or_default();
            editor.replace(&path, &text);
        }
        _ => {
            let path = chance.of(&open).clone();
            let mut text = editor.open[&path].1.clone();
            let mut edits = Vec::new();
            for _ in 0..=chance.below(usize::try_from(EDITS).unwrap()) {
                let edit = an_edit(chance, &text);
                text.replace_range(edit.range.clone(), &edit.text);
                edits.push(edit);
            }
            editor.edit(&path, &edits);
        }
    }
}

fn is_record(path: &str) -> bool {
    path.ends_with(".yaml") || path.ends_with(".md") || path == "policy.toml"
}

fn open_one(chance: &mut Chance, editor: &mut Editor, root: &Path, records: &[String]) {
    let path = chance.of(records).clone();
    let text = String::from_utf8_lossy(&fs::read(root.join(&path)).unwrap()).into_owned();
    editor.open(&path, &text);
}

fn an_edit(chance: &mut Chance, text: &str) -> Edit {
    let mut places: Vec<_> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    // Between CR and LF the protocol has no place.
    places.retain(|at| !(text[..*at].ends_with('\r') && text[*at..].starts_with('\n')));
    let start = chance.below(places.len());
    let length = [0, 0, 1, 3, 12][chance.below(5)];
    let end = (start + length).min(places.len() - 1);
    let piece = if chance.below(4) == 0 { "" } else { *chance.of(PIECES) };
    Edit { range: places[start]..places[end], text: piece.to_owned() }
}
