import errno
import os
import stat
from pathlib import Path

import pytest

from inspector.domain.errors import WriteError
from inspector.formats.atomic import folder_atomic, write_bytes_atomic, write_text_atomic


def names_in(folder):
    return [file.name for file in folder.iterdir()]


def test_a_file_is_replaced_and_nothing_else_is_left(tmp_path):
    file = tmp_path / "a.txt"
    write_text_atomic(file, "old\n")
    write_text_atomic(file, "µ\n")
    assert file.read_bytes() == b"\xc2\xb5\n"
    assert names_in(tmp_path) == ["a.txt"]


@pytest.mark.skipif(os.name == "nt", reason="permissions are POSIX's")
def test_a_new_file_is_as_readable_as_any_other_and_a_replaced_one_keeps_its_permissions(tmp_path):
    (tmp_path / "plain").write_text("")
    write_text_atomic(tmp_path / "new", "")
    assert (tmp_path / "new").stat().st_mode == (tmp_path / "plain").stat().st_mode
    (tmp_path / "new").chmod(0o640)
    write_text_atomic(tmp_path / "new", "again")
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o640


def test_a_missing_folder_is_one_clear_error(tmp_path):
    with pytest.raises(WriteError, match=r"no/a\.txt: cannot be written .*; free the disk"):
        write_text_atomic(tmp_path / "no" / "a.txt", "")


def test_a_folder_that_may_not_be_written_leaves_the_old_file(tmp_path):
    if os.geteuid() == 0:
        pytest.skip("root may write everywhere")
    file = tmp_path / "a.txt"
    file.write_text("old")
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(WriteError, match="cannot be written"):
            write_text_atomic(file, "new")
    finally:
        tmp_path.chmod(0o700)
    assert file.read_text() == "old"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is full")
def test_a_full_disk_leaves_the_old_file_and_nothing_half_written(tmp_path, monkeypatch):
    file = tmp_path / "a.txt"
    file.write_text("old")
    opened = os.fdopen

    def onto_the_full_device(descriptor, mode):
        os.close(descriptor)
        return opened(os.open("/dev/full", os.O_WRONLY), mode)

    monkeypatch.setattr("inspector.formats.atomic.os.fdopen", onto_the_full_device)
    with pytest.raises(WriteError, match=os.strerror(errno.ENOSPC)):
        write_bytes_atomic(file, b"new" * 100_000)
    assert file.read_text() == "old"
    assert names_in(tmp_path) == ["a.txt"]


def test_a_folder_appears_whole(tmp_path):
    target = tmp_path / "deep" / "capture"
    with folder_atomic(target) as folder:
        (folder / "a").write_text("1")
        assert not target.exists()
    assert (target / "a").read_text() == "1"
    assert names_in(tmp_path / "deep") == ["capture"]


def test_a_folder_does_not_appear_at_all_after_an_error(tmp_path):
    def fill():
        with folder_atomic(tmp_path / "capture") as folder:
            (folder / "a").write_text("1")
            raise KeyError("x")

    with pytest.raises(KeyError):
        fill()
    assert names_in(tmp_path) == []


def test_a_folder_that_is_there_is_not_overwritten(tmp_path):
    (tmp_path / "capture").mkdir()
    (tmp_path / "capture" / "a").write_text("old")
    with pytest.raises(WriteError, match="is there already"), folder_atomic(tmp_path / "capture"):
        pass
    assert (tmp_path / "capture" / "a").read_text() == "old"


def test_an_empty_folder_that_is_there_is_filled(tmp_path):
    (tmp_path / "capture").mkdir()
    with folder_atomic(tmp_path / "capture") as folder:
        (folder / "a").write_text("1")
    assert (tmp_path / "capture" / "a").read_text() == "1"
