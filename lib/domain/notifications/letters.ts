import { appUrl } from "@/lib/env";
import type { Mail } from "@/lib/events/mails";
import { RULE } from "@/lib/vendors/letter";
import { kindNames } from "./kinds";
import { types } from "./notification";
import type { Told } from "./told";
import { type Topic, waysOut } from "./unsubscribe";

const MAX_TOLD = 20;
const MAX_SUBJECT = 150;
const oneLine = (text: string) => text.replace(/\s+/g, " ").trim();

/** Names were typed by somebody: they stand in quotes and are one line, so that nobody can write a mail in our name. */
export function sentenceOf({ notificationType, senderName, isAi, taskTitle }: Told): string {
  const sender = senderName === null ? "Somebody" : `“${oneLine(senderName)}”${isAi ? " (AI)" : ""}`;
  const task = taskTitle === null ? "a gig" : `“${oneLine(taskTitle)}”`;
  return types[notificationType].says.replace("{sender}", () => sender).replace("{task}", () => task);
}

const quoted = ({ messagePreview }: Told) => (messagePreview ? `> ${oneLine(messagePreview)}` : "");
const cut = (text: string) => (text.length <= MAX_SUBJECT ? text : `${[...text].slice(0, MAX_SUBJECT - 1).join("")}…`);

/** One letter for whatever came together: of one thing by itself, of several as a list. */
export function notificationLetter(actorId: string, told: Told[]): Omit<Mail, "to"> {
  const kinds = new Set(told.map(({ kind }) => kind));
  const topic: Topic = kinds.size === 1 ? told[0]!.kind : "all";
  const { page, oneClick } = waysOut(actorId, topic);
  const shown = told.slice(0, MAX_TOLD);
  const more = told.length - shown.length;
  const paragraphs = shown.flatMap((one) => [sentenceOf(one), quoted(one), one.url]);
  if (more > 0) paragraphs.push(`And ${more} more: ${appUrl}/notifications`);
  const about = topic === "all" ? "notifications" : `notifications about ${kindNames[topic].toLowerCase()}`;
  const foot = [
    `You get ${about} by mail. What is mailed: ${appUrl}/settings/notifications`,
    `No more letters like this: ${page}`,
  ];
  return {
    subject: cut(told.length === 1 ? sentenceOf(told[0]!) : subjectOf(told)),
    text: `${paragraphs.filter(Boolean).join("\n\n")}\n\n${RULE}\n${foot.join("\n")}`,
    unsubscribe: oneClick,
  };
}

/** Of several: the first one's sentence where all say the same, else how many there are. */
function subjectOf(told: Told[]): string {
  const sentences = new Set(told.map(sentenceOf));
  return sentences.size === 1 ? `${[...sentences][0]} (${told.length})` : `${told.length} notifications`;
}
