//! Packs the fonts that go into the program. Gives the Windows program its icon, and what Explorer shows of it under Properties: other systems have
//! no such thing.

use std::io;

fn main() -> io::Result<()> {
    #[cfg(feature = "pdf")]
    pack_fonts()?;
    println!("cargo:rerun-if-changed=.ci/icon/spoc.ico");
    println!("cargo:rerun-if-changed=.ci/build.rs");
    if std::env::var("CARGO_CFG_TARGET_OS").as_deref() != Ok("windows") {
        return Ok(());
    }
    const BRITISH_ENGLISH: u16 = 0x0809;
    winresource::WindowsResource::new()
        .set_icon(".ci/icon/spoc.ico")
        .set_language(BRITISH_ENGLISH)
        .set("ProductName", "spoc")
        .set("FileDescription", "spoc: keeps the records of school visits")
        .set("OriginalFilename", "spoc.exe")
        .set("InternalName", "spoc")
        .set("LegalCopyright", "MIT OR Apache-2.0")
        .compile()
}

/// Packs each font into a file of the same name: so they take half the space in the program.
#[cfg(feature = "pdf")]
fn pack_fonts() -> io::Result<()> {
    const SMALLEST: u8 = 9;
    let folder = "templates/fonts";
    println!("cargo:rerun-if-changed={folder}");
    let out = std::env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("cargo names no folder for what is made"))?;
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if let Some(name) = path.file_name().filter(|_| path.extension().is_some_and(|ending| ending == "ttf")) {
            let packed = miniz_oxide::deflate::compress_to_vec(&std::fs::read(&path)?, SMALLEST);
            std::fs::write(std::path::Path::new(&out).join(name), packed)?;
        }
    }
    Ok(())
}
