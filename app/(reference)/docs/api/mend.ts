/**
 * What Scalar's markup lacks for those who do not see the page, or use no mouse: names for its icon buttons and its toasts,
 * lists that scroll by keyboard, and the place that "Skip to content" leads to. It draws while one scrolls, so this is done again after every change. Returns how to stop.
 */
export function mend(place: Element): () => void {
  let due = 0;
  const run = () => {
    due = 0;
    const main = place.querySelector("main:not([id])");
    main?.setAttribute("id", "main");
    main?.setAttribute("tabindex", "-1");
    for (const toasts of place.querySelectorAll('section[aria-live][aria-label^="Notifications"]'))
      toasts.setAttribute("aria-label", "Messages of the reference");
    for (const list of place.querySelectorAll("ul.endpoints:not([tabindex])")) list.setAttribute("tabindex", "0");
    for (const button of place.querySelectorAll("button:not([aria-label]):not([aria-labelledby])")) {
      if (button.className.includes("copy-button")) button.setAttribute("aria-label", "Copy");
      else if (!button.textContent?.trim()) button.setAttribute("aria-label", "More");
    }
  };
  const observer = new MutationObserver(() => {
    due ||= requestAnimationFrame(run);
  });
  observer.observe(place, { childList: true, subtree: true });
  return () => {
    observer.disconnect();
    cancelAnimationFrame(due);
  };
}
