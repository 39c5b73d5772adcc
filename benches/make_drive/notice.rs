//! The exclusion notices.

use super::events::Exclusion;
use super::maker::Maker;
use super::prose::NOTICE_NOTES;
use super::yaml::{inline, put, text};

impl Maker<'_> {
    /// The notice of an exclusion, as YAML or as Markdown.
    pub fn notice(&mut self, exclusion: &Exclusion) -> String {
        let mut fields = vec![("kind", "exclusion-notice".to_owned())];
        fields.extend(self.exclusion_fields(exclusion));
        if self.rng.one_in(2) {
            fields.push(("told_by", inline(&self.school.head.name, &mut self.rng)));
        }
        let mut out = String::new();
        for (key, value) in fields {
            put!(out, "{key}: {value}\n");
        }
        if self.habits.notices_in_markdown {
            return format!("---\n{out}---\n\n{}\n", self.rng.pick(&NOTICE_NOTES));
        }
        if self.rng.one_in(4) {
            let note = self.rng.pick(&NOTICE_NOTES);
            text(&mut out, &mut self.rng, 0, "note", note);
        }
        out
    }
}
