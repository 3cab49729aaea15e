import * as z from 'zod';
import { filter, name, page, resourceTags, text } from './rest-members.ts';

const onIdentity = { EmailIdentity: name };

const signing = z.object({
  DomainSigningSelector: text.min(1).max(63).optional(),
  DomainSigningPrivateKey: text.min(1).max(20_480).optional(),
  NextSigningKeyLength: z.enum(['RSA_1024_BIT', 'RSA_2048_BIT']).optional(),
  DomainSigningAttributesOrigin: text.optional(),
});

/** Members of the calls on identities. */
export const restIdentityCalls = {
  CreateEmailIdentity: z.object({
    ...onIdentity,
    Tags: resourceTags,
    DkimSigningAttributes: signing.optional(),
    ConfigurationSetName: text.optional(),
  }),
  GetEmailIdentity: z.object(onIdentity),
  DeleteEmailIdentity: z.object(onIdentity),
  ListEmailIdentities: z.object({ ...page, Filter: filter }),
  PutEmailIdentityDkimAttributes: z.object({
    ...onIdentity,
    SigningEnabled: z.boolean().default(false),
  }),
  PutEmailIdentityDkimSigningAttributes: z.object({
    ...onIdentity,
    SigningAttributesOrigin: text,
    SigningAttributes: signing.optional(),
  }),
  PutEmailIdentityMailFromAttributes: z.object({
    ...onIdentity,
    MailFromDomain: text.optional(),
    BehaviorOnMxFailure: z.enum(['USE_DEFAULT_VALUE', 'REJECT_MESSAGE']).optional(),
  }),
  PutEmailIdentityFeedbackAttributes: z.object({
    ...onIdentity,
    EmailForwardingEnabled: z.boolean().default(false),
  }),
  PutEmailIdentityConfigurationSetAttributes: z.object({
    ...onIdentity,
    ConfigurationSetName: text.optional(),
  }),
};
