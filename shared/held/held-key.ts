import { streamForm } from '../email/streams.ts';
import type { HeldMail, HeldSelection } from './ports.ts';

const folder = 'held/';
/** Digits of the arrival time, epoch ms with leading zeros, so that names sort by arrival. */
const arrivalDigits = 16;

/**
 * Name of the object that keeps a held message:
 * `held/<tenantId>/<stream>/<arrival>-<messageId>~<mark>.json`.
 *
 * It depends only on the mail and its copy on the queue. So a second delivery of that copy
 * overwrites the same object, and another mail with the same id never does.
 */
export const heldKey = ({ tenantId, stream, arrivedAtMs, messageId, mark }: HeldMail): string => {
  const arrival = String(arrivedAtMs).padStart(arrivalDigits, '0');
  const name = mark === undefined ? messageId : `${messageId}~${mark}`;
  return `${folder}${tenantId}/${stream}/${arrival}-${name}.json`;
};

/**
 * Common prefix of the selected objects' names. The message id is not part of it and must be
 * compared separately.
 */
export const heldPrefix = ({ tenantId, stream }: Partial<HeldSelection>): string => {
  if (tenantId === undefined) return folder;
  return stream === undefined ? `${folder}${tenantId}/` : `${folder}${tenantId}/${stream}/`;
};

/** Parses a name made by {@link heldKey}; undefined for any other object. */
export const parseHeldKey = (key: string): HeldMail | undefined => {
  const [, tenantId, stream, arrival, messageId, mark] =
    /^held\/([^/]+)\/([a-z0-9-]+)\/(\d{16})-([^/~]+)(?:~([\w-]+))?\.json$/.exec(key) ?? [];
  if (tenantId === undefined || stream === undefined || messageId === undefined) return undefined;
  if (!streamForm.test(stream)) return undefined;
  const mail = { tenantId, stream, messageId, arrivedAtMs: Number(arrival) };
  return mark === undefined ? mail : { ...mail, mark };
};
