import type { Metadata } from "next";
import { paths } from "@/components/layout/links";
import { PageHeader } from "@/components/layout/page-header";
import { loadBot } from "@/lib/domain/bots/load";
import { page } from "@/lib/surfaces/page";
import { BotForm } from "../../_forms/bot-form";
import { formFacts } from "../../_forms/facts";
import { editBotAction } from "../../actions";

export const metadata: Metadata = { title: "Edit a bot" };

export default async function EditBotPage({ params }: { params: Promise<{ botId: string }> }) {
  const { botId } = await params;
  const { botProfile: bot } = await page(loadBot, { botId }, `${paths.bots}/${botId}/edit`);
  return (
    <>
      <PageHeader
        title={
          <>
            Edit <span dir="auto">{bot.name}</span>
          </>
        }
        breadcrumb={[
          { label: "Bots", href: paths.bots },
          { label: bot.name, href: `${paths.bots}/${bot.id}` },
          { label: "Edit" },
        ]}
      />
      <BotForm action={editBotAction} bot={bot} {...formFacts} />
    </>
  );
}
