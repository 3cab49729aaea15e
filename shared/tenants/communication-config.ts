import * as z from 'zod/mini';
import { readAddressField } from '../email/address.ts';
import { secretPlaceholder } from './credentials.ts';

/**
 * The configuration document of a tenant: which provider sends its mail, with which account, and
 * from whom. The same document goes through the HTTP API and a file.
 */

const email = z.string().check(
  z.maxLength(320, 'is too long for an address; write name@domain'),
  z.refine(
    (text) => !text.includes('<') && readAddressField(text).kind === 'mailbox',
    'is not one e-mail address; write name@domain',
  ),
  z.meta({ format: 'email' }),
);

/**
 * An address and its display name are one sender: what a header cannot show is refused here, before
 * it is stored.
 */
const oneSender = <Address extends string, Name extends string>({
  address,
  name: nameField,
}: {
  readonly address: Address;
  readonly name: Name;
}) =>
  z.superRefine<{ readonly [Field in Address | Name]?: string | undefined }>((fields, context) => {
    const { [address]: sender, [nameField]: shown } = fields;
    const problem = problemOfSender(sender, shown);
    if (problem !== undefined)
      context.addIssue({ code: 'custom', path: [nameField], message: problem });
  });

const problemOfSender = (
  address: string | undefined,
  shown: string | undefined,
): string | undefined => {
  if (shown === undefined) return undefined;
  if (address === undefined) return 'needs an address beside it; add that, or leave it out';
  const read = readAddressField({ name: shown, address });
  return read.kind === 'unreadable' ? read.problem : undefined;
};

const name = z.string().check(z.maxLength(256, 'has more than 256 characters; shorten it'));

/** Region of AWS. */
export const regionName = z
  .string()
  .check(z.regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'is no region of AWS; write it like eu-west-1'));

const credentialFields = {
  region: z.optional(regionName),
  accessKeyId: z.optional(
    z
      .string()
      .check(z.regex(/^\w{16,128}$/, 'is no access key id; write it like AKIAIOSFODNN7EXAMPLE')),
  ),
  secretAccessKey: z.optional(
    z
      .string()
      .check(
        z.minLength(1, 'is empty; leave it out or write the secret'),
        z.maxLength(128, 'has more than 128 characters; correct it'),
        z.describe(
          `Never shown: ${secretPlaceholder} stands there, and written back changes nothing.`,
        ),
      ),
  ),
  fromEmail: z.optional(email),
  fromName: z.optional(name),
};

const senderFields = { address: 'fromEmail', name: 'fromName' } as const;
const defaultFields = { address: 'defaultFrom', name: 'defaultFromName' } as const;

/** The account and sender of a tenant, alone. What is left out stays as it is. */
export const sesAccountSchema = z
  .strictObject({ ...credentialFields, enabled: z.optional(z.boolean()) })
  .check(oneSender(senderFields));

export const communicationConfigSchema = z.strictObject({
  email: z
    .strictObject({
      primary: z.strictObject({
        provider: z.enum(['ses', 'aws-ses']),
        enabled: z.boolean().check(z.describe('false holds all mail of the tenant.')),
        credentials: z.optional(z.strictObject(credentialFields).check(oneSender(senderFields))),
        priority: z.optional(z.int().check(z.minimum(0), z.maximum(1_000))),
      }),
      fallback: z.optional(
        z
          .array(z.unknown())
          .check(z.maxLength(0, 'names a provider, and none can take over yet; leave it empty')),
      ),
      defaultFrom: z.optional(email),
      defaultFromName: z.optional(name),
    })
    .check(oneSender(defaultFields)),
});

export type CommunicationConfig = z.infer<typeof communicationConfigSchema>;

/** Fields that only the document has: they are kept as they were written. */
export const providerSchema = z.object({
  provider: z.enum(['ses', 'aws-ses']),
  priority: z.optional(z.number()),
});

export type Provider = z.infer<typeof providerSchema>;
