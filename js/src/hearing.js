// Lets a widget hear Python although anywidget has given it up.
//
// anywidget waits two seconds for the script of a widget. Where a busy page needs longer, the widget
// is shown all the same, but whatever Python says to it is thrown away, for good: a grid of empty
// rows, each of whose questions is answered.

/** @import { AnyModel, HostModel } from "./types.d.ts" */

/** A message that means nothing; whether it gets through is what counts. */
const NOTHING = { content: { data: {} } };

/**
 * The host's own model behind the part of it that we are given; null in hosts that are none of
 * Jupyter's, and where there is no kernel.
 *
 * @param {AnyModel} model
 * @returns {Promise<HostModel | null>}
 */
async function itself(model) {
  try {
    const own = await model.widget_manager?.get_model(model.get("_model_key"));
    return own?.comm && own._handle_comm_msg ? own : null;
  } catch {
    return null;
  }
}

/** Let messages through if none comes through; called once the script runs. @param {AnyModel} model */
export async function keepHearing(model) {
  const own = await itself(model);
  if (!own) return;
  try {
    await own._handle_comm_msg(NOTHING);
  } catch {
    // The class above anywidget's own takes messages without waiting for a script.
    const take = Object.getPrototypeOf(Object.getPrototypeOf(own))._handle_comm_msg;
    own.comm.on_msg((message) => take.call(own, message));
    // What was said until now is lost.
    if (own.comm_live) own.comm.send({ method: "request_state" });
  }
}
