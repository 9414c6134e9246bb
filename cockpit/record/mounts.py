"""Which file system a folder is on, where that decides how a record can be followed."""

from __future__ import annotations

from pathlib import Path

_MOUNTS = Path("/proc/self/mountinfo")
_NETWORK = ("nfs", "cifs", "smb", "9p", "fuse.sshfs", "ceph", "glusterfs", "fuse.glusterfs", "afs", "lustre")


def network_file_system(folder: Path) -> str:
    """The name of the network file system the folder is on, such as "nfs4"; else empty."""
    kind = file_system(folder)
    return kind if kind.startswith(_NETWORK) else ""


def file_system(folder: Path) -> str:
    """The kind of the innermost mount the folder is under; empty where the system does not tell."""
    try:
        lines = _MOUNTS.read_text().splitlines()
        place = folder.resolve()
    except OSError:
        return ""
    innermost, kind = -1, ""
    for line in lines:
        fields, _, rest = line.partition(" - ")
        point = Path(fields.split()[4].encode().decode("unicode_escape"))
        if place.is_relative_to(point) and len(point.parts) >= innermost:
            innermost, kind = len(point.parts), rest.split()[0]
    return kind
