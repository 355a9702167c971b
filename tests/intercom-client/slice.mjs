// The API's first slice, through intercom-client: what it calls, what it reads, how it walks pages and meets errors.

import assert from "node:assert/strict";
import { before, describe, test } from "node:test";

import { IntercomError, api, client, failure, fresh, token } from "./server.mjs";

const troth = client();
let me;

before(async () => {
  me = await troth.admins.identify();
});

const isSeconds = (value) => Number.isInteger(value) && value > 1_600_000_000 && value < 10_000_000_000;

async function contact(fields = {}) {
  return troth.contacts.create({ external_id: fresh(), name: "Ada Example", ...fields });
}

async function conversation(body = "Hello", by = null) {
  const person = by ?? (await contact());
  const message = await troth.conversations.create({ from: { type: "user", id: person.id }, body });
  return { person, message, id: message.conversation_id };
}

const asAdmin = (id, body) =>
  troth.conversations.reply({ conversation_id: id, body: { type: "admin", admin_id: me.id, message_type: "comment", ...body } });
const manage = (id, body) =>
  troth.conversations.manage({ conversation_id: id, body: { type: "admin", admin_id: me.id, ...body } });
const parts = (shown) => shown.conversation_parts.conversation_parts;

describe("admins", () => {
  test("the token's own", () => {
    assert.equal(me.type, "admin");
    assert.match(me.id, /^[1-9][0-9]*$/);
    assert.match(me.email, /@/);
    assert.equal(me.app.type, "app");
    assert.match(me.app.id_code, /^(us|eu|au)[a-z2-7]{8}$/);
    assert.ok(isSeconds(me.app.created_at));
  });

  test("list and find", async () => {
    const list = await troth.admins.list();
    assert.equal(list.type, "admin.list");
    const listed = list.admins.find((admin) => admin.id === me.id);
    assert.equal(listed.email, me.email);
    const teams = (await troth.teams.list()).teams.filter((team) => team.admin_ids.includes(Number(me.id)));
    assert.deepEqual(listed.team_ids, teams.map((team) => Number(team.id)));
    const found = await troth.admins.find({ admin_id: Number(me.id) });
    assert.deepEqual(found, listed);
  });
});

