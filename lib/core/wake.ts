/** One for the process: its server and the pages that Next bundles have modules of their own. */
const shared = globalThis as { bothandWake?: (() => void) | undefined };

/** Says to the worker of this process, where there is one, that a commit has left it something to do. */
export const wake = (): void => shared.bothandWake?.();

/** Names who is woken; without a name nobody is from then on. */
export function wakes(worker?: () => void) {
  shared.bothandWake = worker;
}
