import http.client
import json
from collections import Counter
from contextlib import closing
from itertools import islice

from benchmarks.archive import contents, fill_mini_chat, vocabulary
from benchmarks.targets import GROUP_COMMIT, MINI_CHAT


def test_text_is_the_same_each_time_and_has_frequent_and_rare_words():
    lines = list(contents(2000))
    assert lines == list(islice(contents(3000), 2000))
    counts = Counter(word for line in lines for word in line.split())
    assert counts[vocabulary()[0]] == max(counts.values()) > 100
    assert list(counts.values()).count(1) > 100


def fetch(address, path, token):
    with closing(http.client.HTTPConnection(*address, timeout=30)) as connection:
        connection.request("GET", path, headers={"Authorization": f"Bearer {token}"})
        return json.loads(connection.getresponse().read())


def check_newest_page(server, pair):
    page = fetch(server.address, f"/api/chat/messages/?room={pair.room_id}&limit=50", pair.tokens[0])
    assert [message["seq"] for message in page] == list(range(71, 121))
    assert [message["content"] for message in page] == list(contents(120))[-50:]
    assert len({str(message["user"]) for message in page}) == 2


def test_the_reference_shows_the_newest_of_what_was_put_there(tmp_path):
    pair = GROUP_COMMIT.make_history(tmp_path, 120)
    with GROUP_COMMIT.running(tmp_path) as server:
        check_newest_page(server, pair)


def test_mini_chat_shows_the_newest_all_read_and_goes_on_from_there(tmp_path):
    with MINI_CHAT.running(tmp_path) as server:
        (pair,) = MINI_CHAT.make_pairs(server.address, 1)
    fill_mini_chat(MINI_CHAT.data(tmp_path), pair, 120)
    with MINI_CHAT.running(tmp_path) as server:
        check_newest_page(server, pair)
        rooms = [fetch(server.address, "/api/chat/rooms/", token)[0] for token in pair.tokens]
        with closing(http.client.HTTPConnection(*server.address, timeout=30)) as connection:
            body = json.dumps({"room": pair.room_id, "content": "one more"})
            headers = {"Authorization": f"Bearer {pair.tokens[0]}", "Content-Type": "application/json"}
            connection.request("POST", "/api/chat/messages/", body, headers)
            sent = json.loads(connection.getresponse().read())
    assert [(room["unread_count"], room["last_seq"]) for room in rooms] == [(0, 120), (0, 120)]
    assert sent["seq"] == 121
