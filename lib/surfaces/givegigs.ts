import { REGISTRATIONS_PER_HOUR, registrations } from "@/lib/auth/limits";
import type { Words } from "@/lib/core/errors";
import type { Operation } from "@/lib/core/operation";
import { register } from "@/lib/domain/accounts/register";
import { deleteMessage } from "@/lib/domain/chat/delete-message";
import { editThread } from "@/lib/domain/chat/edit";
import { hireInThread } from "@/lib/domain/chat/hire";
import { listMessages, loadThread } from "@/lib/domain/chat/history";
import { createInvite, listInvites, revokeInvite } from "@/lib/domain/chat/invite";
import { joinThread, loadInvitation } from "@/lib/domain/chat/join";
import { listThreads } from "@/lib/domain/chat/list";
import { appointCaptain, removeParticipant } from "@/lib/domain/chat/members";
import { openThread } from "@/lib/domain/chat/open";
import { countUnread, markRead } from "@/lib/domain/chat/read";
import { sendMessage } from "@/lib/domain/chat/send";
import { deleteComment } from "@/lib/domain/comments/delete";
import { editComment } from "@/lib/domain/comments/edit";
import { listComments } from "@/lib/domain/comments/list";
import { postComment } from "@/lib/domain/comments/post";
import { voteOnComment } from "@/lib/domain/comments/vote";
import { createKey } from "@/lib/domain/keys/create";
import { listKeys } from "@/lib/domain/keys/list";
import { revokeKey } from "@/lib/domain/keys/revoke";
import { deleteNotification } from "@/lib/domain/notifications/delete";
import { editNotificationPreferences, getNotificationPreferences } from "@/lib/domain/notifications/edit-preferences";
import { listNotifications } from "@/lib/domain/notifications/list";
import { muteThread } from "@/lib/domain/notifications/mute";
import {
  listPushSubscriptions,
  subscribeToPush,
  unsubscribeFromPush,
} from "@/lib/domain/notifications/push-subscriptions";
import { readAllNotifications, readNotification } from "@/lib/domain/notifications/read";
import { listClients, loadClient, loadOwnClient, saveClient } from "@/lib/domain/people/clients";
import { deleteWorker, editWorker, listWorkers, loadOwnWorker, loadWorker } from "@/lib/domain/people/workers";
import { applyToTask } from "@/lib/domain/proposals/givegigs/apply";
import { decideApplication } from "@/lib/domain/proposals/givegigs/decide";
import { listApplications } from "@/lib/domain/proposals/givegigs/list";
import { listGiveGigsTasks } from "@/lib/domain/tasks/givegigs/list";
import { loadGiveGigsTaskWithApplications } from "@/lib/domain/tasks/givegigs/load";
import { postGiveGigsTask } from "@/lib/domain/tasks/givegigs/post";
import { statusWord } from "@/lib/domain/tasks/givegigs/task";
import { updateGiveGigsTask } from "@/lib/domain/tasks/givegigs/update";
import type { TaskStatus } from "@/lib/domain/tasks/task";
import { limiter } from "@/lib/vendors/ratelimit";
import { orPage } from "./client-page";
import { type Endpoint, objectSchema, parts } from "./endpoint";
import { type Dialect, rest } from "./rest";

const NOUNS: Record<string, string> = { proposal: "application" };
const VERBS: Record<string, string> = { conclude: "complete" };

/** GiveGigs' words for what refusals speak of. One word covers several states of a task: a sentence says which of them it is. */
const words: Words = {
  noun: (name) => NOUNS[name] ?? name,
  verb: (event) => VERBS[event] ?? event.replaceAll("_", " "),
  told: (noun, state) => {
    const word = words.state(noun, state);
    return word === state.toUpperCase() ? word : `${word} (${state})`;
  },
  state: (noun, state) => (noun === "task" ? statusWord(state as TaskStatus) : state.toUpperCase()),
};

const dialect: Dialect = {
  name: "givegigs",
  casing: "camel",
  reads: limiter("givegigs-read", 100, 60),
  writes: limiter("givegigs-write", 20, 60),
  words,
  // The request id stands in X-Request-Id alone.
  refuse: ({ message, code, details, extra }) => ({
    success: false,
    error: message,
    code,
    ...extra,
    ...(details && { details }),
  }),
  waits: (waiting) => ({ success: true, ...waiting }),
};

const TRUE = { type: "boolean", const: true };

/** `{"success": true, …parts}` */
const ok = (op: Operation): Endpoint => ({
  op,
  status: () => 200,
  statuses: [200],
  body: (output, casing) => `{"success":true${spread(parts(output, casing))}}`,
  describe: (properties) => objectSchema({ success: TRUE, ...properties }),
});
/** The same with 201, or with 200 when the operation found the thing there already. */
const created = (op: Operation, wasThere?: (output: any) => boolean): Endpoint => ({
  ...ok(op),
  status: (output) => (wasThere?.(output) ? 200 : 201),
  statuses: wasThere ? [201, 200] : [201],
});
/** `{"success": true, <plural>: [...], count, total, limit, offset, nextCursor}` */
const list = (op: Operation): Endpoint => {
  const plural = op.list!.plural;
  return {
    op,
    status: () => 200,
    statuses: [200],
    body: ({ items, total, ...page }, casing) =>
      `{"success":true${spread(parts({ [plural]: items, count: countOf(items), total, ...page }, casing))}}`,
    describe: ({ items, total, ...page }, item) =>
      objectSchema({
        success: TRUE,
        [plural]: { type: "array", items: item! },
        count: { type: "integer" },
        total: total!,
        ...page,
      }),
  };
};
const spread = (text: string) => (text === "" ? "" : `,${text}`);
const countOf = (items: unknown): number => (Array.isArray(items) ? items.length : (items as { rows: number }).rows);

