import type { HeldSelection, ListHeld } from './ports.ts';
import { type ReleasePorts, releaseHeld } from './release-held.ts';

/** What came of a bounded release. */
export interface ReleasedSome {
  readonly released: number;
  /** Nothing of the selection was left. */
  readonly isAll: boolean;
}

/** Releases at most so many of the selected mails, per stream oldest first. */
export type ReleaseUpTo = (selection: HeldSelection, most: number) => Promise<ReleasedSome>;

export const releaseUpTo =
  (ports: ReleasePorts): ReleaseUpTo =>
  async (selection, most) => {
    let taken = 0;
    let isAll = true;
    const listHeld: ListHeld = async function* (selected, tellUnknown) {
      for await (const mail of ports.listHeld(selected, tellUnknown)) {
        isAll = taken < most;
        if (!isAll) return;
        taken += 1;
        yield mail;
      }
    };
    const released = await releaseHeld({ ...ports, listHeld })(selection);
    return { released, isAll };
  };
