import { mailboxEnvelope, readAddressField } from '../email/address.ts';
import type { CommunicationConfig } from './communication-config.ts';
import { secretPlaceholder } from './credentials.ts';
import { switchedOff } from './pauses.ts';
import type { TenantState } from './ports.ts';
import type { TenantSettings } from './settings.ts';

/** What a configuration document asks for. */
export interface ConfigWish {
  readonly isEnabled: boolean;
  /** All settings of the tenant as they are to be. */
  readonly settings: TenantSettings;
  readonly provider: { readonly provider: 'ses' | 'aws-ses'; readonly priority?: number };
}

/**
 * The document of a tenant as it stands, without any secret.
 *
 * @param region - of the pipeline's own account
 */
export const toConfig = (
  { settings = {}, provider, pauses, ses, accessKeyId }: TenantState,
  region: string,
): CommunicationConfig => ({
  email: {
    primary: {
      provider: provider?.provider ?? 'ses',
      enabled: pauses[switchedOff] === undefined,
      credentials: {
        region: ses?.region ?? region,
        ...(accessKeyId === undefined ? {} : { accessKeyId, secretAccessKey: secretPlaceholder }),
        ...named('fromEmail', 'fromName', settings.from),
      },
      priority: provider?.priority ?? 1,
    },
    fallback: [],
    ...named('defaultFrom', 'defaultFromName', settings.defaultFrom),
  },
});

/** What a document asks for, beside the settings that it does not speak of. */
export const wishOf = (
  { email: { primary, defaultFrom, defaultFromName } }: CommunicationConfig,
  settings: TenantSettings,
): ConfigWish => {
  const { from: _, defaultFrom: __, ...others } = settings;
  const { provider, priority, credentials = {} } = primary;
  const from = senderOf(credentials.fromEmail, credentials.fromName);
  const otherwise = senderOf(defaultFrom, defaultFromName);
  return {
    isEnabled: primary.enabled,
    settings: {
      ...others,
      ...(from === undefined ? {} : { from }),
      ...(otherwise === undefined ? {} : { defaultFrom: otherwise }),
    },
    provider: { provider, ...(priority === undefined ? {} : { priority }) },
  };
};

/** Settings with this sender, where one is named. */
export const withSender = (
  settings: TenantSettings,
  {
    fromEmail,
    fromName,
  }: { readonly fromEmail?: string | undefined; readonly fromName?: string | undefined },
): TenantSettings => {
  const from = senderOf(fromEmail, fromName);
  return from === undefined ? settings : { ...settings, from };
};

type Sender = NonNullable<TenantSettings['from']>;

const senderOf = (address: string | undefined, name: string | undefined): Sender | undefined => {
  if (address === undefined) return undefined;
  return name === undefined || name === '' ? { address } : { name, address };
};

/** A sender of the settings, in whichever form it was written, as two fields of a document. */
const named = <Address extends string, Name extends string>(
  addressField: Address,
  nameField: Name,
  sender: Sender | undefined,
): { readonly [Field in Address | Name]?: string } => {
  const read = sender === undefined ? undefined : readAddressField(sender);
  if (read?.kind !== 'mailbox') return {};
  const { name } = read.mailbox;
  return Object.fromEntries([
    [addressField, mailboxEnvelope(read.mailbox)],
    ...(name === '' ? [] : [[nameField, name]]),
  ]);
};
