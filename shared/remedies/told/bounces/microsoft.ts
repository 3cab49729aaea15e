import type { Told } from '../../remedy.ts';
import { advice } from './advice.ts';

/**
 * Replies of Outlook.com and of Exchange Online.
 *
 * @see https://learn.microsoft.com/exchange/mail-flow-best-practices/non-delivery-reports-in-exchange-online/non-delivery-reports-in-exchange-online
 * @see https://sendersupport.olc.protection.outlook.com/pm/troubleshooting.aspx
 */
export const microsoftBounces = {
  authentication: { codes: ['5.7.515'], remedy: advice.authenticate },
  'block-list': {
    text: /\(S3(?:140|150)\)|on our block list/i,
    remedy: advice.listed,
  },
  'banned-ip': {
    text: /\b5\.7\.6(?:0[6-9]|[1-4]\d)\b|banned sending IP/i,
    remedy: advice.listed,
  },
  'banned-sender': {
    codes: ['5.7.501', '5.7.502', '5.7.503', '5.7.511'],
    remedy: advice.wanted,
  },
  throttled: {
    text: /\b4\.7\.(?:5\d\d|6[0-8]\d|69\d|8[5-9]\d)\b|\bRP-00[123]\b|\(S77\d{1,4}\)/i,
    remedy: advice.wanted,
  },
  'blocked-by-recipient': { codes: ['5.7.507', '5.7.513'], remedy: advice.permission },
  dmarc: { codes: ['5.7.509'], remedy: advice.aligned },
  'bad-from': { codes: ['5.7.512'], remedy: advice.form },
  'no-such-recipient': {
    codes: ['5.1.10', '5.7.504', '5.7.505'],
    remedy: advice.address,
  },
  'access-denied': {
    text: /\b5\.4\.1 .{0,340}recipient address rejected: access denied/i,
    remedy: advice.address,
  },
  'outsiders-not-allowed': {
    codes: ['5.7.12', '5.7.13', '5.7.124', '5.7.133', '5.7.134', '5.7.135', '5.7.136'],
    remedy: advice.permission,
  },
  'too-many-for-recipient': { codes: ['5.2.121', '5.2.122'], remedy: advice.slower },
  reputation: { text: /\b(?:SC|OU)-00[124]\b/, remedy: advice.wanted },
  'dynamic-ip': { text: /\b(?:DY-00[12]|SC-003)\b/, remedy: advice.listed },
  unreachable: { codes: ['4.4.316', '5.4.300'], remedy: advice.wait },
} as const satisfies Readonly<Record<string, Told>>;
