//! Makes a drive of so many records: `cargo bench --bench make_drive -- DIR --records N`.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program of its own, which says what it made")]

#[path = "mod.rs"]
#[allow(dead_code, unused_imports, reason = "the benches use more of the maker than its program does")]
mod make_drive;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;

/// Makes a drive of invented records
#[derive(Debug, Parser)]
#[command(name = "make_drive")]
struct Arguments {
    /// The folder that becomes the drive: a new or an empty one
    #[arg(value_name = "DIR", required_unless_present = "bench")]
    root: Option<PathBuf>,

    /// How many records, about 200 a school
    #[arg(long, value_name = "N", required_unless_present = "bench", requires = "root")]
    records: Option<usize>,

    /// `cargo bench` passes it: alone, where it runs this among the benches, it asks for no drive
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let (Some(root), Some(records)) = (arguments.root, arguments.records) else {
        println!("make_drive: no drive was asked for (usage: make_drive DIR --records N)");
        return ExitCode::SUCCESS;
    };
    match make_drive::make_drive(&root, records) {
        Ok(made) => {
            let mean = made.bytes / made.records.max(1) as u64;
            println!("{} schools, {} records, {} bytes, {mean} bytes a record", made.schools, made.records, made.bytes);
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("make_drive: {}: {error}", root.display());
            ExitCode::from(2)
        }
    }
}
