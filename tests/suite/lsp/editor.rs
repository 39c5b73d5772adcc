//! An editor that follows a script: it starts the server, sends what the test says, and keeps what the server sends.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::harness::{TODAY, files, spoc_in, spoc_with};

/// How long it is waited for anything: no test should need more than a small part of it.
const PATIENCE: Duration = Duration::from_secs(60);

/// Of more problems in one file the server shows the first, and says how many more there are.
const MOST_SHOWN: usize = 500;

/// A change of a text, in bytes.
#[derive(Debug, Clone)]
pub struct Edit {
    pub range: std::ops::Range<usize>,
    pub text: String,
}

/// An editor with files of a drive open.
pub struct Editor {
    child: Child,
    input: Option<ChildStdin>,
    messages: Receiver<Value>,
    root: PathBuf,
    next_id: i64,
    /// The texts that are open, by path on the drive, with their versions.
    pub open: BTreeMap<String, (i64, String)>,
    /// The diagnostics that the server sent last, by address.
    pub diagnostics: BTreeMap<String, Vec<Value>>,
    /// How often a text was opened or closed since the server has sent its diagnostics anew, by address.
    reopened: HashMap<String, usize>,
    /// What the user was told.
    pub shown: Vec<String>,
    /// The answers that nobody has asked for yet.
    pub answers: Vec<Value>,
    utf_8: bool,
}

impl Editor {
    /// An editor as most are.
    pub fn on(root: &Path) -> Self {
        Self::with(root, json!({}))
    }

    /// An editor that can do this, on a drive.
    pub fn with(root: &Path, capabilities: Value) -> Self {
        let mut editor = Self::start(root);
        editor.begin(capabilities);
        editor
    }

    fn begin(&mut self, capabilities: Value) {
        let params = json!({ "processId": null, "rootUri": null, "capabilities": capabilities });
        let answer = self.request("initialize", params);
        self.utf_8 = answer["result"]["capabilities"]["positionEncoding"] == "utf-8";
        self.notify("initialized", json!({}));
    }

    /// An editor whose server has a cache, which other runs have filled.
    pub fn with_cache(root: &Path, capabilities: Value) -> Self {
        let cache = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cache of editors");
        let arguments = ["validate", root.to_str().unwrap(), "--today", TODAY];
        spoc_with(root, &arguments, &[("SPOC_CACHE", cache.to_str().unwrap())]);
        let mut editor = Self::start_with(root, Some(&cache));
        editor.begin(capabilities);
        editor
    }

    /// An editor that has not said a word yet.
    pub fn start(root: &Path) -> Self {
        Self::start_with(root, None)
    }

