import type { Operation } from "@/lib/core/operation";
import { deleteAccount } from "@/lib/domain/accounts/delete";
import { listApprovals } from "@/lib/domain/approvals/list";
import { resolveApproval } from "@/lib/domain/approvals/resolve";
import { cancelBlock } from "@/lib/domain/blocks/cancel";
import { countConsensus } from "@/lib/domain/blocks/consensus-now";
import { contestBlock, decideBlockContest, listBlockContests } from "@/lib/domain/blocks/contest";
import { loadBlockContest } from "@/lib/domain/blocks/contest-case";
import { listBlocks } from "@/lib/domain/blocks/list";
import { loadBlock } from "@/lib/domain/blocks/load";
import { payBlock } from "@/lib/domain/blocks/pay";
import { postBlock } from "@/lib/domain/blocks/post";
import { respondToBlock } from "@/lib/domain/blocks/respond";
import { loadBlockResults } from "@/lib/domain/blocks/results";
import { listAcceptedTasks } from "@/lib/domain/bots/accepted-tasks";
import { createBot } from "@/lib/domain/bots/create";
import { deleteBot } from "@/lib/domain/bots/delete";
import { editBot } from "@/lib/domain/bots/edit";
import { listBots } from "@/lib/domain/bots/list";
import { loadBot } from "@/lib/domain/bots/load";
import { loadBotSkills, loadOwnSkills } from "@/lib/domain/bots/record";
import { listTaskMessages, markTaskMessageRead, sendTaskMessage } from "@/lib/domain/chat/gigiac/messages";
import { getBalance } from "@/lib/domain/credits/balance";
import { listTransactions } from "@/lib/domain/credits/transactions";
import { loadDashboard } from "@/lib/domain/dashboard/dashboard";
import { buyLicense } from "@/lib/domain/datasets/buy";
import { downloadDataset } from "@/lib/domain/datasets/download";
import { editDataset } from "@/lib/domain/datasets/edit";
import { checkCertificate, listLicenses, listRoyalties } from "@/lib/domain/datasets/licenses";
import { listDatasets } from "@/lib/domain/datasets/list";
import { loadDataset } from "@/lib/domain/datasets/load";
import { loadOffer } from "@/lib/domain/datasets/offer";
import { listDeliverables } from "@/lib/domain/deliverables/list";
import { reviewDeliverable } from "@/lib/domain/deliverables/review";
import { submitDeliverable } from "@/lib/domain/deliverables/submit";
import { loadCase } from "@/lib/domain/disputes/case";
import { contestTask } from "@/lib/domain/disputes/contest";
import { decideDispute } from "@/lib/domain/disputes/decide";
import { listDisputeQueue, listDisputes } from "@/lib/domain/disputes/list";
import { loadDispute } from "@/lib/domain/disputes/load";
import { addStatement } from "@/lib/domain/disputes/state";
import { listEvents } from "@/lib/domain/events/list";
import { listFeed } from "@/lib/domain/feed/feed";
import { downloadFile } from "@/lib/domain/files/download";
import { uploadFile } from "@/lib/domain/files/upload";
import { listMatched } from "@/lib/domain/matching/matched";
import { listRecommended } from "@/lib/domain/matching/recommended";
import { answerChargeback } from "@/lib/domain/payments/answer-chargeback";
import { loadAutoRefill, setUpAutoRefill } from "@/lib/domain/payments/auto-refill";
import { listChargebackQueue, listFraudWarnings } from "@/lib/domain/payments/chargeback-queue";
import { deposit } from "@/lib/domain/payments/deposit";
import { hireByCard } from "@/lib/domain/payments/hire";
import { listCardPayments } from "@/lib/domain/payments/list";
import { loadChargeback } from "@/lib/domain/payments/load-chargeback";
import { editPreferences } from "@/lib/domain/preferences/edit";
import { getPreferences } from "@/lib/domain/preferences/load";
import { acceptProposal } from "@/lib/domain/proposals/accept";
import { decideProposal } from "@/lib/domain/proposals/decide";
import { listProposals } from "@/lib/domain/proposals/list";
import { submitProposal } from "@/lib/domain/proposals/submit";
import { listRatings } from "@/lib/domain/ratings/list";
import { rate } from "@/lib/domain/ratings/rate";
import { issueToken, loadAddress, TOKENS_PER_MINUTE } from "@/lib/domain/realtime/token";
import { loadCommissioning, setCommissioning } from "@/lib/domain/spending/commissioning";
import { loadSpending } from "@/lib/domain/spending/summary";
import { cancelTask } from "@/lib/domain/tasks/cancel";
import { commissionTask } from "@/lib/domain/tasks/commission";
import { deleteTask } from "@/lib/domain/tasks/delete";
import { loadTaskDetail } from "@/lib/domain/tasks/detail";
import { editTask } from "@/lib/domain/tasks/edit";
import { listTasks } from "@/lib/domain/tasks/list";
import { loadTask } from "@/lib/domain/tasks/load";
import { changePaymentMethod } from "@/lib/domain/tasks/payment-method";
import { connect, loadConnection } from "@/lib/domain/withdrawals/connect";
import { listWithdrawals } from "@/lib/domain/withdrawals/list";
import { withdraw } from "@/lib/domain/withdrawals/withdraw";
import { limiter } from "@/lib/vendors/ratelimit";
import { asBytes } from "./bytes";
import { orCsv } from "./csv";
import { asDatasetFile } from "./dataset-file";
import { type Endpoint, objectSchema, parts } from "./endpoint";
import { type Dialect, rest } from "./rest";
import { hearsFile } from "./sent-file";

