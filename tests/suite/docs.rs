//! The pages for readers: every link leads somewhere, the front page stays short, the examples show what the program prints, and the page on the records
//! names the codes that the program knows.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use comrak::nodes::{AstNode, NodeValue};
use comrak::{Anchorizer, Arena, Options, parse_document};
use snapbox::assert_data_eq;

use crate::harness::{project, spoc_in};

/// The most lines of the front page: two screens of the hosting site.
const FRONT_PAGE_LINES: usize = 100;

/// A page, and what these tests need to know of it.
#[derive(Default)]
struct Page {
    /// The targets of its links and pictures.
    targets: Vec<String>,
    /// The anchors of its headings, which a link may name after a `#`.
    anchors: BTreeSet<String>,
    /// The content of its blocks of `console`.
    consoles: Vec<String>,
}

/// Every page in the project's root, in `docs` and in `templates`, by its path.
fn pages() -> BTreeMap<PathBuf, Page> {
    let folders = [project(), project().join("docs"), project().join("templates")];
    let files = folders.iter().flat_map(|folder| fs::read_dir(folder).unwrap()).map(|entry| entry.unwrap().path());
    let pages = files.filter(|file| file.extension().is_some_and(|ending| ending == "md"));
    pages.map(|file| (file.clone(), read(&fs::read_to_string(file).unwrap()))).collect()
}

fn read(text: &str) -> Page {
    let mut options = Options::default();
    options.extension.table = true;
    let arena = Arena::new();
    let mut page = Page::default();
    let mut anchorizer = Anchorizer::new();
    for node in parse_document(&arena, text, &options).descendants() {
        match &node.data.borrow().value {
            NodeValue::Link(link) | NodeValue::Image(link) => page.targets.push(link.url.clone()),
            NodeValue::HtmlInline(html) => page.targets.extend(sources(html)),
            NodeValue::HtmlBlock(block) => page.targets.extend(sources(&block.literal)),
            NodeValue::Heading(_) => drop(page.anchors.insert(anchorizer.anchorize(&heading(node)))),
            NodeValue::CodeBlock(block) if block.info == "console" => page.consoles.push(block.literal.clone()),
            _ => {}
        }
    }
    page
}

/// The pictures that a piece of HTML names.
fn sources(html: &str) -> impl Iterator<Item = String> + '_ {
    html.split("src=\"").skip(1).filter_map(|rest| Some(rest.split_once('"')?.0.to_owned()))
}

fn heading<'a>(node: &'a AstNode<'a>) -> String {
    node.descendants()
        .map(|part| match &part.data.borrow().value {
            NodeValue::Text(text) => text.to_string(),
            NodeValue::Code(code) => code.literal.clone(),
            _ => String::new(),
        })
        .collect()
}

#[test]
fn every_link_leads_somewhere() {
    let pages = pages();
    let mut broken = Vec::new();
    for (file, page) in &pages {
        for target in page.targets.iter().filter(|target| !target.contains("://")) {
            let (path, anchor) = target.split_once('#').unwrap_or((target, ""));
            let named = if path.is_empty() { file.clone() } else { file.parent().unwrap().join(path) };
            let found = named.canonicalize().is_ok_and(|named| {
                anchor.is_empty()
                    || pages.iter().any(|(file, page)| same(file, &named) && page.anchors.contains(anchor))
            });
            if !found {
                broken.push(format!("{}: {target}", file.display()));
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

fn same(file: &Path, named: &Path) -> bool {
    file.canonicalize().unwrap() == named
}

#[test]
fn the_front_page_fits_two_screens() {
    let lines = fs::read_to_string(project().join("README.md")).unwrap().lines().count();
    assert!(lines <= FRONT_PAGE_LINES, "README.md has {lines} lines: move what is for some readers alone to docs/");
}

#[test]
fn what_is_shown_is_what_is_printed() {
    // A pack of the examples is written there.
    fs::create_dir_all(project().join("target")).unwrap();
    let mut shown = 0;
    for page in pages().values() {
        for console in &page.consoles {
            for example in format!("\n{console}").split("\n$ spoc ").skip(1) {
                let (command, output) = example.split_once('\n').unwrap_or((example, ""));
                if !command.contains("fixtures/northmere") {
                    continue;
                }
                shown += 1;
                let run = spoc_in(&project(), &words(command).iter().map(String::as_str).collect::<Vec<_>>());
                let left_out = |line: &str| line.trim() == "…";
                let expected =
                    output.lines().map(|line| if left_out(line) { "...\n".to_owned() } else { format!("{line}\n") });
                assert_data_eq!(run.out, expected.collect::<String>());
            }
        }
    }
    assert!(shown > 0);
}

/// The words of a command line as a shell finds them: divided at spaces, but not between quotes.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (at, part) in line.split('"').enumerate() {
        if at % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    words
}

/// The page names the codes in tables, `| code | …`. A row that ends in `not yet` is of a code that is agreed but not in the program.
#[test]
fn the_page_on_the_records_knows_every_code() {
    let text = fs::read_to_string(project().join("docs/records.md")).unwrap();
    let (_, problems) = text.split_once("\n## 7. Problems").unwrap();
    let mut named = BTreeSet::new();
    for row in problems.lines().filter(|line| line.starts_with("| `") && !line.ends_with("| not yet |")) {
        let first = row.split('|').nth(1).unwrap();
        let columns = row.split('|').nth(2).unwrap().trim();
        if matches!(columns, "error" | "warning") {
            named.extend(first.split(',').map(|code| code.trim().trim_matches('`').to_owned()));
        }
    }
    let overdue = named.remove("overdue-STEP");
    let known = spoc::rules::RULES.iter().map(|rule| rule.code.as_str().to_owned());
    let known: BTreeSet<_> = known.filter(|code| !(overdue && code.starts_with("overdue-"))).collect();
    assert_eq!(named, known);
}
