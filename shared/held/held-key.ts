import { streams } from '../email/streams.ts';
import type { HeldMail, HeldSelection } from './ports.ts';

const folder = 'held/';
/** Epoch milliseconds with leading zeros: the order of the names is the order of arrival. */
const arrivalDigits = 16;

/**
 * Name of the object that keeps a held message:
 * `held/<tenantId>/<stream>/<arrival>-<messageId>.json`.
 *
 * It depends on nothing but the copy on the queue, so a second delivery of that copy writes the
 * same object again.
 */
export const heldKey = ({ tenantId, stream, arrivedAtMs, messageId }: HeldMail): string =>
  `${folder}${tenantId}/${stream}/${String(arrivedAtMs).padStart(arrivalDigits, '0')}-${messageId}.json`;

/**
 * What the names of the selected objects begin with; the message id has to be compared beside it.
 */
export const heldPrefix = ({ tenantId, stream }: Partial<HeldSelection>): string => {
  if (tenantId === undefined) return folder;
  return stream === undefined ? `${folder}${tenantId}/` : `${folder}${tenantId}/${stream}/`;
};

/** Reads {@link heldKey} back; undefined for an object of another kind. */
export const parseHeldKey = (key: string): HeldMail | undefined => {
  const [, tenantId, streamName, arrival, messageId] =
    /^held\/([^/]+)\/([a-z]+)\/(\d{16})-([^/]+)\.json$/.exec(key) ?? [];
  const stream = streams.find((candidate) => candidate === streamName);
  if (tenantId === undefined || stream === undefined || messageId === undefined) return undefined;
  return { tenantId, stream, messageId, arrivedAtMs: Number(arrival) };
};
