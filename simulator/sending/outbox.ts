import { addressOf } from '../../shared/ses-api/mail/addresses.ts';
import { checkForm, checkRecipients, checkSize } from '../../shared/ses-api/mail/check-mail.ts';
import { readMail } from '../../shared/ses-api/mail/read-mail.ts';
import type { MailAnswer } from '../../shared/ses-api/wire/bulk.ts';
import { quotaThrottle, type Refusal, rateThrottle } from '../../shared/ses-api/wire/refusal.ts';
import type { Account } from '../account/account.ts';
import { acceptMail } from './accept-mail.ts';
import { checkStanding } from './check-standing.ts';
import { checkTenantExists } from './check-tenant.ts';
import { isSimulatorAddress } from './mailbox-behaviour.ts';
import type { OutboxOptions } from './outbox-options.ts';
import type { ReceivedMail, ReceivedSubmission } from './received-submission.ts';

/** The checks between a sending call and an accepted mail. */
export interface Outbox {
  /**
   * Checks the mail, takes its recipients from rate and quota, and starts its events. A refused
   * mail uses no rate or quota.
   */
  readonly submit: (submission: ReceivedSubmission) => MailAnswer;
  /** Checks that do not depend on the recipients; they refuse a bulk call as a whole. */
  readonly checkSender: (submission: ReceivedSubmission) => Refusal | undefined;
}

export const createOutbox = (options: OutboxOptions): Outbox => {
  const { account, record, clock } = options;

  const submit = (submission: ReceivedSubmission): MailAnswer => {
    const mail = withDefaultSet(options, readMail(submission));
    const nowMs = clock();
    const refusal =
      checkTenantExists(options, mail) ??
      checkForm(mail) ??
      checkRecipients(mail) ??
      checkSize(mail) ??
      checkStanding(options, mail, mail.destinations) ??
      admit(account, mail);
    if (refusal === undefined)
      return { kind: 'accepted', messageId: acceptMail(options, mail, nowMs) };
    record.refuse(
      refusal.code,
      refusal === rateThrottle,
      refusal === quotaThrottle,
      mail.destinations.length,
      nowMs,
    );
    return refusal;
  };

  const checkSender = (submission: ReceivedSubmission): Refusal | undefined => {
    const mail = withDefaultSet(options, readMail(submission));
    const refusal =
      checkTenantExists(options, mail) ?? checkForm(mail) ?? checkStanding(options, mail, []);
    if (refusal !== undefined) record.refuse(refusal.code, false, false, 0, clock());
    return refusal;
  };

  return { submit, checkSender };
};

/** A mail without a configuration set gets that of the identity from which it is sent. */
const withDefaultSet = ({ identities }: OutboxOptions, mail: ReceivedMail): ReceivedMail =>
  mail.configurationSet === undefined && mail.source !== undefined
    ? { ...mail, configurationSet: identities.covering(mail.source)?.configurationSet }
    : mail;

/**
 * Takes the recipients from rate and quota; the quota does not count those of the mailbox
 * simulator.
 */
const admit = (account: Account, { destinations }: ReceivedMail): Refusal | undefined => {
  const counted = destinations.filter((address) => !isSimulatorAddress(addressOf(address)));
  return account.admit(destinations.length, counted.length);
};