    fn start_with(root: &Path, cache: Option<&Path>) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_spoc"));
        command.args(["lsp", "--stdio", "--today", TODAY]).env_remove("SPOC_DRIVE").env_remove("RUST_BACKTRACE");
        match cache {
            Some(cache) => command.env("SPOC_CACHE", cache),
            None => command.arg("--no-cache"),
        };
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        // Wine now and then cannot start a program while it starts another (see the harness).
        let mut tries = 0;
        let mut child = loop {
            tries += 1;
            match command.spawn() {
                Err(error) if cfg!(windows) && tries < 5 && error.raw_os_error() == Some(1359) => {}
                other => break other.unwrap(),
            }
        };
        let (input, output) = (child.stdin.take(), child.stdout.take().unwrap());
        let (tell, messages) = channel();
        std::thread::spawn(move || {
            let mut output = BufReader::new(output);
            while let Some(message) = message(&mut output) {
                if tell.send(message).is_err() {
                    break;
                }
            }
        });
        // The same path as the program has it: on some systems the folder for temporary files is behind a link.
        let root = root.to_owned();
        let (open, diagnostics, reopened, shown, answers) = Default::default();
        Self { child, input, messages, root, next_id: 0, open, diagnostics, reopened, shown, answers, utf_8: false }
    }

    // What is sent.

    pub fn send_bytes(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().unwrap();
        // The server may have ended.
        let _ = input.write_all(bytes).and_then(|()| input.flush());
    }

    pub fn send(&mut self, message: &Value) {
        self.send_bytes(&framed(message));
    }

    pub fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// Asks, and waits for the answer.
    pub fn request(&mut self, method: &str, params: Value) -> Value {
        let id = self.ask(method, params);
        self.answer(id)
    }

    /// Asks, without waiting.
    pub fn ask(&mut self, method: &str, params: Value) -> i64 {
        self.next_id += 1;
        let id = self.next_id;
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
        id
    }

    /// The answer to what was asked.
    pub fn answer(&mut self, id: i64) -> Value {
        let is_it = |answer: &Value| answer["id"] == id;
        assert!(self.wait_until(|editor| editor.answers.iter().any(is_it)), "no answer to {id}");
        let at = self.answers.iter().position(is_it).unwrap();
        self.answers.remove(at)
    }

    pub fn uri(&self, path: &str) -> String {
        uri_of(&self.root, path)
    }

    pub fn open(&mut self, path: &str, text: &str) {
        let (uri, language) = (self.uri(path), if path.ends_with(".md") { "markdown" } else { "yaml" });
        self.open.insert(path.to_owned(), (1, text.to_owned()));
        *self.reopened.entry(uri.clone()).or_default() += 1;
        let document = json!({ "uri": uri, "languageId": language, "version": 1, "text": text });
        self.notify("textDocument/didOpen", json!({ "textDocument": document }));
    }

    /// Opens a file with what stands on the disk.
    pub fn open_file(&mut self, path: &str) {
        let text = fs::read_to_string(self.root.join(path)).unwrap();
        self.open(path, text.trim_start_matches('\u{FEFF}'));
    }

    /// Changes an open text, edit by edit, in one message.
    pub fn edit(&mut self, path: &str, edits: &[Edit]) {
        let message = self.edit_message(path, edits);
        self.send(&message);
    }

    pub fn edit_message(&mut self, path: &str, edits: &[Edit]) -> Value {
        let (uri, utf_8) = (self.uri(path), self.utf_8);
        let (version, text) = self.open.get_mut(path).unwrap();
        *version += 1;
        let mut changes = Vec::new();
        for Edit { range, text: new } in edits {
            let (start, end) = (place(text, range.start, utf_8), place(text, range.end, utf_8));
            changes.push(json!({ "range": { "start": start, "end": end }, "text": new }));
            text.replace_range(range.clone(), new);
        }
        let params = json!({ "textDocument": { "uri": uri, "version": *version }, "contentChanges": changes });
        json!({ "jsonrpc": "2.0", "method": "textDocument/didChange", "params": params })
    }

    /// Puts another text in place of an open one.
    pub fn replace(&mut self, path: &str, text: &str) {
        let uri = self.uri(path);
        let (version, old) = self.open.get_mut(path).unwrap();
        *version += 1;
        let version = *version;
        text.clone_into(old);
        let document = json!({ "uri": uri, "version": version });
        self.notify(
            "textDocument/didChange",
            json!({ "textDocument": document, "contentChanges": [{ "text": text }] }),
        );
    }

    /// Makes the changes of open texts that the server has named.
    pub fn apply(&mut self, edit: &Value) {
        let mut changes: Vec<(String, Option<i64>, Vec<Value>)> = Vec::new();
        for change in edit["documentChanges"].as_array().into_iter().flatten() {
            let document = &change["textDocument"];
            let edits = change["edits"].as_array().unwrap().clone();
            changes.push((document["uri"].as_str().unwrap().to_owned(), document["version"].as_i64(), edits));
        }
        for (uri, edits) in edit["changes"].as_object().into_iter().flatten() {
            changes.push((uri.clone(), None, edits.as_array().unwrap().clone()));
        }
        assert!(!changes.is_empty(), "{edit}");
        for (uri, version, edits) in changes {
            let path = self.open.keys().find(|path| self.uri(path) == uri).unwrap().clone();
            let (of, mut text) = self.open[&path].clone();
            assert!(version.is_none_or(|version| version == of), "for another version");
            // From the end on, so that what comes before keeps its place.
            let place_of = |text: &str, place: &Value| offset(text, place, self.utf_8);
            let mut edits: Vec<_> = edits
                .iter()
                .map(|edit| {
                    let range = &edit["range"];
                    (
                        place_of(&text, &range["start"])..place_of(&text, &range["end"]),
                        edit["newText"].as_str().unwrap(),
                    )
                })
                .collect();
            edits.sort_by_key(|(range, _)| std::cmp::Reverse(range.start));
            for (range, new) in edits {
                text.replace_range(range, new);
            }
            self.replace(&path, &text);
        }
    }

    /// Saves an open text.
    pub fn save(&mut self, path: &str) {
        let file = self.root.join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, &self.open[path].1).unwrap();
        let uri = self.uri(path);
        self.notify("textDocument/didSave", json!({ "textDocument": { "uri": uri } }));
    }

    pub fn close(&mut self, path: &str) {
        self.open.remove(path);
        let uri = self.uri(path);
        *self.reopened.entry(uri.clone()).or_default() += 1;
        self.notify("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
    }

    /// Tells of files that have changed on the disk.
    pub fn changed_on_disk(&mut self, paths: &[&str]) {
        let changes: Vec<_> = paths.iter().map(|path| json!({ "uri": self.uri(path), "type": 2 })).collect();
        self.notify("workspace/didChangeWatchedFiles", json!({ "changes": changes }));
    }

    // What is waited for.

    /// Waits until something is so; false where it is not so in a long while, or the server has ended.
    pub fn wait_until(&mut self, is_so: impl Fn(&Self) -> bool) -> bool {
        let end = Instant::now() + PATIENCE;
        loop {
            while let Ok(message) = self.messages.try_recv() {
                self.take(message);
            }
            if is_so(self) {
                return true;
            }
            match self.messages.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(message) => self.take(message),
                Err(_) => return is_so(self),
            }
        }
    }

    fn take(&mut self, message: Value) {
        let params = &message["params"];
        match message["method"].as_str() {
            Some("textDocument/publishDiagnostics") => {
                let uri = params["uri"].as_str().unwrap().to_owned();
                let list = params["diagnostics"].as_array().unwrap().clone();
                if self.diagnostics.get(&uri) == Some(&list) {
                    let left = self.reopened.get_mut(&uri).filter(|left| **left > 0);
                    *left.expect("the same was sent twice") -= 1;
                }
                self.diagnostics.insert(uri, list);
            }
            Some("window/showMessage") => self.shown.push(params["message"].as_str().unwrap().to_owned()),
            Some("workspace/applyEdit") => {
                let id = message["id"].clone();
                self.apply(&params["edit"]);
                self.send(&json!({ "jsonrpc": "2.0", "id": id, "result": { "applied": true } }));
            }
            Some("client/registerCapability") => {
                let id = message["id"].clone();
                self.send(&json!({ "jsonrpc": "2.0", "id": id, "result": null }));
            }
            Some(other) => panic!("the server sent {other}"),
            None => self.answers.push(message),
        }
    }

    /// The codes of the diagnostics of a file; none where the server has sent nothing for it.
    pub fn codes(&self, path: &str) -> Option<Vec<&str>> {
        let list = self.diagnostics.get(&self.uri(path))?;
        Some(list.iter().map(|one| one["code"].as_str().unwrap_or_default()).collect())
    }

    /// Waits until the diagnostics of a file have these codes.
    pub fn expect(&mut self, path: &str, codes: &[&str]) {
        assert!(
            self.wait_until(|editor| editor.codes(path).as_deref() == Some(codes)),
            "{path}: {:?}, not {codes:?}",
            self.codes(path)
        );
    }

    /// Every diagnostic that stands, a line each.
    pub fn lines(&self) -> Vec<String> {
        let of_file = |(uri, list): (&String, &Vec<Value>)| {
            let line = |one: &Value| {
                if one["code"].is_null() {
                    let message = one["message"].as_str().unwrap();
                    let more = message.strip_suffix(": `spoc validate` shows them all").unwrap();
                    return format!("{uri} {more}");
                }
                let start = &one["range"]["start"];
                let (severity, code) = (&one["severity"], one["code"].as_str().unwrap_or_default());
                format!("{uri} {}:{} {severity} {code} {}", start["line"], start["character"], one["message"])
            };
            list.iter().map(line).collect::<Vec<_>>()
        };
        self.diagnostics.iter().flat_map(of_file).collect()
    }

    /// What [`Self::lines`] is to be: what `validate` says of the drive with all open texts saved, of the files that are open and of the others of
    /// their schools.
    pub fn expected_lines(&self) -> Vec<String> {
        let saved = self.saved();
        let run = spoc_in(
            &self.root,
            &[
                "validate",
                "--drive",
                saved.path().to_str().unwrap(),
                "--no-cache",
                "--today",
                TODAY,
                "--format",
                "json",
            ],
        );
        assert!(run.err.is_empty(), "{run:?}");
        let schools: Vec<_> = self.open.keys().filter_map(|path| school_of(path)).collect();
        let mut lines = Vec::new();
        let mut problems: BTreeMap<String, usize> = BTreeMap::new();
        for problem in run.json()["problems"].as_array().unwrap() {
            let path = problem["path"].as_str().unwrap();
            let school = schools.iter().find(|school| path == **school || path.starts_with(&format!("{school}/")));
            if school.is_none() && (!self.open.contains_key(path) || school_of(path).is_some()) {
                continue;
            }
            let is_folder = saved.path().join(path).is_dir();
            let file = school.filter(|_| is_folder).map(|school| format!("{school}/school.yaml"));
            let uri = self.uri(file.as_deref().unwrap_or(path));
            let place = match (problem["line"].as_u64(), problem["column"].as_u64()) {
                (Some(line), Some(column)) => {
                    let bytes = fs::read(saved.path().join(path)).unwrap();
                    let text = String::from_utf8_lossy(&bytes).into_owned();
                    self.place_of(&text, line, column)
                }
                _ => "0:0".to_owned(),
            };
            let severity = if problem["severity"] == "error" { 1 } else { 2 };
            let message = format!("{}\n{}", problem["message"].as_str().unwrap(), problem["help"].as_str().unwrap());
            let of_file = problems.entry(uri.clone()).or_default();
            *of_file += 1;
            if *of_file > MOST_SHOWN {
                continue;
            }
            lines.push(format!(
                "{uri} {place} {severity} {} {}",
                problem["code"].as_str().unwrap(),
                Value::from(message)
            ));
        }
        let more = problems.into_iter().filter(|(_, problems)| *problems > MOST_SHOWN);
        lines.extend(more.map(|(uri, problems)| format!("{uri} and {} more", problems - MOST_SHOWN)));
        lines.sort();
        lines
    }

    /// Waits until what stands is what `validate` says.
    pub fn agrees_with_validate(&mut self) {
        let expected = self.expected_lines();
        let sorted = |editor: &Self| {
            let mut lines = editor.lines();
            lines.sort();
            lines
        };
        assert!(
            self.wait_until(|editor| sorted(editor) == expected),
            "the server says\n{}\nand validate\n{}\nopen: {:?}",
            sorted(self).join("\n"),
            expected.join("\n"),
            self.open.keys()
        );
    }

    /// A copy of the drive with all open texts saved.
    fn saved(&self) -> tempfile::TempDir {
        let copy = tempfile::tempdir().unwrap();
        let write = |path: &Path, bytes: &[u8]| {
            let to = copy.path().join(path);
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            fs::write(to, bytes).unwrap();
        };
        for folder in folders(&self.root) {
            fs::create_dir_all(copy.path().join(folder)).unwrap();
        }
        for file in files(&self.root) {
            write(&file, &fs::read(self.root.join(&file)).unwrap());
        }
        for (path, (_, text)) in &self.open {
            write(Path::new(path), text.as_bytes());
        }
        copy
    }

    /// A problem's place as the protocol counts it.
    fn place_of(&self, text: &str, line: u64, column: u64) -> String {
        let mut rest = text;
        let mut at = 0;
        for _ in 1..line {
            let end = rest.find(['\n', '\r']).unwrap();
            let length = if rest[end..].starts_with("\r\n") { 2 } else { 1 };
            at += end + length;
            rest = &rest[end + length..];
        }
        let mark = usize::from(line == 1 && text.starts_with('\u{FEFF}'));
        let before =
            rest.char_indices().nth(usize::try_from(column).unwrap() - 1 + mark).map_or(rest.len(), |(at, _)| at);
        let place = place(text, at + before, self.utf_8);
        format!("{}:{}", place["line"], place["character"])
    }

    // How it ends.

    /// Says no more; gives the exit status and what the server wrote to standard error.
    pub fn end(mut self) -> (Option<i32>, String) {
        drop(self.input.take());
        self.ended()
    }

    /// Waits until the server has ended by itself.
    pub fn ended(mut self) -> (Option<i32>, String) {
        let end = Instant::now() + PATIENCE;
        let status = loop {
            match self.child.try_wait().unwrap() {
                Some(status) => break status,
                None if Instant::now() > end => panic!("the server does not end"),
                None => std::thread::sleep(Duration::from_millis(5)),
            }
        };
        let mut said = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        (status.code(), said)
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A message with its header.
pub fn framed(message: &Value) -> Vec<u8> {
    let content = message.to_string();
    format!("Content-Length: {}\r\n\r\n{content}", content.len()).into_bytes()
}

fn message(output: &mut impl BufRead) -> Option<Value> {
    let mut length = None;
    loop {
        let mut line = String::new();
        if output.read_line(&mut line).ok()? == 0 {
            return None;
        }
        if line.trim().is_empty() {
            break;
        }
        length = line.trim().strip_prefix("Content-Length: ").map(|length| length.parse().unwrap());
    }
    let mut content = vec![0; length?];
    output.read_exact(&mut content).ok()?;
    Some(serde_json::from_slice(&content).unwrap())
}

/// The address of a file, as VS Code writes it.
pub fn uri_of(root: &Path, path: &str) -> String {
    let whole = format!("{}/{path}", root.to_str().unwrap().replace('\\', "/"));
    let mut uri = String::from(if whole.starts_with('/') { "file://" } else { "file:///" });
    for byte in whole.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' | b'~' => uri.push(char::from(byte)),
            b':' if uri.len() == "file:///C".len() => uri.push(':'),
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

/// The place of a byte as the protocol counts it.
fn place(text: &str, offset: usize, utf_8: bool) -> Value {
    let before = &text[..offset];
    // Between CR and LF there is no place.
    let bytes = text.as_bytes();
    let ends: Vec<_> = (0..offset)
        .filter(|at| bytes[*at] == b'\n' || (bytes[*at] == b'\r' && bytes.get(at + 1) != Some(&b'\n')))
        .collect();
    let start = ends.last().map_or(0, |at| at + 1);
    let line = before[start..].trim_end_matches('\r');
    let character = if utf_8 { line.len() } else { line.encode_utf16().count() };
    json!({ "line": ends.len(), "character": character })
}

/// The byte at a place of the protocol.
fn offset(text: &str, at: &Value, utf_8: bool) -> usize {
    let all = text.char_indices().map(|(at, _)| at).chain([text.len()]);
    let mut all = all.filter(|at| !(text[..*at].ends_with('\r') && text[*at..].starts_with('\n')));
    all.find(|offset| place(text, *offset, utf_8) == *at).unwrap()
}

/// The school in whose folder a file lies.
fn school_of(path: &str) -> Option<String> {
    let mut parts = path.splitn(3, '/');
    let (manager, school, _) = (parts.next()?, parts.next()?, parts.next()?);
    let is_school = !manager.starts_with(['.', '_']) && !school.starts_with(['.', '_']);
    (is_school && manager != "templates").then(|| format!("{manager}/{school}"))
}

fn folders(root: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut next = vec![root.to_owned()];
    while let Some(folder) = next.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                found.push(path.strip_prefix(root).unwrap().to_owned());
                next.push(path);
            }
        }
    }
    found
}
