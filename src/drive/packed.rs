//! What a school comes to, as a watch holds it all day.

use super::assessment::Assessment;
use super::stored;

/// What a school comes to, with its deadlines packed: a drive of 500 schools has about 50,000 deadlines, done ones among them, and few ask for these.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PackedAssessment {
    /// Everything but the deadlines.
    pub summary: Assessment,
    /// The deadlines; none where they could not be packed and stand in the summary.
    deadlines: Option<Box<[u8]>>,
}

impl PackedAssessment {
    /// Packs what a school comes to.
    #[must_use]
    pub fn of(mut assessment: Assessment) -> Self {
        // What could not be read back would look like a school where nothing is due.
        let bytes = stored::deadlines_to_bytes(&assessment)
            .filter(|bytes| stored::deadlines_from_bytes(bytes, &assessment).is_some());
        let deadlines = bytes.map(|bytes| lz4_flex::compress_prepend_size(&bytes).into_boxed_slice());
        if deadlines.is_some() {
            assessment.deadlines = Vec::new();
        }
        Self { summary: assessment, deadlines }
    }

    /// What the school comes to, with its deadlines.
    #[must_use]
    pub fn whole(&self) -> Assessment {
        let mut whole = self.summary.clone();
        let bytes = self.deadlines.as_deref().and_then(|packed| lz4_flex::decompress_size_prepended(packed).ok());
        if let Some(deadlines) = bytes.and_then(|bytes| stored::deadlines_from_bytes(&bytes, &whole)) {
            whole.deadlines = deadlines;
        }
        whole
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drive::DriveReader;

    #[test]
    fn what_is_packed_comes_back_whole() {
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/northmere");
        let today = chrono::NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        let schools = DriveReader::new(root.as_ref(), today).assessments().unwrap().schools;
        assert!(schools.iter().any(|school| school.deadlines.len() > 10));
        for school in schools {
            let packed = PackedAssessment::of(school.clone());
            assert!(packed.summary.deadlines.is_empty());
            assert_eq!(packed.whole(), school);
        }
    }
}
