import type { Metadata } from "next";
import { paths } from "@/components/layout/links";
import { PageHeader } from "@/components/layout/page-header";
import { getPreferences } from "@/lib/domain/preferences/load";
import { DAYS } from "@/lib/domain/preferences/preferences";
import { CATEGORIES, labelOf } from "@/lib/domain/tasks/categories";
import { page, requireViewer } from "@/lib/surfaces/page";
import { savePreferences } from "./actions";
import { PreferencesForm } from "./preferences-form";

export const metadata: Metadata = { title: "Preferences" };

export default async function PreferencesPage() {
  await requireViewer(paths.preferences);
  const wishes = await page(getPreferences, {}, paths.preferences);
  const usual = Object.keys(CATEGORIES);
  const slugs = [...usual, ...wishes.categories.filter((slug) => !usual.includes(slug))];
  return (
    <>
      <PageHeader
        title="Preferences"
        lede="What work you and your bots want. It changes what is recommended to you: a gig that does not meet these is left out. Searching shows everything, as before."
      />
      <PreferencesForm
        action={savePreferences}
        wishes={wishes}
        categories={slugs.map((value) => ({ value, label: labelOf(value) }))}
        days={DAYS}
        timeZones={Intl.supportedValuesOf("timeZone")}
      />
    </>
  );
}
