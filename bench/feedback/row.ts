export const recorders = ['record-delivery', 'record-bounce', 'record-complaint'] as const;
export type Recorder = (typeof recorders)[number];

export const shapes = [
  /** One event per message, of a hundred tenants. */
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

/** Sends come to `record-delivery` alone. */
export const isFor = (recorder: Recorder, shape: Shape): boolean =>
  shape !== 'send-and-delivery' || recorder === 'record-delivery';

/** What one recorder made of one shape. */
export interface FeedbackRow {
  readonly recorder: Recorder;
  readonly shape: Shape;
  /**
   * Of one process, which gets its batches (or single events) one after the other, as from Lambda.
   */
  readonly eventsPerSecond: number;
  /**
   * The plain SDK with one UpdateItem per event, as many at once as the recorder gets events at
   * once.
   */
  readonly sdkCeiling: number;
  /** The first by the second: the middle of those of all turns. */
  readonly ratio: number;
  /**
   * Time of the processor that the recorder takes for an event, and the SDK for its one write; ms.
   */
  readonly cpuMsPerEvent: number;
  readonly sdkCpuMsPerEvent: number;
  /** Requests to DynamoDB. */
  readonly requestsPerEvent: number;
  /** Writes to the item that gets most of them, when 1,000 such events come each second. */
  readonly hottestItemWritesPerSecond: number;
  /** The most writes that one batch brings to one item. */
  readonly mostWritesPerItemAndBatch: number;
}
