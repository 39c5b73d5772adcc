//! No two files of `src` use each other, directly or by way of others. So a file can be read with nothing but the files that it is built on.
//!
//! A file uses another where it names something of that other, in a `use` or in a path. Where a folder's `mod.rs` only passes a name on (`pub use`), using
//! the name counts as using the file that the name comes from. So a `mod.rs` may be a front for its files; apart from that it may hold what they are
//! built on, or what is built of them, but not both.

use std::collections::{BTreeMap, BTreeSet};

use crate::tidy::{Source, sources};

/// A module: the names from the crate's root to it.
type Module = Vec<String>;

/// The parts in which files still use each other. The list may only get shorter.
const STILL_IN_CIRCLES: &[&str] = &[];

/// What this test needs to know of a file.
#[derive(Default)]
struct File {
    path: String,
    /// The modules that it declares; each has a file.
    declares: BTreeSet<String>,
    /// What it brings into its scope (`use`): the path of each name.
    imports: BTreeMap<String, Vec<String>>,
    /// What it passes on (`pub use`): the path of each name.
    passes_on: BTreeMap<String, Vec<String>>,
    /// Its code without comments, texts and `use` items.
    body: String,
}

#[test]
fn no_two_files_use_each_other() {
    let files = files(&sources());
    let uses = uses(&files);
    let path = |module: &Module| files[module].path.clone();
    let reach: BTreeMap<_, _> = uses.keys().map(|module| (module, reachable(&uses, module))).collect();
    let circle = |a: &Module, b: &Module| reach[a].contains(b) && reach[b].contains(a);
    let in_circles: BTreeSet<_> =
        uses.keys().filter(|module| circle(module, module)).map(|module| &*module[0]).collect();
    let mut said = String::new();
    for (from, targets) in &uses {
        for to in targets.keys().filter(|to| circle(from, to)) {
            let names: Vec<_> = targets[to].iter().map(String::as_str).collect();
            said.push_str(&format!("  {} uses {}: {}\n", path(from), path(to), names.join(", ")));
        }
    }
    let known: BTreeSet<_> = STILL_IN_CIRCLES.iter().copied().collect();
    assert_eq!(
        in_circles, known,
        "the parts with files that use each other, and the list of those that still may:\n{said}"
    );
}

fn reachable(uses: &BTreeMap<Module, BTreeMap<Module, BTreeSet<String>>>, from: &Module) -> BTreeSet<Module> {
    let (mut found, mut next) = (BTreeSet::new(), vec![from]);
    while let Some(module) = next.pop() {
        for target in uses[module].keys() {
            if found.insert(target.clone()) {
                next.push(target);
            }
        }
    }
    found
}

fn files(sources: &[Source]) -> BTreeMap<Module, File> {
    let module = |path: &str| -> Module {
        let path = path.trim_end_matches(".rs").trim_end_matches("/mod");
        if path == "lib" { Vec::new() } else { path.split('/').map(str::to_owned).collect() }
    };
    let of_library = sources.iter().filter(|source| source.path != "main.rs");
    let mut files: BTreeMap<_, _> = of_library.map(|source| (module(&source.path), read(source))).collect();
    let modules: Vec<_> =
        files.keys().filter_map(|module| module.split_last()).map(|(name, of)| (name.clone(), of.to_vec())).collect();
    for (name, of) in modules {
        files.entry(of).or_default().declares.insert(name);
    }
    files
}

fn read(source: &Source) -> File {
    let mut file = File { path: source.path.clone(), ..File::default() };
    let mut rest = &*plain(&source.code);
    while let Some(at) = next_item(rest) {
        let end = rest[at..].find(';').map_or(rest.len(), |end| at + end);
        let item = &rest[at..end];
        file.body.push_str(&rest[..at]);
        let (is_public, item) = match item.strip_prefix("pub") {
            Some(item) => (true, item.trim_start_matches(|c| c != ' ').trim_start()),
            None => (false, item),
        };
        if !item.starts_with("mod ") {
            let list = if is_public { &mut file.passes_on } else { &mut file.imports };
            spread(item.trim_start_matches("use").trim(), &[], list);
        }
        rest = rest.get(end + 1..).unwrap_or_default();
    }
    file.body.push_str(rest);
    file
}

