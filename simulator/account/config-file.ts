import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { faultsSchema } from '../api/sim-api.ts';
import { eventTypeOf, eventTypes } from './configuration-sets.ts';

const eventType = z.string().transform((text, context) => {
  const type = eventTypeOf(text);
  if (type !== undefined) return type;
  context.addIssue({
    code: 'custom',
    message: `unknown event type; known are ${eventTypes.join(', ')}`,
  });
  return z.NEVER;
});

const eventDestination = z.strictObject({
  name: z.string(),
  enabled: z.boolean().optional(),
  matchingEventTypes: z.array(eventType).min(1),
  topicArn: z.string().startsWith('arn:'),
});

const trackingOptions = z.strictObject({
  customRedirectDomain: z.string(),
  httpsPolicy: z.enum(['REQUIRE', 'REQUIRE_OPEN_ONLY', 'OPTIONAL']).default('OPTIONAL'),
});

const configurationSet = z.strictObject({
  name: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
  tlsPolicy: z.enum(['Require', 'Optional']).optional(),
  sendingEnabled: z.boolean().optional(),
  trackingOptions: trackingOptions.optional(),
  eventDestinations: z.array(eventDestination).max(10).optional(),
});

const identityNotifications = z.strictObject({
  topics: z.strictObject({
    Bounce: z.string().optional(),
    Complaint: z.string().optional(),
    Delivery: z.string().optional(),
  }),
  headersInNotifications: z.boolean().optional(),
});

const template = z.strictObject({
  name: z.string(),
  subject: z.string(),
  text: z
    .string()
    .optional()
    .default(undefined as never),
  html: z.string().optional(),
});

const tenant = z.strictObject({
  name: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
  resources: z.array(z.string()).optional(),
});

/** Content of `--config FILE`: the settings of the account that do not fit on a command line. */
const configFileSchema = z.strictObject({
  identities: z.array(z.string()).optional(),
  configurationSets: z.array(configurationSet).optional(),
  identityNotifications: z.record(z.string(), identityNotifications).optional(),
  templates: z.array(template).optional(),
  tenants: z.array(tenant).optional(),
  refusedKeys: z.array(z.string()).optional(),
  suppressed: z.record(z.string(), z.enum(['BOUNCE', 'COMPLAINT'])).optional(),
  faults: faultsSchema.optional(),
});

export type ConfigFile = z.infer<typeof configFileSchema>;

/**
 * Reads the file.
 *
 * @throws Error that names every problem, when the file cannot be read or is invalid
 */
export const readConfigFile = async (path: string): Promise<ConfigFile> => {
  const text = await readFile(path, 'utf8');
  const parsed = configFileSchema.safeParse(JSON.parse(text));
  if (!parsed.success)
    throw new Error(
      `${path} is not a configuration of the simulator:\n${z.prettifyError(parsed.error)}`,
    );
  return parsed.data;
};
