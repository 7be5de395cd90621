import pytest

from inspector.formats.archive import find_captures


def test_a_link_to_the_archive_itself_is_not_followed(tmp_path):
    capture = tmp_path / "lot" / "SN1"
    capture.mkdir(parents=True)
    (capture / "capture.json").write_text("{}")
    try:
        (tmp_path / "lot" / "again").symlink_to(tmp_path, target_is_directory=True)
    except OSError:
        pytest.skip("no links here")
    assert [job.source for job in find_captures(tmp_path)] == ["lot/SN1"]
