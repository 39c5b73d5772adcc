//! What nobody should send, and drives that go away: nothing hangs, and nothing is written.

use std::fs;

use serde_json::{Value, json};

use super::Editor;
use super::editor::framed;
use crate::harness::{Drive, VISIT, files};

const VISIT_PATH: &str = "Jane Morris/Oakfield/records/2026-12-01 visit.yaml";

fn drive() -> Drive {
    Drive::with_school().file(VISIT_PATH, VISIT)
}

#[test]
fn what_is_no_message_is_answered_and_the_next_is_read() {
    let drive = drive();
    let mut editor = Editor::on(drive.path());
    editor.open(VISIT_PATH, "kind: Visit");
    for bad in ["{", "[]", "{\"jsonrpc\": \"2.0\"}", "\u{1}\u{2}", &format!("{}1", "[".repeat(10_000))] {
        let mut bytes = format!("Content-Length: {}\r\n\r\n", bad.len()).into_bytes();
        bytes.extend(bad.as_bytes());
        editor.answers.clear();
        editor.send_bytes(&bytes);
        assert!(editor.wait_until(|editor| editor.answers.iter().any(|answer| answer["id"].is_null())), "{bad:.30}");
        assert_eq!(editor.answers[0]["error"]["code"], -32700);
    }
    // Notifications that are malformed, and those that nobody knows, are passed over.
    for (method, params) in [
        ("textDocument/didOpen", json!({ "textDocument": 1 })),
        ("textDocument/didChange", json!([])),
        ("textDocument/didClose", json!({ "textDocument": { "uri": "file:///nowhere/x.yaml" } })),
        ("textDocument/didSave", json!({ "textDocument": { "uri": "not an address" } })),
        ("workspace/didChangeWatchedFiles", json!({ "changes": [{ "uri": "file:///nowhere", "type": 9 }] })),
        ("$/setTrace", json!({ "value": "off" })),
        ("nobody/knows", Value::Null),
    ] {
        editor.notify(method, params);
    }
    editor.expect(VISIT_PATH, &["unknown-kind"]);
    for (method, params, code) in [
        ("nobody/knows", json!({}), -32601),
        ("textDocument/diagnostic", json!({ "textDocument": 7 }), -32602),
        ("textDocument/diagnostic", Value::Null, -32602),
    ] {
        assert_eq!(editor.request(method, params)["error"]["code"], code, "{method}");
    }
    let unknown = json!({ "textDocument": { "uri": editor.uri("Jane Morris/Oakfield/records/none.yaml") } });
    assert_eq!(editor.request("textDocument/diagnostic", unknown)["result"]["items"], json!([]));
    assert_eq!(editor.end(), (Some(1), String::new()));
}

