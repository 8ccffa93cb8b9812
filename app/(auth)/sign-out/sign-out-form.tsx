import { LogOut } from "lucide-react";
import { menuRowClass } from "@/components/layout/app-shell";
import { signOutAction } from "../actions";

/** Signing out, as a row of the account's menu. */
export function SignOutForm() {
  return (
    <form action={signOutAction}>
      <button type="submit" className={menuRowClass}>
        <LogOut aria-hidden className="mr-2 size-4 text-ink-soft" />
        Sign out
      </button>
    </form>
  );
}
