import type { Refusal } from './refusal.ts';

/** What goes back over HTTP. */
export interface HttpAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** A request to one of SES's APIs, read and not yet carried out. */
export interface ApiCall {
  /** Sending calls have latency and faults, and are limited by the send rate alone. */
  readonly isSending: boolean;
  readonly run: () => Promise<HttpAnswer>;
  /** The refusal in the form of this API. */
  readonly refuse: (refusal: Refusal) => HttpAnswer;
}
