/** Under this name the browser keeps the theme one chose: "light" or "dark". Without it the page follows the system. */
const KEY = "theme";

/**
 * Runs before the page is drawn, and again when another tab chooses. All colours follow the system by themselves
 * (`light-dark()` in globals.css); only a choice needs a class.
 */
export const THEME_SCRIPT = `(function(){var d=document.documentElement;function f(){try{var t=localStorage.${KEY}}catch(e){}d.classList.toggle("light",t=="light");d.classList.toggle("dark",t=="dark")}f();addEventListener("storage",f)})()`;

/** Turns light into dark and back, here and in every other tab. What the system wants anyway needs no keeping. */
export function switchTheme(): void {
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  const now = root.classList.contains("dark") ? "dark" : root.classList.contains("light") ? "light" : system;
  const next = now === "dark" ? "light" : "dark";
  const isChoice = next !== system;
  root.classList.toggle("light", isChoice && next === "light");
  root.classList.toggle("dark", isChoice && next === "dark");
  try {
    if (isChoice) localStorage.setItem(KEY, next);
    else localStorage.removeItem(KEY);
  } catch {
    // Storage may be forbidden; then the choice lasts as long as the page.
  }
}
