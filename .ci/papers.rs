//! The papers of the release: our own licences, those of the fonts, those of every library that is built into the program, the quick start, and
//! the page for the IT department. `.ci/release` calls it.
//!
//! `cargo run --example papers -- FOLDER TARGET` writes them into a folder; without the feature `pdf` as pages alone.
//! `cargo run --example papers -- zip FOLDER FILE` packs a folder, so that the same folder gives the same bytes.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::error::Error;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{Seek, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use spoc::pack::Pack;

/// How the files begin in which a library's licence stands.
const LICENCE_FILES: [&str; 5] = ["licen", "copying", "copyright", "notice", "unlicen"];
/// A library whose package holds no text has to be under one of these: the text of the first goes with every release, the second asks for none.
const TEXT_NOT_NEEDED: [&str; 2] = ["Apache-2.0", "0BSD"];

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["zip", folder, file] => zip(Path::new(folder), Path::new(file)),
        [folder, target] => papers(Path::new(folder), target),
        _ => Err("give the folder and the target, or `zip`, the folder and the file".into()),
    }
}

fn papers(folder: &Path, target: &str) -> Result<(), Box<dyn Error>> {
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    let licences = folder.join("Licences");
    fs::create_dir_all(&licences)?;
    fs::copy(project.join("LICENSE-MIT"), licences.join("spoc, MIT.txt"))?;
    fs::copy(project.join("LICENSE-APACHE"), licences.join("spoc, Apache-2.0.txt"))?;
    fs::copy(project.join("templates/fonts/LICENCES.txt"), licences.join("fonts.txt"))?;
    fs::write(licences.join("libraries.txt"), libraries(project, target)?)?;
    for (page, name) in [("quick-start.md", "Quick start"), ("it.md", "For the IT department")] {
        let paper = paper(&project.join("docs"), page)?;
        // Each in the form that anyone can open: the folder has one paper of a kind.
        write_paper(project, &paper, &folder.join(name))?;
    }
    Ok(())
}

/// A page of `docs` as a paper, with its pictures.
fn paper(docs: &Path, page: &str) -> Result<Pack, Box<dyn Error>> {
    let text = fs::read_to_string(docs.join(page))?;
    let title = text.lines().next().unwrap_or_default().trim_start_matches("# ").to_owned();
    let (mut markdown, mut pictures) = (String::new(), BTreeMap::new());
    for line in text.lines() {
        // A picture stands on a line of its own: `![what it shows](pictures/name.png)`.
        let picture = line.strip_prefix("![").and_then(|rest| rest.strip_suffix(".png)")?.split_once("](pictures/"));
        if let Some((shows, name)) = picture {
            pictures.insert(name.to_owned(), as_svg(&fs::read(docs.join(format!("pictures/{name}.png")))?)?);
            writeln!(markdown, "![{shows}](picture:{name})")?;
        } else if !(line.starts_with("- [") && line.ends_with(')') && line.contains("](#")) {
            // The list of chapters is for a screen: what it leads to is on the next page.
            writeln!(markdown, "{}", without_links(line))?;
        }
    }
    Ok(Pack {
        title,
        head_left: "spoc".to_owned(),
        head_right: format!("version {}", env!("CARGO_PKG_VERSION")),
        marking: String::new(),
        made: (2000, 1, 1),
        markdown,
        pictures,
        logo: None,
    })
}

/// A line without the places that its links lead to, which are no places on paper. An address on the web stays.
fn without_links(line: &str) -> String {
    let (mut kept, mut rest) = (String::new(), line);
    while let Some((before, after)) = rest.split_once("](") {
        let Some((place, after)) = after.split_once(')') else { break };
        match before.rsplit_once('[').filter(|_| !place.starts_with("http")) {
            Some((before, words)) => kept.extend([before, words]),
            None => kept.extend([before, "](", place, ")"]),
        }
        rest = after;
    }
    kept + rest
}

/// A PNG as an SVG of the same size, which the typesetter takes.
fn as_svg(png: &[u8]) -> Result<String, Box<dyn Error>> {
    let size = |at: usize| -> Option<u32> { Some(u32::from_be_bytes(png.get(at..at + 4)?.try_into().ok()?)) };
    let (width, height) = size(16).zip(size(20)).ok_or("a picture is no PNG")?;
    let data = data_encoding::BASE64.encode(png);
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\">\
         <image width=\"{width}\" height=\"{height}\" href=\"data:image/png;base64,{data}\"/></svg>"
    ))
}

#[cfg(feature = "pdf")]
fn write_paper(project: &Path, paper: &Pack, path: &Path) -> Result<(), Box<dyn Error>> {
    let look = fs::read_to_string(project.join("templates/print.typ"))?;
    // A picture over the whole width, and what is to be typed apart from the words around it.
    let look = look
        + "\n#let pictures(..items) = block(above: 4mm, below: 4mm, width: 80%, items.pos().join())\n\
           #let code(body) = highlight(fill: luma(93%), extent: 1pt, body)\n";
    let pdf = spoc::typeset::letter_pdf(paper, &look)?;
    Ok(fs::write(path.with_extension("pdf"), pdf.bytes)?)
}

