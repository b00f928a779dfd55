// Mounts the committed bundle on a fake model; the tests reach both through `window`.
// @ts-expect-error -- the bundle is an address here, served by the tests
import grid from "/diorama_nb/static/grid.js";
import { FakeModel } from "./model.js";

const query = new URLSearchParams(location.search);
const theme = query.get("theme");
if (theme) {
  document.documentElement.style.colorScheme = theme;
  document.body.dataset.jpThemeLight = String(theme === "light");
}
const model = new FakeModel({
  total: Number(query.get("total") ?? 1000),
  height: Number(query.get("height") ?? 420),
  start: query.get("start") ?? "ready",
  editable: query.has("editable"),
  wide: Number(query.get("wide") ?? 0),
  traits: JSON.parse(query.get("traits") ?? "{}"),
});
model.dropsBuffers = query.get("drops") === "buffers";
model.spreads = query.has("spreads");
if (query.has("outdated")) model.status({ outdated: true });
if (query.has("refs")) model.relate(JSON.parse(query.get("refs") ?? "{}"));
const stage = /** @type {HTMLElement} */ (document.getElementById("stage"));
const unmount = grid.render({ model, el: stage });
Object.assign(window, { fake: model, unmount });
