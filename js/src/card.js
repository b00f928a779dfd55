// One record: its fields by name, nested ones to unfold, and what is going on with it.
import { h, icon, ICONS, setAttribute, setText } from "./dom.js";
import { Live } from "./live.js";
import { safeLink } from "./links.js";
import { offerRetry } from "./retry.js";
import { ageText, grouped, printable, whyText } from "./text.js";

/** @import { AnyModel, Problem } from "./types.d.ts" */

/** @typedef {{type: string, text?: string, shape?: "map" | "list", size?: number, entries?: [string, Node_][]}} Node_ */
/** @typedef {Node_ & {name: string, id: boolean}} Field */
/**
 * @typedef {object} CardState
 * @property {number} generation
 * @property {string} name
 * @property {string} id
 * @property {string} title
 * @property {string} status
 * @property {Problem | null} error
 * @property {number | null} fetched_at
 * @property {number | null} stale_after seconds
 * @property {string[]} dirty
 * @property {Field[]} fields
 */

/** What is said of a record, by status. @type {Readonly<Record<string, [string, string]>>} */
const SAID = {
  Fresh: ["", "good"],
  Stale: ["Stale", "warn"],
  Loading: ["Loading…", "busy"],
  Incomplete: ["Details are missing", "warn"],
  PendingWrite: ["Saving…", "busy"],
  WriteFailed: ["A change was not accepted", "bad"],
  LoadFailed: ["Could not be read", "bad"],
  NotFound: ["Not found", "bad"],
};

/** Rows of texts that stand for fields that are not here yet. */
const BONES = 4;

/** The status to show: one that grew old while nothing happened is stale. @param {CardState} state @param {number} now */
export function statusOf(state, now) {
  const { status, fetched_at: at, stale_after: limit } = state;
  const old = limit !== null && at !== null && now - at > limit * 1000;
  return status === "Fresh" && old ? "Stale" : status;
}

export class CardView {
  #live;
  #title = h("span", { class: "title", dir: "auto" });
  #id = h("span", { class: "id", dir: "auto" });
  #chip = h("span", { class: "chip" });
  #refresh = h("button", { type: "button", class: "button refresh", "aria-label": "Refresh", title: "Refresh" }, icon(ICONS.refresh));
  #fields = h("dl", { class: "record" });
  #age = h("span", { class: "age" });
  #dot = h("span", { class: "dot", "aria-hidden": "true" });
  #news = h("span", { class: "news", dir: "auto", role: "status" });
  #foot = h("div", { class: "foot" }, this.#dot, this.#age, this.#news, this.#refresh);
  #frame = h("section", { class: "frame" }, h("div", { class: "head" }, this.#title, this.#id, this.#chip), this.#fields, this.#foot);
  /** What is painted, so that unfolded values stay so while others change. */
  #painted = "";
  /** Paths of nested values that are unfolded. @type {Set<string>} */
  #open = new Set();
  #clock;

