import os
import zipfile


def unpacked(path, folder):
    with zipfile.ZipFile(path) as archive:
        for member in archive.infolist():
            # ruleid: archive-member-path
            with open(os.path.join(folder, member.filename), "wb") as file:
                file.write(archive.read(member))


def written(path, folder):
    with zipfile.ZipFile(path) as archive:
        for member in archive.infolist():
            # ruleid: archive-member-path
            (folder / member.filename).write_bytes(archive.read(member))


def safely_unpacked(path, folder):
    with zipfile.ZipFile(path) as archive:
        for member in archive.infolist():
            # ok: archive-member-path
            archive.extract(member, folder)


def joined(folder, upload):
    # ok: archive-member-path
    return open(os.path.join(folder, upload.filename))
