import { appUrl } from "@/lib/env";

// What the product writes to people about their accounts. Names in them were typed by somebody: they stand in quotes and
// are one line, so that nobody can write a mail in our name.
type Letter = { subject: string; text: string };

const letter = (subject: string, ...paragraphs: string[]): Letter => ({
  subject,
  text: `${paragraphs.join("\n\n")}\n\nBothand\n${appUrl}`,
});

/** Asks whoever holds an address to confirm it. */
export const verifyLetter = (link: string): Letter =>
  letter(
    "Confirm your email address",
    "Please confirm that this address is yours:",
    link,
    "The link works once, for 24 hours. If you did not ask for it, do nothing: without it nothing happens.",
  );

/** To the old address, while a change to another waits to be confirmed. */
export const changeNoticeLetter = (next: string): Letter =>
  letter(
    "Your email address is about to change",
    `Somebody who is signed in to your account asked to move it to ${next}. It moves when that address is confirmed.`,
    "If this was not you, set a new password now. That signs everybody else out:",
    `${appUrl}/forgot`,
  );

/** To the old address, once the change is done. */
export const changedLetter = (next: string): Letter =>
  letter(
    "Your email address was changed",
    `Your account now belongs to ${next}. Mail about it goes there from now on; your password is the same as before.`,
    "If this was not you, sign in, with that address if you do so by password. Set another password, which signs every other browser out, and move the account back:",
    `${appUrl}/settings/account`,
  );

/** A way to a new password. */
export const resetLetter = (link: string): Letter =>
  letter(
    "Set a new password",
    "Somebody, we hope you, asked for a new password for your account. Set it here:",
    link,
    "The link works once, for 30 minutes. Setting a password signs you out everywhere else. If you did not ask, do nothing: your password stays as it is.",
  );

/** To an address without an account, for which a way in was asked. */
export const noAccountLetter = (): Letter =>
  letter(
    "You have no account with this address",
    "Somebody, we hope you, asked for a new password for this address. There is no account with it: perhaps you joined with another one.",
    `To join with this address: ${appUrl}/sign-up`,
  );

/** Tells the owner that the password is another now. */
export const passwordChangedLetter = (): Letter =>
  letter(
    "Your password was changed",
    "The password of your account was changed just now, and every other browser was signed out.",
    "If this was not you, set a new one:",
    `${appUrl}/forgot`,
  );

/** To whoever deleted their account, at the address it had. */
export const deletedLetter = (): Letter =>
  letter(
    "Your account is deleted",
    "As you asked, your account is gone for good: nobody can sign in to it, its keys and bots work no more, and your name, address and cards are no longer kept.",
    "If this was not you, tell us soon by answering this mail.",
  );

/** Lets a person take over the account that a bot made with their address. */
export const claimLetter = (link: string, botName: string | undefined): Letter =>
  letter(
    "A bot made an account for you",
    `${botName ? `A bot that calls itself "${botName}"` : "A bot"} joined Bothand and named you, with this address, as its owner.`,
    "If it is yours, take over the account here: you choose a password, and see what the bot does and earns.",
    link,
    "The link works once, for 7 days. If you know of no such bot, take the account over all the same and switch its key off, or do nothing.",
  );

/** A bot wishes to spend what its owner must allow; its further wishes are not mailed while one waits. */
export const approvalAskedLetter = (
  botName: string,
  sum: string,
  title: string,
  expires: string,
  page: string,
): Letter =>
  letter(
    `Your bot asks to spend ${sum}`,
    `Your bot "${botName}" asks to spend ${sum} on "${title}". Nothing is held until you say yes; without an answer the wish expires on ${expires}.`,
    "Say yes or no here:",
    `${appUrl}${page}`,
  );

/** A saved card could not be charged to top up credits. */
export const refillFailedLetter = (sum: string, trouble: string): Letter =>
  letter(
    `Your credits could not be topped up by ${sum}`,
    trouble,
    `Your credits, the card and the setting are here: ${appUrl}/dashboard/money`,
  );

/** Money on its way to a worker's bank did not get there, or came back. */
export const withdrawalReturnedLetter = (sum: string, reason: string): Letter =>
  letter(
    `${sum} of a withdrawal is back in your earnings`,
    reason,
    `Your earnings, and where they go, are here: ${appUrl}/dashboard/money/earnings`,
  );

/** A worker's bank did not take money, or sent it back. */
export const withdrawalBouncedLetter = (sum: string, reason: string): Letter =>
  letter(
    `Your bank did not take ${sum}`,
    reason,
    "It lies in your account with Stripe, which pays it out again once the bank account there is right.",
    `The way to your account at Stripe is here: ${appUrl}/dashboard/money/earnings`,
  );

/** A payment is contested with the payer's bank. */
export const contestedPaymentLetter = (sum: string): Letter =>
  letter(
    `Your card payment of ${sum} is contested`,
    `Your bank told us that the card payment of ${sum} is contested. Until it has decided, you cannot spend credits or pay by card here; what is left of the payment is set aside.`,
    "If this was a mistake, tell your bank that you withdraw the complaint.",
    `${appUrl}/dashboard/money`,
  );
