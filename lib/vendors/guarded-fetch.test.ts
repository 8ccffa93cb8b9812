import { spawn } from "node:child_process";
import { createServer, type RequestListener, type Server } from "node:http";
import https from "node:https";
import type { AddressInfo } from "node:net";
import { brotliCompressSync, constants, createGzip, gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { env } from "@/lib/env";
import { type Asked, guardedAgent, guardedFetch, type Resolver, Unreachable } from "./guarded-fetch";

let servers: Server[] = [];
let seen: string[] = [];
let base: string;
let answer: RequestListener;
beforeEach(async () => {
  seen = [];
  answer = (_, response) => void response.end("hello");
  base = await serve((request, response) => answer(request, response));
});
afterEach(async () => {
  env.FETCH_LOCAL = [];
  for (const server of servers) server.closeAllConnections();
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  servers = [];
});

/** A real server on loopback, which only `allowed` makes reachable. */
async function serve(listener: RequestListener, tls?: { key: string; cert: string }): Promise<string> {
  const noting: RequestListener = (request, response) => {
    seen.push(`${request.method} ${request.url}`);
    listener(request, response);
  };
  const server = tls ? (https.createServer(tls, noting) as unknown as Server) : createServer(noting);
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return `${tls ? "https" : "http"}://localhost:${(server.address() as AddressInfo).port}`;
}
const allow = (...urls: string[]) => (env.FETCH_LOCAL = urls.map((url) => new URL(url).host));

const usual: Asked = { timeoutMs: 5000, maxBytes: 1000, http: true };
const get = (url: string, asked: Partial<Asked> = {}) => guardedFetch(url, { ...usual, ...asked });
const reasonOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "answered",
    (error) => (error instanceof Unreachable ? `${error.reason}: ${error.message}` : `not ours: ${error}`),
  );

/** A resolver that gives each question the next answer. */
const telling = (...answers: string[][]) => {
  let asked = 0;
  const resolver: Resolver = (_, __, found) => {
    const addresses = answers[Math.min(asked++, answers.length - 1)]!;
    found(
      null,
      addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
    );
  };
  return { resolver, asked: () => asked };
};
const PUBLIC = "must name a host on the public internet";

