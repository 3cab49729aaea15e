import { addressOf } from '../../shared/ses-api/mail/addresses.ts';
import { notVerified } from '../../shared/ses-api/mail/not-verified.ts';
import type { Mail } from '../../shared/ses-api/mail/read-mail.ts';
import { type Refusal, refuse } from '../../shared/ses-api/wire/refusal.ts';
import { checkInlineTemplate, templateDoesNotExist } from '../account/templates.ts';
import { checkTenantResources, checkTenantSending } from './check-tenant.ts';
import { isSimulatorAddress } from './mailbox-behaviour.ts';
import type { OutboxOptions } from './outbox-options.ts';

type State = Pick<
  OutboxOptions,
  | 'account'
  | 'identities'
  | 'configurationSets'
  | 'templates'
  | 'tenants'
  | 'arns'
  | 'accountId'
  | 'region'
>;

/**
 * Checks a mail against the state of the account: configuration set, pauses, verified identities,
 * templates, and the resources of the tenant.
 *
 * @param recipients - recipients to check; empty for the checks that refuse a bulk call as a whole
 */
export const checkStanding = (
  state: State,
  mail: Mail,
  recipients: readonly string[],
): Refusal | undefined =>
  checkConfigurationSet(state, mail) ??
  checkPaused(state, mail) ??
  checkTenantSending(state, mail) ??
  checkVerified(state, mail, recipients) ??
  checkMailFrom(state, mail) ??
  checkTemplate(state, mail) ??
  checkTenantResources(state, mail);

const checkConfigurationSet = (
  { configurationSets }: State,
  { configurationSet }: Mail,
): Refusal | undefined =>
  configurationSet !== undefined && configurationSets.get(configurationSet) === undefined
    ? refuse(
        'ConfigurationSetDoesNotExist',
        `Configuration set <${configurationSet}> does not exist.`,
      )
    : undefined;

const checkPaused = (
  { account, configurationSets }: State,
  { configurationSet: name }: Mail,
): Refusal | undefined => {
  const paused = account.pausedBy();
  if (paused !== undefined) return paused;
  return name === undefined || configurationSets.get(name)?.sendingEnabled
    ? undefined
    : refuse(
        'ConfigurationSetSendingPausedException',
        `Sending is paused for configuration set <${name}>.`,
      );
};

/** In the sandbox, recipients must be verified, too. */
const checkVerified = (
  { account, identities, region }: State,
  mail: Mail,
  recipients: readonly string[],
): Refusal | undefined => {
  const restricted = account.settings().isSandbox
    ? recipients.filter((address) => !isSimulatorAddress(addressOf(address)))
    : [];
  const failed = [...mail.senders, ...restricted].filter(
    (address) => identities.covering(address) === undefined,
  );
  const distinct = new Map(failed.map((address) => [addressOf(address).toLowerCase(), address]));
  return distinct.size > 0 ? notVerified(region, [...distinct.values()]) : undefined;
};

const checkMailFrom = ({ identities }: State, { source }: Mail): Refusal | undefined => {
  const identity = source === undefined ? undefined : identities.covering(source);
  return identity?.mailFromDomain !== undefined &&
    identity.behaviorOnMxFailure === 'RejectMessage' &&
    !identity.isMxSeen
    ? refuse(
        'MailFromDomainNotVerifiedException',
        `Mail-From domain <${identity.mailFromDomain}> is not verified.`,
      )
    : undefined;
};

const checkTemplate = (
  { templates }: State,
  { submission: { content } }: Mail,
): Refusal | undefined => {
  if (content.kind !== 'template') return undefined;
  const { template } = content;
  if (template.kind === 'inline') return checkInlineTemplate(template);
  return templates.get(template.name) === undefined
    ? templateDoesNotExist(template.name)
    : undefined;
};
