import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { PageHeader } from "@/components/layout/page-header";
import { appUrl } from "@/lib/env";
import { Frame } from "../../frame";
import { REFERENCE, sectionAt } from "../../reference";
import { SectionEntries } from "../../section";

type Props = { params: Promise<{ api: string; tag: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { api, tag } = await params;
  const section = sectionAt(api, tag);
  if (!section) return {};
  const { dialect, title, description, href } = section;
  return { title: `${title}, ${dialect} API`, description, alternates: { canonical: href } };
}

export default async function Page({ params }: Props) {
  const { api, tag } = await params;
  const section = sectionAt(api, tag);
  if (!section) notFound();
  return (
    <Frame current={section}>
      <PageHeader
        breadcrumb={[{ label: "API reference", href: REFERENCE }, { label: section.dialect }]}
        title={section.title}
        lede={section.description}
      />
      <SectionEntries section={section} origin={appUrl} />
    </Frame>
  );
}