describe("daily work", () => {
  test("teams", async () => {
    const teams = await troth.teams.list();
    assert.equal(teams.type, "team.list");
    for (const team of teams.teams) assert.deepEqual(await troth.teams.find({ team_id: team.id }), team);
    const error = await failure(troth.teams.find({ team_id: "9007199254740991" }));
    assert.equal(error.statusCode, 404);
  });

  test("away and back", async () => {
    const admin_id = Number(me.id);
    const away = await troth.admins.away({ admin_id, away_mode_enabled: true, away_mode_reassign: true });
    assert.equal(away.away_mode_enabled, true);
    assert.equal(away.away_mode_reassign, true);
    const back = await troth.admins.away({ admin_id, away_mode_enabled: false, away_mode_reassign: false });
    assert.equal(back.away_mode_enabled, false);
  });

  test("a conversation's title, attributes and read mark", async () => {
    const { id } = await conversation();
    const named = await troth.conversations.update({ conversation_id: id, read: true, title: "A parcel", custom_attributes: { order: "A-1" } });
    assert.equal(named.title, "A parcel");
    assert.equal(named.read, true);
    assert.deepEqual(named.custom_attributes, { order: "A-1" });
    const found = await troth.conversations.find({ conversation_id: id });
    assert.equal(found.title, "A parcel");
  });

  test("tags, on contacts and conversations", async () => {
    const tag = await troth.tags.create({ name: fresh() });
    assert.equal(tag.type, "tag");
    assert.deepEqual(await troth.tags.find({ tag_id: tag.id }), tag);
    assert.ok((await troth.tags.list()).data.some((one) => one.id === tag.id));
    const { id, person } = await conversation();
    const onPerson = await troth.tags.tagContact({ contact_id: person.id, id: tag.id });
    assert.equal(onPerson.applied_by.id, me.id);
    assert.equal((await troth.contacts.listAttachedTags({ contact_id: person.id })).data[0].id, tag.id);
    await troth.tags.untagContact({ contact_id: person.id, tag_id: tag.id });
    await troth.tags.tagConversation({ conversation_id: id, id: tag.id, admin_id: me.id });
    assert.equal((await troth.conversations.find({ conversation_id: id })).tags.tags[0].id, tag.id);
    await troth.tags.untagConversation({ conversation_id: id, tag_id: tag.id, admin_id: me.id });
    await troth.tags.delete({ tag_id: tag.id });
    assert.equal((await failure(troth.tags.find({ tag_id: tag.id }))).statusCode, 404);
  });

  test("notes about a contact", async () => {
    const person = await contact();
    const note = await troth.notes.create({ contact_id: person.id, body: "Likes oolong", admin_id: me.id });
    assert.equal(note.body, "<p>Likes oolong</p>");
    const found = await troth.notes.find({ note_id: Number(note.id) });
    assert.deepEqual(found, note);
    const list = await troth.notes.list({ contact_id: person.id });
    const all = [];
    for await (const one of list) all.push(one);
    assert.deepEqual(all, [note]);
  });

  test("searches, page by page", async () => {
    const email = `${fresh()}@example.org`;
    const people = [await contact({ email }), await contact({ email })];
    const query = { field: "email", operator: "=", value: email };
    const found = [];
    for await (const one of await troth.contacts.search({ query, pagination: { per_page: 1 } })) found.push(one.id);
    assert.deepEqual(found, [people[1].id, people[0].id]);
    const { id, person } = await conversation("Find me");
    const both = { operator: "AND", value: [{ field: "contact_ids", operator: "=", value: person.id }, { field: "state", operator: "=", value: "open" }] };
    const talks = [];
    for await (const one of await troth.conversations.search({ query: both, pagination: { per_page: 5 } })) talks.push(one.id);
    assert.deepEqual(talks, [id]);
    const error = await failure(troth.contacts.search({ query: { field: "name", operator: "~", value: "Ada" } }));
    assert.equal(error.statusCode, 400);
    assert.match(error.body.errors[0].message, /sealed/);
  });

  test("a lead merged into a user", async () => {
    const lead = await troth.contacts.create({ role: "lead", email: `${fresh()}@example.org` });
    const user = await contact();
    const merged = await troth.contacts.mergeLeadInUser({ from: lead.id, into: user.id });
    assert.equal(merged.id, user.id);
    assert.equal(merged.email, lead.email);
    assert.equal((await failure(troth.contacts.find({ contact_id: lead.id }))).statusCode, 404);
  });

  test("who is blocked writes nothing more", async () => {
    const { id, person } = await conversation();
    const blocked = await troth.contacts.blockContact({ contact_id: person.id });
    assert.deepEqual({ ...blocked }, { type: "contact", id: person.id, external_id: person.external_id, blocked: true });
    assert.equal((await troth.conversations.find({ conversation_id: id })).state, "closed");
    const error = await failure(conversation("Once more", person));
    assert.deepEqual([error.statusCode, error.body.errors[0].code], [403, "contact_blocked"]);
  });

  test("people come into a conversation and go", async () => {
    const { id, person } = await conversation();
    const other = await contact();
    const both = await troth.conversations.attachContactAsAdmin({ conversation_id: id, admin_id: me.id, customer: { intercom_user_id: other.id } });
    assert.deepEqual(both.contacts.contacts.map((one) => one.id), [person.id, other.id]);
    const one = await troth.conversations.detachContactAsAdmin({ conversation_id: id, contact_id: person.id, admin_id: me.id });
    assert.deepEqual(one.contacts.contacts.map((one) => one.id), [other.id]);
    const last = await failure(troth.conversations.detachContactAsAdmin({ conversation_id: id, contact_id: other.id, admin_id: me.id }));
    assert.equal(last.statusCode, 422);
  });

  test("a visitor is named and becomes somebody", async () => {
    const visitor = async () => (await (await fetch(`${api}/messenger/${me.app.id_code}/visitors`, { method: "POST" })).json()).visitor.id;
    const user_id = await visitor();
    assert.equal((await troth.visitors.find({ user_id })).anonymous, true);
    const named = await troth.visitors.update({ user_id, name: "Gill Example" });
    assert.equal(named.name, "Gill Example");
    const user = await contact();
    const merged = await troth.visitors.mergeToContact({ type: "user", user: { id: user.id }, visitor: { user_id } });
    assert.equal(merged.id, user.id);
    assert.equal((await failure(troth.visitors.find({ user_id }))).statusCode, 404);
    const email = `${fresh()}@example.org`;
    const lead = await troth.visitors.mergeToContact({ type: "lead", user: { email }, visitor: { user_id: await visitor() } });
    assert.deepEqual([lead.role, lead.email], ["lead", email]);
  });

  test("companies, one after the other", async () => {
    const ids = [];
    for (let at = 0; at < 3; at += 1) ids.push((await troth.companies.createOrUpdate({ company_id: fresh() })).id);
    const seen = [];
    for await (const one of await troth.companies.scroll()) seen.push(one.id);
    assert.deepEqual(seen.slice(0, 3), ids.toReversed());
    assert.equal(new Set(seen).size, seen.length);
  });

  test("companies and their contacts", async () => {
    const company_id = fresh();
    const made = await troth.companies.createOrUpdate({ company_id, name: "Blue Kettle", custom_attributes: { vat: "DE1" } });
    assert.equal(made.type, "company");
    assert.equal((await troth.companies.find({ company_id: made.id })).name, "Blue Kettle");
    const person = await contact();
    await troth.companies.attachContact({ contact_id: person.id, id: made.id });
    const attached = [];
    for await (const one of await troth.contacts.listAttachedCompanies({ contact_id: person.id })) {
      attached.push(one.id);
      assert.ok(attached.length < 3, "the list has an end");
    }
    assert.deepEqual(attached, [made.id]);
    await troth.companies.detachContact({ contact_id: person.id, company_id: made.id });
    assert.equal((await troth.companies.delete({ company_id: made.id })).deleted, true);
  });

  test("an admin writes first", async () => {
    const person = await contact();
    const sent = await troth.messages.create({
      message_type: "inapp", from: { type: "admin", id: Number(me.id) }, to: { type: "user", id: person.id }, body: "<p>Welcome</p>",
    });
    assert.deepEqual([sent.type, sent.body], ["admin_message", "<p>Welcome</p>"]);
    const shown = await troth.conversations.find({ conversation_id: sent.conversation_id });
    assert.deepEqual([shown.source.author.id, shown.contacts.contacts[0].id], [me.id, person.id]);
  });

  test("to a team, and to nobody", async () => {
    const { id } = await conversation();
    const nobody = await manage(id, { message_type: "assignment", type: "team", assignee_id: "0" });
    assert.equal(nobody.team_assignee_id, null);
    const error = await failure(manage(id, { message_type: "assignment", type: "team", assignee_id: "77" }));
    assert.equal(error.statusCode, 404);
  });
});

