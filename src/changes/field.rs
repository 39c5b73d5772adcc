//! One field that changed, and how it is told.

/// A field, or a row of a list, that says something else than before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldChange {
    /// Its place as a JSON Pointer: in the new version, or in the old one where it is no longer there. Empty for the text below the fields.
    pub field: String,
    /// Its place in words: `children, row 2 (B801200005001), early help referral, action`.
    pub name: String,
    /// Whether it is a whole row.
    pub is_row: bool,
    /// What it said; none where it said nothing.
    pub old: Option<Said>,
    /// What it says; none where it says nothing.
    pub new: Option<Said>,
}

/// What a field says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// All of it.
    pub text: String,
    /// The same without what is private; none where nothing is left.
    pub safe: Option<String>,
    /// Whether it is a date, a number or a word from a list.
    pub is_plain: bool,
}

impl Said {
    /// What may be shown of it.
    #[must_use]
    pub fn shown(&self, show_names: bool) -> Option<&str> {
        if show_names { Some(&self.text) } else { self.safe.as_deref() }
    }
}

impl FieldChange {
    /// The change on one line. `show_names`: whether children's names and free text are shown.
    #[must_use]
    pub fn line(&self, show_names: bool) -> String {
        let shown = |said: &Option<Said>| match said {
            None => Some("nothing".to_owned()),
            Some(said) => said.shown(show_names).map(one_line),
        };
        let how = match (self.is_row, &self.old, &self.new) {
            (true, None, Some(row)) => with_row("added", row, show_names),
            (true, Some(row), None) => with_row("taken out", row, show_names),
            _ => match (shown(&self.old), shown(&self.new)) {
                (Some(old), Some(new)) => format!("{old} → {new}"),
                _ => self.done().to_owned(),
            },
        };
        format!("{}: {how}", self.name)
    }

    /// The change in few words, without free text.
    pub(super) fn in_few_words(&self) -> String {
        let plain = |said: &Option<Said>| said.as_ref().filter(|said| said.is_plain).map(|said| said.text.clone());
        match (plain(&self.old), plain(&self.new)) {
            (Some(old), Some(new)) => format!("{} {old} → {new}", self.name),
            (None, Some(new)) if self.old.is_none() => format!("{} {new}", self.name),
            _ => format!("{} {}", self.name, self.done()),
        }
    }

    /// Whether it can be told in few words what it says now.
    pub(super) fn is_plain(&self) -> bool {
        let is_plain = |said: &Option<Said>| said.as_ref().is_none_or(|said| said.is_plain);
        is_plain(&self.old) && is_plain(&self.new)
    }

    fn done(&self) -> &'static str {
        match (&self.old, &self.new) {
            (None, _) => "added",
            (_, None) => "taken out",
            _ => "changed",
        }
    }
}

fn with_row(done: &str, row: &Said, show_names: bool) -> String {
    match row.shown(show_names).filter(|text| !text.is_empty()) {
        Some(text) => format!("{done} ({})", one_line(text)),
        None => done.to_owned(),
    }
}

/// A text on one line, cut where it is long.
fn one_line(text: &str) -> String {
    const MOST: usize = 400;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let line: String = line.chars().map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c }).collect();
    if line.chars().count() <= MOST { line } else { line.chars().take(MOST - 1).chain(['…']).collect() }
}
