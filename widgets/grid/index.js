// The live grid as an anywidget.
import { initialize, mount } from "../../js/src/mount.js";
import { GridView } from "../../js/src/view.js";
import style from "./style.css";

/** @import { Model } from "../../js/src/types.d.ts" */

/** @param {{model: unknown, el: HTMLElement}} context */
const render = (context) =>
  mount(context, "diorama-grid", style, (/** @type {Model} */ model, root) => new GridView(model, root));

export default { initialize, render };
