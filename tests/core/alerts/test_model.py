from mentions.core.alerts.model import Event
from mentions.settings.running import Event as Chosen


def test_what_the_config_may_choose_can_be_told() -> None:
    follow = {Event.WORKS, Event.REPORT}  # by themselves
    assert {one.value for one in Chosen} == {one.value for one in set(Event) - follow}
