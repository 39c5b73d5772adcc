//! The protocol: how it begins and ends, what columns count, what is sent for which file.

use std::fs;

use serde_json::{Value, json};

use super::editor::framed;
use super::{Edit, Editor};
use crate::harness::{CaseFile, Drive, LETTER, VISIT, in_school};

const VISIT_PATH: &str = "Jane Morris/Oakfield/records/2026-12-01 visit.yaml";

fn drive() -> Drive {
    Drive::with_school().file(VISIT_PATH, VISIT)
}

fn error(answer: &Value) -> i64 {
    answer["error"]["code"].as_i64().unwrap()
}

#[test]
fn it_begins_and_ends_as_the_protocol_has_it() {
    let drive = drive();
    let mut editor = Editor::start(drive.path());
    assert_eq!(error(&editor.request("textDocument/diagnostic", json!({}))), -32002);
    let answer = editor.request("initialize", json!({ "capabilities": {} }));
    assert_eq!(answer["result"]["serverInfo"]["name"], "spoc");
    assert_eq!(answer["result"]["capabilities"]["positionEncoding"], "utf-16");
    assert_eq!(answer["result"]["capabilities"]["textDocumentSync"]["change"], 2);
    assert_eq!(error(&editor.request("initialize", json!({ "capabilities": {} }))), -32600);
    editor.notify("initialized", json!({}));
    assert_eq!(editor.request("shutdown", Value::Null)["result"], Value::Null);
    assert_eq!(error(&editor.request("textDocument/diagnostic", json!({}))), -32600);
    editor.notify("exit", Value::Null);
    assert_eq!(editor.ended(), (Some(0), String::new()));
}

#[test]
fn an_editor_that_goes_unasked_gives_status_1() {
    let drive = drive();
    let mut editor = Editor::on(drive.path());
    editor.notify("exit", Value::Null);
    assert_eq!(editor.ended(), (Some(1), String::new()));
    let mut editor = Editor::on(drive.path());
    editor.open_file(VISIT_PATH);
    assert_eq!(editor.end(), (Some(1), String::new()));
    assert_eq!(Editor::start(drive.path()).end(), (Some(1), String::new()));
}

#[test]
fn unsaved_text_counts_and_what_it_causes_elsewhere_is_shown_there() {
    let drive = drive().school_file("records/2026-12-01 pro forma.yaml", "kind: pro-forma\nvisit: 2026-12-01\n");
    let pro_forma = in_school("records/2026-12-01 pro forma.yaml");
    let mut editor = Editor::on(drive.path());
    editor.open_file(VISIT_PATH);
    editor.expect(VISIT_PATH, &[]);
    assert_eq!(editor.codes(&pro_forma), None);
    // The visit is moved to another day: the pro forma has no visit any more.
    let at = VISIT.find("12-01").unwrap();
    editor.edit(VISIT_PATH, &[Edit { range: at..at + 5, text: "12-02".to_owned() }]);
    editor.expect(VISIT_PATH, &["file-date"]);
    editor.expect(&pro_forma, &["no-such-visit"]);
    editor.agrees_with_validate();
    editor.edit(VISIT_PATH, &[Edit { range: at..at + 5, text: "12-01".to_owned() }]);
    editor.expect(VISIT_PATH, &[]);
    editor.expect(&pro_forma, &[]);
    // What is said goes when nothing of the school is open any more.
    editor.replace(VISIT_PATH, "kind: Visit\n");
    editor.expect(VISIT_PATH, &["unknown-kind"]);
    editor.expect(&pro_forma, &["no-such-visit"]);
    editor.close(VISIT_PATH);
    editor.expect(VISIT_PATH, &[]);
    editor.expect(&pro_forma, &[]);
    assert_eq!(fs::read_to_string(drive.path().join(VISIT_PATH)).unwrap(), VISIT);
}

