/** Promises that a batch may break. */
export type BrokenPromise =
  /** A recorder threw an undocumented error. */
  | 'crash'
  /** An input took more than two seconds of processor time. */
  | 'slow'
  /** An input was neither recorded, nor ignored, nor refused with a reason. */
  | 'vanished'
  /** A refused input was not answered as failed, or the other way round. */
  | 'answer'
  | 'suppressed wrongly'
  | 'not suppressed'
  /** The records do not match the event: on the message, for the reputation, or in the counts. */
  | 'recorded wrongly'
  /** A message's item is larger than promised. */
  | 'too large'
  /** It changed objects shared by the whole process. */
  | 'polluted'
  /** The log contains an address. */
  | 'address in log';

export interface Violation {
  readonly promise: BrokenPromise;
  readonly detail: string;
}
