"""Lists through the JSON API: received, checked, corrected and thrown away as on the pages."""

from dataclasses import replace
from pathlib import Path

import pytest
from program_help import HEADERS, Line, orders, write_list
from rest_help import Caller, caller, code
from web_help import Pages

from zns_batch.domain.users import Role
from zns_batch.ledger import audit
from zns_batch.ledger.db.schema import uploads

pytestmark = pytest.mark.usefixtures("at_sandbox")

BAD: Line = ("An", "0912", "DH", "22/11/2026", 5)


@pytest.fixture
def erp(file_pages: Pages, tmp_path: Path) -> Caller:
    """A program that may send."""
    return caller(file_pages, tmp_path)


def test_a_list_is_checked_as_it_is_uploaded(erp: Caller, file_pages: Pages) -> None:
    """One call answers with counts that add up, the columns, the cost, and where the list is."""
    answer = erp.upload([*orders(3), BAD])
    assert 201 == answer.status_code, answer.text
    found = answer.json()
    assert f"/api/v1/lists/{found['id']}" == answer.headers["location"]
    assert ("ready", 4, 3, 1) == (
        found["state"],
        found["rows"]["total"],
        found["rows"]["pending"],
        found["rows"]["invalid"],
    )
    assert found["rows"]["total"] == sum(n for name, n in found["rows"].items() if name != "total")
    assert "Họ tên" == found["mapping"]["customer_name"]
    assert [] == found["problems"]
    assert found["created_at"].endswith("Z") or found["created_at"].endswith("+00:00")
    (entry, *_) = audit.latest(file_pages.web.ledger)
    assert ("upload", "api", found["id"]) == (entry.act, entry.face, entry.object)
    assert erp.id in entry.actor


def test_problems_come_by_pages(erp: Caller) -> None:
    """Everything that is wrong is told in the sheet's own rows, a page at a time."""
    base = f"/lists/{erp.upload([BAD, *orders(2), BAD, BAD]).json()['id']}"
    first = erp.get(f"{base}/problems?limit=2").json()
    rest = erp.get(f"{base}/problems?limit=2&after={first['next']}").json()
    assert ([2, 5], [6]) == tuple(
        [one["row"] for one in page["problems"]] for page in (first, rest)
    )
    assert (3, None) == (first["total"], rest["next"])
    one = first["problems"][0]
    assert ("phone-too-short", "0912", "B2") == (one["code"], one["cell"], one["address"])
    assert one["message"]
    assert "bad-cursor" == code(erp.get(f"{base}/problems?after=x"), 422)


def test_a_row_is_shown_as_its_customer_reads_it(erp: Caller) -> None:
    """A program can show what a row says before anything is sent, or why it can't be."""
    base = f"/lists/{erp.upload([*orders(2), BAD]).json()['id']}"
    first = erp.get(f"{base}/preview").json()
    assert (2, True, "84912000001") == (first["row"], first["sendable"], first["phone"])
    assert "Khách 1" in first["text"]
    bad = erp.get(f"{base}/preview?row=4").json()
    assert (False, None) == (bad["sendable"], bad["text"])
    assert bad["problems"]
    assert "no-row" == code(erp.get(f"{base}/preview?row=99"), 404)


def test_the_marked_copy_is_a_workbook(erp: Caller) -> None:
    """People who correct the list get it with the wrong cells marked."""
    base = f"/lists/{erp.upload([*orders(1), BAD]).json()['id']}"
    answer = erp.get(f"{base}/marked.xlsx")
    assert 200 == answer.status_code, answer.text
    assert answer.content.startswith(b"PK")
    assert "attachment" in answer.headers["content-disposition"]


def test_a_list_that_lacks_columns_is_refused_with_all_that_is_wrong(
    erp: Caller, file_pages: Pages
) -> None:
    """A program's maker sees every missing and every misspelt column at once, and nothing is kept."""
    answer = erp.upload([("An",)], ("Tên gì đó",), map={"amount": "Không có"})
    assert "list-refused" == code(answer, 422)
    found = {(one["code"], one["column"]) for one in answer.json()["problems"]}
    assert ("column-unknown", "amount") in found
    assert ("column-no-phone", None) in found
    with file_pages.web.ledger.read() as connection:
        assert [] == connection.execute(uploads.select()).all()


