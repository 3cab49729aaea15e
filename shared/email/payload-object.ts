/** Objects of messages that are too big for a queue lie here in the payload bucket; the sender deletes them when the message is final. */
export const payloadPrefix = 'payloads/';

/** Where the message of a tenant is put. Every try gets an object of its own, so that none deletes what another still points to. */
export const payloadKey = (tenantId: string, id: string): string =>
  `${payloadPrefix}${tenantId}/${id}.json`;

/** Whether the object was put there for one message, and so ends with it. */
export const isPayload = (key: string): boolean => key.startsWith(payloadPrefix);
