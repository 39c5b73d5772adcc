//! What a path on the drive is, by its name alone (records.md, section 1). Nothing here looks at the disk.

use chrono::NaiveDate;
use unicode_normalization::UnicodeNormalization;

use crate::record::{Kind, iso};

/// The file that marks the root.
pub const POLICY_FILE: &str = "policy.toml";
/// The authority's own templates, which are not looked into.
pub const TEMPLATES: &str = "templates";
/// The school and its SPOC.
pub const SCHOOL_FILE: &str = "school.yaml";
/// What Windows takes as a path, in UTF-16 units.
pub const LONGEST_PATH: usize = 259;

/// One of the three folders of a school.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Area {
    /// `records/`: visits, pro formas, exclusion notices, phone logs.
    Records,
    /// `emails/`
    Emails,
    /// `correspondence/`: letters, scans, Word files.
    Correspondence,
}

impl Area {
    /// All three.
    pub const ALL: [Self; 3] = [Self::Records, Self::Emails, Self::Correspondence];

    /// The folder's name.
    #[must_use]
    pub fn folder(self) -> &'static str {
        match self {
            Self::Records => "records",
            Self::Emails => "emails",
            Self::Correspondence => "correspondence",
        }
    }

    /// The area that a folder of a school is, whatever the case of its name.
    #[must_use]
    pub fn from_folder(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|area| name.eq_ignore_ascii_case(area.folder()))
    }

    /// The area that a kind of record stands in; none for a school, which stands beside them.
    #[must_use]
    pub fn of(kind: Kind) -> Option<Self> {
        match kind {
            Kind::School => None,
            Kind::Visit | Kind::ProForma | Kind::ExclusionNotice | Kind::PhoneLog => Some(Self::Records),
            Kind::Email => Some(Self::Emails),
            Kind::Letter => Some(Self::Correspondence),
        }
    }
}

/// What a file is, by its ending.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// `.yaml` or `.yml`
    Yaml,
    /// `.md`
    Markdown,
    /// `.eml` or `.msg`
    Mail,
    /// Anything else: a document.
    Other,
}

impl Ending {
    /// The ending of a file's name, in any case.
    #[must_use]
    pub fn of(name: &str) -> Self {
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
        let is = |one: &str| ending.eq_ignore_ascii_case(one);
        if is("yaml") || is("yml") {
            Self::Yaml
        } else if is("md") {
            Self::Markdown
        } else if is("eml") || is("msg") {
            Self::Mail
        } else {
            Self::Other
        }
    }
}

/// What a folder or a file of the drive is (records.md, section 1). It follows from its name and from what the folder is that it lies in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The drive's own folder.
    Root,
    /// The file policy.toml in the root.
    Policy,
    /// A folder of templates, which is not looked into.
    Templates,
    /// A manager's folder.
    Manager,
    /// A school's folder.
    School,
    /// The file school.yaml of a school.
    SchoolFile,
    /// One of a school's three folders, or a folder in it.
    Area(Area),
    /// A record, or a saved e-mail, in one of the three folders.
    Record(Area),
    /// A file in one of the three folders that is a copy of a record by its name, and is not read.
    Copy,
    /// A folder in which no record belongs.
    Elsewhere,
    /// YAML or Markdown in a place where no record belongs: it may be a stray record.
    OutOfPlace,
    /// Any other file: it is counted and never opened.
    Document,
}

impl Role {
    /// What a folder in this one is.
    #[must_use]
    pub fn of_folder_in(self, name: &str) -> Self {
        match self {
            Self::Root | Self::Manager if is_templates(name) => Self::Templates,
            Self::Root if is_manager_or_school(name) => Self::Manager,
            Self::Manager if is_manager_or_school(name) => Self::School,
            Self::School => Area::from_folder(name).map_or(Self::Elsewhere, Self::Area),
            Self::Area(area) => Self::Area(area),
            _ => Self::Elsewhere,
        }
    }

    /// What a file in this folder is.
    #[must_use]
    pub fn of_file_in(self, name: &str) -> Self {
        match self {
            Self::Root if name.eq_ignore_ascii_case(POLICY_FILE) => Self::Policy,
            Self::School if name.eq_ignore_ascii_case(SCHOOL_FILE) => Self::SchoolFile,
            Self::Area(area) => match Ending::of(name) {
                Ending::Yaml | Ending::Markdown if is_sync_copy(name) => Self::Copy,
                Ending::Yaml | Ending::Markdown => Self::Record(area),
                Ending::Mail if area == Area::Emails => Self::Record(area),
                Ending::Mail | Ending::Other => Self::Document,
            },
            _ => Self::out_of_place(name),
        }
    }

