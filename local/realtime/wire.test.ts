import { expect, test } from "vitest";
import { decode, encode, wording } from "./wire";

const bytes = (text: string) => Buffer.from(text);

test("frames of both versions are read and written as Supabase's", () => {
  const frame = { joinRef: "3", ref: "4", topic: "realtime:user:user_a", event: "phx_join", payload: { config: {} } };
  expect(decode("2.0.0", bytes(JSON.stringify(["3", "4", frame.topic, frame.event, frame.payload])), false)).toEqual(
    frame,
  );
  const { joinRef: join_ref, ...rest } = frame;
  expect(decode("1.0.0", bytes(JSON.stringify({ ...rest, join_ref })), false)).toEqual(frame);
  expect(encode("2.0.0", frame)).toBe('["3","4","realtime:user:user_a","phx_join",{"config":{}}]');
  expect(JSON.parse(encode("1.0.0", frame))).toEqual(rest);
});

test("what is said in bytes keeps its parts, whatever their letters", () => {
  const parts = ["1", "22", "realtime:typing:é", "tippt…", ""].map(bytes);
  const push = (encoding: number, payload: string) =>
    Buffer.concat([Buffer.from([3, ...parts.map((one) => one.length), encoding]), ...parts, bytes(payload)]);
  expect(decode("2.0.0", push(1, '{"a":"ß"}'), true)).toMatchObject({
    joinRef: "1",
    ref: "22",
    topic: "realtime:typing:é",
    event: "broadcast",
    broadcast: { event: "tippt…", json: '{"a":"ß"}' },
  });
  expect(decode("2.0.0", push(0, "raw"), true).broadcast).toEqual({ event: "tippt…", bytes: bytes("raw") });
  const heard = wording("2.0.0", { event: "x", json: "{}" }, { id: "7" })!("realtime:é")!;
  expect([...heard.subarray(0, 7)]).toEqual([0x82, heard.length - 2, 4, 11, 1, 10, 1]);
  expect(heard.subarray(7).toString()).toBe('realtime:éx{"id":"7"}{}');
  const lengths = [125, 126, 65_535, 65_536].map((length) => {
    const bare = wording("2.0.0", { event: "", bytes: Buffer.alloc(length - 5) })!("")!;
    return [bare[1], bare.length - length];
  });
  expect(lengths).toEqual([
    [125, 2],
    [126, 4],
    [126, 4],
    [127, 10],
  ]);
  expect(wording("1.0.0", { event: "x", bytes: bytes("raw") })).toBeUndefined();
  expect(wording("2.0.0", { event: "x".repeat(256), json: "{}" })).toBeUndefined();
  expect(wording("2.0.0", { event: "x", json: "{}" })!("t".repeat(256))).toBeUndefined();
});

test.each<[string, () => unknown]>([
  ["no JSON", () => decode("2.0.0", bytes("{"), false)],
  ["no frame", () => decode("2.0.0", bytes("[]"), false)],
  ["null", () => decode("1.0.0", bytes("null"), false)],
  ["an unknown kind of bytes", () => decode("2.0.0", Buffer.from([9, 0]), true)],
  ["bytes in 1.0.0", () => decode("1.0.0", Buffer.from([3, 0, 0, 0, 0, 0, 1]), true)],
  ["bytes that end too soon", () => decode("2.0.0", Buffer.from([3, 200, 0, 0, 0, 0, 1]), true)],
  ["no bytes at all", () => decode("2.0.0", Buffer.alloc(0), true)],
])("%s is refused", (_, read) => {
  expect(read).toThrow();
});
