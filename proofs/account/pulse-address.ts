/**
 * Who gets mail that a bench sends beside its trials, so that events of other mail come; it is no
 * mail of the pipeline.
 */
export const pulseAddress = 'pulse@example.org';
