"""That somebody is there is said once in twenty seconds."""

from desktop.models.activity import Activity


def test_the_first_time_is_news_and_then_each_twenty_seconds() -> None:
    moments = iter([0.0, 1.0, 19.9, 20.0, 39.0, 60.0])
    activity = Activity(lambda: next(moments))
    assert [activity.is_news() for _ in range(6)] == [True, False, False, True, False, True]