describe("activity logs", () => {
  test("what teammates did, page by page", async () => {
    await troth.contacts.list();
    const page = await troth.admins.listAllActivityLogs({ created_at_after: "1600000000" });
    assert.equal(page.type, "activity_log.list");
    assert.equal(page.pages.type, "pages");
    assert.equal(page.pages.page, 1);
    const [newest] = page.activity_logs;
    assert.equal(newest.performed_by.type, "admin");
    assert.equal(newest.performed_by.id, me.id);
    assert.equal(newest.performed_by.email, me.email);
    assert.ok(isSeconds(newest.created_at));
    assert.match(newest.activity_description, /\.$/);
    assert.ok(page.activity_logs.some((log) => log.activity_type === "contact.listed"));
    const none = await troth.admins.listAllActivityLogs({ created_at_after: "1600000000", created_at_before: "1600000001" });
    assert.deepEqual(none.activity_logs, []);
  });
});

describe("contacts", () => {
  test("create, find, update", async () => {
    const external_id = fresh();
    const email = `${fresh()}@example.org`;
    const created = await troth.contacts.create({ external_id, email, phone: "+31205550143", custom_attributes: { plan: "pro", seats: 3, trial: false } });
    assert.equal(created.type, "contact");
    assert.match(created.id, /^[0-9a-f]{24}$/);
    assert.equal(created.role, "user");
    assert.equal(created.external_id, external_id);
    assert.equal(created.email, email);
    assert.equal(created.workspace_id, me.app.id_code);
    assert.deepEqual(created.custom_attributes, { plan: "pro", seats: 3, trial: false });
    assert.ok(isSeconds(created.created_at) && isSeconds(created.updated_at));
    assert.deepEqual(created.tags, { type: "list", data: [], url: `/contacts/${created.id}/tags`, total_count: 0, has_more: false });
    assert.equal(created.companies.total_count, 0);
    assert.equal(created.avatar, null);
    assert.deepEqual(await troth.contacts.find({ contact_id: created.id }), created);
    assert.deepEqual(await troth.contacts.showContactByExternalId({ external_id }), created);

    const updated = await troth.contacts.update({
      contact_id: created.id,
      name: "Ada",
      owner_id: Number(me.id),
      signed_up_at: 1_700_000_000,
      unsubscribed_from_emails: true,
      custom_attributes: { plan: "free" },
    });
    assert.equal(updated.name, "Ada");
    assert.equal(updated.email, email);
    assert.equal(updated.owner_id, Number(me.id));
    assert.equal(updated.signed_up_at, 1_700_000_000);
    assert.equal(updated.unsubscribed_from_emails, true);
    assert.deepEqual(updated.custom_attributes, { plan: "free", seats: 3, trial: false });
  });

  test("a lead needs no more than a role", async () => {
    const lead = await troth.contacts.create({ role: "lead" });
    assert.equal(lead.role, "lead");
    assert.equal(lead.email, null);
  });

  test("the iterator walks every page once", async () => {
    const made = new Set();
    for (let n = 0; n < 5; n += 1) made.add((await contact()).id);
    const seen = [];
    for await (const one of await troth.contacts.list({ per_page: 2 })) {
      assert.equal(one.type, "contact");
      seen.push(one.id);
    }
    assert.equal(new Set(seen).size, seen.length);
    for (const id of made) assert.ok(seen.includes(id));

    let page = await troth.contacts.list({ per_page: 2 });
    assert.equal(page.response.type, "list");
    assert.equal(page.response.pages.type, "pages");
    assert.equal(page.response.pages.per_page, 2);
    assert.ok(page.response.total_count >= 5);
    let pages = 1;
    while (page.hasNextPage()) {
      page = await page.getNextPage();
      pages += 1;
      assert.equal(page.response.pages.page, pages);
    }
    assert.equal(pages, Math.ceil(seen.length / 2));
  });
});

