"""`bench codes` on a drawn folder: what is read, what is not, and what must not be read."""

import cv2
import numpy as np
import pytest
import zxingcpp

TEXTS = ("SN000001", "LOT-42/7", "ABC 123")


def code(text, kind=zxingcpp.BarcodeFormat.DataMatrix):
    """A code of 6 px a module with a quiet zone around it."""
    made = zxingcpp.create_barcode(text, kind)
    modules = np.array(zxingcpp.write_barcode_to_image(made, scale=1))
    large = np.kron(modules, np.ones((6, 6), np.uint8))
    return cv2.copyMakeBorder(large, 30, 30, 30, 30, cv2.BORDER_CONSTANT, value=(255,))


def write(folder, name, picture, text=None):
    folder.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(folder / f"{name}.png"), picture)
    if text is not None:
        (folder / f"{name}.txt").write_bytes(text.encode())


BLANK = np.full((120, 120), 255, np.uint8)


@pytest.fixture
def folder(tmp_path):
    """Three codes that are read, one picture with another text, one without a code; QR codes."""
    where = tmp_path / "codes"
    for number, text in enumerate(TEXTS):
        write(where / "datamatrix-1", str(number), code(text), text)
    write(where / "datamatrix-1", "other", code("OTHER"), "NOT THIS")
    write(where / "datamatrix-1", "blank", BLANK, "NOTHING")
    write(where / "qrcode-1", "0", code("https://example", zxingcpp.BarcodeFormat.QRCode),
          "https://example")  # fmt: skip
    write(where / "falsepositives-1", "0", BLANK)
    return where


def test_codes_counts_what_was_drawn(inspector, folder):
    done = inspector("bench", "codes", folder, "--json")
    assert (done.status, done.err) == (0, "")
    rows = {row.pop("folder"): row for row in done.json}
    assert rows == {
        "datamatrix-1": {"pictures": 5, "ours": 3, "zxing": 3, "ours_false": 1, "zxing_false": 1},
        "falsepositives-1": {
            "pictures": 1, "ours": 0, "zxing": 0, "ours_false": 0, "zxing_false": 0,
        },
        "qrcode-1": {"pictures": 1, "ours": 1, "zxing": 1, "ours_false": 0, "zxing_false": 0},
    }  # fmt: skip


def test_codes_are_shown_as_a_table(inspector, folder):
    done = inspector("bench", "codes", folder)
    assert (done.status, done.err) == (0, "")
    (row,) = [line for line in done.out.splitlines() if "datamatrix-1" in line]
    assert [c.strip() for c in row.split("│")[1:-1]] == ["datamatrix-1", "5", "3", "3", "1", "1"]


def test_a_code_that_is_read_where_none_may_be_is_a_failure(inspector, folder):
    write(folder / "falsepositives-1", "1", code("WRONG"))
    done = inspector("bench", "codes", folder, "--json")
    assert done.status == 1
    (row,) = [row for row in done.json if row["folder"] == "falsepositives-1"]
    assert row["ours_false"] == 1


def test_of_a_kind_that_is_not_asked_for_nothing_is_read(inspector, tmp_path):
    write(tmp_path / "codes" / "qrcode-9", "0", code("SN1"), "SN1")
    (row,) = inspector("bench", "codes", tmp_path / "codes", "--json").json
    assert (row["ours"], row["zxing"], row["ours_false"]) == (0, 0, 0)


def test_other_line_ends_and_bytes_are_the_same_text(inspector, tmp_path):
    where = tmp_path / "codes" / "datamatrix-2"
    write(where, "ends", code("one\ntwo"))
    (where / "ends.txt").write_bytes(b"one\r\ntwo\r\n")
    write(where, "bytes", code("grün"))
    (where / "bytes.bin").write_bytes("grün".encode("latin-1"))
    (row,) = inspector("bench", "codes", tmp_path / "codes", "--json").json
    assert (row["pictures"], row["ours"], row["ours_false"]) == (2, 2, 0)


@pytest.mark.parametrize("lost", ["0.txt", None])
def test_a_picture_without_its_text_or_that_is_none_is_named(inspector, folder, lost):
    if lost:
        (folder / "datamatrix-1" / lost).unlink()
    else:
        (folder / "datamatrix-1" / "0.png").write_bytes(b"no picture")
    done = inspector("bench", "codes", folder)
    assert done.status == 3
    assert done.err.count("\n") == 1
    assert "0.png" in done.err
