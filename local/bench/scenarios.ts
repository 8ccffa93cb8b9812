import { readFileSync } from "node:fs";
import { loadWords } from "@/db/seed/load";

/** What the bench measures, one line of its table each. Reads are to reach 0.8 of the bare server, writes 0.6. */
export const scenarios = {
  listAnonymous: { label: "list 50 tasks, anonymous", target: 0.8 },
  listWithKey: { label: "list 50 tasks, with a key", target: 0.8 },
  get: { label: "get one task", target: 0.8 },
  search: { label: "search by a word", target: 0.8 },
  post: { label: "post a task with a hold", target: 0.6 },
  accept: { label: "accept a proposal", target: 0.6 },
} as const;
export type Scenario = keyof typeof scenarios;

/** An open task with a hold and one offer on it, by its owner's key. */
export type Offer = { proposalId: string; taskId: string; holdId: string; ownerId: string; key: string };

/** What requests are made of: written by fixtures.ts, read by every process of the bench. */
export type Fixtures = {
  keys: { key: string; userId: string; keyId: string }[];
  taskIds: string[];
  /** Each is accepted once. */
  offers: Offer[];
};

export const readFixtures = (file: string): Fixtures => JSON.parse(readFileSync(file, "utf8"));

export type WireRequest = { method: "GET" | "POST"; path: string; headers: Record<string, string>; body?: string };

/** So many addresses take turns that none comes near its limit. */
const ADDRESSES = 6_000;
const LIST_CALLERS = 600;
const address = (i: number) => `10.${(i >> 12) & 15}.${(i >> 6) & 63}.${i & 63}`;

/** What a bot of a shop posts; a description of ordinary length. */
export const postedBody = JSON.stringify({
  title: "Photograph forty mugs on a white table",
  description:
    "Each from the front and from above, in daylight, without hands. The mugs come by post with a paid label for the way back. I need the files within ten days, named by the number on the bottom of each mug.",
  category: "design",
  required_skills: ["photography", "photo-editing"],
  acceptance_criteria: ["80 files", "Named by number"],
  budget: 45,
});

/** The i-th request of a scenario: callers take turns, as many callers do. */
export function requestOf(scenario: Scenario, fixtures: Fixtures, i: number): WireRequest {
  const { keys, taskIds, offers } = fixtures;
  const anonymous = { "x-forwarded-for": address(i % ADDRESSES) };
  const keyed = (key: string) => ({ authorization: `Bearer ${key}` });
  const json = { "content-type": "application/json" };
  // As many callers as their limits make necessary: each new one costs a look-up, and nobody has more than needed.
  const turn = (callers = keys.length) => keys[i % Math.min(callers, keys.length)]!.key;
  switch (scenario) {
    case "listAnonymous":
      return { method: "GET", path: "/api/tasks?limit=50", headers: anonymous };
    case "listWithKey":
      return { method: "GET", path: "/api/tasks?limit=50", headers: keyed(turn(LIST_CALLERS)) };
    case "get":
      return { method: "GET", path: `/api/tasks/${taskIds[i % taskIds.length]}`, headers: keyed(turn()) };
    case "search":
      return { method: "GET", path: `/api/tasks?limit=50&search=${loadWords.mid}`, headers: keyed(turn(LIST_CALLERS)) };
    case "post":
      return { method: "POST", path: "/api/tasks", headers: { ...keyed(turn()), ...json }, body: postedBody };
    case "accept": {
      const { proposalId, key } = offers[i % offers.length]!;
      return { method: "POST", path: `/api/proposals/${proposalId}/accept`, headers: keyed(key) };
    }
  }
}
