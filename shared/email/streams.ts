/** Kinds of mail, each with its own promises; see {@link streamFacts}. */
export const streams = ['transactional', 'notifications', 'marketing'] as const;

export type Stream = (typeof streams)[number];

/**
 * Lanes. Each has a queue of its own, so that a mailing never delays a password reset.
 * Transactional mail may reserve slots far ahead; bulk mail takes only what is free now.
 */
export const lanes = ['transactional', 'bulk'] as const;

export type Lane = (typeof lanes)[number];

/** Settings of a stream. */
export interface StreamFacts {
  /** Queue of its messages. */
  readonly lane: Lane;
  /** Configuration set that it is sent through; the set's real name also carries the stage. */
  readonly configurationSet: Stream;
  /**
   * What to do when it is unknown whether SES accepted a mail and no event of SES tells: a second
   * password reset does no harm, a second newsletter does.
   */
  readonly onUnknownOutcome: 'resend' | 'hold';
}

/** Settings of every stream. */
export const streamFacts: Readonly<Record<Stream, StreamFacts>> = {
  transactional: {
    lane: 'transactional',
    configurationSet: 'transactional',
    onUnknownOutcome: 'resend',
  },
  notifications: { lane: 'bulk', configurationSet: 'notifications', onUnknownOutcome: 'resend' },
  marketing: { lane: 'bulk', configurationSet: 'marketing', onUnknownOutcome: 'hold' },
};

/** Stream of a message that names none; on the bulk queue the one with the strictest rules. */
export const defaultStream = (lane: Lane): Stream =>
  lane === 'transactional' ? 'transactional' : 'marketing';
