//! What helps while somebody types: what is offered, explained, hinted at, where it leads, what is renamed.

use serde_json::{Value, json};

use super::Editor;
use crate::harness::{Drive, SCHOOL, VISIT, in_school};

const PRO_FORMA: &str = "kind: pro-forma\nvisit: 2026-12-01\nsent: 2026-11-16\nabsence:\n  from: 2026-09-02\n  to: 2026-11-13\n  on_roll: 412\n  children:\n    \
    - {upn: B801200005001, name: Dawn Pickles, year: 4, possible: 98, authorised: 6, unauthorised: 14}\n";
const EARLIER: &str = "kind: pro-forma\nvisit: 2026-06-10\nrisk_of_permanent_exclusion:\n  - {upn: B801200005001, name: Dawn Pickels, year: 3, evidence: fights}\n";

fn drive() -> Drive {
    Drive::with_school()
        .school_file("school.yaml", SCHOOL.replace("closed: 2025-08-31\n", ""))
        .school_file("records/2026-12-01 visit.yaml", VISIT)
        .school_file("records/2026-12-01 pro forma.yaml", PRO_FORMA)
        .school_file("records/2026-06-10 visit.yaml", "kind: visit\ndate: 2026-06-10\nstatus: held\n")
        .school_file("records/2026-06-10 pro forma.yaml", EARLIER)
}

/// An editor with one of the school's records open, with this text, in which `|` marks the cursor.
struct Typing {
    editor: Editor,
    path: String,
    text: String,
    cursor: Value,
}

impl Typing {
    fn new(drive: &Drive, path: &str, text: &str) -> Self {
        Self::with(drive, path, text, json!({}))
    }

    fn with(drive: &Drive, path: &str, text: &str, capabilities: Value) -> Self {
        let at = text.find('|').unwrap();
        let before = &text[..at];
        let line = before.rfind('\n').map_or(before, |end| &before[end + 1..]);
        let cursor = json!({ "line": before.matches('\n').count(), "character": line.encode_utf16().count() });
        let (path, text) = (in_school(path), text.replacen('|', "", 1));
        let mut editor = Editor::with(drive.path(), capabilities);
        editor.open(&path, &text);
        let uri = editor.uri(&path);
        assert!(editor.wait_until(|editor| editor.diagnostics.contains_key(&uri)), "the drive is read");
        Self { editor, path, text, cursor }
    }

    fn ask(&mut self, method: &str, more: Value) -> Value {
        let mut params = json!({ "textDocument": { "uri": self.editor.uri(&self.path) }, "position": self.cursor });
        params.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let answer = self.editor.request(&format!("textDocument/{method}"), params);
        assert!(answer["error"].is_null(), "{answer}");
        answer["result"].clone()
    }

    /// The whole text as a range.
    fn all(&self) -> Value {
        json!({ "start": { "line": 0, "character": 0 }, "end": { "line": self.text.matches('\n').count() + 1, "character": 0 } })
    }
}

/// A text with edits of the protocol.
fn edited(text: &str, edits: &[Value]) -> String {
    let byte = |place: &Value| {
        let number = |name: &str| usize::try_from(place[name].as_u64().unwrap()).unwrap();
        let line: usize = text.split_inclusive('\n').take(number("line")).map(str::len).sum();
        let mut left = number("character");
        let within = text[line..].char_indices().find(|(_, c)| {
            let is_there = left == 0;
            left = left.saturating_sub(c.len_utf16());
            is_there
        });
        within.map_or(text.len(), |(at, _)| line + at)
    };
    let mut edits: Vec<_> = edits
        .iter()
        .map(|edit| (byte(&edit["range"]["start"])..byte(&edit["range"]["end"]), edit["newText"].as_str().unwrap()))
        .collect();
    edits.sort_by_key(|(range, _)| std::cmp::Reverse(range.start));
    let mut text = text.to_owned();
    for (range, new) in edits {
        text.replace_range(range, new);
    }
    text
}

#[test]
fn it_says_with_what_it_helps() {
    let drive = drive();
    let mut editor = Editor::start(drive.path());
    let rename = json!({ "textDocument": { "rename": { "prepareSupport": true } } });
    let answer = editor.request("initialize", json!({ "capabilities": rename }));
    let offered = &answer["result"]["capabilities"];
    for name in
        ["completion", "hover", "inlayHint", "definition", "references", "documentSymbol", "foldingRange", "codeLens"]
    {
        assert!(!offered[format!("{name}Provider")].is_null(), "{name}: {offered}");
    }
    assert_eq!(offered["renameProvider"], json!({ "prepareProvider": true }));
}

