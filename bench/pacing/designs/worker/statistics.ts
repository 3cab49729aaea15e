/** Counts of a worker so far, in the form that the bench reads. */
export interface StatisticsLine {
  /** Time during which the worker held a message, which Lambda would bill; ms. */
  readonly billedMs: number;
  /** Requests on the wire, including the SDK's own retries. */
  readonly dynamoRequests: number;
  /** Write requests, including those whose condition failed: AWS bills them as writes too. */
  readonly dynamoWrites: number;
  readonly sqsRequests: number;
  /** Messages given up for good. */
  readonly failed: number;
}

export interface Statistics {
  /** Counts the time of the work as held; works that overlap count once. */
  readonly hold: <Result>(work: () => Promise<Result>) => Promise<Result>;
  readonly countSqsRequest: () => void;
  readonly countDynamoWrite: () => void;
  readonly countFailed: () => void;
  readonly line: () => StatisticsLine;
}

/** @param now - milliseconds of a clock that never jumps */
export const createStatistics = (now: () => number = () => performance.now()): Statistics => {
  let holders = 0;
  let heldSince = 0;
  let heldMs = 0;
  let dynamoWrites = 0;
  let sqsRequests = 0;
  let failed = 0;
  return {
    hold: async (work) => {
      if (holders === 0) heldSince = now();
      holders += 1;
      try {
        return await work();
      } finally {
        holders -= 1;
        if (holders === 0) heldMs += now() - heldSince;
      }
    },
    countSqsRequest: () => {
      sqsRequests += 1;
    },
    countDynamoWrite: () => {
      dynamoWrites += 1;
    },
    countFailed: () => {
      failed += 1;
    },
    line: () => ({
      billedMs: Math.round(heldMs + (holders === 0 ? 0 : now() - heldSince)),
      // No design reads.
      dynamoRequests: dynamoWrites,
      dynamoWrites,
      sqsRequests,
      failed,
    }),
  };
};
