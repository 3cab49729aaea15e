/** Running counts of one queue poller, in messages and invocations. */
export interface PollCounts {
  received: number;
  invocations: number;
  deleted: number;
  /** Messages left in the queue, which are redelivered when their visibility timeout ends. */
  kept: number;
}

export const noPollCounts = (): PollCounts => ({
  received: 0,
  invocations: 0,
  deleted: 0,
  kept: 0,
});
