//! Arguments in, exit status out.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(spoc::cli::run(std::env::args_os()))
}
