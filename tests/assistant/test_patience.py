from assistant.patience import MOST_FAILURES, REST_SECONDS, Patience


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_after_failures_in_a_row_the_model_rests() -> None:
    clock = Clock()
    patience = Patience(clock)
    for _ in range(MOST_FAILURES):
        assert not patience.over
        patience.note(failed=True)
    assert patience.over
    clock.now += REST_SECONDS
    assert not patience.over


def test_a_success_between_them_forgives() -> None:
    patience = Patience(Clock())
    for _ in range(MOST_FAILURES - 1):
        patience.note(failed=True)
    patience.note(failed=False)
    patience.note(failed=True)
    assert not patience.over


def test_after_the_rest_one_failure_is_enough() -> None:
    clock = Clock()
    patience = Patience(clock)
    for _ in range(MOST_FAILURES):
        patience.note(failed=True)
    clock.now += REST_SECONDS
    patience.note(failed=True)
    assert patience.over
