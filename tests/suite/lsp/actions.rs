//! Quick fixes, and all that is certain at once.

use std::fs;

use serde_json::{Value, json};

use super::Editor;
use crate::fix::{PUT_RIGHT, TEN_SLIPS};
use crate::harness::{Drive, TODAY, VISIT, in_school, spoc_in};

const VISIT_PATH: &str = "Jane Morris/Oakfield/records/2026-12-01 visit.yaml";
/// Slips of several kinds, after a character that is two units wide.
const SLIPS: &str =
    "kind: Visit\r\ndate: 1/12/2026   # 🎈\r\nstatus: planned\r\nx_🎈: 1\r\npresent: [{name: é🎈, rol: Head}]\r\n";
const RIGHT: &str =
    "kind: visit\r\ndate: 2026-12-01   # 🎈\r\nstatus: planned\r\nx_🎈: 1\r\npresent: [{name: é🎈, role: Head}]\r\n";

/// What an editor can do that makes all changes.
fn all() -> Value {
    json!({ "workspace": { "workspaceEdit": { "documentChanges": true, "resourceOperations": ["create", "rename"] } } })
}

/// The actions for a diagnostic of a file.
fn actions_for(editor: &mut Editor, path: &str, diagnostic: &Value, only: Option<&str>) -> Vec<Value> {
    let mut context = json!({ "diagnostics": [diagnostic] });
    if let Some(only) = only {
        context["only"] = json!([only]);
    }
    let params =
        json!({ "textDocument": { "uri": editor.uri(path) }, "range": diagnostic["range"], "context": context });
    editor.request("textDocument/codeAction", params)["result"].as_array().unwrap().clone()
}

/// Takes the first preferred quick fix until there is none.
fn fix_one_by_one(editor: &mut Editor, path: &str) {
    for _ in 0..20 {
        let diagnostics = editor.diagnostics[&editor.uri(path)].clone();
        let preferred = diagnostics.iter().find_map(|diagnostic| {
            let actions = actions_for(editor, path, diagnostic, Some("quickfix"));
            actions.into_iter().find(|action| action["isPreferred"] == true)
        });
        let Some(action) = preferred else { return };
        let before = editor.diagnostics.clone();
        editor.apply(&action["edit"]);
        assert!(editor.wait_until(|editor| editor.diagnostics != before), "{action}");
    }
}

/// Takes all that is certain in one go; nothing is left to offer then.
fn fix_all_at_once(editor: &mut Editor, path: &str) {
    let diagnostic = editor.diagnostics[&editor.uri(path)][0].clone();
    let actions = actions_for(editor, path, &diagnostic, Some("source.fixAll"));
    assert_eq!(actions.len(), 1, "{actions:?}");
    assert_eq!(actions[0]["kind"], "source.fixAll.spoc");
    editor.apply(&actions[0]["edit"]);
    assert!(actions_for(editor, path, &diagnostic, None).is_empty());
}

#[test]
fn ten_slips_become_the_bytes_that_spoc_fix_writes() {
    let drive = || Drive::with_school().file(VISIT_PATH, TEN_SLIPS);
    let saved = |drive: &Drive| fs::read(drive.path().join(VISIT_PATH)).unwrap();
    let by_command = drive();
    let run = spoc_in(by_command.path(), &["fix", "--yes", "--today", TODAY]);
    assert_eq!((run.status, saved(&by_command)), (0, PUT_RIGHT.as_bytes().to_vec()), "{run:?}");
    for fix in [fix_one_by_one, fix_all_at_once] {
        let by_editor = drive();
        let mut editor = Editor::on(by_editor.path());
        editor.open_file(VISIT_PATH);
        assert!(editor.wait_until(|editor| editor.codes(VISIT_PATH).is_some_and(|codes| !codes.is_empty())));
        fix(&mut editor, VISIT_PATH);
        editor.expect(VISIT_PATH, &[]);
        assert_eq!(saved(&by_editor), TEN_SLIPS.as_bytes(), "the editor alone saves");
        editor.save(VISIT_PATH);
        assert_eq!(saved(&by_editor), saved(&by_command));
    }
}

#[test]
fn quick_fixes_and_all_at_once_give_the_same() {
    let drive = Drive::with_school().file(VISIT_PATH, VISIT);
    for capabilities in [json!({}), all()] {
        let mut editor = Editor::with(drive.path(), capabilities);
        editor.open(VISIT_PATH, SLIPS);
        editor.expect(VISIT_PATH, &["unknown-kind"]);
        fix_one_by_one(&mut editor, VISIT_PATH);
        editor.expect(VISIT_PATH, &[]);
        assert_eq!(editor.open[VISIT_PATH].1, RIGHT);
        // The other way, with a byte order mark that the editor did not take off.
        for mark in ["", "\u{FEFF}"] {
            editor.replace(VISIT_PATH, &format!("{mark}{SLIPS}"));
            editor.expect(VISIT_PATH, &["unknown-kind"]);
            fix_all_at_once(&mut editor, VISIT_PATH);
            editor.expect(VISIT_PATH, &[]);
            assert_eq!(editor.open[VISIT_PATH].1, format!("{mark}{RIGHT}"));
        }
    }
    assert_eq!(fs::read_to_string(drive.path().join(VISIT_PATH)).unwrap(), VISIT);
}

