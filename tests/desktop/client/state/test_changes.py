from backend.wire.types import RoomId
from desktop.client.state.changes import Changes, RoomAdded, RoomsReset


def test_every_subscriber_is_told_until_it_leaves():
    changes = Changes()
    first, second = [], []
    leave = changes.subscribe(first.append)
    changes.subscribe(second.append)
    changes.emit(RoomsReset())
    leave()
    leave()
    changes.emit(RoomAdded(RoomId(1)))
    assert first == [RoomsReset()]
    assert second == [RoomsReset(), RoomAdded(RoomId(1))]


def test_who_leaves_while_told_hears_no_more_and_the_others_do():
    changes = Changes()
    told = []
    leave = changes.subscribe(lambda change: leave())
    changes.subscribe(told.append)
    changes.emit(RoomsReset())
    changes.emit(RoomsReset())
    assert len(told) == 2
