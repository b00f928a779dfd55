// The picture of a plot as an anywidget, where a host has no boxes to put it in.
import { CanvasView } from "../../js/src/canvas.js";
import { initialize, mount } from "../../js/src/mount.js";
import panel from "../../js/src/panel.css";
import style from "./style.css";

/** @import { AnyModel } from "../../js/src/types.d.ts" */

/** @param {{model: unknown, el: HTMLElement}} context */
const render = (context) =>
  mount(context, "diorama-canvas", panel + style, (/** @type {AnyModel} */ model, root) => new CanvasView(model, root));

export default { initialize, render };
