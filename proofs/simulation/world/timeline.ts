/** A planned happening. */
interface Happening {
  readonly atMs: number;
  /** Order of planning; of two happenings at the same time the one planned first comes first. */
  readonly turn: number;
  readonly happen: () => void;
}

/**
 * A timeline that begins at a given time.
 *
 * Nothing here waits for real time: between two happenings only promises settle. A
 * `process.nextTick` requested from a microtask runs when the microtask queue is empty, so one turn
 * of it is one happening with all its consequences, always in the same order.
 *
 * @see https://nodejs.org/api/process.html#when-to-use-queuemicrotask-vs-processnexttick
 */
export const createTimeline = (startMs: number): Timeline => {
  const agenda = createAgenda();
  let nowMs = startMs;
  let turns = 0;

  const at = (epochMs: number, happen: () => void): void => {
    turns += 1;
    agenda.add({ atMs: Math.max(epochMs, nowMs), turn: turns, happen });
  };

  const run = (untilMs: number, isOver: () => boolean = () => false): Promise<void> =>
    new Promise((resolve, reject) => {
      const step = (): void => {
        const next = agenda.first();
        if (next === undefined || next.atMs > untilMs || isOver()) {
          if (next !== undefined && next.atMs > untilMs) nowMs = untilMs;
          resolve();
          return;
        }
        agenda.takeFirst();
        nowMs = next.atMs;
        try {
          next.happen();
        } catch (error) {
          reject(error);
          return;
        }
        queueMicrotask(afterwards);
      };
      const afterwards = (): void => process.nextTick(step);
      process.nextTick(step);
    });

  return { now: () => nowMs, at, sleep: (ms) => new Promise((wake) => at(nowMs + ms, wake)), run };
};

const isBefore = (one: Happening, other: Happening): boolean =>
  one.atMs === other.atMs ? one.turn < other.turn : one.atMs < other.atMs;

/** A binary heap, earliest first. */
const createAgenda = () => {
  const heap: Happening[] = [];

  const put = (at: number, happening: Happening): void => {
    heap[at] = happening;
  };

  const add = (happening: Happening): void => {
    let at = heap.length;
    heap.push(happening);
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = heap[above];
      if (parent === undefined || !isBefore(happening, parent)) break;
      put(at, parent);
      at = above;
    }
    put(at, happening);
  };

  const sink = (happening: Happening): void => {
    let at = 0;
    for (;;) {
      const left = heap[2 * at + 1];
      const right = heap[2 * at + 2];
      const child =
        left !== undefined && right !== undefined && isBefore(right, left) ? right : left;
      if (child === undefined || !isBefore(child, happening)) break;
      put(at, child);
      at = child === right ? 2 * at + 2 : 2 * at + 1;
    }
    put(at, happening);
  };

  const takeFirst = (): Happening | undefined => {
    const first = heap[0];
    const last = heap.pop();
    if (last !== undefined && last !== first) sink(last);
    return first;
  };

  return { add, takeFirst, first: () => heap[0] };
};

/**
 * Virtual time. It jumps to the next happening as soon as everything set off by the last one has
 * settled.
 */
export interface Timeline {
  /** Epoch ms, with fractions. */
  readonly now: () => number;
  /** Plans a happening; it happens at once when the time has passed. */
  readonly at: (epochMs: number, happen: () => void) => void;
  /** Resolves after a time; ms. */
  readonly sleep: (ms: number) => Promise<void>;
  /**
   * Lets time pass until `untilMs`, or until `isOver` returns true.
   *
   * @throws what a happening throws
   */
  readonly run: (untilMs: number, isOver?: () => boolean) => Promise<void>;
}
