import type { HttpAnswer } from '../../shared/ses-api/wire/http-answer.ts';
import type { Refusal } from '../../shared/ses-api/wire/refusal.ts';

/** A request to one of SES's APIs, read and not yet carried out. */
export interface ApiCall {
  /** Sending calls have latency and faults, and are limited by the send rate alone. */
  readonly isSending: boolean;
  readonly run: () => Promise<HttpAnswer>;
  /** The refusal in the form of this API. */
  readonly refuse: (refusal: Refusal) => HttpAnswer;
}
