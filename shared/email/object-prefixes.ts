/**
 * Prefix of objects with messages that are too large for SQS; the sender deletes each when its
 * message has ended.
 */
export const payloadPrefix = 'payloads/';

/**
 * Key of the object of a tenant's message. Every try gets an object of its own, so that none
 * deletes what another still points to.
 */
export const payloadKey = (tenantId: string, id: string): string =>
  `${payloadPrefix}${tenantId}/${id}.json`;

/** Whether an object was stored for one message and is deleted with it. */
export const isPayload = (key: string): boolean => key.startsWith(payloadPrefix);

/** Purpose for which a message names an object. */
export type ObjectUse = 'payload' | 'attachment';

const prefixOf: Readonly<Record<ObjectUse, string>> = {
  payload: payloadPrefix,
  attachment: 'attachments/',
};

/** The tenant of messages that name none. */
const defaultTenant = 'default';

/**
 * Whether a tenant's message may name this object of the payload bucket: only objects under the
 * tenant's own prefix, like `attachments/acme/`. So no message reads another tenant's objects, or
 * held mail. Objects directly under `payloads/` and `attachments/`, from before prefixes had
 * tenants, belong to the tenant `default`.
 *
 * @param tenantId - undefined while the tenant stands only in the object itself, which is not read
 * yet
 */
export const isOwnObject = (tenantId: string | undefined, use: ObjectUse, key: string): boolean => {
  const prefix = prefixOf[use];
  if (!key.startsWith(prefix)) return false;
  const [folder, ...rest] = key.slice(prefix.length).split('/');
  if (tenantId === undefined) return true;
  return rest.length === 0 ? tenantId === defaultTenant : folder === tenantId;
};

/** Prefix under which a tenant has to put its objects; shown to people. */
export const ownPlace = (tenantId: string, use: ObjectUse): string =>
  `${prefixOf[use]}${tenantId}/`;

/**
 * Whether a tenant's message may name an object. Other buckets are opened by the operator
 * (`attachmentArns`).
 */
export type MayRead = (
  tenantId: string | undefined,
  use: ObjectUse,
  object: { readonly bucket: string; readonly key: string },
) => boolean;

/**
 * Builds the check.
 *
 * @param isPayloadBucket - whether a bucket is the pipeline's own, whose objects belong to tenants
 */
export const mayReadOf =
  (isPayloadBucket: (bucket: string) => boolean): MayRead =>
  (tenantId, use, { bucket, key }) =>
    !isPayloadBucket(bucket) || isOwnObject(tenantId, use, key);
