// The dropdown of rows as an anywidget.
import { PickerView } from "../../js/src/picker.js";
import { initialize, mount } from "../../js/src/mount.js";
import panel from "../../js/src/panel.css";
import style from "./style.css";

/** @import { AnyModel } from "../../js/src/types.d.ts" */

/** @param {{model: unknown, el: HTMLElement}} context */
const render = (context) =>
  mount(context, "diorama-picker", panel + style, (/** @type {AnyModel} */ model, root) => new PickerView(model, root));

export default { initialize, render };
