import { MessageSquareOff } from "lucide-react";
import { paths } from "@/components/layout/links";
import { ButtonLink } from "@/components/ui/button-link";
import { EmptyState } from "@/components/ui/empty-state";

/** Beside the list of conversations, which stays: also what whoever is removed meanwhile sees. */
export default function NotFound() {
  return (
    <div className="grid h-full place-items-center p-6">
      <h1 className="sr-only">There is no such conversation</h1>
      <EmptyState
        icon={MessageSquareOff}
        title="There is no such conversation"
        action={<ButtonLink href={paths.chat}>All conversations</ButtonLink>}
      >
        It is gone, or you are not in it any more.
      </EmptyState>
    </div>
  );
}