describe("only the public internet", () => {
  const inside = [
    ...["127.0.0.1", "127.9.9.9", "0.0.0.0", "10.1.2.3", "100.64.0.1", "169.254.169.254", "172.16.0.1", "192.0.0.1"],
    ...["192.0.2.1", "192.168.1.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "255.255.255.255"],
    ...["::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:7f00:1", "fd00::1", "fe80::1", "ff02::1", "5f00::1"],
    ...["64:ff9b::7f00:1", "64:ff9b:1::1", "2001::1", "2001:db8::1", "2002:7f00:1::", "3fff::1"],
  ];

  test.each(inside)("a name that means %s is refused before anything is sent there", async (address) => {
    const { port } = new URL(base);
    const { resolver } = telling([address]);
    expect(await reasonOf(get(`http://out.example.com:${port}/`, { resolver }))).toBe(`refused: ${PUBLIC}`);
    expect(seen).toEqual([]);
  });

  test.each(inside)("%s written as an address is refused, by the URL and by the agent alone", async (address) => {
    const { port } = new URL(base);
    const host = address.includes(":") ? `[${address}]` : address;
    expect(await reasonOf(get(`http://${host}:${port}/`))).toBe(`refused: ${PUBLIC}`);
    const error = await new Promise((done) => {
      const asked = https.get({ host: address, port, agent: guardedAgent(), timeout: 1000 }, done);
      asked.on("error", done);
    });
    expect(error).toBeInstanceOf(Unreachable);
  });

  test.each(["127.1", "0x7f000001", "2130706433", "0177.0.0.1", "localhost"])(
    "%s is loopback in disguise, for the system's own resolver too",
    async (host) => {
      expect(await reasonOf(get(`http://${host}:${new URL(base).port}/`))).toBe(`refused: ${PUBLIC}`);
      const error = await new Promise((done) => {
        https.get({ host, port: new URL(base).port, agent: guardedAgent() }, done).on("error", done);
      });
      expect(error).toBeInstanceOf(Unreachable);
    },
  );

  test("one address that is not public among several spoils them all", async () => {
    for (const addresses of [
      ["8.8.8.8", "127.0.0.1"],
      ["127.0.0.1", "8.8.8.8"],
      ["2606:4700::1111", "::1"],
    ]) {
      const { resolver } = telling(addresses);
      expect(await reasonOf(get("http://out.example.com:8080/", { resolver }))).toBe(`refused: ${PUBLIC}`);
    }
  });

  test("a name is asked for once, and what was checked is what is connected to: a second answer never comes in", async () => {
    const { port } = new URL(base);
    const rebinding = telling(["8.8.8.8"], ["127.0.0.1"]);
    const asked = { resolver: rebinding.resolver, timeoutMs: 400 };
    // Whether there is a way out of here or not: it is neither refused nor answered by what listens at home.
    expect(await reasonOf(get(`http://out.example.com:${port}/`, asked))).toMatch(/^(timeout|failed)/);
    expect(rebinding.asked()).toBe(1);
    expect(seen).toEqual([]);
  });

  test("a name that means nothing cannot be reached", async () => {
    const nothing: Resolver = (_, __, found) => found(Object.assign(new Error("no"), { code: "ENOTFOUND" }), []);
    expect(await reasonOf(get("http://out.example.com/", { resolver: nothing }))).toBe("failed: could not be reached");
    expect(await reasonOf(get("http://out.example.com/", telling([])))).toBe(`refused: ${PUBLIC}`);
  });

  test.each([
    ["file:///etc/passwd", "must begin with https:// or http://"],
    ["ftp://out.example.com/", "must begin with https:// or http://"],
    ["data:text/plain,x", "must begin with https:// or http://"],
    ["gopher://out.example.com/", "must begin with https:// or http://"],
    ["http://user@out.example.com/", "must not carry a user name or password"],
    ["http://user:secret@out.example.com/", "must not carry a user name or password"],
    ["http://out.example.com:25/", "must use port 80, 443 or one from 1024"],
    ["nonsense", "must be a URL"],
  ])("%s is refused", async (url, why) => expect(await reasonOf(get(url))).toBe(`refused: ${why}`));

  test("where only https is wanted, http is refused", async () =>
    expect(await reasonOf(get("http://out.example.com/", { http: false }))).toBe("refused: must begin with https://"));
});

/** What a process of its own says, with this environment. */
async function apart(work: string, environment: Record<string, string>): Promise<string> {
  const script = `import("${import.meta.dirname}/guarded-fetch.ts").then(async ({ guardedFetch }) => {
    const asked = { timeoutMs: 2000, maxBytes: 1000, http: true };
    ${work}
  })`;
  const child = spawn(process.execPath, ["--import", "./local/hooks.mjs", "--input-type=module", "-e", script], {
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  for await (const chunk of child.stdout) said += chunk;
  return said;
}

describe("what the operator of this very machine has named", () => {
  test("may be called, and nothing beside it", async () => {
    const other = await serve((_, response) => void response.end("secret"));
    expect(await reasonOf(get(base))).toBe(`refused: ${PUBLIC}`);
    allow(base);
    expect((await get(`${base}/in`, { http: false })).body.toString()).toBe("hello");
    expect(await reasonOf(get(other))).toBe(`refused: ${PUBLIC}`);
    expect(await reasonOf(get(base.replace("localhost", "127.0.0.1")))).toBe(`refused: ${PUBLIC}`);
    expect(await reasonOf(get(base.replace("//", "//user@")))).toBe("refused: must not carry a user name or password");
    expect(seen).toEqual(["GET /in"]);
  });

  test("is obeyed on that machine alone: a copy that the world reaches calls none of its own", async () => {
    const ask = `console.log(await guardedFetch("${base}/", asked).then(() => "answered", (error) => error.message));`;
    const named = { FETCH_LOCAL: new URL(base).host };
    expect(await apart(ask, { ...named, APP_URL: "http://localhost:3000" })).toBe("answered\n");
    expect(await apart(ask, { ...named, APP_URL: "https://bothand.example" })).toBe(`${PUBLIC}\n`);
    expect(seen).toEqual(["GET /"]);
  });
});

describe("redirects", () => {
  const to = (location: string, status = 302): RequestListener => {
    return (request, response) => {
      if (request.url !== "/start") return void response.end(`at ${request.url}`);
      response.writeHead(status, { Location: location }).end();
    };
  };
  beforeEach(() => allow(base));

  test("are not followed unless asked for: the answer is the redirect itself", async () => {
    answer = to("/there");
    expect(await get(`${base}/start`)).toMatchObject({ status: 302, headers: { location: "/there" } });
    expect(seen).toEqual(["GET /start"]);
  });

  test.each([301, 302, 303, 307, 308])("%i is followed where asked for", async (status) => {
    answer = to("/there", status);
    const got = await get(`${base}/start`, { redirects: 1 });
    expect({ url: got.url, body: got.body.toString() }).toEqual({ url: `${base}/there`, body: "at /there" });
  });

  test("each is checked like the first address", async () => {
    const inner = await serve((_, response) => void response.end("secret"));
    for (const [location, why] of [
      [inner, `refused: ${PUBLIC}`],
      ["http://169.254.169.254/latest/meta-data", `refused: ${PUBLIC}`],
      ["http://[::1]/", `refused: ${PUBLIC}`],
      ["file:///etc/passwd", "refused: must begin with https:// or http://"],
      ["http://user:secret@out.example.com/", "refused: must not carry a user name or password"],
      ["http://[", "redirect: redirects to what is no URL"],
    ] as const) {
      answer = to(location);
      expect(await reasonOf(get(`${base}/start`, { redirects: 3 })), location).toBe(why);
    }
    answer = to("http://out.example.com/");
    const { resolver } = telling(["127.0.0.1"]);
    expect(await reasonOf(get(`${base}/start`, { redirects: 3, resolver }))).toBe(`refused: ${PUBLIC}`);
    expect(seen.filter((line) => line !== "GET /start")).toEqual([]);
  });

  test("that never end are left", async () => {
    answer = to("/start");
    expect(await reasonOf(get(`${base}/start`, { redirects: 3 }))).toBe("redirect: redirects too often");
    expect(seen).toHaveLength(4);
  });

  test("are not followed with a body or a header: neither goes to another address than the one it was meant for", async () => {
    answer = to("/there", 307);
    const post = { method: "POST", body: "{}", redirects: 3 } as const;
    expect(await get(`${base}/start`, post)).toMatchObject({ status: 307 });
    expect(await get(`${base}/start`, { headers: { "X-Signature": "s" }, redirects: 3 })).toMatchObject({
      status: 307,
    });
    expect(seen).toHaveLength(2);
  });
});

describe("how much comes back", () => {
  beforeEach(() => allow(base));
  const TOO_LARGE = "too_large: must be at most 0.5 MB";
  const limit = { maxBytes: 512 * 1024 };

  test("as much as the limit is taken, one more byte is not, whether its length is said or not", async () => {
    for (const extra of [0, 1])
      for (const isSaid of [true, false]) {
        const bytes = Buffer.alloc(limit.maxBytes + extra, "x");
        answer = (_, response) => {
          if (isSaid) response.setHeader("Content-Length", bytes.length);
          response.write(bytes.subarray(0, 10));
          response.end(bytes.subarray(10));
        };
        if (extra) expect(await reasonOf(get(base, limit))).toBe(TOO_LARGE);
        else expect((await get(base, limit)).body.equals(bytes)).toBe(true);
      }
  });

  test("one that says that it is too long is not waited for", async () => {
    answer = (_, response) => void response.writeHead(200, { "Content-Length": limit.maxBytes + 1 }).write("x");
    expect(await reasonOf(get(base, { ...limit, timeoutMs: 2000 }))).toBe(TOO_LARGE);
  });

  test("one that never ends is left at the limit, and its connection closed", async () => {
    const closed = new Promise<void>((done) => {
      answer = (_, response) => {
        response.on("close", done);
        const more = () => response.destroyed || response.write(Buffer.alloc(65_536), () => setImmediate(more));
        more();
      };
    });
    expect(await reasonOf(get(base, limit))).toBe(TOO_LARGE);
    await closed;
  });

  test.each([
    ["gzip", gzipSync],
    ["br", (bytes: Buffer) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 3 } })],
  ])("%s is unpacked though nobody asked for it, and a bomb stops at the limit", async (coding, pack) => {
    let asked: unknown;
    const packed = (bytes: Buffer): RequestListener => {
      return (request, response) => {
        asked = request.headers["accept-encoding"];
        response.writeHead(200, { "Content-Encoding": coding }).end(pack(bytes));
      };
    };
    answer = packed(Buffer.from("hello, packed"));
    expect((await get(base)).body.toString()).toBe("hello, packed");
    expect(asked).toBe("identity");
    answer = packed(Buffer.alloc(50 * 1024 * 1024));
    const before = process.memoryUsage().rss;
    expect(await reasonOf(get(base, limit))).toBe(TOO_LARGE);
    expect(process.memoryUsage().rss - before).toBeLessThan(400 * 1024 * 1024);
  });

  test("what unpacks to nothing is left too", async () => {
    answer = (_, response) => {
      response.writeHead(200, { "Content-Encoding": "gzip" });
      // Members of no content, one after the other: 20 bytes each that yield none.
      const nothing = Buffer.concat(Array.from({ length: 5000 }, () => gzipSync("")));
      const more = () => response.destroyed || response.write(nothing, () => setImmediate(more));
      more();
    };
    expect(await reasonOf(get(base, limit))).toBe(TOO_LARGE);
  });

  test("broken or unknown codings, and a body that ends too soon, are failures and not files", async () => {
    answer = (_, response) => void response.writeHead(200, { "Content-Encoding": "gzip" }).end("no gzip");
    expect(await reasonOf(get(base))).toBe("failed: could not be reached");
    answer = (_, response) => {
      response.writeHead(200, { "Content-Encoding": "gzip" });
      createGzip()
        .on("data", (chunk) => response.write(chunk))
        .write("half");
      setTimeout(() => response.end(), 20);
    };
    expect(await reasonOf(get(base))).toBe("failed: could not be reached");
    answer = (_, response) => void response.writeHead(200, { "Content-Encoding": "rot13" }).end("uryyb");
    expect(await reasonOf(get(base))).toBe("failed: comes in a coding that is not known");
    answer = (_, response) => {
      response.writeHead(200, { "Content-Length": 100 }).write("half");
      setTimeout(() => response.destroy(), 20);
    };
    expect(await reasonOf(get(base))).toBe("failed: could not be reached");
  });

  test("where a beginning is enough, it is cut and said to be", async () => {
    answer = (_, response) => void response.end("x".repeat(50_000));
    expect(await get(base, { cut: true })).toMatchObject({ body: Buffer.alloc(1000, "x"), isCut: true });
    answer = (_, response) =>
      void response.writeHead(200, { "Content-Encoding": "gzip" }).end(gzipSync(Buffer.alloc(900_000, "y")));
    expect(await get(base, { cut: true })).toMatchObject({ body: Buffer.alloc(1000, "y"), isCut: true });
    answer = (_, response) => void response.end("short");
    expect(await get(base, { cut: true })).toMatchObject({ isCut: false });
  });
});

