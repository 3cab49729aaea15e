import * as z from 'zod/mini';
import { canonicalAddress } from '../email/address.ts';
import { readSenderRule } from '../tenants/allowed-senders.ts';
import type { EventSender } from './sender-claims.ts';

/**
 * A text field that SES may omit, set to null or change one day. Anything but a non-blank text
 * counts as absent.
 */
export const optionalText = z.catch(
  z.pipe(
    z.string(),
    z.transform((written) => written.trim() || undefined),
  ),
  undefined,
);

const person = z.union([
  z.pipe(
    z.string(),
    z.transform((emailAddress) => ({ emailAddress, diagnosticCode: undefined })),
  ),
  z.object({ emailAddress: z.string(), diagnosticCode: optionalText }),
]);
/**
 * Recipients of an event, as objects (`bouncedRecipients`) or bare addresses (`destination`). An
 * entry of another form is undefined.
 */
export const people = z.catch(z.array(z.catch(z.optional(person), undefined)), []);

/**
 * Any JSON object, passed through uncopied: copying each would take longer than reading the rest of
 * the event.
 */
export const anyObject = z.custom<Readonly<Record<string, unknown>>>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
);

/** The object, or an empty one when the value is no object. */
const names = z.catch(anyObject, {});

/** Most authors that are read of a From header; one is usual. */
const mostAuthors = 10;

/** Authors in the From header: a list, or one text. */
const authors = z.catch(
  z.pipe(
    z.union([z.array(z.catch(z.string(), '')), z.string()]),
    z.transform((written) => [written].flat().slice(0, mostAuthors)),
  ),
  [],
);

/** Longest message id, in characters. SES's have about 60; a longer one counts as absent. */
const longestId = 200;

const id = z.pipe(
  optionalText,
  z.transform((text) => (text === undefined || text.length > longestId ? undefined : text)),
);

/**
 * The mail object, which identifies the mail. When absent or broken, it is read as an object
 * without fields.
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html#mail-object
 */
const mailSchema = z.object({
  timestamp: optionalText,
  messageId: id,
  source: optionalText,
  sourceArn: optionalText,
  commonHeaders: z.catch(z.object({ from: authors }), { from: [] }),
  destination: people,
  sendingAccountId: optionalText,
  tags: names,
});

export type People = z.infer<typeof people>;
export type Mail = z.infer<typeof mailSchema>;

export const readMail = (content: unknown): Mail => z.parse(mailSchema, z.parse(names, content));

/** Recipients of an event. */
export interface Named {
  /** Canonical addresses, distinct. */
  readonly recipients: readonly string[];
  /** Number of entries that are no address. */
  readonly unreadable: number;
}

export const recipientsOf = (named: People): Named => {
  const addresses = named.map((one) => one && canonicalAddress(one.emailAddress));
  const readable = addresses.filter((address) => address !== undefined);
  return {
    recipients: [...new Set(readable)],
    unreadable: addresses.length - readable.length,
  };
};

/** `arn:aws:ses:eu-west-1:111122223333:identity/example.com`, in any partition. */
const identityArn = /^arn:[\w-]+:ses:[\w-]*:\d*:identity\/(?<identity>\S{1,320})$/;

/** Who sent the mail. */
export const senderOf = ({ source, sourceArn, commonHeaders }: Mail): EventSender => {
  const identity = identityArn.exec(sourceArn ?? '')?.groups?.identity;
  return {
    source: source && canonicalAddress(source),
    from: [...new Set(commonHeaders.from.flatMap((author) => canonicalAddress(author) ?? []))],
    identity: identity === undefined ? undefined : readSenderRule(identity),
  };
};
