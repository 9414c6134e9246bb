"""What waits for whom while a record is read from several threads."""

from __future__ import annotations

from threading import Thread

from cockpit.record.log import Filter
from cockpit.record.sqlite import SqliteLog
from tests.record.facts import INCIDENT, declare

CHECKOUT = Filter(search="checkout")


def test_no_page_waits_for_a_search(sqlite_log: SqliteLog) -> None:
    declare(sqlite_log)
    searching = sqlite_log._searcher
    answers: list[list[int]] = []
    search = Thread(target=lambda: answers.append(sqlite_log.numbers(INCIDENT, CHECKOUT, before=9, limit=9)))
    with searching._lock:  # as a search that looks at a million entries holds it
        search.start()
        assert [row.number for row in sqlite_log.rows(INCIDENT, Filter(), limit=9)] == [1]
        assert sqlite_log.head(INCIDENT).number == 1
        assert answers == []
    search.join()
    assert answers == [[1]]
