// Tells whether the host page is light or dark, and when that changes.

/**
 * "" when the page does not say: then the system's preference counts.
 *
 * @param {HTMLElement} body
 * @param {HTMLElement} root
 * @returns {"light" | "dark" | ""}
 */
export function themeOf(body, root) {
  const lab = body.dataset.jpThemeLight;
  if (lab === "true") return "light";
  if (lab === "false") return "dark";
  for (const element of [body, root]) {
    if (element.matches(".vscode-dark, .vscode-high-contrast, .dark, [data-theme='dark']")) return "dark";
    if (element.matches(".vscode-light, .light, [data-theme='light']")) return "light";
  }
  return "";
}

/** @param {HTMLElement} host @returns {() => void} stop */
export function followTheme(host) {
  const { body, documentElement: root } = document;
  function apply() {
    const theme = themeOf(body, root);
    if (theme) host.dataset.theme = theme;
    else delete host.dataset.theme;
  }
  const observer = new MutationObserver(apply);
  const options = { attributes: true, attributeFilter: ["class", "data-jp-theme-light", "data-theme"] };
  observer.observe(body, options);
  observer.observe(root, options);
  apply();
  return () => observer.disconnect();
}
