export const recorders = ['record-delivery', 'record-bounce', 'record-complaint'] as const;
export type Recorder = (typeof recorders)[number];

export const shapes = [
  /** One event per message, spread over a hundred tenants. */
  'distinct',
  /** Every event comes twice: half of them at once, the other half when all have come. */
  'duplicates',
  /** Two events per message, the later one first. */
  'out-of-order',
  /** One tenant, one event per message. */
  'hot-tenant',
  /**
   * One tenant, the Send and the Delivery of each message: what most of the feedback is made of,
   * and what the rates of reputation count.
   */
  'send-and-delivery',
  /** One tenant, and all events of one message. */
  'hot-message',
] as const;
export type Shape = (typeof shapes)[number];

/** Whether a recorder gets events of a shape: only `record-delivery` gets Sends. */
export const isFor = (recorder: Recorder, shape: Shape): boolean =>
  shape !== 'send-and-delivery' || recorder === 'record-delivery';

/** Results of one recorder with one shape. */
export interface FeedbackRow {
  readonly recorder: Recorder;
  readonly shape: Shape;
  /**
   * Throughput of one process, which gets batches (or single events) one by one, as from Lambda.
   */
  readonly eventsPerSecond: number;
  /**
   * Throughput of the plain SDK with one UpdateItem per event, and as many requests at once as the
   * recorder gets events at once; events per second.
   */
  readonly sdkCeiling: number;
  /** `eventsPerSecond` divided by `sdkCeiling`; the median of all turns. */
  readonly ratio: number;
  /**
   * Processor time per event: of the recorder, and of the SDK for its one write; ms.
   */
  readonly cpuMsPerEvent: number;
  readonly sdkCpuMsPerEvent: number;
  /** Requests to DynamoDB. */
  readonly requestsPerEvent: number;
  /** Writes per second to the most written item, at 1,000 such events per second. */
  readonly hottestItemWritesPerSecond: number;
  /** Maximum writes to one item by one batch. */
  readonly mostWritesPerItemAndBatch: number;
}
