"""An interview in a conversation: nothing is asked twice, nothing is lost, nothing is forced."""

import pytest
from sqlmodel import select

from backend.campaigns import service
from backend.campaigns.errors import BadQuestionnaire, CampaignFixed
from backend.campaigns.models import Campaign, InterviewState, State, Wave
from backend.campaigns.questionnaire import shipped
from backend.conversations.models import Channel
from backend.db import UnitOfWork
from backend.replies import Act, Effect, EffectKind, Outcome, SollicitationRef, Utterance
from tests.backend.campaigns.people import Respondent, campaign, sampled
from tests.backend.conversations.people import NOW

CORE = ["oui", "67 ans", "retraité", "1 3", "1", "1", "1", "1", "5"]
ANSWERED = Outcome(
    (Utterance(Act.ANSWER, text="De 8 h 30 à 12 h 30."),),
    (Effect(EffectKind.SET_TOPIC, "contact"),),
)


@pytest.fixture
def asked(begin: UnitOfWork) -> UnitOfWork:
    """A campaign runs."""
    with begin() as session:
        campaign(session)
    return begin


def begun(begin: UnitOfWork, channel: Channel = Channel.WEB) -> Respondent:
    respondent = Respondent(begin, channel)
    respondent.say("je veux répondre au questionnaire", wish="take_part")
    return respondent


def texts(replies: list[dict[str, str]]) -> str:
    return "\n".join(reply["text"] for reply in replies)


def test_who_wants_to_take_part_is_told_why_and_asked_the_first_question(
    asked: UnitOfWork,
) -> None:
    told, question = Respondent(asked).say("je participe", wish="take_part")

    assert "facultatives" in told["text"]
    assert question["text"].startswith("Question 1 sur 19. Êtes-vous locataire")
    assert (question["act"], question["asks"]) == ("survey", "answer")


def test_by_sms_nine_questions_are_asked_and_the_last_words_are_thanks(asked: UnitOfWork) -> None:
    respondent = begun(asked, Channel.SMS)

    said = [respondent.say(answer) for answer in CORE]

    assert [texts(one).split(".")[0] for one in said[:-1]] == [
        f"Question {n} sur 9" for n in range(2, 10)
    ]
    assert "1. smartphone\n2. mobile simple" in texts(said[2])
    assert texts(said[-1]).startswith("Merci, c'est terminé.")
    assert [question for question, _ in respondent.written()] == [
        "A1", "A2", "A3", "B1", "B3", "C1", "D1", "E1", "F1",
    ]  # fmt: skip
    assert respondent.interview().state is InterviewState.DONE
    assert respondent.conversation().interview_id is None


def test_the_same_message_delivered_again_is_one_answer(asked: UnitOfWork) -> None:
    respondent = begun(asked, Channel.SMS)

    for _ in range(31):
        respondent.say("oui", sent="SM1")

    assert respondent.written() == [("A1", [1])]


def test_an_answer_that_is_none_is_explained_and_the_question_put_again(asked: UnitOfWork) -> None:
    respondent = begun(asked)
    respondent.say("oui")

    fault, again = respondent.say("9")
    helped, how, still = respondent.say("?")

    assert "de 1 à 5" in fault["text"]
    assert again["text"] == still["text"]
    assert "tranche d'âge" in again["text"]
    assert helped["text"].startswith("Choisissez les années")
    assert "retour" in how["text"]


def test_back_takes_the_last_answer_back_and_asks_it_again(asked: UnitOfWork) -> None:
    respondent = begun(asked)
    for answer in ("oui", "2", "5"):
        respondent.say(answer)

    [again] = respondent.say("retour")
    respondent.say("7")

    assert "votre situation" in again["text"]
    assert respondent.written()[-3:] == [("A3", [5]), ("A3", []), ("A3", [7])]


def test_back_at_the_first_question_says_so(asked: UnitOfWork) -> None:
    [first] = begun(asked).say("retour")

    assert first["text"].startswith("C'est la première question.")


def test_a_question_to_us_is_answered_and_the_questionnaire_goes_on(asked: UnitOfWork) -> None:
    respondent = begun(asked)

    answer, question = respondent.say("vous ouvrez quand ?", outcome=ANSWERED)
    respondent.say("oui")

    assert answer["act"] == "answer"
    assert question["text"].startswith("Reprenons le questionnaire, question 1 sur 19.")
    assert respondent.written() == [("A1", [1])]


def test_a_problem_is_taken_care_of_to_its_end_before_the_questionnaire_goes_on(
    asked: UnitOfWork,
) -> None:
    respondent = begun(asked)
    respondent.say("oui")
    form = Outcome((Utterance(Act.SOLLICITATION, "ask_since", asks="since"),))
    reference = SollicitationRef(code="7K2A9-B3CD4-X")
    filed = Outcome((Utterance(Act.SOLLICITATION, text="C'est noté.", sollicitation=reference),))

    [only] = respondent.say("j'ai une fuite sous l'évier", outcome=form)
    told, question = respondent.say("3", outcome=filed)

    assert only["act"] == "sollicitation"
    assert told["text"] == "C'est noté."
    assert "tranche d'âge" in question["text"]
    assert respondent.written() == [("A1", [1])]


