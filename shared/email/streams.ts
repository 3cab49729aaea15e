/** The kinds of mail, each with its own promises; see {@link streamFacts}. */
export const streams = ['transactional', 'notifications', 'marketing'] as const;

export type Stream = (typeof streams)[number];

/**
 * Lanes: each is a queue of its own, so that a mailing never stands in the way of a password reset.
 * Transactional mail may reserve slots far ahead; bulk mail only takes what is free right now.
 */
export const lanes = ['transactional', 'bulk'] as const;

export type Lane = (typeof lanes)[number];

/** What a stream fixes. */
export interface StreamFacts {
  /** The queue that its messages are put on. */
  readonly lane: Lane;
  /** Which of the configuration sets it is sent through; the sets' real names carry the stage. */
  readonly configurationSet: Stream;
  /**
   * What to do when it is not known whether SES took a mail and SES's own event does not come
   * either: a second password reset does no harm, a second newsletter does.
   */
  readonly onUnknownOutcome: 'resend' | 'hold';
}

/** The fixed facts of every stream. */
export const streamFacts: Readonly<Record<Stream, StreamFacts>> = {
  transactional: {
    lane: 'transactional',
    configurationSet: 'transactional',
    onUnknownOutcome: 'resend',
  },
  notifications: { lane: 'bulk', configurationSet: 'notifications', onUnknownOutcome: 'resend' },
  marketing: { lane: 'bulk', configurationSet: 'marketing', onUnknownOutcome: 'hold' },
};

/** The stream of a message that names none: on the bulk queue the one with the strictest rules. */
export const defaultStream = (lane: Lane): Stream =>
  lane === 'transactional' ? 'transactional' : 'marketing';
