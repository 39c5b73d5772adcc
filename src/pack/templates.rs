//! The templates of packs and letters: the built-in ones, an authority's own in place of these, and what a broken one is reported with. Only this file
//! and `variables.rs` name the template engine.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::OnceLock;

use chrono::NaiveDate;
use handlebars::{
    Context, Handlebars, Helper, HelperDef, HelperResult, JsonTruthy, Output, RenderContext, RenderError,
    RenderErrorReason, Renderable, TemplateErrorReason,
};
use serde::Serialize;

use super::build::{PackSources, build, furniture};
use super::letter::{LetterKind, LetterModel};
use super::marks::gentle;
use super::model::PackModel;
use super::ready::{Logo, Pack, year_month_day};
use super::story::StoryModel;
use super::variables::first_unknown;
use crate::tree::write_text;

/// The words of a visit pack.
pub(super) const VISIT_PACK: &str = "visit-pack.md.hbs";
/// The words of a child's story.
pub(super) const STORY: &str = "child.md.hbs";
/// The look of a pack as HTML.
const STYLESHEET: &str = "print.css";
/// The look of a pack as PDF.
const LOOK: &str = "print.typ";

/// The words of each letter.
pub(super) const LETTERS: [(LetterKind, &str); 4] = [
    (LetterKind::ProForma, "letter-pro-forma.md.hbs"),
    (LetterKind::Reminder, "letter-reminder.md.hbs"),
    (LetterKind::Dates, "letter-dates.md.hbs"),
    (LetterKind::AfterVisit, "letter-after-visit.md.hbs"),
];

/// Every built-in template: its file name and its text.
const BUILT_IN: [(&str, &str); 8] = [
    (VISIT_PACK, include_str!("../../templates/visit-pack.md.hbs")),
    (LETTERS[0].1, include_str!("../../templates/letter-pro-forma.md.hbs")),
    (LETTERS[1].1, include_str!("../../templates/letter-reminder.md.hbs")),
    (LETTERS[2].1, include_str!("../../templates/letter-dates.md.hbs")),
    (LETTERS[3].1, include_str!("../../templates/letter-after-visit.md.hbs")),
    (STORY, include_str!("../../templates/child.md.hbs")),
    (STYLESHEET, include_str!("../../templates/print.css")),
    (LOOK, include_str!("../../templates/print.typ")),
];

/// Why a template could not be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {message}")]
pub struct TemplateError {
    /// The file, with line and column where they are known.
    pub place: String,
    /// What is wrong.
    pub message: String,
}

/// The templates of a drive.
#[derive(Debug, Clone, Default)]
pub struct Templates {
    /// The authority's own, by file name.
    own: BTreeMap<String, String>,
    /// The template of packs, read once for all packs of a run.
    packs: OnceLock<Result<Handlebars<'static>, TemplateError>>,
}

