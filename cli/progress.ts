/** The part of standard error that showing progress needs. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly write: (text: string) => unknown;
}

export interface Progress {
  /** @param share - from 0 to 1; undefined when the total is unknown */
  readonly show: (done: number, share: number | undefined) => void;
  /** Clears the line. */
  readonly end: () => void;
}

const everyMs = 100;
const width = 24;

const whole = (value: number): string => Math.round(value).toLocaleString('en-US');

const timeLeft = (seconds: number): string => {
  if (seconds < 90) return `${Math.ceil(seconds)} s left`;
  return seconds < 5400
    ? `${Math.ceil(seconds / 60)} min left`
    : `${Math.ceil(seconds / 3600)} h left`;
};

/** Text of the progress line after `elapsedMs`; without a share there is no bar. */
export const progressLine = (
  done: number,
  share: number | undefined,
  elapsedMs: number,
): string => {
  const perSecond = elapsedMs <= 0 ? 0 : done / (elapsedMs / 1000);
  const count = `${whole(done)}  ${whole(perSecond)}/s`;
  if (share === undefined) return count;
  const part = Math.min(1, Math.max(0, share));
  const filled = Math.round(part * width);
  const left =
    part > 0.01 && part < 1 ? `  ${timeLeft(((elapsedMs / 1000) * (1 - part)) / part)}` : '';
  return `${'█'.repeat(filled)}${'░'.repeat(width - filled)} ${String(Math.floor(part * 100)).padStart(3)} %  ${count}${left}`;
};

/** Shows a progress bar on standard error when it is a terminal, else nothing. */
export const showProgress = (stream: ProgressStream, now: () => number): Progress => {
  if (!stream.isTTY) return { show: () => {}, end: () => {} };
  const startedAtMs = now();
  let shownAtMs = Number.NEGATIVE_INFINITY;
  return {
    show: (done, share) => {
      const nowMs = now();
      if (nowMs - shownAtMs < everyMs) return;
      shownAtMs = nowMs;
      stream.write(
        `\r\u001b[2K${progressLine(done, share, nowMs - startedAtMs).slice(0, (stream.columns ?? 80) - 1)}`,
      );
    },
    end: () => void stream.write('\r\u001b[2K'),
  };
};
