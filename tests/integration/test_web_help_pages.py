"""The pages of help as they are served."""

from web_help import Pages, words_of


def test_help_is_in_the_readers_language(file_pages: Pages) -> None:
    """Everybody who is signed in reads the documentation, in the language of the pages."""
    an, binh = file_pages.person("an", role=None), file_pages.person("binh", lang="en")
    assert "Gửi bằng trình duyệt" in words_of(an.get("/help"))
    page = an.get("/help/errors")
    assert 200 == page.status_code
    assert "Số điện thoại này không có tài khoản Zalo" in words_of(page)
    assert '<tr id="code--118">' in page.text
    assert "There is no Zalo account with this phone number." in words_of(binh.get("/help/errors"))
    assert 303 == file_pages.stranger().get("/help/errors").status_code


def test_no_other_file_is_shown(file_pages: Pages) -> None:
    """An address can't name another file of the machine."""
    an = file_pages.person("an")
    for name in ("nothing", "..%2fREADME", "%2e%2e%2fREADME", "pages.md", "security", "%00"):
        assert 404 == an.get(f"/help/{name}").status_code, name
