import * as z from 'zod/mini';
import { canonicalAddress } from '../email/address.ts';

/**
 * A field that SES may leave out, set to null or change one day: anything but a text with something
 * in it counts as absent.
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
 * Those whom an event names, as objects (`bouncedRecipients`) or bare addresses (`destination`).
 */
export const people = z.catch(z.array(z.catch(z.optional(person), undefined)), []);

/**
 * Any object that JSON can write, as it is: a copy of each would take longer than all else that is
 * read of an event.
 */
export const anyObject = z.custom<Readonly<Record<string, unknown>>>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
);

/** Names of an object; nothing when it is none. */
const names = z.catch(anyObject, {});

/** Ids of SES have some 60 characters; what is far longer is none, and counts as absent. */
const longestId = 200;

const id = z.pipe(
  optionalText,
  z.transform((text) => (text === undefined || text.length > longestId ? undefined : text)),
);

/**
 * The mail object: which mail the event is about. Absent or broken, it is an object that says
 * nothing.
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html#mail-object
 */
const mailSchema = z.object({
  timestamp: optionalText,
  messageId: id,
  source: optionalText,
  destination: people,
  sendingAccountId: optionalText,
  tags: names,
});

export type People = z.infer<typeof people>;
export type Mail = z.infer<typeof mailSchema>;

export const readMail = (content: unknown): Mail => z.parse(mailSchema, z.parse(names, content));

/** Those whom an event names. */
export interface Named {
  /** Canonical, without repeats. */
  readonly recipients: readonly string[];
  /** Entries that are no address. */
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
