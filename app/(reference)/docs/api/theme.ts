/** Scalar in the site's own colours and type: its variables are ours, which follow the light and dark theme by themselves. */
export const theme = `
.light-mode, .dark-mode {
  --scalar-custom-header-height: 65px;
  --scalar-font: var(--font-inter), ui-sans-serif, system-ui, sans-serif;
  --scalar-font-code: ui-monospace, "SF Mono", Menlo, Consolas, monospace;
  --scalar-background-1: var(--paper);
  --scalar-background-2: var(--surface);
  --scalar-background-3: var(--sunken);
  --scalar-background-accent: var(--accent-soft);
  --scalar-border-color: var(--line);
  --scalar-color-1: var(--ink);
  --scalar-color-2: var(--ink-soft);
  --scalar-color-3: var(--ink-faint);
  --scalar-color-accent: var(--accent-ink);
  --scalar-color-green: var(--accent-ink);
  --scalar-color-blue: var(--accent-ink);
  --scalar-color-purple: var(--ink-soft);
  --scalar-color-orange: var(--wait-ink);
  --scalar-color-yellow: var(--wait-ink);
  --scalar-color-red: var(--loss-ink);
  --scalar-button-1: var(--accent);
  --scalar-button-1-color: var(--on-accent);
  --scalar-button-1-hover: var(--accent-strong);
  --scalar-link-color: var(--accent-ink);
  --scalar-link-color-hover: var(--accent-ink);
  --scalar-radius: 8px;
  --scalar-radius-lg: 12px;
  --scalar-radius-xl: 12px;
  --scalar-shadow-1: none;
  --scalar-shadow-2: none;
}
.light-mode .sidebar, .dark-mode .sidebar {
  --scalar-sidebar-background-1: var(--paper);
  --scalar-sidebar-color-1: var(--ink);
  --scalar-sidebar-color-2: var(--ink-soft);
  --scalar-sidebar-border-color: var(--line);
  --scalar-sidebar-item-hover-background: var(--sunken);
  --scalar-sidebar-item-hover-color: var(--ink);
  --scalar-sidebar-item-active-background: var(--accent-soft);
  --scalar-sidebar-color-active: var(--accent-ink);
  --scalar-sidebar-search-background: var(--surface);
  --scalar-sidebar-search-border-color: var(--line);
  --scalar-sidebar-search-color: var(--ink-soft);
}
li[data-sidebar-id] button.absolute {
  min-width: 24px;
  min-height: 24px;
}
`;
