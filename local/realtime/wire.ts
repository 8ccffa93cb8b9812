/** The two forms in which Supabase Realtime speaks: 1.0.0 is JSON objects, 2.0.0 JSON arrays and, for broadcasts, bytes. */
export type Version = "1.0.0" | "2.0.0";

export type Frame = {
  joinRef: string | null;
  ref: string | null;
  topic: string;
  event: string;
  payload: unknown;
  /** Set where somebody says something on a channel. */
  broadcast?: Said;
};

/** What is said: JSON, kept as the text it came as, or bytes. */
export type Said = { event: string; json: string } | { event: string; bytes: Buffer };

const PUSH = 3;
const BROADCAST = 4;
const BYTES = 0;
const JSON_TEXT = 1;
const MAX_LENGTH = 255;

/** @throws SyntaxError where it is no frame of this version. */
export function decode(version: Version, data: Buffer, isBinary: boolean): Frame {
  if (isBinary) {
    if (version === "2.0.0" && data[0] === PUSH) return decodePush(data);
    throw new SyntaxError("unknown binary frame");
  }
  const sent = JSON.parse(data.toString("utf8"));
  const [join_ref, ref, topic, event, payload] =
    version === "2.0.0" ? sent : [sent.join_ref, sent.ref, sent.topic, sent.event, sent.payload];
  if (typeof topic !== "string" || typeof event !== "string") throw new SyntaxError("a frame without topic and event");
  const frame = { joinRef: nullable(join_ref), ref: nullable(ref), topic, event, payload: payload ?? {} };
  if (event !== "broadcast" || typeof payload?.event !== "string") return frame;
  return { ...frame, broadcast: { event: payload.event, json: JSON.stringify(payload.payload ?? {}) } };
}

const nullable = (value: unknown): string | null => (value === null || value === undefined ? null : String(value));

/** `3 | len join_ref | len ref | len topic | len event | len metadata | encoding | all of these | payload` */
function decodePush(data: Buffer): Frame {
  let at = 7;
  const next = (length: number) => {
    at += length;
    return data.toString("utf8", at - length, at);
  };
  const joinRef = next(data[1]!);
  const ref = next(data[2]!);
  const topic = next(data[3]!);
  const event = next(data[4]!);
  at += data[5]!;
  if (at > data.length) throw new SyntaxError("a binary frame that ends too soon");
  const bytes = data.subarray(at);
  const said = data[6] === BYTES ? { event, bytes } : { event, json: bytes.toString("utf8") };
  return { joinRef: joinRef || null, ref: ref || null, topic, event: "broadcast", payload: {}, broadcast: said };
}

export function encode(version: Version, { joinRef, ref, topic, event, payload }: Frame): string {
  return JSON.stringify(version === "2.0.0" ? [joinRef, ref, topic, event, payload] : { topic, event, payload, ref });
}

/** What is heard on a channel. Undefined where this version has no words for it: 1.0.0 knows no bytes. */
export function encodeSaid(version: Version, topic: string, said: Said, meta?: object): string | Buffer | undefined {
  if (version === "1.0.0") {
    if (!("json" in said)) return undefined;
    const about = meta ? `,"meta":${JSON.stringify(meta)}` : "";
    return `{"topic":${JSON.stringify(topic)},"event":"broadcast","payload":{"type":"broadcast","event":${JSON.stringify(said.event)},"payload":${said.json}${about}},"ref":null}`;
  }
  const parts = [topic, said.event, meta ? JSON.stringify(meta) : ""].map((part) => Buffer.from(part));
  if (parts.some((part) => part.length > MAX_LENGTH)) return undefined;
  const head = Buffer.from([BROADCAST, ...parts.map((part) => part.length), "json" in said ? JSON_TEXT : BYTES]);
  return Buffer.concat([head, ...parts, "json" in said ? Buffer.from(said.json) : said.bytes]);
}
