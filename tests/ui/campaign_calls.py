"""An agent calls the people of a whole campaign, and one of them answers alone by a link."""

from playwright.sync_api import Browser, Page, expect

from tests.journeys.test_appointments import Texter
from tests.servers import LiveServer
from tests.ui.campaign import (
    OLD,
    PEOPLE,
    THANKS,
    YOUNG,
    answer,
    answers,
    link_in,
    phone,
    pictured,
    wait_for,
)

CALLS = "/console/appels-enquete"


class Calls:
    """An agent calls: one does not answer, one answers alone by the link, the others at once."""

    def __init__(self, live: LiveServer, page: Page, browser: Browser) -> None:
        self.live, self.page, self.browser = live, page, browser
        self.unreached = self.thanked_above_the_quota = False
        self.interviewed = ""

    def until_the_quotas_are_full(self) -> None:
        self.page.goto(CALLS)
        for _ in range(len(PEOPLE)):
            with self.page.expect_navigation():
                self.page.get_by_role("button", name="Appel suivant").click()
            if self.page.get_by_text("Personne n’est à appeler pour l’instant").is_visible():
                return
            self.call(self.page.get_by_role("heading", level=2).first.inner_text().split()[-1])
        raise AssertionError("everybody was called")

    def call(self, reference: str) -> None:
        agency, age = PEOPLE[reference]
        assert age == OLD
        if not self.unreached:
            self.page.locator("#outcome").select_option("no_answer")
            self.page.get_by_role("button", name="Terminer cet appel", exact=True).click()
            expect(self.page.get_by_role("status")).to_contain_text("C’est noté")
            self.unreached = True
        elif not self.thanked_above_the_quota:
            self.page.get_by_role("button", name="Envoyer le lien par SMS").click()
            expect(self.page.get_by_role("status")).to_contain_text("Le lien est envoyé")
            self.answer_alone(reference)
        else:
            pictured(self.page, "enquete-appel")
            answers(self.page, "Question suivante", A2=age)
            self.interviewed = reference
            expect(self.page.get_by_role("status")).to_contain_text("L’entretien est terminé")

    def answer_alone(self, reference: str) -> None:
        """Somebody says on the way that they are younger, where there is no place: all is kept."""
        texter = Texter(self.live, phone(reference))
        there = self.live.base + link_in(wait_for(texter, "/enquete/"))
        page = self.browser.new_page(locale="fr-FR", viewport={"width": 360, "height": 740})
        page.goto(there)
        page.get_by_role("button", name="Commencer").click()
        for number in ("1", OLD, "7"):
            answer(page, "Continuer", number)
        for code in ("A3", "A2"):
            page.get_by_role("link", name="Question précédente").click()
            expect(page.locator('input[name="question"]')).to_have_value(code)
        answer(page, "Continuer", YOUNG)
        answers(page, "Continuer")
        expect(page.get_by_role("status")).to_contain_text(THANKS)
        self.thanked_above_the_quota = True
        page.close()
