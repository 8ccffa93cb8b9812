import { run } from "../copy";

/** `npm run dev`: the same as start, served by Next's development server with hot reload. */
export default () => run("dev");
