import { randomBytes } from "node:crypto";
import { rm } from "node:fs/promises";
import path from "node:path";
import postgres from "postgres";
import { afterAll, inject } from "vitest";
import { withDatabase } from "../database-url";
import { makeVapidKeys } from "../vapid";

/**
 * A setup file of Vitest, run before each test file's own imports: gives the file a database that nobody else uses, as
 * migrated and still empty, and an environment in which nothing reaches out of the machine. The app connects as it does
 * in production, with the role that only holds what the migrations granted.
 */
const { ownerUrl, url, template, folder } = inject("testPostgres");
const name = `${template.replace("template", randomBytes(6).toString("hex"))}`;

const lender = inject("testStripe").url;
// A test that counts for long leaves a kept connection waiting, and its server ends it just as it is used again.
const once = { connection: "close" };
const stripe = await (await fetch(lender, { method: "POST", headers: once })).text();

const vapid = makeVapidKeys();

Object.assign(process.env, {
  DATABASE_URL: withDatabase(url, name),
  DATABASE_OWNER_URL: withDatabase(ownerUrl, name),
  APP_URL: "http://localhost:3000",
  NEXTAUTH_URL: "http://localhost:3000",
  NEXTAUTH_SECRET: "a secret that only tests use, of sufficient length",
  CRON_SECRET: "a cron secret that only tests use",
  STRIPE_SECRET_KEY: "sk_test_of_tests",
  STRIPE_API_BASE: stripe,
  STRIPE_WEBHOOK_SECRET: "whsec_of_tests",
  STRIPE_THIN_WEBHOOK_SECRET: "whsec_thin_of_tests",
  CHECK_ANSWERS: "1",
  LOG_LEVEL: process.env.LOG_LEVEL || "silent",
  MAIL_DIR: path.join(folder, "mail", name),
  FILES_DIR: path.join(folder, "files", name),
  RESEND_API_KEY: "",
  VAPID_PUBLIC_KEY: vapid.publicKey,
  VAPID_PRIVATE_KEY: vapid.privateKey,
  FETCH_LOCAL: "",
  SUPABASE_URL: "",
  REALTIME_URL: "http://127.0.0.1:1",
  SUPABASE_PUBLISHABLE_KEY: "sb_publishable_of_tests",
  SUPABASE_JWT_PRIVATE_KEY: "",
  SUPABASE_JWT_SECRET: "a secret that only the relay of a test knows",
});

const server = postgres(ownerUrl, { max: 1, onnotice() {} });
await server.unsafe(`create database ${name} template ${template}`);

afterAll(async () => {
  await fetch(`${lender}/${new URL(stripe).port}`, { method: "DELETE", headers: once });
  await server.unsafe(`drop database if exists ${name} with (force)`);
  await server.end();
  await rm(path.join(folder, "files", name), { recursive: true, force: true });
});
