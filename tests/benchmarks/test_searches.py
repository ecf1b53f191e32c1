from benchmarks.archive import contents, vocabulary
from benchmarks.searches import questions


def test_the_questions_are_what_they_are_called():
    found = questions()
    assert len(set(found.values())) == len(found)
    lines = list(contents(20_000))

    def count(words):
        return sum(all(word in line for word in words.split()) for line in lines)

    assert count(found["two letters"]) > count(found["a frequent word"]) > 1_000
    assert 0 < count(found["two frequent words"]) < count(found["a frequent word"])
    assert 0 < count(found["a word of the middle"]) < 1_000
    assert count(found["a rare word"]) <= count(found["a part of it"]) < 100
    assert count(found["no such word"]) == 0
    assert set(found["frequent and rare"].split()) <= set(vocabulary())
