"""The tour of the practice mode: which hint stands on which page, and who has closed it."""

from pathlib import Path

import pytest
from web_help import Pages, opened_pages, words_of

from zns_batch.cli.flows import practice
from zns_batch.ledger.db.engine import Ledger
from zns_batch.web.practice_tour import hint_for


@pytest.mark.parametrize(
    "path, number",
    [
        ("/", 1),
        ("/new", 2),
        ("/lists/abc", 2),
        ("/lists/abc/sheet", 2),
        ("/lists/abc/columns", 3),
        ("/lists/abc/problems", 3),
        ("/lists/abc/preview", 4),
        ("/lists/abc/confirm", 4),
        ("/campaigns/abc", 5),
        ("/campaigns", 0),
        ("/campaigns/abc/rows", 0),
        ("/help", 0),
    ],
)
def test_each_step_of_the_first_campaign_has_its_hint(path: str, number: int) -> None:
    """Whoever practises is told what to do on the page that is open, and nothing elsewhere."""
    assert number == hint_for(path)


def test_hints_are_closed_by_each_person_and_shown_again(
    file_ledger: Ledger, tmp_path: Path
) -> None:
    """Who knows the way is not told it again; a colleague still is, and nobody is led elsewhere by it."""
    with opened_pages(file_ledger, tmp_path, practice=True) as pages:
        an, binh = pages.person("an", lang="en"), pages.person("binh")
        assert "Hint 1 of 5" in words_of(an.get("/"))
        closed = an.post("/practice/tour", {"show": "no", "next": "/new"})
        assert (303, "/new") == (closed.status_code, closed.headers["location"])
        assert "Hint" not in words_of(an.get("/")).replace("Show the hints again", "")
        assert "Gợi ý 2/5" in words_of(binh.get("/new"))
        an.post("/practice/tour", {"show": "yes", "next": "/"})
        assert "Hint 1 of 5" in words_of(an.get("/"))
        away = an.post("/practice/tour", {"show": "no", "next": "//evil.example"})
        assert "/" == away.headers["location"]


def test_the_yellow_line_is_on_every_page_of_practice_and_on_no_other(
    file_ledger: Ledger, tmp_path: Path
) -> None:
    """Nobody takes the practice for the real thing, nor the real thing for practice (B37)."""
    with opened_pages(file_ledger, tmp_path, practice=True) as pages:
        an = pages.person("an", admin=True)
        for path in (
            "/",
            "/campaigns",
            "/suppressed",
            "/help/errors",
            "/nothing",
            "/settings/users",
        ):
            assert "CHẾ ĐỘ TẬP DƯỢT" in words_of(an.get(path)), path
        assert "CHẾ ĐỘ TẬP DƯỢT" in words_of(pages.stranger().get("/login"))


def test_there_is_no_tour_outside_of_practice(file_pages: Pages) -> None:
    """Who sends for real sees no hints, and the way to them is closed."""
    an = file_pages.person("an")
    assert "Gợi ý" not in words_of(an.get("/"))
    assert 404 == an.post("/practice/tour", {"show": "yes", "next": "/"}).status_code


def test_practice_leaves_nothing_in_the_folder_it_was_started_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A template that is pulled while practising is gone with the rest, and is no file among a person's own."""
    seen: list[Path] = []

    def pull(*_: object, **__: object) -> None:
        Path("templates").mkdir()
        (Path("templates") / "pulled.toml").write_text("")
        seen.append(Path.cwd())

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(practice, "serve_pages_until_stopped", pull)
    assert 0 == practice.serve_practice(port=0, open_browser=False, worker=False)
    assert [] == [*tmp_path.iterdir()]
    assert tmp_path == Path.cwd()
    assert [False] == [folder.exists() for folder in seen]
