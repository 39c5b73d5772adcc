//! `schema/`: the committed files are those that the types give, and by them a common JSON Schema validator passes the example drive.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};
use spoc::layout::{Area, Ending};
use spoc::tree::{self, Node, Shape};

use crate::harness::{cases, project, spoc_in, validate};

#[test]
fn the_committed_schemas_are_those_of_the_types() {
    let folder = project().join("schema");
    let mut files: Vec<_> =
        fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    let mut names: Vec<_> = spoc::schemas::NAMES.into_iter().map(spoc::schemas::file_name).collect();
    files.sort();
    names.sort();
    assert_eq!(files, names);
    for name in spoc::schemas::NAMES {
        let file = spoc::schemas::file_name(name);
        let committed = fs::read_to_string(folder.join(&file)).unwrap().replace("\r\n", "\n");
        let fresh = spoc::schemas::text(name).unwrap();
        assert!(committed == fresh, "schema/{file} is stale: `spoc schema {name} > schema/{file}` makes it anew");
        assert_eq!(spoc_in(&project(), &["schema", name]).out, fresh);
    }
}

#[test]
fn a_validator_passes_what_the_program_passes() {
    let mut seen = 0;
    let good: Vec<_> =
        cases("fixtures/rules").iter().map(|case| (case.name.clone(), case.drive_of(&["both", "good"]))).collect();
    let good = good.iter().map(|(code, drive)| (code.as_str(), drive.path().to_owned()));
    let (school, record) = (schema_of("school"), schema_of("record"));
    for (name, root) in good.chain([("northmere", project().join("fixtures/northmere"))]) {
        let found = validate(&root).json();
        let faulty: Vec<_> = found["problems"].as_array().unwrap().iter().map(|problem| &problem["path"]).collect();
        for (path, schema) in records(&root) {
            let relative = path.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
            if faulty.iter().any(|faulty| *faulty == &relative) {
                continue;
            }
            let instance = as_editors_see_it(&path);
            let validator = if schema == "school" { &school } else { &record };
            let errors: Vec<_> = validator.iter_errors(&instance).map(|error| error.to_string()).collect();
            assert!(errors.is_empty(), "{name}: {relative} by {schema}: {errors:#?}");
            seen += 1;
        }
    }
    assert!(seen > 250, "{seen}");
}

#[test]
fn a_validator_refuses_what_is_wrong() {
    let wrong = [
        ("record", json!({"kind": "visit", "date": "2026-11-24"})),
        ("record", json!({"kind": "visit", "date": "24/11/2026", "status": "planned"})),
        ("record", json!({"kind": "visit", "date": "2026-11-24", "status": "planned", "statsu": 1})),
        ("record", json!({"kind": "letter", "date": "2026-11-24"})),
        (
            "school",
            json!({"name": "A", "urn": 1_234_567, "phase": "primary", "status": "maintained", "head": {"name": "B"}}),
        ),
        (
            "school",
            json!({"name": "A", "urn": 123_456, "phase": "Primary", "status": "maintained", "head": {"name": "B"}}),
        ),
        ("exclusion-notice", notice(&json!({"type": "fixed-term"}))),
        ("exclusion-notice", notice(&json!({"type": "permanent", "days": 2}))),
        ("exclusion-notice", notice(&json!({"type": "lunchtime", "days": 2, "lunchtimes": 1}))),
        ("policy", json!({"deadlines": {"written_up": -1}})),
        ("policy", json!({"visits": {"every": "week"}})),
    ];
    for (schema, instance) in wrong {
        assert!(!schema_of(schema).is_valid(&instance), "{schema} passes {instance}");
    }
    for right in
        [json!({"type": "suspension", "days": 2.5, "lunchtimes": null, "x_ward": 1}), json!({"type": "permanent"})]
    {
        assert!(schema_of("record").is_valid(&notice(&right)), "{right}");
    }
}

fn notice(more: &Value) -> Value {
    let mut notice = json!({
        "kind": "exclusion-notice", "upn": "B801200005001", "name": "A", "year": 4, "from": "2026-10-06", "told_authority": "2026-10-06",
    });
    notice.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    notice
}

fn schema_of(name: &str) -> jsonschema::Validator {
    let text = fs::read_to_string(project().join("schema").join(spoc::schemas::file_name(name))).unwrap();
    jsonschema::validator_for(&serde_json::from_str(&text).unwrap()).unwrap()
}

/// The YAML files of a drive, each with the schema that the editor settings of `spoc init` give it.
fn records(root: &Path) -> Vec<(PathBuf, &'static str)> {
    let mut found = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let relative = path.strip_prefix(root).unwrap();
            let parts: Vec<_> = relative.components().map(|part| part.as_os_str().to_str().unwrap()).collect();
            if path.is_dir() {
                folders.push(path);
            } else if let (Ending::Yaml, [_, _, rest @ ..]) = (Ending::of(parts[parts.len() - 1]), parts.as_slice()) {
                match rest {
                    ["school.yaml"] => found.push((path, "school")),
                    [area, ..] if Area::from_folder(area) == Some(Area::Records) => found.push((path, "record")),
                    _ => {}
                }
            }
        }
    }
    found
}

/// A YAML file as an editor's extension hands it to a validator: its scalars read by the core schema of YAML 1.2.
fn as_editors_see_it(path: &Path) -> Value {
    let text = spoc::text::decode_owned(fs::read(path).unwrap()).0;
    core_schema(tree::parse_yaml(&text, 1).unwrap().root())
}

fn core_schema(node: Node<'_, '_>) -> Value {
    match node.shape() {
        Shape::List => node.items().map(core_schema).collect(),
        Shape::Mapping => {
            let entries = node.entries().map(|(name, value)| (name.text().unwrap().to_owned(), core_schema(value)));
            Value::Object(entries.collect::<Map<_, _>>())
        }
        Shape::Scalar { text, plain: true } => match text {
            "" | "~" | "null" | "Null" | "NULL" => Value::Null,
            "true" | "True" | "TRUE" => true.into(),
            "false" | "False" | "FALSE" => false.into(),
            number => match (number.parse::<i64>(), number.parse::<f64>()) {
                (Ok(whole), _) => whole.into(),
                (_, Ok(fraction)) if number.starts_with(|c: char| c.is_ascii_digit()) => fraction.into(),
                _ => number.into(),
            },
        },
        Shape::Scalar { text, plain: false } => text.into(),
    }
}
