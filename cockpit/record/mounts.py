"""Which file system a folder is on, where that decides how a record is followed and its locks are found."""

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
    return _mount(folder)[0]


def device(folder: Path) -> tuple[int, int] | None:
    """Major and minor number of the folder's disk, as its mount tells them; its files may tell others."""
    _, numbers = _mount(folder)
    major, _, minor = numbers.partition(":")
    return (int(major), int(minor)) if numbers else None


def _mount(folder: Path) -> tuple[str, str]:
    """Kind and device of the innermost mount the folder is under."""
    try:
        lines = _MOUNTS.read_text().splitlines()
        place = folder.resolve()
    except OSError:
        return "", ""
    innermost, found = -1, ("", "")
    for line in lines:
        told, _, rest = line.partition(" - ")
        fields = told.split()
        point = Path(fields[4].encode().decode("unicode_escape"))
        if place.is_relative_to(point) and len(point.parts) >= innermost:
            innermost, found = len(point.parts), (rest.split()[0], fields[2])
    return found
