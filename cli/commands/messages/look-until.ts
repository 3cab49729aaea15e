import { type BackOff, backOffMs } from '../../../shared/system/back-off.ts';
import type { Clock } from '../../../shared/system/ports.ts';

/** Time between two looks, doubled from look to look. */
const looks: BackOff = { firstMs: 250, lastMs: 2_000 };

export interface LookIo {
  /** Shows how far it has come, on a terminal; an empty text clears it. */
  readonly showProgress: (text: string) => void;
  readonly clock: Clock;
}

/** What is looked at, and when enough is seen. */
export interface Look<Seen> {
  readonly read: () => Promise<Seen>;
  readonly isOver: (seen: Seen) => boolean;
  readonly progressText: (seen: Seen) => string;
}

/** Looks again and again until it is over or so many seconds are; resolves to what it saw last. */
export const lookUntil = async <Seen>(
  { read, isOver, progressText }: Look<Seen>,
  seconds: number,
  { clock, showProgress }: LookIo,
): Promise<Seen> => {
  const untilMs = clock.now() + seconds * 1_000;
  for (let look = 1; ; look += 1) {
    const seen = await read();
    showProgress(progressText(seen));
    const leftMs = untilMs - clock.now();
    if (isOver(seen) || leftMs <= 0) {
      showProgress('');
      return seen;
    }
    await clock.sleepUntil(clock.now() + Math.min(leftMs, backOffMs(looks, look)));
  }
};
