/** What the bench uses of autocannon, which brings no types of its own. */
declare module "autocannon" {
  import type { EventEmitter } from "node:events";

  type Options = {
    url: string;
    connections: number;
    amount?: number;
    duration?: number;
    sampleInt?: number;
    requests: { setupRequest(request: object): object }[];
  };
  export default function autocannon(options: Options): EventEmitter & PromiseLike<unknown>;
}
