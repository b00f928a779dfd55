// Lets a call through at once, then at most one per interval, and always the last.

/**
 * @template {unknown[]} A
 * @param {(...args: A) => void} run
 * @param {number} wait milliseconds
 * @returns {((...args: A) => void) & {cancel: () => void}}
 */
export function pace(run, wait) {
  /** @type {ReturnType<typeof setTimeout> | null} */
  let timer = null;
  /** @type {A | null} */
  let next = null;

  function tick() {
    timer = null;
    if (next === null) return;
    const args = next;
    next = null;
    timer = setTimeout(tick, wait);
    run(...args);
  }

  /** @param {A} args */
  function paced(...args) {
    next = args;
    if (timer === null) tick();
  }

  paced.cancel = () => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    next = null;
  };
  return paced;
}
