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

const TEXT_FRAME = 0x81;
const BINARY_FRAME = 0x82;

/** An unmasked frame of a websocket that is to hold so many bytes, and where they begin. */
function frameFor(length: number, kind: number): { frame: Buffer; at: number } {
  const at = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(at + length);
  frame[0] = kind;
  frame[1] = at === 2 ? length : at === 4 ? 126 : 127;
  if (at === 4) frame.writeUInt16BE(length, 2);
  if (at === 10) frame.writeBigUInt64BE(BigInt(length), 2);
  return { frame, at };
}

/**
 * What is heard on channels, as a websocket carries it: all but the topic is worded once, for however many topics it is.
 * Undefined where this version has no words for it: 1.0.0 knows no bytes, and 2.0.0 no names that are longer.
 */
export function wording(
  version: Version,
  said: Said,
  meta?: object,
): ((topic: string) => Buffer | undefined) | undefined {
  const about = meta ? JSON.stringify(meta) : "";
  if (version === "1.0.0") {
    if (!("json" in said)) return undefined;
    const tail = Buffer.from(
      `,"event":"broadcast","payload":{"type":"broadcast","event":${JSON.stringify(said.event)},"payload":${said.json}${about && `,"meta":${about}`}},"ref":null}`,
    );
    return (topic) => {
      const head = `{"topic":${JSON.stringify(topic)}`;
      const length = Buffer.byteLength(head);
      const { frame, at } = frameFor(length + tail.length, TEXT_FRAME);
      frame.write(head, at);
      tail.copy(frame, at + length);
      return frame;
    };
  }
  const [event, metadata] = [Buffer.from(said.event), Buffer.from(about)];
  if (event.length > MAX_LENGTH || metadata.length > MAX_LENGTH) return undefined;
  const isJson = "json" in said;
  const tail = Buffer.concat([event, metadata, isJson ? Buffer.from(said.json) : said.bytes]);
  return (topic) => {
    const length = Buffer.byteLength(topic);
    if (length > MAX_LENGTH) return undefined;
    const { frame, at } = frameFor(5 + length + tail.length, BINARY_FRAME);
    frame.set([BROADCAST, length, event.length, metadata.length, isJson ? JSON_TEXT : BYTES], at);
    frame.write(topic, at + 5);
    tail.copy(frame, at + 5 + length);
    return frame;
  };
}
