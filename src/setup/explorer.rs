//! The right-click menus of Explorer, as values of the registry below `Software\Classes`.
//!
//! Folders, the empty space in a folder, and drives have one menu with the same choices; its choices stand once, in a key to which
//! `ExtendedSubCommandsKey` leads. Records have one choice.
//!
//! A choice starts `spoc clicked ACTION PATH`. What happens on a click can so change with the program, and the
//! registry stays as it is. How the path is handed over:
//!
//! - Explorer puts a path in place of `%V` (a folder) or `%1` (a file). Of a drive it is `S:\`, and a quote after that backslash would be part of the
//!   path. So it is written `"%V\."`: the same folder for Windows, and `spoc clicked` takes the two signs off again.
//! - No command line goes through `cmd.exe`, for which `&`, `%` and `^` in a name are more than letters.
//! - The values are plain texts (`REG_SZ`), in which `%` stands for no variable. In the program's own path it is doubled, as Explorer wants it.
//! - With `NoWorkingDirectory` the program runs elsewhere than in the folder, so that the window of a failed command does not hold the folder.

use super::item::Item;

/// The menu's choices: their keys, the action, and what Explorer shows. The keys are numbered, because Explorer sorts them by name. A choice keeps its
/// key for ever: setup is repeated over what an older version has written.
const CHOICES: [(&str, &str, &str); 7] = [
    ("1check", "check", "Check the records"),
    ("2due", "due", "What is due"),
    ("2review", "review", "The children of the next visit, and why"),
    ("3pack", "pack", "Print the pack of the next visit"),
    ("4board", "board", "Open the board"),
    ("4figures", "figures", "The figures of this term"),
    ("5menu", "menu", "Choose what to do"),
];
/// The name of the menu.
const TITLE: &str = "School visits (spoc)";
/// Where the choices stand, below `Software\Classes`. `HKEY_CLASSES_ROOT` shows it, too.
const CHOICES_KEY: &str = "spoc.folder";
/// The classes of which a right-click shows the menu.
const FOLDERS: [&str; 3] = ["Directory", r"Directory\Background", "Drive"];
/// The endings of records.
const RECORDS: [&str; 3] = [".yaml", ".yml", ".md"];

pub(super) fn items(program: &str) -> Vec<Item> {
    let icon = format!("{program},0");
    let command = |action: &str, path: &str| format!("\"{}\" clicked {action} \"{path}\"", program.replace('%', "%%"));
    let mut values = Values::default();
    for class in FOLDERS {
        let key = format!(r"{class}\shell\spoc");
        values.add(&key, "MUIVerb", TITLE);
        values.add(&key, "Icon", &icon);
        values.add(&key, "ExtendedSubCommandsKey", CHOICES_KEY);
        values.add(&key, "MultiSelectModel", "Single");
    }
    for (key, action, title) in CHOICES {
        let key = format!(r"{CHOICES_KEY}\shell\{key}");
        values.add(&key, "MUIVerb", title);
        values.add(&key, "NoWorkingDirectory", "");
        values.add(&format!(r"{key}\command"), "", &command(action, r"%V\."));
    }
    for ending in RECORDS {
        let key = format!(r"SystemFileAssociations\{ending}\shell\spoc");
        values.add(&key, "MUIVerb", "Check this record (spoc)");
        values.add(&key, "Icon", &icon);
        values.add(&key, "MultiSelectModel", "Single");
        values.add(&key, "NoWorkingDirectory", "");
        values.add(&format!(r"{key}\command"), "", &command("check", "%1"));
    }
    values.items
}

#[derive(Default)]
struct Values {
    items: Vec<Item>,
}

impl Values {
    fn add(&mut self, key: &str, name: &str, text: &str) {
        let key = format!(r"Software\Classes\{key}");
        self.items.push(Item::Value { key, name: name.to_owned(), text: text.to_owned() });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_menu_leads_to_its_choices() {
        let items = items(r"C:\100% spoc\spoc.exe");
        let commands: Vec<_> = items
            .iter()
            .filter_map(|item| match item {
                Item::Value { key, name, text } if name.is_empty() => Some((key.as_str(), text.as_str())),
                _ => None,
            })
            .collect();
        assert_eq!(commands.len(), CHOICES.len() + RECORDS.len());
        assert_eq!(
            commands[0],
            (r"Software\Classes\spoc.folder\shell\1check\command", r#""C:\100%% spoc\spoc.exe" clicked check "%V\.""#)
        );
        assert_eq!(
            commands[CHOICES.len()],
            (
                r"Software\Classes\SystemFileAssociations\.yaml\shell\spoc\command",
                r#""C:\100%% spoc\spoc.exe" clicked check "%1""#
            )
        );
        assert!(CHOICES.is_sorted_by_key(|(key, ..)| key), "Explorer shows them in another order");
        let leads = |item: &&Item| matches!(item, Item::Value { name, text, .. } if name == "ExtendedSubCommandsKey" && text == CHOICES_KEY);
        assert_eq!(items.iter().filter(leads).count(), FOLDERS.len());
    }
}
