// The form of one record as an anywidget.
import { FormView } from "../../js/src/draft.js";
import { initialize, mount } from "../../js/src/mount.js";
import panel from "../../js/src/panel.css";
import style from "./style.css";

/** @import { AnyModel } from "../../js/src/types.d.ts" */

/** @param {{model: unknown, el: HTMLElement}} context */
const render = (context) =>
  mount(context, "diorama-form", panel + style, (/** @type {AnyModel} */ model, root) => new FormView(model, root));

export default { initialize, render };
