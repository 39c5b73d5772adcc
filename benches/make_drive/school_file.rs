//! `school.yaml`.

use super::maker::{File, Maker};
use super::prose::SCHOOL_NOTES;
use super::yaml::{inline, put, text};

impl Maker<'_> {
    /// `settled`: it was opened long ago; else this autumn.
    pub fn school_file(&mut self, settled: bool) -> File {
        let school = &self.school;
        let rng = &mut self.rng;
        let mut out = String::new();
        if self.habits.comments {
            put!(out, "# {}: who is who. Ask {} before changing this.\n", school.name, school.spoc);
        }
        put!(out, "name: {}\n", inline(&school.name, rng));
        put!(out, "urn: {}\n", if rng.one_in(4) { format!("\"{}\"", school.urn) } else { school.urn.clone() });
        put!(out, "dfe_number: {}\n", school.dfe_number);
        put!(out, "phase: {}\n", school.phase.word);
        put!(out, "status: {}\n", school.status);
        put!(out, "trades: {}\n", rng.pick(&["true", "false", "yes", "no"]));
        put!(out, "spoc: {}\n", inline(&school.spoc, rng));
        for (role, person, title) in
            [("head", &school.head, None), ("representative", &school.contact, Some("Attendance lead"))]
        {
            if role == "representative" && person.email == school.head.email {
                continue;
            }
            let name = inline(&person.name, rng);
            if rng.one_in(3) {
                put!(out, "{role}:\n  name: {name}\n");
                if let Some(title) = title {
                    put!(out, "  role: {title}\n");
                }
                put!(out, "  email: {}\n  phone: \"{}\"\n", person.email, person.phone);
            } else {
                put!(out, "{role}: {{name: {name}");
                if let Some(title) = title {
                    put!(out, ", role: {title}");
                }
                put!(out, ", email: {}, phone: {}}}\n", person.email, person.phone);
            }
        }
        if settled {
            put!(out, "opened: {}-09-01\n", 1958 + rng.below(60));
        } else {
            out.push_str("opened: 2026-11-02    # visits from the spring on\n");
        }
        if rng.one_in(5) {
            put!(out, "x_ward: {}\n", rng.pick(&["Castle", "Riverside", "St James", "Eastgate"]));
        }
        if rng.one_in(2) {
            let note = rng.pick(&SCHOOL_NOTES);
            text(&mut out, rng, 0, "note", note);
        }
        File { folder: String::new(), name: "school.yaml".to_owned(), text: out, term: 0 }
    }
}
