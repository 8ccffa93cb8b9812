import {
  type LucideIcon,
  MessageSquare,
  MessagesSquare,
  PackageCheck,
  Scale,
  ScrollText,
  Star,
  Wallet,
} from "lucide-react";
import type { z } from "zod";
import type { Kind, Notification } from "@/lib/domain/notifications/notification";

/** As the API answers it: `GET /api/notifications`. */
export type Note = z.output<typeof Notification>;

export const kindIcons: Record<Kind, LucideIcon> = {
  messages: MessageSquare,
  proposals: ScrollText,
  deliveries: PackageCheck,
  reviews: Star,
  disputes: Scale,
  payments: Wallet,
  comments: MessagesSquare,
};

/** Where it leads: an address of ours as a path, whatever host we are called by. */
export function pathOf({ url }: Pick<Note, "url">): string {
  const { pathname, search, hash } = new URL(url);
  return `${pathname}${search}${hash}`;
}
