import type { BouncedRecipient } from './outcome.ts';

/** A recipient that does not exist. */
export const bounced = (emailAddress: string): BouncedRecipient => ({
  emailAddress,
  action: 'failed',
  status: '5.1.1',
  diagnosticCode: 'smtp; 550 5.1.1 user unknown',
});

/** A recipient whose mailbox takes no mail for now. */
export const mailboxFull = (emailAddress: string): BouncedRecipient => ({
  emailAddress,
  action: 'failed',
  status: '5.2.2',
  diagnosticCode: 'smtp; 552 5.2.2 mailbox full',
});

/** A recipient whose server asks to come again. */
export const delayed = (emailAddress: string): Omit<BouncedRecipient, 'action'> => ({
  emailAddress,
  status: '4.4.1',
  diagnosticCode: 'smtp; 421 4.4.1 try again later',
});

const globalListText =
  'Amazon SES has suppressed sending to this address because it has a recent history of bouncing as an invalid address. ' +
  'For more information about how to remove an address from the suppression list, see the Amazon SES Developer Guide: ' +
  'https://docs.aws.amazon.com/ses/latest/DeveloperGuide/remove-from-suppressionlist.html';

const accountListText =
  'Amazon SES did not send the message to this address because it is on the suppression list for your account. ' +
  'For more information about removing addresses from the suppression list, see the Amazon SES Developer Guide at ' +
  'https://docs.aws.amazon.com/ses/latest/DeveloperGuide/sending-email-suppression-list.html';

const tenantListText =
  'Amazon SES did not send the message to this address because it is on the suppression list for your tenant.';

/** A recipient to whom SES sent nothing. */
const suppressed =
  (text: string) =>
  (emailAddress: string): BouncedRecipient => ({
    emailAddress,
    action: 'failed',
    status: '5.1.1',
    diagnosticCode: text,
  });

/** A recipient that answers with an out-of-office reply. */
export const autoReply = (emailAddress: string): BouncedRecipient => ({
  emailAddress,
  action: undefined,
  status: undefined,
  diagnosticCode: undefined,
});

export const globallySuppressed = suppressed(globalListText);

export const accountSuppressed = suppressed(accountListText);

export const tenantSuppressed = suppressed(tenantListText);
