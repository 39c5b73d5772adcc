# For `.ci/release` and `.ci/windows`, which read it: builds for Windows on Debian 12, with Debian's own Rust, which carries the sources of its
# standard library, and with MinGW. Sets `cargo`, a command that takes cargo's arguments, and `target`.
# shellcheck shell=bash disable=SC2034

# install PACKAGE...: those that are not there.
install() {
  local package sudo='' need=()
  for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || need+=("$package")
  done
  if ((!${#need[@]})); then return; fi
  [ "$(id -u)" = 0 ] || sudo=sudo
  $sudo apt-get update -qq
  $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${need[@]}" >/dev/null
}

install gcc-mingw-w64-x86-64-win32 rustc-web cargo-web rust-web-src
target=x86_64-pc-windows-gnu
cargo=(env RUSTC_BOOTSTRAP=1 RUSTC=/usr/bin/rustc RUSTDOC=/usr/bin/rustdoc
  CARGO_TARGET_X86_64_PC_WINDOWS_GNU_LINKER=x86_64-w64-mingw32-gcc
  /usr/bin/cargo -Zbuild-std=std,panic_abort)
