"""The API through python-intercom: what it calls, what it reads, how it meets errors. No version header is sent."""

import os
import time
import unittest
import uuid

import httpx
from intercom import (
    CreateMessageRequest_Inapp as Inapp,
    CreateMessageRequestFrom as MessageFrom,
    CreateMessageRequestTo as MessageTo,
    Intercom,
    RedactConversationRequest_ConversationPart as RedactPart,
    RedactConversationRequest_Source as RedactSource,
    UpdateVisitorRequestWithUserId as NamedVisitor,
)
from intercom.core.api_error import ApiError
from intercom.conversations import (
    AttachContactToConversationRequestCustomerIntercomUserId as Customer,
    ConversationsManageRequestBody_Assignment as Assign,
    ConversationsManageRequestBody_Close as Close,
    ConversationsManageRequestBody_Snoozed as Snooze,
    CreateConversationRequestFrom,
)
from intercom.types import AdminReplyConversationRequest
from intercom.visitors import UserWithId, UserWithUserId, VisitorWithUserId

API, TOKEN = os.environ["TROTH_API"], os.environ["TROTH_TOKEN"]
web = httpx.Client(timeout=60)
troth = Intercom(token=TOKEN, base_url=API, httpx_client=web)


def tearDownModule():
    web.close()


def fresh():
    """Something that no run before has used."""
    return str(uuid.uuid4())


def contact(**fields):
    return troth.contacts.create(request={"external_id": fresh(), "name": "Ada Example", **fields})


def conversation(body="Hello", by=None):
    """A conversation's id, and with whom it is."""
    person = by or contact()
    sender = CreateConversationRequestFrom(type="user", id=person.id)
    return troth.conversations.create(from_=sender, body=body).conversation_id, person


