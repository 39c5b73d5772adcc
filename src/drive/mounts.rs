//! Whether a drive lies on another computer. Then this computer's system does not tell of every change, and calls take longer.

use std::path::Path;

use crate::disk;

/// Where a drive lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mount {
    /// On a disk of this computer, as far as can be told.
    Local,
    /// On another computer, or behind a program, by this kind of connection.
    Network(String),
}

/// Where the drive at `root` lies. The path is absolute and without links.
#[must_use]
pub fn mount_of(root: &Path) -> Mount {
    let network = if cfg!(windows) {
        of_windows_path(&root.to_string_lossy())
    } else if cfg!(target_os = "linux") {
        const MOST: u64 = 4_000_000;
        let table = disk::read(Path::new("/proc/self/mountinfo"), MOST).unwrap_or_default();
        of_table(&String::from_utf8_lossy(&table), root)
    } else {
        None
    };
    network.map_or(Mount::Local, Mount::Network)
}

/// On Windows, an absolute path without links says itself where it leads: the letter of a mapped drive has become the share that it stands for.
/// Where Windows could not resolve the path so far (it then lacks `\\?\`), the drive is no common disk but one that a program provides.
fn of_windows_path(path: &str) -> Option<String> {
    if path.starts_with(r"\\?\UNC\") || (path.starts_with(r"\\") && !path.starts_with(r"\\?\")) {
        return Some("a Windows share".to_owned());
    }
    (!path.starts_with(r"\\?\")).then(|| "a virtual drive".to_owned())
}

/// The file systems of other computers, by the names that Linux gives them.
const NETWORK: [&str; 22] = [
    "cifs",
    "smb3",
    "smb2",
    "smbfs",
    "nfs",
    "nfs4",
    "ncpfs",
    "ncp",
    "afs",
    "coda",
    "ceph",
    "glusterfs",
    "lustre",
    "gfs2",
    "ocfs2",
    "beegfs",
    "9p",
    "davfs",
    "davfs2",
    "vboxsf",
    "vmhgfs",
    "prl_fs",
];

/// The kind of network file system that holds a path, by the system's table of mounts; none where the path is on a local disk. The deepest mount above
/// the path decides.
fn of_table(table: &str, path: &Path) -> Option<String> {
    let of_line = |line: &str| {
        let (before, after) = line.split_once(" - ")?;
        let place = unescaped(before.split(' ').nth(4)?);
        let kind = after.split(' ').next()?;
        path.starts_with(&place).then(|| (Path::new(&place).components().count(), kind.to_owned()))
    };
    // Of several mounts in one place the last one is on top.
    let (_, kind) = table.lines().filter_map(of_line).max_by_key(|(depth, _)| *depth)?;
    let is_network = NETWORK.contains(&kind.as_str()) || kind == "fuse" || kind.starts_with("fuse.");
    is_network.then_some(kind)
}

/// A path of the table as it is: in the table, a space or the like stands as three octal digits after a backslash.
fn unescaped(text: &str) -> String {
    let mut parts = text.split('\\');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        let escaped = part.get(..3).and_then(|digits| u8::from_str_radix(digits, 8).ok());
        match escaped {
            Some(byte) => {
                bytes.push(byte);
                bytes.extend(part.as_bytes().get(3..).unwrap_or_default());
            }
            None => {
                bytes.push(b'\\');
                bytes.extend(part.as_bytes());
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "\
22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
30 22 0:25 / /mnt/early\\040help rw,nosuid shared:9 - cifs //files/feh rw,vers=3.0
31 22 0:26 / /mnt/nfs rw shared:10 master:2 - nfs4 files:/feh rw
32 31 254:1 / /mnt/nfs/local rw - xfs /dev/vdb rw
33 22 0:27 / /mnt/cloud rw - fuse.rclone cloud rw
34 22 0:28 / /mnt/cloud rw - ext4 /dev/vdc rw
35 22 0:29 / /mnt/sshfs rw - fuse.sshfs files:/feh rw
36 22 254:2 / /mnt/usb rw - fuseblk /dev/sda1 rw
";

    #[test]
    fn the_nearest_mount_decides() {
        let of = |path: &str| of_table(TABLE, Path::new(path));
        assert_eq!(of("/srv/drive"), None);
        assert_eq!(of("/mnt/early help/drive").as_deref(), Some("cifs"));
        assert_eq!(of("/mnt/nfs/drive").as_deref(), Some("nfs4"));
        assert_eq!(of("/mnt/nfs/local/drive"), None);
        assert_eq!(of("/mnt/sshfs").as_deref(), Some("fuse.sshfs"));
        assert_eq!(of("/mnt/cloud"), None);
        // A stick is a disk of this computer, whoever reads it.
        assert_eq!(of("/mnt/usb"), None);
        assert_eq!(of_table("", Path::new("/")), None);
    }

    #[test]
    fn a_windows_path_says_where_it_leads() {
        assert_eq!(of_windows_path(r"\\?\C:\Drive"), None);
        assert!(of_windows_path(r"\\?\UNC\files\feh").is_some());
        assert!(of_windows_path(r"\\files\feh").is_some());
        assert!(of_windows_path(r"Z:\").is_some());
    }
}
