import type { Writable } from 'node:stream';
import { progress, spinner } from '@clack/prompts';
import { endWithInterrupted, interruptedCode } from './interrupted.ts';
import { progressText } from './progress-text.ts';
import { canDraw, type WorkStreams } from './work-streams.ts';

/** Shows how far long work has come. */
export interface Progress {
  /** @param share - from 0 to 1; undefined when the total is unknown */
  readonly show: (done: number, share: number | undefined) => void;
  /** Takes away what was shown. */
  readonly end: () => void;
}

/**
 * Shows progress on standard error: on a terminal a bar of @clack/prompts; else, as in CI, a line
 * after 30 seconds and each 30 seconds, so that short work says nothing.
 *
 * @param now - epoch ms
 */
export const showProgress = (streams: WorkStreams, now: () => number): Progress =>
  canDraw(streams) ? drawn(streams.output, now) : told(streams.output, now);

const lineEveryMs = 30_000;

const told = (output: Writable, now: () => number): Progress => {
  const startedAtMs = now();
  let toldAtMs = startedAtMs;
  return {
    show: (done, share) => {
      const nowMs = now();
      if (nowMs - toldAtMs < lineEveryMs) return;
      toldAtMs = nowMs;
      output.write(`${progressText(done, share, nowMs - startedAtMs)}\n`);
    },
    end: () => {},
  };
};

/** Columns of what the library draws beside bar and text: the wheel, gaps, and three dots. */
const besideText = 8;
/** Longest text, about: `100 %  59 min left  10,000,000  2,500/s`. */
const textRoom = 40;
const longestBar = 24;

/** Columns for the bar; 0 when the text needs them all, because it says more than the bar. */
export const barWidth = (columns: number): number => {
  const room = Math.min(longestBar, columns - besideText - textRoom);
  return room < 8 ? 0 : room;
};

const showEveryMs = 100;

const drawn = (output: WorkStreams['output'], now: () => number): Progress => {
  const columns = output.columns ?? 80;
  const size = barWidth(columns);
  const startedAtMs = now();
  let shownAtMs = Number.NEGATIVE_INFINITY;
  let isShown = false;
  let filled = 0;
  const ending = endWithInterrupted();
  const bar = createBar(size, output);
  return {
    show: (done, share) => {
      const nowMs = now();
      if (nowMs - shownAtMs < showEveryMs) return;
      shownAtMs = nowMs;
      const room = columns - besideText - size;
      const text = progressText(done, share, nowMs - startedAtMs, room);
      const part = Math.round(100 * Math.min(1, Math.max(0, share ?? 0)));
      if (!isShown) bar.start(text);
      isShown = true;
      bar.advance(part - filled, text);
      filled = part;
    },
    end: () => {
      if (isShown) bar.clear();
      isShown = false;
      ending.release();
    },
  };
};

const createBar = (size: number, output: Writable) => {
  const options = { output, withGuide: false, onCancel: () => process.exit(interruptedCode) };
  if (size > 0) return progress({ ...options, style: 'block', max: 100, size });
  const wheel = spinner(options);
  return {
    start: wheel.start,
    clear: wheel.clear,
    advance: (_: number, text: string) => wheel.message(text),
  };
};