describe("conversations", () => {
  test("create answers the message", async () => {
    const { message, id } = await conversation("Where is my order?");
    assert.equal(message.type, "user_message");
    assert.equal(message.message_type, "inapp");
    assert.equal(message.body, "Where is my order?");
    assert.match(message.id, /^[1-9][0-9]*$/);
    assert.match(id, /^[1-9][0-9]*$/);
    assert.ok(isSeconds(message.created_at));
  });

  test("find shows the source, the people and no parts yet", async () => {
    const { person, message, id } = await conversation("1 < 2");
    const shown = await troth.conversations.find({ conversation_id: id });
    assert.equal(shown.type, "conversation");
    assert.equal(shown.id, id);
    assert.equal(shown.state, "open");
    assert.equal(shown.open, true);
    assert.equal(shown.priority, "not_priority");
    assert.equal(shown.admin_assignee_id, null);
    assert.ok(isSeconds(shown.waiting_since));
    assert.equal(shown.source.id, message.id);
    assert.equal(shown.source.body, "<p>1 &lt; 2</p>");
    assert.equal(shown.source.delivered_as, "customer_initiated");
    assert.deepEqual(shown.source.author, { type: "user", id: person.id, name: "Ada Example", email: null });
    assert.deepEqual(shown.contacts.contacts, [{ type: "contact", id: person.id, external_id: person.external_id }]);
    assert.equal(shown.tags.type, "tag.list");
    assert.deepEqual(parts(shown), []);
    const plain = await troth.conversations.find({ conversation_id: id, display_as: "plaintext" });
    assert.equal(plain.source.body, "1 < 2");
  });

  test("a teammate replies and notes, the contact replies by each of their ids", async () => {
    const { person, id } = await conversation();
    const replied = await asAdmin(id, { body: "How can we help?" });
    assert.equal(replied.waiting_since, null);
    const [answer] = parts(replied);
    assert.equal(answer.type, "conversation_part");
    assert.equal(answer.part_type, "comment");
    assert.equal(answer.body, "<p>How can we help?</p>");
    assert.equal(answer.author.type, "admin");
    assert.equal(answer.author.email, me.email);
    await asAdmin(id, { message_type: "note", body: "Regular customer" });

    const email = `${fresh()}@example.org`;
    await troth.contacts.update({ contact_id: person.id, email });
    const user = (who) => ({ conversation_id: id, body: { message_type: "comment", type: "user", body: "Thanks", ...who } });
    await troth.conversations.reply(user({ intercom_user_id: person.id }));
    await troth.conversations.reply(user({ user_id: person.external_id }));
    const last = await troth.conversations.reply(user({ email }));
    assert.deepEqual(parts(last).map((part) => part.part_type), ["comment", "note", "comment", "comment", "comment"]);
    assert.equal(last.conversation_parts.total_count, 5);
    assert.equal(parts(last).at(-1).author.id, person.id);
    const newest = await troth.conversations.reply({ ...user({ intercom_user_id: person.id }), conversation_id: "last" });
    assert.equal(newest.id, id);
  });

  test("close, open, snooze, assign", async () => {
    const { person, id } = await conversation();
    const closed = await manage(id, { message_type: "close", body: "Done" });
    assert.equal(closed.state, "closed");
    assert.equal(closed.open, false);
    const opened = await manage(id, { message_type: "open" });
    assert.equal(opened.state, "open");
    const until = Math.floor(Date.now() / 1000) + 86_400;
    const snoozed = await manage(id, { message_type: "snoozed", snoozed_until: until });
    assert.equal(snoozed.state, "snoozed");
    assert.equal(snoozed.snoozed_until, until);
    const assigned = await manage(id, { message_type: "assignment", assignee_id: me.id });
    assert.equal(assigned.admin_assignee_id, Number(me.id));
    assert.deepEqual(parts(assigned).at(-1).assigned_to, { type: "admin", id: me.id });
    const back = await troth.conversations.reply({
      conversation_id: id,
      body: { message_type: "comment", type: "user", intercom_user_id: person.id, body: "One more thing" },
    });
    assert.equal(back.state, "open");
    assert.deepEqual(
      parts(back).map((part) => part.part_type),
      ["comment", "close", "open", "snoozed", "assignment", "open", "comment"],
    );
  });

  test("the iterator walks every page once", async () => {
    const made = new Set();
    for (let n = 0; n < 5; n += 1) made.add((await conversation(`number ${n}`)).id);
    const seen = [];
    for await (const one of await troth.conversations.list({ per_page: 2 })) {
      assert.equal(one.type, "conversation");
      assert.equal(one.conversation_parts, undefined);
      seen.push(one.id);
    }
    assert.equal(new Set(seen).size, seen.length);
    for (const id of made) assert.ok(seen.includes(id));
    const page = await troth.conversations.list();
    assert.equal(page.response.type, "conversation.list");
    assert.equal(page.response.pages.per_page, 20);
  });

  test("files go in with a message and come out by link", async () => {
    const person = await contact();
    const content = Buffer.from("The invoice is here: ✓");
    const file = { name: "invoice ✓.txt", content_type: "text/plain", data: content.toString("base64") };
    const message = await troth.conversations.create({ from: { type: "user", id: person.id }, body: "See", attachment_files: [file] });
    const shown = await asAdmin(message.conversation_id, { body: "Ours", attachment_files: [file] });
    for (const attachment of [shown.source.attachments[0], parts(shown)[0].attachments[0]]) {
      assert.equal(attachment.type, "upload");
      assert.equal(attachment.name, "invoice ✓.txt");
      assert.equal(attachment.content_type, "text/plain");
      assert.equal(attachment.filesize, content.length);
      const got = await fetch(attachment.url);
      assert.equal(got.status, 200);
      assert.match(got.headers.get("content-disposition"), /^attachment;/);
      assert.deepEqual(Buffer.from(await got.arrayBuffer()), content);
      assert.equal((await fetch(attachment.url.replace(/key=.*/, ""))).status, 404);
    }
  });
});

