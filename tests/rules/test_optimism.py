"""What owners declared, beside what the check found."""

from datetime import date

from tracker.rules.optimism import Answered, Claim, Said, claims


def on(day: int) -> date:
    return date(2026, 10, day)


DONE, GREEN = "done", "Green"


def test_a_claim_that_nobody_judged_counts_for_nobody() -> None:
    assert claims([Said(on(1), 1, GREEN)], []) == [Claim(on(1), GREEN)]
    assert claims([Said(on(2), 2, GREEN)], [Answered(on(1), 1, upheld=False)]) == [Claim(on(2), GREEN)]


def test_declaring_the_same_again_before_anybody_looked_is_one_claim() -> None:
    said = [Said(on(1), 1, GREEN), Said(on(3), 3, DONE)]
    assert claims(said, [Answered(on(5), 5, upheld=False)]) == [Claim(on(1), GREEN, on(5), upheld=False)]


def test_a_declaration_after_a_judgement_is_a_new_claim() -> None:
    said = [Said(on(1), 1, DONE), Said(on(6), 6, DONE)]
    judged = [Answered(on(5), 5, upheld=False), Answered(on(7), 7, upheld=True)]
    assert claims(said, judged) == [Claim(on(1), DONE, on(5), upheld=False), Claim(on(6), DONE, on(7), upheld=True)]


def test_of_several_pieces_judged_on_a_day_one_adequate_is_enough() -> None:
    for first, second in ((True, False), (False, True)):
        judged = [Answered(on(5), 5, upheld=first), Answered(on(5), 6, upheld=second)]
        assert claims([Said(on(1), 1, DONE)], judged) == [Claim(on(1), DONE, on(5), upheld=True)]


def test_the_last_day_on_which_it_was_judged_counts() -> None:
    judged = [Answered(on(5), 5, upheld=True), Answered(on(8), 8, upheld=False)]
    assert claims([Said(on(1), 1, DONE)], judged) == [Claim(on(1), DONE, on(8), upheld=False)]


def test_refused_sign_off_takes_back_what_was_found_that_very_day() -> None:
    judged = [Answered(on(5), 5, upheld=True), Answered(on(5), 6, upheld=False, takes_back=True)]
    assert claims([Said(on(1), 1, DONE)], judged) == [Claim(on(1), DONE, on(5), upheld=False)]
    judged.append(Answered(on(5), 7, upheld=True))
    assert claims([Said(on(1), 1, DONE)], judged) == [Claim(on(1), DONE, on(5), upheld=True)]


def test_on_one_day_the_trail_says_what_came_first() -> None:
    assert claims([Said(on(5), 9, DONE)], [Answered(on(5), 5, upheld=False)]) == [Claim(on(5), DONE)]
