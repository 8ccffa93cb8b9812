import { run } from "../copy";

/** `npm start`: everything in production mode. Ends on Ctrl-C, or with an error when the web process keeps dying. */
export default () => run("production");
