//! Compares our tree with `yaml_serde`, which the YAML organisation maintains. Both say the same of every record, except for the differences below, each
//! of which is asserted.

use std::fs;
use std::path::PathBuf;

use proptest::prelude::*;
use spoc::text::{decode_owned, front_matter};
use spoc::tree::{self, Node, Shape};
use yaml_serde::Value;

use super::cases;
use super::contract::*;
use super::writer::write;
use crate::harness::project;

/// Whether a node says what the library says. Our tree keeps the text of a scalar without quotes and leaves it to the field what that means; the
/// library decides at once, by the core schema of YAML 1.2.
fn agree(node: Node<'_, '_>, value: &Value) -> bool {
    match (node.shape(), value) {
        (Shape::Scalar { text, plain }, Value::Null) => plain && tree::is_null(text),
        (Shape::Scalar { text, plain }, Value::Bool(truth)) => plain && text.eq_ignore_ascii_case(&truth.to_string()),
        (Shape::Scalar { text, plain }, Value::Number(number)) => plain && is_number(text, number),
        (Shape::Scalar { text, plain }, Value::String(string)) => text == string && !(plain && tree::is_null(text)),
        (Shape::List, Value::Sequence(entries)) => {
            node.items().count() == entries.len() && node.items().zip(entries).all(|(node, entry)| agree(node, entry))
        }
        (Shape::Mapping, Value::Mapping(entries)) => {
            node.entries().count() == entries.len()
                && node.entries().zip(entries).all(|((name, value), (their_name, their_value))| {
                    agree(name, their_name) && agree(value, their_value)
                })
        }
        _ => false,
    }
}

fn is_number(text: &str, number: &yaml_serde::Number) -> bool {
    let digits = text.trim_start_matches(['+', '-']);
    let based = ["0x", "0o", "0b"].iter().any(|mark| digits.starts_with(mark));
    let special = matches!(digits.to_lowercase().as_str(), ".inf" | ".nan");
    based || special || text.parse::<f64>().ok() == number.as_f64()
}

/// A whole number of more than 64 bits.
const TOO_LONG: &str = "99999999999999999999";

fn both(text: &str) -> Result<bool, String> {
    let ours = tree::parse_yaml(text, 1).map_err(|faults| format!("ours: {faults:?}"))?;
    let theirs: Value = yaml_serde::from_str(text).map_err(|error| format!("theirs: {error}"))?;
    Ok(agree(ours.root(), &theirs))
}

#[test]
fn a_record_says_the_same_to_both() {
    proptest!(cases(400), |(mut tape in tape())| {
        let kind = a_kind(&mut tape);
        let mut doc = good(&contract(kind), &mut tape);
        spoil(&mut doc, &mut tape);
        let (written, _) = write(&doc, &mut tape);
        // The library's parser follows YAML 1.1 here, which takes these characters for the end of a line.
        prop_assume!(!written.contains(['\u{85}', '\u{2028}', '\u{2029}']));
        // The library refuses a file with a number of more than 64 bits: see below.
        prop_assume!(!written.contains(TOO_LONG));
        prop_assert_eq!(both(&written), Ok(true), "{}", written);
    });
}

#[test]
fn every_record_of_the_fixtures_says_the_same_to_both() {
    let mut folders = vec![project().join("fixtures")];
    let mut seen = 0;
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path: PathBuf = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_lowercase();
            let (text, _) = decode_owned(fs::read(&path).unwrap());
            let yaml = match ending.as_str() {
                "yaml" | "yml" => text.as_str(),
                "md" => front_matter(&text).map_or("", |front| &text[front.yaml]),
                // A case is a small drive in one file.
                "txt" => {
                    for record in text.split("\n-- ").filter_map(|part| part.split_once(" --\n")) {
                        if record.0.ends_with(".yaml") && tree::parse_yaml(record.1, 1).is_ok() {
                            assert_eq!(both(record.1), Ok(true), "{}: {}", path.display(), record.0);
                            seen += 1;
                        }
                    }
                    continue;
                }
                _ => continue,
            };
            if tree::parse_yaml(yaml, 1).is_ok() {
                assert_eq!(both(yaml), Ok(true), "{}", path.display());
                seen += 1;
            }
        }
    }
    assert!(seen > 150, "{seen}");
}

/// What our tree and the library make of `a: TEXT`.
fn value(text: &str) -> (Option<String>, Result<Value, String>) {
    let source = format!("a: {text}\n");
    let ours = tree::parse_yaml(&source, 1).ok();
    let ours = ours.and_then(|tree| tree.at("/a").and_then(|(_, node)| node.text().map(str::to_owned)));
    let theirs = yaml_serde::from_str::<Value>(&source).map_err(|error| error.to_string());
    (ours, theirs.map(|value| value["a"].clone()))
}

#[test]
fn where_they_differ_is_known() {
    // The same name twice: our tree refuses it everywhere, and names each place. The library's `Value` refuses it at the first place; its structs allow it
    // in fields that they ignore.
    assert!(tree::parse_yaml("a: 1\na: 2\n", 1).is_err() && yaml_serde::from_str::<Value>("a: 1\na: 2\n").is_err());
    #[derive(Debug, serde::Deserialize)]
    struct Own {
        b: u8,
    }
    let ignored = "b: 1\nx_c: {a: 1, a: 2}\n";
    assert!(tree::parse_yaml(ignored, 1).is_err());
    assert_eq!(yaml_serde::from_str::<Own>(ignored).unwrap().b, 1);
    // Both take `yes` and `no` for texts; a field for yes or no reads the words itself. `true` is a truth value to the library, a text to our tree.
    assert_eq!(value("yes"), (Some("yes".to_owned()), Ok(Value::from("yes"))));
    assert_eq!(value("True"), (Some("True".to_owned()), Ok(Value::from(true))));
    // Both keep leading zeros; the library does so by taking the number for a text. Without them, the library reads a number, and its spelling is lost.
    assert_eq!(value("020"), (Some("020".to_owned()), Ok(Value::from("020"))));
    assert_eq!(value("412"), (Some("412".to_owned()), Ok(Value::from(412))));
    assert_eq!(value("2.50"), (Some("2.50".to_owned()), Ok(Value::from(2.5))));
    assert_eq!(value("0x10"), (Some("0x10".to_owned()), Ok(Value::from(16))));
    // A long row of digits, such as a telephone number without spaces, is a text to our tree and no value at all to the library.
    assert_eq!(value(TOO_LONG).0.as_deref(), Some(TOO_LONG));
    assert!(value(TOO_LONG).1.is_err());
    // Both take an empty value for null; but where a text is asked for, the library gives an empty text.
    assert_eq!(value(""), (Some(String::new()), Ok(Value::Null)));
    #[derive(Debug, serde::Deserialize)]
    struct Text {
        a: String,
    }
    assert_eq!(yaml_serde::from_str::<Text>("a:\n").map(|text| text.a).ok().as_deref(), Some(""));
    // To our tree, a second document, an empty file and a list at the root are no record.
    for text in ["", "- a\n", "a\n"] {
        assert!(tree::parse_yaml(text, 1).is_err() && yaml_serde::from_str::<Value>(text).is_ok(), "{text:?}");
    }
    // A tab after the colon: people line values up so.
    assert_eq!(value("\tx").0.as_deref(), Some("x"));
    // Our tree bounds depth and number before the library would run out of stack or memory.
    let deep = format!("a: {}{}", "[".repeat(100), "]".repeat(100));
    assert!(tree::parse_yaml(&deep, 1).is_err() && yaml_serde::from_str::<Value>(&deep).is_ok());
}
