import os
import stat
import threading

import pytest

from pantau.desk.editing.site_file import (
    ChangedMeanwhile,
    create_site,
    digest_of,
    is_creatable,
    is_writable,
    read_site,
    replace_site,
)
from pantau.schemas.site import SiteFileError
from tests.transforms.evidence.conftest import SITE


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "site.yaml"
    path.write_text(SITE, encoding="utf-8")
    return path


def test_it_is_replaced_as_a_whole_and_keeps_its_rights(path):
    path.chmod(0o640)
    now = read_site(path)
    assert (now.text, now.digest, now.site.id) == (SITE, digest_of(SITE.encode()), "hall")
    replace_site(path, now.digest, SITE + "# end\n")
    assert path.read_text() == SITE + "# end\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640 and os.listdir(path.parent) == ["site.yaml"]


def test_what_was_changed_meanwhile_is_left_as_it_is(path):
    now = read_site(path)
    path.write_text(SITE + "# by an editor\n")
    with pytest.raises(ChangedMeanwhile):
        replace_site(path, now.digest, SITE)
    assert path.read_text().endswith("# by an editor\n") and os.listdir(path.parent) == ["site.yaml"]


def test_a_link_stays_a_link(path, tmp_path):
    link = tmp_path / "link.yaml"
    link.symlink_to(path)
    replace_site(link, read_site(link).digest, SITE + "# end\n")
    assert link.is_symlink() and path.read_text() == SITE + "# end\n"


def test_of_many_who_write_at_once_one_does(path):
    digest, done = read_site(path).digest, []

    def write(number):
        try:
            replace_site(path, digest, f"{SITE}# {number}\n")
        except ChangedMeanwhile:
            return
        done.append(number)

    threads = [threading.Thread(target=write, args=[number]) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == 1 and path.read_text() == f"{SITE}# {done[0]}\n"


def test_what_cannot_be_read_is_said(path, tmp_path):
    with pytest.raises(SiteFileError, match=r"gone\.yaml: cannot be read \(No such file or directory\)"):
        read_site(tmp_path / "gone.yaml")
    path.write_bytes(b"\xff")
    with pytest.raises(SiteFileError, match="is not UTF-8"):
        read_site(path)
    path.write_text(SITE.replace("hall", "9", 1))
    with pytest.raises(SiteFileError) as caught:
        read_site(path)
    assert [problem.path for problem in caught.value.problems] == [("id",)]
    assert is_writable(path) and not is_writable(tmp_path / "none" / "site.yaml")


def test_a_new_site_file_is_written_where_none_is_and_over_no_other(tmp_path):
    path = tmp_path / "site.yaml"
    assert is_creatable(path) and not is_creatable(tmp_path / "nowhere" / "site.yaml")
    create_site(path, "id: a\n")
    with pytest.raises(ChangedMeanwhile):
        create_site(path, "id: b\n")
    assert path.read_text() == "id: a\n" and list(tmp_path.iterdir()) == [path]
    (tmp_path / "link.yaml").symlink_to(tmp_path / "gone.yaml")
    create_site(tmp_path / "link.yaml", "id: c\n")
    assert (tmp_path / "gone.yaml").read_text() == "id: c\n"