#[test]
fn a_problem_says_what_and_where() {
    let drive = drive();
    for (offered, character) in
        [(json!({}), 35), (json!({ "general": { "positionEncodings": ["utf-8", "utf-16"] } }), 38)]
    {
        let mut editor = Editor::with(drive.path(), offered);
        editor.open(VISIT_PATH, "kind: visit\r\nx_é🎈: {y: 1}\r\n\"date\": 2026-12-01\rstatus: planned\nagreed: {\"é🎈\": 1}\nx_🎈: [{é: 1}]\nactions: [{what: é🎈, who: x, due: 1/12/2026}]\n");
        editor.expect(VISIT_PATH, &["wrong-value", "bad-date"]);
        let one = editor.diagnostics[&editor.uri(VISIT_PATH)][1].clone();
        let start = json!({ "line": 6, "character": character });
        let end = json!({ "line": 6, "character": character + 9 });
        assert_eq!(one["range"], json!({ "start": start, "end": end }), "{one}");
        assert_eq!((&one["severity"], &one["source"]), (&json!(1), &json!("spoc")));
        assert_eq!(one["message"], "`1/12/2026` is not a date here\nWrite 2026-12-01.");
    }
}

#[test]
fn a_file_that_is_not_on_the_disk_yet_has_its_place() {
    let drive = drive();
    let mut editor = Editor::on(drive.path());
    // One that sorts before the visit of the same day: the later name has the problem.
    let new = in_school("records/2025-26/2026-12-01 a visit.yaml");
    editor.open(&new, VISIT);
    editor.expect(VISIT_PATH, &["duplicate-record"]);
    editor.agrees_with_validate();
    editor.replace(&new, "kind: visit\ndate: 2026-12-01\nstatus: held\n");
    editor.agrees_with_validate();
    // A school that is not there at all.
    editor.open("Ann Other/New School/correspondence/2026-11-10 letter.md", LETTER);
    editor.expect("Ann Other/New School/school.yaml", &["missing-folder", "missing-folder", "no-school-file"]);
    editor.agrees_with_validate();
}

#[test]
fn a_file_that_is_deleted_or_renamed_while_it_is_open_counts_as_it_is_in_the_editor() {
    let drive = drive();
    let mut editor = Editor::on(drive.path());
    editor.open_file(VISIT_PATH);
    editor.replace(VISIT_PATH, "kind: visit\ndate: 2026-12-01\nstatus: maybe\n");
    editor.expect(VISIT_PATH, &["wrong-value"]);
    let renamed = in_school("records/2026-12-01 visit 2.yaml");
    fs::rename(drive.path().join(VISIT_PATH), drive.path().join(&renamed)).unwrap();
    editor.changed_on_disk(&[VISIT_PATH, &renamed]);
    editor.agrees_with_validate();
    editor.replace(VISIT_PATH, VISIT);
    editor.expect(VISIT_PATH, &["duplicate-record"]);
    fs::remove_file(drive.path().join(&renamed)).unwrap();
    editor.changed_on_disk(&[&renamed]);
    editor.expect(VISIT_PATH, &[]);
    editor.close(VISIT_PATH);
    assert_eq!(editor.codes(VISIT_PATH), Some(vec![]));
}

#[test]
fn the_policy_counts_before_it_is_saved() {
    let drive = drive();
    let mut editor = Editor::on(drive.path());
    editor.open_file(VISIT_PATH);
    editor.open_file("policy.toml");
    editor.expect(VISIT_PATH, &[]);
    editor.expect("policy.toml", &[]);
    let (_, policy) = editor.open["policy.toml"].clone();
    editor.replace(
        "policy.toml",
        &(policy.clone() + "[calendar]\nclosures = [{ from = 2026-12-01, to = 2026-12-01 }]\nclosed = 1\n"),
    );
    editor.expect("policy.toml", &["unknown-field"]);
    editor.expect(VISIT_PATH, &["non-working-day"]);
    editor.agrees_with_validate();
    editor.close("policy.toml");
    editor.expect(VISIT_PATH, &[]);
    editor.expect("policy.toml", &[]);
}