def test_who_is_handed_to_a_person_is_asked_nothing_more(asked: UnitOfWork) -> None:
    respondent = begun(asked)
    person = Outcome(
        (Utterance(Act.HANDOFF, "bot_unavailable"),), (Effect(EffectKind.REQUEST_PERSON),)
    )

    [only] = respondent.say("un conseiller", outcome=person)

    assert only["act"] == "handoff"


def test_what_nobody_understands_is_asked_again_by_number(asked: UnitOfWork) -> None:
    unclear = Outcome((Utterance(Act.CLARIFY, "clarify"),))

    fault, again = begun(asked).say("boh", outcome=unclear)

    assert "numéro" in fault["text"]
    assert again["text"].startswith("Question 1 sur 19.")


def test_paused_it_is_left_alone_and_resumed_at_the_same_question(asked: UnitOfWork) -> None:
    respondent = begun(asked)
    respondent.say("oui")

    respondent.say("pause")
    meanwhile = respondent.say("vous ouvrez quand ?", outcome=ANSWERED)
    [again] = respondent.say("reprendre le questionnaire", wish="question")

    assert len(meanwhile) == 1
    assert again["text"].startswith("Reprenons le questionnaire, question 2 sur 19.")


def test_refused_it_is_left_alone_until_they_change_their_mind(asked: UnitOfWork) -> None:
    respondent = begun(asked)
    respondent.say("oui")

    [taken] = respondent.say("je ne veux plus répondre", wish="refuse")
    refused = respondent.interview()
    meanwhile = respondent.say("vous ouvrez quand ?", outcome=ANSWERED)
    [again] = respondent.say("finalement je veux répondre", wish="take_part")

    assert "ne change rien" in taken["text"]
    assert (refused.state, refused.counted) == (InterviewState.REFUSED, False)
    assert len(meanwhile) == 1
    assert "question 2 sur 19" in again["text"]


def test_who_does_not_live_there_is_thanked_and_not_asked_further(asked: UnitOfWork) -> None:
    respondent = begun(asked)

    [told] = respondent.say("non")

    assert told["text"].startswith("Merci. Ce questionnaire est pour")
    assert respondent.interview().state is InterviewState.OUT_OF_SCOPE


def test_an_answer_after_the_end_is_no_answer(asked: UnitOfWork) -> None:
    respondent = begun(asked, Channel.SMS)
    for answer in CORE:
        respondent.say(answer)

    [only] = respondent.say("2", outcome=ANSWERED)

    assert only["act"] == "answer"
    assert len(respondent.written()) == len(CORE)


def test_after_the_campaign_s_end_an_answer_is_thanked_for_and_not_kept(
    asked: UnitOfWork,
) -> None:
    respondent = begun(asked)
    respondent.say("oui")
    with asked() as session:
        service.move(session, session.exec(select(Campaign)).one(), State.ENDED, now=NOW)

    [told] = respondent.say("2")
    [later] = respondent.say("vous ouvrez quand ?", outcome=ANSWERED)

    assert told["text"].startswith("Cette enquête est terminée")
    assert respondent.written() == [("A1", [1])]
    assert respondent.interview().state is InterviewState.OVER
    assert later["act"] == "answer"


def test_one_person_is_interviewed_once_wherever_they_go_on(begin: UnitOfWork) -> None:
    sampled(begin)
    texter = begun(begin, Channel.SMS)
    texter.say("oui")

    again = begun(begin, Channel.SMS)

    assert again.interview().id == texter.interview().id
    assert again.interview().case_id is not None


def test_who_asks_what_it_is_is_told_how_long_it_takes_and_that_a_person_can_help(
    asked: UnitOfWork,
) -> None:
    [told] = Respondent(asked, Channel.SMS).say("c'est quoi ?", wish="question")

    assert "3 minutes" in told["text"]
    assert "facultatives" in told["text"]
    assert [button["title"] for button in told["buttons"]] == [
        "Répondre au questionnaire",
        "Parler à un conseiller",
    ]


def test_without_a_campaign_nothing_is_asked(begin: UnitOfWork) -> None:
    [told] = Respondent(begin).say("je participe", wish="take_part")

    assert told["act"] == "survey"
    assert "asks" not in told


def test_what_is_launched_is_edited_no_more(begin: UnitOfWork) -> None:
    with begin() as session:
        made = campaign(session)

        with pytest.raises(CampaignFixed):
            service.sample(session, made, [(1, {})])
        service.move(session, made, State.ENDED, now=NOW)
        with pytest.raises(CampaignFixed):
            service.move(session, made, State.RUNNING, now=NOW)


def test_a_questionnaire_that_cannot_end_is_not_prepared(begin: UnitOfWork) -> None:
    broken = shipped("inclusion-numerique").model_copy(update={"endings": {}})

    with begin() as session, pytest.raises(BadQuestionnaire) as refused:
        service.prepare(
            session, landlord="office64", name="x", wave=Wave.TEST, questionnaire=broken, now=NOW
        )

    assert len(refused.value.data["problems"]) == 3
