import type { ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { closeSync, openSync, readFileSync } from "node:fs";
import path from "node:path";
import { sql } from "drizzle-orm";
import { db } from "@/db";
import type { Account } from "@/lib/core/context";
import { transact } from "@/lib/core/transaction";
import { mintKey } from "@/lib/domain/keys/mint";
import { startNode } from "../children";
import type { Environment } from "../environment";
import { sleep, waitUntil } from "../processes";
import type { StandIn } from "../stripe/server";
import { person } from "../testing/market";

const START_MS = 60_000;
const ANSWER_MS = 30_000;
/** A key may write thirty times a minute; who writes more often here has several. */
const WRITES_A_KEY = 25;

export type Answer = { status: number; json: any };
/** Somebody with an account, and as many keys as their writes need. */
export type Person = { account: Account; userId: string; keys: string[]; next: number };

/** One copy of the app as a process that may die, the stand-in for Stripe beside it, and people who ask it over HTTP. */
export class Rig {
  readonly stripe: StandIn;
  kills = 0;
  readonly #env: Environment;
  readonly #url: string;
  #app: ChildProcess | undefined;
  #starting: Promise<void> | undefined;

  constructor(env: Environment, stripe: StandIn) {
    this.#env = env;
    this.#url = `http://127.0.0.1:${env.PORT}`;
    this.stripe = stripe;
  }

  get log(): string {
    return path.join(this.#env.LOCAL_DIR!, "web.log");
  }

  get #lives(): boolean {
    return this.#app !== undefined && this.#app.exitCode === null && this.#app.signalCode === null;
  }

  /** Starts the app unless it runs, and resolves once it answers. */
  start(): Promise<void> {
    if (!this.#starting && this.#lives) return Promise.resolve();
    this.#starting ??= this.#launch().finally(() => {
      this.#starting = undefined;
    });
    return this.#starting;
  }

  async #launch() {
    const log = openSync(this.log, "a");
    const app = startNode(["local/server/index.ts"], {
      env: { ...this.#env, NODE_ENV: "production" },
      stdio: ["ignore", log, log],
    });
    closeSync(log);
    this.#app = app;
    const isUp = () =>
      fetch(`${this.#url}/api/health`, { signal: AbortSignal.timeout(1_000) }).then(
        ({ ok }) => ok,
        () => false,
      );
    if (!(await waitUntil(async () => app.exitCode !== null || app.signalCode !== null || (await isUp()), START_MS))) {
      app.kill("SIGKILL");
      throw new Error(`The app did not start: see ${this.log}`);
    }
    // Killed while it started: then somebody starts it again.
  }

  /** kill -9 of the app, at this very moment, and a new one in its place. Whether there was one to kill. */
  kill(): boolean {
    // One that only starts has nothing under way that could be lost.
    if (!this.#lives || this.#starting) return false;
    this.kills++;
    this.#app!.kill("SIGKILL");
    this.#app = undefined;
    void this.start();
    return true;
  }

  /** kill -9 of the database server; whoever keeps it alive brings it back. */
  killPostgres() {
    const named = readFileSync(path.join(this.#env.LOCAL_DIR!, "postgres/data/postmaster.pid"), "utf8");
    process.kill(Number(named.split("\n")[0]), "SIGKILL");
  }

  async stop() {
    await this.#starting;
    this.#app?.kill("SIGTERM");
    await waitUntil(() => this.#app?.exitCode !== null || this.#app?.signalCode !== null, 10_000);
  }

  /** Somebody new with so many dollars, and keys for so many writes. */
  async person({ dollars = 0, writes = 10, role = "member" as "member" | "moderator" } = {}): Promise<Person> {
    const account = await person("Somebody", { dollars, role });
    const { userId } = account;
    const keys = await transact({ kind: "system", job: "failures" }, async (ctx) => {
      const made = [];
      for (let n = 0; n < Math.ceil(writes / WRITES_A_KEY); n++)
        made.push((await mintKey(ctx, { userId, name: `key ${n}` })).apiKey);
      return made;
    });
    return { account, userId, keys, next: 0 };
  }

  /** Asks once: "POST /api/tasks". */
  async ask(who: Person, line: string, body?: object, headers: Record<string, string> = {}): Promise<Answer> {
    const [method, target] = line.split(" ") as [string, string];
    const key = who.keys[who.next++ % who.keys.length]!;
    const response = await fetch(this.#url + target, {
      method,
      headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json", ...headers },
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    return { status: response.status, json: await response.json() };
  }

  /** Asks until there is an answer, under one idempotency key, as a client does whose server dies now and then. */
  async insist(who: Person, line: string, body: object): Promise<any> {
    const key = randomUUID();
    for (;;) {
      const answer = await this.ask({ ...who, next: 0 }, line, body, { "Idempotency-Key": key }).catch(() => undefined);
      if (answer && answer.status < 300) return answer.json;
      const mayPass =
        !answer || answer.status >= 500 || ["IDEMPOTENCY_IN_PROGRESS", "RATE_LIMITED"].includes(answer.json.code);
      if (!mayPass) throw new Error(`${line} answered ${answer.status} ${JSON.stringify(answer.json)}`);
      await sleep(100 + 200 * Math.random());
    }
  }

  /** Pays a page of the stand-in's. */
  async pay(url: string, card = "4242424242424242"): Promise<number> {
    const body = new URLSearchParams({ card_number: card });
    return (await fetch(url, { method: "POST", body, redirect: "manual" })).status;
  }

  /** Sends what Stripe would send, signed or not, as it is given. */
  async webhook(payload: string, signature: string): Promise<number> {
    const headers = { "Content-Type": "application/json", "Stripe-Signature": signature };
    return (await fetch(`${this.#url}/api/stripe/webhook`, { method: "POST", headers, body: payload })).status;
  }

  /** Waits until nothing is under way any more between us and Stripe. */
  async quiet(ms = 120_000): Promise<void> {
    await this.start();
    const isQuiet = async () => {
      const [row] = await db.execute<{ waiting: number }>(
        sql`select ((select count(*) from stripe_ops where status = 'pending') + (select count(*) from stripe_events where status = 'new'))::int as waiting`,
      );
      return row?.waiting === 0 && this.stripe.state.deliveries("waiting").length === 0;
    };
    if (!(await waitUntil(isQuiet, ms, 500))) throw new Error("there is no end to what waits");
  }
}
