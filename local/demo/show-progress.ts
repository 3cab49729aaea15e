/** A stream to show progress on: standard error. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly write: (text: string) => unknown;
}

export interface ProgressDisplay {
  readonly show: (line: string, nowMs: number) => void;
  /** Leaves the last line as it is, or clears it. */
  readonly end: () => void;
}

const plainEveryMs = 5000;
const clearLine = '\r\u001b[2K';

/** Shows one changing line on a terminal; elsewhere a new line every few seconds. */
export const showProgress = (stream: ProgressStream): ProgressDisplay => {
  let shownAtMs = Number.NEGATIVE_INFINITY;
  if (!stream.isTTY) {
    return {
      show: (line, nowMs) => {
        if (nowMs - shownAtMs < plainEveryMs) return;
        shownAtMs = nowMs;
        stream.write(`${line}\n`);
      },
      end: () => undefined,
    };
  }
  return {
    show: (line) => stream.write(`${clearLine}${line.slice(0, (stream.columns ?? 80) - 1)}`),
    end: () => stream.write(clearLine),
  };
};
