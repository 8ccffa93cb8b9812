import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import postgres from "postgres";
import { withLock } from "./lock";
import { choosePrivileges, findBinaries, handOver, type Privileges, runBinary } from "./postgres-binaries";
import { answers, commandOf, freePort, identify, isFree, lives, readIdentity, sleep } from "./processes";

export const OWNER_ROLE = "bothand";
export const APP_ROLE = "bothand_app";
const DATABASE = "bothand";
const START_ATTEMPTS = 5;
/** How long the children of a killed server may take to go: on a busy machine they notice late, and hold its memory until then. */
const CHILDREN_GO_MS = 60_000;

/**
 * A server for one person's machine: small buffers, few helper processes, no replication. Durability stays on, so that
 * a kill at any moment loses nothing that was committed.
 */
const SETTINGS: Record<string, string> = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  shared_buffers: "96MB",
  work_mem: "8MB",
  maintenance_work_mem: "64MB",
  effective_cache_size: "1GB",
  max_connections: "60",
  max_wal_senders: "0",
  wal_level: "minimal",
  max_wal_size: "512MB",
  max_worker_processes: "4",
  autovacuum_max_workers: "2",
  io_method: "sync",
  jit: "off",
  random_page_cost: "1.1",
};

export type Postgres = {
  /** Connection string of the role the app uses; the role exists once `migrate` has run with `appPassword`. */
  url: string;
  /** Connection string of the role that owns the schema and migrates it. */
  ownerUrl: string;
  appPassword: string;
  port: number;
  /** Milliseconds from the call to a server that answers. */
  ms: number;
  /** Ends the server, unless another call on the same folder, by this or another living process, still uses it. */
  stop(): Promise<void>;
};

export type PostgresOptions = {
  /** Folder of the whole cluster: data, passwords, port, log. Made when missing. */
  dir: string;
  /** Server settings on top of the defaults, used when this call starts the server. */
  settings?: Record<string, string>;
  /** How root runs the server; found out when left out. */
  privileges?: Privileges;
};

/**
 * Starts a PostgreSQL server in `dir`, or joins the one already running there. Several processes may call this for one
 * folder, at once or one after another, and after any of them was killed.
 */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const began = performance.now();
  const cluster = new Cluster(path.resolve(options.dir), options.privileges ?? choosePrivileges());
  const lease = `leases/${process.pid}-${randomBytes(4).toString("hex")}`;
  const port = await withLock(cluster.file("lock"), async () => {
    await cluster.create();
    const running = await cluster.findRunning();
    const port = running ?? (await cluster.start({ ...SETTINGS, ...options.settings }));
    writeFileSync(cluster.file(lease), JSON.stringify(identify()));
    return port;
  });
  const { owner, app } = cluster.passwords();
  const url = (role: string, password: string) => `postgres://${role}:${password}@127.0.0.1:${port}/${DATABASE}`;
  return {
    url: url(APP_ROLE, app),
    ownerUrl: url(OWNER_ROLE, owner),
    appPassword: app,
    port,
    ms: Math.round(performance.now() - began),
    stop: () =>
      withLock(cluster.file("lock"), async () => {
        rmSync(cluster.file(lease), { force: true });
        if (cluster.users() === 0) await cluster.stop();
      }),
  };
}

/** Ends the server of `dir` when no living process uses it any more: its users were killed. Nothing happens without one. */
export async function stopAbandoned(dir: string): Promise<void> {
  if (!existsSync(path.join(dir, "data", "postmaster.pid"))) return;
  const cluster = new Cluster(path.resolve(dir), choosePrivileges());
  await withLock(cluster.file("lock"), async () => {
    if (cluster.users() === 0) await cluster.stop();
  });
}

class Cluster {
  dir: string;
  data: string;
  privileges: Privileges;
  binaries: string;

  constructor(dir: string, privileges: Privileges) {
    this.dir = dir;
    this.data = path.join(dir, "data");
    this.privileges = privileges;
    this.binaries = findBinaries();
    mkdirSync(this.file("leases"), { recursive: true });
  }

  file(name: string) {
    return path.join(this.dir, name);
  }

  passwords(): { owner: string; app: string } {
    return JSON.parse(readFileSync(this.file("passwords.json"), "utf8"));
  }

  run(binary: string, ...args: string[]) {
    return runBinary(path.join(this.binaries, binary), args, this.privileges);
  }

  /** Makes the cluster once. A half-made one (killed in the middle) is made anew: it never held anything. */
  async create() {
    if (existsSync(this.file("passwords.json"))) return handOver(this.data, this.privileges);
    rmSync(this.data, { recursive: true, force: true });
    mkdirSync(this.data, { mode: 0o700 });
    const passwords = { owner: randomBytes(24).toString("hex"), app: randomBytes(24).toString("hex") };
    const passwordFile = path.join(this.data, "..", "initial-password");
    writeFileSync(passwordFile, passwords.owner, { mode: 0o600 });
    handOver(this.data, this.privileges);
    handOver(passwordFile, this.privileges);
    const result = await this.run(
      "initdb",
      ...["-D", this.data, "-U", OWNER_ROLE, "-A", "scram-sha-256", `--pwfile=${passwordFile}`],
      // Said in full: left out, the machine's LANG decides, and may give SQL_ASCII.
      ...["--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--no-sync"],
    );
    rmSync(passwordFile, { force: true });
    if (result.status !== 0) throw new Error(`PostgreSQL's initdb failed: ${result.output}`);
    writeFileSync(this.file("passwords.json"), JSON.stringify(passwords), { mode: 0o600 });
  }

