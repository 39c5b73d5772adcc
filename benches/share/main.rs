//! What each command costs on a slow share: operations and seconds, measured through a file system in user space.
//!
//! `cargo bench --bench share` for every command on a drive of 10,000 records at 1 ms an operation. `-- --help` names the options:
//! another delay, one command alone, a second program to measure in turn with this one.
//!
//! The share has no leases: the kernel remembers no name, no attribute and no content (all timeouts 0, direct reads), so each step of a
//! path is asked for whenever the path is walked. `--kept-ms 1000` shows the other kind, a client that remembers names and sizes for a
//! second and gets both with a listing. Operations wait side by side, 256 at once, so whoever asks for many at once waits once for all.
//! Nobody waits for a release. The drive is made once, in `target/tmp`. Needs Linux and `/dev/fuse`.

#![allow(
    clippy::print_stdout,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a program of its own, which says what it measured"
)]

#[cfg(target_os = "linux")]
mod commands;
#[cfg(target_os = "linux")]
#[path = "../make_drive/mod.rs"]
#[allow(dead_code, unused_imports, reason = "no bench uses all of the maker")]
mod make_drive;
#[cfg(target_os = "linux")]
mod measure;
#[cfg(target_os = "linux")]
mod mount;
#[cfg(target_os = "linux")]
mod table;

#[cfg(not(target_os = "linux"))]
fn main() {
    println!("share: left out, as it needs Linux and /dev/fuse");
}

#[cfg(target_os = "linux")]
fn main() {
    run(&clap::Parser::parse());
}

/// Measures what each command costs on a slow share.
#[cfg(target_os = "linux")]
#[derive(Debug, clap::Parser)]
struct Arguments {
    /// How long each operation takes
    #[arg(long, value_name = "MILLISECONDS", default_value_t = 1.0)]
    delay_ms: f64,

    /// Records on the drive, about 200 a school
    #[arg(long, value_name = "NUMBER", default_value_t = 10_000)]
    records: usize,

    /// How long the client remembers names and sizes
    #[arg(long, value_name = "MILLISECONDS", default_value_t = 0)]
    kept_ms: u64,

    /// How often each command runs: medians are shown
    #[arg(long, value_name = "NUMBER", default_value_t = 3, value_parser = clap::value_parser!(u16).range(1..))]
    runs: u16,

    /// Only the commands whose line contains this; may be given more than once
    #[arg(long = "command", value_name = "NAME")]
    commands: Vec<String>,

    /// Measure this program [default: the one that was built with the bench]
    #[arg(long, value_name = "FILE")]
    program: Option<std::path::PathBuf>,

    /// Measure this program as well, with RAYON_NUM_THREADS=32, in turn with the first, and show the ratio
    #[arg(long, value_name = "FILE")]
    against: Option<std::path::PathBuf>,

    /// Write the operations of each command's last run to this file
    #[arg(long, value_name = "FILE")]
    trace: Option<std::path::PathBuf>,

    /// `cargo bench` passes it
    #[arg(long, hide = true)]
    bench: bool,
}

#[cfg(target_os = "linux")]
fn run(arguments: &Arguments) {
    use std::time::Duration;

    let drive = measure::Drive::new(arguments.records);
    let mounted = match mount::Mounted::new(&drive.folder, Duration::from_millis(arguments.kept_ms)) {
        Ok(mounted) => mounted,
        Err(error) => return println!("share: left out, as nothing can be mounted here ({error})"),
    };
    unmount_on_interrupt(mounted.root());
    let delay = Duration::from_secs_f64(arguments.delay_ms / 1_000.0);
    let commands: Vec<_> = commands::ALL
        .iter()
        .filter(|command| {
            arguments.commands.is_empty() || arguments.commands.iter().any(|part| command.line.contains(part.as_str()))
        })
        .collect();
    let ours = arguments.program.clone().unwrap_or_else(|| env!("CARGO_BIN_EXE_spoc").into());
    let mut programs = vec![measure::Program::new("ours", &ours, None, &drive)];
    if let Some(other) = &arguments.against {
        programs.push(measure::Program::new("other", other, Some(32), &drive));
    }
    println!(
        "{} records, {} ms an operation, names and sizes remembered for {} ms, medians of {}",
        arguments.records, arguments.delay_ms, arguments.kept_ms, arguments.runs
    );
    println!("{}", table::head(programs.len() > 1));
    let mut trace = String::new();
    for command in commands {
        // In turn, so that whatever else the computer does falls on both.
        let mut runs: Vec<Vec<measure::Run>> = programs.iter().map(|_| Vec::new()).collect();
        for _ in 0..arguments.runs {
            for (program, runs) in programs.iter_mut().zip(&mut runs) {
                runs.push(measure::run(command, program, &drive, &mounted, delay));
            }
        }
        println!("{}", table::line(command.line, &runs[0], runs.get(1).map(Vec::as_slice), delay, &drive.school));
        trace.push_str(&table::trace(command.line, runs[0].last().unwrap()));
    }
    if let Some(file) = &arguments.trace {
        std::fs::write(file, trace).unwrap();
    }
}

/// Takes the mount away when someone presses Ctrl-C, or the system asks the bench to end: it would stay behind.
#[cfg(target_os = "linux")]
fn unmount_on_interrupt(at: std::path::PathBuf) {
    let set = ctrlc::set_handler(move || {
        mount::unmount(&at);
        std::process::exit(130);
    });
    set.unwrap();
}
