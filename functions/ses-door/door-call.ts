import type { Sender } from '../../shared/doors/ports.ts';

/** A call whose signature holds. */
export interface DoorCall {
  readonly sender: Sender;
  /** Id that the answer carries. */
  readonly requestId: string;
}