describe("how long it takes", () => {
  const soon = { timeoutMs: 300 };
  const LATE = "timeout: did not answer within 1 seconds";
  const took = async (work: () => Promise<unknown>) => {
    const began = performance.now();
    await work();
    return performance.now() - began;
  };
  beforeEach(() => allow(base));

  test.each<[string, RequestListener]>([
    ["that never answers", () => {}],
    ["that stops in the middle", (_, response) => void response.write("half")],
    [
      "that drips",
      (_, response) => {
        const drip = setInterval(() => response.write("x"), 20);
        response.on("close", () => clearInterval(drip));
      },
    ],
    [
      "that stops in the middle of what it packs",
      (_, response) => {
        response.writeHead(200, { "Content-Encoding": "gzip" }).write(gzipSync("hello").subarray(0, 12));
      },
    ],
    [
      "that sends interim answers only",
      (_, response) => {
        const drip = setInterval(() => response.writeProcessing(), 20);
        response.on("close", () => clearInterval(drip));
      },
    ],
  ])("one %s is left in time", async (_, listener) => {
    answer = listener;
    expect(await took(async () => expect(await reasonOf(get(base, soon))).toBe(LATE))).toBeLessThan(2000);
  });

  test("redirects and names count too", async () => {
    answer = (_, response) => void setTimeout(() => response.writeHead(302, { Location: "/" }).end(), 100);
    expect(await reasonOf(get(base, { ...soon, redirects: 50 }))).toBe(LATE);
    const never: Resolver = () => {};
    const waiting = () => reasonOf(get("http://out.example.com/", { ...soon, resolver: never }));
    expect(await took(async () => expect(await waiting()).toBe(LATE))).toBeLessThan(2000);
  });

  test("a server that is not there, or offers another protocol, could not be reached", async () => {
    allow("http://localhost:1");
    expect(await reasonOf(get("http://localhost:1/"))).toBe("failed: could not be reached");
    allow(base);
    answer = (request) => void request.socket.end("HTTP/1.1 101 Up\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n");
    expect(await reasonOf(get(base, soon))).toBe("failed: could not be reached");
  });
});

