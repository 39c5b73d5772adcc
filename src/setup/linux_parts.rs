//! The plan for a Linux desktop.

use super::item::Item;
use super::part::{Part, PartName};
use super::place::Place;
use super::quote::{for_desktop, for_shell, for_systemd};

/// The unit of the watch.
pub const UNIT: &str = "spoc-watch.service";
/// The scripts of the right-click menu: what the menu shows, and the action.
const SCRIPTS: [(&str, &str); 6] = [
    ("Check the records", "check"),
    ("What is due", "due"),
    ("The children of the next visit, and why", "review"),
    ("Print the pack of the next visit", "pack"),
    ("Open the board", "board"),
    ("The figures of this term", "figures"),
];

pub(super) fn parts(place: &Place, applications: &str, scripts: &str, units: &str) -> Vec<Part> {
    let program = Item::Program { from: place.source.clone(), to: place.copy.clone(), version: place.version.clone() };
    let entry = file(format!("{applications}/spoc.desktop"), desktop_entry(&place.program), false);
    let scripts = SCRIPTS
        .map(|(title, action)| file(format!("{scripts}/School visits/{title}"), script(&place.program, action), true));
    let part = |name, title: &str, items| Part { name, title: title.to_owned(), items };
    let mut parts = vec![
        part(PartName::Program, "Copy the program for you alone", vec![program]),
        part(PartName::Menu, "Put spoc into the menu of applications", vec![entry]),
        part(PartName::RightClick, "Put scripts into the right-click menu of Files", scripts.into()),
    ];
    if let Some(drive) = &place.drive {
        let unit = format!("{units}/{UNIT}");
        let link = Item::Link { path: format!("{units}/default.target.wants/{UNIT}"), target: unit.clone() };
        let items = vec![file(unit, watch_unit(place, drive), false), link];
        parts.push(part(PartName::Watch, &format!("Watch {drive} from log-on on, and show notices"), items));
    }
    parts
}

fn file(path: String, text: String, is_script: bool) -> Item {
    Item::File { path, text, is_script }
}

fn desktop_entry(program: &str) -> String {
    format!(
        "[Desktop Entry]\nType=Application\nName=School visits (spoc)\nComment=Records, packs, what is due\nExec={}\n\
         Terminal=true\nCategories=Office;\n",
        for_desktop(program)
    )
}

/// Files hands over what is selected; without a selection the folder that is shown is the current one. There is no window to say in why something
/// could not be done, so the script shows that by what the desktop has for it.
fn script(program: &str, action: &str) -> String {
    format!(
        "#!/bin/sh\n# Written by `spoc setup`; `spoc setup --undo` takes it away.\n\
         said=$({} clicked {action} \"${{1:-.}}\" 2>&1)\n\
         if [ $? = 2 ]; then\n    \
         zenity --error --no-markup --text=\"$said\" || notify-send spoc \"$said\" || xmessage \"$said\"\nfi\n",
        for_shell(program)
    )
}

fn watch_unit(place: &Place, drive: &str) -> String {
    let of_spoc = place.spoc.as_deref().map(|name| format!(" --spoc {}", for_systemd(name))).unwrap_or_default();
    format!(
        "[Unit]\nDescription=Watches the records of school visits\n\n[Service]\nExecStart={} watch --notify{of_spoc} --drive {}\n\
         Restart=on-failure\nRestartSec=60\n\n[Install]\nWantedBy=default.target\n",
        for_systemd(&place.program),
        for_systemd(drive)
    )
}

#[cfg(test)]
mod tests {
    use super::super::place::Folders;
    use super::super::plan::plan;
    use super::*;

    #[test]
    fn the_plan_is_the_same_as_on_windows_in_a_desktops_own_files() {
        let home = "/home/zoë o'brien";
        let program = format!("{home}/.local/bin/spoc");
        let place = Place {
            source: "/media/usb/spoc".to_owned(),
            version: "0.2.0".to_owned(),
            copy: program.clone(),
            program,
            drive: Some("/mnt/100% early help".to_owned()),
            spoc: Some("Priya $hah".to_owned()),
            editor: None,
            folders: Folders::Linux {
                applications: format!("{home}/.local/share/applications"),
                scripts: format!("{home}/.local/share/nautilus/scripts"),
                units: format!("{home}/.config/systemd/user"),
            },
        };
        let parts = plan(&place);
        let text = |name: PartName| match &parts.iter().find(|part| part.name == name).unwrap().items[0] {
            Item::File { text, .. } => text.clone(),
            other => panic!("{other:?}"),
        };
        assert!(text(PartName::Menu).contains("\nExec=\"/home/zoë o'brien/.local/bin/spoc\"\n"));
        let said = text(PartName::RightClick);
        assert!(
            said.contains("\nsaid=$('/home/zoë o'\\''brien/.local/bin/spoc' clicked check \"${1:-.}\" 2>&1)\n"),
            "{said}"
        );
        let unit = text(PartName::Watch);
        let line = "\nExecStart=\"/home/zoë o'brien/.local/bin/spoc\" watch --notify --spoc \"Priya $$hah\" --drive \"/mnt/100%% early help\"\n";
        assert!(unit.contains(line), "{unit}");
    }
}