def test_columns_and_texts_are_named_in_the_form(erp: Caller) -> None:
    """What the headers don't tell, the program says: columns, texts, which rows, how many."""
    headers = ("Ai", "Máy", "Đơn", "Ngày", "Tiền")
    answer = erp.upload(
        orders(3),
        headers,
        phone="Máy",
        map={"customer_name": "Ai", "order_code": "Đơn", "order_date": "Ngày", "amount": "Tiền"},
        options={"limit": 2},
    )
    assert 201 == answer.status_code, answer.text
    assert ("Máy", 2) == (answer.json()["phone"], answer.json()["rows"]["pending"])
    base = f"/lists/{answer.json()['id']}"
    changes = {"map": {}, "set": {"customer_name": "Quý khách"}}
    changes["map"] = {"order_code": "Đơn", "order_date": "Ngày", "amount": "Tiền"}
    changed = erp.client.patch(f"/api/v1{base}", json=changes)
    assert (200, "ready") == (changed.status_code, changed.json()["state"]), changed.text
    assert "Quý khách" in erp.get(f"{base}/preview").json()["text"]
    # Text and column for one parameter at once: nobody knows which is meant.
    both = {"map": {"customer_name": "Ai"}}
    refused = erp.client.patch(f"/api/v1{base}", json=both)
    assert (200, "failed") == (refused.status_code, refused.json()["state"])
    assert refused.json()["problems"]


@pytest.mark.parametrize(
    "fields, expected",
    [
        ({"template": "khong-co"}, "no-template"),
        ({"account": "khong-co"}, "no-account"),
        ({"map": "{"}, "field-not-json"),
        ({"map": ["a"]}, "invalid-request"),
        ({"gì đó": "1"}, "unknown-field"),
        ({"header_row": "0"}, "invalid-request"),
        ({"options": {"duplicates": "maybe"}}, "invalid-request"),
    ],
)
def test_a_form_that_can_t_be_understood_is_refused(
    erp: Caller, fields: dict[str, object], expected: str
) -> None:
    """A misspelt field or a wrong value never means that a list is read in another way."""
    answer = erp.upload(orders(1), **fields)
    assert expected == code(answer, 404 if expected == "no-account" else 422)


def test_what_is_no_list_is_refused(erp: Caller, tmp_path: Path, file_pages: Pages) -> None:
    """A picture, an empty file and a form without one are told apart, before the rest is read."""
    picture = tmp_path / "a.xlsx"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    assert "not-a-sheet" == code(erp.upload_file(picture), 415)
    picture.write_bytes(b"")
    assert "empty-file" == code(erp.upload_file(picture), 422)
    assert "no-file" == code(erp.client.post("/api/v1/lists", files={"template": (None, "x")}), 422)
    assert "not-multipart" == code(erp.post("/lists", {}), 415)
    broken = b'--x\r\nContent-Disposition: form-data; name="template"\r\n\r\ndon-hang\r\n'
    kind = {"Content-Type": "multipart/form-data; boundary=x"}
    sent = erp.client.post("/api/v1/lists", content=broken, headers=kind)
    assert 400 == sent.status_code
    with file_pages.web.ledger.read() as connection:
        assert [] == connection.execute(uploads.select()).all()


def test_a_list_is_thrown_away(erp: Caller) -> None:
    """What a program uploaded by mistake is gone with its files."""
    path = f"/api/v1/lists/{erp.upload(orders(1)).json()['id']}"
    gone = erp.client.delete(path)
    assert (204, b"") == (gone.status_code, gone.content)
    assert "unknown" == code(erp.client.get(path), 404)