class Slice(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.me = troth.admins.identify()

    def written(self, id, body):
        """The conversation after the token's own teammate has written in it."""
        answer = AdminReplyConversationRequest(message_type="comment", type="admin", admin_id=self.me.id, body=body)
        return troth.conversations.reply(conversation_id=id, request=answer)

    def refused(self, status, code):
        """A context whose call must be refused like this."""
        case = self

        class Refused:
            def __enter__(self):
                return self

            def __exit__(self, kind, error, _):
                case.assertIsNotNone(error, "this call was to be refused")
                case.assertIsInstance(error, ApiError)
                case.assertEqual(error.status_code, status)
                body = error.body if isinstance(error.body, dict) else error.body.dict()
                case.assertEqual(body["errors"][0]["code"], code)
                return True

        return Refused()


class Admins(Slice):
    def test_whose_token_it_is(self):
        self.assertEqual(self.me.type, "admin")
        self.assertIn(self.me.id, [admin.id for admin in troth.admins.list().admins])

    def test_away_and_back(self):
        number = int(self.me.id)
        away = troth.admins.away(admin_id=number, away_mode_enabled=True, away_mode_reassign=True)
        self.assertTrue(away.away_mode_enabled and away.away_mode_reassign)
        back = troth.admins.away(admin_id=number, away_mode_enabled=False, away_mode_reassign=False)
        self.assertFalse(back.away_mode_enabled or back.away_mode_reassign)


class Teams(Slice):
    def test_list_and_find(self):
        teams = troth.teams.list()
        self.assertEqual(teams.type, "team.list")
        for team in teams.teams:
            self.assertEqual(troth.teams.find(team_id=team.id).name, team.name)
        with self.refused(404, "team_not_found"):
            troth.teams.find(team_id="9007199254740991")


class Contacts(Slice):
    def test_from_first_to_last(self):
        email = f"{fresh()}@example.org"
        made = contact(email=email, custom_attributes={"plan": "pro", "seats": 3})
        found = troth.contacts.find(contact_id=made.id)
        self.assertEqual((found.email, found.custom_attributes), (email, {"plan": "pro", "seats": 3}))
        changed = troth.contacts.update(contact_id=made.id, name="Grace Example")
        self.assertEqual((changed.name, changed.email), ("Grace Example", email))
        self.assertEqual(troth.contacts.show_contact_by_external_id(external_id=made.external_id).id, made.id)
        self.assertTrue(troth.contacts.delete(contact_id=made.id).deleted)
        with self.refused(404, "not_found"):
            troth.contacts.find(contact_id=made.id)

    def test_pages(self):
        ids = [contact().id for _ in range(3)]
        seen = []
        for one in troth.contacts.list(per_page=2):
            seen.append(one.id)
            if len(seen) == 3:
                break
        self.assertEqual(seen, list(reversed(ids)))

    def test_a_lead_merged_into_a_user(self):
        email = f"{fresh()}@example.org"
        lead = troth.contacts.create(request={"role": "lead", "email": email})
        user = contact()
        id, _ = conversation("Whose is this?", lead)
        with self.refused(400, "invalid_merge"):
            troth.contacts.merge_lead_in_user(lead_id=user.id, contact_id=lead.id)
        merged = troth.contacts.merge_lead_in_user(lead_id=lead.id, contact_id=user.id)
        self.assertEqual((merged.id, merged.role, merged.email), (user.id, "user", email))
        with self.refused(404, "not_found"):
            troth.contacts.find(contact_id=lead.id)
        theirs = troth.conversations.find(conversation_id=id)
        self.assertEqual([one.id for one in theirs.contacts.contacts], [user.id])

    def test_who_is_blocked_writes_nothing_more(self):
        id, person = conversation()
        blocked = troth.contacts.block_contact(contact_id=person.id)
        self.assertEqual((blocked.id, blocked.external_id, blocked.blocked), (person.id, person.external_id, True))
        self.assertEqual(troth.conversations.find(conversation_id=id).state, "closed")
        with self.refused(403, "contact_blocked"):
            conversation("Once more", person)
        with self.refused(404, "not_found"):
            troth.contacts.block_contact(contact_id="0123456789abcdef01234567")


class Visitors(Slice):
    def visitor(self):
        """Somebody who came to the messenger, and of whom nobody knows who they are."""
        begun = web.post(f"{API}/messenger/{self.me.app.id_code}/visitors")
        return begun.json()["visitor"]["id"]

    def test_named(self):
        user_id = self.visitor()
        self.assertTrue(troth.visitors.find(user_id=user_id).anonymous)
        fields = {"name": "Gill Example", "custom_attributes": {"came_by": "tram"}}
        named = troth.visitors.update(request=NamedVisitor(user_id=user_id, **fields))
        self.assertEqual((named.user_id, named.name), (user_id, "Gill Example"))
        found = troth.visitors.find(user_id=user_id)
        self.assertEqual((found.name, found.custom_attributes), ("Gill Example", {"came_by": "tram"}))
        with self.refused(404, "not_found"):
            troth.visitors.find(user_id=contact().id)

    def test_one_with_a_user(self):
        user_id, user = self.visitor(), contact()
        whom, visitor = UserWithId(id=user.id), VisitorWithUserId(user_id=user_id)
        merged = troth.visitors.merge_to_contact(type="user", user=whom, visitor=visitor)
        self.assertEqual((merged.id, merged.role), (user.id, "user"))
        with self.refused(404, "not_found"):
            troth.visitors.find(user_id=user_id)

    def test_a_user_or_a_lead_from_now_on(self):
        external_id, email = fresh(), f"{fresh()}@example.org"
        whom, visitor = UserWithUserId(user_id=external_id), VisitorWithUserId(user_id=self.visitor())
        user = troth.visitors.merge_to_contact(type="user", user=whom, visitor=visitor)
        self.assertEqual((user.id, user.role, user.external_id), (visitor.user_id, "user", external_id))
        # The client asks for an id or one of the customer's; a lead is known by an address alone.
        visitor = VisitorWithUserId(user_id=self.visitor())
        lead = troth.visitors.merge_to_contact(type="lead", user={"email": email}, visitor=visitor)
        self.assertEqual((lead.id, lead.role, lead.email), (visitor.user_id, "lead", email))


class Companies(Slice):
    def company(self, **fields):
        return troth.companies.create_or_update(request={"company_id": fresh(), **fields})

    def test_from_first_to_last(self):
        made = self.company(name="Blue Kettle", custom_attributes={"vat": "DE1"})
        found = troth.companies.retrieve(company_id=made.company_id)
        self.assertEqual((found.type, found.id, found.custom_attributes), ("company", made.id, {"vat": "DE1"}))
        changed = troth.companies.update(made.id, request={"name": "Green Kettle"})
        self.assertEqual((changed.name, changed.company_id), ("Green Kettle", made.company_id))
        gone = troth.companies.delete(made.id)
        self.assertEqual((gone.id, gone.object, gone.deleted), (made.id, "company", True))
        with self.refused(404, "company_not_found"):
            troth.companies.find(made.id)

    def test_contacts_of_one(self):
        made, people = self.company(), [contact() for _ in range(2)]
        self.assertEqual(troth.companies.list_attached_contacts(made.id).data, [])
        for person in people:
            troth.companies.attach_contact(person.id, company_id=made.id)
        listed = troth.companies.list_attached_contacts(made.id)
        self.assertEqual((listed.type, listed.total_count), ("list", 2))
        self.assertEqual(sorted(one.id for one in listed.data), sorted(one.id for one in people))
        self.assertEqual(troth.companies.find(made.id).user_count, 2)
        troth.companies.detach_contact(people[0].id, made.id)
        self.assertEqual([one.id for one in troth.companies.list_attached_contacts(made.id).data], [people[1].id])

    def test_all_have_an_end_in_every_list(self):
        ids = [self.company().id for _ in range(3)]
        newest = list(reversed(ids))
        page = troth.companies.retrieve(per_page=2)
        self.assertEqual((page.type, [one.id for one in page.data], page.pages.page), ("list", newest[:2], 1))
        whole = [one.id for one in troth.companies.list(page=1, per_page=2)]
        self.assertEqual((whole[:3], len(whole)), (newest, page.total_count))
        self.assertEqual([one.id for one in troth.companies.scroll()], whole)
        oldest = [one.id for one in troth.companies.list(page=1, per_page=150, order="asc")]
        self.assertEqual(oldest, list(reversed(whole)))


class DataEvents(Slice):
    def test_told_listed_and_summed_up(self):
        person = contact()
        now = int(time.time())
        about = {"event_name": "ordered", "created_at": now, "metadata": {"tea": "sencha"}}
        troth.events.create(request={**about, "id": person.id})
        troth.events.create(request={**about, "user_id": person.external_id, "created_at": now - 1})
        troth.events.create(request={**about, "id": person.id})
        listed = troth.events.list(type="user", intercom_user_id=person.id)
        self.assertEqual([one.event_name for one in listed.events], ["ordered", "ordered"])
        summary = troth.events.list(type="user", user_id=person.external_id, summary=True)
        self.assertEqual([(one.name, one.count) for one in summary.events], [("ordered", 2)])
        counted = {"event_name": "called", "count": 42, "first": 1_500_000_000, "last": now}
        troth.events.summaries(user_id=person.external_id, event_summaries=counted)
        summary = troth.events.list(type="user", user_id=person.external_id, summary=True)
        self.assertEqual([(one.name, one.count) for one in summary.events], [("called", 42), ("ordered", 2)])
        with self.refused(400, "parameter_invalid"):
            troth.events.create(request={**about, "id": person.id, "created_at": 1})


class Conversations(Slice):
    def manage(self, id, request):
        return troth.conversations.manage(conversation_id=id, request=request)

    def test_answered_and_closed(self):
        id, person = conversation("Hello")
        after = self.written(id, "Hello yourself")
        self.assertEqual(after.conversation_parts.conversation_parts[0].body, "<p>Hello yourself</p>")
        closed = self.manage(id, Close(admin_id=self.me.id))
        self.assertEqual((closed.state, closed.open), ("closed", False))
        self.assertEqual(closed.contacts.contacts[0].id, person.id)

    def test_given_and_put_aside(self):
        id, _ = conversation()
        to_me = Assign(type="admin", admin_id=self.me.id, assignee_id=self.me.id)
        given = self.manage(id, to_me)
        self.assertEqual(given.admin_assignee_id, int(self.me.id))
        nobody = Assign(type="team", admin_id=self.me.id, assignee_id="0")
        self.assertIsNone(self.manage(id, nobody).admin_assignee_id)
        until = 4_000_000_000
        later = self.manage(id, Snooze(admin_id=self.me.id, snoozed_until=until))
        self.assertEqual((later.state, later.snoozed_until), ("snoozed", until))
        with self.refused(404, "assignee_not_found"):
            self.manage(id, Assign(type="team", admin_id=self.me.id, assignee_id="77"))

    def test_named(self):
        id, _ = conversation()
        named = troth.conversations.update(
            conversation_id=id, read=True, title="A parcel", custom_attributes={"order": "A-1"}
        )
        self.assertEqual((named.title, named.read), ("A parcel", True))
        self.assertEqual(named.custom_attributes, {"order": "A-1"})

    def test_found(self):
        id, person = conversation("Find me")
        query = {"field": "contact_ids", "operator": "=", "value": person.id}
        found = troth.conversations.search(query=query)
        self.assertEqual([one.id for one in found], [id])
        email = f"{fresh()}@example.org"
        made = contact(email=email)
        people = troth.contacts.search(query={"field": "email", "operator": "=", "value": email})
        self.assertEqual([one.id for one in people], [made.id])

    def test_tagged_and_noted(self):
        id, person = conversation()
        tag = troth.tags.create(request={"name": fresh()})
        on_talk = lambda: [one.id for one in troth.conversations.find(conversation_id=id).tags.tags]
        on_person = lambda: [one.name for one in troth.contacts.list_attached_tags(contact_id=person.id).data]
        troth.tags.tag_conversation(conversation_id=id, tag_id=tag.id, admin_id=self.me.id)
        self.assertEqual(on_talk(), [tag.id])
        troth.tags.tag_contact(contact_id=person.id, tag_id=tag.id)
        self.assertEqual(on_person(), [tag.name])
        taken = troth.tags.untag_conversation(conversation_id=id, tag_id=tag.id, admin_id=self.me.id)
        self.assertEqual((taken.id, on_talk(), on_person()), (tag.id, [], [tag.name]))
        taken = troth.tags.untag_contact(contact_id=person.id, tag_id=tag.id)
        self.assertEqual((taken.id, taken.name, on_person()), (tag.id, tag.name, []))
        with self.refused(404, "not_found"):
            troth.tags.untag_contact(contact_id=person.id, tag_id=tag.id)
        troth.tags.tag_contact(contact_id=person.id, tag_id=tag.id)
        note = troth.notes.create(contact_id=person.id, body="Likes oolong", admin_id=self.me.id)
        self.assertEqual(troth.notes.find(note_id=int(note.id)).body, "<p>Likes oolong</p>")
        troth.tags.delete(tag_id=tag.id)
        self.assertEqual(on_person(), [])

    def test_redacted(self):
        id, _ = conversation("My card is 4111 1111")
        before = self.written(id, "Never write that here")
        part = before.conversation_parts.conversation_parts[0]
        self.assertFalse(part.redacted or before.source.redacted)
        redact = troth.conversations.redact_conversation_part
        after = redact(request=RedactPart(conversation_id=id, conversation_part_id=part.id))
        gone = after.conversation_parts.conversation_parts[0]
        self.assertEqual((gone.id, gone.redacted, gone.body, after.source.redacted), (part.id, True, None, False))
        after = redact(request=RedactSource(conversation_id=id, source_id=before.source.id))
        self.assertEqual((after.source.redacted, after.source.body), (True, None))
        self.assertNotIn("4111", troth.conversations.find(conversation_id=id).json())
        with self.refused(404, "conversation_part_or_message_not_found"):
            redact(request=RedactPart(conversation_id=id, conversation_part_id="9007199254740991"))

    def test_deleted(self):
        (id, person), (other, _) = conversation("This goes"), conversation("This stays")
        gone = troth.conversations.delete_conversation(conversation_id=int(id))
        self.assertEqual((gone.id, gone.object, gone.deleted), (id, "conversation", True))
        with self.refused(404, "not_found"):
            troth.conversations.find(conversation_id=id)
        self.assertEqual(troth.contacts.find(contact_id=person.id).id, person.id)
        self.assertEqual(troth.conversations.find(conversation_id=other).source.body, "<p>This stays</p>")

    def test_an_admin_writes_first(self):
        person = contact()
        whom = {"from_": MessageFrom(id=int(self.me.id)), "to": MessageTo(type="user", id=person.id)}
        sent = troth.messages.create(request=Inapp(body="<p>Welcome</p>", **whom))
        self.assertEqual((sent.type, sent.message_type, sent.body), ("admin_message", "inapp", "<p>Welcome</p>"))
        shown = troth.conversations.find(conversation_id=sent.conversation_id)
        self.assertEqual((shown.source.author.type, shown.source.author.id), ("admin", self.me.id))
        self.assertEqual([one.id for one in shown.contacts.contacts], [person.id])

    def test_companies_of_a_contact_end(self):
        person = contact()
        made = [troth.companies.create_or_update(request={"company_id": fresh()}).id for _ in range(2)]
        for id in made:
            troth.companies.attach_contact(person.id, company_id=id)
        seen = []
        for one in troth.contacts.list_attached_companies(person.id, per_page=1):
            seen.append(one.id)
            self.assertLess(len(seen), 4, "the list has an end")
        self.assertEqual(sorted(seen), sorted(made))

    def test_several_people(self):
        id, person = conversation()
        other = contact()
        whom = Customer(intercom_user_id=other.id)
        both = troth.conversations.attach_contact_as_admin(conversation_id=id, admin_id=self.me.id, customer=whom)
        self.assertEqual([one.id for one in both.contacts.contacts], [person.id, other.id])
        one = troth.conversations.detach_contact_as_admin(
            conversation_id=id, contact_id=person.id, admin_id=self.me.id
        )
        self.assertEqual([one.id for one in one.contacts.contacts], [other.id])

    def test_unknown(self):
        with self.refused(404, "not_found"):
            troth.conversations.find(conversation_id="9007199254740991")


if __name__ == "__main__":
    unittest.main()