#[cfg(not(feature = "pdf"))]
fn write_paper(project: &Path, paper: &Pack, path: &Path) -> Result<(), Box<dyn Error>> {
    let look = fs::read_to_string(project.join("templates/print.css"))?;
    // On one sheet of paper, and with what is to be typed as it is on a screen.
    let one_sheet = "\ncode { font: .95em Consolas, \"DejaVu Sans Mono\", monospace; background: var(--tint); }\ntd code { white-space: nowrap; }\n@media print { html { font-size: 11px; } h2 { margin-top: 1.2rem; } }\n";
    Ok(fs::write(path.with_extension("html"), spoc::typeset::html(paper, &format!("{look}{one_sheet}")))?)
}

/// Packs a folder with its name. The days of the files stay out of it, so that the same files give the same bytes.
fn zip(folder: &Path, file: &Path) -> Result<(), Box<dyn Error>> {
    let above = folder.parent().ok_or("the folder has no name")?;
    let mut archive = zip::ZipWriter::new(File::create(file)?);
    add(&mut archive, above, folder)?;
    archive.finish()?;
    Ok(())
}

fn add(archive: &mut zip::ZipWriter<impl Write + Seek>, above: &Path, folder: &Path) -> Result<(), Box<dyn Error>> {
    let entries = fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path()));
    let mut entries = entries.collect::<Result<Vec<PathBuf>, _>>()?;
    entries.sort();
    for path in entries {
        if path.is_dir() {
            add(archive, above, &path)?;
            continue;
        }
        let name = path.strip_prefix(above)?.to_str().ok_or("a name is no text")?.replace('\\', "/");
        archive.start_file(name, zip::write::SimpleFileOptions::default())?;
        archive.write_all(&fs::read(&path)?)?;
    }
    Ok(())
}

/// Every library of the program with its licence, each text once.
fn libraries(project: &Path, target: &str) -> Result<String, Box<dyn Error>> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let metadata = ["metadata", "--format-version", "1", "--locked", "--filter-platform", target];
    let output = Command::new(cargo).args(metadata).current_dir(project).output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
    }
    let metadata: Value = serde_json::from_slice(&output.stdout)?;
    let mut of_text: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut without: Vec<String> = Vec::new();
    for package in used(&metadata) {
        let text = |name: &str| package[name].as_str().unwrap_or_default();
        let line = format!("{} {} ({})", text("name"), text("version"), text("license"));
        let mut texts = licence_texts(Path::new(text("manifest_path")).parent().unwrap_or(project))?;
        // The text that stands in a library's repository and not in its package is kept here under the library's name.
        let kept = project.join(".ci/licences").join(format!("{}.txt", text("name")));
        if texts.is_empty() && kept.exists() {
            texts.push(fs::read_to_string(kept)?.replace("\r\n", "\n").trim().to_owned());
        }
        if texts.is_empty() {
            if !TEXT_NOT_NEEDED.iter().any(|licence| text("license").contains(licence)) {
                return Err(format!("{line} comes without the text of its licence").into());
            }
            without.push(line.clone());
        }
        for text in texts {
            of_text.entry(text).or_default().push(line.clone());
        }
    }
    written(without, of_text)
}

/// The packages that are built into the program, without the program itself: those that it needs to run, and those that they need.
fn used(metadata: &Value) -> Vec<&Value> {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let id = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let nodes: HashMap<_, _> =
        list(&metadata["resolve"]["nodes"]).into_iter().map(|node| (id(&node["id"]), node)).collect();
    let root = id(&metadata["resolve"]["root"]);
    let (mut seen, mut left) = (HashSet::from([root.clone()]), vec![root.clone()]);
    while let Some(node) = left.pop().and_then(|at| nodes.get(&at)) {
        for needed in list(&node["deps"]) {
            let to_run = list(&needed["dep_kinds"]).iter().any(|kind| kind["kind"].is_null());
            let needed = id(&needed["pkg"]);
            if to_run && seen.insert(needed.clone()) {
                left.push(needed);
            }
        }
    }
    seen.remove(&root);
    let packages = metadata["packages"].as_array().into_iter().flatten();
    packages.filter(|package| seen.contains(&id(&package["id"]))).collect()
}

fn licence_texts(folder: &Path) -> Result<Vec<String>, Box<dyn Error>> {
    let mut texts = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().to_lowercase();
        if entry.file_type()?.is_file() && LICENCE_FILES.iter().any(|beginning| name.starts_with(beginning)) {
            texts.push(String::from_utf8_lossy(&fs::read(entry.path())?).replace("\r\n", "\n").trim().to_owned());
        }
    }
    Ok(texts)
}

fn written(without: Vec<String>, of_text: BTreeMap<String, Vec<String>>) -> Result<String, Box<dyn Error>> {
    let mut out = String::from(
        "The libraries that are built into spoc, with their licences. Each text stands once, below those whose package holds it.\n\n\
         The Rust standard library (MIT OR Apache-2.0), https://www.rust-lang.org, is built in, too.\n\n\
         Under Apache-2.0, whose text is in `spoc, Apache-2.0.txt`, or under 0BSD; their packages hold no text of their own:\n",
    );
    for line in without {
        writeln!(out, "  {line}")?;
    }
    let mut texts: Vec<_> = of_text.into_iter().collect();
    texts.sort_by(|(_, a), (_, b)| a.cmp(b));
    for (text, lines) in texts {
        write!(out, "\n{}\n", "=".repeat(80))?;
        for line in lines {
            writeln!(out, "{line}")?;
        }
        write!(out, "{}\n\n{text}\n", "-".repeat(80))?;
    }
    Ok(out)
}
