/** What to do when the pipeline's events cannot be published. */
export const pipelineEvents = {
  'no-hashes': {
    remedy: 'Check ADDRESS_KEY, the key that it names, and the permissions on it.',
  },
  'target-refuses': {
    remedy:
      'Check that the topic or the bus of pipeline events exists, and the permissions of the function on it and on its key.',
  },
} as const;
