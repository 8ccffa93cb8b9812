import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import net from "node:net";

/** A process named so that a later process with the same number cannot be taken for it. */
export type ProcessIdentity = { pid: number; started: string };

/**
 * When the process began, in a form that differs between two processes that had the same pid: clock ticks and boot on
 * Linux, what `ps` prints elsewhere. Undefined when no such process lives (or it is a zombie, or cannot be inspected).
 */
export function startTimeOf(pid: number): string | undefined {
  try {
    if (process.platform === "linux") {
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      // The command's name may hold spaces and brackets: fields are counted after its closing one.
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      if (fields[0] === "Z" || fields[0] === "X") return undefined;
      return `${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()}:${fields[19]}`;
    }
    const [tool, args]: [string, string[]] =
      process.platform === "win32"
        ? ["powershell", ["-NoProfile", "-Command", `(Get-Process -Id ${pid}).StartTime.Ticks`]]
        : ["ps", ["-o", "lstart=", "-p", String(pid)]];
    return (
      execFileSync(tool, args, { stdio: ["ignore", "pipe", "ignore"] })
        .toString()
        .trim() || undefined
    );
  } catch {
    return undefined;
  }
}

/** The command line of a living process, words separated by spaces; undefined when it cannot be read. */
export function commandOf(pid: number): string | undefined {
  try {
    if (process.platform === "linux") return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
    const [tool, args]: [string, string[]] =
      process.platform === "win32"
        ? [
            "powershell",
            ["-NoProfile", "-Command", `(Get-CimInstance Win32_Process -Filter "ProcessId=${pid}").CommandLine`],
          ]
        : ["ps", ["-o", "command=", "-p", String(pid)]];
    return (
      execFileSync(tool, args, { stdio: ["ignore", "pipe", "ignore"] })
        .toString()
        .trim() || undefined
    );
  } catch {
    return undefined;
  }
}

export function identify(pid: number = process.pid): ProcessIdentity {
  return { pid, started: startTimeOf(pid) ?? "unknown" };
}

/** The process that a file names; undefined where there is no such file, or one that a kill or a power cut left half-written. */
export function readIdentity(file: string): ProcessIdentity | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

/** True only when the very process that was identified still lives. */
export function lives(identity: ProcessIdentity): boolean {
  return identity.started !== "unknown" && startTimeOf(identity.pid) === identity.started;
}

export const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Polls until `condition` holds; false when it did not within `ms`. */
export async function waitUntil(condition: () => boolean | Promise<boolean>, ms: number, every = 50) {
  const deadline = Date.now() + ms;
  while (!(await condition())) {
    if (Date.now() > deadline) return false;
    await sleep(every);
  }
  return true;
}

/** Ends an identified process: asks, waits up to `graceMs`, then kills. Never touches a process with another start time. */
export async function end(identity: ProcessIdentity, graceMs = 10_000): Promise<void> {
  for (const [signal, ms] of [
    ["SIGTERM", graceMs],
    ["SIGKILL", 5_000],
  ] as const) {
    if (!lives(identity)) return;
    try {
      process.kill(identity.pid, signal);
    } catch {
      return;
    }
    if (await waitUntil(() => !lives(identity), ms)) return;
  }
}

/** A TCP port of 127.0.0.1 that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer().on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as net.AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/** Whether `port` can be listened on, by a server of the given host (all interfaces when left out). */
export function isFree(port: number, host?: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = net.createServer().on("error", () => resolve(false));
    server.listen({ port, host }, () => server.close(() => resolve(true)));
  });
}

/** Whether something accepts connections on 127.0.0.1:`port`. */
export function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, "127.0.0.1");
    const finish = (value: boolean) => {
      socket.destroy();
      resolve(value);
    };
    socket.setTimeout(2_000, () => finish(false));
    socket.on("connect", () => finish(true)).on("error", () => finish(false));
  });
}
