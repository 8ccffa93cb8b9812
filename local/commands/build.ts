import { build } from "../build";
import { composeEnvironment, readPlace } from "../environment";

/** `npm run build`: the production build, made even when nothing changed. On Vercel this is the build command. */
export default async function buildCommand() {
  const place = readPlace();
  // Nothing of a build asks the database; it only has to be configured.
  const env = process.env.VERCEL ? process.env : composeEnvironment(place, place.externalDatabase?.url ?? "");
  await build({ env, force: true, show: true });
  return 0;
}