#[test]
fn a_stream_that_cannot_be_followed_ends_it_with_a_word() {
    let drive = drive();
    let mut editor = Editor::on(drive.path());
    editor.send_bytes(b"GET / HTTP/1.1\r\n\r\n");
    let (status, said) = editor.ended();
    assert_eq!(status, Some(2), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
}

#[test]
fn a_request_that_is_taken_back_gets_an_answer() {
    let drive = drive();
    let mut editor = Editor::on(drive.path());
    editor.open(VISIT_PATH, VISIT);
    let uri = editor.uri(VISIT_PATH);
    let mut bytes = Vec::new();
    for id in 100..140 {
        let params = json!({ "textDocument": { "uri": uri } });
        bytes.extend(framed(
            &json!({ "jsonrpc": "2.0", "id": id, "method": "textDocument/diagnostic", "params": params }),
        ));
        bytes.extend(framed(&json!({ "jsonrpc": "2.0", "method": "$/cancelRequest", "params": { "id": id } })));
    }
    editor.send_bytes(&bytes);
    for id in 100..140 {
        let answer = editor.answer(id);
        assert!(answer["error"]["code"] == -32800 || answer["result"]["kind"] == "full", "{answer}");
    }
}

#[test]
fn a_text_of_ten_megabytes_and_one_that_is_no_text_are_taken() {
    let drive = drive();
    let mut editor = Editor::on(drive.path());
    editor.open(VISIT_PATH, VISIT);
    editor.expect(VISIT_PATH, &[]);
    let line = "- {what: é, who: 🎈}\r\n";
    let large = format!("{VISIT}actions:\n{}", line.repeat(10_000_001 / line.len()));
    editor.replace(VISIT_PATH, &large);
    editor.expect(VISIT_PATH, &["yaml-syntax"]);
    let said = editor.diagnostics[&editor.uri(VISIT_PATH)][0]["message"].to_string();
    assert!(said.contains("10 MB"), "{said}");
    editor.edit(VISIT_PATH, &[super::Edit { range: VISIT.len()..large.len(), text: String::new() }]);
    editor.expect(VISIT_PATH, &[]);
    let binary: String = (0..100_000_u32).filter_map(|n| char::from_u32(n.wrapping_mul(2_654_435_761) >> 15)).collect();
    for text in ["\0", "a\0b", "\u{FEFF}\u{FEFF}", "\u{FFFE}", "\r\r\n\n", binary.as_str()] {
        editor.replace(VISIT_PATH, text);
        editor.agrees_with_validate();
    }
    editor.replace(VISIT_PATH, VISIT);
    editor.expect(VISIT_PATH, &[]);
}

#[test]
fn changes_that_point_nowhere_do_no_harm() {
    let drive = drive();
    let mut editor = Editor::on(drive.path());
    editor.open(VISIT_PATH, "kind: visit\n");
    let uri = editor.uri(VISIT_PATH);
    let at = |line: u32, character: u32| json!({ "line": line, "character": character });
    for (start, end) in [(at(99, 99), at(100, 0)), (at(1, 0), at(0, 2)), (at(0, u32::MAX), at(u32::MAX, u32::MAX))] {
        let changes = json!([{ "range": { "start": start, "end": end }, "text": "\n" }]);
        editor.notify(
            "textDocument/didChange",
            json!({ "textDocument": { "uri": uri, "version": 2 }, "contentChanges": changes }),
        );
    }
    let changes = json!([{ "text": VISIT }]);
    editor.notify(
        "textDocument/didChange",
        json!({ "textDocument": { "uri": uri, "version": 3 }, "contentChanges": changes }),
    );
    editor.expect(VISIT_PATH, &[]);
}

/// Windows lets nobody rename a folder in which a program was started.
#[cfg(unix)]
#[test]
fn a_drive_that_goes_away_keeps_its_last_state_and_says_so_once() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("drive");
    let made = drive();
    copy(made.path(), &root);
    fs::write(
        root.join("Jane Morris/Oakfield/records/2026-12-01 pro forma.yaml"),
        "kind: pro-forma\nvisit: 2026-12-01\n",
    )
    .unwrap();
    let mut editor = Editor::on(&root);
    editor.open(VISIT_PATH, VISIT);
    editor.expect(VISIT_PATH, &[]);
    let away = folder.path().join("away");
    fs::rename(&root, &away).unwrap();
    for _ in 0..3 {
        editor.changed_on_disk(&["policy.toml", VISIT_PATH]);
    }
    assert!(editor.wait_until(|editor| !editor.shown.is_empty()));
    assert!(editor.shown[0].contains("cannot be reached"), "{:?}", editor.shown);
    // What is written is still checked, against the other records as they were last seen.
    editor.replace(VISIT_PATH, &VISIT.replace("12-01", "12-02"));
    editor.expect(VISIT_PATH, &["file-date"]);
    editor.expect("Jane Morris/Oakfield/records/2026-12-01 pro forma.yaml", &["no-such-visit"]);
    editor.changed_on_disk(&["policy.toml"]);
    fs::rename(&away, &root).unwrap();
    fs::remove_file(root.join("Jane Morris/Oakfield/records/2026-12-01 pro forma.yaml")).unwrap();
    // It is looked for again by itself.
    editor.expect("Jane Morris/Oakfield/records/2026-12-01 pro forma.yaml", &[]);
    assert_eq!(editor.shown.len(), 1, "{:?}", editor.shown);
}

#[test]
fn two_editors_have_the_same_drive_and_nothing_is_written() {
    let drive = drive();
    let content = |drive: &Drive| -> Vec<_> {
        files(drive.path()).into_iter().map(|file| (fs::read(drive.path().join(&file)).unwrap(), file)).collect()
    };
    let before = content(&drive);
    let (mut one, mut other) = (Editor::on(drive.path()), Editor::on(drive.path()));
    one.open(VISIT_PATH, "kind: Visit\n");
    other.open(VISIT_PATH, VISIT);
    one.expect(VISIT_PATH, &["unknown-kind"]);
    other.expect(VISIT_PATH, &[]);
    assert_eq!(content(&drive), before);
    assert_eq!(one.end(), (Some(1), String::new()));
    other.replace(VISIT_PATH, "kind: Visit\n");
    other.expect(VISIT_PATH, &["unknown-kind"]);
    assert_eq!(content(&drive), before);
}

#[cfg(unix)]
fn copy(from: &std::path::Path, to: &std::path::Path) {
    for folder in ["emails", "correspondence", "records"] {
        fs::create_dir_all(to.join("Jane Morris/Oakfield").join(folder)).unwrap();
    }
    for file in files(from) {
        fs::create_dir_all(to.join(&file).parent().unwrap()).unwrap();
        fs::copy(from.join(&file), to.join(&file)).unwrap();
    }
}