    /// What a file is in a folder where no record belongs.
    #[must_use]
    pub fn out_of_place(name: &str) -> Self {
        match Ending::of(name) {
            Ending::Yaml | Ending::Markdown => Self::OutOfPlace,
            Ending::Mail | Ending::Other => Self::Document,
        }
    }

    /// Whether the content of such a file matters, or whether it can be opened.
    #[must_use]
    pub fn is_opened(self) -> bool {
        matches!(self, Self::Policy | Self::SchoolFile | Self::Record(_) | Self::OutOfPlace)
    }
}

/// Whether a folder directly in the root is a manager's, or one in a manager's folder a school's.
#[must_use]
pub fn is_manager_or_school(name: &str) -> bool {
    !name.starts_with(['.', '_']) && !is_templates(name)
}

/// A folder's path as far as no child's name can stand in it: manager, school, and the folders and years that the records know. An ellipsis stands
/// for the rest.
#[must_use]
pub fn folder_without_names(path: &str) -> String {
    let is_year = |name: &str| name.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    let mut shown: Vec<&str> = Vec::new();
    for (depth, name) in path.split('/').enumerate() {
        let in_school = shown.iter().take(2).all(|above| is_manager_or_school(above));
        let is_plain = match depth {
            0 => true,
            1 => in_school,
            2 => in_school && Area::from_folder(name).is_some(),
            _ => in_school && is_year(name),
        };
        shown.push(if is_plain { name } else { "…" });
        if !is_plain {
            break;
        }
    }
    shown.join("/")
}

/// Whether a folder holds templates.
#[must_use]
pub fn is_templates(name: &str) -> bool {
    name.eq_ignore_ascii_case(TEMPLATES)
}

/// Whether a file in the drive's `templates` is the authority's logo: then, whether it is an SVG.
#[must_use]
pub fn is_logo(name: &str) -> Option<bool> {
    let name = name.to_ascii_lowercase();
    (name == "logo.svg" || name == "logo.png").then(|| name.ends_with("svg"))
}

/// Whether a name is left alone without a word: what editors, Office and Windows leave lying about, and dot files.
#[must_use]
pub fn left_alone(name: &str, is_folder: bool) -> bool {
    if name.starts_with('.') {
        return true;
    }
    if is_folder {
        return false;
    }
    let lower = name.to_ascii_lowercase();
    let ends = |ending: &str| lower.ends_with(ending);
    name.starts_with("~$")
        || [".tmp", ".swp", ".swo", "~", ".ldb", ".laccdb"].into_iter().any(ends)
        || matches!(lower.as_str(), "4913" | "thumbs.db" | "desktop.ini")
}

/// Whether a name with the ending of a record is that of a copy, made by hand or by a program that keeps computers alike.
/// Mail may have any name.
#[must_use]
pub fn is_sync_copy(name: &str) -> bool {
    if !matches!(Ending::of(name), Ending::Yaml | Ending::Markdown) {
        return false;
    }
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_lowercase();
    let without_number = stem.strip_suffix(')').and_then(|rest| {
        let (before, number) = rest.rsplit_once(" (")?;
        let is_number = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
        is_number.then_some(before)
    });
    without_number.is_some()
        || stem.starts_with("copy of ")
        // " - Copy" ends so, too.
        || stem.ends_with(" copy")
        || stem.contains("conflicted copy")
        || stem.contains(".sync-conflict-")
}

/// Whether a name has the ending of a record with `.txt` behind it, which Windows may hide.
#[must_use]
pub fn has_hidden_ending(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.strip_suffix(".txt")
        .is_some_and(|name| matches!(Ending::of(name), Ending::Yaml | Ending::Markdown) && name.contains('.'))
}

/// The date with which a file's name begins.
#[must_use]
pub fn date_of(name: &str) -> Option<NaiveDate> {
    name.get(..10).and_then(iso)
}

