import type { PipelineEvent, PipelineEventType } from '../shared/pipeline-events/pipeline-event.ts';
import { parseJson } from '../shared/system/parse-json.ts';

/** Types that this version knows. */
const types: ReadonlySet<string> = new Set<PipelineEventType>([
  'sent',
  'suppressed',
  'rejected',
  'failed',
  'expired',
  'held',
  'released',
  'delivered',
  'bounced',
  'complained',
  'tenant-paused',
  'tenant-resumed',
]);

/** An event in at most these envelopes: EventBridge or SNS, in the body of an SQS message. */
const mostEnvelopes = 3;

/**
 * Reads an event of the pipeline from what a subscriber gets: the body of an SQS message, an SNS
 * notification, the event of an EventBridge rule, or the event itself; as text or parsed. Keep the
 * `id` of what you have handled, because events come at least once.
 *
 * @returns undefined for anything else, and for types and versions that came later: ignore them
 */
export const readPipelineEvent = (content: unknown): PipelineEvent | undefined => {
  let found = content;
  for (let opened = 0; opened <= mostEnvelopes; opened += 1) {
    const value = typeof found === 'string' ? parseJson(found) : found;
    if (isEvent(value)) return value;
    if (!isObject(value)) return undefined;
    found = value.Message ?? value.detail ?? value.body ?? undefined;
  }
  return undefined;
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isEvent = (value: unknown): value is PipelineEvent =>
  isObject(value) &&
  value.version === 1 &&
  typeof value.type === 'string' &&
  types.has(value.type) &&
  [value.id, value.time, value.tenantId].every((one) => typeof one === 'string');
