import { streams } from '../email/streams.ts';
import type { HeldMail, HeldSelection } from './ports.ts';

const folder = 'held/';
/** Epoch milliseconds with leading zeros: the order of the names is the order of arrival. */
const arrivalDigits = 16;

/**
 * Name of the object that keeps a held message:
 * `held/<tenantId>/<stream>/<arrival>-<messageId>~<mark>.json`.
 *
 * It depends on nothing but the copy on the queue and its mail, so a second delivery of that copy
 * writes the same object again, and another mail of the same id never does.
 */
export const heldKey = ({ tenantId, stream, arrivedAtMs, messageId, mark }: HeldMail): string => {
  const arrival = String(arrivedAtMs).padStart(arrivalDigits, '0');
  const name = mark === undefined ? messageId : `${messageId}~${mark}`;
  return `${folder}${tenantId}/${stream}/${arrival}-${name}.json`;
};

/**
 * What the names of the selected objects begin with; the message id has to be compared beside it.
 */
export const heldPrefix = ({ tenantId, stream }: Partial<HeldSelection>): string => {
  if (tenantId === undefined) return folder;
  return stream === undefined ? `${folder}${tenantId}/` : `${folder}${tenantId}/${stream}/`;
};

/** Reads {@link heldKey} back; undefined for an object of another kind. */
export const parseHeldKey = (key: string): HeldMail | undefined => {
  const [, tenantId, streamName, arrival, messageId, mark] =
    /^held\/([^/]+)\/([a-z]+)\/(\d{16})-([^/~]+)(?:~([\w-]+))?\.json$/.exec(key) ?? [];
  const stream = streams.find((candidate) => candidate === streamName);
  if (tenantId === undefined || stream === undefined || messageId === undefined) return undefined;
  const mail = { tenantId, stream, messageId, arrivedAtMs: Number(arrival) };
  return mark === undefined ? mail : { ...mail, mark };
};
