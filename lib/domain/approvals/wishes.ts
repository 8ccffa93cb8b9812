import { Json } from "@/lib/core/json";
import type { Operation } from "@/lib/core/operation";
import { postBlock } from "@/lib/domain/blocks/post";
import { hireInThread } from "@/lib/domain/chat/hire";
import { buyLicense } from "@/lib/domain/datasets/buy";
import { reviewDeliverable } from "@/lib/domain/deliverables/review";
import { hireByCard } from "@/lib/domain/payments/hire";
import { acceptProposal } from "@/lib/domain/proposals/accept";
import { decideApplication } from "@/lib/domain/proposals/givegigs/decide";
import { commissionTask } from "@/lib/domain/tasks/commission";
import { editTask } from "@/lib/domain/tasks/edit";
import { postGiveGigsTask } from "@/lib/domain/tasks/givegigs/post";
import { updateGiveGigsTask } from "@/lib/domain/tasks/givegigs/update";
import { changePaymentMethod } from "@/lib/domain/tasks/payment-method";

/** Every operation that may wait for its owner's word, by its name. */
const operations = new Map<string, Operation>(
  [
    commissionTask,
    postBlock,
    buyLicense,
    postGiveGigsTask,
    editTask,
    updateGiveGigsTask,
    changePaymentMethod,
    acceptProposal,
    decideApplication,
    hireByCard,
    reviewDeliverable,
    hireInThread,
  ].map((op) => [op.name, op]),
);

/** The operation that a wish asked for. */
export function wishedFor(name: string): Operation {
  const op = operations.get(name);
  if (!op) throw new Error(`${name} cannot be carried out on approval`);
  return op;
}

/** The id of the task that a carried-out wish made, where it made one. */
export function taskMade(output: { task?: Json<{ id: string }> | { id: string } }): string | undefined {
  const { task } = output;
  return task instanceof Json ? task.parse().id : task?.id;
}