#[test]
fn what_the_whole_drive_decides_is_seen() {
    let other = "Ann Other/Hill School/school.yaml";
    let hill = "name: Hill School\nurn: 100322\nphase: primary\nstatus: maintained\nspoc: Priya Shah\nhead: {name: Ms B}\nclosed: 2025-08-31\n";
    let drive = drive().file(other, hill);
    let mut editor = Editor::on(drive.path());
    let school = in_school("school.yaml");
    editor.open_file(&school);
    editor.expect(&school, &[]);
    let (_, text) = editor.open[&school].clone();
    editor.replace(&school, &text.replace("100321", "100322"));
    editor.expect(&school, &["duplicate-urn"]);
    editor.agrees_with_validate();
    // The other school is put right on the disk.
    fs::write(drive.path().join(other), hill.replace("100322", "100323")).unwrap();
    editor.changed_on_disk(&[other]);
    editor.expect(&school, &[]);
}

#[test]
fn a_file_of_no_drive_or_no_record_is_left_alone() {
    let drive = drive().file("templates/letter.md", "no front matter").school_file("records/notes.txt", "x");
    let elsewhere = tempfile::tempdir().unwrap();
    fs::write(elsewhere.path().join("visit.yaml"), "kind: Visit").unwrap();
    let mut editor = Editor::on(drive.path());
    for uri in [
        "untitled:Untitled-1".to_owned(),
        super::editor::uri_of(elsewhere.path(), "visit.yaml"),
        "git:/x.yaml".to_owned(),
    ] {
        let document = json!({ "uri": uri, "languageId": "yaml", "version": 1, "text": "kind: Visit" });
        editor.notify("textDocument/didOpen", json!({ "textDocument": document }));
    }
    editor.open("templates/letter.md", "no front matter");
    editor.open(&in_school("records/notes.txt"), "x");
    editor.open(&in_school("records/~$notes.yaml"), "x: [");
    editor.open(VISIT_PATH, "kind: Visit");
    editor.expect(VISIT_PATH, &["unknown-kind"]);
    let lines = editor.lines();
    assert_eq!(lines.len(), 1, "{lines:?}");
}

#[test]
fn a_file_in_another_encoding_is_asked_to_be_saved_anew_until_it_is_changed() {
    let text = "kind: visit\ndate: 2026-12-01\nstatus: planned\nnote: Zoë\n";
    let bytes: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let drive = drive().file(VISIT_PATH, bytes);
    let mut editor = Editor::on(drive.path());
    editor.open(VISIT_PATH, text);
    editor.expect(VISIT_PATH, &["not-utf8"]);
    editor.replace(VISIT_PATH, &text.replace("Zoë", "Zoë B"));
    editor.expect(VISIT_PATH, &[]);
    editor.replace(VISIT_PATH, text);
    editor.expect(VISIT_PATH, &["not-utf8"]);
}

#[test]
fn several_drives_are_served_at_once() {
    let (one, other) = (drive(), drive());
    let mut editor = Editor::on(one.path());
    editor.open(VISIT_PATH, "kind: Visit");
    let uri = super::editor::uri_of(other.path(), VISIT_PATH);
    let document = json!({ "uri": uri, "languageId": "yaml", "version": 1, "text": "kind: visits" });
    editor.notify("textDocument/didOpen", json!({ "textDocument": document }));
    editor.expect(VISIT_PATH, &["unknown-kind"]);
    assert!(editor.wait_until(|editor| editor.diagnostics.get(&uri).is_some_and(|list| list.len() == 1)));
}

#[test]
fn a_client_that_asks_for_problems_is_told_them() {
    let drive = drive();
    let mut editor = Editor::on(drive.path());
    editor.open(VISIT_PATH, "kind: Visit");
    editor.expect(VISIT_PATH, &["unknown-kind"]);
    let uri = editor.uri(VISIT_PATH);
    editor.replace(VISIT_PATH, "kind: visit\nstatus: planned\n");
    let answer = editor.request("textDocument/diagnostic", json!({ "textDocument": { "uri": uri } }));
    assert_eq!(answer["result"]["kind"], "full");
    assert_eq!(answer["result"]["items"][0]["code"], "missing-field");
    editor.expect(VISIT_PATH, &["missing-field"]);
    assert_eq!(answer["result"]["items"], json!(editor.diagnostics[&uri]));
}

