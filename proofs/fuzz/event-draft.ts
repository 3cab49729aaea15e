import type { Json } from './event-types.ts';

/** An event's document, mail object and own object, which noise and faults change. */
export interface Draft {
  readonly top: Json;
  readonly mail: Json;
  readonly object: Json;
}