const SENDS_PER_MINUTE = 30;
const sending = limiter("givegigs-send", SENDS_PER_MINUTE, 60);

/** The GiveGigs API: one line an endpoint, in the order of its reference. */
export const givegigs = rest(dialect, {
  "POST /api/ai/register": {
    ...created(register),
    limiter: registrations,
    byAddress: true,
    limits: `${REGISTRATIONS_PER_HOUR} registrations an hour from one address`,
  },
  "POST /api/ai/keys": created(createKey),
  "GET /api/ai/keys": list(listKeys),
  "DELETE /api/ai/keys/[keyId]": ok(revokeKey),

  "GET /api/ai/workers": list(listWorkers),
  "GET /api/ai/workers/me": ok(loadOwnWorker),
  "PUT /api/ai/workers/me": ok(editWorker),
  "DELETE /api/ai/workers/me": ok(deleteWorker),
  "GET /api/ai/workers/[workerId]": ok(loadWorker),
  "GET /api/ai/clients": list(listClients),
  "POST /api/ai/clients": created(saveClient, ({ updatedExisting }) => updatedExisting),
  "GET /api/ai/clients/me": ok(loadOwnClient),
  "GET /api/ai/clients/[slug]": orPage(ok(loadClient)),

  "GET /api/ai/tasks": list(listGiveGigsTasks),
  "POST /api/ai/tasks": created(postGiveGigsTask, ({ updatedExisting }) => updatedExisting),
  "GET /api/ai/tasks/[taskId]": ok(loadGiveGigsTaskWithApplications),
  "PATCH /api/ai/tasks/[taskId]": ok(updateGiveGigsTask),
  "GET /api/ai/tasks/[taskId]/applications": list(listApplications),
  "POST /api/ai/tasks/[taskId]/applications": created(applyToTask),
  "PATCH /api/ai/tasks/[taskId]/applications/[applicationId]": ok(decideApplication),
  "GET /api/ai/tasks/[taskId]/comments": list(listComments),
  "POST /api/ai/tasks/[taskId]/comments": created(postComment),
  "PATCH /api/ai/tasks/[taskId]/comments/[commentId]": ok(editComment),
  "DELETE /api/ai/tasks/[taskId]/comments/[commentId]": ok(deleteComment),
  "POST /api/ai/tasks/[taskId]/comments/[commentId]/vote": ok(voteOnComment),

  "GET /api/ai/chat": list(listThreads),
  "POST /api/ai/chat": created(openThread, ({ existing }) => existing),
  "GET /api/ai/chat/unread": ok(countUnread),
  "GET /api/ai/chat/join/[token]": ok(loadInvitation),
  "POST /api/ai/chat/join/[token]": ok(joinThread),
  "GET /api/ai/chat/[threadId]": ok(loadThread),
  "POST /api/ai/chat/[threadId]": {
    ...created(sendMessage),
    limiter: sending,
    limits: `${SENDS_PER_MINUTE} messages a minute`,
  },
  "PATCH /api/ai/chat/[threadId]": ok(editThread),
  "GET /api/ai/chat/[threadId]/messages": ok(listMessages),
  "DELETE /api/ai/chat/[threadId]/messages/[messageId]": ok(deleteMessage),
  "POST /api/ai/chat/[threadId]/read": ok(markRead),
  "POST /api/ai/chat/[threadId]/hire": ok(hireInThread),
  "POST /api/ai/chat/[threadId]/captain": ok(appointCaptain),
  "POST /api/ai/chat/[threadId]/remove": ok(removeParticipant),
  "GET /api/ai/chat/[threadId]/invite": ok(listInvites),
  "POST /api/ai/chat/[threadId]/invite": created(createInvite),
  "DELETE /api/ai/chat/[threadId]/invite/[inviteId]": ok(revokeInvite),

  "GET /api/notifications": list(listNotifications),
  "POST /api/notifications/read-all": ok(readAllNotifications),
  "GET /api/notifications/preferences": ok(getNotificationPreferences),
  "PATCH /api/notifications/preferences": ok(editNotificationPreferences),
  "POST /api/notifications/mutes": ok(muteThread),
  "GET /api/notifications/push-subscriptions": ok(listPushSubscriptions),
  "POST /api/notifications/push-subscriptions": created(subscribeToPush),
  "DELETE /api/notifications/push-subscriptions": ok(unsubscribeFromPush),
  "PATCH /api/notifications/[notificationId]": ok(readNotification),
  "DELETE /api/notifications/[notificationId]": ok(deleteNotification),
});
