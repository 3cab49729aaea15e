/**
 * Handles each list of invocations that the parent sends, one after the other, and answers with its
 * wall-clock time and its processor time. Ends with the parent.
 *
 * @param {(invocation: {event: unknown, events: number}) => Promise<void>} work
 */
export const answerInvocations = (work) => {
  process.on('disconnect', () => process.exit(0));
  process.on('message', async (invocations) => {
    try {
      const startedAt = performance.now();
      const usedBefore = process.cpuUsage();
      for (const invocation of invocations) await work(invocation);
      const { user, system } = process.cpuUsage(usedBefore);
      process.send({ ms: performance.now() - startedAt, cpuMs: (user + system) / 1000 });
    } catch (error) {
      process.send({
        failure: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
      });
    }
  });
};