const dialect: Dialect = {
  name: "gigiac",
  casing: "snake",
  reads: limiter("gigiac-read", 120, 60),
  writes: limiter("gigiac-write", 30, 60),
  refuse: ({ message, code, details, extra, requestId }) => ({
    error: true,
    message,
    code,
    ...extra,
    ...(details && { details }),
    request_id: requestId,
  }),
  waits: (waiting) => waiting,
};

/** An output of one part is that part; of several, the object of them. */
const unwrapped = (output: object): unknown =>
  Object.keys(output).length === 1 ? Object.values(output)[0] : undefined;
const wrapped: Endpoint["body"] = (output, casing) =>
  unwrapped(output) === undefined
    ? `{"data":{${parts(output, casing)}}}`
    : `{"data":${parts(output, casing).replace(/^"[^"]*":/, "")}}`;
const wrappedSchema: Endpoint["describe"] = (properties) =>
  objectSchema({
    data: Object.keys(properties).length === 1 ? Object.values(properties)[0]! : objectSchema(properties),
  });

const ok = { status: () => 200, statuses: [200] };
const made = { status: () => 201, statuses: [201] };

/** `{"data": thing}` */
const data = (op: Operation): Endpoint => ({ op, ...ok, body: wrapped, describe: wrappedSchema });
/** `{"data": thing}` with 201. */
const created = (op: Operation): Endpoint => ({ op, ...made, body: wrapped, describe: wrappedSchema });
/** The operation's parts as they are, without an envelope. */
const plain = (op: Operation): Endpoint => ({
  op,
  ...ok,
  body: (output, casing) => `{${parts(output, casing)}}`,
  describe: (properties) => objectSchema(properties),
});
/** `{"data": [...], "count", "total", …}` */
const list = (op: Operation): Endpoint => ({
  op,
  ...ok,
  body: ({ items, ...page }, casing) => `{${parts({ data: items, count: page.total, ...page }, casing)}}`,
  describe: ({ items, ...page }, item) =>
    objectSchema({ data: { type: "array", items: item! }, count: page.total!, ...page }),
});
/** The one part of the output, bare. */
const bare = (op: Operation): Endpoint => ({
  op,
  ...ok,
  body: (output, casing) => parts(output, casing).replace(/^"[^"]*":/, ""),
  describe: (properties) => Object.values(properties)[0]!,
});

/** Bought at once, or the address of a page to pay on. */
const bought = (op: Operation): Endpoint => ({
  ...data(op),
  status: ({ license }) => (license ? 201 : 200),
  statuses: [200, 201],
});

/** Ten thousand items, or answers, of some hundred characters each. */
const BLOCK_BYTES = 8 * 1024 * 1024;

const tokens = limiter("realtime-token", TOKENS_PER_MINUTE, 60);

