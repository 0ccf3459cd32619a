/** Light or dark: as the system has it, until somebody chooses. */

const KEY = "basinwatch-theme";
const system = matchMedia("(prefers-color-scheme: dark)");
const listeners = new Set();

export function startTheme(button) {
  apply();
  system.addEventListener("change", apply);
  button.addEventListener("click", () => {
    remember(document.documentElement.dataset.theme === "dark" ? "light" : "dark");
    apply();
  });
}

export function onTheme(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The colour that a custom property has now. */
export function color(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

function apply() {
  document.documentElement.dataset.theme = chosen() ?? (system.matches ? "dark" : "light");
  listeners.forEach((listener) => listener());
}

/** Storage may be forbidden; then the choice lasts as long as the page. */
let choice = null;

function chosen() {
  try {
    return localStorage.getItem(KEY) ?? choice;
  } catch {
    return choice;
  }
}

function remember(theme) {
  choice = theme;
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // The choice lasts as long as the page.
  }
}
