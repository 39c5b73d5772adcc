//! The plan for Windows.

use super::explorer;
use super::item::{Item, Shortcut};
use super::part::{Part, PartName};
use super::place::Place;
use super::quote::for_windows;
use crate::notices::APP_ID;

/// How the shortcut of the watch is called in the Startup folder.
pub const WATCH: &str = "spoc watch.lnk";

pub(super) fn parts(place: &Place, menu: &str, startup: &str, send_to: &str) -> Vec<Part> {
    let program = Item::Program { from: place.source.clone(), to: place.copy.clone(), version: place.version.clone() };
    let mut parts = vec![Part {
        name: PartName::Program,
        title: "Copy the program for you alone".to_owned(),
        items: vec![program],
    }];
    if place.starts_copy() {
        let folder = place.copy.rsplit_once('\\').map_or("", |(folder, _)| folder).to_owned();
        parts.push(Part {
            name: PartName::Path,
            title: "Let `spoc` be typed in any folder".to_owned(),
            items: vec![Item::PathEntry { folder }],
        });
    }
    let start = |about: &str| Shortcut {
        target: place.program.clone(),
        arguments: String::new(),
        about: about.to_owned(),
        minimised: false,
    };
    parts.push(Part {
        name: PartName::Menu,
        title: "Put spoc into the Start menu".to_owned(),
        items: vec![shortcut(menu, "spoc.lnk", start("School visits: records, packs, what is due"))],
    });
    parts.push(Part {
        name: PartName::SendTo,
        title: "Put spoc into Explorer's \"Send to\", for a school's folder, a record, a workbook or an e-mail"
            .to_owned(),
        items: vec![shortcut(send_to, "spoc.lnk", start("Opens a school, checks a record, receives a pro forma"))],
    });
    parts.push(Part {
        name: PartName::RightClick,
        title: "Put a menu into Explorer's right-click on folders, drives and records".to_owned(),
        items: explorer::items(&place.program),
    });
    if let Some(drive) = &place.drive {
        let link = Shortcut {
            target: place.program.clone(),
            arguments: watch_arguments(drive, place.spoc.as_deref()),
            about: "Watches the records of school visits".to_owned(),
            minimised: true,
        };
        parts.push(Part {
            name: PartName::Watch,
            title: format!("Watch {drive} from log-on on, without a window, and show notices"),
            items: [notices(&place.program), vec![shortcut(startup, WATCH, link)]].concat(),
        });
    }
    parts
}

fn watch_arguments(drive: &str, spoc: Option<&str>) -> String {
    let of_spoc = spoc.map(|name| format!(" --spoc {}", for_windows(name))).unwrap_or_default();
    format!("watch --background --notify{of_spoc} --drive {}", for_windows(drive))
}

/// Windows shows the notices of a program that it knows by this id.
fn notices(program: &str) -> Vec<Item> {
    let value = |name: &str, text: &str| Item::Value {
        key: format!(r"Software\Classes\AppUserModelId\{APP_ID}"),
        name: name.to_owned(),
        text: text.to_owned(),
    };
    vec![value("DisplayName", "School visits (spoc)"), value("IconUri", program)]
}

fn shortcut(folder: &str, name: &str, link: Shortcut) -> Item {
    Item::Shortcut { path: format!("{folder}\\{name}"), link }
}

#[cfg(test)]
mod tests {
    use super::super::place::Folders;
    use super::super::plan::plan;
    use super::*;

    fn place() -> Place {
        let home = r"C:\Users\Zoë O'Brien & Co";
        let menu = format!(r"{home}\AppData\Roaming\Microsoft\Windows\Start Menu\Programs");
        Place {
            source: r"\\server\share\spoc.exe".to_owned(),
            version: "0.2.0".to_owned(),
            copy: format!(r"{home}\AppData\Local\Programs\spoc\spoc.exe"),
            program: format!(r"{home}\AppData\Local\Programs\spoc\spoc.exe"),
            drive: Some(r"S:\".to_owned()),
            spoc: None,
            editor: None,
            folders: Folders::Windows {
                startup: format!(r"{menu}\Startup"),
                menu,
                send_to: format!(r"{home}\AppData\Roaming\Microsoft\Windows\SendTo"),
            },
        }
    }

    #[test]
    fn every_part_starts_the_copy() {
        let place = place();
        let parts = plan(&place);
        let names: Vec<_> = parts.iter().map(|part| part.name).collect();
        use PartName::{Menu, Path, Program, RightClick, SendTo, Watch};
        assert_eq!(names, [Program, Path, Menu, SendTo, RightClick, Watch]);
        for item in parts.iter().flat_map(|part| &part.items) {
            match item {
                Item::Shortcut { link, .. } => assert_eq!(link.target, place.copy),
                Item::Value { name, text, .. } if name.is_empty() => {
                    assert!(text.starts_with(&format!("\"{}\" clicked ", place.copy)), "{text}");
                }
                Item::Value { name, text, .. } if name == "Icon" => assert_eq!(*text, format!("{},0", place.copy)),
                _ => {}
            }
        }
    }

    #[test]
    fn a_drive_may_be_a_share_a_letter_or_a_folder() {
        for (drive, arguments) in [
            (r"S:\", r"watch --background --notify --drive S:\"),
            (r"S:\Early Help", r#"watch --background --notify --drive "S:\Early Help""#),
            (r"\\srv\early help\", r#"watch --background --notify --drive "\\srv\early help\\""#),
        ] {
            assert_eq!(watch_arguments(drive, None), arguments);
        }
        let of_one = watch_arguments(r"S:\", Some("Priya Shah"));
        assert_eq!(of_one, r#"watch --background --notify --spoc "Priya Shah" --drive S:\"#);
    }

    #[test]
    fn without_a_copy_the_program_is_started_where_it_is() {
        let mut place = place();
        place.program.clone_from(&place.source);
        place.drive = None;
        let parts = plan(&place);
        assert!(!parts.iter().any(|part| matches!(part.name, PartName::Path | PartName::Watch)));
        let menu = parts.iter().find(|part| part.name == PartName::Menu).unwrap();
        assert!(matches!(&menu.items[0], Item::Shortcut { link, .. } if link.target == r"\\server\share\spoc.exe"));
    }
}
