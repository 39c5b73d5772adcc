//! The user's PATH on Windows as one text: folders with `;` between them.

use super::item::Value;

/// The PATH with one more folder at its end; none where the folder is on it already, or where it is no text.
/// `variable`: what a `%NAME%` in it stands for.
pub(super) fn with(value: Option<&Value>, folder: &str, variable: &dyn Fn(&str) -> Option<String>) -> Added {
    let (text, kind): (&str, fn(String) -> Value) = match value {
        None => ("", Value::Expanding),
        Some(Value::Text(text)) => (text, Value::Text),
        Some(Value::Expanding(text)) => (text, Value::Expanding),
        Some(Value::Other { .. }) => return Added::NoText,
    };
    if text.split(';').any(|entry| is_same(entry, folder, variable)) {
        return Added::IsThere;
    }
    let between = if text.is_empty() || text.ends_with(';') { "" } else { ";" };
    Added::To(kind(format!("{text}{between}{folder}")))
}

/// What adding a folder comes to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Added {
    /// The folder is on it already.
    IsThere,
    /// The new PATH.
    To(Value),
    /// The value is of a type in which no folder can stand.
    NoText,
}

/// The PATH without a folder; none where the folder is not on it.
pub(super) fn without(value: &Value, folder: &str) -> Option<Value> {
    let (text, kind): (&str, fn(String) -> Value) = match value {
        Value::Text(text) => (text, Value::Text),
        Value::Expanding(text) => (text, Value::Expanding),
        Value::Other { .. } => return None,
    };
    let entries: Vec<_> = text.split(';').collect();
    let kept: Vec<_> = entries.iter().copied().filter(|entry| !is_same(entry, folder, &|_| None)).collect();
    (kept.len() < entries.len()).then(|| kind(kept.join(";")))
}

/// Whether the value is a PATH with nothing on it.
pub(super) fn is_empty(value: &Value) -> bool {
    matches!(value, Value::Text(text) | Value::Expanding(text) if text.is_empty())
}

/// Whether an entry is a folder: in whatever case, with quotes, with variables, with a backslash at its end.
fn is_same(entry: &str, folder: &str, variable: &dyn Fn(&str) -> Option<String>) -> bool {
    let plain = |text: &str| text.trim().trim_matches('"').trim_end_matches(['\\', '/']).to_lowercase();
    plain(entry) == plain(folder) || plain(&expanded(entry, variable)) == plain(folder)
}

fn expanded(entry: &str, variable: &dyn Fn(&str) -> Option<String>) -> String {
    let mut parts = entry.split('%');
    let mut text = parts.next().unwrap_or_default().to_owned();
    let mut is_name = true;
    for part in parts {
        match variable(part).filter(|_| is_name) {
            Some(value) => {
                text.push_str(&value);
                is_name = false;
            }
            None => {
                if is_name {
                    text.push('%');
                }
                text.push_str(part);
                is_name = true;
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const FOLDER: &str = r"C:\Users\ann\AppData\Local\Programs\spoc";

    fn local(name: &str) -> Option<String> {
        (name == "LOCALAPPDATA").then(|| r"C:\Users\ann\AppData\Local".to_owned())
    }

    #[test]
    fn a_folder_is_added_once_and_all_else_stays() {
        let text = |text: &str| Some(Value::Text(text.to_owned()));
        for (before, after) in [
            (None, Value::Expanding(FOLDER.to_owned())),
            (text(r"C:\a;%X%\b"), Value::Text(format!(r"C:\a;%X%\b;{FOLDER}"))),
            (text(r"C:\a;"), Value::Text(format!(r"C:\a;{FOLDER}"))),
            (Some(Value::Expanding(r"%X%".to_owned())), Value::Expanding(format!("%X%;{FOLDER}"))),
        ] {
            assert_eq!(with(before.as_ref(), FOLDER, &local), Added::To(after));
        }
        for there in [
            FOLDER.to_uppercase(),
            format!(r"C:\a;{FOLDER}\"),
            format!("\"{FOLDER}\";C:\\b"),
            r"%LOCALAPPDATA%\Programs\spoc".to_owned(),
        ] {
            assert_eq!(with(text(&there).as_ref(), FOLDER, &local), Added::IsThere, "{there}");
        }
        let number = Value::Other { kind: 4, bytes: vec![0; 4] };
        assert_eq!(with(Some(&number), FOLDER, &local), Added::NoText);
    }

    #[test]
    fn a_folder_is_taken_out_of_what_others_added() {
        let value = Value::Text(format!(r"C:\a;{FOLDER};C:\b;"));
        assert_eq!(without(&value, FOLDER), Some(Value::Text(r"C:\a;C:\b;".to_owned())));
        assert_eq!(without(&Value::Text(r"C:\a".to_owned()), FOLDER), None);
        assert!(is_empty(&without(&Value::Expanding(FOLDER.to_owned()), FOLDER).unwrap()));
    }
}
