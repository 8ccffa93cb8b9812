import Stripe from "stripe";
import { describe, expect, test } from "vitest";
import { POST } from "@/app/api/(machines)/stripe/webhook/route";
import { db } from "@/db";
import { stripeEvents } from "@/db/schema";
import { readEvent } from "@/lib/vendors/stripe";

const SECRETS = { event: "whsec_of_tests", thin: "whsec_thin_of_tests" };
const header = (payload: string, secret = SECRETS.event) =>
  Stripe.webhooks.generateTestHeaderString({ payload, secret });

const event = {
  id: "evt_1",
  object: "event",
  type: "payment_intent.succeeded",
  created: 1_790_000_000,
  livemode: false,
  api_version: null,
  data: { object: { id: "pi_1" } },
};
const thin = {
  id: "evt_2",
  object: "v2.core.event",
  type: "v2.core.account.closed",
  created: "2030-01-31T12:00:00.000Z",
  livemode: false,
  related_object: { id: "acct_1" },
};

async function send(body: BodyInit, signature = "") {
  const init = { method: "POST", headers: { "Stripe-Signature": signature }, body, duplex: "half" };
  const answer = await POST(new Request("http://localhost/api/stripe/webhook", init as RequestInit));
  const { code, request_id } = (await answer.json()) as Record<string, string>;
  expect(request_id).toBe(answer.headers.get("x-request-id"));
  return [answer.status, code];
}

describe("Stripe's webhook", () => {
  test("a body that says nothing of its length is read no further than an event may be long", async () => {
    let pulled = 0;
    const endless = new ReadableStream({
      pull(controller) {
        pulled++;
        controller.enqueue(new Uint8Array(64 * 1024));
        if (pulled > 100) controller.close();
      },
    });
    expect(await send(endless)).toEqual([413, "PAYLOAD_TOO_LARGE"]);
    expect(pulled).toBeLessThan(12);
    expect(await send("x".repeat(512 * 1024 + 1))).toEqual([413, "PAYLOAD_TOO_LARGE"]);
    expect(await send("x".repeat(512 * 1024))).toEqual([400, "INVALID_SIGNATURE"]);
  });

  test("what is not signed, or for the other kind of event, is refused", async () => {
    const body = JSON.stringify(event);
    for (const signature of ["", "t=1,v1=00", header(body, "whsec_another"), header(body, SECRETS.thin)])
      expect(await send(body, signature)).toEqual([400, "INVALID_SIGNATURE"]);
    expect(await send(`${body} `, header(body))).toEqual([400, "INVALID_SIGNATURE"]);
  });

  test("what is signed and no event is refused, and nothing is kept of it", async () => {
    const broken: unknown[] = [
      null,
      [],
      {},
      { ...event, data: undefined },
      { ...event, data: { object: null } },
      { ...event, created: "yesterday" },
      { ...event, created: 1e300 },
      { ...event, id: "evt_\u0000" },
      { ...event, type: 7 },
      { ...thin, created: undefined },
      { ...thin, created: "soon" },
    ];
    for (const body of ["no JSON", ...broken.map((one) => JSON.stringify(one))]) {
      const secret = body.includes("v2.core") ? SECRETS.thin : SECRETS.event;
      expect([body, ...(await send(body, header(body, secret)))]).toEqual([body, 400, "INVALID_EVENT"]);
    }
    expect(await db.select().from(stripeEvents)).toEqual([]);
  });

  test("both kinds of event are read, each by its secret", () => {
    const read = (told: object, secret: string) =>
      readEvent(JSON.stringify(told), header(JSON.stringify(told), secret));
    expect(read(event, SECRETS.event)).toMatchObject({ id: "evt_1", objectId: "pi_1", account: null });
    expect(read({ ...event, account: "acct_2" }, SECRETS.event)).toMatchObject({ account: "acct_2" });
    expect(read(thin, SECRETS.thin)).toMatchObject({
      id: "evt_2",
      objectId: "acct_1",
      happenedAt: new Date(thin.created),
    });
  });
});
