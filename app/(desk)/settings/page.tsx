import { redirect } from "next/navigation";
import { paths } from "@/components/layout/links";

export default function Settings() {
  redirect(paths.account);
}
