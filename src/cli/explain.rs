//! `spoc explain`

use std::io::Write;

use super::common::{Common, Outcome};
use super::failure::Failure;
use super::output::width;
use crate::rules::{RULES, Rule, rule_named};

/// Tell what a problem's code means: what is found, why it matters, an example and the remedy
#[derive(Debug, clap::Args)]
pub(super) struct Explain {
    /// A code, such as bad-date [default: the list of all codes]
    code: Option<String>,
}

impl Explain {
    pub fn run(&self, _: &Common, out: &mut impl Write) -> Result<Outcome, Failure> {
        match &self.code {
            None => write_list(out)?,
            Some(code) => write_page(find(code)?, out)?,
        }
        Ok(Outcome::Clean)
    }
}

fn find(code: &str) -> Result<&'static Rule, Failure> {
    let lower = code.to_lowercase().replace([' ', '_'], "-");
    if let Some(rule) = rule_named(&lower) {
        return Ok(rule);
    }
    let beginning: Vec<_> =
        RULES.iter().map(|rule| rule.code.as_str()).filter(|code| code.starts_with(&lower)).collect();
    if !lower.is_empty() && beginning.len() > 1 {
        let why = format!("there is no code {}", crate::record::values::quoted(code));
        return Err(Failure::new(why, format!("These begin so: {}.", beginning.join(", "))));
    }
    let likeness = |rule: &&Rule| strsim::normalized_damerau_levenshtein(&lower, rule.code.as_str());
    let nearest = RULES.iter().max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
    let what_to_do = match nearest.filter(|rule| likeness(rule) >= 0.5) {
        Some(rule) => format!("Did you mean {}? `spoc explain` lists all codes.", rule.code),
        None => "`spoc explain` lists all codes.".to_owned(),
    };
    Err(Failure::new(format!("there is no code {}", crate::record::values::quoted(code)), what_to_do))
}

fn write_list(out: &mut impl Write) -> std::io::Result<()> {
    let width = RULES.iter().map(|rule| rule.code.as_str().len()).max().unwrap_or(0);
    for Rule { code, page, .. } in RULES {
        writeln!(out, "{:width$}  {:7}  {}", code.as_str(), code.severity().as_str(), page.title)?;
    }
    writeln!(out, "\nspoc explain CODE tells more about each.")
}

fn write_page(Rule { code, page, .. }: &Rule, out: &mut impl Write) -> std::io::Result<()> {
    let heading = anstyle::Style::new().bold();
    let mut part = |title: &str, text: String| writeln!(out, "\n{heading}{title}{heading:#}\n{text}");
    part(&format!("{code} ({})", code.severity()), wrap(&upper_first(page.title), "  "))?;
    part("What it finds", wrap(page.finds, "  "))?;
    part("Why it matters", wrap(page.why, "  "))?;
    part("The procedure", wrap(page.clause, "  "))?;
    part("Not like this", indent(page.bad))?;
    part("But like this", indent(page.good))?;
    part("What to do", wrap(page.remedy, "  "))
}

fn wrap(text: &str, indent: &str) -> String {
    let options = textwrap::Options::new(width().min(84)).initial_indent(indent).subsequent_indent(indent);
    textwrap::fill(text, options)
}

fn indent(text: &str) -> String {
    let lines = text.trim_matches('\n').lines();
    lines.map(|line| format!("    {line}").trim_end().to_owned()).collect::<Vec<_>>().join("\n")
}

fn upper_first(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or(String::new(), |first| first.to_uppercase().chain(characters).chain(['.']).collect())
}
