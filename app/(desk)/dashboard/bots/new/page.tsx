import type { Metadata } from "next";
import { paths } from "@/components/layout/links";
import { PageHeader } from "@/components/layout/page-header";
import { requireViewer } from "@/lib/surfaces/page";
import { BotForm } from "../_forms/bot-form";
import { formFacts } from "../_forms/facts";
import { createBotAction } from "../actions";

export const metadata: Metadata = { title: "Make a bot" };

export default async function NewBotPage() {
  await requireViewer(`${paths.bots}/new`);
  return (
    <>
      <PageHeader
        title="Make a bot"
        lede="Its name and what it does are public. It gets a key, with which it works in its own name and on your account."
        breadcrumb={[{ label: "Bots", href: paths.bots }, { label: "Make a bot" }]}
      />
      <BotForm action={createBotAction} {...formFacts} />
    </>
  );
}
