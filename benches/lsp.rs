//! From a keystroke to the diagnostics, in the largest school of a made drive, and in one that holds the records of ten: `spoc lsp` as an editor has
//! it, over its standard input and output.
//!
//! `cargo bench --bench lsp`; `cargo bench --bench lsp -- 4000` for a smaller drive.

#![allow(
    clippy::print_stdout,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a program of its own, which says what it measured"
)]

#[allow(dead_code, unused_imports, reason = "no bench uses all of the maker")]
mod make_drive;

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

const KEYSTROKES: usize = 200;

fn main() {
    let records = std::env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(20_000);
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let root = make_drive::kept(&folder, records).canonicalize().unwrap();
    let mut schools: Vec<_> = folders_in(&root).iter().flat_map(|manager| folders_in(manager)).collect();
    schools.sort_by_key(|school| std::cmp::Reverse(files_below(school).len()));
    println!("a drive of {records} records, {} schools", schools.len());
    measure("its largest school", &root, &schools[0]);
    // A school as large as ten.
    let own = tempfile::tempdir_in(&folder).unwrap();
    let drive = own.path().canonicalize().unwrap();
    fs::copy(root.join("policy.toml"), drive.join("policy.toml")).unwrap();
    let large = drive.join("A Manager/A School");
    for (number, school) in schools.iter().take(10).enumerate() {
        for file in files_below(school) {
            let inner = file.strip_prefix(school).unwrap();
            let mut parts = inner.iter();
            let first = parts.next().unwrap();
            let to = match parts.as_path() {
                rest if rest.as_os_str().is_empty() => large.join(first),
                rest => large.join(first).join(number.to_string()).join(rest),
            };
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            fs::copy(file, to).unwrap();
        }
    }
    measure("ten schools in one", &drive, &large);
}

fn measure(what: &str, root: &Path, school: &Path) {
    let files = files_below(school);
    let is_record = |file: &&PathBuf| file.extension().is_some_and(|ending| ending == "yaml" || ending == "md");
    let bytes: u64 = files.iter().filter(is_record).map(|file| file.metadata().unwrap().len()).sum();
    let visits = files.iter().filter(|file| file.file_name().unwrap().to_string_lossy().ends_with(" visit.yaml"));
    let visit = visits.max_by_key(|file| file.metadata().unwrap().len()).unwrap();
    let text = fs::read_to_string(visit).unwrap();
    let line = text.lines().position(|line| line.starts_with("status:")).unwrap();
    let column = text.lines().nth(line).unwrap().len();
    let mut editor = Editor::start(root);
    let begun = Instant::now();
    let uri = format!("file://{}", visit.to_str().unwrap().replace(' ', "%20"));
    let document = json!({ "uri": uri, "languageId": "yaml", "version": 1, "text": text });
    editor.notify("textDocument/didOpen", json!({ "textDocument": document }));
    editor.diagnostics(&uri);
    let opened = begun.elapsed();
    // The server goes on reading the numbers of all schools.
    std::thread::sleep(Duration::from_secs(2));
    let mut times = Vec::new();
    for version in 2..KEYSTROKES + 2 {
        let at = |character: usize| json!({ "line": line, "character": character });
        let (end, text) = if version % 2 == 0 { (column, "x") } else { (column + 1, "") };
        let change = json!({ "range": { "start": at(column), "end": at(end) }, "text": text });
        let begun = Instant::now();
        let document = json!({ "uri": uri, "version": version });
        editor.notify("textDocument/didChange", json!({ "textDocument": document, "contentChanges": [change] }));
        editor.diagnostics(&uri);
        times.push(begun.elapsed());
    }
    times.sort();
    let millis = |time: Duration| time.as_secs_f64() * 1_000.0;
    println!(
        "{what}: {} records, {:.1} MB, opened in {:.0} ms; a keystroke {:.1} ms in the middle, {:.1} ms at most",
        files.iter().filter(is_record).count(),
        bytes as f64 / 1e6,
        millis(opened),
        millis(times[times.len() / 2]),
        millis(times[times.len() - 1])
    );
    answers(&mut editor, &uri, &text);
}

/// How long the answers take that an editor asks for while somebody types a child's row at the end of the record.
fn answers(editor: &mut Editor, uri: &str, text: &str) {
    let lines = text.lines().count();
    let text = format!("{}\nchildren:\n  - upn: ", text.trim_end());
    let typed = json!({ "line": lines + 1, "character": 9 });
    let upn = text.lines().position(|line| line.contains("upn: ") || line.contains("child: "));
    let line = upn.unwrap_or(0);
    let column = text.lines().nth(line).unwrap_or_default().find("upn: ").map_or(7, |at| at + 7);
    let at = json!({ "line": line, "character": column });
    let document = json!({ "uri": uri, "version": KEYSTROKES + 2 });
    editor.notify("textDocument/didChange", json!({ "textDocument": document, "contentChanges": [{ "text": text }] }));
    let all = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": lines, "character": 0 } });
    let mut said = Vec::new();
    for (method, more) in [
        ("completion", json!({ "position": typed })),
        ("hover", json!({ "position": at })),
        ("inlayHint", json!({ "range": all })),
        ("references", json!({ "position": at, "context": { "includeDeclaration": true } })),
        ("rename", json!({ "position": at, "newName": "B801200005001" })),
        ("documentSymbol", json!({})),
        ("codeLens", json!({})),
    ] {
        let mut params = more;
        params["textDocument"] = json!({ "uri": uri });
        let mut times = Vec::new();
        for id in 0..20 {
            let begun = Instant::now();
            let request =
                json!({ "jsonrpc": "2.0", "id": id, "method": format!("textDocument/{method}"), "params": params });
            editor.send(&request);
            while editor.message()["id"] != id {}
            times.push(begun.elapsed());
        }
        times.sort();
        said.push(format!("{method} {:.1} ms", times[times.len() / 2].as_secs_f64() * 1_000.0));
    }
    println!("  answers: {}", said.join(", "));
}

/// An editor that waits for nothing but diagnostics.
struct Editor {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Editor {
    fn start(root: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_spoc"))
            .args(["lsp", "--no-cache", "--today", make_drive::TODAY])
            .current_dir(root)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (input, output) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
        let mut editor = Self { child, input, output };
        let params = json!({ "processId": null, "rootUri": null, "capabilities": {} });
        editor.send(&json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params }));
        editor.message();
        editor.notify("initialized", json!({}));
        editor
    }

    fn send(&mut self, message: &Value) {
        let content = message.to_string();
        self.input.write_all(format!("Content-Length: {}\r\n\r\n{content}", content.len()).as_bytes()).unwrap();
        self.input.flush().unwrap();
    }

    fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// Waits for the diagnostics of a file.
    fn diagnostics(&mut self, uri: &str) {
        while self.message()["params"]["uri"] != uri {}
    }

    fn message(&mut self) -> Value {
        let mut length = 0;
        loop {
            let mut line = String::new();
            assert!(self.output.read_line(&mut line).unwrap() > 0, "the server has ended");
            match line.trim().strip_prefix("Content-Length: ") {
                Some(number) => length = number.parse().unwrap(),
                None if line.trim().is_empty() => break,
                None => {}
            }
        }
        let mut content = vec![0; length];
        self.output.read_exact(&mut content).unwrap();
        serde_json::from_slice(&content).unwrap()
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn folders_in(folder: &Path) -> Vec<PathBuf> {
    let folders = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir());
    let mut folders: Vec<_> = folders.collect();
    folders.sort();
    folders
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files_below(&path)) } else { found.push(path) }
    }
    found
}
