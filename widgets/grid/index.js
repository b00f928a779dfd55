// The live grid as an anywidget: a shadow root of its own, and one view in it.
import { GridView } from "../../js/src/view.js";
import style from "./style.css";

/** @import { Model } from "../../js/src/types.d.ts" */

/** @param {{model: unknown, el: HTMLElement}} context */
function render({ model, el }) {
  const host = document.createElement("div");
  host.className = "diorama-grid";
  // JupyterLab listens before we do: without this, arrows and letters typed here would run its commands.
  host.dataset.lmSuppressShortcuts = "true";
  const root = host.attachShadow({ mode: "open" });
  const sheet = document.createElement("style");
  sheet.textContent = style;
  root.append(sheet);
  el.append(host);
  const view = new GridView(/** @type {Model} */ (model), host, root);
  return () => {
    view.close();
    host.remove();
  };
}

export default { render };
