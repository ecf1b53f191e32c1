"""The index is filled in steps, and each says whether another has something to do."""

from backend.actions.messages import delete_message, edit_message, send_message
from backend.actions.rooms import create_direct_chat
from backend.actions.search import MESSAGES_AT_ONCE, index_messages
from backend.store.search import Search, load_reach, search_messages
from backend.wire.bodies import SendMessage


async def test_steps_go_on_until_all_is_indexed_and_what_changes_meanwhile_is_found_as_it_is(office):
    alice, bob = await office.hire("alice", "bob")
    room = (await office.write(create_direct_chat, alice.id, bob.id, office.contact_of)).room.id
    texts = [f"message {number}" for number in range(MESSAGES_AT_ONCE + 3)]
    sent = [
        await office.write(send_message, alice.id, SendMessage(room=room, content=text)) for text in texts
    ]

    def found(*words):
        hits, _ = office.database.ask(search_messages, bob.id, Search(words, words), 200)
        return [hit.message.content for hit in hits]

    assert found("message") == texts[::-1]
    assert await office.write(index_messages)
    assert office.database.ask(load_reach) == (len(texts), MESSAGES_AT_ONCE)
    await office.write(edit_message, alice.id, sent[0].id, "note 0")
    await office.write(edit_message, alice.id, sent[-1].id, "note last")
    await office.write(delete_message, alice.id, sent[1].id)
    await office.write(delete_message, alice.id, sent[-2].id)
    listener = office.listen(bob)
    steps = 1
    while await office.write(index_messages):
        steps += 1
    assert 2 <= steps < 10
    assert office.database.ask(load_reach) == (len(texts), len(texts))
    assert found("message") == texts[-3:1:-1]
    assert found("note") == ["note last", "note 0"]
    assert listener.heard == []
