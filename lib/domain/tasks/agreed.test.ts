import { expect, test } from "vitest";
import { run } from "@/lib/core/run";
import { acceptProposal } from "@/lib/domain/proposals/accept";
import { submitProposal } from "@/lib/domain/proposals/submit";
import { person } from "@/local/testing/market";
import { listAgreed } from "./agreed";
import { commissionTask } from "./commission";

test("one's own gigs are told at what was agreed; open ones and those of others are left out", async () => {
  const [poster, worker] = [await person("Poster", { dollars: 200 }), await person("Worker")];
  const post = async () => {
    const wish = { title: `Gig ${Math.random()}`, description: "All of it.", category: "other", budget: 45 };
    return (await run<any>(commissionTask, poster, wish)).task.id as string;
  };
  const [agreed, open] = [await post(), await post()];
  const offer = { taskId: agreed, coverLetter: "I can.", proposedAmount: 40 };
  const { proposal } = await run<any>(submitProposal, worker, offer);
  await run(acceptProposal, poster, { proposalId: proposal.id });
  const ask = (actor: typeof poster) => run(listAgreed, actor, { taskIds: [agreed, open, "task_none"] });
  expect(await ask(poster)).toEqual({ agreed: [{ taskId: agreed, amountCents: 4000 }] });
  expect(await ask(worker)).toEqual({ agreed: [] });
});