/// Where the next `use` or `mod` item begins, at the start of a line.
fn next_item(code: &str) -> Option<usize> {
    let mut at = 0;
    for line in code.split_inclusive('\n') {
        let item = line.trim_start();
        let bare = item.strip_prefix("pub").map_or(item, |rest| {
            let rest = if rest.starts_with('(') { rest.split_once(')').map_or(rest, |(_, rest)| rest) } else { rest };
            rest.trim_start()
        });
        let is_module = bare.starts_with("mod ") && bare.trim_end().ends_with(';');
        if is_module || bare.starts_with("use ") {
            return Some(at + line.len() - item.len());
        }
        at += line.len();
    }
    None
}

/// `a::{b, c as d}` as `b` from `a::b` and `d` from `a::c`.
fn spread(tree: &str, before: &[String], list: &mut BTreeMap<String, Vec<String>>) {
    let tree = tree.trim();
    if let Some((head, inner)) = tree.split_once('{') {
        let mut before = before.to_vec();
        before.extend(head.trim_end_matches("::").split("::").filter(|part| !part.is_empty()).map(str::to_owned));
        let inner = inner.strip_suffix('}').unwrap_or(inner);
        let (mut depth, mut from) = (0, 0);
        for (at, c) in inner.char_indices().chain([(inner.len(), ',')]) {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                ',' if depth == 0 => {
                    spread(&inner[from..at], &before, list);
                    from = at + 1;
                }
                _ => {}
            }
        }
        return;
    }
    let (path, name) = tree.split_once(" as ").map_or((tree, None), |(path, name)| (path, Some(name.trim())));
    let mut path: Vec<_> = before.iter().cloned().chain(path.trim().split("::").map(str::to_owned)).collect();
    if path.last().is_some_and(|last| last == "self") {
        path.pop();
    }
    if let Some(last) = path.last().cloned().filter(|last| !last.is_empty()) {
        list.insert(name.map_or(last, str::to_owned), path);
    }
}

/// For each file, the files that it uses, with the names that it takes from each.
fn uses(files: &BTreeMap<Module, File>) -> BTreeMap<Module, BTreeMap<Module, BTreeSet<String>>> {
    let of_file = |(module, file): (&Module, &File)| {
        let mut targets: BTreeMap<Module, BTreeSet<String>> = BTreeMap::new();
        let mut take = |path: &[String]| {
            if let Some((target, name)) = resolve(files, module, path, 0).filter(|(target, _)| target != module) {
                targets.entry(target).or_default().insert(name);
            }
        };
        for path in file.imports.values() {
            // Where a whole module is brought in, its use counts where something is taken from it, further down.
            if !resolve(files, module, path, 0).is_some_and(|(_, name)| name.is_empty()) {
                take(path);
            }
        }
        for path in paths(&file.body) {
            let whole = match file.imports.get(&path[0]).or_else(|| file.passes_on.get(&path[0])) {
                Some(import) => import.iter().chain(&path[1..]).cloned().collect(),
                None => path,
            };
            take(&whole);
        }
        for (name, path) in &file.passes_on {
            if words(&file.body).any(|word| word == name) {
                take(path);
            }
        }
        (module.clone(), targets)
    };
    // The crate's root declares all parts and uses none.
    files.iter().filter(|(module, _)| !module.is_empty()).map(of_file).collect()
}

