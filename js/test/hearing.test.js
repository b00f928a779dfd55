// Whatever a host does while a script loads, a widget hears Python once it runs.
import assert from "node:assert/strict";
import { test } from "node:test";
import { keepHearing } from "../src/hearing.js";

class WidgetModel {
  /** @type {any[]} */
  heard = [];
  /** @type {any[]} */
  sent = [];
  comm_live = true;
  /** @type {any} */
  comm = {
    send: (/** @type {unknown} */ data) => this.sent.push(data),
    on_msg: (/** @type {any} */ take) => (this.comm.take = take),
    take: (/** @type {unknown} */ message) => this._handle_comm_msg(message),
  };

  /** @param {any} message @returns {Promise<void>} */
  async _handle_comm_msg(message) {
    if (message.content.data.method) this.heard.push(message.content.data.method);
  }
}

/** As anywidget has it. */
class Waiting extends WidgetModel {
  /** @param {Promise<void>} ready */
  constructor(ready) {
    super();
    this.ready = ready;
  }

  /** @override @param {any} message */
  async _handle_comm_msg(message) {
    await this.ready;
    return super._handle_comm_msg(message);
  }
}

/** The part of it that a script is given. @param {any} own */
const lent = (own) => {
  const on = () => assert.fail("nothing is listened to");
  const get_model = async (/** @type {string} */ id) => (id === "7" ? own : assert.fail(id));
  return { get: () => "7", send: on, on, off: on, widget_manager: { get_model } };
};
const message = { content: { data: { method: "custom" } } };

test("a widget that was given up hears Python again, and asks for what it has missed", async () => {
  const own = new Waiting(Promise.reject(new Error("Failed to initialize model.")));
  await assert.rejects(own.comm.take(message));
  await keepHearing(lent(own));
  await keepHearing(lent(own));
  await own.comm.take(message);
  assert.deepEqual(own.heard, ["custom"]);
  assert.deepEqual(own.sent, [{ method: "request_state" }, { method: "request_state" }]);
});

test("a widget that hears is left alone", async () => {
  const own = new Waiting(Promise.resolve());
  const { take } = own.comm;
  await keepHearing(lent(own));
  assert.equal(own.comm.take, take);
  assert.deepEqual([own.heard, own.sent], [[], []]);
});

test("nothing is asked of a kernel that is gone", async () => {
  const own = new Waiting(Promise.reject(new Error("Failed to initialize model.")));
  own.comm_live = false;
  await keepHearing(lent(own));
  assert.deepEqual(own.sent, []);
});

test("hosts without such models, and pages without a kernel, are left alone", async () => {
  const none = { get: () => "7", send() {}, on() {}, off() {} };
  const throws = { get_model: () => Promise.reject(new Error("widget model not found")) };
  await keepHearing(none);
  await keepHearing({ ...none, widget_manager: throws });
  const saved = new Waiting(Promise.resolve());
  saved.comm = undefined;
  for (const own of [undefined, {}, saved]) await keepHearing(lent(own));
  assert.deepEqual(saved.sent, []);
});
