import { readdir, readFile } from "node:fs/promises";
import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { db } from "@/db";
import { mails } from "@/db/schema";
import { clock } from "@/lib/core/clock";
import { env } from "@/lib/env";
import { startResend } from "@/local/testing/resend";
import { startSmtp } from "@/local/testing/smtp";
import { deliverMails, sendMail } from "./mails";

/** Writes mails as a command does, without the delivery that follows its commit. */
const write = (count: number, to = "ada@example.com") =>
  Promise.all(
    Array.from({ length: count }, (_, i) =>
      sendMail({ db, now: clock.now(), afterCommit: () => {} }, { to, subject: `Mail ${i}`, text: "Hello,\nyou." }),
    ),
  );
const rows = () => db.select().from(mails);

let smtp: Awaited<ReturnType<typeof startSmtp>>;
beforeAll(async () => {
  smtp = await startSmtp();
});
afterAll(() => smtp.stop());
beforeEach(async () => {
  await db.delete(mails);
  smtp.received.length = 0;
  smtp.state.refuses = () => undefined;
  env.SMTP_URL = smtp.url;
});
afterEach(() => clock.reset());

describe("mail", () => {
  test("is written in the transaction that wants it sent, and there is none without a commit", async () => {
    const rolledBack = db.transaction(async (tx) => {
      const ctx = { db: tx as never, now: clock.now(), afterCommit: () => {} };
      await sendMail(ctx, { to: "a@example.com", subject: "S", text: "T" });
      throw new Error("no");
    });
    await expect(rolledBack).rejects.toThrow("no");
    expect(await rows()).toEqual([]);
  });

  test("goes to the named server, to its one recipient, under an id by which a second copy is known", async () => {
    const recipient = "ada.lovelace+plants@example.com";
    await write(1, recipient);
    expect(await deliverMails(5000)).toBe(1);
    const [row] = await rows();
    expect(row).toMatchObject({ sentAt: expect.any(Date), failedAt: null, attempts: 1 });
    expect(smtp.received).toMatchObject([{ to: recipient, from: "hello@bothand.example" }]);
    const { data } = smtp.received[0]!;
    expect(data).toContain("Subject: Mail 0\n");
    expect(data).toContain(`Message-ID: <${row!.id}@localhost>`);
    expect(data).toContain("Hello,\nyou.");
    expect(await deliverMails(5000)).toBe(0);
  });

  test("is kept as one whole file where no server is named", async () => {
    env.SMTP_URL = undefined;
    await write(1, "grace@example.com");
    expect(await deliverMails(5000)).toBe(1);
    const [row] = await rows();
    const name = (await readdir(env.MAIL_DIR!)).find((file) => file.includes(row!.id));
    expect(await readFile(`${env.MAIL_DIR}/${name}`, "utf8")).toMatch(
      /^To: grace@example\.com\nFrom: .*\nSubject: Mail 0\nDate: .*\n\nHello,\nyou\.\n$/,
    );
  });

  test("is sent once, however many deliver at the same moment", async () => {
    await write(60);
    const sent = await Promise.all(Array.from({ length: 5 }, () => deliverMails(10_000)));
    expect(sent.reduce((a, b) => a + b)).toBe(60);
    const ids = smtp.received.map(({ data }) => /Message-ID: (\S+)/.exec(data)?.[1]);
    expect([ids.length, new Set(ids).size]).toEqual([60, 60]);
  });

  test("that is refused is tried again later and later, and given up after the eighth time", async () => {
    smtp.state.refuses = () => "451 try later";
    await write(1);
    const waits: number[] = [];
    for (let attempt = 1; attempt <= 8; attempt++) {
      expect(await deliverMails(5000)).toBe(0);
      const [row] = await rows();
      expect(row).toMatchObject({ attempts: attempt, error: expect.stringContaining("451 try later"), sentAt: null });
      if (attempt === 8) expect(row!.failedAt).toBeInstanceOf(Date);
      else {
        const wait = row!.nextAttemptAt.getTime() - clock.now().getTime();
        waits.push(wait);
        // A little before its time it is left alone.
        clock.advance(wait - 2000);
        await deliverMails(5000);
        expect((await rows())[0]!.attempts).toBe(attempt);
        clock.advance(4000);
      }
    }
    expect(waits.every((wait, i) => i === 0 || wait >= waits[i - 1]! - 4000)).toBe(true);
    clock.advance(30 * 86_400_000);
    smtp.state.refuses = () => undefined;
    expect(await deliverMails(5000)).toBe(0);
  });

  test("whose sender died is sent by another once the lease has run out, and not before", async () => {
    await write(1);
    await db.update(mails).set({ attempts: 1, nextAttemptAt: new Date(clock.now().getTime() + 60_000) });
    expect(await deliverMails(5000)).toBe(0);
    clock.advance(61_000);
    expect(await deliverMails(5000)).toBe(1);
  });

  test("to one bad address does not hold up the others", async () => {
    smtp.state.refuses = (recipient) => (recipient === "bad@example.com" ? "550 no such user" : undefined);
    await write(1, "bad@example.com");
    await write(3);
    expect(await deliverMails(5000)).toBe(3);
    const bad = await db.select().from(mails).where(eq(mails.recipient, "bad@example.com"));
    expect(bad).toMatchObject([{ sentAt: null, error: expect.stringContaining("550 no such user") }]);
  });

  test("goes with the same for the eye, in which only our own addresses can be clicked on, and with the way out of it", async () => {
    const ctx = { db, now: clock.now(), afterCommit: () => {} };
    const text =
      "“<b>Eve</b>” wrote\n\n> see https://evil.example\n\nhttp://localhost:3000/chat/x\n\n-- \nStop: http://localhost:3000/out?a=1&b=2";
    const unsubscribe = "http://localhost:3000/api/unsubscribe?token=t";
    await sendMail(ctx, { to: "ada@example.com", subject: "“<b>Eve</b>” wrote", text, unsubscribe });
    await deliverMails(5000);
    const data = smtp.received[0]!.data.replaceAll("=\n", "").replaceAll("=3D", "=");
    expect(data).toContain(`List-Unsubscribe: <${unsubscribe}>`);
    expect(data).toContain("List-Unsubscribe-Post: List-Unsubscribe=One-Click");
    expect(data).toContain("multipart/alternative");
    expect(data).toContain("&#60;b&#62;Eve&#60;/b&#62;");
    expect(data).toContain('<a class="deed" href="http://localhost:3000/chat/x">Open</a>');
    expect(data).toContain("<blockquote>see https://evil.example</blockquote>");
    expect(data).toContain('<a href="http://localhost:3000/out?a=1&#38;b=2">');
    expect(data.split("<!doctype")[1]).not.toContain("<b>Eve");
    await write(1);
    await deliverMails(5000);
    expect(smtp.received[1]!.data).not.toContain("List-Unsubscribe");
  });
});