describe("what goes out", () => {
  test("is the body and the headers that were given", async () => {
    allow(base);
    let got = {};
    answer = async (request, response) => {
      let body = "";
      for await (const chunk of request) body += chunk;
      got = { body, type: request.headers["content-type"], host: request.headers.host, cookie: request.headers.cookie };
      response.statusCode = 204;
      response.end();
    };
    const headers = { "Content-Type": "application/json" };
    expect(await get(base, { method: "POST", body: '{"a":"ä"}', headers })).toMatchObject({ status: 204 });
    expect(got).toEqual({ body: '{"a":"ä"}', type: "application/json", host: new URL(base).host, cookie: undefined });
  });

  test("goes to nobody whose certificate is not good", async () => {
    const safe = await serve((_, response) => void response.end("hello"), { key: KEY, cert: CERT });
    allow(safe);
    expect(await reasonOf(get(safe))).toBe("failed: could not be reached");
    expect(seen).toEqual([]);
  });

  test("goes past every proxy that the environment names", async () => {
    const proxied: string[] = [];
    const proxy = await serve((request, response) => {
      proxied.push(String(request.url));
      response.end("through the proxy");
    });
    const said = await apart(
      `console.log((await guardedFetch("${base}/direct", asked)).body.toString());
      const resolver = (host, options, found) => found(null, [{ address: "127.0.0.1", family: 4 }]);
      console.log(await guardedFetch("http://out.example.com/", { ...asked, resolver }).catch((error) => error.reason));`,
      {
        ...{ HTTP_PROXY: proxy, http_proxy: proxy, HTTPS_PROXY: proxy, ALL_PROXY: proxy, NODE_USE_ENV_PROXY: "1" },
        ...{ NO_PROXY: "", no_proxy: "", FETCH_LOCAL: new URL(base).host },
      },
    );
    expect(said).toBe("hello\nrefused\n");
    expect(proxied).toEqual([]);
  });
});

