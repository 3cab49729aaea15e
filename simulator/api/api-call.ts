import type { HttpAnswer } from '../../shared/ses-api/wire/http-answer.ts';
import type { Refusal } from '../../shared/ses-api/wire/refusal.ts';

/** A parsed request to one of SES's APIs, not yet executed. */
export interface ApiCall {
  /**
   * Whether the call sends mail. Sending calls have latency and faults, and are limited only by the
   * send rate.
   */
  readonly isSending: boolean;
  readonly run: () => Promise<HttpAnswer>;
  /** Writes a refusal in the form of this API. */
  readonly refuse: (refusal: Refusal) => HttpAnswer;
}
