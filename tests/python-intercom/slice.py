"""The API through python-intercom: what it calls, what it reads, how it meets errors. No version header is sent."""

import os
import time
import unittest
import uuid

from intercom import Intercom
from intercom.core.api_error import ApiError
from intercom.conversations import (
    AttachContactToConversationRequestCustomerIntercomUserId as Customer,
    ConversationsManageRequestBody_Assignment as Assign,
    ConversationsManageRequestBody_Close as Close,
    ConversationsManageRequestBody_Snoozed as Snooze,
    CreateConversationRequestFrom,
)
from intercom.types import AdminReplyConversationRequest

API, TOKEN = os.environ["TROTH_API"], os.environ["TROTH_TOKEN"]
troth = Intercom(token=TOKEN, base_url=API)


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
        answer = AdminReplyConversationRequest(
            message_type="comment", type="admin", admin_id=self.me.id, body="Hello yourself"
        )
        after = troth.conversations.reply(conversation_id=id, request=answer)
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
        troth.tags.tag_conversation(conversation_id=id, tag_id=tag.id, admin_id=self.me.id)
        self.assertEqual(troth.conversations.find(conversation_id=id).tags.tags[0].id, tag.id)
        troth.tags.tag_contact(contact_id=person.id, tag_id=tag.id)
        self.assertEqual(troth.contacts.list_attached_tags(contact_id=person.id).data[0].name, tag.name)
        note = troth.notes.create(contact_id=person.id, body="Likes oolong", admin_id=self.me.id)
        self.assertEqual(troth.notes.find(note_id=int(note.id)).body, "<p>Likes oolong</p>")
        troth.tags.delete(tag_id=tag.id)
        self.assertEqual(troth.contacts.list_attached_tags(contact_id=person.id).data, [])

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
