import { expect, test } from "vitest";
import { run } from "@/lib/core/run";
import { cancelTask } from "@/lib/domain/tasks/cancel";
import { person, postTask, propose } from "@/local/testing/market";
import { payPage } from "@/local/testing/stripe";
import { settleCheckout } from "./checkout";
import { deposit } from "./deposit";
import { handlers } from "./handlers";
import { hireByCard } from "./hire";
import { listCardPayments } from "./list";
import { drainOps } from "./ops";

type Page = { checkoutUrl: string; checkoutId: string };

test("what was paid by card and what went back, newest first, page by page, to its owner alone", async () => {
  const poster = await person("Pia");
  const pay = async ({ checkoutUrl, checkoutId }: Page) => {
    await payPage(checkoutUrl);
    await settleCheckout(checkoutId);
  };
  await pay(await run<Page>(deposit, poster, { amount: 20 }));
  await run<Page>(deposit, poster, { amount: 30 });
  const task = await postTask(poster, { paymentMethod: "card", title: "Draw" });
  const offer = await propose(await person(), task.id);
  await pay(await run<Page>(hireByCard, poster, { taskId: task.id, proposalId: offer.id }));
  await run(cancelTask, poster, { taskId: task.id });
  await drainOps(handlers, 5_000);
  const { items, total } = await run<any>(listCardPayments, poster, {});
  expect(total).toBe(3);
  expect(items).toMatchObject([
    {
      kind: "refund",
      status: "paid",
      amountCents: -4500,
      description: "Back to the card from “Draw”",
      receiptUrl: null,
    },
    { kind: "hire", status: "paid", amountCents: 4500, taskId: task.id, receiptUrl: expect.stringContaining("http") },
    { kind: "deposit", status: "paid", amount: 20, description: "Credits bought" },
  ]);
  const first = await run<any>(listCardPayments, poster, { limit: 2 });
  const second = await run<any>(listCardPayments, poster, { limit: 2, cursor: first.nextCursor });
  expect([...first.items, ...second.items]).toEqual(items);
  expect((await run<any>(listCardPayments, await person(), {})).total).toBe(0);
});
