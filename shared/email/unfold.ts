import { messageIdForm, notAnId } from './message-fields.ts';
import { messageLimits } from './message-limits.ts';
import { destinationFields } from './message-schema.ts';

type Json = Readonly<Record<string, unknown>>;

/** A message to several destinations, as one message to each. */
export type Unfolding =
  /** One message per destination, in their order; each is still to be validated. */
  | { readonly kind: 'unfolded'; readonly messages: readonly Json[] }
  /** It is not clear what to send to whom. Each reason says where and what to do. */
  | { readonly kind: 'wrong'; readonly reasons: readonly string[] };

/** Fields that a destination has instead of the message. */
const ofDestination = ['to', 'cc', 'bcc'] as const;

/**
 * Makes one message of each destination: what all have in common, the destination's recipients, and
 * its data, headers and tags over those of all. Its id is its own `messageId`, or that of the whole
 * with the number of the destination: `news-1.1`, `news-1.2`, … So the same message unfolds into the
 * same mails however often it comes, and each is sent once.
 *
 * @param messageId - of the whole
 */
export const unfold = (message: Json, messageId: string): Unfolding => {
  const { destinations, to: _, cc: __, bcc: ___, ...common } = message;
  const list = Array.isArray(destinations) ? destinations.map(asObject) : [];
  const reasons = [
    ...listReasons(destinations, list.length),
    ...[...ofDestination, 'raw']
      .filter((field) => message[field] !== undefined)
      .map((field) => `${field}: cannot be combined with destinations; ${insteadOf(field)}`),
    ...idReasons(message.messageId),
    ...list.slice(0, messageLimits.destinations).flatMap(destinationReasons(common)),
  ];
  const messages = list.map((own, index) =>
    oneOf(common, own ?? {}, idOfDestination(messageId, index)),
  );
  if (new Set(messages.map((one) => one.messageId)).size < messages.length)
    reasons.push('destinations: two have the same messageId; make them different');
  return reasons.length > 0 ? { kind: 'wrong', reasons } : { kind: 'unfolded', messages };
};

/**
 * Id of the message to one destination, unless that brings its own.
 *
 * @param messageId - of the whole
 * @param index - of the destination, from 0
 */
export const idOfDestination = (messageId: string, index: number): string =>
  `${messageId}.${index + 1}`;

const insteadOf = (field: string): string =>
  field === 'raw'
    ? 'a whole MIME message is one mail, so send one message to each'
    : 'put it into each destination';

/** An id that cannot be one would be replaced, and a repeat would send everybody a second mail. */
const idReasons = (messageId: unknown): readonly string[] =>
  messageId === undefined || (typeof messageId === 'string' && messageIdForm.test(messageId))
    ? []
    : [`messageId: ${notAnId}`];

const asObject = (value: unknown): Json | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;

const listReasons = (destinations: unknown, count: number): readonly string[] => {
  if (!Array.isArray(destinations)) return ['destinations: is not a list; make it one'];
  if (count === 0) return ['destinations: is empty; give at least one'];
  return count > messageLimits.destinations
    ? [
        `destinations: are more than ${messageLimits.destinations}; send several messages, each with an id of its own`,
      ]
    : [];
};

const destinationReasons =
  (common: Json) =>
  (own: Json | undefined, index: number): readonly string[] => {
    const at = `destinations[${index}]`;
    if (own === undefined) return [`${at}: is not an object; make it one, with the field to`];
    const unknown = Object.keys(own).filter((name) => !Object.hasOwn(destinationFields, name));
    return [
      ...(unknown.length === 0
        ? []
        : [
            `${at}: has ${unknown.length} field${unknown.length === 1 ? '' : 's'} that no destination has; use ${Object.keys(destinationFields).join(', ')}`,
          ]),
      ...(own.data === undefined || asObject(common.template) !== undefined
        ? []
        : [`${at}.data: is for a template, and the message has none; take it out`]),
    ];
  };

const oneOf = (common: Json, { data, headers, tags, ...own }: Json, messageId: string): Json => ({
  ...common,
  ...{ messageId, ...own },
  ...merged('headers', common.headers, headers),
  ...merged('tags', common.tags, tags),
  ...(data === undefined
    ? {}
    : { template: { ...asObject(common.template), ...mergedData(common.template, data) } }),
});

const mergedData = (template: unknown, data: unknown): Json =>
  merged('data', asObject(template)?.data, data);

/** What is no object stays as it is, for the rules to tell of it. */
const merged = (name: string, common: unknown, own: unknown): Json => {
  if (own === undefined) return {};
  const [all, one] = [asObject(common), asObject(own)];
  return { [name]: one === undefined ? own : { ...all, ...one } };
};
