import type { FindAccessKey } from '../../shared/access-keys/ports.ts';
import type { TakeSubmission } from '../../shared/doors/ports.ts';

/** What the door needs of the outside world. */
export interface DoorPorts {
  readonly findKey: FindAccessKey;
  readonly takeSubmission: TakeSubmission;
  /** Region of the deployment, for SES's derived password. */
  readonly region: string;
  /** Epoch ms. */
  readonly now: () => number;
  /** Tells of a failure of the pipeline by the name of its error; nothing of a mail. */
  readonly tellFailure: (error: unknown) => void;
}

/** Certificate of the door, in PEM; the chain may follow it. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}