#[test]
fn what_may_be_written_is_offered_in_a_broken_text() {
    let drive = drive();
    for (text, label, after) in [
        (
            "\u{FEFF}kind: visit\r\nx_🎈: é\r\nst|\r\ndate: 2026-12-01\r\n",
            "status",
            "\u{FEFF}kind: visit\r\nx_🎈: é\r\nstatus: \r\ndate: 2026-12-01\r\n",
        ),
        (
            "kind: visit\ndate: 2026-12-01\nstatus: planned\nadvice: [\nchildren:\n  - upn: daw|   # 🎈\n",
            "Dawn Pickles",
            "kind: visit\ndate: 2026-12-01\nstatus: planned\nadvice: [\nchildren:\n  - upn: B801200005001   # 🎈\n    name: Dawn Pickles\n    year: 4\n",
        ),
        ("kind: visit\nx_a: {🎈: 1, |\n", "", ""),
    ] {
        let mut typing = Typing::new(&drive, "records/2026-12-01 visit.yaml", text);
        let list = typing.ask("completion", json!({}));
        let items = list["items"].as_array().unwrap();
        if label.is_empty() {
            assert!(items.is_empty(), "{list}");
            continue;
        }
        let item = items.iter().find(|item| item["label"] == label).unwrap_or_else(|| panic!("{list}"));
        let mut edits = vec![item["textEdit"].clone()];
        edits.extend(item["additionalTextEdits"].as_array().into_iter().flatten().cloned());
        assert_eq!(edited(&typing.text, &edits), after);
        assert_eq!(items[0]["sortText"], "0000");
    }
}

#[test]
fn what_stands_there_is_explained_and_hinted_at() {
    let drive = drive();
    let text = "\u{FEFF}kind: pro-forma\nx_🎈: 1\nvisit: 2026-12-01\n\"sent\": |2026-11-18\n";
    let mut typing = Typing::new(&drive, "records/2026-12-01 pro forma.yaml", text);
    let hover = typing.ask("hover", json!({}));
    let said = hover["contents"]["value"].as_str().unwrap();
    assert!(
        said.contains("Pro forma sent: by **Tuesday 17 November 2026** (done 2026-11-18, 1 working day late)"),
        "{said}"
    );
    assert_eq!(hover["range"]["start"], json!({ "line": 3, "character": 8 }));
    let range = typing.all();
    let hints = typing.ask("inlayHint", json!({ "range": range }));
    let shown: Vec<_> =
        hints.as_array().unwrap().iter().map(|hint| (&hint["position"], hint["label"].as_str().unwrap())).collect();
    assert_eq!(
        shown,
        [
            (&json!({ "line": 2, "character": 17 }), "pro forma returned by 2026-11-24: 1 working day left"),
            (&json!({ "line": 3, "character": 18 }), "1 working day late"),
        ]
    );
    let lenses = typing.ask("codeLens", json!({}));
    assert_eq!(lenses[0]["command"]["command"], "spoc.pro-forma");
    assert_eq!(
        lenses[0]["command"]["arguments"],
        json!(["pro-forma", "send", "Jane Morris/Oakfield", "--visit", "2026-12-01"])
    );
    assert_eq!(lenses[0]["range"]["start"], json!({ "line": 0, "character": 1 }), "after the mark");
    let outline = typing.ask("documentSymbol", json!({}));
    assert_eq!(outline[1]["name"], "x_🎈");
    assert_eq!(outline[1]["selectionRange"]["end"]["character"], 4);
}

#[test]
fn rows_can_be_folded_in_a_record_and_tables_in_the_policy() {
    let drive = drive();
    let mut typing = Typing::new(&drive, "records/2026-12-01 pro forma.yaml", &format!("|{PRO_FORMA}"));
    assert_eq!(
        typing.ask("foldingRange", json!({})),
        json!([{ "startLine": 3, "endLine": 8 }, { "startLine": 7, "endLine": 8 }])
    );
    typing.editor.open_file("policy.toml");
    typing.editor.expect("policy.toml", &[]);
    typing.path = "policy.toml".to_owned();
    typing.cursor = json!({ "line": 2, "character": 3 });
    let outline = typing.ask("documentSymbol", json!({}));
    assert_eq!(outline[1]["name"], "deadlines");
    typing.cursor = json!({ "line": 3, "character": 16 });
    let said = typing.ask("hover", json!({}));
    assert!(said["contents"]["value"].as_str().unwrap().starts_with("**`dates_agreed`**"), "{said}");
}

