"""Fifty people write at once: nothing is lost, nothing is refused without a reason, and the chain is whole."""

import multiprocessing
from collections import Counter
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from threading import Barrier
from typing import NamedTuple

import pytest

from tests.database.record import EMBEDDED_ONLY, visitor
from tracker.commands import actions
from tracker.database import open_engine, open_visit
from tracker.errors import ConflictError, InputError
from tracker.words import Role

WRITERS, CHANGES = 50, 20


@pytest.fixture
def five_actions(an_action, a_post, a_recommendation):
    """Give five actions of one owner, so that ten people at a time write about the same one."""
    owner, recommendation = a_post(), a_recommendation()
    return [an_action(recommendations=[recommendation], owner=owner) for _ in range(5)]


def write(engine, settings, five_actions, writer):
    """Give one update after another, each in a visit of its own; return the ids that were acknowledged."""
    given, action = [], five_actions[writer % 5]
    for number in range(CHANGES):
        with open_visit(engine, action.post.owner, settings, change=True) as visit:
            given.append(actions.update(visit, action.id, actions.UpdateDraft(f"Writer {writer}, update {number}.")).id)
    return given


class Before(NamedTuple):
    """How long the trail and its anchors were before everybody wrote."""

    events: int
    anchors: int


def length(record):
    return Before(record.read("SELECT count(*) FROM event")[0][0], len(anchors(record)))


def anchors(record):
    return record.settings.anchor_file.read_text().splitlines()


def assert_nothing_was_lost(record, acknowledged, before, written):
    assert len(set(acknowledged)) == len(acknowledged) == written
    assert record.read("SELECT count(*) FROM event") == [(before.events + written,)]
    assert record.read("SELECT count(DISTINCT wording) FROM progress_update") == [(written,)]
    assert record.faults() == []
    assert len(anchors(record)) == before.anchors + written


def test_fifty_writers_lose_nothing(record, five_actions):
    start = Barrier(WRITERS)
    before = length(record)

    def writer(number):
        start.wait()
        return write(record.engine, record.settings, five_actions, number)

    with ThreadPoolExecutor(WRITERS) as people:
        acknowledged = [key for given in people.map(writer, range(WRITERS)) for key in given]
    assert_nothing_was_lost(record, acknowledged, before, WRITERS * CHANGES)


def _write_in_a_process(settings, five_actions, writers):
    engine = open_engine(settings)
    with ThreadPoolExecutor(len(writers)) as people:
        given = people.map(lambda number: write(engine, settings, five_actions, number), writers)
        acknowledged = [key for keys in given for key in keys]
    engine.dispose()
    return acknowledged


@EMBEDDED_ONLY
def test_writers_in_four_processes_lose_nothing(record, five_actions):
    before, shares = length(record), [range(first, WRITERS, 4) for first in range(4)]
    record.engine.dispose()
    with ProcessPoolExecutor(4, multiprocessing.get_context("fork")) as processes:
        working = [processes.submit(_write_in_a_process, record.settings, five_actions, share) for share in shares]
        acknowledged = [key for work in working for key in work.result()]
    assert_nothing_was_lost(record, acknowledged, before, WRITERS * CHANGES)


def test_of_fifty_saves_of_one_wording_one_wins_and_the_others_see_both_texts(record, an_action):
    action, start = an_action("The wording that all have read."), Barrier(WRITERS)
    before = length(record)

    def save(number):
        start.wait()
        try:
            with record.changing(action.post.owner) as visit:
                actions.edit_wording(visit, action.id, wording=f"The wording of writer {number}.", version=1)
        except ConflictError as conflict:
            return conflict
        return number

    with ThreadPoolExecutor(WRITERS) as people:
        answers = list(people.map(save, range(WRITERS)))
    (winner,) = [answer for answer in answers if isinstance(answer, int)]
    stands = f"The wording of writer {winner}."
    assert record.read("SELECT wording, version FROM action") == [(stands, 2)]
    for number, answer in enumerate(answers):
        if number != winner:
            assert answer.texts.yours == {"wording": f"The wording of writer {number}."}
            assert answer.texts.theirs == {"wording": stands}
    assert Counter(map(type, answers)) == {ConflictError: WRITERS - 1, int: 1}
    assert record.read("SELECT count(*) FROM event") == [(before.events + 1,)]
    assert record.faults() == []


def test_of_two_actions_with_the_same_reference_one_is_recorded(record, an_action):
    recommendation = an_action().recommendation_ids[0]
    start = Barrier(2)

    def add(_number):
        start.wait()
        try:
            with record.changing(visitor(Role.COORDINATOR)) as visit:
                actions.record_action(visit, actions.ActionDraft("One.", [recommendation], reference="SAME"))
        except InputError as error:
            return error.sentence
        return "recorded"

    with ThreadPoolExecutor(2) as people:
        assert sorted(people.map(add, range(2))) == ["An action SAME is already recorded.", "recorded"]
    assert record.faults() == []
