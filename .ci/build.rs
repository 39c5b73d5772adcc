//! Gives the Windows program its icon, and what Explorer shows of it under Properties. Other systems have no such thing.

use std::io;

fn main() -> io::Result<()> {
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
