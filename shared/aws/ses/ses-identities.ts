import {
  CreateEmailIdentityCommand,
  GetEmailIdentityCommand,
  type GetEmailIdentityCommandOutput,
  ListEmailIdentitiesCommand,
  PutEmailIdentityConfigurationSetAttributesCommand,
  PutEmailIdentityMailFromAttributesCommand,
  type SESv2Client,
} from '@aws-sdk/client-sesv2';
import type {
  ListedIdentity,
  SesDkim,
  SesIdentities,
  SesIdentity,
  SesMailFrom,
} from '../../identities/ports.ts';
import { SesTenantFailure } from '../../ses-tenants/ses-tenant-failure.ts';
import { type AskSes, askSes, pagesOf, type WaitToAsk } from './ask-ses.ts';

/**
 * Identities of one SES account.
 *
 * @param wait - waits before a call that SES throttled is made again
 */
export const sesIdentities = (client: SESv2Client, wait: WaitToAsk): SesIdentities => {
  const ask = askSes(wait);
  return {
    find: (name) => find(client, ask, name),
    list: () => list(client, ask),
    create: async ({ name, configurationSet }) => {
      await ask('ses:CreateEmailIdentity', () =>
        client.send(
          new CreateEmailIdentityCommand({
            EmailIdentity: name,
            ...(name.includes('@')
              ? {}
              : { DkimSigningAttributes: { NextSigningKeyLength: 'RSA_2048_BIT' } }),
            ...(configurationSet === undefined ? {} : { ConfigurationSetName: configurationSet }),
          }),
        ),
      );
    },
    setMailFrom: async (EmailIdentity, MailFromDomain) => {
      await ask('ses:PutEmailIdentityMailFromAttributes', () =>
        client.send(
          new PutEmailIdentityMailFromAttributesCommand({
            EmailIdentity,
            MailFromDomain,
            BehaviorOnMxFailure: 'USE_DEFAULT_VALUE',
          }),
        ),
      );
    },
    setConfigurationSet: async (EmailIdentity, ConfigurationSetName) => {
      await ask('ses:PutEmailIdentityConfigurationSetAttributes', () =>
        client.send(
          new PutEmailIdentityConfigurationSetAttributesCommand({
            EmailIdentity,
            ConfigurationSetName,
          }),
        ),
      );
    },
  };
};

const find = async (
  client: SESv2Client,
  ask: AskSes,
  name: string,
): Promise<SesIdentity | undefined> => {
  try {
    const answer = await ask('ses:GetEmailIdentity', () =>
      client.send(new GetEmailIdentityCommand({ EmailIdentity: name })),
    );
    return toIdentity(name, answer);
  } catch (error) {
    if (error instanceof SesTenantFailure && error.kind === 'not-found') return undefined;
    throw error;
  }
};

const list = (client: SESv2Client, ask: AskSes): Promise<readonly ListedIdentity[]> =>
  pagesOf('ses:ListEmailIdentities', async (NextToken) => {
    const page = await ask('ses:ListEmailIdentities', () =>
      client.send(new ListEmailIdentitiesCommand({ PageSize: 1_000, NextToken })),
    );
    const items = (page.EmailIdentities ?? []).flatMap(
      ({ IdentityName, IdentityType, VerificationStatus, SendingEnabled }) =>
        IdentityName === undefined
          ? []
          : {
              name: IdentityName,
              kind: kindOf(IdentityType),
              verificationStatus: VerificationStatus,
              isSendingEnabled: SendingEnabled ?? false,
            },
    );
    return { items, next: page.NextToken };
  });

const kindOf = (type: string | undefined): 'address' | 'domain' =>
  type === 'EMAIL_ADDRESS' ? 'address' : 'domain';

const toIdentity = (name: string, answer: GetEmailIdentityCommandOutput): SesIdentity => ({
  name:
    name.slice(0, name.lastIndexOf('@') + 1) + name.slice(name.lastIndexOf('@') + 1).toLowerCase(),
  kind: kindOf(answer.IdentityType),
  isVerified: answer.VerifiedForSendingStatus ?? false,
  verificationStatus: answer.VerificationStatus,
  dkim: toDkim(answer.DkimAttributes),
  mailFrom: toMailFrom(answer.MailFromAttributes),
  configurationSet: answer.ConfigurationSetName,
  errorType: answer.VerificationInfo?.ErrorType,
  checkedAtMs: answer.VerificationInfo?.LastCheckedTimestamp?.getTime(),
});

const toDkim = (dkim: GetEmailIdentityCommandOutput['DkimAttributes']): SesDkim => ({
  isEnabled: dkim?.SigningEnabled ?? false,
  status: dkim?.Status,
  tokens: dkim?.Tokens ?? [],
  hostedZone: dkim?.SigningHostedZone,
  origin: dkim?.SigningAttributesOrigin,
  keyBits: bitsOf(dkim?.CurrentSigningKeyLength),
});

const bitsOf = (length: string | undefined): 1024 | 2048 | undefined => {
  if (length === 'RSA_2048_BIT') return 2048;
  return length === 'RSA_1024_BIT' ? 1024 : undefined;
};

const toMailFrom = (
  mailFrom: GetEmailIdentityCommandOutput['MailFromAttributes'],
): SesMailFrom | undefined =>
  mailFrom?.MailFromDomain === undefined || mailFrom.MailFromDomain === ''
    ? undefined
    : {
        domain: mailFrom.MailFromDomain,
        status: mailFrom.MailFromDomainStatus,
        onMxFailure: mailFrom.BehaviorOnMxFailure ?? 'USE_DEFAULT_VALUE',
      };
