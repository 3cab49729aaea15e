/** What to do about mail that the pipeline itself does not send. */
export const mailOfPipeline = {
  conflict: {
    remedy:
      'Give every mail an id of its own, and put the same mail on the queue when it is tried again.',
  },
  'item-untaken': {
    remedy:
      'Put it on its queue again under an id of its own, unless status shows that it was sent.',
  },
  unrenewable: {
    remedy: 'Redrive it when its queue is read again; put mail of this size into S3.',
  },
} as const;

/** What to do about a dead letter that no function gave a remedy to. */
export const deadLetters = {
  'mail-given-up': {
    remedy:
      'Look in the log of send-email for time-outs and exhausted memory; correct what explain names, then redrive it.',
  },
  'event-given-up': {
    remedy: 'Look in the log of record-delivery for the reason, remove it, then redrive it.',
  },
  'run-failed': {
    remedy: 'Look in the log of this function for the reason. Redrive an event after that.',
  },
  undeliverable: {
    remedy:
      'Check that the function or queue of the subscription exists and lets SNS in, then redrive it.',
  },
  unreadable: {
    remedy: 'Look at it in its queue, and delete it.',
  },
  'needs-no-redrive': {
    remedy:
      'Nothing: the next run of the function did, or does, the same work. Delete it after reading.',
  },
} as const;
