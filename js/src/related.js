// The way from a row to related rows, which a grid of their own shows in the same place, and back.
import { h, icon, ICONS } from "./dom.js";
import { keepHearing } from "./hearing.js";
import { leadsFrom } from "./looks.js";
import { menu, menuItem } from "./menu.js";
import { cellAt, placeOf } from "./pointing.js";

/** @import { AnyModel, Model } from "./types.d.ts" */
/** @import { Place } from "./keys.js" */
/** @import { Popover } from "./popover.js" */
/** @import { Session } from "./session.js" */

/** A grid that stands behind the one on show. @typedef {{title: string, back: () => void}} Crumb */

/**
 * @typedef {object} RelatedHost
 * @property {HTMLElement} frame
 * @property {HTMLElement} layer the rows
 * @property {Popover} popover
 * @property {(model: Model, behind: Crumb[]) => {focus: () => void, close: () => void}} show a grid in place of the frame
 * @property {(place: Place) => void} activate
 * @property {() => void} focus
 * @property {() => void} changed
 */

export class Related {
  /** Rows are being opened. */
  opening = false;
  /** Whether the host lets us find the grid that Python opens. */
  able;
  #model;
  #session;
  #behind;
  #host;
  /** The model that is shown, or was left for these rows. @type {string | null} */
  #key = null;
  /** @type {ReturnType<RelatedHost["show"]> | null} */
  #view = null;

  /** @param {AnyModel} model @param {Session} session @param {Crumb[]} behind the grids this one stands for, the first one first @param {RelatedHost} host */
  constructor(model, session, behind, host) {
    this.able = Boolean(model.widget_manager);
    this.#model = model;
    this.#session = session;
    this.#behind = behind;
    this.#host = host;
    host.frame.dataset.related = String(this.able);
    const { layer } = host;
    // Neither the selection, nor a drag, nor an edit begins here.
    for (const kind of ["pointerdown", "dblclick"]) layer.addEventListener(kind, (event) => buttonOf(event) && event.stopPropagation());
    layer.addEventListener("click", (event) => {
      const button = buttonOf(event);
      if (!button) return;
      host.activate(placeOf(button));
      this.open(placeOf(button));
    });
    // The second click of a double click on what led here is not meant for these rows.
    let first = behind.length === 0;
    host.frame.addEventListener("mousedown", (event) => void (first ||= event.detail === 1), true);
    host.frame.addEventListener("dblclick", (event) => first || event.stopPropagation(), true);
  }

  /** The way back, for the bar; null: there is none. */
  get crumbs() {
    const last = this.#behind.at(-1);
    if (!last) return null;
    const back = h("button", { type: "button", class: "button plain", "aria-label": "Back", title: "Back (Alt+←)" }, icon(ICONS.back));
    back.addEventListener("click", last.back);
    const titles = this.#behind.map((crumb) => {
      const title = h("button", { type: "button", class: "crumb", dir: "auto" }, crumb.title);
      title.addEventListener("click", crumb.back);
      return title;
    });
    return h("nav", { class: "crumbs", "aria-label": "Back to" }, back, ...titles);
  }

  close() {
    this.#key = null;
    this.#leave();
  }

  /** Go back to the grid this one stands for, if it does. */
  leave() {
    this.#behind.at(-1)?.back();
    return this.#behind.length > 0;
  }

  /** Open what a cell leads to; where it leads nowhere, what its row does. @param {Place} place @returns {boolean} whether there is anything */
  open({ row, column }) {
    const { columns } = this.#session.traits;
    const held = this.#session.row(row);
    const id = held?.id ?? null;
    if (!this.able || !held || id === null) return false;
    const leads = columns.map((one, i) => (held.has(i) ? leadsFrom(held.cell(i), one) : []));
    const refs = leads[column]?.length ? leads[column] : leads.flat();
    if (refs.length === 0) return false;
    if (refs.length === 1) void this.#open(/** @type {string} */ (refs[0]), id);
    else {
      const { popover } = this.#host;
      const items = refs.map((relation) => menuItem(popover, relation, "", () => void this.#open(relation, id)));
      const anchor = () => cellAt(this.#host.layer, { row, column })?.getBoundingClientRect() ?? null;
      popover.show({ label: "Related rows", anchor, back: this.#host.focus }, menu(items));
    }
    return true;
  }

  /** Show the grid that Python has opened, as soon as it can be found. @param {string | null} key of its model; null: none is open */
  async follow(key) {
    if (key === this.#key) return;
    this.close();
    this.#key = key;
    const model = key === null ? null : await this.#model.widget_manager?.get_model(key).catch(() => null);
    if (this.#key !== key) return;
    this.opening = false;
    this.#host.changed();
    if (!model) return;
    void keepHearing(model);
    const focused = this.#focused;
    this.#host.frame.hidden = true;
    const { title = "" } = this.#session.traits;
    this.#view = this.#host.show(model, [...this.#behind, { title, back: () => this.#back() }]);
    if (focused) this.#view.focus();
  }

  /** At once; Python learns of it, and a kernel that is gone keeps nobody. */
  #back() {
    this.#leave();
    this.#session.tell({ kind: "back" });
  }

  #leave() {
    const view = this.#view;
    if (!view) return;
    this.#view = null;
    const focused = this.#focused;
    view.close();
    this.#host.frame.hidden = false;
    if (focused) this.#host.focus();
  }

  get #focused() {
    return /** @type {ShadowRoot} */ (this.#host.frame.getRootNode()).activeElement !== null;
  }

  /** @param {string} relation @param {string} row */
  async #open(relation, row) {
    if (this.opening) return;
    this.opening = true;
    this.#host.changed();
    const problem = await this.#session.change({ kind: "open_ref", relation, row });
    // Where it was opened, a second click means the same until it is on show.
    if (problem) this.opening = false;
    if (problem && !problem.lost) this.#session.complain(problem);
    this.#host.changed();
  }
}

/** @param {Event} event */
function buttonOf(event) {
  return /** @type {Element} */ (event.composedPath()[0]).closest(".ref");
}