def test_other_accounts_lists_are_not_there(
    erp: Caller, file_pages: Pages, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A key of another shop learns nothing, not even that the list is there; a viewer may not see lists."""
    list_id = erp.upload(orders(1)).json()["id"]
    (tmp_path / "zns-batch.toml").write_text(
        '[accounts.default]\noa_id = "1"\n[accounts.shop-b]\noa_id = "2"\n', encoding="utf-8"
    )
    other = caller(file_pages, tmp_path, account="shop-b")
    for path in ("", "/problems", "/preview", "/marked.xlsx"):
        assert "status-404" == code(other.get(f"/lists/{list_id}{path}"), 404)
    assert 404 == other.client.patch(f"/api/v1/lists/{list_id}", json={}).status_code
    assert 404 == other.client.delete(f"/api/v1/lists/{list_id}").status_code
    viewer = caller(file_pages, tmp_path, account="default", role=Role.VIEWER)
    assert "forbidden" == code(viewer.get(f"/lists/{list_id}"), 403)
    assert 200 == erp.get(f"/lists/{list_id}").status_code


def test_the_same_upload_twice_is_one_list(erp: Caller, file_pages: Pages, tmp_path: Path) -> None:
    """A program whose answer was lost sends the file again and gets the list that is there."""
    path = write_list(tmp_path / "a.xlsx", orders(2), HEADERS)
    first, again = (erp.upload_file(path, key="import-1") for _ in range(2))
    assert first.json() == again.json()
    other = write_list(tmp_path / "b.xlsx", orders(3), HEADERS)
    assert "key-reused" == code(erp.upload_file(other, key="import-1"), 422)
    with file_pages.web.ledger.read() as connection:
        assert 1 == len(connection.execute(uploads.select()).all())


def test_what_has_not_changed_is_not_sent_again(erp: Caller) -> None:
    """A program that polls costs next to nothing while nothing happens."""
    path = f"/lists/{erp.upload(orders(1)).json()['id']}"
    first = erp.get(path)
    again = erp.get(path, **{"If-None-Match": first.headers["etag"]})
    assert (304, b"") == (again.status_code, again.content)
    assert first.headers["etag"] == again.headers["etag"]
    assert 200 == erp.get(path, **{"If-None-Match": '"other"'}).status_code


def test_a_folder_of_lists_becomes_a_schedule(
    file_pages: Pages, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An export that lies in a folder each morning is sent by itself; no other folder can be named."""
    folder = tmp_path / "export"
    folder.mkdir()
    settings = replace(file_pages.web.settings, list_folders=(folder,))
    object.__setattr__(file_pages.web, "settings", settings)
    erp = caller(file_pages, tmp_path)
    example = erp.upload(orders(2)).json()["id"]
    body = {"list": example, "folder": str(folder), "file": "don-hang-*.xlsx", "name": "Mỗi sáng"}
    added = erp.post("/schedules", body, key="s")
    assert 201 == added.status_code, added.text
    assert added.content == erp.post("/schedules", body, key="s").content
    assert ("Mỗi sáng", 3) == (added.json()["name"], len(added.json()["next"]))
    (shown,) = erp.get("/schedules").json()["schedules"]
    assert (added.json()["schedule"], "active") == (shown["schedule"], shown["state"])
    outside = erp.post("/schedules", {**body, "folder": "/etc", "name": "x"})
    assert "outside" == code(outside, 422)
    assert "schedule-name-taken" == code(erp.post("/schedules", body), 409)
    assert "when" == code(erp.post("/schedules", {**body, "name": "y", "repeat": "cron"}), 422)
    path = f"/api/v1/schedules/{shown['schedule']}"
    (tmp_path / "zns-batch.toml").write_text(
        '[accounts.default]\noa_id = "1"\n[accounts.shop-b]\noa_id = "2"\n', encoding="utf-8"
    )
    other = caller(file_pages, tmp_path, account="shop-b")
    assert [] == other.get("/schedules").json()["schedules"]
    assert "status-404" == code(other.client.delete(path), 404)
    assert 204 == erp.client.delete(path).status_code
    assert [] == erp.get("/schedules").json()["schedules"]
