"""Zips that strangers made: what is unsafe is refused with a stable code before anything of it is written."""

import stat
import struct
import tempfile
import warnings
import zipfile
import zlib
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.adapters.review import archive as archives
from shared.adapters.review.archive import unpack
from shared.adapters.review.limits import MOST_ENTRIES
from shared.architect.ports import InspectionRefused
from tests.architect.review.making import entry, zip_of, zipped

CODE = b"x = 1\n"


def unpacked(content: bytes, folder: Path) -> list[str]:
    archive = folder / "source.zip"
    archive.write_bytes(content)
    target = folder / "tree" / "inner"
    target.mkdir(parents=True)
    unpack(archive, target)
    return sorted(str(path.relative_to(target)) for path in target.rglob("*") if path.is_file())


def refused(content: bytes, folder: Path) -> str:
    """The code; and nothing was written outside of the folder that was given."""
    with pytest.raises(InspectionRefused) as caught:
        unpacked(content, folder)
    outside = [path for path in folder.rglob("*") if path.is_file() and "inner" not in path.parts]
    assert [path.name for path in outside] == ["source.zip"]
    return caught.value.code


@pytest.mark.parametrize(
    "name",
    ["../evil.py", "shop/../../evil.py", "/etc/evil.py", "C:evil.py", "C:/evil.py", "..\\evil.py", "shop\\evil.py",
     "a\nb.py", "shop/\x1b[31m.py", "shop/..", "shop//evil.py", "shop/./evil.py",
     "./shop.py", "shop.py/.", f"{'a' * 300}.py", "/".join([f"{'b' * 240}"] * 5)],
)  # fmt: skip
def test_a_name_that_leads_out_of_the_archive_is_refused(name: str, tmp_path: Path) -> None:
    assert refused(zip_of((name, CODE)), tmp_path) == "unsafe_path"


def test_a_top_folder_that_is_taken_off_leaves_no_path_from_the_root(tmp_path: Path) -> None:
    """`top//tmp/evil.py` is below `top/`; without it, it is /tmp/evil.py."""
    content = zip_of(("top/pyproject.toml", b""), (f"top/{tmp_path}/evil.py", CODE))
    assert refused(content, tmp_path) == "unsafe_path"
    assert not (tmp_path / "evil.py").exists()


def test_the_second_name_of_an_entry_is_judged_too(tmp_path: Path) -> None:
    """Readers since Python 3.12 take the name in the extra field 7075, where there is one."""
    told = zipfile.ZipInfo("shop.py")
    second = f"{tmp_path}/evil.py".encode()
    told.extra = struct.pack("<HHBL", 0x7075, 5 + len(second), 1, zlib.crc32(b"shop.py")) + second
    content = zip_of((told, CODE))
    with suppress(InspectionRefused):  # older readers do not know it
        assert unpacked(content, tmp_path) == ["shop.py"]
    assert not list(tmp_path.rglob("evil.py"))


def test_a_name_cut_short_by_a_null_is_refused(tmp_path: Path) -> None:
    content = zip_of(("shopXX.py", CODE)).replace(b"shopXX.py", b"shop\0X.py")
    assert refused(content, tmp_path) == "unsafe_path"


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFCHR, stat.S_IFBLK, stat.S_IFIFO, stat.S_IFSOCK])
def test_links_and_devices_are_refused(kind: int, tmp_path: Path) -> None:
    assert refused(zip_of(("ok.py", CODE), (entry("link.py", kind | 0o777), b"/etc/passwd")), tmp_path) == "link"


def test_an_encrypted_entry_is_refused(tmp_path: Path) -> None:
    content = bytearray(zip_of(("shop.py", CODE)))
    directory = content.rindex(b"PK\x01\x02")
    content[directory + 8] |= 1
    assert refused(bytes(content), tmp_path) == "encrypted"


def test_a_megabyte_of_zeros_times_fifty_is_a_bomb(tmp_path: Path) -> None:
    assert refused(zip_of(("zeros.bin", bytes(50 * 1024**2))), tmp_path) == "bomb"


def flat(count: int) -> bytes:
    """Many names in the directory, one place in the file. The count in the end record has two octets."""
    content = zip_of(("a00000.py", b"import os  # some text that does not shrink to nothing 0123456789\n" * 4))
    end, directory = content.rindex(b"PK\x05\x06"), content.index(b"PK\x01\x02")
    record = content[directory:end]
    many = b"".join(record.replace(b"a00000.py", b"a%05d.py" % each) for each in range(count))
    told = struct.pack("<HHII", count, count, len(many), directory)
    return content[:directory] + many + content[end : end + 8] + told + content[end + 20 :]


def test_entries_that_share_octets_are_a_bomb(tmp_path: Path) -> None:
    assert refused(flat(10), tmp_path) in ("bomb", "not_a_zip")


def test_a_directory_that_lies_about_sizes_is_not_believed(tmp_path: Path) -> None:
    content = bytearray(zip_of(("shop.py", CODE * 1000)))
    directory = content.rindex(b"PK\x01\x02")
    content[directory + 24 : directory + 28] = struct.pack("<I", 10)
    assert refused(bytes(content), tmp_path) in ("bomb", "not_a_zip")


