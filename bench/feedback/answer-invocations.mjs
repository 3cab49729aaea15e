/**
 * Deals with each list of invocations that the parent sends, one after the other, and answers how long it took. Ends with the parent.
 *
 * @param {(invocation: {event: unknown, events: number}) => Promise<void>} work
 */
export const answerInvocations = (work) => {
  process.on('disconnect', () => process.exit(0));
  process.on('message', async (invocations) => {
    try {
      const startedAt = performance.now();
      for (const invocation of invocations) await work(invocation);
      process.send({ ms: performance.now() - startedAt });
    } catch (error) {
      process.send({ failure: error instanceof Error ? `${error.name}: ${error.message}` : String(error) });
    }
  });
};
