import { basicNames, type Stream } from '../../../shared/email/streams.ts';
import type { StoredWayOut, WayOutMode } from '../../../shared/way-out/way-out-settings.ts';
import type { World } from '../pipeline/world.ts';
import type { Scenario } from '../scenario/scenario.ts';

/** Sets the ways out of all streams, and uses them now and then by an operator's word. */
export const planWayOut = (world: World, { wayOut, startMs }: Scenario): void => {
  if (wayOut === undefined) return;
  const { timeline, journal, waysOut } = world;
  const set = (mode: WayOutMode): void => {
    const settings: StoredWayOut = {
      ...{ host: 'smtp.example.net', port: 587, security: 'starttls' },
      ...{ from: 'out@example.net', ratePerSecond: wayOut.ratePerSecond, mode },
      since: timeline.now(),
    };
    const all: Record<Stream, StoredWayOut> = {};
    for (const stream of basicNames) all[stream] = settings;
    journal.note(undefined, `an operator sets the ways out to ${mode}`);
    waysOut.now = { ...waysOut.now, waysOut: all };
  };
  timeline.at(startMs, () => set('auto'));
  for (const { fromMs, untilMs } of wayOut.uses) {
    timeline.at(Math.max(startMs + 1, fromMs), () => set('use'));
    timeline.at(Math.max(startMs + 2, untilMs), () => set('auto'));
  }
};
