/**
 * Recipient of the mail that a bench sends besides its trials, so that events of other mail arrive.
 * It is not mail of the pipeline.
 */
export const pulseAddress = 'pulse@example.org';