/** A certificate that nobody has signed, for localhost, until 2126. */
const KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgnUvCJBAtnLKOgwRv
pw3gKlwaWEPELxp3qkeErw10lnihRANCAAR/OzF+aLrK2tvlEqNJgdnoyg5SpqXO
Ckx2dOB++LXFijtcAvDVg+MwWNfIU2nYhGhAMeSQzhrBaQYA/Ai+YiX0
-----END PRIVATE KEY-----`;
const CERT = `-----BEGIN CERTIFICATE-----
MIIBlDCCATugAwIBAgIUc4QV1rZKaGswQR0txG5cWVA5RcQwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyNzAxNTYxM1oYDzIxMjYxMTAz
MDE1NjEzWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAR/OzF+aLrK2tvlEqNJgdnoyg5SpqXOCkx2dOB++LXFijtcAvDVg+Mw
WNfIU2nYhGhAMeSQzhrBaQYA/Ai+YiX0o2kwZzAdBgNVHQ4EFgQUQOFV91P7wwdd
E2BIy/dHt3brW84wHwYDVR0jBBgwFoAUQOFV91P7wwddE2BIy/dHt3brW84wDwYD
VR0TAQH/BAUwAwEB/zAUBgNVHREEDTALgglsb2NhbGhvc3QwCgYIKoZIzj0EAwID
RwAwRAIgLoIfv2v6MpGNN3qtik9Q8vkQ6CTvAWWRyhc3B+z9+tYCIBgzpDhK+lZz
9g5PgkINezwOoXHr4WaVu98cy9h/vE1G
-----END CERTIFICATE-----`;