impl Templates {
    /// The names of the files that may stand in a drive's `templates/` in place of the built-in ones.
    pub fn names() -> impl Iterator<Item = &'static str> {
        BUILT_IN.iter().map(|(name, _)| *name)
    }

    /// Every built-in template with its text.
    pub fn built_in() -> impl Iterator<Item = (&'static str, &'static str)> {
        BUILT_IN.into_iter()
    }

    /// The templates of a drive: the authority's own, file name and text of each, and the built-in ones for the rest.
    #[must_use]
    pub fn new(own: BTreeMap<String, String>) -> Self {
        Self { own, packs: OnceLock::new() }
    }

    /// The text of a template: the authority's own, else the built-in one.
    fn text(&self, name: &str) -> &str {
        let built_in = || BUILT_IN.iter().find(|(of, _)| *of == name).map_or("", |(_, text)| text);
        self.own.get(name).map_or_else(built_in, String::as_str)
    }

    /// The stylesheet of the HTML form.
    #[must_use]
    pub fn stylesheet(&self) -> &str {
        self.text(STYLESHEET)
    }

    /// The look of the PDF.
    #[must_use]
    pub fn look(&self) -> &str {
        self.text(LOOK)
    }

    /// The pack of a visit in words. `marking`: the policy's protective marking.
    pub fn pack(&self, sources: &PackSources<'_>, marking: &str, logo: Option<Logo>) -> Result<Pack, TemplateError> {
        let (model, pictures) = build(sources);
        let prepare = |engine: &mut Handlebars<'_>| {
            engine.register_escape_fn(escaped);
            engine.register_helper("note", Box::new(note));
        };
        let engine = self
            .packs
            .get_or_init(|| self.read(VISIT_PACK, schemars::schema_for!(PackModel).as_value(), prepare))
            .as_ref()
            .map_err(Clone::clone)?;
        let markdown = fill(engine, VISIT_PACK, &model)?;
        let (title, head_left, head_right, made) = furniture(sources);
        Ok(Pack { title, head_left, head_right, marking: marking.to_owned(), made, markdown, pictures, logo })
    }

    /// A child's story in words. `marking`: the policy's protective marking.
    pub fn story(&self, model: &StoryModel, marking: &str, today: NaiveDate) -> Result<Pack, TemplateError> {
        let engine = self.read(STORY, schemars::schema_for!(StoryModel).as_value(), |engine| {
            engine.register_escape_fn(escaped);
            engine.register_helper("note", Box::new(note));
        })?;
        let markdown = fill(&engine, STORY, model)?;
        let head_right = if model.draft.is_empty() { model.made.clone() } else { model.draft.clone() };
        let title = format!("Story of {}", model.name);
        let (pictures, logo, made) = (BTreeMap::new(), None, year_month_day(today));
        let (head_left, marking) = (model.name.clone(), marking.to_owned());
        Ok(Pack { title, head_left, head_right, marking, made, markdown, pictures, logo })
    }

    /// The text of a letter: front matter and Markdown.
    pub fn letter(&self, kind: LetterKind, model: &LetterModel) -> Result<String, TemplateError> {
        let engine = self.read(letter_file(kind), schemars::schema_for!(LetterModel).as_value(), |engine| {
            engine.register_escape_fn(|text| isolated(&gentle(text)).into_owned());
            engine.register_helper("yaml", Box::new(yaml));
        })?;
        fill(&engine, letter_file(kind), model)
    }

    /// The file of the authority's own template of a letter, where it has one.
    #[must_use]
    pub fn own_letter(&self, kind: LetterKind) -> Option<String> {
        self.own.contains_key(letter_file(kind)).then(|| format!("templates/{}", letter_file(kind)))
    }

    /// Reads a template, and holds the variables that it names against the schema of its model.
    fn read(
        &self,
        name: &str,
        schema: &serde_json::Value,
        prepare: impl FnOnce(&mut Handlebars<'_>),
    ) -> Result<Handlebars<'static>, TemplateError> {
        let mut engine = Handlebars::new();
        engine.set_strict_mode(true);
        engine.register_helper("if", Box::new(Condition { holds_when: true }));
        engine.register_helper("unless", Box::new(Condition { holds_when: false }));
        prepare(&mut engine);
        engine.register_template_string(name, self.text(name)).map_err(|error| {
            let (line, column) = error.pos().unzip();
            TemplateError::new(name, line, column, &unread(error.reason()))
        })?;
        let unknown = engine.get_template(name).and_then(|template| first_unknown(template, schema));
        match unknown {
            Some((line, column, variable)) => Err(TemplateError::new(name, line, column, &no_variable(&variable))),
            None => Ok(engine),
        }
    }
}

impl TemplateError {
    /// An error at a line and column, which the engine counts from 1. Of what the engine says, the first line tells what is wrong.
    fn new(name: &str, line: Option<usize>, column: Option<usize>, said: &str) -> Self {
        let place = line.zip(column).map_or(String::new(), |(line, column)| format!(":{line}:{column}"));
        Self { place: format!("templates/{name}{place}"), message: first_line(said) }
    }
}

/// Fills a template in.
fn fill(engine: &Handlebars<'_>, name: &str, model: &impl Serialize) -> Result<String, TemplateError> {
    engine.render(name, model).map_err(|error| TemplateError::new(name, error.line_no, error.column_no, &said(&error)))
}

fn letter_file(kind: LetterKind) -> &'static str {
    LETTERS.iter().find(|(of, _)| *of == kind).map_or("", |(_, name)| name)
}

/// Why a template cannot be read, in plain English.
fn unread(reason: &TemplateErrorReason) -> String {
    match reason {
        TemplateErrorReason::InvalidSyntax(_) => {
            "it breaks off or is mistyped here: look for `{{` without `}}`, and for `{{#if …}}` or `{{#each …}}` without its end".to_owned()
        }
        TemplateErrorReason::MismatchingClosedHelper(opened, closed) => {
            format!("`{{{{#{opened}}}}}` was begun, but `{{{{/{closed}}}}}` ends here")
        }
        other => other.to_string(),
    }
}