describe("mail by Resend", () => {
  let resend: Awaited<ReturnType<typeof startResend>>;
  beforeAll(async () => {
    resend = await startResend();
  });
  afterAll(() => resend.stop());
  beforeEach(() => {
    env.SMTP_URL = undefined;
    env.RESEND_API_KEY = "re_of_tests";
    env.RESEND_URL = resend.url;
    resend.asked.length = 0;
    resend.state.status = 200;
  });
  afterEach(() => {
    env.RESEND_API_KEY = undefined;
  });

  test("leaves once, under its own id, with both forms and the headers", async () => {
    await write(1);
    expect(await deliverMails(5000)).toBe(1);
    const [row] = await rows();
    expect(resend.asked).toMatchObject([
      {
        path: "/emails",
        headers: { authorization: "Bearer re_of_tests", "idempotency-key": row!.id },
        body: {
          from: env.MAIL_FROM,
          to: ["ada@example.com"],
          subject: "Mail 0",
          text: "Hello,\nyou.",
          html: expect.stringContaining("<p>Hello,<br>you.</p>"),
          headers: { "Auto-Submitted": "auto-generated" },
        },
      },
    ]);
    expect(row!.sentAt).toBeInstanceOf(Date);
    expect(smtp.received).toEqual([]);
  });

  test("is tried again when it was refused, and says why", async () => {
    resend.state.status = 422;
    await write(1);
    expect(await deliverMails(5000)).toBe(0);
    const [row] = await rows();
    expect(row).toMatchObject({ sentAt: null, error: 'Resend answered 422: {"message":"no"}' });
    resend.state.status = 200;
    clock.advance(60_000);
    expect(await deliverMails(5000)).toBe(1);
  });
});
