import { createHash } from 'node:crypto';
import type { PipelineEvent } from './pipeline-event.ts';

/** An event as far as the fact itself says it. */
export type EventBody = PipelineEvent extends infer Event
  ? Event extends PipelineEvent
    ? Omit<Event, 'version' | 'id' | 'addressHashes'>
    : never
  : never;

/** A fact that services may wait for. */
export interface EventFact {
  readonly body: EventBody;
  /**
   * What tells the fact from others of its type, tenant and message. Every repeat has the same marks,
   * however it comes about.
   */
  readonly marks: readonly (string | number)[];
  /** Canonical addresses of the recipients that it is about; published as hashes, or not at all. */
  readonly addresses: readonly string[];
}

/** Hash of an address under the key of the deployment; hexadecimal. */
export type HashAddress = (address: string) => string;

/**
 * The event of a fact.
 *
 * @param hashAddress - undefined where the deployment publishes nothing of addresses
 */
export const toPipelineEvent = (fact: EventFact, hashAddress?: HashAddress): PipelineEvent => {
  const { body, addresses } = fact;
  const head = { version: 1, id: idOf(fact) } as const;
  return hashAddress === undefined || addresses.length === 0 || !mayHaveAddresses(body)
    ? { ...head, ...body }
    : { ...head, ...body, addressHashes: addresses.slice(0, mostAddresses).map(hashAddress) };
};

/** Undefined of an event about a tenant. */
const messageIdOf = (body: EventBody): string | undefined =>
  'messageId' in body ? body.messageId : undefined;

/** Hexadecimal digits of an id: 96 bits, as an event of SES has. */
const idLength = 24;

/** Id of the event: equal for all copies and repeats of a fact, different for different facts. */
const idOf = ({ body, marks }: EventFact): string => {
  const { type, tenantId } = body;
  // JSON delimits the parts, so that no value can imitate two.
  const name = JSON.stringify([type, tenantId, messageIdOf(body) ?? null, ...marks]);
  return createHash('sha256').update(name).digest('hex').slice(0, idLength);
};

type WithAddresses = Extract<
  EventBody,
  | { readonly recipients: unknown }
  | { readonly recipient: unknown }
  | { readonly recipientCount: unknown }
>;

const mayHaveAddresses = (body: EventBody): body is WithAddresses =>
  'recipients' in body || 'recipient' in body || 'recipientCount' in body;

/** Most recipients of a mail of SES. */
const mostAddresses = 50;
