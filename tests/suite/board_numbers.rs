//! The numbers at the top of the board. The script counts the rows that each number selects; it must find as many as the page says without the script.

use std::fs;

use crate::harness::{TODAY, project, spoc_in};

/// The classes of each row of a section's table.
fn rows(page: &str, id: &str) -> Vec<Vec<String>> {
    let (_, section) = page.split_once(&format!("<section id=\"{id}\">")).unwrap();
    let (section, _) = section.split_once("</section>").unwrap();
    let (_, body) = section.split_once("<tbody>").unwrap_or_default();
    let class = |row: &str| {
        let (tag, _) = row.split_once('>').unwrap();
        let classes = tag.split_once("class=\"").map(|(_, rest)| rest.trim_end_matches('"')).unwrap_or_default();
        classes.split_whitespace().map(str::to_owned).collect()
    };
    body.split("<tr").skip(1).map(class).collect()
}

/// The number of rows that a selector of the page finds: `#id tbody tr`, `#id tr.class` or `#id tr.class:not(.other)`.
fn found(page: &str, selector: &str) -> usize {
    let (id, rest) = selector.strip_prefix('#').unwrap().split_once(' ').unwrap();
    let rows = rows(page, id);
    if rest == "tbody tr" {
        return rows.len();
    }
    let class = rest.strip_prefix("tr.").unwrap();
    let (class, not) = match class.split_once(":not(.") {
        Some((class, not)) => (class, Some(not.trim_end_matches(')'))),
        None => (class, None),
    };
    let has = |row: &[String], class: &str| row.iter().any(|one| one == class);
    rows.iter().filter(|row| has(row, class) && !not.is_some_and(|not| has(row, not))).count()
}

#[test]
fn the_numbers_are_those_of_the_rows_that_they_lead_to() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("board.html");
    let run =
        spoc_in(&project().join("fixtures/northmere"), &["board", "--today", TODAY, "--out", file.to_str().unwrap()]);
    assert_eq!(run.status, 0, "{run:?}");
    let page = fs::read_to_string(&file).unwrap();
    let tiles: Vec<_> = page.split("<b data-of=\"").skip(1).collect();
    assert_eq!(tiles.len(), 7);
    for tile in tiles {
        let (selector, rest) = tile.split_once('"').unwrap();
        let (_, number) = rest.split_once('>').unwrap();
        let (number, _) = number.split_once('<').unwrap();
        assert_eq!(number, found(&page, selector).to_string(), "{selector}");
        assert_ne!(number, "0", "{selector}: this drive has something of each");
    }
    // What is due today and what is due after it are of the same days as the table that both lead to.
    let of_soon = found(&page, "#soon tr.today") + found(&page, "#soon tr.near:not(.today)");
    assert_eq!(of_soon, found(&page, "#soon tbody tr"));
    assert!(
        page.contains("due in the next 10 working days") && page.contains("Due today and in the next 10 working days")
    );
}
