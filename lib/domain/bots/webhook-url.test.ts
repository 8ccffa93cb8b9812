import { expect, test } from "vitest";
import { imageUrl, webhookUrl } from "./webhook-url";

test.each([
  ["a webhook", webhookUrl],
  ["a picture", imageUrl],
])("%s is at a public https address of at most 2000 characters", (_, field) => {
  const said = (url: string) => field.safeParse(url).error?.issues[0]?.message;
  expect(said(" https://bots.example.com/in ")).toBeUndefined();
  expect(said("https://10.0.0.1/in")).toBe("must name a host on the public internet");
  expect(said("http://bots.example.com/in")).toBe("must begin with https://");
  expect(said(`https://bots.example.com/${"x".repeat(2000)}`)).toMatch(/2000/);
});
