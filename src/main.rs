//! Arguments in, exit status out.

use std::process::ExitCode;

/// Reading records makes and drops many small texts. The systems' own allocators take a fifth of the whole time for that, Windows' the most.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    ExitCode::from(spoc::cli::run(std::env::args_os()))
}
