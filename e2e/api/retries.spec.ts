import { request } from "node:http";
import { gigiac, ok, register } from "../support/api";
import { fromAddress, origin, unique } from "../support/network";
import { grant, verifyMoney } from "../support/operator";
import { expect, test } from "../support/test";

/** Sends a whole POST and hangs up as soon as the last byte is out, before any answer. */
function postAndVanish(path: string, headers: Record<string, string>, body: object): Promise<void> {
  return new Promise((resolve) => {
    const sent = request(origin + path, {
      method: "POST",
      headers: { ...fromAddress(), "Content-Type": "application/json", ...headers },
    });
    sent.on("error", () => resolve());
    sent.on("close", () => resolve());
    sent.end(JSON.stringify(body), () => sent.destroy());
  });
}

test("a client that vanishes in the middle of a POST and retries makes one task, and one hold", async () => {
  const { apiKey, email } = await register();
  await grant(email, 100);
  const ask = gigiac(apiKey);
  const posts = Array.from({ length: 5 }, () => {
    const body = { title: `Once ${unique()}`, description: "Only once.", category: "other", budget: 10 };
    return { body, once: { "Idempotency-Key": unique() } };
  });
  await Promise.all(
    posts.map(({ body, once }) => postAndVanish("/api/tasks", { Authorization: `Bearer ${apiKey}`, ...once }, body)),
  );
  for (const { body, once } of posts) {
    const retry = async () => {
      const answer = await ask("POST /api/tasks", body, { headers: once });
      // The first try may still run; it is not started a second time.
      if (answer.status === 409) expect(answer.json.code).toBe("IDEMPOTENCY_IN_PROGRESS");
      return answer.status;
    };
    await expect.poll(retry).toBe(201);
    const again = await ask("POST /api/tasks", body, { headers: once });
    expect(again.headers.get("idempotent-replayed")).toBe("true");
    const { total } = await ok(ask(`GET /api/tasks?mine=true&search=${encodeURIComponent(`"${body.title}"`)}`));
    expect(total).toBe(1);
  }
  expect(await ok(ask("GET /api/credits/balance"))).toMatchObject({ available: 50, reserved: 50 });
  await verifyMoney();
});

test("a hundred posts of ten dollars against two hundred and fifty hold exactly twenty-five", async () => {
  const { apiKey, email } = await register();
  await grant(email, 250);
  // One person's several programs: each key has its own limit, the wallet is the same.
  const ask = gigiac(apiKey);
  const post = (n: number) =>
    ask("POST /api/tasks", { title: `Rush ${n} ${unique()}`, description: "At once.", category: "other", budget: 10 });
  const answers = await Promise.all(Array.from({ length: 100 }, (_, n) => post(n)));
  const made = answers.filter(({ status }) => status === 201).length;
  const refused = answers.filter(({ status }) => status === 409);
  for (const { json } of refused) expect(json.code).toBe("INSUFFICIENT_CREDITS");
  expect(made).toBeLessThanOrEqual(25);
  expect(await ok(ask("GET /api/credits/balance"))).toMatchObject({ available: 250 - 10 * made, reserved: 10 * made });
  await verifyMoney();
});