describe("data events", () => {
  test("told by three ids, listed, and summed up", async () => {
    const person = await contact({ email: `${fresh()}@people.example` });
    const created_at = Math.floor(Date.now() / 1000);
    const event = { event_name: "ordered", created_at, metadata: { tea: "sencha" } };
    await troth.events.create({ ...event, id: person.id });
    await troth.events.create({ ...event, created_at: created_at - 1, user_id: person.external_id });
    await troth.events.create({ ...event, event_name: "paid", email: person.email });
    await troth.events.create({ ...event, id: person.id });
    const all = await troth.events.list({ type: "user", user_id: person.external_id });
    assert.equal(all.events.length, 3);
    const first = all.events.find((one) => one.event_name === "ordered");
    assert.deepEqual([first.type, first.created_at, first.intercom_user_id, first.metadata], ["event", created_at, person.id, { tea: "sencha" }]);
    const page = await troth.events.list({ type: "user", intercom_user_id: person.id, per_page: 2 });
    assert.equal(page.events.length, 2);
    const next = await fetch(page.pages.next, { headers: { Authorization: `Bearer ${token}` } });
    assert.equal((await next.json()).events.length, 1);
    const summary = await troth.events.list({ type: "user", email: person.email, summary: true });
    assert.equal(summary.type, "event.summary");
    assert.deepEqual(summary.events.map(({ name, count }) => [name, count]), [["ordered", 2], ["paid", 1]]);
    const counted = { event_name: "called", count: 42, first: 1_500_000_000, last: created_at };
    await troth.events.summaries({ user_id: person.external_id, event_summaries: counted });
    const more = await troth.events.list({ type: "user", intercom_user_id: person.id, summary: true });
    assert.deepEqual(more.events[0], { name: "called", count: 42, first: "2017-07-14T02:40:00Z", last: more.events[0].last });
    assert.equal(Date.parse(more.events[0].last), created_at * 1000);
  });

  test("what is wrong is told by field", async () => {
    const person = await contact();
    const event = { event_name: "ordered", created_at: Math.floor(Date.now() / 1000), id: person.id };
    for (const [bad, field] of [
      [{ created_at: 1 }, "created_at"],
      [{ event_name: "x".repeat(200) }, "event_name"],
      [{ metadata: { deep: { er: 1 } } }, "metadata"],
    ]) {
      const error = await failure(troth.events.create({ ...event, ...bad }));
      assert.deepEqual([error.statusCode, error.body.errors[0].code, error.body.errors[0].field], [400, "parameter_invalid", field]);
    }
    const nobody = await failure(troth.events.create({ ...event, id: "0".repeat(24) }));
    assert.equal(nobody.statusCode, 404);
    const counts = await failure(troth.events.summaries({ user_id: person.external_id }));
    assert.deepEqual([counts.statusCode, counts.body.errors[0].field], [400, "event_summaries"]);
  });
});

