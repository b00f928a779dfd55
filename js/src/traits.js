// Reads the synced traits, and tells once of changes that came together.

/** @import { Model, Traits } from "./types.d.ts" */

const NAMES = /** @type {const} */ ([
  "columns", "status", "can", "sort", "search", "filters", "snapshot", "height", "title", "selection", "writes",
  "shown_columns", "pinned", "column_widths", "density", "looks", "opened",
]);

/** @param {Model} model @returns {Traits} */
export function readTraits(model) {
  /** @type {Partial<Record<keyof Traits, unknown>>} */
  const traits = {};
  for (const name of NAMES) traits[name] = model.get(name);
  return /** @type {Traits} */ (traits);
}

/**
 * One update of several traits fires one event each: read them all together, once.
 *
 * @param {Model} model
 * @param {(traits: Traits) => void} adopt
 * @returns {() => void} stop
 */
export function followTraits(model, adopt) {
  let pending = false;
  let stopped = false;
  function onChange() {
    if (pending) return;
    pending = true;
    queueMicrotask(() => {
      pending = false;
      if (!stopped) adopt(readTraits(model));
    });
  }
  for (const name of NAMES) model.on(`change:${name}`, onChange);
  return () => {
    stopped = true;
    for (const name of NAMES) model.off(`change:${name}`, onChange);
  };
}
