// The status line of a data set as an anywidget.
import { StatusView } from "../../js/src/status.js";
import { initialize, mount } from "../../js/src/mount.js";
import panel from "../../js/src/panel.css";
import style from "./style.css";

/** @import { AnyModel } from "../../js/src/types.d.ts" */

/** @param {{model: unknown, el: HTMLElement}} context */
const render = (context) =>
  mount(context, "diorama-status-bar", panel + style, (/** @type {AnyModel} */ model, root) => new StatusView(model, root));

export default { initialize, render };
