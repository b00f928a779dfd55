// How long Python may leave a request unanswered before the page says so.

/** An unanswered request is given up on after this long (ms). */
const LIMIT = 8000;

export class Patience {
  /** Python has said something since the last request that waits. */
  answered = true;
  /** Python has said something at all: a saved notebook without a kernel never does. */
  #met = false;
  #begun = false;
  #over;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {(answered: boolean) => void} over */
  constructor(over) {
    this.#over = over;
  }

  begin() {
    this.end();
    this.#begun = true;
    this.answered = false;
    this.#timer = setTimeout(() => this.#over(this.answered), LIMIT);
  }

  /** Python said something. @param {boolean} enough nothing else is waited for */
  heard(enough) {
    this.answered = this.#met = true;
    if (enough) this.end();
  }

  /** Nobody ever waited for this Python, nor heard of it. */
  get fresh() {
    return !this.#met && !this.#begun;
  }

  end() {
    clearTimeout(this.#timer);
  }
}
