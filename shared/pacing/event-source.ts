import type { Lane } from '../email/streams.ts';
import type { EventSourceSettings } from './event-source-settings.ts';

/** An event source of the sender: the setting by which Lambda reads a queue for it. */
export interface EventSource {
  readonly lane: Lane;
  /** How it is set; undefined while Lambda is still busy with a change. */
  readonly read: () => Promise<EventSourceSettings | undefined>;
  /** Takes effect within a minute or so. False when Lambda is busy with another change. */
  readonly change: (settings: EventSourceSettings) => Promise<boolean>;
}
