// How soon to paint what Python pushed: at once, and less often while very much changes.

/** More cells a second than anybody can follow. */
const MANY = 200;
/** Between two repaints then (ms). */
const PAUSE = 50;

export class Tempo {
  /** When how many cells changed, within the last second. @type {{at: number, cells: number}[]} */
  #changes = [];
  #painted = -Infinity;

  /** A repaint was made. @param {number} cells that changed @param {number} now */
  painted(cells, now) {
    this.#painted = now;
    this.#changes = this.#changes.filter(({ at }) => now - at < 1000);
    if (cells > 0) this.#changes.push({ at: now, cells });
  }

  /** Milliseconds until the next repaint may be made. @param {number} now */
  wait(now) {
    let cells = 0;
    for (const change of this.#changes) if (now - change.at < 1000) cells += change.cells;
    return cells > MANY ? Math.max(0, this.#painted + PAUSE - now) : 0;
  }
}