#[test]
fn the_same_change_is_offered_once() {
    let visit = |upn: &str| format!("{VISIT}children: [{{upn: {upn}, name: Dawn Pickles, why: [other]}}]\n");
    let notice = "kind: exclusion-notice\nupn: B801200005001\nname: Dawn Pickles\nyear: 4\ntype: fixed-term\nfrom: 2026-11-05\ndays: 0.5\ntold_authority: 2026-11-05\nreason: x\n";
    let drive = Drive::with_school().school_file("records/2026-11-05 exclusion notice.yaml", notice);
    let mut editor = Editor::on(drive.path());
    editor.open(VISIT_PATH, VISIT);
    for (upn, expected) in [
        ("b80 1200005001", &["Write `B801200005001`"][..]),
        (
            "B801200005002",
            &[
                "Write B801200005001, by which the child of this name stands in other records",
                "Write Q801200005002, with the check letter that goes with the digits",
            ],
        ),
    ] {
        editor.replace(VISIT_PATH, &visit(upn));
        let fault = |editor: &Editor| {
            let shown = editor.diagnostics.get(&editor.uri(VISIT_PATH))?;
            shown.iter().find(|one| one["message"].to_string().contains(upn)).cloned()
        };
        assert!(editor.wait_until(|editor| fault(editor).is_some()), "{:?}", editor.diagnostics);
        let fault = fault(&editor).unwrap();
        let actions = actions_for(&mut editor, VISIT_PATH, &fault, Some("quickfix"));
        let titles: Vec<_> = actions.iter().map(|action| action["title"].as_str().unwrap()).collect();
        assert_eq!(titles, expected);
    }
}

#[test]
fn the_command_has_the_editor_change_the_file() {
    let drive = Drive::with_school().file(VISIT_PATH, VISIT);
    let mut editor = Editor::with(drive.path(), all());
    editor.open(VISIT_PATH, SLIPS);
    editor.expect(VISIT_PATH, &["unknown-kind"]);
    let uri = editor.uri(VISIT_PATH);
    let answer = editor.request("workspace/executeCommand", json!({ "command": "spoc.fixAll", "arguments": [uri] }));
    assert_eq!(answer["result"], Value::Null);
    editor.expect(VISIT_PATH, &[]);
    assert_eq!(editor.open[VISIT_PATH].1, RIGHT);
    for (command, arguments, code) in [
        ("spoc.fixAll", json!([]), -32602),
        ("spoc.fixAll", json!(["file:///x"]), -32803),
        ("other", json!([]), -32602),
    ] {
        let answer = editor.request("workspace/executeCommand", json!({ "command": command, "arguments": arguments }));
        assert_eq!(answer["error"]["code"], code, "{answer}");
    }
}

#[test]
fn a_file_is_renamed_where_the_editor_can() {
    let path = in_school("records/2026-12-02 pro forma.yaml");
    let drive = Drive::with_school().file(VISIT_PATH, VISIT).file(&path, "kind: pro-forma\nvisit: 2026-12-01\n");
    for (capabilities, is_offered) in [(all(), true), (json!({}), false)] {
        let mut editor = Editor::with(drive.path(), capabilities);
        editor.open_file(&path);
        editor.expect(&path, &["file-date"]);
        let diagnostic = editor.diagnostics[&editor.uri(&path)][0].clone();
        let actions = actions_for(&mut editor, &path, &diagnostic, None);
        assert_eq!(actions.len(), usize::from(is_offered), "{actions:?}");
        for action in actions {
            let rename = &action["edit"]["documentChanges"][0];
            assert_eq!((&rename["kind"], &rename["options"]["overwrite"]), (&json!("rename"), &json!(false)));
            assert_eq!(rename["oldUri"], editor.uri(&path));
            assert_eq!(rename["newUri"], editor.uri(&path.replace("12-02", "12-01")));
        }
    }
}

#[test]
fn in_a_long_file_with_much_that_is_wrong_little_is_worked_out_unasked() {
    let drive = Drive::with_school().file(VISIT_PATH, VISIT);
    let mut editor = Editor::on(drive.path());
    let row = "  - {name: Ann, rol: Head}\n";
    let text = format!("{VISIT}present:\n{}# {}\n", row.repeat(60), "x".repeat(40_000));
    editor.open(VISIT_PATH, &text);
    editor.expect(VISIT_PATH, &["unknown-field"; 60]);
    let mut all = editor.diagnostics[&editor.uri(VISIT_PATH)][0].clone();
    assert!(actions_for(&mut editor, VISIT_PATH, &all, None).iter().all(|action| action["kind"] == "quickfix"));
    all["range"]["end"] = json!({ "line": 999, "character": 0 });
    assert_eq!(actions_for(&mut editor, VISIT_PATH, &all, Some("quickfix")).len(), 50);
    fix_all_at_once(&mut editor, VISIT_PATH);
    editor.expect(VISIT_PATH, &[]);
    assert_eq!(editor.open[VISIT_PATH].1, text.replace("rol:", "role:"));
}
