from desktop.client.texts import whole


def test_half_a_character_is_none():
    assert whole("a\ud83db") == "a\ufffdb"
    assert whole("\ud83d\ude00 ёж") == "\U0001f600 ёж"