#[test]
fn messages_that_come_at_once_are_all_heeded() {
    let drive = drive();
    let mut editor = Editor::on(drive.path());
    editor.open(VISIT_PATH, "");
    let mut bytes = Vec::new();
    for (at, _) in VISIT.char_indices() {
        let edit = Edit { range: at..at, text: VISIT[at..=at].to_owned() };
        bytes.extend(framed(&editor.edit_message(VISIT_PATH, &[edit])));
    }
    editor.send_bytes(&bytes);
    editor.expect(VISIT_PATH, &[]);
    assert_eq!(editor.open[VISIT_PATH].1, VISIT);
}

#[test]
fn a_pro_forma_that_came_back_in_an_email_is_noticed_on_unsaved_text() {
    let drive = CaseFile::load("fixtures/rules/pro-forma-in-mail.txt").drive_of(&["both", "bad"]);
    let form = "Tom Hughes/Cedar/records/2026-11-24 pro forma.yaml";
    for has_cache in [false, true] {
        let mut editor = if has_cache { Editor::with_cache(drive.path(), json!({})) } else { Editor::on(drive.path()) };
        editor.open_file(form);
        editor.agrees_with_validate();
        editor.replace(form, "kind: pro-forma\nvisit: 2026-11-24\nsent: 2026-11-06\n");
        editor.expect("Tom Hughes/Cedar/emails/before.eml", &["pro-forma-in-mail"]);
        editor.agrees_with_validate();
        editor.replace(form, "kind: pro-forma\nvisit: 2026-11-24\nsent: 2026-11-06\nreturned: 2026-11-16\n");
        editor.expect("Tom Hughes/Cedar/emails/before.eml", &[]);
        editor.agrees_with_validate();
    }
}

#[test]
fn of_very_many_problems_the_first_are_shown() {
    let drive = drive();
    let mut editor = Editor::on(drive.path());
    let rows: String = (0..600).map(|number| format!("{{what: x, who: y, due: {number}}}, ")).collect();
    editor.open(VISIT_PATH, &format!("{VISIT}actions: [{rows}]\n"));
    editor.agrees_with_validate();
    let shown = &editor.diagnostics[&editor.uri(VISIT_PATH)];
    assert_eq!(shown.len(), 501);
    assert_eq!(shown[500]["message"], "and 100 more: `spoc validate` shows them all");
}

#[test]
fn a_text_that_is_opened_again_is_sent_its_problems_again() {
    let drive = drive();
    let beside = in_school("records/2026-12-01 pro forma.yaml");
    let mut editor = Editor::on(drive.path());
    editor.open(&beside, "kind: pro-forma\nvisit: 2026-12-01\n");
    for text in [VISIT, "kind: Visit\n"] {
        fs::write(drive.path().join(VISIT_PATH), text).unwrap();
        editor.open(VISIT_PATH, text);
        let codes: &[&str] = if text == VISIT { &[] } else { &["unknown-kind"] };
        editor.expect(VISIT_PATH, codes);
        // Some editors drop what they show of a text once it is closed.
        editor.close(VISIT_PATH);
        let uri = editor.uri(VISIT_PATH);
        if text != VISIT {
            editor.diagnostics.remove(&uri);
            editor.expect(VISIT_PATH, codes);
        }
        editor.diagnostics.remove(&uri);
        editor.open(VISIT_PATH, text);
        editor.expect(VISIT_PATH, codes);
        editor.close(VISIT_PATH);
    }
}

#[test]
fn a_text_that_lay_on_no_drive_has_one_once_that_is_there() {
    let drive = drive();
    let policy = drive.path().join("policy.toml");
    let away = drive.path().join("policy.away");
    fs::rename(&policy, &away).unwrap();
    let mut editor = Editor::on(drive.path());
    editor.open(VISIT_PATH, "kind: Visit\n");
    let uri = editor.uri(VISIT_PATH);
    let answer = editor.request(
        "textDocument/hover",
        json!({ "textDocument": { "uri": uri }, "position": { "line": 0, "character": 1 } }),
    );
    assert_eq!(answer["result"], Value::Null);
    std::thread::sleep(std::time::Duration::from_millis(300));
    assert_eq!(editor.codes(VISIT_PATH), None);
    fs::rename(&away, &policy).unwrap();
    editor.replace(VISIT_PATH, "kind: visits\n");
    editor.expect(VISIT_PATH, &["unknown-kind"]);
}
