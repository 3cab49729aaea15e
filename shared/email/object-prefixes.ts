/**
 * Objects of messages that are too big for a queue lie here in the payload bucket; the sender
 * deletes them when the message is final.
 */
export const payloadPrefix = 'payloads/';

/**
 * Where the message of a tenant is put. Every try gets an object of its own, so that none deletes
 * what another still points to.
 */
export const payloadKey = (tenantId: string, id: string): string =>
  `${payloadPrefix}${tenantId}/${id}.json`;

/** Whether the object was put there for one message, and so ends with it. */
export const isPayload = (key: string): boolean => key.startsWith(payloadPrefix);

/** What a message names an object for. */
export type ObjectUse = 'payload' | 'attachment';

const prefixOf: Readonly<Record<ObjectUse, string>> = {
  payload: payloadPrefix,
  attachment: 'attachments/',
};

/** The tenant of messages that name none. */
const defaultTenant = 'default';

/**
 * Whether an object of the payload bucket may be named for this use by a message of this tenant:
 * one under the tenant's own prefix, like `attachments/acme/`. So no message reads what belongs to
 * another tenant, nor held mail. Objects of the layout before there were tenants in it, right under
 * `payloads/` and `attachments/`, are those of the tenant `default`.
 *
 * @param tenantId - undefined while the message itself, in the object, has yet to say whose it is
 */
export const isOwnObject = (tenantId: string | undefined, use: ObjectUse, key: string): boolean => {
  const prefix = prefixOf[use];
  if (!key.startsWith(prefix)) return false;
  const [folder, ...rest] = key.slice(prefix.length).split('/');
  if (tenantId === undefined) return true;
  return rest.length === 0 ? tenantId === defaultTenant : folder === tenantId;
};

/** Where a message has to put an object, for people. */
export const ownPlace = (tenantId: string, use: ObjectUse): string =>
  `${prefixOf[use]}${tenantId}/`;

/**
 * Whether a message of a tenant may name an object; other buckets are the operator's to open
 * (`attachmentArns`).
 */
export type MayRead = (
  tenantId: string | undefined,
  use: ObjectUse,
  object: { readonly bucket: string; readonly key: string },
) => boolean;

/**
 * @param isPayloadBucket - whether it is the pipeline's own bucket, whose objects belong to tenants
 */
export const mayReadOf =
  (isPayloadBucket: (bucket: string) => boolean): MayRead =>
  (tenantId, use, { bucket, key }) =>
    !isPayloadBucket(bucket) || isOwnObject(tenantId, use, key);
