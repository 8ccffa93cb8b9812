import { Container } from "@/components/layout/container";
import { PageHeader } from "@/components/layout/page-header";
import { RowSkeleton, Skeleton } from "@/components/ui/skeleton";
import { LEDE } from "./lede";

export default function Loading() {
  return (
    <Container>
      <PageHeader title="Data exchange" lede={LEDE} />
      <Skeleton className="h-10 rounded-lg" />
      <Skeleton className="mt-14 mb-4 h-6 w-24" />
      <RowSkeleton count={10} />
    </Container>
  );
}