#[test]
fn a_pro_forma_leads_to_its_visit_and_a_child_to_its_rows() {
    let drive = drive();
    let mut typing =
        Typing::new(&drive, "records/2026-12-01 pro forma.yaml", "kind: pro-forma\nvisit: 2026-|12-01\nbroken");
    let found = typing.ask("definition", json!({}));
    let visit = typing.editor.uri(&in_school("records/2026-12-01 visit.yaml"));
    let range = json!({ "start": { "line": 1, "character": 6 }, "end": { "line": 1, "character": 16 } });
    assert_eq!(found, json!([{ "uri": visit, "range": range }]));
    let mut typing =
        Typing::new(&drive, "records/2026-12-01 visit.yaml", "kind: visit\nchildren: [{upn: B801200005|001}]\n");
    let found = typing.ask("references", json!({ "context": { "includeDeclaration": true } }));
    let uris: Vec<_> = found
        .as_array()
        .unwrap()
        .iter()
        .map(|place| place["uri"].as_str().unwrap().rsplit('/').next().unwrap())
        .collect();
    assert_eq!(uris, ["2026-06-10%20pro%20forma.yaml", "2026-12-01%20pro%20forma.yaml", "2026-12-01%20visit.yaml"]);
}

#[test]
fn a_child_is_renamed_in_all_records_and_nothing_is_written() {
    let drive = drive();
    let can = json!({
        "workspace": { "workspaceEdit": { "documentChanges": true, "changeAnnotationSupport": {} } },
        "textDocument": { "rename": { "prepareSupport": true } },
    });
    let text = PRO_FORMA.replace("Dawn", "Da|wn");
    let mut typing = Typing::with(&drive, "records/2026-12-01 pro forma.yaml", &text, can);
    let prepared = typing.ask("prepareRename", json!({}));
    assert_eq!(prepared["placeholder"], "Dawn Pickles");
    let edit = typing.ask("rename", json!({ "newName": "Dawn O'Pickles" }));
    let files = edit["documentChanges"].as_array().unwrap();
    let changed = |at: usize, text: &str| edited(text, files[at]["edits"].as_array().unwrap());
    assert_eq!(changed(0, EARLIER), EARLIER.replace("Dawn Pickels", "Dawn O'Pickles"));
    assert_eq!(changed(1, PRO_FORMA), PRO_FORMA.replace("Dawn Pickles", "Dawn O'Pickles"));
    assert_eq!(
        (files.len(), &files[0]["textDocument"]["version"], &files[1]["textDocument"]["version"]),
        (2, &Value::Null, &json!(1))
    );
    let why = files[0]["edits"][0]["annotationId"].as_str().unwrap();
    assert_eq!(edit["changeAnnotations"][why]["needsConfirmation"], true);
    // Another number has to be right, and no other child's.
    typing.cursor["character"] = json!(15);
    let params = json!({ "textDocument": { "uri": typing.editor.uri(&typing.path) }, "position": typing.cursor, "newName": "B801200005002" });
    let refused = typing.editor.request("textDocument/rename", params);
    assert!(refused["error"]["message"].as_str().unwrap().contains("mistyped"), "{refused}");
    for (path, text) in
        [("records/2026-06-10 pro forma.yaml", EARLIER), ("records/2026-12-01 pro forma.yaml", PRO_FORMA)]
    {
        assert_eq!(std::fs::read_to_string(drive.path().join(in_school(path))).unwrap(), text);
    }
}

#[test]
fn what_is_offered_within_quotes_is_found_by_the_quote_too() {
    let drive = drive();
    for (value, quote) in [("\"daw|\"", "\""), ("'daw|'", "'"), ("daw|", "")] {
        let text = format!("kind: visit\ndate: 2026-12-01\nstatus: planned\nchildren:\n  - upn: {value}\n");
        let mut typing = Typing::new(&drive, "records/2026-12-01 visit.yaml", &text);
        let list = typing.ask("completion", json!({}));
        assert_eq!(list["items"][0]["filterText"], format!("{quote}Dawn Pickles B801200005001"), "{list}");
        assert_eq!(list["items"][0]["textEdit"]["range"]["start"]["character"], 9);
    }
}
