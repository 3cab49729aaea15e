import * as z from 'zod/mini';
import { budgetSchema, warmUpSchema } from '../budgets/budget-settings.ts';
import { address, headerText, pattern } from '../email/message-fields.ts';
import { streamForm } from '../email/streams.ts';
import { readItem, UnreadableItem } from '../system/unreadable-item.ts';
import { readSenderRule } from './allowed-senders.ts';
import { tenantItemName } from './tenant-item.ts';

/** Limits of a tenant's settings: more than any tenant needs, and little work per message. */
const settingsLimits = {
  replyTo: 10,
  allowedSenders: 100,
  refusedSubjects: 20,
  streams: 20,
  /** Characters of a pattern. */
  subjectPattern: 100,
} as const;

const upTo = (max: number) => z.maxLength(max, `has more than ${max} entries; name fewer`);

const streamSettings = z.strictObject({
  configurationSet: z.optional(
    pattern(
      /^[A-Za-z0-9_-]{1,64}$/,
      'is no name of a configuration set; use 1 to 64 of A-Z a-z 0-9 _ -',
    ).check(
      z.describe(
        'Configuration set of SES for mail of this stream; with it go its TLS policy and IP pool.',
      ),
    ),
  ),
  title: z.optional(
    headerText(60).check(
      z.minLength(1, 'is empty; write a name for people'),
      z.describe('Name of the stream for people, on the pages behind unsubscribe links.'),
    ),
  ),
  offered: z.optional(
    z
      .boolean()
      .check(z.describe('false: the tenant has no such mail, so its pages do not offer it.')),
  ),
});

/** Settings of a tenant's mail: its defaults, and what is refused. Every field is optional. */
export const tenantSettingsSchema = z.strictObject({
  /** Default From of its messages. */
  from: z.optional(address),
  /** From where neither the message nor `from` names one. */
  defaultFrom: z.optional(address),
  replyTo: z.optional(
    z
      .array(address)
      .check(upTo(settingsLimits.replyTo), z.describe('Reply-To of messages that name none.')),
  ),
  allowedSenders: z.optional(
    z
      .array(
        z.string().check(
          z.maxLength(320, 'is too long for an address; write name@domain or a domain'),
          z.refine(
            (entry) => readSenderRule(entry) !== undefined,
            'is neither an address nor a domain; write name@domain, or domain for all below it',
          ),
        ),
      )
      .check(
        upTo(settingsLimits.allowedSenders),
        z.describe(
          'Addresses and domains that may stand in From; when absent, all that SES has verified.',
        ),
      ),
  ),
  refusedSubjects: z.optional(
    z
      .array(
        headerText(settingsLimits.subjectPattern).check(
          z.refine(
            (text) => /[^*\s]/u.test(text),
            'would refuse every subject; write what is not to be in one, like *SSN*',
          ),
        ),
      )
      .check(
        upTo(settingsLimits.refusedSubjects),
        z.describe('Subjects that are refused; * is any text, # a digit, case does not count.'),
      ),
  ),
  streams: z.optional(
    z
      .record(pattern(streamForm, 'is no name of a stream'), streamSettings)
      .check(
        z.refine(
          (streams) => Object.keys(streams).length <= settingsLimits.streams,
          `has more than ${settingsLimits.streams} streams; name fewer`,
        ),
      ),
  ),
  budget: z.optional(budgetSchema),
  warmUp: z.optional(warmUpSchema),
});

export type TenantSettings = z.infer<typeof tenantSettingsSchema>;

/** Reads the settings of a tenant's item; an UnreadableItem when they are malformed. */
export const readTenantSettings = (
  tenantId: string,
  settings: unknown,
): TenantSettings | undefined | UnreadableItem => {
  const read = readItem(itemSchema, { settings }, tenantItemName({ tenantId }));
  return read instanceof UnreadableItem ? read : read.settings;
};

const itemSchema = z.object({ settings: z.optional(tenantSettingsSchema) });

/**
 * Merges a tenant's settings with those of all tenants: the tenant's own fields take precedence,
 * and subjects that all tenants refuse stay refused.
 */
export const withDefaults = (
  own: TenantSettings | undefined,
  all: TenantSettings | undefined,
): TenantSettings | undefined => {
  if (own === undefined || all === undefined) return own ?? all;
  const refusedSubjects = [...(all.refusedSubjects ?? []), ...(own.refusedSubjects ?? [])];
  return { ...all, ...own, ...(refusedSubjects.length === 0 ? {} : { refusedSubjects }) };
};