/// The file that a path leads to, and the name that the path takes from it, empty where the path names the module itself. None where the path leads out
/// of the crate.
fn resolve(files: &BTreeMap<Module, File>, from: &Module, path: &[String], depth: usize) -> Option<(Module, String)> {
    let mut at = from.clone();
    let mut rest = path;
    match path.first()?.as_str() {
        "crate" => (at, rest) = (Vec::new(), &rest[1..]),
        "self" => rest = &rest[1..],
        "super" => {
            while rest.first().is_some_and(|part| part == "super") {
                at.pop();
                rest = &rest[1..];
            }
        }
        first if files[from].declares.contains(first) => {}
        _ => return None,
    }
    while let Some(part) = rest.first().filter(|part| files[&at].declares.contains(*part)) {
        at.push(part.clone());
        rest = &rest[1..];
    }
    let Some(name) = rest.first() else { return Some((at, String::new())) };
    if let Some(passed) = files[&at].passes_on.get(name).filter(|_| depth < 8) {
        let whole: Vec<_> = passed.iter().chain(&rest[1..]).cloned().collect();
        if let Some(found) = resolve(files, &at, &whole, depth + 1) {
            return Some(found);
        }
    }
    Some((at, name.clone()))
}

/// Every path, such as `a::b::c`, in a text.
fn paths(code: &str) -> Vec<Vec<String>> {
    let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
    let runs = code.split(|c| !is_part(c)).filter(|run| run.contains("::"));
    let parts = |run: &str| run.split("::").map(|part| part.trim_matches(':').to_owned()).collect::<Vec<_>>();
    runs.map(parts).filter(|parts| !parts[0].is_empty()).collect()
}

fn words(code: &str) -> impl Iterator<Item = &str> {
    code.split(|c: char| !(c.is_alphanumeric() || c == '_'))
}

/// Code without comments, and without the text between quotes.
fn plain(code: &str) -> String {
    let (mut out, mut rest) = (String::new(), code);
    while let Some(c) = rest.chars().next() {
        let skipped = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if let Some(hashes) = raw_text(rest) {
            let end = format!("\"{}", "#".repeat(hashes));
            rest[hashes + 2..].find(&end).map_or(rest.len(), |at| hashes + 2 + at + end.len())
        } else if c == '"' {
            quoted(rest)
        } else if let Some(length) = letter(rest) {
            length
        } else {
            out.push(c);
            rest = &rest[c.len_utf8()..];
            continue;
        };
        rest = &rest[skipped..];
    }
    out
}

/// The number of hashes of the raw string that begins here; none where none does.
fn raw_text(code: &str) -> Option<usize> {
    let rest = code.strip_prefix('r')?;
    let hashes = rest.len() - rest.trim_start_matches('#').len();
    rest[hashes..].starts_with('"').then_some(hashes)
}

fn quoted(code: &str) -> usize {
    let mut is_escaped = false;
    for (at, c) in code.char_indices().skip(1) {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    code.len()
}

/// The length of the character literal that begins here; none where none does (a lifetime is none).
fn letter(code: &str) -> Option<usize> {
    let rest = code.strip_prefix('\'')?;
    if rest.starts_with('\\') {
        return rest[2..].find('\'').map(|at| at + 4);
    }
    let c = rest.chars().next()?;
    rest[c.len_utf8()..].starts_with('\'').then_some(c.len_utf8() + 2)
}

#[test]
fn a_path_is_followed_to_the_file_that_it_comes_from() {
    let source = |path: &str, code: &str| Source { path: path.to_owned(), part: String::new(), code: code.to_owned() };
    let found = files(&[
        source("lib.rs", "pub mod a;\npub mod b;\n"),
        source("a/mod.rs", "mod x;\nmod y;\npub use self::x::{Ex, Other as Another};\n// use crate::b::No;\n"),
        source("a/x.rs", "use crate::b;\nfn f(c: char) -> b::Bee { c == '\"'; \"super::y::No\"; super::y::go() }\n"),
        source("a/y.rs", "use super::{Another, Ex};\n"),
        source("b.rs", "use std::fmt;\npub(super) use crate::a::Ex as Passed;\n"),
    ]);
    let uses = uses(&found);
    let said: Vec<_> = uses
        .iter()
        .flat_map(|(from, targets)| targets.iter().map(move |(to, names)| (from, to, names)))
        .map(|(from, to, names)| format!("{} {} {names:?}", from.join("/"), to.join("/")))
        .collect();
    assert_eq!(said, [r#"a/x a/y {"go"}"#, r#"a/x b {"Bee"}"#, r#"a/y a/x {"Ex", "Other"}"#]);
}
