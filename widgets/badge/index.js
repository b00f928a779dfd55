// The badge of one value as an anywidget.
import { BadgeView } from "../../js/src/badge.js";
import { initialize, mount } from "../../js/src/mount.js";
import panel from "../../js/src/panel.css";
import style from "./style.css";

/** @import { AnyModel } from "../../js/src/types.d.ts" */

/** @param {{model: unknown, el: HTMLElement}} context */
const render = (context) =>
  mount(context, "diorama-badge", panel + style, (/** @type {AnyModel} */ model, root) => new BadgeView(model, root));

export default { initialize, render };