  /** Pid and port that the server's own pid file names; undefined when there is no such file. */
  named(): { pid: number; port: number } | undefined {
    try {
      const lines = readFileSync(path.join(this.data, "postmaster.pid"), "utf8").split("\n");
      return { pid: Number(lines[0]), port: Number(lines[3]) };
    } catch {
      return undefined;
    }
  }

  isOurs(pid: number) {
    return commandOf(pid)?.includes(this.data) ?? false;
  }

  /** The port of a server of this folder that answers us. One that lives without answering is ended. */
  async findRunning(): Promise<number | undefined> {
    const named = this.named();
    if (!named) return undefined;
    if (!this.isOurs(named.pid)) {
      // The file outlived its server, and the number may belong to anybody by now (always so after a container restart).
      rmSync(path.join(this.data, "postmaster.pid"), { force: true });
      return undefined;
    }
    for (let attempt = 0; attempt < 20; attempt++) {
      if (named.port && (await answers(named.port)) && (await this.admits(named.port))) return named.port;
      if (!this.isOurs(named.pid)) return undefined;
      await sleep(250);
    }
    await this.run("pg_ctl", "-D", this.data, "-m", "immediate", "-w", "stop");
    return undefined;
  }

  async admits(port: number): Promise<boolean> {
    const sql = this.connect(port, "postgres");
    try {
      const [row] = await sql`select current_setting('data_directory') as dir`;
      return row?.dir === this.data;
    } catch {
      return false;
    } finally {
      await sql.end();
    }
  }

  connect(port: number, database: string) {
    const { owner: password } = this.passwords();
    const host = "127.0.0.1";
    return postgres({ host, port, database, user: OWNER_ROLE, password, max: 1, connect_timeout: 5, onnotice() {} });
  }

  async start(settings: Record<string, string>): Promise<number> {
    let output = "";
    const until = Date.now() + CHILDREN_GO_MS;
    for (let attempt = 0; attempt < START_ATTEMPTS; ) {
      const port = await this.choosePort(attempt);
      const words = Object.entries(settings).map(([name, value]) => `-c ${name}='${value}'`);
      const log = this.file("server.log");
      // The server itself opens its log, so under `drop` the file has to be its own.
      writeFileSync(log, "");
      handOver(log, this.privileges);
      const options = `-p ${port} ${words.join(" ")}`;
      const result = await this.run("pg_ctl", "-D", this.data, "-w", "-t", "60", "-l", log, "-o", options, "start");
      if (result.status === 0) {
        writeFileSync(this.file("port"), String(port));
        await this.createDatabase(port);
        return port;
      }
      output = `${result.output}\n${readFileSync(log, "utf8").split("\n").slice(-10).join("\n")}`;
      // Waiting for them is no attempt: later ones give up the port, on which somebody may be waiting for this server.
      if (!output.includes("shared memory block") || Date.now() > until) attempt++;
      await sleep(300);
      // Another may have started it meanwhile.
      const running = await this.findRunning();
      if (running) return running;
    }
    throw new Error(`PostgreSQL did not start in ${this.data}: ${output}`);
  }

  /** The port of last time while it is free, so that tools keep their connection; else another. */
  async choosePort(attempt: number): Promise<number> {
    const file = this.file("port");
    const remembered = existsSync(file) ? Number(readFileSync(file, "utf8")) : 0;
    if (attempt < 2 && remembered && (await isFree(remembered, "127.0.0.1"))) return remembered;
    return freePort();
  }

  async createDatabase(port: number) {
    const sql = this.connect(port, "postgres");
    try {
      const [there] = await sql`select 1 from pg_database where datname = ${DATABASE}`;
      if (!there) await sql.unsafe(`create database ${DATABASE}`);
    } finally {
      await sql.end();
    }
  }

  /** How many calls of living processes use the server. */
  users(): number {
    let users = 0;
    for (const name of readdirSync(this.file("leases"))) {
      const file = this.file(`leases/${name}`);
      const holder = readIdentity(file);
      if (holder && lives(holder)) users++;
      else rmSync(file, { force: true });
    }
    return users;
  }

  async stop() {
    const named = this.named();
    if (!named || !this.isOurs(named.pid)) return;
    const result = await this.run("pg_ctl", "-D", this.data, "-m", "fast", "-w", "-t", "20", "stop");
    if (result.status !== 0) await this.run("pg_ctl", "-D", this.data, "-m", "immediate", "-w", "stop");
  }
}
