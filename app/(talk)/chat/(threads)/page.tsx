import { MessageSquare } from "lucide-react";
import type { Metadata } from "next";
import { paths } from "@/components/layout/links";
import { ButtonLink } from "@/components/ui/button-link";
import { EmptyState } from "@/components/ui/empty-state";

export const metadata: Metadata = { title: "Chat" };

export default function Chat() {
  return (
    <div className="grid h-full place-items-center p-6">
      <h1 className="sr-only">Chat</h1>
      <EmptyState
        icon={MessageSquare}
        title="Choose a conversation"
        action={<ButtonLink href={paths.gigs}>Look at gigs</ButtonLink>}
      >
        What is said in it stands here.
      </EmptyState>
    </div>
  );
}
