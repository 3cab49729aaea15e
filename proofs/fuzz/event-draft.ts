import type { Json } from './event-types.ts';

/** The document, the mail object and the event's own object, which noise and faults change. */
export interface Draft {
  readonly top: Json;
  readonly mail: Json;
  readonly object: Json;
}
