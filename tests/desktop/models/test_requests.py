from desktop.models.requests import Answer, FindContacts


def test_an_answer_without_a_problem_is_granted() -> None:
    assert Answer(value=7).is_granted
    assert Answer().sentence == ""


def test_a_problem_or_a_field_is_a_refusal_and_becomes_a_sentence() -> None:
    assert not Answer(problem="No.").is_granted
    refused = Answer(fields={"name": ["Too long.", "Too odd."], "email": ["Wrong."]})
    assert not refused.is_granted
    assert refused.sentence == "Too long.\nToo odd.\nWrong."


def test_who_asks_need_not_wait_for_the_answer() -> None:
    assert FindContacts(query="bob").answer is None