def test_too_many_entries_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MOST_ENTRIES", 100)
    assert refused(zipped({f"f{each}.txt": "x" for each in range(101)}), tmp_path) == "too_many_files"


def test_fifty_thousand_and_one_entries_are_refused_before_any_is_written(tmp_path: Path) -> None:
    assert refused(flat(MOST_ENTRIES + 1), tmp_path) == "too_many_files"


def test_more_than_fits_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MOST_UNPACKED", 1000)
    assert refused(zipped({"a.py": "a = 1\n" * 200}), tmp_path) == "too_large"
    monkeypatch.setattr(archives, "MOST_UNPACKED", 10**9)
    monkeypatch.setattr(archives, "MOST_KEPT", 1000)
    (tmp_path / "again").mkdir()
    assert refused(zipped({"a.py": "a = 1\n" * 200}), tmp_path / "again") == "too_large"


def test_folders_deep_in_each_other_are_refused(tmp_path: Path) -> None:
    assert refused(zip_of(("d/" * 60 + "shop.py", CODE)), tmp_path) == "too_deep"


@pytest.mark.parametrize("names", [("shop.py", "shop.py"), ("Shop.py", "shop.py"), ("shop.py", "shop.py/inner.py")])
def test_two_entries_of_one_name_are_refused(names: tuple[str, str], tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        content = zip_of(*((name, CODE) for name in names))
    assert refused(content, tmp_path) == "duplicate_path"


@pytest.mark.parametrize("content", [b"", b"PK", b"hello", b"\x1f\x8b\x08\0" * 20, zip_of(("a.py", CODE))[:-10]])
def test_what_is_no_zip_is_refused(content: bytes, tmp_path: Path) -> None:
    assert refused(content, tmp_path) == "not_a_zip"


def test_a_damaged_entry_is_refused(tmp_path: Path) -> None:
    content = bytearray(zip_of(("shop.py", bytes(range(256)) * 20)))
    content[60:80] = b"\xff" * 20
    assert refused(bytes(content), tmp_path) == "not_a_zip"


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_way_of_packing_that_grows_without_a_bound_is_refused(method: int, tmp_path: Path) -> None:
    one = entry("shop.py")
    one.compress_type = method
    assert refused(zip_of((one, CODE)), tmp_path) == "not_a_zip"


def test_an_archive_in_an_archive_stays_closed(tmp_path: Path) -> None:
    inner = zip_of(("../evil.py", CODE))
    for _ in range(5):
        inner = zip_of(("again.zip", inner), ("shop.py", CODE))
    assert unpacked(inner, tmp_path) == ["shop.py"]


def test_what_others_wrote_is_left_out_and_counted(tmp_path: Path) -> None:
    archive = tmp_path / "source.zip"
    others = ["venv/lib/x.py", ".venv/x.py", "web/node_modules/x.py", "lib/site-packages/x.py", "vendor/x.py",
              "dist/x.py", "build/lib/x.py", "shop/orders_pb2.py", "shop/migrations/0001_initial.py", ".git/hook.py",
              "picture.png"]  # fmt: skip
    archive.write_bytes(zipped({**dict.fromkeys(others, "x = 1\n"), "shop/api.py": "x = 1\n"}))
    target = tmp_path / "tree"
    target.mkdir()
    left_out = unpack(archive, target)
    assert sum(left_out.values()) == len(others)
    assert left_out["installed"] == 4
    assert left_out["generated"] == left_out["migration"] == left_out["vendored"] == 1
    assert [path.name for path in target.rglob("*") if path.is_file()] == ["api.py"]


def test_the_folder_that_carries_a_commit_in_its_name_is_taken_off(tmp_path: Path) -> None:
    files = {"shop-1a2b3c/pyproject.toml": "", "shop-1a2b3c/src/shop/api.py": "x = 1\n"}
    assert unpacked(zipped(files), tmp_path) == ["pyproject.toml", "src/shop/api.py"]


def test_a_package_alone_keeps_its_folder(tmp_path: Path) -> None:
    assert unpacked(zipped({"shop/__init__.py": "", "shop/api.py": ""}), tmp_path) == [
        "shop/__init__.py",
        "shop/api.py",
    ]


def test_a_file_that_is_too_large_is_cut_where_the_reader_sees_it(tmp_path: Path) -> None:
    large = zip_of(("big.py", "".join(f"a{each} = {each}\n" for each in range(150_000)).encode()))
    assert unpacked(large, tmp_path) == ["big.py"]
    assert (tmp_path / "tree" / "inner" / "big.py").stat().st_size < 1024**2 + 128 * 1024


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.binary(max_size=60), st.integers(0, 400), st.integers(0, 255))
def test_whatever_octets_come_they_are_unpacked_or_refused(noise: bytes, place: int, value: int) -> None:
    content = bytearray(zip_of(("shop/api.py", CODE * 9), ("shop/model.py", CODE)))
    content[place : place + len(noise)] = noise
    content[-1 - place % len(content)] = value
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        with suppress(InspectionRefused):
            unpacked(bytes(content), folder)
        assert {path.name for path in folder.iterdir()} == {"source.zip", "tree"}
        assert [path.name for path in (folder / "tree").iterdir()] == ["inner"]