  /** @param {AnyModel} model @param {ShadowRoot} root */
  constructor(model, root) {
    this.#live = new Live(model, ["state", "title"], () => this.#paint());
    offerRetry(this.#live, this.#news);
    this.#refresh.addEventListener("click", () => void this.#live.ask({ kind: "refresh" }));
    this.#clock = setInterval(() => this.#paintState(), 1000);
    root.append(this.#frame);
    this.#paint();
  }

  close() {
    clearInterval(this.#clock);
    this.#live.close();
  }

  #paint() {
    /** @type {CardState} */
    const state = this.#live.get("state");
    setText(this.#title, this.#live.get("title") || state.title || state.name);
    setText(this.#id, state.title || this.#live.get("title") ? `${state.name} ${state.id}` : state.id);
    setAttribute(this.#frame, "aria-label", `${state.name} ${state.id}`);
    const painted = JSON.stringify([state.fields, state.dirty, state.status === "Loading"]);
    if (painted !== this.#painted) {
      this.#painted = painted;
      this.#paintFields(state);
    }
    this.#paintState();
  }

  #paintState() {
    /** @type {CardState} */
    const state = this.#live.get("state");
    const { connection, problem } = this.#live;
    const status = statusOf(state, Date.now());
    const [said, mood] = SAID[status] ?? [status, "warn"];
    setText(this.#chip, said);
    this.#chip.dataset.mood = mood;
    const why = problem ?? state.error;
    this.#foot.dataset.mood = connection || why ? "bad" : mood;
    setText(this.#age, state.fetched_at === null ? "" : `updated ${ageText(Date.now() - state.fetched_at)}`);
    const news = connection || whyText(why);
    setText(this.#news, news);
    setAttribute(this.#news, "title", news || null);
    setAttribute(this.#refresh, "aria-busy", status === "Loading" ? "true" : null);
    this.#refresh.disabled = this.#live.lost;
  }

  /** @param {CardState} state */
  #paintFields({ fields, dirty, status }) {
    const bones = fields.length === 0 && status === "Loading" ? BONES : 0;
    const rows = Array.from({ length: bones }, (_, n) => [
      h("dt", {}, bone(60 + n * 8)), h("dd", {}, bone(120 + ((n * 53) % 90))),
    ]);
    this.#fields.replaceChildren(
      ...rows.flat(),
      ...fields.flatMap((field) => [
        h("dt", { dir: "auto", title: field.name }, field.name),
        this.#value(field, dirty.includes(field.name)),
      ]),
    );
    setAttribute(this.#fields, "hidden", fields.length === 0 && bones === 0);
  }

  /** @param {Field} field @param {boolean} dirty */
  #value(field, dirty) {
    const cell = h("dd", { class: "value", dir: "auto" }, this.#node(field, field.name));
    if (dirty) {
      cell.dataset.mark = "pending";
      cell.title = "Changed here, not yet at the source";
    }
    return cell;
  }

  /** @param {Node_} node @param {string} path @returns {Node} */
  #node(node, path) {
    if (node.entries) return this.#tree(node, path);
    const text = node.text ?? "";
    if (node.type === "null") return h("span", { class: "null" }, "null");
    if (text === "") return h("span", { class: "null" }, "empty");
    const link = node.type === "text" ? safeLink(text) : null;
    if (link) return h("a", { href: link.href, title: link.host, target: "_blank", rel: "noopener noreferrer" }, text);
    const multi = node.type === "text" && text.includes("\n");
    return h("span", { class: "leaf", "data-type": node.type }, multi ? text : printable(text));
  }

  /** @param {Node_} node @param {string} path */
  #tree({ shape, size = 0, entries = [] }, path) {
    const count = `${grouped(size)} ${shape === "list" ? (size === 1 ? "item" : "items") : size === 1 ? "field" : "fields"}`;
    if (size === 0) return h("span", { class: "null" }, shape === "list" ? "empty list" : "empty map");
    const hint = entries.slice(0, 3).map(([label, part]) =>
      (shape === "list" ? "" : `${label}: `) + (part.entries ? "…" : part.type === "null" ? "null" : printable(part.text ?? "").slice(0, 30)));
    const body = h("dl", { class: "tree" });
    const details = h("details", {}, h("summary", {}, h("span", { class: "count" }, count), h("span", { class: "hint" }, hint.join(", "))), body);
    const fill = () => {
      if (body.childElementCount) return;
      body.append(...entries.flatMap(([label, part], n) => [
        h("dt", { dir: "auto" }, label), h("dd", { dir: "auto" }, this.#node(part, `${path}/${n}`)),
      ]));
      const more = size - entries.length;
      if (more > 0) body.append(h("dd", { class: "rest" }, `and ${grouped(more)} more, in Python`));
    };
    details.open = this.#open.has(path);
    if (details.open) fill();
    details.addEventListener("toggle", () => {
      if (details.open) this.#open.add(path);
      else this.#open.delete(path);
      fill();
    });
    return details;
  }
}

/** @param {number} width px */
function bone(width) {
  const element = h("span", { class: "bone" });
  element.style.width = `${width}px`;
  return element;
}
