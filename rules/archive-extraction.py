import shutil
import tarfile
import zipfile


def unpacked(path, target):
    with tarfile.open(path) as archive:
        # ruleid: archive-extraction
        archive.extractall(target)


def at_once(path, target):
    # ruleid: archive-extraction
    tarfile.open(path).extractall(target)


def trusted(path, target):
    archive = tarfile.open(path)
    # ruleid: archive-extraction
    archive.extractall(target, filter="fully_trusted")


def any_format(path, target):
    # ruleid: archive-extraction
    shutil.unpack_archive(path, target)


def filtered(path, target):
    with tarfile.open(path) as archive:
        # ok: archive-extraction
        archive.extractall(target, filter="data")


def zipped(path, target):
    with zipfile.ZipFile(path) as archive:
        # ok: archive-extraction
        archive.extractall(target)


def listed(path):
    with tarfile.open(path) as archive:
        # ok: archive-extraction
        return archive.getnames()
