/** The first thing a keyboard meets: past the header, to what the page is about. */
export function SkipLink() {
  return (
    <a
      href="#main"
      className="fixed top-2 left-2 z-50 -translate-y-16 rounded-lg bg-ink px-4 py-2.5 font-medium text-paper text-sm focus:translate-y-0"
    >
      Skip to content
    </a>
  );
}
