import { payloadKey } from '../../shared/email/object-prefixes.ts';
import { basicStreams, factsOf, type Lane, type Stream } from '../../shared/email/streams.ts';
import type { Random } from '../../shared/system/ports.ts';
import { seededRandom } from '../../simulator/account/chance.ts';
import type { End, ExpectedMessage } from '../account/account.ts';

/** Kinds of messages of the storm. */
export const stormKinds = [
  'plain',
  'several',
  'twice',
  'bounce',
  'complaint',
  'suppressed',
  'partly-suppressed',
  'invalid',
  'stored',
] as const;

export type StormKind = (typeof stormKinds)[number];

/** A message of the storm, and its expected end. */
export interface StormMessage extends ExpectedMessage {
  readonly kind: StormKind;
  readonly lane: Lane;
  readonly stream: Stream;
  /** Bodies for the queue; a message enqueued twice has two. */
  readonly bodies: readonly string[];
  /** Object for the payload bucket, stored before. */
  readonly payload: { readonly key: string; readonly text: string } | undefined;
  /** Addresses that an operator suppressed before. */
  readonly suppressed: readonly string[];
}

const tenants = ['acme', 'globex', 'initech', 'umbrella', 'hooli'] as const;

const streamShares: readonly (readonly [Stream, number])[] = [
  ['transactional', 0.5],
  ['notifications', 0.3],
  ['marketing', 0.2],
];

const kindShares: readonly (readonly [StormKind, number])[] = [
  ['plain', 0.55],
  ['several', 0.1],
  ['twice', 0.08],
  ['bounce', 0.05],
  ['complaint', 0.03],
  ['suppressed', 0.05],
  ['partly-suppressed', 0.05],
  ['invalid', 0.05],
  ['stored', 0.04],
];

/** Messages of all streams, tenants and kinds, in an order and mix given by the seed. */
export const stormMessages = (
  count: number,
  seed: number,
  bucket: string,
): readonly StormMessage[] => {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, index) => {
    const stream = pick(streamShares, random);
    const kind = stormKinds[index] ?? pick(kindShares, random);
    const tenantId = tenants[Math.floor(random() * tenants.length)] ?? tenants[0];
    return makeMessage({
      index,
      stream,
      kind,
      tenantId,
      seed,
      bucket,
      several: 2 + Math.floor(random() * 4),
    });
  });
};

const pick = <Value>(shares: readonly (readonly [Value, number])[], random: Random): Value => {
  let chance = random();
  for (const [value, share] of shares) {
    if (chance < share) return value;
    chance -= share;
  }
  const last = shares.at(-1);
  if (last === undefined) throw new RangeError('There is nothing to pick from.');
  return last[0];
};

interface Ingredients {
  readonly index: number;
  readonly seed: number;
  readonly stream: Stream;
  readonly kind: StormKind;
  readonly tenantId: string;
  readonly bucket: string;
  /** Recipients of a message with several. */
  readonly several: number;
}

const makeMessage = ({
  index,
  seed,
  stream,
  kind,
  tenantId,
  bucket,
  several,
}: Ingredients): StormMessage => {
  const { lane } = factsOf(basicStreams, stream);
  const key = { tenantId, messageId: `storm-${seed}-${index}` };
  const own = `${key.messageId}@example.org`;
  const listed = `${key.messageId}-listed@example.net`;
  const addresses: Readonly<Record<StormKind, readonly string[]>> = {
    plain: [own],
    several: Array.from(
      { length: several },
      (_, recipient) => `${key.messageId}-${recipient}@example.org`,
    ),
    twice: [own],
    bounce: [`bounce+${key.messageId}@simulator.amazonses.com`],
    complaint: [`complaint+${key.messageId}@simulator.amazonses.com`],
    suppressed: [listed],
    'partly-suppressed': [own, listed],
    invalid: ['nobody'],
    stored: [own],
  };
  const mail = {
    from: 'Storm <storm@example.com>',
    to: addresses[kind],
    subject: `Message ${index}`,
    text: `Message ${index} of the storm.`,
  };
  const storedKey = payloadKey(tenantId, key.messageId);
  const body = JSON.stringify({
    ...key,
    stream,
    ...(kind === 'stored' ? { payload: { s3: { bucket, key: storedKey } } } : mail),
  });
  // Whether it is held by the rule is judged by the faults that it met.
  const sent: readonly End[] = ['sent', 'held'];
  return {
    key,
    kind,
    lane,
    stream,
    bodies: kind === 'twice' ? [body, body] : [body],
    payload: kind === 'stored' ? { key: storedKey, text: JSON.stringify(mail) } : undefined,
    suppressed: kind === 'suppressed' || kind === 'partly-suppressed' ? [listed] : [],
    mayEnd: kind === 'suppressed' ? ['suppressed'] : kind === 'invalid' ? ['rejected'] : sent,
  };
};