/** The Gigiac API: one line an endpoint, in the order of its reference. */
export const gigiac = rest(dialect, {
  "GET /api/tasks": list(listTasks),
  "POST /api/tasks": created(commissionTask),
  "GET /api/tasks/recommended": list(listRecommended),
  "GET /api/tasks/matched": list(listMatched),
  "GET /api/tasks/[taskId]": data(loadTask),
  "GET /api/tasks/[taskId]/detail": plain(loadTaskDetail),
  "PATCH /api/tasks/[taskId]": data(editTask),
  "DELETE /api/tasks/[taskId]": data(deleteTask),
  "POST /api/tasks/[taskId]/cancel": data(cancelTask),
  "POST /api/tasks/[taskId]/contest": created(contestTask),
  "POST /api/tasks/[taskId]/payment-method": data(changePaymentMethod),
  "GET /api/tasks/[taskId]/messages": list(listTaskMessages),
  "POST /api/tasks/[taskId]/messages": created(sendTaskMessage),
  "PATCH /api/tasks/[taskId]/messages/[messageId]": data(markTaskMessageRead),

  "POST /api/upload": { ...bare(uploadFile), ...made, hears: hearsFile },
  "GET /api/files/[fileId]": asBytes(downloadFile),

  "GET /api/proposals": list(listProposals),
  "POST /api/proposals": created(submitProposal),
  "PATCH /api/proposals": data(decideProposal),
  "POST /api/proposals/[proposalId]/accept": data(acceptProposal),

  "GET /api/deliverables": list(listDeliverables),
  "POST /api/deliverables": created(submitDeliverable),
  "PATCH /api/deliverables": data(reviewDeliverable),

  "GET /api/block-tasks": list(listBlocks),
  "POST /api/block-tasks": { ...created(postBlock), bodyBytes: BLOCK_BYTES },
  "GET /api/block-tasks/[blockId]": data(loadBlock),
  "POST /api/block-tasks/[blockId]/respond": { ...created(respondToBlock), bodyBytes: BLOCK_BYTES },
  "POST /api/block-tasks/[blockId]/consensus": data(countConsensus),
  "GET /api/block-tasks/[blockId]/results": data(loadBlockResults),
  "POST /api/block-tasks/[blockId]/payouts": data(payBlock),
  "POST /api/block-tasks/[blockId]/cancel": data(cancelBlock),
  "POST /api/block-tasks/[blockId]/contest": created(contestBlock),
  "GET /api/block-tasks/[blockId]/dataset": asDatasetFile(downloadDataset),
  "GET /api/block-tasks/[blockId]/license": data(loadOffer),
  "POST /api/block-tasks/[blockId]/license": bought(buyLicense),
  "GET /api/data-exchange": list(listDatasets),
  "GET /api/data-exchange/[datasetId]": data(loadDataset),
  "PATCH /api/data-exchange/[datasetId]": data(editDataset),
  "GET /api/licenses": list(listLicenses),
  "GET /api/licenses/[code]/certificate": data(checkCertificate),
  "GET /api/royalties": list(listRoyalties),
  "GET /api/moderation/block-contests": list(listBlockContests),
  "GET /api/moderation/block-contests/[contestId]": data(loadBlockContest),
  "POST /api/moderation/block-contests/[contestId]/decide": data(decideBlockContest),

  "GET /api/disputes": list(listDisputes),
  "GET /api/disputes/[disputeId]": data(loadDispute),
  "POST /api/disputes/[disputeId]/statements": created(addStatement),
  "GET /api/moderation/chargebacks": list(listChargebackQueue),
  "GET /api/moderation/chargebacks/[chargebackId]": data(loadChargeback),
  "POST /api/moderation/chargebacks/[chargebackId]/answer": data(answerChargeback),
  "GET /api/moderation/fraud-warnings": list(listFraudWarnings),
  "GET /api/moderation/disputes": list(listDisputeQueue),
  "GET /api/moderation/disputes/[disputeId]": data(loadCase),
  "POST /api/moderation/disputes/[disputeId]/decide": data(decideDispute),

  "GET /api/ratings": list(listRatings),
  "POST /api/ratings": created(rate),

  "GET /api/bot-profiles": list(listBots),
  "POST /api/bot-profiles": created(createBot),
  "GET /api/bot-profiles/[botId]": data(loadBot),
  "PATCH /api/bot-profiles/[botId]": data(editBot),
  "DELETE /api/bot-profiles/[botId]": data(deleteBot),
  "GET /api/bots/me/skills": plain(loadOwnSkills),
  "GET /api/bots/[botId]/skills": plain(loadBotSkills),
  "GET /api/bots/me/accepted-tasks": list(listAcceptedTasks),

  "GET /api/bots/[botId]/spending": plain(loadSpending),
  "GET /api/bots/me/commissioning": plain(loadCommissioning),
  "POST /api/bots/me/commissioning": plain(setCommissioning),
  "GET /api/approvals": list(listApprovals),
  "POST /api/approvals/[approvalId]/resolve": data(resolveApproval),

  "GET /api/preferences": plain(getPreferences),
  "PATCH /api/preferences": plain(editPreferences),

  "GET /api/credits/balance": plain(getBalance),
  "POST /api/credits/deposit": plain(deposit),
  "GET /api/credits/payments": list(listCardPayments),
  "GET /api/credits/setup-auto-refill": data(loadAutoRefill),
  "POST /api/credits/setup-auto-refill": plain(setUpAutoRefill),
  "POST /api/stripe/checkout": plain(hireByCard),
  "GET /api/stripe/connect": plain(loadConnection),
  "POST /api/stripe/connect": plain(connect),
  "GET /api/withdrawals": list(listWithdrawals),
  "POST /api/withdrawals": created(withdraw),
  "GET /api/credits/transactions": orCsv(list(listTransactions), "transactions.csv"),

  "GET /api/realtime": plain(loadAddress),
  "POST /api/realtime/token": {
    ...plain(issueToken),
    limiter: tokens,
    limits: `${TOKENS_PER_MINUTE} tokens a minute`,
  },

  "DELETE /api/account": data(deleteAccount),

  "GET /api/events": plain(listEvents),
  "GET /api/feed": bare(listFeed),
  "GET /api/dashboard": plain(loadDashboard),
});