/// What two names in a folder have in common that differ only in case or Unicode form.
#[must_use]
pub fn clash_key(name: &str) -> String {
    if name.is_ascii() {
        return name.to_ascii_lowercase();
    }
    // As Windows has it: a letter counts as its capital where that is one letter, so that ß is not SS.
    let capital = |c: char| {
        let mut capitals = c.to_uppercase();
        match (capitals.next(), capitals.next()) {
            (Some(one), None) => one,
            _ => c,
        }
    };
    name.nfc().map(capital).flat_map(char::to_lowercase).nfc().collect()
}

/// What a name and a text that someone typed for it have in common: small letters without accents, single spaces, and one apostrophe for all the
/// characters that keyboards, phones and Word put in its place.
#[must_use]
pub fn search_key(text: &str) -> String {
    let plain = text
        .nfd()
        .filter(|c| !('\u{300}'..='\u{36F}').contains(c))
        .map(|c| if APOSTROPHES.contains(&c) { '\'' } else { c });
    let plain = plain.flat_map(char::to_lowercase).collect::<String>();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The characters that stand for an apostrophe: quotation marks, primes, accents that stand alone, and the letters that look like one.
pub const APOSTROPHES: [char; 10] = ['’', '‘', '‛', '′', 'ʼ', 'ʻ', 'ʹ', '`', '´', '＇'];

/// Why Windows cannot hold a name; none where it can.
#[must_use]
pub fn unportable(name: &str) -> Option<String> {
    if let Some(character) =
        name.chars().find(|c| matches!(c, '<' | '>' | ':' | '"' | '\\' | '|' | '?' | '*') || u32::from(*c) < 32)
    {
        let shown = if character.is_control() { "a control character".to_owned() } else { format!("`{character}`") };
        return Some(format!("it holds {shown}"));
    }
    if name.contains(char::REPLACEMENT_CHARACTER) {
        return Some("some of its characters are no text at all".to_owned());
    }
    if name.ends_with('.') {
        return Some("it ends with a dot".to_owned());
    }
    if name.ends_with(' ') {
        return Some("it ends with a space".to_owned());
    }
    let stem = name.split('.').next().unwrap_or(name).trim_end_matches(' ').to_uppercase();
    let device = matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$");
    let numbered = stem.strip_prefix("COM").or_else(|| stem.strip_prefix("LPT"));
    let port = numbered
        .is_some_and(|number| matches!(number, "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "¹" | "²" | "³"));
    (device || port).then(|| format!("Windows keeps the name {stem} for itself"))
}

/// How long a path within the drive is, in UTF-16 units.
#[must_use]
pub fn path_length(path: &str) -> usize {
    // No text has more UTF-16 units than bytes.
    if path.len() <= LONGEST_PATH { path.len() } else { path.encode_utf16().count() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_shown_as_far_as_no_child_is_named() {
        for (path, shown) in [
            ("Jane Morris", "Jane Morris"),
            ("Jane Morris/Oakfield", "Jane Morris/Oakfield"),
            ("Jane Morris/Oakfield/records/2025-26", "Jane Morris/Oakfield/records/2025-26"),
            ("Jane Morris/Oakfield/records/Amy Brown", "Jane Morris/Oakfield/records/…"),
            ("Jane Morris/Oakfield/Amy Brown/records", "Jane Morris/Oakfield/…"),
            ("_archive/Amy Brown/x", "_archive/…"),
        ] {
            assert_eq!(folder_without_names(path), shown);
        }
    }

    #[test]
    fn sync_copies_are_known_by_their_names() {
        for copy in [
            "2026-11-24 visit (1).yaml",
            "2026-11-24 visit (12).YML",
            "2026-11-24 visit - Copy.yaml",
            "2026-11-24 visit - Copy (2).yaml",
            "2026-11-24 visit (Jane's conflicted copy 2026-11-25).yaml",
            "2026-11-24 visit.sync-conflict-20261125-101500-ABCDEFG.yaml",
            "2026-11-24 letter (1).md",
            "Copy of 2026-11-24 visit.yaml",
            "COPY OF x.yml",
            "2026-11-24 visit copy.yaml",
            "2026-11-24 visit COPY.md",
        ] {
            assert!(is_sync_copy(copy), "{copy}");
        }
        for other in [
            "2026-11-24 visit.yaml",
            "2026-11-24 visit(1).yaml",
            "2026-11-24 visit (first).yaml",
            "2026-11-24 visit ().yaml",
            "2026-11-24 Copy of minutes.md",
            "Copyof x.yaml",
            "2026-11-24 photocopy.md",
            "copy.yaml",
            "Copy of minutes.docx",
            "minutes copy.pdf",
            "minutes (1).pdf",
            "RE pro forma (1).eml",
        ] {
            assert!(!is_sync_copy(other), "{other}");
        }
    }

    #[test]
    fn names_that_windows_cannot_hold() {
        for name in [
            "a:b.pdf",
            "what?.md",
            "con",
            "Con.yaml",
            "aux .txt",
            "COM1.pdf",
            "lpt9",
            "COM².x",
            "notes.",
            "notes ",
            "a\tb",
            "a\u{FFFD}",
        ] {
            assert!(unportable(name).is_some(), "{name}");
        }
        for name in
            ["conference.pdf", "COM0.pdf", "com10", "a.con", "2026-11-24 visit.yaml", "Zoë’s letter #2 & more.md"]
        {
            assert_eq!(unportable(name), None, "{name}");
        }
    }

    #[test]
    fn what_lies_about_is_left_alone() {
        for name in [
            "~$minutes.docx",
            "~WRL0001.tmp",
            ".~lock.x.ods#",
            "x.TMP",
            ".a.swp",
            "a.swo",
            "a.yaml~",
            "a.ldb",
            "a.laccdb",
            "4913",
            "thumbs.db",
            "Desktop.ini",
            ".gitkeep",
        ] {
            assert!(left_alone(name, false), "{name}");
        }
        assert!(left_alone(".git", true));
        assert!(!left_alone("4913", true));
        assert!(!left_alone("~notes.yaml", false));
    }

    #[test]
    fn a_role_follows_from_the_name_and_the_folder() {
        let path_role = |path: &str| {
            let mut names: Vec<_> = path.split('/').collect();
            let file = names.pop().unwrap();
            let folder = names.into_iter().fold(Role::Root, Role::of_folder_in);
            if file.is_empty() { folder } else { folder.of_file_in(file) }
        };
        for (path, role) in [
            ("Policy.toml", Role::Policy),
            ("Templates/", Role::Templates),
            ("A/templates/", Role::Templates),
            ("A/", Role::Manager),
            ("_A/B/school.yaml", Role::OutOfPlace),
            ("A/_B/records/a.yaml", Role::OutOfPlace),
            ("A/policy.toml", Role::Document),
            ("A/B/", Role::School),
            ("A/B/School.YAML", Role::SchoolFile),
            ("A/B/templates/", Role::Elsewhere),
            ("A/B/RECORDS/2025/templates/a.md", Role::Record(Area::Records)),
            ("A/B/records/a (1).yaml", Role::Copy),
            ("A/B/records/a.eml", Role::Document),
            ("A/B/emails/a (1).eml", Role::Record(Area::Emails)),
            ("A/B/old/a (1).yaml", Role::OutOfPlace),
        ] {
            assert_eq!(path_role(path), role, "{path}");
        }
    }

    #[test]
    fn names_clash_by_case_and_unicode_form() {
        assert_eq!(clash_key("Visit.YAML"), clash_key("visit.yaml"));
        assert_eq!(clash_key("Caf\u{e9}"), clash_key("CAFE\u{301}"));
        assert_ne!(clash_key("visit"), clash_key("visits"));
        assert_ne!(clash_key("Straße"), clash_key("Strasse"));
    }

    #[test]
    fn a_hidden_ending_is_known() {
        for name in ["a.yaml.txt", "a.YML.TXT", "2026-11-24 letter.md.Txt"] {
            assert!(has_hidden_ending(name), "{name}");
        }
        for name in ["a.txt", "a.yaml", "yaml.txt", "a.md.txt.txt", "a.eml.txt", "a.yaml.txt.pdf", "ayaml.txt"] {
            assert!(!has_hidden_ending(name), "{name}");
        }
    }

    #[test]
    fn a_name_begins_with_a_date_or_does_not() {
        assert_eq!(date_of("2026-11-24 visit.yaml"), iso("2026-11-24"));
        assert_eq!(date_of("2026-11-31 visit.yaml"), None);
        assert_eq!(date_of("visit"), None);
        assert_eq!(date_of("日本語日本語"), None);
    }
}
