/** What a batch may show to be untrue. */
export type BrokenPromise =
  /** A recorder threw what it does not say that it throws. */
  | 'crash'
  /** An input took more than two seconds of the processor. */
  | 'slow'
  /** Something handed in was neither recorded nor ignored nor refused with a reason. */
  | 'vanished'
  /** Something refused was not answered as failed, or the other way round. */
  | 'answer'
  | 'suppressed wrongly'
  | 'not suppressed'
  /** What is kept of it is not what it says: on the message, for the reputation, in the counts. */
  | 'recorded wrongly'
  /** The item of a message is larger than the most that is promised. */
  | 'too large'
  /** It changed what all objects share. */
  | 'polluted'
  /** An address in the log. */
  | 'address in log';

export interface Violation {
  readonly promise: BrokenPromise;
  readonly detail: string;
}
