import type { Lane } from '../email/streams.ts';
import type { EventSourceSettings } from './event-source-settings.ts';

/** An event source mapping of the sender: Lambda's setting for reading a queue. */
export interface EventSource {
  readonly lane: Lane;
  /** The present settings; undefined while Lambda is still applying a change. */
  readonly read: () => Promise<EventSourceSettings | undefined>;
  /**
   * Changes the settings, within about a minute. False when Lambda is still applying another
   * change.
   */
  readonly change: (settings: EventSourceSettings) => Promise<boolean>;
}
