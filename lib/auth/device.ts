import { seal, unseal } from "@/lib/core/seal";
import { SESSION_COOKIE, SESSION_COOKIE_OPTIONS } from "./browser";
import { randomBase62 } from "./secrets";

export const DEVICE_COOKIE = SESSION_COOKIE.replace(/session$/, "device");
/** As long as browsers keep any cookie. */
const DEVICE_SECONDS = 400 * 86_400;
export const DEVICE_COOKIE_OPTIONS = { ...SESSION_COOKIE_OPTIONS, maxAge: DEVICE_SECONDS };

const SEAL = "devices";
const ID_CHARS = 22;

/** What a browser keeps to be known again by this account, also once it is signed out: it opens nothing. */
export const markDevice = (userId: string): string => seal(SEAL, userId, randomBase62(ID_CHARS));

/** The id of a browser that this account has signed in with; undefined when the mark is another account's, forged or missing. */
export const knownDevice = (userId: string, mark: string | undefined): string | undefined =>
  mark === undefined ? undefined : unseal(SEAL, userId, mark);
