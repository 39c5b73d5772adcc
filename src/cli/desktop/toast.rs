//! Notices as Windows' notification centre takes them.

#[cfg(windows)]
use std::path::Path;

#[cfg(windows)]
use url::Url;
#[cfg(windows)]
use windows::Data::Xml::Dom::XmlDocument;
#[cfg(windows)]
use windows::UI::Notifications::{ToastNotification, ToastNotificationManager};
#[cfg(windows)]
use windows::core::HSTRING;

use crate::escape::escaped;
#[cfg(windows)]
use crate::notices::APP_ID;
use crate::notices::Notice;

#[cfg(windows)]
pub(super) fn show(notice: &Notice, opens: &Path) -> Result<(), String> {
    shown(notice, opens).map_err(|error| match error.message().trim() {
        // Windows does not have words for every error.
        "" => format!("error 0x{:08X}", error.code().0),
        words => words.to_owned(),
    })
}

/// The address of a file or folder; empty where it has none, so that a click does nothing.
#[cfg(windows)]
fn address(path: &Path) -> String {
    Url::from_file_path(path).map(String::from).unwrap_or_default()
}

#[cfg(windows)]
fn shown(notice: &Notice, opens: &Path) -> windows::core::Result<()> {
    let xml = XmlDocument::new()?;
    xml.LoadXml(&HSTRING::from(text_of(notice, &address(opens))))?;
    let toast = ToastNotification::CreateToastNotification(&xml)?;
    ToastNotificationManager::CreateToastNotifierWithId(&HSTRING::from(APP_ID))?.Show(&toast)
}

/// A notice as Windows takes it. The click is Windows' own to carry out, as it opens any address: it works after the program has ended, too.
fn text_of(notice: &Notice, address: &str) -> String {
    format!(
        "<toast activationType=\"protocol\" launch=\"{}\"><visual><binding template=\"ToastGeneric\"><text>{}</text><text>{}</text>\
         </binding></visual></toast>",
        escaped(address),
        escaped(&notice.title),
        escaped(&notice.lines.join("\n")),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_notice_ends_what_it_stands_in() {
        let notice =
            Notice { title: "1 <b>".to_owned(), lines: vec!["A & B".to_owned(), "\"C\"".to_owned()], folder: None };
        assert_eq!(
            text_of(&notice, "file:///S:/A%20&%20B"),
            "<toast activationType=\"protocol\" launch=\"file:///S:/A%20&amp;%20B\"><visual><binding template=\"ToastGeneric\">\
             <text>1 &lt;b&gt;</text><text>A &amp; B\n&quot;C&quot;</text></binding></visual></toast>"
        );
    }
}