describe("deleting", () => {
  test("a contact, with all of theirs", async () => {
    const person = await contact();
    const { id } = await conversation("forget me", person);
    const answer = await troth.contacts.delete({ contact_id: person.id });
    assert.deepEqual({ ...answer }, { type: "contact", id: person.id, external_id: person.external_id, deleted: true });
    for (const gone of [troth.contacts.find({ contact_id: person.id }), troth.conversations.find({ conversation_id: id })]) {
      assert.equal((await failure(gone)).statusCode, 404);
    }
  });

  test("a conversation, and one part of another", async () => {
    const { id } = await conversation("this goes");
    assert.deepEqual({ ...(await troth.conversations.deleteConversation({ conversation_id: id })) }, { id, object: "conversation", deleted: true });
    const other = await conversation("a card number");
    const before = await troth.conversations.find({ conversation_id: other.id });
    const after = await troth.conversations.redactConversationPart({ type: "source", conversation_id: other.id, source_id: before.source.id });
    assert.equal(after.source.redacted, true);
    assert.equal(after.source.body, null);
  });
});

describe("errors", () => {
  const envelope = (error, status, code, field) => {
    assert.ok(error instanceof IntercomError);
    assert.equal(error.statusCode, status);
    assert.equal(error.body.type, "error.list");
    assert.match(error.body.request_id, /^[0-9a-f-]{36}$/);
    assert.equal(error.body.errors.length, 1);
    assert.equal(error.body.errors[0].code, code);
    assert.equal(error.body.errors[0].field, field);
  };

  test("a token that is not good", async () => {
    for (const bad of ["wrong", `${token}x`, token.replace(/_.*/, "_")]) {
      envelope(await failure(client({ token: bad }).admins.identify()), 401, "unauthorized");
    }
  });

  test("what is not there", async () => {
    envelope(await failure(troth.contacts.find({ contact_id: "0123456789abcdef01234567" })), 404, "not_found");
    envelope(await failure(troth.contacts.showContactByExternalId({ external_id: fresh() })), 404, "not_found");
    envelope(await failure(troth.conversations.find({ conversation_id: "9007199254740991" })), 404, "not_found");
    envelope(await failure(troth.admins.find({ admin_id: 999_999 })), 404, "admin_not_found");
  });

  test("what cannot be", async () => {
    envelope(await failure(troth.contacts.create({ email: "nobody" })), 400, "parameter_invalid", "email");
    envelope(await failure(troth.contacts.list({ per_page: -1 })), 400, "parameter_invalid", "per_page");
    envelope(await failure(troth.conversations.list({ starting_after: "x" })), 400, "parameter_invalid", "starting_after");
    const first = await contact();
    const error = await failure(troth.contacts.create({ external_id: first.external_id }));
    envelope(error, 409, "conflict", "external_id");
    assert.ok(error.body.errors[0].message.includes(first.id));
    const { id } = await conversation();
    envelope(await failure(asAdmin(id, { body: "x", attachment_urls: ["https://files.example/x"] })), 400, "parameter_invalid", "attachment_urls");
  });

  test("versions", async () => {
    const roles = await client({ version: "2.16" }).admins.list();
    assert.equal(roles.admins[0].role.type, "role");
    envelope(await failure(client({ version: "1.0" }).admins.list()), 400, "intercom_version_invalid");
    const answer = await fetch(`${api}/me`, { headers: { authorization: `Bearer ${token}` } });
    assert.equal(answer.headers.get("intercom-version"), "2.14");
    assert.ok(Number(answer.headers.get("x-ratelimit-remaining")) > 0);
  });
});