/// What is wrong when a template is filled in, in plain English.
fn said(error: &RenderError) -> String {
    match error.reason() {
        RenderErrorReason::MissingVariable(Some(name)) => no_variable(name),
        RenderErrorReason::HelperNotFound(name) => format!("there is no `{name}` that could be called"),
        RenderErrorReason::PartialNotFound(name) => format!("there is no part `{name}`"),
        other => other.to_string(),
    }
}

fn no_variable(name: &str) -> String {
    format!("there is no variable `{name}` here")
}

fn first_line(text: &str) -> String {
    text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default().trim().to_owned()
}

/// A text as Markdown that shows nothing but this text, wherever it stands: every punctuation mark is written as an entity, and all lines become one.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars() {
        match c {
            c if c.is_whitespace() || c.is_control() => gap = !out.is_empty(),
            c => {
                if std::mem::take(&mut gap) {
                    out.push(' ');
                }
                if c.is_ascii_punctuation() {
                    out.push_str(&format!("&#{};", u32::from(c)));
                } else {
                    out.push(c);
                }
            }
        }
    }
    // In place of a text of nothing but spaces, write a dash: with nothing between them, the template's marks around it would show.
    if out.is_empty() && !text.is_empty() {
        out.push('–');
    }
    isolated(&out).into_owned()
}

/// A text; one that runs from right to left stands between two isolating characters, so that it does not turn the words beside it round.
fn isolated(text: &str) -> Cow<'_, str> {
    let runs_left = |c: char| matches!(u32::from(c), 0x590..=0x8FF | 0xFB1D..=0xFDFF | 0xFE70..=0xFEFF | 0x10800..=0x10FFF | 0x1E800..=0x1EFFF);
    if text.chars().any(runs_left) { Cow::Owned(format!("\u{2068}{text}\u{2069}")) } else { Cow::Borrowed(text) }
}

/// `{{#if …}}` and `{{#unless …}}` as the engine has them, except that a variable that does not exist is an error.
struct Condition {
    holds_when: bool,
}

impl HelperDef for Condition {
    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        engine: &'reg Handlebars<'reg>,
        context: &'rc Context,
        rendering: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        let holds = given(helper, "if")?.is_truthy(false) == self.holds_when;
        let part = if holds { helper.template() } else { helper.inverse() };
        part.map_or(Ok(()), |part| part.render(engine, context, rendering, out))
    }
}

/// `{{note text}}`: a text in which people write Markdown. The note is read on its own, so that its markup ends with it.
fn note(
    helper: &Helper<'_>,
    _: &Handlebars<'_>,
    _: &Context,
    _: &mut RenderContext<'_, '_>,
    out: &mut dyn Output,
) -> HelperResult {
    let text = given(helper, "note")?;
    if let Some(text) = text.as_str().filter(|text| !text.trim().is_empty()) {
        out.write(&format!("![note](note:{})", data_encoding::HEXLOWER.encode(text.as_bytes())))?;
    }
    Ok(())
}

/// The value that a helper was given. A variable that does not exist is an error, as it is outside helpers.
fn given<'a>(helper: &'a Helper<'_>, name: &'static str) -> Result<&'a serde_json::Value, RenderError> {
    let param = helper.param(0).ok_or(RenderErrorReason::ParamNotFoundForIndex(name, 0))?;
    if param.is_value_missing() {
        return Err(RenderErrorReason::MissingVariable(param.relative_path().cloned()).into());
    }
    Ok(param.value())
}

/// `{{yaml text}}`: a text or a list of texts as a value in front matter, on one line.
fn yaml(
    helper: &Helper<'_>,
    _: &Handlebars<'_>,
    _: &Context,
    _: &mut RenderContext<'_, '_>,
    out: &mut dyn Output,
) -> HelperResult {
    use serde_json::Value;

    let written = |value: &Value| value.as_str().map_or_else(|| value.to_string(), write_text);
    match given(helper, "yaml")? {
        // Write nothing: an empty field in front matter means the same as one that is left out.
        Value::Null => {}
        Value::Array(entries) => {
            out.write(&format!("[{}]", entries.iter().map(written).collect::<Vec<_>>().join(", ")))?;
        }
        value => out.write(&written(value))?,
    }
    Ok(())
}
