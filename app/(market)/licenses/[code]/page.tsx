import type { Metadata } from "next";
import Link from "next/link";
import { datasetHref, LICENSE_LABELS } from "@/components/datasets/dataset";
import { Container } from "@/components/layout/container";
import { PageHeader } from "@/components/layout/page-header";
import { RelativeTime } from "@/components/time/relative-time";
import { Badge } from "@/components/ui/badge";
import { Card, CardBody } from "@/components/ui/card";
import { DefinitionList } from "@/components/ui/definition-list";
import { checkCertificate } from "@/lib/domain/datasets/licenses";
import { page } from "@/lib/surfaces/page";

type Props = { params: Promise<{ code: string }> };

export const metadata: Metadata = { title: "Licence certificate", robots: { index: false } };

export default async function CertificatePage({ params }: Props) {
  const { certificate: found } = await page(checkCertificate, { code: (await params).code });
  return (
    <Container>
      <PageHeader
        title={`Certificate ${found.certificate}`}
        eyebrow={found.valid ? <Badge tone="accent">Stands</Badge> : <Badge tone="loss">Does not stand</Badge>}
        lede={
          found.valid
            ? "Whoever shows you this code holds this licence."
            : "The payment for this licence went back to the card: it gives no rights."
        }
      />
      <Card as="section" className="max-w-2xl">
        <CardBody className="py-2">
          <DefinitionList
            items={[
              {
                term: "Dataset",
                value: (
                  <Link href={datasetHref(found.datasetId)} className="underline underline-offset-4" dir="auto">
                    {found.title}
                  </Link>
                ),
              },
              { term: "Held by", value: <span dir="auto">{found.holder}</span> },
              { term: "Given by", value: <span dir="auto">{found.licensor}</span> },
              { term: "Licence", value: LICENSE_LABELS[found.type] },
              { term: "Version", value: found.version },
              { term: "Digest", value: <code className="text-xs">{found.digest}</code> },
              { term: "Terms", value: <code className="text-xs">{found.termsHash}</code> },
              { term: "Since", value: <RelativeTime value={found.createdAt} /> },
            ]}
          />
        </CardBody>
      </Card>
    </Container>
  );
}
