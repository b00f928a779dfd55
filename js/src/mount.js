// Puts one view of a widget on the page: a shadow root of its own, with its style and its theme.
import base from "./base.css";
import { keepHearing } from "./hearing.js";
import { followTheme } from "./theme.js";
import { envelope, viewId } from "./wire.js";

/** @import { AnyModel } from "./types.d.ts" */
/** @typedef {{close: () => void}} View */

/** Tell Python that this page runs the script: no static table has to stand in. @param {{model: any}} context */
export function initialize({ model }) {
  try {
    model.send(envelope(viewId(), 0, { kind: "hello" }));
  } catch {
    // A saved notebook: nobody is there.
  }
}

/**
 * @template {unknown} M
 * @param {{model: unknown, el: HTMLElement}} context what anywidget hands over
 * @param {string} kind class of the element
 * @param {string} style the widget's own style sheet
 * @param {(model: M, root: ShadowRoot, host: HTMLElement) => View} show
 * @returns {() => void} remove it
 */
export function mount({ model, el }, kind, style, show) {
  const host = document.createElement("div");
  host.className = kind;
  // JupyterLab listens before we do: without this, arrows and letters typed here would run its commands.
  host.dataset.lmSuppressShortcuts = "true";
  const root = host.attachShadow({ mode: "open" });
  // Not a style element: a strict content security policy would forbid it.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(base + style);
  root.adoptedStyleSheets = [sheet];
  el.append(host);
  const stopTheme = followTheme(host);
  void keepHearing(/** @type {AnyModel} */ (model));
  const view = show(/** @type {M} */ (model), root, host);
  return () => {
    stopTheme();
    view.close();
    host.remove();
  };
}
