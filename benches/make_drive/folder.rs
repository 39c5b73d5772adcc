//! Everything in one school's folder: which records there are, and the documents beside them.

use std::collections::BTreeSet;

use super::calendar::{CURRENT_TERM, Day, YEAR_NAMES, today};
use super::events::{Exclusion, Review, Visit};
use super::maker::{File, Maker};

impl Maker<'_> {
    /// `share` record files: `school.yaml`, as many terms of meeting records as fit, and emails and letters.
    pub fn files(&mut self, share: usize) -> Vec<File> {
        let (mut files, visits) = self.meeting_records();
        let room = share.saturating_sub(1);
        let first = [0, 1, 2, 3, 4, 5, CURRENT_TERM]
            .into_iter()
            .find(|&first| files.iter().filter(|file| file.term >= first).count() <= room);
        files.retain(|file| first.is_some_and(|first| file.term >= first));
        let visits: Vec<Day> = visits
            .iter()
            .filter(|visit| first.is_some_and(|first| visit.term >= first))
            .map(|visit| visit.date)
            .collect();
        let rest = room - files.len();
        let from = match first {
            Some(0) => self.calendar.terms[0].from,
            Some(first) => self.calendar.terms[first].from.plus(-30),
            None => Day::of(2026, 9, 1),
        };
        let emails = rest - rest / 5;
        files.push(self.school_file(first.is_some()));
        files.extend(self.messages(emails, from, &visits, false));
        files.extend(self.messages(rest - emails, from, &visits, true));
        files
    }

    /// Scans and Word files: folder, name and content.
    pub fn documents(&mut self) -> Vec<(&'static str, String, &'static [u8])> {
        const PDF: &[u8] = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n%%EOF\n";
        const WORD: &[u8] = b"PK\x03\x04\x14\x00\x06\x00\x08\x00";
        const NAMES: [(&str, &str, &[u8]); 6] = [
            ("correspondence", "attendance letter scan.pdf", PDF),
            ("correspondence", "behaviour policy.docx", WORD),
            ("correspondence", "managed move protocol signed.pdf", PDF),
            ("emails", "attendance figures by class.pdf", PDF),
            ("records", "notes of the visit.docx", WORD),
            ("records", "attendance summary.pdf", PDF),
        ];
        let days = self.calendar.working(Day::of(2024, 9, 10), today());
        let count = 3 + self.rng.below(4);
        let mut documents = Vec::new();
        for (folder, name, content) in NAMES.into_iter().take(count) {
            let date = self.rng.pick(&days);
            documents.push((folder, format!("{date} {name}"), content));
        }
        documents
    }

    fn meeting_records(&mut self) -> (Vec<File>, Vec<Visit>) {
        let exclusions = self.plan_exclusions();
        let visits = self.plan_visits();
        let mut files = Vec::new();
        let mut listed = vec![false; exclusions.len()];
        for visit in &visits {
            let year = visit.term / 3;
            if let Some(first) = visit.moved_from {
                let text = self.cancelled_visit(visit, first);
                let name = format!("{first} visit.yaml");
                files.push(self.record(name, text, year, visit.term));
            }
            let mut review = Review::default();
            if visit.sent.is_some() {
                let rows: Vec<&Exclusion> = exclusions
                    .iter()
                    .zip(&mut listed)
                    .filter(|(row, listed)| !**listed && visit.returned.is_some_and(|day| row.told <= day))
                    .map(|(row, listed)| {
                        *listed = true;
                        row
                    })
                    .collect();
                let text = self.pro_forma(visit, &rows, &mut review);
                let name = format!("{} pro forma.yaml", visit.date);
                files.push(self.record(name, text, year, visit.term));
            }
            review.add_exclusions(&exclusions, visit);
            let text = self.visit(visit, review);
            let name = format!("{} visit.yaml", visit.date);
            files.push(self.record(name, text, year, visit.term));
        }
        let mut names = BTreeSet::new();
        for (exclusion, listed) in exclusions.iter().zip(&listed) {
            if *listed && !exclusion.noticed {
                continue;
            }
            let ending = if self.habits.notices_in_markdown { "md" } else { "yaml" };
            let mut name = format!("{} exclusion notice.{ending}", exclusion.told);
            let mut number = 2;
            while !names.insert(name.clone()) {
                name = format!("{} exclusion notice {number}.{ending}", exclusion.told);
                number += 1;
            }
            let text = self.notice(exclusion);
            files.push(self.record(name, text, exclusion.term / 3, exclusion.term));
        }
        for (year, name) in YEAR_NAMES.into_iter().enumerate() {
            let text = self.phone_log(year, &visits);
            files.push(self.record(format!("phone log {name}.yaml"), text, year, (year * 3 + 2).min(CURRENT_TERM)));
        }
        (files, visits)
    }

    fn record(&self, name: String, text: String, year: usize, term: usize) -> File {
        let folder =
            if self.habits.folders_by_year { format!("records/{}", YEAR_NAMES[year]) } else { "records".to_owned() };
        File { folder, name, text, term }
    }
}
